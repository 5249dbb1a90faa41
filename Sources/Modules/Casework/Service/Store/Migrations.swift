// SPDX-License-Identifier: Apache-2.0
import Storage

extension CaseStore {
  /// The module's tables; a day that is not set is kept as the last day there is, so that an index can put it at the end.
  static let migrations: [Migration] =
    [
      Migration(
        "casework", 1, "create_registered_request",
        [
          """
          CREATE TABLE registeredRequest (
            id TEXT NOT NULL PRIMARY KEY,
            version INTEGER NOT NULL CHECK (version > 0),
            direction TEXT NOT NULL CHECK (direction IN ('incoming', 'outgoing')),
            kind TEXT NOT NULL,
            stage TEXT NOT NULL,
            isOpen INTEGER NOT NULL CHECK (isOpen IN (0, 1)),
            reference TEXT NOT NULL,
            theirReference TEXT,
            otherState TEXT NOT NULL,
            unit TEXT NOT NULL,
            isRestricted INTEGER NOT NULL CHECK (isRestricted IN (0, 1)),
            isUrgent INTEGER NOT NULL CHECK (isUrgent IN (0, 1)),
            arrivedOn TEXT NOT NULL,
            dueOn TEXT NOT NULL,
            wakesOn TEXT NOT NULL,
            turn TEXT NOT NULL CHECK (turn IN ('ours', 'theirs', 'court', 'nobody')),
            proposals INTEGER NOT NULL CHECK (proposals >= 0),
            changedAt INTEGER NOT NULL,
            entry BLOB NOT NULL)
          """,
          "CREATE INDEX registeredRequestByDue ON registeredRequest (isOpen, dueOn, id)",
          "CREATE INDEX registeredRequestByState ON registeredRequest (otherState, isOpen, dueOn, id)",
          "CREATE INDEX registeredRequestByDirection ON registeredRequest (direction, isOpen, dueOn, id)",
          "CREATE INDEX registeredRequestByKind ON registeredRequest (kind, isOpen, dueOn, id)",
          "CREATE INDEX registeredRequestByStage ON registeredRequest (stage, dueOn, id)",
          "CREATE INDEX registeredRequestByTurn ON registeredRequest (isOpen, turn, dueOn, id)",
          "CREATE INDEX registeredRequestByProposal ON registeredRequest (isOpen, proposals, dueOn, id)",
          "CREATE INDEX registeredRequestByWaking ON registeredRequest (isOpen, wakesOn, id)",
          "CREATE INDEX registeredRequestByUnit ON registeredRequest (unit, isOpen, dueOn, id)",
        ]),
      Migration(
        "casework", 2, "create_request_reference",
        [
          """
          CREATE TABLE requestReference (
            reference TEXT NOT NULL,
            request TEXT NOT NULL REFERENCES registeredRequest (id),
            kind TEXT NOT NULL CHECK (kind IN ('own', 'theirs', 'other')),
            PRIMARY KEY (reference, request))
          """,
          "CREATE INDEX requestReferenceByRequest ON requestReference (request)",
          "CREATE UNIQUE INDEX requestReferenceOwn ON requestReference (reference) WHERE kind = 'own'",
        ]),
      Migration(
        "casework", 3, "create_request_access",
        [
          """
          CREATE TABLE requestAccess (
            officer TEXT NOT NULL,
            request TEXT NOT NULL REFERENCES registeredRequest (id),
            grantedBy TEXT NOT NULL,
            grantedAt INTEGER NOT NULL,
            PRIMARY KEY (officer, request))
          """,
          "CREATE INDEX requestAccessByRequest ON requestAccess (request)",
        ]),
      Migration(
        "casework", 4, "create_case_record",
        [
          """
          CREATE TABLE caseRecord (
            id TEXT NOT NULL PRIMARY KEY,
            request TEXT NOT NULL REFERENCES registeredRequest (id),
            kind TEXT NOT NULL,
            version INTEGER NOT NULL CHECK (version > 0),
            compartment TEXT NOT NULL,
            isOpen INTEGER NOT NULL CHECK (isOpen IN (0, 1)),
            dueOn TEXT NOT NULL,
            assignee TEXT NOT NULL,
            changedAt INTEGER NOT NULL,
            entry BLOB NOT NULL)
          """,
          "CREATE INDEX caseRecordByRequest ON caseRecord (request, kind, id)",
          "CREATE INDEX caseRecordByDue ON caseRecord (isOpen, dueOn, id)",
          "CREATE INDEX caseRecordByAssignee ON caseRecord (assignee, isOpen, dueOn, id)",
        ]),
    ] + registerMigrations(from: 5) + listMigrations(from: 8) + retentionMigrations(from: 9) + peopleMigrations(from: 10)
    + tracksMigrations(from: 13) + deskMigrations(from: 14) + travelMigrations(from: 16) + offerMigrations + signedMigrations
    + lessonMigrations
}
