// SPDX-License-Identifier: Apache-2.0
public import ArgumentParser
import Foundation
import Kernel
import TOTP

/// Prints the present code of an authenticator secret, for those who have no app at hand.
public struct AccountCode: ParsableCommand {
  /// How the command is called.
  public static let configuration = CommandConfiguration(
    commandName: "code", abstract: "Print the present six-digit code of an authenticator secret.")

  /// The secret that the account page showed.
  @Option(help: "The secret, in base32.") public var secret: String

  /// Makes the command.
  public init() {}

  /// Prints the code.
  /// - Throws: a validation error when the secret is not base32.
  public func run() throws {
    guard let bytes = Base32.decode(secret), !bytes.isEmpty else { throw ValidationError("The secret is not base32.") }
    print(TOTP(secret: bytes).code(at: Date()))
  }
}
