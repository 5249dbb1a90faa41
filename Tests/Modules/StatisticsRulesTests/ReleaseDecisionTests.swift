// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import StatisticsService
import Testing

@testable import StatisticsRules

/// Small releases of made-up figures.
enum SampleRelease {
  static let day = CalendarDay("2026-03-02") ?? .earliest
  static let period = TableSpec.Period(
    from: CalendarDay("2024-01-01") ?? .earliest, to: CalendarDay("2025-12-31") ?? .latest)

  static func state(_ code: String) -> StateCode { StateCode(code) ?? .notKnown }

  static let flows = TableSpec("flows", rows: .year, columns: .direction)
  static let outcomes = TableSpec("outcomes", direction: "incoming", dateBasis: .closed, rows: .outcome, columns: .year)
  static let pairs = TableSpec("pairs", direction: "incoming", rows: .state)
  static let closure = TableSpec("closure", direction: "incoming", dateBasis: .closed, rows: .kind, figure: .daysToClosure)

  static func draft(_ name: String = "2024-2025", tables: [TableSpec], revises: ReleaseDraft.Revision? = nil) throws -> ReleaseDraft {
    ReleaseDraft(
      name: try #require(ReleaseName(name)), period: period, threshold: 5, asked: [state("XA"), state("XB")], isProvisional: false,
      tables: tables, revises: revises, by: "first")
  }

  /// A grid of rows and columns, to which the wholes are added.
  static func grid(_ rows: [String], _ columns: [String], _ counts: [[Int]]) -> SourceGrid {
    let wide = counts.map { $0 + [$0.reduce(0, +)] }
    let sums = (0...columns.count).map { column in wide.reduce(0) { $0 + $1[column] } }
    return SourceGrid(rows: rows + ["total"], columns: columns + ["total"], counts: wide + [sums])
  }

  static func source(_ code: String, _ grids: [String: SourceGrid]) -> SourceFigures {
    SourceFigures(reporter: state(code), digest: code, requests: 0, contradictions: [:], grids: grids)
  }

  static func protected(
    _ draft: ReleaseDraft, beside earlier: [(digest: String, content: ReleaseContent)] = [], agreements: [PairAgreement] = [],
    on day: CalendarDay = day
  ) throws -> ReleaseDraft {
    try draft.protecting(
      beside: earlier, agreements: agreements, codebook: BuiltInCodebook.current(), on: day, by: "first", solver: KeptModel.open)
  }
}

@Suite("Releases: from figures to what is published") struct ReleaseDecisionTests {
  private typealias S = SampleRelease
  private static let years = ["2024", "2025"]
  private static let ends = ["executed", "partlyExecuted", "refused", "withdrawn"]

  private func outcomes(_ counts: [[Int]]) throws -> ReleaseDraft {
    try S.draft(tables: [S.outcomes]).adding(S.source("XA", ["outcomes": S.grid(Self.ends, Self.years, counts)]), by: "first")
  }

  private let some = [[40, 51], [20, 30], [12, 18], [3, 9]]

