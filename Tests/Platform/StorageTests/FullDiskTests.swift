// SPDX-License-Identifier: Apache-2.0
import Foundation
import Storage
import StorageSQLite
import TestKit
import Testing

@Suite("A database without room") struct FullDiskTests {
  @Test("A commit for which SQLite has no page left is told as a full disk, leaves nothing half done, and reading goes on")
  func full() async throws {
    try await withTemporaryFolder { folder in
      let database = try SQLiteDatabase(file: folder.appending(path: "a.sqlite"))
      try await database.migrate([
        Migration("test", 1, "create_heap", ["CREATE TABLE heap (id INTEGER NOT NULL PRIMARY KEY, bytes BLOB NOT NULL)"])
      ])
      func commit(_ id: Int) -> Commit {
        Commit(
          [
            SQL("INSERT INTO heap (id, bytes) VALUES ($1, $2)", [(2 * id).sql, .blob(Data(repeating: 7, count: 3000))]),
            SQL("INSERT INTO heap (id, bytes) VALUES ($1, $2)", [(2 * id + 1).sql, .blob(Data(repeating: 7, count: 60_000))]),
          ], events: [NewEvent("test.heaped", of: EventSubject("heap", "\(id)"), at: Date(), by: .program)])
      }
      // SQLite takes the present size for the most where less is asked for; a little more lets the first commits through.
      let pages = try await database.change(SQL("PRAGMA max_page_count = 1"))[0].integer("max_page_count") + 60
      _ = try await database.change(SQL("PRAGMA max_page_count = \(pages)"))
      var written = 0
      await #expect(throws: DatabaseFull.self) {
        for id in 0..<100 {
          try await database.commit(commit(id))
          written += 1
        }
      }
      #expect(written > 0)
      let rows = try await database.row(SQL("SELECT COUNT(*) AS number FROM heap"))?.integer("number")
      #expect(rows == 2 * written)
      #expect(try await EventLog(database).page(limit: 1000).count == written)
      #expect(try await database.row(SQL("PRAGMA quick_check"))?.text("quick_check") == "ok")
      _ = try await database.change(SQL("PRAGMA max_page_count = 1000000"))
      try await database.commit(commit(written))
      try await database.close()
    }
  }

  @Test(
    "Of commits that share a write and for which there is not room enough those are written for which there is, and each is told the truth")
  func fullTogether() async throws {
    try await withTemporaryFolder { folder in
      let database = try SQLiteDatabase(file: folder.appending(path: "a.sqlite"))
      try await database.migrate([
        Migration("test", 1, "create_heap", ["CREATE TABLE heap (id INTEGER NOT NULL PRIMARY KEY, bytes BLOB NOT NULL)"])
      ])
      let pages = try await database.change(SQL("PRAGMA max_page_count = 1"))[0].integer("max_page_count") + 100
      _ = try await database.change(SQL("PRAGMA max_page_count = \(pages)"))
      let outcomes = await withTaskGroup(of: (Int, Bool?).self) { group in
        for id in 0..<60 {
          group.addTask {
            let heap = SQL("INSERT INTO heap (id, bytes) VALUES ($1, $2)", [id.sql, .blob(Data(repeating: 7, count: 30_000))])
            let event = NewEvent("test.heaped", of: EventSubject("heap", "\(id)"), at: Date(), by: .program)
            do {
              try await database.commit(Commit([heap], events: [event]))
              return (id, true)
            } catch {
              return (id, error is DatabaseFull ? false : nil)
            }
          }
        }
        return await group.reduce(into: [(Int, Bool?)]()) { $0.append($1) }
      }
      let written = Set(outcomes.filter { $0.1 == true }.map(\.0))
      #expect(!written.isEmpty && written.count < 60 && !outcomes.contains { $0.1 == nil })
      #expect(Set(try await database.rows(SQL("SELECT id FROM heap")).map { try $0.integer("id") }) == written)
      #expect(Set(try await EventLog(database).page(limit: 1000).compactMap { Int($0.subject.id) }) == written)
      #expect(try await database.row(SQL("PRAGMA quick_check"))?.text("quick_check") == "ok")
      try await database.close()
    }
  }
}
