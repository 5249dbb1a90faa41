// SPDX-License-Identifier: Apache-2.0
import CaseworkRules

extension RegisteredRequest {
  var stageCode: String { if case .incoming(let request) = self { request.stage.rawValue } else { "approved" } }
  var isOpen: Bool { stageCode != "closed" }
  var proposalCount: Int { if case .incoming(let request) = self { request.proposals.count } else { 0 } }
}
