// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import Storage

extension Mail {
  /// So many conversations with one authority go on at a time; the other node takes no more connections.
  static let parallel = WireLimits.connections

  /// Tries every own message whose time has come, and fails those whose time has ended; tells how many it looked at.
  @discardableResult
  public func sendDue() async throws -> Int {
    let waiting = "state IN ('queued', 'sent')"
    let peers = try await database.rows(
      SQL("SELECT DISTINCT peer FROM exchangeMessage WHERE \(waiting) AND (nextAt <= $1 OR expiresAt <= $1)", [now().sql]))
    return try await withThrowingTaskGroup(of: Int.self) { group in
      for row in peers {
        let peer = try row.value("peer") { AuthorityName($0) }
        group.addTask {
          // A node that is down has no share in what others can take; what expires meanwhile still fails.
          let ready = try await watch.isShut(peer, at: now()) ? "expiresAt <= $1" : "(nextAt <= $1 OR expiresAt <= $1)"
          let due = try await store.messages(
            "\(waiting) AND \(ready) AND peer = $2", [now().sql, peer.description.sql], "ORDER BY nextAt, signed LIMIT 500")
          try await send(due)
          return due.count
        }
      }
      return try await group.reduce(0, +)
    }
  }

  /// Messages of one conversation one after the other, in their order, so that the other node has nothing to hold.
  private func send(_ messages: [KeptMessage]) async throws {
    var waiting = Dictionary(grouping: messages, by: \.conversation).values
      .map { $0.sorted { ($0.place?.sequence ?? 0) < ($1.place?.sequence ?? 0) } }
      .sorted { ($0.first?.at ?? .distantPast, $0.first?.signed.hex ?? "") < ($1.first?.at ?? .distantPast, $1.first?.signed.hex ?? "") }[
        ...]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<Self.parallel {
        guard let next = waiting.popFirst() else { break }
        group.addTask { try await attemptEach(next) }
      }
      while try await group.next() != nil {
        guard let next = waiting.popFirst() else { continue }
        group.addTask { try await attemptEach(next) }
      }
    }
  }

  private func attemptEach(_ messages: [KeptMessage]) async throws {
    for message in messages {
      try await apart("a message could not be tried") { try await endingUnreadable(message) { try await attempt(message) } }
    }
  }

  /// One try of one message, from what is committed before it to what is committed after it.
  private func attempt(_ message: KeptMessage) async throws {
    if now() >= message.expiresAt {
      try await expire(message)
      return
    }
    let standing = try await surroundings.directory.copy()?.standing(at: now()) ?? .stale
    guard standing.isRelied, try await watch.mayTry(message.peer, at: now()) else { return }
    try await sayWhereSubmitted(message)
    let begun = try await move(message.signed) { outgoing in
      do throws(CannotMove) {
        return Move(decision: try outgoing.trying(at: now(), directory: standing, canReach: true, random: surroundings.random()))
      } catch {
        // Another process was faster, or the message has its receipt.
        return nil
      }
    }
    guard let begun, begun.effects.contains(.attempt) else { return }
    let answer = try await handOver(message, begun.state.head)
    let ended = try await move(message.signed) { outgoing in
      let decision = try outgoing.ended(answer.outcome, at: now(), random: surroundings.random())
      return Move(decision: decision, receipt: answer.receipt, jws: answer.jws)
    }
    for effect in ended?.effects ?? [] { await carryOut(effect, message) }
  }

  private func expire(_ message: KeptMessage) async throws {
    try await move(message.signed) { outgoing in
      do throws(CannotMove) { return Move(decision: try outgoing.expiring(at: now())) } catch { return nil }
    }
  }

  /// What remains to be done after a commit; a process that is killed before it leaves nothing wrong, only something undone.
  func carryOut(_ effect: OutgoingEffect, _ message: KeptMessage) async {
    do {
      switch effect {
      case .refreshDirectory: try await surroundings.directory.refresh()
      case .releaseFiles where message.files > 0: try await surroundings.files.release(message.id)
      case .releaseFiles, .attempt, .makeRelayFailure: break
      case .checkClock: warn("the node of \(message.peer) finds this clock wrong")
      }
    } catch {
      warn("not done after a message moved", error)
    }
  }

  // MARK: The wire

  /// What came of handing a message over.
  struct Handed: Sendable {
    let outcome: AttemptOutcome
    var receipt: Receipt?
    var jws: Data?
  }

  private func handOver(_ message: KeptMessage, _ head: SentHead) async throws -> Handed {
    let peer = try await surroundings.directory.peer(message.peer)
    guard let peer, let key = peer.encryptionKey(at: now()) else {
      return Handed(outcome: .problem(.unknownKey, isSigned: false, retryAfter: nil))
    }
    let sealed = try SealedText.message.seal(try await store.text(of: message), for: key)
    let question = WireQuestion(method: "POST", path: Self.inboxPath, fields: ["content-type": SealedText.media], content: sealed)
    let handed = await read(await surroundings.transport.ask(question, of: peer), of: peer, head)
    try await watch.note(handed.outcome, of: peer.name, at: now())
    return handed
  }

  private func read(_ outcome: WireOutcome, of peer: Peer, _ head: SentHead) async -> Handed {
    switch outcome {
    case .noAnswer(let retryAfter): return Handed(outcome: .noAnswer(retryAfter: retryAfter))
    case .problem(let problem, let isSigned, let retryAfter):
      return Handed(outcome: .problem(problem, isSigned: isSigned, retryAfter: retryAfter))
    case .answered(let status, let fields, let content):
      guard status == 200, fields["content-type"] == SealedText.media, let jws = try? await SealedText.receipt.open(content, with: keys),
        let (receipt, standing) = try? self.read(jws, by: peer, at: now()),
        let verified = try? receipt.verified(for: head, signer: peer.name, standing: standing)
      else { return Handed(outcome: .noAnswer(retryAfter: nil)) }
      await saw(receipt)
      return Handed(outcome: .receipt(verified), receipt: receipt, jws: jws)
    }
  }
}
