// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// A date without a time: a deposit, an entry into force, a deadline.
///
/// Proleptic Gregorian calendar, years 1 to 9999; in text, tables and JSON it is `YYYY-MM-DD`.
public struct CalendarDay: Hashable, Sendable, CustomStringConvertible {
  /// Days since 1 January 1970; negative before it.
  public let ordinal: Int

  /// The first day that can be written.
  public static let earliest = CalendarDay(ordinal: -719_162)
  /// The last day that can be written.
  public static let latest = CalendarDay(ordinal: 2_932_896)

  private init(ordinal: Int) {
    self.ordinal = ordinal
  }

  /// Makes a day from its parts; `nil` when the calendar has no such day.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
    // Civil-from-days arithmetic over eras of 400 years, March first so that the leap day ends the year.
    let shifted = month > 2 ? year : year - 1
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    self.ordinal = era * 146_097 + dayOfEra - 719_468
    let back = parts
    guard back.year == year, back.month == month, back.day == day else { return nil }
  }

  /// Reads `YYYY-MM-DD`; `nil` for any other form and for days the calendar does not have.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for byte in bytes[range] {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// The day that an instant falls on in a time zone.
  public init(_ instant: Date, in zone: TimeZone) {
    let seconds = instant.timeIntervalSince1970 + Double(zone.secondsFromGMT(for: instant))
    let ordinal = Int((seconds / 86_400).rounded(.down))
    self.ordinal = min(max(ordinal, Self.earliest.ordinal), Self.latest.ordinal)
  }

  /// Year, month (1 to 12) and day of the month (1 to 31).
  public var parts: (year: Int, month: Int, day: Int) {
    let shifted = ordinal + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// The day of the week, 1 for Monday to 7 for Sunday (ISO 8601).
  public var weekday: Int {
    let index = (ordinal + 3) % 7
    return (index >= 0 ? index : index + 7) + 1
  }

  /// The day this many days later, or earlier when negative; kept within ``earliest`` and ``latest``.
  public func adding(_ days: Days) -> CalendarDay {
    CalendarDay(ordinal: min(max(ordinal + days.count, Self.earliest.ordinal), Self.latest.ordinal))
  }

  /// How many days there are from this day to another; negative when the other is earlier.
  public func days(to other: CalendarDay) -> Days { Days(other.ordinal - ordinal) }

  /// `YYYY-MM-DD`.
  public var description: String {
    let (year, month, day) = parts
    func padded(_ value: Int, _ width: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}

extension CalendarDay: Comparable {
  /// Orders days as the calendar does.
  public static func < (left: CalendarDay, right: CalendarDay) -> Bool { left.ordinal < right.ordinal }
}

extension CalendarDay: Codable {
  /// Reads the day from `YYYY-MM-DD`.
  /// - Throws: `DecodingError.dataCorrupted` when the text is not a day of the calendar.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let day = CalendarDay(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a day, YYYY-MM-DD")
    }
    self = day
  }

  /// Writes the day as `YYYY-MM-DD`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
