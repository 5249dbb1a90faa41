// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// The same table of several States, added up: what a release over all of them is made of.
///
/// What a State did not report is not zero: each figure names the States that are not in it.
public struct CombinedTable: Hashable, Sendable {
  /// What it shows.
  public let spec: TableSpec
  /// The States whose returns were taken in, in the order of their codes.
  public let states: [StateCode]
  /// The codes of its rows, `total` last.
  public let rows: [String]
  /// The codes of its columns, `total` last.
  public let columns: [String]
  /// The measures of each cell.
  public let measures: [Measure]
  private let figures: [Place: Figure]

  private struct Place: Hashable {
    let row: String
    let column: String
    let measure: Measure
  }

  /// A figure over several States.
  public struct Figure: Hashable, Sendable {
    /// What the States that have it report together; `nil` when none has it, or when it cannot be added, as medians cannot.
    public let sum: Int?
    /// The States that have no such figure; while there is one, the sum says less than its words.
    public let without: [StateCode]

    /// A figure.
    public init(sum: Int?, without: [StateCode]) {
      self.sum = sum
      self.without = without
    }
  }

  /// Adds up a table of several States.
  ///
  /// - Parameter name: the table's name; a State without such a table stands in ``Figure/without`` of each figure.
  /// - Returns: `nil` when no State reports the table, or two report tables of that name that count different things.
  public init?(_ name: String, of returns: [ReportedFigures], _ codebook: Codebook) {
    let ordered = returns.sorted { $0.state < $1.state }
    let tables = ordered.map { (state: $0.state, table: $0.table(name)) }
    guard let first = tables.compactMap(\.table).first, tables.allSatisfy({ $0.table.map { $0.counts(first.spec) } ?? true }) else {
      return nil
    }
    spec = first.spec
    states = ordered.map(\.state)
    rows = Self.axis(tables.compactMap { $0.table?.rows }, first.spec.rows, first.spec, codebook)
    columns = Self.axis(tables.compactMap { $0.table?.columns }, first.spec.columns, first.spec, codebook)
    measures = first.measures
    var figures: [Place: Figure] = [:]
    for row in rows {
      for column in columns {
        for measure in first.measures {
          let values = tables.map { (state: $0.state, value: $0.table?.value(row, column, measure) ?? .notAvailable) }
          figures[Place(row: row, column: column, measure: measure)] = Figure(values, isAdditive: measure.isAdditive)
        }
      }
    }
    self.figures = figures
  }

  /// The figure of a cell; `nil` when the table has no such cell.
  public subscript(row: String, column: String, measure: Measure) -> Figure? {
    figures[Place(row: row, column: column, measure: measure)]
  }

  /// Puts the codes of all States in the order of the codebook, those without one by their text, what is not recorded and the whole at the end.
  private static func axis(_ axes: [[String]], _ breakdown: Breakdown?, _ spec: TableSpec, _ codebook: Codebook) -> [String] {
    let all = Set(axes.joined())
    let known =
      breakdown.flatMap { codebook.variable($0) }?.codes.map(\.code) ?? all.filter { $0 != "total" && $0 != "notRecorded" }.sorted()
    return (known + ["notRecorded", "total"]).filter { all.contains($0) }
  }
}

extension CombinedTable.Figure {
  fileprivate init(_ values: [(state: StateCode, value: ReportedValue)], isAdditive: Bool) {
    let numbers = values.compactMap(\.value.number)
    self.init(
      sum: isAdditive && !numbers.isEmpty ? ReportedTable.total(numbers) : nil,
      without: values.filter { $0.value == .notAvailable }.map(\.state))
  }
}

extension ReportedTable {
  /// The value of a cell; where the table lists only what there was, a row or a column that does not stand there is zero.
  public func value(_ row: String, _ column: String, _ measure: Measure) -> ReportedValue {
    if let value = self[row, column, measure] { return value }
    func isLeftOut(_ code: String, _ codes: [String], _ breakdown: Breakdown?) -> Bool {
      codes.contains(code) || code == "notRecorded" || breakdown == .state || breakdown == .currency
    }
    guard measures.contains(measure), isLeftOut(row, rows, spec.rows), isLeftOut(column, columns, spec.columns) else {
      return .notAvailable
    }
    return measure.isInHundredths ? .notApplicable : .number(0)
  }
}
