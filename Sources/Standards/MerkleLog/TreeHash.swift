// SPDX-License-Identifier: Apache-2.0
import Crypto
public import Foundation

/// One hash of the tree: 32 bytes of SHA-256.
public struct TreeHash: Hashable, Sendable {
  // Four numbers instead of bytes on the heap: a log of a million entries is hashed in one go.
  private let parts: (UInt64, UInt64, UInt64, UInt64)

  /// The number of its bytes.
  public static let byteCount = 32

  /// Reads a hash; `nil` for anything but 32 bytes.
  public init?(_ bytes: some DataProtocol) {
    guard bytes.count == Self.byteCount else { return nil }
    var parts: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &parts) { _ = bytes.copyBytes(to: $0) }
    self.parts = parts
  }

  /// Reads a hash from base64 in its one canonical form; `nil` for any other text.
  public init?(base64 text: String) {
    guard let bytes = CanonicalBase64.decode(text), let hash = TreeHash(bytes) else { return nil }
    self = hash
  }

  private init(_ digest: SHA256.Digest) {
    parts = digest.withUnsafeBytes { $0.loadUnaligned(as: (UInt64, UInt64, UInt64, UInt64).self) }
  }

  /// The hash of an entry: SHA-256 over a zero byte and the entry.
  /// - Source: RFC 9162, 2.1.1
  public static func leaf(_ entry: some DataProtocol) -> TreeHash {
    var hash = SHA256()
    withUnsafeBytes(of: UInt8(0)) { hash.update(bufferPointer: $0) }
    for region in entry.regions { region.withUnsafeBytes { hash.update(bufferPointer: $0) } }
    return TreeHash(hash.finalize())
  }

  /// The hash of two subtrees: SHA-256 over a byte of one, the left and the right hash.
  /// - Source: RFC 9162, 2.1.1
  public static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
    var hash = SHA256()
    withUnsafeBytes(of: UInt8(1)) { hash.update(bufferPointer: $0) }
    withUnsafeBytes(of: left.parts) { hash.update(bufferPointer: $0) }
    withUnsafeBytes(of: right.parts) { hash.update(bufferPointer: $0) }
    return TreeHash(hash.finalize())
  }

  /// The root of a tree without entries.
  public static let empty = TreeHash(SHA256.hash(data: Data()))

  /// The hash of a subtree whose complete parts are given from left to right.
  static func fold(_ parts: [TreeHash]) -> TreeHash? {
    guard var right = parts.last else { return nil }
    for left in parts.dropLast().reversed() { right = node(left, right) }
    return right
  }

  /// The 32 bytes.
  public var bytes: Data { withUnsafeBytes(of: parts) { Data($0) } }

  /// The bytes in base64.
  public var base64: String { bytes.base64EncodedString() }

  /// Whether two hashes have the same bytes.
  public static func == (one: TreeHash, other: TreeHash) -> Bool {
    one.parts.0 == other.parts.0 && one.parts.1 == other.parts.1 && one.parts.2 == other.parts.2 && one.parts.3 == other.parts.3
  }

  /// Feeds the bytes.
  public func hash(into hasher: inout Hasher) { withUnsafeBytes(of: parts) { hasher.combine(bytes: $0) } }
}

/// Base64 with one form for each value: Foundation also reads texts whose last bits are not zero.
enum CanonicalBase64 {
  static func decode(_ text: some StringProtocol) -> Data? {
    let text = String(text)
    guard let bytes = Data(base64Encoded: text), bytes.base64EncodedString() == text else { return nil }
    return bytes
  }
}
