// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A time zone over the years in which events name it.
/// - Source: RFC 5545, section 3.6.5
struct ZoneSpan {
  let zone: TimeZone
  let years: ClosedRange<Int>

  /// One for each zone, by identifier.
  static func spans(of events: [CalendarEvent]) -> [ZoneSpan] {
    var years: [TimeZone: ClosedRange<Int>] = [:]
    for event in events {
      for case .zoned(let instant, let zone)? in [event.start, event.end] {
        let year = LocalTime(instant, offset: 0).year
        let known = years[zone] ?? year...year
        years[zone] = min(known.lowerBound, year)...max(known.upperBound, year)
      }
    }
    return years.map { ZoneSpan(zone: $0.key, years: $0.value) }.sorted { $0.zone.identifier < $1.zone.identifier }
  }

  /// Each change of the clocks is written as it is in the data; no rule is claimed for years that nobody asked about.
  func write(into lines: inout ContentLines) {
    // A day more on both sides: the year of a place begins before and ends after that of universal time.
    let start = LocalTime.start(of: years.lowerBound).addingTimeInterval(-86_400)
    let end = LocalTime.start(of: years.upperBound + 1).addingTimeInterval(86_400)
    lines.plain("BEGIN", "VTIMEZONE")
    lines.text("TZID", zone.identifier)
    var offset = zone.secondsFromGMT(for: start)
    observance(from: offset, to: offset, at: start, into: &lines)
    var instant = start
    while let change = zone.nextDaylightSavingTimeTransition(after: instant), change > instant, change < end {
      let next = zone.secondsFromGMT(for: change)
      observance(from: offset, to: next, at: change, into: &lines)
      (offset, instant) = (next, change)
    }
    lines.plain("END", "VTIMEZONE")
  }

  private func observance(from before: Int, to after: Int, at instant: Date, into lines: inout ContentLines) {
    let kind = zone.isDaylightSavingTime(for: instant) ? "DAYLIGHT" : "STANDARD"
    lines.plain("BEGIN", kind)
    lines.plain("DTSTART", LocalTime(instant, offset: before).basic)
    lines.plain("TZOFFSETFROM", Self.offset(before))
    lines.plain("TZOFFSETTO", Self.offset(after))
    lines.text("TZNAME", Self.offset(after, short: true))
    lines.plain("END", kind)
  }

  private static func offset(_ seconds: Int, short: Bool = false) -> String {
    let size = abs(seconds)
    let minutes = size / 60 % 60
    var text = (seconds < 0 ? "-" : "+") + LocalTime.padded(size / 3600, 2)
    if !short || minutes > 0 || size % 60 > 0 { text += LocalTime.padded(minutes, 2) }
    if size % 60 > 0 { text += LocalTime.padded(size % 60, 2) }
    return text
  }
}
