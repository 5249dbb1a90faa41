// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel

/// Things as JSON in the column `entry`.
public enum KeptEntry {
  /// A thing as it is kept, the same bytes for the same thing.
  public static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  /// The thing of a row.
  public static func read<Value: Decodable>(_ row: SQLRow) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(try row.text("entry").utf8))
  }

  /// The thing of a row with its version.
  public static func versioned<Value: Decodable & Sendable>(_ row: SQLRow) throws -> Versioned<Value> {
    Versioned(try read(row), version: try row.integer("version"))
  }
}

/// One line of a thing's history.
public struct KeptVersion: Sendable {
  /// The version.
  public let number: Int
  /// When it was made.
  public let at: Date
  /// Who made it, as the name was then; empty for the operator of the node.
  public let byName: String
  /// The fact, as the event log names it after the module.
  public let event: String
  /// What part of the thing was changed; `nil` where the module does not say.
  public let part: String?
  /// The whole thing as JSON.
  public let entry: String
}

extension Database {
  /// Commits a change of things.
  /// - Throws: `StaleWrite` when something has another version by now; `UniqueViolation` for another value that may be there once.
  public func commit(_ change: Change, on shelf: VersionShelf) async throws {
    do {
      try await commit(change.commit)
    } catch let violation as UniqueViolation where shelf.isMeant(by: violation) {
      throw StaleWrite()
    }
  }

  /// The rows of a table with these ids, in no order; those that are not there are left out.
  /// - Parameter columns: what is read, with commas between.
  public func rows(_ columns: String, of table: String, ids: some Sequence<String>) async throws -> [SQLRow] {
    var found: [SQLRow] = []
    let wanted = Array(Set(ids)).sorted()
    // Engines limit the number of values of one statement.
    for start in stride(from: 0, to: wanted.count, by: 200) {
      let part = wanted[start..<min(start + 200, wanted.count)]
      let places = part.indices.map { "$\($0 - start + 1)" }.joined(separator: ", ")
      found += try await self.rows(SQL("SELECT \(columns) FROM \(table) WHERE id IN (\(places))", part.map(\.sql)))
    }
    return found
  }

  /// All rows of a table in the order of their ids, some hundred at a time, so that their texts are never in memory together.
  /// - Parameter columns: what is read beside the id, with commas between.
  public func each(_ columns: String, of table: String, _ take: (SQLRow) throws -> Void) async throws {
    var last = ""
    while true {
      let rows = try await self.rows(SQL("SELECT id, \(columns) FROM \(table) WHERE id > $1 ORDER BY id LIMIT 500", [last.sql]))
      for row in rows { try take(row) }
      guard rows.count == 500, let row = rows.last else { return }
      last = try row.text("id")
    }
  }

  /// A thing's versions, the latest first.
  /// - Parameter table: the table of its kind.
  public func versions(of table: String, _ key: String, on shelf: VersionShelf, limit: Int) async throws -> [KeptVersion] {
    let part = shelf.hasParts ? ", part" : ""
    return try await rows(
      SQL(
        """
        SELECT version, changedAt, changedByName, event, entry\(part) FROM \(shelf.table) WHERE \(shelf.whose)
        ORDER BY version DESC LIMIT \(shelf.hasKinds ? "$3" : "$2")
        """, shelf.values(table, key) + [limit.sql])
    ).map { row in
      KeptVersion(
        number: try row.integer("version"), at: try row.instant("changedAt"), byName: try row.text("changedByName"),
        event: try row.text("event"), part: shelf.hasParts ? try row.optionalText("part") : nil, entry: try row.text("entry"))
    }
  }

  /// The row of one version with the whole thing in `entry`; `nil` when there is none of this number.
  public func version(_ number: Int, of table: String, _ key: String, on shelf: VersionShelf) async throws -> SQLRow? {
    try await row(
      SQL(
        "SELECT entry FROM \(shelf.table) WHERE \(shelf.whose) AND version = \(shelf.hasKinds ? "$3" : "$2")",
        shelf.values(table, key) + [number.sql]))
  }
}

extension VersionShelf {
  fileprivate var whose: String { hasKinds ? "kind = $1 AND id = $2" : "id = $1" }

  fileprivate func values(_ table: String, _ key: String) -> [SQLValue] { (hasKinds ? [table.sql] : []) + [key.sql] }
}
