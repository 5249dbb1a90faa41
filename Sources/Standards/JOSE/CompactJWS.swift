// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Foundation
import StrictJSON

/// A signed text in the compact form of JWS, read but not yet believed.
///
/// The header has three members and no others: `alg` is `Ed25519`, `kid` the thumbprint of the key, `typ` the type of the text.
/// `EdDSA` is refused: the name leaves open which curve is meant, and RFC 9864 has replaced it.
/// - Source: RFC 7515, section 7.1; RFC 9864, section 2.2
public struct CompactJWS: Sendable {
  /// The one algorithm.
  public static let algorithm = "Ed25519"
  /// The largest text that is read unless told otherwise, in bytes.
  public static let largest = 1 << 20

  /// The key that the text says it was signed with.
  public let keyID: Thumbprint
  /// The type that the text says it has.
  public let type: String
  private let signedBytes: Data
  private let content: Data
  private let signature: Data

  /// Reads a text; what it says is true only once ``payload(signedBy:type:)`` gives it out.
  /// - Throws: ``JOSEFault``.
  public init(_ bytes: Data, limit: Int = CompactJWS.largest) throws(JOSEFault) {
    let parts = try compactParts(bytes, count: 3, limit: limit)
    let header = try MemberReader(decodedPart(parts[0]), allowing: ["alg", "kid", "typ"])
    guard isWord(try header.text("alg"), Self.algorithm) else { throw .wrongAlgorithm }
    keyID = try header.thumbprint("kid")
    type = try header.mediaType("typ")
    content = try decodedPart(parts[1])
    signature = try decodedPart(parts[2])
    guard signature.count == 64 else { throw .badSignature }
    signedBytes = bytes[parts[0].startIndex..<parts[1].endIndex]
  }

  /// The payload, when this key signed it and it is of this type.
  /// - Throws: ``JOSEFault/wrongKey``, ``JOSEFault/wrongType``, ``JOSEFault/badSignature``.
  public func payload(signedBy key: VerificationKey, type: String) throws(JOSEFault) -> Data {
    guard keyID == key.thumbprint else { throw .wrongKey }
    guard self.type == type else { throw .wrongType }
    guard key.key.isValidSignature(signature, for: signedBytes) else { throw .badSignature }
    return content
  }

  /// Signs a payload.
  /// - Throws: ``JOSEFault/wrongType`` for a type that is no media type.
  public static func sign(_ payload: some DataProtocol, type: String, with key: SigningKey) throws(JOSEFault) -> Data {
    let verificationKey = key.verificationKey
    let input = try signedBytes(payload, type: type, keyID: verificationKey.thumbprint)
    guard let signature = try? key.key.signature(for: input) else { throw .badSignature }
    return input + [UInt8(ascii: ".")] + Base64URL.encode(signature)
  }

  /// Signs a payload with a key that is kept elsewhere; the signature is checked before it is given out.
  /// - Parameter isVouchedFor: whether the keeper gives nothing out that does not hold, so that nothing need be checked here.
  /// - Throws: ``JOSEFault``, or what the keeper of the key throws.
  public static func sign(
    _ payload: some DataProtocol, type: String, for key: VerificationKey, isVouchedFor: Bool = false,
    signature sign: (Data) async throws -> Data
  ) async throws -> Data {
    let input = try signedBytes(payload, type: type, keyID: key.thumbprint)
    let signature = try await sign(input)
    guard isVouchedFor || key.key.isValidSignature(signature, for: input) else { throw JOSEFault.badSignature }
    return input + [UInt8(ascii: ".")] + Base64URL.encode(signature)
  }

  private static func signedBytes(_ payload: some DataProtocol, type: String, keyID: Thumbprint) throws(JOSEFault) -> Data {
    guard isMediaType(type) else { throw .wrongType }
    let header = headerBytes([("alg", .string(algorithm)), ("kid", .string(keyID.description)), ("typ", .string(type))])
    return Base64URL.encode(header) + [UInt8(ascii: ".")] + Base64URL.encode(payload)
  }
}

/// The parts between the full stops.
func compactParts(_ bytes: Data, count: Int, limit: Int) throws(JOSEFault) -> [Data.SubSequence] {
  guard bytes.count <= limit else { throw .tooLarge }
  var parts: [Data.SubSequence] = []
  parts.reserveCapacity(count)
  var start = bytes.startIndex
  bytes.withUnsafeBytes { raw in
    guard let base = raw.baseAddress else { return }
    // One more than there may be is enough to know that there are too many.
    while parts.count <= count {
      let offset = start - bytes.startIndex
      guard let stop = memchr(base + offset, Int32(UInt8(ascii: ".")), raw.count - offset) else { break }
      let end = bytes.startIndex + (UnsafeRawPointer(stop) - base)
      parts.append(bytes[start..<end])
      start = end + 1
    }
  }
  parts.append(bytes[start...])
  guard parts.count == count else { throw .wrongParts }
  return parts
}

/// The bytes of one part.
func decodedPart(_ part: Data.SubSequence) throws(JOSEFault) -> Data {
  guard let bytes = Base64URL.decode(part) else { throw .notCanonicalBase64URL }
  return bytes
}
