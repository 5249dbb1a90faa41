// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Foundation

/// The private key of Ed25519 that signs.
public struct SigningKey: Sendable {
  /// The key as swift-crypto has it, for other standards that sign with it.
  public let key: Curve25519.Signing.PrivateKey

  /// A new random key.
  public init() { key = Curve25519.Signing.PrivateKey() }

  /// Takes the 32 bytes of a key.
  /// - Throws: ``JOSEFault/malformedKey``.
  public init(bytes: Data) throws(JOSEFault) {
    guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes) else { throw .malformedKey }
    self.key = key
  }

  /// Reads a private key as JSON.
  /// - Throws: ``JOSEFault``.
  public init(json: Data) throws(JOSEFault) {
    let text = try KeyText(json, curve: .ed25519, isPrivate: true)
    try self.init(bytes: text.privateBytes ?? Data())
    guard key.publicKey.rawRepresentation == text.publicBytes else { throw .wrongKey }
  }

  /// The 32 bytes, to be wrapped by another key.
  public var bytes: Data { key.rawRepresentation }

  /// The key as JSON with its private half; whoever has it signs.
  public var secretJSON: Data { KeyText.json(.ed25519, key.publicKey.rawRepresentation, privateBytes: bytes) }

  /// What others check the signatures with.
  public var verificationKey: VerificationKey { VerificationKey(trusted: key.publicKey) }
}

/// The public key of Ed25519 that signatures are checked with.
public struct VerificationKey: Hashable, Sendable {
  /// The key as swift-crypto has it, for other standards that check signatures with it.
  public let key: Curve25519.Signing.PublicKey
  /// Its name.
  public let thumbprint: Thumbprint

  init(trusted key: Curve25519.Signing.PublicKey) {
    self.key = key
    thumbprint = Thumbprint(curve: .ed25519, publicBytes: key.rawRepresentation)
  }

  /// Takes the 32 bytes of a key.
  /// - Throws: ``JOSEFault/malformedKey``, ``JOSEFault/lowOrderPoint``.
  public init(bytes: Data) throws(JOSEFault) {
    guard bytes.count == 32, Coordinate.isReduced(bytes) else { throw .malformedKey }
    guard !Coordinate.isSmallOrder(bytes) else { throw .lowOrderPoint }
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { throw .malformedKey }
    self.init(trusted: key)
  }

  /// Reads a public key as JSON; one with a private half is refused, so that no secret is taken for a public thing.
  /// - Throws: ``JOSEFault``.
  public init(json: Data) throws(JOSEFault) {
    try self.init(bytes: try KeyText(json, curve: .ed25519, isPrivate: false).publicBytes)
  }

  /// The 32 bytes.
  public var bytes: Data { key.rawRepresentation }

  /// The key as JSON.
  public var json: Data { KeyText.json(.ed25519, bytes) }

  /// The same bytes are the same key.
  public static func == (left: VerificationKey, right: VerificationKey) -> Bool { left.thumbprint == right.thumbprint }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(thumbprint) }
}
