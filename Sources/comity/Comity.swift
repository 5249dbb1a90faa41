// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import DirectoryService
import Logging
import Node

/// The program: nodes, and the same rules offline on the command line.
@main struct Comity: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "comity", abstract: "International cooperation under the UN Convention against Corruption.",
    version: Node.version, subcommands: [Serve.self, DirectoryCommand.self, RequestCommand.self])
}

/// Serves the node that a file describes.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Serve the node that a file describes.")

  @Option(help: "The node's file; see nodes/README.md.")
  var node: String

  func run() async throws {
    var logger = Logger(label: "comity")
    logger.logLevel = .info
    try await Node(NodeConfiguration.read(node), logger: logger).run()
  }
}
