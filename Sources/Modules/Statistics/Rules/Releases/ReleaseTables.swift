// SPDX-License-Identifier: Apache-2.0
import Kernel

extension TableSpec {
  /// Whether a table shows which State asked which: its rows are the States on the other side.
  public var isOfPairs: Bool { rows == .state && columns == nil && direction != "any" }

  /// Whether a table can be released: numbers of requests or times of one unit, by breakdowns that disclosure control can judge.
  ///
  /// Amounts of money can show a single case however many requests there are, and a balance ties figures of different days together; neither
  /// is released.
  public var isReleasable: Bool {
    guard unit != "any", dateBasis != .stock, asOf == nil, !figure.isAmount, figure != .balance else { return false }
    let axes = [rows] + (columns.map { [$0] } ?? [])
    guard (only ?? [:]).allSatisfy({ limit in Self.isReleasable(limit.key, limit.value, beside: axes) }) else { return false }
    if axes.contains(.state) { return isOfPairs && figure == .count }
    // Where a request can stand in several rows and in several columns, disclosure control cannot tell what readers work out.
    if axes.allSatisfy(\.isSeveral), axes.count > 1 { return false }
    if axes.contains(.direction), direction != "any" { return false }
    return axes.allSatisfy { $0 != .quarter && $0 != .unit && $0 != .currency }
  }
}

extension TableSpec {
  /// A limit to one code of a breakdown whose parts make the whole: such a table is a part of the one without the limit.
  private static func isReleasable(_ name: String, _ codes: [String], beside axes: [Breakdown]) -> Bool {
    guard let breakdown = Breakdown(rawValue: name), codes.count == 1 else { return false }
    return !breakdown.isSeveral && !axes.contains(breakdown) && breakdown != .state && breakdown != .direction && breakdown != .unit
  }
}

/// Categories that a release shows as one.
public struct CategoryMerge: Codable, Hashable, Sendable {
  /// The breakdown.
  public let breakdown: Breakdown
  /// The codes, in the order in which they are shown.
  public let codes: [String]

  /// Puts categories together.
  public init(breakdown: Breakdown, codes: [String]) {
    self.breakdown = breakdown
    self.codes = codes
  }

  /// The code of what they are together.
  public var code: String { codes.joined(separator: "+") }
}

/// The tables of a release, put together from what the States reported, with every number in them.
struct ReleaseAssembly {
  let codebook: Codebook
  let draft: ReleaseDraft

  /// The tables in the order of the draft.
  /// - Throws: ``CannotRelease``: why one of them cannot be put together.
  func tables() throws(CannotRelease) -> [ReleasedTable] {
    guard !draft.sources.isEmpty else { throw .noSources }
    var tables: [ReleasedTable] = []
    for spec in draft.tables {
      guard spec.isReleasable else { throw .unsupportedTable(name: spec.name) }
      for source in draft.sources where source.grids[spec.name] == nil { throw .tableMissing(name: spec.name, state: source.reporter) }
      tables.append(spec.isOfPairs ? pairs(spec) : table(spec))
    }
    return tables
  }

  private func grids(_ spec: TableSpec) -> [SourceGrid] { draft.sources.compactMap { $0.grids[spec.name] } }

  private func table(_ spec: TableSpec) -> ReleasedTable {
    let grids = grids(spec)
    let rows = axis(spec.rows, codes: grids.map(\.rows))
    let columns = spec.columns.map { axis($0, codes: grids.map(\.columns)) }
    let across = columns?.headings ?? [.init("total", nil)]
    let cells = rows.headings.map { row in across.map { cell(spec, grids, row, $0) } }
    return released(spec, rows, columns, cells)
  }

  /// The number at a heading of each axis, over all registers; what was put together is added up.
  private func cell(_ spec: TableSpec, _ grids: [SourceGrid], _ row: ReleasedTable.Heading, _ column: ReleasedTable.Heading) -> ReleasedCell
  {
    var count = 0
    var measured = DayHistogram()
    for grid in grids {
      for first in row.parts ?? [row.code] {
        for second in column.parts ?? [column.code] {
          count += grid.count(first, second)
          if spec.figure != .count { measured.join(grid.measured(first, second)) }
        }
      }
    }
    // Without the times of one State the others' median would say less than its words.
    let isTimed = spec.figure != .count && !grids.contains(where: \.hasOnlyNumbers)
    return ReleasedCell(count: count, days: isTimed ? ReleasedDays(measured, threshold: draft.threshold) : nil)
  }

