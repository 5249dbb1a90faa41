// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
public import Storage

/// Keeps bodies, meetings, documents and mandates.
public struct MeetingsStore: Sendable {
  let database: any Database
  let cache = DossierCache()
  let overviews = LogKeeper<Overview>()
  let calendars = CalendarCache()

  /// Uses a database.
  public init(database: any Database) { self.database = database }

  /// The module's tables.
  public static let migrations: [Migration] = [createMeeting, uniqueSymbol] + MeetingsPart.migrations

  /// Commits a change.
  /// - Throws: `StaleWrite` when something has another version by now.
  func commit(_ change: Change) async throws { try await database.commit(change, on: .meetings) }

  /// One thing as it is now; `nil` when there is none.
  func thing<Thing: Kept>(_ type: Thing.Type, _ key: String) async throws -> Versioned<Thing>? {
    try await database.row(SQL("SELECT entry, version FROM \(Thing.table) WHERE id = $1", [key.sql])).map { try KeptEntry.versioned($0) }
  }

  /// Things by their ids; those that are not there are left out.
  func things<Thing: Kept>(_ type: Thing.Type, _ keys: some Collection<String>) async throws -> [Versioned<Thing>] {
    try await database.rows("entry, version", of: Thing.table, ids: keys).map { try KeptEntry.versioned($0) }
  }

  /// All bodies and groups, by their short names.
  func bodies() async throws -> [Body] {
    try await database.rows(SQL("SELECT entry FROM meetingBody ORDER BY mark")).map { try KeptEntry.read($0) }
  }

  /// A meeting by its short name.
  func meeting(_ mark: Mark) async throws -> Versioned<Meeting>? {
    try await database.row(SQL("SELECT entry, version FROM meeting WHERE mark = $1", [mark.text.sql])).map { try KeptEntry.versioned($0) }
  }

  /// A thing's versions, the latest first.
  func versions<Thing: Kept>(of type: Thing.Type, _ key: String, limit: Int = 200) async throws -> [KeptVersion] {
    try await database.versions(of: Thing.table, key, on: .meetings, limit: limit)
  }
}
