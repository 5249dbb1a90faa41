// SPDX-License-Identifier: Apache-2.0
import Documents
import Kernel
import Localisation
import StatisticsRules
import Web

/// The draft of the statistical note for the expert meeting: numbered paragraphs made from the figures of a release, and its tables.
///
/// It says what the figures say and draws no conclusions: those are the secretariat's to write.
/// - Source: practice (notes by the Secretariat on statistics)
struct StatisticalNote {
  let release: PublishedRelease
  let occasion: NoteOccasion?
  let codebook: Codebook
  let words: Words

  private var content: ReleaseContent { release.content }
  private var texts: [TableText] { content.tables.map { TableText(table: $0, release: content, codebook: codebook, words: words) } }

  private func own(_ text: String) -> OfficialPaper.Piece { OfficialPaper.Piece(text, words.language) }
  private func said(_ key: String, _ values: [String: MessageArgument] = [:]) -> String { words("statistics.releases.note.\(key)", values) }

  var paper: OfficialPaper {
    var counter = Counter()
    let blocks = introduction(&counter) + findings(&counter) + tables()
    return OfficialPaper(
      own(said("heading", ["period": .text(TableText.period(content.period, words))])), in: words.language,
      masthead: occasion?.masthead ?? .init(), runningHead: occasion?.runningHead,
      pagePattern: said("page", ["number": "{number}", "count": "{count}"]), blocks: [.paragraph(own(said("byline")))] + blocks,
      closing: [own(said("made", ["name": .text(content.name.text)])), OfficialPaper.Piece("SHA-256 \(release.digest)", .en)])
  }

  /// Paragraphs are numbered through the whole note.
  private struct Counter {
    private var last = 0
    mutating func clause(_ lines: [OfficialPaper.Piece]) -> OfficialPaper.Block {
      last += 1
      return .clause(number: "\(last).", lines: lines, isBold: false)
    }
  }

  // MARK: Introduction

  private func introduction(_ counter: inout Counter) -> [OfficialPaper.Block] {
    var blocks: [OfficialPaper.Block] = [.heading(own("I. \(said("introduction"))"), level: 1)]
    if let occasion {
      if let item = occasion.item { blocks.append(counter.clause([own(said("item")), item.words])) }
      if !occasion.mandates.isEmpty { blocks.append(counter.clause([own(said("mandates"))] + occasion.mandates.map(\.words))) }
    }
    let states = words.list(content.reporting.map { words.state($0) })
    blocks.append(
      counter.clause([
        own(
          said(
            "coverage",
            [
              "reportingCount": .integer(content.reporting.count), "asked": .text(words.number(content.asked.count)),
              "states": .text(states), "period": .text(TableText.period(content.period, words)), "releasedOn": .day(content.releasedOn),
            ]))
      ]))
    blocks.append(counter.clause([own(said("counting"))]))
    blocks.append(
      counter.clause(
        [own(said("protection", ["number": .integer(content.threshold)]))]
          + ReleaseMark.allCases.map { own("\($0.symbol) \(words("statistics.releases.symbol.\($0.rawValue)"))") }))
    return blocks
  }

  // MARK: Findings

  private func findings(_ counter: inout Counter) -> [OfficialPaper.Block] {
    var blocks: [OfficialPaper.Block] = [.heading(own("II. \(said("findings"))"), level: 1)]
    for (number, text) in texts.enumerated() {
      if let sentence = finding(text) {
        blocks.append(counter.clause([own(sentence + " " + said("see", ["number": .text("\(number + 1)")]))]))
      }
    }
    return blocks
  }

