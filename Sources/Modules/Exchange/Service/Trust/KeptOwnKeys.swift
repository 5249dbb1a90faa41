// SPDX-License-Identifier: Apache-2.0
import Crypto
public import ExchangeRules
public import Foundation
public import JOSE
import Synchronization

/// The own keys in a file beside the database; another process that changes the file is seen at the next use.
public final class KeptOwnKeys: OwnKeys {
  /// The authority whose keys they are.
  public let authority: AuthorityName
  private let file: OwnKeyFile
  private let published: @Sendable () async throws -> Set<DigestOf<PublicKey>>
  private let now: @Sendable () -> Date
  private let known = Mutex<(stamp: SecretFile.Stamp, ring: OwnKeyRing)?>(nil)

  /// Opens the keys.
  /// - Parameters:
  ///   - published: the names of the own keys that this node's copy of the directory has, so that a new key is not used before others know it.
  ///   - now: the clock.
  /// - Throws: ``TrustProblem/keyFile(path:)``.
  public init(
    _ file: OwnKeyFile, published: @escaping @Sendable () async throws -> Set<DigestOf<PublicKey>> = { [] },
    now: @escaping @Sendable () -> Date = { Date() }
  ) throws {
    self.file = file
    self.published = published
    self.now = now
    let stamp = try file.file.stamp()
    let ring = try file.read()
    authority = ring.authority
    known.withLock { $0 = (stamp, ring) }
  }

  /// The public part of the key that signs now.
  public func signatureKey() async throws -> VerificationKey { try await signer().verificationKey }

  /// Signs bytes with that key.
  public func signature(for bytes: Data) async throws -> Data { try await Data(signer().key.signature(for: bytes)) }

  /// The key that opens what was sealed for a thumbprint.
  public func decryptionKey(_ thumbprint: Thumbprint) async throws -> DecryptionKey? {
    guard let name = DigestOf<PublicKey>(bytes: Array(thumbprint.bytes)), case .opening(let key)? = try ring().secret(name) else {
      return nil
    }
    return key
  }

  /// What the node shows to other nodes, and they to it.
  public func certificate() async throws -> NodeCertificate {
    guard case .certificate(let own)? = try await inUse(.certificate), let pin = own.pin.bytes else { throw TrustProblem.noSuchKey }
    return NodeCertificate(certificate: own.certificate, privateKey: own.privateKey, pin: pin)
  }

  /// The keys as their file has them now: for pages and warnings.
  public func ring() throws -> OwnKeyRing {
    let stamp = try file.file.stamp()
    if let known = known.withLock({ $0 }), known.stamp == stamp { return known.ring }
    let ring = try file.read()
    guard ring.authority == authority else { throw TrustProblem.keyFile(path: file.file.url.path) }
    known.withLock { $0 = (stamp, ring) }
    return ring
  }

  private func signer() async throws -> SigningKey {
    guard case .signing(let key)? = try await inUse(.signature) else { throw TrustProblem.noSuchKey }
    return key
  }

  private func inUse(_ use: EntryKey.Use) async throws -> OwnKeyRing.Secret? {
    let ring = try ring()
    let isOne = ring.keys.count(where: { $0.use == use && ring.secret($0.name) != nil }) == 1
    return ring.inUse(use, published: isOne ? [] : try await published(), at: now()).flatMap { ring.secret($0.name) }
  }
}
