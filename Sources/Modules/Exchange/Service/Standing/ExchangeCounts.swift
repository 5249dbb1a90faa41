// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Storage

/// What is under way, counted: never which message, which file or with whom.
public struct ExchangeCounts: Sendable {
  /// Messages that have not come to their end, by direction and state.
  public let messages: [(direction: String, state: String, number: Int)]
  /// Since when the oldest message waits that has not reached the other authority; `nil` when none waits.
  public let oldestUnsent: Date?
  /// Receipts that are still to be sent.
  public let receipts: Int
  /// Offered files that are neither here nor given up, by their state.
  public let files: [(state: String, number: Int)]
}

extension StandingDesk {
  /// Counts what is under way; what has come to its end is left to the event log, since those tables grow.
  public func counts() async throws -> ExchangeCounts {
    let found = try await database.rows(of: [
      SQL(
        """
        SELECT direction, state, COUNT(*) AS number, MIN(at) AS oldest FROM exchangeMessage
        WHERE state IN ('queued', 'sent', 'relayed', 'held', 'waits') AND \(MessageState.withPlace) GROUP BY direction, state ORDER BY direction, state
        """), SQL("SELECT COUNT(*) AS number FROM exchangeReceipt WHERE isToSend = 1"),
      SQL(
        "SELECT state, COUNT(*) AS number FROM fetchedFile WHERE state IN ('offered', 'consented', 'pulling') GROUP BY state ORDER BY state"
      ),
    ])
    let messages = try found[0].map { row in
      (
        direction: try row.text("direction"), state: try row.text("state"),
        number: try row.integer("number"), oldest: try row.instant("oldest")
      )
    }
    return ExchangeCounts(
      messages: messages.map { ($0.direction, $0.state, $0.number) },
      oldestUnsent: messages.filter { ["queued", "sent"].contains($0.state) }.map(\.oldest).min(),
      receipts: try found[1].first?.integer("number") ?? 0,
      files: try found[2].map { (try $0.text("state"), try $0.integer("number")) })
  }
}
