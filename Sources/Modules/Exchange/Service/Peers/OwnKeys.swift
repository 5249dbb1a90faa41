// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
public import JOSE

/// The private keys of the own authority, wherever they are kept; a key for signatures may stay in a device and never leave it.
public protocol OwnKeys: Sendable {
  /// The authority whose keys they are.
  var authority: AuthorityName { get }
  /// The public part of the key that signs now.
  func signatureKey() async throws -> VerificationKey
  /// Signs bytes with that key (Ed25519, 64 bytes).
  func signature(for bytes: Data) async throws -> Data
  /// Whether ``signature(for:)`` gives no signature that does not hold, so that whoever asks need not check it.
  var vouchesForSignatures: Bool { get }
  /// The key that opens what was sealed for a thumbprint; `nil` when it is not, or no longer, here.
  func decryptionKey(_ thumbprint: Thumbprint) async throws -> DecryptionKey?
  /// What the node shows to other nodes, and they to it.
  func certificate() async throws -> NodeCertificate
}

extension OwnKeys {
  /// Nobody vouches unless it is said.
  public var vouchesForSignatures: Bool { false }
}

/// The certificate of a node and its private key, PEM; other nodes know it by its key, not by who issued it.
public struct NodeCertificate: Sendable {
  /// The certificate, PEM.
  public let certificate: String
  /// The private key, PEM (PKCS #8).
  public let privateKey: String
  /// SHA-256 of the SubjectPublicKeyInfo.
  public let pin: Data

  /// Puts a certificate and its key together.
  public init(certificate: String, privateKey: String, pin: Data) {
    self.certificate = certificate
    self.privateKey = privateKey
    self.pin = pin
  }
}
