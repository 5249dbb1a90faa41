// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import StatisticsRules
import Storage

/// The rows of the module: what is counted of each request, and how far the log was read.
struct OwnStore: Sendable {
  /// How many events are read and written at once.
  private static let pageLength = 2000
  /// How many rows are read at once.
  private static let rowsAtOnce = 5000

  let database: any Database
  let codebook: Codebook
  let codes: CodePlaces
  let columns: RequestColumns
  let zone: TimeZone

  init(_ database: any Database, _ codebook: Codebook, zone: TimeZone) {
    self.database = database
    self.codebook = codebook
    self.zone = zone
    codes = CodePlaces(codebook)
    columns = RequestColumns(codebook)
  }

  private var log: EventLog { EventLog(database) }

  /// How far the log was read.
  struct Heads: Sendable {
    /// The index of the next event to be taken in.
    let own: Int64
    /// The index that the next event of the log will get.
    let log: Int64
    /// How often a recount put other rows in the place of those that were there.
    let recounts: Int
  }

  /// How far the log was read, and how long it is.
  func heads() async throws -> Heads {
    let rows = try await database.rows(of: [
      SQL("SELECT next, recounts FROM statisticsHead WHERE id = 1"), SQL("SELECT next FROM eventHead WHERE id = 1"),
    ])
    guard let own = rows[0].first, let log = rows[1].first else { throw UnreadableRow(column: "next") }
    return Heads(own: Int64(try own.integer("next")), log: Int64(try log.integer("next")), recounts: try own.integer("recounts"))
  }

  /// Takes in what the log has that the rows do not follow yet.
  ///
  /// Several processes may do it at once: each part is written once, guarded by how far the log was read.
  func takeNewEvents() async throws {
    var heads = try await heads()
    while heads.own < heads.log {
      var follower = LogFollower(log, codes, zone: zone, after: heads.own - 1)
      do {
        var next = heads.own
        while let changes = try await follower.next(limit: Self.pageLength) {
          try await database.commit(Commit(written(changes, over: next)))
          next = changes.lastIndex + 1
        }
      } catch is StaleWrite {
        // Another process was faster: go on from where it came to.
      }
      heads = try await self.heads()
    }
  }

  private func written(_ changes: LogFollower.Changes, over next: Int64) -> [SQL] {
    let head = SQL(
      "UPDATE statisticsHead SET next = $1 WHERE id = 1 AND next = $2", [.integer(changes.lastIndex + 1), .integer(next)], mustChange: 1)
    return [head] + rows(changes.rows) + revisions(changes.revisions)
  }

  private func rows(_ rows: [String: RequestRow]) -> [SQL] {
    rows.values.sorted { $0.eventIndex < $1.eventIndex }.map(columns.written)
  }

  private func revisions(_ revisions: [Revision: Int]) -> [SQL] {
    revisions.map { revision, changes in
      SQL(
        """
        INSERT INTO statisticsRevision (dateBasis, day, recordedOn, reason, changes) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (dateBasis, day, recordedOn, reason) DO UPDATE SET changes = statisticsRevision.changes + excluded.changes
        """,
        [revision.dateBasis.rawValue.sql, revision.day.sql, revision.recordedOn.sql, revision.reason.rawValue.sql, changes.sql])
    }
  }

  /// The rows that changed after an event, in the order of their events, so many at most that one answer holds.
  func rows(after index: Int64) async throws -> [RequestRow] {
    try await database.rows(
      SQL(
        "SELECT * FROM statisticsRequest WHERE eventIndex > $1 ORDER BY eventIndex LIMIT $2", [.integer(index), Self.rowsAtOnce.sql])
    ).map(columns.read)
  }

  /// Every row, by request.
  func allRows() async throws -> [String: RequestRow] {
    var all: [String: RequestRow] = [:]
    var last: Int64 = -1
    while true {
      let rows = try await rows(after: last)
      for row in rows { all[row.request] = row }
      guard let end = rows.last else { return all }
      last = end.eventIndex
    }
  }

  /// How often figures of a period changed after it had ended, by reason.
  /// - Parameter day: what was recorded after this day is not told.
  func revisions(by bases: [TableSpec.DateBasis], in period: TableSpec.Period, asOf day: CalendarDay?) async throws
    -> [Revision.Reason: Int]
  {
    let places = bases.indices.map { "$\($0 + 5)" }.joined(separator: ", ")
    let rows = try await database.rows(
      SQL(
        """
        SELECT reason, CAST(SUM(changes) AS BIGINT) AS number FROM statisticsRevision
        WHERE day >= $1 AND day <= $2 AND recordedOn > $3 AND recordedOn <= $4 AND dateBasis IN (\(places)) GROUP BY reason
        """,
        [period.from.sql, period.to.sql, period.to.sql, (day ?? .latest).sql] + bases.map(\.rawValue.sql)))
    return Dictionary(
      try rows.compactMap { row in
        try Revision.Reason(rawValue: row.text("reason")).map { ($0, try row.integer("number")) }
      }
    ) { $0 + $1 }
  }

  /// Counts the log from its first event to a given one, without looking at the rows.
  func counted(upTo end: Int64) async throws -> LogFollower.Changes {
    var all = LogFollower.Changes(lastIndex: -1)
    var follower = LogFollower(log, codes, zone: zone, after: -1)
    while let changes = try await follower.next(limit: Self.pageLength, upTo: end) {
      all.lastIndex = changes.lastIndex
      all.rows.merge(changes.rows) { $1 }
      all.revisions.merge(changes.revisions) { $0 + $1 }
    }
    return all
  }
}

extension OwnStore {
  /// What a recount found.
  struct Compared: Sendable {
    let counted: LogFollower.Changes
    /// The requests of which a row says something else than the log, lacks or is there too much.
    let differing: Int
    /// Whether the revisions are those of the log.
    let hasSameRevisions: Bool
  }

  /// Counts everything from the log anew and compares it with the rows.
  func compared() async throws -> Compared {
    try await takeNewEvents()
    let end = try await heads().own - 1
    let counted = try await counted(upTo: end)
    let kept = try await allRows()
    let names = Set(kept.keys).union(counted.rows.keys)
    return Compared(
      counted: counted, differing: names.filter { kept[$0] != counted.rows[$0] }.count,
      hasSameRevisions: try await allRevisions() == counted.revisions)
  }

  private func allRevisions() async throws -> [Revision: Int] {
    let rows = try await database.rows(SQL("SELECT * FROM statisticsRevision ORDER BY dateBasis, day, recordedOn, reason"))
    return Dictionary(
      try rows.map { row in
        (
          Revision(
            dateBasis: try row.value("dateBasis") { TableSpec.DateBasis(rawValue: $0) }, day: try row.value("day") { CalendarDay($0) },
            recordedOn: try row.value("recordedOn") { CalendarDay($0) }, reason: try row.value("reason") { Revision.Reason(rawValue: $0) }),
          try row.integer("changes")
        )
      }
    ) { $0 + $1 }
  }

  /// Puts what was counted from the log in the place of the rows.
  /// - Throws: `StaleWrite` when events were taken in meanwhile.
  func replace(with counted: LogFollower.Changes) async throws {
    let next = counted.lastIndex + 1
    let head = SQL("UPDATE statisticsHead SET recounts = recounts + 1 WHERE id = 1 AND next = $1", [.integer(next)], mustChange: 1)
    try await database.commit(
      Commit(
        [head, SQL("DELETE FROM statisticsRequest"), SQL("DELETE FROM statisticsRevision")] + rows(counted.rows)
          + revisions(counted.revisions)))
  }
}
