// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Instruments
import Kernel
import Localisation
import Web
import WritingRules

extension ConsentToUse: TrackBody {
  static var recordKind: CaseRecordKind { .consentToUse }

  func lines(_ words: Words) -> [CaseRecordLine] {
    let head = [
      words.line("given", said: "\(given) · \(words.date(givenOn))"),
      items.isEmpty ? nil : words.line("items", said: words.list(items.map(\.rawValue))), words.typed("purpose", purpose),
      words.typed("passedTo", passedTo), words.line("askedOn", askedOn), words.line("answerDueOn", answerDueOn),
    ].compactMap { $0 }
    if let answer { return head + lines(answer, words) }
    guard let proposal else { return head + [words.line("consent", said: words("casework.awaited"))] }
    return head + lines(proposal.act, words)
      + [words.typed("proposedBy", proposal.by.name)].compactMap { $0 }
  }

  private func lines(_ answer: NewUse.Answer, _ words: Words) -> [CaseRecordLine] {
    let said = "\(words(answer.isGranted ? "casework.consented" : "casework.notConsented")) · \(words.date(answer.on))"
    let line = words.line(self.answer == nil ? "proposedAnswer" : "consent", said: said)
    switch answer {
    case .granted(_, let conditions): return [line] + conditions.compactMap { words.typed("condition", $0) }
    case .refused(_, let reasons): return [line] + [words.typed("reasons", reasons)].compactMap { $0 }
    }
  }
}

extension RecordAct {
  /// What the other State asks of this one about what it was given, whatever stage the request has come to.
  static let consentActs: [RecordAct] = [asked, proposed, returned, confirmed]

  private static let asked = RecordAct.beginning(
    ConsentToUse.self, "recordUseAsked", .uncac(46, 19), .useConsentAsked,
    [.line("given"), .area("purpose"), .line("passedTo", isRequired: false), .on, .day("answerDueOn")],
    choices: { request, words in
      [
        "given": request.given.map { given in
          TrackChoice(given.id, "\(given.id) · \(words.date(given.on)) · \(given.summary)", isTyped: true)
        }
      ]
    }, when: { TrackKind.consentToUse.canBegin(for: $0) }
  ) { input in
    let (given, purpose, to, day) = (input.text("given"), input.text("purpose"), input.optionalText("passedTo"), input.day())
    let due = input.day("answerDueOn")
    return { _, request, acting in
      try ConsentToUse.asking(for: given, purpose, passedTo: to, on: day, answerDueOn: due, of: request, acting)
    }
  }

  private static let proposed = RecordAct.on(
    ConsentToUse.self, "proposeUseAnswer", .uncac(46, 19), .useConsentProposed,
    fields: [
      ActField("consents", .choice(YesNo.allCases.map(\.rawValue), words: "casework.yesNo")), .area("conditions", isRequired: false),
      .area("reasons", isRequired: false), .on,
    ], when: { $0.answer == nil && $0.proposal == nil }
  ) { input in
    let (isGranted, day) = (input.choice("consents", YesNo.no) == .yes, input.day())
    let answer: NewUse.Answer =
      isGranted ? .granted(on: day, conditions: input.lines("conditions")) : .refused(on: day, reasons: input.optionalText("reasons"))
    return { consent, _, acting in try consent.proposing(answer, acting) }
  }

  private static let returned = RecordAct.on(
    ConsentToUse.self, "returnUseAnswer", .uncac(46, 19), .useConsentReturned, fields: [], when: { $0.proposal != nil }
  ) { _ in
    { consent, _, _ in try consent.returning() }
  }

  private static let confirmed = RecordAct.on(
    ConsentToUse.self, "confirmUseAnswer", .uncac(46, 19), .useConsentAnswered, fields: [], when: { $0.proposal != nil }
  ) { _ in
    { consent, _, acting in try consent.confirming(acting) }
  }.needing("casework.confirm")
}
