// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import StatisticsRules
import StatisticsService
import Testing

/// Returns for tests.
enum ReturnSample {
  static let id = ID<DataCollection>()

  static func period() throws -> TableSpec.Period { try Sample.period("2024-01-01", "2025-12-31") }

  /// The tables of every figure that States are asked for.
  static func asked() throws -> [TableSpec] {
    var set = try BuiltInCodebook.releaseTables()
    set.period = try period()
    return set.specified + MirrorTables.specs(try period(), titles: [:])
  }

  /// Requests drawn at random, which contradict nothing that a return would show, counted.
  static func counted(_ seed: UInt64, requests: Int = 120) throws -> [CountedTable] {
    let book = try BuiltInCodebook.current()
    var seeded = Seeded(seed)
    var figures = try Figures(try asked(), book)
    figures.add(
      ContiguousArray(
        (0..<requests).map { _ in
          var request = Sample.drawn(book, &seeded)
          request.unit = 0
          return request
        }))
    return figures.tables(book)
  }

  static func figures(_ state: String, _ seed: UInt64) throws -> ReportedFigures {
    ReportedFigures(
      of: try #require(StateCode(state)), from: try counted(seed), codebook: try BuiltInCodebook.current())
  }

  static func answer(_ state: String = "XA", _ seed: UInt64 = 1) throws -> StatisticalReturn {
    StatisticalReturn(collection: id, figures: try figures(state, seed))
  }
}

@Suite("Returns: what a State reports") struct ReturnTests {
  let book: Codebook
  let asked: [TableSpec]
  let arcadia: StateCode

  init() throws {
    book = try BuiltInCodebook.current()
    asked = try ReturnSample.asked()
    arcadia = try #require(StateCode("XA"))
  }

  /// The text of one return, for all that make it worse.
  private static let good = Result { try ReturnJSON.bytes(try ReturnSample.answer()) }

  private func kinds(_ figures: ReportedFigures) -> Set<ReturnFault.Kind> {
    Set(figures.faults(asked: asked, of: arcadia, book).map(\.kind))
  }

  @Test("What was counted has no fault but those that the requests themselves have", arguments: 1...3)
  func counted(seed: UInt64) throws {
    // Drawn requests may be closed before they came, so that a balance need not hold; nothing else may be told.
    #expect(kinds(try ReturnSample.figures("XA", seed)).subtracting([.doesNotBalance]).isEmpty)
  }

  @Test("A return has the same bytes after it was read, and says the same") func roundTrip() throws {
    var answer = try ReturnSample.answer()
    answer.figures.tables[0].note = LocalText([.en: "Two offices count apart.", .ar: "مكتبان"])
    let bytes = try ReturnJSON.bytes(answer)
    let read = try ReturnJSON.read(bytes)
    let isSame = read == answer
    #expect(isSame)
    #expect(try ReturnJSON.bytes(read) == bytes)
  }

  @Test("A balance that does not hold cannot be sent without a note, and can with one") func balance() throws {
    var figures = try ReturnSample.figures("XA", 3)
    let place = try #require(figures.tables.firstIndex { $0.spec.figure == .balance })
    figures.tables[place]["2024", "total", .closing] = .number(99_999)
    let faults = figures.faults(asked: asked, of: arcadia, book)
    #expect(faults.contains { $0.kind == .doesNotBalance && $0.place == ["2024"] })
    #expect(figures.hindrances(faults).contains { $0.kind == .doesNotBalance })
    figures.tables[place].note = LocalText([.en: " \n"])
    #expect(!figures.hindrances(faults).isEmpty)
    figures.tables[place].note = LocalText([.fr: "Le registre papier n’a pas été repris."])
    #expect(figures.hindrances(faults).isEmpty)
  }

