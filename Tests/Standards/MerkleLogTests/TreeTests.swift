// SPDX-License-Identifier: Apache-2.0
import Foundation
import MerkleLog
import Testing

func hex(_ text: String) -> Data {
  var bytes = Data()
  var rest = text[...]
  while let byte = UInt8(rest.prefix(2), radix: 16), !rest.isEmpty {
    bytes.append(byte)
    rest = rest.dropFirst(2)
  }
  return bytes
}

/// The definition of RFC 9162, 2.1.1, word for word: slow, and written without the code under test.
func definedRoot(_ leaves: ArraySlice<TreeHash>) -> TreeHash {
  guard leaves.count > 1 else { return leaves.first ?? .empty }
  var half = 1
  while half * 2 < leaves.count { half *= 2 }
  let middle = leaves.startIndex + half
  return .node(definedRoot(leaves[..<middle]), definedRoot(leaves[middle...]))
}

/// The leaves of a log with numbered entries, and every complete node above them.
struct TestLog {
  var tree = GrowingTree()
  var leaves: [TreeHash] = []
  var nodes: [NodeAddress: TreeHash] = [:]

  init(_ size: Int) {
    for number in 0..<size {
      let leaf = TreeHash.leaf(Data("entry \(number)".utf8))
      leaves.append(leaf)
      tree.append(leaf) { nodes[$0] = $1 }
    }
  }
}

@Suite("The tree of RFC 9162") struct TreeTests {
  /// The entries and roots of the reference implementation of RFC 6962 (certificate-transparency, merkletree tests).
  static let entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"].map(hex)
  static let roots = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ]

  @Test("The roots of the reference implementation come out, entry by entry")
  func vectors() {
    var tree = GrowingTree()
    #expect(tree.root.bytes == hex(Self.roots[0]))
    for (place, entry) in Self.entries.enumerated() {
      tree.append(.leaf(entry))
      #expect(tree.root.bytes == hex(Self.roots[place + 1]))
    }
  }

  @Test("The paths and consistency proofs of the reference implementation come out")
  func proofVectors() throws {
    var (tree, nodes) = (GrowingTree(), [NodeAddress: TreeHash]())
    for entry in Self.entries { tree.append(.leaf(entry)) { nodes[$0] = $1 } }
    let path = try ProofPlan.inclusion(of: 5, in: 8).hashes(from: nodes).map(\.bytes)
    let expectedPath: [Data] = [
      hex("bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"),
      hex("ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"),
      hex("d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    ]
    #expect(path == expectedPath)
    let consistency = try ProofPlan.consistency(from: 6, to: 8).hashes(from: nodes).map(\.bytes)
    let expectedConsistency: [Data] = [
      hex("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"),
      hex("ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"),
      hex("d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    ]
    #expect(consistency == expectedConsistency)
  }

  @Test("The growing tree has the root of the definition at every size")
  func definition() {
    var tree = GrowingTree()
    var leaves: [TreeHash] = []
    for number in 0..<130 {
      #expect(tree.root == definedRoot(leaves[...]))
      #expect(GrowingTree(size: tree.size, peaks: tree.peaks) == tree)
      leaves.append(.leaf(Data("\(number)".utf8)))
      tree.append(leaves[number])
    }
    #expect(GrowingTree(size: 3, peaks: [.empty]) == nil)
  }

  @Test("Every entry of every tree up to 70 entries is proved, and nothing else is")
  func inclusion() throws {
    for size in 1...70 {
      let log = TestLog(size)
      for index in 0..<size {
        let proof = try ProofPlan.inclusion(of: index, in: size).hashes(from: log.nodes)
        func includes(_ leaf: TreeHash, at place: Int, in count: Int, by hashes: [TreeHash]) -> Bool {
          ProofCheck.includes(leaf, at: place, in: count, root: log.tree.root, by: hashes)
        }
        #expect(includes(log.leaves[index], at: index, in: size, by: proof))
        #expect(!includes(.leaf(Data("other".utf8)), at: index, in: size, by: proof))
        #expect(!includes(log.leaves[index], at: index + 1, in: size, by: proof))
        #expect(!includes(log.leaves[index], at: index, in: size, by: proof + [.empty]))
        if !proof.isEmpty { #expect(!includes(log.leaves[index], at: index, in: size, by: Array(proof.dropLast()))) }
        for place in proof.indices {
          var altered = proof
          altered[place] = .empty
          #expect(!includes(log.leaves[index], at: index, in: size, by: altered))
        }
      }
      #expect(!ProofCheck.includes(log.leaves[0], at: -1, in: size, root: log.tree.root, by: []))
    }
  }

  @Test("Every tree up to 50 entries is proved to go on from every older one, and no tampered one is")
  func consistency() throws {
    for size in 0...50 {
      let log = TestLog(size)
      for old in 0...size {
        let oldRoot = TestLog(old).tree.root
        let proof = try ProofPlan.consistency(from: old, to: size).hashes(from: log.nodes)
        #expect(ProofCheck.extends(from: old, root: oldRoot, to: size, root: log.tree.root, by: proof), "\(old) \(size)")
        let other = TreeHash.leaf(Data("other".utf8))
        #expect(!ProofCheck.extends(from: old, root: other, to: size, root: log.tree.root, by: proof))
        if old > 0 { #expect(!ProofCheck.extends(from: old, root: oldRoot, to: size, root: other, by: proof)) }
        #expect(!ProofCheck.extends(from: old, root: oldRoot, to: size, root: log.tree.root, by: proof + [.empty]))
        for place in proof.indices {
          var altered = proof
          altered[place] = other
          #expect(!ProofCheck.extends(from: old, root: oldRoot, to: size, root: log.tree.root, by: altered))
        }
      }
    }
  }

  @Test("A tree that was at a size is found again from its complete nodes")
  func earlierRoot() throws {
    let log = TestLog(300)
    for size in 1...300 {
      #expect(try ProofPlan.root(of: size).hashes(from: log.nodes).first == TestLog(size).tree.root)
    }
    #expect(throws: NodeMissing.self) { try ProofPlan.root(of: 300).hashes(from: [:]) }
  }
}
