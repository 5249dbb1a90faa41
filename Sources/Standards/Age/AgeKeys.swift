// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Foundation

/// The private key that opens files.
public struct AgeIdentity: Sendable {
  private static let prefix = "age-secret-key-"
  let key: Curve25519.KeyAgreement.PrivateKey

  /// A new random identity.
  public init() { key = Curve25519.KeyAgreement.PrivateKey() }

  /// Reads an identity as `age-keygen` writes it: `AGE-SECRET-KEY-1…`.
  /// - Throws: ``AgeFault/malformedKey``.
  public init(_ text: String) throws(AgeFault) {
    // Capital letters alone: that is the one spelling of an identity.
    guard text == text.uppercased() else { throw .malformedKey }
    try self.init(bytes: try Bech32.decode(text, prefix: Self.prefix))
  }

  /// Takes the 32 bytes of an identity.
  /// - Throws: ``AgeFault/malformedKey``.
  public init(bytes: Data) throws(AgeFault) {
    guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes) else { throw .malformedKey }
    self.key = key
  }

  /// The 32 bytes, to be wrapped by another key.
  public var bytes: Data { key.rawRepresentation }

  /// The text as `age-keygen` writes it; whoever has it opens the file.
  public var secretText: String { Bech32.encode(bytes, prefix: Self.prefix).uppercased() }

  /// For whom files are sealed that this identity opens.
  public var recipient: AgeRecipient { AgeRecipient(key: key.publicKey) }
}

/// The public key that files are sealed for.
public struct AgeRecipient: Sendable, Hashable, CustomStringConvertible {
  private static let prefix = "age"
  let key: Curve25519.KeyAgreement.PublicKey

  init(key: Curve25519.KeyAgreement.PublicKey) { self.key = key }

  /// Reads a recipient: `age1…`.
  /// - Throws: ``AgeFault/malformedKey``.
  public init(_ text: String) throws(AgeFault) {
    guard text == text.lowercased(),
      let key = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: try Bech32.decode(text, prefix: Self.prefix))
    else { throw .malformedKey }
    self.key = key
  }

  /// The text, `age1…`.
  public var description: String { Bech32.encode(key.rawRepresentation, prefix: Self.prefix) }

  /// The same public key is the same recipient.
  public static func == (left: AgeRecipient, right: AgeRecipient) -> Bool { left.key.rawRepresentation == right.key.rawRepresentation }

  /// Hashes the public key.
  public func hash(into hasher: inout Hasher) { hasher.combine(key.rawRepresentation) }
}
