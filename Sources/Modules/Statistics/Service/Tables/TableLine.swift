// SPDX-License-Identifier: Apache-2.0
import CSVFormat
public import Kernel
public import StatisticsRules

/// One figure of a table as it is written out: codes and words in columns of their own, a mark where there is no figure.
public struct TableLine: Hashable, Sendable {
  /// The table.
  public var table: String
  /// The row's code and words.
  public var row: (code: String, label: String)
  /// The column's code and words.
  public var column: (code: String, label: String)
  /// The figure's code and words.
  public var figure: (code: String, label: String)
  /// The figure; empty where there is none.
  public var value: String
  /// `x` not available, `z` not applicable; `about`, `over`, `under` where a published figure is not exact.
  public var mark: String
  /// What the figure covers, or that a balance does not hold.
  public var note: String

  /// Compares what is written.
  public static func == (left: TableLine, right: TableLine) -> Bool { left.fields == right.fields }
  /// Hashes what is written.
  public func hash(into hasher: inout Hasher) { hasher.combine(fields) }

  /// The names of the fields.
  public static let names = [
    "table", "row", "row_label", "column", "column_label", "figure", "figure_label", "value", "mark", "note",
  ]

  /// The fields, in the order of ``names``.
  public var fields: [String] {
    [table, row.code, row.label, column.code, column.label, figure.code, figure.label, value, mark, note]
  }

  /// Lines as CSV with one line of names.
  public static func csv(_ lines: [TableLine]) -> String {
    CSVFile.text(
      [names]
        + lines.map { line in
          var fields = line.fields
          // The note alone comes from outside: nothing that a spreadsheet would run may begin it.
          if let first = line.note.first, "=+-@\t\r".contains(first) { fields[fields.count - 1] = "'" + line.note }
          return fields
        })
  }
}

extension CountedTable {
  /// Every figure of the table, row by row.
  /// - Parameter stateName: the name of a State; its code where nobody knows names.
  public func lines(
    _ codebook: Codebook, in language: Language, stateName: (StateCode) -> String = { $0.code }
  ) -> [TableLine] {
    zip(rows, cells).flatMap { row, cells in
      zip(columns, cells).flatMap { column, cell in
        cell.figures(codebook).map { figure in
          let label = codebook.label(figure.code, in: language)
          return TableLine(
            table: spec.name, row: (row.code, row.text(language, of: spec.rows, stateName)),
            column: (column.code, column.text(language, of: spec.columns, stateName)),
            figure: (figure.code, label), value: figure.value, mark: figure.mark, note: figure.note)
        }
      }
    }
  }
}

extension CountedTable.Heading {
  /// The words, or the code of what has none here.
  func text(_ language: Language, of breakdown: Breakdown?, _ stateName: (StateCode) -> String) -> String {
    if let label { return label.best(for: language)?.text ?? code }
    guard breakdown == .state, let state = StateCode(code) else { return code }
    return stateName(state)
  }
}

extension Codebook {
  /// The words of a figure; those of a closed balance are made of two.
  func label(_ figure: String, in language: Language) -> String {
    let parts = figure.split(separator: ".").map(String.init)
    let own = figures.first { $0.code == parts[0] }?.label.best(for: language)?.text ?? parts[0]
    guard parts.count > 1 else { return own }
    let outcome = variable(.outcome)?.codes.first { $0.code == parts[1] }?.label ?? notRecorded
    return "\(own): \(outcome.best(for: language)?.text ?? parts[1])"
  }
}

extension CountedTable.Cell {
  /// The figures of a cell with their codes.
  func figures(_ codebook: Codebook) -> [(code: String, value: String, mark: String, note: String)] {
    switch self {
    case .count(let count): [("count", "\(count)", "", "")]
    case .days(let days): Self.figures(days)
    case .amount(let sum):
      [
        sum.n > 0
          ? ("amount", Self.decimal(sum.hundredths), "", "") : ("amount", "", sum.notRecorded > 0 ? "x" : "z", ""),
        ("n", "\(sum.n)", "", ""), ("notMeasured", "\(sum.notRecorded)", "", ""),
      ]
    case .balance(let balance): Self.figures(balance, codebook)
    case .clearance(let clearance):
      [
        ("new", "\(clearance.new)", "", ""), ("closed", "\(clearance.closed)", "", ""),
        clearance.rate.map { ("clearanceRate", Self.decimal(Int128($0)), "", "") } ?? ("clearanceRate", "", "z", ""),
      ]
    case .notApplicable: [("amount", "", "z", "")]
    }
  }

