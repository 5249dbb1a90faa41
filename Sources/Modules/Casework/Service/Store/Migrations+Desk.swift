// SPDX-License-Identifier: Apache-2.0
import Storage

extension CaseStore {
  /// The responsible officer as a column of lists, and the cases that have a file which no record names.
  static func deskMigrations(from first: Int) -> [Migration] {
    let order = "isOpen, dueOn, id, otherState, kind, direction, turn, proposals, unit, isRestricted, isUrgent, isDelayed, basis"
    return [
      Migration(
        "casework", first, "add_responsible",
        [
          // Nothing is known of what was written before: the next waking of clocks reads it from the requests.
          "ALTER TABLE registeredRequest ADD COLUMN responsible TEXT",
          "CREATE INDEX registeredRequestByResponsible ON registeredRequest (responsible, \(order))",
        ]),
      Migration(
        "casework", first + 1, "create_file_aside",
        [
          "CREATE TABLE fileAside (request TEXT NOT NULL PRIMARY KEY REFERENCES registeredRequest (id), notedAt INTEGER NOT NULL)",
          "CREATE INDEX fileAsideByTime ON fileAside (notedAt, request)",
        ]),
    ]
  }
}
