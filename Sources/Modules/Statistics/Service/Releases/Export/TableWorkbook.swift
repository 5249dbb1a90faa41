// SPDX-License-Identifier: Apache-2.0
import Documents
import Kernel
import Localisation
import StatisticsRules
import Web

extension TableText {
  /// The table for a spreadsheet: numbers as numbers, symbols as text, and a sheet that says what they mean.
  var workbook: Workbook {
    let heads = table.columns.map { columns in columns.headings.map { label($0, of: columns) } } ?? [measure]
    let timed =
      table.figure == .count ? [] : ["median", "firstQuartile", "thirdQuartile"].map { words("statistics.releases.figure.\($0)") }
    let columns = heads.flatMap { head in [head] + timed.map { heads.count == 1 ? $0 : "\(head): \($0)" } }
    let rows = zip(table.rows.headings, table.cells).map { heading, cells in
      [Workbook.Cell.text(label(heading, of: table.rows))] + cells.flatMap { values($0) }
    }
    let about = [
      [words("statistics.releases.column.release"), release.name.text], [words("statistics.releases.column.counted"), subtitle()],
      [words("statistics.releases.column.releasedOn"), words.date(release.releasedOn)],
    ]
    let notes = footnotes.map { ["", $0] } + legend.map { [$0.symbol, $0.meaning] }
    return Workbook(
      language: language.htmlCode, isRightToLeft: language.direction == .rightToLeft,
      sheets: [
        .init(name: String(table.name.prefix(31)), title: title, columns: [name(table.rows)] + columns, rows: rows),
        .init(
          name: words("statistics.releases.sheet.about"), title: title, columns: [],
          rows: (about + notes).map { $0.map { Workbook.Cell.text($0) } }),
      ])
  }

  private var language: Kernel.Language { words.language }

  private func values(_ cell: ReleasedCell) -> [Workbook.Cell] {
    let count = cell.count.map { Workbook.Cell.number($0) } ?? .text(cell.mark?.symbol ?? "")
    guard table.figure != .count else { return [count] }
    let days = [cell.days?.median, cell.days?.firstQuartile, cell.days?.thirdQuartile]
    return [count] + days.map { day in day.map { .number($0) } ?? .text((cell.mark ?? .notAvailable).symbol) }
  }
}
