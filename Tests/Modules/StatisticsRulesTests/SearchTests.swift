// SPDX-License-Identifier: Apache-2.0
import Kernel
import StatisticsRules
import StatisticsService
import Testing

/// Counts in the plainest way: for every cell a search through all requests.
private struct Search {
  let book: Codebook
  let spec: TableSpec
  let requests: [CountedRequest]

  /// The requests as they were known on the day of the table, as far as they belong into it.
  func chosen() throws -> [CountedRequest] {
    try requests.compactMap { request in
      var seen = request
      if let asOf = spec.asOf.map(DayIndex.init) {
        guard request.receivedOn <= asOf else { return nil }
        if seen.acknowledgedOn > asOf { seen.acknowledgedOn = .none }
        if seen.decidedOn > asOf { seen.decidedOn = .none }
        if seen.closedOn > asOf {
          seen.closedOn = .none
          seen.outcome = CountedRequest.Code(try #require(book.index(of: "pending", in: .outcome)))
          seen.grounds = LabelSet()
        }
      }
      let belongs =
        (spec.unit == "any" || codes(seen, .unit, day: nil).contains(spec.unit))
        && (spec.direction == "any" || codes(seen, .direction, day: nil).contains(spec.direction))
        && (spec.only ?? [:]).allSatisfy { name, wanted in
          Breakdown(rawValue: name).map { !codes(seen, $0, day: nil).isDisjoint(with: wanted) } ?? false
        }
      return belongs ? seen : nil
    }
  }

  func day(_ request: CountedRequest) -> CalendarDay? {
    let day =
      switch spec.dateBasis {
      case .received, .stock: request.receivedOn
      case .acknowledged: request.acknowledgedOn
      case .decided: request.decidedOn
      case .closed: request.closedOn
      }
    return calendar(day)
  }

  func calendar(_ day: DayIndex) -> CalendarDay? {
    day.isDay ? CalendarDay.earliest.adding(Days(Int(day.ordinal) - CalendarDay.earliest.ordinal)) : nil
  }

  /// The codes of a request in a breakdown; `notRecorded` when it has none, and `total` always.
  func codes(_ request: CountedRequest, _ name: Breakdown, day: CalendarDay?) -> Set<String> {
    let all = book.variable(name)?.codes.map(\.code) ?? []
    func one(_ code: CountedRequest.Code) -> Set<String> { [Int(code) < all.count ? all[Int(code)] : "notRecorded", "total"] }
    func several(_ set: LabelSet) -> Set<String> {
      let found = all.indices.filter { set.bits >> UInt64($0) & 1 == 1 }.map { all[$0] }
      return Set(found.isEmpty ? ["notRecorded"] : found).union(["total"])
    }
    switch name {
    case .year: return [day.map { "\($0.parts.year)" } ?? "notRecorded", "total"]
    case .quarter: return [day.map { "\($0.parts.year)-Q\(($0.parts.month - 1) / 3 + 1)" } ?? "notRecorded", "total"]
    case .state: return [request.state.state?.code ?? "notRecorded", "total"]
    case .unit: return one(request.unit)
    case .direction: return one(request.direction)
    case .region: return one(request.region)
    case .kind: return one(request.kind)
    case .proceeding: return one(request.proceeding)
    case .basisClass: return one(request.basisClass)
    case .outcome: return one(request.outcome)
    case .currency: return one(request.currency)
    case .basis: return several(request.bases)
    case .offence: return several(request.offences)
    case .measure: return several(request.measures)
    case .ground: return several(request.grounds)
    case .delay: return several(request.delays)
    case .age: return [age(request), "total"]
    }
  }

  /// The day at whose end is looked which requests are open.
  var last: CalendarDay { min(spec.period?.to ?? .latest, spec.asOf ?? .latest) }

  func age(_ request: CountedRequest) -> String {
    switch calendar(request.receivedOn).map({ $0.days(to: last).count }) ?? 0 {
    case ...30: "upTo30Days"
    case ...90: "days31To90"
    case ...180: "days91To180"
    case ...365: "days181To365"
    case ...730: "days366To730"
    default: "over730Days"
    }
  }

  func inCell(_ row: String, _ column: String) throws -> [CountedRequest] {
    let period = try #require(spec.period)
    return try chosen().filter { request in
      if spec.figure == .pending {
        guard let came = calendar(request.receivedOn), came <= last, calendar(request.closedOn).map({ $0 > last }) ?? true else {
          return false
        }
        return codes(request, spec.rows, day: nil).contains(row)
          && (spec.columns.map { codes(request, $0, day: nil).contains(column) } ?? true)
      }
      guard let day = day(request), day >= period.from, day <= period.to else { return false }
      return codes(request, spec.rows, day: day).contains(row)
        && (spec.columns.map { codes(request, $0, day: day).contains(column) } ?? true)
    }
  }

  func balance(_ row: String) throws -> Balance {
    let period = try #require(spec.period)
    var balance = Balance(outcomes: try #require(book.variable(.outcome)).codes.count)
    var (from, to) = (period.from, period.to)
    if spec.rows == .year, let year = Int(row) {
      from = max(from, try #require(CalendarDay(year: year, month: 1, day: 1)))
      to = min(to, try #require(CalendarDay(year: year, month: 12, day: 31)))
    }
    for request in try chosen() where spec.rows == .year || codes(request, spec.rows, day: nil).contains(row) {
      let (came, went) = (calendar(request.receivedOn), calendar(request.closedOn))
      func isOpen(before day: CalendarDay) -> Bool { came.map { $0 < day } == true && went.map { $0 >= day } ?? true }
      if isOpen(before: from) { balance.opening += 1 }
      if isOpen(before: to.adding(1)) { balance.closing += 1 }
      if let came, came >= from, came <= to { balance.new += 1 }
      if let went, went >= from, went <= to { balance.closed[min(Int(request.outcome), balance.closed.count - 1)] += 1 }
    }
    return balance
  }
}

@Suite("Tables against a search through all requests") struct SearchTests {
  @Test("Every cell of every kind of table is what a search finds, also where requests contradict themselves", arguments: 1...4)
  func cells(seed: UInt64) throws {
    let book = try BuiltInCodebook.current()
    var seeded = Seeded(seed)
    let requests = (0..<120).map { _ in Sample.drawn(book, &seeded) }
    let specs = try Sample.tables()
    var figures = try Figures(specs, book)
    figures.add(ContiguousArray(requests))
    for table in figures.tables(book) {
      let search = Search(book: book, spec: table.spec, requests: requests)
      // Every fifth row or so: a search through all of them takes minutes.
      for (row, cells) in zip(table.rows, table.cells) where row.code == "total" || row.code == "notRecorded" || seeded.happens(20) {
        for (column, cell) in zip(table.columns, cells) where column.code == "total" || seeded.happens(30) {
          #expect(try agrees(cell, search, row.code, column.code), "\(table.spec.name) \(row.code) \(column.code)")
        }
      }
    }
  }

  private func agrees(_ cell: CountedTable.Cell, _ search: Search, _ row: String, _ column: String) throws -> Bool {
    switch cell {
    case .count(let count): return try search.inCell(row, column).count == count
    case .days(let days):
      let ended = try search.inCell(row, column).filter { end($0, search.spec.figure).isDay }
      let isClosure = search.spec.figure == .daysToClosure
      let took = ended.map { request -> Int? in
        guard request.receivedOn.isDay, !isClosure || request.suspendedDays >= 0 else { return nil }
        let days = Int(end(request, search.spec.figure).ordinal - request.receivedOn.ordinal) - (isClosure ? Int(request.suspendedDays) : 0)
        return days >= 0 ? days : nil
      }
      let known = took.compactMap { $0 }
      return days.net.n == known.count && days.net.sum == known.reduce(0, +) && days.notMeasured == took.count - known.count
    case .amount(let sum):
      let amounts = try search.inCell(row, column).map { request in
        switch search.spec.figure {
        case .frozen: request.frozen
        case .confiscated: request.confiscated
        default: request.returned
        }
      }
      let recorded = amounts.filter(\.isRecorded)
      return sum.n == recorded.count && sum.notRecorded == amounts.count - recorded.count
        && sum.hundredths == recorded.reduce(0) { $0 + Int128($1.hundredths) }
    case .balance(let balance): return try search.balance(row) == balance
    case .clearance(let clearance):
      let balance = try search.balance(row)
      let closed = balance.closed.reduce(0, +)
      let rate = balance.new == 0 ? nil : Int((Double(closed) * 10_000 / Double(balance.new)).rounded())
      return clearance.new == balance.new && clearance.closed == closed && clearance.rate == rate
    case .notApplicable: return search.spec.figure.isAmount && (row == "total" || column == "total")
    }
  }

  private func end(_ request: CountedRequest, _ figure: TableSpec.FigureKind) -> DayIndex {
    switch figure {
    case .daysToAcknowledgement: request.acknowledgedOn
    case .daysToDecision: request.decidedOn
    default: request.closedOn
    }
  }
}
