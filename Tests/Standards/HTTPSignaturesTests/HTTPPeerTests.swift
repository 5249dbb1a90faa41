// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import HTTPSignatures
import HTTPTypes
import PeerKit
import Testing

extension SignaturePolicy {
  /// What the receiver of the tests wants, under all its names.
  fileprivate static let ours = SignaturePolicy.requests(
    tag: "example-v1", authorities: ["node-b.example:8443", "node-b.example", "[2001:db8::1]:8443"])
}

/// PyPI's `http-message-signatures`, both ways.
@Suite("Signatures of HTTP messages and another program") struct HTTPPeerTests {
  private let key = Curve25519.Signing.PrivateKey()
  private let tag = "example-v1"
  private let now = Int(Date.now.timeIntervalSince1970)
  private static let covered = ["\"@method\"", "\"@authority\"", "\"@path\"", "\"@query\"", "\"content-type\"", "\"content-digest\""]
  private static let coveredByResponse = ["\"@status\"", "\"signature\";req", "\"content-type\"", "\"content-digest\""]

  /// Requests that differ in what is easily got wrong.
  private func requests() -> [(HTTPRequest, Data)] {
    let targets = ["/v1/inbox?x=1&y=%C3%A9", "/", "/?", "/a//b/../c?d=%20+e", "/%7Ea;b=c?q=a/b?c", "/v1/inbox"]
    let authorities = ["node-b.example:8443", "node-b.example", "Node-B.EXAMPLE:443", "[2001:db8::1]:8443"]
    return (0..<Peer.rounds).map { round in
      var request = HTTPRequest(
        method: [.post, .put, .patch][round % 3], scheme: "https", authority: authorities[round % 4], path: targets[round % 6])
      let content = Data((0..<(1 + round * 37 % 5000)).map { _ in UInt8.random(in: 0...255) })
      let types = ["application/jose", "text/plain; charset=utf-8", "multipart/form-data; boundary=\"a b\""]
      request.headerFields[.contentType] = types[round % 3]
      request.headerFields[.contentDigest] = ContentDigest.field(for: content)
      return (request, content)
    }
  }

  private func parameters() -> SignatureParameters { SignatureParameters(created: now, expires: now + 300, keyID: "node-a", tag: tag) }

  private func told(_ request: HTTPRequest) -> [String: Any] {
    let target = "https://\(request.authority ?? "")\(request.path ?? "")"
    return ["method": request.method.rawValue, "url": target, "headers": told(request.headerFields)]
  }

  private func told(_ fields: HTTPFields) -> [String: String] {
    Dictionary(fields.map { ($0.name.canonicalName, $0.value) }) { $1 }
  }

  private func question(_ deed: String, _ request: HTTPRequest, _ content: Data, _ more: [String: Any]) -> [String: Any] {
    let (secret, body) = (key.rawRepresentation.base64EncodedString(), content.base64EncodedString())
    return ["do": deed, "key": secret, "tag": tag, "body": body, "request": told(request)].merging(more) { $1 }
  }

  private func asked(_ algorithm: Bool, covered: [String] = covered) -> [String: Any] {
    ["covered": covered, "created": now, "expires": now + 300, "nonce": SignatureNonce().description, "with_algorithm": algorithm]
  }

