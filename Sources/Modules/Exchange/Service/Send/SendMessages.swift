// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import Storage

extension Mail {
  private static let waiting = "state IN ('queued', 'sent')"

  /// The authorities for which a message's time has come or ended.
  func peersWithMessages() async throws -> [AuthorityName] {
    // From one authority to the next by the index, since thousands may wait for each.
    try await database.rows(
      SQL(
        """
        WITH RECURSIVE known (peer) AS (
          SELECT min(peer) FROM exchangeMessage
          UNION ALL
          SELECT (SELECT min(m.peer) FROM exchangeMessage m WHERE m.peer > known.peer) FROM known WHERE known.peer IS NOT NULL)
        SELECT peer FROM known WHERE peer IS NOT NULL AND (
          EXISTS (SELECT 1 FROM exchangeMessage m WHERE \(Self.waiting) AND m.peer = known.peer AND m.nextAt <= $1)
          OR EXISTS (SELECT 1 FROM exchangeMessage m WHERE \(Self.waiting) AND m.peer = known.peer AND m.expiresAt <= $1))
        """, [now().sql])
    ).map { try $0.value("peer") { AuthorityName($0) } }
  }

  /// Tries every own message whose time has come, and fails those whose time has ended.
  func sendDue() async throws {
    let peers = try await peersWithMessages()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for peer in peers { group.addTask { _ = try await sendMessages(to: peer) } }
      try await group.waitForAll()
    }
  }

  /// The same for one authority, of which so many are looked at once; tells in how many conversations its node answered.
  func sendMessages(to peer: AuthorityName) async throws -> Int {
    let mail = holdingDirectory()
    return try await posts.post(to: peer, Self.inboxPath).pace.each(named: { $0.first?.conversation }) { underway in
      // A node that is down has no share in what others can take; what expires meanwhile still fails.
      let ready = try await watch.isShut(peer, at: now()) ? "expiresAt <= $1" : "(nextAt <= $1 OR expiresAt <= $1)"
      let due = try await store.messages(
        "\(Self.waiting) AND \(ready) AND peer = $2", [now().sql, peer.description.sql], "ORDER BY nextAt, signed LIMIT 500")
      return Self.conversations(due.filter { !underway.contains($0.conversation) })
    } _: {
      try await mail.attemptEach($0)
    }
  }

  /// Messages of one conversation one after the other, in their order, so that the other node has nothing to hold; what waits longest first.
  private static func conversations(_ messages: [KeptMessage]) -> [[KeptMessage]] {
    func begin(_ messages: [KeptMessage]) -> (Date, String) { (messages.first?.at ?? .distantPast, messages.first?.signed.hex ?? "") }
    return Dictionary(grouping: messages, by: \.conversation).values
      .map { $0.sorted { ($0.place?.sequence ?? 0) < ($1.place?.sequence ?? 0) } }
      .sorted { begin($0) < begin($1) }
  }

  private func attemptEach(_ messages: [KeptMessage]) async throws -> Bool {
    var isAnswered = false
    for message in messages {
      try await apart("a message could not be tried") { try await endingUnreadable(message) { isAnswered = try await attempt(message) } }
    }
    return isAnswered
  }

  /// One try of one message, from what is committed before it to what is committed after it; whether the other node answered.
  private func attempt(_ message: KeptMessage) async throws -> Bool {
    if now() >= message.expiresAt {
      try await expire(message)
      return false
    }
    let standing = try await surroundings.directory.copy()?.standing(at: now()) ?? .stale
    guard standing.isRelied, try await watch.mayTry(message.peer, at: now()) else { return false }
    let (text, logIndex) = try await store.submitted(message)
    let head = SentHead(try MailStore.manifest(of: text), signed: message.signed)
    let submission = try await submission(of: message, at: logIndex)
    let begun = try await move(message, head, with: submission) { outgoing in
      do throws(CannotMove) {
        return Move(decision: try outgoing.trying(at: now(), directory: standing, canReach: true, random: surroundings.random()))
      } catch {
        // Another process was faster, or the message has its receipt.
        return nil
      }
    }
    guard let begun, begun.effects.contains(.attempt) else { return false }
    if message.files > 0, message.service == Self.loop {
      try await apart("files that tried the path could not be removed") { try await surroundings.files.removeTried() }
    }
    let answer = try await handOver(message, text, head)
    let tried = message.tried(begun.state.state)
    let ended = try await move(tried, head) { outgoing in
      let decision = try outgoing.ended(answer.outcome, ofTry: tried.tries.count, at: now(), random: surroundings.random())
      return Move(decision: answer.delivery.map { decision.then($0.verified) } ?? decision, receipts: answer.receipts)
    }
    for effect in ended?.effects ?? [] { await carryOut(effect, message) }
    if ended != nil, answer.delivery != nil { await posts.post(to: message.peer, Self.inboxPath).confirm(message.signed) }
    return !answer.receipts.isEmpty
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
    /// The decision of the other node, and the delivery where it is told with it.
    var receipts: [TakenReceipt] = []

    var delivery: TakenReceipt? { receipts.dropFirst().first }
  }

  func handOver(_ message: KeptMessage, _ text: Data, _ head: SentHead) async throws -> Handed {
    let peer = try await surroundings.directory.peer(message.peer)
    guard let peer, let key = peer.encryptionKey(at: now()) else {
      return Handed(outcome: .problem(.unknownKey, isSigned: false, retryAfter: nil))
    }
    let sealed = try SealedText.message.seal(text, for: key)
    let answer = await posts.post(to: peer.name, Self.inboxPath).hand(sealed, to: peer)
    let handed = await read(answer.outcome, of: peer, head)
    if answer.isTelling { try await watch.note(handed.outcome, of: peer.name, at: now()) }
    return handed
  }

  private func read(_ outcome: WireOutcome, of peer: Peer, _ head: SentHead) async -> Handed {
    switch outcome {
    case .noAnswer(let retryAfter): return Handed(outcome: .noAnswer(retryAfter: retryAfter))
    case .problem(let problem, let isSigned, let retryAfter):
      return Handed(outcome: .problem(problem, isSigned: isSigned, retryAfter: retryAfter))
    case .answered(let status, let fields, let content):
      guard status == 200, let texts = await texts(content, fields["content-type"]), let decision = taken(texts[0], of: peer, head) else {
        return Handed(outcome: .noAnswer(retryAfter: nil))
      }
      await saw(decision.verified.receipt)
      // What cannot be read of the rest comes by itself once more, and is answered then.
      let delivery = texts.dropFirst().first.flatMap { taken($0, of: peer, head) }.flatMap { taken in
        if case .delivery = taken.verified.receipt.evidence { taken } else { nil }
      }
      return Handed(outcome: .receipt(decision.verified), receipts: [decision] + [delivery].compactMap(\.self))
    }
  }

  /// The signed texts of an answer to one message, sealed by itself or a line of what was sealed together; at least one.
  private func texts(_ content: Data, _ media: String?) async -> [Data]? {
    switch media {
    case SealedText.media: (try? await SealedText.receipt.open(content, with: keys)).map { [$0] }
    case SealedLines.media: SealedLines.texts(content)
    default: nil
    }
  }

  private func taken(_ jws: Data, of peer: Peer, _ head: SentHead) -> TakenReceipt? {
    guard let (receipt, standing) = try? read(jws, by: peer, at: now()),
      let verified = try? receipt.verified(for: head, signer: peer.name, standing: standing)
    else { return nil }
    return TakenReceipt(verified: verified, jws: jws)
  }
}
