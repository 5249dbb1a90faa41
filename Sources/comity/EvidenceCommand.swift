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
import TimeStamp

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
      let root = node.configuration.exchange.flatMap { try? Data(contentsOf: $0.root) }
      for finding in await EvidenceVerification.run(file, knowing: .init(root: root)).findings where finding.outcome != .holds {
        print(finding.line(in: words))
      }
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
      abstract: """
        Check a bundle of evidence with nothing but the bundle. Exit 0 all of it holds, 1 something does not, 2 it cannot be read, 3 nothing fails \
        and something stays open.
        """)

    @Argument(help: "The bundle.") var file: String
    @Option(help: "The root of the directory that came another way; without it compare its fingerprint by telephone.") var root: String?
    @Option(help: "Certificates, in PEM or DER, of an authority whose time stamps are believed; several times.") var stampRoot: [String] =
      []
    @Option(help: "A later copy of the published directory, a folder with metadata and targets: what it says of the keys counts as well.")
    var directory: String?
    @Option(help: "The moment as of which the directory is believed, such as 2026-11-26T12:00:00Z; with --directory that of the later one.")
    var asOf: String?
    @Option(help: "ar, en, es, fr, ru or zh: the language of the answer.") var lang: Language?

    func run() async throws {
      let words = try lang.map { try Node.words().words($0) } ?? terminalWords()
      let report: EvidenceReport
      do { report = await EvidenceVerification.run(try Self.bundle(file), knowing: try knowledge()) } catch {
        throw explained(error, exit: 2)
      }
      for finding in report.findings { print(finding.line(in: words)) }
      if report.holds {
        guard report.openCount > 0 else { return print(words("exchange.evidence.allHolds")) }
        print(words("exchange.evidence.someOpen", ["count": .text("\(report.openCount)")]))
        throw ExitCode(3)
      }
      let problem = EvidenceProblem.refused(count: report.faults.count)
      FileHandle.standardError.write(Data("\(Node.explanation(of: problem, in: words))\n".utf8))
      throw ExitCode(report.faults == [.archive] ? 2 : 1)
    }

    private func knowledge() throws -> EvidenceVerification.Knowledge {
      let moment = try asOf.map { text in
        guard let moment = try? Date(text, strategy: .iso8601) else {
          throw ValidationError("--as-of is an instant in UTC, such as 2026-11-26T12:00:00Z.")
        }
        return moment
      }
      let roots = try stampRoot.flatMap { path in
        do { return try TimeStampTrust.certificates(in: Self.read(path)) } catch is TimeStampFault {
          throw TrustProblem.unreadable(path: path)
        }
      }
      return EvidenceVerification.Knowledge(
        root: try root.map(Self.read), stampRoots: roots, asOf: moment, directory: directory.map { .folder(URL(filePath: $0)) })
    }

    /// It is looked at where it stands on the disk: one that is longer than any bundle never comes into memory.
    private static func bundle(_ path: String) throws -> Data {
      guard let data = try? Data(contentsOf: URL(filePath: path), options: .alwaysMapped) else { throw TrustProblem.unreadable(path: path) }
      return data
    }

    private static func read(_ path: String) throws -> Data {
      guard let data = try? Data(contentsOf: URL(filePath: path)) else { throw TrustProblem.unreadable(path: path) }
      return data
    }
  }
}
