// SPDX-License-Identifier: Apache-2.0
import Kernel
import StatisticsRules
import StatisticsService
import Testing

@Suite("Returns: the mirror check and figures of several States") struct MirrorTests {
  let book: Codebook
  let period: TableSpec.Period

  init() throws {
    book = try BuiltInCodebook.current()
    period = try ReturnSample.period()
  }

  /// A return with what it sent and received, by year, State and kind.
  private func figures(_ state: String, _ entries: [(MirrorTables.Side, String, String, String, Int)]) throws -> ReportedFigures {
    let kinds = try #require(book.variable(.kind)?.codes.map(\.code))
    let tables = MirrorTables.specs(period, titles: [:]).map { spec in
      let own = entries.filter { spec.name == MirrorTables.name($0.0, $0.1) }
      let states = Set(own.map(\.2)).sorted()
      var table = ReportedTable(spec, rows: states + ["total"], columns: kinds + ["total"], measures: [.count])
      for row in table.rows {
        for column in table.columns {
          let sum = own.filter { (row == "total" || $0.2 == row) && (column == "total" || $0.3 == column) }.reduce(0) { $0 + $1.4 }
          table[row, column, .count] = .number(sum)
        }
      }
      return table
    }
    return ReportedFigures(state: try #require(StateCode(state)), codebookVersion: 1, tables: tables)
  }

  private func line(_ mirror: MirrorCheck, _ year: String, _ pair: String, _ kind: String) throws -> MirrorLine {
    try #require(mirror.lines.first { $0.year == year && "\($0.requesting)>\($0.requested)" == pair && $0.kind == kind })
  }

  @Test("The tables of the check are two for each year, cut to the period, and can be counted") func tables() throws {
    let specs = MirrorTables.specs(try Sample.period("2024-03-01", "2025-06-30"), titles: [.sent: LocalText([.en: "Sent"])])
    #expect(specs.map(\.name) == ["sent-2024", "received-2024", "sent-2025", "received-2025"])
    #expect(specs.first?.period == (try Sample.period("2024-03-01", "2024-12-31")))
    #expect(specs.first?.title?[.en] == "Sent, 2024")
    #expect(specs.allSatisfy { $0.faults(in: book).isEmpty })
    #expect(specs.map { MirrorTables.side(of: $0) } == [.sent, .received, .sent, .received])
  }

  @Test("Both sides agree, differ by so many, or one says nothing") func findings() throws {
    let kind = "criminalAssistance"
    let arcadia = try figures("XA", [(.sent, "2024", "XB", kind, 5), (.sent, "2025", "XB", kind, 4), (.sent, "2024", "XC", kind, 2)])
    let borealia = try figures(
      "XB", [(.received, "2024", "XA", kind, 5), (.received, "2025", "XA", kind, 3), (.sent, "2024", "XA", kind, 1)])
    let mirror = MirrorCheck([arcadia, borealia], period: period, book)
    #expect(try line(mirror, "2024", "XA>XB", "total").finding == .agree)
    #expect(try line(mirror, "2025", "XA>XB", kind).finding == .differ(by: -1))
    #expect(try line(mirror, "2024", "XA>XC", kind).finding == .requestedSilent)
    // Arcadia answers and lists nothing from Borealia: that is zero, not silence.
    #expect(try line(mirror, "2024", "XB>XA", "total").finding == .differ(by: -1))
    #expect(!mirror.lines.contains { $0.requesting == $0.requested })
    #expect(try line(mirror, "2025", "XA>XB", kind).hints == [.directContacts, .dayOfSending])
  }

  @Test("What only crossed the turn of the year, or was only called otherwise, is pointed out") func hints() throws {
    let turned = MirrorCheck(
      [
        try figures("XA", [(.sent, "2024", "XB", "extradition", 3), (.sent, "2025", "XB", "extradition", 1)]),
        try figures("XB", [(.received, "2024", "XA", "extradition", 2), (.received, "2025", "XA", "extradition", 2)]),
      ], period: period, book)
    #expect(try line(turned, "2024", "XA>XB", "total").hints == [.turnOfYear])
    let named = MirrorCheck(
      [
        try figures("XA", [(.sent, "2024", "XB", "extradition", 1)]),
        try figures("XB", [(.received, "2024", "XA", "criminalAssistance", 1)]),
      ], period: period, book)
    #expect(try line(named, "2024", "XA>XB", "extradition").hints == [.nameOfKind])
    #expect(try line(named, "2024", "XA>XB", "total").finding == .agree)
  }

  @Test("A sum names the States that are not in it; what nobody has is no zero") func combined() throws {
    var (first, second) = (try ReturnSample.figures("XA", 11), try ReturnSample.figures("XB", 12))
    let name = "flows"
    let place = try #require(first.tables.firstIndex { $0.spec.name == name })
    first.tables[place]["2024", "incoming", .count] = .number(3)
    second.tables[place]["2024", "incoming", .count] = .number(4)
    let both = try #require(CombinedTable(name, of: [second, first], book))
    #expect(both.states.map(\.code) == ["XA", "XB"])
    #expect(both["2024", "incoming", .count] == .init(sum: 7, without: []))
    second.tables[place]["2024", "incoming", .count] = .notAvailable
    let one = try #require(CombinedTable(name, of: [second, first], book))
    #expect(one["2024", "incoming", .count] == .init(sum: 3, without: [second.state]))
    first.tables[place]["2024", "incoming", .count] = .notAvailable
    #expect(try #require(CombinedTable(name, of: [second, first], book))["2024", "incoming", .count]?.sum == nil)
    second.tables.removeAll { $0.spec.name == name }
    #expect(try #require(CombinedTable(name, of: [second, first], book))["total", "total", .count]?.without == [second.state])
    let closure = try #require(CombinedTable("closure", of: [second, first], book))
    #expect(closure["total", "total", .median]?.sum == nil && closure["total", "total", .n]?.sum != nil)
  }

  @Test("Tables of one name that count different things are not added up") func different() throws {
    var other = try ReturnSample.figures("XB", 12)
    other.tables[0].spec.dateBasis = .closed
    #expect(CombinedTable(other.tables[0].spec.name, of: [try ReturnSample.figures("XA", 11), other], book) == nil)
    #expect(CombinedTable("nothing", of: [other], book) == nil)
  }
}
