// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import DirectoryService
import ExchangeService
import Foundation
import Kernel
import Localisation
import Logging
import Node

/// The directory: what can be asked offline, and what is done with a node.
struct DirectoryCommands: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "directory", abstract: "Ask the directory of competent authorities, offline; take a file into a node.",
    subcommands: DirectoryCommand.configuration.subcommands + [TakeDirectory.self, RestrictedDirectory.self])
}

/// `comity directory take`: takes a file of any size into a node, with the checks of its import page.
struct TakeDirectory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "take", abstract: "Take a directory file into a node. Exit 1 when it is refused: nothing is written then.")

  @Argument(help: "The file to take in, JSON, YAML or CSV; .csv holds authorities alone.") var file: String
  @OptionGroup var options: NodeOptions
  @Flag(help: "Tell what would change, and write nothing.") var dryRun = false
  @Flag(help: "Remove the periods of participation that the file's States have no more; without it such a file is refused.")
  var removeParticipation = false
  @Option(help: "text or json.") var format: OutputFormat = .text

  func run() async throws {
    let configuration = try await options.configuration()
    let node = try await options.open()
    try show(
      try await node.directory.takeFile(
        at: file, dryRun: dryRun, removingParticipation: removeParticipation, today: CalendarDay(Date(), in: configuration.zone),
        at: Date()))
  }

  private func show(_ taken: DirectoryStore.Taken) throws {
    switch format {
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
      print(String(decoding: try encoder.encode(taken), as: UTF8.self))
    case .text:
      print(dryRun ? "Would be taken in:" : "Taken in:")
      print("  authorities: \(taken.newAuthorities) new, \(taken.changedAuthorities) changed, \(taken.sameAuthorities) unchanged")
      print("  States: \(taken.states), treaties: \(taken.treaties), agreements under article 46(7): \(taken.elections)")
      if taken.removedPeriods > 0 { print("  periods of participation removed: \(taken.removedPeriods)") }
    }
  }
}

/// `comity directory restricted`: writes what a State's authorities keep from the public, for whoever has the State's key to sign.
struct RestrictedDirectory: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restricted",
    abstract: "Write the fields that a State's authorities keep from the public, as the State's key signs them for other authorities.")

  @Option(help: "The State.") var state: String
  @Option(help: "The file to write; nobody but you can read it.") var out: String
  @OptionGroup var options: NodeOptions

  func run() async throws {
    guard let state = StateCode(state) else { throw TrustProblem.badValue(name: "state") }
    let file = try await options.open().directory.restricted(of: state)
    try writeSecret(file.json(), to: out)
    print(try terminalWords()("exchange.keys.made", ["path": .text(out)]))
    for line in file.lines { print(line) }
  }
}
