// SPDX-License-Identifier: Apache-2.0

/// A node of the tree whose subtree is complete: 2^level entries, and never changed again.
public struct NodeAddress: Hashable, Sendable {
  /// 0 for the hash of an entry.
  public let level: Int
  /// Its place in its level, from the left, from 0.
  public let position: Int

  /// Names a node.
  public init(level: Int, position: Int) {
    self.level = level
    self.position = position
  }
}

/// The right edge of a tree, which is all that is needed to go on: an entry costs O(log n) hashes at most, two on average.
public struct GrowingTree: Hashable, Sendable {
  /// How many entries the tree has.
  public private(set) var size: Int
  /// The roots of its complete subtrees, the largest and leftmost first: one for each bit of the size that is set.
  public private(set) var peaks: [TreeHash]

  /// An empty tree.
  public init() {
    size = 0
    peaks = []
  }

  /// Takes up a tree that was kept; `nil` when the number of peaks does not belong to the size.
  public init?(size: Int, peaks: [TreeHash]) {
    guard size >= 0, peaks.count == size.nonzeroBitCount else { return nil }
    self.size = size
    self.peaks = peaks
  }

  /// Adds the hash of the next entry and tells of every node that is complete with it.
  public mutating func append(_ leaf: TreeHash, completing tell: (NodeAddress, TreeHash) -> Void = { _, _ in }) {
    var hash = leaf
    var level = 0
    tell(NodeAddress(level: 0, position: size), hash)
    while size >> level & 1 == 1, let left = peaks.popLast() {
      hash = .node(left, hash)
      level += 1
      tell(NodeAddress(level: level, position: size >> level), hash)
    }
    peaks.append(hash)
    size += 1
  }

  /// The root.
  public var root: TreeHash { .fold(peaks) ?? .empty }
}
