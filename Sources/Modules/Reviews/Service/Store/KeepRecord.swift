// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import ReviewsRules
import Storage

extension VersionShelf {
  /// The versions of records.
  static let reviews = VersionShelf("reviewRecordVersion", of: "reviews", hasKinds: false)
}

extension Change {
  /// Keeps a record under its next version.
  /// - Parameters:
  ///   - version: the version that the decision was made on; 0 for a new record.
  ///   - event: the fact, as the event log names it after `reviews.`.
  ///   - terms: the terms under which it is found, by language.
  mutating func keep(
    _ record: ReviewRecord, over version: Int, as event: String, terms: [(language: Language, terms: [String])], by maker: Maker,
    at instant: Date
  ) throws {
    let outdated = version == 0 ? [] : [SQL("DELETE FROM reviewTerm WHERE record = $1", [record.id.sql])]
    let row = ThingRow(
      ReviewRecord.table, record.id,
      columns: [("kind", record.kind.rawValue.sql), ("state", record.state.sql), ("cycle", (record.cycle?.rawValue).sql)],
      entry: try RecordEntry.json(record), companions: outdated + Self.insert(terms, of: record.id))
    var facts: [String: EventValue] = ["kind": .text(record.kind.rawValue)]
    if let state = record.state { facts["state"] = .text(state.code) }
    keep(row, on: .reviews, over: version, as: event, facts: facts, by: maker, at: instant)
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
