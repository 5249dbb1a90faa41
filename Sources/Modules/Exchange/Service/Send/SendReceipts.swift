// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Storage

extension Mail {
  /// The authorities for which a receipt's time has come; nobody while it is not known whose keys can be relied upon.
  func peersWithReceipts() async throws -> [AuthorityName] {
    guard try await surroundings.directory.copy()?.standing(at: now()).isRelied == true else { return [] }
    return try await database.rows(
      SQL("SELECT DISTINCT recipient FROM exchangeReceipt WHERE isToSend = 1 AND nextAt <= $1", [now().sql])
    ).map { try $0.value("recipient") { AuthorityName($0) } }
  }

  /// Sends the receipts that go by themselves and whose time has come.
  func sendReceipts() async throws {
    let peers = try await peersWithReceipts()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for peer in peers { group.addTask { _ = try await sendReceipts(to: peer) } }
      try await group.waitForAll()
    }
  }

  /// The same for one authority, of which so many are looked at; tells how many its node took.
  func sendReceipts(to peer: AuthorityName) async throws -> Int {
    // For a node that is down only what nobody waits for any more is looked at.
    let oldest = now().addingTimeInterval(-Manifest.longestLife)
    let ready = try await watch.isShut(peer, at: now()) ? "at <= $3" : "(nextAt <= $1 OR at <= $3)"
    let rows = try await database.rows(
      SQL(
        """
        SELECT * FROM exchangeReceipt WHERE isToSend = 1 AND nextAt <= $1 AND recipient = $2 AND \(ready)
        ORDER BY nextAt, signed, act LIMIT 500
        """, [now().sql, peer.description.sql, oldest.sql]))
    let mail = holdingDirectory()
    return try await posts.post(to: peer, Self.receiptsPath).pace.each(rows) { row in
      var isTaken = false
      try await apart("a receipt could not be sent") { isTaken = try await mail.send(try KeptReceipt(row)) }
      return isTaken
    }
  }

  /// One try of one receipt; whether the other node took it.
  private func send(_ kept: KeptReceipt) async throws -> Bool {
    // As long as a message may be under way at most: after that nobody waits for it.
    guard now().timeIntervalSince(kept.at) < Manifest.longestLife else {
      try await settle(kept, outcome: "expired")
      return false
    }
    let name = kept.receipt.to
    guard try await watch.mayTry(name, at: now()) else { return false }
    guard let peer = try await surroundings.directory.peer(name), let key = peer.encryptionKey(at: now()) else {
      try await putOff(kept, outcome: "unknown-key", retryAfter: nil)
      return false
    }
    let answer = await posts.post(to: name, Self.receiptsPath).hand(try SealedText.receipt.seal(kept.jws, for: key), to: peer)
    func note(_ outcome: AttemptOutcome) async throws {
      if answer.isTelling { try await watch.note(outcome, of: name, at: now()) }
    }
    switch answer.outcome {
    case .answered(let status, _, _) where status == 200:
      if answer.isTelling { try await watch.noteAnswer(of: name, at: now()) }
      try await settle(kept, outcome: nil)
      return true
    case .problem(let problem, let isSigned, _) where isSigned && problem.isPermanent:
      try await note(.problem(problem, isSigned: true, retryAfter: nil))
      try await settle(kept, outcome: problem.rawValue)
    case .problem(let problem, let isSigned, let retryAfter):
      try await note(.problem(problem, isSigned: isSigned, retryAfter: retryAfter))
      if problem.asksForDirectory, await watch.isNews("directory", at: now()) { try? await surroundings.directory.refresh() }
      try await putOff(kept, outcome: problem.rawValue, retryAfter: retryAfter)
    case .answered:
      try await note(.noAnswer(retryAfter: nil))
      try await putOff(kept, outcome: "no-answer", retryAfter: nil)
    case .noAnswer(let retryAfter):
      try await note(.noAnswer(retryAfter: retryAfter))
      try await putOff(kept, outcome: "no-answer", retryAfter: retryAfter)
    }
    return false
  }

  /// The receipt is sent no more: the other node has it, or never takes it.
  private func settle(_ kept: KeptReceipt, outcome: String?) async throws {
    _ = try await database.change(
      SQL("UPDATE exchangeReceipt SET isToSend = 0, nextAt = NULL, lastOutcome = $1 WHERE \(Self.named)", [outcome.sql] + Self.name(kept)))
  }

  /// The other node says that it keeps the receipts of earlier answers about some messages: they need not go by themselves.
  ///
  /// What goes wrong here is told and loses nothing: a receipt that it has already is sent once more.
  func settle(_ kept: [DigestOf<SignedMessage>], with peer: AuthorityName) async {
    guard !kept.isEmpty else { return }
    let places = kept.indices.map { "$\($0 + 3)" }.joined(separator: ", ")
    do {
      _ = try await database.change(
        SQL(
          """
          UPDATE exchangeReceipt SET isToSend = 0, nextAt = NULL, lastOutcome = NULL
          WHERE act = 'delivery' AND author = $1 AND recipient = $2 AND isToSend = 1 AND signed IN (\(places))
          """, [own.description.sql, peer.description.sql] + kept.map { $0.hex.sql }))
    } catch {
      warn("receipts that were confirmed could not be settled", error)
    }
  }

  private func putOff(_ kept: KeptReceipt, outcome: String, retryAfter: TimeInterval?) async throws {
    let wait = RetryPlan.profile.wait(after: kept.tries + 1, retryAfter: retryAfter, random: surroundings.random())
    _ = try await database.change(
      SQL(
        "UPDATE exchangeReceipt SET lastOutcome = $1, tries = tries + 1, nextAt = $5 WHERE \(Self.named)",
        [outcome.sql] + Self.name(kept) + [now().addingTimeInterval(wait).sql]))
  }

  private static let named = "signed = $2 AND act = $3 AND author = $4"

  private static func name(_ kept: KeptReceipt) -> [SQLValue] {
    [kept.receipt.signed.hex.sql, kept.receipt.evidence.act.sql, kept.receipt.from.description.sql]
  }
}
