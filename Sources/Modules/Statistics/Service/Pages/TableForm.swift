// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import StatisticsRules
import Web

/// The form by which a table is described; what it sends is the table's address.
struct TableForm: Sendable {
  let query: TableQuery
  let errors: FormErrors
  let codebook: Codebook
  let words: Words

  private static let breakdowns = Breakdown.allCases

  var html: HTML {
    filterForm("/statistics/table", submit: words("statistics.show")) {
      choice("figure", words("statistics.field.figure"), TableSpec.FigureKind.allCases.map(\.rawValue), query.spec.figure.rawValue) {
        words("statistics.figure.\($0)")
      }
      breakdown("rows", words("statistics.field.rows"), query.spec.rows.rawValue)
      Field("columns", words("statistics.field.columns"), value: query.spec.columns?.rawValue ?? "", errors: errors).choice(
        options(of: Self.breakdowns), none: words("statistics.oneColumn"))
      day("from", words("statistics.field.from"), query.spec.period?.from)
      day("to", words("statistics.field.to"), query.spec.period?.to)
      day("asOf", words("statistics.field.asOf"), query.spec.asOf, hint: words("statistics.field.asOfHint"))
      Field(
        "by", words("statistics.field.by"), hint: words("statistics.field.byHint"), value: query.spec.dateBasis.rawValue, errors: errors
      )
      .choice(
        codebook.dateBases.filter { $0.code != "stock" }.map { .init($0.code, $0.label.best(for: words.language)?.text ?? $0.code) })
      codes("unit", .unit, chosen: query.spec.unit, all: "any")
      codes("direction", .direction, chosen: query.spec.direction, all: "any")
      limits
    }
  }

  private var limits: HTML {
    tag("details", .flag("open", query.spec.only != nil)) {
      tag("summary") { words("statistics.field.limits") }
      Field("state", words.breakdown(.state, codebook), value: query.form["state"] ?? "", errors: errors).choice(
        words.statesByName.map { .init($0.code, words.state($0)) }, none: words("statistics.any"))
      for limit in [Breakdown.region, .basis, .kind, .proceeding] { codes(limit.rawValue, limit, chosen: query.form[limit.rawValue] ?? "") }
      Field("outcome", words.breakdown(.outcome, codebook), errors: errors).checkboxes(
        options(of: .outcome), chosen: Set(query.form.all("outcome")))
    }
  }

  private func choice(_ name: String, _ label: String, _ codes: [String], _ chosen: String, _ text: (String) -> String) -> HTML {
    Field(name, label, value: chosen, errors: errors).choice(codes.map { .init($0, text($0)) })
  }

  private func breakdown(_ name: String, _ label: String, _ chosen: String) -> HTML {
    Field(name, label, value: chosen, errors: errors).choice(options(of: Self.breakdowns))
  }

  private func options(of breakdowns: [Breakdown]) -> [Field.Option] {
    breakdowns.map { .init($0.rawValue, words.breakdown($0, codebook)) }
  }

  private func options(of breakdown: Breakdown) -> [Field.Option] {
    (codebook.variable(breakdown)?.codes ?? []).map { .init($0.code, $0.label.best(for: words.language)?.text ?? $0.code) }
  }

  private func codes(_ name: String, _ breakdown: Breakdown, chosen: String, all: String? = nil) -> HTML {
    let field = Field(name, words.breakdown(breakdown, codebook), value: chosen, errors: errors)
    guard let all else { return field.choice(options(of: breakdown), none: words("statistics.any")) }
    return field.choice([.init(all, words("statistics.any"))] + options(of: breakdown))
  }

  /// A day as it was typed; the one that is shown where nothing was.
  private func day(_ name: String, _ label: String, _ shown: CalendarDay?, hint: String? = nil) -> HTML {
    Field(name, label, hint: hint, value: query.form[name] ?? shown?.description ?? "", errors: errors).day
  }
}
