// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// From which number of requests on a figure may be shown, and which pairs of States agreed to be shown.
/// - Source: practice (disclosure control)
public struct DisclosurePolicy: Hashable, Sendable {
  /// The thresholds that may be chosen.
  public static let thresholds = 3...10
  /// The threshold where nobody chose another.
  public static let usualThreshold = 5

  /// The least number of requests that a figure other than zero may tell.
  public let threshold: Int
  /// What States agreed to about figures of themselves with one other State.
  public let consents: [PairConsent]

  /// Makes a policy.
  /// - Throws: ``DisclosureProblem/thresholdOutOfRange(_:)``: choose one from 3 to 10.
  public init(threshold: Int = usualThreshold, consents: [PairConsent] = []) throws(DisclosureProblem) {
    guard Self.thresholds.contains(threshold) else { throw .thresholdOutOfRange(threshold) }
    self.threshold = threshold
    self.consents = consents
  }

  /// Whether both States agreed that figures of the pair may be shown.
  public func mayShow(pair first: StateCode, _ second: StateCode) -> Bool {
    agrees(first, to: second) && agrees(second, to: first)
  }

  private func agrees(_ state: StateCode, to other: StateCode) -> Bool {
    consents.contains { $0.state == state && ($0.with?.contains(other) ?? true) }
  }
}

/// What a State agreed to: that figures of itself with another State may be published.
public struct PairConsent: Hashable, Sendable {
  /// The State that agreed.
  public let state: StateCode
  /// With which States; every State where it named none.
  public let with: Set<StateCode>?

  /// Records what a State agreed to.
  public init(state: StateCode, with: Set<StateCode>? = nil) {
    self.state = state
    self.with = with
  }
}

/// The days from which a table counts, both included.
public struct ReleasePeriod: Hashable, Sendable, Comparable {
  /// The first day.
  public let from: CalendarDay
  /// The last day.
  public let through: CalendarDay

  /// Names the days; `nil` where the last is before the first.
  public init?(from: CalendarDay, through: CalendarDay) {
    guard from <= through else { return nil }
    self.from = from
    self.through = through
  }

  /// Orders periods by their first day, then by their last.
  public static func < (left: ReleasePeriod, right: ReleasePeriod) -> Bool {
    (left.from, left.through) < (right.from, right.through)
  }

  /// Whether every day of another period is a day of this one.
  public func contains(_ other: ReleasePeriod) -> Bool { from <= other.from && other.through <= through }

  /// The period cut where others begin or end; itself alone where none does inside it.
  func cut(by others: [ReleasePeriod]) -> [ReleasePeriod] {
    let inside = others.flatMap { [$0.from, $0.through.adding(1)] }.filter { from < $0 && $0 <= through }
    let starts = [from] + Set(inside).sorted()
    let ends = starts.dropFirst().map { $0.adding(-1) } + [through]
    return zip(starts, ends).compactMap { ReleasePeriod(from: $0, through: $1) }
  }
}
