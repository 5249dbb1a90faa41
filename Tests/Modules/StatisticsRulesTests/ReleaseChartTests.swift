// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import StatisticsRules
import Testing
import Web

@testable import StatisticsService

@Suite("Releases: charts and files") struct ReleaseChartTests {
  private static let words = Result { try Catalogue(folders: [StatisticsResources.strings]) }

  /// Six outcomes of two years, of which one year's are small.
  private func text(_ language: Kernel.Language = .en, isProvisional: Bool = false) throws -> TableText {
    let axis = ReleasedTable.Axis(
      name: "outcome", isExclusive: true, label: LocalText([.en: "Outcome"]),
      headings: [
        .init("executed", LocalText([.en: "=Executed", .ar: "منفذ"])), .init("refused", LocalText([.en: "Refused", .ar: "مرفوض"])),
        .init("total", LocalText([.en: "Total"])),
      ])
    let years = ReleasedTable.Axis(
      name: "year", isExclusive: true, label: nil,
      headings: [.init("2024", nil), .init("2025", nil), .init("total", LocalText([.en: "Total"]))])
    let state = try #require(StateCode("XA"))
    let table = """
      {"name":"outcomes","title":{"en":"Outcomes"},"unit":"request","direction":"incoming","dateBasis":"closed","only":{},"figure":"count",
      "rows":\(try json(axis)),"columns":\(try json(years)),"cells":[[{"count":40},{"mark":"c"},{"count":91}],[{"count":12},{"mark":"c"},
      {"count":30}],[{"count":52},{"count":69},{"count":121}]],"coverage":{"reporting":["XA"],"asked":["XA"]},"footnotes":[]}
      """
    let read = try JSONDecoder().decode(ReleasedTable.self, from: Data(table.utf8))
    let content = """
      {"format":"comity-release-1","name":"r1","codebook":1,"period":{"from":"2024-01-01","to":"2025-12-31"},"releasedOn":"2026-03-02",
      "threshold":5,"isProvisional":\(isProvisional),"asked":["\(state)"],"reporting":["\(state)"],"differences":[],"tables":[]}
      """
    return TableText(
      table: read, release: try JSONDecoder().decode(ReleaseContent.self, from: Data(content.utf8)),
      codebook: try BuiltInCodebook.current(),
      words: try Self.words.get().words(language))
  }

  private func json(_ value: some Encodable) throws -> String { String(decoding: try JSONEncoder().encode(value), as: UTF8.self) }

  /// The numbers of an attribute of all shapes of a kind.
  private func numbers(_ svg: String, _ shape: String, _ attribute: String) -> [Double] {
    svg.components(separatedBy: "<\(shape) ").dropFirst().compactMap { part in
      let inside = " " + (part.components(separatedBy: ">").first ?? "")
      guard let value = inside.components(separatedBy: " \(attribute)=\"").dropFirst().first else { return nil }
      return Double(value.prefix { $0 != "\"" })
    }
  }

  @Test("A series with a withheld year is drawn with a gap, hatched and with its symbol, and says so to those who do not see it")
  func gap() throws {
    let chart = try #require(try text().chart())
    let svg = chart.svg(.wide).markup
    #expect(!svg.contains("<path") && svg.contains("-hatch)") && svg.contains("[c]"))
    #expect(svg.contains("role=\"img\"") && svg.contains("<title") && svg.contains("<desc") && chart.description.contains("2025 [c]"))
    #expect(chart.title == "2025: 69, 33% more than in 2024", "\(chart.title)")
  }

  @Test("Bars begin at zero, the longest first, as long as their numbers in proportion; in Arabic they grow from the right")
  func bars() throws {
    let view = TableView(.init([("row", "executed"), ("row", "refused"), ("column", "total")]), for: try text().table)
    let whole = try text()
    let english = TableText(table: view.of(whole.table), release: whole.release, codebook: whole.codebook, words: whole.words)
    let svg = try #require(english.chart(as: .bars)).svg(.wide).markup
    // The boxes of the pattern of what is withheld come first and stand nowhere.
    let bars = zip(numbers(svg, "rect", "width").suffix(2), numbers(svg, "rect", "x")).map { $0 }
    #expect(bars.count == 2 && abs(bars[1].0 / bars[0].0 - 30.0 / 91) < 0.002 && bars[0].1 == bars[1].1, "\(svg)")
    let arabic = TableText(
      table: english.table, release: whole.release, codebook: whole.codebook, words: try Self.words.get().words(.ar))
    let mirrored = try #require(arabic.chart(as: .bars)).svg(.wide).markup
    let right = zip(numbers(mirrored, "rect", "width").suffix(2), numbers(mirrored, "rect", "x")).map { $0.0 + $0.1 }
    #expect(right.count == 2 && abs(right[0] - right[1]) < 0.11 && mirrored.contains("direction=\"rtl\""))
  }

