// SPDX-License-Identifier: Apache-2.0

/// A number of days of the calendar, weekends and holidays included.
public struct Days: Hashable, Sendable, Comparable, ExpressibleByIntegerLiteral {
  /// How many days.
  public let count: Int

  /// Makes a number of days.
  public init(_ count: Int) { self.count = count }

  /// Makes a number of days from a literal.
  public init(integerLiteral value: Int) { self.count = value }

  /// Orders by length.
  public static func < (left: Days, right: Days) -> Bool { left.count < right.count }
}

/// A number of days on which an authority works.
public struct WorkingDays: Hashable, Sendable, Comparable, ExpressibleByIntegerLiteral {
  /// How many working days; never negative.
  public let count: Int

  /// Makes a number of working days; a negative number counts as none.
  public init(_ count: Int) { self.count = max(0, count) }

  /// Makes a number of working days from a literal.
  public init(integerLiteral value: Int) { self.init(value) }

  /// Orders by length.
  public static func < (left: WorkingDays, right: WorkingDays) -> Bool { left.count < right.count }
}

/// Which days an authority works: its weekly rest days and its public holidays.
public struct WorkingCalendar: Hashable, Sendable {
  /// Rest days of every week, 1 for Monday to 7 for Sunday.
  public let restDays: Set<Int>
  /// Days off besides the weekly ones.
  public let holidays: Set<CalendarDay>

  /// Makes a calendar; a week without any working day is read as a week without rest days.
  public init(restDays: Set<Int> = [6, 7], holidays: Set<CalendarDay> = []) {
    self.restDays = Set(1...7).isSubset(of: restDays) ? [] : restDays
    self.holidays = holidays
  }

  /// Whether the authority works on this day.
  public func works(on day: CalendarDay) -> Bool {
    !restDays.contains(day.weekday) && !holidays.contains(day)
  }

  /// The working day that lies this many working days after `start`; `start` itself is not counted.
  public func day(_ days: WorkingDays, after start: CalendarDay) -> CalendarDay {
    var day = start
    var left = days.count
    while left > 0, day < .latest {
      day = day.adding(1)
      if works(on: day) { left -= 1 }
    }
    return day
  }
}
