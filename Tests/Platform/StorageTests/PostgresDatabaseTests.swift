// SPDX-License-Identifier: Apache-2.0
import Foundation
import Storage
import StoragePostgres
import TestKit
import Testing

@Suite struct PostgresDatabaseTests {
  /// Ends every connection that works in the schema, as a restart of the server does.
  private func cutOff(_ url: String, application: String) async throws {
    let administrator = try await PostgresDatabase(url: url, connections: 1)
    let ended = try await administrator.change(
      SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", [application.sql]))
    #expect(!ended.isEmpty)
    try await administrator.close()
  }

  @Test("After the server has cut every connection, reads and commits go on")
  func reconnect() async throws {
    try await withPostgresSchema { url in
      let name = "cut-\(UUID().uuidString)"
      let database = try await PostgresDatabase(url: "\(url)&application_name=\(name)", connections: 4)
      try await database.migrate([noteMigration])
      for round in 0..<3 {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for _ in 0..<4 { group.addTask { _ = try await database.rows(SQL("SELECT pg_sleep(0.01)")) } }
          try await group.waitForAll()
        }
        try await cutOff(url, application: name)
        try await database.commit(Commit([insertNote("n\(round)")], events: [noteEvent("n\(round)")]))
        let rows = try await database.rows(SQL("SELECT id FROM note"))
        #expect(rows.count == round + 1)
      }
      try await database.close()
    }
  }

  @Test(
    "A reading task that is cancelled stops the server's work and leaves the pool fit for use",
    .timeLimit(.minutes(5)))
  func cancellation() async throws {
    try await withPostgresSchema { url in
      let database = try await PostgresDatabase(url: url, connections: 1)
      let sleeping = Task { try await database.rows(SQL("SELECT pg_sleep(600)")) }
      let waiting = Task { try await database.rows(SQL("SELECT 2 AS two")) }
      // Give the first statement time to be under way; without it the test still holds, it only tests less.
      for _ in 0..<50 { await Task.yield() }
      sleeping.cancel()
      await #expect(throws: CancellationError.self) { _ = try await sleeping.value }
      let rows = try await waiting.value
      #expect(rows[0]["two"] == .integer(2))
      try await database.close()
    }
  }

  @Test("A statement that is cancelled before it reaches the server is stopped there as well", .timeLimit(.minutes(5)))
  func cancelledBefore() async throws {
    try await withPostgresSchema { url in
      let database = try await PostgresDatabase(url: url, connections: 1)
      for _ in 0..<20 {
        let sleeping = Task { try await database.rows(SQL("SELECT pg_sleep(600)")) }
        // No moment between asking and sending is given a chance to be the lucky one.
        for _ in 0..<Int.random(in: 0...10) { await Task.yield() }
        sleeping.cancel()
        _ = await sleeping.result
      }
      let rows = try await database.rows(SQL("SELECT 3 AS three"))
      #expect(rows[0]["three"] == .integer(3))
      try await database.close()
    }
  }

  @Test("A task that is cancelled while it waits for a connection stops waiting", .timeLimit(.minutes(5)))
  func cancelledWaiting() async throws {
    try await withPostgresSchema { url in
      let database = try await PostgresDatabase(url: url, connections: 1)
      let holding = Task { try await database.rows(SQL("SELECT pg_sleep(600)")) }
      for _ in 0..<50 { await Task.yield() }
      let waiting = Task { try await database.rows(SQL("SELECT 2 AS two")) }
      waiting.cancel()
      _ = await waiting.result
      holding.cancel()
      _ = await holding.result
      let rows = try await database.rows(SQL("SELECT 3 AS three"))
      #expect(rows[0]["three"] == .integer(3))
      try await database.close()
    }
  }

  @Test("Commits that deadlock are tried again and all succeed")
  func deadlock() async throws {
    try await TestDatabases.postgres.with([noteMigration]) { database in
      try await database.commit(Commit([insertNote("a"), insertNote("b")]))
      func touch(_ id: String) -> SQL {
        SQL("UPDATE note SET version = version + 1 WHERE id = $1", [id.sql], mustChange: 1)
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<6 {
          let order = number.isMultiple(of: 2) ? ["a", "b"] : ["b", "a"]
          group.addTask { try await database.commit(Commit(order.map(touch))) }
        }
        try await group.waitForAll()
      }
      let rows = try await database.rows(SQL("SELECT version FROM note"))
      #expect(try rows.map { try $0.integer("version") } == [7, 7])
    }
  }

