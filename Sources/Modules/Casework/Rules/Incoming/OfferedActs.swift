// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import WritingRules

extension IncomingRequest {
  /// The items to which an act can be done now; all of them for an act that concerns the request as a whole.
  public func items(for act: IncomingAct.Code) -> [IncomingItem] {
    let from = IncomingItem.Stage.Code.from(act)
    return items.filter { item in
      guard from?.contains(item.stage.code) ?? true else { return false }
      switch act {
      case .sendReasons: if case .refused(let refusal) = item.stage { return refusal.reasonsSentOn == nil } else { return false }
      case .confirmProduct: return item.stage.execution?.sent.contains { $0.confirmedOn == nil } ?? false
      case .liftMeasure: return item.isMeasureStanding
      case .recordTransferConsent: return item.sought.movesDetainedPerson
      case .recordConditionsAccepted, .recordConditionsRefused: return !item.openConditions.isEmpty
      case .withdraw: return item.canBeWithdrawn
      default: return true
      }
    }
  }

  /// The acts that make sense now, in the order of a request's life; a gate of the Convention can still stand against one, and says so.
  public var offered: [IncomingAct.Code] {
    IncomingAct.Code.allCases.filter { act in
      guard stage.permits.contains(act) else { return false }
      switch act {
      case .acknowledge: return acknowledgement == nil
      case .examine: return examinedSince == nil
      case .confirmInWriting: return head.arrival.medium == .oral && confirmedInWritingOn == nil
      case .recordInformation: return openInquiry != nil
      case .concludeConsultation: return !openConsultations.isEmpty
      case .counterPropose: return openConsultations.contains { $0.topic.putsConditions && $0.waits(for: .requestedState) }
      case .recordCounterProposal: return openConsultations.contains { $0.topic.putsConditions && $0.waits(for: .requestingState) }
      case .answerStatusEnquiry: return statusEnquiries.contains { $0.answer == nil }
      case .tellConfidentialityImpossible: return head.confidentiality?.isRequired == true && confidentialityImpossible == nil
      case .resume: return suspensions.contains { $0.endedOn == nil && canResume($0.reason) }
      case .askForInformation: return openInquiry == nil
      case .forward: return items.allSatisfy { $0.stage.code == .undecided || $0.stage.code == .withdrawn }
      case .accept, .postpone, .refuse: return head.kind.wantsDecision && !items(for: act).isEmpty
      case .close: return !head.kind.wantsDecision || stage.isEnded
      case .register: return true
      case .withdraw: return stage == .received || !items(for: act).isEmpty
      case .chooseBasis: return !isDecided
      default: return IncomingItem.Stage.Code.from(act) == nil || !items(for: act).isEmpty
      }
    }
  }
}

extension IncomingStage {
  /// Whether nothing is left to decide or to execute.
  var isEnded: Bool {
    switch self {
    case .refused, .productSent, .productConfirmed, .forwarded, .withdrawn: true
    default: false
    }
  }
}
