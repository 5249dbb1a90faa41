// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Work that a worker holds for a time: nobody else gets it before the claim ends.
public struct ClaimedEffect: Sendable, Hashable {
  /// Its number, in the order of the commits.
  public let id: Int64
  /// What is to be done.
  public let kind: String
  /// What the worker needs to know: JSON.
  public let payload: String
  /// 1 at the first attempt.
  public let attempt: Int
  /// How many attempts before this one failed; one that only waited did not.
  public let failures: Int
  /// What it may not be carried out beside.
  public let lane: String?
  /// Who holds it.
  public let claimedBy: String
  /// When the claim ends and somebody else may take it, UTC.
  public let claimedUntil: Date
}

/// Work that was given up and waits for a person.
public struct BuriedEffect: Sendable, Hashable {
  /// Its number.
  public let id: Int64
  /// What was to be done.
  public let kind: String
  /// What the worker needed to know.
  public let payload: String
  /// How often it was tried.
  public let attempts: Int
  /// How many of these attempts failed, and did not only wait.
  public let failures: Int
  /// Why it was given up.
  public let lastProblemCode: String
}

/// The work that commits have left to do; each piece is done at least once, by one worker at a time.
public struct Outbox: Sendable {
  let database: any Database
  private let claimant: String

  /// Opens the outbox for one worker; no two workers may have the same name.
  public init(_ database: any Database, claimant: String = UUID().uuidString) {
    self.database = database
    self.claimant = claimant
  }

  /// Takes work that is due, the longest waiting first, and holds it for `lease` seconds from `now`.
  ///
  /// What another worker holds is left out; a claim that has ended counts as not held.
  public func claim(kinds: [String], limit: Int, now: Date, lease: TimeInterval) async throws -> [ClaimedEffect] {
    guard !kinds.isEmpty else { return [] }
    let places = kinds.indices.map { "$\($0 + 5)" }.joined(separator: ", ")
    // SQLite has one writer, so nothing is locked there that could be skipped.
    let skipLocked = database.dialect == .postgres ? "FOR UPDATE SKIP LOCKED" : ""
    let rows = try await database.change(
      SQL(
        """
        WITH due AS (
          SELECT id FROM outbox
          WHERE state = 'waiting' AND kind IN (\(places)) AND nextAt <= $3
            AND (claimedUntil IS NULL OR claimedUntil <= $3)
          ORDER BY nextAt, id LIMIT $4 \(skipLocked))
        UPDATE outbox SET claimedBy = $1, claimedUntil = $2, attempts = attempts + 1
        WHERE id IN (SELECT id FROM due)
        RETURNING id, kind, payload, nextAt, attempts, failures, lane, claimedBy, claimedUntil
        """,
        [claimant.sql, now.addingTimeInterval(lease).sql, now.sql, limit.sql] + kinds.map(\.sql)))
    let ordered = try rows.sorted {
      (try $0.integer("nextAt"), try $0.integer("id")) < (try $1.integer("nextAt"), try $1.integer("id"))
    }
    return try ordered.map(ClaimedEffect.init)
  }

  /// Writes what the work has brought about and strikes the work off, together.
  /// - Throws: ``StaleWrite`` when the claim has ended and somebody else has taken the work; nothing is written then.
  @discardableResult
  public func complete(_ effect: ClaimedEffect, with commit: Commit = Commit()) async throws -> CommitReceipt {
    var whole = commit
    let strike = "DELETE FROM outbox WHERE \(Self.stillHeld)"
    whole.statements.append(SQL(strike, Self.hold(effect), mustChange: 1))
    return try await database.commit(whole)
  }

  /// Puts the work back until an instant, with the reason why it was not done.
  /// - Parameter failed: whether the attempt failed; one that only has to wait did not, however often.
  /// - Throws: ``StaleWrite`` when somebody else has taken the work.
  public func retry(_ effect: ClaimedEffect, at instant: Date, problem code: String, failed: Bool = false) async throws {
    let back = """
      UPDATE outbox SET claimedBy = NULL, claimedUntil = NULL, nextAt = $4, lastProblemCode = $5, failures = failures + $6
      WHERE \(Self.stillHeld)
      """
    try await database.commit(
      Commit([SQL(back, Self.hold(effect) + [instant.sql, code.sql, (failed ? 1 : 0).sql], mustChange: 1)]))
  }

  /// Holds the work longer, until an instant.
  /// - Throws: ``StaleWrite`` when somebody else has taken the work.
  public func renew(_ effect: ClaimedEffect, until instant: Date) async throws {
    let longer = "UPDATE outbox SET claimedUntil = $4 WHERE \(Self.stillHeld)"
    try await database.commit(Commit([SQL(longer, Self.hold(effect) + [instant.sql], mustChange: 1)]))
  }

