// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Storage
import TestKit
import Testing

/// A table of the tests' own, with a column of each type and a check.
let noteMigration = Migration(
  "note", 1, "create_note",
  [
    """
    CREATE TABLE note (
      id TEXT PRIMARY KEY, familyName TEXT NOT NULL CHECK (length(familyName) < 100), version INTEGER NOT NULL,
      weight REAL, seal BLOB)
    """
  ])

func insertNote(_ id: String, _ name: String = "a") -> SQL {
  SQL("INSERT INTO note (id, familyName, version) VALUES ($1, $2, 1)", [id.sql, name.sql], mustChange: 1)
}

func noteEvent(_ id: String, _ facts: [String: EventValue] = [:]) -> NewEvent {
  NewEvent(
    "note.written", of: EventSubject("note", id), at: Date(microseconds: 1_700_000_000_000_001), by: .program,
    facts: facts)
}

@Suite struct CommitTests {
  @Test("A commit whose second statement fails leaves no row, event or effect", arguments: TestDatabases.all)
  func atomicity(engine: TestDatabases) async throws {
    try await engine.with([noteMigration]) { database in
      try await database.commit(Commit([insertNote("n1")]))
      await #expect(throws: UniqueViolation(table: "note")) {
        try await database.commit(
          Commit(
            [insertNote("n2"), insertNote("n1")], events: [noteEvent("n2")],
            effects: [NewEffect("note.print", payload: "{}", notBefore: Date(microseconds: 0))]))
      }
      let counts = try await database.rows(of: [
        SQL("SELECT count(*) AS n FROM note"), SQL("SELECT count(*) AS n FROM event"),
        SQL("SELECT count(*) AS n FROM outbox"), SQL("SELECT next AS n FROM eventHead"),
      ])
      #expect(try counts.map { try $0[0].integer("n") } == [1, 0, 0, 0])
    }
  }

  @Test(
    "A statement that changes no row where it must change one is a stale write and undoes the commit",
    arguments: TestDatabases.all)
  func staleWrite(engine: TestDatabases) async throws {
    try await engine.with([noteMigration]) { database in
      try await database.commit(Commit([insertNote("n1")]))
      let update = SQL(
        "UPDATE note SET version = version + 1 WHERE id = $1 AND version = $2", ["n1".sql, 1.sql], mustChange: 1)
      try await database.commit(Commit([update]))
      await #expect(throws: StaleWrite()) { try await database.commit(Commit([insertNote("n2"), update])) }
      let rows = try await database.rows(SQL("SELECT id, version FROM note"))
      #expect(rows.count == 1)
      #expect(try rows[0].integer("version") == 2)
    }
  }

  @Test("A row that the table's checks refuse is a constraint violation that names no value", arguments: TestDatabases.all)
  func constraint(engine: TestDatabases) async throws {
    try await engine.with([noteMigration]) { database in
      let long = String(repeating: "secret", count: 40)
      let refused = [
        insertNote("n1", long),
        SQL("INSERT INTO note (id, version) VALUES ($1, $2)", ["secret".sql, 1.sql]),
        SQL("INSERT INTO note (id, familyName, version) VALUES ($1, $2, $3)", ["i".sql, "a".sql, "secret".sql]),
      ]
      for statement in refused {
        let error = await #expect(throws: ConstraintViolation.self) { try await database.commit(Commit([statement])) }
        #expect(error.map { !$0.constraint.isEmpty && !"\($0)".contains("secret") } == true)
      }
    }
  }

  @Test("Every kind of value comes back as it was written, and columns are found in any case", arguments: TestDatabases.all)
  func values(engine: TestDatabases) async throws {
    try await engine.with([noteMigration]) { database in
      let seal = Data((0...255).map { UInt8($0) })
      let name = "张三 \u{202E}Ñandú 🏛 '\"\\ $1"
      try await database.commit(
        Commit([
          SQL(
            "INSERT INTO note (id, familyName, version, weight, seal) VALUES ($3, $1, $2, $5, $4)",
            [name.sql, .integer(.max), "n1".sql, seal.sql, .real(-0.1)])
        ]))
      let row = try #require(try await database.row(SQL("SELECT * FROM note WHERE id = $1", ["n1".sql])))
      #expect(try row.text("familyName") == name)
      #expect(try row.text("FAMILYNAME") == name)
      #expect(try row.integer("version") == Int.max)
      #expect(try row.blob("seal") == seal)
      #expect(row["weight"] == .real(-0.1))
      #expect(row["absent"] == .null)
    }
  }

  @Test("Empty text and no bytes are not nothing, and a value may stand at several places", arguments: TestDatabases.all)
  func emptyValues(engine: TestDatabases) async throws {
    try await engine.with([noteMigration]) { database in
      let insertion = "INSERT INTO note (id, familyName, version, seal) VALUES ($2, $1, $3, $4)"
      try await database.commit(Commit([SQL(insertion, ["".sql, "n1".sql, 1.sql, Data().sql])]))
      let row = try #require(try await database.row(SQL("SELECT * FROM note WHERE familyName = $1", ["".sql])))
      #expect(row["familyName"] == .text("") && row["seal"] == .blob(Data()) && row["weight"] == .null)
      let twice = "SELECT id FROM note WHERE version = $2 AND (id = $1 OR familyName = $1) AND version <= $2"
      #expect(try await database.rows(SQL(twice, ["n1".sql, 1.sql])).map { try $0.text("id") } == ["n1"])
    }
  }

  @Test("A statement that gets more or fewer values than it has places is refused, and works with the right ones after that")
  func otherNumberOfValues() async throws {
    try await TestDatabases.sqlite.with([noteMigration]) { database in
      try await database.commit(Commit([insertNote("n1")]))
      let text = "SELECT id FROM note WHERE id = $1"
      for values in [[], ["n1".sql, "n2".sql]] {
        await #expect(throws: DatabaseFailure.self) { _ = try await database.rows(SQL(text, values)) }
      }
      #expect(try await database.rows(SQL(text, ["n1".sql])).count == 1)
    }
  }

  @Test(
    "Text with a NUL character and numbers that are not finite are refused before anything is written",
    arguments: TestDatabases.all)
  func unstorable(engine: TestDatabases) async throws {
    try await engine.with([noteMigration]) { database in
      await #expect(throws: UnstorableValue.self) {
        try await database.commit(Commit([insertNote("n1"), insertNote("n2", "a\0b")]))
      }
      await #expect(throws: UnstorableValue.self) {
        try await database.commit(Commit([SQL("UPDATE note SET weight = $1", [.real(.nan)])]))
      }
      await #expect(throws: UnstorableValue.self) {
        try await database.commit(Commit([], events: [noteEvent("n1", ["count": .integer(1 << 53 + 1)])]))
      }
      let rows = try await database.rows(SQL("SELECT id FROM note"))
      #expect(rows.isEmpty)
    }
  }

  @Test("A reading statement cannot change anything", arguments: TestDatabases.all)
  func readOnly(engine: TestDatabases) async throws {
    try await engine.with([noteMigration]) { database in
      await #expect(throws: DatabaseFailure.self) { _ = try await database.rows(insertNote("n1")) }
      let rows = try await database.rows(SQL("SELECT id FROM note"))
      #expect(rows.isEmpty)
    }
  }

  @Test("Many tasks commit at once and the events' indices have no gap", arguments: TestDatabases.all)
  func concurrentIndices(engine: TestDatabases) async throws {
    try await engine.with([noteMigration]) { database in
      let given = try await withThrowingTaskGroup(of: [Int64].self) { group in
        for number in 0..<40 {
          group.addTask {
            let events = (0...(number % 3)).map { noteEvent("n\(number)-\($0)") }
            return try await database.commit(Commit([insertNote("n\(number)")], events: events)).eventIndices
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(given.sorted() == Array(0..<Int64(given.count)))
      let stored = try await database.rows(SQL("SELECT eventIndex FROM event ORDER BY eventIndex"))
      #expect(try stored.map { Int64(try $0.integer("eventIndex")) } == given.sorted())
    }
  }

  @Test(
    "Of many commits at once each has the outcome that it would have alone, and one that is refused undoes no other",
    arguments: TestDatabases.all)
  func groupedOutcomes(engine: TestDatabases) async throws {
    try await engine.with([noteMigration]) { database in
      try await database.commit(Commit([insertNote("guarded")]))
      enum Outcome: Hashable, Sendable { case done(Int, Int64), taken, stale, refused }
      let outcomes = await withTaskGroup(of: Outcome.self) { group in
        for number in 0..<120 {
          group.addTask {
            // A row of its own, and then: nothing more, one that all want, one that all change from the same version, one that is never allowed.
            let more: [SQL] =
              switch number % 4 {
              case 1: [insertNote("wanted")]
              case 2: [SQL("UPDATE note SET version = version + 1 WHERE id = 'guarded' AND version = 1", [], mustChange: 1)]
              case 3: [insertNote("refused", String(repeating: "x", count: 200))]
              default: []
              }
            let effect = NewEffect("note.print", payload: "n\(number)", notBefore: Date(microseconds: 0))
            do {
              let receipt = try await database.commit(
                Commit([insertNote("n\(number)")] + more, events: [noteEvent("n\(number)")], effects: [effect]))
              return .done(number, receipt.eventIndices[0])
            } catch is UniqueViolation {
              return .taken
            } catch is StaleWrite {
              return .stale
            } catch {
              return .refused
            }
          }
        }
        return await group.reduce(into: [Outcome]()) { $0.append($1) }
      }
      let done = outcomes.compactMap { outcome -> (Int, Int64)? in
        if case .done(let number, let index) = outcome { (number, index) } else { nil }
      }
      #expect(done.filter { $0.0 % 4 == 0 }.count == 30)
      #expect([1, 2, 3].map { rest in done.filter { $0.0 % 4 == rest }.count } == [1, 1, 0])
      #expect([Outcome.taken, .stale, .refused].map { kind in outcomes.filter { $0 == kind }.count } == [29, 29, 30])
      // What is there is what was told: rows, events under the indices that were given, effects, and nothing of those that were refused.
      let names = Set(done.map { "n\($0.0)" })
      let rows = try await database.rows(SQL("SELECT id FROM note WHERE id LIKE 'n%'")).map { try $0.text("id") }
      #expect(Set(rows) == names && rows.count == done.count)
      let events = try await database.rows(SQL("SELECT eventIndex, subjectId FROM event ORDER BY eventIndex"))
      #expect(try events.map { try $0.text("subjectId") } == done.sorted { $0.1 < $1.1 }.map { "n\($0.0)" })
      #expect(try events.map { try $0.integer("eventIndex") } == Array(0..<done.count))
      let effects = try await database.rows(SQL("SELECT payload FROM outbox")).map { try $0.text("payload") }
      #expect(Set(effects) == names && effects.count == done.count)
    }
  }

  @Test(
    "However many read at the same time, each sees what was committed before it asked, and one that fails fails alone",
    arguments: TestDatabases.all)
  func readYourWrites(_ engine: TestDatabases) async throws {
    try await engine.with([noteMigration]) { database in
      let seen = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<300 {
          group.addTask {
            try await database.commit(Commit([insertNote("n\(number)")]))
            if number.isMultiple(of: 10) {
              await #expect(throws: DatabaseFailure.self) { _ = try await database.rows(SQL("SELECT absent FROM note")) }
            }
            let answers = try await database.rows(of: [
              SQL("SELECT id FROM note WHERE id = $1", ["n\(number)".sql]), SQL("SELECT count(*) AS n FROM note"),
              SQL("SELECT id FROM note"),
            ])
            return try answers[0].count == 1 && answers[1][0].integer("n") == answers[2].count
          }
        }
        return try await group.reduce(into: [Bool]()) { $0.append($1) }
      }
      #expect(seen.count == 300)
      #expect(seen.allSatisfy { $0 })
    }
  }

  @Test("The first event of some kinds is found by its thing, and no other", arguments: TestDatabases.all)
  func firstOfKinds(_ engine: TestDatabases) async throws {
    try await engine.with([noteMigration]) { database in
      let kinds = ["a.one", "a.two", "a.two", "a.three"] as [EventKind]
      let events = ["n0", "n1"].flatMap { note in
        kinds.map { NewEvent($0, of: EventSubject("note", note), at: Date(microseconds: 1), by: .program) }
      }
      let indices = try await database.commit(Commit(events: events)).eventIndices
      let log = EventLog(database)
      let subject = EventSubject("note", "n1")
      #expect(try await log.index(of: ["a.two"], of: subject) == indices[5])
      #expect(try await log.index(of: ["a.three", "a.two"], of: subject) == indices[5])
      #expect(try await log.index(of: ["a.four"], of: subject) == nil)
      #expect(try await log.index(of: ["a.one"], of: EventSubject("other", "n1")) == nil)
    }
  }

  @Test("Sixteen readers beside a writer each see whole commits only", arguments: TestDatabases.all)
  func parallelReaders(engine: TestDatabases) async throws {
    try await engine.with([noteMigration]) { database in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for pair in 0..<25 { try await database.commit(Commit([insertNote("a\(pair)"), insertNote("b\(pair)")])) }
        }
        for _ in 0..<16 {
          group.addTask {
            for _ in 0..<20 {
              let rows = try await database.rows(SQL("SELECT count(*) AS n FROM note"))
              #expect(try rows[0].integer("n") % 2 == 0)
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await database.rows(SQL("SELECT id FROM note")).count == 50)
    }
  }
}
