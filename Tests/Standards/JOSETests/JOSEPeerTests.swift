// SPDX-License-Identifier: Apache-2.0
import Foundation
import JOSE
import PeerKit
import Testing

/// Two libraries of Python that know JOSE.
enum JOSEPeer: String, CaseIterable, Sendable {
  /// PyPI's `joserfc`.
  case joserfc
  /// PyPI's `jwcrypto`.
  case jwcrypto

  func ask(_ questions: [[String: Any]]) throws -> [Peer.Answer] {
    try Peer.ask(
      "jose_peer",
      questions.map { question in
        var named = question
        named["do"] = rawValue + "_" + (question["do"] as? String ?? "")
        return named
      })
  }
}

@Suite("JOSE and other programs") struct JOSEPeerTests {
  private let type = "example-message+jws"

  private func payloads(sizes: [Int] = [0, 1, 2, 3, 100, 5000]) -> [Data] {
    (0..<Peer.rounds).map { round in Data((0..<sizes[round % sizes.count]).map { _ in UInt8.random(in: 0...255) }) }
  }

  private func text(_ data: Data) -> String { String(decoding: data, as: UTF8.self) }

  @Test("What is signed here is read there, and each changed part is refused there", arguments: JOSEPeer.allCases)
  func signedHere(peer: JOSEPeer) throws {
    let key = SigningKey()
    let payloads = payloads()
    let texts = try payloads.map { text(try CompactJWS.sign($0, type: type, with: key)) }
    let read = try peer.ask(texts.map { ["do": "verify", "key": text(key.verificationKey.json), "text": $0] })
    #expect(read.map { $0.value.flatMap { Data(base64Encoded: $0) } } == payloads)
    let parts = texts[0].split(separator: ".", omittingEmptySubsequences: false)
    let other = text(try CompactJWS.sign(Data("other".utf8), type: type, with: SigningKey()))
      .split(separator: ".", omittingEmptySubsequences: false)
    let changed = (0..<3).map { place in
      var parts = parts
      parts[place] = other[place]
      return parts.joined(separator: ".")
    }
    let refused = try peer.ask(changed.map { ["do": "verify", "key": text(key.verificationKey.json), "text": $0] })
    #expect(refused.allSatisfy { $0.value == nil })
  }

  @Test(
    "What is signed there is read here; changed, under the old name or with other members it is refused here", arguments: JOSEPeer.allCases)
  func signedThere(peer: JOSEPeer) throws {
    let secret = try #require(try peer.ask([["do": "new_key", "curve": "Ed25519"]])[0].value)
    let key = try SigningKey(json: Data(secret.utf8)).verificationKey
    #expect(try peer.ask([["do": "thumbprint", "key": secret]])[0].value == key.thumbprint.description)
    let header: [String: Any] = ["alg": "Ed25519", "kid": key.thumbprint.description, "typ": type]
    let payloads = payloads()
    let signed = try peer.ask(payloads.map { ["do": "sign", "key": secret, "header": header, "payload": $0.base64EncodedString()] })
    for (payload, answer) in zip(payloads, signed) {
      let text = Data(try #require(answer.value).utf8)
      #expect(try CompactJWS(text).payload(signedBy: key, type: type) == payload)
      var changed = text
      changed[Int.random(in: text.indices)] ^= 1
      #expect(throws: JOSEFault.self) { try CompactJWS(changed).payload(signedBy: key, type: type) }
    }
    let others: [([String: Any], JOSEFault)] = [
      (["alg": "EdDSA"], .wrongAlgorithm), (["jku": "https://a.example"], .memberNotAllowed(.keySetAddress)),
      (["jwk": ["kty": "OKP"]], .memberNotAllowed(.embeddedKey)), (["x5u": "https://a.example"], .memberNotAllowed(.certificateAddress)),
    ]
    let answers = try peer.ask(
      others.map { ["do": "sign", "key": secret, "header": header.merging($0.0) { $1 }, "payload": "AAAA"] })
    for (answer, (_, fault)) in zip(answers, others) {
      let text = Data(try #require(answer.value).utf8)
      #expect(throws: fault) { try CompactJWS(text) }
    }
  }

  @Test("What is sealed here is opened there, and each changed part is refused there", arguments: JOSEPeer.allCases)
  func sealedHere(peer: JOSEPeer) throws {
    let key = DecryptionKey()
    // jwcrypto takes an empty part for a missing one and does not open what has no content.
    let payloads = payloads(sizes: peer == .jwcrypto ? [1, 2, 3, 100, 5000] : [0, 1, 2, 3, 100, 5000])
    let texts = try payloads.map { text(try CompactJWE.seal($0, contentType: type, for: key.encryptionKey)) }
    let opened = try peer.ask(texts.map { ["do": "open", "key": text(key.secretJSON), "text": $0] })
    #expect(opened.map { $0.value.flatMap { Data(base64Encoded: $0) } } == payloads)
    let parts = texts[3].split(separator: ".", omittingEmptySubsequences: false)
    let other = text(try CompactJWE.seal(payloads[3], contentType: type, for: key.encryptionKey))
      .split(separator: ".", omittingEmptySubsequences: false)
    let changed = (0..<5).map { place in
      var parts = parts
      parts[place] = other[place]
      return parts.joined(separator: ".")
    }
    let refused = try peer.ask(changed.map { ["do": "open", "key": text(key.secretJSON), "text": $0] })
    #expect(refused.allSatisfy { $0.value == nil })
  }

  @Test(
    "What is sealed there is opened here; changed, or in another way than the profile's, it is refused here", arguments: JOSEPeer.allCases)
  func sealedThere(peer: JOSEPeer) throws {
    let secret = try #require(try peer.ask([["do": "new_key", "curve": "X25519"]])[0].value)
    let key = try DecryptionKey(json: Data(secret.utf8))
    #expect(try peer.ask([["do": "thumbprint", "key": secret]])[0].value == key.encryptionKey.thumbprint.description)
    let open = text(key.encryptionKey.json)
    let header: [String: Any] = [
      "alg": "ECDH-ES+A256KW", "enc": "A256GCM", "kid": key.encryptionKey.thumbprint.description, "cty": type,
    ]
    let payloads = payloads()
    let sealed = try peer.ask(payloads.map { ["do": "seal", "key": open, "header": header, "payload": $0.base64EncodedString()] })
    for (payload, answer) in zip(payloads, sealed) {
      let text = Data(try #require(answer.value).utf8)
      #expect(try CompactJWE(text).open(with: key, contentType: type) == payload)
      var changed = text
      changed[Int.random(in: text.indices)] ^= 1
      #expect(throws: JOSEFault.self) { try CompactJWE(changed).open(with: key, contentType: type) }
    }
    let others: [([String: Any], JOSEFault)] = [
      (["zip": "DEF"], .memberNotAllowed(.compression)), (["apu": "QQ", "apv": "QQ"], .memberNotAllowed(.senderInformation)),
      (["enc": "A128GCM"], .wrongEncryption), (["alg": "ECDH-ES+A128KW"], .wrongAlgorithm), (["alg": "ECDH-ES"], .wrongAlgorithm),
    ]
    let answers = try peer.ask(others.map { ["do": "seal", "key": open, "header": header.merging($0.0) { $1 }, "payload": "AAAA"] })
    for (answer, (members, fault)) in zip(answers, others) {
      let text = Data(try #require(answer.value).utf8)
      // Which of two members that are not allowed comes first is the peer's choice.
      if members.count > 1 {
        #expect(throws: JOSEFault.self) { try CompactJWE(text) }
      } else {
        #expect(throws: fault) { try CompactJWE(text) }
      }
    }
  }
}
