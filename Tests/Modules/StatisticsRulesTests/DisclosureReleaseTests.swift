// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import StatisticsRules

@Suite("Disclosure control: several tables, several releases") struct DisclosureReleaseTests {
  private let outcomes = ReleaseDimension.flat("outcome", ["executed", "refused", "withdrawn"])
  private let regions = ReleaseDimension(
    name: "state", role: .plain,
    categories: [
      .init("total"), .init("north", in: "total"), .init("south", in: "total"), .init("XA", in: "north"), .init("XB", in: "north"),
      .init("XC", in: "south"), .init("XD", in: "south"),
    ])
  private let halfYear = days("2025-01-01", "2025-06-30")

  private func byState(_ numbers: [String: [Int]], _ name: String = "T", period: ReleasePeriod? = year) throws -> ReleaseTable {
    try .whole(named: name, period: period, [regions, outcomes]) { place in
      numbers[place[0]]?[outcomes.leaves.firstIndex(of: place[1]) ?? 0] ?? 0
    }
  }

  private let numbers = ["XA": [21, 9, 6], "XB": [17, 8, 3], "XC": [30, 12, 14], "XD": [25, 11, 9]]

  @Test("A cell that stands in two tables is withheld in both")
  func shared() throws {
    let states = try byState(numbers)
    // The same requests by region and measure: the margin over regions is a cell of both.
    let outcomesAlone = try ReleaseTable.whole(named: "U", [outcomes, .flat("measure", ["records", "hearing"])]) { place in
      let totals = ["executed": [92, 1], "refused": [20, 20], "withdrawn": [16, 16]]
      return totals[place[0]]?[place[1] == "records" ? 0 : 1] ?? 0
    }
    let release = try protected(states, outcomesAlone)
    #expect(release.audit.isSafe)
    for (first, second) in [("executed", "executed"), ("refused", "refused"), ("withdrawn", "withdrawn")] {
      let isWithheld = release.tables[0]["total", first] == .withheld
      #expect((release.tables[1][second, "total"] == .withheld) == isWithheld)
    }
  }

  @Test("Two tables that are each safe alone are found out together, and protected together they are not")
  func linked() throws {
    // By region alone the small cell of XB hides behind that of XA; another table tells the States without the regions.
    let first = try byState(numbers)
    let flat = ReleaseDimension.flat("state", ["XA", "XB", "XC", "XD"])
    let second = try ReleaseTable.whole(named: "U", [flat, outcomes]) { place in
      numbers[place[0]]?[outcomes.leaves.firstIndex(of: place[1]) ?? 0] ?? 0
    }
    let alone = (try protected(first).tables[0], try protected(second, threshold: 5).tables[0])
    #expect(try audited(alone.0).isSafe && audited(alone.1).isSafe)
    let other = try second.withholding { cell in cell.place == ["XD", "refused"] }
    #expect(try !audited(alone.0, other).isSafe)
    let together = try protected(first, second)
    #expect(together.audit.isSafe)
    #expect(Set(together.tables[1].withheldPlaces).isSubset(of: Set(together.tables[0].withheldPlaces)))
  }

  @Test("Two cumulative releases: their difference is told although it stands in no table, and the second is not released")
  func cumulative() throws {
    let first = try byState(["XA": [11, 9, 6], "XB": [17, 8, 5], "XC": [30, 12, 14], "XD": [25, 11, 9]], "first", period: halfYear)
    let second = try byState(["XA": [21, 11, 9], "XB": [27, 16, 12], "XC": [41, 19, 22], "XD": [36, 20, 17]], "second")
    #expect(try audited(first).isSafe)
    #expect(try audited(second).isSafe)
    let audit = try audited(second, earlier: [first])
    let told = audit.findings.filter { $0.judgement == .difference }
    #expect(told.contains { $0.place.contains("XA") && $0.place.contains("refused") && $0.lower == 2 && $0.upper == 2 })
    #expect(told.allSatisfy { $0.table.isEmpty && $0.key.period?.from == CalendarDay("2025-07-01") })
    // Protected, the later table withholds what would tell; the earlier stays as it was.
    let release = try protected(second, earlier: [first])
    #expect(release.audit.isSafe)
    #expect(!release.tables[0].withheldPlaces.isEmpty)
  }

