// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Storage

/// A thing with one current row in a table of its own and every version in `meetingsVersion`.
protocol Kept: Codable, Sendable {
  /// The table, which is also the kind under which versions are kept.
  static var table: String { get }
  /// The row's id.
  var key: String { get }
  /// The columns beside id, version and entry, by which lists find the thing.
  var columns: [(name: String, value: SQLValue)] { get }
  /// What else belongs to the row, such as rows of references; runs after it.
  var companions: [SQL] { get }
}

extension Kept {
  var companions: [SQL] { [] }
}

extension VersionShelf {
  /// The versions of the module's things.
  static let meetings = VersionShelf("meetingsVersion", of: "meetings", hasParts: true)
}

extension Change {
  /// Keeps a thing under its next version.
  /// - Parameters:
  ///   - version: the version that the decision was made on; 0 for a new thing.
  ///   - event: the fact, as the event log names it after `meetings.`.
  ///   - part: what part of the thing was changed, for its history.
  mutating func keep<Thing: Kept>(
    _ thing: Thing, over version: Int, as event: String, part: String? = nil, facts: [String: EventValue] = [:], by maker: Maker,
    at instant: Date
  ) throws {
    let row = ThingRow(
      Thing.table, thing.key, columns: thing.columns, entry: try KeptEntry.json(thing), companions: thing.companions)
    keep(row, on: .meetings, over: version, as: event, part: part, facts: facts, by: maker, at: instant)
  }
}

extension Body: Kept {
  static let table = "meetingBody"
  var key: String { id.description }
  var columns: [(name: String, value: SQLValue)] { [("mark", mark.text.sql)] }
}

extension Meeting: Kept {
  static let table = "meeting"
  var key: String { id.description }
  var columns: [(name: String, value: SQLValue)] {
    [
      ("mark", mark.text.sql), ("body", body.sql), ("ordinal", ordinal.sql), ("firstDay", (days.min() ?? .latest).sql),
      ("lastDay", (days.max() ?? .latest).sql), ("standing", standing.rawValue.sql),
    ]
  }

  /// Its items and what it refers to, written anew with each version: a meeting has tens of them.
  var companions: [SQL] {
    var statements = [
      SQL("DELETE FROM agendaItem WHERE meeting = $1", [id.sql]), SQL("DELETE FROM meetingReference WHERE meeting = $1", [id.sql]),
    ]
    statements += items.map { SQL("INSERT INTO agendaItem (id, meeting) VALUES ($1, $2)", [$0.id.sql, id.sql]) }
    statements += references.map { kind, target in
      SQL("INSERT INTO meetingReference (meeting, kind, target) VALUES ($1, $2, $3)", [id.sql, kind.sql, target.sql])
    }
    return statements
  }

  private var references: [(kind: String, target: String)] {
    let documents = Set(items.flatMap { $0.documents + $0.cited } + bases.map(\.source) + [outcomeDocument].compactMap(\.self))
    let mandates = Set(expectations.flatMap { $0.answers + $0.answersPartly } + panels.compactMap(\.mandatedBy))
    return documents.sorted().map { ("document", $0.description) } + mandates.sorted().map { ("mandate", $0.description) }
      + (previous.map { [("meeting", $0.description)] } ?? [])
  }
}

extension MeetingDocument: Kept {
  static let table = "meetingDocument"
  var key: String { id.description }
  var columns: [(name: String, value: SQLValue)] {
    [
      ("mark", mark.text.sql), ("meeting", meeting.sql), ("symbol", (symbol?.replacing("*", with: "")).sql), ("alias", alias.sql),
      ("isPublic", isPublic.sql),
    ]
  }
}

extension Mandate: Kept {
  static let table = "mandate"
  var key: String { id.description }
  var columns: [(name: String, value: SQLValue)] {
    [
      ("mark", mark.text.sql), ("recordedFor", recordedFor.sql), ("source", source.sql), ("addressee", addressee.sql),
      ("status", status.rawValue.sql), ("isLiving", isLiving.sql),
    ]
  }

  var companions: [SQL] {
    [SQL("DELETE FROM mandateItem WHERE mandate = $1", [id.sql])]
      + Set(statedUnder).sorted().map { SQL("INSERT INTO mandateItem (mandate, item) VALUES ($1, $2)", [id.sql, $0.sql]) }
  }
}
