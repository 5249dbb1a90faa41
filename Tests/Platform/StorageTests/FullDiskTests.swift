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
}
