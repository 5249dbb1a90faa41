// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Localisation

extension Subject: CaseRecord {
  static var recordKind: CaseRecordKind { .subject }

  func title(_ words: Words) -> String {
    words("casework.subject.record", ["kind": .text(words("casework.subjectKind.\(details.kind.rawValue)"))])
  }

  func lines(_ words: Words) -> [CaseRecordLine] {
    func typed(_ label: String, _ value: String?) -> [CaseRecordLine] {
      value.map { [.init(label: label, value: $0, isTyped: true)] } ?? []
    }
    func told(_ label: String, _ value: String?) -> [CaseRecordLine] { value.map { [.init(label: label, value: $0)] } ?? [] }
    var lines = details.names.map { CaseRecordLine(label: words("casework.nameForm.\($0.form.rawValue)"), value: $0.text, isTyped: true) }
    lines += told(words("casework.field.bornOn"), details.bornOn.map(words.date))
    lines += typed(words("casework.field.birthplace"), details.birthplace)
    if !details.nationalities.isEmpty {
      lines += told(words("casework.field.nationality"), words.list(details.nationalities.map { words.state($0) }))
    }
    lines += details.identifiers.map { .init(label: words.identifier($0), value: $0.number, isTyped: true) }
    if !details.roles.isEmpty {
      lines += told(words("casework.field.roles"), words.list(details.roles.map { words("casework.role.\($0.rawValue)") }))
    }
    lines += typed(words("casework.field.location"), details.location)
    return lines + typed(words("casework.field.remarks"), details.remarks)
  }
}

extension Words {
  /// Several texts, or a dash where there are none.
  func listed(_ texts: [String]) -> String { texts.isEmpty ? "–" : list(texts) }

  /// What a number is, with who gave it and where it is known.
  func identifier(_ identifier: SubjectIdentifier) -> String {
    let kind = self("casework.identifierKind.\(identifier.kind.rawValue)")
    let more = [identifier.state.map { state($0) }, identifier.institution].compactMap { $0 }
    return more.isEmpty ? kind : "\(kind) (\(more.joined(separator: " · ")))"
  }
}
