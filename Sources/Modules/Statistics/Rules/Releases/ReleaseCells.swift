// SPDX-License-Identifier: Apache-2.0
import Kernel

extension ReleasedTable {
  /// One part of the table as disclosure control sees it: its days, and the place in the table of each of its cells.
  struct Slice {
    let table: ReleaseTable
    /// Row and column of each cell, in the order of the slice's cells.
    let places: [(row: Int, column: Int)]
  }

  /// The table as tables that disclosure control can judge together with others.
  ///
  /// A year is a period and no category: otherwise what two releases tell of one year would not be known to be the same. A table of one
  /// direction is a part of the table of both, and what was measured is at most what was counted.
  /// - Throws: ``DisclosureProblem`` where the table is too large or its categories contradict each other.
  func slices(of period: TableSpec.Period) throws(DisclosureProblem) -> [Slice] {
    let isTimeDown = rows.isTime
    let isTimeAcross = columns?.isTime == true
    guard isTimeDown || isTimeAcross else {
      return [try slice(period, name, rows: Array(rows.headings.indices), columns: Array(0..<width))]
    }
    var slices: [Slice] = []
    let headings = (isTimeDown ? rows : columns ?? rows).headings
    for (place, heading) in headings.enumerated() {
      guard let days = heading.isTotal ? period : Self.year(heading.code, in: period) else { continue }
      let label = heading.isTotal ? name : "\(name) \(heading.code)"
      slices.append(
        try slice(
          days, label, rows: isTimeDown ? [place] : Array(rows.headings.indices), columns: isTimeAcross ? [place] : Array(0..<width)))
    }
    return slices
  }

  private var width: Int { columns?.headings.count ?? 1 }

  /// The days of a year that belong to the period; `nil` where none do.
  static func year(_ code: String, in period: TableSpec.Period) -> TableSpec.Period? {
    guard let year = Int(code), let first = CalendarDay(year: year, month: 1, day: 1),
      let last = CalendarDay(year: year, month: 12, day: 31)
    else { return nil }
    let days = TableSpec.Period(from: max(first, period.from), to: min(last, period.to))
    return days.from <= days.to ? days : nil
  }

  private func slice(_ days: TableSpec.Period, _ label: String, rows chosenRows: [Int], columns chosenColumns: [Int])
    throws(DisclosureProblem)
    -> Slice
  {
    var dimensions: [ReleaseDimension] = []
    if !rows.isTime { dimensions.append(rows.dimension) }
    if let columns, !columns.isTime { dimensions.append(columns.dimension) }
    var fixed: [String] = []
    if direction != "any" {
      dimensions.append(Self.direction)
      fixed.append(direction)
    }
    for (name, code) in only.sorted(by: { $0.key < $1.key }) {
      dimensions.append(Self.limit(name, to: code))
      fixed.append(code)
    }
    if figure != .count {
      dimensions.append(Self.measured(figure))
      fixed.append(figure.rawValue)
    }
    var told: [ReleaseCell] = []
    var places: [(row: Int, column: Int)] = []
    for row in chosenRows {
      for column in chosenColumns {
        var place: [String] = []
        if !rows.isTime { place.append(rows.headings[row].code) }
        if let columns, !columns.isTime { place.append(columns.headings[column].code) }
        told.append(ReleaseCell(place: place + fixed, count: cells[row][column].told))
        places.append((row, column))
      }
    }
    let table = try ReleaseTable(
      name: label, counted: "\(unit)/\(dateBasis.rawValue)", period: ReleasePeriod(from: days.from, through: days.to),
      dimensions: dimensions,
      cells: told)
    return Slice(table: table, places: places)
  }

  private static let direction = ReleaseDimension(
    name: Breakdown.direction.rawValue, role: .plain,
    categories: [ReleaseCategory("total"), ReleaseCategory("incoming", in: "total"), ReleaseCategory("outgoing", in: "total")])

  /// A part of the whole that the table shows; the other parts are not named, so that it and those of other tables are at most the whole.
  private static func limit(_ name: String, to code: String) -> ReleaseDimension {
    ReleaseDimension(
      name: name, role: .plain, makeup: .limited, categories: [ReleaseCategory("total"), ReleaseCategory(code, in: "total")])
  }

  private static func measured(_ figure: TableSpec.FigureKind) -> ReleaseDimension {
    // What was measured in one way may be measured in another as well.
    ReleaseDimension(
      name: "measured", role: .plain, makeup: .some,
      categories: [ReleaseCategory("total"), ReleaseCategory(figure.rawValue, in: "total")])
  }
}

extension ReleasedTable.Axis {
  /// The axis as disclosure control sees it; what was put together keeps its parts, which other releases may show.
  var dimension: ReleaseDimension {
    var categories = [ReleaseCategory("total")]
    for heading in headings where !heading.isTotal {
      categories.append(ReleaseCategory(heading.code, in: "total"))
      categories += (heading.parts ?? []).map { ReleaseCategory($0, in: heading.code) }
    }
    return ReleaseDimension(
      name: name, role: role, makeup: isExclusive ? .exclusive : .several(none: "notRecorded"), categories: categories)
  }

  private var role: ReleaseDimension.Role {
    switch name {
    case "requestingState": .requestingState
    case "requestedState": .requestedState
    case Breakdown.direction.rawValue: .plain
    default: .property
    }
  }
}

extension ReleasedCell {
  /// What it tells, in the words of disclosure control.
  var told: PublishedCount {
    if let count { return .shown(count) }
    return mark == .withheld ? .withheld : .notAvailable
  }
}
