// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// How long cases of some kinds are kept after their closure, and where the number comes from.
///
/// The Convention has no number; a law on archives or a State's own profile goes before what is usual.
/// - Source: practice (retention schedules of central authorities)
public struct RetentionProfile: Codable, Hashable, Sendable {
  /// The kinds of cooperation; empty for every kind that no other profile names.
  public var kinds: [CooperationKind]
  /// Whole years from the day of the closure, at least one.
  public var years: Int
  /// Where it comes from, as it is cited: a law, or an authority's own practice.
  public var source: String

  /// Describes a profile.
  public init(kinds: [CooperationKind] = [], years: Int, source: String) {
    self.kinds = kinds
    self.years = max(1, years)
    self.source = source
  }

  /// The last day on which a case that was closed on a day must be kept.
  ///
  /// What was closed on 29 February is kept until 1 March where the year has no such day: never shorter than the years say.
  public func keptUntil(closedOn: CalendarDay) -> CalendarDay {
    let parts = closedOn.parts
    return CalendarDay(year: parts.year + years, month: parts.month, day: parts.day)
      ?? CalendarDay(year: parts.year + years, month: 3, day: 1) ?? .latest
  }

  /// The latest day of closure of a case that need not be kept any more on a day.
  public func latestClosure(on day: CalendarDay) -> CalendarDay {
    let parts = day.parts
    var closure = CalendarDay(year: parts.year - years, month: parts.month, day: parts.day) ?? day.adding(Days(-366 * years))
    while keptUntil(closedOn: closure) < day { closure = closure.adding(1) }
    while keptUntil(closedOn: closure) >= day { closure = closure.adding(-1) }
    return closure
  }
}

/// All profiles that an authority uses.
public struct RetentionProfiles: Codable, Hashable, Sendable {
  /// The profiles.
  public var profiles: [RetentionProfile]

  /// Takes profiles.
  public init(_ profiles: [RetentionProfile]) { self.profiles = profiles }

  /// The profile of a kind; `nil` when none is set, and its cases are kept for good.
  public func profile(of kind: CooperationKind) -> RetentionProfile? {
    profiles.first { $0.kinds.contains(kind) } ?? profiles.first { $0.kinds.isEmpty }
  }

  /// The last day on which a request must be kept; `nil` while it is open, and for kinds that are kept for good.
  public func keptUntil(_ request: RegisteredRequest) -> CalendarDay? {
    guard let closure = request.closure else { return nil }
    return profile(of: request.head.kind)?.keptUntil(closedOn: closure.on)
  }

  /// The latest day of closure for each kind whose cases need not be kept any more on a day.
  public func latestClosures(on day: CalendarDay) -> [CooperationKind: CalendarDay] {
    var latest: [CooperationKind: CalendarDay] = [:]
    for kind in CooperationKind.allCases { latest[kind] = profile(of: kind)?.latestClosure(on: day) }
    return latest
  }
}
