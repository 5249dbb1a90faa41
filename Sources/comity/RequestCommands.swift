// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import DirectoryService
import Documents
import Foundation
import Kernel
import Localisation
import Node
import WritingService

/// The request writer without a node: the same rules and the same letter as on the pages.
struct RequestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "request", abstract: "Check a request, or make its letter, offline.",
    subcommands: [Check.self, Letter.self, PrintSchema.self])

  /// The program's own data and words.
  static func tools() throws -> OfflineTools {
    let catalogue = try Node.words()
    return OfflineTools(
      directory: { try DirectoryCommand.open($0).snapshot }, words: { catalogue.words($0) },
      today: { CalendarDay(Date(), in: .current) }, explained: { Node.explanation(of: $0, in: $1) })
  }

  struct PrintSchema: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "schema", abstract: "Print the JSON Schema of a request, as published in docs/protocol/.")

    func run() throws { FileHandle.standardOutput.write(try RequestSchema.file()) }
  }

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tell what would get the request delayed or refused. Exit 0 ready, 1 blocked, 2 unreadable.")

    @OptionGroup var options: RequestOptions
    @Option(help: "text or json.") var format: OutputFormat = .text
    @Option(help: "The day it would go out, YYYY-MM-DD; today when left out.") var on: CalendarDay?

    func run() async throws {
      // 1 says that the request is blocked, so whatever keeps it from being checked is 2.
      do {
        let result = try RequestCheckRun(tools: RequestCommand.tools()).run(
          file: options.file, directory: options.directory, language: options.language(), asJSON: format == .json, on: on)
        print(result.text)
        throw ExitCode(result.outcome.rawValue)
      } catch {
        throw explained(error, exit: RequestCheckRun.Outcome.unreadable.rawValue)
      }
    }
  }

  struct Letter: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Write the official letter of a request in two languages.")

    @OptionGroup var options: RequestOptions
    @Option(help: "The language of the second column.") var with: String
    @Option(help: "Of a supplementary request, the file of the request it adds to: only what differs is written.") var earlier: String?
    @Option(help: "The file to write; its ending says in which form.") var out: String
    @Option(help: "The day of the letter, YYYY-MM-DD; today when left out.") var on: CalendarDay?

    func run() async throws {
      guard let second = Language(rawValue: with) else {
        throw ValidationError("\(with) is not one of ar, en, es, fr, ru, zh.")
      }
      let worker = DocumentWorker(python: URL(filePath: ProcessInfo.processInfo.environment["COMITY_PYTHON"] ?? ".comity/venv/bin/python"))
      let run = LetterRun(tools: try RequestCommand.tools(), worker: worker)
      let result = try await run.run(
        file: options.file, adding: earlier, directory: options.directory, in: options.language(), with: second, on: on, out: out)
      print(result.text)
      if !result.isWritten { throw ExitCode(2) }
    }
  }
}
