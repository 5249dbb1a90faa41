// SPDX-License-Identifier: Apache-2.0
import AuditRules
import AuditService
import Foundation
import MerkleLog
import Storage
import TestKit
import Testing

@Suite("Every kind of tampering with the event log is found") struct TamperingTests {
  @Test("A log that nobody has touched is intact, with every event and every checkpoint compared", arguments: TestDatabases.all)
  func intact(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      let report = try await log.audit.verify(against: [log.kept])
      #expect(report.findings.isEmpty)
      #expect(report.events == TestLog.all)
      // Two of the table, the one beside the key, the one kept outside.
      #expect(report.checkpoints == 4)
      #expect(report.root != nil)
    }
  }

  @Test("An event whose bytes were edited", arguments: TestDatabases.all)
  func edited(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      let other = try await log.bytes(of: 50, replacing: "\"n\":50", with: "\"n\":51")
      try await log.tamper(SQL("UPDATE event SET bytes = $1 WHERE eventIndex = 50", [other.sql]))
      #expect(try await log.findings() == [.altered(index: 50), .rewritten(from: 0, through: 99)])
    }
  }

  @Test("An event that was edited together with its hash, between which checkpoints", arguments: TestDatabases.all)
  func rewritten(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      let other = try await log.bytes(of: 150, replacing: "\"n\":150", with: "\"n\":151")
      try await log.tamper(TestLog.rewriting(150, to: other))
      #expect(try await log.findings() == [.rewritten(from: 100, through: 279)])
    }
  }

  @Test("An event that was replaced by other text, and one whose bytes could be written in two ways", arguments: TestDatabases.all)
  func unreadable(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      let spaced = try await log.bytes(of: 291, replacing: "\"n\":", with: "\"n\": ")
      try await log.tamper(TestLog.rewriting(290, to: Data("{}".utf8)), TestLog.rewriting(291, to: spaced))
      #expect(try await log.findings() == [.unreadable(index: 290), .unreadable(index: 291)])
    }
  }

  @Test(
    "A column that was edited while the bytes were left",
    arguments: TestDatabases.all.flatMap { engine in
      [
        "at = at + 1", "kind = 'test.other'", "byType = 'program', byId = NULL", "byId = 'officer-9'", "subjectType = 'other'",
        "subjectId = 'x'",
      ].map { (engine, $0) }
    })
  func column(engine: TestDatabases, change: String) async throws {
    try await TestLog.with(engine) { log in
      try await log.tamper(SQL("UPDATE event SET \(change) WHERE eventIndex = 60"))
      let findings = try await log.findings()
      let name = String(change.prefix { $0 != " " })
      #expect(findings.first == .column(index: 60, name: name))
      #expect(findings.count == (name == "byType" ? 2 : 1))
    }
  }

  @Test("A row that was deleted, and several", arguments: TestDatabases.all)
  func deleted(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      try await log.tamper(SQL("DELETE FROM event WHERE eventIndex = 30 OR eventIndex BETWEEN 200 AND 209"))
      #expect(try await log.findings() == [.missing(from: 30, through: 30), .missing(from: 200, through: 209)])
    }
  }

  @Test("A row that was deleted, with all later ones moved up and their bytes made to fit", arguments: TestDatabases.all)
  func closedUp(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      var statements = [SQL("DELETE FROM event WHERE eventIndex = 270")]
      for index in 271..<TestLog.all {
        let bytes = try await log.bytes(of: index, replacing: "\"index\":\(index)", with: "\"index\":\(index - 1)")
        statements.append(
          SQL(
            "UPDATE event SET eventIndex = $1, bytes = $2, leafHash = $3 WHERE eventIndex = $4",
            [(index - 1).sql, bytes.sql, TreeHash.leaf(bytes).bytes.sql, index.sql]))
      }
      statements.append(SQL("UPDATE eventHead SET next = next - 1"))
      try await log.tamper(statements)
      #expect(try await log.findings() == [.rewritten(from: 100, through: 279)])
    }
  }

  @Test("A row that was put in between, the later ones moved down", arguments: TestDatabases.all)
  func insertedBetween(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      let columns = "at, kind, byType, byId, subjectType, subjectId, bytes, leafHash"
      try await log.tamper(
        SQL("UPDATE event SET eventIndex = eventIndex + 1000 WHERE eventIndex >= 298"),
        SQL("UPDATE event SET eventIndex = eventIndex - 999 WHERE eventIndex >= 1298"),
        SQL("INSERT INTO event (eventIndex, \(columns)) SELECT 298, \(columns) FROM event WHERE eventIndex = 4"),
        SQL("UPDATE eventHead SET next = next + 1"))
      #expect(
        try await log.findings() == [
          .moved(index: 298, says: 4), .moved(index: 299, says: 298), .moved(index: 300, says: 299),
        ])
    }
  }

  @Test("A row that was added at the end", arguments: TestDatabases.all)
  func added(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      let bytes = try await log.bytes(of: 299, replacing: "\"index\":299", with: "\"index\":300")
      let columns = "at, kind, byType, byId, subjectType, subjectId"
      try await log.tamper(
        SQL(
          "INSERT INTO event (eventIndex, \(columns), bytes, leafHash) SELECT 300, \(columns), $1, $2 FROM event WHERE eventIndex = 299",
          [bytes.sql, TreeHash.leaf(bytes).bytes.sql]))
      #expect(try await log.findings() == [.goesOn(found: 301, next: 300)])
    }
  }

  @Test("Two rows that changed places", arguments: TestDatabases.all)
  func reordered(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      try await log.tamper(
        SQL("UPDATE event SET eventIndex = 1000 WHERE eventIndex = 290"), SQL("UPDATE event SET eventIndex = 290 WHERE eventIndex = 291"),
        SQL("UPDATE event SET eventIndex = 291 WHERE eventIndex = 1000"))
      #expect(try await log.findings() == [.moved(index: 290, says: 291), .moved(index: 291, says: 290)])
    }
  }

  @Test("The last rows cut off, though the count of events was left", arguments: TestDatabases.all)
  func cutOff(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      try await log.tamper(SQL("DELETE FROM event WHERE eventIndex >= 295"))
      #expect(try await log.findings() == [.cutShort(found: 295, next: 300)])
    }
  }

  @Test("The log cut off behind a checkpoint, the count put right", arguments: TestDatabases.all)
  func cutBehindCheckpoint(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      try await log.tamper(SQL("DELETE FROM event WHERE eventIndex >= 270"), SQL("UPDATE eventHead SET next = 270"))
      #expect(
        try await log.findings() == [
          .shorterThanCheckpoint(found: 270, size: 280), .olderThanKept(name: "log.checkpoint", found: 270, size: 280),
        ])
    }
  }

  @Test("All rows deleted", arguments: TestDatabases.all)
  func emptied(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      try await log.tamper(SQL("DELETE FROM eventPersonal"), SQL("DELETE FROM event"), SQL("UPDATE eventHead SET next = 0"))
      #expect(try await log.findings().contains(.shorterThanCheckpoint(found: 0, size: 280)))
    }
  }

  @Test("A personal value that was edited, and one that was added; an erasure is none of these", arguments: TestDatabases.all)
  func personal(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      try await EventLog(log.database).erase(personalOf: 3, recording: TestLog.event(300))
      #expect(try await log.findings().isEmpty)
      try await log.tamper(
        SQL("UPDATE eventPersonal SET value = 'Person 6' WHERE eventIndex = 5"),
        SQL(
          "INSERT INTO eventPersonal (eventIndex, fact, salt, value) SELECT 40, fact, salt, value FROM eventPersonal WHERE eventIndex = 4"))
      #expect(try await log.findings() == [.personal(index: 5, name: "name"), .personal(index: 40, name: "name")])
    }
  }

  @Test("A guard that was dropped, and one that was put back so that it guards nothing", arguments: TestDatabases.all)
  func guards(engine: TestDatabases) async throws {
    try await TestLog.with(engine) { log in
      switch engine {
      case .sqlite:
        _ = try await log.database.change(SQL("DROP TRIGGER eventIsNotDeleted"))
        _ = try await log.database.change(SQL("DROP TRIGGER eventIsNotUpdated"))
        _ = try await log.database.change(SQL("CREATE TRIGGER eventIsNotUpdated BEFORE UPDATE ON event BEGIN SELECT 1; END"))
        #expect(try await log.findings() == [.guardMissing(name: "eventIsNotUpdated"), .guardMissing(name: "eventIsNotDeleted")])
      case .postgres:
        _ = try await log.database.change(SQL("DROP TRIGGER eventPersonalIsNotUpdated ON eventPersonal"))
        _ = try await log.database.change(SQL("ALTER TABLE event DISABLE TRIGGER eventIsAppendOnly"))
        #expect(try await log.findings() == [.guardMissing(name: "eventIsAppendOnly"), .guardMissing(name: "eventPersonalIsNotUpdated")])
      }
    }
  }
}
