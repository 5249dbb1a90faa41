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

/// Who changes something, for the log and for people who read the history.
struct Maker: Sendable {
  /// The officer's account; `nil` for the operator of the node.
  let id: String?
  let name: String

  var actor: EventActor { id.map { .officer($0) } ?? .operatorAtConsole }

  /// The operator of the node, at its console.
  static let console = Maker(id: nil, name: "")
}

/// Changes that rules have decided, ready to be committed together.
struct Change {
  var commit = Commit()

  /// Keeps a thing under its next version.
  /// - Parameters:
  ///   - version: the version that the decision was made on; 0 for a new thing.
  ///   - event: the fact, as the event log names it after `contributions.`.
  mutating func keep<Thing: Kept>(
    _ thing: Thing, over version: Int, as event: String, facts: [String: EventValue] = [:], by maker: Maker, at instant: Date
  ) throws {
    let entry = try ContributionsStore.json(thing)
    let names = ["id", "version", "entry"] + thing.columns.map(\.name)
    let values = [thing.key.sql, (version + 1).sql, entry.sql] + thing.columns.map(\.value)
    let places = names.indices.map { "$\($0 + 1)" }
    if version == 0 {
      commit.statements.append(
        SQL("INSERT INTO \(Thing.table) (\(names.joined(separator: ", "))) VALUES (\(places.joined(separator: ", ")))", values))
    } else {
      let set = zip(names, places).dropFirst().map { "\($0) = \($1)" }.joined(separator: ", ")
      commit.statements.append(
        SQL("UPDATE \(Thing.table) SET \(set) WHERE id = $1 AND version = $\(values.count + 1)", values + [version.sql], mustChange: 1))
    }
    place(thing)
    for file in thing.digests {
      commit.statements.append(SQL("INSERT INTO contributionFile (sha256) VALUES ($1) ON CONFLICT (sha256) DO NOTHING", [file.sql]))
    }
    commit.statements.append(
      SQL(
        """
        INSERT INTO contributionVersion (kind, id, version, changedAt, changedBy, changedByName, event, entry)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        [
          Thing.table.sql, thing.key.sql, (version + 1).sql, instant.sql, maker.id.sql, maker.name.sql, event.sql, entry.sql,
        ]))
    commit.events.append(
      NewEvent(
        EventKind(rawValue: "contributions.\(event)"), of: EventSubject(Thing.table, thing.key), at: instant, by: maker.actor,
        facts: facts.merging(["version": .integer(version + 1)]) { $1 }))
  }

  /// Writes anew by what lists find a thing.
  private mutating func place<Thing: Kept>(_ thing: Thing) {
    commit.statements.append(SQL("DELETE FROM contributionTerm WHERE kind = $1 AND id = $2", [Thing.table.sql, thing.key.sql]))
    let terms = thing.terms.sorted()
    for start in stride(from: 0, to: terms.count, by: 100) {
      let part = terms[start..<min(start + 100, terms.count)]
      let rows = part.indices.map { "($1, $\($0 - start + 4), $2, $3)" }.joined(separator: ", ")
      commit.statements.append(
        SQL(
          "INSERT INTO contributionTerm (kind, term, place, id) VALUES \(rows)",
          [Thing.table.sql, thing.order.sql, thing.key.sql] + part.map(\.sql)))
    }
  }
}
