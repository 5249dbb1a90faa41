// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Foundation
import RawStructuredFieldValues

/// The SHA-256 of the content of a message, taken piece by piece.
/// - Source: RFC 9530, section 2
public struct ContentDigest: Sendable {
  private var hash = SHA256()
  /// Whether there was no content.
  public private(set) var isEmpty = true

  /// Begins with no content.
  public init() {}

  /// Takes the next piece of content.
  public mutating func take(_ content: some DataProtocol) {
    if !content.isEmpty { isEmpty = false }
    hash.update(data: content)
  }

  /// The 32 bytes.
  public var bytes: Data { Data(hash.finalize()) }

  /// The value of `Content-Digest`.
  public var field: String { "sha-256=:\(bytes.base64EncodedString()):" }

  /// The value of `Content-Digest` for content that is at hand.
  public static func field(for content: some DataProtocol) -> String {
    var digest = ContentDigest()
    digest.take(content)
    return digest.field
  }

  /// The SHA-256 in a value of `Content-Digest`; digests of other kinds may stand beside it and are left alone.
  /// - Throws: ``SignatureFault/malformedField``, ``SignatureFault/noContentDigest``.
  public static func read(_ field: String) throws(SignatureFault) -> Data {
    guard let value = try SignatureFields.dictionary(field)["sha-256"] else { throw .noContentDigest }
    let bytes = try SignatureFields.bytes(value)
    guard bytes.count == 32 else { throw .malformedField }
    return bytes
  }
}
