// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Foundation
import StrictJSON

/// A sealed text in the compact form of JWE, read but not yet opened.
///
/// The header has five members and no others: `alg` is `ECDH-ES+A256KW`, `enc` is `A256GCM`, `kid` the thumbprint of the recipient's key, `epk`
/// the passing key of X25519, `cty` the type of what is inside. How long the content is can be seen from outside: whoever wants to hide it pads.
/// - Source: RFC 7516, section 7.1; RFC 7518, sections 4.6 and 5.3; RFC 8037, section 3.2
public struct CompactJWE: Sendable {
  /// The one way in which the key is wrapped.
  public static let algorithm = "ECDH-ES+A256KW"
  /// The one way in which the content is encrypted.
  public static let encryption = "A256GCM"
  /// The largest text that is read unless told otherwise, in bytes.
  public static let largest = 1 << 20

  /// The key that the text says it is sealed for.
  public let keyID: Thumbprint
  /// The type that the text says its content has.
  public let contentType: String
  private let passingKey: Curve25519.KeyAgreement.PublicKey
  private let head: Data
  private let wrappedKey: Data
  private let nonce: Data
  private let content: Data
  private let tag: Data

  /// Reads a text without opening it.
  /// - Throws: ``JOSEFault``.
  public init(_ bytes: Data, limit: Int = CompactJWE.largest) throws(JOSEFault) {
    let parts = try compactParts(bytes, count: 5, limit: limit)
    let header = try MemberReader(decodedPart(parts[0]), allowing: ["alg", "enc", "kid", "epk", "cty"])
    guard isWord(try header.text("alg"), Self.algorithm) else { throw .wrongAlgorithm }
    guard isWord(try header.text("enc"), Self.encryption) else { throw .wrongEncryption }
    keyID = try header.thumbprint("kid")
    contentType = try header.mediaType("cty")
    let point = try KeyText.publicBytes(header.object("epk", allowing: ["kty", "crv", "x"]), curve: .x25519)
    passingKey = try EncryptionKey.checked(point)
    head = Data(parts[0])
    wrappedKey = try decodedPart(parts[1])
    nonce = try decodedPart(parts[2])
    content = try decodedPart(parts[3])
    tag = try decodedPart(parts[4])
    guard wrappedKey.count == 40, nonce.count == 12, tag.count == 16 else { throw .cannotOpen }
  }

  /// The content, when it was sealed for this key and is of this type.
  /// - Throws: ``JOSEFault/wrongKey``, ``JOSEFault/wrongType``, ``JOSEFault/lowOrderPoint``, ``JOSEFault/cannotOpen``.
  public func open(with key: DecryptionKey, contentType: String) throws(JOSEFault) -> Data {
    guard keyID == key.encryptionKey.thumbprint else { throw .wrongKey }
    guard self.contentType == contentType else { throw .wrongType }
    let wrappingKey = ConcatKDF.derive(try agreed(key.key, passingKey), algorithm: Self.algorithm, bits: 256)
    // One fault for both steps: which of them failed is nobody's business.
    do {
      let contentKey = try AES.KeyWrap.unwrap(wrappedKey, using: wrappingKey)
      let box = try AES.GCM.SealedBox(nonce: AES.GCM.Nonce(data: nonce), ciphertext: content, tag: tag)
      return try AES.GCM.open(box, using: contentKey, authenticating: head)
    } catch {
      throw .cannotOpen
    }
  }

  /// Seals content for one recipient.
  /// - Throws: ``JOSEFault/wrongType`` for a type that is no media type.
  public static func seal(_ content: some DataProtocol, contentType: String, for recipient: EncryptionKey) throws(JOSEFault) -> Data {
    guard isMediaType(contentType) else { throw .wrongType }
    let passing = Curve25519.KeyAgreement.PrivateKey()
    let wrappingKey = ConcatKDF.derive(try agreed(passing, recipient.key), algorithm: algorithm, bits: 256)
    let contentKey = SymmetricKey(size: .bits256)
    let head = Base64URL.encode(
      headerBytes([
        ("alg", .string(algorithm)), ("enc", .string(encryption)), ("kid", .string(recipient.thumbprint.description)),
        ("epk", .object(KeyText.memberList(.x25519, passing.publicKey.rawRepresentation))), ("cty", .string(contentType)),
      ]))
    guard let wrapped = try? AES.KeyWrap.wrap(contentKey, using: wrappingKey),
      let box = try? AES.GCM.seal(content, using: contentKey, authenticating: head)
    else { throw .cannotOpen }
    var text = head
    text.reserveCapacity(head.count + (box.ciphertext.count + 100) * 4 / 3)
    for part in [wrapped, Data(box.nonce), box.ciphertext, box.tag] {
      text.append(UInt8(ascii: "."))
      text.append(Base64URL.encode(part))
    }
    return text
  }
}
