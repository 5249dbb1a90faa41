// SPDX-License-Identifier: Apache-2.0
import Foundation

/// The reading of a clock, without the cost of a calendar: proleptic Gregorian.
struct LocalTime {
  let year, month, day, second: Int

  /// What a clock shows that is this many seconds ahead of universal time.
  init(_ instant: Date, offset: Int) {
    let seconds = Int(instant.timeIntervalSince1970.rounded(.down)) + offset
    let ordinal = Int((Double(seconds) / 86_400).rounded(.down))
    second = seconds - ordinal * 86_400
    // Civil-from-days arithmetic over eras of 400 years, March first so that the leap day ends the year.
    let shifted = ordinal + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  /// For example `20180608T100000`.
  var basic: String {
    Self.padded(year, 4) + Self.padded(month, 2) + Self.padded(day, 2) + "T" + Self.padded(second / 3600, 2)
      + Self.padded(second / 60 % 60, 2) + Self.padded(second % 60, 2)
  }

  /// The first instant of a year in universal time.
  static func start(of year: Int) -> Date {
    let before = year - 1
    let days = before * 365 + before / 4 - before / 100 + before / 400 - 719_162
    return Date(timeIntervalSince1970: Double(days) * 86_400)
  }

  static func padded(_ value: Int, _ width: Int) -> String {
    let text = String(max(0, value))
    return text.utf8.count >= width ? text : String(repeating: "0", count: width - text.utf8.count) + text
  }
}
