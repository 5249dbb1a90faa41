// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import Storage
import TestKit
import Testing

@Suite struct EventLogTests {
  private let subject = EventSubject("note", "n1")

  private func record(on database: any Database) async throws {
    let event = NewEvent(
      "note.written", of: subject, at: Date(microseconds: 1_700_000_000_123_456), by: .officer("o1"),
      facts: [
        "state": .text("XA"), "count": .integer(-3), "urgent": .flag(true), "one": .integer(1),
        "types": .list(["a", "\"\\\n\u{1}é"]), "name": .personal("Иванов"), "place": .personal("بيروت"),
      ])
    try await database.commit(Commit([], events: [event]))
  }

  @Test("An event comes back with every fact, personal ones too", arguments: TestDatabases.all)
  func roundTrip(engine: TestDatabases) async throws {
    try await engine.with { database in
      try await record(on: database)
      let events = try await EventLog(database).events(of: subject)
      let event = try #require(events.first)
      #expect(events.count == 1)
      #expect(event.index == 0)
      #expect(event.kind == "note.written")
      #expect(event.by == .officer("o1"))
      #expect(event.at.microseconds == 1_700_000_000_123_456)
      #expect(
        event.facts == [
          "state": .value(.text("XA")), "count": .value(.integer(-3)), "urgent": .value(.flag(true)),
          "one": .value(.integer(1)), "types": .value(.list(["a", "\"\\\n\u{1}é"])),
          "name": .value(.personal("Иванов")), "place": .value(.personal("بيروت")),
        ])
    }
  }

  @Test(
    "The stored bytes are canonical JSON without the personal values, and the leaf hash is RFC 9162's",
    arguments: TestDatabases.all)
  func canonicalBytes(engine: TestDatabases) async throws {
    try await engine.with { database in
      try await record(on: database)
      let event = try #require(try await EventLog(database).page(limit: 10).first)
      let text = String(decoding: event.bytes, as: UTF8.self)
      let parts = text.split(separator: /\{"digest":"[0-9a-f]{64}"\}/, omittingEmptySubsequences: false)
      #expect(
        parts == [
          #"{"at":1700000000123456,"by":{"id":"o1","type":"officer"},"facts":{"count":-3,"name":"#,
          #","one":1,"place":"#,
          #","state":"XA","types":["a","\"\\\n\u0001é"],"urgent":true},"index":0,"kind":"note.written","#
            + #""subject":{"id":"n1","type":"note"}}"#,
        ])
      #expect(event.leafHash == Data(SHA256.hash(data: [0] + event.bytes)))
      let hashes = try await EventLog(database).leafHashes(limit: 10)
      #expect(hashes == [event.leafHash])
    }
  }

  @Test("Members are sorted by UTF-16 code units, as RFC 8785 has it", arguments: TestDatabases.all)
  func memberOrder(engine: TestDatabases) async throws {
    try await engine.with { database in
      // The example of RFC 8785, 3.2.3: a surrogate pair sorts before U+FB33, though its scalar value is higher.
      let names = ["\u{20ac}", "\r", "\u{fb33}", "1", "\u{1F600}", "\u{80}", "\u{f6}"]
      let facts = Dictionary(uniqueKeysWithValues: names.map { ($0, EventValue.flag(true)) })
      let event = NewEvent("note.written", of: subject, at: Date(microseconds: 0), by: .program, facts: facts)
      try await database.commit(Commit([], events: [event]))
      let stored = try #require(try await EventLog(database).page(limit: 1).first)
      let text = String(decoding: stored.bytes, as: UTF8.self)
      let expected = #"{"\r":true,"1":true,"\#u{80}":true,"ö":true,"€":true,"😀":true,"\#u{fb33}":true}"#
      #expect(text.contains(expected))
    }
  }

  @Test("Two events with the same personal value have different digests", arguments: TestDatabases.all)
  func salted(engine: TestDatabases) async throws {
    try await engine.with { database in
      for _ in 0..<2 {
        let event = NewEvent(
          "note.written", of: subject, at: Date(microseconds: 5), by: .visitor, facts: ["name": .personal("A")])
        try await database.commit(Commit([], events: [event]))
      }
      let texts = try await EventLog(database).page(limit: 2).map { String(decoding: $0.bytes, as: UTF8.self) }
      let digests = texts.compactMap { $0.firstMatch(of: /[0-9a-f]{64}/)?.output }
      #expect(digests.count == 2)
      #expect(digests[0] != digests[1])
    }
  }

  @Test("Erasing takes the personal values, keeps bytes and leaf hash, and is itself recorded", arguments: TestDatabases.all)
  func erase(engine: TestDatabases) async throws {
    try await engine.with { database in
      let log = EventLog(database)
      try await record(on: database)
      let before = try #require(try await log.page(limit: 1).first)
      try await log.erase(
        personalOf: subject,
        recording: NewEvent("note.erased", of: subject, at: Date(microseconds: 9), by: .officer("o2")))
      let after = try await log.events(of: subject)
      #expect(after.map(\.kind) == ["note.written", "note.erased"])
      #expect(after[0].bytes == before.bytes)
      #expect(after[0].leafHash == before.leafHash)
      #expect(after[0].facts["state"] == .value(.text("XA")))
      guard case .erased(let digest) = after[0].facts["name"] else {
        Issue.record("the name is still there")
        return
      }
      #expect(String(decoding: before.bytes, as: UTF8.self).contains(digest))
      let kept = try await database.rows(SQL("SELECT value FROM eventPersonal"))
      #expect(kept.isEmpty)
    }
  }

  @Test("One event's personal values can be erased without those of the others", arguments: TestDatabases.all)
  func eraseOne(engine: TestDatabases) async throws {
    try await engine.with { database in
      let log = EventLog(database)
      try await record(on: database)
      try await record(on: database)
      try await log.erase(
        personalOf: 0, recording: NewEvent("note.erased", of: subject, at: Date(microseconds: 9), by: .program))
      let events = try await log.events(of: subject)
      #expect(events[0].facts["name"]?.text == nil)
      #expect(events[1].facts["name"]?.text == "Иванов")
    }
  }

  @Test(
    "The engine itself refuses to change or delete an event, or to change a personal value", arguments: TestDatabases.all)
  func appendOnly(engine: TestDatabases) async throws {
    try await engine.with { database in
      try await record(on: database)
      let attempts = [
        "UPDATE event SET kind = 'note.forged'", "DELETE FROM event", "UPDATE eventPersonal SET value = 'B'",
        "UPDATE event SET kind = 'x' WHERE eventIndex = 0", "DELETE FROM event WHERE eventIndex = 0",
      ]
      for attempt in attempts + (engine == .postgres ? ["TRUNCATE event CASCADE"] : []) {
        await #expect(throws: ConstraintViolation.self, "\(attempt)") { try await database.commit(Commit([SQL(attempt)])) }
      }
      let events = try await EventLog(database).events(of: subject)
      #expect(events.first?.facts["name"]?.text == "Иванов")
    }
  }

  @Test("An event changed behind the program's back is not read as if it were true", arguments: TestDatabases.all)
  func altered(engine: TestDatabases) async throws {
    let forgeries = [
      "UPDATE event SET bytes = leafHash", "UPDATE event SET leafHash = (SELECT salt FROM eventPersonal LIMIT 1)",
      "UPDATE event SET eventIndex = 7 WHERE NOT EXISTS (SELECT 1 FROM eventPersonal)",
      "UPDATE eventPersonal SET value = 'Petrov' WHERE fact = 'name'",
    ]
    for forgery in forgeries {
      try await engine.with { database in
        try await record(on: database)
        if forgery.contains("NOT EXISTS") {
          try await database.commit(Commit([SQL("DELETE FROM eventPersonal")]))
        }
        // Whoever owns the file can drop the triggers first.
        let drop =
          engine == .sqlite
          ? ["DROP TRIGGER eventIsNotUpdated", "DROP TRIGGER eventPersonalIsNotUpdated"]
          : ["DROP TRIGGER eventIsAppendOnly ON event", "DROP TRIGGER eventPersonalIsNotUpdated ON eventPersonal"]
        try await database.commit(Commit(drop.map { SQL($0) } + [SQL(forgery)]))
        await #expect(throws: AlteredEvent.self, "\(forgery)") { _ = try await EventLog(database).page(limit: 10) }
      }
    }
  }

  @Test("Pages follow each other without overlap", arguments: TestDatabases.all)
  func pages(engine: TestDatabases) async throws {
    try await engine.with { database in
      try await database.commit(Commit([], events: (0..<7).map { noteEvent("n\($0)", ["name": .personal("p\($0)")]) }))
      let log = EventLog(database)
      let first = try await log.page(limit: 3)
      let second = try await log.page(after: 2, limit: 3)
      let third = try await log.page(after: 5, limit: 3)
      #expect((first + second + third).map(\.index) == Array(0...6))
      #expect(second.map { $0.facts["name"]?.text } == ["p3", "p4", "p5"])
    }
  }
}
