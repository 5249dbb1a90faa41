// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
import DirectoryRules
import Foundation
public import Kernel

/// What can be asked of the directory without a node.
public struct DirectoryCommand: AsyncParsableCommand {
  /// `comity directory …`.
  public static let configuration = CommandConfiguration(
    commandName: "directory", abstract: "Ask the directory of competent authorities, offline.",
    subcommands: [Parties.self, Resolve.self, Bridge.self, Export.self, Import.self])

  /// Made by the parser.
  public init() {}
}

/// How an answer is printed.
public enum OutputFormat: String, ExpressibleByArgument, Sendable {
  /// For people.
  case text
  /// For programs.
  case json
}

extension CalendarDay: ExpressibleByArgument {
  /// Reads `YYYY-MM-DD`.
  public init?(argument: String) { self.init(argument) }
}

extension DirectoryCommand {
  /// `comity directory parties`: who is a party on a day, and how many.
  public struct Parties: AsyncParsableCommand {
    /// The command's words.
    public static let configuration = CommandConfiguration(
      abstract: "List the parties to the Convention on a day: instruments deposited, and States it is in force for.")

    /// The day.
    @Option(help: "The day, YYYY-MM-DD.")
    public var on: CalendarDay
    /// How the answer is printed.
    @Option(help: "text or json.")
    public var format: OutputFormat = .text

    /// Made by the parser.
    public init() {}

    struct Answer: Encodable {
      struct Party: Encodable {
        let state: StateCode
        let deposited_on: CalendarDay
        let in_force_on: CalendarDay
      }
      let on: CalendarDay
      let deposited: Int
      let in_force: Int
      let parties: [Party]
    }

    /// Prints the answer.
    public func run() async throws {
      let status = try BuiltInDirectory.participation().snapshot.participation.status(on: on)
      let answer = Answer(
        on: status.on, deposited: status.deposited, in_force: status.inForce,
        parties: status.parties.map { .init(state: $0.state, deposited_on: $0.depositedOn, in_force_on: $0.inForceOn) })
      switch format {
      case .json: print(try DirectoryCommand.json(answer))
      case .text:
        for party in answer.parties { print("\(party.state)  deposited \(party.deposited_on)  in force \(party.in_force_on)") }
        print("\(answer.on): \(answer.deposited) deposited, \(answer.in_force) in force")
      }
    }
  }

  /// `comity directory resolve`: whom to write to.
  public struct Resolve: AsyncParsableCommand {
    /// The command's words.
    public static let configuration = CommandConfiguration(abstract: "Tell which authority, channel and language to use, and why.")

    /// The State.
    @Argument(help: "The State, ISO 3166-1 alpha-2.")
    public var state: String
    /// The purpose.
    @Option(help: "mutualLegalAssistance, extradition, assetRecovery, prevention or civilAndAdministrative.")
    public var purpose: String = Purpose.mutualLegalAssistance.rawValue
    /// The territory.
    @Option(help: "A territory that has an authority of its own.")
    public var territory: String?
    /// The day.
    @Option(help: "The day, YYYY-MM-DD; today when left out.")
    public var on: CalendarDay?
    /// Whether the case is urgent.
    @Flag(help: "The case is urgent.")
    public var urgent = false
    /// A directory file.
    @Option(help: "A directory file; the built-in fictional one when left out.")
    public var directory: String?
    /// How the answer is printed.
    @Option(help: "text or json.")
    public var format: OutputFormat = .text

    /// Made by the parser.
    public init() {}

    struct Answer: Encodable {
      struct Reason: Encodable {
        let code: String
        let source: String
      }
      let state: StateCode
      let authority: String
      let id: ID<CompetentAuthority>
      let address: String?
      let email: String?
      let channel: Channel
      let languages: [Language]
      let otherLanguages: String?
      let others: [ID<CompetentAuthority>]
      let reasons: [Reason]
    }

    /// Prints the answer.
    public func run() async throws {
      guard let code = StateCode(state) else { throw ValidationError("\(state) is not a State code of two letters.") }
      guard let wanted = Purpose(rawValue: purpose) else { throw ValidationError("\(purpose) is not a purpose.") }
      let snapshot = try DirectoryCommand.open(directory).snapshot
      let day = on ?? CalendarDay(Date(), in: .gmt)
      let found = try snapshot.resolve(code, for: wanted, territory: territory, on: day, urgent: urgent)
      let answer = Answer(
        state: code, authority: found.authority.originalName, id: found.authority.id, address: found.authority.address,
        email: found.authority.email, channel: found.channel, languages: found.languages.sorted { $0.rawValue < $1.rawValue },
        otherLanguages: found.otherLanguages, others: found.others.map(\.id),
        reasons: found.reasons.map { .init(code: $0.rawValue, source: "\($0.source)") })
      switch format {
      case .json: print(try DirectoryCommand.json(answer))
      case .text:
        print(answer.authority)
        for line in [answer.address, answer.email] { line.map { print($0) } }
        print("Channel: \(answer.channel.rawValue)")
        print("Languages: \((answer.languages.map(\.rawValue) + (answer.otherLanguages.map { [$0] } ?? [])).joined(separator: ", "))")
        for reason in answer.reasons { print("  \(reason.code) (\(reason.source))") }
      }
    }
  }

  /// Opens a directory file, or everything that comes with the program.
  /// - Throws: ``CannotReadFile`` when the file cannot be opened or is no directory.
  public static func open(_ path: String?) throws -> DirectoryFile {
    guard let path else { return try BuiltInDirectory.all() }
    return try BuiltInDirectory.participation().merging(try read(path))
  }

  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
