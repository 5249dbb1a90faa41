// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel
public import Localisation
public import StatisticsRules
public import Storage

/// What a secretariat's pages and commands of collections are made of.
public struct Collecting: Sendable {
  let store: CollectionStore
  let codebook: Codebook
  /// The States that can be asked, in the order of their codes.
  let states: @Sendable () async throws -> [StateCode]
  /// The name of an officer by the account.
  let officerName: @Sendable (String) async throws -> String?
  /// The words of all modules in one language.
  let words: @Sendable (Kernel.Language) -> Words
  let zone: TimeZone
  /// The exchange between nodes; `nil` on a node without one, where everything travels as files.
  let exchange: StatisticsExchange?

  /// What went and came as messages.
  var travel: TravelStore { TravelStore(database: store.database) }

  /// Builds the module's tools.
  /// - Parameters:
  ///   - states: the States that can be asked.
  ///   - officerName: how accounts are named.
  ///   - zone: the secretariat's, in which deadlines end.
  ///   - exchange: the way to authorities' nodes.
  /// - Throws: ``StatisticsProblem/damaged`` when the codebook is not as it was installed.
  public init(
    database: any Database, states: @escaping @Sendable () async throws -> [StateCode],
    officerName: @escaping @Sendable (String) async throws -> String?, words: @escaping @Sendable (Kernel.Language) -> Words,
    zone: TimeZone,
    exchange: StatisticsExchange? = nil
  ) throws {
    store = CollectionStore(database: database)
    codebook = try BuiltInCodebook.current()
    self.states = states
    self.officerName = officerName
    self.words = words
    self.zone = zone
    self.exchange = exchange
  }

  /// The tables that a collection can ask for, with a period.
  func tables(_ period: TableSpec.Period) throws -> [TableSpec] {
    var set = try BuiltInCodebook.releaseTables()
    set.period = period
    return set.specified + MirrorTables.specs(period, titles: mirrorTitles)
  }

  /// The titles of the tables that returns are compared by, in six languages.
  var mirrorTitles: [MirrorTables.Side: LocalText] { MirrorTables.titles(words) }

  /// Fills an empty demonstration: one collection that two States have answered, and one that waits.
  public func fillDemonstration(at instant: Date) async throws {
    guard try await isEmpty() else { return }
    let today = CalendarDay(instant, in: zone)
    if let waiting = DemonstrationReturns.waiting(
      today: today, try DemonstrationReturns.tables(today.parts.year - 2, titles: mirrorTitles))
    {
      // It goes to the demonstration's authorities as any collection that is opened goes to States.
      let sent = try await questionnaires(of: waiting, at: instant)
      try await store.keep(
        waiting, over: 0, as: "collectionOpened", by: .program, at: instant, facts: Self.told(sent), with: Self.commit(sent))
    }
    guard let answered = try DemonstrationReturns.answered(today: today, titles: mirrorTitles) else { return }
    try await store.keep(answered.collection, over: 0, as: "collectionOpened", by: .program, at: instant)
    for answer in answered.returns { try await take(answer, way: .file, officer: nil, by: .program, at: instant) }
  }

  /// Takes a return in that came as a file or from a node.
  /// - Parameters:
  ///   - officer: who brings it; `nil` for the operator at the console and for a node.
  /// - Returns: the return as it is kept.
  /// - Throws: ``CannotTakeReturn``, ``ReturnProblem``.
  @discardableResult
  public func take(
    _ answer: StatisticalReturn, way: KeptReturn.Way, officer: String?, by actor: EventActor, at instant: Date
  ) async throws -> KeptReturn {
    let kept = try await admitted(answer, way: way, officer: officer, at: instant)
    do {
      try await store.database.commit(
        CollectionStore.taking(kept, by: actor, at: instant).and(try await telling(kept, at: instant)))
    } catch is UniqueViolation {
      throw CannotTakeReturn.alreadyHere
    }
    return kept
  }

  /// A return as it is kept, whichever way it came.
  /// - Throws: ``CannotTakeReturn``.
  func admitted(
    _ answer: StatisticalReturn, way: KeptReturn.Way, officer: String?, at instant: Date
  ) async throws -> KeptReturn {
    guard let collection = try await store.collection(answer.collection)?.value else { throw CannotTakeReturn.otherCollection }
    let newest = try await store.newest(of: answer.figures.state, in: collection.id)?.value
    return try KeptReturn.taking(
      answer, into: collection, after: newest, way: way, officer: officer, at: instant, today: CalendarDay(instant, in: zone), codebook)
  }

  /// Whether the node has no collection yet.
  public func isEmpty() async throws -> Bool { try await store.list(after: nil, limit: 1).isEmpty }
}

extension MirrorTables {
  /// The titles of the tables, in six languages, without the year.
  static func titles(_ words: (Kernel.Language) -> Words) -> [Side: LocalText] {
    Dictionary(
      uniqueKeysWithValues: Side.allCases.map { side in
        (
          side,
          LocalText(Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0, words($0)("statistics.mirror.table.\(side.rawValue)")) }))
        )
      })
  }
}
