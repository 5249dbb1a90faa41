// SPDX-License-Identifier: Apache-2.0
import Foundation
import MerkleLog
import Storage
import StrictJSON

/// A proof that a later tree goes on from an earlier one.
public struct ConsistencyProof: Sendable, Hashable, Encodable {
  /// The size of the earlier tree.
  public let old: Int
  /// The size of the later tree.
  public let new: Int
  /// The hashes in base64, in the order of RFC 9162.
  public let proof: [String]
}

extension AuditLog {
  /// The proof that an event is in the log, with the latest checkpoint, as a file of the form C2SP tlog-proof.
  /// - Parameter tellsEvent: whether the extra data of the proof are the event itself and the public key of the log: whoever has neither can
  ///   then check the proof by itself.
  /// - Throws: ``AuditProblem/noSuchEvent``, ``AuditProblem/notYetSigned``, ``AuditProblem/broken``.
  public func proof(of index: Int, tellsEvent: Bool = false) async throws -> String {
    guard let proof = try await proofs(of: [index], tellsEvent: tellsEvent)[index] else { throw AuditProblem.noSuchEvent }
    return try proof.get()
  }

  /// The proofs of several events, all with the latest checkpoint; one that cannot be proved takes no other with it.
  /// - Parameter checked: events that were read a moment ago and compared with their bytes.
  func proofs(of indices: [Int], tellsEvent: Bool, checked: [Int: CheckedEvent] = [:]) async throws -> [Int: Result<String, any Error>] {
    let latest = try await store.latest(1).first
    let note = try latest.map { signed in
      guard let note = try? SignedNote(signed.note), let checkpoint = Checkpoint(text: note.text), checkpoint.size == signed.size else {
        throw AuditProblem.broken
      }
      return (note, checkpoint)
    }
    let key = tellsEvent ? try await publicKey() : nil
    let size = note?.1.size ?? 0
    let plans = Set(indices.filter { (0..<size).contains($0) }).reduce(into: [Int: ProofPlan]()) { plans, index in
      plans[index] = .inclusion(of: index, in: size)
    }
    let nodes = try await store.present(plans.values.flatMap(\.addresses))
    var proofs: [Int: Result<String, any Error>] = [:]
    for index in indices {
      do {
        let event = try await event(index, checked)
        guard let note, let plan = plans[index] else { throw AuditProblem.notYetSigned }
        proofs[index] = .success(try Self.proof(of: event, at: index, by: plan, nodes, note, telling: key))
      } catch {
        proofs[index] = .failure(error)
      }
    }
    return proofs
  }

  /// The proof that an event is in the log, telling it, with the first checkpoint that counts it: no later event changes it, so that whoever asks
  /// again gets the same.
  /// - Throws: as ``proof(of:tellsEvent:)``.
  public func firstProof(of index: Int) async throws -> String {
    guard let signed = try await store.checkpoints(after: index, limit: 1).first else { throw AuditProblem.notYetSigned }
    guard let note = try? SignedNote(signed.note), let checkpoint = Checkpoint(text: note.text), checkpoint.size == signed.size else {
      throw AuditProblem.broken
    }
    let plan = ProofPlan.inclusion(of: index, in: signed.size)
    return try Self.proof(
      of: await event(index, [:]), at: index, by: plan, await store.present(plan.addresses), (note, checkpoint), telling: await publicKey())
  }

  private func event(_ index: Int, _ checked: [Int: CheckedEvent]) async throws -> CheckedEvent {
    if let event = checked[index] { return event }
    guard index >= 0, let event = try await log.checked(after: Int64(index) - 1, limit: 1).first, event.index == index else {
      throw AuditProblem.noSuchEvent
    }
    return event
  }

  private static func proof(
    of event: CheckedEvent, at index: Int, by plan: ProofPlan, _ nodes: [NodeAddress: TreeHash],
    _ latest: (note: SignedNote, checkpoint: Checkpoint), telling key: NoteKey?
  ) throws -> String {
    guard let hashes = try? plan.hashes(from: nodes),
      // A proof that proves nothing is not given out.
      ProofCheck.includes(.leaf(event.bytes), at: index, in: latest.checkpoint.size, root: latest.checkpoint.root, by: hashes)
    else { throw AuditProblem.broken }
    let extra = key.map { key in
      let members = [("event", String(decoding: event.bytes, as: UTF8.self)), ("key", "\(key)")]
      let start = Position(line: 1, column: 1)
      return CanonicalJSON.bytes(JSONValue(.object(members.map { .init(name: $0.0, position: start, value: JSONValue(.string($0.1))) })))
    }
    return InclusionProof(index: index, hashes: hashes, checkpoint: latest.note, extra: extra).text
  }

  /// The latest checkpoint as it was signed; `nil` while there is none.
  public func newest() async throws -> String? { try await store.latest(1).first?.note }

  /// The proof that the tree of one size goes on from that of a smaller one.
  /// - Throws: ``AuditProblem/badSizes``, ``AuditProblem/broken``.
  public func consistency(from old: Int, to new: Int) async throws -> ConsistencyProof {
    guard old >= 0, old <= new, new <= (try await store.state()?.tree.size ?? 0) else { throw AuditProblem.badSizes }
    return ConsistencyProof(old: old, new: new, proof: try await hashes(.consistency(from: old, to: new)).map(\.base64))
  }

  private func hashes(_ plan: ProofPlan) async throws -> [TreeHash] {
    do { return try plan.hashes(from: try await store.nodes(plan.addresses)) } catch is NodeMissing { throw AuditProblem.broken }
  }
}
