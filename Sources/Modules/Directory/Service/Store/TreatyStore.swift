// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import Kernel
import Storage

/// Treaties and elections: one current row each, every version beside it.
extension DirectoryStore {
  /// One version of a treaty or an election.
  struct RegisterVersion<Entry: Sendable>: Sendable {
    let number: Int
    let at: Date
    let by: String
    let entry: Entry
  }

  /// What identifies an election: the two States and the first day, which never change.
  static func key(of election: Election) -> String { election.states.sorted().map(\.code).joined() + election.from.description }

  func treaty(_ id: ID<Treaty>) async throws -> Versioned<Treaty>? {
    try await database.row(SQL("SELECT entry, version FROM treaty WHERE id = $1", [id.sql])).map {
      Versioned(try Self.read($0), version: try $0.integer("version"))
    }
  }

  func election(_ key: String) async throws -> Versioned<Election>? {
    try await database.row(SQL("SELECT entry, version FROM election WHERE id = $1", [key.sql])).map {
      Versioned(try Self.read($0), version: try $0.integer("version"))
    }
  }

  /// All versions of a treaty, newest first; none for one that was taken in before versions were kept.
  func versions(of id: ID<Treaty>) async throws -> [RegisterVersion<Treaty>] { try await registerVersions("treaty", id.description) }

  /// All versions of an election, newest first.
  func versions(ofElection key: String) async throws -> [RegisterVersion<Election>] { try await registerVersions("election", key) }

  private func registerVersions<Entry: Decodable & Sendable>(_ kind: String, _ id: String) async throws -> [RegisterVersion<Entry>] {
    try await database.rows(
      SQL(
        "SELECT version, changedAt, changedBy, entry FROM registerVersion WHERE kind = $1 AND id = $2 ORDER BY version DESC",
        [kind.sql, id.sql])
    ).map { row in
      RegisterVersion(
        number: try row.integer("version"), at: try row.instant("changedAt"), by: try row.text("changedBy"), entry: try Self.read(row))
    }
  }

  static func write(_ treaty: Treaty, over version: Int, at instant: Date, by actor: EventActor) throws -> Commit {
    Commit(
      try row("treaty", treaty.id.description, try json(treaty), over: version, at: instant, by: actor),
      events: [
        NewEvent(
          "directory.treatyChanged", of: EventSubject("treaty", treaty.id.description), at: instant, by: actor,
          facts: ["states": .list(Set(treaty.parties.map(\.state.code)).sorted()), "version": .integer(version + 1)])
      ])
  }

  static func write(_ election: Election, over version: Int, at instant: Date, by actor: EventActor) throws -> Commit {
    Commit(
      try row("election", key(of: election), try json(election), over: version, at: instant, by: actor),
      events: [
        NewEvent(
          "directory.electionChanged", of: EventSubject("election", key(of: election)), at: instant, by: actor,
          facts: ["states": .list(election.states.map(\.code).sorted()), "version": .integer(version + 1)])
      ])
  }

  private static func row(
    _ table: String, _ id: String, _ entry: String, over version: Int, at instant: Date, by actor: EventActor
  ) throws -> [SQL] {
    let current =
      version == 0
      ? SQL("INSERT INTO \(table) (id, entry, version) VALUES ($1, $2, 1)", [id.sql, entry.sql])
      : SQL(
        "UPDATE \(table) SET entry = $2, version = $3 WHERE id = $1 AND version = $4",
        [id.sql, entry.sql, (version + 1).sql, version.sql], mustChange: 1)
    return [
      current,
      SQL(
        "INSERT INTO registerVersion (kind, id, version, changedAt, changedBy, entry) VALUES ($1, $2, $3, $4, $5, $6)",
        [table.sql, id.sql, (version + 1).sql, instant.sql, name(of: actor).sql, entry.sql]),
    ]
  }

  /// Keeps a treaty that the rules accepted.
  /// - Throws: `StaleWrite` when it has another version by now.
  func keep(_ treaty: Treaty, over version: Int, at instant: Date, by actor: EventActor) async throws {
    try await database.commit(try Self.write(treaty, over: version, at: instant, by: actor))
  }

  /// Keeps an election that the rules accepted.
  /// - Throws: `StaleWrite` when it has another version by now; `UniqueViolation` when a new one was entered meanwhile.
  func keep(_ election: Election, over version: Int, at instant: Date, by actor: EventActor) async throws {
    try await database.commit(try Self.write(election, over: version, at: instant, by: actor))
  }
}
