// SPDX-License-Identifier: Apache-2.0
import Foundation
import Storage
import StorageSQLite
import TestKit
import Testing

@Suite struct SQLiteDatabaseTests {
  /// Runs the system's own sqlite3 on a file and gives what it prints, as an independent witness.
  private func shell(_ file: URL, _ sql: String) async throws -> String {
    let ran = try await RanProgram("/usr/bin/env", ["python3", "-c", Self.witness, file.path, sql])
    try #require(ran.code == 0)
    return ran.text.trimmingCharacters(in: .newlines)
  }

  private static let witness = """
    import sqlite3, sys
    for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]): print(*row, sep='|')
    """

  @Test("The file is the program user's alone and keeps a write-ahead log")
  func file() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appending(path: "a.sqlite")
      let database = try SQLiteDatabase(file: file)
      try await database.migrate([noteMigration])
      for name in ["a.sqlite", "a.sqlite-wal"] {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.appending(path: name).path)
        #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
      }
      let pragmas = try await database.rows(of: ["journal_mode", "foreign_keys"].map { SQL("PRAGMA \($0)") })
      #expect(pragmas[0][0]["journal_mode"] == .text("wal"))
      #expect(pragmas[1][0]["foreign_keys"] == .integer(1))
      let writer = try await database.change(SQL("PRAGMA synchronous"))
      #expect(writer.first?["synchronous"] == .integer(2))
      try await database.close()
    }
  }

  @Test("Every table is strict")
  func strict() async throws {
    try await TestDatabases.sqlite.with([noteMigration]) { database in
      let tables = try await database.rows(
        SQL("SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"))
      #expect(tables.count == 6)
      #expect(try tables.filter { $0["strict"] != .integer(1) }.map { try $0.text("name") } == [])
    }
  }

  @Test("A column that another process adds is seen by a statement that was prepared before")
  func newColumn() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appending(path: "a.sqlite")
      let database = try SQLiteDatabase(file: file)
      try await database.migrate([noteMigration])
      try await database.commit(Commit([insertNote("n1")]))
      #expect(try await database.row(SQL("SELECT * FROM note"))?["aColor"] == .null)
      _ = try await shell(file, "ALTER TABLE note ADD COLUMN aColor TEXT NOT NULL DEFAULT 'green'")
      #expect(try await database.row(SQL("SELECT * FROM note"))?["aColor"] == .text("green"))
      try await database.close()
    }
  }

  @Test("A file that is no database is refused when it is opened")
  func garbage() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appending(path: "a.sqlite")
      try Data(repeating: 7, count: 5000).write(to: file)
      #expect(throws: DatabaseUnavailable.self) { _ = try SQLiteDatabase(file: file) }
      #expect(throws: DatabaseUnavailable.self) {
        _ = try SQLiteDatabase(file: folder.appending(path: "absent/a.sqlite"))
      }
    }
  }

  @Test("What was committed is there after a crash: the files copied at any instant hold whole commits only")
  func crash() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appending(path: "a.sqlite")
      let database = try SQLiteDatabase(file: file)
      try await database.migrate([noteMigration])
      for round in 0..<8 {
        async let writing: Void = {
          for pair in 0..<10 {
            try await database.commit(
              Commit(
                [insertNote("a\(round)-\(pair)"), insertNote("b\(round)-\(pair)", String(repeating: "x", count: 90))],
                events: [noteEvent("e")]))
          }
        }()
        let acknowledged = try await database.rows(SQL("SELECT id FROM note")).count
        // Too little is written here for a checkpoint, so the main file rests and the log only grows: what is copied
        // of it, perhaps with a torn end, is what a crash would leave.
        let copy = folder.appending(path: "copy\(round).sqlite")
        try FileManager.default.copyItem(atPath: file.path, toPath: copy.path)
        try FileManager.default.copyItem(atPath: file.path + "-wal", toPath: copy.path + "-wal")
        let counts = "SELECT count(*), count(*) % 2, (SELECT count(*) FROM event) FROM note"
        let found = try await shell(copy, counts).split(separator: "|")
        try await writing
        let notes = try #require(Int(found[0]))
        #expect(notes >= acknowledged)
        #expect(found[1] == "0")
        #expect(Int(found[2]) == notes / 2)
        #expect(try await shell(copy, "PRAGMA integrity_check") == "ok")
      }
      try await database.close()
    }
  }

  @Test("A backup taken while others write is whole, private, and can be opened as a database")
  func backup() async throws {
    try await withTemporaryFolder { folder in
      let database = try SQLiteDatabase(file: folder.appending(path: "a.sqlite"))
      try await database.migrate([noteMigration])
      let copy = folder.appending(path: "backup.sqlite")
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for pair in 0..<40 { try await database.commit(Commit([insertNote("a\(pair)"), insertNote("b\(pair)")])) }
        }
        group.addTask { try await database.backup(to: copy) }
        try await group.waitForAll()
      }
      await #expect(throws: DatabaseUnavailable.self) { try await database.backup(to: copy) }
      try await database.close()
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("backup") }
      #expect(names == ["backup.sqlite"])
      #expect(try FileManager.default.attributesOfItem(atPath: copy.path)[.posixPermissions] as? Int == 0o600)
      let restored = try SQLiteDatabase(file: copy)
      try await restored.migrate([noteMigration])
      let rows = try await restored.rows(SQL("SELECT id FROM note"))
      #expect(rows.count % 2 == 0)
      try await restored.close()
    }
  }

  @Test("An erased personal value is nowhere in the files once the log has been written back")
  func erased() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appending(path: "a.sqlite")
      let database = try SQLiteDatabase(file: file)
      try await database.migrate([])
      let secret = "Zyxwvut-Personal-Name"
      let subject = EventSubject("note", "n1")
      try await database.commit(Commit([], events: [noteEvent("n1", ["name": .personal(secret)])]))
      try await EventLog(database).erase(
        personalOf: subject,
        recording: NewEvent("note.erased", of: subject, at: Date(microseconds: 1), by: .program))
      try await database.close()
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
        let data = try Data(contentsOf: folder.appending(path: name))
        #expect(data.range(of: Data(secret.utf8)) == nil, "\(name)")
      }
    }
  }
}
