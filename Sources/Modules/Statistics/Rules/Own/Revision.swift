// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// That figures of a month that had ended changed afterwards, and why: told beside every table of such a period.
///
/// It names no request: how many changed is all that a reader gets.
/// - Source: practice (statistics of central authorities: revisions are told with their reason)
public struct Revision: Hashable, Sendable {
  /// Why a figure changed.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// State, kind, offences or day of arrival were put right.
    case headCorrected
    /// Another legal basis was chosen.
    case basisChosen
    /// Reasons for delay were recorded or taken back after the request was closed.
    case delaysRecorded
    /// It was linked to the request that it supplements, or the link was taken away.
    case linked
    /// Items went into a request of their own.
    case split
    /// A register of before was taken in.
    case imported
    /// Sums of money were entered or taken back after the request was closed.
    case propertyEntered
    /// It was recorded after the month in which it happened.
    case recordedLater
  }

  /// By which day tables count what changed.
  public let dateBasis: TableSpec.DateBasis
  /// That day.
  public let day: CalendarDay
  /// The day on which the change was recorded.
  public let recordedOn: CalendarDay
  /// Why.
  public let reason: Reason

  /// Describes a revision.
  public init(dateBasis: TableSpec.DateBasis, day: CalendarDay, recordedOn: CalendarDay, reason: Reason) {
    self.dateBasis = dateBasis
    self.day = day
    self.recordedOn = recordedOn
    self.reason = reason
  }

  /// What a fact changed in months that had ended when it was recorded.
  ///
  /// That a request goes on is no revision: how it ended, its grounds, delays and sums belong to the day of its closing alone.
  /// - Parameters:
  ///   - before: the request before the fact; `nil` when it was not counted.
  ///   - after: the request after it.
  public static func of(_ fact: CaseFact, from before: CountedRequest?, to after: CountedRequest?) -> [Revision] {
    guard before != after else { return [] }
    let month = fact.recordedOn.monthBegins
    return TableSpec.DateBasis.days.flatMap { basis in
      affected(basis, before, after).compactMap(\.calendarDay).filter { $0 < month }.map {
        Revision(dateBasis: basis, day: $0, recordedOn: fact.recordedOn, reason: reason(fact))
      }
    }
  }

  private static func affected(_ basis: TableSpec.DateBasis, _ before: CountedRequest?, _ after: CountedRequest?) -> Set<DayIndex> {
    let (old, new) = (before?.day(basis) ?? .none, after?.day(basis) ?? .none)
    let days = Set([old, new].filter(\.isDay))
    guard old == new, let before, let after else { return days }
    return basis == .closed || !before.isSameAsked(after) ? days : []
  }

  private static func reason(_ fact: CaseFact) -> Reason {
    if fact.isFlagged("isImported") { return .imported }
    if fact.name.hasPrefix("property") { return .propertyEntered }
    switch fact.name {
    case "headCorrected": return .headCorrected
    case "basisChosen": return .basisChosen
    case "delaysRecorded": return .delaysRecorded
    case "linked", "unlinked": return .linked
    case "split": return .split
    case "registered": return fact.isFlagged("isSplit") ? .split : .recordedLater
    default: return .recordedLater
    }
  }
}

extension TableSpec.DateBasis {
  /// Those that go by a day of the request.
  static let days: [TableSpec.DateBasis] = [.received, .acknowledged, .decided, .closed]
}

extension CountedRequest {
  fileprivate func day(_ basis: TableSpec.DateBasis) -> DayIndex {
    switch basis {
    case .received, .stock: receivedOn
    case .acknowledged: acknowledgedOn
    case .decided: decidedOn
    case .closed: closedOn
    }
  }

  /// Whether another one asks the same since the same day: everything but how it went on.
  fileprivate func isSameAsked(_ other: CountedRequest) -> Bool {
    receivedOn == other.receivedOn && unit == other.unit && direction == other.direction && state == other.state && kind == other.kind
      && proceeding == other.proceeding
      && basisClass == other.basisClass && bases == other.bases && offences == other.offences && measures == other.measures
  }
}

extension CalendarDay {
  /// The first day of its month.
  var monthBegins: CalendarDay {
    let parts = parts
    return CalendarDay(year: parts.year, month: parts.month, day: 1) ?? self
  }
}
