// SPDX-License-Identifier: Apache-2.0
import Foundation
import ICalendar
import Testing

@Suite("The calendar that another program reads") struct SampleCalendarTests {
  /// Read by `scripts/test-protocol` with a library of others.
  private let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Protocol/calendar.ics")

  private var sample: ICalendar {
    get throws {
      let vienna = try #require(TimeZone(identifier: "Europe/Vienna"))
      let kolkata = try #require(TimeZone(identifier: "Asia/Kolkata"))
      let stamp = Date(timeIntervalSince1970: 1_522_843_200)
      let meeting = CalendarEvent(
        uid: "meeting-1@example.org", stamp: stamp, start: .day(year: 2018, month: 6, day: 8), end: .day(year: 2018, month: 6, day: 9),
        summary: CalendarText("第七次增进《公约》下国际合作不限成员名额政府间专家会议；临时议程，𝔘 and a line that is long enough to be folded", language: "zh"),
        details: CalendarText("Item 1; item 2, item 3\nBack\\slash \"quoted\": end", language: "en"),
        location: CalendarText("Vienna, Austria", language: "en"), url: URL(string: "https://example.org/meetings/eg1-7?lang=zh"),
        status: .confirmed, sequence: 2, lastModified: stamp, categories: [CalendarText("CAC/COSP"), CalendarText("experts, open-ended")])
      let morning = CalendarEvent(
        uid: "session-1@example.org", stamp: stamp, start: .zoned(Date(timeIntervalSince1970: 1_528_444_800), vienna),
        end: .zoned(Date(timeIntervalSince1970: 1_528_455_600), vienna), summary: CalendarText("الجلسة الأولى", language: "ar"),
        status: .tentative, sequence: 0, categories: [CalendarText("сессия", language: "ru")], parent: "meeting-1@example.org",
        conferences: [
          .init(
            link: URL(string: "https://example.org/room;1,2") ?? URL(filePath: "/"), features: [.audio, .video],
            label: CalendarText("Room \"A\"; video", language: "en"))
        ])
      let winter = CalendarEvent(
        uid: "session-2@example.org", stamp: stamp, start: .zoned(Date(timeIntervalSince1970: 1_544_000_400), vienna),
        summary: CalendarText("Winter", language: "fr"), status: .cancelled)
      let east = CalendarEvent(
        uid: "session-3@example.org", stamp: stamp, start: .zoned(Date(timeIntervalSince1970: 1_528_444_800), kolkata),
        end: .utc(Date(timeIntervalSince1970: 1_528_455_600)), summary: CalendarText("A\r\nATTACH:http://evil.example\r\n"))
      return ICalendar(
        product: "-//Comity//ICalendarTests//EN", name: CalendarText("会议日历", language: "zh"), refreshInterval: .seconds(5400),
        source: URL(string: "https://example.org/calendar/zh.ics"), events: [meeting, morning, winter, east])
    }
  }

  @Test("The sample that stands beside the protocol's check is what the writer writes today")
  func sampleIsCurrent() throws {
    let data = try sample.data
    if ProcessInfo.processInfo.environment["COMITY_RECORD"] == "1" { try data.write(to: file) }
    #expect(try Data(contentsOf: file) == data, "record it anew with COMITY_RECORD=1 and look at the difference")
  }
}
