// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// A whole day, or several in a row, as a calendar of holidays names it; everything else of such a file is passed over.
/// - Source: RFC 5545, sections 3.1, 3.6.1, 3.8.2.4, 3.8.5.3
public struct WholeDayEvent: Hashable, Sendable {
  /// The year of the first day.
  public let year: Int
  /// Its month, 1 to 12.
  public let month: Int
  /// Its day, 1 to 31.
  public let day: Int
  /// How many days in a row, at least one.
  public let length: Int
  /// Whether it comes back on the same day of every year without an end.
  public let isYearly: Bool

  /// Why a file is no calendar.
  public struct Unreadable: Error, Hashable, Sendable {
    /// The line that cannot be read, from 1.
    public let line: Int

    /// Names the line.
    public init(line: Int) { self.line = line }
  }

  /// The longest file that is read, in bytes.
  public static let sizeLimit = 4 << 20
  /// The most days in a row that one event can have.
  public static let lengthLimit = 60

  /// Reads the whole-day events of a calendar; those with a time of day are none, and those that were cancelled do not count.
  /// - Throws: ``Unreadable`` when it is no calendar or ends within one.
  public static func read(_ data: Data) throws(Unreadable) -> [WholeDayEvent] {
    guard data.count <= sizeLimit, let text = String(data: data, encoding: .utf8) else { throw Unreadable(line: 1) }
    let lines = unfolded(text)
    guard lines.first?.text.uppercased() == "BEGIN:VCALENDAR" else { throw Unreadable(line: 1) }
    guard let last = lines.last, last.text.uppercased() == "END:VCALENDAR" else { throw Unreadable(line: lines.last?.number ?? 1) }
    var events: [WholeDayEvent] = []
    var open: [String: String]?
    var depth = 0
    for line in lines {
      let upper = line.text.uppercased()
      if upper == "BEGIN:VEVENT" {
        guard open == nil else { throw Unreadable(line: line.number) }
        (open, depth) = ([:], 0)
      } else if upper == "END:VEVENT" {
        guard let properties = open else { throw Unreadable(line: line.number) }
        if let event = try event(properties, line.number) { events.append(event) }
        open = nil
      } else if open != nil {
        // Alarms and other parts of an event have properties of the same names.
        if upper.hasPrefix("BEGIN:") { depth += 1 }
        if depth == 0, let (name, value) = property(line.text), open?[name] == nil { open?[name] = value }
        if upper.hasPrefix("END:") { depth -= 1 }
      }
    }
    guard open == nil else { throw Unreadable(line: last.number) }
    return events
  }

  /// The content lines: one that begins with white space goes on from the one before.
  private static func unfolded(_ text: String) -> [(number: Int, text: String)] {
    var lines: [(number: Int, text: String)] = []
    let plain = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    for (index, part) in plain.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if let first = part.first, first == " " || first == "\t", !lines.isEmpty {
        lines[lines.count - 1].text += part.dropFirst()
      } else if !part.isEmpty {
        lines.append((index + 1, String(part)))
      }
    }
    if let first = lines.first { lines[0].text = first.text.hasPrefix("\u{FEFF}") ? String(first.text.dropFirst()) : first.text }
    return lines
  }

  /// Name and value of a content line, without its parameters.
  private static func property(_ line: String) -> (name: String, value: String)? {
    var isQuoted = false
    guard
      let colon = line.firstIndex(where: { character in
        if character == "\"" { isQuoted.toggle() }
        return character == ":" && !isQuoted
      })
    else { return nil }
    return (line[..<colon].prefix { $0 != ";" }.uppercased(), String(line[line.index(after: colon)...]))
  }

  private static func event(_ properties: [String: String], _ line: Int) throws(Unreadable) -> WholeDayEvent? {
    guard properties["STATUS"]?.uppercased() != "CANCELLED", let start = properties["DTSTART"], start.count == 8 else { return nil }
    guard let first = instant(start) else { throw Unreadable(line: line) }
    var length = 1
    if let end = properties["DTEND"], end.count == 8 {
      guard let after = instant(end) else { throw Unreadable(line: line) }
      length = Int((after.timeIntervalSince(first) / 86_400).rounded())
    } else if let duration = properties["DURATION"], let days = Int(duration.dropFirst().dropLast()), duration.hasPrefix("P"),
      duration.hasSuffix("D")
    {
      length = days
    }
    guard (1...lengthLimit).contains(length) else { throw Unreadable(line: line) }
    let rule = properties["RRULE"]?.uppercased().split(separator: ";").map(String.init) ?? []
    // A rule of weekdays, of months or with an end says more than "the same day of every year": its first day alone is certain.
    let isYearly = rule.contains("FREQ=YEARLY") && rule.allSatisfy { $0 == "FREQ=YEARLY" || $0 == "INTERVAL=1" || $0.hasPrefix("WKST=") }
    let parts = utc.dateComponents([.year, .month, .day], from: first)
    return WholeDayEvent(
      year: parts.year ?? 1, month: parts.month ?? 1, day: parts.day ?? 1, length: length, isYearly: isYearly)
  }

  private static let utc: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
  }()

  /// The midnight, UTC, of `YYYYMMDD`; `nil` when the calendar has no such day.
  private static func instant(_ text: String) -> Date? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), text.utf8.count == 8, let number = Int(text) else { return nil }
    let parts = DateComponents(year: number / 10_000, month: number / 100 % 100, day: number % 100)
    guard parts.isValidDate(in: utc) else { return nil }
    return utc.date(from: parts)
  }
}
