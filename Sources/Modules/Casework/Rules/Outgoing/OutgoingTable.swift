// SPDX-License-Identifier: Apache-2.0

/// Which acts each stage permits: every pair is decided here, and a test walks all stages to prove it.
extension OutgoingStage {
  /// The acts that can be done at this stage; whether one succeeds also depends on the items and on the gates.
  public var permits: Set<OutgoingAct.Code> { Self.permitted[self] ?? [] }

  /// The whole table: every act asks for it, and putting a line together costs more than many an act.
  private static let permitted = Dictionary(uniqueKeysWithValues: allCases.map { ($0, $0.line) })

  private var line: Set<OutgoingAct.Code> {
    switch self {
    case .approved: [.startTranslation, .send, .recordDelays, .withdraw, .chooseBasis, .correctHead]
    case .inTranslation: [.finishTranslation, .recordDelays, .withdraw, .chooseBasis, .correctHead]
    case .sent: Self.deciding.union([.reportNotReceived, .resend, .recordAcknowledgement, .tellNotNeeded, .chooseBasis])
    case .notReceived: Self.deciding.union([.resend, .recordAcknowledgement, .tellNotNeeded, .chooseBasis]).subtracting([.chase])
    case .acknowledged: Self.deciding.union([.tellNotNeeded, .chooseBasis])
    case .informationToGive: Self.answering.union([.answerInformation, .chooseBasis])
    case .consultation: Self.answering.union([.chooseBasis])
    case .accepted, .postponed: Self.deciding.union([.recordAcknowledgement, .tellNotNeeded])
    case .partlyDecided, .acceptedWithConditions, .partlyAccepted:
      Self.deciding.union([.recordAcknowledgement, .tellNotNeeded, .acceptConditions, .refuseConditions, .recordConditionKept])
    case .partlyReplied:
      Self.deciding.union([
        .recordAcknowledgement, .tellNotNeeded, .acceptConditions, .refuseConditions, .recordConditionKept, .confirmReply,
      ])
    case .refused: Self.anytime.union([.chase, .recordDecision, .tellNotNeeded, .close])
    case .fullyReplied: Self.anytime.union([.confirmReply, .acceptConditions, .recordConditionKept, .tellNotNeeded, .close])
    case .confirmed: Self.anytime.union([.acceptConditions, .recordConditionKept, .tellNotNeeded, .close])
    case .withdrawn: [.tellNotNeeded, .recordDelays, .close, .correctHead]
    case .closed: []
    }
  }

  /// What can be done as long as a request that went out is open.
  private static let anytime: Set<OutgoingAct.Code> = [
    .recordStatusAnswer, .confirmInWriting, .suspend, .resume, .recordDelays, .correctHead,
  ]

  /// What can be done while the requested State has still to decide or to reply; a request that nobody answers is closed from here.
  private static let deciding: Set<OutgoingAct.Code> = anytime.union([
    .chase, .recordInformationRequest, .recordConsultation, .recordDecision, .recordReply, .withdraw, .close,
  ])

  /// What can be done while the requested State waits for an answer from here.
  private static let answering: Set<OutgoingAct.Code> = anytime.union([
    .recordAcknowledgement, .recordConsultation, .answerConsultation, .counterPropose, .recordCounterProposal, .recordDecision,
    .recordReply,
    .confirmReply, .acceptConditions,
    .refuseConditions, .recordConditionKept, .withdraw, .tellNotNeeded,
  ])
}

extension OutgoingItem.Stage.Code {
  /// The stages of an item from which an act can be done to it; `nil` for acts that concern the request as a whole.
  public static func from(_ act: OutgoingAct.Code) -> Set<Self>? {
    switch act {
    case .recordDecision: [.awaiting, .accepted, .postponed, .partlyReplied, .refused]
    case .recordReply: [.awaiting, .accepted, .postponed, .partlyReplied]
    case .confirmReply: [.partlyReplied, .replied]
    case .recordInformationRequest, .recordConsultation: [.awaiting, .accepted, .postponed, .partlyReplied]
    case .acceptConditions: [.accepted, .partlyReplied, .replied, .confirmed]
    // Of what came on a condition nothing is left to decide anew.
    case .refuseConditions: [.accepted]
    case .recordConditionKept: [.accepted, .partlyReplied, .replied, .confirmed]
    case .withdraw: [.awaiting, .accepted, .postponed, .partlyReplied]
    case .tellNotNeeded: [.withdrawn]
    default: nil
    }
  }
}
