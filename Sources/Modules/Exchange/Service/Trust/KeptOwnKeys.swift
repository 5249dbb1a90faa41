// SPDX-License-Identifier: Apache-2.0
import Crypto
public import ExchangeRules
public import Foundation
public import JOSE
import Keys
import NIOPosix
import PKCS11
import Synchronization

/// The own keys in a file beside the database; another process that changes the file is seen within a tenth of a second, and at once by who looks
/// for a key that is not there.
public final class KeptOwnKeys: OwnKeys {
  /// The authority whose keys they are.
  public let authority: AuthorityName
  private let file: OwnKeyFile
  private let published: @Sendable () async throws -> Set<DigestOf<PublicKey>>
  private let now: @Sendable () -> Date
  private let known = KnownSecret<OwnKeyRing>()
  /// What the device unwrapped, as long as the process has use for it.
  private let unwrapped = Mutex<[DigestOf<PublicKey>: DecryptionKey]>([:])
  /// Public parts that were read once; they follow from their names.
  private let verifying = Mutex<[DigestOf<PublicKey>: VerificationKey]>([:])

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
    authority = try known.content(stamp: file.file.stampOfKeys, read: file.read).authority
  }

  /// The public part of the key that signs now.
  public func signatureKey() async throws -> VerificationKey {
    try verificationKey(try await inUse(.signature).key)
  }

  private func verificationKey(_ key: EntryKey) throws -> VerificationKey {
    if let known = verifying.withLock({ $0[key.name] }) { return known }
    guard let bytes = key.bytes else { throw TrustProblem.noSuchKey }
    let read = try VerificationKey(bytes: bytes)
    verifying.withLock { $0[key.name] = read }
    return read
  }

  /// A key in memory makes no wrong signature, and what a device makes is checked here.
  public var vouchesForSignatures: Bool { true }

  /// Signs bytes with that key.
  public func signature(for bytes: Data) async throws -> Data {
    let (ring, key) = try await inUse(.signature)
    switch ring.secret(key.name) {
    case .signing(let own): return try Data(own.key.signature(for: bytes))
    // A device may take its time, and nobody else is to wait for it.
    case .held(let place):
      let signature = try await NIOThreadPool.singleton.runIfActive { try ring.withDevice { try $1.signature(for: bytes, by: place) } }
      guard try verificationKey(key).key.isValidSignature(signature, for: bytes) else { throw JOSEFault.badSignature }
      return signature
    default: throw TrustProblem.noSuchKey
    }
  }

  /// The key that opens what was sealed for a thumbprint.
  public func decryptionKey(_ thumbprint: Thumbprint) async throws -> DecryptionKey? {
    guard let name = DigestOf<PublicKey>(bytes: Array(thumbprint.bytes)) else { return nil }
    let known = try lately()
    let ring = known.secret(name) == nil ? try ring() : known
    switch ring.secret(name) {
    case .opening(let key): return key
    case .wrapped(let content):
      if let known = unwrapped.withLock({ $0[name] }) { return known }
      let key = try await NIOThreadPool.singleton.runIfActive {
        try DecryptionKey(bytes: ring.withDevice { try $1.unwrapped(content, by: $0.wrapping) })
      }
      guard key.encryptionKey.thumbprint == thumbprint else { throw TrustProblem.noSuchKey }
      unwrapped.withLock { $0[name] = key }
      return key
    case .signing, .held, .certificate, nil: return nil
    }
  }

  /// What the node shows to other nodes, and they to it.
  public func certificate() async throws -> NodeCertificate {
    let (ring, key) = try await inUse(.certificate)
    guard case .certificate(let own)? = ring.secret(key.name) else { throw TrustProblem.noSuchKey }
    return own
  }

  /// The keys as their file has them now: for pages and warnings.
  public func ring() throws -> OwnKeyRing {
    try known.content(stamp: file.file.stampOfKeys) {
      let ring = try file.read()
      guard ring.authority == authority else { throw TrustProblem.keyFile(path: file.file.url.path) }
      // A private half that was forgotten is forgotten here too.
      unwrapped.withLock { $0 = $0.filter { ring.secret($0.key) != nil } }
      return ring
    }
  }

  /// The keys as their file had them a moment ago: for what is done hundreds of times a second.
  private func lately() throws -> OwnKeyRing { try known.recent() ?? ring() }

  /// Whether the device that keeps keys can be used, asked of it now; `nil` when there is none.
  public func device() async -> KeyDeviceState? {
    guard let ring = try? ring(), ring.device != nil else { return nil }
    // A device may take its time, and nobody else is to wait for it.
    return (try? await NIOThreadPool.singleton.runIfActive { ring.stateOfDevice() }) ?? .troubled(.missing)
  }

  private func inUse(_ use: EntryKey.Use) async throws -> (ring: OwnKeyRing, key: EntryKey) {
    let ring = try lately()
    let isOne = ring.keys.count(where: { $0.use == use && ring.secret($0.name) != nil }) == 1
    guard let key = ring.inUse(use, published: isOne ? [] : try await published(), at: now()) else { throw TrustProblem.noSuchKey }
    return (ring, key)
  }
}
