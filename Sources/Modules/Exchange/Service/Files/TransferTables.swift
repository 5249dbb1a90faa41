// SPDX-License-Identifier: Apache-2.0
public import Storage

/// The tables of files that travel: sealed for others, and fetched from others.
public enum TransferTables {
  /// Their steps, under a module name of their own.
  public static let migrations = [
    Migration(
      "exchange.transfer", 1, "create_transfer_tables",
      [
        """
        CREATE TABLE sealedFile (sealed TEXT NOT NULL PRIMARY KEY CHECK (length(sealed) = 64), size INTEGER NOT NULL CHECK (size > 0),
        each INTEGER NOT NULL, segments BLOB NOT NULL, message TEXT NOT NULL, authority TEXT NOT NULL, madeAt INTEGER NOT NULL)
        """,
        "CREATE INDEX sealedFileByMessage ON sealedFile (message)",
        """
        CREATE TABLE fetchedFile (authority TEXT NOT NULL, message TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL,
        media TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
        sealed TEXT NOT NULL CHECK (length(sealed) = 64), sealedSize INTEGER NOT NULL CHECK (sealedSize > 0), each INTEGER NOT NULL,
        tree TEXT NOT NULL, secret BLOB NOT NULL, total INTEGER NOT NULL, endsAt INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('offered', 'consented', 'refused', 'pulling', 'verified', 'failed')),
        detail TEXT, pieces BLOB, bad TEXT, segments BLOB, version INTEGER NOT NULL, PRIMARY KEY (authority, message, number))
        """,
        "CREATE INDEX fetchedFileByState ON fetchedFile (state, authority, message, number)",
      ]),
    // What a file is called and the digest of what it says are sealed with its key, and the signed text names its message: another may have the
    // same identifier. What stood in the table before is moved by ``FetchedFiles/sealEarlier()``, which has the keys.
    Migration(
      "exchange.transfer", 2, "seal_fetched_files",
      [
        "DROP INDEX fetchedFileByState",
        "ALTER TABLE fetchedFile RENAME TO fetchedFileEarlier",
        """
        CREATE TABLE fetchedFile (signed TEXT NOT NULL CHECK (length(signed) = 64), number INTEGER NOT NULL, authority TEXT NOT NULL,
        message TEXT NOT NULL, owner TEXT NOT NULL, offer BLOB NOT NULL, sealed TEXT NOT NULL CHECK (length(sealed) = 64),
        sealedSize INTEGER NOT NULL CHECK (sealedSize > 0), each INTEGER NOT NULL, tree TEXT NOT NULL, total INTEGER NOT NULL,
        endsAt INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('offered', 'consented', 'refused', 'pulling', 'verified', 'failed')),
        detail TEXT, pieces BLOB, bad TEXT, segments BLOB, version INTEGER NOT NULL, PRIMARY KEY (signed, number))
        """,
        "CREATE INDEX fetchedFileByState ON fetchedFile (state, authority, signed, number)",
        "CREATE INDEX fetchedFileByMessage ON fetchedFile (authority, message, signed, number)",
      ]),
    // What counts against a quota: what is still in the vault, whoever owns it by now, and what a bundle brought before anybody agreed. What an earlier
    // version fetched does not count: which blob it became is written nowhere.
    Migration(
      "exchange.transfer", 3, "count_what_is_here",
      [
        "ALTER TABLE fetchedFile ADD COLUMN kept TEXT CHECK (kept IS NULL OR length(kept) = 64)",
        "ALTER TABLE fetchedFile ADD COLUMN isCarried INTEGER NOT NULL DEFAULT 0 CHECK (isCarried IN (0, 1))",
        "CREATE INDEX fetchedFileKept ON fetchedFile (authority, kept) WHERE kept IS NOT NULL",
        "CREATE INDEX fetchedFileBySealed ON fetchedFile (sealed, authority, state)",
      ]),
  ]
}
