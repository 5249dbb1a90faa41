// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// The safe conduct of a person who consents to come: no prosecution, detention or punishment there for what was done before the person left.
/// - Source: UNCAC 46(27)
public struct SafeConduct: Codable, Hashable, Sendable {
  /// A time in which the person could not leave, both days included.
  public struct Obstacle: Codable, Hashable, Sendable {
    /// The first day.
    public var from: CalendarDay
    /// The last day; `nil` while it lasts.
    public var to: CalendarDay?

    /// Describes an obstacle.
    public init(from first: CalendarDay, to last: CalendarDay? = nil) {
      from = first
      to = last
    }
  }

  /// Whether the person is protected.
  public enum Protection: Codable, Hashable, Sendable {
    /// It lasts; nobody can say until when, because the person was not officially told or could not leave.
    case lasts
    /// It lasts, and ends with this day if the person stays.
    case lastsUntil(CalendarDay)
    /// The person left and has not come back; it does not end as long as that is so.
    case personLeft
    /// It ended after this day, because the person stayed although they could leave.
    case endedByStaying(after: CalendarDay)
    /// It ended on this day, because the person came back of their own will.
    case endedByReturning(on: CalendarDay)
  }

  /// The period of the Convention.
  /// - Source: UNCAC 46(27)
  public static let period: Days = 15

  /// The person, by their record here.
  public var person: String
  /// The day on which it was given; `nil` in records of before that day was asked.
  public internal(set) var givenOn: CalendarDay?
  /// The days that the two States agreed on; `nil` for those of the Convention.
  public var agreedPeriod: Int?
  /// The day on which the person was officially told that they are not needed any more; `nil` until then.
  public var toldOn: CalendarDay?
  /// The times in which the person could not leave.
  public var obstacles: [Obstacle]
  /// The day on which the person left.
  public var leftOn: CalendarDay?
  /// The day on which the person came back of their own will.
  public var returnedOn: CalendarDay?
  /// The day on which it was recorded that the person is protected no longer; `nil` until then.
  public internal(set) var endedOn: CalendarDay?

  /// Describes the safe conduct of a person.
  public init(
    person: String, agreedPeriod: Int? = nil, toldOn: CalendarDay? = nil, obstacles: [Obstacle] = [], leftOn: CalendarDay? = nil,
    returnedOn: CalendarDay? = nil
  ) {
    self.person = person
    self.agreedPeriod = agreedPeriod
    self.toldOn = toldOn
    self.obstacles = obstacles
    self.leftOn = leftOn
    self.returnedOn = returnedOn
  }

  /// The last protected day if the person stays: that many consecutive days, all of them free to leave, after the official notice.
  /// - Source: UNCAC 46(27)
  public var lastDay: CalendarDay? {
    guard let toldOn else { return nil }
    let period = Days(max(1, agreedPeriod ?? Self.period.count))
    var last = toldOn.adding(period)
    // Days in which the person could not leave break the consecutive days: they begin anew when the obstacle ends.
    for obstacle in obstacles.sorted(by: { $0.from < $1.from }) where obstacle.from <= last && (obstacle.to ?? .latest) > toldOn {
      guard let end = obstacle.to else { return nil }
      last = max(last, end.adding(period))
    }
    return last
  }

  /// Whether the person is protected on a day.
  /// - Source: UNCAC 46(27)
  public func protection(on day: CalendarDay) -> Protection {
    if let leftOn, leftOn <= day, lastDay.map({ leftOn <= $0 }) ?? true {
      guard let returnedOn, returnedOn >= leftOn, returnedOn <= day else { return .personLeft }
      // Who comes back before the official notice comes back as summoned, not of their own will after they were free to go.
      if let toldOn, returnedOn >= toldOn { return .endedByReturning(on: returnedOn) }
    }
    guard let last = lastDay else { return .lasts }
    return day <= last ? .lastsUntil(last) : .endedByStaying(after: last)
  }
}
