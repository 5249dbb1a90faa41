// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import StatisticsRules
import Storage
import TestKit
import Testing
import WritingRules

@testable import CaseworkService
@testable import StatisticsService

/// Cases of an authority that go on at random, and the log that they leave.
struct RandomAuthority {
  var seeded: Seeded
  var walks: [CaseWalk] = []
  private var written: [Int] = []

  init(_ seed: UInt64) { seeded = Seeded(seed) }

  /// A new request, or something done to an old one.
  mutating func goOn() throws {
    if walks.count < 8 || seeded.happens(6) {
      let day = try #require(CalendarDay("2025-10-01")).adding(Days(Int.random(in: 0...200, using: &seeded)))
      return walks.append(try CaseWalk(&seeded, on: day))
    }
    let place = Int.random(in: walks.indices, using: &seeded)
    if seeded.happens(3), (try? walks[place].shred()) != nil { return }
    if seeded.happens(3) {
      let other = Int.random(in: walks.indices, using: &seeded)
      if let told = try? walks[place].supplementing(walks[other]) { return walks[other].told(told) }
    }
    if let part = walks[place].step(&seeded) { walks.append(part) }
  }

  /// The facts since the last time, as the event log gets them.
  mutating func events() -> [NewEvent] {
    while written.count < walks.count { written.append(0) }
    var events: [NewEvent] = []
    for place in walks.indices {
      events += walks[place].facts.dropFirst(written[place]).map { fact in
        fact.request.recorded(
          fact.event, by: .officer(CaseWalk.officer.id), at: Date(timeIntervalSince1970: Double(fact.on.ordinal) * 86_400 + 43_200))
      }
      written[place] = walks[place].facts.count
    }
    return events
  }
}

@Suite("Figures from the event log") struct OwnFiguresTests {
  static let regions: @Sendable () async throws -> [StateCode: String] = {
    [CaseWalk.state("XB"): "AFR", CaseWalk.state("XC"): "GRULAC"]
  }

  static func figures(_ database: any Database) throws -> OwnFigures {
    try OwnFigures(database: database, codebook: BuiltInCodebook.current(), zone: .gmt, regions: regions)
  }

