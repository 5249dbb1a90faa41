// SPDX-License-Identifier: Apache-2.0
import AccountsService
import ArgumentParser
import CaseworkService
import Foundation
import Kernel
import Localisation
import Node

/// The register on the command line of the node's machine.
struct CaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "case", abstract: "Take a register in, list requests, show and write them.",
    subcommands: [Import.self, List.self, Show.self, Export.self, Retention.self, LetIn.self])

  static func casework(of node: Node) throws -> Casework {
    guard let casework = node.casework else { throw ValidationError("Requests are registered on a central authority's node.") }
    return casework
  }

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take a register in, CSV or JSON; see docs/protocol/register.md. Exit 1 when a row is wrong: nothing is taken in then.")

    @Argument(help: "The file: .csv, or .json.") var file: String
    @OptionGroup var options: NodeOptions
    @Option(help: "The language of the words: ar, en, es, fr, ru or zh.") var lang: Language = .en

    func run() async throws {
      let node = try await options.open()
      let words = node.catalogue.words(lang)
      try node.checkRoom()
      let data = try Data(contentsOf: URL(filePath: file))
      let report = try await CaseCommand.casework(of: node).take(
        register: data, isCSV: file.hasSuffix(".csv"), at: Date(), in: words)
      for fault in report.faults { FileHandle.standardError.write(Data("\(file):\(fault)\n".utf8)) }
      guard report.faults.isEmpty else { throw ExitCode(1) }
      print(words("casework.import.done", ["count": .integer(report.new), "number": .integer(report.known)]))
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List requests, the most pressing first, with tabs between the columns.")

    @OptionGroup var options: NodeOptions
    @Flag(help: "Closed ones too; the same as --show all.") var all = false
    @Option(help: "Which: open, overdue, ours, theirs, court, proposed, executing, closed or all.") var show: String?
    @Option(help: "incoming or outgoing.") var direction: String?
    @Option(help: "The kind of cooperation, for example criminalAssistance.") var kind: String?
    @Option(help: "The State on the other side, ISO 3166-1 alpha-2.") var state: String?
    @Option(help: "The stage, for example underExamination.") var stage: String?
    @Option(help: "The governing basis: convention, multilateralTreaty, bilateralTreaty, domesticLaw or reciprocity.") var basis: String?
    @Option(help: "The unit by its name.") var unit: String?
    @Option(help: "The responsible officer by name or account, or nobody.") var responsible: String?
    @Option(help: "The last day on which it falls due, YYYY-MM-DD.") var due: String?
    @Flag(help: "Urgent ones alone.") var urgent = false
    @Flag(help: "Those alone that a reason for delay is recorded of.") var delayed = false
    @Option(help: "Either side's reference, or its beginning.") var reference: String?
    @Option(help: "How many at most.") var limit = 100

    func run() async throws {
      let given: [(String, String?)] = [
        ("show", show ?? (all ? "all" : nil)), ("direction", direction), ("kind", kind), ("state", state), ("stage", stage),
        ("basis", basis), ("unit", unit), ("responsible", responsible), ("due", due), ("urgent", urgent ? "yes" : nil),
        ("delayed", delayed ? "yes" : nil), ("q", reference),
      ]
      let filter = given.compactMap { name, value in value.map { (name: name, value: $0) } }
      let casework = try CaseCommand.casework(of: try await options.open())
      for line in try await casework.lines(filter, limit: limit, at: Date()) { print(line) }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Write one case as JSON; see docs/protocol/case.md.")

    @Argument(help: "Its identifier, or the reference of either side.") var request: String
    @OptionGroup var options: NodeOptions
    @Option(help: "The language of titles and labels: ar, en, es, fr, ru or zh.") var lang: Language = .en

    func run() async throws {
      let node = try await options.open()
      let casework = try CaseCommand.casework(of: node)
      let found = try await casework.request(named: request)
      print(String(decoding: try await casework.json(found, at: Date(), in: node.catalogue.words(lang)), as: UTF8.self))
    }
  }

  struct LetIn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "let-in", abstract: "Let an officer to a request, for a restricted one whose officers have all left.")

    @Argument(help: "Its identifier, or the reference of either side.") var request: String
    @Option(help: "The sign-in name of the officer.") var officer: String
    @OptionGroup var options: NodeOptions

    func run() async throws {
      let node = try await options.open()
      guard let found = try await node.accounts.identity(of: officer) else { throw ValidationError("There is no such officer.") }
      try await CaseCommand.casework(of: node).letIn(found.id, toRequest: request)
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write every case as JSON, one object after another; see docs/protocol/case.md.")

    @OptionGroup var options: NodeOptions
    @Option(help: "The file to write; the standard output when left out.") var out: String?
    @Option(help: "The language of titles and labels: ar, en, es, fr, ru or zh.") var lang: Language = .en

    func run() async throws {
      let handle: FileHandle
      if let out {
        // Case data: nobody but the owner of the file reads it.
        guard FileManager.default.createFile(atPath: out, contents: nil, attributes: [.posixPermissions: 0o600]),
          let file = FileHandle(forWritingAtPath: out)
        else { throw CocoaError(.fileWriteUnknown) }
        handle = file
      } else {
        handle = .standardOutput
      }
      let node = try await options.open()
      try await CaseCommand.casework(of: node).export(at: Date(), in: node.catalogue.words(lang)) { data in
        try handle.write(contentsOf: data)
        try handle.write(contentsOf: Data("\n".utf8))
      }
    }
  }

  struct Retention: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List closed requests that need not be kept any more, with tabs between the columns; nothing is shredded.")

    @OptionGroup var options: NodeOptions
    @Option(help: "How many at most.") var limit = 100

    func run() async throws {
      let node = try await options.open()
      let today = CalendarDay(Date(), in: node.configuration.zone)
      for line in try await CaseCommand.casework(of: node).dueForShredding(on: today, limit: limit) { print(line) }
    }
  }
}
