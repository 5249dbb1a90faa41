// SPDX-License-Identifier: Apache-2.0
import Storage

extension CaseStore {
  /// The lists over all cases read records by their kind.
  static func tracksMigrations(from first: Int) -> [Migration] {
    [
      Migration("casework", first, "index_case_record_by_kind", ["CREATE INDEX caseRecordOfKind ON caseRecord (kind, id)"])
    ]
  }
}
