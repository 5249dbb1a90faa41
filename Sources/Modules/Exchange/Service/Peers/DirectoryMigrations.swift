// SPDX-License-Identifier: Apache-2.0
public import Storage
public import Web

/// The tables of this node's copy of the signed directory.
public enum DirectoryMigrations {
  /// The steps.
  public static let all = [
    Migration(
      "exchange.directory", 1, "create_directory_copy",
      [
        """
        CREATE TABLE exchangeDirectory (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          revision INTEGER NOT NULL,
          version INTEGER,
          timestampVersion INTEGER,
          rootVersion INTEGER,
          timestampExpiresAt INTEGER,
          snapshotExpiresAt INTEGER,
          targetsExpiresAt INTEGER,
          fetchedAt INTEGER,
          refusal TEXT)
        """,
        "INSERT INTO exchangeDirectory (id, revision) VALUES (1, 0)",
        "CREATE TABLE exchangeDirectoryFile (name TEXT PRIMARY KEY, content BLOB NOT NULL)",
        """
        CREATE TABLE exchangeStateKey (
          state TEXT PRIMARY KEY,
          key BLOB NOT NULL CHECK (length(key) = 32),
          ground TEXT NOT NULL,
          since INTEGER NOT NULL,
          offered BLOB CHECK (length(offered) = 32),
          offeredAt INTEGER)
        """,
        """
        CREATE TABLE exchangePeer (
          authority TEXT PRIMARY KEY,
          state TEXT NOT NULL,
          entry BLOB NOT NULL,
          expiresAt INTEGER NOT NULL)
        """,
      ]),
    Migration(
      "exchange.directory", 2, "create_restricted_parts",
      [
        "CREATE TABLE exchangeSecretariat (id INTEGER PRIMARY KEY CHECK (id = 1), entry BLOB NOT NULL)",
        """
        CREATE TABLE exchangeRestricted (
          state TEXT PRIMARY KEY,
          pointer BLOB NOT NULL,
          content BLOB,
          fetchedAt INTEGER,
          fault TEXT)
        """,
        "CREATE TABLE exchangeRefusedPart (state TEXT PRIMARY KEY, since INTEGER NOT NULL)",
      ]),
  ]
}

extension Module {
  /// This node's copy of the signed directory: its tables, words and problems, and how the exchange stands.
  /// - Parameter desk: reads how it stands; `nil` on a node that is not set up to exchange anything.
  public static func directoryCopy(_ desk: StandingDesk?) -> Module {
    let pages = desk.map { StandingPages(desk: $0) }
    return Module(
      name: "exchange.directory", routes: pages?.routes ?? [], migrations: DirectoryMigrations.all, strings: ExchangeResources.strings,
      problems: TrustProblem.examples,
      home: pages.map { [HomePanel(permission: "exchange.operate", order: 60, draw: $0.home)] } ?? [])
  }
}
