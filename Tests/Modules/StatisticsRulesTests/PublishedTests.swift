// SPDX-License-Identifier: Apache-2.0
import Kernel
import StatisticsRules
import StatisticsService
import Testing

@Suite("Figures as authorities published them") struct PublishedTests {
  let book: Codebook

  init() throws { book = try BuiltInCodebook.current() }

  private func tables() throws -> [String: PublishedTable] {
    guard case .published(let specs) = try SpecFile.read(Sample.path("published-tables.yaml")) else { throw CountedTable.NoCount() }
    let read = try ReadPublished.run(Sample.path("published.csv"), codebook: book)
    #expect(read.contradictions == [])
    return Dictionary(uniqueKeysWithValues: specs.map { ($0.name, PublishedTable($0, read.register)) })
  }

  private func cell(_ table: PublishedTable?, _ row: String, _ column: String = "total") throws -> PublishedTable.Cell {
    let table = try #require(table)
    return table.cells[try #require(table.rows.firstIndex(of: row))][try #require(table.columns.firstIndex(of: column))]
  }

  @Test("Switzerland, Federal Office of Justice: figures, sums and growth, with what they do not cover")
  func switzerland() throws {
    let tables = try tables()
    let (received, made) = (tables["switzerland-received"], tables["switzerland-made"])
    let expected: [(String, Int, Int, Int, Int)] = [
      ("extradition", 350, 321, 252, 272), ("transferOfProceedings", 135, 142, 225, 221), ("criminalAssistance", 1163, 1341, 850, 935),
      ("total", 1648, 1804, 1327, 1428),
    ]
    for (kind, received2018, received2019, made2018, made2019) in expected {
      #expect(try cell(received, kind, "2018").value == received2018 && cell(received, kind, "2019").value == received2019)
      #expect(try cell(made, kind, "2018").value == made2018 && cell(made, kind, "2019").value == made2019)
    }
    #expect(try cell(tables["switzerland-received-growth"], "criminalAssistance", "2019").value == 153)
    #expect(try cell(tables["switzerland-made-growth"], "criminalAssistance", "2019").value == 100)
    // Nothing comes before the first year, and a sum of years does not grow.
    #expect(try cell(tables["switzerland-made-growth"], "criminalAssistance", "2018").mark == .notApplicable)
    #expect(try cell(tables["switzerland-made-growth"], "criminalAssistance").mark == .notApplicable)
    let note = try #require(received).lines(book, in: .en).first { $0.row.code == "total" && $0.column.code == "2018" }
    #expect(note?.value == "1648" && note?.note.contains("cantons are not in it (88 %") == true)
  }

  @Test("Liechtenstein: received by origin, and more than half from Switzerland in 1975")
  func liechtenstein() throws {
    let tables = try tables()
    let table = tables["liechtenstein"]
    #expect(table?.rows == ["AT", "CH", "DE", "other", "total"])
    let expected = [
      "1967": [20, 65, 13, 2, 100], "1972": [30, 81, 31, 3, 145], "1974": [21, 73, 34, 9, 137], "1975": [24, 88, 35, 8, 155],
    ]
    for (year, figures) in expected {
      let found = try ["AT", "CH", "DE", "other", "total"].map { try cell(table, $0, year).value }
      #expect(found == figures, "\(year)")
    }
    #expect(try cell(tables["liechtenstein-shares"], "CH", "1975").value == 568)
    #expect(try cell(tables["liechtenstein-shares"], "total", "1975").value == 1000)
    let line = try #require(tables["liechtenstein-shares"]).lines(book, in: .en).first { $0.row.code == "CH" && $0.column.code == "1975" }
    #expect(line?.value == "56.8" && line?.note == "Complete.")
  }

  @Test("Brazil: what is about or more than a figure stays so, and what is made of it is about too")
  func brazil() throws {
    let tables = try tables()
    let exact = try cell(tables["brazil"], "2018")
    #expect(exact.value == 2438 && exact.precision == .exact)
    let about = try cell(tables["brazil"], "2011")
    #expect(about.value == 1100 && about.precision == .about)
    let growth = try cell(tables["brazil-growth"], "2018")
    #expect(growth.value == 1216 && growth.precision == .about)
    let frozen = try cell(tables["brazil-amounts"], "frozen", "USD")
    let returned = try cell(tables["brazil-amounts"], "returned", "USD")
    #expect(frozen.value == 222_000_000 && frozen.precision == .over && returned.value == 32_000_000 && returned.precision == .about)
    // What was frozen and what was returned are not added.
    #expect(try cell(tables["brazil-amounts"], "total", "USD").mark == .notApplicable)
  }

  @Test("Published figures that contradict each other are all told; a correction with its reason is none")
  func contradictions() throws {
    let read = try ReadPublished.run(Sample.path("contradictory-published.csv"), codebook: book)
    #expect(
      read.contradictions.map { "\($0.line) \($0.name) \($0.kind.rawValue)" } == [
        "2 figure total-does-not-sum", "6 figure part-over-whole", "12 figure balance-does-not-hold",
        "13 figure opening-is-not-closing", "15 figure figure-repeated", "16 revises revises-nothing", "17 reason revision-without-reason",
        "18 coverage coverage-missing", "19 year not-a-year", "20 kind unknown-code", "21 figure not-a-figure",
      ])
  }

  @Test("A table of published figures that is limited or broken down by what tells none apart is refused")
  func faults() {
    let spec = PublishedSpec("a", only: ["quantity": ["new"], "colour": ["red"]], rows: .coverage, columns: .coverage)
    #expect(
      spec.faults.map(\.fault) == [
        .unknownBreakdown("colour"), .unknownBreakdown("coverage"), .unknownBreakdown("coverage"), .sameRowsAndColumns,
      ])
    #expect(PublishedSpec("b", only: ["reporter": ["XA"]], rows: .kind, columns: .year).faults.isEmpty)
  }

  @Test("What is not available is not zero: neither a sum nor its parts are made of it")
  func notAvailable() throws {
    let key = PublishedFigure.Key([.reporter: "XA", .year: "2024", .direction: "incoming", .quantity: "new", .kind: "extradition"])
    var other = key
    other[.kind] = "assetRecovery"
    let register = PublishedRegister(
      [
        PublishedFigure(key, value: 3, coverage: "All.", line: 2), PublishedFigure(other, value: nil, coverage: "Not asked.", line: 3),
      ], columns: PublishedColumn.allCases)
    let table = PublishedTable(PublishedSpec("a", only: ["reporter": ["XA"]], rows: .kind), register)
    #expect(try cell(table, "extradition").value == 3 && cell(table, "assetRecovery").mark == .notAvailable)
    #expect(try cell(table, "total").mark == .notAvailable && cell(table, "total").coverage == ["All.", "Not asked."])
  }
}
