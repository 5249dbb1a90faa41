// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
public import Storage

/// Keeps bodies, meetings, documents and mandates.
public struct MeetingsStore: Sendable {
  let database: any Database
  let cache = DossierCache()
  let overviews = OverviewKeeper()
  let calendars = CalendarCache()

  /// Uses a database.
  public init(database: any Database) { self.database = database }

  /// The module's tables.
  public static let migrations: [Migration] = [createMeeting, uniqueSymbol] + MeetingsPart.migrations

  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func read<Value: Decodable>(_ row: SQLRow) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(try row.text("entry").utf8))
  }

  static func versioned<Value: Decodable & Sendable>(_ row: SQLRow) throws -> Versioned<Value> {
    Versioned(try read(row), version: try row.integer("version"))
  }

  /// Commits a change.
  /// - Throws: `StaleWrite` when something has another version by now.
  func commit(_ change: Change) async throws {
    do {
      try await database.commit(change.commit)
    } catch let violation as UniqueViolation where violation.table == Self.tableOfVersions {
      // Where statements run side by side, the version's own row can tell of the other writer before the thing's row does.
      throw StaleWrite()
    }
  }

  private static let tableOfVersions = "meetingsversion"

  /// One thing as it is now; `nil` when there is none.
  func thing<Thing: Kept>(_ type: Thing.Type, _ key: String) async throws -> Versioned<Thing>? {
    try await database.row(SQL("SELECT entry, version FROM \(Thing.table) WHERE id = $1", [key.sql])).map { try Self.versioned($0) }
  }

  /// Things by their ids; those that are not there are left out.
  func things<Thing: Kept>(_ type: Thing.Type, _ keys: some Collection<String>) async throws -> [Versioned<Thing>] {
    var found: [Versioned<Thing>] = []
    let wanted = Array(Set(keys)).sorted()
    // Engines limit the number of values of one statement.
    for start in stride(from: 0, to: wanted.count, by: 200) {
      let part = wanted[start..<min(start + 200, wanted.count)]
      let places = part.indices.map { "$\($0 - start + 1)" }.joined(separator: ", ")
      found += try await database.rows(
        SQL("SELECT entry, version FROM \(Thing.table) WHERE id IN (\(places))", part.map(\.sql))
      ).map { try Self.versioned($0) }
    }
    return found
  }

  /// All bodies and groups, by their short names.
  func bodies() async throws -> [Body] {
    try await database.rows(SQL("SELECT entry FROM meetingBody ORDER BY mark")).map { try Self.read($0) }
  }

  /// A meeting by its short name.
  func meeting(_ mark: Mark) async throws -> Versioned<Meeting>? {
    try await database.row(SQL("SELECT entry, version FROM meeting WHERE mark = $1", [mark.text.sql])).map { try Self.versioned($0) }
  }

  /// One line of a thing's history.
  struct KeptVersion: Sendable {
    let number: Int
    let at: Date
    let byName: String
    let event: String
    let part: String?
    let entry: String
  }

  /// A thing's versions, the latest first.
  func versions<Thing: Kept>(of type: Thing.Type, _ key: String, limit: Int = 200) async throws -> [KeptVersion] {
    try await database.rows(
      SQL(
        """
        SELECT version, changedAt, changedByName, event, part, entry FROM meetingsVersion WHERE kind = $1 AND id = $2
        ORDER BY version DESC LIMIT $3
        """, [Thing.table.sql, key.sql, limit.sql])
    ).map { row in
      KeptVersion(
        number: try row.integer("version"), at: try row.instant("changedAt"), byName: try row.text("changedByName"),
        event: try row.text("event"), part: try row.optionalText("part"), entry: try row.text("entry"))
    }
  }
}
