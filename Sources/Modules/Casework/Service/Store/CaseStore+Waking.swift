// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
public import Foundation
import Kernel
import Storage

extension CaseStore {
  /// The open requests of which the clocks say something else by a day, the longest due first.
  func waking(on day: CalendarDay, limit: Int) async throws -> [Versioned<RegisteredRequest>] {
    let rows = try await database.rows(
      SQL(
        "SELECT r.id, r.version, r.entry FROM registeredRequest r WHERE r.isOpen = 1 AND r.wakesOn <= $1 ORDER BY r.wakesOn, r.id LIMIT $2",
        [day.sql, limit.sql]))
    return try await opened(try rows.map { (try $0.value("id") { ID<RegisteredRequest>($0) }, $0) })
  }

  /// Some requests of which the columns that came later were never written.
  func withoutColumns(limit: Int) async throws -> [Versioned<RegisteredRequest>] {
    let rows = try await database.rows(
      SQL("SELECT r.id, r.version, r.entry FROM registeredRequest r WHERE r.basis = '' LIMIT $1", [limit.sql]))
    return try await opened(try rows.map { (try $0.value("id") { ID<RegisteredRequest>($0) }, $0) })
  }

  /// Writes what the clocks say now; the request itself stays as it is, so its version does too.
  func note(_ standing: ClockStanding, of request: Versioned<RegisteredRequest>) async throws {
    _ = try await database.change(
      SQL(
        "UPDATE registeredRequest SET dueOn = $2, wakesOn = $3, turn = $4, basis = $6, isDelayed = $7 WHERE id = $1 AND version = $5",
        [
          request.value.id.sql, (standing.dueOn ?? .latest).sql, (standing.wakesOn ?? .latest).sql, standing.turn.sql, request.version.sql,
          request.value.head.basis.primary.kind.rawValue.sql, request.value.isDelayed.sql,
        ]))
  }
}

extension Casework {
  /// Lets the clocks of waiting requests go on: suspensions wake, consultations lapse, reviews fall due, by themselves.
  /// - Returns: how many requests were looked at.
  @discardableResult
  public func wake(at instant: Date) async throws -> Int {
    let day = CalendarDay(instant, in: zone)
    try await readCalendars()
    var looked = 0
    while true {
      let late = try await store.withoutColumns(limit: 200)
      for request in late { try await store.note(clocks(of: request.value, on: day), of: request) }
      guard late.count == 200 else { break }
    }
    while true {
      let waking = try await store.waking(on: day, limit: 200)
      for request in waking { try await store.note(clocks(of: request.value, on: day), of: request) }
      looked += waking.count
      guard waking.count == 200 else { return looked }
    }
  }
}
