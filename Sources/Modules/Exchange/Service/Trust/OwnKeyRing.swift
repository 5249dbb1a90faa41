// SPDX-License-Identifier: Apache-2.0
import Crypto
public import ExchangeRules
public import Foundation
import JOSE
import PKCS11
import StrictJSON

/// The keys of an authority's node with their private halves, and what else its entry says.
public struct OwnKeyRing: Sendable {
  /// The authority.
  public let authority: AuthorityName
  /// Where its node listens for other nodes.
  public var endpoint: String
  /// The languages it works in.
  public var languages: [String]
  /// The keys as the entry lists them.
  public private(set) var keys: [EntryKey]
  /// The private halves that are still needed, by the name of the key.
  private var secrets: [DigestOf<PublicKey>: Secret]
  /// Where keys are made that must not be copied; `nil` for the file alone.
  let device: KeyDevice?
  /// Tells the device's PIN when it is needed.
  var pin: @Sendable () -> String? = { nil }

  /// The private half of a key.
  enum Secret: Sendable {
    case signing(SigningKey)
    case opening(DecryptionKey)
    /// A key for signatures that is in the device and stays there, by its name there.
    case held(Data)
    /// A key that opens, wrapped by the device.
    case wrapped(Data)
    case certificate(NodeCertificate)
  }

  /// Makes the first keys of an authority.
  /// - Parameters:
  ///   - device: what is to keep the keys for signatures and to wrap those that open.
  ///   - pin: tells its PIN.
  /// - Throws: ``TrustProblem/badValue(name:)`` when the address or a language is none, ``TrustProblem/keyDevice(token:)``.
  public init(
    authority: AuthorityName, endpoint: String, languages: [String], device: KeyDevice? = nil,
    pin: @escaping @Sendable () -> String? = { nil }, at now: Date
  ) throws {
    self.authority = authority
    self.endpoint = endpoint
    self.languages = languages
    keys = []
    secrets = [:]
    self.device = device
    self.pin = pin
    guard DirectoryEntry.isEndpoint(endpoint) else { throw TrustProblem.badValue(name: "endpoint") }
    if device != nil { try withDevice { device, token in try token.makeWrappingKey(device.wrapping, label: "comity \(authority)") } }
    for use in EntryKey.Use.allCases { try add(use, from: now) }
    guard entry != nil else { throw TrustProblem.badValue(name: "languages") }
  }

  init(
    authority: AuthorityName, endpoint: String, languages: [String], keys: [EntryKey], secrets: [DigestOf<PublicKey>: Secret],
    device: KeyDevice? = nil
  ) {
    self.authority = authority
    self.endpoint = endpoint
    self.languages = languages
    self.keys = keys
    self.secrets = secrets
    self.device = device
  }

  /// What the directory is to say of the authority.
  public var entry: DirectoryEntry? {
    DirectoryEntry(authority: authority, endpoint: endpoint, keys: keys, leastProfile: 1, languages: languages)
  }

  /// Adds a key that takes over at an instant, and ends those before it a month later; where none is left that could be used, one that is valid
  /// at once.
  /// - Throws: ``TrustProblem/tooSoon(earliest:)``, ``TrustProblem/noSuchKey``, ``TrustProblem/alreadyChanged``.
  public mutating func rotate(_ use: EntryKey.Use, from begins: Date, at now: Date) throws {
    if KeyPlan.missing(keys, at: now).contains(use) { return try add(use, from: now) }
    do throws(CannotChangeKeys) {
      keys = try KeyPlan.rotated(keys, use: use, from: begins, at: now)
    } catch {
      throw TrustProblem(error)
    }
    try add(use, from: begins)
  }

  /// Takes a key back because somebody else may have had it since a time; where none of its use is left, another is made that is valid at once.
  /// - Returns: the uses for which a key was made.
  /// - Throws: ``TrustProblem``.
  public mutating func revoke(_ name: DigestOf<PublicKey>, since: Date, at now: Date) throws -> [EntryKey.Use] {
    do throws(CannotChangeKeys) {
      keys = try KeyPlan.revoked(keys, name, since: since, at: now)
    } catch {
      throw TrustProblem(error)
    }
    // What was sealed for it in good faith must still be opened; nothing is signed with it any more.
    switch secrets[name] {
    case .opening, .wrapped: break
    case .signing, .held, .certificate, nil: secrets[name] = nil
    }
    let missing = KeyPlan.missing(keys, at: now)
    for use in missing { try add(use, from: now) }
    return missing
  }

  /// Forgets the private halves that are of no more use.
  /// - Returns: how many.
  public mutating func forgetSpent(at now: Date) -> Int {
    let spent = keys.filter { secrets[$0.name] != nil && KeyPlan.isSpent($0, at: now) }
    for key in spent { secrets[key.name] = nil }
    return spent.count
  }

  private mutating func add(_ use: EntryKey.Use, from begins: Date) throws {
    let (begin, end) = KeyPlan.dates(use, from: begins)
    let name: DigestOf<PublicKey>?
    let bytes: Data?
    let secret: Secret
    switch use {
    case .signature where device != nil:
      let place = KeyDevice.freshName()
      let key = try withDevice { _, token in try VerificationKey(bytes: token.makeSigningKey(place, label: "comity \(authority)")) }
      (name, bytes, secret) = (DigestOf(bytes: key.thumbprint.bytes), key.bytes, .held(place))
    case .signature:
      let key = SigningKey()
      (name, bytes, secret) = (DigestOf(bytes: key.verificationKey.thumbprint.bytes), key.verificationKey.bytes, .signing(key))
    case .encryption:
      let key = DecryptionKey()
      let kept =
        if device == nil { Secret.opening(key) } else { Secret.wrapped(try withDevice { try $1.wrapped(key.bytes, by: $0.wrapping) }) }
      (name, bytes, secret) = (DigestOf(bytes: key.encryptionKey.thumbprint.bytes), key.encryptionKey.bytes, kept)
    case .certificate:
      let certificate = try NodeCertificate.selfSigned(
        for: authority, host: URL(string: endpoint)?.host() ?? "", from: begin, until: end)
      (name, bytes, secret) = (DigestOf(bytes: Array(certificate.pin)), nil, .certificate(certificate))
    }
    guard let name, let key = EntryKey(use: use, name: name, bytes: bytes, notBefore: begin, expiresAt: end) else {
      throw TrustProblem.noSuchKey
    }
    keys.append(key)
    secrets[name] = secret
  }

  func secret(_ name: DigestOf<PublicKey>) -> Secret? { secrets[name] }

  /// The key of a use that the node uses now, of those whose private half is here.
  func inUse(_ use: EntryKey.Use, published: Set<DigestOf<PublicKey>>, at now: Date) -> EntryKey? {
    KeyPlan.inUse(keys.filter { secrets[$0.name] != nil }, use: use, at: now) { published.contains($0) }
  }
}
