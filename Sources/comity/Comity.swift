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
struct Comity: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "comity", abstract: "International cooperation under the UN Convention against Corruption.",
    version: Node.version,
    subcommands: [
      Serve.self, Demo.self, Backup.self, AccountCommand.self, AuditCommand.self, CaseCommand.self, DirectoryCommands.self,
      EvidenceCommand.self, ExchangeCommand.self, KeyCommand.self, RequestCommand.self, MeetingCommand.self, ReviewCommand.self,
      StatisticsCommand.self,
    ])
}

/// Where the program begins, and the one place where an error becomes words and an exit code.
@main enum Program {
  nonisolated static func main() async {
    do {
      let command = try Comity.parseAsRoot()
      do { try await run(command) } catch { throw explained(error) }
    } catch {
      Comity.exit(withError: error)
    }
  }

  private nonisolated static func run(_ parsed: any ParsableCommand) async throws {
    if var command = parsed as? any AsyncParsableCommand { return try await command.run() }
    var command = parsed
    try command.run()
  }
}

/// Which node a command is about.
struct NodeOptions: ParsableArguments {
  @Option(help: "The node's file; see nodes/README.md.")
  var node: String

  @Option(help: "The database, sqlite:FILE or postgres://…; wins over the file and COMITY_DATABASE.")
  var database: String?

  func configuration() async throws -> NodeConfiguration { try await NodeConfiguration.read(node, database: database) }

  /// Opens the node for a command that is done at once.
  func open() async throws -> Node { try await Node(configuration(), logger: consoleLogger(.warning)) }
}

/// Serves the node that a file describes.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Serve the node that a file describes.")

  @OptionGroup var options: NodeOptions

  func run() async throws { try await Node(options.configuration(), logger: consoleLogger()).run() }
}

/// Starts a demonstration node with fictional States.
struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Fill a demonstration node with fictional States and serve it.")

  @OptionGroup var options: NodeOptions

  /// The sample requests beside the program, where it is run from its checkout.
  private static var samples: [URL] { files(in: "Samples") }
  private static var sampleMeetings: [URL] { files(in: "Samples/meetings") }
  private static var sampleReviews: [URL] { files(in: "Samples/reviews", of: "json") }

  private static func files(in folder: String, of kind: String = "yaml") -> [URL] {
    let files = (try? FileManager.default.contentsOfDirectory(at: URL(filePath: folder), includingPropertiesForKeys: nil)) ?? []
    return files.filter { $0.pathExtension == kind }.sorted { $0.path < $1.path }
  }

  /// The demonstration officers, one on each line.
  private static func signIns(_ role: NodeConfiguration.Role) -> String {
    Demonstration.officers(of: role).map { officer in
      let code = officer.secret.map { "  then: .build/debug/comity account code --secret \($0)" } ?? ""
      return "  \(officer.signInName.padding(toLength: 14, withPad: " ", startingAt: 0))\"\(officer.password)\"\(code)"
    }.joined(separator: "\n")
  }

  /// What to try first on a kind of node, one thing on each line.
  private static func firstSteps(_ role: NodeConfiguration.Role, at address: String) -> String {
    let own =
      switch role {
      case .centralAuthority:
        [
          "\(address)/requests/new                     as drafter: write a request, hand it over; as approver: approve it",
          "\(address)/directory?q=borealia              find an authority; the search takes any language",
          "\(address)/directory/basis?from=XA&to=XC     which treaty governs between two States, and why",
          "\(address)/exchange                         as approver: the messages to and from other authorities, where the node exchanges them",
          "\(address)/statistics                       as approver: figures counted from the own cases; /statistics/returns: what the secretariat asks for",
          ".build/debug/comity request check Samples/bank-records.yaml --lang fr",
          ".build/debug/comity request letter Samples/bank-records.yaml --lang en --with zh --out letter.html",
        ]
      case .secretariat:
        [
          "\(address)/meetings/eg1-7                   a meeting: agenda, organization of work, documents",
          "\(address)/meetings/xg-4                    figures, panel paper, recommendation, mandate: docs/the-loop.md walks the whole way",
          "\(address)/reviews                          findings of country reviews; the search takes any of the six languages",
          "\(address)/statistics                       released figures with charts; as statistics and statistics2: prepare and approve a release",
          "\(address)/directory/verification           as keeper: ask all States to verify their entries",
          "\(address)/directory/coverage               which States have named an authority, and for what",
          "\(address)/administration/officers          as administrator: the secretariat’s officers and their roles",
        ]
      }
    return own.map { "  \($0)" }.joined(separator: "\n")
  }

  func run() async throws {
    let configuration = try await options.configuration()
    let mark = RunningMark(in: configuration.dataFolder)
    if let address = mark.runningElsewhere { throw NodeProblem.alreadyRunning(address: address) }
    let node = try await Node(configuration, logger: consoleLogger(.warning))
    try await node.fillDemonstration(
      samples: Self.samples, sampleMeetings: Self.sampleMeetings, sampleReviews: Self.sampleReviews,
      sampleRegister: Self.files(in: "Samples", of: "csv").first, sampleRelease: Self.files(in: "Samples/statistics/release").first,
      sampleLoop: FileManager.default.fileExists(atPath: "Samples/loop/plan.yaml") ? URL(filePath: "Samples/loop") : nil)
    let address = configuration.publicAddress.absoluteString
    defer { mark.remove() }
    try await node.run {
      mark.write(address: address)
      print(Self.greeting(configuration.role, address))
      // Into a file or a pipe the text would otherwise wait for the buffer to fill.
      fflush(nil)
    }
  }

  private static func greeting(_ role: NodeConfiguration.Role, _ address: String) -> String {
    """

    The demonstration node is running at \(address)  (Ctrl-C stops it)

    Sign in at \(address)/sign-in as
    \(signIns(role))

    Try first:
    \(firstSteps(role, at: address))
    """
  }
}

