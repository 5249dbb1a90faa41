// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import HTTPSignatures
import HTTPTypes
import JOSE
import NIOHTTP1

/// What an answer is not: too long a head, compressed, or without a meaning.
struct MalformedAnswer: Error {}

/// The head of an answer as it came.
struct ReceivedHead {
  let status: Int
  /// The fields by small names; of several with one name the first.
  let fields: [String: String]
  private let response: HTTPResponse

  /// - Throws: ``MalformedAnswer``.
  init(_ headers: HTTPHeaders, status: Int) throws {
    guard (200...599).contains(status) else { throw MalformedAnswer() }
    var response = HTTPResponse(status: .init(code: status))
    var length = 0
    var fields: [String: String] = [:]
    for (name, value) in headers {
      length += name.utf8.count + value.utf8.count + 4
      guard length <= WireLimits.head, let field = HTTPField.Name(name) else { throw MalformedAnswer() }
      response.headerFields.append(HTTPField(name: field, value: value))
      // Two of them would be one to be checked and another to be believed.
      if field == .contentDigest, fields[field.canonicalName] != nil { throw MalformedAnswer() }
      if fields[field.canonicalName] == nil { fields[field.canonicalName] = value }
    }
    // Nothing on the wire is compressed, so that nothing small becomes large here.
    if let coding = fields["content-encoding"], coding.lowercased() != "identity" { throw MalformedAnswer() }
    self.status = status
    self.fields = fields
    self.response = response
  }

  /// Seconds that the other node wants to be left alone; at most a day.
  var retryAfter: TimeInterval? { fields["retry-after"].flatMap { Int($0) }.map { TimeInterval(min(max(0, $0), 86_400)) } }

  /// The signature of the answer, when it is bound to the question and by a key of the authority that can be relied upon; otherwise `nil`.
  func signature(answering request: HTTPRequest, of peer: Peer, at now: Date) -> AnswerSignature? {
    let message = SignedMessage.response(response, to: request)
    guard let read = try? MessageSignature(of: message, tag: WireProfile.tag), let thumbprint = Thumbprint(read.parameters.keyID),
      let key = peer.signatureKey(thumbprint)
    else { return nil }
    // It is bound to a question of a moment ago, so whatever time it says is the other node's: whether that is near enough is asked apart.
    let made = read.parameters.created
    guard let verified = try? read.verified(of: message, by: key.key.key, policy: WireProfile.answers, now: made),
      // With a clock that is slow here a key that the other node has just begun to use would seem not to have begun.
      key.entry.standing(signedAt: max(now, Date(timeIntervalSince1970: Double(made))), receivedAt: now).isRelied
    else { return nil }
    let madeAt = Date(timeIntervalSince1970: Double(made))
    return AnswerSignature(
      verified: verified, madeAt: madeAt, isTimely: abs(madeAt.timeIntervalSince(now)) <= TimeInterval(WireProfile.window) + 1)
  }
}

/// A signature of an answer that holds.
struct AnswerSignature {
  let verified: VerifiedSignature
  /// The other node's clock.
  let madeAt: Date
  /// Whether that clock and this node's are near enough to each other.
  let isTimely: Bool
}
