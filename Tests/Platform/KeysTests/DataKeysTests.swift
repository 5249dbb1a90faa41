// SPDX-License-Identifier: Apache-2.0
import Foundation
import Keys
import Storage
import TestKit
import Testing

@Suite("Data keys") struct DataKeysTests {
  private let start = Date(timeIntervalSince1970: 1_800_000_000)
  private let owner = KeyOwner(type: "case", id: "c1")
  private let cell = Cell("party", row: "r1", "name")

  private func with(
    _ engine: TestDatabases, _ body: @escaping (DataKeys, any Database, KeyRingFile) async throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      let store = try KeyRingFile(folder.appending(path: "keys.ring"), at: start)
      try await engine.with(DataKeys.migrations) { database in
        try await body(DataKeys(database: database, store: store), database, store)
      }
    }
  }

  @Test("A value sealed for a case opens at its place, and at no other row, column, table or case", arguments: TestDatabases.all)
  func sealed(engine: TestDatabases) async throws {
    try await with(engine) { keys, database, _ in
      let (key, statement) = try await keys.make(for: owner, at: start)
      let (other, otherStatement) = try await keys.make(for: KeyOwner(type: "case", id: "c2"), at: start)
      try await database.commit(Commit([statement, otherStatement]))
      let sealed = try key.seal("Ada Løvelace 中", at: cell)
      #expect(try await keys.key(of: owner).text(sealed, at: cell) == "Ada Løvelace 中")
      #expect(try key.seal("Ada Løvelace 中", at: cell) != sealed)
      let places = [
        Cell("party", row: "r2", "name"), Cell("party", row: "r1", "alias"), Cell("account", row: "r1", "name"),
        Cell("part", row: "yr1", "name"),
      ]
      for place in places { #expect(throws: KeyProblem.damaged) { try key.open(sealed, at: place) } }
      #expect(throws: KeyProblem.damaged) { try other.open(sealed, at: cell) }
      for place in 0..<sealed.count {
        var changed = sealed
        changed[place] ^= 1
        #expect(throws: KeyProblem.damaged) { try key.open(changed, at: cell) }
      }
      for short in [Data(), Data([1]), sealed.prefix(20)] { #expect(throws: KeyProblem.damaged) { try key.open(short, at: cell) } }
      #expect(try key.open(key.seal(Data(), at: cell), at: cell).isEmpty)
      let both = try await keys.keys(of: [owner, other.owner, KeyOwner(type: "case", id: "none")])
      #expect(both.count == 2)
      await #expect(throws: UniqueViolation.self) { try await database.commit(Commit([statement])) }
    }
  }

  @Test("A destroyed key opens nothing any more, is never made again and leaves its instant", arguments: TestDatabases.all)
  func destroyed(engine: TestDatabases) async throws {
    try await with(engine) { keys, database, _ in
      let (_, statement) = try await keys.make(for: owner, at: start)
      try await database.commit(Commit([statement]))
      try await database.commit(Commit([keys.destroying(owner, at: start.addingTimeInterval(5))]))
      await #expect(throws: KeyProblem.destroyed) { try await keys.key(of: owner) }
      await #expect(throws: KeyProblem.destroyed) { try await keys.keyMadeOnce(for: owner, at: start) }
      await #expect(throws: StaleWrite.self) { try await database.commit(Commit([keys.destroying(owner, at: start)])) }
      await #expect(throws: UniqueViolation.self) { try await database.commit(Commit([keys.make(for: owner, at: start).statement])) }
      await #expect(throws: KeyProblem.noSuchKey) { try await keys.key(of: KeyOwner(type: "case", id: "none")) }
      let row = try #require(try await database.row(SQL("SELECT wrapped, destroyedAt FROM dataKey")))
      #expect(row["wrapped"] == .null)
      #expect(try row.instant("destroyedAt") == start.addingTimeInterval(5))
    }
  }

  @Test(
    "After a rotation every key is wrapped anew, all that was sealed opens, and the old key goes after a day", arguments: TestDatabases.all)
  func rotated(engine: TestDatabases) async throws {
    try await with(engine) { keys, database, store in
      var sealed: [(KeyOwner, Data)] = []
      for number in 0..<450 {
        let owner = KeyOwner(type: "case", id: "\(number)")
        let (key, statement) = try await keys.make(for: owner, at: start)
        try await database.commit(Commit([statement]))
        sealed.append((owner, try key.seal("value \(number)", at: cell)))
      }
      try await database.commit(Commit([keys.destroying(sealed[7].0, at: start)]))
      let old = try await store.current()
      let done = try await keys.rotate(at: start.addingTimeInterval(10))
      #expect(done.wrapped == 449 && done.removed == 0)
      #expect(try await store.current() != old)
      #expect(try await database.rows(SQL("SELECT kid FROM dataKey WHERE kid = $1 AND wrapped IS NOT NULL", [old.sql])).isEmpty)
      #expect(try await keys.removeUnusedKeys(at: start.addingTimeInterval(2 * 24 * 3600)) == 1)
      for (number, (owner, value)) in sealed.enumerated() where number != 7 {
        #expect(try await keys.key(of: owner).text(value, at: cell) == "value \(number)")
      }
      await #expect(throws: KeyProblem.destroyed) { try await keys.key(of: sealed[7].0) }
    }
  }

  @Test("A database with another node's key store tells so", arguments: TestDatabases.all)
  func foreignStore(engine: TestDatabases) async throws {
    try await with(engine) { keys, database, _ in
      try await database.commit(Commit([keys.make(for: owner, at: start).statement]))
      try await withTemporaryFolder { folder in
        let foreign = DataKeys(database: database, store: try KeyRingFile(folder.appending(path: "keys.ring"), at: start))
        await #expect(throws: KeyProblem.missingFromStore) { try await foreign.key(of: owner) }
      }
    }
  }

  @Test("Of twenty callers that need a key at once one makes it and all use it", arguments: TestDatabases.all)
  func once(engine: TestDatabases) async throws {
    try await with(engine) { keys, database, _ in
      let sealed = try await keys.keyMadeOnce(for: owner, at: start).seal("x", at: cell)
      let index = try await withThrowingTaskGroup(of: Data.self) { group in
        for _ in 0..<20 { group.addTask { try await keys.blindIndex(at: start).term("ada", in: "name") } }
        return try await group.reduce(into: Set<Data>()) { $0.insert($1) }
      }
      #expect(index.count == 1)
      #expect(try await keys.keyMadeOnce(for: owner, at: start).text(sealed, at: cell) == "x")
      #expect(try await database.rows(SQL("SELECT ownerId FROM dataKey")).count == 2)
    }
  }

  @Test("Terms are equal for equal texts of one field alone, and differ between nodes")
  func terms() async throws {
    var foreign: Data?
    for _ in 0..<2 {
      try await with(.sqlite) { keys, _, _ in
        let index = try await keys.blindIndex(at: start)
        #expect(index.term("ada", in: "name") == index.term("ada", in: "name"))
        let terms = [("ada", "name"), ("ada", "place"), ("adb", "name"), ("", "name"), ("eada", "nam")].map { index.term($0.0, in: $0.1) }
        #expect(Set(terms).count == 5 && terms.allSatisfy { $0.count == 32 })
        #expect(foreign != terms[0])
        foreign = terms[0]
      }
    }
  }
}
