// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ExchangeRules
import ExchangeService
import Foundation
import Node
import Storage

/// The messages of a node on the command line: listed with their receipts, the path tried, gaps gone over.
enum ExchangeMessageCommands {
  /// Where the answer is a list for people or for programs.
  struct Output: ParsableArguments {
    @Flag(help: "JSON in place of lines with tabs.") var json = false
  }

  struct Messages: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract:
        "List messages, the newest first, tabs between: when, direction, authority, act, state, reason, tries, identifier, digest.")

    @OptionGroup var options: NodeOptions
    @OptionGroup var output: Output
    @Option(help: "in or out.") var direction: String?
    @Option(help: "One state: queued, sent, relayed, delivered, failed, waits, held, effective, set-aside, refused or lapsed.") var state:
      String?
    @Option(help: "One other authority, such as XB.central.") var peer: String?
    @Option(help: "The identifier of a message or a conversation, a digest, or its first 16 digits as on paper.") var text: String?
    @Option(help: "How many at most.") var limit = 100

    func run() async throws {
      let mail = try ExchangeBundleCommands.mail(of: try await options.open())
      let filter = [("direction", direction), ("state", state), ("peer", peer), ("text", text)].compactMap { name, value in
        value.map { (name: name, value: $0) }
      }
      if output.json { return print(String(decoding: try await mail.json(filter, limit: limit), as: UTF8.self)) }
      for line in try await mail.lines(filter, limit: limit) { print(line) }
    }
  }

  struct Receipts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the receipts about a message, tabs between: act, authority, time of making, signed text.")

    @Argument(help: "The message, by its identifier, digest or its first 16 digits.") var message: String
    @OptionGroup var options: NodeOptions
    @OptionGroup var output: Output

    func run() async throws {
      let mail = try ExchangeBundleCommands.mail(of: try await options.open())
      let signed = try await mail.digest(named: message)
      if output.json { return print(String(decoding: try await mail.receiptJSON(about: signed), as: UTF8.self)) }
      for line in try await mail.receiptLines(about: signed) { print(line) }
    }
  }

  struct Try: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Send a message that does nothing, to see whether the whole path works; prints its identifier. The running node sends it.")

    @Argument(help: "The other authority, such as XB.central.") var authority: String
    @OptionGroup var options: NodeOptions

    func run() async throws {
      guard let peer = AuthorityName(authority) else { throw TrustProblem.badValue(name: "authority") }
      let mail = try ExchangeBundleCommands.mail(of: try await options.open())
      print(try await mail.tryPath(to: peer, by: .operatorAtConsole))
    }
  }

  struct GivenUp: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "given-up",
      abstract: "List messages that were given up before they were signed, tabs between: number, authority, act, tries, reason, identifier."
    )

    @OptionGroup var options: NodeOptions
    @OptionGroup var output: Output
    @Option(help: "How many at most.") var limit = 100

    func run() async throws {
      let mail = try ExchangeBundleCommands.mail(of: try await options.open())
      if output.json { return print(String(decoding: try await mail.givenUpJSON(limit: limit), as: UTF8.self)) }
      for line in try await mail.givenUpLines(limit: limit) { print(line) }
    }
  }

  struct Again: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Let a message be tried again that was given up before it was signed. The running node sends it.")

    @Argument(help: "Its number, as given-up lists it.") var number: Int64
    @OptionGroup var options: NodeOptions

    func run() async throws {
      let mail = try ExchangeBundleCommands.mail(of: try await options.open())
      try await mail.tryAgain(number, by: .operatorAtConsole)
    }
  }

  struct GoOn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "go-on", abstract: "Let what is held take effect without the messages that are missing before it.")

    @Argument(help: "A message that is held, by its identifier, digest or its first 16 digits.") var message: String
    @OptionGroup var options: NodeOptions

    func run() async throws {
      let mail = try ExchangeBundleCommands.mail(of: try await options.open())
      try await mail.goOn(over: try await mail.digest(named: message), by: .operatorAtConsole)
    }
  }
}
