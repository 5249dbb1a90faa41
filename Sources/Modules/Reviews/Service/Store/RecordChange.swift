// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import ReviewsRules
import Storage

/// Who changes something, for the log and for people who read the history.
struct Maker: Sendable {
  /// The officer's account; `nil` for the operator of the node.
  let id: String?
  let name: String

  var actor: EventActor { id.map { .officer($0) } ?? .operatorAtConsole }

  /// The operator of the node, at its console.
  static let console = Maker(id: nil, name: "")
}

/// Changes of records that rules have decided, ready to be committed together.
struct RecordChange {
  private(set) var commit = Commit()

  var isEmpty: Bool { commit.statements.isEmpty }

  /// Keeps a record under its next version.
  /// - Parameters:
  ///   - version: the version that the decision was made on; 0 for a new record.
  ///   - event: the fact, as the event log names it after `reviews.`.
  ///   - terms: the terms under which it is found, by language.
  mutating func keep(
    _ record: ReviewRecord, over version: Int, as event: String, terms: [(language: Language, terms: [String])], by maker: Maker,
    at instant: Date
  ) throws {
    let entry = try RecordEntry.json(record)
    let values = [
      record.id.sql, record.kind.rawValue.sql, record.state.sql, (record.cycle?.rawValue).sql, (version + 1).sql, entry.sql,
    ]
    if version == 0 {
      commit.statements.append(
        SQL("INSERT INTO reviewRecord (id, kind, state, cycle, version, entry) VALUES ($1, $2, $3, $4, $5, $6)", values))
    } else {
      commit.statements.append(
        SQL(
          "UPDATE reviewRecord SET kind = $2, state = $3, cycle = $4, version = $5, entry = $6 WHERE id = $1 AND version = $7",
          values + [version.sql], mustChange: 1))
      commit.statements.append(SQL("DELETE FROM reviewTerm WHERE record = $1", [record.id.sql]))
    }
    commit.statements += Self.insert(terms, of: record.id)
    commit.statements.append(
      SQL(
        """
        INSERT INTO reviewRecordVersion (id, version, changedAt, changedBy, changedByName, event, entry)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """, [record.id.sql, (version + 1).sql, instant.sql, maker.id.sql, maker.name.sql, event.sql, entry.sql]))
    var facts: [String: EventValue] = ["kind": .text(record.kind.rawValue), "version": .integer(version + 1)]
    if let state = record.state { facts["state"] = .text(state.code) }
    commit.events.append(
      NewEvent(
        EventKind(rawValue: "reviews.\(event)"), of: EventSubject("reviewRecord", record.id), at: instant, by: maker.actor, facts: facts))
  }

  /// Many rows a statement: an import of some hundred records has tens of thousands of terms.
  private static func insert(_ terms: [(language: Language, terms: [String])], of record: String) -> [SQL] {
    let rows = terms.flatMap { language, terms in terms.map { (language, $0) } }
    return stride(from: 0, to: rows.count, by: 150).map { start in
      let part = rows[start..<min(start + 150, rows.count)]
      let places = part.indices.map { "($1, $\(($0 - start) * 2 + 2), $\(($0 - start) * 2 + 3))" }
      return SQL(
        "INSERT INTO reviewTerm (record, language, term) VALUES \(places.joined(separator: ", "))",
        [record.sql] + part.flatMap { [$0.0.sql, $0.1.sql] })
    }
  }
}
