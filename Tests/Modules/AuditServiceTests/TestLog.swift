// SPDX-License-Identifier: Apache-2.0
import AuditRules
import AuditService
import Foundation
import MerkleLog
import Storage
import TestKit

/// A log with events of every form, two checkpoints, and events after the last one.
struct TestLog {
  /// So many events are signed by the first checkpoint, by the second, and there in all.
  static let (first, second, all) = (100, 280, 300)

  let database: any Database
  let audit: AuditLog
  let folder: URL
  /// The second checkpoint, as somebody outside has kept it.
  let kept: KeptCheckpoint

  static let instant = Date(microseconds: 1_795_000_000_000_000)
  static let seed = Data(repeating: 3, count: 32)

  static func audit(_ database: any Database, in folder: URL, seed: Data = seed) -> AuditLog {
    AuditLog(
      database: database, origin: "arcadia.example/log",
      keys: LogKeys(seed: { seed }, makeSeed: { seed }, kept: folder.appending(path: "log.checkpoint")))
  }

  static func event(_ number: Int) -> NewEvent {
    let actors: [EventActor] = [.officer("officer-\(number % 3)"), .program, .operatorAtConsole, .visitor]
    var facts: [String: EventValue] = ["n": .integer(number), "list": .list(["a", "b"]), "is": .flag(number % 2 == 0)]
    if number < 20 { facts["name"] = .personal("Person \(number)") }
    return NewEvent(
      EventKind(rawValue: "test.kind\(number % 5)"), of: EventSubject("thing", "thing-\(number % 7)"),
      at: instant.addingTimeInterval(Double(number)), by: actors[number % 4], facts: facts)
  }

  static func append(_ numbers: Range<Int>, to database: any Database) async throws {
    try await database.commit(Commit(events: numbers.map(event)))
  }

  /// Gives the log on a new database of an engine.
  static func with(_ engine: TestDatabases, _ body: (TestLog) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      try await engine.with(AuditLog.migrations) { database in
        let audit = audit(database, in: folder)
        try await append(0..<first, to: database)
        _ = try await audit.checkpoint(at: instant)
        try await append(first..<second, to: database)
        let signed = try await audit.checkpoint(at: instant)
        try await append(second..<all, to: database)
        try await body(
          TestLog(database: database, audit: audit, folder: folder, kept: KeptCheckpoint(name: "kept", note: signed?.note ?? "")))
      }
    }
  }

  /// Changes the database as somebody does who can: the guards are taken away and put back as they were.
  func tamper(_ statements: SQL...) async throws { try await tamper(statements) }

  func tamper(_ statements: [SQL]) async throws {
    let guards = Migration.ofStorage.flatMap { $0.dialectStatements[database.dialect] ?? [] }.filter { $0.hasPrefix("CREATE TRIGGER") }
    for text in guards {
      let words = text.split(separator: " ")
      guard let place = words.firstIndex(of: "ON"), let table = words[place + 1].split(separator: "\n").first else { continue }
      _ = try await database.change(SQL("DROP TRIGGER \(words[2])" + (database.dialect == .postgres ? " ON \(table)" : "")))
    }
    for statement in statements { _ = try await database.change(statement) }
    for text in guards { _ = try await database.change(SQL(text)) }
  }

  func bytes(of index: Int) async throws -> Data {
    try await database.rows(SQL("SELECT bytes FROM event WHERE eventIndex = $1", [index.sql]))[0].blob("bytes")
  }

  /// The bytes of an event with a text replaced by another of the program's own form.
  func bytes(of index: Int, replacing text: String, with other: String) async throws -> Data {
    Data(String(decoding: try await bytes(of: index), as: UTF8.self).replacing(text, with: other).utf8)
  }

  /// Puts other bytes with their own hash into a row, as a careful tamperer does.
  static func rewriting(_ index: Int, to bytes: Data) -> SQL {
    SQL(
      "UPDATE event SET bytes = $1, leafHash = $2 WHERE eventIndex = $3", [bytes.sql, TreeHash.leaf(bytes).bytes.sql, index.sql])
  }

  func findings(against kept: [KeptCheckpoint] = []) async throws -> [LogFinding] {
    try await audit.verify(against: kept).findings
  }
}
