// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules

extension CaseAct.Code {
  /// The open consultations that an act can be about.
  func consultations(of request: RegisteredRequest) -> [Consultation] {
    let open = request.consultations.filter { $0.outcome == nil }
    switch self {
    case .outgoing(.answerConsultation): return open.filter { $0.waits(for: .requestingState) }
    case .outgoing(.counterPropose), .incoming(.recordCounterProposal):
      return open.filter { $0.topic.putsConditions && $0.waits(for: .requestingState) }
    case .incoming(.counterPropose), .outgoing(.recordCounterProposal):
      return open.filter { $0.topic.putsConditions && $0.waits(for: .requestedState) }
    default: return open
    }
  }
}
