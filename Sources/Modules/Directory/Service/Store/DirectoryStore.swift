// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Foundation
import Kernel
public import Storage

/// Keeps the node's copy of the directory: one current row an authority, every earlier version beside it.
public struct DirectoryStore: Sendable {
  let database: any Database
  let builtIn: DirectoryFile

  /// Uses a database; participation comes from the program's own data file.
  /// - Throws: `BuiltInDirectory.UnreadableData` when that file was damaged.
  public init(database: any Database) throws {
    self.database = database
    builtIn = try BuiltInDirectory.participation()
  }

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
      ])
  ]

  /// What the directory knows now.
  public func snapshot() async throws -> DirectorySnapshot { try await file().snapshot }

  /// Everything as one file.
  public func file() async throws -> DirectoryFile {
    let states: [StoredState] = try await entries("SELECT entry FROM directoryState ORDER BY state")
    let authorities: [CompetentAuthority] = try await entries("SELECT entry FROM authority ORDER BY state, kind, id")
    let treaties: [Treaty] = try await entries("SELECT entry FROM treaty ORDER BY id")
    let elections: [Election] = try await entries("SELECT entry FROM election ORDER BY id")
    return builtIn.merging(
      DirectoryFile(
        states: states.map(\.listed), participation: states.flatMap(\.participation), authorities: authorities,
        treaties: TreatyRegister(treaties: treaties, elections: elections)))
  }

  /// A State of a file with its periods of participation, as one row.
  private struct StoredState: Codable {
    let listed: DirectoryFile.ListedState
    let participation: [Participation]
  }

  private func entries<Value: Decodable>(_ query: String) async throws -> [Value] {
    let decoder = JSONDecoder()
    return try await database.rows(SQL(query)).map { try decoder.decode(Value.self, from: Data(try $0.text("entry").utf8)) }
  }

  /// Takes over a file, all of it or nothing: entries with the same identifier get a new version.
  public func take(_ file: DirectoryFile, at instant: Date, by actor: EventActor) async throws {
    let known = Dictionary(
      uniqueKeysWithValues: try await database.rows(SQL("SELECT id, version FROM authority")).map {
        (try $0.text("id"), try $0.integer("version"))
      })
    var statements: [SQL] = []
    var events: [NewEvent] = []
    for authority in file.authorities {
      let entry = try Self.json(authority)
      let version = (known[authority.id.description] ?? 0) + 1
      statements.append(Self.write(authority, entry: entry, version: version, at: instant))
      statements.append(
        SQL(
          "INSERT INTO authorityVersion (id, version, changedAt, changedBy, entry) VALUES ($1, $2, $3, $4, $5)",
          [authority.id.sql, version.sql, instant.sql, "\(actor)".sql, entry.sql]))
      events.append(
        NewEvent(
          "directory.authorityImported", of: EventSubject("authority", authority.id.description), at: instant, by: actor,
          facts: ["state": .text(authority.state.code), "kind": .text(authority.kind.rawValue), "version": .integer(version)]))
    }
    for listed in file.states {
      let stored = StoredState(listed: listed, participation: file.participation.filter { $0.state == listed.state })
      statements.append(Self.upsert("directoryState", key: "state", listed.state.code, try Self.json(stored)))
    }
    for treaty in file.treaties.treaties {
      statements.append(Self.upsert("treaty", key: "id", treaty.id.description, try Self.json(treaty)))
    }
    for election in file.treaties.elections {
      let key = election.states.sorted().map(\.code).joined() + election.from.description
      statements.append(Self.upsert("election", key: "id", key, try Self.json(election)))
    }
    try await database.commit(Commit(statements, events: events))
  }

  private static func write(_ authority: CompetentAuthority, entry: String, version: Int, at instant: Date) -> SQL {
    guard version > 1 else {
      return SQL(
        "INSERT INTO authority (id, state, kind, version, changedAt, entry) VALUES ($1, $2, $3, $4, $5, $6)",
        [authority.id.sql, authority.state.sql, authority.kind.rawValue.sql, version.sql, instant.sql, entry.sql])
    }
    return SQL(
      "UPDATE authority SET state = $2, kind = $3, version = $4, changedAt = $5, entry = $6 WHERE id = $1 AND version = $7",
      [authority.id.sql, authority.state.sql, authority.kind.rawValue.sql, version.sql, instant.sql, entry.sql, (version - 1).sql],
      mustChange: 1)
  }

  private static func upsert(_ table: String, key: String, _ id: String, _ entry: String) -> SQL {
    SQL(
      "INSERT INTO \(table) (\(key), entry) VALUES ($1, $2) ON CONFLICT (\(key)) DO UPDATE SET entry = excluded.entry", [id.sql, entry.sql])
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
