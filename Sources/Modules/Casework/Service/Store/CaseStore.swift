// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Keys
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
    /// The compartments that the officer may look into.
    var compartments: Set<Compartment> = []
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
    guard let one = try await opened([(id, row)]).first else { throw CannotAct.noSuchRequest }
    return one
  }

  /// The requests of some rows, in their order.
  func opened(_ rows: [(id: ID<RegisteredRequest>, row: SQLRow)]) async throws -> [Versioned<RegisteredRequest>] {
    let plain = try await seal.open(try rows.map { ($0.id, try $0.row.blob("entry")) })
    let decoder = JSONDecoder()
    return try rows.map { id, row in
      guard let bytes = plain[id] else { throw CannotAct.noSuchRequest }
      return Versioned(try decoder.decode(RegisteredRequest.self, from: bytes), version: try row.integer("version"))
    }
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
    let named = try rows.map { (id: try $0.value("id") { ID<RegisteredRequest>($0) }, row: $0) }
    return try zip(named, try await opened(named)).map { named, found in
      let due = try named.row.value("dueOn") { CalendarDay($0) }
      return Line(
        id: named.id, version: found.version, request: found.value, dueOn: due == .latest ? nil : due, turn: try named.row.text("turn"),
        isRestricted: try named.row.integer("isRestricted") == 1)
    }
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

/// How the whole of a request is sealed with the key of its case, and opened again; without the key it is gone.
struct CaseSeal: Sendable {
  let keys: DataKeys

  /// The owner of a case's key.
  static func owner(_ id: ID<RegisteredRequest>) -> KeyOwner { KeyOwner(type: "case", id: id.description) }

  private static func cell(_ id: ID<RegisteredRequest>) -> Cell { Cell("registeredRequest", row: id.description, "entry") }

  /// The key of a case; for a new one the statement that keeps it belongs into the same commit.
  func key(of id: ID<RegisteredRequest>, isNew: Bool, at instant: Date) async throws -> (key: DataKey, statements: [SQL]) {
    guard isNew else { return (try await keys.key(of: Self.owner(id)), []) }
    let (key, statement) = try await keys.make(for: Self.owner(id), at: instant)
    return (key, [statement])
  }

  /// Seals the bytes of a case.
  func seal(_ bytes: Data, of id: ID<RegisteredRequest>, with key: DataKey) throws -> Data { try key.seal(bytes, at: Self.cell(id)) }

  /// Opens what was sealed, of several cases at once, so that a list asks the database for their keys in one go.
  /// - Throws: `KeyProblem.destroyed` when a case was shredded.
  func open(_ sealed: [(id: ID<RegisteredRequest>, bytes: Data)]) async throws -> [ID<RegisteredRequest>: Data] {
    guard !sealed.isEmpty else { return [:] }
    let found = try await keys.keys(of: sealed.map { Self.owner($0.id) })
    var plain: [ID<RegisteredRequest>: Data] = [:]
    for (id, bytes) in sealed {
      guard let key = found[Self.owner(id)] else { throw KeyProblem.noSuchKey }
      plain[id] = try key.get().open(bytes, at: Self.cell(id))
    }
    return plain
  }
}
