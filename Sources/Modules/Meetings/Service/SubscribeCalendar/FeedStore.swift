// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import Kernel
import MeetingsRules
import Storage

/// A calendar feed of one officer: whoever has its address may read it until it is revoked.
struct CalendarFeed: Sendable {
  let id: ID<CalendarFeed>
  /// The account for which it was made.
  let officer: String
  /// The body whose meetings it carries; `nil` for all.
  let body: ID<Body>?
  let createdAt: Date
}

/// The secret of a feed's address, shown once; its digest alone is kept.
struct FeedSecret: Sendable {
  let text: String

  /// 256 random bits in letters that can stand in an address.
  init() {
    text = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }.base64EncodedString().replacing("+", with: "-").replacing(
      "/", with: "_"
    )
    .replacing("=", with: "")
  }

  static func digest(_ text: String) -> String {
    SHA256.hash(data: Data(text.utf8)).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}

extension MeetingsStore {
  /// Feeds of officers.
  static let createFeed = Migration(
    "meetings.exports", 1, "create_feed",
    [
      """
      CREATE TABLE meetingFeed (id TEXT PRIMARY KEY NOT NULL, officer TEXT NOT NULL, body TEXT REFERENCES meetingBody (id),
      tokenHash TEXT NOT NULL UNIQUE, createdAt INTEGER NOT NULL, revokedAt INTEGER)
      """,
      "CREATE INDEX meetingFeedByOfficer ON meetingFeed (officer)",
    ])

  /// An officer's feeds that are not revoked, the latest first.
  func feeds(of officer: String) async throws -> [CalendarFeed] {
    try await database.rows(
      SQL(
        "SELECT id, officer, body, createdAt FROM meetingFeed WHERE officer = $1 AND revokedAt IS NULL ORDER BY createdAt DESC, id",
        [officer.sql])
    ).map { try Self.feed($0) }
  }

  /// The feed with a secret; `nil` when there is none or it was revoked.
  func feed(secret: String) async throws -> CalendarFeed? {
    try await database.row(
      SQL(
        "SELECT id, officer, body, createdAt FROM meetingFeed WHERE tokenHash = $1 AND revokedAt IS NULL", [FeedSecret.digest(secret).sql])
    ).map { try Self.feed($0) }
  }

  private static func feed(_ row: SQLRow) throws -> CalendarFeed {
    CalendarFeed(
      id: try row.value("id") { ID<CalendarFeed>($0) }, officer: try row.text("officer"),
      body: try row.optionalText("body").flatMap { ID<Body>($0) },
      createdAt: try row.instant("createdAt"))
  }

  /// Makes a feed.
  /// - Returns: its secret.
  func makeFeed(of body: ID<Body>?, by maker: Maker, at instant: Date) async throws -> FeedSecret {
    let secret = FeedSecret()
    let id = ID<CalendarFeed>()
    let insert = SQL(
      "INSERT INTO meetingFeed (id, officer, body, tokenHash, createdAt) VALUES ($1, $2, $3, $4, $5)",
      [id.sql, maker.id.sql, body.sql, FeedSecret.digest(secret.text).sql, instant.sql])
    try await database.commit(Commit([insert], events: [Self.event("feedMade", id, by: maker, at: instant)]))
    return secret
  }

  /// Ends a feed for good.
  /// - Throws: `StaleWrite` when the officer has no such feed any more.
  func revokeFeed(_ id: ID<CalendarFeed>, by maker: Maker, at instant: Date) async throws {
    let update = SQL(
      "UPDATE meetingFeed SET revokedAt = $1 WHERE id = $2 AND officer = $3 AND revokedAt IS NULL", [instant.sql, id.sql, maker.id.sql],
      mustChange: 1)
    try await database.commit(Commit([update], events: [Self.event("feedRevoked", id, by: maker, at: instant)]))
  }

  private static func event(_ name: String, _ id: ID<CalendarFeed>, by maker: Maker, at instant: Date) -> NewEvent {
    NewEvent(
      EventKind(rawValue: "meetings.\(name)"), of: EventSubject("meetingFeed", id.description), at: instant, by: maker.actor, facts: [:])
  }
}
