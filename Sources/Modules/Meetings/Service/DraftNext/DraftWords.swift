// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules

/// Puts the sentences of a draft into words of all six languages.
///
/// What exists in no version of a language stands in square brackets in another one, as drafts of the United Nations mark what is not settled.
struct DraftWords: Sendable {
  let dossier: MeetingDossier
  let words: @Sendable (Language) -> Words

  func sentence(_ sentence: DraftSentence) -> LocalText {
    LocalText(Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0, text(sentence, words($0))) }))
  }

  private func text(_ sentence: DraftSentence, _ words: Words) -> String {
    let key = "meetings.mandates.draft"
    switch sentence {
    case .opening: return words("\(key).opening")
    case .agenda(let count): return words("\(key).agenda", ["count": .integer(count)])
    case .brief(let count): return words("\(key).brief", ["count": .integer(count)])
    case .exchange(let count): return words("\(key).exchange", ["count": .integer(count)])
    case .panel(let mandate): return words("\(key).panel", ["task": .text(own(mandate.task, words))])
    case .adoption: return words("\(key).adoption")
    case .title(let topic): return words("\(key).title.\(topic.rawValue)")
    case .mandate(let mandate): return self.mandate(mandate, words)
    }
  }

  private func mandate(_ mandate: Mandate, _ words: Words) -> String {
    let text = MandateText(words: words)
    var task = own(mandate.task, words)
    if let qualifier = mandate.qualifier {
      task += words.language == .zh ? "（" : " ("
      task += words("meetings.mandates.qualifier.\(qualifier.rawValue)")
      task += words.language == .zh ? "）" : ")"
    }
    let addressee = dossier.body(mandate.addressee)
    return words(
      addressee == nil ? "meetings.mandates.draft.mandateToNobody" : "meetings.mandates.draft.mandate",
      [
        "source": .text(text.plainSource(mandate, dossier.document(mandate.source))), "verb": .text(text.verb(mandate.verb)),
        "body": .text(text.plainName(dossier.body(mandate.givenBy))), "addressee": .text(text.plainName(addressee)), "task": .text(task),
      ])
  }

  private func own(_ text: LocalText, _ words: Words) -> String {
    guard let best = text.best(for: words.language) else { return "[–]" }
    return best.language == words.language ? best.text : "[\(best.text)]"
  }
}
