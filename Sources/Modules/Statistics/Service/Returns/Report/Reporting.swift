// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel
public import Localisation
public import StatisticsRules
public import Storage

/// What a central authority's pages and commands of returns are made of.
public struct Reporting: Sendable {
  let store: ReportStore
  let codebook: Codebook
  /// The State whose figures are reported.
  let state: StateCode
  /// Counts tables from the node's own cases.
  let figures: @Sendable (TableSet) async throws -> [CountedTable]
  /// The name of an officer by the account.
  let officerName: @Sendable (String) async throws -> String?
  /// The exchange between nodes; `nil` on a node without one, where everything travels as files.
  let exchange: StatisticsExchange?

  /// What went and came as messages.
  var travel: TravelStore { TravelStore(database: store.database) }

  /// Builds the module's tools.
  /// - Parameters:
  ///   - state: whose figures these are.
  ///   - figures: counts tables from the node's own cases; no text of a case comes with them.
  ///   - officerName: how accounts are named.
  ///   - exchange: the way to the secretariat's node.
  /// - Throws: ``StatisticsProblem/damaged`` when the codebook is not as it was installed.
  public init(
    database: any Database, state: StateCode, figures: @escaping @Sendable (TableSet) async throws -> [CountedTable],
    officerName: @escaping @Sendable (String) async throws -> String?, exchange: StatisticsExchange? = nil
  ) throws {
    store = ReportStore(database: database)
    codebook = try BuiltInCodebook.current()
    self.state = state
    self.figures = figures
    self.officerName = officerName
    self.exchange = exchange
  }

  /// Takes a questionnaire in.
  /// - Throws: ``CannotReport`` when it is not for this State or is here already.
  @discardableResult
  public func take(_ questionnaire: DataCollection, by actor: EventActor, at instant: Date) async throws -> DataCollection {
    let admitted = try await admitted(questionnaire)
    do {
      try await store.database.commit(ReportStore.taking(admitted, by: actor, at: instant))
    } catch is UniqueViolation {
      throw CannotReport.alreadyHere
    }
    return admitted
  }

  /// A questionnaire that this State can answer, whichever way it came.
  /// - Throws: ``CannotReport``.
  func admitted(_ questionnaire: DataCollection) async throws -> DataCollection {
    guard questionnaire.asked.contains(state) else { throw CannotReport.notAsked }
    guard questionnaire.codebookVersion == codebook.version, questionnaire.tables.allSatisfy({ $0.faults(in: codebook).isEmpty }) else {
      throw CannotReport.otherCodebook
    }
    if let known = try await store.questionnaire(questionnaire.id) {
      // Compared is what was asked; how far the collection is does not travel.
      throw try QuestionnaireJSON.bytes(known) == QuestionnaireJSON.bytes(questionnaire) ? CannotReport.alreadyHere : .otherContent
    }
    return questionnaire
  }

  /// Gives a demonstration's node without an exchange the questionnaire that the demonstration's secretariat has sent; with one it comes by itself.
  public func fillDemonstration(words: @Sendable (Kernel.Language) -> Words, at instant: Date, in zone: TimeZone) async throws {
    guard exchange == nil, try await store.list(after: nil, limit: 1).isEmpty else { return }
    let today = CalendarDay(instant, in: zone)
    let tables = try DemonstrationReturns.tables(today.parts.year - 2, titles: MirrorTables.titles(words))
    guard let waiting = DemonstrationReturns.waiting(today: today, tables), waiting.asked.contains(state) else { return }
    try await take(waiting, by: .program, at: instant)
  }

  /// Counts the tables of a questionnaire from the node's own cases.
  func counted(_ questionnaire: DataCollection) async throws -> ReportedFigures {
    let tables = try await figures(TableSet(tables: questionnaire.tables))
    return ReportedFigures(of: state, from: tables, codebook: codebook)
  }

  /// Where the returns of these collections stand; nothing for one of which nothing was counted.
  func standings(of collections: [ID<DataCollection>]) async throws -> [ID<DataCollection>: ReturnStanding] {
    let newest = try await store.newest(of: collections)
    let messages = try await travel.messages(of: state, in: Array(newest.keys))
    return Dictionary(
      uniqueKeysWithValues: newest.map { id, own in
        (id, ReturnStanding(revision: own.revision, preparedBy: own.preparedBy, isApproved: own.isApproved, messages: messages[id] ?? []))
      })
  }

  /// The bytes of the newest return of a collection, once it was approved.
  /// - Throws: ``CannotReport/notApproved``.
  public func approvedBytes(_ collection: ID<DataCollection>, by actor: EventActor, at instant: Date) async throws -> Data {
    guard let newest = try await store.newest(collection)?.value, newest.approvedBy != nil else { throw CannotReport.notApproved }
    try await store.recordExport(newest.content, by: actor, at: instant)
    return try ReturnJSON.bytes(newest.content)
  }
}
