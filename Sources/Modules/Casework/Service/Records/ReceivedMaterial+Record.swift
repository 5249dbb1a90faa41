// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Localisation

extension ReceivedMaterial: CaseRecord {
  static var recordKind: CaseRecordKind { .material }

  func title(_ words: Words) -> String { words("casework.record.material", ["day": .text(words.date(receivedOn))]) }

  func lines(_ words: Words) -> [CaseRecordLine] {
    var lines: [CaseRecordLine] = []
    if let limitationOnUse { lines.append(.init(label: words("casework.field.limitationOnUse"), value: limitationOnUse, isTyped: true)) }
    if let confidentiality { lines.append(.init(label: words("casework.field.confidentiality"), value: confidentiality, isTyped: true)) }
    return lines + conditions.map { .init(label: words("casework.field.condition"), value: $0.text, isTyped: true) }
  }
}
