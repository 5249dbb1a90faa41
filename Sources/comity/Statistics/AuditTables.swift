// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import CSVFormat
import DirectoryService
import Foundation
import Kernel
import Localisation
import Node
import StatisticsRules
import StatisticsService

/// `comity statistics audit`: what readers of published tables can find out, and how a full table is protected.
struct AuditTables: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: """
      Tell what readers can find out about every withheld cell of tables. Exit 0 nothing that they may not, 1 too much, 2 unreadable.
      """)

  /// How the findings are told.
  enum Form: String, ExpressibleByArgument {
    case text, csv, json
  }

  @Argument(help: "Tables that are published together, CSV or JSON; see Samples/statistics/README.md.") var tables: [String]
  @Option(help: "A table that was published before; as often as there are.") var earlier: [String] = []
  @Option(help: "The least number that may be shown, 3 to 10.") var threshold = DisclosurePolicy.usualThreshold
  @Option(help: "text, csv or json.") var format: Form = .text
  @Option(help: "ar, en, es, fr, ru or zh; the terminal's language when left out.") var lang: String?
  @Option(help: "What the CSV files count; the same word means the same requests.") var counted = "requests"
  @Option(help: "The days that the CSV files count, FIRST/LAST.") var period: String?
  @Flag(help: "Take full tables, withhold what has to be, and write them protected.") var protect = false
  @Option(help: "The folder for protected tables; the standard output when left out.") var out: String?
  @Option(help: "The day of the release, YYYY-MM-DD; today when left out.") var on: CalendarDay?

  func run() async throws {
    do {
      try judge()
    } catch let problem as DisclosureProblem where problem.kind == .conflict {
      // The tables were read and cannot be released as they are.
      throw explained(problem, exit: 1)
    } catch {
      throw explained(error, exit: 2)
    }
  }

  private func words() throws -> Words {
    guard let lang else { return try terminalWords() }
    guard let language = Language(rawValue: lang) else { throw ValidationError("\(lang) is not one of ar, en, es, fr, ru, zh.") }
    return try Node.words().words(language)
  }

  private func defaults() throws -> JudgedFile.Defaults {
    guard let period else { return .init(counted: counted, period: nil) }
    let days = period.split(separator: "/").compactMap { CalendarDay($0) }
    guard days.count == 2, let named = ReleasePeriod(from: days[0], through: days[1]) else {
      throw ValidationError("\(period) is not FIRST/LAST.")
    }
    return .init(counted: counted, period: named)
  }

  private func judge() throws {
    let words = try words()
    let defaults = try defaults()
    let files = try tables.map { try JudgedFile($0, defaults) }
    let before = try earlier.map { try JudgedFile($0, defaults).table }
    let policy = try DisclosurePolicy(threshold: threshold, consents: files.flatMap(\.consents))
    guard protect else {
      let audit = try DisclosureAudit(of: files.map(\.table), earlier: before, policy: policy, solver: KeptModel.open)
      try tell(audit, words)
      throw ExitCode(audit.isSafe ? 0 : 1)
    }
    let release = try ProtectedRelease(
      of: files.map(\.table), earlier: before, on: on ?? CalendarDay(Date(), in: .current), policy: policy, solver: KeptModel.open)
    let written = zip(files, release.tables).map { $0.replacing($1) }
    guard let out else {
      for file in written { print(try file.text(), terminator: "") }
      return
    }
    try write(written, to: URL(filePath: out))
    print(
      words(
        "node.disclosure.protected",
        [
          "primaryCount": .integer(release.primaryCount), "furtherCount": .integer(release.complementaryCount),
          "cellCount": .integer(release.cellCount),
        ]))
    if !release.proposals.isEmpty {
      print(words("node.disclosure.coarser", ["proposals": .text(release.proposals.map(\.description).joined(separator: "; "))]))
    }
    try tell(release.audit, words)
  }

  private func write(_ files: [JudgedFile], to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let named = files.map { (folder.appending(path: URL(filePath: $0.path).lastPathComponent), $0) }
    for (file, _) in named where FileManager.default.fileExists(atPath: file.path) { throw NodeProblem.fileExists(path: file.path) }
    for (file, content) in named { try Data(try content.text().utf8).write(to: file, options: .withoutOverwriting) }
  }

  // MARK: What was found out

  private struct Report: Encodable {
    struct Entry: Encodable {
      let table: String
      let place: [String]
      let counted: String
      let from: CalendarDay?
      let through: CalendarDay?
      let least: Int
      let most: Int?
      let judgement: String
    }
    let threshold: Int
    let safe: Bool
    let findings: [Entry]
  }

  private func tell(_ audit: DisclosureAudit, _ words: Words) throws {
    let entries = audit.findings.map { finding in
      Report.Entry(
        table: finding.table, place: finding.place, counted: finding.key.counted, from: finding.key.period?.from,
        through: finding.key.period?.through, least: finding.lower, most: finding.upper, judgement: finding.judgement.rawValue)
    }
    switch format {
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      let report = Report(threshold: threshold, safe: audit.isSafe, findings: entries)
      print(String(decoding: try encoder.encode(report), as: UTF8.self))
    case .csv:
      let rows = entries.map { entry in
        [
          entry.table, entry.place.joined(separator: "/"), entry.counted, entry.from?.description ?? "", entry.through?.description ?? "",
          "\(entry.least)", entry.most.map(String.init) ?? "", entry.judgement,
        ]
      }
      let header = ["table", "place", "counted", "from", "through", "least", "most", "judgement"]
      print(CSVFile.text([header] + rows, guardsFormulas: true), terminator: "")
    case .text:
      for entry in entries { print(line(entry, words)) }
      let open = audit.findings.count { $0.judgement != .safe }
      print(words(open == 0 ? "node.disclosure.safe" : "node.disclosure.open", ["number": .integer(open == 0 ? entries.count : open)]))
    }
  }

  private func line(_ entry: Report.Entry, _ words: Words) -> String {
    var values: [String: MessageArgument] = [
      "table": .text(entry.table.isEmpty ? words("node.disclosure.difference") : entry.table),
      "place": .text(entry.place.joined(separator: " / ")), "least": .text("\(entry.least)"),
      "meaning": .text(words("node.disclosure.meaning.\(entry.judgement)")),
    ]
    guard let most = entry.most else { return words("node.disclosure.lineOpen", values) }
    values["most"] = .text("\(most)")
    return words("node.disclosure.line", values)
  }
}
