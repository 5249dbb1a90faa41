// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Records what delayed a request; what was recorded before is put in its place, so that a reason is taken out by leaving it out.
/// - Source: practice (reasons for delay that authorities count)
public struct RecordDelays: Codable, Hashable, Sendable {
  /// The reasons; none when nothing delays it any more.
  public var reasons: [DelayReason]
  /// The day.
  public var on: CalendarDay

  /// Names the reasons and the day.
  public init(_ reasons: [DelayReason], on day: CalendarDay) {
    self.reasons = reasons
    self.on = day
  }

  /// The reasons in the order of the list, each once.
  var inOrder: [DelayReason] { DelayReason.allCases.filter(reasons.contains) }

  /// What the event log gets.
  var event: CaseEvent { CaseEvent(.delaysRecorded, ["delays": .codes(inOrder.map(\.rawValue)), "on": .day(on)]) }
}

extension IncomingRequest {
  /// Records what delayed the request.
  /// - Source: practice (reasons for delay that authorities count)
  /// - Throws: ``CannotAct`` for the day.
  func recordingDelays(_ input: RecordDelays, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    try checked(input.on, acting)
    var request = self
    request.delays = input.inOrder
    return IncomingDecision(state: request, events: [input.event])
  }
}

extension OutgoingRequest {
  /// Records what delayed the request.
  /// - Source: practice (reasons for delay that authorities count)
  /// - Throws: ``CannotAct`` for the day.
  func recordingDelays(_ input: RecordDelays, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    try checked(input.on, acting)
    var request = self
    request.delays = input.inOrder
    return OutgoingDecision(state: request, events: [input.event])
  }
}

extension RegisteredRequest {
  /// What delayed it.
  public var delays: [DelayReason] {
    switch self {
    case .incoming(let request): request.delays
    case .outgoing(let request): request.delays
    }
  }
}
