// SPDX-License-Identifier: Apache-2.0
import AccountsRules
import Foundation
import Kernel
import Storage

extension AccountStore {
  /// A browser that is signed in, or half way there.
  struct SignIn: Sendable {
    enum Stage: String, Sendable { case code, complete }
    let id: String
    let officer: ID<Officer>
    let stage: Stage
    let startedAt: Date
    let seenAt: Date
    let address: String
    let browser: String
  }

  func starting(_ signIn: SignIn, tokenHash: String) -> SQL {
    SQL(
      """
      INSERT INTO signIn (tokenHash, id, officer, stage, startedAt, seenAt, address, browser) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """,
      [
        tokenHash.sql, signIn.id.sql, signIn.officer.sql, signIn.stage.rawValue.sql, signIn.startedAt.sql, signIn.seenAt.sql,
        signIn.address.sql, signIn.browser.sql,
      ])
  }

  func signIn(tokenHash: String) async throws -> SignIn? {
    try await database.row(SQL("SELECT * FROM signIn WHERE tokenHash = $1", [tokenHash.sql])).flatMap(Self.signIn)
  }

  /// The sign-ins that still let an officer in.
  func signIns(of officer: ID<Officer>, at instant: Date) async throws -> [SignIn] {
    try await database.rows(
      SQL(
        "SELECT * FROM signIn WHERE officer = $1 AND stage = 'complete' AND startedAt >= $2 AND seenAt >= $3 ORDER BY seenAt DESC",
        [officer.sql, instant.addingTimeInterval(-Accounts.absoluteEnd).sql, instant.addingTimeInterval(-Accounts.idleEnd).sql])
    ).compactMap(Self.signIn)
  }

  private static func signIn(_ row: SQLRow) throws -> SignIn? {
    guard let officer = ID<Officer>(try row.text("officer")), let stage = SignIn.Stage(rawValue: try row.text("stage")) else { return nil }
    return SignIn(
      id: try row.text("id"), officer: officer, stage: stage, startedAt: try row.instant("startedAt"), seenAt: try row.instant("seenAt"),
      address: try row.text("address"), browser: try row.text("browser"))
  }

  func touching(tokenHash: String, at instant: Date) -> SQL {
    SQL("UPDATE signIn SET seenAt = $2 WHERE tokenHash = $1", [tokenHash.sql, instant.sql])
  }

  func ending(tokenHash: String) -> SQL { SQL("DELETE FROM signIn WHERE tokenHash = $1", [tokenHash.sql]) }

  func ending(signIn id: String, of officer: ID<Officer>) -> SQL {
    SQL("DELETE FROM signIn WHERE id = $1 AND officer = $2", [id.sql, officer.sql])
  }

  /// Ends an officer's sign-ins, all or all but one.
  func endingSignIns(of officer: ID<Officer>, but id: String? = nil) -> SQL {
    SQL("DELETE FROM signIn WHERE officer = $1 AND id <> $2", [officer.sql, (id ?? "").sql])
  }

  /// Ends everything that lets somebody act as the officer without signing in anew: sign-ins, all or all but one, and tokens of programs.
  func endingAccess(of officer: ID<Officer>, but id: String? = nil) -> [SQL] {
    [endingSignIns(of: officer, but: id), SQL("DELETE FROM apiToken WHERE officer = $1", [officer.sql])]
  }

  /// Forgets sign-ins that ended by themselves.
  func forgettingSignIns(startedBefore instant: Date) -> SQL { SQL("DELETE FROM signIn WHERE startedAt < $1", [instant.sql]) }

  /// A token with which a program acts for an officer.
  struct APIToken: Sendable {
    let id: String
    let officer: ID<Officer>
    let name: String
    let createdAt: Date
    let endsAt: Date
  }

  func creating(_ token: APIToken, tokenHash: String) -> SQL {
    SQL(
      "INSERT INTO apiToken (tokenHash, id, officer, name, createdAt, endsAt) VALUES ($1, $2, $3, $4, $5, $6)",
      [tokenHash.sql, token.id.sql, token.officer.sql, token.name.sql, token.createdAt.sql, token.endsAt.sql])
  }

  func apiToken(tokenHash: String) async throws -> APIToken? {
    try await database.row(SQL("SELECT * FROM apiToken WHERE tokenHash = $1", [tokenHash.sql])).flatMap(Self.apiToken)
  }

  func apiTokens(of officer: ID<Officer>) async throws -> [APIToken] {
    try await database.rows(SQL("SELECT * FROM apiToken WHERE officer = $1 ORDER BY createdAt DESC", [officer.sql])).compactMap(
      Self.apiToken)
  }

  private static func apiToken(_ row: SQLRow) throws -> APIToken? {
    try ID<Officer>(row.text("officer")).map {
      APIToken(
        id: try row.text("id"), officer: $0, name: try row.text("name"), createdAt: try row.instant("createdAt"),
        endsAt: try row.instant("endsAt"))
    }
  }

  func revoking(apiToken id: String, of officer: ID<Officer>) -> SQL {
    SQL("DELETE FROM apiToken WHERE id = $1 AND officer = $2", [id.sql, officer.sql])
  }

  // MARK: Enrolment links

  /// Makes the only link with which an officer sets a password; earlier ones stop working.
  func enrolling(_ officer: ID<Officer>, tokenHash: String, until: Date) -> [SQL] {
    [
      SQL("DELETE FROM enrolment WHERE officer = $1", [officer.sql]),
      SQL("INSERT INTO enrolment (tokenHash, officer, endsAt) VALUES ($1, $2, $3)", [tokenHash.sql, officer.sql, until.sql]),
    ]
  }

  func enrolment(tokenHash: String) async throws -> (officer: ID<Officer>, endsAt: Date)? {
    guard let row = try await database.row(SQL("SELECT officer, endsAt FROM enrolment WHERE tokenHash = $1", [tokenHash.sql])),
      let officer = ID<Officer>(try row.text("officer"))
    else { return nil }
    return (officer, try row.instant("endsAt"))
  }

  /// Uses a link up: of two who follow it only one succeeds.
  func usingEnrolment(tokenHash: String) -> SQL { SQL("DELETE FROM enrolment WHERE tokenHash = $1", [tokenHash.sql], mustChange: 1) }
}
