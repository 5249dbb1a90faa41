// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Foundation
import JOSE
import Storage
import TestKit
import Testing

@Suite("Receipts, held messages and what is kept") struct ReceiptTests {
  /// Hands a receipt over to Arcadia as Borealia does.
  private func hand(_ receipt: Receipt, in pair: TestPair, by key: SigningKey? = nil) async throws {
    let jws = try CompactJWS.sign(
      ReceiptJSON.bytes(receipt), type: SealedText.receipt.type, with: key ?? pair.borealia.keys.signing)
    _ = try await pair.arcadia.mail.handler(
      WireCall(
        from: pair.borealia.name, method: "POST", path: Mail.receiptsPath, fields: ["content-type": SealedText.media],
        content: try SealedText.receipt.seal(jws, for: pair.arcadia.keys.decryption.encryptionKey), receivedAt: pair.clock.now))
  }

  /// Sends a message of Arcadia and gives the receipt that Borealia may make of it.
  private func sent(_ pair: TestPair, _ evidence: Evidence) async throws -> Receipt {
    try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
    try await pair.arcadia.worker.runDue()
    let row = try #require(try await pair.arcadia.database.row(SQL("SELECT signed, message FROM exchangeMessage")))
    return Receipt(
      message: try row.value("message") { MessageID($0) }, signed: try row.value("signed") { DigestOf($0) }, from: pair.borealia.name,
      to: pair.arcadia.name, issuedAt: pair.clock.now, evidence: evidence)
  }

  @Test(
    "A receipt counts when it is the other node's, about this message and by a key that can be relied upon", arguments: TestDatabases.all)
  func counts(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let receipt = try await sent(pair, .retrieval(role: "executing-officer"))
      func other(from: AuthorityName? = nil, to: AuthorityName? = nil, message: MessageID? = nil, _ evidence: Evidence? = nil) -> Receipt {
        Receipt(
          message: message ?? receipt.message, signed: receipt.signed, from: from ?? receipt.from, to: to ?? receipt.to,
          issuedAt: receipt.issuedAt, evidence: evidence ?? receipt.evidence)
      }
      let foreign = try #require(AuthorityName("XC.central"))
      await #expect(throws: ExchangeProblem.schema) { try await hand(other(from: foreign), in: pair) }
      await #expect(throws: ExchangeProblem.notRecipient) { try await hand(other(to: foreign), in: pair) }
      await #expect(throws: ExchangeProblem.schema) {
        try await hand(other(message: MessageID(at: pair.clock.now, random: 99)), in: pair)
      }
      await #expect(throws: ExchangeProblem.schema) { try await hand(other(.submissionAcceptance(logIndex: 1)), in: pair) }
      await #expect(throws: ExchangeProblem.schema) {
        try await hand(other(.delivery(files: [try #require(DigestOf(String(repeating: "0", count: 64)))])), in: pair)
      }
      await #expect(throws: ExchangeProblem.unknownKey) { try await hand(receipt, in: pair, by: SigningKey()) }
      pair.directory.set(try pair.borealia.keys.entry(.compromised(since: TestClock.start)))
      await #expect(throws: ExchangeProblem.revokedKey) { try await hand(receipt, in: pair) }
      pair.directory.set(try pair.borealia.keys.entry())
      #expect(try await pair.arcadia.progress() == ["relay-acceptance"])
      try await hand(receipt, in: pair)
      try await hand(receipt, in: pair)
      #expect(try await pair.arcadia.progress() == ["relay-acceptance", "retrieval"])
      let row = try #require(try await pair.arcadia.database.row(SQL("SELECT state, retrieved FROM exchangeMessage")))
      #expect(try row.text("state") == "relayed" && row.integer("retrieved") == 1)
    }
  }

  @Test("A receipt that does not get through is tried again until it is taken", arguments: TestDatabases.all)
  func retried(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      pair.network.fail(.loseQuestion, .loseAnswer)
      for _ in 0..<3 {
        try await pair.borealia.worker.runDue()
        pair.clock.pass(60)
      }
      #expect(try await pair.arcadia.progress() == ["relay-acceptance", "delivery"])
      let waiting = try await pair.borealia.database.rows(SQL("SELECT 1 AS one FROM exchangeReceipt WHERE isToSend = 1"))
      #expect(waiting.isEmpty)
    }
  }

