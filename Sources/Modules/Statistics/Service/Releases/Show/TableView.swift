// SPDX-License-Identifier: Apache-2.0
import Kernel
import StatisticsRules
import Web

/// What a reader wants to see of a released table: some rows, some columns, rows and columns changed over.
///
/// It only leaves out and turns; nothing is added up, so that no figure can be seen which was not released.
struct TableView: Sendable {
  let rows: Set<String>
  let columns: Set<String>
  let isTurned: Bool
  /// The column that bars show.
  let column: String?
  let chart: ChartKind?

  /// Reads the wish from an address; what the table does not have is passed over.
  init(_ query: FormData, for table: ReleasedTable) {
    rows = Set(query.all("row")).intersection(table.rows.headings.map(\.code))
    columns = Set(query.all("column")).intersection(table.columns?.headings.map(\.code) ?? [])
    isTurned = query["turn"] == "yes" && table.columns != nil
    chart = query["chart"].flatMap { ChartKind(rawValue: $0) }
    let wanted = query["of"]
    let offered = isTurned ? table.rows : table.columns
    column = offered?.headings.contains { $0.code == wanted } == true ? wanted : nil
  }

  /// The table as the reader wants to see it.
  func of(_ table: ReleasedTable) -> ReleasedTable {
    let keptRows = table.rows.headings.indices.filter { rows.isEmpty || rows.contains(table.rows.headings[$0].code) }
    let all = table.columns?.headings ?? []
    let keptColumns = all.indices.filter { columns.isEmpty || columns.contains(all[$0].code) }
    let cells = keptRows.map { row in table.columns == nil ? table.cells[row] : keptColumns.map { table.cells[row][$0] } }
    let down = table.rows.keeping(keptRows)
    let across = table.columns?.keeping(keptColumns)
    guard isTurned, let across else { return table.replacing(rows: down, columns: across, cells: cells) }
    let turned = keptColumns.indices.map { column in keptRows.indices.map { cells[$0][column] } }
    return table.replacing(rows: across, columns: down, cells: turned)
  }
}

extension ReleasedTable.Axis {
  fileprivate func keeping(_ places: [Int]) -> Self {
    Self(name: name, isExclusive: isExclusive, label: label, headings: places.map { headings[$0] })
  }
}
