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
    let nodes = try await present(addresses)
    if let missing = addresses.first(where: { nodes[$0] == nil }) { throw NodeMissing(missing) }
    return nodes
  }

  /// The same, without those below which rows are not there; what stands in one tile is read and hashed once, however many ask for it.
  func present(_ addresses: [NodeAddress]) async throws -> [NodeAddress: TreeHash] {
    let wanted = Dictionary(grouping: Set(addresses), by: KeptTile.init(of:)).map { ($0.key, $0.value) }
    let answers = try await database.rows(of: wanted.map { $0.0.query })
    var nodes: [NodeAddress: TreeHash] = [:]
    for ((tile, addresses), rows) in zip(wanted, answers) {
      let levels = try tile.levels(rows)
      for address in addresses { nodes[address] = levels[tile.height(of: address)][tile.place(of: address)] }
    }
    return nodes
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

/// The rows of 256 nodes of a level that is kept, from which those above them are hashed.
private struct KeptTile: Hashable {
  let base: Int
  let position: Int

  private static let width = 1 << Tile.height

  init(of address: NodeAddress) {
    base = address.level - address.level % Tile.height
    position = address.position >> (Tile.height - address.level % Tile.height)
  }

  func height(of address: NodeAddress) -> Int { address.level - base }

  func place(of address: NodeAddress) -> Int { address.position - position << (Tile.height - height(of: address)) }

  var query: SQL {
    let (first, end) = (position * Self.width, (position + 1) * Self.width)
    guard base > 0 else {
      return SQL(
        "SELECT eventIndex AS position, leafHash AS hash FROM event WHERE eventIndex >= $1 AND eventIndex < $2", [first.sql, end.sql])
    }
    return SQL(
      "SELECT position, hash FROM auditNode WHERE level = $1 AND position >= $2 AND position < $3", [base.sql, first.sql, end.sql])
  }

  /// The hashes of the levels from the base upwards, as far as rows are there.
  func levels(_ rows: [SQLRow]) throws -> [[TreeHash?]] {
    var hashes = [TreeHash?](repeating: nil, count: Self.width)
    for row in rows { hashes[try row.integer("position") - position * Self.width] = TreeHash(try row.blob("hash")) }
    var levels = [hashes]
    for height in 1..<Tile.height {
      levels.append(
        (0..<Self.width >> height).map { place in
          guard let left = levels[height - 1][2 * place], let right = levels[height - 1][2 * place + 1] else { return nil }
          return .node(left, right)
        })
    }
    return levels
  }
}
