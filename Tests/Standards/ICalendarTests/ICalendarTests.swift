// SPDX-License-Identifier: Apache-2.0
import Foundation
import ICalendar
import Testing

@Suite("Calendars that are written") struct ICalendarTests {
  private let stamp = Date(timeIntervalSince1970: 1_522_843_200)
  private let vienna = TimeZone(identifier: "Europe/Vienna") ?? .gmt

  private func event(_ summary: String = "Meeting", at instant: TimeInterval = 1_528_444_800, in zone: TimeZone? = nil) -> CalendarEvent {
    let start = Date(timeIntervalSince1970: instant)
    return CalendarEvent(
      uid: "meeting-1@example.org", stamp: stamp, start: .zoned(start, zone ?? vienna),
      end: .zoned(start.addingTimeInterval(10_800), zone ?? vienna), summary: CalendarText(summary, language: "en"))
  }

  private func lines(_ events: [CalendarEvent]) -> [String] {
    let text = String(decoding: ICalendar(product: "-//Test//EN", events: events).data, as: UTF8.self)
    return text.replacing("\r\n ", with: "").split(separator: "\r\n").map(String.init)
  }

  @Test("A meeting in Vienna is written with the clocks of Vienna and the zone of its year")
  func zone() {
    let lines = lines([event()])
    #expect(lines.contains("DTSTART;TZID=Europe/Vienna:20180608T100000"))
    #expect(lines.contains("DTEND;TZID=Europe/Vienna:20180608T130000"))
    #expect(lines.contains("DTSTAMP:20180404T120000Z"))
    #expect(lines.contains("SUMMARY;LANGUAGE=en:Meeting"))
    let zone = lines.drop { $0 != "BEGIN:VTIMEZONE" }.prefix { $0 != "END:VTIMEZONE" }
    #expect(
      Array(zone.dropFirst(8).prefix(6)) == [
        "BEGIN:DAYLIGHT", "DTSTART:20180325T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "TZNAME:+02", "END:DAYLIGHT",
      ])
    #expect(zone.contains("DTSTART:20181028T030000"))
    #expect(zone.count { $0.hasPrefix("BEGIN:") } == 4)
  }

  @Test(
    "A change of a zone that is no summer time is written too, with half hours and west of Greenwich",
    arguments: [
      ("Europe/Moscow", 1_414_000_000.0, "DTSTART:20141026T020000", "TZOFFSETTO:+0300"),
      ("Asia/Kolkata", 1_528_444_800.0, "BEGIN:STANDARD", "TZOFFSETTO:+0530"),
      ("America/New_York", 1_528_444_800.0, "DTSTART:20181104T020000", "TZOFFSETTO:-0500"),
      ("GMT", 1_528_444_800.0, "BEGIN:STANDARD", "TZOFFSETTO:+0000"),
    ])
  func zones(identifier: String, instant: Double, onset: String, offset: String) throws {
    let zone: TimeZone = try #require(TimeZone(identifier: identifier))
    let lines = lines([event(at: instant, in: zone)])
    #expect(lines.contains(onset))
    #expect(lines.contains(offset))
  }

  @Test(
    "Hostile text never makes a line or a property of its own",
    arguments: [
      "a\r\nATTACH:http://evil.example", "a\nEND:VEVENT", "a\rX:y", "\u{2028}X:1", "\u{85}X:1", "\u{0}\u{B}\u{C}", "a;b,c\\d\"e:f",
    ])
  func hostile(text: String) {
    var event = event(text)
    event.uid = text
    event.location = CalendarText(text, language: text)
    event.categories = [CalendarText(text), CalendarText("b")]
    event.parent = text
    event.conferences = [
      .init(link: URL(string: "https://example.org/?a=1,2;3") ?? URL(filePath: "/"), features: [.video, .audio], label: CalendarText(text))
    ]
    let usual: Set = [
      "BEGIN", "VERSION", "PRODID", "TZID", "DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "END", "UID", "DTSTAMP", "DTEND", "SUMMARY",
      "LOCATION", "CATEGORIES", "RELATED-TO", "CONFERENCE",
    ]
    let lines = lines([event])
    for line in lines { #expect(usual.contains(String(line.prefix { $0 != ":" && $0 != ";" })), "\(line)") }
    #expect(lines.count { $0 == "END:VEVENT" } == 1)
    #expect(lines.allSatisfy { line in line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "\u{2028}" } })
  }

  @Test("Text is escaped as the standard says; line ends of any kind are one \\n")
  func escaping() {
    #expect(lines([event("a;b,c\\d\r\ne\nf\rg:h\"")]).contains("SUMMARY;LANGUAGE=en:a\\;b\\,c\\\\d\\ne\\nf\\ng:h\""))
    var event = event()
    event.conferences = [.init(link: URL(filePath: "/x"), label: CalendarText("a \"b\"\n^c;d"))]
    #expect(lines([event]).contains { $0.contains("LABEL=\"a ^'b^'^n^^c;d\":") })
  }

  @Test("Lines are at most 75 octets and are folded between characters, wherever in the line a character of 1 to 4 octets falls")
  func folding() throws {
    for character in ["x", "é", "第", "𝔘"] {
      for shift in 0..<8 {
        let summary = String(repeating: "a", count: shift) + String(repeating: character, count: 200)
        let data = ICalendar(product: "-//Test//EN", events: [event(summary)]).data
        let pieces = Array(data).split(separator: UInt8(ascii: "\n"))
        for piece in pieces {
          #expect(piece.count <= 76 && piece.last == UInt8(ascii: "\r"))
          #expect(String(validating: piece, as: UTF8.self) != nil)
        }
        #expect(lines([event(summary)]).contains("SUMMARY;LANGUAGE=en:" + summary))
      }
    }
  }

  @Test("A whole day is a date; the calendar says its name, its source and how often to look again")
  func wholeCalendar() {
    var event = event()
    (event.start, event.end) = (.day(year: 2018, month: 6, day: 8), .day(year: 2018, month: 6, day: 9))
    (event.status, event.sequence, event.lastModified) = (.cancelled, 3, stamp)
    let calendar = ICalendar(
      product: "-//Test//EN", name: CalendarText("会议", language: "zh"), refreshInterval: .seconds(3600),
      source: URL(string: "https://example.org/zh.ics"), events: [event])
    let text = String(decoding: calendar.data, as: UTF8.self)
    for line in [
      "NAME;LANGUAGE=zh:会议", "X-WR-CALNAME:会议", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "SOURCE;VALUE=URI:https://example.org/zh.ics",
      "DTSTART;VALUE=DATE:20180608", "DTEND;VALUE=DATE:20180609", "STATUS:CANCELLED", "SEQUENCE:3", "LAST-MODIFIED:20180404T120000Z",
    ] { #expect(text.contains("\r\n\(line)\r\n"), "\(line)") }
    #expect(!text.contains("VTIMEZONE"))
  }

  @Test(
    "The same calendar gives the same bytes, whatever the order of zones in memory; an event costs at most 0.1 ms, one alone with its zone 0.3 ms"
  )
  func steadyAndFast() throws {
    let zones = ["Europe/Vienna", "Asia/Shanghai", "America/New_York", "Africa/Cairo"].compactMap { TimeZone(identifier: $0) }
    let events = (0..<500).map { event("Meeting \($0)", at: 1_528_444_800 + Double($0) * 86_400, in: zones[$0 % 4]) }
    let calendar = ICalendar(product: "-//Test//EN", events: events)
    #expect(Set((0..<5).map { _ in calendar.data }).count == 1)
    let clock = ContinuousClock()
    let best = (0..<10).map { _ in clock.measure { _ = calendar.data } }.min() ?? .zero
    #expect(best < .microseconds(100 * 500))
    let alone = ICalendar(product: "-//Test//EN", events: [events[0]])
    #expect((0..<50).map { _ in clock.measure { _ = alone.data } }.min() ?? .zero < .microseconds(300))
  }
}
