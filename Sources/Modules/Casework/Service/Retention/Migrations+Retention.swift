// SPDX-License-Identifier: Apache-2.0
import Storage

extension CaseStore {
  /// When a case was closed and shredded, and the terms by which a register taken in once more knows the references of shredded ones.
  static func retentionMigrations(from first: Int) -> [Migration] {
    [
      Migration(
        "casework", first, "add_retention",
        [
          "ALTER TABLE registeredRequest ADD COLUMN closedOn TEXT NOT NULL DEFAULT '9999-12-31'",
          "ALTER TABLE registeredRequest ADD COLUMN shreddedOn TEXT NOT NULL DEFAULT '9999-12-31'",
          "CREATE INDEX registeredRequestByClosure ON registeredRequest (isOpen, shreddedOn, closedOn, id, kind)",
          // Of those that an earlier version closed, for the one time that their day is written.
          "CREATE INDEX registeredRequestWithoutClosure ON registeredRequest (id) WHERE isOpen = 0 AND closedOn = '9999-12-31'",
          "CREATE INDEX caseRecordByKind ON caseRecord (kind, isOpen, dueOn, id)",
          "CREATE TABLE shreddedReference (term BLOB NOT NULL PRIMARY KEY, request TEXT NOT NULL REFERENCES registeredRequest (id))",
        ])
    ]
  }
}
