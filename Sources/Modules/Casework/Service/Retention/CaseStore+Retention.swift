// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Keys
import Storage

extension CaseStore {
  /// A closed request whose time has ended, with what is decided about its keeping.
  struct DueCase: Sendable {
    let request: Versioned<RegisteredRequest>
    let retention: CaseRetention?
  }

  /// Closed requests that need not be kept any more, those closed first before the others.
  /// - Parameters:
  ///   - latest: the latest day of closure for each kind; kinds that are not named are kept for good.
  ///   - after: the day of closure and the id of the last line before.
  func due(
    _ latest: [CooperationKind: CalendarDay], after: (closedOn: CalendarDay, id: ID<RegisteredRequest>)?, for reader: Reader, limit: Int
  ) async throws -> [DueCase] {
    guard let bound = latest.values.max() else { return [] }
    var values: [SQLValue] = [CalendarDay.latest.sql, bound.sql, limit.sql]
    func place(_ value: SQLValue) -> String {
      values.append(value)
      return "$\(values.count)"
    }
    let byDay = Dictionary(grouping: latest.keys, by: { latest[$0] ?? .earliest }).sorted { $0.key < $1.key }
    let kinds = byDay.map { day, kinds in
      let codes = kinds.map(\.rawValue).sorted().map { place($0.sql) }.joined(separator: ", ")
      return "(r.closedOn <= \(place(day.sql)) AND r.kind IN (\(codes)))"
    }
    var conditions = ["(\(kinds.joined(separator: " OR ")))"]
    if let after { conditions.append("(r.closedOn, r.id) > (\(place(after.closedOn.sql)), \(place(after.id.sql)))") }
    let access = accessClause(reader, from: values.count + 1)
    let rows = try await database.rows(
      SQL(
        """
        SELECT r.id, r.version, r.entry FROM registeredRequest r WHERE r.isOpen = 0 AND r.shreddedOn = $1 AND r.closedOn <= $2
        AND \((conditions + [access.text]).joined(separator: " AND ")) ORDER BY r.closedOn, r.id LIMIT $3
        """, values + access.values))
    return try await withRetention(rows, for: reader)
  }

  /// Requests that are preserved or proposed to be shredded: what is to be reviewed first, what waits for a second officer last.
  func decidedRetention(for reader: Reader, limit: Int) async throws -> [DueCase] {
    let access = accessClause(reader, from: 4)
    let rows = try await database.rows(
      SQL(
        """
        SELECT r.id, r.version, r.entry FROM caseRecord c JOIN registeredRequest r ON r.id = c.request
        WHERE c.kind = $1 AND c.isOpen = $2 AND \(access.text) ORDER BY c.dueOn, c.id LIMIT $3
        """, [CaseRecordKind.retention.rawValue.sql, true.sql, limit.sql] + access.values))
    return try await withRetention(rows, for: reader)
  }

  private func withRetention(_ rows: [SQLRow], for reader: Reader) async throws -> [DueCase] {
    let requests = try await opened(try rows.map { (try $0.value("id") { ID<RegisteredRequest>($0) }, $0) })
    var cases: [DueCase] = []
    for request in requests {
      let decided = try await records(CaseRetention.self, of: request.value.id, for: reader).first?.value
      cases.append(DueCase(request: request, retention: decided))
    }
    return cases
  }

  /// Closed requests of which no column tells the day, because an earlier version of the program wrote them.
  func closedWithoutDay(limit: Int) async throws -> [Versioned<RegisteredRequest>] {
    let rows = try await database.rows(
      SQL(
        """
        SELECT r.id, r.version, r.entry FROM registeredRequest r WHERE r.isOpen = 0 AND r.closedOn = '9999-12-31' LIMIT $1
        """, [limit.sql]))
    return try await opened(try rows.map { (try $0.value("id") { ID<RegisteredRequest>($0) }, $0) })
  }

  /// What a shredding leaves of a request in the tables; the key and the files go with it, see ``Casework/Shredding``.
  /// - Parameters:
  ///   - rest: what is left, which names nobody.
  ///   - term: by which a register that is taken in once more knows the own reference; `nil` where it had none.
  func shredding(
    _ rest: RegisteredRequest, over version: Int, retention: Versioned<CaseRetention>, term: Data?, on day: CalendarDay, at instant: Date
  ) throws -> [SQL] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let id = rest.id.sql
    return [
      // A preservation that was set meanwhile undoes all of it.
      SQL("DELETE FROM caseRecord WHERE id = $1 AND version = $2", [retention.value.id.sql, retention.version.sql], mustChange: 1),
      Self.forgettingTerms(of: rest.id),
      SQL("DELETE FROM caseRecord WHERE request = $1", [id]),
      SQL("DELETE FROM requestLink WHERE request = $1", [id]),
      SQL("DELETE FROM requestLink WHERE other = $1", [id]),
      SQL("DELETE FROM requestAccess WHERE request = $1", [id]),
      SQL("DELETE FROM requestReference WHERE request = $1", [id]),
      SQL("DELETE FROM fileAside WHERE request = $1", [id]),
      SQL(
        """
        DELETE FROM eventPersonal WHERE eventIndex IN
        (SELECT eventIndex FROM event WHERE subjectType = 'registeredRequest' AND subjectId = $1)
        """, [id]),
      SQL(
        """
        UPDATE registeredRequest SET version = version + 1, reference = '', theirReference = NULL, isUrgent = 0, dueOn = $3, wakesOn = $3,
        turn = 'nobody', proposals = 0, responsible = '', changedAt = $4, entry = $5, shreddedOn = $6 WHERE id = $1 AND version = $2
        """,
        [id, version.sql, CalendarDay.latest.sql, instant.sql, try encoder.encode(rest).sql, day.sql], mustChange: 1),
    ] + (term.map { [SQL("INSERT INTO shreddedReference (term, request) VALUES ($1, $2) ON CONFLICT DO NOTHING", [$0.sql, id])] } ?? [])
  }

  /// Which of some own references belonged to requests that were shredded; their terms tell nothing without the node's key.
  func shredded(_ references: [String], at instant: Date) async throws -> Set<String> {
    guard !references.isEmpty, try await database.row(SQL("SELECT 1 AS one FROM shreddedReference LIMIT 1")) != nil else { return [] }
    let index = try await seal.keys.blindIndex(at: instant)
    let terms = Dictionary(references.map { (Self.term(of: $0, in: index), $0) }) { first, _ in first }
    let keys = Array(terms.keys)
    let places = keys.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    let rows = try await database.rows(SQL("SELECT term FROM shreddedReference WHERE term IN (\(places))", keys.map(\.sql)))
    return Set(try rows.compactMap { terms[try $0.blob("term")] })
  }

  /// The term of a folded own reference.
  static func term(of reference: String, in index: BlindIndex) -> Data { index.term(reference, in: "requestReference") }
}
