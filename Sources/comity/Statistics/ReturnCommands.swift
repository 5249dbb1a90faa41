// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Kernel
import Localisation
import Node
import StatisticsRules
import StatisticsService
import Storage

/// Statistical returns on the command line: written out by an authority, taken in by a secretariat, checked without a node.
struct ReturnCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "return", abstract: "Write a return out, take returns in, check a return; see docs/protocol/returns.md.",
    subcommands: [Export.self, Import.self, Verify.self])

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the approved return of a collection out of a central authority's node, the very bytes that were approved.")

    @Argument(help: "The identifier of the collection, as in the address of its page.") var collection: String
    @Option(help: "The file to write.") var out: String
    @OptionGroup var options: NodeOptions

    func run() async throws {
      guard let id = ID<DataCollection>(collection) else { throw ValidationError("That is no identifier of a collection.") }
      guard let reporting = try await options.open().reporting else {
        throw ValidationError("Returns are made on the node of a central authority.")
      }
      let bytes = try await reporting.approvedBytes(id, by: .operatorAtConsole, at: Date())
      try bytes.write(to: URL(filePath: out), options: .withoutOverwriting)
    }
  }

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take returns into a secretariat's node, one file after the other; the first that is refused ends it.")

    @Argument(help: "The files, JSON.") var files: [String]
    @OptionGroup var options: NodeOptions

    func run() async throws {
      let answers = try files.map { try ReturnCommand.read($0) }
      guard let collecting = try await options.open().collecting else {
        throw ValidationError("Returns are taken in on a secretariat's node.")
      }
      for (file, answer) in zip(files, answers) {
        do {
          try await collecting.take(answer, way: .file, officer: nil, by: .operatorAtConsole, at: Date())
        } catch let problem as CannotTakeReturn {
          if case .contradictory(let faults) = problem { ReturnCommand.tell(faults, of: file) }
          throw problem
        }
        print("\(file): \(answer.figures.state), \(answer.revision)")
      }
    }
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check a return against its questionnaire, without a node.",
      discussion: "Exit 0: it can be taken in. 1: something does not fit, and no note explains it. 2: a file cannot be read.")

    @Argument(help: "The return, JSON.") var file: String
    @Option(help: "The questionnaire, JSON.") var questionnaire: String
    @Option(help: "ar, en, es, fr, ru or zh: the language of the words.") var lang: Language?

    func run() async throws {
      let words = try lang.map { try Node.words().words($0) } ?? terminalWords()
      let (answer, asked): (StatisticalReturn, DataCollection)
      do {
        answer = try ReturnCommand.read(file)
        asked = try QuestionnaireJSON.read(try ReturnCommand.data(questionnaire))
        guard answer.collection == asked.id else { throw CannotTakeReturn.otherCollection }
        guard asked.asked.contains(answer.figures.state) else { throw CannotTakeReturn.notAsked(state: answer.figures.state) }
      } catch {
        FileHandle.standardError.write(Data("\(Node.explanation(of: error, in: words))\n".utf8))
        throw ExitCode(2)
      }
      let codebook = try BuiltInCodebook.current()
      let faults = answer.figures.faults(asked: asked.tables, of: answer.figures.state, codebook)
      let hindrances = answer.figures.hindrances(faults)
      for fault in faults {
        print("\(hindrances.contains(fault) ? "-" : "+") \(fault.line(asked.tables, codebook, in: words))")
      }
      if !hindrances.isEmpty { throw ExitCode(1) }
    }
  }

  static func data(_ file: String) throws -> Data {
    guard let data = FileManager.default.contents(atPath: file) else { throw StatisticsProblem.unreadable(file: file) }
    return data
  }

  static func read(_ file: String) throws -> StatisticalReturn { try ReturnJSON.read(try data(file)) }

  /// Tells by codes what is wrong, for the words see `verify`.
  private static func tell(_ faults: [ReturnFault], of file: String) {
    for fault in faults {
      let place = ([fault.table] + fault.place).joined(separator: " ")
      FileHandle.standardError.write(Data("\(file): \(place): \(fault.kind.rawValue)\n".utf8))
    }
  }
}
