// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Kernel
import Localisation
import Node
import StatisticsRules
import StatisticsService

/// `comity statistics release`: a release of several States' registers without a node.
struct ReleaseTables: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release",
    abstract: "Count registers of States, or take their returns, and write the tables protected, with charts and the report of the audit.",
    discussion: """
      Exit 0: written, and readers find out nothing that they may not. 1: written, and a register contradicts itself; or not written, because
      the tables cannot be protected. 2: a file cannot be read or does not fit.
      """)

  @Argument(help: "What the release is to be, YAML or JSON; see Samples/statistics/README.md.") var spec: String
  @Option(help: "A State and its register, XA=register.csv; as often as there are.") var from: [String] = []
  @Option(help: "The questionnaire of a collection about the same days, as a secretariat's node gives it.") var collection: String?
  @Option(name: .customLong("return"), help: "A return to the collection that was accepted; as often as there are.") var returns: [String] =
    []
  @Option(help: "The file of a release that was published before; as often as there are.") var earlier: [String] = []
  @Option(help: "The folder for the files.") var out: String
  @Option(help: "The day of the release, YYYY-MM-DD; today when left out.") var on: CalendarDay?
  @Option(help: "ar, en, es, fr, ru or zh: the language of labels and charts.") var lang: Language?

  func validate() throws {
    if from.isEmpty, collection == nil {
      throw ValidationError("Name registers with --from, or a collection with --collection and --return.")
    }
    if (collection == nil) != returns.isEmpty { throw ValidationError("--collection and --return go together.") }
  }

  func run() async throws {
    let words = try lang.map { try Node.words().words($0) } ?? terminalWords()
    do {
      let sources = try from.map { try Self.source($0) }
      let collected = collection.map { OfflineRelease.Collected(questionnaire: $0, returns: returns) }
      let release = try await OfflineRelease(
        ReleasePlan.read(spec), from: sources, collected: collected, earlier: earlier, on: on ?? CalendarDay(Date(), in: .current))
      try write(try release.files(in: words))
      print(
        words(
          "node.disclosure.protected",
          [
            "primaryCount": .integer(release.protection.primaryCount), "furtherCount": .integer(release.protection.complementaryCount),
            "cellCount": .integer(release.protection.cellCount),
          ]))
      guard !release.contradictions.isEmpty else { return }
      Self.tell(release.contradictions.map { $0.found.line(of: $0.file, in: words) }.joined(separator: "\n"))
      Self.tell(Node.explanation(of: StatisticsProblem.contradictory(count: release.contradictions.count), in: words))
      throw ExitCode(1)
    } catch let problem as DisclosureProblem where problem.kind == .conflict {
      Self.tell(Node.explanation(of: problem, in: words))
      throw ExitCode(1)
    } catch let error where !(error is ExitCode || error is ValidationError) {
      for line in (error as? StatisticsProblem)?.places(in: words) ?? [] { Self.tell(line) }
      Self.tell(Node.explanation(of: error, in: words))
      throw ExitCode(2)
    }
  }

  private static func source(_ text: String) throws -> OfflineRelease.Source {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, let state = StateCode(parts[0]) else { throw ValidationError("\(text) is not STATE=FILE.") }
    return .init(state: state, path: parts[1])
  }

  private func write(_ files: [(name: String, data: Data)]) throws {
    let folder = URL(filePath: out)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for file in files where FileManager.default.fileExists(atPath: folder.appending(path: file.name).path) {
      throw NodeProblem.fileExists(path: folder.appending(path: file.name).path)
    }
    for file in files { try file.data.write(to: folder.appending(path: file.name), options: .withoutOverwriting) }
  }

  private static func tell(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
}
