// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Storage

/// Where registered requests are kept: one row each, with what lists need in columns and the whole of it sealed beside them.
struct CaseStore: Sendable {
  let database: any Database
  let seal: CaseSeal

  /// Who looks: what the officer may know of decides which rows there are.
  struct Reader: Hashable, Sendable {
    let officer: String
    /// The officer's unit; empty for the central authority, which sees the requests of all units.
    let unit: String
    /// Whether restricted requests are seen without being named, as an auditor's record of who saw what needs.
    var seesEverything = false
  }

  /// A request as it is now.
  /// - Throws: ``CannotAct/noSuchRequest`` also when the reader may not know of it: the answer is the same.
  func request(_ id: ID<RegisteredRequest>, for reader: Reader) async throws -> Versioned<RegisteredRequest> {
    let access = accessClause(reader, from: 2)
    let row = try await database.row(
      SQL("SELECT r.version, r.entry FROM registeredRequest r WHERE r.id = $1 AND \(access.text)", [id.sql] + access.values))
    guard let row else { throw CannotAct.noSuchRequest }
    return try await opened(row, id)
  }

  func opened(_ row: SQLRow, _ id: ID<RegisteredRequest>) async throws -> Versioned<RegisteredRequest> {
    let plain = try await seal.open(try row.blob("entry"), id)
    return Versioned(try JSONDecoder().decode(RegisteredRequest.self, from: plain), version: try row.integer("version"))
  }

  /// Whether the register has an entry, whoever may know of it.
  func has(_ id: ID<RegisteredRequest>) async throws -> Bool {
    try await database.row(SQL("SELECT 1 AS one FROM registeredRequest WHERE id = $1", [id.sql])) != nil
  }

  /// Which rows a reader may know of.
  func accessClause(_ reader: Reader, from place: Int) -> (text: String, values: [SQLValue]) {
    if reader.seesEverything { return ("1 = 1", []) }
    let granted = "EXISTS (SELECT 1 FROM requestAccess a WHERE a.officer = $\(place) AND a.request = r.id)"
    guard !reader.unit.isEmpty else { return ("(r.isRestricted = 0 OR \(granted))", [reader.officer.sql]) }
    return ("((r.isRestricted = 0 AND r.unit = $\(place + 1)) OR \(granted))", [reader.officer.sql, reader.unit.sql])
  }

  /// One line of a list.
  struct Line: Sendable {
    let id: ID<RegisteredRequest>
    let version: Int
    let request: RegisteredRequest
    let dueOn: CalendarDay?
    let turn: String
    let isRestricted: Bool
  }

  /// The lines of a list, the most pressing first.
  /// - Parameter after: the place after which the list goes on, from ``Line/place``.
  func lines(_ filter: RegisterFilter, for reader: Reader, limit: Int) async throws -> [Line] {
    let query = filter.query(self, reader, select: "r.id, r.version, r.entry, r.dueOn, r.turn, r.isRestricted")
    let rows = try await database.rows(
      SQL("\(query.text) ORDER BY r.dueOn, r.id LIMIT $\(query.values.count + 1)", query.values + [limit.sql]))
    var lines: [Line] = []
    for row in rows {
      let id = try row.value("id") { ID<RegisteredRequest>($0) }
      let due = try row.value("dueOn") { CalendarDay($0) }
      lines.append(
        Line(
          id: id, version: try row.integer("version"), request: try await opened(row, id).value, dueOn: due == .latest ? nil : due,
          turn: try row.text("turn"),
          isRestricted: try row.integer("isRestricted") == 1))
    }
    return lines
  }

  /// How many lines a filter finds, counted no further than a limit.
  func count(_ filter: RegisterFilter, for reader: Reader, upTo limit: Int) async throws -> Int {
    var filter = filter
    filter.after = nil
    let query = filter.query(self, reader, select: "1 AS one")
    let row = try await database.row(
      SQL("SELECT COUNT(*) AS number FROM (\(query.text) LIMIT $\(query.values.count + 1)) AS found", query.values + [limit.sql]))
    return try row?.integer("number") ?? 0
  }

  /// The number that the next own reference of a direction and year gets.
  func nextNumber(_ direction: RegisteredRequest.Direction, in year: Int, prefix: String) async throws -> Int {
    guard let from = LookedUpReference("\(prefix)\(year)") else { return 1 }
    let row = try await database.row(
      SQL(
        """
        SELECT reference FROM requestReference WHERE reference >= $1 AND reference < $2 AND kind = 'own' ORDER BY reference DESC LIMIT 1
        """, [from.text.sql, (from.text + "\u{FFFF}").sql]))
    guard let last = try row?.text("reference"), let number = Int(last.dropFirst(from.text.count)) else { return 1 }
    return number + 1
  }
}

/// How the whole of a request is sealed with the case's key, and opened again.
struct CaseSeal: Sendable {
  /// Seals the bytes of a case; the statements, if any, belong into the same commit.
  let seal: @Sendable (Data, ID<RegisteredRequest>) async throws -> (bytes: Data, statements: [SQL])
  /// Opens what was sealed.
  let open: @Sendable (Data, ID<RegisteredRequest>) async throws -> Data
}