  private func finding(_ text: TableText) -> String? {
    let points = text.points(nil).filter { ($0.value ?? 0) > 0 }.sorted { ($0.value ?? 0) > ($1.value ?? 0) }
    let table = text.table
    guard !points.isEmpty else { return nil }
    if table.figure != .count {
      guard let longest = points.first, let shortest = points.last else { return nil }
      let values: [String: MessageArgument] = [
        "title": .text(text.title), "long": .text(longest.label), "longDays": .integer(longest.value ?? 0), "short": .text(shortest.label),
        "shortDays": .integer(shortest.value ?? 0),
      ]
      return said(points.count == 1 ? "find.timeOne" : "find.time", values)
    }
    let whole = table.cell(row: "total", column: table.columns == nil ? nil : "total")?.count
    let list = points.prefix(3).map { point -> String in
      let number = words.number(point.value ?? 0)
      guard let whole, whole > 0, table.rows.isExclusive, !table.rows.isTime else {
        return said("entry", ["label": .text(point.label), "number": .text(number)])
      }
      return said(
        "entryShare",
        ["label": .text(point.label), "number": .text(number), "share": .text(words.percent(Double(point.value ?? 0) / Double(whole)))])
    }
    guard let whole else { return said("find.parts", ["title": .text(text.title), "list": .list(list)]) }
    let key = table.rows.isTime ? "find.years" : table.rows.isExclusive ? "find.whole" : "find.several"
    return said(key, ["title": .text(text.title), "number": .text(words.number(whole)), "list": .list(list)])
  }

  // MARK: Tables

  private func tables() -> [OfficialPaper.Block] {
    var blocks: [OfficialPaper.Block] = [.heading(own("III. \(said("tables"))"), level: 1)]
    var figures = 0
    for (number, text) in texts.enumerated() {
      let heading = said("table", ["number": .text("\(number + 1)"), "title": .text(text.title)])
      blocks.append(.heading(own(heading), level: 2))
      blocks.append(.paragraph(own(text.subtitle())))
      if let chart = text.chart() {
        figures += 1
        blocks.append(.paragraph(own(said("figure", ["number": .text(Self.roman(figures)), "title": .text(chart.title)]))))
        blocks.append(.picture(svg: chart.svg(.document).markup, title: own(chart.title), description: chart.description))
      }
      blocks += Self.parts(text).map { table($0) }
      if !text.footnotes.isEmpty { blocks += text.footnotes.map { .paragraph(own($0)) } }
    }
    return blocks
  }

  /// Columns that fit a page: a wider table is set in parts, each with the names of its rows.
  private static func parts(_ text: TableText) -> [TableText] {
    guard let columns = text.table.columns, columns.headings.count > 6 else { return [text] }
    return stride(from: 0, to: columns.headings.count, by: 6).map { start in
      let places = Array(start..<min(start + 6, columns.headings.count))
      let part = ReleasedTable.Axis(
        name: columns.name, isExclusive: columns.isExclusive, label: columns.label, headings: places.map { columns.headings[$0] })
      let cells = text.table.cells.map { row in places.map { row[$0] } }
      return TableText(
        table: text.table.replacing(rows: text.table.rows, columns: part, cells: cells), release: text.release, codebook: text.codebook,
        words: text.words)
    }
  }

  private func table(_ text: TableText) -> OfficialPaper.Block {
    let table = text.table
    let heads = table.columns.map { columns in columns.headings.map { text.label($0, of: columns) } } ?? [text.measure]
    return .table(
      columns: [OfficialPaper.Column(text.name(table.rows), share: 4)] + heads.map { OfficialPaper.Column($0, share: 2) },
      rows: zip(table.rows.headings, table.cells).map { heading, cells in
        [OfficialPaper.Cell([own(text.label(heading, of: table.rows))])] + cells.map { OfficialPaper.Cell([own(text.said($0))]) }
      })
  }

  /// A number from 1 to 399 in roman figures, by which the United Nations number figures.
  static func roman(_ number: Int) -> String {
    let steps = [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]
    var rest = number
    var text = ""
    for (value, letters) in steps {
      while rest >= value {
        text += letters
        rest -= value
      }
    }
    return text
  }
}