  @Test("An officer goes on over a gap, and what fills it later takes effect then", arguments: TestDatabases.all)
  func gap(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let first = try pair.text(try pair.manifest(1, act: "request"))
      let second = try pair.text(try pair.manifest(2, act: "supplementary-request", sequence: 2, predecessor: DigestOf(of: first)))
      let third = try pair.text(try pair.manifest(3, act: "withdrawal", sequence: 3, predecessor: DigestOf(of: second)))
      _ = try await pair.hand(first)
      _ = try await pair.hand(third)
      try await pair.borealia.mail.goOn(pair.arcadia.name, in: TestPair.conversation, by: .officer("officer-1"))
      #expect(try await pair.borealia.effects() == ["request"])
      try await pair.borealia.worker.runDue()
      #expect(try await pair.borealia.effects() == ["request", "withdrawal"])
      let false2 = try pair.text(try pair.manifest(4, act: "request", sequence: 2, predecessor: DigestOf(of: first)))
      let (refused, _) = try await pair.hand(false2)
      #expect(refused.evidence.act == "relay-rejection")
      _ = try await pair.hand(second)
      #expect(try await pair.borealia.effects() == ["request", "withdrawal", "supplementary-request"])
      await #expect(throws: CannotPlace.nothingHeld) {
        try await pair.borealia.mail.goOn(pair.arcadia.name, in: TestPair.conversation, by: .officer("officer-1"))
      }
    }
  }

  @Test("A held message that nobody can make sense of is set aside, told so, and stops nothing", arguments: TestDatabases.all)
  func setAside(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let first = try pair.text(try pair.manifest(1, act: "request"))
      let second = try pair.text(try pair.manifest(2, act: "unreadable", sequence: 2, predecessor: DigestOf(of: first)))
      let third = try pair.text(try pair.manifest(3, act: "withdrawal", sequence: 3, predecessor: DigestOf(of: second)))
      for text in [third, second, first] { _ = try await pair.hand(text) }
      #expect(try await pair.borealia.effects() == ["request", "withdrawal"])
      let told = try await pair.borealia.database.rows(
        SQL("SELECT 1 AS one FROM exchangeReceipt WHERE act = 'non-delivery' AND isToSend = 1"))
      #expect(told.count == 1)
    }
  }

  @Test("What was kept too long lapses, and the message that comes again is expired", arguments: TestDatabases.all)
  func lapsed(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.directory.expire(at: pair.clock.now)
      let text = try pair.text(try pair.manifest(1, life: 600))
      await #expect(throws: ExchangeProblem.directoryStale) { try await pair.hand(text) }
      pair.clock.pass(1_300)
      try await pair.borealia.worker.keepUp()
      let row = try #require(try await pair.borealia.database.row(SQL("SELECT state FROM exchangeMessage")))
      #expect(try row.text("state") == "lapsed")
      await #expect(throws: ExchangeProblem.expired) { try await pair.hand(text) }
    }
  }

  @Test("What was kept and then taken is told to the other node without being asked", arguments: TestDatabases.all)
  func keptIsTold(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let text = try pair.text(try pair.manifest(1))
      pair.directory.expire(at: pair.clock.now)
      await #expect(throws: ExchangeProblem.directoryStale) { try await pair.hand(text) }
      pair.directory.expire(at: pair.clock.now.addingTimeInterval(86_400))
      try await pair.borealia.worker.keepUp()
      let acts = try await pair.borealia.database.rows(SQL("SELECT act FROM exchangeReceipt WHERE isToSend = 1 ORDER BY act"))
      #expect(try acts.map { try $0.text("act") } == ["delivery", "relay-acceptance"])
    }
  }

  @Test("A call of another form is refused: media type, garbage, a receipt for a message", arguments: TestDatabases.all)
  func forms(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let key = pair.borealia.keys.decryption.encryptionKey
      let good = try SealedText.message.seal(try pair.text(try pair.manifest(1)), for: key)
      await #expect(throws: ExchangeProblem.media) { try await pair.hand(sealed: good, fields: ["content-type": "application/json"]) }
      await #expect(throws: ExchangeProblem.schema) { try await pair.hand(sealed: Data("a.b".utf8)) }
      await #expect(throws: ExchangeProblem.tooLarge) { try await pair.hand(sealed: Data(repeating: 0x61, count: 1_048_577)) }
      var changed = good
      changed[good.count - 40] ^= 1
      await #expect(throws: ExchangeProblem.self) { try await pair.hand(sealed: changed) }
      let receipt = try SealedText.receipt.seal(try pair.text(try pair.manifest(1)), for: key)
      await #expect(throws: ExchangeProblem.profile) { try await pair.hand(sealed: receipt) }
      #expect(try await pair.borealia.effects().isEmpty)
    }
  }

  @Test("Nothing of a message stands in its row or in the event log but what names it", arguments: TestDatabases.all)
  func canary(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      try await pair.arcadia.want(pair.draft(1, document: Data("{\"a\":\"CANARY-7431\"}".utf8)), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      for authority in [pair.arcadia, pair.borealia] {
        let row = try #require(try await authority.database.row(SQL("SELECT jws FROM exchangeMessage")))
        let jws = try row.blob("jws")
        #expect(jws.range(of: Data("CANARY".utf8)) == nil && jws.range(of: Data(Base64URL.text(Data("CANARY-7431".utf8)).utf8)) == nil)
        #expect(throws: JOSEFault.self) { try CompactJWS(jws) }
        for event in try await EventLog(authority.database).page(limit: 100) { #expect(event.bytes.range(of: Data("CANARY".utf8)) == nil) }
      }
    }
  }
}
