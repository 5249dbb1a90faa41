// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import StatisticsRules
import Storage
import Web

/// Typing what a State without a node sent on paper: one field for each figure; a second officer confirms it.
struct TypePages: Sendable {
  let collecting: Collecting
  /// A form with more fields would be no form any more; a table as a file has no such limit.
  static let mostFields = 4_000

  @Sendable func page(_ call: Call<SignedIn>) async throws -> Answer {
    let collection = try await collecting.collection(call).value
    let state = try collecting.state(call, collection)
    let newest = try await collecting.store.newest(of: state, in: collection.id)
    return .page(draw(collection, state, newest.map { typed(of: $0.value) } ?? FormData(), .none, [], call))
  }

  @Sendable func submit(_ call: Call<SignedIn>) async throws -> Answer {
    let collection = try await collecting.collection(call).value
    let state = try collecting.state(call, collection)
    let typed = try await call.form()
    do {
      let newest = try await collecting.store.newest(of: state, in: collection.id)
      let language = typed["language"].flatMap { Language(rawValue: $0) } ?? call.language
      let answer = StatisticalReturn(
        collection: collection.id, revision: (newest?.value.content.revision ?? 0) + 1,
        reason: typed["reason"].map { LocalText([language: $0]) } ?? LocalText(),
        figures: try read(typed, collection, state, language))
      try await collecting.take(answer, way: .typed, officer: call.who.officer, by: .officer(call.who.officer), at: call.now)
      return .redirect(to: CollectionPath.state(collection.id, state), notice: Message("statistics.type.saved"))
    } catch let problem as CannotTakeReturn {
      var faults: [ReturnFault] = []
      if case .contradictory(let found) = problem { faults = found }
      return .page(draw(collection, state, typed, FormErrors(problem, in: call.words), faults, call), status: problem.kind.status)
    } catch let problem as CannotCollect {
      return .page(draw(collection, state, typed, FormErrors(problem, in: call.words), [], call), status: problem.kind.status)
    }
  }

  // MARK: Fields

  private static func field(_ table: String, _ row: String, _ column: String, _ measure: Measure) -> String {
    "\(table)|\(row)|\(column)|\(measure)"
  }

  /// The tables with every row and column that can be typed: the States asked and the currencies in use stand for those lists that are long.
  private func blank(_ collection: DataCollection, _ state: StateCode, _ typed: FormData) -> [ReportedTable] {
    let codebook = collecting.codebook
    let currencies = (typed["currencies"] ?? "").split(whereSeparator: { !$0.isLetter }).map { $0.uppercased() }.filter {
      codebook.index(of: $0, in: .currency) != nil
    }
    func codes(_ breakdown: Breakdown?, _ spec: TableSpec) -> [String] {
      guard let breakdown else { return ["total"] }
      let long: [String] =
        switch breakdown {
        case .state: collection.asked.filter { $0 != state }.sorted().map(\.code)
        case .currency: currencies
        default: []
        }
      let needed = breakdown.needed(in: spec, codebook)
      let isCoded = breakdown != .year && breakdown != .quarter
      return long + needed.dropLast() + (isCoded ? ["notRecorded"] : []) + needed.suffix(1)
    }
    return collection.tables.map { spec in
      var plain = spec
      plain.title = nil
      return ReportedTable(
        plain, rows: codes(spec.rows, spec), columns: codes(spec.columns, spec), measures: spec.figure.measures(codebook))
    }
  }

