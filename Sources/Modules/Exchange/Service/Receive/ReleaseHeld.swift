// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
import Foundation
import Keys
public import Storage

extension Mail {
  /// The conversation as the next message meets it: nothing that could take effect is still held.
  func settledChain(of author: AuthorityName, in conversation: ConversationID) async throws -> KeptChain {
    while true {
      let kept = try await store.chain(of: author, in: conversation)
      guard let link = kept.chain.held[kept.chain.next] else { return kept }
      try await release(link, kept, author, conversation)
    }
  }

  /// Lets everything take effect whose turn has come.
  func settle(_ author: AuthorityName, in conversation: ConversationID) async throws {
    for _ in 0..<3 {
      do {
        _ = try await settledChain(of: author, in: conversation)
        return
      } catch is StaleWrite {
        continue
      }
    }
  }

  private func release(_ link: ChainLink, _ kept: KeptChain, _ author: AuthorityName, _ conversation: ConversationID) async throws {
    guard let message = try await store.message(link.signed) else { throw UnreadableRow(column: "signed") }
    let next = MailStore.writing(
      kept, of: author, in: conversation, with: author, next: link.place.sequence + 1, last: link.signed, skipped: kept.chain.skipped)
    do {
      let verified = VerifiedMessage(manifest: try await store.manifest(of: message), signed: message.signed, receivedAt: message.at)
      try await letTakeEffect(verified, message, next)
    } catch let problem as KeyProblem where problem.isForGood {
      // What it was about was shredded, or its text is damaged: it never takes effect, and must not keep those behind it.
      try await setAside(message, next, ExchangeProblem.schema.rawValue)
    } catch let problem as ExchangeProblem where problem.isPermanent {
      try await setAside(message, next, problem.rawValue)
    } catch is UniqueViolation, is ConstraintViolation, is UnstorableValue {
      // The tables refuse what it would bring about, today and tomorrow; it must not keep those behind it.
      try await setAside(message, next, "constraint")
    }
  }

  /// So often is planned anew what met a row that somebody else had just written.
  private static let releases = 3

  private func letTakeEffect(_ verified: VerifiedMessage, _ message: KeptMessage, _ next: SQL) async throws {
    for release in 1...Self.releases {
      let (effect, delivery) = try await effect(of: verified)
      let event = NewEvent("exchange.released", of: message.subject, at: now(), by: .program, facts: Self.told(delivery))
      do {
        try await database.commit(Commit([MailStore.moving(message, to: .effective), next], events: [event]).and(effect))
        return
      } catch is UniqueViolation where release < Self.releases {
        continue
      }
    }
  }

  /// It was acknowledged and stays so; that nobody here can make sense of it is told as what it is.
  private func setAside(_ message: KeptMessage, _ next: SQL, _ reason: String) async throws {
    let event = NewEvent("exchange.setAside", of: message.subject, at: now(), by: .program, facts: ["problem": .text(reason)])
    let told = try await attesting(.nonDelivery(.notAsSigned), id: message.id, signed: message.signed, to: message.author)
    try await database.commit(Commit([MailStore.moving(message, to: .setAside, reason: reason), next], events: [event]).and(told))
  }

  /// Ends what is held although nothing can come any more that would have to take effect before it; its authority is told.
  func lapseHeld() async throws {
    let limit = now().addingTimeInterval(-MessageChain.heldLife)
    for message in try await store.messages(
      "state = 'held' AND \(MessageState.withPlace) AND at < $1", [limit.sql], "ORDER BY at, signed LIMIT 200")
    {
      try await apart("a message that is held could not be ended") {
        let event = NewEvent(
          "exchange.setAside", of: message.subject, at: now(), by: .program,
          facts: ["problem": .text(NonDelivery.missingBefore.rawValue)])
        let told = try await attesting(.nonDelivery(.missingBefore), id: message.id, signed: message.signed, to: message.author)
        try await database.commit(
          Commit([MailStore.moving(message, to: .setAside, reason: NonDelivery.missingBefore.rawValue)], events: [event]).and(told))
      }
    }
  }

  /// An officer goes on without the messages that are missing before the first that is held.
  /// - Throws: ``CannotPlace/nothingHeld``; `StaleWrite` when a message came meanwhile.
  public func goOn(_ author: AuthorityName, in conversation: ConversationID, by actor: EventActor) async throws {
    let kept = try await store.chain(of: author, in: conversation)
    var chain = kept.chain
    // What is held although its turn has come waits for the worker alone.
    guard chain.held[chain.next] == nil else { throw CannotPlace.nothingHeld }
    guard let first = try chain.goOn().first else { throw CannotPlace.nothingHeld }
    try await database.commit(
      Commit(
        [
          MailStore.writing(
            kept, of: author, in: conversation, with: author, next: first.place.sequence, last: first.place.predecessor,
            skipped: chain.skipped)
        ],
        events: [
          NewEvent(
            "exchange.wentOn", of: EventSubject("exchangeMessage", first.signed.hex), at: now(), by: actor,
            facts: ["missing": .integer(first.place.sequence - kept.chain.next)])
        ]))
    // What was held takes effect with the worker: an officer's act is one thing, what other modules make of messages another.
    wake.send()
  }
}
