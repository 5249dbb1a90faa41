// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import HTTPSignatures
import HTTPTypes
import JOSE

/// How calls and answers between nodes are signed.
/// - Source: IETF RFC 9421; docs/protocol/cep-1.md
enum WireProfile {
  /// What the signatures are made for.
  static let tag = "comity-v1"
  /// For how many seconds a signature is valid.
  static let life = 300
  /// How many seconds the time of a signature may lie from this node's clock, on either side.
  static let window = 300
  /// The media type of problem details.
  static let problemType = "application/problem+json"

  /// What is wanted of a call; without names, for the side that signs.
  static func requests(for names: Set<String> = []) -> SignaturePolicy { .requests(tag: tag, authorities: names) }

  /// What is wanted of an answer.
  static let answers = SignaturePolicy.responses(tag: tag)

  /// What a new signature says of itself.
  static func parameters(by key: Thumbprint, at now: Date) -> SignatureParameters {
    let created = Int(now.timeIntervalSince1970)
    return SignatureParameters(created: created, expires: created + life, keyID: key.description, tag: tag)
  }

  /// Host and port of a node as they stand in `@authority`: small letters, no port 443; `nil` for an address that is none of a node.
  static func authority(of endpoint: URL) -> String? {
    let text = endpoint.absoluteString.lowercased()
    guard text.hasPrefix("https://") else { return nil }
    var authority = text.dropFirst("https://".count)
    if authority.hasSuffix("/") { authority = authority.dropLast() }
    guard !authority.isEmpty, !authority.contains(where: { "/?#@ ".contains($0) }) else { return nil }
    return String(authority.hasSuffix(":443") ? authority.dropLast(4) : authority)
  }
}

extension ExchangeProblem {
  /// What a node is told whose signature was not believed.
  init(_ fault: SignatureFault) {
    switch fault {
    case .unknownKey: self = .unknownKey
    case .tooOld, .fromTheFuture, .expired: self = .clockSkew
    case .nonceMemoryUnavailable: self = .quota
    default: self = .signature
    }
  }
}

extension WireAnswer {
  /// The one answer for what is not there and for what is not the asker's.
  public static let notFound = WireAnswer(
    status: 404, fields: ["content-type": WireProfile.problemType], content: .bytes(ProblemDetails.content(status: 404)))

  /// A problem of the profile.
  init(_ problem: ExchangeProblem) {
    var fields = ["content-type": WireProfile.problemType]
    if [429, 503, 507].contains(problem.status) { fields["retry-after"] = "60" }
    self.init(status: problem.status, fields: fields, content: .bytes(ProblemDetails.content(problem)))
  }

  /// A defect here, of which nothing is told.
  static let failure = WireAnswer(
    status: 500, fields: ["content-type": WireProfile.problemType], content: .bytes(ProblemDetails.content(status: 500)))
}
