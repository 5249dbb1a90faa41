// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Foundation
import Kernel
public import Storage

/// Keeps the node's copy of the directory: one current row an authority, every earlier version beside it.
public struct DirectoryStore: Sendable {
  let database: any Database
  let builtIn: DirectoryFile
  let memory = DirectoryMemory()

  /// Uses a database; participation comes from the program's own data file.
  /// - Throws: `BuiltInDirectory.UnreadableData` when that file was damaged.
  public init(database: any Database) throws {
    self.database = database
    builtIn = try BuiltInDirectory.participation()
  }

  /// What the directory knows now.
  public func snapshot() async throws -> DirectorySnapshot { try await held().snapshot }

  /// What the directory knew of authorities at an instant; participation and treaties carry their own dates.
  public func snapshot(at instant: Date) async throws -> DirectorySnapshot {
    var snapshot = try await snapshot()
    let rows = try await database.rows(
      SQL(
        """
        SELECT v.entry FROM authorityVersion v
        WHERE v.version = (SELECT MAX(w.version) FROM authorityVersion w WHERE w.id = v.id AND w.changedAt <= $1) ORDER BY v.id
        """, [instant.sql]))
    snapshot.authorities = try rows.map { try Self.read($0) }
    return snapshot
  }

  /// Everything as one file.
  public func file() async throws -> DirectoryFile { try await held().file }

  static func read<Value: Decodable>(_ row: SQLRow) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(try row.text("entry").utf8))
  }

  /// One authority with its version; `nil` when there is none.
  func authority(_ id: ID<CompetentAuthority>) async throws -> Versioned<CompetentAuthority>? {
    try await database.row(SQL("SELECT entry, version FROM authority WHERE id = $1", [id.sql])).map {
      Versioned(try Self.read($0), version: try $0.integer("version"))
    }
  }

  /// One version of an authority: what the entry said, since when, and who changed it so.
  struct AuthorityVersion: Sendable {
    let number: Int
    let at: Date
    let by: String
    let entry: CompetentAuthority
  }

  /// All versions of an authority, newest first.
  func versions(of id: ID<CompetentAuthority>) async throws -> [AuthorityVersion] {
    try await database.rows(
      SQL("SELECT version, changedAt, changedBy, entry FROM authorityVersion WHERE id = $1 ORDER BY version DESC", [id.sql])
    ).map { row in
      AuthorityVersion(
        number: try row.integer("version"), at: try row.instant("changedAt"), by: try row.text("changedBy"), entry: try Self.read(row))
    }
  }

  /// The rows of a new version; the current row must still have the version before it.
  static func write(_ authority: CompetentAuthority, version: Int, at instant: Date, by actor: EventActor) throws -> [SQL] {
    let entry = try json(authority).sql
    let values = [authority.id.sql, authority.state.sql, authority.kind.rawValue.sql, version.sql, instant.sql, entry]
    let current =
      version == 1
      ? SQL("INSERT INTO authority (id, state, kind, version, changedAt, entry) VALUES ($1, $2, $3, $4, $5, $6)", values)
      : SQL(
        "UPDATE authority SET state = $2, kind = $3, version = $4, changedAt = $5, entry = $6 WHERE id = $1 AND version = $7",
        values + [(version - 1).sql], mustChange: 1)
    return [
      current,
      SQL(
        "INSERT INTO authorityVersion (id, version, changedAt, changedBy, entry) VALUES ($1, $2, $3, $4, $5)",
        [authority.id.sql, version.sql, instant.sql, name(of: actor).sql, entry]),
    ]
  }

  /// Keeps a decision about an authority.
  /// - Parameter version: the version that the decision was made over; 0 for a new authority.
  /// - Throws: `StaleWrite` when the entry has another version by now.
  func commit(_ decision: AuthorityDecision, over version: Int, at instant: Date, by actor: EventActor) async throws {
    guard !decision.events.isEmpty else { return }
    try await database.commit(
      Commit(
        try Self.write(decision.state, version: version + 1, at: instant, by: actor),
        events: Self.events(of: decision, version: version + 1, at: instant, by: actor)))
  }

  static func events(of decision: AuthorityDecision, version: Int, at instant: Date, by actor: EventActor) -> [NewEvent] {
    decision.events.map { event in
      switch event {
      case .changed(let fields):
        NewEvent(
          "directory.authorityChanged", of: EventSubject("authority", decision.state.id.description), at: instant, by: actor,
          facts: [
            "state": .text(decision.state.state.code), "kind": .text(decision.state.kind.rawValue), "version": .integer(version),
            "fields": .list(fields),
          ])
      }
    }
  }

  /// Who made a version: the officer's id, or which part of the program.
  static func name(of actor: EventActor) -> String {
    switch actor {
    case .officer(let id): id
    case .operatorAtConsole: "console"
    case .program: "program"
    case .visitor: "visitor"
    }
  }

  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
