// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// The figures that one State reports for a collection.
///
/// Everything in it but the notes is a code, a day or a number, so that no text of a case has a place in it.
public struct ReportedFigures: Hashable, Sendable {
  /// The State whose figures these are.
  public var state: StateCode
  /// The version of the codebook by which they were counted.
  public var codebookVersion: Int
  /// The tables, in the order of the questionnaire.
  public var tables: [ReportedTable]

  /// Figures of a State.
  public init(state: StateCode, codebookVersion: Int, tables: [ReportedTable]) {
    self.state = state
    self.codebookVersion = codebookVersion
    self.tables = tables
  }

  /// Figures as they were counted, without notes.
  public init(of state: StateCode, from tables: [CountedTable], codebook: Codebook) {
    self.init(
      state: state, codebookVersion: tables.first?.codebookVersion ?? codebook.version,
      tables: tables.map { ReportedTable($0, codebook) })
  }

  /// The table of a name; `nil` when it was not reported.
  public func table(_ name: String) -> ReportedTable? { tables.first { $0.spec.name == name } }
}

/// What is reported for one measure of one cell.
public enum ReportedValue: Hashable, Sendable {
  /// A number, in the measure's unit; 0 is a true zero.
  case number(Int)
  /// The State has no such figure, which is not zero.
  case notAvailable
  /// There can be no figure here.
  case notApplicable

  /// The number; `nil` where there is none.
  public var number: Int? { if case .number(let number) = self { number } else { nil } }
}

/// One table of a return.
public struct ReportedTable: Hashable, Sendable {
  /// What it shows; always with a period.
  public var spec: TableSpec
  /// The codes of its rows; `total` is the whole.
  ///
  /// Where rows are States or currencies, one that does not stand there had none: it is zero, not missing.
  public var rows: [String]
  /// The codes of its columns; a table without columns has `total` alone.
  public var columns: [String]
  /// The measures of each cell.
  public var measures: [Measure]
  /// The values: row by row, in each row column by column, in each cell measure by measure.
  public private(set) var values: [ReportedValue]
  /// What the State says about the table, in one language or several.
  public var note: LocalText

  /// The longest note, in characters.
  public static let longestNote = 2_000

  /// A table without any figure yet.
  public init(_ spec: TableSpec, rows: [String], columns: [String], measures: [Measure], note: LocalText = LocalText()) {
    self.spec = spec
    self.rows = rows
    self.columns = columns
    self.measures = measures
    self.note = note
    values = Array(repeating: .notAvailable, count: rows.count * columns.count * measures.count)
  }

  /// A table as it was counted.
  public init(_ table: CountedTable, _ codebook: Codebook) {
    // The questionnaire has the words; what leaves has codes alone.
    var spec = table.spec
    spec.title = nil
    self.init(
      spec, rows: table.rows.map(\.code), columns: table.columns.map(\.code), measures: table.spec.figure.measures(codebook))
    values = table.cells.flatMap { cells in cells.flatMap { $0.reported(count: measures.count) } }
  }

  private func place(_ row: String, _ column: String, _ measure: Measure) -> Int? {
    guard let row = rows.firstIndex(of: row), let column = columns.firstIndex(of: column),
      let measure = measures.firstIndex(of: measure)
    else { return nil }
    return (row * columns.count + column) * measures.count + measure
  }

  /// The value of a cell's measure; `nil` when the table has no such cell.
  ///
  /// Setting one that there is not does nothing.
  public subscript(row: String, column: String, measure: Measure) -> ReportedValue? {
    get { place(row, column, measure).map { values[$0] } }
    set { if let place = place(row, column, measure), let newValue { values[place] = newValue } }
  }
}

extension CountedTable.Cell {
  /// The values of a cell in the order of its measures.
  ///
  /// A sum beyond 92 quadrillion of a currency, which none of the measured amounts can be, would be told as not available.
  fileprivate func reported(count: Int) -> [ReportedValue] {
    func hundredths(_ value: Int?) -> ReportedValue { value.map { .number($0) } ?? .notApplicable }
    switch self {
    case .count(let count): return [.number(count)]
    case .days(let days):
      return [
        .number(days.net.n), .number(days.notMeasured), hundredths(days.net.mean), hundredths(days.net.quantile(percent: 25)),
        hundredths(days.net.quantile(percent: 50)), hundredths(days.net.quantile(percent: 75)),
        hundredths(days.net.quantile(percent: 90)), .number(days.suspended),
      ]
    case .amount(let sum):
      let none: ReportedValue = sum.notRecorded > 0 ? .notAvailable : .notApplicable
      let amount = sum.n > 0 ? Int(exactly: sum.hundredths).map { ReportedValue.number($0) } ?? .notAvailable : none
      return [amount, .number(sum.n), .number(sum.notRecorded)]
    case .balance(let balance):
      return [.number(balance.opening), .number(balance.new)] + balance.closed.map { .number($0) } + [.number(balance.closing)]
    case .clearance(let clearance):
      return [.number(clearance.new), .number(clearance.closed), hundredths(clearance.rate)]
    case .notApplicable: return Array(repeating: .notApplicable, count: count)
    }
  }
}

extension ReportedTable {
  /// The table without rows and columns in which nothing was typed and which no such table must have: other States, other currencies, what
  /// has no code.
  public var withoutEmptyExtras: ReportedTable {
    func isExtra(_ code: String, _ breakdown: Breakdown?) -> Bool {
      code == "notRecorded" || (code != "total" && (breakdown == .state || breakdown == .currency))
    }
    func isEmpty(_ row: String?, _ column: String?) -> Bool {
      (row.map { [$0] } ?? rows).allSatisfy { row in
        (column.map { [$0] } ?? columns).allSatisfy { column in
          measures.allSatisfy { self[row, column, $0] == .notAvailable }
        }
      }
    }
    let keptRows = rows.filter { !isExtra($0, spec.rows) || !isEmpty($0, nil) }
    let keptColumns = columns.filter { !isExtra($0, spec.columns) || !isEmpty(nil, $0) }
    var kept = ReportedTable(spec, rows: keptRows, columns: keptColumns, measures: measures, note: note)
    for row in keptRows {
      for column in keptColumns {
        for measure in measures { kept[row, column, measure] = self[row, column, measure] }
      }
    }
    return kept
  }
}
