// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Localisation
import WritingRules

extension CaseFile: CaseRecord {
  static var recordKind: CaseRecordKind { .file }

  var task: CaseRecordTask? { isToReturn ? CaseRecordTask(dueOn: returnDuty?.dueOn) : nil }

  func title(_ words: Words) -> String { "\(words("casework.files.kind.\(kind.rawValue)")) · \(title)" }

  func lines(_ words: Words) -> [CaseRecordLine] {
    func line(_ name: String, _ value: String, isTyped: Bool = false) -> CaseRecordLine {
      CaseRecordLine(label: words("casework.files.field.\(name)"), value: value, isTyped: isTyped)
    }
    var lines = [
      line("givenBy", origin.givenBy, isTyped: true), line("receivedOn", words.date(origin.on)),
      line("form", words("casework.files.form.\(origin.form.rawValue)")),
    ]
    if let content {
      lines += [
        line("name", content.name, isTyped: true), line("size", words.bytes(content.size)), line("sha256", content.sha256),
      ]
    }
    if !items.isEmpty { lines.append(line("items", words.list(items.map(\.rawValue)))) }
    if let object { lines.append(line("object", object, isTyped: true)) }
    if let duty = returnDuty {
      lines.append(line("returnTo", duty.to, isTyped: true))
      if let day = duty.dueOn { lines.append(line("returnDueOn", words.date(day))) }
    }
    return lines + custody.map { line("custody", $0.told(words), isTyped: true) }
  }
}

extension HandOver {
  /// The entry in one line: the day, what it was, from whom to whom, where it stands, what for, in which state.
  fileprivate func told(_ words: Words) -> String {
    let parts = [words.date(on), words("casework.files.handOver.\(kind.rawValue)"), "\(from) → \(to)", place, purpose, condition]
    return parts.compactMap { $0 }.joined(separator: " · ")
  }
}