  /// Gives the work up, with the reason; it stays to be seen and can be revived.
  /// - Throws: ``StaleWrite`` when somebody else has taken the work.
  public func bury(_ effect: ClaimedEffect, problem code: String) async throws {
    let burial = """
      UPDATE outbox SET state = 'buried', claimedBy = NULL, claimedUntil = NULL, lastProblemCode = $4
      WHERE \(Self.stillHeld)
      """
    try await database.commit(Commit([SQL(burial, Self.hold(effect) + [code.sql], mustChange: 1)]))
  }

  /// The work that was given up, oldest first; all of it, or that of one kind.
  public func buried(_ kind: String? = nil, limit: Int) async throws -> [BuriedEffect] {
    let rows = try await database.rows(
      SQL(
        """
        SELECT id, kind, payload, attempts, failures, lastProblemCode FROM outbox
        WHERE state = 'buried'\(kind == nil ? "" : " AND kind = $2") ORDER BY id LIMIT $1
        """, [limit.sql] + (kind.map { [$0.sql] } ?? [])))
    return try rows.map {
      BuriedEffect(
        id: Int64(try $0.integer("id")), kind: try $0.text("kind"), payload: try $0.text("payload"),
        attempts: try $0.integer("attempts"), failures: try $0.integer("failures"), lastProblemCode: try $0.text("lastProblemCode"))
    }
  }

  /// Lets given-up work be tried again from an instant on, counting attempts anew.
  /// - Throws: ``StaleWrite`` when it is not buried.
  public func revive(_ id: Int64, at instant: Date) async throws {
    try await database.commit(Commit([Self.revival(id, at: instant)]))
  }

  /// The same for a commit of somebody's own.
  public static func revival(_ id: Int64, at instant: Date) -> SQL {
    SQL(
      "UPDATE outbox SET state = 'waiting', attempts = 0, failures = 0, nextAt = $2 WHERE id = $1 AND state = 'buried'",
      [.integer(id), instant.sql], mustChange: 1)
  }

  /// The question whether work of the same kind and lane that was wanted earlier still waits, for who asks more at the same time: one row when it does.
  public static func earlierQuery(than effect: ClaimedEffect, lane: String) -> SQL {
    SQL(
      "SELECT 1 AS one FROM outbox WHERE kind = $1 AND lane = $2 AND id < $3 AND state = 'waiting' LIMIT 1",
      [effect.kind.sql, lane.sql, .integer(effect.id)])
  }

  /// When the next piece of these kinds can be taken, or `nil` when none waits.
  public func nextDue(kinds: [String]) async throws -> Date? {
    guard !kinds.isEmpty else { return nil }
    let places = kinds.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    let row = try await database.row(
      SQL(
        """
        SELECT min(CASE WHEN claimedUntil > nextAt THEN claimedUntil ELSE nextAt END) AS due FROM outbox
        WHERE state = 'waiting' AND kind IN (\(places))
        """, kinds.map(\.sql)))
    return try row?.optionalInstant("due")
  }

  /// Whether a piece of these kinds can be taken now.
  public func hasDue(kinds: [String], now: Date) async throws -> Bool {
    guard !kinds.isEmpty else { return false }
    let places = kinds.indices.map { "$\($0 + 2)" }.joined(separator: ", ")
    return try await database.row(
      SQL(
        """
        SELECT 1 AS one FROM outbox WHERE state = 'waiting' AND nextAt <= $1 AND kind IN (\(places))
          AND (claimedUntil IS NULL OR claimedUntil <= $1) LIMIT 1
        """, [now.sql] + kinds.map(\.sql))) != nil
  }

  /// The claim is the holder's name and the number of the attempt: a holder whose claim ended and was given to
  /// somebody else, or to itself again, has another number and can no longer speak for the work.
  private static let stillHeld = "id = $1 AND claimedBy = $2 AND attempts = $3 AND state = 'waiting'"

  private static func hold(_ effect: ClaimedEffect) -> [SQLValue] {
    [.integer(effect.id), effect.claimedBy.sql, effect.attempt.sql]
  }
}

extension ClaimedEffect {
  init(_ row: SQLRow) throws {
    self.init(
      id: Int64(try row.integer("id")), kind: try row.text("kind"), payload: try row.text("payload"),
      attempt: try row.integer("attempts"), failures: try row.integer("failures"), lane: try row.optionalText("lane"),
      claimedBy: try row.text("claimedBy"),
      claimedUntil: try row.instant("claimedUntil"))
  }
}
