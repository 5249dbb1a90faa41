// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import CaseworkService
import ExchangeRules
import ExchangeService
import Foundation
import Kernel
import Localisation
import Node
import Storage

/// Evidence of what two authorities told each other, for whoever has neither a node nor a network.
struct EvidenceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evidence",
    abstract: "Write what proves a conversation into one file, and check such a file; see docs/operations/checking-evidence.md.",
    subcommands: [Export.self, Verify.self])

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the bundle of evidence of a case or a conversation. It has what the messages say: keep it as you keep the case.")

    @Argument(help: "The case, by its identifier or the reference of either side; or a conversation, as the page of messages calls it.")
    var subject: String
    @Option(help: "The file to write; it must not be there yet.") var out: String
    @OptionGroup var options: NodeOptions
    @Option(help: "A checkpoint of the node's log with its time stamp beside it, in a file of the same name and .tsr; several times.")
    var stamped: [String] = []
    @Option(help: "The age key of a reader for whom the files that were fetched go into the bundle, sealed; several times.")
    var reader: [String] = []

    func run() async throws {
      let node = try await options.open()
      guard let mail = node.mail, let fetched = node.fetchedFiles else {
        throw ValidationError("Messages are exchanged on the node of a central authority that is set up to.")
      }
      guard let conversation = try await node.casework?.exporting(subject, messages: { try await mail.named(in: $0) }) else {
        throw EvidenceProblem.noMessages
      }
      let stamped = try stamped.map { path in
        guard let note = try? String(contentsOfFile: path, encoding: .utf8), let stamp = try? Data(contentsOf: URL(filePath: path + ".tsr"))
        else { throw TrustProblem.unreadable(path: path) }
        return StampedCheckpoint(note: note, stamp: stamp)
      }
      let bundle = try await mail.evidence(
        of: conversation, stamped: stamped, files: EvidenceFiles.fetched(fetched, for: reader), by: .operatorAtConsole)
      let file = try bundle.file()
      try Self.write(file, to: out)
      let words = try terminalWords()
      // What does not hold is better known before somebody relies on it; the bundle is written all the same.
      for finding in await EvidenceVerification.run(file).findings where finding.outcome != .holds { print(finding.line(in: words)) }
      print(words("exchange.evidence.written", ["path": .text(out)]))
    }

    /// Case data: nobody but the owner of the file reads it.
    private static func write(_ file: Data, to path: String) throws {
      guard !FileManager.default.fileExists(atPath: path) else { throw TrustProblem.fileExists(path: path) }
      guard FileManager.default.createFile(atPath: path, contents: file, attributes: [.posixPermissions: 0o600]) else {
        throw TrustProblem.unreadable(path: path)
      }
    }
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check a bundle of evidence with nothing but the bundle. Exit 0 it holds, 1 something does not, 2 it cannot be read.")

    @Argument(help: "The bundle.") var file: String
    @Option(help: "The root of the directory that came another way; without it compare its fingerprint by telephone.") var root: String?
    @Option(help: "A certificate, in DER, of an authority whose time stamps are believed; several times.") var stampRoot: [String] = []
    @Option(help: "ar, en, es, fr, ru or zh: the language of the answer.") var lang: Language?

    func run() async throws {
      let words = try lang.map { try Node.words().words($0) } ?? terminalWords()
      let report: EvidenceReport
      do {
        report = await EvidenceVerification.run(
          try Self.read(file), root: try root.map(Self.read), stampRoots: try stampRoot.map(Self.read))
      } catch { throw explained(error, exit: 2) }
      for finding in report.findings { print(finding.line(in: words)) }
      guard !report.holds else { return print(words("exchange.evidence.allHolds")) }
      let problem = EvidenceProblem.refused(count: report.faults.count)
      FileHandle.standardError.write(Data("\(Node.explanation(of: problem, in: words))\n".utf8))
      throw ExitCode(report.faults == [.archive] ? 2 : 1)
    }

    private static func read(_ path: String) throws -> Data {
      guard let data = try? Data(contentsOf: URL(filePath: path)) else { throw TrustProblem.unreadable(path: path) }
      return data
    }
  }
}
