// SPDX-License-Identifier: Apache-2.0
import CaseworkRules

extension IncomingAct.Code {
  /// The letters that tell the other State of the act; none for what only this State does or what the other State told.
  var letters: [CaseLetter.Kind] {
    switch self {
    case .acknowledge: [.acknowledgement]
    case .askForInformation: [.informationRequest]
    case .consult: Consultation.Topic.allCases.map(\.letter)
    case .counterPropose: [.counterProposal]
    case .accept: [.acceptance, .conditionalAcceptance]
    case .postpone: [.postponement, .prolongation]
    case .endPostponement: [.executionResumed]
    case .refuse, .sendReasons: [.refusal]
    case .forward: [.forwarding, .returned]
    case .sendProduct: [.transmission]
    case .liftMeasure: [.measureLifted]
    case .tellConfidentialityImpossible: [.confidentialityNotice]
    case .answerStatusEnquiry: [.statusAnswer]
    case .close: [.closure]
    case .register, .examine, .recordInformation, .concludeConsultation, .recordCounterProposal, .assessDualCriminality, .checkProtection,
      .recordTransferConsent,
      .recordConditionsAccepted, .recordConditionsRefused, .settleCosts, .beginExecution, .recordExecution, .confirmProduct,
      .confirmInWriting, .recordStatusEnquiry, .suspend, .resume,
      .recordDelays, .withdraw, .chooseBasis, .correctHead:
      []
    }
  }
}

extension OutgoingAct.Code {
  /// The letters that tell the other State of the act; none for what only this State does or what the other State told.
  var letters: [CaseLetter.Kind] {
    switch self {
    case .send: [.dispatch]
    case .resend: [.dispatchAgain]
    case .confirmInWriting: [.writtenConfirmation]
    case .chase: [.reminder]
    case .answerInformation: [.informationAnswer]
    case .answerConsultation: [.consultationAccepted, .consultationDeclined]
    case .counterPropose: [.counterProposal]
    case .acceptConditions: [.conditionsAccepted]
    case .refuseConditions: [.conditionsRefused]
    case .confirmReply: [.productReceived]
    case .withdraw, .tellNotNeeded: [.notNeeded]
    case .close: [.outgoingClosure]
    case .startTranslation, .finishTranslation, .recordAcknowledgement, .reportNotReceived, .recordStatusAnswer, .recordInformationRequest,
      .recordConsultation, .recordCounterProposal, .recordDecision, .recordConditionKept, .recordReply, .suspend, .resume,
      .recordDelays, .chooseBasis, .correctHead:
      []
    }
  }
}
