// SPDX-License-Identifier: Apache-2.0
public import Foundation
import StrictJSON

/// What is wrong with one row of the event log.
public enum EventFault: Sendable, Hashable {
  /// The hash beside the bytes is not theirs.
  case hashDiffers
  /// The bytes are not those of an event as the program writes it.
  case unreadable
  /// The bytes say that the event has another place.
  case indexDiffers(Int64)
  /// A column for searching does not say what the bytes say.
  case columnDiffers(String)
  /// A personal value beside the event does not fit its digest, or the event has no such value.
  case personalDiffers(String)
}

/// A row of the event log as it stands in the table, compared with its bytes.
public struct CheckedEvent: Sendable {
  /// Its index in the table.
  public let index: Int64
  /// The bytes that the transparency tree covers.
  public let bytes: Data
  /// What does not fit together; empty for a row as the program wrote it.
  public let faults: [EventFault]
}

extension EventLog {
  /// The index that the next event will get.
  public func head() async throws -> Int64 {
    guard let row = try await database.row(SQL("SELECT next FROM eventHead WHERE id = 1")) else { throw UnreadableRow(column: "next") }
    return Int64(try row.integer("next"))
  }

  /// The rows after an index, each compared with its bytes; none is left out and none refused.
  public func checked(after index: Int64 = .min, limit: Int) async throws -> [CheckedEvent] {
    let rows = try await database.rows(
      SQL(
        """
        SELECT e.*, p.fact, p.salt, p.value FROM (SELECT * FROM event WHERE eventIndex > $1 ORDER BY eventIndex LIMIT $2) e
        LEFT JOIN eventPersonal p ON p.eventIndex = e.eventIndex ORDER BY e.eventIndex
        """, [.integer(index), limit.sql]))
    var events: [CheckedEvent] = []
    var place = 0
    while place < rows.count {
      let first = rows[place]
      let index = Int64(try first.integer("eventIndex"))
      let end = rows[place...].firstIndex { $0["eventIndex"] != .integer(index) } ?? rows.endIndex
      events.append(CheckedEvent(index: index, row: first, personal: rows[place..<end].filter { $0["fact"] != .null }))
      place = end
    }
    return events
  }

  /// The guards of the log that are missing, switched off or not as the program made them: without them rows can be changed unnoticed.
  public func missingGuards() async throws -> [String] {
    let made = (Migration.createEventLog.dialectStatements[database.dialect] ?? []).filter { $0.hasPrefix("CREATE TRIGGER") }
    var texts: [String: String] = [:]
    switch database.dialect {
    case .sqlite:
      for row in try await database.rows(SQL("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")) {
        texts[try row.text("name").lowercased()] = try row.text("sql")
      }
    case .postgres:
      let query = SQL(
        """
        SELECT t.tgname AS name FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = current_schema()::regnamespace AND t.tgenabled IN ('O', 'A')
        """)
      for row in try await database.rows(query) { texts[try row.text("name").lowercased()] = "" }
    }
    return made.compactMap { statement in
      guard let name = statement.split(separator: " ").dropFirst(2).first.map(String.init) else { return nil }
      guard let text = texts[name.lowercased()] else { return name }
      return database.dialect == .sqlite && text != statement ? name : nil
    }
  }
}

extension CheckedEvent {
  fileprivate init(index: Int64, row: SQLRow, personal: [SQLRow]) {
    self.index = index
    guard case .blob(let bytes) = row["bytes"] else {
      self.bytes = Data()
      faults = [.unreadable]
      return
    }
    self.bytes = bytes
    var faults: [EventFault] = row["leafHash"] == .blob(EventBytes.leafHash(of: bytes)) ? [] : [.hashDiffers]
    // Bytes that could be written in two ways are not the program's.
    guard let event = try? StrictJSON.parse(bytes), CanonicalJSON.bytes(event) == bytes, let says = event["index"]?.sqlInteger,
      case .integer(let place) = says
    else {
      self.faults = faults + [.unreadable]
      return
    }
    if place != index { faults.append(.indexDiffers(place)) }
    let (by, subject) = (event["by"], event["subject"])
    let repeated: [(name: String, value: SQLValue)] = [
      ("at", event["at"]?.sqlInteger ?? .null), ("kind", event["kind"].sqlText), ("byType", (by?["type"]).sqlText),
      ("byId", (by?["id"]).sqlText), ("subjectType", (subject?["type"]).sqlText), ("subjectId", (subject?["id"]).sqlText),
    ]
    for column in repeated where column.value != row[column.name] { faults.append(.columnDiffers(column.name)) }
    for value in personal where !Self.fits(value, event["facts"]) {
      faults.append(.personalDiffers((try? value.text("fact")) ?? ""))
    }
    self.faults = faults
  }

  private static func fits(_ row: SQLRow, _ facts: JSONValue?) -> Bool {
    guard let fact = try? row.text("fact"), let salt = try? row.blob("salt"), let value = try? row.text("value"),
      case .string(let digest)? = facts?[fact]?["digest"]?.content
    else { return false }
    return PersonalDigest.of(value, salt: salt) == digest
  }
}

extension JSONValue {
  fileprivate var sqlInteger: SQLValue? {
    guard case .number(let text) = content, let number = Int64(text) else { return nil }
    return .integer(number)
  }
}

extension Optional<JSONValue> {
  fileprivate var sqlText: SQLValue {
    guard case .string(let text)? = self?.content else { return .null }
    return .text(text)
  }
}
