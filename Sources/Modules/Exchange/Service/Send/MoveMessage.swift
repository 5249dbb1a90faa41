// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Kernel
import Storage

/// What moves an outgoing message: a decision, and the receipts that it follows from.
struct Move {
  let decision: OutgoingDecision
  var receipts: [TakenReceipt] = []

  /// Whether the acceptance is among them.
  var isAccepted: Bool {
    receipts.contains { if case .relayAcceptance = $0.verified.receipt.evidence { true } else { false } }
  }
}

/// A verified receipt of the other node with its signed text.
struct TakenReceipt: Sendable {
  let verified: VerifiedReceipt
  let jws: Data
}

extension Mail {
  /// Loads an own message, decides, and commits what follows; once more when somebody else was faster.
  ///
  /// - Parameter head: what was signed, where it was read already; it never changes.
  /// - Returns: the decision that was committed; `nil` when there was none.
  @discardableResult
  func move(
    _ signed: DigestOf<SignedMessage>, _ head: SentHead? = nil, by decide: (OutgoingMessage) async throws -> Move?
  ) async throws -> OutgoingDecision? {
    guard let message = try await store.message(signed) else { return nil }
    return try await move(message, head, by: decide)
  }

  /// The same for a message that was just read.
  /// - Parameter more: what is to be committed with it.
  @discardableResult
  func move(
    _ message: KeptMessage, _ head: SentHead?, with more: Commit = Commit(), by decide: (OutgoingMessage) async throws -> Move?
  ) async throws -> OutgoingDecision? {
    var message = message
    for _ in 0..<20 {
      guard let outgoing = try await store.outgoing(message, head), let move = try await decide(outgoing) else { return nil }
      do {
        try await commit(move, of: message, was: outgoing, with: more)
        return move.decision
      } catch is StaleWrite {
        guard let now = try await store.message(message.signed) else { return nil }
        message = now
      }
    }
    throw StaleWrite()
  }

  private func commit(_ move: Move, of message: KeptMessage, was outgoing: OutgoingMessage, with more: Commit) async throws {
    let decision = move.decision
    var commit = Commit([], events: Self.events(decision.events, message, at: now()))
    if !decision.events.isEmpty || decision.state != outgoing {
      commit.statements.append(MailStore.writing(decision.state.state, of: message, isAccepted: move.isAccepted))
    }
    var told = move.receipts.map(\.verified.receipt)
    for taken in move.receipts { commit.statements.append(MailStore.keeping(taken.verified.receipt, taken.jws, at: now())) }
    if told.isEmpty, let own = try await ownEvidence(decision, message) {
      commit.statements.append(MailStore.keeping(own.receipt, own.jws, at: now()))
      told = [own.receipt]
    }
    if !told.isEmpty, decision.events.contains(where: \.isProgress), message.service != Self.loop {
      let head = MessageDraft.Head(
        id: message.id, conversation: message.conversation, service: message.service, act: message.act, to: message.peer,
        signed: message.signed)
      commit = commit.and(try await planned { try await surroundings.planners.progressed(head, told) })
    }
    commit = commit.and(more)
    guard !commit.statements.isEmpty || !commit.events.isEmpty else { return }
    try await database.commit(commit)
  }

  /// The own node's receipt for a message that failed without one of the other node.
  private func ownEvidence(_ decision: OutgoingDecision, _ message: KeptMessage) async throws -> (receipt: Receipt, jws: Data)? {
    var evidence: Evidence?
    for case .failed(let failure) in decision.events {
      switch failure {
      case .relayFailure(let tries): evidence = .relayFailure(tries: tries.count, last: tries.last)
      case .refused(let problem): evidence = .relayFailure(tries: max(1, message.tries.count), last: .problem(problem))
      case .relayRejection, .nonDelivery: break
      }
    }
    guard let evidence else { return nil }
    let receipt = Receipt(
      message: message.id, signed: message.signed, from: own, to: message.peer, issuedAt: wholeSecond(), evidence: evidence)
    return (receipt, try await SealedText.receipt.sign(ReceiptJSON.bytes(receipt), with: keys))
  }

  /// What the event log says of the facts; what one answer told is one event.
  private static func events(_ facts: [OutgoingFact], _ message: KeptMessage, at now: Date) -> [NewEvent] {
    guard facts.contains(.relayed), facts.contains(.delivered) else { return facts.map { event($0, message, at: now) } }
    return facts.filter { $0 != .relayed }.map { event($0, message, at: now, saying: $0 == .delivered ? ["relayed": .flag(true)] : [:]) }
  }

  private static func event(
    _ fact: OutgoingFact, _ message: KeptMessage, at now: Date, saying more: [String: EventValue] = [:]
  ) -> NewEvent {
    let (kind, facts): (EventKind, [String: EventValue]) =
      switch fact {
      case .tried(let count, let outcome): ("exchange.tried", ["count": .integer(count), "outcome": .text(outcome.code)])
      case .relayed: ("exchange.relayed", [:])
      case .delivered: ("exchange.delivered", [:])
      case .retrieved: ("exchange.retrieved", [:])
      case .failed(let failure): ("exchange.failed", ["reason": .text(failure.reason)])
      case .relayedAfterFailure: ("exchange.putRight", [:])
      }
    let named: [String: EventValue] = ["to": .text(message.peer.description), "message": .text(message.id.description)]
    let told = named.merging(facts) { $1 }.merging(more) { $1 }
    return NewEvent(kind, of: message.subject, at: now, by: .program, facts: told)
  }
}