  private func axis(_ breakdown: Breakdown, codes: [[String]]) -> ReleasedTable.Axis {
    let known = Set(codes.flatMap { $0 })
    var headings: [ReleasedTable.Heading]
    if let variable = codebook.variable(breakdown) {
      headings = variable.codes.map { .init($0.code, $0.label) }
    } else {
      headings = known.subtracting(["total", "notRecorded"]).sorted().map { .init($0, nil) }
    }
    for merge in draft.merges where merge.breakdown == breakdown {
      guard let place = headings.firstIndex(where: { merge.codes.contains($0.code) }) else { continue }
      let parts = headings.filter { merge.codes.contains($0.code) }
      headings.removeAll { merge.codes.contains($0.code) }
      headings.insert(.init(merge.code, Self.joined(parts.compactMap(\.label)), parts: parts.map(\.code)), at: place)
    }
    if known.contains("notRecorded") { headings.append(.init("notRecorded", codebook.notRecorded)) }
    headings.append(.init("total", codebook.total))
    return .init(
      name: breakdown.rawValue, isExclusive: !breakdown.isSeveral, label: codebook.variable(breakdown)?.label, headings: headings)
  }

  /// The words of categories that are shown as one.
  private static func joined(_ labels: [LocalText]) -> LocalText {
    var together = LocalText()
    for language in Language.allCases {
      let separator = language == .zh ? "；" : language == .ar ? "؛ " : "; "
      let words = labels.compactMap { $0[language] }
      together[language] = words.count == labels.count ? words.joined(separator: separator) : nil
    }
    return together
  }

  /// Which State asked which, as the States that keep the registers count it.
  private func pairs(_ spec: TableSpec) -> ReleasedTable {
    let isIncoming = spec.direction == "incoming"
    let partners = Set(grids(spec).flatMap(\.rows)).subtracting(["total", "notRecorded"]).sorted()
    let reporters = draft.sources.map(\.reporter.code).sorted()
    func axis(_ name: String, _ codes: [String]) -> ReleasedTable.Axis {
      .init(name: name, isExclusive: true, label: nil, headings: codes.map { .init($0, nil) } + [.init("total", codebook.total)])
    }
    let grids = Dictionary(draft.sources.compactMap { source in source.grids[spec.name].map { (source.reporter.code, $0) } }) { first, _ in
      first
    }
    func number(_ partner: String, _ reporter: String) -> Int {
      let wanted = reporter == "total" ? reporters : [reporter]
      return wanted.reduce(0) { $0 + (grids[$1]?.count(partner, "total") ?? 0) }
    }
    let rows = isIncoming ? axis("requestingState", partners) : axis("requestingState", reporters)
    let columns = isIncoming ? axis("requestedState", reporters) : axis("requestedState", partners)
    let cells = rows.headings.map { row in
      columns.headings.map { column in
        ReleasedCell(count: isIncoming ? number(row.code, column.code) : number(column.code, row.code))
      }
    }
    return released(spec, rows, columns, cells)
  }

  private func released(
    _ spec: TableSpec, _ rows: ReleasedTable.Axis, _ columns: ReleasedTable.Axis?, _ cells: [[ReleasedCell]]
  ) -> ReleasedTable {
    let reporting = draft.sources.map(\.reporter).sorted()
    return ReleasedTable(
      name: spec.name, title: spec.title ?? LocalText(), unit: spec.unit, direction: spec.direction, dateBasis: spec.dateBasis,
      only: (spec.only ?? [:]).compactMapValues(\.first), figure: spec.figure, rows: rows, columns: columns, cells: cells,
      coverage: .init(reporting: reporting, asked: draft.asked),
      footnotes: footnotes(spec, [rows] + (columns.map { [$0] } ?? [])))
  }

  private func footnotes(_ spec: TableSpec, _ axes: [ReleasedTable.Axis]) -> [ReleasedTable.Footnote] {
    var notes: [ReleasedTable.Footnote] = []
    if spec.isOfPairs { notes.append(.pairs) }
    if axes.contains(where: { !$0.isExclusive }) { notes.append(.several) }
    if spec.figure != .count { notes.append(grids(spec).contains(where: \.hasOnlyNumbers) ? .reportedTimes : .quantiles) }
    if grids(spec).contains(where: { $0.notMeasured > 0 }) { notes.append(.notMeasured) }
    if axes.contains(where: { $0.headings.contains { $0.parts != nil } }) { notes.append(.together) }
    if Set(draft.sources.map(\.reporter)) != Set(draft.asked) { notes.append(.partialCoverage) }
    if draft.sources.contains(where: { !$0.contradictions.isEmpty }) { notes.append(.contradictions) }
    return notes
  }
}
