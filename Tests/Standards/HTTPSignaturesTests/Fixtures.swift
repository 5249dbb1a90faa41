// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import HTTPTypes

@testable import HTTPSignatures

/// A node that posts to another, and what the other one answers.
enum Sample {
  static let now = 1_795_000_000
  static let content = Data(#"{"text":"Ж 中 ع"}"#.utf8)
  static let answer = Data(#"{"taken":true}"#.utf8)
  static let requests = SignaturePolicy.requests(tag: "example-v1", authorities: ["node-b.example", "node-b.example:8443"])
  static let responses = SignaturePolicy.responses(tag: "example-v1")

  static func request() throws -> HTTPRequest {
    var request = HTTPRequest(method: .post, scheme: "https", authority: "Node-B.example:8443", path: "/v1/inbox?x=1&y=%C3%A9")
    request.headerFields[.contentType] = "application/jose"
    request.headerFields[.contentDigest] = ContentDigest.field(for: content)
    return request
  }

  static func response() -> HTTPResponse {
    var response = HTTPResponse(status: .ok)
    response.headerFields[.contentType] = "application/json"
    response.headerFields[.contentDigest] = ContentDigest.field(for: answer)
    return response
  }

  static func parameters(created: Int = now, expires: Int = now + 300, tag: String = "example-v1") -> SignatureParameters {
    SignatureParameters(created: created, expires: expires, keyID: "node-a", tag: tag)
  }

  static func signedRequest(by key: Curve25519.Signing.PrivateKey, as parameters: SignatureParameters = parameters()) throws -> HTTPRequest
  {
    var request = try request()
    try HTTPSignature.sign(&request, as: parameters, for: requests) { try key.signature(for: $0) }
    return request
  }

  /// A message whose signature fits, whatever its parameters say and whatever it covers.
  static func signed(_ request: HTTPRequest, inner: String, by key: Curve25519.Signing.PrivateKey) throws -> HTTPRequest {
    var request = request
    let covered = inner.prefix { $0 != ")" }.split(separator: "\"").filter { $0.first != " " && $0.first != "(" && $0.first != ";" }
    var lines: [String] = []
    for name in covered {
      let known: [SignedComponent] = [.method, .authority, .path, .query, .contentType, .contentDigest]
      let component = known.first { $0.description == "\"\(name)\"" } ?? .status
      lines.append("\(component): \(try SignedMessage.request(request).value(of: component))")
    }
    lines.append("\"@signature-params\": \(inner)")
    let signature = try key.signature(for: Data(lines.joined(separator: "\n").utf8)).base64EncodedString()
    request.headerFields[.signatureInput] = "sig1=\(inner)"
    request.headerFields[.signature] = "sig1=:\(signature):"
    return request
  }
}

/// A memory that cannot be asked.
struct BrokenMemory: NonceMemory {
  struct Broken: Error {}
  func remember(_ nonce: SignatureNonce, of keyID: String, until: Int) throws -> Bool { throw Broken() }
}
