// SPDX-License-Identifier: Apache-2.0
import Crypto
import ExchangeRules
import Foundation
import MerkleLog

/// The digests of the pieces of a sealed file, 32 bytes each, one after the other.
struct SegmentList: Hashable, Sendable {
  /// As it is kept and travels.
  private(set) var bytes = Data()

  /// No piece yet.
  init() {}

  /// A list as it came; `nil` unless it has so many digests.
  init?(_ bytes: Data, count: Int) {
    guard bytes.count == count * 32 else { return nil }
    self.bytes = Data(bytes)
  }

  mutating func append(_ digest: SHA256.Digest) { bytes.append(contentsOf: digest) }

  var count: Int { bytes.count / 32 }

  subscript(number: Int) -> Data { Data(bytes[bytes.startIndex + number * 32..<bytes.startIndex + (number + 1) * 32]) }

  /// The root over the digests.
  /// - Source: RFC 9162, 2.1
  var tree: DigestOf<SegmentTree>? {
    var tree = GrowingTree()
    for number in 0..<count { tree.append(TreeHash.leaf(self[number])) }
    return DigestOf(bytes: tree.root.bytes)
  }
}
