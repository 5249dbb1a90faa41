// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Keys
import Storage

extension Mail {
  /// Judges what was kept while the directory had expired, once it is fresh, and sends the receipts.
  public func judgeKept() async throws {
    guard try await surroundings.directory.copy()?.standing(at: now()).isRelied == true else { return }
    let waiting = try await store.messages(
      "state = 'waits' AND \(MessageState.withPlace) AND isForgotten = 0", [], "ORDER BY state, at, signed LIMIT 200")
    for message in waiting.sorted(by: { ($0.at, $0.place?.sequence ?? 0) < ($1.at, $1.place?.sequence ?? 0) }) {
      try await apart("a message that was kept could not be judged") { try await judgeKept(message) }
    }
  }

  private func judgeKept(_ message: KeptMessage) async throws {
    guard let sealed = message.sealed else { return }
    let text: Data
    let arrival: Arrival
    do {
      text = try await store.text(of: message)
      arrival = try await self.arrival(text, sealed: sealed, from: message.author, receivedAt: message.at)
    } catch let problem as KeyProblem where problem.isForGood {
      return try await endKept(message, .schema)
    } catch let problem as ExchangeProblem {
      // A later copy of the directory may have the key.
      if problem.isPermanent { try await endKept(message, problem) }
      return
    }
    do {
      _ = try await judge(arrival, text: text, givingDelivery: false)
    } catch is ExchangeProblem {
      // Not now: a later hour may have the room.
      return
    }
    _ = try await database.change(
      SQL(
        "UPDATE exchangeReceipt SET isToSend = 1, nextAt = $1 WHERE signed = $2 AND author = $3",
        [now().sql, message.signed.hex.sql, own.description.sql]))
  }

  /// Forgets the entries whose messages nobody can take any more; what they were stays in the log of messages.
  public func forget() async throws {
    let limit = now().addingTimeInterval(-2 * Manifest.clockTolerance)
    let due = "direction = 'in' AND isForgotten = 0 AND expiresAt < $1 AND at < $1"
    guard
      let through = try await database.row(SQL("SELECT max(expiresAt) AS through FROM exchangeMessage WHERE \(due)", [limit.sql]))?
        .optionalInstant("through")
    else { return }
    // Another node whose clock is behind tries no longer, and what expires by then is never taken again, even should the clock go back.
    try await database.commit(
      Commit([
        SQL(
          """
          INSERT INTO exchangeForgotten (id, through) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET
            through = CASE WHEN exchangeForgotten.through > excluded.through THEN exchangeForgotten.through ELSE excluded.through END
          """, [through.sql], mustChange: 1),
        SQL(
          """
          UPDATE exchangeMessage SET isForgotten = 1, version = version + 1,
            state = CASE WHEN state = 'waits' THEN 'lapsed' ELSE state END
          WHERE \(due) AND expiresAt <= $2
          """, [limit.sql, through.sql]),
      ]))
  }

  /// Makes the receipts that a killed process left unmade, lets take effect what it left held, and ends what nothing can free any more.
  public func finishBegun() async throws {
    let begun = now()
    let unsaid = try await store.messages(
      """
      state IN ('held', 'effective', 'set-aside') AND at >= $1 AND isForgotten = 0 AND NOT EXISTS
        (SELECT 1 FROM exchangeReceipt r WHERE r.signed = exchangeMessage.signed AND r.act = 'relay-acceptance')
      """, [(await watch.saidThrough).sql], "ORDER BY at, signed LIMIT 200")
    var said = 0
    for message in unsaid {
      try await apart("a receipt could not be made") {
        _ = try await acknowledgement(of: message)
        said += 1
      }
    }
    // What a killed process left before is found when it is started again: it looks through everything once.
    if said == unsaid.count, said < 200 { await watch.said(through: begun.addingTimeInterval(-Self.unsaidWindow)) }
    try await releaseHeld()
    try await lapseHeld()
  }

  /// So far behind the last look through what was taken it is looked again for what has no receipt.
  private static let unsaidWindow: TimeInterval = 3_600

  /// Releases the sealed files that nobody will fetch any more: those of messages that came to their end while the process was killed, those of
  /// messages whose time has ended, whatever became of them, and those that were sealed for a draft that never was signed.
  func releaseFiles() async throws {
    guard surroundings.files.areKept else { return }
    // A clock that is behind may still be fetching; a draft that is tried again seals its files anew.
    let (late, old) = (now().addingTimeInterval(-2 * Manifest.clockTolerance), now().addingTimeInterval(-Self.unsignedLife))
    let left = try await database.rows(
      SQL(
        """
        SELECT DISTINCT f.message FROM sealedFile f LEFT JOIN exchangeMessage m ON m.message = f.message AND m.author = $1
        WHERE (m.direction = 'out'
            AND (m.state = 'delivered' OR (m.state = 'failed' AND m.reason = 'non-delivery') OR m.expiresAt < $2))
          OR (m.signed IS NULL AND f.madeAt < $3) LIMIT 200
        """, [own.description.sql, late.sql, old.sql]))
    for row in left {
      try await apart("sealed files of a message could not be released") {
        try await surroundings.files.release(try row.value("message") { MessageID($0) })
      }
    }
  }

  /// So long files that were sealed for a draft wait for it to become a message; a later try seals them anew.
  private static let unsignedLife: TimeInterval = 86_400

  /// Lets take effect what is held although its turn has come.
  func releaseHeld() async throws {
    let held = try await database.rows(
      SQL(
        """
        SELECT DISTINCT m.author, m.conversation FROM exchangeMessage m
        JOIN exchangeChain c ON c.author = m.author AND c.conversation = m.conversation AND c.next = m.sequence
        WHERE m.state = 'held' LIMIT 200
        """))
    for row in held {
      try await apart("held messages of a conversation could not be released") {
        try await settle(try row.value("author") { AuthorityName($0) }, in: try row.value("conversation") { ConversationID($0) })
      }
    }
  }
}