  private func fields(_ answer: Peer.Answer) throws -> HTTPFields {
    var fields = HTTPFields()
    for line in try #require(answer.value, "\(answer.refused ?? "")").split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      fields[try #require(HTTPField.Name(String(parts[0])))] = String(parts[1].dropFirst())
    }
    return fields
  }

  @Test("Requests signed here are believed there; each of them changed is not")
  func requestsSignedHere() throws {
    let signed = try requests().map { request, content in
      var request = request
      try HTTPSignature.sign(&request, as: parameters(), for: .ours) { try key.signature(for: $0) }
      return (request, content)
    }
    let believed = try Peer.ask("http_peer", signed.map { question("verify", $0, $1, ["required": Self.covered]) })
    #expect(believed.allSatisfy { $0.value == "1" }, "\(believed.compactMap(\.refused))")
    let changes: [(inout HTTPRequest) -> Void] = [
      { $0.method = .delete }, { $0.path = ($0.path ?? "") + "x" }, { $0.authority = "node-c.example" },
      { $0.headerFields[.contentType] = "text/html" }, { $0.headerFields[.contentDigest] = ContentDigest.field(for: Data("x".utf8)) },
    ]
    let changed = signed.enumerated().map { index, entry in
      var request = entry.0
      changes[index % changes.count](&request)
      return question("verify", request, entry.1, ["required": Self.covered])
    }
    #expect(try Peer.ask("http_peer", changed).allSatisfy { $0.refused?.hasPrefix("InvalidSignature") == true })
    let otherContent = signed.map { question("verify", $0, $1 + [0], ["required": Self.covered]) }
    #expect(try Peer.ask("http_peer", otherContent).allSatisfy { $0.refused?.hasPrefix("InvalidSignature") == true })
  }

  @Test("Requests signed there are believed here, with and without the name of the algorithm; each of them changed is not")
  func requestsSignedThere() async throws {
    let requests = requests()
    let answers = try Peer.ask(
      "http_peer", requests.enumerated().map { question("sign", $1.0, $1.1, asked($0 % 2 == 0)) })
    let nonces = NoncesInMemory { [now] in now }
    let known = key.publicKey
    for ((request, content), answer) in zip(requests, answers) {
      var request = request
      request.headerFields = try fields(answer)
      var changed = request
      changed.path = "/other"
      await #expect(throws: SignatureFault.badSignature) {
        try await HTTPSignature.verify(.request(changed), policy: .ours, now: now, nonces: nonces) { _ in known }
      }
      let verified = try await HTTPSignature.verify(.request(request), policy: .ours, now: now, nonces: nonces) { _ in known }
      try verified.check(content: content)
      await #expect(throws: SignatureFault.replayed) {
        try await HTTPSignature.verify(.request(request), policy: .ours, now: now, nonces: nonces) { _ in known }
      }
    }
  }

  @Test("Responses signed here are believed there, those signed there are believed here, each as the answer to one request")
  func responses() async throws {
    let nonces = NoncesInMemory { [now] in now }
    let known = key.publicKey
    for (request, content) in requests().prefix(10) {
      var request = request
      try HTTPSignature.sign(&request, as: parameters(), for: .ours) { try key.signature(for: $0) }
      var plain = HTTPResponse(status: [.ok, .accepted, .conflict].randomElement() ?? .ok)
      plain.headerFields[.contentType] = "application/json"
      plain.headerFields[.contentDigest] = ContentDigest.field(for: content)
      var response = plain
      try HTTPSignature.sign(&response, to: request, as: parameters(), for: .responses(tag: tag)) { try key.signature(for: $0) }
      let (status, required) = (response.status.code, Self.coveredByResponse)
      let here: [String: Any] = ["status": status, "headers": told(response.headerFields)]
      let answers = try Peer.ask(
        "http_peer",
        [
          question("verify", request, content, ["required": required, "response": here]),
          question(
            "verify", request, content, ["required": required, "response": ["status": 500, "headers": told(response.headerFields)]]),
          question(
            "sign", request, content,
            asked(true, covered: required).merging(["response": ["status": status, "headers": told(plain.headerFields)]]) { $1 }),
        ])
      #expect(answers[0].value == "1", "\(answers[0].refused ?? "")")
      #expect(answers[1].refused?.hasPrefix("InvalidSignature") == true)
      var there = plain
      there.headerFields = try fields(answers[2])
      let message = SignedMessage.response(there, to: request)
      let verified = try await HTTPSignature.verify(message, policy: .responses(tag: tag), now: now, nonces: nonces) { _ in known }
      try verified.check(content: content)
      there.status = .internalServerError
      let changed = SignedMessage.response(there, to: request)
      await #expect(throws: SignatureFault.badSignature) {
        try await HTTPSignature.verify(changed, policy: .responses(tag: tag), now: now, nonces: nonces) { _ in known }
      }
    }
  }
}