  private static func figures(_ days: DayFigures) -> [(code: String, value: String, mark: String, note: String)] {
    func figure(_ code: String, _ hundredths: Int?) -> (code: String, value: String, mark: String, note: String) {
      hundredths.map { (code, decimal(Int128($0)), "", "") } ?? (code, "", "z", "")
    }
    return [
      ("n", "\(days.net.n)", "", ""), ("notMeasured", "\(days.notMeasured)", "", ""), figure("meanDays", days.net.mean),
      figure("firstQuartileDays", days.net.quantile(percent: 25)), figure("medianDays", days.net.quantile(percent: 50)),
      figure("thirdQuartileDays", days.net.quantile(percent: 75)), figure("ninetiethPercentileDays", days.net.quantile(percent: 90)),
      ("suspendedDays", "\(days.suspended)", "", ""),
    ]
  }

  private static func figures(_ balance: Balance, _ codebook: Codebook) -> [(code: String, value: String, mark: String, note: String)] {
    let outcomes = (codebook.variable(.outcome)?.codes.map(\.code) ?? []) + ["notRecorded"]
    let closed = zip(outcomes, balance.closed).map { ("closed.\($0)", "\($1)", "", "") }
    let note = balance.difference == 0 ? "" : "opening + new - closed = closing + (\(balance.difference))"
    return [("opening", "\(balance.opening)", "", ""), ("new", "\(balance.new)", "", "")] + closed + [
      ("closing", "\(balance.closing)", "", ""), ("difference", "\(balance.difference)", "", note),
    ]
  }

  /// Hundredths as a decimal number without zeros at its end.
  static func decimal(_ hundredths: Int128) -> String {
    let (whole, rest) = (hundredths.magnitude / 100, hundredths.magnitude % 100)
    let sign = hundredths < 0 ? "-" : ""
    guard rest > 0 else { return "\(sign)\(whole)" }
    return "\(sign)\(whole).\(rest % 10 == 0 ? "\(rest / 10)" : rest < 10 ? "0\(rest)" : "\(rest)")"
  }
}

extension PublishedTable {
  /// Every figure of the table, row by row, with what it covers.
  public func lines(_ codebook: Codebook, in language: Language) -> [TableLine] {
    zip(rows, cells).flatMap { row, cells in
      zip(columns, cells).map { column, cell in
        let figure = spec.figure == .sum ? "count" : spec.figure.rawValue
        return TableLine(
          table: spec.name, row: (row, text(row, spec.rows, codebook, language)),
          column: (column, spec.columns.map { text(column, $0, codebook, language) } ?? text(column, .figure, codebook, language)),
          figure: (figure, codebook.label(figure, in: language)),
          value: cell.value.map { spec.figure == .sum ? "\($0)" : CountedTable.Cell.decimal(Int128($0) * 10) } ?? "",
          mark: cell.mark != .none ? cell.mark.rawValue : cell.precision == .exact ? "" : cell.precision.rawValue,
          note: cell.coverage.joined(separator: " "))
      }
    }
  }

  private func text(_ code: String, _ column: PublishedColumn, _ codebook: Codebook, _ language: Language) -> String {
    if code == "total" { return codebook.total.best(for: language)?.text ?? code }
    let name: Breakdown? =
      switch column {
      case .direction: .direction
      case .kind: .kind
      case .outcome: .outcome
      default: nil
      }
    return name.flatMap { codebook.variable($0) }?.codes.first { $0.code == code }?.label.best(for: language)?.text ?? code
  }
}
