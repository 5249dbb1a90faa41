// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Localisation
import Storage

/// A thing with one current row in a table of its own, every version in `contributionVersion`, and its places in lists in `contributionTerm`.
protocol Kept: Codable, Sendable {
  /// The table, which is also the kind under which versions and terms are kept.
  static var table: String { get }
  /// The row's id.
  var key: String { get }
  /// The columns beside id, version and entry.
  var columns: [(name: String, value: SQLValue)] { get }
  /// By what lists find it.
  var terms: Set<String> { get }
  /// Its place in lists, from small to large.
  var order: String { get }
  /// The digests of the files that it names.
  var digests: [String] { get }
}

extension Kept {
  var columns: [(name: String, value: SQLValue)] { [] }
  var digests: [String] { [] }
}

/// The terms by which lists find things.
enum Term {
  /// In the lists of officers.
  static let all = "all"
  /// In the lists of everybody.
  static let open = "public"
  /// In the lists of delegates of all States.
  static let authorities = "authorities"

  static func state(_ state: StateCode) -> String { "state:\(state)" }
  static func article(_ place: String) -> String { "article:\(Article.number(of: place) ?? 0)" }
  static func code(_ part: String, _ code: String) -> String { "\(part):\(code)" }
  static func word(_ word: String) -> String { "word:\(word)" }

  /// The words of texts, as many as an index of reasonable size has for one entry.
  static func words(_ texts: [String]) -> Set<String> {
    Set(texts.flatMap { SearchText.tokens($0) }.prefix(400).map(word))
  }

  /// The days of a list that has the newest first.
  static func newestFirst(_ day: CalendarDay) -> String { String(format: "%07d", CalendarDay.latest.ordinal - day.ordinal) }
}

extension LocalText {
  var all: [String] { Array(texts.values) }
}

extension VersionShelf {
  /// The versions of the module's things.
  static let contributions = VersionShelf("contributionVersion", of: "contributions")
}

extension Change {
  /// Keeps a thing under its next version, with its places in lists and the files that it names.
  /// - Parameters:
  ///   - version: the version that the decision was made on; 0 for a new thing.
  ///   - event: the fact, as the event log names it after `contributions.`.
  mutating func keep<Thing: Kept>(
    _ thing: Thing, over version: Int, as event: String, facts: [String: EventValue] = [:], by maker: Maker, at instant: Date
  ) throws {
    let files = thing.digests.map { file in
      SQL("INSERT INTO contributionFile (sha256) VALUES ($1) ON CONFLICT (sha256) DO NOTHING", [file.sql])
    }
    let row = ThingRow(
      Thing.table, thing.key, columns: thing.columns, entry: try KeptEntry.json(thing), companions: Self.place(thing) + files)
    keep(row, on: .contributions, over: version, as: event, facts: facts, by: maker, at: instant)
  }

  /// Writes anew by what lists find a thing.
  private static func place<Thing: Kept>(_ thing: Thing) -> [SQL] {
    let terms = thing.terms.sorted()
    let rows = stride(from: 0, to: terms.count, by: 100).map { start in
      let part = terms[start..<min(start + 100, terms.count)]
      let places = part.indices.map { "($1, $\($0 - start + 4), $2, $3)" }.joined(separator: ", ")
      return SQL(
        "INSERT INTO contributionTerm (kind, term, place, id) VALUES \(places)",
        [Thing.table.sql, thing.order.sql, thing.key.sql] + part.map(\.sql))
    }
    return [SQL("DELETE FROM contributionTerm WHERE kind = $1 AND id = $2", [Thing.table.sql, thing.key.sql])] + rows
  }
}
