// SPDX-License-Identifier: Apache-2.0
public import Kernel

extension DirectRecovery {
  /// Begins a civil action that is being prepared.
  /// - Source: UNCAC 53
  /// - Throws: ``CannotTrack``; ``CannotAct/missing(field:)``.
  public static func preparing(_ claim: Claim, court: String, in state: StateCode, for request: RegisteredRequest) throws
    -> TrackDecision<DirectRecovery>
  {
    try TrackKind.directRecovery.checkBeginning(for: request)
    try required(court, field: "court")
    return TrackDecision(
      state: DirectRecovery(claim, court: court, in: state),
      events: [CaseEvent(.recoveryPrepared, ["claim": .code(claim.rawValue), "state": .code(state.code)])])
  }

  /// Goes to another stage and tells it.
  /// - Source: UNCAC 53
  /// - Throws: ``CannotAct``.
  public func recording(_ next: Stage, _ acting: Acting) throws(CannotAct) -> TrackDecision<DirectRecovery> {
    let action = try moving(to: next, acting)
    var facts: [String: CaseEvent.Value] = [
      "claim": .code(claim.rawValue), "state": .code(state.code), "recovery": .code(next.code.rawValue),
    ]
    if let day = next.on { facts["on"] = .day(day) }
    switch next {
    case .decided(_, let granted), .final(_, let granted): facts["isGranted"] = .flag(granted)
    default: break
    }
    return TrackDecision(state: action, events: [CaseEvent(.recoveryMoved, facts)])
  }

  /// The stages that may follow on what was decided.
  public var next: Set<Stage.Code> {
    if case .final(_, let granted) = stage, !granted { return [] }
    return stage.code.next
  }

  /// Whether it goes on.
  public var waiting: TrackWaiting? { next.isEmpty ? nil : TrackWaiting() }
}

extension DirectRecovery.Stage {
  /// The stage of a code; what was decided matters for a decision alone.
  public init(_ code: Code, on day: CalendarDay, granted: Bool) {
    switch code {
    case .prepared: self = .prepared
    case .filed: self = .filed(on: day)
    case .decided: self = .decided(on: day, granted: granted)
    case .appealed: self = .appealed(on: day)
    case .final: self = .final(on: day, granted: granted)
    case .recovered: self = .recovered(on: day)
    case .withdrawn: self = .withdrawn(on: day)
    }
  }
}