  @Test("What is small is withheld with what protects it, and the table as it would be read keeps its totals")
  func withheld() throws {
    let protection = try #require(try S.protected(outcomes(some)).protection)
    let table = protection.tables[0]
    #expect(table.cell(row: "withdrawn", column: "2024")?.mark == .withheld)
    #expect(table.cell(row: "total", column: "total")?.count == 183)
    #expect(protection.primaryCount == 1 && protection.complementaryCount >= 2)
    for finding in protection.findings { #expect(finding.least == 0 && (finding.most ?? 99) >= 5) }
  }

  @Test("Whoever had a hand in a release cannot approve it, a second officer can, and what changes meanwhile asks for a new judgement")
  func approval() throws {
    let draft = try S.protected(outcomes(some))
    #expect(throws: CannotRelease.needsSecondOfficer) {
      try draft.published(by: "first", on: S.day, beside: [], agreements: [], revised: nil, codebook: 1)
    }
    #expect(throws: CannotRelease.basisMoved) {
      try draft.published(by: "second", on: S.day, beside: ["another"], agreements: [], revised: nil, codebook: 1)
    }
    let content = try draft.published(by: "second", on: S.day, beside: [], agreements: [], revised: nil, codebook: 1)
    #expect(content.tables == draft.protection?.tables && content.reporting == [S.state("XA")] && content.asked.count == 2)
    #expect(content.tables[0].footnotes.contains(.partialCoverage))
    let changed = try draft.merging(.init(breakdown: .outcome, codes: ["refused", "withdrawn"]), BuiltInCodebook.current(), by: "third")
    #expect(changed.protection == nil && changed.makers == ["first", "third"])
    #expect(throws: CannotRelease.notProtected) {
      try changed.published(by: "second", on: S.day, beside: [], agreements: [], revised: nil, codebook: 1)
    }
  }

  @Test("A period that is not over, a table without figures and one that is too small are not released, and each says why")
  func refused() throws {
    let early = try #require(CalendarDay("2025-12-31"))
    #expect(throws: DisclosureProblem.self) { try S.protected(outcomes(some), on: early) }
    #expect(throws: CannotRelease.noSources) { try S.protected(S.draft(tables: [S.outcomes])) }
    #expect(throws: DisclosureProblem.self) {
      try S.protected(
        S.draft(tables: [S.flows]).adding(
          S.source("XA", ["flows": S.grid(Self.years, ["incoming", "outgoing"], [[1, 1], [1, 1]])]), by: "first"))
    }
    let draft = try outcomes(some)
    #expect(throws: CannotRelease.sourceTwice(S.state("XA"))) { try draft.adding(draft.sources[0], by: "first") }
    let money = TableSpec("returned", dateBasis: .closed, rows: .currency, figure: .returned)
    #expect(throws: CannotRelease.unsupportedTable(name: "returned")) {
      try S.protected(S.draft(tables: [money]).adding(S.source("XA", [:]), by: "first"))
    }
    #expect(throws: CannotRelease.tableMissing(name: "outcomes", state: S.state("XB"))) {
      try S.protected(draft.adding(S.source("XB", [:]), by: "first"))
    }
  }

  @Test("Categories that are shown as one add up, and a category of which a request can have several cannot be put together")
  func merged() throws {
    let codebook = try BuiltInCodebook.current()
    let draft = try outcomes(some).merging(.init(breakdown: .outcome, codes: ["withdrawn", "refused"]), codebook, by: "first")
    let table = try #require(try S.protected(draft).protection?.tables[0])
    #expect(table.cell(row: "refused+withdrawn", column: "2024")?.count == 15)
    #expect(table.footnotes.contains(.together) && !table.cells.flatMap { $0 }.contains { $0.mark == .withheld })
    #expect(throws: CannotRelease.cannotMerge) {
      try draft.merging(.init(breakdown: .ground, codes: ["deMinimis", "nationality"]), codebook, by: "first")
    }
    #expect(throws: CannotRelease.cannotMerge) {
      try draft.merging(.init(breakdown: .outcome, codes: ["refused", "executed"]), codebook, by: "first")
    }
  }

  @Test("A revision names the release it takes the place of and lists every figure that is different")
  func revision() throws {
    let first = try S.protected(outcomes(some)).published(
      by: "second", on: S.day, beside: [], agreements: [], revised: nil, codebook: 1)
    let why = ReleaseDraft.Revision(name: first.name, digest: "d1", reason: "A State reported late")
    let counts = [[44, 51], [20, 30], [12, 18], [3, 9]]
    let draft = try S.draft("2024-2025-r1", tables: [S.outcomes], revises: why).adding(
      S.source("XA", ["outcomes": S.grid(Self.ends, Self.years, counts)]), by: "first")
    let judged = try S.protected(draft, beside: [("d1", first)])
    let second = try judged.published(by: "second", on: S.day, beside: ["d1"], agreements: [], revised: first, codebook: 1)
    #expect(second.revises == why)
    let told = second.differences.filter { $0.row == "total" }
    #expect(told.contains { $0.column == "total" && $0.before?.count == 183 && $0.after?.count == 187 })
    #expect(!second.differences.contains { $0.before == $0.after })
  }

  @Test("A release of one year goes into the protection of a later one of two: their difference tells nothing that is small")
  func earlier() throws {
    let year = TableSpec.Period(from: S.period.from, to: try #require(CalendarDay("2024-12-31")))
    var one = try S.draft("2024", tables: [S.outcomes])
    one.period = year
    one = try one.adding(S.source("XA", ["outcomes": S.grid(Self.ends, ["2024"], [[40], [20], [12], [9]])]), by: "first")
    let first = try S.protected(one).published(by: "second", on: S.day, beside: [], agreements: [], revised: nil, codebook: 1)
    // Two years without a column for each: the second year is the difference, and two requests were withdrawn in it.
    let plain = TableSpec("outcomes-all", direction: "incoming", dateBasis: .closed, rows: .outcome)
    let counts = SourceGrid(rows: Self.ends + ["total"], columns: ["total"], counts: [[91], [50], [30], [11], [182]])
    let both = try S.draft("both", tables: [plain]).adding(S.source("XA", ["outcomes-all": counts]), by: "first")
    let alone = try #require(try S.protected(both).protection)
    #expect(alone.tables[0].cells.allSatisfy { $0[0].mark == nil })
    let beside = try #require(try S.protected(both, beside: [("d", first)]).protection)
    #expect(beside.tables[0].cell(row: "withdrawn", column: nil)?.mark == .withheld)
  }
}