/// Copies a node's database while it is in use.
struct Backup: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Copy a node's SQLite database to a new file, also while the node is running; PostgreSQL has pg_dump.")

  @OptionGroup var options: NodeOptions
  @Option(help: "The file to write; it must not be there yet.") var out: String

  func run() async throws {
    let configuration = try await options.configuration()
    try await Node.backUp(configuration, to: URL(filePath: out))
    let words = try terminalWords()
    print(words("node.backup.done", ["path": .text(out)]))
    print(words("node.backup.keys", ["path": .text(configuration.dataFolder.path)]))
  }
}

/// The log of the program: to the standard error, so that answers stay alone on the standard output.
func consoleLogger(_ level: Logger.Level = .info) -> Logger {
  var logger = Logger(label: "comity") { StreamLogHandler.standardError(label: $0) }
  logger.logLevel = level
  return logger
}

/// The words of the terminal's language, English when it is none of the six.
func terminalWords() throws -> Words {
  let environment = ProcessInfo.processInfo.environment
  let named = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
  return try Node.words().words(Language(rawValue: named.prefix(2).lowercased()) ?? .en)
}

/// Tells an error in words, in the language of the terminal, and gives the exit code in its place.
///
/// What the parser of the command line says itself, and codes that a command chose, stay as they are.
/// - Parameter code: the exit code, where a command gives 1 another meaning.
func explained(_ error: any Error, exit code: Int32 = 1) -> any Error {
  // Help that was asked for comes as an error that has no name outside the parser; what the parser ends well is its own.
  if error is ExitCode || error is CleanExit || error is ValidationError || Comity.exitCode(for: error) == .success { return error }
  let said = (try? terminalWords()).map { Node.explanation(of: error, in: $0) } ?? "The installation is damaged: install the program again."
  FileHandle.standardError.write(Data("\(said)\n".utf8))
  return ExitCode(code)
}
