// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import Testing

@testable import JOSE

@Suite("Keys of JOSE") struct KeyTests {
  @Test("The key of RFC 8037 is read, has the RFC's thumbprint and is written and read again")
  func rfc8037() throws {
    let secret = try SigningKey(json: Data(RFC8037.secret.utf8))
    let open = try VerificationKey(json: Data(RFC8037.open.utf8))
    #expect(secret.verificationKey == open)
    #expect(open.thumbprint.description == RFC8037.thumbprint)
    #expect(Thumbprint(RFC8037.thumbprint) == open.thumbprint)
    #expect(try VerificationKey(json: open.json) == open)
    #expect(try SigningKey(json: secret.secretJSON).bytes == secret.bytes)
    #expect(String(decoding: open.json, as: UTF8.self).contains(#""d""#) == false)
  }

  @Test("Keys that agree are written and read again")
  func agreement() throws {
    let key = DecryptionKey()
    #expect(try DecryptionKey(json: key.secretJSON).bytes == key.bytes)
    #expect(try EncryptionKey(json: key.encryptionKey.json) == key.encryptionKey)
    #expect(try EncryptionKey(bytes: key.encryptionKey.bytes) == key.encryptionKey)
  }

  @Test(
    "A public key with anything wrong is refused",
    arguments: [
      (#""kty":"OKP""#, #""kty":"EC""#, JOSEFault.malformedKey),
      (#""crv":"Ed25519""#, #""crv":"X25519""#, .malformedKey),
      (#""crv":"Ed25519""#, #""crv":"Ed448""#, .malformedKey),
      (#""crv":"Ed25519","#, "", .missingMember),
      ("URo\"", "URo=\"", .notCanonicalBase64URL),
      ("URo\"", "URp\"", .notCanonicalBase64URL),
      ("URo\"", "URoA\"", .malformedKey),
      (#""kty":"OKP""#, #""kty":"OKP","kty":"OKP""#, .duplicateMember),
      (#""kty":"OKP""#, #""kty":"OKP","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A""#, .memberNotAllowed(.privateHalf)),
      (#""kty":"OKP""#, #""kty":"OKP","x5u":"https://a.example""#, .memberNotAllowed(.certificateAddress)),
      (#""kty":"OKP""#, #""kty":"OKP","key_ops":["verify"]"#, .memberNotAllowed(nil)),
      (#""kty":"OKP""#, #""kty":"OKP","kid":"somebody""#, .wrongKey),
      (#""kty":"OKP""#, #""kty":"OKP","use":"enc""#, .wrongType),
      (#""kty":"OKP""#, #""kty":"OKP","alg":"EdDSA""#, .wrongAlgorithm),
      (#""kty":"OKP""#, #""kty":"OKP","use":1"#, .malformedMember),
      ("}", "}}", .malformedJSON),
    ] as [(String, String, JOSEFault)])
  func wrong(old: String, new: String, fault: JOSEFault) {
    let json = RFC8037.open.replacing(old, with: new)
    #expect(json != RFC8037.open)
    #expect(throws: fault) { try VerificationKey(json: Data(json.utf8)) }
  }

  @Test("A word that Unicode takes for the kind of the key is another word: the sign for kelvin is no K")
  func kelvin() {
    let json = RFC8037.open.replacing("OKP", with: "O\u{212A}P")
    #expect(throws: JOSEFault.malformedKey) { try VerificationKey(json: Data(json.utf8)) }
  }

  @Test("A private key whose public half is another's is refused")
  func otherHalf() {
    let other = Base64URL.text(SigningKey().verificationKey.bytes)
    let json = RFC8037.secret.replacing("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", with: other)
    #expect(throws: JOSEFault.wrongKey) { try SigningKey(json: Data(json.utf8)) }
    #expect(throws: JOSEFault.missingMember) { try SigningKey(json: Data(RFC8037.open.utf8)) }
  }

  /// The points of order 1, 2, 4 and 8, the sign of x set or not.
  private static let points = [
    "0000000000000000000000000000000000000000000000000000000000000000", "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  ]

  @Test("A signing key of small order is refused in both its signs, and so is a number beyond the prime", arguments: points)
  func smallOrder(point: String) {
    let bytes = Data(stride(from: 0, to: 64, by: 2).compactMap { UInt8(point.dropFirst($0).prefix(2), radix: 16) })
    var signed = bytes
    signed[31] |= 0x80
    for bytes in [bytes, signed] { #expect(throws: JOSEFault.lowOrderPoint) { try VerificationKey(bytes: bytes) } }
    let beyond = Data([0xEE] + [UInt8](repeating: 0xFF, count: 30) + [0x7F])
    #expect(throws: JOSEFault.malformedKey) { try VerificationKey(bytes: beyond) }
  }

  @Test("Base64url has one spelling: what is written is read back, and nothing else is read", arguments: 0..<64)
  func base64URL(count: Int) {
    let bytes = Data((0..<count).map { _ in UInt8.random(in: 0...255) })
    let text = Base64URL.text(bytes)
    let expected = bytes.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    #expect(text == expected)
    #expect(Base64URL.decode(text) == bytes)
    for faulty in [text + "=", text + " ", text + "\n", "+" + text, text + "A" + text + "/", text + "é"] {
      #expect(Base64URL.decode(faulty) == nil)
    }
    // Of the texts of this length that differ in the last character alone, each stands for bytes of its own.
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    let read = alphabet.compactMap { Base64URL.decode(text.dropLast() + String($0)) }
    #expect(Set(read).count == read.count)
  }
}
