// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import StatisticsRules

@Suite("Disclosure control: what is withheld, and why a table is not released") struct DisclosureRulesTests {
  private static let counts = [[20, 12, 9, 3], [15, 8, 0, 6], [31, 14, 11, 9], [18, 7, 6, 5]]

  @Test("Thresholds from 3 to 10 are taken, others are not, and 5 is meant where none is named")
  func threshold() throws {
    for threshold in 3...10 { #expect(try DisclosurePolicy(threshold: threshold).threshold == threshold) }
    for threshold in [2, 11, 0, -1] {
      #expect(throws: DisclosureProblem.thresholdOutOfRange(threshold)) { try DisclosurePolicy(threshold: threshold) }
    }
    #expect(try DisclosurePolicy().threshold == 5)
  }

  @Test("One small cell takes others with it, of two rows and two columns at least, and the totals stay")
  func small() throws {
    let release = try protected(.grid(Self.counts))
    let table = release.tables[0]
    #expect(release.primaryCount == 1)
    #expect(table["r0", "c3"] == .withheld)
    #expect(release.complementaryCount >= 3)
    #expect(table.withheldPlaces.count == release.primaryCount + release.complementaryCount)
    for index in 0..<2 { #expect(Set(table.withheldPlaces.map { $0[index] }).count > 1) }
    for place in [["total", "total"], ["r0", "total"], ["total", "c3"]] { #expect(!table.withheldPlaces.contains(place)) }
    #expect(release.audit.isSafe)
    #expect(release.audit.findings.map(\.place) == table.withheldPlaces)
  }

  @Test("The same table gives the same result, and one without small cells is shown whole", arguments: [3, 5, 10])
  func same(threshold: Int) throws {
    let first = try protected(.grid(Self.counts), threshold: threshold)
    #expect(try protected(.grid(Self.counts), threshold: threshold).tables == first.tables)
    let large = try protected(.grid([[20, 30], [10, 0]]), threshold: threshold)
    #expect(large.tables[0].withheldPlaces.isEmpty)
  }

  @Test("A line that has all its requests in one cell is not told, however many they are; along a plain dimension it is")
  func group() throws {
    let counts = [[12, 0, 0], [9, 8, 14], [11, 6, 20]]
    let property = try protected(.grid(counts, role: .property))
    #expect(property.tables[0]["r0", "c0"] == .withheld)
    #expect(property.audit.isSafe)
    let plain = try protected(.grid(counts))
    #expect(plain.tables[0].withheldPlaces.isEmpty)
  }

  private func pairs() throws -> ReleaseTable {
    let states = ["XA", "XB", "XC"]
    let numbers = [[0, 25, 31], [27, 0, 22], [19, 24, 0]]
    return try .whole([.flat("asking", states, role: .requestingState), .flat("asked", states, role: .requestedState)]) { place in
      numbers[known(states.firstIndex(of: place[0]))][known(states.firstIndex(of: place[1]))]
    }
  }

  @Test("A cell of one State with another is shown where both agreed, and where one of them did not it is withheld")
  func consent() throws {
    let states = ["XA", "XB", "XC"].compactMap { StateCode($0) }
    let everybody = states.map { PairConsent(state: $0) }
    #expect(try protected(pairs(), consents: everybody).tables[0].withheldPlaces.isEmpty)
    let none = try protected(pairs())
    // A State with itself is no pair.
    for place in try pairs().cells.map(\.place) where !place.contains("total") && place[0] != place[1] {
      #expect(none.tables[0].withheldPlaces.contains(place))
    }
    #expect(none.audit.isSafe)
    let withOneOther = [PairConsent(state: states[0], with: [states[1]]), PairConsent(state: states[1]), PairConsent(state: states[2])]
    let some = try protected(pairs(), consents: withOneOther).tables[0]
    #expect(some["XA", "XC"] == .withheld && some["XC", "XA"] == .withheld)
    #expect(try DisclosurePolicy(consents: withOneOther).mayShow(pair: states[0], states[1]))
    #expect(try !DisclosurePolicy(consents: withOneOther).mayShow(pair: states[2], states[0]))
  }

  @Test("A table without its days, or whose days are not over, is not released")
  func closed() throws {
    #expect(throws: DisclosureProblem.noPeriod(table: "T")) { try protected(.grid(Self.counts, period: nil)) }
    let open = days("2025-01-01", "2026-02-01")
    #expect(throws: DisclosureProblem.periodOpen(table: "T", through: released)) { try protected(.grid(Self.counts, period: open)) }
  }

  @Test("A table with fewer requests than may be shown is not released; one with none is")
  func tooFew() throws {
    #expect(throws: DisclosureProblem.tooFewRequests(table: "T")) { try protected(.grid([[1, 2], [0, 1]])) }
    #expect(try protected(.grid([[0, 0], [0, 0]])).tables[0].withheldPlaces.isEmpty)
  }

  @Test("A table that has a withheld cell already cannot be protected anew")
  func missing() throws {
    let table = try ReleaseTable.grid(Self.counts).withholding { $0.place == ["r0", "c3"] }
    #expect(throws: DisclosureProblem.countMissing(table: "T", cell: "r0 / c3")) { try protected(table) }
  }

  @Test("What is not available is part of no sum and stays marked as it was")
  func notAvailable() throws {
    let whole = try ReleaseTable.grid([[20, 12, 3], [15, 8, 6], [0, 0, 0]])
    let table = try whole.replacing { $0.place[0] == "r2" ? .notAvailable : $0.count }
    let release = try protected(table)
    #expect(release.tables[0]["r2", "c0"] == .notAvailable)
    #expect(release.audit.findings.allSatisfy { $0.place[0] != "r2" })
    #expect(release.audit.isSafe)
  }

  @Test("A request that stands in several categories is in no sum, and each category is still at most the whole")
  func severalLabels() throws {
    let offences = ReleaseDimension(
      name: "offence", role: .property, makeup: .some,
      categories: [ReleaseCategory("total"), ReleaseCategory("bribery", in: "total"), ReleaseCategory("laundering", in: "total")])
    let table = try ReleaseTable(
      name: "T", counted: "received", period: year, dimensions: [offences],
      cells: [("total", 40), ("bribery", 38), ("laundering", 3)].map { .init(place: [$0.0], count: .shown($0.1)) })
    let release = try protected(table)
    #expect(release.tables[0]["laundering"] == .withheld)
    #expect(release.tables[0].withheldPlaces.count == 1)
    #expect(release.audit.findings[0].upper == 40)
  }

  @Test("Figures that cannot all be true are refused with the cell", arguments: [true, false])
  func contradiction(isWithheld: Bool) throws {
    let table = try ReleaseTable.grid(Self.counts).replacing { cell in
      if cell.place == ["r0", "total"] { return .shown(10) }
      return isWithheld && cell.place == ["r0", "c3"] ? .withheld : cell.count
    }
    #expect { try audited(table) } throws: { error in
      if case .contradiction = error as? DisclosureProblem { true } else { false }
    }
  }

  @Test("Hierarchies without one total, categories that nobody knows, places used twice and negative numbers are refused")
  func malformed() {
    func made(_ categories: [ReleaseCategory], _ cells: [(String, Int)]) throws -> ReleaseTable {
      try ReleaseTable(
        name: "T", counted: "received", period: year, dimensions: [ReleaseDimension(name: "d", categories: categories)],
        cells: cells.map { .init(place: [$0.0], count: .shown($0.1)) })
    }
    let broken = DisclosureProblem.brokenHierarchy(table: "T", dimension: "d")
    #expect(throws: broken) { try made([.init("a"), .init("b")], []) }
    #expect(throws: broken) { try made([.init("t"), .init("a", in: "b"), .init("b", in: "a")], []) }
    #expect(throws: broken) { try made([.init("t"), .init("a", in: "nowhere")], []) }
    #expect(throws: broken) { try made([.init("t"), .init("a", in: "t"), .init("a", in: "t")], []) }
    let good = [ReleaseCategory("t"), .init("a", in: "t")]
    #expect(throws: DisclosureProblem.unknownCategory(table: "T", category: "b")) { try made(good, [("b", 1)]) }
    #expect(throws: DisclosureProblem.duplicateCell(table: "T", cell: "a")) { try made(good, [("a", 1), ("a", 1)]) }
    #expect(throws: DisclosureProblem.contradiction(cell: "a")) { try made(good, [("a", -1)]) }
    let many = [ReleaseCategory("t")] + (0..<400).map { ReleaseCategory("c\($0)", in: "t") }
    #expect(throws: DisclosureProblem.tooLarge(table: "T", most: 50_000)) {
      try ReleaseTable(
        name: "T", counted: "x", period: nil, dimensions: ["d", "e"].map { ReleaseDimension(name: $0, categories: many) }, cells: [])
    }
  }
}
