// SPDX-License-Identifier: Apache-2.0
import Crypto
public import ExchangeRules
public import Foundation
public import JOSE

/// What the directory has of an authority that exchanging with it needs.
public struct Peer: Sendable {
  /// Whose entry it is.
  public let name: AuthorityName
  /// Where its node listens for other nodes: `https://`, host and port, no path.
  public let endpoint: URL
  /// The keys that its signatures are checked with, also those that are no longer used.
  public let signatureKeys: [PeerSignatureKey]
  /// The keys that messages to it are sealed for.
  public let encryptionKeys: [PeerEncryptionKey]
  /// SHA-256 of the SubjectPublicKeyInfo of each certificate that its node may show.
  public let certificatePins: Set<Data>

  /// Describes an authority.
  public init(
    name: AuthorityName, endpoint: URL, signatureKeys: [PeerSignatureKey], encryptionKeys: [PeerEncryptionKey], certificatePins: Set<Data>
  ) {
    self.name = name
    self.endpoint = endpoint
    self.signatureKeys = signatureKeys
    self.encryptionKeys = encryptionKeys
    self.certificatePins = certificatePins
  }

  /// The key of a thumbprint, if it is this authority's.
  public func signatureKey(_ thumbprint: Thumbprint) -> PeerSignatureKey? { signatureKeys.first { $0.key.thumbprint == thumbprint } }

  /// The key to seal for now: of those that are valid the one that became so last, and where none has begun the one that begins first, since then
  /// a clock is wrong; `nil` when there is none.
  public func encryptionKey(at now: Date) -> EncryptionKey? {
    let valid = encryptionKeys.filter { now < $0.expiresAt }
    return (valid.filter { $0.notBefore <= now }.max { $0.notBefore < $1.notBefore } ?? valid.min { $0.notBefore < $1.notBefore })?.key
  }
}

/// A key of an authority for signatures.
public struct PeerSignatureKey: Sendable {
  /// The key.
  public let key: VerificationKey
  /// What the directory says of it.
  public let entry: DirectoryKey

  /// Puts both together.
  public init(key: VerificationKey, entry: DirectoryKey) {
    self.key = key
    self.entry = entry
  }
}

/// A key of an authority for sealing.
public struct PeerEncryptionKey: Sendable {
  /// The key.
  public let key: EncryptionKey
  /// From when on it may be used.
  public let notBefore: Date
  /// Until when it may be used.
  public let expiresAt: Date

  /// Describes a key.
  public init(key: EncryptionKey, notBefore: Date, expiresAt: Date) {
    self.key = key
    self.notBefore = notBefore
    self.expiresAt = expiresAt
  }
}

/// This node's copy of the signed directory, as exchanging asks it.
public protocol PeerDirectory: Sendable {
  /// Until when the copy is good; `nil` while there is none.
  func copy() async throws -> DirectoryCopy?
  /// The entry of an authority; `nil` when the directory has none.
  func peer(_ name: AuthorityName) async throws -> Peer?
  /// Who the secretariat is, with whose node statistics alone are exchanged; its entry is found by this name. `nil` when the directory names none.
  func secretariat() async throws -> AuthorityName?
  /// The entries of all authorities, in the order of their names; the secretariat is none of them.
  func peers() async throws -> [Peer]
  /// The entries of the authorities, and of the secretariat, whose node may show a certificate, by the digest of its key; asked at every
  /// connection and every call.
  func peers(showing pin: Data) async throws -> [Peer]
  /// Fetches what is new from the secretariat's node; the copy stays as it is when that fails.
  func refresh() async throws
}

extension PeerDirectory {
  /// Nobody, for a directory that names no secretariat.
  public func secretariat() async throws -> AuthorityName? { nil }

  /// Looks through all entries, for a directory that has no other way.
  public func peers(showing pin: Data) async throws -> [Peer] { try await peers().filter { $0.certificatePins.contains(pin) } }
}