  /// Tables of every kind.
  static func tables() throws -> TableSet {
    let period = TableSpec.Period(
      from: try #require(CalendarDay("2025-01-01")), to: try #require(CalendarDay("2026-12-31")))
    let asOf = try #require(CalendarDay("2026-03-01"))
    var tables = try BuiltInCodebook.releaseTables().tables
    tables += [
      TableSpec("balances", unit: "any", dateBasis: .stock, rows: .direction, figure: .balance),
      TableSpec("clearances", unit: "any", dateBasis: .stock, rows: .kind, figure: .clearance),
      TableSpec("ages", unit: "any", dateBasis: .stock, asOf: asOf, rows: .age, columns: .direction, figure: .pending),
      TableSpec("regions", unit: "any", dateBasis: .closed, rows: .region, columns: .outcome),
      TableSpec("decisions", unit: "any", dateBasis: .decided, rows: .state, figure: .daysToDecision),
      TableSpec("units", unit: "any", rows: .unit, columns: .direction),
    ]
    return TableSet(period: period, tables: tables)
  }

  @Test("Taken in as they come, in random parts, they are those of a recount", arguments: TestDatabases.all)
  func recount(_ engine: TestDatabases) async throws {
    try await engine.with(OwnTables.migrations) { database in
      var authority = RandomAuthority(engine == .sqlite ? 11 : 12)
      let figures = try Self.figures(database)
      let set = try Self.tables()
      for round in 0..<26 {
        for _ in 0..<Int.random(in: 1...30, using: &authority.seeded) { try authority.goOn() }
        try await database.commit(Commit(events: authority.events()))
        if authority.seeded.happens(50) { _ = try await figures.tables(set) }
        // Another process takes its turn now and then, with nothing in its memory.
        if round.isMultiple(of: 13) { try await Self.figures(database).follow() }
      }
      let followed = try await figures.tables(set)
      let found = try await figures.recount()
      #expect(found.isSame && found.requests > 60, "\(found)")
      let fresh = try Self.figures(database)
      #expect(try await fresh.tables(set) == followed)
      #expect(try await fresh.tables(set, asOfIndex: figures.asOfIndex() - 1).count == followed.count)
      #expect(try await figures.asOfIndex() == found.events - 1)
      try Self.compare(followed, with: authority)
    }
  }

  /// Totals that a plain look at the requests themselves gives.
  private static func compare(_ tables: [CountedTable], with authority: RandomAuthority) throws {
    let formal = authority.walks.map(\.request).filter { $0.head.kind.isFormal }
    let balance = try #require(tables.first { $0.spec.name == "balances" })
    guard case .balance(let whole)? = balance.cells.last?.first else { throw CannotAct.noItems }
    let closed = formal.filter { request in
      guard let day = request.closure?.on, case .outgoing(let outgoing) = request else { return request.closure != nil }
      return outgoing.sentOn != nil && day <= CalendarDay.latest
    }
    #expect(whole.closed.reduce(0, +) == closed.count)
    #expect(whole.difference == 0)
  }

  @Test("What is counted of a request is what its own record says, whatever was done in whatever order")
  func oracle() throws {
    let codes = CodePlaces(try BuiltInCodebook.current())
    var seen: Set<String> = []
    for seed in 1...160 {
      var seeded = Seeded(UInt64(seed))
      var walk = try CaseWalk(&seeded, on: try #require(CalendarDay("2026-01-10")))
      for _ in 0..<25 { _ = walk.step(&seeded) }
      var followed = FollowedRequest()
      for (index, fact) in walk.facts.enumerated() {
        followed.take(try Self.fact(fact.event, fact.request, at: index, on: fact.on))
      }
      let counted = followed.counted(codes)
      seen.insert("\(walk.request.direction) \(walk.request.stageCode)")
      try Self.check(counted, walk.request, codes, "seed \(seed)")
    }
    #expect(seen.isSuperset(of: ["incoming closed", "outgoing closed", "incoming refused", "outgoing partlyReplied"]), "\(seen)")
  }

  static func fact(_ event: CaseEvent, _ request: RegisteredRequest, at index: Int, on day: CalendarDay) throws -> CaseFact {
    let recorded = request.recorded(event, by: .program, at: Date(timeIntervalSince1970: 0))
    var values: [String: CaseFact.Value] = [:]
    for (name, value) in recorded.facts {
      switch value {
      case .text(let text): values[name] = .code(text)
      case .integer(let number): values[name] = .number(number)
      case .flag(let flag): values[name] = .flag(flag)
      case .list(let list): values[name] = .codes(list)
      case .personal: Issue.record("a personal value in \(event.name)")
      }
    }
    return CaseFact(index: Int64(index), name: event.name.rawValue, recordedOn: day, values: values)
  }

  private static func check(_ counted: CountedRequest?, _ request: RegisteredRequest, _ codes: CodePlaces, _ seed: Comment) throws {
    var received: CalendarDay? = request.head.arrival.on
    var acknowledged: CalendarDay?
    if case .incoming(let incoming) = request { acknowledged = incoming.acknowledgement?.on }
    if case .outgoing(let outgoing) = request { (received, acknowledged) = (outgoing.sentOn, outgoing.acknowledgement?.on) }
    guard request.head.kind.isFormal, let received else {
      #expect(counted == nil, seed)
      return
    }
    let counted = try #require(counted, seed)
    #expect(counted.receivedOn == DayIndex(received), seed)
    #expect(counted.acknowledgedOn.calendarDay == acknowledged, seed)
    #expect(counted.closedOn.calendarDay == request.closure?.on, seed)
    // Whether a postponed item had been accepted before the other State's register knows.
    if request.direction == .incoming || !request.items.contains(where: { $0.stageCode == "postponed" }) {
      #expect(counted.decidedOn.isDay == request.isDecidedWhole, seed)
    }
    #expect(counted.delays == codes.labels(request.delays.map(\.rawValue), .delay), seed)
    #expect(counted.kind == codes.place(request.head.kind.rawValue, .kind), seed)
    #expect(counted.state == StateIndex(request.otherState), seed)
    #expect(counted.bases == codes.labels(request.head.basis.all.map(\.kind.rawValue), .basis), seed)
    #expect(counted.offences == codes.labels(request.head.offences.map { "art\($0)" }, .offence), seed)
    #expect(counted.measures == codes.labels(request.items.map(\.sought.code), .measure), seed)
    #expect((counted.outcome == codes.place("pending", .outcome)) == (request.closure == nil), seed)
    #expect(request.closure == nil || counted.outcome != CountedRequest.notRecorded, seed)
    #expect(request.closure?.outcome != .refused || counted.outcome == codes.place("refused", .outcome), seed)
    #expect(request.closure == nil || counted.suspendedDays >= 0, seed)
  }

  @Test("No word of any case stands in a row, a revision, a table or what is written of one", arguments: TestDatabases.all)
  func canaries(_ engine: TestDatabases) async throws {
    try await engine.with(OwnTables.migrations) { database in
      var authority = RandomAuthority(5)
      for _ in 0..<400 { try authority.goOn() }
      try await database.commit(Commit(events: authority.events()))
      let figures = try Self.figures(database)
      let tables = try await figures.tables(try Self.tables())
      #expect(tables.contains { table in table.cells.joined().contains { if case .count(let count) = $0 { count > 3 } else { false } } })
      let rows = try await database.rows(of: [SQL("SELECT * FROM statisticsRequest"), SQL("SELECT * FROM statisticsRevision")])
      #expect(rows.allSatisfy { !$0.isEmpty })
      let book = figures.codebook
      let written = TableLine.csv(tables.flatMap { $0.lines(book, in: .en) }) + "\(rows)" + "\(tables)"
      #expect(!written.contains(CaseWalk.canary))
      // Every text of a row is an identifier, a code of the codebook, a State or a day.
      let codes = Set(book.variables.flatMap { $0.codes.map(\.code) }).union(Revision.Reason.allCases.map(\.rawValue))
        .union(TableSpec.DateBasis.allCases.map(\.rawValue)).union(["XB", "XC", ""])
      let names =
        ["unit", "direction", "kind", "proceeding", "basisClass", "outcome", "currency", "state"]
        + ["bases", "offences", "measures", "grounds", "delays"]
      for row in rows[0] {
        for name in names {
          for part in try row.text(name).split(separator: ";") { #expect(codes.contains(String(part)), "\(name): \(part)") }
        }
        for name in ["receivedOn", "acknowledgedOn", "decidedOn", "closedOn"] {
          let day = try row.text(name)
          #expect(day.isEmpty || CalendarDay(day) != nil)
        }
        #expect(ID<RegisteredRequest>(try row.text("request")) != nil)
      }
    }
  }

  @Test("Rows that were changed behind the program are found by a recount and put right, also for whoever has them in memory")
  func tampered() async throws {
    try await TestDatabases.sqlite.with(OwnTables.migrations) { database in
      var authority = RandomAuthority(7)
      for _ in 0..<200 { try authority.goOn() }
      try await database.commit(Commit(events: authority.events()))
      let figures = try Self.figures(database)
      let set = try Self.tables()
      let right = try await figures.tables(set)
      try await database.commit(Commit([SQL("UPDATE statisticsRequest SET receivedOn = '1999-01-01' WHERE direction = 'incoming'")]))
      try await database.commit(Commit([SQL("DELETE FROM statisticsRevision")]))
      let other = try Self.figures(database)
      #expect(try await other.tables(set) != right)
      let found = try await Self.figures(database).recount()
      #expect(!found.isSame && found.differing > 5 && !found.hasSameRevisions)
      #expect(try await other.tables(set) == right)
      #expect(try await other.recount().isSame)
    }
  }
}

extension RegisteredRequest {
  /// Whether every item that was not withdrawn is decided, by the stages of the items themselves.
  var isDecidedWhole: Bool {
    let decided: [Bool] =
      switch self {
      case .incoming(let request):
        request.items.filter { $0.stage.code != .withdrawn }.map { item in
          let stage = item.stage.code == .postponed ? item.beforePostponement?.code ?? .undecided : item.stage.code
          return stage != .undecided
        }
      case .outgoing(let request):
        request.items.filter { $0.stage.code != .withdrawn }.map { ![.awaiting, .postponed].contains($0.stage.code) }
      }
    return !decided.isEmpty && decided.allSatisfy { $0 }
  }
}
