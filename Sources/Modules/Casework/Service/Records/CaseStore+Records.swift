// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Keys
import Storage

extension CaseStore {
  /// The records of one kind that belong to a request, in the order in which they were made.
  ///
  /// The request itself must have been read for the same reader before: here only compartments are kept apart.
  func records<Record: CaseRecord>(
    _: Record.Type, of request: ID<RegisteredRequest>, for reader: Reader
  ) async throws -> [Versioned<Record>] {
    let rows = try await database.rows(
      SQL(
        """
        SELECT c.id, c.version, c.entry FROM caseRecord c WHERE c.request = $1 AND c.kind = $2 AND \(compartmentClause(reader)) ORDER BY c.id
        """, [request.sql, Record.recordKind.rawValue.sql]))
    return try await opened(rows, of: request)
  }

  /// One record.
  /// - Throws: ``CannotAct/noSuchRecord`` also when the reader may not know of it.
  func record<Record: CaseRecord>(
    _ id: ID<Record>, of request: ID<RegisteredRequest>, for reader: Reader
  ) async throws -> Versioned<Record> {
    let rows = try await database.rows(
      SQL(
        """
        SELECT c.id, c.version, c.entry FROM caseRecord c
        WHERE c.id = $1 AND c.request = $2 AND c.kind = $3 AND \(compartmentClause(reader))
        """, [id.sql, request.sql, Record.recordKind.rawValue.sql]))
    let found: [Versioned<Record>] = try await opened(rows, of: request)
    guard let one = found.first else { throw CannotAct.noSuchRecord }
    return one
  }

  /// Every record of a request, whatever its kind, for where a case is told as a whole.
  ///
  /// What is told leaves the program as a file, so nothing of a compartment is in it, whoever asks.
  func records(of request: ID<RegisteredRequest>, for reader: Reader) async throws -> [any CaseRecord] {
    var all: [any CaseRecord] = []
    var reader = reader
    reader.compartments = []
    for kind in CaseRecordKind.allCases { all += try await values(kind.type, of: request, for: reader) }
    return all
  }

  private func values<Record: CaseRecord>(
    _ type: Record.Type, of request: ID<RegisteredRequest>, for reader: Reader
  ) async throws -> [any CaseRecord] {
    try await records(type, of: request, for: reader).map(\.value)
  }

  /// The statement that writes a record; it belongs into the commit that records why.
  /// - Parameters:
  ///   - version: the version that was decided on; `nil` for a new record.
  ///   - fresh: the key of a case that comes with the same commit.
  func written<Record: CaseRecord>(
    _ record: Record, over version: Int?, at instant: Date, under fresh: CaseSeal.FreshKey? = nil
  ) async throws -> SQL {
    let key = if let fresh { fresh.key } else { try await seal.keys.key(of: CaseSeal.owner(record.request)) }
    return try Self.row(of: record, over: version, under: key, at: instant)
  }

  /// The statement that writes a record under a key that may only come with the same commit, as that of a new request does.
  static func row<Record: CaseRecord>(of record: Record, over version: Int?, under key: DataKey, at instant: Date) throws -> SQL {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let entry = try key.seal(try encoder.encode(record), at: recordCell(record.id.description))
    let task = record.task
    let values: [SQLValue] = [
      record.id.sql, ((version ?? 0) + 1).sql, (record.compartment?.rawValue ?? "").sql, (task != nil).sql,
      (task?.dueOn ?? .latest).sql, (task?.assignee ?? "").sql, instant.sql, entry.sql,
    ]
    guard let version else {
      return SQL(
        """
        INSERT INTO caseRecord (id, version, compartment, isOpen, dueOn, assignee, changedAt, entry, request, kind)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """, values + [record.request.sql, Record.recordKind.rawValue.sql])
    }
    return SQL(
      """
      UPDATE caseRecord SET version = $2, compartment = $3, isOpen = $4, dueOn = $5, assignee = $6, changedAt = $7, entry = $8
      WHERE id = $1 AND version = $9
      """, values + [version.sql], mustChange: 1)
  }

