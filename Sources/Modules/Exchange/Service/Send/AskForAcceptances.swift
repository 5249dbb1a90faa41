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
    let overtaken = try await store.messages(
      """
      direction = 'out' AND state = 'delivered' AND at >= $1 AND expiresAt > $2 AND nextAt <= $2 AND NOT EXISTS
        (SELECT 1 FROM exchangeReceipt WHERE exchangeReceipt.signed = exchangeMessage.signed AND act = 'relay-acceptance')
      """, [now().addingTimeInterval(-Self.longestLife).sql, now().sql], "ORDER BY at, signed LIMIT 100")
    for message in overtaken {
      try await apart("an acceptance could not be asked for") {
        try await endingUnreadable(message) { try await askForAcceptance(of: message) }
      }
    }
  }

  /// The longest that a message may live, with a day for clocks.
  private static let longestLife: TimeInterval = 31 * 86_400

  private func askForAcceptance(of message: KeptMessage) async throws {
    guard try await watch.mayTry(message.peer, at: now()) else { return }
    let text = try await store.text(of: message)
    let answer = try await handOver(message, text, SentHead(try MailStore.manifest(of: text), signed: message.signed))
    guard let receipt = answer.receipt, let jws = answer.jws else { return }
    try await database.commit(Commit([MailStore.keeping(receipt, jws, at: now())]))
  }
}
