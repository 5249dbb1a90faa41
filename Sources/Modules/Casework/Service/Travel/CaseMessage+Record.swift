// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
import Kernel
import Localisation
import Web

extension CaseMessage: CaseRecord {
  static var recordKind: CaseRecordKind { .message }

  var task: CaseRecordTask? { waitsForOfficer ? CaseRecordTask() : nil }

  func title(_ words: Words) -> String { words("casework.travel.act.\(act.rawValue)") }

  func lines(_ words: Words) -> [CaseRecordLine] {
    let head = [
      CaseRecordLine(label: words("casework.travel.author"), value: author.description),
      CaseRecordLine(label: words("casework.travel.standing"), value: words("casework.travel.standing.\(shownStanding)")),
      CaseRecordLine(label: words("casework.travel.message"), value: message.description),
    ]
    return head + (DocumentFile.kept(document, of: act)?.lines(words) ?? [])
  }
}

extension CaseDocument {
  /// What was told, as named values in the language of the reader.
  func lines(_ words: Words) -> [CaseRecordLine] {
    let items: [CaseRecordLine] =
      if case .request = self { [] } else {
        self.items.isEmpty ? [] : [words.line("items", said: words.list(self.items.map(\.rawValue)))]
      }
    return items + said(words).compactMap(\.self)
  }

  private func said(_ words: Words) -> [CaseRecordLine?] {
    switch self {
    case .request(let told): told.lines(words)
    case .acknowledgement(let told):
      [words.typed("reference", told.reference), words.typed("contact", told.contact), words.line("on", told.on)]
    case .informationAsked(let told):
      [words.typed("question", told.question), words.line("on", told.on), words.line("dueOn", told.dueOn)]
    case .informationGiven(let told), .statusAnswer(let told): [words.typed("text", told.text), words.line("on", told.on)]
    case .consultationOpened(let told):
      [words.line("topic", said: words("casework.topic.\(told.topic.rawValue)")), words.typed("proposal", told.proposal)]
        + words.conditions(told.conditions ?? []) + [words.line("on", told.on), words.line("answerDueOn", told.answerDueOn)]
    case .consultationAnswered(let told):
      [
        words.line("accepts", said: words("casework.consultationAnswer.\(told.accepts ? "accepts" : "doesNot")")),
        words.typed("text", told.text), words.line("on", told.on),
      ]
    case .consultationProposed(let told):
      [words.typed("proposal", told.proposal)] + words.conditions(told.conditions ?? [])
        + [words.line("on", told.on), words.line("answerDueOn", told.answerDueOn)]
    case .consultationClosed(let told):
      (told.text.map { [words.typed("text", $0)] } ?? []) + [
        words.line("outcome", said: words("casework.travel.ended.\(told.outcome.rawValue)")), words.line("on", told.on),
      ]
    case .acceptance(let told), .conditionsAccepted(let told): words.conditions(told.conditions) + [words.line("on", told.on)]
    case .conditionsRefused(let told): [words.typed("text", told.text), words.line("on", told.on)]
    case .postponement(let told):
      [words.typed("reasons", told.reasons), words.line("reviewOn", told.reviewOn), words.line("on", told.on)]
    case .refusal(let told):
      [
        words.line("grounds", said: words.list(told.grounds.map { words("casework.ground.\($0.rawValue)") })),
        words.typed("provision", told.provision),
        words.line("causes", said: words.list(told.causes.map { words("casework.cause.\($0.rawValue)") })),
        words.typed("reasons", told.reasons), words.typed("basicConcepts", told.basicConcepts), words.line("on", told.on),
      ]
    case .product(let told): told.lines(words)
    case .productReceived(let told): [words.line("on", told.on)]
    case .withdrawal(let told): [words.typed("reason", told.reason), words.line("on", told.on)]
    case .statusEnquiry(let told): [words.line("on", told.on)]
    }
  }
}

extension RequestDocument {
  fileprivate func lines(_ words: Words) -> [CaseRecordLine?] {
    [
      words.typed("reference", reference), words.line("kind", said: words("casework.kind.\(kind.rawValue)")),
      words.typed("subject", subject), words.typed("otherAuthority", authority),
    ] + items.map { words.typed("item", "\($0.id) · \(words.sought($0.sought)) · \($0.summary)") } + [words.line("on", on)]
  }
}

extension ProductDocument {
  fileprivate func lines(_ words: Words) -> [CaseRecordLine?] {
    let results = parts.flatMap { part in
      [words.line("result", said: "\(words.list(part.items.map(\.rawValue))) · \(words("casework.result.\(part.result.rawValue)"))")]
        + words.conditions(part.conditions) + [words.typed("procedureReason", part.procedureNotFollowed)]
    }
    return [words.typed("summary", summary)] + results + [
      words.typed("limitationOnUse", limitationOnUse), words.typed("confidentiality", confidentiality),
    ] + files.map { words.typed("files", "\($0.name) · SHA-256 \($0.sha256)") } + [words.line("on", on)]
  }
}

extension Words {
  fileprivate func conditions(_ texts: [String]) -> [CaseRecordLine?] { texts.map { typed("condition", $0) } }
}
