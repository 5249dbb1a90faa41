// SPDX-License-Identifier: Apache-2.0
import Storage

extension CaseStore {
  /// Columns by which the register is filtered, saved lists, and calendars of States.
  static func registerMigrations(from first: Int) -> [Migration] {
    [
      Migration(
        "casework", first, "add_register_filters",
        [
          "ALTER TABLE registeredRequest ADD COLUMN basis TEXT NOT NULL DEFAULT ''",
          "ALTER TABLE registeredRequest ADD COLUMN isDelayed INTEGER NOT NULL DEFAULT 0 CHECK (isDelayed IN (0, 1))",
          "CREATE INDEX registeredRequestByTurnWaking ON registeredRequest (isOpen, turn, wakesOn, id)",
          "CREATE INDEX registeredRequestByQuiet ON registeredRequest (isOpen, dueOn, wakesOn, changedAt, id)",
        ]),
      Migration(
        "casework", first + 1, "create_saved_list",
        [
          """
          CREATE TABLE savedList (
            id TEXT NOT NULL PRIMARY KEY,
            officer TEXT NOT NULL,
            name TEXT NOT NULL,
            filter TEXT NOT NULL,
            isShared INTEGER NOT NULL CHECK (isShared IN (0, 1)),
            UNIQUE (officer, name))
          """,
          "CREATE INDEX savedListByShare ON savedList (isShared, name, id)",
        ]),
      Migration(
        "casework", first + 2, "create_state_calendar",
        [
          """
          CREATE TABLE stateCalendar (
            state TEXT NOT NULL PRIMARY KEY,
            version INTEGER NOT NULL CHECK (version > 0),
            entry TEXT NOT NULL)
          """
        ]),
    ]
  }
}
