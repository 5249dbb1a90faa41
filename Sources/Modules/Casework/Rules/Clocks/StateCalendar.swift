// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// The days on which the authorities of a State work, as far as they are known, with the time for which that is so.
public struct StateCalendar: Codable, Hashable, Sendable {
  /// A day of every year, for example the first of January.
  public struct DayOfYear: Codable, Hashable, Sendable {
    /// 1 to 12.
    public var month: Int
    /// 1 to 31.
    public var day: Int

    /// Names a day of every year.
    public init(month: Int, day: Int) {
      self.month = month
      self.day = day
    }
  }

  /// A time in which rest days and holidays stay the same.
  public struct Period: Codable, Hashable, Sendable {
    /// From when.
    public var validFrom: CalendarDay?
    /// Until when, that day included.
    public var validTo: CalendarDay?
    /// The weekly rest days, 1 for Monday to 7 for Sunday.
    public var restDays: [Int]
    /// Holidays on the same day of every year.
    public var everyYear: [DayOfYear]
    /// Other holidays, day by day.
    public var holidays: [CalendarDay]
    /// Where it comes from.
    public var source: String

    /// Describes a period.
    public init(
      validFrom: CalendarDay? = nil, validTo: CalendarDay? = nil, restDays: [Int], everyYear: [DayOfYear] = [],
      holidays: [CalendarDay] = [],
      source: String
    ) {
      self.validFrom = validFrom
      self.validTo = validTo
      self.restDays = restDays
      self.everyYear = everyYear
      self.holidays = holidays
      self.source = source
    }

    /// Whether it holds on a day.
    public func isValid(on day: CalendarDay) -> Bool {
      (validFrom.map { $0 <= day } ?? true) && (validTo.map { day <= $0 } ?? true)
    }

    fileprivate func works(on day: CalendarDay) -> Bool {
      let (_, month, ofMonth) = day.parts
      if everyYear.contains(DayOfYear(month: month, day: ofMonth)) { return false }
      return WorkingCalendar(restDays: Set(restDays), holidays: Set(holidays)).works(on: day)
    }
  }

  /// The State.
  public var state: StateCode
  /// The periods; the last one that holds on a day counts.
  public var periods: [Period]

  /// Describes the calendar of a State.
  public init(state: StateCode, periods: [Period]) {
    self.state = state
    self.periods = periods
  }

  /// The period that holds on a day; `nil` when none is known, and Saturday and Sunday are taken as rest days then.
  public func period(on day: CalendarDay) -> Period? { periods.last { $0.isValid(on: day) } }

  /// Whether authorities work on a day.
  public func works(on day: CalendarDay) -> Bool { period(on: day)?.works(on: day) ?? WorkingCalendar().works(on: day) }

  /// The working day that lies this many working days after a day, which itself is not counted.
  public func day(_ days: WorkingDays, after start: CalendarDay) -> CalendarDay {
    var day = start
    var left = days.count
    while left > 0, day < .latest {
      day = day.adding(1)
      if works(on: day) { left -= 1 }
    }
    return day
  }

  /// This day when authorities work on it, otherwise the next one on which they do.
  public func firstWorkingDay(from day: CalendarDay) -> CalendarDay { works(on: day) ? day : self.day(1, after: day) }
}

extension StateCalendar {
  /// Why a calendar cannot be kept.
  public enum Fault: String, Hashable, Sendable, CaseIterable {
    /// A rest day is no day of the week, or every day is one.
    case restDays
    /// A day of every year is none of the calendar.
    case everyYear
    /// It ends before it begins.
    case validity
    /// Nobody can tell where it comes from.
    case source
  }

  /// The days of a span on which authorities do not work although it is no weekly rest day, for people to read.
  public func holidays(from first: CalendarDay, through last: CalendarDay) -> [CalendarDay] {
    guard first <= last else { return [] }
    return (0...first.days(to: last).count).map { first.adding(Days($0)) }.filter { day in
      guard let period = period(on: day) else { return false }
      return !works(on: day) && !period.restDays.contains(day.weekday)
    }
  }
}

extension StateCalendar.Period {
  /// What is wrong with it; empty when it can be kept.
  public var faults: [StateCalendar.Fault] {
    var faults: [StateCalendar.Fault] = []
    let rest = Set(restDays)
    if rest.count >= 7 || !rest.isSubset(of: Set(1...7)) { faults.append(.restDays) }
    // A leap year has every day that any year has.
    if everyYear.contains(where: { CalendarDay(year: 2024, month: $0.month, day: $0.day) == nil }) { faults.append(.everyYear) }
    if let validFrom, let validTo, validTo < validFrom { faults.append(.validity) }
    if source.allSatisfy(\.isWhitespace) { faults.append(.source) }
    return faults
  }
}

extension StateCalendar.DayOfYear {
  /// Reads `MM-DD`; `nil` for anything else.
  public init?(_ text: some StringProtocol) {
    guard let day = CalendarDay("2024-\(text)") else { return nil }
    self.init(month: day.parts.month, day: day.parts.day)
  }

  /// `MM-DD`.
  public var text: String {
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(two(month))-\(two(day))"
  }
}
