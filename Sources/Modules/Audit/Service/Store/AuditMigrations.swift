// SPDX-License-Identifier: Apache-2.0
public import Storage

extension AuditLog {
  /// The tables of the tree, and the ways in which an auditor searches the event log.
  public static let migrations = [
    Migration(
      "audit", 1, "create_tree",
      [
        """
        CREATE TABLE auditTree (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          origin TEXT NOT NULL,
          size INTEGER NOT NULL CHECK (size >= 0),
          peaks BLOB NOT NULL)
        """,
        """
        CREATE TABLE auditNode (
          level INTEGER NOT NULL CHECK (level > 0),
          position INTEGER NOT NULL CHECK (position >= 0),
          hash BLOB NOT NULL CHECK (length(hash) = 32),
          PRIMARY KEY (level, position))
        """,
        """
        CREATE TABLE auditCheckpoint (
          size INTEGER PRIMARY KEY CHECK (size > 0),
          root BLOB NOT NULL CHECK (length(root) = 32),
          at INTEGER NOT NULL,
          note TEXT NOT NULL)
        """,
        "CREATE INDEX eventByOfficer ON event (byId, eventIndex)",
        "CREATE INDEX eventBySubjectId ON event (subjectId, eventIndex)",
        "CREATE INDEX eventByInstant ON event (at, eventIndex)",
      ]),
    // The log itself finds events by what they are about, with or without its type.
    Migration("audit", 2, "leave_subjects_to_the_log", ["DROP INDEX eventBySubjectId"]),
    // Most events are the program's: they need no place among the officers' acts.
    Migration(
      "audit", 3, "index_acts_of_officers_alone",
      ["DROP INDEX eventByOfficer", "CREATE INDEX eventByOfficer ON event (byId, eventIndex) WHERE byId IS NOT NULL"]),
  ]
}
