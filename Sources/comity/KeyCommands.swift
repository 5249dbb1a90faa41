// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Foundation
import Keys
import Localisation
import Node

/// The key-encryption keys of a node.
struct KeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Look after the keys that wrap the keys of cases and files.", subcommands: [Rotate.self])

  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Begin a new key-encryption key and wrap every data key under it; the node may go on running.")

    @OptionGroup var options: NodeOptions

    func run() async throws {
      let done = try await options.open().keys.rotate(at: Date())
      let words = try terminalWords()
      print(words("node.keys.wrapped", ["number": .integer(done.wrapped)]))
      print(words("node.keys.removed", ["number": .integer(done.removed)]))
    }
  }
}
