// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Storage
import Synchronization
import TestKit
import Testing

/// A thing as a module would keep it.
private struct Parcel: Codable, Hashable, Sendable {
  var id: String
  var colour: String

  var row: ThingRow {
    get throws {
      ThingRow(
        "parcel", id, columns: [("colour", colour.sql)], entry: try KeptEntry.json(self),
        companions: [
          SQL("DELETE FROM parcelWord WHERE parcel = $1", [id.sql]), SQL("INSERT INTO parcelWord VALUES ($1, $2)", [id.sql, colour.sql]),
        ])
    }
  }
}

private let shelf = VersionShelf("parcelVersion", of: "parcels", hasParts: true)

private let parcelMigration = Migration(
  "parcel", 1, "create_parcel",
  [
    "CREATE TABLE parcel (id TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL, entry TEXT NOT NULL, colour TEXT NOT NULL)",
    "CREATE TABLE parcelWord (parcel TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (parcel, word))",
    """
    CREATE TABLE parcelVersion (kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, changedAt INTEGER NOT NULL,
    changedBy TEXT, changedByName TEXT NOT NULL, event TEXT NOT NULL, part TEXT, entry TEXT NOT NULL, PRIMARY KEY (kind, id, version))
    """,
  ])

/// All parcels' colours as of one place in the log.
private struct Colours: LogView {
  static let failures = Mutex(0)

  private(set) var head = -1
  private(set) var byParcel: [String: String] = [:]
  private(set) var wasReadWhole = false

  func with(_ changed: [String: Set<String>], of database: any Database, head: Int) async throws -> Colours {
    var next = self
    next.head = head
    next.wasReadWhole = false
    for row in try await database.rows("id, colour", of: "parcel", ids: changed["parcel"] ?? []) {
      next.byParcel[try row.text("id")] = try row.text("colour")
    }
    return next
  }

  static func whole(of database: any Database, head: Int) async throws -> Colours {
    if failures.withLock({ left in
      defer { left = max(0, left - 1) }
      return left > 0
    }) {
      throw StaleWrite()
    }
    var next = Colours()
    next.head = head
    next.wasReadWhole = true
    try await database.each("colour", of: "parcel") { next.byParcel[try $0.text("id")] = try $0.text("colour") }
    return next
  }
}

@Suite("Things that are kept in versions", .serialized) struct KeptThingsTests {
  private let noon = Date(microseconds: 1_700_000_000_000_000)

  private func keep(
    _ parcels: [Parcel], over version: Int = 0, as event: String = "packed", by maker: Maker = .console, on database: any Database
  ) async throws {
    var change = Change()
    for parcel in parcels {
      change.keep(
        try parcel.row, on: shelf, over: version, as: event, part: "paper", facts: ["colour": .text(parcel.colour)], by: maker, at: noon)
    }
    try await database.commit(change, on: shelf)
  }

  @Test("Row, companions, version and fact of a change stand together, and the latest version is told first", arguments: TestDatabases.all)
  func versions(engine: TestDatabases) async throws {
    try await engine.with([parcelMigration]) { database in
      try await keep([Parcel(id: "p1", colour: "red")], on: database)
      try await keep([Parcel(id: "p1", colour: "blue")], over: 1, as: "painted", by: Maker(id: "o1", name: "Ada Lindqvist"), on: database)
      let row = try #require(try await database.row(SQL("SELECT id, version, entry, colour FROM parcel")))
      let now: Versioned<Parcel> = try KeptEntry.versioned(row)
      #expect(now.value.colour == "blue" && now.version == 2)
      #expect(try row.text("colour") == "blue")
      #expect(try await database.rows(SQL("SELECT word FROM parcelWord")).map { try $0.text("word") } == ["blue"])
      let versions = try await database.versions(of: "parcel", "p1", on: shelf, limit: 10)
      #expect(versions.map(\.number) == [2, 1])
      #expect(versions.map(\.byName) == ["Ada Lindqvist", ""])
      #expect(versions.map(\.event) == ["painted", "packed"])
      #expect(versions.allSatisfy { $0.part == "paper" && $0.at == noon })
      #expect(try await database.versions(of: "parcel", "p1", on: shelf, limit: 1).map(\.number) == [2])
      let first: Parcel? = try await database.version(1, of: "parcel", "p1", on: shelf).map { try KeptEntry.read($0) }
      #expect(first?.colour == "red")
      #expect(try await database.version(3, of: "parcel", "p1", on: shelf) == nil)
      let events = try await EventLog(database).events(of: EventSubject("parcel", "p1"))
      #expect(events.map(\.kind) == ["parcels.packed", "parcels.painted"])
      #expect(events.map(\.by) == [.operatorAtConsole, .officer("o1")])
      #expect(events.last?.facts == ["colour": .value(.text("blue")), "version": .value(.integer(2))])
    }
  }