  @Test("The chart's file is one XML document with its own heading, and draws nothing outside of itself")
  func file() throws {
    for language in Kernel.Language.allCases {
      let chart = try #require(try text(language).chart())
      let parser = XMLParserRun(chart.file)
      #expect(parser.isSound, "\(language)")
      for place in [ChartPlace.wide, .narrow, .alone, .document] {
        let svg = chart.svg(place).markup
        #expect(numbers(svg, "text", "x").allSatisfy { (0...place.width).contains($0) })
      }
    }
  }

  @Test("Steps of an axis are round, begin at zero and reach the greatest number", arguments: [0, 1, 4, 7, 49, 51, 1089, 9999])
  func steps(_ greatest: Int) {
    let steps = LineDrawing.steps(to: greatest)
    #expect(steps.first == 0 && (steps.last ?? 0) >= greatest && steps.count <= 6)
  }

  @Test("CSV has codes and labels apart, days as ISO 8601, no figure where a mark stands, and no formula")
  func csv() throws {
    let csv = String(decoding: TableFigures(text: try text()).csv(hasByteOrderMark: false), as: UTF8.self)
    let lines = csv.components(separatedBy: "\r\n")
    #expect(lines.count == 11 && lines.last == "")
    #expect(lines[1] == "r1,outcomes,executed,'=Executed,2024,2024,count,request,incoming,closed,2024-01-01,2024-12-31,40,")
    #expect(lines[2].hasSuffix("2025-01-01,2025-12-31,,c"))
    #expect(TableFigures(text: try text()).csv(hasByteOrderMark: true).starts(with: [0xEF, 0xBB, 0xBF]))
  }

  @Test("SDMX-CSV tells apart whether a figure is there and whether it is confidential")
  func sdmx() throws {
    let lines = String(decoding: TableFigures(text: try text(isProvisional: true)).sdmx, as: UTF8.self).components(separatedBy: "\r\n")
    #expect(
      lines[0] == "STRUCTURE,STRUCTURE_ID,ACTION,OUTCOME,COUNTED,FLOW,DATE_BASIS,MEASURE,TIME_PERIOD,OBS_VALUE,OBS_STATUS,CONF_STATUS")
    #expect(lines[1] == "dataflow,COMITY:OUTCOMES(1.0),I,executed,request,incoming,closed,COUNT,2024,40,P,F")
    #expect(lines[2].hasSuffix("2025,,Q,C") && lines[9].contains("_T") && lines[9].contains("2024-01-01/P731D"))
  }

  @Test("A reader's wish leaves out and turns, never adds up, and passes over what the table does not have")
  func view() throws {
    let table = try text().table
    let turned = TableView(.init([("turn", "yes"), ("row", "refused"), ("row", "nothing"), ("column", "2024")]), for: table).of(table)
    #expect(turned.rows.headings.map(\.code) == ["2024"] && turned.columns?.headings.map(\.code) == ["refused"])
    #expect(turned.cells == [[ReleasedCell(count: 12)]])
    #expect(TableView(.init([("row", "nothing")]), for: table).of(table) == table)
  }
}

/// Whether a text is one sound XML document, as the system's parser reads it.
private final class XMLParserRun {
  let isSound: Bool

  init(_ text: String) {
    // Every element that begins ends, in order; the drawing has no other markup than elements and their attributes.
    var open: [Substring] = []
    var isSound = true
    for match in text.matches(of: /<(\/?)([a-z]+)[^<>]*?(\/?)>/) {
      if match.output.1.isEmpty {
        if match.output.3.isEmpty { open.append(match.output.2) }
      } else if open.popLast() != match.output.2 {
        isSound = false
      }
    }
    self.isSound = isSound && open.isEmpty && text.hasPrefix("<?xml")
  }
}
