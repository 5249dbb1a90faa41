// SPDX-License-Identifier: Apache-2.0
import Foundation
import MerkleLog
import Storage

/// The tables of the tree: its right edge, the roots of complete subtrees of 256, 65,536 … events, and the checkpoints.
struct TreeStore: Sendable {
  let database: any Database

  /// The tree as far as it was signed.
  struct State: Sendable {
    let origin: String
    let tree: GrowingTree
  }

  /// A signed checkpoint of the table.
  struct Signed: Sendable, Hashable {
    let size: Int
    let root: Data
    let at: Date
    let note: String
  }

  /// The state of the tree; `nil` before the first checkpoint.
  /// - Throws: `UnreadableRow` for a state that the program has not written.
  func state() async throws -> State? { try await edge().state }

  /// The state of the tree and its latest checkpoint as of one instant: between two readings another process may sign.
  func edge() async throws -> (state: State?, latest: Signed?) {
    let answers = try await database.rows(of: [
      SQL("SELECT origin, size, peaks FROM auditTree WHERE id = 1"), Self.latestQuery(1),
    ])
    return (try answers[0].first.map(Self.state), try answers[1].first.map(Self.signed))
  }

  private static func state(_ row: SQLRow) throws -> State {
    let peaks = try row.blob("peaks")
    let hashes = stride(from: 0, to: peaks.count, by: TreeHash.byteCount).compactMap {
      TreeHash(peaks.dropFirst($0).prefix(TreeHash.byteCount))
    }
    guard let tree = GrowingTree(size: try row.integer("size"), peaks: hashes) else { throw UnreadableRow(column: "peaks") }
    return State(origin: try row.text("origin"), tree: tree)
  }

  private static let columns = "SELECT size, root, at, note FROM auditCheckpoint"

  private static func latestQuery(_ limit: Int) -> SQL {
    SQL("\(columns) WHERE size >= 0 ORDER BY size DESC LIMIT $1", [limit.sql])
  }

  private static func signed(_ row: SQLRow) throws -> Signed {
    Signed(size: try row.integer("size"), root: try row.blob("root"), at: try row.instant("at"), note: try row.text("note"))
  }

  /// The latest checkpoints, the newest first.
  func latest(_ limit: Int) async throws -> [Signed] {
    try await database.rows(Self.latestQuery(limit)).map(Self.signed)
  }

  /// The checkpoint of a size.
  func checkpoint(of size: Int) async throws -> Signed? {
    try await database.row(SQL("\(Self.columns) WHERE size = $1", [size.sql])).map(Self.signed)
  }

  /// The checkpoints from a size upwards, the smallest first; rows as they stand in the table, for the verification.
  func checkpoints(after size: Int, limit: Int) async throws -> [Signed] {
    try await database.rows(SQL("\(Self.columns) WHERE size > $1 ORDER BY size LIMIT $2", [size.sql, limit.sql])).map(Self.signed)
  }

  /// What is written with a checkpoint, guarded by the size that was read.
  func advancing(_ state: State?, to tree: GrowingTree, origin: String, nodes: [NodeAddress: TreeHash], _ signed: Signed) -> Commit {
    let peaks = tree.peaks.reduce(into: Data()) { $0 += $1.bytes }
    let edge =
      if let state {
        SQL(
          "UPDATE auditTree SET size = $1, peaks = $2 WHERE id = 1 AND size = $3 AND origin = $4",
          [tree.size.sql, peaks.sql, state.tree.size.sql, origin.sql], mustChange: 1)
      } else {
        SQL(
          "INSERT INTO auditTree (id, origin, size, peaks) VALUES (1, $1, $2, $3)", [origin.sql, tree.size.sql, peaks.sql], mustChange: 1)
      }
    let kept = nodes.sorted { ($0.key.level, $0.key.position) < ($1.key.level, $1.key.position) }.map { address, hash in
      SQL(
        "INSERT INTO auditNode (level, position, hash) VALUES ($1, $2, $3)", [address.level.sql, address.position.sql, hash.bytes.sql],
        mustChange: 1)
    }
    let checkpoint = SQL(
      "INSERT INTO auditCheckpoint (size, root, at, note) VALUES ($1, $2, $3, $4)",
      [signed.size.sql, signed.root.sql, signed.at.sql, signed.note.sql], mustChange: 1)
    return Commit([edge] + kept + [checkpoint])
  }

  /// Whether the hash of a complete node is kept; the others are hashed again from those below.
  static func keeps(_ address: NodeAddress) -> Bool { address.level > 0 && address.level % Tile.height == 0 }

  /// The hashes of complete nodes, read as of one instant.
  /// - Throws: ``NodeMissing`` when rows below one are not there.
  func nodes(_ addresses: [NodeAddress]) async throws -> [NodeAddress: TreeHash] {
    let answers = try await database.rows(of: addresses.map(Self.below))
    var nodes: [NodeAddress: TreeHash] = [:]
    for (address, rows) in zip(addresses, answers) {
      var subtree = GrowingTree()
      for row in rows { if let hash = TreeHash(try row.blob("hash")) { subtree.append(hash) } }
      guard subtree.size == 1 << (address.level % Tile.height) else { throw NodeMissing(address) }
      nodes[address] = subtree.root
    }
    return nodes
  }

  /// The rows from which a node is hashed: at most 128.
  private static func below(_ address: NodeAddress) -> SQL {
    let (base, height) = (address.level - address.level % Tile.height, address.level % Tile.height)
    let (first, end) = (address.position << height, (address.position + 1) << height)
    guard base > 0 else {
      return SQL(
        "SELECT leafHash AS hash FROM event WHERE eventIndex >= $1 AND eventIndex < $2 ORDER BY eventIndex", [first.sql, end.sql])
    }
    return SQL(
      "SELECT hash FROM auditNode WHERE level = $1 AND position >= $2 AND position < $3 ORDER BY position",
      [base.sql, first.sql, end.sql])
  }

  /// The kept nodes of one level in a range of positions.
  func kept(level: Int, positions: Range<Int>) async throws -> [Int: TreeHash] {
    let rows = try await database.rows(
      SQL(
        "SELECT position, hash FROM auditNode WHERE level = $1 AND position >= $2 AND position < $3",
        [level.sql, positions.lowerBound.sql, positions.upperBound.sql]))
    return try rows.reduce(into: [:]) { kept, row in kept[try row.integer("position")] = TreeHash(try row.blob("hash")) }
  }
}
