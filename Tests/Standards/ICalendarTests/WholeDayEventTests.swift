// SPDX-License-Identifier: Apache-2.0
import Foundation
import ICalendar
import Testing

@Suite("Days off read from a calendar file")
struct WholeDayEventTests {
  private static func file(_ events: String...) -> Data {
    Data(
      (["BEGIN:VCALENDAR", "VERSION:2.0"] + events.map { "BEGIN:VEVENT\r\n\($0)\r\nEND:VEVENT" } + ["END:VCALENDAR", ""])
        .joined(separator: "\r\n").utf8)
  }

  @Test("Whole days are read, with their length and whether they come back; what has a time of day or was cancelled is passed over")
  func read() throws {
    let events = try WholeDayEvent.read(
      Self.file(
        "UID:1\r\nDTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227\r\nSUMMARY:Feast: of \r\n three days",
        "DTSTART;VALUE=DATE:20200309\r\nRRULE:FREQ=YEARLY", "DTSTART;TZID=\"Europe/Vienna\":20261130T100000\r\nSUMMARY:Meeting",
        "DTSTART;VALUE=DATE:20261201\r\nSTATUS:CANCELLED",
        "DTSTART;VALUE=DATE:20261202\r\nDURATION:P2D\r\nBEGIN:VALARM\r\nDURATION:P9D\r\nEND:VALARM",
        "DTSTART;VALUE=DATE:20261203\r\nRRULE:FREQ=YEARLY;COUNT=3"))
    #expect(
      events.map { [$0.year, $0.month, $0.day, $0.length] } == [
        [2026, 12, 24, 3], [2020, 3, 9, 1], [2026, 12, 2, 2], [2026, 12, 3, 1],
      ])
    #expect(events.map(\.isYearly) == [false, true, false, false])
  }

  @Test("What this library writes it reads as well")
  func ownFile() throws {
    let data = try Data(contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Protocol/calendar.ics"))
    let days = try WholeDayEvent.read(data)
    #expect(days.map { [$0.year, $0.month, $0.day, $0.length] } == [[2018, 6, 8, 1]])
  }

  @Test(
    "A file that is no calendar, ends within one or names a day that no year has is refused with the line",
    arguments: [
      ("BEGIN:VCARD\r\nEND:VCARD", 1), ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT", 2),
      ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260231\r\nEND:VEVENT\r\nEND:VCALENDAR", 4),
      ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260201\r\nDTEND;VALUE=DATE:20270201\r\nEND:VEVENT\r\nEND:VCALENDAR", 5),
    ])
  func refused(text: String, line: Int) {
    #expect(throws: WholeDayEvent.Unreadable(line: line)) { _ = try WholeDayEvent.read(Data(text.utf8)) }
  }
}
