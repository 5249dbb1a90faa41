// SPDX-License-Identifier: Apache-2.0
import CSVFormat
public import Foundation
public import Kernel
public import StatisticsRules

/// The figures of a return as a table: one line for each figure, as `comity statistics table` writes it.
public enum ReturnCSV {
  private enum Column: String, CaseIterable {
    case table, row, column, figure, value, mark
    case rowLabel = "row_label"
    case columnLabel = "column_label"
    case figureLabel = "figure_label"
    case note

    static let needed = allCases.filter(\.isNeeded)
    var isNeeded: Bool { [.table, .row, .column, .figure, .value, .mark].contains(self) }
  }

  /// The names of the columns that there must be.
  static let names = Column.needed.map(\.rawValue).joined(separator: ", ")

  /// Reads figures for the tables of a questionnaire.
  ///
  /// Words beside codes are looked over and not taken: the codes say what is meant. A line `difference` of a balance must say what
  /// the figures do.
  /// - Parameters:
  ///   - asked: the tables of the questionnaire.
  ///   - language: the language of the notes.
  /// - Throws: ``ReturnProblem`` with the first line that says something else than the questionnaire asks for.
  public static func read(
    _ data: Data, asked: [TableSpec], of state: StateCode, notes language: Language, _ codebook: Codebook
  ) throws(ReturnProblem) -> ReportedFigures {
    let rows: [[CSVField]]
    do throws(CSVError) { rows = try CSVFile.rows(data) } catch { throw .notCSV(line: error.line, column: error.column) }
    guard let header = rows.first, rows.count > 1 else { throw .nothing }
    let columns = try columns(header)
    var tables: [ReportedTable] = []
    for spec in asked {
      let own = rows.dropFirst().map { Line(columns, $0) }.filter { $0.text(.table) == spec.name }
      if !own.isEmpty { tables.append(try table(spec, own, language, codebook)) }
    }
    for row in rows.dropFirst() {
      let line = Line(columns, row)
      guard asked.contains(where: { $0.name == line.text(.table) }) else { throw .wrongLine(line: line.number, column: "table") }
    }
    return ReportedFigures(state: state, codebookVersion: codebook.version, tables: tables)
  }

  private struct Line {
    let fields: [Column: CSVField]
    let number: Int

    init(_ columns: [Column], _ row: [CSVField]) {
      fields = Dictionary(uniqueKeysWithValues: zip(columns, row))
      number = row.first?.line ?? 0
    }

    func text(_ column: Column) -> String { fields[column]?.text ?? "" }
  }

  private static func columns(_ header: [CSVField]) throws(ReturnProblem) -> [Column] {
    var columns: [Column] = []
    for field in header {
      // A name that is not known may be anything, words of a case too: it is not repeated.
      guard let column = Column(rawValue: field.text) else { throw .wrongColumn(name: "\(field.column)") }
      guard !columns.contains(column) else { throw .wrongColumn(name: column.rawValue) }
      columns.append(column)
    }
    for column in Column.allCases where column.isNeeded && !columns.contains(column) { throw .wrongColumn(name: column.rawValue) }
    return columns
  }

  private static func table(
    _ spec: TableSpec, _ lines: [Line], _ language: Language, _ codebook: Codebook
  ) throws(ReturnProblem) -> ReportedTable {
    func codes(_ column: Column) -> [String] {
      lines.reduce(into: []) { if !$0.contains($1.text(column)) { $0.append($1.text(column)) } }
    }
    var plain = spec
    plain.title = nil
    var table = ReportedTable(plain, rows: codes(.row), columns: codes(.column), measures: spec.figure.measures(codebook))
    var seen: Set<[String]> = []
    var notes: [String] = []
    for line in lines {
      let place = [line.text(.row), line.text(.column), line.text(.figure)]
      guard seen.insert(place).inserted else { throw .wrongLine(line: line.number, column: "figure") }
      if place[2] == "difference", spec.figure == .balance { continue }
      if !line.text(.note).isEmpty, !notes.contains(line.text(.note)) { notes.append(line.text(.note)) }
      let measure = Measure(place[2])
      guard table.measures.contains(measure) else { throw .wrongLine(line: line.number, column: "figure") }
      table[place[0], place[1], measure] = try value(line, measure)
    }
    // An amount that there cannot be has one line alone.
    for place in seen where place[2] == Measure.amount.code && table[place[0], place[1], .amount] == .notApplicable {
      for measure in table.measures where !seen.contains([place[0], place[1], measure.code]) {
        table[place[0], place[1], measure] = .notApplicable
      }
    }
    try checkDifferences(lines, table)
    if !notes.isEmpty { table.note = LocalText([language: notes.joined(separator: "\n")]) }
    return table
  }

  private static func value(_ line: Line, _ measure: Measure) throws(ReturnProblem) -> ReportedValue {
    let (value, mark) = (line.text(.value), line.text(.mark))
    guard value.isEmpty != mark.isEmpty, mark.isEmpty || mark == "x" || mark == "z", value != "x", value != "z",
      let read = ReportedValue(mark.isEmpty ? value : mark, of: measure)
    else { throw .wrongLine(line: line.number, column: mark.isEmpty ? "value" : "mark") }
    return read
  }

  private static func checkDifferences(_ lines: [Line], _ table: ReportedTable) throws(ReturnProblem) {
    for line in lines where line.text(.figure) == "difference" && table.spec.figure == .balance {
      guard let told = Int(line.text(.value)), told == table.balanceDifference(line.text(.row), line.text(.column)) else {
        throw .wrongLine(line: line.number, column: "value")
      }
    }
  }
}
