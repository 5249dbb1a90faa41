// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import StatisticsRules

extension TableText {
  /// The chart of a table: lines where it has time and few series, tiles of regional groups, bars of everything else.
  ///
  /// - Parameter column: the column whose figures bars show; the whole where the table has one, else the first.
  func chart(column: String? = nil, as wanted: ChartKind? = nil) -> ReleaseChart? {
    let kind = wanted ?? kinds.first
    guard let kind, kinds.contains(kind) else { return nil }
    let form: ReleaseChart.Form
    switch kind {
    case .lines: form = lines
    case .bars: form = .bars(sorted(column))
    case .tiles: form = .tiles(points(column))
    }
    return ReleaseChart(
      form: form, title: finding(kind, column: column), subtitle: subtitle(column: column), words: words,
      id: "\(table.name)-\(kind.rawValue)")
  }

  /// The charts that fit the table, the best first.
  var kinds: [ChartKind] {
    let bars = table.rows.headings.contains { !$0.isTotal }
    if isOverTime { return [.lines] }
    let isRegional = table.rows.name == Breakdown.region.rawValue
    return !bars || table.rows.isTime ? [] : isRegional ? [.tiles, .bars] : [.bars]
  }

  /// Whether it has at least two years, and no more series than a reader tells apart.
  private var isOverTime: Bool {
    guard let columns = table.columns else { return table.rows.isTime && times(table.rows).count > 1 }
    let other = table.rows.isTime ? columns : table.rows
    guard table.rows.isTime || columns.isTime else { return false }
    let lines = other.headings.count { !$0.isTotal }
    return (1...LineDrawing.most).contains(lines) && times(table.rows.isTime ? table.rows : columns).count > 1
  }

  private func times(_ axis: ReleasedTable.Axis) -> [ReleasedTable.Heading] { axis.headings.filter { !$0.isTotal } }

  private var lines: ReleaseChart.Form {
    let isDown = table.rows.isTime
    let time = isDown ? table.rows : table.columns ?? table.rows
    let years = times(time)
    let other = isDown ? table.columns : table.rows
    func point(_ year: ReleasedTable.Heading, _ heading: ReleasedTable.Heading?) -> ReleaseChart.Point {
      let cell = isDown ? table.cell(row: year.code, column: heading?.code) : table.cell(row: heading?.code ?? "total", column: year.code)
      return .init(label: year.code, value: shown(cell), mark: cell?.shownMark(table.figure))
    }
    let series = other?.headings.filter { !$0.isTotal } ?? []
    guard let other, !series.isEmpty else {
      return .lines([.init(label: "", points: years.map { point($0, nil) })], times: years.map(\.code))
    }
    return .lines(
      series.map { heading in .init(label: label(heading, of: other), points: years.map { point($0, heading) }) }, times: years.map(\.code))
  }

  /// The figures of a column, without the whole.
  func points(_ column: String?) -> [ReleaseChart.Point] {
    let code = column ?? table.columns.map { $0.headings.contains { $0.isTotal } ? "total" : $0.headings.first?.code ?? "total" }
    return table.rows.headings.filter { !$0.isTotal }.map { heading in
      let cell = table.cell(row: heading.code, column: table.columns == nil ? nil : code)
      return .init(label: label(heading, of: table.rows), value: shown(cell), mark: cell?.shownMark(table.figure))
    }
  }

  /// The greatest first; what is withheld stands together below, where its place tells nothing.
  private func sorted(_ column: String?) -> [ReleaseChart.Point] {
    let all = points(column)
    return all.filter { $0.value != nil }.sorted { ($0.value ?? 0) > ($1.value ?? 0) } + all.filter { $0.value == nil }
  }

  /// What a chart shows of a cell: the number, or the median where the table tells how long.
  private func shown(_ cell: ReleasedCell?) -> Int? { table.figure == .count ? cell?.count : cell?.days?.median }

  // MARK: What it finds

  private func finding(_ kind: ChartKind, column: String?) -> String {
    switch kind {
    case .lines: trend ?? title
    case .bars, .tiles: largest(column) ?? title
    }
  }

  private var trend: String? {
    let isDown = table.rows.isTime
    let years = times(isDown ? table.rows : table.columns ?? table.rows)
    guard table.figure == .count, let last = years.last, years.count > 1 else { return nil }
    func whole(_ year: ReleasedTable.Heading) -> Int? {
      isDown
        ? table.cell(row: year.code, column: table.columns == nil ? nil : "total")?.count
        : table.cell(row: "total", column: year.code)?.count
    }
    let before = years[years.count - 2]
    guard let now = whole(last), let then = whole(before), then > 0 else { return nil }
    let key = now > then ? "more" : now < then ? "fewer" : "same"
    let share = words.percent(Double(abs(now - then)) / Double(then))
    return words(
      "statistics.releases.finding.\(key)",
      ["year": .text(last.code), "number": .integer(now), "share": .text(share), "before": .text(before.code)])
  }

  private func largest(_ column: String?) -> String? {
    let points = points(column)
    guard let first = points.filter({ $0.value != nil }).max(by: { ($0.value ?? 0) < ($1.value ?? 0) }), let value = first.value, value > 0
    else { return nil }
    if table.figure != .count {
      return words("statistics.releases.finding.longest", ["label": .text(first.label), "number": .integer(value)])
    }
    let whole = table.cell(row: "total", column: table.columns == nil ? nil : column ?? "total")?.count
    // Where parts need not make the whole, a share would say more than is known.
    guard let whole, whole > 0, table.rows.isExclusive else {
      return words("statistics.releases.finding.largest", ["label": .text(first.label), "number": .integer(value)])
    }
    return words(
      "statistics.releases.finding.share",
      [
        "label": .text(first.label), "number": .integer(value), "whole": .text(words.number(whole)),
        "share": .text(words.percent(Double(value) / Double(whole))),
      ])
  }
}

/// The kinds of chart.
enum ChartKind: String, Sendable, CaseIterable {
  case bars
  case lines
  case tiles
}
