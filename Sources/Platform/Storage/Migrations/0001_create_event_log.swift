// SPDX-License-Identifier: Apache-2.0

extension Migration {
  static let storageModule = "storage"

  /// Storage's own steps, which every driver runs before those of the modules.
  public static let ofStorage = [createEventLog, createOutbox, tellFailuresFromWaiting, findEventsOfAThingOnce]

  /// The event log: each event once, in one order, never changed; personal values apart, so that they can be erased.
  static let createEventLog = Migration(
    storageModule, 1, "create_event_log",
    [
      """
      CREATE TABLE eventHead (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        next INTEGER NOT NULL CHECK (next >= 0),
        nextEffect INTEGER NOT NULL CHECK (nextEffect >= 0))
      """,
      "INSERT INTO eventHead (id, next, nextEffect) VALUES (1, 0, 0)",
      """
      CREATE TABLE event (
        eventIndex INTEGER PRIMARY KEY CHECK (eventIndex >= 0),
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        byType TEXT NOT NULL CHECK (byType IN ('officer', 'program', 'operatorAtConsole', 'visitor')),
        byId TEXT CHECK ((byType = 'officer') = (byId IS NOT NULL)),
        subjectType TEXT NOT NULL,
        subjectId TEXT NOT NULL,
        bytes BLOB NOT NULL,
        leafHash BLOB NOT NULL CHECK (length(leafHash) = 32))
      """,
      "CREATE INDEX eventBySubject ON event (subjectType, subjectId, eventIndex)",
      "CREATE INDEX eventByKind ON event (kind, eventIndex)",
      """
      CREATE TABLE eventPersonal (
        eventIndex INTEGER NOT NULL REFERENCES event (eventIndex),
        fact TEXT NOT NULL,
        salt BLOB NOT NULL CHECK (length(salt) = 32),
        value TEXT NOT NULL,
        PRIMARY KEY (eventIndex, fact))
      """,
    ],
    only: [
      .sqlite: [
        """
        CREATE TRIGGER eventIsNotUpdated BEFORE UPDATE ON event
        BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END
        """,
        """
        CREATE TRIGGER eventIsNotDeleted BEFORE DELETE ON event
        BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END
        """,
        """
        CREATE TRIGGER eventPersonalIsNotUpdated BEFORE UPDATE ON eventPersonal
        BEGIN SELECT RAISE(ABORT, 'personal values are erased, never changed'); END
        """,
      ],
      .postgres: [
        """
        CREATE FUNCTION refuseChange() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = 'the event log is append-only',
            CONSTRAINT = TG_NAME, TABLE = TG_TABLE_NAME;
        END $$
        """,
        """
        CREATE TRIGGER eventIsAppendOnly BEFORE UPDATE OR DELETE OR TRUNCATE ON event
        FOR EACH STATEMENT EXECUTE FUNCTION refuseChange()
        """,
        """
        CREATE TRIGGER eventPersonalIsNotUpdated BEFORE UPDATE ON eventPersonal
        FOR EACH STATEMENT EXECUTE FUNCTION refuseChange()
        """,
      ],
    ])
}
