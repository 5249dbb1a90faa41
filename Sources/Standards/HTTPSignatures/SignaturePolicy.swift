// SPDX-License-Identifier: Apache-2.0
import HTTPTypes

/// What a receiver wants of a signature.
public struct SignaturePolicy: Hashable, Sendable {
  /// What the signature must have been made for.
  public var tag: String
  /// What must be covered.
  public var required: [SignedComponent]
  /// The fields that must be covered where the message has them.
  public var requiredWherePresent: [SignedComponent]
  /// How many seconds the time of making may lie from now, on either side.
  public var window: Int
  /// For how many seconds a signature may be valid at most.
  public var longestLife: Int

  /// The names of the receiver itself, of which a request that is verified must have one as its authority: host and port in small letters,
  /// without the port that the scheme implies; `nil` when none is asked for.
  public var authorities: Set<String>?

  /// States what is wanted.
  public init(
    tag: String, required: [SignedComponent], requiredWherePresent: [SignedComponent] = [.contentType, .contentDigest], window: Int = 300,
    longestLife: Int = 300, authorities: Set<String>? = nil
  ) {
    self.tag = tag
    self.required = required
    self.requiredWherePresent = requiredWherePresent
    self.window = window
    self.longestLife = longestLife
    self.authorities = authorities
  }

  /// What is wanted of a request: method, authority, path and query, and type and digest of its content.
  ///
  /// A signature covers whatever authority the request has: one that was made for another receiver is told by the names alone.
  /// - Parameter authorities: the receiver's own names, host and port in small letters, without the port that the scheme implies. They are looked
  ///   at when a request is verified; when it is signed they say nothing, because there the authority is the peer's.
  public static func requests(tag: String, authorities: Set<String>) -> SignaturePolicy {
    SignaturePolicy(tag: tag, required: [.method, .authority, .path, .query], authorities: authorities)
  }

  /// What is wanted of a response: its status, the signature of the request that it answers, and type and digest of its content.
  public static func responses(tag: String) -> SignaturePolicy {
    SignaturePolicy(tag: tag, required: [.status, .requestSignature])
  }

  /// What a signer covers to satisfy the policy.
  func components(of message: SignedMessage) -> [SignedComponent] { required + requiredWherePresent.filter { isPresent($0, in: message) } }

  func checkCoverage(_ components: [SignedComponent], of message: SignedMessage) throws(SignatureFault) {
    for component in self.components(of: message) where !components.contains(component) { throw .uncoveredComponent(component) }
  }

  /// Checks that a request was made for this receiver; a response was made for whoever asked.
  func checkAuthority(of message: SignedMessage) throws(SignatureFault) {
    guard let authorities, case .request = message else { return }
    guard authorities.contains(try message.value(of: .authority)) else { throw .wrongAuthority }
  }

  func checkTimes(_ parameters: SignatureParameters, now: Int) throws(SignatureFault) {
    guard parameters.created <= now + window else { throw .fromTheFuture }
    guard parameters.created >= now - window else { throw .tooOld }
    guard parameters.expires > parameters.created, parameters.expires - parameters.created <= longestLife else { throw .lifeOutOfRange }
    guard now <= parameters.expires else { throw .expired }
  }

  private func isPresent(_ component: SignedComponent, in message: SignedMessage) -> Bool {
    guard case .field(let name) = component.name, !component.isOfRequest else { return true }
    return message.fields.contains(name)
  }
}
