// SPDX-License-Identifier: Apache-2.0
public import Storage

extension DirectoryStore {
  /// The module's tables.
  public static let migrations: [Migration] = [
    Migration(
      "directory", 1, "create_authority",
      [
        """
        CREATE TABLE authority (id TEXT PRIMARY KEY NOT NULL, state TEXT NOT NULL, kind TEXT NOT NULL, version INTEGER NOT NULL,
        changedAt INTEGER NOT NULL, entry TEXT NOT NULL)
        """,
        "CREATE INDEX authorityByState ON authority (state, kind)",
        """
        CREATE TABLE authorityVersion (id TEXT NOT NULL, version INTEGER NOT NULL, changedAt INTEGER NOT NULL, changedBy TEXT NOT NULL,
        entry TEXT NOT NULL, PRIMARY KEY (id, version))
        """,
        "CREATE TABLE directoryState (state TEXT PRIMARY KEY NOT NULL, entry TEXT NOT NULL)",
        "CREATE TABLE treaty (id TEXT PRIMARY KEY NOT NULL, entry TEXT NOT NULL)",
        "CREATE TABLE election (id TEXT PRIMARY KEY NOT NULL, entry TEXT NOT NULL)",
      ]),
    Migration(
      "directory", 2, "create_treaty_version_and_campaign",
      [
        "ALTER TABLE treaty ADD COLUMN version INTEGER NOT NULL DEFAULT 1",
        "ALTER TABLE election ADD COLUMN version INTEGER NOT NULL DEFAULT 1",
        """
        CREATE TABLE registerVersion (kind TEXT NOT NULL CHECK (kind IN ('treaty', 'election')), id TEXT NOT NULL, version INTEGER NOT NULL,
        changedAt INTEGER NOT NULL, changedBy TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (kind, id, version))
        """,
        """
        CREATE TABLE campaign (id TEXT PRIMARY KEY NOT NULL, startedAt INTEGER NOT NULL, startedBy TEXT NOT NULL, entry TEXT NOT NULL)
        """,
        """
        CREATE TABLE campaignEntry (campaign TEXT NOT NULL REFERENCES campaign (id), authority TEXT NOT NULL REFERENCES authority (id),
        version INTEGER NOT NULL, stage TEXT NOT NULL CHECK (stage IN ('asked', 'reminded', 'confirmed', 'changed', 'noAnswer')),
        entry TEXT NOT NULL, PRIMARY KEY (campaign, authority))
        """,
      ]),
  ]
}
