// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Localisation
import StatisticsRules
import Web

/// A table that an officer describes: any period, any day as of which, rows, columns, figure and limits.
struct TablePages: Sendable {
  let own: OwnFigures

  private func today(_ call: Call<SignedIn>) -> CalendarDay { CalendarDay(call.now, in: own.zone) }

  /// Counts what an address describes.
  /// - Throws: ``StatisticsProblem/tableRefused(_:)``.
  func counted(_ call: Call<SignedIn>) async throws -> CountedTable {
    let spec = try TableQuery(call.query, today: today(call), own.codebook).readable()
    guard let table = try await own.tables(TableSet(tables: [spec])).first else { throw StatisticsProblem.damaged }
    return table
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let query = TableQuery(call.query, today: today(call), own.codebook)
    let words = call.words
    guard query.faults.isEmpty else {
      let errors = FormErrors(StatisticsProblem.tableRefused(query.faults), in: words)
      return .page(page(query, errors, words) { errors.summary(words) }, status: .unprocessableContent)
    }
    let table = try await counted(call)
    let revisions = try await own.revisions(of: table.spec)
    let address = TableQuery.form(of: table.spec).query
    return .page(
      page(query, .none, words) {
        TableFacts(spec: table.spec, codebook: own.codebook, words: words).html
        OwnTableView(table: table, codebook: own.codebook, words: words).html(caption: words("statistics.table.caption"))
        RevisionList(words: words).html(revisions)
        tag("div", .css("actions")) {
          link("/statistics/table.csv" + address, words("statistics.csv"))
          link("/statistics/table.json" + address, words("statistics.json"))
        }
      })
  }

  private func page(_ query: TableQuery, _ errors: FormErrors, _ words: Words, @HTMLBuilder content: () -> [HTML]) -> Page {
    Page(
      words("statistics.table.title"), trail: [.init(words("statistics.title"), "/statistics")], classification: .internalUse,
      hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("statistics.table.lead") }
      content()
      TableForm(query: query, errors: errors, codebook: own.codebook, words: words).html
      InternalUse.panel(words)
    }
  }

  @Sendable func csv(_ call: Call<SignedIn>) async throws -> Answer {
    let table = try await counted(call)
    let words = call.words
    let text = TableLine.csv(table.lines(own.codebook, in: words.language) { words.state($0) })
    return .file(Data(text.utf8), type: "text/csv; charset=utf-8", name: "statistics.csv")
  }

  @Sendable func json(_ call: Call<SignedIn>) async throws -> Answer {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return .file(try encoder.encode(try await body(call)), type: "application/json", name: "statistics.json")
  }

  /// The table for programs.
  func body(_ call: Call<SignedIn>) async throws -> OwnTableBody {
    let table = try await counted(call)
    let words = call.words
    return OwnTableBody(
      codebook: table.codebookVersion, asOfEvent: Int(try await own.asOfIndex()), table: table.spec,
      figures: table.lines(own.codebook, in: words.language) { words.state($0) }.map {
        Dictionary(uniqueKeysWithValues: zip(TableLine.names, $0.fields))
      },
      revisions: try await own.revisions(of: table.spec).sorted { $0.key.rawValue < $1.key.rawValue }.map {
        .init(reason: $0.key.rawValue, changes: $0.value)
      })
  }
}

/// A table as JSON: what it shows, its figures and what changed after its period had ended.
struct OwnTableBody: Encodable {
  /// How often figures changed for one reason.
  struct Revised: Encodable {
    let reason: String
    let changes: Int
  }

  let codebook: Int
  /// The index of the last event of the log that the figures take in; -1 before the first.
  let asOfEvent: Int
  let table: TableSpec
  let figures: [[String: String]]
  let revisions: [Revised]
}

/// What a table counts, told above it: figures without that say nothing.
struct TableFacts: Sendable {
  let spec: TableSpec
  let codebook: Codebook
  let words: Words

  var html: HTML {
    facts(
      [
        (words("statistics.field.figure"), HTML(words("statistics.figure.\(spec.figure.rawValue)"))),
        (words.breakdown(.unit, codebook), HTML(words.codes(.unit, [spec.unit], codebook))),
        (words.breakdown(.direction, codebook), HTML(words.codes(.direction, [spec.direction], codebook))),
        (
          words("statistics.field.by"),
          HTML(codebook.dateBases.first { $0.code == spec.dateBasis.rawValue }?.label.best(for: words.language)?.text ?? "")
        ),
        (words("statistics.field.period"), period),
        (words("statistics.field.asOf"), spec.asOf.map { HTML(words.date($0)) }),
      ]
        + (spec.only ?? [:]).sorted { $0.key < $1.key }.compactMap { name, codes in
          Breakdown(rawValue: name).map { (words.breakdown($0, codebook), HTML(words.codes($0, codes, codebook))) }
        })
  }

  private var period: HTML? {
    spec.period.map { HTML(words("statistics.table.period", ["from": .day($0.from), "to": .day($0.to)])) }
  }
}

/// What changed after a period had ended, and why, told beside its figures.
struct RevisionList: Sendable {
  let words: Words

  func html(_ revisions: [Revision.Reason: Int]) -> HTML {
    guard !revisions.isEmpty else { return .nothing }
    return HTML {
      Table(
        caption: words("statistics.revision.title"),
        columns: [.init(words("statistics.revision.reason")), .init(words("statistics.revision.changes"), isNumber: true)],
        rows: Revision.Reason.allCases.compactMap { reason in
          revisions[reason].map { [HTML(words("statistics.revision.\(reason.rawValue)")), HTML(words.number($0))] }
        }
      ).html
      tag("p", .css("hint")) { words("statistics.revision.means") }
    }
  }
}

/// That these figures are not for publication.
enum InternalUse {
  static func panel(_ words: Words) -> HTML {
    Web.panel(words("statistics.internal.title"), .attention) { tag("p") { words("statistics.internal.text") } }
  }
}

extension Words {
  /// Codes of a breakdown in words; `any` for all of them.
  func codes(_ name: Breakdown, _ codes: [String], _ codebook: Codebook) -> String {
    list(
      codes.map { code in
        if code == "any" { return self("statistics.any") }
        if name == .state, let state = StateCode(code) { return self.state(state) }
        return codebook.variable(name)?.codes.first { $0.code == code }?.label.best(for: language)?.text ?? code
      })
  }
}
