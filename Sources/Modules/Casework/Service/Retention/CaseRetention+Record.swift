// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Localisation

extension CaseRetention: CaseRecord {
  static var recordKind: CaseRecordKind { .retention }

  /// A preservation waits for its review, a proposal for a second officer.
  var task: CaseRecordTask? {
    if let preservation { return CaseRecordTask(dueOn: preservation.reviewOn, assignee: nil) }
    return proposal == nil ? nil : CaseRecordTask(dueOn: nil, assignee: nil)
  }

  func title(_ words: Words) -> String { words("casework.retention.title") }

  func lines(_ words: Words) -> [CaseRecordLine] {
    guard let preservation else { return [] }
    return [
      .init(
        label: words("casework.retention.preserved"),
        value: words(
          "casework.retention.preservedSince", ["day": .day(preservation.since), "review": .day(preservation.reviewOn)])),
      .init(label: words("casework.retention.reason"), value: preservation.reason, isTyped: true),
    ]
  }
}
