// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Web

extension IncomingAct.Code {
  /// The acts that have a form of the common kind; taking into the register has one of its own.
  static let withForm: [IncomingAct.Code] = allCases.filter { $0 != .register }

  /// Who may do it.
  var permission: Permission {
    switch self {
    case .register, .acknowledge, .recordStatusEnquiry, .answerStatusEnquiry, .confirmInWriting, .withdraw, .recordDelays,
      .correctHead:
      "casework.register"
    case .recordExecution: "casework.execute"
    case .checkProtection: "casework.protection"
    default: "casework.decide"
    }
  }

  /// The fact that it puts into the event log.
  var event: CaseEvent.Name {
    switch self {
    case .register: .registered
    case .acknowledge: .acknowledged
    case .examine: .examined
    case .askForInformation: .informationAsked
    case .recordInformation: .informationRecorded
    case .consult: .consulted
    case .concludeConsultation: .consultationConcluded
    case .counterPropose: .counterProposed
    case .recordCounterProposal: .counterProposalRecorded
    case .assessDualCriminality: .dualCriminalityAssessed
    case .checkProtection: .protectionChecked
    case .accept: .accepted
    case .recordConditionsAccepted: .conditionsAccepted
    case .recordConditionsRefused: .conditionsRefused
    case .postpone: .postponed
    case .endPostponement: .postponementEnded
    case .refuse: .refused
    case .sendReasons: .reasonsSent
    case .forward: .forwarded
    case .recordTransferConsent: .transferConsentRecorded
    case .settleCosts: .costsSettled
    case .beginExecution: .executionBegun
    case .recordExecution: .executed
    case .sendProduct: .productSent
    case .confirmProduct: .productConfirmed
    case .liftMeasure: .measureLifted
    case .tellConfidentialityImpossible: .confidentialityImpossible
    case .confirmInWriting: .confirmedInWriting
    case .recordStatusEnquiry: .statusEnquired
    case .answerStatusEnquiry: .statusAnswered
    case .suspend: .suspended
    case .resume: .resumed
    case .recordDelays: .delaysRecorded
    case .withdraw: .withdrawn
    case .close: .closed
    case .chooseBasis: .basisChosen
    case .correctHead: .headCorrected
    }
  }
}

extension OutgoingAct.Code {
  /// Who may do it.
  var permission: Permission {
    switch self {
    case .recordAcknowledgement, .reportNotReceived, .chase, .recordStatusAnswer, .confirmInWriting, .startTranslation,
      .finishTranslation, .recordDelays, .correctHead:
      "casework.register"
    default: "casework.decide"
    }
  }

  /// The fact that it puts into the event log.
  var event: CaseEvent.Name {
    switch self {
    case .startTranslation: .translationStarted
    case .finishTranslation: .translationDone
    case .send, .resend: .sent
    case .recordAcknowledgement: .acknowledgementRecorded
    case .reportNotReceived: .notReceivedReported
    case .confirmInWriting: .confirmedInWriting
    case .chase: .chased
    case .recordStatusAnswer: .statusAnswered
    case .recordInformationRequest: .informationRequestRecorded
    case .answerInformation: .informationAnswered
    case .recordConsultation: .consultationRecorded
    case .answerConsultation: .consultationAnswered
    case .counterPropose: .counterProposed
    case .recordCounterProposal: .counterProposalRecorded
    case .recordDecision: .decisionRecorded
    case .acceptConditions: .conditionsAccepted
    case .refuseConditions: .conditionsRefused
    case .recordConditionKept: .conditionKept
    case .recordReply: .replyRecorded
    case .confirmReply: .replyConfirmed
    case .suspend: .suspended
    case .resume: .resumed
    case .recordDelays: .delaysRecorded
    case .withdraw: .withdrawn
    case .tellNotNeeded: .notNeededTold
    case .close: .closed
    case .chooseBasis: .basisChosen
    case .correctHead: .headCorrected
    }
  }
}
