// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
public import Storage

extension Bundles {
  /// What finding the receipts that wait for an authority needs, also those that the wire has given up.
  public static let migrations = [
    Migration(
      "exchange.bundles", 1, "index_waiting_receipts",
      ["CREATE INDEX exchangeReceiptWaiting ON exchangeReceipt (recipient, at) WHERE (isToSend = 1 OR lastOutcome = 'expired')"])
  ]

  /// How much waits for an authority.
  struct Waiting: Sendable {
    let authority: AuthorityName
    let messages: Int
    let receipts: Int
  }

  /// How much waits for each authority, those left out for which nothing does.
  func waiting() async throws -> [Waiting] {
    let answers = try await mail.database.rows(of: [
      SQL(
        """
        SELECT peer, COUNT(*) AS number FROM exchangeMessage
        WHERE state IN ('queued', 'sent') AND direction = 'out' AND expiresAt > $1 GROUP BY peer
        """, [mail.now().sql]),
      SQL(
        """
        SELECT recipient AS peer, COUNT(*) AS number FROM exchangeReceipt
        WHERE (isToSend = 1 OR lastOutcome = 'expired') AND at > $1 GROUP BY recipient
        """, [mail.now().addingTimeInterval(-MailStore.longestWait).sql]),
    ])
    func counts(_ rows: [SQLRow]) throws -> [AuthorityName: Int] {
      try rows.reduce(into: [:]) { $0[try $1.value("peer") { AuthorityName($0) }] = try $1.integer("number") }
    }
    let (messages, receipts) = (try counts(answers[0]), try counts(answers[1]))
    return Set(messages.keys).union(receipts.keys).sorted().map {
      Waiting(authority: $0, messages: messages[$0] ?? 0, receipts: receipts[$0] ?? 0)
    }
  }
}
