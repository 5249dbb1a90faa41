// SPDX-License-Identifier: Apache-2.0
import Foundation
import Storage
import StoragePostgres
import StorageSQLite
import TestKit
import Testing

@Suite struct MigrationTests {
  private let second = Migration("note", 2, "add_colour", ["ALTER TABLE note ADD COLUMN colour TEXT"])

  @Test("Migrations run once, in order, and later ones follow when they come", arguments: TestDatabases.all)
  func order(engine: TestDatabases) async throws {
    try await engine.with([noteMigration]) { database in
      try await database.migrate([noteMigration])
      try await database.migrate([noteMigration, second])
      let ran = try await database.rows(SQL("SELECT module, number, name FROM migration ORDER BY module, number"))
      #expect(
        try ran.map { "\(try $0.text("module")) \(try $0.integer("number")) \(try $0.text("name"))" }
          == [
            "note 1 create_note", "note 2 add_colour", "storage 1 create_event_log", "storage 2 create_outbox",
            "storage 3 tell_failures_from_waiting", "storage 4 find_events_of_a_thing_once",
          ])
      try await database.commit(Commit([SQL("UPDATE note SET colour = $1", ["red".sql])]))
    }
  }

  @Test("A gap in the numbers is refused before anything runs", arguments: TestDatabases.all)
  func gap(engine: TestDatabases) async throws {
    try await engine.with { database in
      await #expect(throws: MigrationRefused.gap(module: "note", expected: 1)) { try await database.migrate([second]) }
      await #expect(throws: MigrationRefused.gap(module: "note", expected: 2)) {
        try await database.migrate([noteMigration, noteMigration])
      }
    }
  }

  @Test("A migration that was edited after it ran is refused", arguments: TestDatabases.all)
  func edited(engine: TestDatabases) async throws {
    try await engine.with([noteMigration]) { database in
      let edited = Migration("note", 1, "create_note", noteMigration.statements.map { $0 + " " })
      await #expect(throws: MigrationRefused.edited(module: "note", number: 1)) { try await database.migrate([edited]) }
    }
  }

  @Test("A database that is newer than the program is refused", arguments: TestDatabases.all)
  func unknown(engine: TestDatabases) async throws {
    try await engine.with([noteMigration, second]) { database in
      await #expect(throws: MigrationRefused.unknown(module: "note", number: 2)) {
        try await database.migrate([noteMigration])
      }
    }
  }

  @Test("A migration that fails half-way leaves nothing of itself behind", arguments: TestDatabases.all)
  func failing(engine: TestDatabases) async throws {
    try await engine.with([noteMigration]) { database in
      let broken = Migration("note", 2, "break", ["ALTER TABLE note ADD COLUMN colour TEXT", "CREATE TABEL oops (id TEXT)"])
      await #expect(throws: DatabaseFailure.self) { try await database.migrate([noteMigration, broken]) }
      try await database.migrate([noteMigration, second])
      let rows = try await database.rows(SQL("SELECT colour FROM note"))
      #expect(rows.isEmpty)
    }
  }

  @Test("Several processes that migrate one SQLite file at once each run no migration twice")
  func concurrentSQLite() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appending(path: "shared.sqlite")
      try await Self.migrateAtOnce([noteMigration, second]) { try SQLiteDatabase(file: file) }
    }
  }

  @Test("Several processes that migrate one PostgreSQL at once each run no migration twice")
  func concurrentPostgres() async throws {
    try await withPostgresSchema { url in
      try await Self.migrateAtOnce([noteMigration, second]) { try await PostgresDatabase(url: url, connections: 2) }
    }
  }

  /// Opens the database as often as several processes would, each with connections of its own.
  private static func migrateAtOnce(
    _ migrations: [Migration], _ open: @escaping @Sendable () async throws -> any Database
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<6 {
        group.addTask {
          let database = try await open()
          try await database.migrate(migrations)
          let ran = try await database.rows(SQL("SELECT number FROM migration"))
          #expect(ran.count == 6)
          try await database.close()
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("The lock file has one sorted line for each migration, which changes with its statements")
  func lockLines() {
    let lines = Migration.lockLines([second, noteMigration])
    #expect(
      lines.map { $0.split(separator: " ").prefix(3).joined(separator: " ") }
        == ["note 0001 create_note", "note 0002 add_colour"])
    #expect(lines.allSatisfy { $0.wholeMatch(of: /[a-z]+ [0-9]{4} [a-z_]+ [0-9a-f]{64}/) != nil })
    let edited = Migration("note", 2, "add_colour", ["ALTER TABLE note ADD COLUMN color TEXT"])
    #expect(Migration.lockLines([edited])[0] != lines[1])
    let split = Migration("note", 2, "x", ["a", "b"]), joined = Migration("note", 2, "x", ["a\nb"])
    #expect(split.digest != joined.digest)
    let moved = Migration("note", 2, "x", [], only: [.sqlite: ["a"]])
    #expect(moved.digest != Migration("note", 2, "x", ["a"]).digest)
  }

  @Test("Type words become the engine's own, in names, comments and quotes they stay", arguments: TestDatabases.all)
  func types(engine: TestDatabases) async throws {
    let tricky = Migration(
      "tricky", 1, "create_tricky",
      [
        """
        CREATE TABLE tricky (
          id INTEGER PRIMARY KEY, -- INTEGER, not TEXT
          textReal REAL NOT NULL DEFAULT 0.5,
          kind TEXT NOT NULL DEFAULT 'BLOB' CHECK (kind IN ('BLOB', 'it''s TEXT')),
          body BLOB)
        """
      ])
    try await engine.with([tricky]) { database in
      let big: SQLValue = .integer(9_000_000_000_000_000_000)
      try await database.commit(Commit([SQL("INSERT INTO tricky (id, body) VALUES ($1, $2)", [big, Data().sql])]))
      let row = try #require(try await database.row(SQL("SELECT * FROM tricky")))
      #expect(row["id"] == big)
      #expect(row["textReal"] == .real(0.5))
      #expect(row["kind"] == .text("BLOB"))
      #expect(row["body"] == .blob(Data()))
      await #expect(throws: ConstraintViolation.self) {
        try await database.commit(Commit([SQL("INSERT INTO tricky (id) VALUES ($1)", ["seven".sql])]))
      }
    }
  }

  @Test("Text sorts by its bytes on every engine", arguments: TestDatabases.all)
  func collation(engine: TestDatabases) async throws {
    try await engine.with([noteMigration]) { database in
      try await database.commit(Commit(["b", "A", "é", "a", "Z", "_", "中"].map { insertNote($0) }))
      let rows = try await database.rows(SQL("SELECT id FROM note ORDER BY id"))
      #expect(try rows.map { try $0.text("id") } == ["A", "Z", "_", "a", "b", "é", "中"])
    }
  }

  @Test("A table made from a query is refused, because its columns would have no declared types", arguments: TestDatabases.all)
  func untranslatable(engine: TestDatabases) async throws {
    let copy = "CREATE TABLE copy AS SELECT 1 AS one"
    try await engine.with { database in
      await #expect(throws: MigrationRefused.untranslatable(statement: copy)) {
        try await database.migrate([Migration("copy", 1, "create_copy", [copy])])
      }
    }
  }
}
