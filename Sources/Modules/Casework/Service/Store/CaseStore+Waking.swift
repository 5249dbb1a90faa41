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
    // One column at a time: no index has both.
    for missing in ["r.basis = ''", "r.responsible IS NULL"] {
      let rows = try await database.rows(
        SQL(
          "SELECT r.id, r.version, r.entry FROM registeredRequest r WHERE \(missing) AND r.shreddedOn = $2 LIMIT $1",
          [limit.sql, CalendarDay.latest.sql]))
      if !rows.isEmpty { return try await opened(try rows.map { (try $0.value("id") { ID<RegisteredRequest>($0) }, $0) }) }
    }
    return []
  }

  /// The statement that writes what the clocks say now; the request itself stays as it is, so its version does too.
  ///
  /// A request that somebody has changed meanwhile is let alone: what they wrote says it already.
  func noting(_ standing: ClockStanding, of request: Versioned<RegisteredRequest>) -> SQL {
    SQL(
      "UPDATE registeredRequest SET dueOn = $2, wakesOn = $3, turn = $4, basis = $6, isDelayed = $7, responsible = $8 WHERE id = $1 AND version = $5",
      [
        request.value.id.sql, (standing.dueOn ?? .latest).sql, (standing.wakesOn ?? .latest).sql, standing.turn.sql, request.version.sql,
        request.value.head.basis.primary.kind.rawValue.sql, request.value.isDelayed.sql, (request.value.head.responsible ?? "").sql,
      ])
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
      if !late.isEmpty { try await store.database.commit(Commit(late.map { store.noting(clocks(of: $0.value, on: day), of: $0) })) }
      guard !late.isEmpty else { break }
    }
    while true {
      let waking = try await store.waking(on: day, limit: 200)
      guard !waking.isEmpty else { break }
      for request in waking { try await noteLapses(of: request.value, at: instant) }
      // In one commit: each is written to the disk, which costs more than all of its lines.
      try await store.database.commit(Commit(waking.map { store.noting(clocks(of: $0.value, on: day), of: $0) }))
      looked += waking.count
      guard waking.count == 200 else { break }
    }
    try await noteClosures()
    try await store.database.dropOldPages()
    // Last, so that a file that cannot be dropped keeps nothing else from going on.
    try await dropAside(at: instant)
    return looked
  }

  /// Records in the file of a request that a proposal has lapsed which went through the exchange: both authorities do so, for the same day.
  private func noteLapses(of request: RegisteredRequest, at instant: Date) async throws {
    let day = CalendarDay(instant, in: .gmt)
    guard request.notingLapses(on: day) != nil, try await store.conversation(of: request.id) != nil else { return }
    do {
      _ = try await change(request.id, seen: nil, for: console, by: .program, at: instant) { request in
        guard let noted = request.notingLapses(on: day) else { throw CannotAct.doneAlready }
        return Change(noted.request, noted.events)
      }
    } catch CannotAct.doneAlready {
      // Somebody was faster.
    } catch CannotShred.shredded {
      // There is no file any more.
    }
  }
}
