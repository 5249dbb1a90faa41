// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Localisation
import Web

/// The conditions that an act is about: whoever answers to them, or records an answer, reads them where the answer is typed.
/// - Source: UNCAC 46(26)
struct AnsweredConditions: Sendable {
  let request: RegisteredRequest
  let code: CaseAct.Code
  let words: Words

  private var conditions: [(item: ItemID, condition: Condition)] {
    switch code {
    case .incoming(.recordConditionsAccepted), .incoming(.recordConditionsRefused), .outgoing(.acceptConditions),
      .outgoing(.refuseConditions):
      let items = Set(request.items(for: code).map(\.id))
      return request.conditions.filter { items.contains($0.item) && $0.condition.acceptedOn == nil }
    case .outgoing(.recordConditionKept): return request.conditions.filter { $0.condition.acceptedOn != nil && $0.condition.keptOn == nil }
    default: return []
    }
  }

  /// What they say, with the item that each is put for; nothing for every other act.
  var html: HTML {
    let shown = conditions
    guard !shown.isEmpty else { return .nothing }
    return facts(shown.map { ("\(words("casework.field.condition")) · \($0.item)", typedText($0.condition.text)) })
  }

  /// Each text once, to choose from.
  var options: [Field.Option] {
    var seen: Set<String> = []
    return conditions.map(\.condition.text).filter { seen.insert($0).inserted }.map { .init($0, $0, isTyped: true) }
  }
}
