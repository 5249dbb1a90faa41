// SPDX-License-Identifier: Apache-2.0
import AccountsService
import ArgumentParser
import DirectoryService
import Foundation
import Kernel
import Localisation
import Logging
import Node

/// The program: nodes, and the same rules offline on the command line.
@main struct Comity: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "comity", abstract: "International cooperation under the UN Convention against Corruption.",
    version: Node.version, subcommands: [Serve.self, Demo.self, AccountCommand.self, DirectoryCommands.self, RequestCommand.self])
}

/// Serves the node that a file describes.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Serve the node that a file describes.")

  @Option(help: "The node's file; see nodes/README.md.")
  var node: String

  func run() async throws {
    try await explained { try await Node(NodeConfiguration.read(node), logger: consoleLogger()).run() }
  }
}

/// Starts a demonstration node with fictional States.
struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Fill a demonstration node with fictional States and serve it.")

  @Option(help: "The node's file; see nodes/README.md.")
  var node: String

  /// The sample requests beside the program, where it is run from its checkout.
  private static var samples: [URL] {
    let files = (try? FileManager.default.contentsOfDirectory(at: URL(filePath: "Samples"), includingPropertiesForKeys: nil)) ?? []
    return files.filter { $0.pathExtension == "yaml" }.sorted { $0.path < $1.path }
  }

  /// The demonstration officers, one on each line.
  private static var signIns: String {
    Demonstration.officers.map { officer in
      let code = officer.secret.map { "  then: .build/debug/comity account code --secret \($0)" } ?? ""
      return "  \(officer.signInName.padding(toLength: 14, withPad: " ", startingAt: 0))\"\(officer.password)\"\(code)"
    }.joined(separator: "\n")
  }

  func run() async throws {
    try await explained {
      let configuration = try await NodeConfiguration.read(node)
      let node = try await Node(configuration, logger: consoleLogger(.warning))
      try await node.fillDemonstration(samples: Self.samples)
      let pid = configuration.dataFolder.appending(path: "comity.pid")
      try Data("\(ProcessInfo.processInfo.processIdentifier)\n".utf8).write(to: pid)
      defer { try? FileManager.default.removeItem(at: pid) }
      let address = configuration.publicAddress.absoluteString
      try await node.run {
        print(
          """

          The demonstration node is running at \(address)  (Ctrl-C stops it)

          Sign in at \(address)/sign-in as
          \(Self.signIns)

          Try first:
            \(address)/requests/new                     as drafter: write a request, hand it over; as approver: approve it
            \(address)/directory?q=borealia              find an authority; the search takes any language
            \(address)/directory/basis?from=XA&to=XC     which treaty governs between two States, and why
            .build/debug/comity request check Samples/bank-records.yaml --lang fr
            .build/debug/comity request letter Samples/bank-records.yaml --lang en --with zh --out letter.html
          """)
        // Into a file or a pipe the text would otherwise wait for the buffer to fill.
        fflush(nil)
      }
    }
  }
}

/// The log of the program: to the standard error, so that answers stay alone on the standard output.
func consoleLogger(_ level: Logger.Level = .info) -> Logger {
  var logger = Logger(label: "comity") { StreamLogHandler.standardError(label: $0) }
  logger.logLevel = level
  return logger
}

/// Runs a command; a problem is told in words, in the language of the terminal, and ends the program with 1.
func explained(_ body: () async throws -> Void) async throws {
  do {
    try await body()
  } catch let problem as any Problem {
    let code = ProcessInfo.processInfo.environment["LANG"]?.prefix(2).lowercased() ?? "en"
    let said = try Node.words().words(Language(rawValue: code) ?? .en).problem(problem)
    FileHandle.standardError.write(Data("\(said.title)\n\(said.detail)\n\(said.action)\n".utf8))
    throw ExitCode(1)
  }
}
