// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import StatisticsRules
import Web

/// A counted table as a page shows it, with what must stand below it.
struct OwnTableView: Sendable {
  let table: CountedTable
  let codebook: Codebook
  let words: Words
  /// What has no outcome recorded is a column of its own only where there is some.
  private let isAllRecorded: Bool
  /// The places of the rows that are shown.
  private let shown: [Int]

  /// - Parameter omitsEmpty: whether codes without any request are left out, which a line below the table then says.
  init(table: CountedTable, codebook: Codebook, words: Words, omitsEmpty: Bool = false) {
    self.table = table
    self.codebook = codebook
    self.words = words
    isAllRecorded = table.cells.joined().allSatisfy { if case .balance(let balance) = $0 { balance.closed.last == 0 } else { true } }
    shown = table.rows.indices.filter { place in
      !omitsEmpty || place == table.rows.count - 1
        || !table.cells[place].allSatisfy { $0.figures(codebook).allSatisfy { $0.value == "0" && $0.mark.isEmpty } }
    }
  }

  /// The table.
  /// - Parameters:
  ///   - caption: unique on its page.
  ///   - showsCaption: not where a heading says the same just above.
  func html(caption: String, showsCaption: Bool = true) -> HTML {
    HTML {
      Table(caption: caption, showsCaption: showsCaption, columns: columns, rows: rows).html
      notes
    }
  }

  private var isSingle: Bool { table.spec.columns == nil }

  private var columns: [Table.Column] {
    let head = Table.Column(words.breakdown(table.spec.rows, codebook))
    let labels =
      isSingle
      ? figures(table.cells.first?.first).map { codebook.label($0.code, in: words.language) }
      : table.columns.map { text($0, of: table.spec.columns) }
    return [head] + labels.map { Table.Column($0, isNumber: true) }
  }

  private var rows: [[HTML]] {
    shown.map { place in
      let (row, cells) = (table.rows[place], table.cells[place])
      let head = HTML(text(row, of: table.spec.rows))
      return [head] + (isSingle ? figures(cells.first).map { HTML(value($0.value, $0.mark)) } : cells.map(cell))
    }
  }

  private func figures(_ cell: CountedTable.Cell?) -> [(code: String, value: String, mark: String)] {
    let all = cell?.figures(codebook).map { (code: $0.code, value: $0.value, mark: $0.mark) } ?? []
    return isAllRecorded ? all.filter { $0.code != "closed.notRecorded" && $0.code != "closed.pending" } : all
  }

  /// A cell among several columns: the figure that says most, with how many it rests on.
  private func cell(_ cell: CountedTable.Cell) -> HTML {
    let figures = figures(cell)
    let leading = ["count", "medianDays", "amount"].compactMap { code in figures.first { $0.code == code } }.first
    guard let leading else { return .nothing }
    guard leading.code != "count", let n = figures.first(where: { $0.code == "n" }) else { return HTML(value(leading.value, leading.mark)) }
    return HTML {
      HTML(value(leading.value, leading.mark))
      tag("p", .css("hint")) { words("statistics.table.n", ["n": .text(value(n.value, n.mark))]) }
    }
  }

  private func value(_ value: String, _ mark: String) -> String {
    guard mark.isEmpty else { return "[\(mark)]" }
    if let whole = Int(value) { return words.number(whole) }
    return Double(value).map { words.number($0, decimals: value.split(separator: ".").last?.count ?? 0) } ?? value
  }

  private func text(_ heading: CountedTable.Heading, of breakdown: Breakdown?) -> String {
    heading.text(words.language, of: breakdown) { words.state($0) }
  }

  private var notes: HTML {
    let lines = lines
    guard !lines.isEmpty else { return .nothing }
    return tag("ul", .css("hint")) { for line in lines { tag("li") { line } } }
  }

  private var lines: [String] {
    var lines: [String] = []
    let omitted = table.rows.count - shown.count
    if omitted > 0 { lines.append(words("statistics.table.withoutAny", ["n": .integer(omitted)])) }
    if table.spec.rows.isSeveral || table.spec.columns?.isSeveral == true { lines.append(words("statistics.table.several")) }
    for (row, footnote) in table.footnotes {
      guard case .doesNotHold(let difference) = footnote else { continue }
      let heading = table.rows.first { $0.code == row }.map { text($0, of: table.spec.rows) } ?? row
      lines.append(words("statistics.table.difference", ["row": .text(heading), "number": .text(words.number(difference))]))
    }
    let marks = Set(table.cells.joined().flatMap { figures($0).map(\.mark) })
    if marks.contains("z") { lines.append(words("statistics.table.markZ")) }
    if marks.contains("x") { lines.append(words("statistics.table.markX")) }
    return lines
  }
}

extension Words {
  /// What a table can be broken down by; years, quarters and States have no list in the codebook.
  func breakdown(_ name: Breakdown, _ codebook: Codebook) -> String {
    codebook.variable(name)?.label.best(for: language)?.text ?? self("statistics.breakdown.\(name.rawValue)")
  }
}
