// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What one State's register or return gives to a release: sums alone, and nothing of a single request.
public struct SourceFigures: Codable, Hashable, Sendable {
  /// The State whose figures these are.
  public let reporter: StateCode
  /// The digest of the file or of the return from which it was counted, hexadecimal.
  public let digest: String
  /// How many requests the register has; `nil` for a return, which does not say it.
  public let requests: Int?
  /// How often the register or the return contradicts itself, by the code of the contradiction.
  public let contradictions: [String: Int]
  /// The figures by the table's name.
  public let grids: [String: SourceGrid]
  /// The return from which they come; `nil` for a register.
  public let answer: AcceptedAnswer?
  /// A return of the State for the same days that does not count, because these figures do; `nil` where there is none.
  public var passedOver: AcceptedAnswer?

  /// Gathers what was counted of one register.
  public init(
    reporter: StateCode, digest: String, requests: Int?, contradictions: [String: Int], grids: [String: SourceGrid],
    answer: AcceptedAnswer? = nil
  ) {
    self.reporter = reporter
    self.digest = digest
    self.requests = requests
    self.contradictions = contradictions
    self.grids = grids
    self.answer = answer
  }

  /// Gathers the tables of one register.
  public init(reporter: StateCode, digest: String, requests: Int, contradictions: [Contradiction], tables: [CountedTable]) {
    let kinds = Dictionary(grouping: contradictions, by: \.kind.rawValue).mapValues(\.count)
    let grids = Dictionary(tables.map { ($0.spec.name, SourceGrid($0)) }) { first, _ in first }
    self.init(reporter: reporter, digest: digest, requests: requests, contradictions: kinds, grids: grids)
  }
}

/// The figures of one table in one register.
public struct SourceGrid: Codable, Hashable, Sendable {
  /// The codes of the rows, the whole last.
  public let rows: [String]
  /// The codes of the columns, the whole last.
  public let columns: [String]
  /// How many, row by row.
  public let counts: [[Int]]
  /// How long, row by row: pairs of days and of how often; `nil` for tables of numbers.
  public let days: [[[[Int]]]]?
  /// How many could not be measured.
  public let notMeasured: Int

  /// Gathers counts.
  public init(rows: [String], columns: [String], counts: [[Int]], notMeasured: Int = 0) {
    self.rows = rows
    self.columns = columns
    self.counts = counts
    self.notMeasured = notMeasured
    days = nil
  }

  /// Takes the figures of a counted table.
  public init(_ table: CountedTable) {
    rows = table.rows.map(\.code)
    columns = table.columns.map(\.code)
    var missing = 0
    var isTimed = false
    var counts: [[Int]] = []
    var days: [[[[Int]]]] = []
    for (row, cells) in zip(table.rows, table.cells) {
      var line: [Int] = []
      var times: [[[Int]]] = []
      for (column, cell) in zip(table.columns, cells) {
        switch cell {
        case .count(let count):
          line.append(count)
          times.append([])
        case .days(let figures):
          isTimed = true
          line.append(figures.net.n)
          times.append(figures.net.entries.map { [$0.days, $0.count] })
          if row.code == "total", column.code == "total" { missing = figures.notMeasured }
        default:
          line.append(0)
          times.append([])
        }
      }
      counts.append(line)
      days.append(times)
    }
    self.counts = counts
    self.days = isTimed ? days : nil
    notMeasured = missing
  }

  /// Whether how long it took is not known, though how many were measured is.
  var hasOnlyNumbers: Bool { days == nil }

  /// How many at a row and a column; what a register does not list is none.
  func count(_ row: String, _ column: String) -> Int { place(row, column).map { counts[$0.0][$0.1] } ?? 0 }

  /// What was measured at a row and a column.
  func measured(_ row: String, _ column: String) -> DayHistogram {
    var histogram = DayHistogram()
    guard let days, let place = place(row, column) else { return histogram }
    for entry in days[place.0][place.1] where entry.count == 2 { histogram.add(entry[0], weight: entry[1]) }
    return histogram
  }

  private func place(_ row: String, _ column: String) -> (Int, Int)? {
    guard let first = rows.firstIndex(of: row), let second = columns.firstIndex(of: column) else { return nil }
    return (first, second)
  }
}
