// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Storage
import Web

/// Why nobody can move a request.
enum StuckReason: String, CaseIterable, Sendable {
  /// No officer who can sign in may do any of the acts that its stage permits, or sees the requests of its unit.
  case nobodyMay
  /// It is restricted, and nobody who may see it can sign in.
  case nobodySees
  /// What waits for a second officer could be confirmed by none but the one who proposed it.
  case ownProposals
  /// Nothing has happened for a month, and no clock runs.
  case quiet
}

extension CaseStore {
  /// Where a page of a list of stuck requests goes on.
  typealias Place = ID<RegisteredRequest>

  /// How long nothing must have happened.
  static let quietDays = 30

  /// The permissions of the acts that each stage permits, by direction; a proposal takes one who confirms.
  static func permissionsByStage() -> [RegisteredRequest.Direction: [(stage: String, rights: Set<String>)]] {
    [
      .incoming: IncomingStage.allCases.map { stage in
        (stage.rawValue, Set(stage.permits.map { CaseAct.Code.incoming($0).permission.rawValue }))
      },
      .outgoing: OutgoingStage.allCases.map { stage in
        (stage.rawValue, Set(stage.permits.map { CaseAct.Code.outgoing($0).permission.rawValue }))
      },
    ]
  }

  /// Every permission with which an act is done.
  static let actPermissions = Set(permissionsByStage().values.flatMap { $0 }.flatMap(\.rights))

  /// Requests that nobody can move for a reason that columns alone tell; at most one page.
  func stuck(
    _ reason: StuckReason, _ staff: Staff, after place: Place?, for reader: Reader, at instant: Date, limit: Int
  ) async throws -> [ListedRequest] {
    var values: [SQLValue] = []
    func bound(_ value: SQLValue) -> String {
      values.append(value)
      return "$\(values.count)"
    }
    let condition: String
    switch reason {
    case .nobodyMay:
      guard let found = nobodyMay(staff, bound) else { return [] }
      condition = "r.isRestricted = 0 AND (\(found))"
    case .nobodySees:
      let movers = staff.having(Self.actPermissions).map(\.id)
      let active = movers.map { bound($0.sql) }.joined(separator: ", ")
      let granted = "EXISTS (SELECT 1 FROM requestAccess g WHERE g.request = r.id AND g.officer IN (\(active.isEmpty ? "''" : active)))"
      condition = "r.isRestricted = 1 AND NOT \(granted)"
    case .ownProposals: condition = "r.proposals > 0"
    case .quiet:
      let before = instant.addingTimeInterval(-Double(Self.quietDays) * 86_400)
      condition =
        "r.dueOn = \(bound(CalendarDay.latest.sql)) AND r.wakesOn = \(bound(CalendarDay.latest.sql)) AND r.changedAt < \(bound(before.sql))"
    }
    // What stays quiet longest comes first, as its index has it. Elsewhere the order is no column, so that the plan begins with the condition,
    // which few rows meet, and not with the order, which all have.
    let isQuiet = reason == .quiet
    let order = isQuiet ? "r.changedAt, r.id" : "r.id || ''"
    var goesOn = "1 = 1"
    if let place {
      let id = bound(place.sql)
      goesOn =
        isQuiet
        ? "(r.changedAt, r.id) > (SELECT p.changedAt, p.id FROM registeredRequest p WHERE p.id = \(id))" : "r.id || '' > \(id)"
    }
    let access = accessClause(reader, from: values.count + 1)
    let seen = reason == .nobodySees ? unitClause(reader, from: values.count + 1) : access
    values += seen.values
    let rows = try await database.rows(
      SQL(
        """
        SELECT \(Self.listColumns) FROM registeredRequest r
        WHERE r.isOpen = 1 AND \(condition) AND \(goesOn) AND \(seen.text) ORDER BY \(order) LIMIT $\(values.count + 1)
        """, values + [limit.sql]))
    return try await listed(rows)
  }

  /// Whose unit a request is of: a restricted one that nobody sees is told to the unit and to the central authority, as if it were not restricted,
  /// because otherwise nobody would see that it is stuck.
  private func unitClause(_ reader: Reader, from place: Int) -> (text: String, values: [SQLValue]) {
    reader.unit.isEmpty || reader.seesEverything ? ("1 = 1", []) : ("r.unit = $\(place)", [reader.unit.sql])
  }

  /// The stages and units that nobody can move; `nil` when there are none, so that no row need be looked at.
  private func nobodyMay(_ staff: Staff, _ bound: (SQLValue) -> String) -> String? {
    var conditions: [String] = []
    for (direction, stages) in Self.permissionsByStage().sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      let without = staff.stagesWithoutMover(stages)
      guard !without.isEmpty else { continue }
      let codes = without.map { bound($0.sql) }.joined(separator: ", ")
      conditions.append("(r.direction = \(bound(direction.rawValue.sql)) AND r.stage IN (\(codes)))")
    }
    if let units = staff.unitsWithMover(Self.actPermissions) {
      let names = units.sorted().map { bound($0.sql) }.joined(separator: ", ")
      conditions.append(names.isEmpty ? "1 = 1" : "r.unit NOT IN (\(names))")
    }
    return conditions.isEmpty ? nil : conditions.joined(separator: " OR ")
  }

  /// The officers who may see restricted requests by name, of those given.
  func granted(_ requests: [ID<RegisteredRequest>]) async throws -> [ID<RegisteredRequest>: Set<String>] {
    guard !requests.isEmpty else { return [:] }
    let places = requests.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    let rows = try await database.rows(
      SQL("SELECT request, officer FROM requestAccess WHERE request IN (\(places))", requests.map(\.sql)))
    return try rows.reduce(into: [:]) { found, row in
      found[try row.value("request") { ID<RegisteredRequest>($0) }, default: []].insert(try row.text("officer"))
    }
  }
}
