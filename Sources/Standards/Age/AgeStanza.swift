// SPDX-License-Identifier: Apache-2.0
import Crypto
import CryptoExtras
import Foundation

/// One recipient's copy of the file's key.
struct AgeStanza: Equatable {
  var arguments: [String]
  var body: Data

  init(arguments: [String], body: Data) {
    self.arguments = arguments
    self.body = body
  }

  private static let zeroNonce = Data(count: 12)

  private static func seal(_ fileKey: SymmetricKey, under key: SymmetricKey) throws -> Data {
    let box = try fileKey.withUnsafeBytes { try ChaChaPoly.seal(Data($0), using: key, nonce: .init(data: zeroNonce)) }
    return box.ciphertext + box.tag
  }

  private func open(under key: SymmetricKey) throws -> SymmetricKey? {
    // A body of another length could be made to open under two keys.
    guard body.count == 32 else { throw AgeFault.malformedHead }
    let box = try ChaChaPoly.SealedBox(combined: Self.zeroNonce + body)
    return (try? ChaChaPoly.open(box, using: key)).map { SymmetricKey(data: $0) }
  }

  // MARK: X25519

  private static func wrappingKey(_ secret: SharedSecret, share: Data, recipient: Data) throws -> SymmetricKey {
    // A share of low order would make a key that everybody knows.
    guard secret.withUnsafeBytes({ !$0.allSatisfy { $0 == 0 } }) else { throw AgeFault.malformedHead }
    return secret.hkdfDerivedSymmetricKey(
      using: SHA256.self, salt: share + recipient, sharedInfo: Data("age-encryption.org/v1/X25519".utf8), outputByteCount: 32)
  }

  /// Wraps a file's key for a recipient.
  init(_ fileKey: SymmetricKey, for recipient: AgeRecipient) throws {
    let passing = Curve25519.KeyAgreement.PrivateKey()
    let share = passing.publicKey.rawRepresentation
    let secret = try passing.sharedSecretFromKeyAgreement(with: recipient.key)
    let key = try Self.wrappingKey(secret, share: share, recipient: recipient.key.rawRepresentation)
    arguments = ["X25519", AgeBase64.encode(share)]
    body = try Self.seal(fileKey, under: key)
  }

  /// The file's key, where the stanza is for this identity.
  /// - Throws: ``AgeFault/malformedHead`` for a stanza of this kind that is not spelt as it must be.
  func fileKey(with identity: AgeIdentity) throws -> SymmetricKey? {
    guard arguments[0] == "X25519" else { return nil }
    guard arguments.count == 2, let share = AgeBase64.decode(arguments[1]), share.count == 32 else { throw AgeFault.malformedHead }
    guard let secret = try? identity.key.sharedSecretFromKeyAgreement(with: .init(rawRepresentation: share)) else {
      throw AgeFault.malformedHead
    }
    return try open(under: Self.wrappingKey(secret, share: share, recipient: identity.key.publicKey.rawRepresentation))
  }

  // MARK: Passphrase

  private static let scrypt = "scrypt"

  /// Whether it is for a passphrase; such a stanza stands alone.
  var isPassphrase: Bool { arguments[0] == Self.scrypt }

  private static func key(_ passphrase: String, salt: Data, work: Int) throws -> SymmetricKey {
    try KDF.Scrypt.deriveKey(
      from: Data(passphrase.utf8), salt: Data("age-encryption.org/v1/scrypt".utf8) + salt, outputByteCount: 32, rounds: 1 << work,
      blockSize: 8, parallelism: 1)
  }

  /// Wraps a file's key under a passphrase; `work` is the exponent of scrypt's cost.
  init(_ fileKey: SymmetricKey, passphrase: String, work: Int) throws {
    let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Data($0) }
    arguments = [Self.scrypt, AgeBase64.encode(salt), "\(work)"]
    body = try Self.seal(fileKey, under: Self.key(passphrase, salt: salt, work: work))
  }

  /// The file's key, where the passphrase is right.
  /// - Throws: ``AgeFault/tooMuchWork`` beyond the limit, ``AgeFault/malformedHead``.
  func fileKey(with passphrase: String, workUpTo limit: Int) throws -> SymmetricKey? {
    guard isPassphrase else { return nil }
    guard arguments.count == 3, let salt = AgeBase64.decode(arguments[1]), salt.count == 16,
      arguments[2].wholeMatch(of: /[1-9][0-9]?/) != nil, let work = Int(arguments[2])
    else { throw AgeFault.malformedHead }
    guard work <= limit else { throw AgeFault.tooMuchWork }
    return try open(under: Self.key(passphrase, salt: salt, work: work))
  }
}

/// Base64 in its one canonical spelling, without padding (RFC 4648, section 3.5).
enum AgeBase64 {
  static func encode(_ bytes: Data) -> String { bytes.base64EncodedString().replacing("=", with: "") }

  static func decode(_ text: some StringProtocol) -> Data? {
    let text = String(text)
    guard !text.contains("="), let bytes = Data(base64Encoded: text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)) else {
      return nil
    }
    // Bits that are left over are ignored by Foundation; a second spelling of the same bytes is refused.
    return encode(bytes) == text ? bytes : nil
  }
}