  @Test("A decision on a version that is no longer the present one changes nothing of anything", arguments: TestDatabases.all)
  func stale(engine: TestDatabases) async throws {
    try await engine.with([parcelMigration]) { database in
      try await keep([Parcel(id: "p1", colour: "red")], on: database)
      try await keep([Parcel(id: "p1", colour: "blue")], over: 1, on: database)
      await #expect(throws: StaleWrite.self) {
        var change = Change()
        change.keep(try Parcel(id: "p2", colour: "green").row, on: shelf, over: 0, as: "packed", by: .console, at: noon)
        change.keep(try Parcel(id: "p1", colour: "green").row, on: shelf, over: 1, as: "painted", by: .console, at: noon)
        try await database.commit(change, on: shelf)
      }
      #expect(try await database.rows(SQL("SELECT colour FROM parcel")).map { try $0.text("colour") } == ["blue"])
      #expect(try await database.rows(SQL("SELECT id FROM parcelVersion")).count == 2)
      #expect(try await EventLog(database).page(limit: 10).count == 2)
    }
  }

  @Test(
    "Of many who change one version at once one succeeds, and every other is told that somebody was faster", arguments: TestDatabases.all)
  func race(engine: TestDatabases) async throws {
    try await engine.with([parcelMigration]) { database in
      try await keep([Parcel(id: "p1", colour: "red")], on: database)
      let outcomes = await withTaskGroup(of: Bool?.self) { group in
        for number in 0..<8 {
          group.addTask {
            do {
              try await keep([Parcel(id: "p1", colour: "colour \(number)")], over: 1, on: database)
              return true
            } catch is StaleWrite {
              return false
            } catch {
              return nil
            }
          }
        }
        return await group.reduce(into: [Bool?]()) { $0.append($1) }
      }
      #expect(outcomes.filter { $0 == true }.count == 1 && outcomes.filter { $0 == false }.count == 7)
      #expect(try await database.versions(of: "parcel", "p1", on: shelf, limit: 10).map(\.number) == [2, 1])
    }
  }

  @Test("A violation of another rule is told as what it is")
  func otherViolation() async throws {
    try await TestDatabases.sqlite.with([parcelMigration]) { database in
      try await keep([Parcel(id: "p1", colour: "red")], on: database)
      await #expect(throws: UniqueViolation(table: "parcel")) { try await keep([Parcel(id: "p1", colour: "red")], on: database) }
    }
  }

  @Test("More things than one statement takes are found by their ids, and all of a table page by page", arguments: TestDatabases.all)
  func many(engine: TestDatabases) async throws {
    try await engine.with([parcelMigration]) { database in
      let parcels = (0..<501).map { Parcel(id: String(format: "p%04d", $0), colour: "red") }
      try await keep(parcels, on: database)
      let wanted = parcels.prefix(401).map(\.id) + ["nobody", "p0000"]
      #expect(Set(try await database.rows("id", of: "parcel", ids: wanted).map { try $0.text("id") }) == Set(parcels.prefix(401).map(\.id)))
      var seen: [String] = []
      try await database.each("colour", of: "parcel") { seen.append(try $0.text("id")) }
      #expect(seen == parcels.map(\.id))
    }
  }

  @Test("What is kept in memory reads what changed, and everything once too much has changed", arguments: TestDatabases.all)
  func keeper(engine: TestDatabases) async throws {
    try await engine.with([parcelMigration]) { database in
      let keeper = LogKeeper<Colours>()
      #expect(try await keeper.current(database).byParcel.isEmpty)
      try await keep([Parcel(id: "p1", colour: "red"), Parcel(id: "p2", colour: "red")], on: database)
      #expect(try await keeper.current(database).byParcel == ["p1": "red", "p2": "red"])
      try await keep([Parcel(id: "p1", colour: "blue")], over: 1, on: database)
      let changed = try await keeper.current(database)
      #expect(changed.byParcel == ["p1": "blue", "p2": "red"] && !changed.wasReadWhole)
      try await keep((0..<1001).map { Parcel(id: "q\($0)", colour: "red") }, on: database)
      let anew = try await keeper.current(database)
      #expect(anew.byParcel.count == 1003 && anew.wasReadWhole)
      let head = try await EventHead.read(of: database)
      #expect(try await keeper.current(database).head == head)
    }
  }

  @Test("A reading that failed is told to those who waited for it and tried again by the next")
  func failedReading() async throws {
    try await TestDatabases.sqlite.with([parcelMigration]) { database in
      let keeper = LogKeeper<Colours>()
      Colours.failures.withLock { $0 = 1 }
      await #expect(throws: StaleWrite.self) { _ = try await keeper.current(database) }
      let now = try await keeper.current(database)
      #expect(now.byParcel.isEmpty && now.head >= 0)
    }
  }
}
