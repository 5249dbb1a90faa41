// SPDX-License-Identifier: Apache-2.0
public import Foundation
import MerkleLog
import Storage

/// A signed checkpoint of the log.
public struct SignedCheckpoint: Sendable, Hashable {
  /// How many events it counts.
  public let size: Int
  /// When it was signed, by the node's clock.
  public let at: Date
  /// The note to keep and to show to others.
  public let note: String
}

extension AuditLog {
  /// Signs a checkpoint over all events, unless the latest one counts them already.
  ///
  /// What was signed before is looked at first, and every new row is compared with its bytes: nothing that does not fit is ever signed over.
  /// - Returns: the latest checkpoint, new or not; `nil` when there are no events.
  /// - Throws: ``AuditProblem/broken``, ``AuditProblem/olderThanKept(found:size:)``.
  @discardableResult
  public func checkpoint(at instant: Date) async throws -> SignedCheckpoint? {
    var checked: [Int: CheckedEvent] = [:]
    return try await checkpoint(at: instant, keeping: [], &checked)
  }

  /// The same, keeping those of some events that were compared with their bytes on the way.
  func checkpoint(at instant: Date, keeping indices: Set<Int>, _ checked: inout [Int: CheckedEvent]) async throws -> SignedCheckpoint? {
    while true {
      do { return try await checkpointOnce(at: instant, keeping: indices, &checked) } catch is StaleWrite {
        // Another process of the node has signed meanwhile: look at what it signed.
        continue
      } catch is UniqueViolation {
        continue
      }
    }
  }

  private func checkpointOnce(
    at instant: Date, keeping indices: Set<Int>, _ checked: inout [Int: CheckedEvent]
  ) async throws -> SignedCheckpoint? {
    // Read before the database, which can then only be further on.
    let kept = try keys.keptNote()
    let (state, latest) = try await store.edge()
    var tree = state?.tree ?? GrowingTree()
    guard let signer = NoteSigner(name: state?.origin ?? origin, seed: try keys.makeSeed()) else {
      throw AuditProblem.unreadable(name: state?.origin ?? origin)
    }
    try check(latest, against: state, signer.publicKey)
    try await check(kept: kept, against: tree, signer.publicKey)
    var nodes: [NodeAddress: TreeHash] = [:]
    try await append(to: &tree) { event in
      if indices.contains(Int(event.index)) { checked[Int(event.index)] = event }
    } completing: {
      if TreeStore.keeps($0) { nodes[$0] = $1 }
    }
    guard tree.size > (state?.tree.size ?? 0) else {
      return latest.map { SignedCheckpoint(size: $0.size, at: $0.at, note: $0.note) }
    }
    let checkpoint = Checkpoint(origin: signer.publicKey.name, size: tree.size, root: tree.root)
    let note = try checkpoint.signed(by: signer).note
    let signed = TreeStore.Signed(size: tree.size, root: tree.root.bytes, at: instant, note: note)
    try await database.commit(store.advancing(state, to: tree, origin: signer.publicKey.name, nodes: nodes, signed))
    try keys.keep(note)
    notes.remember(note, checkpoint, by: signer.publicKey)
    return SignedCheckpoint(size: signed.size, at: instant, note: note)
  }

  /// The latest checkpoint must be the log's own and count what the tree counts.
  private func check(_ latest: TreeStore.Signed?, against state: TreeStore.State?, _ key: NoteKey) throws {
    guard latest != nil || state != nil else { return }
    guard let latest, let state, let said = try? notes.checkpoint(latest.note, by: key), said.size == state.tree.size,
      said.size == latest.size, said.root == state.tree.root, said.root.bytes == latest.root
    else { throw AuditProblem.broken }
  }

  /// The checkpoint kept beside the key must be one that this log has grown from.
  private func check(kept note: String?, against tree: GrowingTree, _ key: NoteKey) async throws {
    guard let note else { return }
    guard let said = try? notes.checkpoint(note, by: key) else { throw AuditProblem.broken }
    guard said.size <= tree.size else { throw AuditProblem.olderThanKept(found: tree.size, size: said.size) }
    guard try await root(at: said.size, of: tree) == said.root else { throw AuditProblem.broken }
  }

  private func root(at size: Int, of tree: GrowingTree) async throws -> TreeHash? {
    guard size < tree.size else { return tree.root }
    let plan = ProofPlan.root(of: size)
    return try plan.hashes(from: try await store.nodes(plan.addresses)).first
  }

  /// Appends the events that the tree does not count yet.
  private func append(
    to tree: inout GrowingTree, with told: (CheckedEvent) -> Void, completing tell: (NodeAddress, TreeHash) -> Void
  ) async throws {
    while true {
      let events = try await log.checked(after: Int64(tree.size) - 1, limit: 1000)
      for event in events {
        guard event.faults.isEmpty, event.index == tree.size else { throw AuditProblem.broken }
        tree.append(.leaf(event.bytes), completing: tell)
        told(event)
      }
      guard events.count == 1000 else { return }
    }
  }

  /// Takes note that an older copy of the database was restored, so that the log can go on from there.
  ///
  /// The checkpoint of the lost part stays as evidence beside the key, under another name, and an event tells its size and root. Others who have kept
  /// such a checkpoint will still find, and should, that this log does not go on from it.
  /// - Returns: where the checkpoint was put.
  /// - Throws: ``AuditProblem/nothingToAccept``.
  public func acceptRestore(at instant: Date) async throws -> URL {
    guard let note = try keys.keptNote(), let key = try await publicKey(), let said = try? Checkpoint.verified(note, by: [key]),
      try await store.state()?.tree.size ?? 0 < said.size
    else { throw AuditProblem.nothingToAccept }
    let name = "\(keys.kept.lastPathComponent).\(said.size)-\(instant.microseconds)"
    let aside = keys.kept.deletingLastPathComponent().appending(path: name)
    let event = NewEvent(
      "audit.restoreAccepted", of: EventSubject("auditTree", "1"), at: instant, by: .operatorAtConsole,
      facts: ["size": .integer(said.size), "root": .text(said.root.base64)])
    try await database.commit(Commit(events: [event]))
    try FileManager.default.moveItem(at: keys.kept, to: aside)
    try await checkpoint(at: instant)
    return aside
  }
}
