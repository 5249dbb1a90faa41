// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Storage

extension CaseStore {
  /// One line of a list.
  struct Line: Sendable {
    let listed: ListedRequest
    let dueOn: CalendarDay?
    let turn: String

    var id: ID<RegisteredRequest> { listed.id }
    var request: RegisteredRequest { listed.request }
  }

  /// The lines of a list, the most pressing first; those alone are opened that are shown.
  func lines(_ filter: RegisterFilter, for reader: Reader, limit: Int) async throws -> [Line] {
    let rows = try await database.rows(filter.list(self, reader, select: "\(Self.listColumns), r.dueOn, r.turn", limit: limit))
    return try zip(rows, try await listed(rows)).map { row, listed in
      Line(listed: listed, dueOn: try row.dueDay, turn: try row.text("turn"))
    }
  }

  /// One line of a list with what stands in columns alone: nothing is opened for it.
  struct BareLine: Encodable, Sendable {
    let id: ID<RegisteredRequest>
    let direction: RegisteredRequest.Direction
    let reference: String
    let theirReference: String?
    let state: StateCode
    let kind: CooperationKind
    let stage: String
    let dueOn: CalendarDay?
    let turn: String
  }

  /// The lines of a list for programs and consoles, the most pressing first.
  func bareLines(_ filter: RegisterFilter, for reader: Reader, limit: Int) async throws -> [BareLine] {
    let columns = "r.id, r.direction, r.reference, r.theirReference, r.otherState, r.kind, r.stage, r.dueOn, r.turn"
    return try await database.rows(filter.list(self, reader, select: columns, limit: limit)).map { row in
      BareLine(
        id: try row.value("id") { ID<RegisteredRequest>($0) }, direction: try row.value("direction") { .init(rawValue: $0) },
        reference: try row.text("reference"), theirReference: try row.optionalText("theirReference"),
        state: try row.value("otherState") { StateCode($0) }, kind: try row.value("kind") { CooperationKind(rawValue: $0) },
        stage: try row.text("stage"), dueOn: try row.dueDay, turn: try row.text("turn"))
    }
  }

  /// How many lines a filter finds, counted no further than a limit.
  func count(_ filter: RegisterFilter, for reader: Reader, upTo limit: Int) async throws -> Int {
    let query = filter.counting(self, reader, upTo: limit)
    return try await database.row(query)?.integer("number") ?? 0
  }
}

extension SQLRow {
  /// The day in the column of what is due; `nil` for the last day there is, which stands for none.
  fileprivate var dueDay: CalendarDay? {
    get throws {
      let due = try value("dueOn") { CalendarDay($0) }
      return due == .latest ? nil : due
    }
  }
}
