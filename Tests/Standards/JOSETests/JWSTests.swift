// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import Testing

@testable import JOSE

@Suite("Signed texts") struct JWSTests {
  private let key = SigningKey()

  private func read(_ text: Data) throws(JOSEFault) -> Data {
    try CompactJWS(text).payload(signedBy: key.verificationKey, type: Sample.type)
  }

  @Test("What is signed here is read here, and says key and type before it is believed")
  func roundTrip() throws {
    let text = try CompactJWS.sign(Sample.payload, type: Sample.type, with: key)
    let read = try CompactJWS(text)
    #expect(read.keyID == key.verificationKey.thumbprint)
    #expect(read.type == Sample.type)
    #expect(try read.payload(signedBy: key.verificationKey, type: Sample.type) == Sample.payload)
    #expect(try self.read(CompactJWS.sign(Data(), type: Sample.type, with: key)) == Data())
  }

  @Test("The example of RFC 8037: its signature is made and fits, its algorithm's name is refused")
  func rfc8037() throws {
    let key = try SigningKey(json: Data(RFC8037.secret.utf8))
    #expect(Base64URL.text(try key.key.signature(for: Data(RFC8037.signed.utf8))) == RFC8037.signature)
    let verificationKey = try VerificationKey(json: Data(RFC8037.open.utf8))
    #expect(verificationKey.key.isValidSignature(try #require(Base64URL.decode(RFC8037.signature)), for: Data(RFC8037.signed.utf8)))
    #expect(throws: JOSEFault.wrongAlgorithm) { try CompactJWS(Data("\(RFC8037.signed).\(RFC8037.signature)".utf8)) }
  }

