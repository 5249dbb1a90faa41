// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel
public import Localisation
public import StatisticsRules
import StrictJSON

/// A release that is made without a node: registers in, protected tables, charts and the audit's report out.
public struct OfflineRelease: Sendable {
  /// A State with its register.
  public struct Source: Sendable {
    let state: StateCode
    let path: String

    /// Names a State and the file of its register.
    public init(state: StateCode, path: String) {
      self.state = state
      self.path = path
    }
  }

  /// A collection and returns that were accepted.
  public struct Collected: Sendable {
    let questionnaire: String
    let returns: [String]

    /// Names the files of a questionnaire and of the returns to it.
    public init(questionnaire: String, returns: [String]) {
      self.questionnaire = questionnaire
      self.returns = returns
    }
  }

  /// What was judged.
  public let protection: ProtectedDraft
  /// What contradicts itself in the registers, with the file.
  public let contradictions: [(file: String, found: Contradiction)]
  private let content: ReleaseContent
  private let bytes: Data
  private let codebook: Codebook

  /// Counts the registers, puts the tables together and protects them.
  ///
  /// - Parameters:
  ///   - sources: registers by State.
  ///   - collected: returns; of a State with a register the register counts, and the release says so.
  ///   - earlier: files of releases that were published before.
  ///   - day: the day of the release; the period must be over.
  /// - Throws: ``StatisticsProblem`` or ``CannotRelease`` where the files do not fit, `DisclosureProblem` where the tables cannot be protected.
  public init(
    _ plan: ReleasePlan, from sources: [Source], collected: Collected? = nil, earlier: [String], on day: CalendarDay
  ) async throws {
    codebook = try BuiltInCodebook.current()
    let offered = try BuiltInCodebook.tablesForRelease()
    let chosen = plan.tables ?? offered.map(\.name)
    for name in chosen where !offered.contains(where: { $0.name == name }) { throw CannotRelease.unsupportedTable(name: name) }
    var draft = ReleaseDraft(
      name: plan.name, period: plan.period, threshold: plan.threshold ?? DisclosurePolicy.usualThreshold, asked: plan.asked ?? [],
      isProvisional: plan.provisional ?? false, tables: offered.filter { chosen.contains($0.name) }, by: "console")
    var found: [(file: String, found: Contradiction)] = []
    for source in sources {
      guard let data = FileManager.default.contents(atPath: source.path) else { throw StatisticsProblem.unreadable(file: source.path) }
      let (figures, contradictions) = try await Releases.count(
        data, of: source.state, tables: draft.specified, codebook: codebook, named: source.path)
      draft = try draft.adding(figures, by: "console")
      found += contradictions.map { (source.path, $0) }
    }
    if let collected { draft = try Self.adding(collected, to: draft, codebook) }
    for merge in plan.merges ?? [] { draft = try draft.merging(merge, codebook, by: "console") }
    let agreements = try (plan.consents ?? []).map { consent throws(CannotRelease) in
      try PairAgreement(
        state: consent.state, partner: consent.with?.code, agreedOn: day, document: plan.name.text, today: day)
    }
    let before = try earlier.map { try Self.read($0) }
    let judged = try draft.protecting(
      beside: before, agreements: agreements, codebook: codebook, on: day, by: "console", solver: KeptModel.open)
    guard let protection = judged.protection, let content = judged.preview(codebook: codebook.version) else {
      throw CannotRelease.notProtected
    }
    self.protection = protection
    self.content = content
    contradictions = found
    bytes = Data(try ReleaseStore.json(content).utf8)
  }

  /// Takes the newest return of each State in; every one has to answer the questionnaire without a fault, as a node asks of it.
  private static func adding(_ collected: Collected, to draft: ReleaseDraft, _ codebook: Codebook) throws -> ReleaseDraft {
    func bytes(_ path: String) throws -> Data {
      guard let data = FileManager.default.contents(atPath: path) else { throw StatisticsProblem.unreadable(file: path) }
      return data
    }
    let collection = try QuestionnaireJSON.read(try bytes(collected.questionnaire))
    var newest: [StateCode: StatisticalReturn] = [:]
    for path in collected.returns {
      let answer = try ReturnJSON.read(try bytes(path))
      let state = answer.figures.state
      guard answer.collection == collection.id else { throw CannotTakeReturn.otherCollection }
      guard collection.asked.contains(state) else { throw CannotTakeReturn.notAsked(state: state) }
      let hindrances = answer.figures.hindrances(answer.figures.faults(asked: collection.tables, of: state, codebook))
      guard hindrances.isEmpty else { throw CannotTakeReturn.contradictory(hindrances) }
      if newest[state].map({ $0.revision < answer.revision }) ?? true { newest[state] = answer }
    }
    // A file does not say when it came, so that none is told to be late.
    let returns = try newest.values.sorted { $0.figures.state < $1.figures.state }.map {
      try Releases.source($0, isLate: false, tables: draft.specified, codebook)
    }
    return try draft.adding(returns, of: collection, by: "console").draft
  }

  private static func read(_ path: String) throws -> (digest: String, content: ReleaseContent) {
    guard let data = FileManager.default.contents(atPath: path) else { throw StatisticsProblem.unreadable(file: path) }
    return (ReleaseStore.digest(of: data), try published(data, at: path))
  }

  /// Reads a release that was published before, wherever it was.
  /// - Throws: ``StatisticsProblem/specUnreadable(file:issues:)`` where it is no such text, ``CannotRelease/contentDamaged`` where its tables are none.
  public static func published(_ data: Data, at path: String) throws -> ReleaseContent {
    let content: ReleaseContent
    do throws(StrictJSONError) {
      content = try StrictDecoder().decode(ReleaseContent.self, from: try StrictJSON.parse(data))
    } catch {
      throw StatisticsProblem.specUnreadable(file: path, issues: error.issues)
    }
    guard content.format == ReleaseContent.known, content.isWellFormed else { throw CannotRelease.contentDamaged }
    return content
  }

  /// The files of the release: itself, each table as CSV, SDMX-CSV and JSON, its chart, and the report of the audit.
  public func files(in words: Words) throws -> [(name: String, data: Data)] {
    var files: [(name: String, data: Data)] = [("release.json", bytes)]
    for table in content.tables {
      let text = TableText(table: table, release: content, codebook: codebook, words: words)
      let figures = TableFigures(text: text)
      files.append(("\(table.name).csv", figures.csv(hasByteOrderMark: false)))
      files.append(("\(table.name).sdmx.csv", figures.sdmx))
      files.append(("\(table.name).json", try figures.json))
      if let chart = text.chart() { files.append(("\(table.name).svg", Data(chart.file.utf8))) }
    }
    files.append(("audit.json", Data(try Self.pretty(protection.findings).utf8)))
    return files
  }

  private static func pretty(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }
}
