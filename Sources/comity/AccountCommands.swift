// SPDX-License-Identifier: Apache-2.0
import AccountsService
import ArgumentParser
import Foundation
import Node

/// The accounts of a node, from its own machine: the first administrator, and a way back in.
struct AccountCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "account", abstract: "Make the first administrator, or a link for an officer who cannot sign in.",
    subcommands: [CreateAdministrator.self, EnrolmentLink.self, MakeToken.self, AccountCode.self])

  struct CreateAdministrator: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make the node's first administrator and print the link for the password.")

    @OptionGroup var options: NodeOptions
    @Option(help: "The administrator's name.") var name: String
    @Option(help: "What the administrator types to sign in.") var signIn: String

    func run() async throws {
      print(try await options.open().accounts.createAdministrator(name: name, signInName: signIn))
    }
  }

  struct MakeToken: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "make-token", abstract: "Print a token with which a program acts for an officer through the API.")

    @OptionGroup var options: NodeOptions
    @Option(help: "What the officer types to sign in.") var signIn: String
    @Option(help: "For which program it is.") var name: String
    @Option(help: "How many days it works, 1 to 366.") var days = 90

    func run() async throws {
      print(try await options.open().accounts.makeToken(named: name, signInName: signIn, days: days))
    }
  }

  struct EnrolmentLink: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a new link with which an officer sets a password; works once, seven days.")

    @OptionGroup var options: NodeOptions
    @Option(help: "What the officer types to sign in.") var signIn: String
    @Flag(help: "Take the second factor away as well.") var resetSecondFactor = false

    func run() async throws {
      print(try await options.open().accounts.enrolmentLink(signInName: signIn, resettingSecondFactor: resetSecondFactor))
    }
  }
}