  @Test("Every byte that is changed, in three ways, makes it a text that is refused")
  func altered() throws {
    let text = try CompactJWS.sign(Sample.payload, type: Sample.type, with: key)
    for changed in Sample.altered(text) { #expect(throws: JOSEFault.self) { try read(changed) } }
  }

  @Test("Parts of another text, parts missing, added or empty are refused")
  func parts() throws {
    let text = try CompactJWS.sign(Sample.payload, type: Sample.type, with: key)
    let other = try CompactJWS.sign(Data("other".utf8), type: "other+jws", with: SigningKey())
    for place in 0..<3 {
      var parts = Sample.split(text)
      parts[place] = Sample.split(other)[place]
      #expect(throws: JOSEFault.self) { try read(Sample.join(parts)) }
      parts[place] = Data()
      #expect(throws: JOSEFault.self) { try read(Sample.join(parts)) }
      parts.remove(at: place)
      #expect(throws: JOSEFault.wrongParts) { try read(Sample.join(parts)) }
    }
    for faulty in [text + Data(".".utf8), text + Data(".AA".utf8), Data(".".utf8) + text, Data(), Data("..".utf8)] {
      #expect(throws: JOSEFault.self) { try read(faulty) }
    }
    for faulty in [text + Data("\n".utf8), Data(" ".utf8) + text, text + Data("=".utf8), text + Data([0])] {
      #expect(throws: JOSEFault.notCanonicalBase64URL) { try read(faulty) }
    }
  }

  @Test("Bits that are left over at the end of a part are no second spelling")
  func canonical() throws {
    let text = String(decoding: try CompactJWS.sign(Data("1".utf8), type: Sample.type, with: key), as: UTF8.self)
    let parts = text.split(separator: ".")
    #expect(parts[1] == "MQ")
    #expect(throws: JOSEFault.notCanonicalBase64URL) { try read(Data("\(parts[0]).MR.\(parts[2])".utf8)) }
    // Foundation reads both as the same bytes.
    #expect(Data(base64Encoded: "MR==") == Data(base64Encoded: "MQ=="))
  }

  @Test(
    "A header with anything else than the three members, or with one of them twice, is refused even though the signature fits",
    arguments: [
      (#"{"alg":"EdDSA","kid":"KID","typ":"TYP"}"#, JOSEFault.wrongAlgorithm),
      (#"{"alg":"none","kid":"KID","typ":"TYP"}"#, .wrongAlgorithm),
      (#"{"alg":"HS256","kid":"KID","typ":"TYP"}"#, .wrongAlgorithm),
      (#"{"alg":"ed25519","kid":"KID","typ":"TYP"}"#, .wrongAlgorithm),
      (#"{"alg":1,"kid":"KID","typ":"TYP"}"#, .malformedMember),
      (#"{"alg":"Ed25519","typ":"TYP"}"#, .missingMember),
      (#"{"alg":"Ed25519","kid":"KID"}"#, .missingMember),
      (#"{"kid":"KID","typ":"TYP"}"#, .missingMember),
      (#"{"alg":"Ed25519","kid":"KID","typ":"TYP","typ":"TYP"}"#, .duplicateMember),
      (#"{"alg":"Ed25519","alg":"none","kid":"KID","typ":"TYP"}"#, .duplicateMember),
      (#"{"alg":"none","\u0061lg":"Ed25519","kid":"KID","typ":"TYP"}"#, .duplicateMember),
      (#"{"alg":"Ed25519","kid":"KID","typ":"TYP","crit":["exp"]}"#, .memberNotAllowed(.critical)),
      (#"{"alg":"Ed25519","kid":"KID","typ":"TYP","crit":[]}"#, .memberNotAllowed(.critical)),
      (#"{"alg":"Ed25519","kid":"KID","typ":"TYP","zip":"DEF"}"#, .memberNotAllowed(.compression)),
      (#"{"alg":"Ed25519","kid":"KID","typ":"TYP","jku":"https://a.example"}"#, .memberNotAllowed(.keySetAddress)),
      (#"{"alg":"Ed25519","kid":"KID","typ":"TYP","jwk":{"kty":"OKP"}}"#, .memberNotAllowed(.embeddedKey)),
      (#"{"alg":"Ed25519","kid":"KID","typ":"TYP","x5u":"https://a.example"}"#, .memberNotAllowed(.certificateAddress)),
      (#"{"alg":"Ed25519","kid":"KID","typ":"TYP","x5c":[]}"#, .memberNotAllowed(.certificates)),
      (#"{"alg":"Ed25519","kid":"KID","typ":"TYP","b64":false}"#, .memberNotAllowed(.unencodedPayload)),
      (#"{"alg":"Ed25519","kid":"KID","typ":"TYP","cty":"JWT"}"#, .memberNotAllowed(nil)),
      (#"{"alg":"Ed25519","kid":"KID","typ":"TYP"} "x""#, .malformedJSON),
      (#"{"alg":"Ed25519","kid":"KID","typ":"TYP""#, .malformedJSON),
      (#"["Ed25519"]"#, .malformedJSON),
      (#""#, .malformedJSON),
      (#"{"alg":"Ed25519","kid":"someone","typ":"TYP"}"#, .malformedMember),
      (#"{"alg":"Ed25519","kid":"KID","typ":""}"#, .malformedMember),
      (#"{"alg":"Ed25519","kid":"KID","typ":"a b"}"#, .malformedMember),
      (#"{"alg":"Ed25519","kid":"KID","typ":"other+jws"}"#, .wrongType),
      (#"{"alg":"Ed25519","kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k","typ":"TYP"}"#, .wrongKey),
    ] as [(String, JOSEFault)])
  func headers(header: String, fault: JOSEFault) throws {
    let filled = header.replacing("KID", with: key.verificationKey.thumbprint.description).replacing("TYP", with: Sample.type)
    let text = try Sample.signed(header: filled, by: key)
    #expect(throws: fault) { try read(text) }
  }

  @Test("The same members with spaces and in another order are read")
  func otherSpelling() throws {
    let kid = key.verificationKey.thumbprint.description
    let text = try Sample.signed(header: #"{ "typ": "\#(Sample.type)", "kid": "\#(kid)", "alg": "Ed25519" }"#, by: key)
    #expect(try read(text) == Sample.payload)
  }

  @Test("A signature with another spelling of its number, or of another length, does not fit")
  func malleability() throws {
    var parts = Sample.split(try CompactJWS.sign(Sample.payload, type: Sample.type, with: key))
    var signature = [UInt8](try #require(Base64URL.decode(parts[2])))
    // The order of the group is added to the second half.
    let order: [UInt8] = [
      0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      0,
      0, 0x10,
    ]
    var carry = 0
    for (place, byte) in order.enumerated() {
      carry += Int(signature[32 + place]) + Int(byte)
      signature[32 + place] = UInt8(carry & 0xFF)
      carry >>= 8
    }
    for faulty in [signature, signature + [0], Array(signature.dropLast())] {
      parts[2] = Base64URL.encode(faulty)
      #expect(throws: JOSEFault.badSignature) { try read(Sample.join(parts)) }
    }
  }

  @Test("A text over the limit is refused before it is looked at, and a long header too")
  func limits() throws {
    let text = try CompactJWS.sign(Sample.payload, type: Sample.type, with: key)
    #expect(throws: JOSEFault.tooLarge) { try CompactJWS(text, limit: text.count - 1) }
    #expect(try CompactJWS(text, limit: text.count).type == Sample.type)
    let long = try Sample.signed(header: #"{"alg":"Ed25519"\#(String(repeating: " ", count: 2048))}"#, by: key)
    #expect(throws: JOSEFault.malformedJSON) { try CompactJWS(long) }
  }

  @Test("A key kept elsewhere signs, and a signature that it got wrong is not given out")
  func keptElsewhere() async throws {
    let keeper = key.key
    let text = try await CompactJWS.sign(Sample.payload, type: Sample.type, for: key.verificationKey) { try keeper.signature(for: $0) }
    #expect(try read(text) == Sample.payload)
    await #expect(throws: JOSEFault.badSignature) {
      try await CompactJWS.sign(Sample.payload, type: Sample.type, for: key.verificationKey) { try SigningKey().key.signature(for: $0) }
    }
    #expect(throws: JOSEFault.wrongType) { try CompactJWS.sign(Sample.payload, type: "a\"b", with: key) }
  }
}
