// SPDX-License-Identifier: Apache-2.0
import CaseworkRules

extension NeedsAttention.Kind {
  /// The acts by which an officer sees to it, the likeliest first; none where it is seen to elsewhere on the page or by another track.
  var answers: [CaseAct.Code] {
    switch self {
    case .toRegister: [.incoming(.register)]
    case .toAcknowledge: [.incoming(.acknowledge)]
    case .toDecide: [.incoming(.examine), .incoming(.accept), .incoming(.consult), .incoming(.askForInformation), .incoming(.refuse)]
    case .protectionToCheck: [.incoming(.checkProtection)]
    case .toExecute: [.incoming(.beginExecution), .incoming(.recordExecution)]
    case .productToSend: [.incoming(.sendProduct)]
    case .reasonsToSend: [.incoming(.sendReasons)]
    case .enquiryToAnswer: [.incoming(.answerStatusEnquiry)]
    case .writtenConfirmation: [.incoming(.confirmInWriting), .outgoing(.confirmInWriting)]
    case .confidentialityToDecide: [.incoming(.tellConfidentialityImpossible)]
    case .consultationLapsed: [.incoming(.concludeConsultation)]
    case .informationLapsed: [.incoming(.recordInformation)]
    case .postponementReview: [.incoming(.accept), .incoming(.postpone), .incoming(.refuse)]
    case .suspensionWoken: [.incoming(.resume), .outgoing(.resume)]
    case .measureStands: [.incoming(.liftMeasure)]
    case .toSend: [.outgoing(.send)]
    case .toSendAgain: [.outgoing(.resend)]
    case .noAcknowledgement: [.outgoing(.recordAcknowledgement), .outgoing(.reportNotReceived)]
    case .toChase: [.outgoing(.chase)]
    case .informationToGive: [.outgoing(.answerInformation)]
    case .consultationToAnswer:
      [
        .outgoing(.answerConsultation), .outgoing(.counterPropose), .incoming(.concludeConsultation), .incoming(.counterPropose),
      ]
    case .conditionsToAccept: [.outgoing(.acceptConditions), .outgoing(.refuseConditions)]
    case .conditionToWatch: [.outgoing(.recordConditionKept)]
    case .replyToConfirm: [.outgoing(.confirmReply)]
    case .notNeededToTell: [.outgoing(.tellNotNeeded)]
    case .toClose: [.incoming(.close), .outgoing(.close)]
    case .proposalToConfirm, .neededBy, .toCoordinate, .nationalSubmission, .provisionalArrest, .disclosureToTell, .newUseAwaited,
      .useConsentToAnswer:
      []
    }
  }
}
