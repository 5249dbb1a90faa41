// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
import Kernel

extension [Consultation] {
  /// The letters by which a State proposed something else, one for each time.
  func counterProposals(
    by side: MatterSide, _ letter: (_ mark: String, _ day: CalendarDay, _ items: [ItemID], _ laws: [CaseLetter.Law]) -> CaseLetter
  ) -> [CaseLetter] {
    filter { $0.isWrittenElsewhere != true }.flatMap { consultation in
      (consultation.counters ?? []).enumerated().filter { $0.element.by == side }.map { place, counter in
        var made = letter("\(consultation.id)-\(place + 1)", counter.on, consultation.items, consultation.topic.laws)
        made.about = consultation.openedOn
        made.lines = [.told("proposal", counter.proposal), .day("dueOn", counter.answerDueOn)]
        made.conditions = (counter.conditions ?? []).map { Condition($0) }
        return made
      }
    }
  }
}
