// SPDX-License-Identifier: Apache-2.0
import Documents
import Foundation
import Kernel
import Localisation
import Storage
import TestKit
import Testing

@testable import StatisticsRules
@testable import StatisticsService

/// A collection of two years, and the returns of fictional States to it.
struct CollectedFigures {
  let codebook: Codebook
  let period: TableSpec.Period
  let collection: DataCollection

  init(_ tables: [TableSpec]) throws {
    codebook = try BuiltInCodebook.current()
    let period = TableSpec.Period(from: try #require(CalendarDay("2024-01-01")), to: try #require(CalendarDay("2025-12-31")))
    self.period = period
    collection = DataCollection(
      title: LocalText([.en: "Two years"]), period: period, deadline: try #require(CalendarDay("2026-03-31")),
      codebookVersion: codebook.version,
      tables: tables.map { spec in
        var spec = spec
        spec.period = period
        return spec
      }, asked: ["XA", "XB", "XC", "XD"].map(Self.state), stage: .open)
  }

  static func state(_ code: String) -> StateCode { StateCode(code) ?? .notKnown }

  /// A return that was counted of requests: how many of each outcome, from one State.
  func answer(_ state: String, _ outcomes: [String: Int], from other: String = "XB", revision: Int = 1) throws -> StatisticalReturn {
    var figures = try Figures(collection.tables, codebook)
    for (outcome, count) in outcomes {
      func code(_ code: String, _ name: Breakdown) -> CountedRequest.Code {
        codebook.index(of: code, in: name).map { CountedRequest.Code($0) } ?? CountedRequest.notRecorded
      }
      var request = CountedRequest()
      request.unit = code("request", .unit)
      request.direction = code("incoming", .direction)
      request.kind = code("extradition", .kind)
      request.state = StateIndex(Self.state(other))
      request.outcome = code(outcome, .outcome)
      request.suspendedDays = 0
      request.receivedOn = DayIndex(period.from.adding(30))
      request.closedOn = DayIndex(period.from.adding(130))
      figures.add(ContiguousArray(repeating: request, count: count))
    }
    let reported = ReportedFigures(of: Self.state(state), from: figures.tables(codebook), codebook: codebook)
    let reason = revision > 1 ? LocalText([.en: "Two requests were found later"]) : LocalText()
    return StatisticalReturn(collection: collection.id, revision: revision, reason: reason, figures: reported)
  }

  func kept(_ answer: StatisticalReturn, _ standing: KeptReturn.Standing = .accepted, on day: String = "2026-03-02") throws -> KeptReturn {
    KeptReturn(
      answer, way: .file, receivedAt: Date(timeIntervalSince1970: 1_772_500_000), receivedOn: try #require(CalendarDay(day)), takenBy: nil,
      standing: standing)
  }

  func draft(_ name: String, tables: [TableSpec]? = nil, revises: ReleaseDraft.Revision? = nil) throws -> ReleaseDraft {
    let own = tables ?? collection.tables
    return ReleaseDraft(
      name: try #require(ReleaseName(name)), period: period, threshold: 5, asked: [Self.state("XA")], isProvisional: false, tables: own,
      revises: revises, by: "first")
  }

  func source(_ answer: StatisticalReturn, isLate: Bool = false) throws -> SourceFigures {
    try Releases.source(answer, isLate: isLate, tables: try draft("any").specified, codebook)
  }
}

@Suite("Accepted returns as figures of a release") struct ReleaseSourcesTests {
  static let outcomes = TableSpec("outcomes", direction: "incoming", dateBasis: .closed, rows: .outcome)
  static let closure = TableSpec("closure", direction: "incoming", dateBasis: .closed, rows: .kind, figure: .daysToClosure)
  static let pairs = TableSpec("pairs", direction: "incoming", rows: .state)
  static let day = CalendarDay("2026-04-20") ?? .latest
  static let instant = Date(timeIntervalSince1970: 1_776_700_000)

  private static func releases(_ database: any Database) throws -> Releases {
    let catalogue = try Catalogue(folders: [StatisticsResources.strings])
    return try Releases(
      database: database, worker: DocumentWorker(python: URL(filePath: "/nowhere/python")), words: { catalogue.words($0) },
      meeting: { _ in nil })
  }

  private static func published(_ draft: ReleaseDraft, _ releases: Releases) async throws -> PublishedRelease {
    try await releases.store.add(draft, by: .program, at: instant)
    let judged = try await releases.protected(draft, on: day, by: "first")
    let content = try await releases.content(of: judged, on: day, by: "second")
    try await releases.store.publish(content, of: judged, over: 1, by: .program, at: instant)
    return try await releases.store.published(draft.name)
  }