  @Test("Parts that are not the whole are told; with a part that nobody has only too much is") func sums() throws {
    var figures = try ReturnSample.figures("XA", 4)
    let place = try #require(figures.tables.firstIndex { $0.spec.name == "flows" })
    figures.tables[place]["total", "total", .count] = .number(7_777)
    #expect(kinds(figures).contains(.doesNotSum))
    figures.tables[place]["2024", "incoming", .count] = .notAvailable
    figures.tables[place]["2024", "total", .count] = .number(7_777)
    let faults = figures.faults(asked: asked, of: arcadia, book).filter { $0.table == "flows" }
    #expect(faults.contains { $0.kind == .notAvailable } && !figures.hindrances(faults).isEmpty)
    figures.tables[place]["2024", "total", .count] = .number(0)
    let less = figures.faults(asked: asked, of: arcadia, book).filter { $0.table == "flows" && $0.place.first == "2024" }
    #expect(less.contains { $0.kind == .doesNotSum && $0.difference < 0 })
  }

  @Test("Where a request may have several codes a part over the whole is told, and codes that together are less than it") func several()
    throws
  {
    var figures = try ReturnSample.figures("XA", 5)
    let place = try #require(figures.tables.firstIndex { $0.spec.name == "offences" })
    #expect(!kinds(figures).contains(.partOverWhole))
    #expect(!kinds(figures).contains(.partsUnderWhole))
    figures.tables[place]["art15", "2024", .count] = .number(5_000)
    #expect(kinds(figures).contains(.partOverWhole))
    figures.tables[place]["art15", "2024", .count] = .number(0)
    figures.tables[place]["total", "2024", .count] = .number(4_999)
    #expect(kinds(figures).contains(.partsUnderWhole))
  }

  @Test("Negative numbers, quantiles out of order and long notes are no figures that a note explains") func plainlyWrong() throws {
    var figures = try ReturnSample.figures("XA", 6)
    let flows = try #require(figures.tables.firstIndex { $0.spec.name == "flows" })
    let closure = try #require(figures.tables.firstIndex { $0.spec.name == "closure" })
    figures.tables[flows]["2024", "incoming", .count] = .number(-1)
    figures.tables[closure]["total", "total", .median] = .number(10_000_000)
    figures.tables[flows].note = LocalText([.en: "So it is."])
    figures.tables[closure].note = LocalText([.en: String(repeating: "a", count: ReportedTable.longestNote + 1)])
    #expect(kinds(figures).isSuperset(of: [.negative, .noteTooLong]))
    figures.tables[closure].note = LocalText([.en: "So it is."])
    #expect(kinds(figures).contains(.quantilesOutOfOrder))
    let hindering = figures.hindrances(figures.faults(asked: asked, of: arcadia, book))
    #expect(hindering.contains { $0.kind == .negative } && hindering.contains { $0.kind == .quantilesOutOfOrder })
  }

  @Test("Another State, another codebook, other tables and codes that nobody knows are told") func foreign() throws {
    let good = try ReturnSample.figures("XA", 7)
    #expect(kinds(try ReturnSample.figures("XB", 7)).contains(.otherState))
    var figures = good
    figures.codebookVersion = 2
    #expect(kinds(figures) == [.otherCodebook])
    figures = good
    figures.tables.removeFirst()
    figures.tables.append(good.tables[3])
    figures.tables.append(ReportedTable(TableSpec("mine", rows: .kind), rows: [], columns: [], measures: []))
    figures.tables[2].spec.dateBasis = .closed
    #expect(kinds(figures).isSuperset(of: [.tableMissing, .tableRepeated, .tableNotAsked, .otherTable]))
    figures = good
    figures.tables[0].rows[0] = "Alice"
    #expect(kinds(figures).isSuperset(of: [.unknownCode, .codeMissing]))
    figures = good
    figures.tables[0].rows[0] = figures.tables[0].rows[1]
    #expect(kinds(figures).contains(.codeRepeated))
    figures = good
    figures.tables[0].measures = [.amount]
    #expect(kinds(figures).contains(.otherMeasures))
  }

  @Test(
    "A text that is not exactly as it must be is not read",
    arguments: [
      ("comity.return/1", "comity.return/2"), ("\"revision\":1", "\"revision\":0"), ("\"revision\":1", "\"revision\":1,\"person\":\"x\""),
      ("\"rows\":[\"2024\"", "\"rows\":[\"2025\""), ("\"cells\":[[[\"", "\"cells\":[[[\"0"),
      ("\"table\":{", "\"table\":{\"title\":{\"en\":\"A\"},"),
      ("\"note\":{}", "\"note\":{\"de\":\"nein\"}"), ("\"cells\":[[[", "\"cells\":[[],[["),
    ])
  func unreadable(found: String, other: String) throws {
    let text = String(decoding: try Self.good.get(), as: UTF8.self)
    let place = try #require(text.range(of: found))
    #expect(throws: ReturnProblem.self) { try ReturnJSON.read(Data(text.replacingCharacters(in: place, with: other).utf8)) }
  }

