// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Localisation
import Web

extension ReceivedMaterial: CaseRecord {
  static var recordKind: CaseRecordKind { .material }
  var task: CaseRecordTask? { waiting.map { CaseRecordTask(dueOn: $0.dueOn) } }

  func title(_ words: Words) -> String { words("casework.record.material", ["day": .text(words.date(receivedOn))]) }

  func lines(_ words: Words) -> [CaseRecordLine] {
    let head = [
      words.line("binding", said: isBound ? words.source(binding.source) : words("casework.notBound")),
      words.typed("statedProceeding", proceeding.isEmpty ? nil : proceeding), words.typed("limitationOnUse", limitationOnUse),
      words.typed("confidentiality", confidentiality), words.line("confidentialityToldOn", confidentialityImpossible?.on),
    ].compactMap { $0 }
    return head + conditions.flatMap { condition(of: $0, words) } + newUses.flatMap { use(of: $0, words) }
      + disclosures.flatMap { disclosure(of: $0, words) }
  }

  private func condition(of condition: Condition, _ words: Words) -> [CaseRecordLine] {
    let text = CaseRecordLine(label: words("casework.field.condition"), value: condition.text, isTyped: true)
    guard condition.acceptedOn == nil else { return [text] }
    return [text, words.line("conditionStanding", said: words("casework.conditionOpen"))]
  }

  private func use(of use: NewUse, _ words: Words) -> [CaseRecordLine] {
    let answer: String =
      switch use.answer {
      case nil: words("casework.awaited")
      case .granted(let on, _): "\(words("casework.consented")) · \(words.date(on))"
      case .refused(let on, _): "\(words("casework.notConsented")) · \(words.date(on))"
      }
    return [
      words.typed("purpose", use.purpose), words.typed("passedTo", use.passedTo), words.line("askedOn", use.askedOn),
      words.line("consent", said: answer),
    ].compactMap { $0 } + use.usedOn.map { words.line("usedOn", said: words.date($0)) }
  }

  private func disclosure(of disclosure: Disclosure, _ words: Words) -> [CaseRecordLine] {
    let notice: CaseRecordLine? =
      switch disclosure.notice {
      case .before(let on): words.line("noticeOn", on)
      case .notPossibleBefore(let reason): words.typed("noticeNotPossible", reason)
      }
    return [
      words.typed("disclosedIn", disclosure.proceeding), notice, words.line("consultationAskedOn", disclosure.consultationAskedOn),
      words.line("consultedOn", disclosure.consultedOn), words.line("disclosedOn", disclosure.disclosedOn),
      words.line("toldAfterOn", disclosure.toldAfterOn),
    ].compactMap { $0 }
  }
}