@Suite("Releases: pairs of States, times, names") struct ReleaseTableTests {
  private typealias S = SampleRelease

  private func agreement(_ state: String, _ partner: String? = nil, on day: String = "2026-01-01") throws -> PairAgreement {
    try PairAgreement(state: S.state(state), partner: partner, agreedOn: CalendarDay(day), document: "Note verbale", today: S.day)
  }

  private func pairs() throws -> ReleaseDraft {
    func grid(_ counts: [(String, Int)]) -> SourceGrid {
      SourceGrid(
        rows: counts.map(\.0) + ["total"], columns: ["total"], counts: counts.map { [$0.1] } + [[counts.reduce(0) { $0 + $1.1 }]])
    }
    var draft = try S.draft(tables: [S.pairs])
    draft = try draft.adding(S.source("XA", ["pairs": grid([("XB", 25), ("XC", 31), ("XD", 22)])]), by: "first")
    draft = try draft.adding(S.source("XB", ["pairs": grid([("XA", 27), ("XC", 22), ("XD", 18)])]), by: "first")
    return try draft.adding(S.source("XC", ["pairs": grid([("XA", 19), ("XB", 24), ("XD", 30)])]), by: "first")
  }

  @Test("A figure of two States stands only when both agreed and neither withdrew its consent")
  func consents() throws {
    let mutual = try [agreement("XA", "XB"), agreement("XB")]
    let shown = try #require(try S.protected(pairs(), agreements: mutual).protection?.tables[0])
    #expect(shown.cell(row: "XA", column: "XC")?.mark == .withheld && shown.cell(row: "XD", column: "XA")?.mark == .withheld)
    #expect(shown.footnotes.contains(.pairs))
    let told = [shown.cell(row: "XA", column: "XB"), shown.cell(row: "XB", column: "XA")].compactMap { $0?.count }
    let withdrawn = try [mutual[0].withdrawn(on: S.day), mutual[1]]
    let hidden = try #require(try S.protected(pairs(), agreements: withdrawn).protection?.tables[0])
    #expect(hidden.cell(row: "XA", column: "XB")?.mark == .withheld && hidden.cell(row: "XB", column: "XA")?.mark == .withheld)
    #expect(told.count <= 2 && hidden.cell(row: "total", column: "total")?.count == 218)
    #expect(throws: CannotRelease.consentEnded) { try withdrawn[0].withdrawn(on: S.day) }
  }