  @Test("A server that does not answer is told as unavailable, without the password")
  func absent() async throws {
    let error = await #expect(throws: DatabaseUnavailable.self) {
      _ = try await PostgresDatabase(url: "postgres://comity:topsecret@127.0.0.1:9/comity")
    }
    #expect(error?.reason.contains("topsecret") == false)
  }

  @Test("Large values and many statements in one commit arrive whole")
  func large() async throws {
    try await TestDatabases.postgres.with([noteMigration]) { database in
      let seal = Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
      let insert = "INSERT INTO note (id, familyName, version, seal) VALUES ($1, 'x', 1, $2)"
      let statements = (0..<3).map { SQL(insert, ["s\($0)".sql, seal.sql]) } + (0..<2000).map { insertNote("n\($0)") }
      try await database.commit(Commit(statements))
      let rows = try await database.rows(SQL("SELECT seal FROM note WHERE seal IS NOT NULL"))
      #expect(try rows.map { try $0.blob("seal") } == [seal, seal, seal])
      let count = try await database.rows(SQL("SELECT count(*) AS n FROM note"))
      #expect(count[0]["n"] == .integer(2003))
    }
  }

  @Test("More different statements than a connection prepares still run")
  func manyStatements() async throws {
    try await TestDatabases.postgres.with { database in
      for number in 0..<450 {
        let rows = try await database.rows(SQL("SELECT $1 + \(number) AS sum", [number.sql]))
        #expect(rows[0]["sum"] == .integer(Int64(2 * number)))
      }
    }
  }

  @Test("A statement that the server's own time limit ends is told as unavailable, not as cancelled")
  func timeLimit() async throws {
    try await withPostgresSchema { url in
      let limited = url.replacing("options=", with: "options=-cstatement_timeout%3D100%20")
      let database = try await PostgresDatabase(url: limited, connections: 1)
      await #expect(throws: DatabaseUnavailable.self) { _ = try await database.rows(SQL("SELECT pg_sleep(600)")) }
      await #expect(throws: DatabaseUnavailable.self) { _ = try await database.change(SQL("SELECT pg_sleep(600)")) }
      #expect(try await database.rows(SQL("SELECT 1 AS one"))[0]["one"] == .integer(1))
      try await database.close()
    }
  }

  @Test("After the tables have changed under a running process, reads and writes with prepared statements go on")
  func newSchema() async throws {
    try await withPostgresSchema { url in
      let database = try await PostgresDatabase(url: url, connections: 2)
      let administrator = try await PostgresDatabase(url: url, connections: 1)
      _ = try await administrator.change(SQL("CREATE TABLE kept (id BIGINT)"))
      let insert = "INSERT INTO kept (id) VALUES ($1) RETURNING *"
      for round in 1...3 {
        let rows = try await database.change(SQL(insert, [round.sql]))
        #expect(rows.count == 1)
        #expect(try await database.rows(SQL("SELECT * FROM kept")).count == round)
        _ = try await administrator.change(SQL("ALTER TABLE kept ADD COLUMN more\(round) BIGINT"))
      }
      try await administrator.close()
      try await database.close()
    }
  }

  @Test("A commit of large values whose task is cancelled arrives whole, also while the server does not read", .timeLimit(.minutes(5)))
  func cancelledCommit() async throws {
    try await TestDatabases.postgres.with([noteMigration]) { database in
      let seal = Data(repeating: 7, count: 20_000_000)
      let insert = SQL("INSERT INTO note (id, familyName, version, seal) VALUES ('a', 'x', 1, $1)", [seal.sql])
      let writing = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        // While it sleeps the server takes nothing, so that the rest of the commit has to wait.
        try await database.commit(Commit([SQL("SELECT pg_sleep(1)"), insert]))
      }
      _ = try await writing.value
      #expect(try await database.rows(SQL("SELECT seal FROM note"))[0].blob("seal") == seal)
    }
  }
}
