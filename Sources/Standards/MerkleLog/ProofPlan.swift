// SPDX-License-Identifier: Apache-2.0

/// Which complete nodes a proof is made of, so that whoever keeps them reads these and no others.
///
/// A part of a proof is the hash of a subtree; one at the right edge of the tree is folded from several complete nodes.
public struct ProofPlan: Hashable, Sendable {
  /// The complete nodes of each part, from left to right.
  public let parts: [[NodeAddress]]

  /// The proof that an entry is in a tree.
  /// - Parameters:
  ///   - index: the entry's place, from 0; below `size`.
  ///   - size: the number of entries of the tree.
  /// - Source: RFC 9162, 2.1.3.1
  public static func inclusion(of index: Int, in size: Int) -> ProofPlan {
    precondition(index >= 0 && index < size)
    var parts: [[NodeAddress]] = []
    var (start, end) = (0, size)
    while end - start > 1 {
      let middle = start + split(end - start)
      if index < middle {
        parts.append(nodes(middle..<end))
        end = middle
      } else {
        parts.append(nodes(start..<middle))
        start = middle
      }
    }
    return ProofPlan(parts: parts.reversed())
  }

  /// The proof that a tree goes on from an older one; empty for trees of one size and for an older one without entries.
  /// - Source: RFC 9162, 2.1.4.1
  public static func consistency(from old: Int, to size: Int) -> ProofPlan {
    precondition(old >= 0 && old <= size)
    guard old > 0, old < size else { return ProofPlan(parts: []) }
    var parts: [[NodeAddress]] = []
    var (start, end) = (0, size)
    var isKnown = true
    while old != end {
      let middle = start + split(end - start)
      if old <= middle {
        parts.append(nodes(middle..<end))
        end = middle
      } else {
        parts.append(nodes(start..<middle))
        start = middle
        isKnown = false
      }
    }
    // The old root itself is known to whoever asks; any other subtree has to be told.
    if !isKnown { parts.append(nodes(start..<end)) }
    return ProofPlan(parts: parts.reversed())
  }

  /// The root of the tree as it was at a size, as a plan with one part.
  public static func root(of size: Int) -> ProofPlan { ProofPlan(parts: size == 0 ? [] : [nodes(0..<size)]) }

  /// All nodes of all parts.
  public var addresses: [NodeAddress] { parts.flatMap { $0 } }

  /// The proof, when all its nodes are at hand.
  /// - Throws: ``NodeMissing``.
  public func hashes(from nodes: [NodeAddress: TreeHash]) throws(NodeMissing) -> [TreeHash] {
    var hashes: [TreeHash] = []
    for part in parts {
      var found: [TreeHash] = []
      for address in part {
        guard let hash = nodes[address] else { throw NodeMissing(address) }
        found.append(hash)
      }
      if let hash = TreeHash.fold(found) { hashes.append(hash) }
    }
    return hashes
  }

  /// The largest power of two below a number of entries.
  private static func split(_ count: Int) -> Int { 1 << (Int.bitWidth - (count - 1).leadingZeroBitCount - 1) }

  /// The complete nodes that a subtree of the plan consists of, from left to right.
  private static func nodes(_ range: Range<Int>) -> [NodeAddress] {
    var nodes: [NodeAddress] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let level = Int.bitWidth - (range.upperBound - start).leadingZeroBitCount - 1
      nodes.append(NodeAddress(level: level, position: start >> level))
      start += 1 << level
    }
    return nodes
  }
}

/// A node that a proof needs was not given.
public struct NodeMissing: Error, Hashable, Sendable {
  /// The node.
  public let address: NodeAddress
  /// Names the node.
  public init(_ address: NodeAddress) { self.address = address }
}
