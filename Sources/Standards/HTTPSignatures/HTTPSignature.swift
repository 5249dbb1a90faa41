// SPDX-License-Identifier: Apache-2.0
public import Crypto
public import Foundation
public import HTTPTypes
import RawStructuredFieldValues

/// Signing messages of HTTP and verifying their signatures, with Ed25519.
/// - Source: RFC 9421, section 3
public enum HTTPSignature {
  /// The label under which signatures are made.
  public static let label = "sig1"

  /// Signs a request that covers what the policy of its receiver wants; the digest of its content must stand in it already.
  /// - Throws: ``SignatureFault``, or what the keeper of the key throws.
  public static func sign(
    _ request: inout HTTPRequest, as parameters: SignatureParameters, for policy: SignaturePolicy, signature sign: (Data) throws -> Data
  ) throws {
    let message = SignedMessage.request(request)
    try add(to: &request.headerFields, of: message, parameters, policy, sign)
  }

  /// Signs a response to a request.
  /// - Throws: ``SignatureFault``, or what the keeper of the key throws.
  public static func sign(
    _ response: inout HTTPResponse, to request: HTTPRequest, as parameters: SignatureParameters, for policy: SignaturePolicy,
    signature sign: (Data) throws -> Data
  ) throws {
    let message = SignedMessage.response(response, to: request)
    try add(to: &response.headerFields, of: message, parameters, policy, sign)
  }

  /// The request with a signature by a key that answers later, such as one that is kept in a device.
  /// - Throws: ``SignatureFault``, or what the keeper of the key throws.
  public static func signing(
    _ request: HTTPRequest, as parameters: SignatureParameters, for policy: SignaturePolicy, signature sign: (Data) async throws -> Data
  ) async throws -> HTTPRequest {
    let input = try input(of: SignedMessage.request(request), parameters, policy)
    var signed = request
    put(try await sign(input.base), input.text, into: &signed.headerFields)
    return signed
  }

  /// The response with a signature by a key that answers later.
  /// - Throws: ``SignatureFault``, or what the keeper of the key throws.
  public static func signing(
    _ response: HTTPResponse, to request: HTTPRequest, as parameters: SignatureParameters, for policy: SignaturePolicy,
    signature sign: (Data) async throws -> Data
  ) async throws -> HTTPResponse {
    let input = try input(of: SignedMessage.response(response, to: request), parameters, policy)
    var signed = response
    put(try await sign(input.base), input.text, into: &signed.headerFields)
    return signed
  }

  private static func add(
    to fields: inout HTTPFields, of message: SignedMessage, _ parameters: SignatureParameters, _ policy: SignaturePolicy,
    _ sign: (Data) throws -> Data
  ) throws {
    let input = try input(of: message, parameters, policy)
    put(try sign(input.base), input.text, into: &fields)
  }

  /// What stands in `Signature-Input`, and what is signed.
  private static func input(
    of message: SignedMessage, _ parameters: SignatureParameters, _ policy: SignaturePolicy
  ) throws(SignatureFault) -> (text: String, base: Data) {
    guard !message.fields.contains(.signatureInput), !message.fields.contains(.signature) else { throw SignatureFault.alreadySigned }
    // A signature that its own policy would refuse is not made.
    guard parameters.tag == policy.tag else { throw SignatureFault.noSuchTag }
    try policy.checkTimes(parameters, now: parameters.created)
    let components = policy.components(of: message)
    let text = try SignatureFields.text(components, parameters.map)
    return (text, try SignatureFields.base(message, components, parameters: text))
  }

  private static func put(_ signature: Data, _ text: String, into fields: inout HTTPFields) {
    fields[.signatureInput] = "\(label)=\(text)"
    fields[.signature] = "\(label)=:\(signature.base64EncodedString()):"
  }

  /// Verifies the signature of a message whole: coverage, times, key, signature, and that its nonce is new.
  ///
  /// The nonce is remembered last, so that nobody without a key can fill the memory.
  /// - Throws: ``SignatureFault``.
  public static func verify(
    _ message: SignedMessage, policy: SignaturePolicy, now: Int, nonces: some NonceMemory,
    key: (String) async -> Curve25519.Signing.PublicKey?
  ) async throws(SignatureFault) -> VerifiedSignature {
    let signature = try MessageSignature(of: message, tag: policy.tag)
    guard let found = await key(signature.parameters.keyID) else { throw .unknownKey }
    let verified = try signature.verified(of: message, by: found, policy: policy, now: now)
    let parameters = verified.parameters
    let isNew: Bool
    do {
      isNew = try await nonces.remember(parameters.nonce, of: parameters.keyID, until: parameters.expires)
    } catch {
      throw .nonceMemoryUnavailable
    }
    guard isNew else { throw .replayed }
    return verified
  }
}
