// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import Foundation
import Kernel
import Localisation
import StatisticsRules

/// The figures of a released table, one for each line of a file.
struct TableFigures: Sendable {
  let text: TableText

  private var table: ReleasedTable { text.table }
  private var release: ReleaseContent { text.release }

  /// One figure with its place, its days and its marks.
  struct Line: Sendable {
    let row: ReleasedTable.Heading
    let column: ReleasedTable.Heading?
    let days: TableSpec.Period
    /// `count`, `median`, `firstQuartile` or `thirdQuartile`.
    let measure: String
    let value: Int?
    let mark: ReleaseMark?
  }

  /// Every figure, row by row; of times, the number that was measured and what could be told.
  var lines: [Line] {
    zip(table.rows.headings, table.cells).flatMap { row, cells in
      cells.enumerated().flatMap { place, cell in
        let column = table.columns?.headings[place]
        let days = days(row, column)
        func line(_ measure: String, _ value: Int?) -> Line {
          let missing = cell.shownMark(table.figure) ?? .notAvailable
          let mark = cell.mark ?? (value == nil ? missing : release.isProvisional ? .provisional : nil)
          return Line(row: row, column: column, days: days, measure: measure, value: value, mark: mark)
        }
        guard table.figure != .count else { return [line("count", cell.count)] }
        return [
          line("count", cell.count), line("median", cell.days?.median), line("firstQuartile", cell.days?.firstQuartile),
          line("thirdQuartile", cell.days?.thirdQuartile),
        ]
      }
    }
  }

  /// The days that a cell counts: those of its year, else of the release.
  private func days(_ row: ReleasedTable.Heading, _ column: ReleasedTable.Heading?) -> TableSpec.Period {
    let year = table.rows.isTime ? row : table.columns?.isTime == true ? column : nil
    return year.flatMap { release.days(ofYear: $0.code) } ?? release.period
  }

  // MARK: CSV

  private static let names = [
    "release", "table", "row", "row_label", "column", "column_label", "measure", "unit", "direction", "date_basis", "from", "through",
    "value", "mark",
  ]

  /// The table as CSV: codes and words in columns of their own, days as ISO 8601, one line of names.
  /// - Parameter hasByteOrderMark: for spreadsheets that take everything else for another encoding.
  func csv(hasByteOrderMark: Bool) -> Data {
    let rows = lines.map { line -> [String] in
      return [
        release.name.text, table.name, line.row.code, text.label(line.row, of: table.rows), line.column?.code ?? "",
        headingLabel(line.column), line.measure,
        table.unit, table.direction, table.dateBasis.rawValue, line.days.from.description, line.days.to.description,
        line.value.map(String.init) ?? "", line.mark?.rawValue ?? "",
      ]
    }
    return Data(((hasByteOrderMark ? "\u{FEFF}" : "") + CSVFile.text([Self.names] + rows, guardsFormulas: true)).utf8)
  }

  private func headingLabel(_ heading: ReleasedTable.Heading?) -> String {
    guard let heading, let columns = table.columns else { return "" }
    return text.label(heading, of: columns)
  }

  // MARK: SDMX-CSV

  /// The table as SDMX-CSV 2.0: whether a figure is there stands apart from whether it is confidential.
  ///
  /// The total is `_T`, what is not recorded `_U`, as the cross-domain code lists have it.
  /// - Source: SDMX 3.0, section 2 and field guide to SDMX-CSV
  var sdmx: Data {
    let axes = [table.rows] + (table.columns.map { [$0] } ?? [])
    let dimensions = axes.filter { !$0.isTime }.map { Self.concept($0.name) }
    let header =
      ["STRUCTURE", "STRUCTURE_ID", "ACTION"] + dimensions + ["COUNTED", "FLOW", "DATE_BASIS", "MEASURE", "TIME_PERIOD", "OBS_VALUE"]
      + ["OBS_STATUS", "CONF_STATUS"]
    let rows = lines.map { line -> [String] in
      let places = [(table.rows, Optional(line.row))] + (table.columns.map { [($0, line.column)] } ?? [])
      let codes = places.filter { !$0.0.isTime }.map { Self.code($0.1?.code ?? "total") }
      return ["dataflow", "COMITY:\(Self.concept(table.name))(1.0)", "I"] + codes + [
        Self.code(table.unit), table.direction == "any" ? "_T" : Self.code(table.direction), Self.code(table.dateBasis.rawValue),
        Self.concept(line.measure), Self.period(line.days), line.value.map(String.init) ?? "", Self.status(line.mark),
        line.mark == .withheld ? "C" : "F",
      ]
    }
    return Data(CSVFile.text([header] + rows).utf8)
  }

  /// A name as SDMX writes concepts: capital letters with lines between the words.
  static func concept(_ name: String) -> String {
    name.reduce(into: "") { text, letter in
      if letter.isUppercase, !text.isEmpty { text += "_" }
      text += letter == "-" ? "_" : letter.uppercased()
    }
  }

  /// A code as SDMX allows it.
  static func code(_ code: String) -> String {
    switch code {
    case "total": "_T"
    case "notRecorded": "_U"
    default: code.replacing("+", with: "-")
    }
  }

  private static func status(_ mark: ReleaseMark?) -> String {
    switch mark {
    case nil: "A"
    case .provisional: "P"
    case .withheld: "Q"
    case .notAvailable: "O"
    case .notApplicable: "M"
    }
  }

  /// A year as such, anything else as a day and how many days from it on.
  private static func period(_ days: TableSpec.Period) -> String {
    let (from, to) = (days.from.parts, days.to.parts)
    if from.year == to.year, from.month == 1, from.day == 1, to.month == 12, to.day == 31 { return "\(from.year)" }
    return "\(days.from)/P\(days.from.days(to: days.to).count + 1)D"
  }

  // MARK: JSON

  private struct Part: Encodable {
    let format: String
    let release: ReleaseName
    let codebook: Int
    let period: TableSpec.Period
    let releasedOn: CalendarDay
    let isProvisional: Bool
    let table: ReleasedTable
  }

  /// The table as JSON; `docs/protocol/release.schema.json` describes it.
  var json: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return try encoder.encode(
        Part(
          format: "comity-released-table-1", release: release.name, codebook: release.codebook, period: release.period,
          releasedOn: release.releasedOn, isProvisional: release.isProvisional, table: table)) + Data("\n".utf8)
    }
  }
}
