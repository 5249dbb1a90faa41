// SPDX-License-Identifier: Apache-2.0
public import AuditRules
import Foundation
public import MerkleLog
import Storage

/// A checkpoint that was kept outside the database.
public struct KeptCheckpoint: Sendable, Hashable {
  /// The name of its file.
  public let name: String
  /// The signed note.
  public let note: String
  /// Names a note.
  public init(name: String, note: String) {
    self.name = name
    self.note = note
  }
}

extension AuditLog {
  /// Reads every event again and compares it with its columns, the tree with all checkpoints, and both with what was kept outside.
  /// - Parameters:
  ///   - kept: checkpoints that somebody kept elsewhere; the one beside the key is compared in any case.
  ///   - trusted: public keys besides the node's own, for a log whose key has changed.
  public func verify(against kept: [KeptCheckpoint] = [], trusting trusted: [NoteKey] = []) async throws -> LogReport {
    // What is read first can only grow while the events are read.
    let beside = try keys.keptNote().map { KeptCheckpoint(name: keys.kept.lastPathComponent, note: $0) }
    var walk = LogWalk()
    var state: TreeStore.State?
    do {
      let edge = try await store.edge()
      state = edge.state
      walk.expect(edge.state?.tree, last: edge.latest?.size)
    } catch is UnreadableRow {
      walk.findings.append(.treeDiffers(size: 0))
    }
    let own = try keys.seed().flatMap { NoteSigner(name: state?.origin ?? origin, seed: $0)?.publicKey }
    let trusted = trusted + (own.map { [$0] } ?? [])
    walk.findings += try await log.missingGuards().map { .guardMissing(name: $0) }
    let next = Int(try await log.head())
    try await expectCheckpoints(&walk, trusted)
    for kept in kept + (beside.map { [$0] } ?? []) { walk.expect(kept, trusted) }
    try await readEvents(&walk)
    try await compareNodes(&walk)
    walk.finish(next: next, nextNow: Int(try await log.head()))
    return walk.report
  }

  private func expectCheckpoints(_ walk: inout LogWalk, _ trusted: [NoteKey]) async throws {
    var last = Int.min
    while true {
      let page = try await store.checkpoints(after: last, limit: 1000)
      for signed in page { walk.expect(signed, trusted) }
      guard page.count == 1000, let end = page.last?.size else { return }
      last = end
    }
  }

  private func readEvents(_ walk: inout LogWalk) async throws {
    var last = Int64.min
    while true {
      let page = try await log.checked(after: last, limit: 1000)
      for event in page { walk.read(event) }
      guard page.count == 1000, let end = page.last?.index else { return }
      last = end
    }
  }

  /// Compares the nodes that are kept with those of the events.
  private func compareNodes(_ walk: inout LogWalk) async throws {
    guard walk.isWhole, !walk.isRewritten else { return }
    let signed = walk.signedSize
    for (level, hashes) in walk.nodes.sorted(by: { $0.key < $1.key }) {
      let count = min(signed >> level, hashes.count)
      for start in stride(from: 0, to: count, by: 4096) {
        let positions = start..<min(count, start + 4096)
        let kept = try await store.kept(level: level, positions: positions)
        for position in positions where kept[position] != hashes[position] {
          walk.findings.append(.nodeDiffers(level: level, position: position))
        }
      }
    }
  }
}
