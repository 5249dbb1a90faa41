// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Storage

extension Mail {
  /// Asks again for the acceptances that a delivery has overtaken: the answer to the try was lost, and the other node told by itself that all is there.
  ///
  /// Only the acceptance has the proof in the other node's log, and the time that both sides count by; the other node gives it again for the same bytes.
  func askForAcceptances() async throws {
    guard try await surroundings.directory.copy()?.standing(at: now()).isRelied == true else { return }
    // The sign keeps the engine from going through all that was delivered by the time of its coming.
    let overtaken = try await store.messages(
      """
      state = 'delivered' AND nextAt IS NOT NULL AND nextAt <= $2 AND +at >= $1 AND expiresAt > $2 AND NOT EXISTS
        (SELECT 1 FROM exchangeReceipt WHERE exchangeReceipt.signed = exchangeMessage.signed AND act = 'relay-acceptance')
      """, [now().addingTimeInterval(-Self.longestLife).sql, now().sql], "ORDER BY nextAt, signed LIMIT 100")
    // A node that answers slowly, or never with what is asked for, holds up its own alone.
    await withTaskGroup(of: Void.self) { group in
      for messages in Dictionary(grouping: overtaken, by: \.peer).values {
        group.addTask { await askForAcceptances(of: messages.prefix(Self.perPeer)) }
      }
    }
  }

  /// So many are asked for in one round.
  private static let perPeer = 10

  private func askForAcceptances(of messages: ArraySlice<KeptMessage>) async {
    for message in messages where !Task.isCancelled {
      do {
        try await endingUnreadable(message) { try await askForAcceptance(of: message) }
      } catch {
        warn("an acceptance could not be asked for", error)
      }
    }
  }

  /// The longest that a message may live, with a day for clocks.
  private static let longestLife: TimeInterval = 31 * 86_400

  private func askForAcceptance(of message: KeptMessage) async throws {
    guard try await watch.mayTry(message.peer, at: now()) else { return }
    let text = try await store.text(of: message)
    let answer = try await handOver(message, text, SentHead(try MailStore.manifest(of: text), signed: message.signed))
    guard let decision = answer.receipts.first, case .relayAcceptance = decision.verified.receipt.evidence else {
      // Whatever came of it: others that wait longer have their turn before it is asked for again.
      let wait = RetryPlan.profile.wait(after: message.tries.count + 1, retryAfter: nil, random: surroundings.random())
      try await database.commit(Commit([Self.askedAgain(message, at: now().addingTimeInterval(max(Self.leastWait, wait)))]))
      return
    }
    try await database.commit(
      Commit([MailStore.keeping(decision.verified.receipt, decision.jws, at: now()), Self.askedAgain(message, at: nil)]))
  }

  /// Seconds between two questions about one message at least.
  private static let leastWait: TimeInterval = 60

  private static func askedAgain(_ message: KeptMessage, at instant: Date?) -> SQL {
    SQL(
      "UPDATE exchangeMessage SET nextAt = $1, tries = tries + 1, version = version + 1 WHERE signed = $2 AND state = 'delivered'",
      [instant.sql, message.signed.hex.sql])
  }
}
