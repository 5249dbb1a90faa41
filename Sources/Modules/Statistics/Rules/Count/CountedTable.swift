// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A table with its figures.
public struct CountedTable: Hashable, Sendable {
  /// What it shows.
  public let spec: TableSpec
  /// The version of the codebook by which it was counted.
  public let codebookVersion: Int
  /// Its rows; the last is the whole.
  public let rows: [Heading]
  /// Its columns; the last is the whole.
  public let columns: [Heading]
  /// Its cells, row by row.
  public let cells: [[Cell]]

  /// What a row or a column is.
  public struct Heading: Hashable, Sendable {
    /// The code of the codebook, a year, a quarter or a State; `notRecorded` and `total` for what they say.
    public let code: String
    /// The words; `nil` for what has none here: years, quarters and States.
    public let label: LocalText?
  }

  /// What stands in a cell.
  public enum Cell: Hashable, Sendable {
    /// How many; 0 is a true zero.
    case count(Int)
    /// How long.
    case days(DayFigures)
    /// How much.
    case amount(TableCounter.AmountSum)
    /// Stock, new and closed.
    case balance(Balance)
    /// Closed by new.
    case clearance(Clearance)
    /// There can be no figure here.
    case notApplicable

    /// Whether nothing was counted in it.
    var isEmpty: Bool {
      switch self {
      case .count(let count): count == 0
      case .days(let days): days.net.n == 0 && days.notMeasured == 0
      case .amount(let sum): sum.n == 0 && sum.notRecorded == 0
      case .clearance(let clearance): clearance.new == 0 && clearance.closed == 0
      case .balance(let balance): balance.opening == 0 && balance.new == 0 && balance.closing == 0 && balance.closed.allSatisfy { $0 == 0 }
      case .notApplicable: false
      }
    }
  }

  init(_ counter: TableCounter, _ codebook: Codebook) {
    let plan = counter.plan
    spec = plan.spec
    codebookVersion = codebook.version
    let width = plan.columns?.size ?? 1
    let all = (0..<plan.rows.size).map { row in (0..<width).map { counter.cell(row: row, column: $0) } }
    func isNeeded(_ axis: TablePlan.Axis, _ place: Int, _ cells: [Cell]) -> Bool {
      // A list of all States or currencies helps nobody, and what is not recorded is shown where there is some; every other code is, also with 0.
      let isLong = axis.dimension == .state || axis.dimension == .currency
      return place == axis.total || !((isLong || place == axis.notRecorded) && cells.allSatisfy { $0.isEmpty || $0 == .notApplicable })
    }
    let shownRows = (0..<plan.rows.size).filter { isNeeded(plan.rows, $0, all[$0]) }
    let shownColumns = (0..<width).filter { column in
      plan.columns.map { isNeeded($0, column, all.map { $0[column] }) } ?? true
    }
    rows = shownRows.map { plan.rows.heading($0, codebook) }
    columns = shownColumns.map { plan.columns?.heading($0, codebook) ?? Heading(code: "total", label: codebook.total) }
    cells = shownRows.map { row in shownColumns.map { all[row][$0] } }
  }

  /// Where the parts of a table of counts do not add up to the whole, though their codes exclude each other; empty when everything fits.
  ///
  /// Where a request may have several codes the parts need not add up, and nothing is said.
  public var partsThatDoNotAddUp: [String] {
    guard !spec.rows.isSeveral, rows.count > 1 else { return [] }
    return columns.indices.compactMap { column in
      let counts = cells.map { if case .count(let count) = $0[column] { count } else { 0 } }
      return counts.dropLast().reduce(0, +) == counts.last ? nil : columns[column].code
    }
  }

  /// The balances that do not hold, by the codes of their rows.
  public var footnotes: [(row: String, footnote: Balance.Footnote)] {
    zip(rows, cells).compactMap { row, cells in
      guard case .balance(let balance)? = cells.first, let footnote = balance.footnote else { return nil }
      return (row.code, footnote)
    }
  }
}

extension TablePlan.Axis {
  /// What a place is called.
  func heading(_ place: Int, _ codebook: Codebook) -> CountedTable.Heading {
    if place == total { return .init(code: "total", label: codebook.total) }
    if place == notRecorded { return .init(code: "notRecorded", label: codebook.notRecorded) }
    switch dimension {
    case .year, .quarter:
      let parts = CalendarDay.earliest.adding(Days(Int(begins[place]) - CalendarDay.earliest.ordinal)).parts
      return .init(code: dimension == .year ? "\(parts.year)" : "\(parts.year)-Q\((parts.month + 2) / 3)", label: nil)
    case .state: return .init(code: StateIndex(number: UInt16(place)).state?.code ?? "", label: nil)
    default:
      let code = codebook.variable(dimension)?.codes[place]
      return .init(code: code?.code ?? "", label: code?.label)
    }
  }
}