  @Test(
    "A number has one spelling",
    arguments: [
      ("12", true), ("-3", true), ("0", true), ("x", true), ("z", true), ("012", false), ("+1", false), ("1.0", false), ("", false),
      ("-", false), ("--1", false), ("-0", false), ("1e3", false), ("٣", false), ("12.5", false), ("99999999999999999999", false),
    ])
  func spelling(text: String, isRead: Bool) {
    let value = ReportedValue(text, of: .count)
    #expect((value != nil) == isRead)
    if let value { #expect(value.text(of: .count) == text) }
  }

  @Test("Hundredths are read as they are written", arguments: ["0.07", "-0.5", "12.5", "3", "90000000000000.01"])
  func hundredths(text: String) { #expect(ReportedValue(text, of: .amount)?.text(of: .amount) == text) }

  @Test("The table that the command writes is read as the same figures") func csv() throws {
    let tables = try ReturnSample.counted(9)
    let lines = tables.flatMap { $0.lines(book, in: .en) }
    let figures = try ReturnCSV.read(Data(TableLine.csv(lines).utf8), asked: asked, of: arcadia, notes: .en, book)
    let isSame = figures == ReportedFigures(of: arcadia, from: tables, codebook: book)
    #expect(isSame)
  }

  @Test(
    "A line that says something else than the questionnaire asks for is told with its number",
    arguments: [
      ("flows,2024,,incoming,,count,,3,,", ReturnProblem.wrongLine(line: 3, column: "figure")),
      ("mine,2024,,incoming,,count,,3,,", .wrongLine(line: 3, column: "table")),
      ("flows,2025,,incoming,,count,,3,x,", .wrongLine(line: 3, column: "mark")),
      ("flows,2025,,incoming,,count,,three,,", .wrongLine(line: 3, column: "value")),
      ("flows,2025,,incoming,,median,,3,,", .wrongLine(line: 3, column: "figure")),
    ])
  func lines(line: String, problem: ReturnProblem) {
    let text = TableLine.names.joined(separator: ",") + "\r\nflows,2024,,incoming,,count,,3,,\r\n\(line)\r\n"
    #expect(throws: problem) { try ReturnCSV.read(Data(text.utf8), asked: asked, of: arcadia, notes: .en, book) }
  }

  @Test("No text of a case can be in a return: there is none but codes, and each is one that the codebook knows", arguments: 20...23)
  func canaries(seed: UInt64) throws {
    // Requests as they come out of cases whose every text is a canary; what is counted of them has no place for one.
    let text = String(decoding: try ReturnJSON.bytes(try ReturnSample.answer("XA", seed)), as: UTF8.self)
    var known = Set(book.variables.flatMap { $0.codes.map(\.code) } + Breakdown.allCases.map(\.rawValue))
    known.formUnion(TableSpec.FigureKind.allCases.map(\.rawValue) + TableSpec.DateBasis.allCases.map(\.rawValue))
    known.formUnion(asked.map(\.name) + asked.flatMap { $0.figure.measures(book).map(\.code) })
    known.formUnion(["total", "notRecorded", "any", "x", "z", "comity.return/1", ReturnSample.id.description])
    let pieces = text.split(separator: "\"", omittingEmptySubsequences: false)
    for (place, piece) in pieces.enumerated() where place % 2 == 1 && !pieces[place + 1].hasPrefix(":") {
      let word = String(piece)
      let isNumber = word.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == 0x2D || $0 == 0x2E }
      let isQuarter = word.wholeMatch(of: /[0-9]{4}-Q[1-4]/) != nil
      #expect(isNumber || isQuarter || known.contains(word) || StateCode(word) != nil, "\(word)")
    }
  }
}
