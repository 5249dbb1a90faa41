// SPDX-License-Identifier: Apache-2.0
import Kernel
import Storage
import WritingRules

extension DraftEvent {
  /// The name under which the event log keeps it, after `writing.`.
  var name: String {
    switch self {
    case .draftStarted: "draftStarted"
    case .draftChanged: "draftChanged"
    case .submitted: "submitted"
    case .takenBack: "takenBack"
    case .returned: "returned"
    case .approved: "approved"
    case .discarded: "discarded"
    case .resumed: "resumed"
    }
  }

  var section: DraftSection? { if case .draftChanged(let section) = self { section } else { nil } }

  var facts: [String: EventValue] {
    switch self {
    case .draftStarted(.new): [:]
    case .draftStarted(.copy(let id)): ["copyOf": .text(id.description)]
    case .draftStarted(.supplement(let id)): ["supplements": .text(id.description)]
    case .draftChanged(let section): ["section": .text(section?.rawValue ?? "all")]
    case .submitted(let digest): ["digest": .text(digest)]
    case .approved(let digest, let readiness):
      ["digest": .text(digest), "open": .list(readiness.open.sorted())]
        .merging(readiness.resolved.map { ["resolved": .list($0.sorted())] } ?? [:]) { $1 }
    case .takenBack, .returned, .discarded, .resumed: [:]
    }
  }
}
