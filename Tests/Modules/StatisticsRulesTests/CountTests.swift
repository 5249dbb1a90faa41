// SPDX-License-Identifier: Apache-2.0
import Kernel
import StatisticsRules
import StatisticsService
import Testing

@Suite("Counting requests") struct CountTests {
  let book: Codebook

  init() throws { book = try BuiltInCodebook.current() }

  private func table(_ spec: TableSpec, _ requests: [CountedRequest]) throws -> CountedTable {
    var figures = try Figures([spec], book)
    figures.add(ContiguousArray(requests))
    return try #require(figures.tables(book).first)
  }

  @Test("A request as statistics know it has numbers alone: no text of a case fits into it")
  func noText() { #expect(_isPOD(CountedRequest.self)) }

  @Test("Codes that exclude each other add up to the whole; where a request has several, the parts are more than it")
  func parts() throws {
    let period = try Sample.period("2024-01-01", "2024-12-31")
    let requests = try [
      Sample.request(book, [.kind: "extradition", .offence: "art15;art23"], received: "2024-02-01"),
      Sample.request(book, [.kind: "extradition", .offence: "art15;art16;art17"], received: "2024-12-31"),
      Sample.request(book, [:], received: "2024-01-01"), Sample.request(book, [.kind: "extradition"], received: "2025-01-01"),
    ]
    let kinds = try table(TableSpec("kinds", period: period, rows: .kind), requests)
    #expect(try kinds.count("extradition") == 2 && kinds.count("notRecorded") == 1 && kinds.count("total") == 3)
    #expect(try kinds.count("assetRecovery") == 0 && kinds.partsThatDoNotAddUp == [])
    let offences = try table(TableSpec("offences", period: period, rows: .offence), requests)
    #expect(try offences.count("art15") == 2 && offences.count("notRecorded") == 1 && offences.count("total") == 3)
    let parts = try offences.rows.dropLast().map { try offences.count($0.code) }
    #expect(parts.reduce(0, +) == 6 && offences.partsThatDoNotAddUp == [])
  }

  @Test("A table says no more than it knew on its day")
  func asOf() throws {
    let period = try Sample.period("2024-01-01", "2024-12-31")
    let request = try Sample.request(
      book, [.outcome: "refused", .ground: "deMinimis"], received: "2024-03-01", closed: "2024-09-01")
    func outcomes(_ day: String?) throws -> CountedTable {
      try table(TableSpec("a", period: period, asOf: try day.map(Sample.day), rows: .outcome), [request])
    }
    #expect(try outcomes("2024-02-29").count("total") == 0)
    #expect(try outcomes("2024-08-31").count("pending") == 1)
    #expect(try outcomes("2024-09-01").count("refused") == 1 && outcomes(nil).count("refused") == 1)
    let grounds = try table(TableSpec("b", period: period, asOf: try Sample.day("2024-08-31"), rows: .ground), [request])
    #expect(try grounds.count("deMinimis") == 0)
  }

  @Test("What is not recorded is not zero: it is left out of times and sums, and its number is told")
  func notRecorded() throws {
    let period = try Sample.period("2024-01-01", "2024-12-31")
    var paid = try Sample.request(book, [.currency: "USD"], received: "2024-01-01", closed: "2024-01-31", suspended: 10)
    paid.returned = Amount(hundredths: 1050)
    let unpaid = try Sample.request(book, [.currency: "USD"], received: "2024-01-01", closed: "2024-03-01", suspended: -1)
    let early = try Sample.request(book, received: "2024-05-01", closed: "2024-04-01")
    let open = try Sample.request(book, received: "2024-05-01")
    let amounts = try table(TableSpec("a", period: period, rows: .currency, figure: .returned), [paid, unpaid])
    let sum = try amounts.cell("USD")
    guard case .amount(let dollars) = sum else { throw CountedTable.NoCount() }
    #expect(dollars.hundredths == 1050 && dollars.n == 1 && dollars.notRecorded == 1)
    // Nobody adds dollars and euros.
    #expect(try amounts.cell("total") == .notApplicable)
    let spec = TableSpec("b", period: period, rows: .year, figure: .daysToClosure)
    guard case .days(let days) = try table(spec, [paid, unpaid, early, open]).cell("2024") else { throw CountedTable.NoCount() }
    #expect(days.net.n == 1 && days.net.sum == 20 && days.suspended == 10 && days.notMeasured == 2)
    let empty = try table(spec, []).lines(book, in: .en).filter { $0.figure.code == "medianDays" }
    #expect(empty.allSatisfy { $0.value.isEmpty && $0.mark == "z" } && !empty.isEmpty)
  }

  @Test("Opening, new and closed make the closing stock, by year and over all years")
  func balance() throws {
    let period = try Sample.period("2024-01-01", "2025-12-31")
    let requests = try [
      Sample.request(book, [.outcome: "executed"], received: "2023-12-31", closed: "2024-01-01"),
      Sample.request(book, [.outcome: "refused"], received: "2024-01-01", closed: "2024-12-31"),
      Sample.request(book, [.outcome: "withdrawn"], received: "2024-06-01", closed: "2026-02-01"),
      Sample.request(book, [:], received: "2025-12-31"), Sample.request(book, [:], received: "2026-01-01"),
    ]
    let table = try table(TableSpec("a", dateBasis: .stock, period: period, rows: .year, figure: .balance), requests)
    func numbers(_ row: String) throws -> [Int] {
      guard case .balance(let balance) = try table.cell(row) else { throw CountedTable.NoCount() }
      return [balance.opening, balance.new, balance.closed.reduce(0, +), balance.closing, balance.difference]
    }
    #expect(try numbers("2024") == [1, 2, 2, 1, 0])
    #expect(try numbers("2025") == [1, 1, 0, 2, 0])
    #expect(try numbers("total") == [1, 3, 2, 2, 0])
    #expect(table.footnotes.isEmpty)
  }

  @Test("A balance that does not hold is shown with its difference and a footnote, and no part is changed")
  func differenceIsTold() throws {
    let period = try Sample.period("2024-01-01", "2025-12-31")
    let request = try Sample.request(book, [.outcome: "executed"], received: "2025-03-01", closed: "2024-03-01")
    let table = try table(TableSpec("a", dateBasis: .stock, period: period, rows: .year, figure: .balance), [request])
    guard case .balance(let first) = try table.cell("2024"), case .balance(let second) = try table.cell("2025") else {
      throw CountedTable.NoCount()
    }
    #expect(first.closed.reduce(0, +) == 1 && first.closing == 0 && first.difference == -1)
    #expect(second.new == 1 && second.closing == 0 && second.difference == 1)
    #expect(table.footnotes.map(\.row) == ["2024", "2025"])
    #expect(table.footnotes.map(\.footnote) == [.doesNotHold(difference: -1), .doesNotHold(difference: 1)])
    let note = table.lines(book, in: .en).first { $0.row.code == "2024" && $0.figure.code == "difference" }
    #expect(note?.value == "-1" && note?.note.isEmpty == false)
  }

  @Test("Quantiles and mean are those of the sorted days, whatever the days are and in whatever order they come and go")
  func quantiles() {
    var seeded = Seeded(6)
    for _ in 0..<300 {
      var histogram = DayHistogram()
      var kept: [Int] = []
      for _ in 0..<Int.random(in: 1...60, using: &seeded) {
        let days = seeded.happens(5) ? Int.random(in: 4000...200_000, using: &seeded) : Int.random(in: 0...400, using: &seeded)
        histogram.add(days)
        if seeded.happens(20) { histogram.add(days, weight: -1) } else { kept.append(days) }
      }
      kept.sort()
      guard !kept.isEmpty else {
        #expect(histogram.quantile(percent: 50) == nil && histogram.mean == nil)
        continue
      }
      for percent in [0, 25, 50, 75, 90, 100] {
        let place = Double(kept.count - 1) * Double(percent) / 100
        let (low, high) = (kept[Int(place)], kept[min(Int(place) + 1, kept.count - 1)])
        let expected = Double(low) + (place - place.rounded(.down)) * Double(high - low)
        let found = Double(histogram.quantile(percent: percent) ?? -1) / 100
        #expect(abs(found - expected) < 1e-6)
      }
      #expect(histogram.mean == Int((Double(kept.reduce(0, +)) * 100 / Double(kept.count) + 0.5).rounded(.down)))
    }
  }

  @Test("A table that cannot be counted is refused with everything that is wrong with it")
  func faults() throws {
    let period = try Sample.period("2024-12-31", "2024-01-01")
    #expect(TableSpec("a", rows: .kind).faults(in: book) == [.noPeriod])
    let wrong = TableSpec(
      "b", unit: "person", direction: "sideways", dateBasis: .stock, period: period, asOf: try Sample.day("2024-06-01"),
      only: ["kind": ["extradition", "war"], "colour": ["red"], "year": ["2024"], "state": ["xa", "XA"]], rows: .delay, columns: .delay,
      figure: .returned)
    #expect(
      Set(wrong.faults(in: book)) == [
        .badPeriod, .unknownCode("person", in: "unit"), .unknownCode("sideways", in: "direction"), .unknownCode("war", in: "kind"),
        .unknownBreakdown("colour"), .unknownBreakdown("year"), .unknownCode("xa", in: "state"), .sameRowsAndColumns,
        .amountsWithoutCurrency, .stockIsForBalances, .asOfWithoutDays,
      ])
    let good = try Sample.period("2024-01-01", "2024-12-31")
    let balance = TableSpec("c", dateBasis: .stock, period: good, rows: .offence, figure: .balance)
    #expect(balance.faults(in: book) == [.balanceRows])
    let refused = #expect(throws: CannotCount.self) { try Figures([wrong, balance], book) }
    #expect(refused?.faults.map(\.table).last == "c" && refused?.faults.count == 12)
  }
}