  @Test(
    "Accepted returns count beside a register, of one State the register alone, and a revised return makes a revision that tells the difference",
    arguments: TestDatabases.all)
  func wholeWay(_ engine: TestDatabases) async throws {
    let collected = try CollectedFigures([Self.outcomes])
    try await engine.with(CollectionStore.migrations + ReleaseStore.migrations) { database in
      let (store, releases) = (CollectionStore(database: database), try Self.releases(database))
      try await store.keep(collected.collection, over: 0, as: "collectionOpened", by: .program, at: Self.instant)
      let first = try collected.answer("XB", ["executed": 30, "refused": 12])
      let returns = [
        try collected.kept(collected.answer("XA", ["executed": 99])), try collected.kept(first, on: "2026-04-10"),
        try collected.kept(collected.answer("XC", ["executed": 50]), .received),
        try collected.kept(collected.answer("XD", ["executed": 50]), .queried(remark: "Why?")),
      ]
      for kept in returns { try await database.commit(CollectionStore.taking(kept, by: .program, at: Self.instant)) }
      for kept in returns { try await store.stand(kept, over: 1, as: "returnAccepted", by: .program, at: Self.instant) }
      #expect(try await store.waiting(limit: 5).map(\.count) == [1])
      let register = SourceFigures(
        reporter: CollectedFigures.state("XA"), digest: "a", requests: 40, contradictions: [:],
        grids: try collected.source(collected.answer("XA", ["executed": 40])).grids)
      let (draft, taking) = try await releases.adding(
        collection: collected.collection.id, to: collected.draft("two-years").adding(register, by: "first"), by: "first")
      #expect(taking == .init(taken: [CollectedFigures.state("XB")], passedOver: [CollectedFigures.state("XA")]))
      let before = try await Self.published(draft, releases)
      #expect(before.content.tables[0].cell(row: "executed", column: nil)?.count == 70)
      #expect(before.content.reporting.map(\.code) == ["XA", "XB"] && before.content.asked.map(\.code) == ["XA", "XB", "XC", "XD"])
      let sources = try #require(before.content.sources)
      #expect(sources.map(\.kind) == [.register, .answer] && sources.map(\.passedOver) == [.answer, nil])
      #expect(sources[1].isLate == true && sources[1].revision == 1 && sources[1].notes == 0)
      #expect(before.content.tables[0].footnotes.contains(.partialCoverage))

      let second = try collected.kept(collected.answer("XB", ["executed": 32, "refused": 12], revision: 2))
      try await database.commit(CollectionStore.taking(second, by: .program, at: Self.instant))
      let revision = ReleaseDraft.Revision(name: before.content.name, digest: before.digest, reason: "XB found two more")
      let (again, _) = try await releases.adding(
        collection: collected.collection.id, to: collected.draft("two-years-r1", revises: revision).adding(register, by: "first"),
        by: "first")
      let after = try await Self.published(again, releases)
      #expect(after.content.sources?[1].revision == 2)
      #expect(after.content.differences.map(\.row) == ["executed", "total"])
      #expect(
        after.content.differences.map { $0.before?.count } == [70, 82] && after.content.differences.map { $0.after?.count } == [72, 84])
      // An earlier version waits no longer when a newer one is there.
      let newer = try collected.kept(collected.answer("XC", ["executed": 51], revision: 2))
      try await database.commit(CollectionStore.taking(newer, by: .program, at: Self.instant))
      #expect(try await store.waiting(limit: 5).isEmpty)
    }
  }

  @Test(
    "The collections about a release's days are found behind any number of others, also those from before the days had columns",
    arguments: TestDatabases.all)
  func byDays(_ engine: TestDatabases) async throws {
    let collected = try CollectedFigures([Self.outcomes])
    try await engine.with(Array(CollectionStore.migrations.prefix(1)) + ReleaseStore.migrations) { database in
      let (store, releases) = (CollectionStore(database: database), try Self.releases(database))
      let old = collected.collection
      try await database.commit(
        Commit([
          SQL(
            "INSERT INTO statisticsCollection (id, content, stage, createdAt, version) VALUES ($1, $2, 'open', 1, 1)",
            [old.id.sql, String(decoding: try QuestionnaireJSON.bytes(old), as: UTF8.self).sql])
        ]))
      try await database.migrate(CollectionStore.migrations + ReleaseStore.migrations)
      func another(_ period: TableSpec.Period, _ stage: DataCollection.Stage = .open) -> DataCollection {
        DataCollection(
          title: old.title, period: period, deadline: old.deadline, codebookVersion: old.codebookVersion, tables: old.tables,
          asked: old.asked, stage: stage)
      }
      let (shorter, draft, newer) = (
        TableSpec.Period(from: old.period.from, to: old.period.to.adding(-1)), another(old.period, .draft), another(old.period)
      )
      for other in (1...120).map({ _ in another(shorter) }) + [draft, newer] {
        try await store.keep(other, over: 0, as: "collectionOpened", by: .program, at: Self.instant)
      }
      #expect(try await releases.collections(about: old.period).map(\.id) == [newer.id, old.id])
      #expect(try await releases.collections(about: shorter).count == 120)
      // A draft that gets other days is found by those alone.
      var changed = draft
      changed.period = TableSpec.Period(from: old.period.from, to: old.period.to.adding(-2))
      changed.stage = .open
      try await store.keep(changed, over: 1, as: "collectionChanged", by: .program, at: Self.instant)
      #expect(try await releases.collections(about: changed.period).map(\.id) == [draft.id])
      #expect(try await releases.collections(about: old.period).count == 2)
    }
  }

