// SPDX-License-Identifier: Apache-2.0
public import Foundation
import SwiftASN1

/// What an authority is asked to stamp.
/// - Source: RFC 3161, section 2.4.1
public struct TimeStampRequest: Hashable, Sendable {
  /// The media type under which it is sent (RFC 3161, section 3.4).
  public static let mediaType = "application/timestamp-query"

  /// The SHA-256 that is to be stamped.
  public let digest: Data
  /// What makes the answer belong to this request: 64 bits as a positive number, the most significant byte first.
  public let nonce: Data
  /// The policy under which it is to be stamped, in numbers with full stops; `nil` for the authority's own.
  public let policy: String?
  /// The request as it is sent; it asks for the authority's certificate too.
  public let bytes: Data

  /// Asks for a stamp on a SHA-256, with a new nonce.
  /// - Throws: ``TimeStampFault/malformedDigest``, ``TimeStampFault/malformedPolicy``.
  public init(digest: Data, policy: String? = nil) throws(TimeStampFault) {
    // The first byte is neither zero nor so large that the number would be negative: it has one encoding of eight bytes.
    let number = UInt64.random(in: 0x0100_0000_0000_0000...0x7FFF_FFFF_FFFF_FFFF)
    try self.init(digest: digest, nonce: withUnsafeBytes(of: number.bigEndian) { Data($0) }, policy: policy)
  }

  init(digest: Data, nonce: Data, policy: String?) throws(TimeStampFault) {
    guard digest.count == 32 else { throw .malformedDigest }
    let identifier: ASN1ObjectIdentifier?
    do { identifier = try policy.map { try ASN1ObjectIdentifier(dotRepresentation: $0) } } catch { throw .malformedPolicy }
    self.digest = digest
    self.nonce = nonce
    self.policy = policy
    do { bytes = try Self.encode(digest, ArraySlice(nonce), identifier) } catch { throw .malformed }
  }

  private static func encode(_ digest: Data, _ nonce: ArraySlice<UInt8>, _ policy: ASN1ObjectIdentifier?) throws -> Data {
    var serializer = DER.Serializer()
    try serializer.appendConstructedNode(identifier: .sequence) { request in
      try request.serialize(1)
      try request.appendConstructedNode(identifier: .sequence) { imprint in
        try imprint.appendConstructedNode(identifier: .sequence) { try $0.serialize(Known.sha256) }
        try imprint.serialize(ASN1OctetString(contentBytes: ArraySlice(digest)))
      }
      if let policy { try request.serialize(policy) }
      try request.serialize(nonce)
      try request.serialize(true)
    }
    return Data(serializer.serializedBytes)
  }
}
