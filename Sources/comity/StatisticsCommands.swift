// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Kernel
import Localisation
import Node
import StatisticsRules
import StatisticsService

/// Statistics, most of them without a node.
struct StatisticsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statistics", abstract: "Count registers of requests, judge and protect tables; see Samples/statistics/README.md.",
    subcommands: [Table.self, AuditTables.self, Recount.self, ReturnCommand.self])

  struct Table: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Count tables of a register, without a node.",
      discussion: """
        Exit 0: counted, and nothing contradicts itself. 1: counted, and every contradiction is told on standard error.
        2: nothing was counted, because the description or the register cannot be read.
        """)

    @Argument(help: "A file that describes tables, YAML or JSON; or `release` for the full set of release tables.")
    var spec: String
    @Option(help: "The register: one line for each request, or figures as they were published; CSV.") var from: String
    @Option(help: "csv or json.") var format: Format = .csv
    @Option(help: "The period of tables that name none: two days with a slash between them.") var period: String?
    @Option(help: "ar, en, es, fr, ru or zh: the language of the words.") var lang: Language?

    enum Format: String, ExpressibleByArgument, CaseIterable {
      case csv, json
    }

    func run() async throws {
      let codebook: Codebook
      let answer: Answer
      do {
        codebook = try BuiltInCodebook.current()
        answer = try await counted(codebook)
      } catch {
        let words = try words()
        for line in (error as? StatisticsProblem)?.places(in: words) ?? [] { Self.tell(line) }
        throw told(error, exit: 2, in: words)
      }
      try write(answer, codebook)
      guard !answer.contradictions.isEmpty else { return }
      let words = try words()
      Self.tell(answer.contradictions.map { $0.line(of: from, in: words) }.joined(separator: "\n"))
      throw told(StatisticsProblem.contradictory(count: answer.contradictions.count), exit: 1, in: words)
    }

    /// What is written out and what is told.
    private struct Answer {
      var counted: Int
      var specs: [TableSpec]
      var lines: [TableLine]
      var contradictions: [Contradiction]
    }

    private func counted(_ codebook: Codebook) async throws -> Answer {
      let language = lang ?? .en
      switch spec == "release" ? .requests(try BuiltInCodebook.releaseTables()) : try SpecFile.read(spec) {
      case .requests(var set):
        set.period = try period.map(Self.period) ?? set.period
        let register = try await CountRegister.run(from, tables: set.specified, codebook: codebook)
        return Answer(
          counted: register.requests, specs: set.specified, lines: register.tables.flatMap { $0.lines(codebook, in: language) },
          contradictions: register.contradictions)
      case .published(let specs):
        let faults = specs.flatMap(\.faults)
        guard faults.isEmpty else { throw StatisticsProblem.specRefused(faults: faults) }
        let read = try ReadPublished.run(from, codebook: codebook)
        return Answer(
          counted: read.register.figures.count, specs: [],
          lines: specs.flatMap { PublishedTable($0, read.register).lines(codebook, in: language) },
          contradictions: read.contradictions)
      }
    }

    private static func period(_ text: String) throws -> TableSpec.Period {
      let days = text.split(separator: "/").map { CalendarDay($0) }
      guard days.count == 2, let from = days[0], let to = days[1] else {
        throw ValidationError("A period is two days with a slash between them: 2020-01-01/2025-12-31.")
      }
      return TableSpec.Period(from: from, to: to)
    }

    private func write(_ answer: Answer, _ codebook: Codebook) throws {
      switch format {
      case .csv: FileHandle.standardOutput.write(Data(TableLine.csv(answer.lines).utf8))
      case .json:
        let json = TableJSON(
          codebook, counted: answer.counted, tables: answer.specs, lines: answer.lines, contradictions: answer.contradictions)
        FileHandle.standardOutput.write(try json.data + Data("\n".utf8))
      }
    }

    /// Tells what is wrong in the language that was asked for, and gives the exit code in its place.
    private func told(_ error: any Error, exit code: Int32, in words: Words) -> any Error {
      if error is ValidationError { return error }
      Self.tell(Node.explanation(of: error, in: words))
      return ExitCode(code)
    }

    /// Tables stay alone on the standard output.
    private static func tell(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }

    private func words() throws -> Words { try lang.map { try Node.words().words($0) } ?? terminalWords() }
  }
}
