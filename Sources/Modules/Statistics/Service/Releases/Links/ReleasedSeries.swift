// SPDX-License-Identifier: Apache-2.0
public import Kernel
public import StatisticsRules

/// One row of a released table for one span of days, as other parts of the program judge by it.
public struct ReleasedValue: Sendable {
  /// The first day counted.
  public let from: CalendarDay
  /// The last day counted.
  public let to: CalendarDay
  /// The release that has it.
  public let release: String
  /// The cell of the row, all columns together or of the one year.
  public let cell: ReleasedCell
  /// The cell of the whole table for the same days.
  public let whole: ReleasedCell
  /// Whether the release says that it may still change.
  public let isProvisional: Bool
  /// The page of the table.
  public let url: String
}

/// A row of a table by their codes.
public struct ReleasedRow: Hashable, Sendable {
  /// The table.
  public let table: String
  /// The row.
  public let row: String

  /// Names a row.
  public init(table: String, row: String) {
    self.table = table
    self.row = row
  }
}

extension Releases {
  /// The values of some rows in all releases in force, the newest release first: year by year where the table has years, else for the period.
  ///
  /// A year that a release counts only in part is left out, since it cannot be compared with a whole one. The releases are read once.
  public func values(of rows: Set<ReleasedRow>) async throws -> [ReleasedRow: [ReleasedValue]] {
    var found: [ReleasedRow: [ReleasedValue]] = [:]
    guard !rows.isEmpty else { return found }
    for content in try await inForce() {
      for row in rows { found[row, default: []] += Self.values(of: row, in: content) }
    }
    return found
  }

  private static func values(of row: ReleasedRow, in content: ReleaseContent) -> [ReleasedValue] {
    guard let table = content.table(row.table) else { return [] }
    return spans(of: table, in: content).compactMap { column in
      guard let cell = table.cell(row: row.row, column: column.code), let whole = table.cell(row: "total", column: column.code) else {
        return nil
      }
      return ReleasedValue(
        from: column.period.from, to: column.period.to, release: content.name.text, cell: cell, whole: whole,
        isProvisional: content.isProvisional, url: TablePage.url(content, table))
    }
  }

  /// The newest table of a name with its release; `nil` where no release in force has one.
  public func newest(_ name: String) async throws -> (table: ReleasedTable, content: ReleaseContent)? {
    for content in try await inForce() { if let table = content.table(name) { return (table, content) } }
    return nil
  }

  private func inForce() async throws -> [ReleaseContent] {
    var found: [ReleaseContent] = []
    for line in try await store.list(after: nil, limit: 50) where line.revisedBy == nil {
      found.append(try await store.published(line.name).content)
    }
    return found
  }

  private static func spans(of table: ReleasedTable, in content: ReleaseContent) -> [(code: String?, period: TableSpec.Period)] {
    guard let columns = table.columns else { return [(nil, content.period)] }
    guard columns.isTime else { return [("total", content.period)] }
    return columns.headings.compactMap { heading in
      guard !heading.isTotal, let days = content.days(ofYear: heading.code), days.from.parts.month == 1, days.from.parts.day == 1,
        days.to.parts.month == 12, days.to.parts.day == 31
      else { return nil }
      return (heading.code, days)
    }
  }
}