  /// Reads every field; an empty one is a figure that the State does not have, which a note on the table has to explain.
  private func read(
    _ typed: FormData, _ collection: DataCollection, _ state: StateCode, _ language: Kernel.Language
  ) throws -> ReportedFigures {
    let values = Dictionary(typed.pairs.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    var faults: [FieldProblem] = []
    var tables = blank(collection, state, typed)
    for place in tables.indices {
      let spec = tables[place].spec
      for row in tables[place].rows {
        for column in tables[place].columns {
          for measure in tables[place].measures {
            let name = Self.field(spec.name, row, column, measure)
            let text = (values[name] ?? "").trimmingCharacters(in: .whitespaces)
            if text.isEmpty { continue }
            guard let value = ReportedValue(text, of: measure) else {
              faults.append(FieldProblem(field: name, code: "statistics.no-figure"))
              continue
            }
            tables[place][row, column, measure] = value
          }
        }
      }
      if let note = typed["note|\(spec.name)"] { tables[place].note = LocalText([language: note]) }
      tables[place] = tables[place].withoutEmptyExtras
    }
    guard faults.isEmpty else { throw CannotCollect.wrongFields(faults) }
    return ReportedFigures(state: state, codebookVersion: collecting.codebook.version, tables: tables)
  }

  private func typed(of kept: KeptReturn) -> FormData {
    var pairs: [(String, String)] = []
    var currencies: Set<String> = []
    for table in kept.content.figures.tables {
      if table.spec.rows == .currency { currencies.formUnion(table.rows.filter { $0.count == 3 }) }
      for row in table.rows {
        for column in table.columns {
          for measure in table.measures {
            guard let value = table[row, column, measure], value != .notAvailable else { continue }
            pairs.append((Self.field(table.spec.name, row, column, measure), value.text(of: measure)))
          }
        }
      }
      if let note = table.note.best(for: .en) { pairs.append(("note|\(table.spec.name)", note.text)) }
    }
    return FormData(pairs + [("currencies", currencies.sorted().joined(separator: " "))])
  }

  // MARK: Drawing

  private func draw(
    _ collection: DataCollection, _ state: StateCode, _ typed: FormData, _ errors: FormErrors, _ faults: [ReturnFault],
    _ call: Call<SignedIn>
  ) -> Page {
    let (words, url) = (call.words, CollectionPath.state(collection.id, state))
    let drawing = collecting.drawing(words)
    let tables = blank(collection, state, typed)
    let count = tables.reduce(0) { $0 + $1.values.count }
    return Page(
      words("statistics.type.of", ["state": .state(state)]), trail: CollectionPath.trail(collection, words), classification: .internalUse,
      hasErrors: !errors.isEmpty
    ) {
      tag("p", .css("lead")) { words("statistics.type.lead") }
      drawing.faults(faults, collection.tables)
      if count > Self.mostFields {
        emptyState(
          words("statistics.type.tooMany"),
          action: (words("statistics.take.title"), "\(CollectionPath.of(collection.id))/take?state=\(state)"))
      } else {
        form(call, to: "\(url)/type", submit: words("statistics.type.save"), errors: errors, cancel: (words("statistics.cancel"), url)) {
          if tables.contains(where: { $0.spec.rows == .currency || $0.spec.columns == .currency }) {
            Field(
              "currencies", words("statistics.type.currencies"), hint: words("statistics.type.currenciesHint"),
              value: typed.raw("currencies")
            ).line(direction: "ltr")
          }
          for (spec, table) in zip(collection.tables, tables) { fields(table, spec, typed, drawing, errors) }
          Field("language", words("statistics.returns.language"), value: typed["language"] ?? words.language.rawValue).choice(
            Language.allCases.map { .init($0.rawValue, $0.ownName, language: $0) })
          Field(
            "reason", words("statistics.returns.reason"), hint: words("statistics.type.reasonHint"), value: typed.raw("reason"),
            errors: errors
          )
          .area(rows: 3)
        }
      }
    }
  }

  private func fields(
    _ table: ReportedTable, _ spec: TableSpec, _ typed: FormData, _ drawing: ReturnTables, _ errors: FormErrors
  ) -> HTML {
    let heads = drawing.heads(table)
    let values = Dictionary(
      typed.pairs.filter { $0.name.hasPrefix("\(spec.name)|") }.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    return HTML {
      tag("h2") { drawing.title(spec) }
      drawing.instructionsHTML(spec)
      Table(
        caption: drawing.title(spec), showsCaption: false,
        columns: [Table.Column(drawing.words("statistics.collect.rows"))] + heads.map { Table.Column($0.label) },
        rows: table.rows.map { row in
          [HTML(drawing.label(row, spec.rows))]
            + heads.map { head in
              let name = Self.field(spec.name, row, head.column, head.measure)
              return void(
                "input", Attribute("type", "text"), .id(Field.anchor(of: name)), Attribute("name", name), .css("short"), .dir("ltr"),
                Attribute("inputmode", "decimal"), Attribute("value", values[name] ?? ""),
                Attribute("aria-label", "\(drawing.label(row, spec.rows)), \(head.label)"),
                errors.message(for: name) == nil ? nil : Attribute("aria-invalid", "true"))
            }
        }
      ).html
      Field("note|\(spec.name)", drawing.words("statistics.returns.note"), value: typed.raw("note|\(spec.name)")).area(rows: 2)
    }
  }
}
