// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A table of a release as readers see it: rows, columns, cells with their symbols, coverage and footnotes.
public struct ReleasedTable: Codable, Hashable, Sendable {
  /// Its stable name in the release.
  public let name: String
  /// Its title.
  public let title: LocalText
  /// The unit counted, a code of the codebook.
  public let unit: String
  /// The direction, a code of the codebook, or `any`.
  public let direction: String
  /// By which day a request falls into the period.
  public let dateBasis: TableSpec.DateBasis
  /// The one code to which the table is limited, by breakdown; empty where it is not limited.
  public let only: [String: String]
  /// What stands in the cells: how many, or how long.
  public let figure: TableSpec.FigureKind
  /// What its rows are; the last is the whole.
  public let rows: Axis
  /// What its columns are, the last being the whole; `nil` for one column.
  public let columns: Axis?
  /// Its cells, row by row.
  public var cells: [[ReleasedCell]]
  /// The States whose figures are in it, of those that were asked.
  public let coverage: Coverage
  /// What must be read with it.
  public let footnotes: [Footnote]

  /// Rows or columns: what they are, and their headings.
  public struct Axis: Codable, Hashable, Sendable {
    /// A breakdown of the codebook, or `requestingState` and `requestedState`.
    public let name: String
    /// Whether a request is in one part alone, so that the parts make the whole.
    public let isExclusive: Bool
    /// The words; `nil` for years and States.
    public let label: LocalText?
    /// The headings in order, the whole last.
    public let headings: [Heading]

    /// Describes an axis.
    public init(name: String, isExclusive: Bool, label: LocalText?, headings: [Heading]) {
      self.name = name
      self.isExclusive = isExclusive
      self.label = label
      self.headings = headings
    }

    /// Whether it is made of years, which charts draw as time.
    public var isTime: Bool { name == Breakdown.year.rawValue }
  }

  /// What a row or a column is.
  public struct Heading: Codable, Hashable, Sendable {
    /// The code; `total` for the whole, `notRecorded` for what has no code.
    public let code: String
    /// The words; `nil` for years and States.
    public let label: LocalText?
    /// The codes that were put together in it; `nil` where none were.
    public let parts: [String]?

    /// Names a heading.
    public init(_ code: String, _ label: LocalText?, parts: [String]? = nil) {
      self.code = code
      self.label = label
      self.parts = parts
    }

    /// Whether it is the whole.
    public var isTotal: Bool { code == "total" }
  }

  /// Which States gave figures.
  public struct Coverage: Codable, Hashable, Sendable {
    /// Those whose figures are in the table.
    public let reporting: [StateCode]
    /// Those that were asked.
    public let asked: [StateCode]
  }

  /// What must be read with a table.
  public enum Footnote: String, Codable, Hashable, Sendable, CaseIterable {
    /// A request can have several of the codes, so the parts need not make the whole.
    case several
    /// Not every State that was asked gave figures.
    case partialCoverage
    /// What the States reported contradicts itself in places; it was counted as they wrote it.
    case contradictions
    /// Some requests are left out because their time cannot be told.
    case notMeasured
    /// Median and quartiles stand only where enough requests lie on each side of them.
    case quantiles
    /// Of some States only their own medians are known, which cannot be put together: no time is told.
    case reportedTimes
    /// Categories were put together so that the table could be released.
    case together
    /// A figure is told by the State that was asked, of the State that asked.
    case pairs
  }

  /// The largest number of requests that a cell can have.
  private static let mostRequests = 1_000_000_000

  var isWellFormed: Bool {
    func isAxis(_ axis: Axis) -> Bool {
      let codes = axis.headings.flatMap { [$0.code] + ($0.parts ?? []) }
      return axis.headings.last?.isTotal == true && Set(codes).count == codes.count
    }
    let width = columns?.headings.count ?? 1
    return isAxis(rows) && columns.map(isAxis) ?? true && cells.count == rows.headings.count
      && cells.allSatisfy { line in
        line.count == width
          && line.allSatisfy { cell in
            (cell.count == nil) != (cell.mark == nil) && cell.count.map { (0...Self.mostRequests).contains($0) } ?? true
          }
      }
  }

  /// The same table with other rows and columns, for a reader who wants to see less of it or to see it turned.
  public func replacing(rows: Axis, columns: Axis?, cells: [[ReleasedCell]]) -> ReleasedTable {
    ReleasedTable(
      name: name, title: title, unit: unit, direction: direction, dateBasis: dateBasis, only: only, figure: figure, rows: rows,
      columns: columns,
      cells: cells, coverage: coverage, footnotes: footnotes)
  }

  /// The cell at a heading of each axis; `nil` where there is none.
  public func cell(row: String, column: String?) -> ReleasedCell? {
    guard let place = rows.headings.firstIndex(where: { $0.code == row }) else { return nil }
    guard let columns else { return column == nil ? cells[place][0] : nil }
    return columns.headings.firstIndex { $0.code == (column ?? "total") }.map { cells[place][$0] }
  }
}

/// What a released table tells in one place.
public struct ReleasedCell: Codable, Hashable, Sendable {
  /// The number; `nil` where a mark stands.
  public var count: Int?
  /// Why there is no number.
  public var mark: ReleaseMark?
  /// How long, where the table tells it and enough requests were measured.
  public var days: ReleasedDays?

  /// A number.
  public init(count: Int, days: ReleasedDays? = nil) {
    self.count = count
    self.days = days
  }

  /// No number, and why.
  public init(mark: ReleaseMark) { self.mark = mark }
}

/// The symbols that stand in place of a number, and beside numbers that may still change.
public enum ReleaseMark: String, Codable, Hashable, Sendable, CaseIterable {
  /// Withheld, whatever the reason: readers see one symbol for all.
  case withheld = "c"
  /// Nobody knows it.
  case notAvailable = "x"
  /// There can be no figure here.
  case notApplicable = "z"
  /// The figure may still change.
  case provisional = "p"

  /// The symbol as it is printed in every language.
  public var symbol: String { "[\(rawValue)]" }
}

/// How long requests took, in whole days.
public struct ReleasedDays: Codable, Hashable, Sendable {
  /// A quarter took no longer; `nil` where too few were measured.
  public let firstQuartile: Int?
  /// Half took no longer.
  public let median: Int
  /// Three quarters took no longer; `nil` where too few were measured.
  public let thirdQuartile: Int?

  /// The quantiles of what was measured, as far as at least `threshold` requests lie on each side of them; `nil` where none is.
  /// - Source: practice (disclosure control)
  public init?(_ measured: DayHistogram, threshold: Int) {
    // A median of fewer than twice the threshold is the time of a request that somebody may know.
    guard measured.n >= 2 * threshold, let middle = measured.quantile(percent: 50) else { return nil }
    func whole(_ hundredths: Int) -> Int { (hundredths + 50) / 100 }
    median = whole(middle)
    let hasQuartiles = measured.n >= 4 * threshold
    firstQuartile = hasQuartiles ? measured.quantile(percent: 25).map(whole) : nil
    thirdQuartile = hasQuartiles ? measured.quantile(percent: 75).map(whole) : nil
  }
}
