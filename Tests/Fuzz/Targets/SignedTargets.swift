// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import HTTPTypes
import JOSE
import RawStructuredFieldValues
import TOTP

@testable import HTTPSignatures

/// Signed texts and the keys for them.
extension FuzzTarget {
  static let signed = [
    FuzzTarget("jws", seeds: { [try CompactJWS.sign(Data("{}".utf8), type: "a+jws", with: signingKey())] }, check: jws),
    FuzzTarget(
      "jwe", seeds: { [try CompactJWE.seal(Data("text".utf8), contentType: "a+jws", for: decryptionKey().encryptionKey)] }, check: jwe),
    FuzzTarget(
      "keys",
      seeds: {
        [
          try signingKey().secretJSON, try signingKey().verificationKey.json, try decryptionKey().secretJSON,
          try decryptionKey().encryptionKey.json, Data(try signingKey().verificationKey.thumbprint.description.utf8),
        ]
      }, check: keys),
    FuzzTarget("http-signature", seeds: httpSeeds, check: httpSignature),
    FuzzTarget(
      "content-digest", seeds: { [Data(ContentDigest.field(for: Data()).utf8)] }, check: contentDigest),
  ]

  static func signingKey() throws -> SigningKey { try SigningKey(bytes: Data(repeating: 7, count: 32)) }
  static func decryptionKey() throws -> DecryptionKey { try DecryptionKey(bytes: Data(repeating: 9, count: 32)) }

  /// Every part of a compact text has one spelling.
  private static func demandCanonical(_ data: Data) throws {
    for part in data.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      let bytes = try again("a part") { Base64URL.decode(part) }
      try demand(bytes.map { Base64URL.encode($0) == Data(part) } == true, "a part of a compact text has another spelling")
    }
  }

  @Sendable private static func jws(_ data: Data) throws -> Bool {
    guard let text = try? CompactJWS(data) else { return false }
    try demandCanonical(data)
    let key = try signingKey()
    guard let payload = try? text.payload(signedBy: key.verificationKey, type: text.type) else { return true }
    let signed = try again("the same payload") { try CompactJWS.sign(payload, type: text.type, with: key) }
    let read = try again("a signed text") { try CompactJWS(signed).payload(signedBy: key.verificationKey, type: text.type) }
    try demand(read == payload, "a signed text has another payload")
    return true
  }

  @Sendable private static func jwe(_ data: Data) throws -> Bool {
    guard let text = try? CompactJWE(data) else { return false }
    try demandCanonical(data)
    let key = try decryptionKey()
    guard let content = try? text.open(with: key, contentType: text.contentType) else { return true }
    let sealed = try again("the same content") { try CompactJWE.seal(content, contentType: text.contentType, for: key.encryptionKey) }
    let opened = try again("a sealed text") { try CompactJWE(sealed).open(with: key, contentType: text.contentType) }
    try demand(opened == content, "a sealed text has another content")
    return true
  }

  @Sendable private static func keys(_ data: Data) throws -> Bool {
    var isRead = false
    if let key = try? VerificationKey(json: data) {
      try demand(try VerificationKey(json: key.json) == key, "a key is another one")
      isRead = true
    }
    if let key = try? EncryptionKey(json: data) {
      try demand(try EncryptionKey(json: key.json) == key, "a key is another one")
      isRead = true
    }
    if let key = try? SigningKey(json: data) {
      try demand(try SigningKey(json: key.secretJSON).bytes == key.bytes, "a key is another one")
      isRead = true
    }
    if let key = try? DecryptionKey(json: data) {
      try demand(try DecryptionKey(json: key.secretJSON).bytes == key.bytes, "a key is another one")
      isRead = true
    }
    let text = String(decoding: data, as: UTF8.self)
    if let name = Thumbprint(text) {
      try demandSame(name.description, text, "the name of a key has another spelling")
      isRead = true
    }
    if let bytes = Base32.decode(text) {
      try demand(Base32.decode(Base32.encode(bytes)) == bytes, "Base32 that was written means something else")
      isRead = true
    }
    return isRead
  }

  private static func request() -> HTTPRequest {
    var request = HTTPRequest(method: .post, scheme: "https", authority: "a.example:8443", path: "/v1/inbox?a=b")
    request.headerFields[.contentType] = "application/jose"
    request.headerFields[.contentDigest] = ContentDigest.field(for: Data("text".utf8))
    return request
  }

  @Sendable private static func httpSeeds() throws -> [Data] {
    let key = try Curve25519.Signing.PrivateKey(rawRepresentation: Data(repeating: 5, count: 32))
    var request = request()
    let parameters = SignatureParameters(created: 1_000_000, expires: 1_000_100, keyID: "key", tag: "a")
    try HTTPSignature.sign(&request, as: parameters, for: .requests(tag: "a", authorities: [])) { try key.signature(for: $0) }
    return [Data("\(request.headerFields[.signatureInput] ?? "")\n\(request.headerFields[.signature] ?? "")".utf8)]
  }

  /// The values of both fields, one on each line.
  @Sendable private static func httpSignature(_ data: Data) throws -> Bool {
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).map(
      String.init)
    guard lines.count == 2, let read = try? MessageSignature(input: lines[0], signature: lines[1], tag: "a") else { return false }
    let written = try again("the parameters of a signature") { try SignatureFields.dictionary("\(read.label)=\(read.inputText)") }
    guard let value = written[read.label], case .innerList(let list) = value else {
      throw Broken("the parameters of a signature are no list")
    }
    let member = SignatureMember(list: list, signature: read.signature)
    try demand(try member.components() == read.components, "a signature covers something else when it is written")
    try demand(
      try SignatureParameters(list.rfc9651Parameters) == read.parameters, "a signature says something else of itself when it is written")
    let key = try Curve25519.Signing.PrivateKey(rawRepresentation: Data(repeating: 5, count: 32)).publicKey
    _ = try? read.verified(
      of: .request(request()), by: key, policy: .requests(tag: "a", authorities: ["a.example:8443"]), now: read.parameters.created)
    return true
  }

  @Sendable private static func contentDigest(_ data: Data) throws -> Bool {
    guard let digest = try? ContentDigest.read(String(decoding: data, as: UTF8.self)) else { return false }
    try demand(digest.count == 32, "a digest has another length")
    let written = try again("a digest") { try ContentDigest.read("sha-256=:\(digest.base64EncodedString()):") }
    try demand(written == digest, "a digest is another one")
    return true
  }
}
