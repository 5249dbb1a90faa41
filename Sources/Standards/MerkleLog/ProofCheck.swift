// SPDX-License-Identifier: Apache-2.0

/// Checks proofs with nothing but hashes: what whoever keeps a checkpoint does.
public enum ProofCheck {
  /// Whether an entry's hash is at its place in the tree with this root.
  /// - Source: RFC 9162, 2.1.3.2
  public static func includes(
    _ leaf: TreeHash, at index: Int, in size: Int, root: TreeHash, by proof: [TreeHash]
  ) -> Bool {
    guard index >= 0, index < size else { return false }
    var (place, last) = (index, size - 1)
    var hash = leaf
    for part in proof {
      guard last > 0 else { return false }
      if place & 1 == 1 || place == last {
        hash = .node(part, hash)
        while place & 1 == 0, place != 0 {
          place >>= 1
          last >>= 1
        }
      } else {
        hash = .node(hash, part)
      }
      place >>= 1
      last >>= 1
    }
    return last == 0 && hash == root
  }

  /// Whether a tree goes on from an older one: every entry of the older is in the newer, at the same place.
  /// - Source: RFC 9162, 2.1.4.2
  public static func extends(
    from old: Int, root oldRoot: TreeHash, to size: Int, root: TreeHash, by proof: [TreeHash]
  ) -> Bool {
    guard old >= 0, old <= size else { return false }
    if old == size { return proof.isEmpty && oldRoot == root }
    if old == 0 { return proof.isEmpty && oldRoot == .empty }
    // A complete older tree is a node of the newer one, so its root begins the path.
    var path = old.nonzeroBitCount == 1 ? [oldRoot] + proof : proof
    guard !path.isEmpty else { return false }
    var (place, last) = (old - 1, size - 1)
    while place & 1 == 1 {
      place >>= 1
      last >>= 1
    }
    let first = path.removeFirst()
    var (oldHash, hash) = (first, first)
    for part in path {
      guard last > 0 else { return false }
      if place & 1 == 1 || place == last {
        oldHash = .node(part, oldHash)
        hash = .node(part, hash)
        while place & 1 == 0, place != 0 {
          place >>= 1
          last >>= 1
        }
      } else {
        hash = .node(hash, part)
      }
      place >>= 1
      last >>= 1
    }
    return last == 0 && oldHash == oldRoot && hash == root
  }
}