extension OutgoingFact {
  /// Whether the module that sent the message is told.
  var isProgress: Bool {
    switch self {
    case .tried: false
    case .relayed, .delivered, .retrieved, .failed, .relayedAfterFailure: true
    }
  }
}

extension OutgoingMessage.Failure {
  /// What the table says of it.
  var reason: String {
    switch self {
    case .relayFailure: "relay-failure"
    case .relayRejection: "relay-rejection"
    case .refused(let problem): "refused:\(problem.rawValue)"
    case .nonDelivery: Self.notDelivered
    }
  }

  /// What the table says of a message that is there without what it brings.
  static let notDelivered = "non-delivery"
}

extension MailStore {
  /// An own message as the rules know it; `nil` for a draft that never became one.
  func outgoing(_ message: KeptMessage, _ known: SentHead?) async throws -> OutgoingMessage? {
    guard message.place != nil else { return nil }
    let isUnderWay = message.state == .queued || message.state == .sent
    if let known, isUnderWay { return OutgoingMessage(head: known, state: try Self.state(of: message, known, [])) }
    let answers = try await database.rows(of: [Self.textQuery(message), Self.receiptsQuery(message.signed)])
    let head =
      if let known { known } else { SentHead(try Self.manifest(of: try await text(of: message, answers[0].first)), signed: message.signed) }
    return OutgoingMessage(head: head, state: try Self.state(of: message, head, answers[1]))
  }

  private static func state(of message: KeptMessage, _ head: SentHead, _ receipts: [SQLRow]) throws -> OutgoingMessage.State {
    func verified(_ acts: String...) throws -> VerifiedReceipt {
      // The key was judged when the receipt was taken; that it could be relied upon then is what counts.
      let row = try receipts.first { try acts.contains($0.text("act")) && $0.text("author") == message.peer.description }
      guard let row else { throw UnreadableRow(column: "act") }
      return try KeptReceipt(row).receipt.verified(for: head, signer: message.peer, standing: .relied)
    }
    let retrieved = message.isRetrieved ? try verified("retrieval") : nil
    switch (message.state, message.reason) {
    case (.queued, _): return .queued(message.tries)
    case (.sent, _): return .sent(message.tries)
    case (.relayed, _): return .relayed(try verified("relay-acceptance", "retrieval"), retrieved: retrieved)
    case (.delivered, _): return .delivered(try verified("delivery"), retrieved: retrieved)
    case (.failed, "relay-failure"): return .failed(.relayFailure(message.tries))
    case (.failed, "relay-rejection"): return .failed(.relayRejection(try verified("relay-rejection")))
    case (.failed, "non-delivery"): return .failed(.nonDelivery(try verified("non-delivery")))
    case (.failed, let reason?) where reason.hasPrefix("refused:"):
      guard let problem = ExchangeProblem(rawValue: String(reason.dropFirst("refused:".count))) else {
        throw UnreadableRow(column: "reason")
      }
      return .failed(.refused(problem))
    default: throw UnreadableRow(column: "state")
    }
  }

  /// The new state of an own message, unless somebody else has moved it since it was read.
  /// - Parameter isAccepted: whether the acceptance is here with this; it is not asked for then.
  static func writing(_ state: OutgoingMessage.State, of message: KeptMessage, isAccepted: Bool = false) -> SQL {
    var (name, reason, isRetrieved, tries) = (MessageState.queued, String?.none, message.isRetrieved, message.tries)
    // Whose acceptance is here is not tried again; one that a delivery or a retrieval has overtaken is asked for.
    var nextAt: Date? = message.tries.nextAt == .distantPast ? nil : message.tries.nextAt
    switch state {
    case .queued(let kept): (tries, nextAt) = (kept, kept.nextAt)
    case .sent(let kept): (name, tries, nextAt) = (.sent, kept, kept.nextAt)
    case .relayed(let receipt, let retrieved):
      (name, isRetrieved) = (.relayed, retrieved != nil)
      if case .relayAcceptance = receipt.receipt.evidence { nextAt = nil }
    case .delivered(_, let retrieved):
      (name, isRetrieved) = (.delivered, retrieved != nil)
      if isAccepted { nextAt = nil }
    case .failed(let failure): (name, reason) = (.failed, failure.reason)
    }
    return SQL(
      """
      UPDATE exchangeMessage SET state = $1, reason = $2, retrieved = $3, tries = $4, lastOutcome = $5, nextAt = $6, hasRefreshed = $7,
        version = version + 1
      WHERE signed = $8 AND version = $9
      """,
      [
        name.rawValue.sql, reason.sql, isRetrieved.sql, tries.count.sql, (tries.last?.code).sql, nextAt.sql,
        tries.hasRefreshedDirectory.sql, message.signed.hex.sql, message.version.sql,
      ], mustChange: 1)
  }
}
