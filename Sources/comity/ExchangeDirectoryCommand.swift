// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ExchangeRules
import ExchangeService
import Foundation
import Kernel
import Localisation
import Node
import Storage

/// This node's copy of the signed directory: fetched, shown, and keys of States compared.
struct ExchangeDirectoryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "directory", abstract: "Follow the signed directory on an authority's node, and compare keys of States.",
    subcommands: [Follow.self, Show.self, Accept.self, Secretariat.self])

  /// Follows with nothing to follow from: for what is kept alone.
  static func kept(_ node: Node) -> DirectoryFollower {
    DirectoryFollower(database: node.database, shippedRoot: Data(), fetch: { _, _ in nil })
  }

  /// Prints the copy: its parts and until when they are good, then the States, then the authorities that count.
  static func show(_ follower: DirectoryFollower) async throws {
    let known = try await follower.current()
    let words = try terminalWords()
    if let copy = known.copy {
      print("directory\t\(copy.version)\t\(copy.standing(at: Date()))\t\(copy.snapshotExpiresAt.formatted(.iso8601))")
    }
    if let refusal = known.refusal { print("refused\t\(refusal)") }
    for state in known.states {
      print("state\t\(state.state.code)\t\(state.relied.ground.rawValue)\t\(KeyFingerprint(state.key))")
    }
    for peer in try await follower.peers() { print("authority\t\(peer.name)\t\(peer.endpoint.absoluteString)") }
    for state in known.refusedParts.keys.sorted() { print("part not believed\t\(state.code)") }
    for (state, isHere) in try await follower.restricted() { print("restricted\t\(state.code)\t\(isHere ? "here" : "not here")") }
    for state in known.states {
      guard let offered = state.offered else { continue }
      print(
        words(
          "exchange.follow.held", ["code": .text(state.state.code), "value": .text(KeyFingerprint(offered.key).description)]))
    }
  }

  struct Follow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fetch what is new and show the copy; the node does so every hour while it runs.")

    @OptionGroup var options: NodeOptions
    @Option(help: "The address of the directory on the secretariat's node.") var from: String
    @Option(help: "The root that came another way and whose fingerprint was compared.") var root: String

    func run() async throws {
      let node = try await options.open()
      guard let address = URL(string: from), let root = try? Data(contentsOf: URL(filePath: root)) else {
        throw TrustProblem.unreadable(path: root)
      }
      let follower = DirectoryFollower(database: node.database, shippedRoot: root, fetch: DirectoryFetch.over(address))
      try await follower.refresh()
      try await ExchangeDirectoryCommand.show(follower)
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show the copy: versions, States with the fingerprints of their keys, authorities.")

    @OptionGroup var options: NodeOptions

    func run() async throws { try await ExchangeDirectoryCommand.show(ExchangeDirectoryCommand.kept(options.open())) }
  }

  struct Accept: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Rely on a State's key after its fingerprint was compared by telephone, at a number that was known before.")

    @Argument(help: "The State.") var state: String
    @Option(help: "The fingerprint that the State read out.") var fingerprint: String
    @OptionGroup var options: NodeOptions

    func run() async throws {
      guard let state = StateCode(state) else { throw TrustProblem.badValue(name: "state") }
      let follower = try await ExchangeDirectoryCommand.kept(options.open())
      try await follower.accept(state, fingerprint: fingerprint, by: .operatorAtConsole)
      print(try terminalWords()("exchange.follow.accepted", ["code": .text(state.code)]))
    }
  }

  struct Secretariat: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the entry of the secretariat's node, for which what is told to authorities alone is sealed."
    )

    @OptionGroup var options: NodeOptions
    @Option(help: "The file to write.") var out: String

    func run() async throws {
      let follower = try await ExchangeDirectoryCommand.kept(options.open())
      guard let entry = try await follower.secretariatEntry() else { throw TrustProblem.badValue(name: "secretariat") }
      try writeNew(entry, to: out)
      let words = try terminalWords()
      print(words("exchange.keys.made", ["path": .text(out)]))
      printFingerprint(KeyFingerprint(of: entry), in: words)
    }
  }
}
