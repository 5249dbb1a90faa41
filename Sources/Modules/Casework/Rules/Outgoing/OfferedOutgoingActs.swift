// SPDX-License-Identifier: Apache-2.0
import ExchangeRules

extension OutgoingRequest {
  /// The items to which an act can be done now; all of them for an act that concerns the request as a whole.
  public func items(for act: OutgoingAct.Code) -> [OutgoingItem] {
    let from = OutgoingItem.Stage.Code.from(act)
    return items.filter { item in
      guard from?.contains(item.stage.code) ?? true else { return false }
      switch act {
      case .confirmReply: return item.stage.replies?.received.contains { $0.confirmedOn == nil } ?? false
      case .acceptConditions, .refuseConditions: return item.conditions.contains { $0.acceptedOn == nil }
      case .recordConditionKept: return item.conditions.contains { $0.acceptedOn != nil && $0.keptOn == nil }
      case .tellNotNeeded: return notNeededToTell.contains(item.id)
      default: return true
      }
    }
  }

  /// The acts that make sense now, in the order of a request's life; a gate can still stand against one, and says so.
  public var offered: [OutgoingAct.Code] {
    OutgoingAct.Code.allCases.filter { act in
      guard stage.permits.contains(act) else { return false }
      switch act {
      case .recordAcknowledgement: return acknowledgement == nil
      case .confirmInWriting: return wasOral && confirmedInWritingOn == nil
      case .chase: return openEnquiry == nil
      case .recordStatusAnswer: return openEnquiry != nil
      case .recordInformationRequest: return openInquiry == nil
      case .answerInformation: return openInquiry != nil
      case .answerConsultation: return openConsultations.contains { $0.waits(for: .requestingState) }
      case .counterPropose: return openConsultations.contains { $0.topic.putsConditions && $0.waits(for: .requestingState) }
      case .recordCounterProposal: return openConsultations.contains { $0.topic.putsConditions && $0.waits(for: .requestedState) }
      case .resume: return suspensions.contains { $0.endedOn == nil && canResume($0.reason) }
      case .chooseBasis: return !isDecided
      default: return OutgoingItem.Stage.Code.from(act) == nil || !items(for: act).isEmpty
      }
    }
  }
}
