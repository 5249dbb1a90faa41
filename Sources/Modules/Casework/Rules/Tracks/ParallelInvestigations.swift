// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Investigations, prosecutions or proceedings about the same conduct in both States; their authorities consult one another to coordinate.
/// - Source: UNCAC 42(5)
public struct ParallelInvestigations: Codable, Hashable, Sendable {
  /// One time that the authorities coordinated what they do.
  public struct Coordination: Codable, Hashable, Sendable {
    /// The day.
    public var on: CalendarDay
    /// What they agreed on, in words; case data.
    public var agreed: String

    /// Describes what was agreed.
    public init(on day: CalendarDay, agreed: String) {
      self.on = day
      self.agreed = agreed
    }
  }

  /// The day on which it was learned.
  public let knownSince: CalendarDay
  /// The conduct, in words; case data.
  public let conduct: String
  /// The authority that investigates in the other State, as it is written.
  public let theirAuthority: String?
  /// The times that the authorities coordinated, in order.
  public internal(set) var coordinations: [Coordination]

  /// Records that both States investigate the same conduct.
  /// - Source: UNCAC 42(5)
  /// - Throws: ``CannotTrack``; ``CannotAct``.
  public static func learning(
    of conduct: String, theirAuthority: String?, on day: CalendarDay, for request: RegisteredRequest, _ acting: Acting
  ) throws -> TrackDecision<ParallelInvestigations> {
    try TrackKind.parallelInvestigations.checkBeginning(for: request)
    try required(conduct, field: "conduct")
    try checkPast(day, acting)
    return TrackDecision(
      state: ParallelInvestigations(knownSince: day, conduct: conduct, theirAuthority: theirAuthority, coordinations: []),
      events: [CaseEvent(.investigationsParallel, ["on": .day(day)])])
  }

  /// Records what the authorities agreed on.
  /// - Source: UNCAC 42(5)
  /// - Throws: ``CannotAct``.
  public func coordinating(_ agreed: String, on day: CalendarDay, _ acting: Acting) throws(CannotAct) -> TrackDecision<
    ParallelInvestigations
  > {
    try required(agreed, field: "agreed")
    try checkPast(day, from: knownSince, acting)
    var parallel = self
    parallel.coordinations.append(Coordination(on: day, agreed: agreed))
    return TrackDecision(
      state: parallel,
      events: [CaseEvent(.investigationsCoordinated, ["on": .day(day), "days": .number(knownSince.days(to: day).count)])])
  }

  /// What waits: coordinating for the first time.
  public var waiting: TrackWaiting? { coordinations.isEmpty ? TrackWaiting() : nil }
}
