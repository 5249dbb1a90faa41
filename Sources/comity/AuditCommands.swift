// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import AuditRules
import AuditService
import DirectoryService
import Foundation
import Kernel
import Localisation
import MerkleLog
import Node

/// The transparency tree over the event log: verify it, sign it, prove with it, publish it.
struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Verify the event log; sign checkpoints, prove events, publish the log for independent tools.",
    subcommands: [Verify.self, Checkpoint.self, Prove.self, Consistency.self, Export.self, Key.self, AcceptRestore.self])

  /// How a verification ends.
  enum Outcome: Int32 {
    case changed = 1
    case notVerified = 2
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Read every event again and compare it with the tree and all checkpoints. Exit 0 intact, 1 changed, 2 not verified.")

    @OptionGroup var options: NodeOptions
    @Option(help: "A checkpoint that was kept elsewhere; may be given several times.") var against: [String] = []
    @Option(help: "A public key of the log to trust besides the node's own, as comity audit key prints it; after a change of key.")
    var key: [String] = []
    @Option(help: "text or json.") var format: OutputFormat = .text

    func run() async throws {
      // 1 says that the log was changed, so whatever keeps it from being verified is 2.
      do {
        let report = try await report()
        let words = try terminalWords()
        print(format == .json ? try ReportText.json(report, in: words) : ReportText.text(report, in: words))
        if !report.isIntact { throw ExitCode(Outcome.changed.rawValue) }
      } catch { throw explained(error, exit: Outcome.notVerified.rawValue) }
    }

    private func report() async throws -> LogReport {
      let keys = try key.map { text in
        guard let key = NoteKey(text) else { throw AuditProblem.unreadable(name: text) }
        return key
      }
      let kept = try against.map { path in
        guard let note = try? String(contentsOfFile: path, encoding: .utf8), (try? SignedNote(note)) != nil else {
          throw AuditProblem.unreadable(name: path)
        }
        return KeptCheckpoint(name: path, note: note)
      }
      return try await Node.withLog(of: options.configuration()) { try await $0.verify(against: kept, trusting: keys) }
    }
  }

  struct Checkpoint: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Sign a checkpoint over all events and print it; the latest one when there are no new events.")

    @OptionGroup var options: NodeOptions

    func run() async throws {
      guard let signed = try await options.open().audit.checkpoint(at: Date()) else { throw AuditProblem.noSuchCheckpoint }
      print(signed.note, terminator: "")
    }
  }

  struct Prove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the proof that an event is in the log, with the latest checkpoint (C2SP tlog-proof).")

    @Argument(help: "The event's number in the log, from 0.") var index: Int
    @OptionGroup var options: NodeOptions

    func run() async throws { print(try await options.open().audit.proof(of: index), terminator: "") }
  }

  struct Consistency: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the proof that the tree of the second size goes on from that of the first, as JSON (RFC 9162).")

    @Argument(help: "The smaller size.") var old: Int
    @Argument(help: "The larger size.") var new: Int
    @OptionGroup var options: NodeOptions

    func run() async throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(try await options.open().audit.consistency(from: old, to: new)), as: UTF8.self))
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the log to a folder as C2SP tlog-tiles, with all checkpoints and the public key; scripts/verify-log checks it.")

    @Argument(help: "The folder to write; it must not be there yet.") var folder: String
    @OptionGroup var options: NodeOptions

    func run() async throws { print(try await options.open().audit.export(to: URL(filePath: folder))) }
  }

  struct Key: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print the public key of the log, as tools for signed notes read it.")

    @OptionGroup var options: NodeOptions

    func run() async throws {
      guard let key = try await options.open().audit.publicKey() else { throw AuditProblem.noSuchCheckpoint }
      print(key)
    }
  }

  struct AcceptRestore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say that an older copy of the database was restored on purpose; the lost checkpoint is kept aside and its root recorded.")

    @OptionGroup var options: NodeOptions

    func run() async throws { print(try await options.open().audit.acceptRestore(at: Date()).path) }
  }
}
