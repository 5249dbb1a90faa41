// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Kernel
import Localisation
import StatisticsRules
import Web

/// The figures that an authority looks at first: stock and flow of a year, how requests ended, why, and how long it took.
struct OverviewPages: Sendable {
  let own: OwnFigures

  /// The tables of the page, by the name of their words.
  /// - Parameter asOf: the day as of which is counted; `nil` for today.
  static func tables(of year: Int, asOf: CalendarDay?, today: CalendarDay) -> TableSet {
    let first = CalendarDay(year: year, month: 1, day: 1) ?? today.yearBegins
    let last = CalendarDay(year: year, month: 12, day: 31) ?? today
    let period = TableSpec.Period(from: first, to: max(first, min(last, asOf ?? today)))
    let ended = ["refused", "partlyExecuted"]
    var tables = [
      TableSpec("balance", dateBasis: .stock, rows: .direction, figure: .balance),
      TableSpec("clearance", dateBasis: .stock, rows: .direction, figure: .clearance),
      TableSpec("pending", dateBasis: .stock, rows: .age, columns: .direction, figure: .pending),
      TableSpec("outcomes", dateBasis: .closed, rows: .outcome, columns: .direction),
      TableSpec("grounds", dateBasis: .closed, only: ["outcome": ended], rows: .ground, columns: .direction),
      TableSpec("closure", dateBasis: .closed, rows: .direction, figure: .daysToClosure),
      TableSpec("bases", rows: .basis, columns: .direction), TableSpec("basisClasses", rows: .basisClass, columns: .direction),
      TableSpec("states", rows: .state, columns: .direction), TableSpec("units", unit: "any", rows: .unit, columns: .direction),
    ]
    // Nobody knows on which day a reason for delay was there: as of an earlier day there is no such table.
    if asOf == nil { tables.insert(TableSpec("delays", dateBasis: .closed, rows: .delay, columns: .direction), at: 5) }
    return TableSet(period: period, asOf: asOf, tables: tables)
  }

  @Sendable func show(_ call: Call<SignedIn>) async throws -> Answer {
    let words = call.words
    let today = CalendarDay(call.now, in: own.zone)
    let year = call.query["year"].flatMap { Int($0) } ?? today.parts.year
    let asOf = call.query["asOf"].flatMap { CalendarDay($0) }
    var faults: [FieldProblem] = []
    if call.query["year"] != nil, !(1900...today.parts.year).contains(Int(call.query.raw("year")) ?? 0) {
      faults.append(FieldProblem(field: "year", code: "statistics.value-unreadable"))
    }
    if call.query["asOf"] != nil, asOf.map({ $0 > today }) ?? true {
      faults.append(FieldProblem(field: "asOf", code: "statistics.value-unreadable"))
    }
    let errors = faults.isEmpty ? FormErrors.none : FormErrors(StatisticsProblem.tableRefused(faults), in: words)
    let set = Self.tables(of: faults.isEmpty ? year : today.parts.year, asOf: faults.isEmpty && asOf != today ? asOf : nil, today: today)
    let tables = try await own.tables(set)
    let revisions = try await own.revisions(
      of: TableSpec("period", dateBasis: .stock, period: set.period, asOf: set.asOf, rows: .direction))
    let page = page(tables, revisions, set, form(call.query, year, today, errors, words), errors, words)
    return faults.isEmpty ? .page(page) : .page(page, status: .unprocessableContent)
  }

  private func page(
    _ tables: [CountedTable], _ revisions: [Revision.Reason: Int], _ set: TableSet, _ form: HTML, _ errors: FormErrors, _ words: Words
  ) -> Page {
    Page(words("statistics.title"), classification: .internalUse, hasErrors: !errors.isEmpty) {
      errors.summary(words)
      tag("p", .css("lead")) {
        words("statistics.lead", ["version": .text(words.number(own.codebook.version))])
      }
      form
      if let period = set.period {
        tag("p") { words("statistics.table.period", ["from": .day(period.from), "to": .day(period.to)]) }
      }
      if let asOf = set.asOf {
        tag("p") { words("statistics.asOfIs", ["day": .day(asOf)]) }
        tag("p", .css("hint")) { words("statistics.delaysNotAsOf") }
      }
      contents(tables.map { (Self.anchor($0), words("statistics.section.\($0.spec.name)")) }, words)
      for table in tables { section(table, words) }
      RevisionList(words: words).html(revisions)
      tag("div", .css("actions")) { link("/statistics/table", words("statistics.table.title"), .css("button secondary")) }
      if let period = set.period {
        tag("p") { link("/statistics/register.csv?year=\(period.from.parts.year)", words("statistics.register.link")) }
        tag("p", .css("hint")) { words("statistics.register.means") }
      }
      InternalUse.panel(words)
    }
  }

  private func form(_ query: FormData, _ year: Int, _ today: CalendarDay, _ errors: FormErrors, _ words: Words) -> HTML {
    filterForm("/statistics", submit: words("statistics.show")) {
      Field("year", words("statistics.breakdown.year"), value: query["year"] ?? "\(year)", errors: errors).line(
        width: "short", autocomplete: "off", direction: "ltr")
      Field("asOf", words("statistics.field.asOf"), hint: words("statistics.field.asOfHint"), value: query["asOf"] ?? "", errors: errors)
        .day
    }
  }

  private static func anchor(_ table: CountedTable) -> String { "table-\(table.spec.name)" }

  private func section(_ table: CountedTable, _ words: Words) -> HTML {
    let title = words("statistics.section.\(table.spec.name)")
    let address = TableQuery.form(of: table.spec).query
    // Of the long lists of reasons an officer looks for those that there were.
    let view = OwnTableView(table: table, codebook: own.codebook, words: words, omitsEmpty: [.ground, .delay].contains(table.spec.rows))
    return tag("section", .id(Self.anchor(table))) {
      tag("h2") { title }
      view.html(caption: title, showsCaption: false)
      tag("div", .css("actions")) {
        link("/statistics/table" + address, words("statistics.openTable", ["table": .text(title)]))
        link("/statistics/table.csv" + address, words("statistics.csvOf", ["table": .text(title)]))
      }
    }
  }
}