  @Test(
    "A collection that was not opened, is about other days or has no accepted return is refused, and the same collection taken again gives way"
  )
  func refused() async throws {
    let collected = try CollectedFigures([Self.outcomes])
    try await TestDatabases.sqlite.with(CollectionStore.migrations + ReleaseStore.migrations) { database in
      let (store, releases) = (CollectionStore(database: database), try Self.releases(database))
      let id = collected.collection.id
      await #expect(throws: CannotRelease.noSuchCollection) {
        try await releases.adding(collection: id, to: collected.draft("a1"), by: "x")
      }
      try await store.keep(collected.collection, over: 0, as: "collectionOpened", by: .program, at: Self.instant)
      await #expect(throws: CannotRelease.noAcceptedReturns) {
        try await releases.adding(collection: id, to: collected.draft("a1"), by: "x")
      }
      try await database.commit(
        CollectionStore.taking(try collected.kept(collected.answer("XA", ["executed": 9]), .unconfirmed), by: .program, at: Self.instant))
      await #expect(throws: CannotRelease.noAcceptedReturns) {
        try await releases.adding(collection: id, to: collected.draft("a1"), by: "x")
      }
      #expect(try await releases.collections(about: collected.period).map(\.id) == [id])
      var other = try collected.draft("a1")
      other.period = .init(from: collected.period.from, to: collected.period.from.adding(20))
      #expect(try await releases.collections(about: other.period).isEmpty)
      let period = other
      await #expect(throws: CannotRelease.otherPeriod) { try await releases.adding(collection: id, to: period, by: "x") }
    }
    let answers = try [1, 2].map { try collected.source(collected.answer("XA", ["executed": 40 + $0], revision: $0)) }
    let once = try collected.draft("a1").adding([answers[0]], of: collected.collection, by: "x").draft
    let (twice, taking) = try once.adding([answers[1]], of: collected.collection, by: "x")
    #expect(twice.sources.count == 1 && twice.sources[0].answer?.revision == 2 && taking.passedOver.isEmpty)
    #expect(throws: CannotRelease.sourceTwice(CollectedFigures.state("XA"))) { try twice.adding(answers[0], by: "x") }
  }

  @Test("What a State did not report is not zero: a table with a figure that is not available has no figures of that State")
  func gap() throws {
    let collected = try CollectedFigures([Self.outcomes])
    var answer = try collected.answer("XB", ["executed": 30, "refused": 12])
    answer.figures.tables[0]["refused", "total", .count] = .notAvailable
    answer.figures.tables[0].note = LocalText([.en: "Refusals are not counted"])
    let source = try collected.source(answer)
    #expect(source.grids.isEmpty && source.answer?.notedTables == ["outcomes"])
    let draft = try collected.draft("a1").adding([source], of: collected.collection, by: "first").draft
    #expect(throws: CannotRelease.tableMissing(name: "outcomes", state: CollectedFigures.state("XB"))) {
      try draft.protecting(
        beside: [], agreements: [], codebook: collected.codebook, on: Self.day, by: "first", solver: KeptModel.open)
    }
  }

  @Test("Medians of returns cannot be put together: the release tells how many were measured and no time")
  func times() throws {
    let collected = try CollectedFigures([Self.closure])
    let source = try collected.source(collected.answer("XB", ["executed": 30]))
    let draft = try collected.draft("a1").adding([source], of: collected.collection, by: "first").draft
    let judged = try draft.protecting(
      beside: [], agreements: [], codebook: collected.codebook, on: Self.day, by: "first", solver: KeptModel.open)
    let table = try #require(judged.protection?.tables.first)
    #expect(table.cell(row: "total", column: nil)?.count == 30 && table.cell(row: "total", column: nil)?.days == nil)
    #expect(table.footnotes.contains(.reportedTimes) && !table.footnotes.contains(.quantiles))
  }

  @Test("A pair of States from a return stands with the consent of both and not without")
  func consent() throws {
    let collected = try CollectedFigures([Self.pairs])
    let sources = [
      try collected.source(collected.answer("XA", ["executed": 30], from: "XB")),
      try collected.source(collected.answer("XB", ["executed": 20], from: "XA")),
    ]
    let draft = try collected.draft("a1").adding(sources, of: collected.collection, by: "first").draft
    func cell(_ agreements: [PairAgreement]) throws -> ReleasedCell? {
      let judged = try draft.protecting(
        beside: [], agreements: agreements, codebook: collected.codebook, on: Self.day, by: "first", solver: KeptModel.open)
      return judged.protection?.tables[0].cell(row: "XB", column: "XA")
    }
    #expect(try cell([])?.mark == .withheld)
    let agreements = try ["XA", "XB"].map {
      try PairAgreement(
        state: CollectedFigures.state($0), partner: nil, agreedOn: collected.period.to, document: "Note", today: Self.day)
    }
    #expect(try cell(agreements)?.count == 30)
  }
}
