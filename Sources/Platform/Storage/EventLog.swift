// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Reads the event log: who did what to which thing, in the one order that all processes share.
///
/// Facts get into the log only with a commit, and never change there.
public struct EventLog: Sendable {
  let database: any Database

  /// Reads the log of a database.
  public init(_ database: any Database) { self.database = database }

  /// Everything that has happened to one thing, oldest first.
  /// - Throws: ``AlteredEvent`` when an event is not as it was written.
  public func events(of subject: EventSubject) async throws -> [RecordedEvent] {
    try await read(
      SQL(
        """
        SELECT e.eventIndex, e.bytes, e.leafHash, p.fact, p.salt, p.value FROM event e
        LEFT JOIN eventPersonal p ON p.eventIndex = e.eventIndex
        WHERE e.subjectType = $1 AND e.subjectId = $2 ORDER BY e.eventIndex
        """, [subject.type.sql, subject.id.sql]))
  }

  /// Where the first event of one of some kinds stands that has happened to a thing; `nil` when there is none.
  public func index(of kinds: [EventKind], of subject: EventSubject) async throws -> Int64? {
    try Self.index(in: try await database.rows(Self.indexQuery(of: kinds, of: subject)))
  }

  /// The question of ``index(of:of:)``, for who asks more at the same time; ``index(in:)`` takes the answer.
  public static func indexQuery(of kinds: [EventKind], of subject: EventSubject) -> SQL {
    let places = kinds.indices.map { "$\($0 + 3)" }.joined(separator: ", ")
    return SQL(
      "SELECT eventIndex FROM event WHERE subjectType = $1 AND subjectId = $2 AND kind IN (\(places)) ORDER BY eventIndex LIMIT 1",
      [subject.type.sql, subject.id.sql] + kinds.map(\.rawValue.sql))
  }

  /// The index out of the answer to ``indexQuery(of:of:)``.
  public static func index(in answer: [SQLRow]) throws -> Int64? { try answer.first.map { Int64(try $0.integer("eventIndex")) } }

  /// The events after an index, oldest first; from the beginning when none is named.
  /// - Throws: ``AlteredEvent`` when an event is not as it was written.
  public func page(after index: Int64 = -1, limit: Int) async throws -> [RecordedEvent] {
    try await read(
      SQL(
        """
        SELECT e.eventIndex, e.bytes, e.leafHash, p.fact, p.salt, p.value
        FROM (SELECT * FROM event WHERE eventIndex > $1 ORDER BY eventIndex LIMIT $2) e
        LEFT JOIN eventPersonal p ON p.eventIndex = e.eventIndex ORDER BY e.eventIndex
        """, [.integer(index), limit.sql]))
  }

  /// The leaf hashes after an index, in the order of the transparency tree.
  public func leafHashes(after index: Int64 = -1, limit: Int) async throws -> [Data] {
    let rows = try await database.rows(
      SQL(
        "SELECT leafHash FROM event WHERE eventIndex > $1 ORDER BY eventIndex LIMIT $2", [.integer(index), limit.sql]))
    return try rows.map { try $0.blob("leafHash") }
  }

  /// Erases the personal values of all events of one thing and records that this was done.
  ///
  /// The events stay, with the digests of what was erased, so the transparency tree still verifies.
  public func erase(personalOf subject: EventSubject, recording event: NewEvent) async throws {
    let erasure = SQL(
      """
      DELETE FROM eventPersonal WHERE eventIndex IN
        (SELECT eventIndex FROM event WHERE subjectType = $1 AND subjectId = $2)
      """, [subject.type.sql, subject.id.sql])
    try await database.commit(Commit([erasure], events: [event]))
  }

  /// Erases the personal values of one event and records that this was done.
  public func erase(personalOf index: Int64, recording event: NewEvent) async throws {
    let erasure = SQL("DELETE FROM eventPersonal WHERE eventIndex = $1", [.integer(index)])
    try await database.commit(Commit([erasure], events: [event]))
  }

  /// Makes events of joined rows: one row for each personal value, one row without where an event has none.
  private func read(_ query: SQL) async throws -> [RecordedEvent] {
    let rows = try await database.rows(query)
    var events: [RecordedEvent] = []
    var place = 0
    while place < rows.count {
      let first = rows[place]
      let index = Int64(try first.integer("eventIndex"))
      var personal: [String: PersonalValue] = [:]
      while place < rows.count, Int64(try rows[place].integer("eventIndex")) == index {
        if let fact = try rows[place].optionalText("fact") {
          personal[fact] = PersonalValue(salt: try rows[place].blob("salt"), value: try rows[place].text("value"))
        }
        place += 1
      }
      events.append(
        try RecordedEvent(
          index: index, bytes: try first.blob("bytes"), leafHash: try first.blob("leafHash"), personal: personal))
    }
    return events
  }
}
