// SPDX-License-Identifier: Apache-2.0
import Crypto
public import ExchangeRules
public import Foundation
import JOSE
public import Kernel
import StrictJSON

/// What a State tells other authorities alone: telephone numbers, names, hours.
///
/// The module of the directory says what is in it; here it is bytes. It stands in no public file. The State's signed part has a digest of it (``RestrictedPointer``), and a salt in it keeps whoever reads the digest
/// from trying telephone numbers until one fits.
public struct RestrictedPart: Hashable, Sendable {
  /// The longest that is read, in bytes.
  public static let largest = 256 << 10
  /// The longest content, in bytes: written as text it is a third longer.
  public static let largestContent = 180 << 10
  /// It is filled up to whole steps of so many bytes, so that the length that is published tells little.
  public static let step = 4 << 10
  /// The type of what a State sends to the secretariat, sealed.
  static let type = "comity-restricted+json"

  private static let saltLength = 32
  private static let filling = UInt8(ascii: " ")

  /// The State whose part it is.
  public let state: StateCode
  /// What it tells.
  public let content: Data
  /// The bytes that the digest is made of, the salt among them.
  public let file: Data

  /// Writes a part with a salt of its own.
  /// - Throws: ``TrustProblem/badValue(name:)`` for content that is too long.
  public init(state: StateCode, content: Data) throws {
    guard content.count <= Self.largestContent else { throw TrustProblem.badValue(name: "restricted") }
    let salt = SymmetricKey(size: .bits256).withUnsafeBytes { Data($0) }
    self.state = state
    self.content = content
    let written = try CanonicalJSON.encode(Form(v: 1, state: state.code, salt: Base64URL.text(salt), b64: Base64URL.text(content)))
    let missing = (Self.step - written.count % Self.step) % Self.step
    file = written + Data(repeating: Self.filling, count: missing)
  }

  /// Reads a part.
  /// - Throws: ``TrustProblem/unreadable(path:)`` that names nothing of the content.
  public init(reading bytes: Data) throws(TrustProblem) {
    let fault = TrustProblem.unreadable(path: "restricted")
    guard bytes.count <= Self.largest, bytes.count % Self.step == 0 else { throw fault }
    var text = bytes
    while text.last == Self.filling { text.removeLast() }
    do {
      let value = try StrictJSON.parse(text, limits: StrictLimits(bytes: Self.largest, depth: 2))
      let form = try StrictDecoder().decode(Form.self, from: value)
      guard form.v == 1, let state = StateCode(form.state), state.code == form.state, Base64URL.decode(form.salt)?.count == Self.saltLength,
        let content = Base64URL.decode(form.b64)
      else { throw fault }
      self.state = state
      self.content = content
      file = bytes
    } catch {
      throw fault
    }
  }

  /// What the State's signed part says of it.
  public var pointer: RestrictedPointer { RestrictedPointer(state: state, digest: DigestOf(of: file), size: file.count) }

  /// The part, when it is the one that a State vouches for; the digest is looked at before anything is read.
  /// - Throws: ``TrustProblem/unreadable(path:)``.
  static func read(_ bytes: Data, as pointer: RestrictedPointer) throws(TrustProblem) -> RestrictedPart {
    guard bytes.count == pointer.size, DigestOf<RestrictedPart>(of: bytes) == pointer.digest else {
      throw .unreadable(path: "restricted")
    }
    let part = try RestrictedPart(reading: bytes)
    guard part.state == pointer.state else { throw .unreadable(path: "restricted") }
    return part
  }

  // MARK: On its way to the secretariat

  /// The part, sealed for the secretariat's node: it may lie in a mailbox.
  /// - Throws: ``TrustProblem/badValue(name:)`` when the secretariat's entry has no key to seal for.
  func sealed(for secretariat: DirectoryEntry, at now: Date) throws -> Data {
    let usable = secretariat.keys.filter { $0.use == .encryption && $0.isUsable(at: now) }
    guard let bytes = usable.max(by: { $0.notBefore < $1.notBefore })?.bytes else { throw TrustProblem.badValue(name: "secretariat") }
    return try CompactJWE.seal(file, contentType: Self.type, for: EncryptionKey(bytes: bytes))
  }

  /// Opens a part that was sealed for this node.
  /// - Throws: ``TrustProblem/notSealedForThisNode(state:)``, ``TrustProblem/unreadable(path:)``.
  static func open(_ sealed: Data, as pointer: RestrictedPointer, with keys: any OwnKeys) async throws -> RestrictedPart {
    guard let text = try? CompactJWE(sealed), let key = try await keys.decryptionKey(text.keyID),
      let bytes = try? text.open(with: key, contentType: type)
    else { throw TrustProblem.notSealedForThisNode(state: pointer.state.code) }
    return try read(bytes, as: pointer)
  }

  private struct Form: Codable {
    var v: Int
    var state: String
    var salt: String
    var b64: String
  }
}

/// What the public, signed part of a State says of the part for authorities alone: which one it is, and nothing of what it tells.
public struct RestrictedPointer: Hashable, Sendable {
  /// The longest that is read, in bytes.
  static let largest = 4 << 10

  /// The State whose part it is.
  public let state: StateCode
  /// The digest of the part with its salt.
  public let digest: DigestOf<RestrictedPart>
  /// The length of the part in bytes.
  public let size: Int

  /// The path of a State's below the targets.
  public static func path(of state: StateCode) -> String { "authorities/\(state.code)/restricted.json" }

  init(state: StateCode, digest: DigestOf<RestrictedPart>, size: Int) {
    self.state = state
    self.digest = digest
    self.size = size
  }

  /// Reads a file of the directory.
  /// - Throws: ``TrustProblem/unreadable(path:)``.
  init(reading bytes: Data) throws(TrustProblem) {
    do {
      let value = try StrictJSON.parse(bytes, limits: StrictLimits(bytes: Self.largest, depth: 2))
      let form = try StrictDecoder().decode(Form.self, from: value)
      guard form.v == 1, let state = StateCode(form.state), state.code == form.state, form.size % RestrictedPart.step == 0,
        (RestrictedPart.step...RestrictedPart.largest).contains(form.size)
      else { throw TrustProblem.unreadable(path: "restricted") }
      self.init(state: state, digest: form.sha256, size: form.size)
    } catch {
      throw .unreadable(path: "restricted")
    }
  }

  /// The file as it is published.
  func file() throws -> Data { try CanonicalJSON.encode(Form(v: 1, state: state.code, sha256: digest, size: size)) }

  private struct Form: Codable {
    var v: Int
    var state: String
    var sha256: DigestOf<RestrictedPart>
    var size: Int
  }
}

/// The entry of the secretariat's node: where nodes ask for what is not public, and which certificate it shows.
///
/// The signers of the list of States vouch for it, not the node's own file.
public enum SecretariatEntry {
  /// Its path below the targets.
  public static let path = "secretariat.entry.json"
  /// The label that its name has.
  public static let label = "secretariat"

  /// Reads it.
  /// - Throws: ``TrustProblem/unreadable(path:)``.
  public static func read(_ bytes: Data) throws(TrustProblem) -> DirectoryEntry {
    let entry = try EntryDocument.read(bytes)
    guard entry.authority.label == label else { throw .unreadable(path: path) }
    return entry
  }
}
