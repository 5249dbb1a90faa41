// SPDX-License-Identifier: Apache-2.0
import AccountsRules
import Foundation
import Kernel
import Storage

/// Keeps accounts: officers, units, what they prove themselves with, and who is signed in.
struct AccountStore: Sendable {
  let database: any Database

  /// The module's tables.
  ///
  /// A credential has a kind, so that passkeys are one kind more and no new table.
  static let migrations: [Migration] = [
    Migration(
      "accounts", 1, "create_officer",
      [
        "CREATE TABLE unit (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL)",
        """
        CREATE TABLE officer (id TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL, signInName TEXT NOT NULL UNIQUE,
        standing TEXT NOT NULL CHECK (standing IN ('active', 'suspended')), entry TEXT NOT NULL)
        """,
        """
        CREATE TABLE credential (officer TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN ('password', 'totp', 'recovery', 'passkey')),
        id TEXT NOT NULL, secret TEXT NOT NULL, lastUsed INTEGER, createdAt INTEGER NOT NULL, PRIMARY KEY (officer, kind, id))
        """,
        """
        CREATE TABLE signIn (tokenHash TEXT PRIMARY KEY NOT NULL, id TEXT NOT NULL UNIQUE, officer TEXT NOT NULL,
        stage TEXT NOT NULL CHECK (stage IN ('code', 'complete')), startedAt INTEGER NOT NULL, seenAt INTEGER NOT NULL,
        address TEXT NOT NULL, browser TEXT NOT NULL)
        """,
        "CREATE INDEX signInByOfficer ON signIn (officer)",
        """
        CREATE TABLE apiToken (tokenHash TEXT PRIMARY KEY NOT NULL, id TEXT NOT NULL UNIQUE, officer TEXT NOT NULL, name TEXT NOT NULL,
        createdAt INTEGER NOT NULL, endsAt INTEGER NOT NULL)
        """,
        "CREATE INDEX apiTokenByOfficer ON apiToken (officer)",
        "CREATE TABLE enrolment (tokenHash TEXT PRIMARY KEY NOT NULL, officer TEXT NOT NULL, endsAt INTEGER NOT NULL)",
        "CREATE TABLE failedAttempt (subject TEXT PRIMARY KEY NOT NULL, count INTEGER NOT NULL, last INTEGER NOT NULL)",
      ]),
    Migration(
      "accounts", 2, "create_officer_register",
      [
        "CREATE TABLE officerRegister (id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1), version INTEGER NOT NULL)",
        "INSERT INTO officerRegister (id, version) VALUES (1, 1)",
      ]),
  ]

  // MARK: Officers and units

  /// All accounts.
  func officers() async throws -> [Officer] {
    try await database.rows(SQL("SELECT entry FROM officer ORDER BY signInName")).map(Self.officer)
  }

  /// One account with its version.
  func officer(_ id: ID<Officer>) async throws -> Versioned<Officer>? {
    try await database.row(SQL("SELECT version, entry FROM officer WHERE id = $1", [id.sql])).map {
      Versioned(try Self.officer($0), version: try $0.integer("version"))
    }
  }

  /// The account with a sign-in name.
  func officer(named name: String) async throws -> Officer? {
    try await database.row(SQL("SELECT entry FROM officer WHERE signInName = $1", [Officer.plain(name).sql])).map(Self.officer)
  }

  static func officer(_ row: SQLRow) throws -> Officer {
    try JSONDecoder().decode(Officer.self, from: Data(try row.text("entry").utf8))
  }

  /// The statement that writes an account.
  /// - Parameter version: the version it replaces; `nil` for a new one.
  func writing(_ officer: Officer, over version: Int?) throws -> SQL {
    let entry = String(decoding: try JSONEncoder().encode(officer), as: UTF8.self)
    guard let version else {
      return SQL(
        "INSERT INTO officer (id, version, signInName, standing, entry) VALUES ($1, 1, $2, $3, $4)",
        [officer.id.sql, officer.signInName.sql, officer.standing.rawValue.sql, entry.sql])
    }
    return SQL(
      "UPDATE officer SET version = version + 1, signInName = $2, standing = $3, entry = $4 WHERE id = $1 AND version = $5",
      [officer.id.sql, officer.signInName.sql, officer.standing.rawValue.sql, entry.sql, version.sql], mustChange: 1)
  }

  /// The version of all accounts together, for decisions that look at more than one.
  func registerVersion() async throws -> Int {
    try await database.row(SQL("SELECT version FROM officerRegister WHERE id = 1"))?.integer("version") ?? 0
  }