  /// Undoes the commit of a record where the case was shredded meanwhile: nobody could open it any more.
  static func stillKept(_ request: ID<RegisteredRequest>) -> SQL {
    SQL(
      "UPDATE registeredRequest SET shreddedOn = shreddedOn WHERE id = $1 AND shreddedOn = $2", [request.sql, CalendarDay.latest.sql],
      mustChange: 1)
  }

  static func recordCell(_ id: String) -> Cell { Cell("caseRecord", row: id, "entry") }

  func opened<Record: CaseRecord>(_ rows: [SQLRow], of request: ID<RegisteredRequest>) async throws -> [Versioned<Record>] {
    guard !rows.isEmpty else { return [] }
    let key = try await seal.keys.key(of: CaseSeal.owner(request))
    let decoder = JSONDecoder()
    return try rows.map { row in
      let plain = try key.open(try row.blob("entry"), at: Self.recordCell(try row.text("id")))
      return Versioned(try decoder.decode(Record.self, from: plain), version: try row.integer("version"))
    }
  }

  /// Which compartments a reader may look into; the codes come from the program, never from outside.
  func compartmentClause(_ reader: Reader) -> String {
    let open = [""] + Compartment.allCases.filter(reader.compartments.contains).map(\.rawValue)
    return "c.compartment IN (\(open.map { "'\($0)'" }.joined(separator: ", ")))"
  }
}

/// A record with the version that it was decided on, for the commit of the decision that brings it about.
struct WrittenRecord: Sendable {
  let record: any CaseRecord
  /// The version that was read; `nil` for a new record.
  var version: Int?

  /// The statement that writes it.
  func statement(with key: DataKey, at instant: Date) throws -> SQL {
    try CaseStore.row(of: record, over: version, under: key, at: instant)
  }
}

extension Casework {
  /// Makes or changes a record of a request and commits it with the facts that say why.
  ///
  /// When somebody else is faster and the act does not depend on what was seen, the decision is made again on what they wrote.
  /// - Parameters:
  ///   - id: the record; `nil` to make a new one, for which `decide` gets no record.
  ///   - version: the version that was seen; `nil` when any will do.
  ///   - statements: what else belongs into the commit, such as a file that was kept.
  /// - Throws: ``CannotAct/noSuchRequest``, ``CannotAct/noSuchRecord``, ``CannotAct/changedSinceSeen``; ``CannotTell``; what the decision throws.
  @discardableResult
  func changeRecord<Record: CaseRecord>(
    _ id: ID<Record>?, of request: ID<RegisteredRequest>, seen version: Int? = nil, for reader: CaseStore.Reader, by actor: EventActor,
    at instant: Date, with statements: [SQL] = [],
    _ decide: @Sendable (RegisteredRequest, Record?) throws -> (record: Record, events: [CaseEvent])
  ) async throws -> Record {
    for _ in 0..<5 {
      let owner = try await store.request(request, for: reader).value
      guard owner.head.shreddedOn == nil else { throw CannotShred.shredded }
      var found: Versioned<Record>?
      if let id { found = try await store.record(id, of: request, for: reader) }
      guard version == nil || version == found?.version else { throw CannotAct.changedSinceSeen }
      let (record, events) = try decide(owner, found?.value)
      if record.compartment == nil { try await checkWords(of: record, from: found?.value, in: owner) }
      let written = try await store.written(record, over: found?.version, at: instant)
      let compartment = record.compartment ?? found?.value.compartment
      do {
        try await store.database.commit(
          Commit(
            [CaseStore.stillKept(request)] + statements + [written],
            events: events.map { owner.recorded($0, by: actor, at: instant, in: compartment) }))
        return record
      } catch is StaleWrite {
        continue
      }
    }
    throw CannotAct.changedSinceSeen
  }
}