  @Test("A consent names a State, another one, a day that is not to come and a document")
  func consentFields() throws {
    #expect(throws: CannotRelease.wrongFields([ReleaseFault.state, .agreedOn, .document].map(\.field))) {
      try PairAgreement(state: nil, partner: nil, agreedOn: nil, document: "", today: S.day)
    }
    #expect(throws: CannotRelease.wrongFields([ReleaseFault.partner.field])) { try agreement("XA", "XA") }
    #expect(throws: CannotRelease.wrongFields([ReleaseFault.agreedOn.field])) { try agreement("XA", on: "2027-01-01") }
  }

  @Test("A median stands from twice the threshold on, quartiles from four times, in whole days")
  func quantiles() throws {
    func measured(_ count: Int) -> DayHistogram {
      var histogram = DayHistogram()
      for day in 0..<count { histogram.add(day) }
      return histogram
    }
    #expect(ReleasedDays(measured(9), threshold: 5) == nil)
    let some = try #require(ReleasedDays(measured(10), threshold: 5))
    #expect(some.median == 5 && some.firstQuartile == nil && some.thirdQuartile == nil)
    let many = try #require(ReleasedDays(measured(21), threshold: 5))
    #expect(many.median == 10 && many.firstQuartile == 5 && many.thirdQuartile == 15)
  }

  @Test("Times of several registers are joined before the median is taken, and a cell that is withheld has none")
  func times() throws {
    func grid(_ days: [[Int]], _ few: [[Int]]) -> SourceGrid {
      let table = CountedDays(days, few)
      return table.grid
    }
    var draft = try S.draft(tables: [S.closure])
    draft = try draft.adding(S.source("XA", ["closure": grid([[10, 12]], [[4, 3]])]), by: "first")
    draft = try draft.adding(S.source("XB", ["closure": grid([[30, 14]], [[9, 20]])]), by: "first")
    let table = try #require(try S.protected(draft).protection?.tables[0])
    #expect(table.cell(row: "extradition", column: nil)?.days?.median == 30)
    #expect(table.cells.allSatisfy { $0[0].mark == nil || $0[0].days == nil })
  }

  @Test(
    "Names of releases have small letters, digits and hyphens, and are no word of an address",
    arguments: ["", "a", "A1", "new", "-a", "a b", "drafts"])
  func names(_ text: String) { #expect(ReleaseName(text) == nil) }

  @Test("Amounts, balances, partners alone and tables as of a day are not releasable; numbers and times by what can be judged are")
  func releasable() throws {
    let tables = try BuiltInCodebook.releaseTables().tables
    #expect(Set(tables.filter { !$0.isReleasable }.map(\.name)) == ["states", "balance", "frozen", "returned"])
    #expect(try BuiltInCodebook.tablesForRelease().allSatisfy(\.isReleasable))
  }
}

/// Times of two kinds of cooperation in one register: pairs of days and how often.
private struct CountedDays {
  let grid: SourceGrid

  init(_ extradition: [[Int]], _ recovery: [[Int]]) {
    let rows = ["extradition", "assetRecovery", "total"]
    let days = [extradition, recovery, extradition + recovery]
    let counts = days.map { [$0.reduce(0) { $0 + $1[1] }] }
    let text =
      "{\"rows\":\(rows),\"columns\":[\"total\"],\"counts\":\(counts),\"days\":\(days.map { [$0] }),\"notMeasured\":0}"
    grid = (try? JSONDecoder().decode(SourceGrid.self, from: Data(text.utf8))) ?? SourceGrid(rows: [], columns: [], counts: [])
  }
}
