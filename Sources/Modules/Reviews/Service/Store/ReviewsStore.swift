// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import ReviewsRules
public import Storage

/// Keeps reviews, findings, actions, needs and challenges.
public struct ReviewsStore: Sendable {
  let database: any Database
  let keeper = LogKeeper<ReviewsRegister>()

  /// Uses a database.
  public init(database: any Database) { self.database = database }

  /// The module's tables.
  public static let migrations: [Migration] = [createReview]

  /// One record as it is now; `nil` when there is none.
  func record(_ kind: RecordKind, _ key: RecordKey) async throws -> Versioned<ReviewRecord>? {
    try await database.row(SQL("SELECT kind, entry, version FROM reviewRecord WHERE id = $1", [ReviewRecord.id(kind, key).sql])).map {
      try RecordEntry.versioned($0)
    }
  }

  /// Records by their names, in the order of the names given; those that are not there are left out.
  func records(_ ids: some Collection<String>) async throws -> [Versioned<ReviewRecord>] {
    let rows = try await database.rows("kind, entry, version", of: ReviewRecord.table, ids: ids)
    let found = try rows.map { try RecordEntry.versioned($0) }
    let byName = Dictionary(found.map { ($0.value.id, $0) }) { $1 }
    return ids.compactMap { byName[$0] }
  }

  /// Commits a change.
  /// - Throws: `StaleWrite` when a record has another version by now; ``CannotKeepRecord/keyTaken(_:)`` is for the caller to tell from
  ///   `UniqueViolation`.
  func commit(_ change: Change) async throws { try await database.commit(change, on: .reviews) }

  /// One line of a record's history.
  struct RecordVersion: Sendable {
    let kept: KeptVersion
    let record: ReviewRecord
  }

  /// A record's versions, the latest first.
  func versions(_ kind: RecordKind, _ key: RecordKey, limit: Int = 200) async throws -> [RecordVersion] {
    try await database.versions(of: ReviewRecord.table, ReviewRecord.id(kind, key), on: .reviews, limit: limit).map { version in
      RecordVersion(kept: version, record: try RecordEntry.read(version.entry, as: kind))
    }
  }

  /// The officers who had a hand in a record since it was last published; taking it back or letting it be seen is no writing.
  func writers(of record: ReviewRecord) async throws -> Set<String> {
    let rows = try await database.rows(
      SQL(
        """
        SELECT DISTINCT changedBy FROM reviewRecordVersion WHERE id = $1 AND changedBy IS NOT NULL AND event <> 'withheld'
        AND event <> 'published'
        AND version > (SELECT COALESCE(MAX(version), 0) FROM reviewRecordVersion WHERE id = $1 AND event = 'published')
        """, [record.id.sql]))
    return Set(try rows.map { try $0.text("changedBy") })
  }

  /// A record as it was in one of its versions; `nil` when there is no such version.
  func record(_ kind: RecordKind, _ key: RecordKey, version: Int) async throws -> ReviewRecord? {
    try await database.version(version, of: ReviewRecord.table, ReviewRecord.id(kind, key), on: .reviews).map {
      try RecordEntry.read(try $0.text("entry"), as: kind)
    }
  }

  /// The names of the records whose texts have all words of a query.
  ///
  /// Looked for in the languages that its script allows, the reader's own first; another one counts only when nothing is found before it, because
  /// the same letters can be another word there.
  /// - Returns: `nil` when the query has no word that a text could be found by.
  func found(_ query: String, reader: Language) async throws -> Set<String>? {
    let searches = SearchQuery(query, reader: reader).statements
    guard !searches.isEmpty else { return nil }
    let answers = try await database.rows(of: searches)
    return Set(try answers.first { !$0.isEmpty }?.map { try $0.text("record") } ?? [])
  }

  /// The register with everything that was committed before the call.
  func register() async throws -> ReviewsRegister { try await keeper.current(database) }
}
