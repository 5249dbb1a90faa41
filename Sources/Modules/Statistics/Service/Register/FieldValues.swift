// SPDX-License-Identifier: Apache-2.0
import StatisticsRules

/// Reads days, numbers and amounts from bytes.
enum FieldValues {
  private static let daysBefore: [Int32] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
  private static let lengths: [Int32] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

  @inline(__always) private static func digit(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> Int32? {
    let digit = Int32(bytes[place]) - 48
    return digit >= 0 && digit <= 9 ? digit : nil
  }

  @inline(__always) private static func two(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> Int32? {
    guard let tens = digit(bytes, place), let ones = digit(bytes, place + 1) else { return nil }
    return tens * 10 + ones
  }

  /// The day written as `YYYY-MM-DD`; `nil` for anything else and for days that the calendar does not have.
  static func day(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> DayIndex? {
    guard end - start == 10, bytes[start + 4] == 0x2D, bytes[start + 7] == 0x2D, let century = two(bytes, start),
      let yearOfCentury = two(bytes, start + 2), let month = two(bytes, start + 5), let day = two(bytes, start + 8)
    else { return nil }
    let year = century * 100 + yearOfCentury
    guard year >= 1, month >= 1, month <= 12, day >= 1 else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    guard day <= lengths[Int(month) - 1] + (isLeap && month == 2 ? 1 : 0) else { return nil }
    let before = year - 1
    let ofYears = before * 365 + before / 4 - before / 100 + before / 400 - 719_162
    return DayIndex(ordinal: ofYears + daysBefore[Int(month) - 1] + (isLeap && month > 2 ? 1 : 0) + day - 1)
  }

  /// A whole number without sign, of at most nine digits.
  static func number(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int32? {
    guard end > start, end - start <= 9 else { return nil }
    var number: Int32 = 0
    for place in start..<end {
      guard let digit = digit(bytes, place) else { return nil }
      number = number * 10 + digit
    }
    return number
  }

  /// An amount without sign, of at most fifteen digits before a point and one or two after it, in hundredths.
  static func amount(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Amount? {
    var value: Int64 = 0
    var place = start
    while place < end, bytes[place] != 0x2E {
      guard let digit = digit(bytes, place) else { return nil }
      value = value * 10 + Int64(digit)
      place += 1
      guard place - start <= 15 else { return nil }
    }
    guard place > start else { return nil }
    value *= 100
    guard place < end else { return Amount(hundredths: value) }
    let decimals = end - place - 1
    guard decimals == 1 || decimals == 2, let first = digit(bytes, place + 1) else { return nil }
    guard decimals == 2 else { return Amount(hundredths: value + Int64(first) * 10) }
    guard let second = digit(bytes, place + 2) else { return nil }
    return Amount(hundredths: value + Int64(first * 10 + second))
  }
}