  @Test("A half year and its year of which the rest is large go together; two halves and their year too")
  func nested() throws {
    let first = try byState(["XA": [11, 9, 6], "XB": [7, 8, 5], "XC": [10, 12, 7], "XD": [5, 6, 9]], "first", period: halfYear)
    let second = try byState(["XA": [21, 19, 16], "XB": [27, 16, 12], "XC": [41, 19, 22], "XD": [36, 20, 17]], "second")
    #expect(try audited(second, earlier: [first]).isSafe)
    #expect(try protected(second, earlier: [first]).tables[0].withheldPlaces.isEmpty)
  }

  @Test("Where an earlier release shows what has to be withheld now, the table is not released and says so")
  func shownEarlier() throws {
    let lower = try protected(byState(numbers), threshold: 3).tables[0]
    #expect(lower["XB", "withdrawn"] == .shown(3))
    #expect(throws: DisclosureProblem.shownEarlier(cell: "XB / withdrawn")) { try protected(byState(numbers), earlier: [lower]) }
  }

  @Test("An earlier release of the same days that withheld something goes on withholding it")
  func repeated() throws {
    let before = try protected(byState(numbers)).tables[0]
    let again = try protected(byState(numbers), earlier: [before])
    #expect(again.audit.isSafe)
    #expect(again.tables[0] == before)
    // Who shows again what was withheld tells what the others protect.
    let shown = try byState(numbers).withholding { $0.place == ["XB", "withdrawn"] }
    #expect(try !audited(shown, earlier: [before]).isSafe)
  }

  @Test("A revised table is judged by itself, and a cell that was shown with another number is not taken for protected")
  func revised() throws {
    var corrected = numbers
    corrected["XA"] = [22, 9, 6]
    let before = try protected(byState(corrected)).tables[0]
    let now = try protected(byState(numbers), earlier: [before])
    #expect(now.audit.isSafe)
    let shownBefore = try audited(now.tables[0], earlier: [byState(corrected)])
    #expect(shownBefore.findings.contains { $0.judgement == .shownEarlier })
  }

  @Test("A place that a table leaves out is found out where its line tells it")
  func leftOut() throws {
    let whole = try byState(numbers)
    let table = try ReleaseTable(
      name: "T", counted: "received", period: year, dimensions: whole.dimensions,
      cells: whole.cells.filter { $0.place != ["XB", "withdrawn"] })
    let audit = try audited(table)
    #expect(audit.findings.count == 1)
    #expect(audit.findings.first?.judgement == .difference)
    #expect(audit.findings.first?.lower == 3)
  }

  @Test("A table that can only be protected at the cost of what was shown before is not released, and coarser categories are proposed")
  func proposals() throws {
    // All that could hide the small difference was shown before.
    let before = try byState(numbers).withholding { $0.place == ["XB", "withdrawn"] || $0.place == ["XB", "refused"] }
    #expect { try protected(byState(numbers), earlier: [before]) } throws: { error in
      guard case .cannotProtect(let cell, let coarser) = error as? DisclosureProblem else { return false }
      return cell == "XB / withdrawn" && coarser.contains { $0.dimension == "outcome" && $0.categories.first == "withdrawn" }
    }
  }

  @Test("Where more than a third of a table is lost, the smallest neighbours are proposed as one category")
  func lossy() throws {
    let release = try protected(.grid([[1, 2, 3], [2, 1, 3], [4, 40, 4]]))
    #expect(release.audit.isSafe)
    #expect(release.proposals.contains { $0.dimension == "r" && Set($0.categories) == ["r0", "r1"] })
  }

  @Test("Periods are cut where others begin or end")
  func cut() throws {
    let parts = year.cut(by: [halfYear, year, days("2025-04-01", "2026-03-31")])
    #expect(parts.map { "\($0.from) \($0.through)" } == ["2025-01-01 2025-03-31", "2025-04-01 2025-06-30", "2025-07-01 2025-12-31"])
    #expect(ReleasePeriod(from: year.through, through: year.from) == nil)
  }
}
