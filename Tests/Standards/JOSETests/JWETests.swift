// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import Testing

@testable import JOSE

@Suite("Sealed texts") struct JWETests {
  private let key = DecryptionKey()

  private func open(_ text: Data) throws(JOSEFault) -> Data { try CompactJWE(text).open(with: key, contentType: Sample.type) }

  @Test("What is sealed here is opened here, never twice the same, with the five members in its header alone")
  func roundTrip() throws {
    for payload in [Sample.payload, Data(), Data(repeating: 7, count: 300_000)] {
      let text = try CompactJWE.seal(payload, contentType: Sample.type, for: key.encryptionKey)
      #expect(try open(text) == payload)
      #expect(text != (try CompactJWE.seal(payload, contentType: Sample.type, for: key.encryptionKey)))
      let header = try #require(Base64URL.decode(Sample.split(text)[0]))
      let members = try #require(try JSONSerialization.jsonObject(with: header) as? [String: Any])
      #expect(Set(members.keys) == ["alg", "enc", "kid", "epk", "cty"])
    }
  }

  @Test("The derivation of the key of RFC 7518, appendix C")
  func rfc7518() throws {
    let alice = try P256.KeyAgreement.PrivateKey(
      rawRepresentation: try #require(Base64URL.decode("0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo")))
    let bob = try P256.KeyAgreement.PublicKey(
      rawRepresentation: try #require(Base64URL.decode("weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ"))
        + (try #require(Base64URL.decode("e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"))))
    let secret = try alice.sharedSecretFromKeyAgreement(with: bob)
    let derived = ConcatKDF.derive(secret, algorithm: "A128GCM", bits: 128, sender: Data("Alice".utf8), recipient: Data("Bob".utf8))
    #expect(derived.withUnsafeBytes { Base64URL.text(Data($0)) } == "VqqN6vgjbSBcIijNcacQGg")
  }

  @Test("What two keys agree on in RFC 8037, appendix A.6")
  func rfc8037() throws {
    let passing = try Curve25519.KeyAgreement.PrivateKey(
      rawRepresentation: try #require(Base64URL.decode("dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo")))
    let bob = try EncryptionKey(
      json: Data(#"{"kty":"OKP","crv":"X25519","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}"#.utf8))
    let secret = try agreed(passing, bob.key).withUnsafeBytes { Data($0) }
    #expect(secret.map { String(format: "%02x", $0) }.joined() == "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")
  }

  @Test("The key under the key of RFC 3394, section 4.6")
  func rfc3394() throws {
    let wrapped = try AES.KeyWrap.wrap(
      SymmetricKey(data: Data((0..<16).map { $0 * 0x11 }) + Data(0..<16)), using: SymmetricKey(data: Data(0..<32)))
    let expected = "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43bfb988b9b7a02dd21"
    #expect(wrapped.map { String(format: "%02x", $0) }.joined() == expected)
  }

  @Test("Every byte that is changed, in three ways, makes it a text that is refused")
  func altered() throws {
    let text = try CompactJWE.seal(Sample.payload, contentType: Sample.type, for: key.encryptionKey)
    for changed in Sample.altered(text) { #expect(throws: JOSEFault.self) { try open(changed) } }
  }

  @Test("Parts of another text, parts missing, added or empty are refused")
  func parts() throws {
    let text = try CompactJWE.seal(Sample.payload, contentType: Sample.type, for: key.encryptionKey)
    let other = try CompactJWE.seal(Sample.payload, contentType: Sample.type, for: key.encryptionKey)
    for place in 0..<5 {
      var parts = Sample.split(text)
      parts[place] = Sample.split(other)[place]
      #expect(throws: JOSEFault.cannotOpen) { try open(Sample.join(parts)) }
      parts[place] = Data()
      #expect(throws: JOSEFault.self) { try open(Sample.join(parts)) }
      parts.remove(at: place)
      #expect(throws: JOSEFault.wrongParts) { try open(Sample.join(parts)) }
    }
    #expect(throws: JOSEFault.wrongParts) { try open(text + Data(".AA".utf8)) }
    for faulty in [text + Data("\n".utf8), text + Data("=".utf8), Data(" ".utf8) + text] {
      #expect(throws: JOSEFault.notCanonicalBase64URL) { try open(faulty) }
    }
    #expect(throws: JOSEFault.tooLarge) { try CompactJWE(text, limit: text.count - 1) }
  }

  @Test("Another's key does not open it, nor is it of another type")
  func wrongKey() throws {
    let text = try CompactJWE.seal(Sample.payload, contentType: Sample.type, for: key.encryptionKey)
    #expect(throws: JOSEFault.wrongKey) { try CompactJWE(text).open(with: DecryptionKey(), contentType: Sample.type) }
    #expect(throws: JOSEFault.wrongType) { try CompactJWE(text).open(with: key, contentType: "other+jws") }
    #expect(throws: JOSEFault.wrongType) { try CompactJWE.seal(Sample.payload, contentType: "", for: key.encryptionKey) }
  }

  private static let whole = #"{"alg":"ECDH-ES+A256KW","enc":"A256GCM","kid":"KID","epk":EPK,"cty":"example-message+jws"}"#

  @Test("The header of the tests is opened as it is")
  func wholeHeader() throws {
    #expect(try open(Sample.sealed(header: Self.whole, for: key)) == Sample.payload)
  }

  @Test(
    "A header with anything else than the five members is refused even though the text would open",
    arguments: [
      (#""alg":"ECDH-ES+A256KW""#, #""alg":"ECDH-ES+A128KW""#, JOSEFault.wrongAlgorithm),
      (#""alg":"ECDH-ES+A256KW""#, #""alg":"ECDH-ES""#, .wrongAlgorithm),
      (#""alg":"ECDH-ES+A256KW""#, #""alg":"dir""#, .wrongAlgorithm),
      (#""alg":"ECDH-ES+A256KW""#, #""alg":"PBES2-HS256+A128KW","p2c":1000000000"#, .memberNotAllowed(nil)),
      (#""enc":"A256GCM""#, #""enc":"A128GCM""#, .wrongEncryption),
      (#""enc":"A256GCM""#, #""enc":"A256CBC-HS512""#, .wrongEncryption),
      (#""enc":"A256GCM","#, "", .missingMember),
      (#""kid":"KID","#, "", .missingMember),
      (#""epk":EPK,"#, "", .missingMember),
      (#","cty":"example-message+jws""#, "", .missingMember),
      (#""kid":"KID""#, #""kid":"KID","kid":"KID""#, .duplicateMember),
      (#""kid":"KID""#, #""kid":"KID","zip":"DEF""#, .memberNotAllowed(.compression)),
      (#""kid":"KID""#, #""kid":"KID","crit":["zip"]"#, .memberNotAllowed(.critical)),
      (#""kid":"KID""#, #""kid":"KID","jku":"https://a.example""#, .memberNotAllowed(.keySetAddress)),
      (#""kid":"KID""#, #""kid":"KID","jwk":EPK"#, .memberNotAllowed(.embeddedKey)),
      (#""kid":"KID""#, #""kid":"KID","x5u":"https://a.example""#, .memberNotAllowed(.certificateAddress)),
      (#""kid":"KID""#, #""kid":"KID","apu":"QQ""#, .memberNotAllowed(.senderInformation)),
      (#""kid":"KID""#, #""kid":"KID","apv":"QQ""#, .memberNotAllowed(.recipientInformation)),
      (#""kid":"KID""#, #""kid":"KID","typ":"JWE""#, .memberNotAllowed(nil)),
      ("EPK", #"{"crv":"X25519","kty":"OKP"}"#, .missingMember),
      ("EPK", #"{"crv":"X25519","kty":"OKP","x":"AQ"}"#, .malformedKey),
      ("EPK", #"{"crv":"X25519","kty":"OKP","x":"AR"}"#, .notCanonicalBase64URL),
      ("EPK", #"{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#, .malformedKey),
      ("EPK", #"{"crv":"X25519","kty":"EC","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#, .malformedKey),
      ("EPK", #"{"crv":"X25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","kid":"a"}"#, .memberNotAllowed(nil)),
      ("EPK", #"{"crv":"X25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","d":"AA"}"#, .memberNotAllowed(.privateHalf)),
      ("EPK", #"{"crv":"X25519","kty":"OKP","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"}"#, .cannotOpen),
      ("EPK", "\"X25519\"", .malformedMember),
      ("\"cty\"", #""cty":"a""#, .malformedJSON),
    ] as [(String, String, JOSEFault)])
  func headers(old: String, new: String, fault: JOSEFault) throws {
    let header = Self.whole.replacing(old, with: new)
    #expect(header != Self.whole)
    let text = try Sample.sealed(header: header, for: key)
    #expect(throws: fault) { try open(text) }
  }

  @Test("A word that Unicode takes for the name of the algorithm is another word: the sign for kelvin is no K")
  func kelvin() throws {
    let text = try Sample.sealed(header: Self.whole.replacing("A256KW", with: "A256\u{212A}W"), for: key)
    #expect(throws: JOSEFault.wrongAlgorithm) { try open(text) }
  }

  /// The points of order 1, 2, 4 and 8 of the curve and its twist, in every spelling (RFC 7748, section 6.1; libsodium's list).
  private static let lowOrder = [
    "0000000000000000000000000000000000000000000000000000000000000000", "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800", "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", "0000000000000000000000000000000000000000000000000000000000000080",
  ]

  @Test("A passing key of small order, on which everybody agrees, is refused as a key and in a header", arguments: lowOrder)
  func lowOrderPoints(point: String) throws {
    let bytes = Data(stride(from: 0, to: 64, by: 2).compactMap { UInt8(point.dropFirst($0).prefix(2), radix: 16) })
    // Beyond the prime it is another spelling of one of the others, and refused for that.
    let isReduced = Coordinate.isReduced(bytes)
    let fault: JOSEFault = isReduced && !Coordinate.hasHighBit(bytes) ? .lowOrderPoint : .malformedKey
    #expect(throws: fault) { try EncryptionKey(bytes: bytes) }
    let member = #"{"crv":"X25519","kty":"OKP","x":""# + Base64URL.text(bytes) + #""}"#
    #expect(throws: fault) { try open(Sample.sealed(header: Self.whole.replacing("EPK", with: member), for: key)) }
    // What swift-crypto itself makes of it: zeros.
    let secret = try Curve25519.KeyAgreement.PrivateKey().sharedSecretFromKeyAgreement(with: .init(rawRepresentation: bytes))
    #expect(secret.withUnsafeBytes { $0.allSatisfy { $0 == 0 } })
  }
}