  /// Fails when any account was changed since the version was read.
  func advancingRegister(over version: Int) -> SQL {
    SQL("UPDATE officerRegister SET version = version + 1 WHERE id = 1 AND version = $1", [version.sql], mustChange: 1)
  }

  /// All units by name.
  func units() async throws -> [OrganisationUnit] {
    try await database.rows(SQL("SELECT id, name FROM unit ORDER BY name")).compactMap { row in
      try ID<OrganisationUnit>(row.text("id")).map { OrganisationUnit(id: $0, name: try row.text("name")) }
    }
  }

  // MARK: Credentials

  /// What an officer proves themselves with.
  struct Credential: Sendable {
    enum Kind: String, Sendable { case password, totp, recovery }
    let kind: Kind
    let id: String
    let secret: String
    let lastUsed: Int64?
  }

  func credentials(of officer: ID<Officer>) async throws -> [Credential] {
    try await database.rows(SQL("SELECT kind, id, secret, lastUsed FROM credential WHERE officer = $1", [officer.sql])).compactMap { row in
      guard let kind = Credential.Kind(rawValue: try row.text("kind")) else { return nil }
      return Credential(
        kind: kind, id: try row.text("id"), secret: try row.text("secret"), lastUsed: try row.optionalInteger("lastUsed").map(Int64.init))
    }
  }

  func setting(_ kind: Credential.Kind, id: String = "1", of officer: ID<Officer>, to secret: String, at instant: Date) -> SQL {
    SQL(
      """
      INSERT INTO credential (officer, kind, id, secret, createdAt) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (officer, kind, id) DO UPDATE SET secret = excluded.secret, lastUsed = NULL, createdAt = excluded.createdAt
      """, [officer.sql, kind.rawValue.sql, id.sql, secret.sql, instant.sql])
  }

  func removing(_ kind: Credential.Kind, of officer: ID<Officer>) -> SQL {
    SQL("DELETE FROM credential WHERE officer = $1 AND kind = $2", [officer.sql, kind.rawValue.sql])
  }

  /// Marks a step as used, unless that or a later one was used meanwhile: of two sign-ins with one code only one succeeds.
  func using(step: Int64, of officer: ID<Officer>) -> SQL {
    SQL(
      "UPDATE credential SET lastUsed = $2 WHERE officer = $1 AND kind = 'totp' AND (lastUsed IS NULL OR lastUsed < $2)",
      [officer.sql, .integer(step)], mustChange: 1)
  }

  func usingRecovery(_ id: String, of officer: ID<Officer>) -> SQL {
    SQL("DELETE FROM credential WHERE officer = $1 AND kind = 'recovery' AND id = $2", [officer.sql, id.sql], mustChange: 1)
  }

  // MARK: Failures

  func failures(_ subject: String) async throws -> FailedAttempts {
    let row = try await database.row(SQL("SELECT count, last FROM failedAttempt WHERE subject = $1", [subject.sql]))
    return try row.map { FailedAttempts(count: try $0.integer("count"), last: try $0.instant("last")) } ?? FailedAttempts()
  }

  /// Counts a failure before anything is looked at, so that many guesses at once are counted one by one.
  /// - Returns: the count with this one.
  func counting(_ subject: String, _ scope: FailedAttempts.Scope, at instant: Date) async throws -> Int {
    let forgotten = instant.addingTimeInterval(-FailedAttempts.forgottenAfter(scope))
    let rows = try await database.change(
      SQL(
        """
        INSERT INTO failedAttempt (subject, count, last) VALUES ($1, 1, $2)
        ON CONFLICT (subject) DO UPDATE SET
        count = CASE WHEN failedAttempt.last < $3 THEN 1 ELSE failedAttempt.count + 1 END, last = excluded.last
        RETURNING count
        """, [subject.sql, instant.sql, forgotten.sql]))
    return try rows.first?.integer("count") ?? 1
  }

  /// Takes one attempt back that was counted and was none; the others stay, with the time of the last of them.
  func takingBack(_ subject: String, countedAt instant: Date, before: FailedAttempts) -> SQL {
    SQL(
      """
      UPDATE failedAttempt SET count = count - 1, last = CASE WHEN last = $2 THEN $3 ELSE last END WHERE subject = $1 AND count > 0
      """, [subject.sql, instant.sql, (before.last ?? instant).sql])
  }

  func forgetting(_ subject: String) -> SQL { SQL("DELETE FROM failedAttempt WHERE subject = $1", [subject.sql]) }
}
