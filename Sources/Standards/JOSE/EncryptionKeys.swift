// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Foundation

/// The private key of X25519 that opens.
public struct DecryptionKey: Sendable {
  let key: Curve25519.KeyAgreement.PrivateKey
  /// What others seal for.
  public let encryptionKey: EncryptionKey

  private init(_ key: Curve25519.KeyAgreement.PrivateKey) {
    self.key = key
    encryptionKey = EncryptionKey(trusted: key.publicKey)
  }

  /// A new random key.
  public init() { self.init(Curve25519.KeyAgreement.PrivateKey()) }

  /// Takes the 32 bytes of a key.
  /// - Throws: ``JOSEFault/malformedKey``.
  public init(bytes: Data) throws(JOSEFault) {
    guard let key = try? Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes) else { throw .malformedKey }
    self.init(key)
  }

  /// Reads a private key as JSON.
  /// - Throws: ``JOSEFault``.
  public init(json: Data) throws(JOSEFault) {
    let text = try KeyText(json, curve: .x25519, isPrivate: true)
    try self.init(bytes: text.privateBytes ?? Data())
    guard key.publicKey.rawRepresentation == text.publicBytes else { throw .wrongKey }
  }

  /// The 32 bytes, to be wrapped by another key.
  public var bytes: Data { key.rawRepresentation }

  /// The key as JSON with its private half; whoever has it reads.
  public var secretJSON: Data { KeyText.json(.x25519, key.publicKey.rawRepresentation, privateBytes: bytes) }
}

/// The public key of X25519 that is sealed for.
public struct EncryptionKey: Hashable, Sendable {
  let key: Curve25519.KeyAgreement.PublicKey
  /// Its name.
  public let thumbprint: Thumbprint

  init(trusted key: Curve25519.KeyAgreement.PublicKey) {
    self.key = key
    thumbprint = Thumbprint(curve: .x25519, publicBytes: key.rawRepresentation)
  }

  /// Takes the 32 bytes of a key.
  /// - Throws: ``JOSEFault/malformedKey``, ``JOSEFault/lowOrderPoint``.
  public init(bytes: Data) throws(JOSEFault) { self.init(trusted: try Self.checked(bytes)) }

  /// The same for a key that needs no name.
  static func checked(_ bytes: Data) throws(JOSEFault) -> Curve25519.KeyAgreement.PublicKey {
    guard bytes.count == 32, Coordinate.isReduced(bytes), !Coordinate.hasHighBit(bytes),
      let key = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: bytes)
    else { throw .malformedKey }
    guard !Coordinate.isOfSmallOrder(agreement: bytes) else { throw .lowOrderPoint }
    return key
  }

  /// Reads a public key as JSON; one with a private half is refused, so that no secret is taken for a public thing.
  /// - Throws: ``JOSEFault``.
  public init(json: Data) throws(JOSEFault) {
    try self.init(bytes: try KeyText(json, curve: .x25519, isPrivate: false).publicBytes)
  }

  /// The 32 bytes.
  public var bytes: Data { key.rawRepresentation }

  /// The key as JSON.
  public var json: Data { KeyText.json(.x25519, bytes) }

  /// The same bytes are the same key.
  public static func == (left: EncryptionKey, right: EncryptionKey) -> Bool { left.thumbprint == right.thumbprint }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(thumbprint) }
}

/// What two keys agree on; swift-crypto leaves it to its callers to refuse zeros (RFC 7748, section 6.1).
func agreed(
  _ own: Curve25519.KeyAgreement.PrivateKey, _ other: Curve25519.KeyAgreement.PublicKey
) throws(JOSEFault) -> SharedSecret {
  guard let secret = try? own.sharedSecretFromKeyAgreement(with: other) else { throw .lowOrderPoint }
  // All bytes are looked at, whatever the first ones are.
  guard secret.withUnsafeBytes({ $0.reduce(0) { $0 | $1 } }) != 0 else { throw .lowOrderPoint }
  return secret
}
