// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import StatisticsRules
import Web

/// The words of a released table in one language.
struct TableText: Sendable {
  let table: ReleasedTable
  let release: ReleaseContent
  let codebook: Codebook
  let words: Words

  private var language: Kernel.Language { words.language }

  /// The table's own title.
  var title: String { table.title.best(for: language)?.text ?? table.name }

  /// What a heading says.
  func label(_ heading: ReleasedTable.Heading, of axis: ReleasedTable.Axis) -> String {
    if let label = heading.label?.best(for: language)?.text { return label }
    let isOfStates = axis.name == "requestingState" || axis.name == "requestedState"
    if isOfStates, let state = StateCode(heading.code) { return words.state(state) }
    return heading.code
  }

  /// What an axis is called.
  func name(_ axis: ReleasedTable.Axis) -> String {
    axis.label?.best(for: language)?.text ?? words("statistics.releases.axis.\(axis.name)")
  }

  /// What stands in a cell of the page: a number, a time with its number of requests, or a symbol.
  func said(_ cell: ReleasedCell) -> String {
    guard let count = cell.count else { return cell.mark?.symbol ?? "" }
    let number = words.number(count) + (release.isProvisional ? " \(ReleaseMark.provisional.symbol)" : "")
    guard table.figure != .count else { return number }
    guard let days = cell.days else { return words("statistics.releases.tooFew", ["number": .text(number)]) }
    guard let first = days.firstQuartile, let third = days.thirdQuartile else {
      return words("statistics.releases.median", ["median": .integer(days.median), "number": .text(number)])
    }
    return words(
      "statistics.releases.quartiles",
      ["median": .integer(days.median), "first": .integer(first), "third": .integer(third), "number": .text(number)])
  }

  /// The period of the release.
  var period: String { Self.period(release.period, words) }

  static func period(_ period: TableSpec.Period, _ words: Words) -> String {
    let (from, to) = (period.from.parts, period.to.parts)
    guard from.month == 1, from.day == 1, to.month == 12, to.day == 31 else {
      return words("statistics.releases.period.days", ["from": .text(words.date(period.from)), "to": .text(words.date(period.to))])
    }
    if from.year == to.year { return words("statistics.releases.period.year", ["year": .text("\(from.year)")]) }
    return words("statistics.releases.period.years", ["first": .text("\(from.year)"), "last": .text("\(to.year)")])
  }

  /// What is counted, in which direction, by which day, when and of how many States.
  func subtitle(column: String? = nil) -> String {
    var parts = [measure, direction, dateBasis, period, coverage]
    if let column, column != "total", let columns = table.columns, let heading = columns.headings.first(where: { $0.code == column }) {
      parts.insert(label(heading, of: columns), at: 1)
    }
    return parts.joined(separator: language == .ar ? "، " : language == .zh ? "，" : ", ")
  }

  /// Requests, or days.
  var measure: String {
    guard table.figure == .count else { return words("statistics.releases.measure.\(table.figure.rawValue)") }
    return words("statistics.releases.measure.\(table.unit)")
  }

  var direction: String {
    words("statistics.releases.direction.\(table.direction == "any" ? "both" : table.direction)")
  }

  var dateBasis: String { words("statistics.releases.dateBasis.\(table.dateBasis.rawValue)") }

  var coverage: String {
    words(
      "statistics.releases.coverage",
      ["reportingCount": .integer(table.coverage.reporting.count), "asked": .text(words.number(table.coverage.asked.count))])
  }

  /// What must be read with the table.
  var footnotes: [String] { table.footnotes.map { words("statistics.releases.footnote.\($0.rawValue)") } }

  /// The symbols that the table has, with what they mean.
  var legend: [(symbol: String, meaning: String)] {
    let used = Set(table.cells.flatMap { $0.compactMap(\.mark) })
    return ReleaseMark.allCases.filter { used.contains($0) || ($0 == .provisional && release.isProvisional) }.map {
      ($0.symbol, words("statistics.releases.symbol.\($0.rawValue)"))
    }
  }

  /// The table on a page.
  func html(caption: String) -> HTML {
    let columns = table.columns?.headings ?? []
    let heads = columns.isEmpty ? [measure] : columns.map { label($0, of: table.columns ?? table.rows) }
    return Table(
      caption: caption, columns: [Table.Column(name(table.rows))] + heads.map { Table.Column($0, isNumber: true) },
      rows: zip(table.rows.headings, table.cells).map { heading, cells in
        [HTML(label(heading, of: table.rows))] + cells.map { HTML(said($0)) }
      }
    ).html
  }
}

extension ReleasedCell {
  /// The symbol of what a table shows of it: of times also where nothing was measured, or too little.
  func shownMark(_ figure: TableSpec.FigureKind) -> ReleaseMark? {
    if let mark { return mark }
    guard figure != .count, days == nil else { return nil }
    return count == 0 ? .notApplicable : .notAvailable
  }
}
