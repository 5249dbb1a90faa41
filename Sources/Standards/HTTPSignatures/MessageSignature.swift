// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Foundation
import HTTPTypes
import RawStructuredFieldValues

/// A signature of a message, read but not yet believed.
public struct MessageSignature: Sendable {
  /// The label under which it stands.
  public let label: String
  /// What it covers, in its order.
  public let components: [SignedComponent]
  /// What it says of itself.
  public let parameters: SignatureParameters
  let inputText: String
  let signature: Data

  /// Reads the one signature that has this tag from the values of `Signature-Input` and `Signature`; others are left alone.
  /// - Throws: ``SignatureFault``.
  public init(input: String, signature: String, tag: String) throws(SignatureFault) {
    let fitting = try SignatureFields.read(input: input, signature: signature).filter { $0.value.tag == tag }
    guard let (label, member) = fitting.first else { throw .noSuchTag }
    guard fitting.count == 1 else { throw .severalWithTag }
    self.label = label
    components = try member.components()
    parameters = try SignatureParameters(member.list.rfc9651Parameters)
    guard member.signature.count == 64 else { throw .badSignature }
    self.signature = member.signature
    inputText = try SignatureFields.text(member.list)
  }

  /// Reads the signature of a message.
  /// - Throws: ``SignatureFault``.
  public init(of message: SignedMessage, tag: String) throws(SignatureFault) {
    guard let input = message.fields[.signatureInput], let signature = message.fields[.signature] else { throw .unsigned }
    try self.init(input: input, signature: signature, tag: tag)
  }

  /// What the signature proves of the message, when it is by this key and as the policy wants it; whether it was seen before is asked elsewhere.
  /// - Throws: ``SignatureFault``.
  public func verified(
    of message: SignedMessage, by key: Curve25519.Signing.PublicKey, policy: SignaturePolicy, now: Int
  ) throws(SignatureFault) -> VerifiedSignature {
    guard parameters.tag == policy.tag else { throw .noSuchTag }
    try policy.checkCoverage(components, of: message)
    try policy.checkTimes(parameters, now: now)
    let base = try SignatureFields.base(message, components, parameters: inputText)
    guard key.isValidSignature(signature, for: base) else { throw .badSignature }
    try policy.checkAuthority(of: message)
    let digest = components.contains(.contentDigest) ? message.fields[.contentDigest] : nil
    return VerifiedSignature(parameters: parameters, components: components, contentDigestText: digest)
  }
}

/// What a signature proves of a message.
public struct VerifiedSignature: Sendable {
  /// What it says of itself.
  public let parameters: SignatureParameters
  /// What it covers.
  public let components: [SignedComponent]
  let contentDigestText: String?

  /// Checks the content that came with the message against the digest that is covered; empty content needs none.
  /// - Throws: ``SignatureFault``.
  public func check(content: some DataProtocol) throws(SignatureFault) {
    var digest = ContentDigest()
    digest.take(content)
    try check(digest)
  }

  /// Checks content that was hashed as it arrived.
  /// - Throws: ``SignatureFault``.
  public func check(_ content: ContentDigest) throws(SignatureFault) {
    guard let contentDigestText else {
      guard content.isEmpty else { throw .noContentDigest }
      return
    }
    guard try ContentDigest.read(contentDigestText) == content.bytes else { throw .wrongContentDigest }
  }
}
