// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
import Foundation
import Kernel
import Localisation
import Logging
import Node
public import ReviewsRules
import ReviewsService

/// Results of reviews on the command line: files in and out, looked through before anything is taken.
struct ReviewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review", abstract: "Take records of reviews in and write them out.", subcommands: [Import.self, Export.self])

  static func reviews(of node: Node) throws -> Reviews {
    guard let reviews = node.reviews else { throw ValidationError("Reviews are kept on a secretariat's node.") }
    return reviews
  }

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take files of reviews into a node, each whole or not at all; without --node tell what is in them.",
      discussion: """
        Every record that would be added or updated, or that is contradictory, has a line. Nothing is ever taken away.
        Exit 0 when taken or fit to be taken, 1 when a file is contradictory, 2 when one cannot be read.
        """)

    @Argument(help: "The files: JSON, or CSV of one kind of record.") var files: [String]
    @Option(help: "The node's file; see nodes/README.md.") var node: String?
    @Option(help: "The database, sqlite:FILE or postgres://…; wins over the file and COMITY_DATABASE.") var database: String?
    @Flag(help: "Tell what would be done, and do nothing.") var dryRun = false
    @Option(help: "ar, en, es, fr, ru or zh: the language of the report.") var lang: Language = .en

    func run() async throws {
      let words = try Node.words().words(lang)
      let read: [ReviewFile]
      do { read = try files.map { try OfflineReviews.open($0, in: words) } } catch { throw explained(error, exit: 2) }
      let reviews = try await opened()
      for (path, file) in zip(files, read) {
        let report = try await reviews?.report(file, in: words) ?? OfflineReviews.report(file, in: words)
        for line in report.lines { print("\(path):\(line)") }
        let counts = RecordComparison.allCases.map { "\($0.rawValue) \(report.counts[$0] ?? 0)" }.joined(separator: ", ")
        print("\(path): \(counts)")
        if report.counts[.contradictory] ?? 0 > 0 { throw ExitCode(1) }
        if let reviews, !dryRun { try await reviews.take(file, at: Date()) }
      }
    }

    private func opened() async throws -> Reviews? {
      guard let node else { return nil }
      let opened = try await Node(NodeConfiguration.read(node, database: database), logger: consoleLogger(.warning))
      if !dryRun { try opened.checkRoom() }
      return try ReviewCommand.reviews(of: opened)
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write records of reviews out, those of a node or those of files put together: JSON, or CSV of one kind.",
      discussion: "Of a node the public records, with --all every record. Of files all, a later file over the earlier ones.")

    @Argument(help: "Files, when the records are not those of a node.") var files: [String] = []
    @Option(help: "The node's file; see nodes/README.md.") var node: String?
    @Option(help: "The database, sqlite:FILE or postgres://…; wins over the file and COMITY_DATABASE.") var database: String?
    @Flag(help: "Also what is not public: keep the file confidential.") var all = false
    @Option(help: "review, finding, action, need or challenge: a table of these instead of JSON.") var table: RecordKind?
    @Option(help: "The file to write; standard output when left out.") var out: String?

    func validate() throws {
      guard files.isEmpty != (node == nil) else { throw ValidationError("Name a node or files, and not both.") }
    }

    func run() async throws {
      let data = try await data()
      if let out { try data.write(to: URL(filePath: out)) } else { FileHandle.standardOutput.write(data) }
    }

    private func data() async throws -> Data {
      if let node {
        let opened = try await Node(NodeConfiguration.read(node, database: database), logger: consoleLogger(.warning))
        return try await ReviewCommand.reviews(of: opened).file(all: all, table: table)
      }
      let words = try terminalWords()
      var whole: ReviewFile?
      for path in files {
        let file = try OfflineReviews.open(path, in: words)
        whole = ReviewFile(try whole.map { try OfflineReviews.merged(file, over: $0) } ?? file.records.map(\.record))
      }
      return try whole?.written(table: table) ?? Data()
    }
  }
}

extension RecordKind: ExpressibleByArgument {}
