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
  ///   - earlier: files of releases that were published before.
  ///   - day: the day of the release; the period must be over.
  /// - Throws: ``StatisticsProblem`` or ``CannotRelease`` where the files do not fit, `DisclosureProblem` where the tables cannot be protected.
  public init(_ plan: ReleasePlan, from sources: [Source], earlier: [String], on day: CalendarDay) async throws {
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
