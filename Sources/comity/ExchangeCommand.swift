// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ExchangeService
import Foundation
import Localisation

/// The exchange between nodes: own keys, the signed directory, following it.
struct ExchangeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exchange",
    abstract: "The exchange between nodes: own keys, the signed directory, messages, bundles on a stick; see docs/operations.",
    subcommands: [
      ExchangeKeysCommand.self, ExchangePublishCommand.self, ExchangeDirectoryCommand.self, ExchangeBundleCommands.Export.self,
      ExchangeBundleCommands.Import.self, ExchangeMessageCommands.Messages.self, ExchangeMessageCommands.Receipts.self,
      ExchangeMessageCommands.Try.self, ExchangeMessageCommands.GoOn.self,
      ExchangeMessageCommands.GivenUp.self, ExchangeMessageCommands.Again.self, ExchangeLoopCommand.self,
      ExchangeTriedFilesCommand.self,
    ])
}

/// How a file of keys is opened.
struct KeyOptions: ParsableArguments {
  @Flag(help: "The file of keys has no passphrase. Without this it is taken from COMITY_EXCHANGE_PASSPHRASE, or asked for.") var plain =
    false

  /// The passphrase; `nil` for a plain file.
  /// - Parameter isNew: whether it is asked for twice, so that a slip of the finger locks nobody out.
  func passphrase(isNew: Bool = false) throws -> String? {
    if plain { return nil }
    if let given = ProcessInfo.processInfo.environment["COMITY_EXCHANGE_PASSPHRASE"], !given.isEmpty { return given }
    guard let typed = Self.ask("Passphrase: ") else {
      throw ValidationError("COMITY_EXCHANGE_PASSPHRASE is not set, and nobody can be asked.")
    }
    if isNew, Self.ask("The same again: ") != typed { throw ValidationError("The two are not the same.") }
    guard !isNew || typed.count >= 15 else { throw ValidationError("At least 15 characters.") }
    return typed
  }

  /// The PIN of the device that keeps keys; asked for when it is needed.
  static let pin: @Sendable () -> String? = {
    if let given = ProcessInfo.processInfo.environment["COMITY_EXCHANGE_PIN"], !given.isEmpty { return given }
    return ask("PIN: ")
  }

  private static func ask(_ prompt: String) -> String? {
    guard isatty(STDIN_FILENO) == 1, let typed = getpass(prompt) else { return nil }
    let text = String(cString: typed)
    return text.isEmpty ? nil : text
  }
}

/// Tells a fingerprint in figures and as it is read aloud.
func printFingerprint(_ fingerprint: KeyFingerprint, in words: Words) {
  print(words("exchange.keys.fingerprint", ["value": .text(fingerprint.description)]))
  print(words("exchange.keys.spoken", ["value": .text(fingerprint.spoken)]))
}

/// Writes a file that others are given; one that is there is overwritten only when it is the one that was read.
func writeNew(_ data: Data, to path: String) throws {
  guard !FileManager.default.fileExists(atPath: path) else { throw TrustProblem.fileExists(path: path) }
  try data.write(to: URL(filePath: path), options: .withoutOverwriting)
}

/// Reads a file that others gave.
func readFile(_ path: String) throws -> Data {
  do { return try Data(contentsOf: URL(filePath: path)) } catch { throw TrustProblem.unreadable(path: path) }
}

/// Writes a file that is for nobody but its owner.
func writeSecret(_ data: Data, to path: String) throws {
  guard !FileManager.default.fileExists(atPath: path) else { throw TrustProblem.fileExists(path: path) }
  guard FileManager.default.createFile(atPath: path, contents: data, attributes: [.posixPermissions: 0o600]) else {
    throw TrustProblem.unreadable(path: path)
  }
}

/// An instant as it is typed: a day, from its beginning in UTC, or a day and a time.
func readInstant(_ text: String, name: String) throws -> Date {
  let full = text.count == 10 ? "\(text)T00:00:00Z" : text
  guard let instant = try? Date(full, strategy: .iso8601) else { throw TrustProblem.badValue(name: name) }
  return instant
}
