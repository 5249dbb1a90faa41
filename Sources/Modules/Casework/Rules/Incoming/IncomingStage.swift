// SPDX-License-Identifier: Apache-2.0

/// How far an incoming request has come, computed from its standing and its items and never kept twice.
public enum IncomingStage: String, Codable, Hashable, Sendable, CaseIterable {
  /// It has arrived; fields are still to be filled.
  case received
  /// It has a reference.
  case registered
  /// Its arrival is confirmed to the requesting State.
  case acknowledged
  /// It is being examined; some items may be decided already.
  case underExamination
  /// Additional information is awaited.
  case informationRequested
  /// An answer to a consultation is awaited.
  case consultation
  /// All items are accepted without conditions.
  case accepted
  /// All items are accepted, some on conditions.
  case acceptedWithConditions
  /// Some items are accepted, the others refused.
  case partlyAccepted
  /// What is not refused is postponed.
  case postponed
  /// All items are refused.
  case refused
  /// It is being executed.
  case inExecution
  /// Some of it is executed.
  case executedPartly
  /// All that was accepted is executed.
  case executedFully
  /// The product is sent.
  case productSent
  /// The requesting State has confirmed that the product arrived.
  case productConfirmed
  /// It was passed to the authority that is competent.
  case forwarded
  /// It was withdrawn.
  case withdrawn
  /// It is closed.
  case closed
}

extension IncomingRequest {
  /// How far it has come.
  public var stage: IncomingStage {
    switch standing {
    case .received: .received
    case .forwarded: .forwarded
    case .withdrawn: .withdrawn
    case .closed: .closed
    case .registered: openStage
    }
  }

  /// The inquiry that waits for an answer.
  public var openInquiry: AdditionalInformation? { inquiries.last { $0.answer == nil } }

  /// The consultations that wait for an answer.
  public var openConsultations: [Consultation] { consultations.filter { $0.outcome == nil } }

  private var openStage: IncomingStage {
    if openInquiry != nil { return .informationRequested }
    if consultations.contains(where: { $0.outcome == nil }) { return .consultation }
    let live = items.map(\.stage).filter { $0.code != .withdrawn }
    let codes = Set(live.map(\.code))
    guard !codes.isEmpty, codes != [.undecided] else { return undecidedStage }
    if codes.contains(.undecided) { return .underExamination }
    if codes == [.refused] { return .refused }
    let running = codes.subtracting([.refused])
    if running.contains(.postponed) { return running == [.postponed] ? .postponed : .executedPartly.unlessNothingExecuted(running) }
    if running == [.accepted] { return acceptedStage(live, someRefused: codes.contains(.refused)) }
    return executionStage(running)
  }

  private var undecidedStage: IncomingStage {
    if examinedSince != nil { return .underExamination }
    return acknowledgement == nil ? .registered : .acknowledged
  }

  private func acceptedStage(_ live: [IncomingItem.Stage], someRefused: Bool) -> IncomingStage {
    if someRefused { return .partlyAccepted }
    let conditional = live.contains { if case .accepted(let acceptance) = $0 { !acceptance.conditions.isEmpty } else { false } }
    return conditional ? .acceptedWithConditions : .accepted
  }

  private func executionStage(_ running: Set<IncomingItem.Stage.Code>) -> IncomingStage {
    let ended: Set<IncomingItem.Stage.Code> = [.executed, .productSent, .confirmed]
    guard running.isSubset(of: ended) else { return .executedPartly.unlessNothingExecuted(running) }
    if running == [.confirmed] { return .productConfirmed }
    return running.contains(.executed) ? .executedFully : .productSent
  }
}

extension IncomingStage {
  /// This stage when something is executed, otherwise the one of work that has only begun.
  fileprivate func unlessNothingExecuted(_ running: Set<IncomingItem.Stage.Code>) -> IncomingStage {
    running.isDisjoint(with: [.partlyExecuted, .executed, .productSent, .confirmed]) ? .inExecution : self
  }
}
