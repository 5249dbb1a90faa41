// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Storage
import Web

/// What a list asks for: terms that its entries have, words that they contain, and after which entry it goes on.
struct TermQuery: Sendable {
  /// The terms; all of them must be there.
  var terms: [String]
  /// Beginnings of words that must all be there.
  var words: [String] = []
  /// The entry after which the list goes on.
  var after: String?
  var limit = 50
}

/// A part of a list.
struct TermPage<Thing: Sendable>: Sendable {
  let things: [Versioned<Thing>]
  /// The entry after which the rest stands; `nil` when nothing is left.
  let next: String?
}

extension ContributionsStore {
  /// Entries of a list, found by the index of terms and in its order: one page is as cheap in a long list as in a short one.
  func list<Thing: Kept>(_ type: Thing.Type, _ query: TermQuery) async throws -> TermPage<Thing> {
    let terms = query.terms
    guard let first = terms.last else { return TermPage(things: [], next: nil) }
    var values: [SQLValue] = [Thing.table.sql, first.sql]
    func place(_ value: SQLValue) -> String {
      values.append(value)
      return "$\(values.count)"
    }
    var conditions: [String] = []
    if let after = query.after {
      guard
        let row = try await database.row(
          SQL(
            "SELECT place FROM contributionTerm WHERE kind = $1 AND id = $2 AND term = $3", [Thing.table.sql, after.sql, first.sql]))
      else { return TermPage(things: [], next: nil) }
      conditions.append("(t.place, t.id) > (\(place(try row.text("place").sql)), \(place(after.sql)))")
    }
    for term in terms.dropLast() {
      conditions.append("EXISTS (SELECT 1 FROM contributionTerm o WHERE o.kind = $1 AND o.id = t.id AND o.term = \(place(term.sql)))")
    }
    for word in query.words {
      let (from, to) = (Term.word(word), Term.word(word) + "\u{10FFFF}")
      conditions.append(
        "EXISTS (SELECT 1 FROM contributionTerm o WHERE o.kind = $1 AND o.id = t.id AND o.term >= \(place(from.sql)) AND o.term < \(place(to.sql)))"
      )
    }
    let rows = try await database.rows(
      SQL(
        """
        SELECT e.entry, e.version, t.id FROM contributionTerm t JOIN \(Thing.table) e ON e.id = t.id
        WHERE \((["t.kind = $1", "t.term = $2"] + conditions).joined(separator: " AND "))
        ORDER BY t.place, t.id LIMIT \(place((query.limit + 1).sql))
        """, values))
    let shown = rows.prefix(query.limit)
    return TermPage(
      things: try shown.map { try KeptEntry.versioned($0) }, next: rows.count > query.limit ? try shown.last?.text("id") : nil)
  }

  /// All entries of a list, page by page; for files, papers and the ranking, which need every one.
  func all<Thing: Kept>(_ type: Thing.Type, _ terms: [String]) async throws -> [Versioned<Thing>] {
    var found: [Versioned<Thing>] = []
    var after: String?
    repeat {
      let page = try await list(type, TermQuery(terms: terms, after: after, limit: 500))
      found += page.things
      after = page.next
    } while after != nil
    return found
  }

  /// The categories in their order.
  func categories() async throws -> [AssistanceCategory] { try await all(AssistanceCategory.self, [Term.all]).map(\.value) }

  /// The States that have answered a call.
  func answered(_ call: ID<CallForContributions>) async throws -> Set<StateCode> {
    Set(try await all(Contribution.self, [Term.code("answer", call.description)]).map(\.value.state))
  }

  /// The weights of the ranking.
  func weights() async throws -> Versioned<NeedWeights> {
    guard let kept = try await thing(KeptWeights.self, KeptWeights.key) else { return Versioned(.usual, version: 0) }
    return Versioned(kept.value.weights, version: kept.version)
  }

  /// What is to be verified, the longest due first.
  func due<Thing: Kept & VerifiedEntry>(_ type: Thing.Type, on day: CalendarDay, limit: Int = 50) async throws -> [Versioned<Thing>] {
    try await database.rows(
      SQL("SELECT entry, version FROM \(Thing.table) WHERE dueOn <= $1 ORDER BY dueOn, id LIMIT $2", [day.sql, limit.sql])
    ).map { try KeptEntry.versioned($0) }
  }

  /// The digests of all files that something names or has named.
  func namedFiles() async throws -> Set<String> {
    Set(try await database.rows(SQL("SELECT sha256 FROM contributionFile")).map { try $0.text("sha256") })
  }
}
