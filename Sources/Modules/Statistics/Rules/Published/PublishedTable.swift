// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What a table of published figures shows.
public struct PublishedSpec: Codable, Hashable, Sendable {
  /// Its stable name.
  public var name: String
  /// Its title, where it has one.
  public var title: LocalText?
  /// Codes to which it is limited, by column; the quantity is one of them.
  public var only: [String: [String]]
  /// What its rows are.
  public var rows: PublishedColumn
  /// What its columns are; `nil` for one column.
  public var columns: PublishedColumn?
  /// What stands in its cells.
  public var figure: Figure

  /// What stands in the cells.
  public enum Figure: String, Codable, Hashable, Sendable, CaseIterable {
    /// The figure itself, added where there are several.
    case sum
    /// How much more than in the year before that the register has, in per cent.
    case growth
    /// How much of its column, in per cent.
    case share
  }

  /// Describes a table.
  public init(_ name: String, only: [String: [String]], rows: PublishedColumn, columns: PublishedColumn? = nil, figure: Figure = .sum) {
    self.name = name
    self.only = only
    self.rows = rows
    self.columns = columns
    self.figure = figure
  }
}

extension PublishedSpec {
  /// Everything that keeps it from being made; empty when it can be.
  public var faults: [CannotCount.Fault] {
    let known = PublishedColumn.ofKey
    var found = only.keys.sorted().filter { name in !known.contains { $0.rawValue == name } }.map(SpecFault.unknownBreakdown)
    found += ([rows] + (columns.map { [$0] } ?? [])).filter { !known.contains($0) }.map { .unknownBreakdown($0.rawValue) }
    if rows == columns { found.append(.sameRowsAndColumns) }
    return found.map { CannotCount.Fault(table: name, fault: $0) }
  }
}

/// A table made of published figures, with what they cover.
public struct PublishedTable: Hashable, Sendable {
  /// What it shows.
  public let spec: PublishedSpec
  /// The codes of its rows; the last is the whole.
  public let rows: [String]
  /// The codes of its columns; the last is the whole.
  public let columns: [String]
  /// Its cells, row by row.
  public let cells: [[Cell]]

  /// One cell.
  public struct Cell: Hashable, Sendable {
    /// What stands in it; tenths of a per cent in growth and share.
    public var value: Int?
    /// Whether there is a figure, or why not.
    public var mark: Mark
    /// How exact it is.
    public var precision: PublishedFigure.Precision
    /// What the figures of which it is made cover.
    public var coverage: [String]
  }

  /// Why there is no figure.
  public enum Mark: String, Hashable, Sendable {
    /// There is one.
    case none = ""
    /// It is not available.
    case notAvailable = "x"
    /// There can be none.
    case notApplicable = "z"
  }

  /// Makes a table of a register.
  public init(_ spec: PublishedSpec, _ register: PublishedRegister) {
    self.spec = spec
    let chosen = register.figures.values.filter { figure in
      spec.only.allSatisfy { name, codes in PublishedColumn(rawValue: name).map { codes.contains(figure.key[$0]) } ?? false }
    }
    func codes(_ column: PublishedColumn) -> [String] {
      // The whole stands at the end; what is left of the partners before it.
      let found = Set(chosen.map { $0.key[column] }).subtracting(["total", ""])
      return found.subtracting(["other"]).sorted() + (found.contains("other") ? ["other"] : []) + ["total"]
    }
    let rows = codes(spec.rows)
    let columns = spec.columns.map(codes) ?? ["total"]
    let sums = rows.map { row in columns.map { Self.sum(chosen, spec, row, $0) } }
    self.rows = rows
    self.columns = columns
    switch spec.figure {
    case .sum: cells = sums
    case .share: cells = sums.map { row in row.indices.map { Self.percent(row[$0], of: sums[sums.count - 1][$0], minus: 0) } }
    case .growth: cells = Self.growth(sums, alongRows: spec.rows == .year, isByYear: spec.rows == .year || spec.columns == .year)
    }
  }

  /// The figures of a cell added: where a whole was published it stands, else the parts are added.
  private static func sum(_ chosen: [PublishedFigure], _ spec: PublishedSpec, _ row: String, _ column: String) -> Cell {
    let inCell = chosen.filter { figure in
      (row == "total" || figure.key[spec.rows] == row)
        && (column == "total" || spec.columns.map { figure.key[$0] == column } ?? true)
    }
    let figures = withoutParts(inCell)
    guard !figures.isEmpty else { return Cell(value: nil, mark: .notApplicable, precision: .exact, coverage: []) }
    let coverage = Set(figures.map(\.coverage)).subtracting([""]).sorted()
    // One that is not available makes the sum not available; it is not zero.
    guard figures.allSatisfy({ $0.value != nil }) else {
      return Cell(value: nil, mark: .notAvailable, precision: .exact, coverage: coverage)
    }
    let currencies = Set(figures.map { $0.key[.currency] })
    let quantities = Set(figures.map { $0.key[.quantity] })
    guard currencies.count == 1, quantities.count == 1 else {
      return Cell(value: nil, mark: .notApplicable, precision: .exact, coverage: coverage)
    }
    let precisions = Set(figures.map(\.precision)).subtracting([.exact])
    return Cell(
      value: figures.reduce(0) { $0 + ($1.value ?? 0) }, mark: .none,
      precision: precisions.count > 1 ? .about : precisions.first ?? .exact, coverage: coverage)
  }

  /// Leaves a published whole and takes its parts away, so that nothing is added twice.
  private static func withoutParts(_ figures: [PublishedFigure]) -> [PublishedFigure] {
    let keys = Set(figures.map(\.key))
    return figures.filter { figure in
      !PublishedColumn.added.contains { figure.key[$0] != "total" && keys.contains(figure.key.with($0, "total")) }
    }
  }

  /// Tenths of a per cent, half a tenth away from zero.
  private static func percent(_ part: Cell, of whole: Cell, minus base: Int) -> Cell {
    var cell = part
    cell.coverage = Set(part.coverage + whole.coverage).sorted()
    guard let value = part.value, let divisor = whole.value else {
      cell.value = nil
      cell.mark = part.mark == .none ? whole.mark : part.mark
      return cell
    }
    guard divisor > 0 else { return Cell(value: nil, mark: .notApplicable, precision: .exact, coverage: cell.coverage) }
    let over = (value - base * divisor) * 1000
    cell.value = (over < 0 ? -1 : 1) * ((abs(over) * 2 + divisor) / (divisor * 2))
    if part.precision != .exact || whole.precision != .exact { cell.precision = .about }
    return cell
  }

  private static func growth(_ sums: [[Cell]], alongRows: Bool, isByYear: Bool) -> [[Cell]] {
    sums.indices.map { row in
      sums[row].indices.map { column in
        let place = alongRows ? row : column
        let last = (alongRows ? sums.count : sums[row].count) - 1
        guard isByYear, place > 0, place < last else {
          return Cell(value: nil, mark: .notApplicable, precision: .exact, coverage: [])
        }
        return percent(sums[row][column], of: alongRows ? sums[row - 1][column] : sums[row][column - 1], minus: 1)
      }
    }
  }
}
