// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Localisation
import WritingRules

extension TranslationTask: CaseRecord {
  static var recordKind: CaseRecordKind { .translation }

  var task: CaseRecordTask? { isOpen ? CaseRecordTask(dueOn: details.dueOn, assignee: askedBy.id) : nil }

  func title(_ words: Words) -> String { words("casework.translation.record") }

  func lines(_ words: Words) -> [CaseRecordLine] {
    func label(_ name: String) -> String { words("casework.translation.field.\(name)") }
    func day(_ name: String, _ day: CalendarDay?) -> [CaseRecordLine] {
      day.map { [.init(label: label(name), value: words.date($0))] } ?? []
    }
    func typed(_ name: String, _ text: String?) -> [CaseRecordLine] {
      text.map { [.init(label: label(name), value: $0, isTyped: true)] } ?? []
    }
    var lines = typed("text", details.text) + typed("from", details.from) + typed("into", details.into)
    lines.append(.init(label: label("stage"), value: words("casework.translation.stage.\(stage.rawValue)")))
    lines += typed("translator", translator) + day("sentOn", sentOn) + day("dueOn", details.dueOn) + day("deliveredOn", deliveredOn)
    lines.append(
      .init(
        label: label("needsCertificate"), value: words(details.needsCertificate ? "casework.yesNo.yes" : "casework.yesNo.no")))
    lines += day("certifiedOn", certifiedOn) + typed("certifiedBy", certifiedBy)
    if let count = details.wordCount { lines.append(.init(label: label("wordCount"), value: words.number(count))) }
    if let cost = details.cost?.minorUnits, let currency = details.cost?.currency {
      lines.append(.init(label: label("cost"), value: "\(Money.decimalText(cost, currency: currency)) \(currency)"))
    }
    lines += typed("file", details.file)
    lines += defects.map { .init(label: "\(label("defect")), \(words.date($0.on))", value: $0.text, isTyped: true) }
    if let calledOff { lines.append(.init(label: "\(label("reason")), \(words.date(calledOff.on))", value: calledOff.text, isTyped: true)) }
    return lines
  }
}
