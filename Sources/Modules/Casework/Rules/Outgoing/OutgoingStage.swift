// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// How far an outgoing request has come, computed from its standing and its items and never kept twice.
public enum OutgoingStage: String, Codable, Hashable, Sendable, CaseIterable {
  /// It is approved and has not gone out.
  case approved
  /// It is being translated before it goes out.
  case inTranslation
  /// It has gone out; whether it arrived is not known.
  case sent
  /// The other side told that it had not arrived.
  case notReceived
  /// The requested State has it.
  case acknowledged
  /// The requested State waits for information from here.
  case informationToGive
  /// The requested State waits for an answer to a consultation.
  case consultation
  /// Some items are decided, others not.
  case partlyDecided
  /// All items are accepted without conditions.
  case accepted
  /// All items are accepted, some on conditions.
  case acceptedWithConditions
  /// Some items are accepted, the others refused or postponed.
  case partlyAccepted
  /// What is not refused is postponed.
  case postponed
  /// All items are refused.
  case refused
  /// Some of the reply has come.
  case partlyReplied
  /// All of the reply has come.
  case fullyReplied
  /// The requested State was told that all of the reply arrived.
  case confirmed
  /// It was withdrawn.
  case withdrawn
  /// It is closed.
  case closed
}

extension OutgoingRequest {
  /// How far it has come.
  public var stage: OutgoingStage {
    switch standing {
    case .approved: runningTranslation == nil ? .approved : .inTranslation
    case .withdrawn: .withdrawn
    case .closed: .closed
    case .sent: openStage
    }
  }

  /// The translation that is being made.
  public var runningTranslation: Translation? { translations.last { $0.doneOn == nil } }
  /// The inquiry that waits for an answer from here.
  public var openInquiry: AdditionalInformation? { inquiries.last { $0.answer == nil } }
  /// The consultations that wait for an answer from here.
  public var openConsultations: [Consultation] { consultations.filter { $0.outcome == nil } }
  /// The question about how far it is that the requested State has not answered.
  public var openEnquiry: StatusEnquiry? { statusEnquiries.first { $0.answer == nil } }
  /// The first day it went out; `nil` while it has not.
  public var sentOn: CalendarDay? { dispatches.first?.on }

  private var openStage: OutgoingStage {
    if openInquiry != nil { return .informationToGive }
    if consultations.contains(where: { $0.outcome == nil }) { return .consultation }
    let live = items.map(\.stage).filter { $0.code != .withdrawn }
    let codes = Set(live.map(\.code))
    let ended: Set<OutgoingItem.Stage.Code> = [.refused, .replied, .confirmed]
    if codes.isSubset(of: [.awaiting]) { return undecidedStage }
    if codes == [.refused] { return .refused }
    if codes.isSubset(of: ended) { return codes.contains(.replied) ? .fullyReplied : .confirmed }
    if !codes.isDisjoint(with: [.partlyReplied, .replied, .confirmed]) { return .partlyReplied }
    if codes.contains(.awaiting) { return .partlyDecided }
    return decidedStage(codes)
  }

  private var undecidedStage: OutgoingStage {
    if acknowledgement != nil { return .acknowledged }
    return dispatches.last?.notReceivedOn == nil ? .sent : .notReceived
  }

  private func decidedStage(_ codes: Set<OutgoingItem.Stage.Code>) -> OutgoingStage {
    let running = codes.subtracting([.refused])
    if running == [.postponed] { return .postponed }
    guard codes == [.accepted] else { return .partlyAccepted }
    let isConditional = items.contains { if case .accepted(let acceptance) = $0.stage { !acceptance.conditions.isEmpty } else { false } }
    return isConditional ? .acceptedWithConditions : .accepted
  }
}
