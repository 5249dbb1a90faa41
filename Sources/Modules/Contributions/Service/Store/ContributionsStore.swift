// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Storage

/// Keeps calls, contributions, the library and the exchange of assistance.
struct ContributionsStore: Sendable {
  let database: any Database

  static let migrations: [Migration] = [
    Migration(
      "contributions", 1, "create_contributions",
      [
        "CREATE TABLE contributionCall (id TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL, entry TEXT NOT NULL)",
        """
        CREATE TABLE contribution (id TEXT PRIMARY KEY NOT NULL, callId TEXT NOT NULL REFERENCES contributionCall (id),
        state TEXT NOT NULL, version INTEGER NOT NULL, entry TEXT NOT NULL)
        """,
        "CREATE INDEX contributionByCall ON contribution (callId, state)",
        """
        CREATE TABLE contributionTool (id TEXT PRIMARY KEY NOT NULL, mark TEXT NOT NULL UNIQUE, dueOn TEXT NOT NULL,
        version INTEGER NOT NULL, entry TEXT NOT NULL)
        """,
        "CREATE INDEX contributionToolByDue ON contributionTool (dueOn, id)",
        """
        CREATE TABLE contributionLaw (id TEXT PRIMARY KEY NOT NULL, mark TEXT NOT NULL UNIQUE, dueOn TEXT NOT NULL,
        version INTEGER NOT NULL, entry TEXT NOT NULL)
        """,
        "CREATE INDEX contributionLawByDue ON contributionLaw (dueOn, id)",
        "CREATE TABLE contributionAssistance (id TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL, entry TEXT NOT NULL)",
        """
        CREATE TABLE contributionCategory (id TEXT PRIMARY KEY NOT NULL, mark TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,
        entry TEXT NOT NULL)
        """,
        "CREATE TABLE contributionWeights (id TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL, entry TEXT NOT NULL)",
        """
        CREATE TABLE contributionTerm (kind TEXT NOT NULL, term TEXT NOT NULL, place TEXT NOT NULL, id TEXT NOT NULL,
        PRIMARY KEY (kind, term, place, id))
        """,
        "CREATE INDEX contributionTermByThing ON contributionTerm (kind, id, term)",
        """
        CREATE TABLE contributionVersion (kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, changedAt INTEGER NOT NULL,
        changedBy TEXT, changedByName TEXT NOT NULL, event TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (kind, id, version))
        """,
        "CREATE TABLE contributionFile (sha256 TEXT PRIMARY KEY NOT NULL)",
      ])
  ]

  /// Commits a change.
  /// - Throws: `StaleWrite` when something has another version by now; `UniqueViolation` for a short name that is taken.
  func commit(_ change: Change) async throws {
    do {
      try await database.commit(change, on: .contributions)
    } catch let violation as UniqueViolation where violation.table == "contributionterm" {
      // Two who write the same thing at once place it at the same time: the row of a term can tell of it first.
      throw StaleWrite()
    }
  }

  /// One thing as it is now; `nil` when there is none.
  func thing<Thing: Kept>(_ type: Thing.Type, _ key: String) async throws -> Versioned<Thing>? {
    try await database.row(SQL("SELECT entry, version FROM \(Thing.table) WHERE id = $1", [key.sql])).map { try KeptEntry.versioned($0) }
  }

  /// One thing by its short name.
  func thing<Thing: Kept>(_ type: Thing.Type, mark: String) async throws -> Versioned<Thing>? {
    try await database.row(SQL("SELECT entry, version FROM \(Thing.table) WHERE mark = $1", [mark.sql])).map { try KeptEntry.versioned($0) }
  }

  /// A thing as it was in one of its versions.
  func version<Thing: Kept>(_ number: Int, of type: Thing.Type, _ key: String) async throws -> Thing? {
    try await database.version(number, of: Thing.table, key, on: .contributions).map { try KeptEntry.read($0) }
  }

  /// A thing's versions, the latest first.
  func versions<Thing: Kept>(of type: Thing.Type, _ key: String, limit: Int = 100) async throws -> [KeptVersion] {
    try await database.versions(of: Thing.table, key, on: .contributions, limit: limit)
  }

  /// Changes one thing over whatever version it has; the decision is made anew when somebody else was faster.
  /// - Throws: what the decision throws; `CannotContribute.otherStage` when it never gets its turn or the thing is not there.
  @discardableResult
  func change<Thing: Kept & Equatable>(
    _ type: Thing.Type, _ key: String, as event: String, facts: [String: EventValue] = [:], by maker: Maker, at instant: Date,
    decide: (Thing) throws -> Thing
  ) async throws -> Thing {
    for _ in 0..<12 {
      guard let current = try await thing(type, key) else { throw CannotContribute.otherStage }
      let next = try decide(current.value)
      guard next != current.value else { return next }
      var change = Change()
      try change.keep(next, over: current.version, as: event, facts: facts, by: maker, at: instant)
      do {
        try await commit(change)
        return next
      } catch is StaleWrite {}
    }
    throw CannotContribute.otherStage
  }
}
