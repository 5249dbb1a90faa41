// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What was published, complete and for good: it is kept as these bytes and never counted again.
public struct ReleaseContent: Codable, Hashable, Sendable {
  /// What `format` has to be.
  public static let known = "comity-release-1"

  /// The form of the file.
  public let format: String
  /// The release's short name.
  public let name: ReleaseName
  /// The version of the codebook by which was counted.
  public let codebook: Int
  /// The period, whose days both belong to it.
  public let period: TableSpec.Period
  /// The day on which it was published.
  public let releasedOn: CalendarDay
  /// The least number of requests that a cell may tell.
  public let threshold: Int
  /// Whether the figures may still change.
  public let isProvisional: Bool
  /// The States that were asked for figures.
  public let asked: [StateCode]
  /// Those whose figures are in it.
  public let reporting: [StateCode]
  /// The release that it takes the place of; `nil` for a first one.
  public let revises: ReleaseDraft.Revision?
  /// What it tells otherwise than that one.
  public let differences: [Difference]
  /// From what each State's figures come; `nil` in releases of before, which come from registers alone.
  public let sources: [Source]?
  /// The tables.
  public let tables: [ReleasedTable]

  /// From what a State's figures come.
  public struct Source: Codable, Hashable, Sendable {
    /// The State.
    public let state: StateCode
    /// A register or a return.
    public let kind: Kind
    /// Which of the State's answers; `nil` for a register.
    public let revision: Int?
    /// Whether the State's first answer came after the deadline; `nil` for a register.
    public let isLate: Bool?
    /// On how many tables the State has a note; `nil` for a register.
    public let notes: Int?
    /// What the State gave for the same days and does not count, so that nothing counts twice.
    public let passedOver: Kind?

    /// What figures come from.
    public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
      /// Each request was counted.
      case register
      /// The State reported sums.
      case answer = "return"
    }

    /// Tells of a source as much as readers are told.
    public init(_ figures: SourceFigures) {
      state = figures.reporter
      kind = figures.answer == nil ? .register : .answer
      revision = figures.answer?.revision
      isLate = figures.answer?.isLate
      notes = figures.answer?.notedTables.count
      passedOver = figures.passedOver == nil ? nil : .answer
    }
  }

  /// A cell that a revision tells otherwise.
  public struct Difference: Codable, Hashable, Sendable {
    /// The table.
    public let table: String
    /// The row's code.
    public let row: String
    /// The column's code; `nil` where the table has one column.
    public let column: String?
    /// What was told; `nil` where there was no such cell.
    public let before: ReleasedCell?
    /// What is told now; `nil` where there is no such cell any more.
    public let after: ReleasedCell?
  }

  /// The days of a year that the release counts; `nil` where it counts none of them.
  public func days(ofYear code: String) -> TableSpec.Period? { ReleasedTable.year(code, in: period) }

  /// The table of a name.
  public func table(_ name: String) -> ReleasedTable? { tables.first { $0.name == name } }

  /// Everything that one set of tables tells otherwise than another, in their order.
  static func differences(from before: [ReleasedTable], to after: [ReleasedTable]) -> [Difference] {
    let names = before.map(\.name) + after.map(\.name).filter { name in !before.contains { $0.name == name } }
    return names.flatMap { name in
      let (old, new) = (before.first { $0.name == name }, after.first { $0.name == name })
      return places(old, new).compactMap { row, column in
        let (was, now) = (old?.cell(row: row, column: column), new?.cell(row: row, column: column))
        return was == now ? nil : Difference(table: name, row: row, column: column, before: was, after: now)
      }
    }
  }

  private static func places(_ old: ReleasedTable?, _ new: ReleasedTable?) -> [(String, String?)] {
    func merged(_ first: [String], _ second: [String]) -> [String] { first + second.filter { !first.contains($0) } }
    let rows = merged(old?.rows.headings.map(\.code) ?? [], new?.rows.headings.map(\.code) ?? [])
    let columns = merged(old?.columns?.headings.map(\.code) ?? [], new?.columns?.headings.map(\.code) ?? [])
    return rows.flatMap { row in columns.isEmpty ? [(row, nil)] : columns.map { (row, Optional($0)) } }
  }
}

extension ReleaseContent {
  /// Whether its tables are tables: a cell at each place with a number or a mark, and no number beyond what can be added up.
  public var isWellFormed: Bool {
    period.from <= period.to && DisclosurePolicy.thresholds.contains(threshold) && Set(tables.map(\.name)).count == tables.count
      && tables.allSatisfy(\.isWellFormed)
  }

  /// The tables as disclosure control asks for what was published before.
  /// - Throws: ``DisclosureProblem`` where a table is too large or its categories contradict each other.
  public func slices() throws(DisclosureProblem) -> [ReleaseTable] {
    var all: [ReleaseTable] = []
    for table in tables { all += try table.slices(of: period).map(\.table) }
    return all
  }
}
