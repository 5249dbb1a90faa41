// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import JOSE
import Storage
import TestKit
import Testing

@testable import ExchangeService

@Suite("One trouble among many messages") struct TroubleTests {
  private func states(_ authority: TestAuthority) async throws -> [String] {
    try await authority.database.rows(SQL("SELECT state FROM exchangeMessage ORDER BY sequence, signed")).map { try $0.text("state") }
  }

  @Test(
    "A held message whose release fails stops neither sending nor upkeep, and takes effect when its trouble is over",
    arguments: TestDatabases.all)
  func troubledRelease(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let first = try pair.text(try pair.manifest(1, act: "request"))
      let second = try pair.text(try pair.manifest(2, act: "troubled", sequence: 2, predecessor: DigestOf(of: first)))
      let lapsing = try pair.text(try pair.manifest(3, sequence: 9, predecessor: DigestOf(of: second), life: 60))
      for text in [lapsing, second, first] { _ = try await pair.hand(text) }
      #expect(try await states(pair.borealia) == ["effective", "held", "held"])
      try await pair.borealia.worker.runDue()
      #expect(pair.network.paths == [Mail.receiptsPath])
      pair.clock.pass(10_000)
      try await pair.borealia.worker.keepUp()
      let forgotten = try await pair.borealia.database.rows(SQL("SELECT sequence FROM exchangeMessage WHERE isForgotten = 1"))
      #expect(try forgotten.map { try $0.integer("sequence") } == [9])
      pair.borealia.isTroubled.value = false
      try await pair.borealia.worker.runDue()
      #expect(try await pair.borealia.effects() == ["request", "troubled"])
    }
  }

  @Test("A held message whose effect the tables refuse is set aside, told so, and stops nothing", arguments: TestDatabases.all)
  func impossible(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let first = try pair.text(try pair.manifest(1, act: "request"))
      let second = try pair.text(try pair.manifest(2, act: "impossible", sequence: 2, predecessor: DigestOf(of: first)))
      let third = try pair.text(try pair.manifest(3, act: "withdrawal", sequence: 3, predecessor: DigestOf(of: second)))
      for text in [third, second, first] { _ = try await pair.hand(text) }
      #expect(try await pair.borealia.effects() == ["request", "withdrawal"])
      #expect(try await states(pair.borealia) == ["effective", "set-aside", "effective"])
      let told = try await pair.borealia.database.rows(
        SQL("SELECT 1 AS one FROM exchangeReceipt WHERE act = 'non-delivery' AND isToSend = 1"))
      #expect(told.count == 1)
    }
  }

  @Test("A message that cannot be read any more has failed, and keeps no other from being sent", arguments: TestDatabases.all)
  func unreadable(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.network.failAlways(.loseQuestion, 3)
      for number in 1...3 { try await pair.arcadia.want(pair.draft(number), at: pair.clock.now) }
      try await pair.arcadia.worker.runDue()
      #expect(try await states(pair.arcadia) == ["sent", "sent", "sent"])
      try await pair.arcadia.database.commit(
        Commit([SQL("UPDATE exchangeMessage SET jws = $1 WHERE sequence = 1", [Data([1, 2, 3]).sql], mustChange: 1)]))
      pair.clock.pass(60)
      try await pair.arcadia.worker.runDue()
      #expect(try await states(pair.arcadia) == ["failed", "relayed", "relayed"])
    }
  }

  @Test("A receipt that cannot be read any more stands in no other's way", arguments: TestDatabases.all)
  func unreadableReceipt(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      for number in 1...2 { try await pair.arcadia.want(pair.draft(number), at: pair.clock.now) }
      try await pair.arcadia.worker.runDue()
      try await pair.borealia.database.commit(
        Commit([
          SQL(
            """
            UPDATE exchangeReceipt SET jws = 'a.b.c' WHERE act = 'delivery' AND signed =
              (SELECT signed FROM exchangeMessage WHERE sequence = 1)
            """, mustChange: 1)
        ]))
      try await pair.borealia.worker.runDue()
      #expect(try await states(pair.arcadia) == ["relayed", "delivered"])
    }
  }

  // MARK: One node that is down

  @Test("Five hundred messages that wait for a node that is down keep none from another", arguments: TestDatabases.all)
  func down(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      var statements = [
        SQL(
          "INSERT INTO exchangePeerHealth (peer, state, failures, until) VALUES ('XC.central', 'open', 1, $1)",
          [pair.clock.now.addingTimeInterval(600).sql])
      ]
      let (before, later) = (pair.clock.now.addingTimeInterval(-60), pair.clock.now.addingTimeInterval(86_400))
      for number in 0..<500 {
        statements.append(
          SQL(
            """
            INSERT INTO exchangeMessage (signed, direction, author, peer, message, conversation, service, act, sequence, issuedAt,
              expiresAt, at, state, files, nextAt) VALUES ($1, 'out', 'XA.central', 'XC.central', $2, $3, 'urn:comity:mla:1', 'request', 1,
              $4, $5, $4, 'queued', 0, $4)
            """,
            [
              DigestOf<SignedMessage>(of: Data("\(number)".utf8)).hex.sql,
              MessageID(at: pair.clock.now, random: UInt128(number + 100)).description.sql,
              ConversationID(at: pair.clock.now, random: UInt128(number + 100)).description.sql, before.sql, later.sql,
            ]))
      }
      try await pair.arcadia.database.commit(Commit(statements))
      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      #expect(try await pair.borealia.effects() == ["request"])
    }
  }

  @Test("A receipt that gets through after a node was down lets everything go to it again", arguments: TestDatabases.all)
  func receiptAnswered(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      for number in 0..<24 { try await pair.arcadia.want(pair.draft(number), at: pair.clock.now) }
      try await pair.arcadia.worker.runDue()
      // How many receipts go in one question is a matter of the moment, and so is how often it is asked until the way is given up.
      pair.network.failAlways(.loseQuestion, 1_000)
      try await pair.borealia.worker.runDue()
      for _ in 0..<10 where try await pair.borealia.mail.peers().map(\.isReached) == [true] {
        pair.clock.pass(60)
        try await pair.borealia.worker.runDue()
      }
      #expect(try await pair.borealia.mail.peers().map(\.isReached) == [false])
      pair.network.fail()
      // Longer than any of them waits by now.
      pair.clock.pass(3_600)
      try await pair.borealia.worker.runDue()
      #expect(try await pair.borealia.mail.peers().map(\.isReached) == [true])
      pair.clock.pass(3_600)
      try await pair.borealia.worker.runDue()
      #expect(try await Set(states(pair.arcadia)) == ["delivered"])
    }
  }

  @Test("A node without a table of files looks for none of them while it keeps its tables in order", arguments: TestDatabases.all)
  func withoutFiles(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      _ = try await pair.borealia.database.change(SQL("DROP TABLE sealedFile"))
      await #expect(throws: DatabaseFailure.self) { try await pair.borealia.mail.releaseFiles() }
      var around = pair.borealia.mail.surroundings
      around.files = .refused
      try await Mail(around).releaseFiles()
    }
  }

  @Test("Times in the heads of answers, which nobody signs, stop no sending", arguments: TestDatabases.all)
  func unsignedDates(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let third = TestKeys(authority: try #require(AuthorityName("XC.central")))
      pair.directory.set(try third.entry())
      let wrong = WireOutcome.answered(status: 200, fields: ["date": "Sun, 06 Nov 1994 08:49:37 GMT"], content: Data())
      pair.network.failAlways(.answer(wrong), 2)
      var other = pair.draft(2)
      other.to = third.authority
      other.conversation = ConversationID(at: TestClock.start, random: 8)
      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      try await pair.arcadia.want(other, at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      #expect(pair.network.paths.count == 2)
      pair.clock.pass(60)
      try await pair.arcadia.worker.runDue()
      #expect(try await pair.borealia.effects() == ["request"])
    }
  }

  // MARK: Drafts

  @Test(
    "A draft whose file is gone or too large is rejected, its module is told, and the next takes its place", arguments: TestDatabases.all)
  func neverSealed(_ engine: TestDatabases) async throws {
    let never: [any Error] = [FileIsGone(), ExchangeProblem.tooLarge]
    for trouble in never {
      try await TestPair.with(engine) { pair in
        pair.arcadia.files.trouble.value = trouble
        var draft = pair.draft(1)
        draft.files = [TestFiles.file]
        try await pair.arcadia.want(draft, at: pair.clock.now)
        try await pair.arcadia.want(pair.draft(2), at: pair.clock.now)
        try await pair.arcadia.worker.runDue()
        #expect(try await pair.arcadia.progress() == ["submission-rejection", "relay-acceptance"])
      }
    }
  }

  @Test("A draft that meets trouble waits longer each time, ten minutes at most, and goes when it is over", arguments: TestDatabases.all)
  func waitsLonger(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.arcadia.files.trouble.value = ExchangeProblem.storage
      var draft = pair.draft(1)
      draft.files = [TestFiles.file]
      try await pair.arcadia.want(draft, at: pair.clock.now)
      var waits: [TimeInterval] = []
      for _ in 0..<11 {
        try await pair.arcadia.worker.runDue()
        let next = try #require(try await Outbox(pair.arcadia.database).nextDue(kinds: [MessageDraft.effect]))
        waits.append(next.timeIntervalSince(pair.clock.now).rounded())
        pair.clock.pass(next.timeIntervalSince(pair.clock.now))
      }
      #expect(waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600])
      pair.arcadia.files.trouble.value = nil
      try await pair.arcadia.worker.runDue()
      #expect(try await states(pair.arcadia) == ["relayed"])
    }
  }

  // MARK: Sealed files

  /// Sends a message with a file, and gives what Borealia hands over about it then.
  private func sent(_ pair: TestPair, _ evidence: Evidence) async throws -> Data {
    var draft = pair.draft(1)
    draft.files = [TestFiles.file]
    try await pair.arcadia.want(draft, at: pair.clock.now)
    try await pair.arcadia.worker.runDue()
    #expect(try await states(pair.arcadia) == ["relayed"])
    #expect(try await pair.arcadia.files.count() == 1)
    let row = try #require(try await pair.arcadia.database.row(SQL("SELECT signed FROM exchangeMessage")))
    let receipt = Receipt(
      message: draft.id, signed: try row.value("signed") { DigestOf($0) }, from: pair.borealia.name, to: pair.arcadia.name,
      issuedAt: pair.clock.now, evidence: evidence)
    return try CompactJWS.sign(ReceiptJSON.bytes(receipt), type: SealedText.receipt.type, with: pair.borealia.keys.signing)
  }

  private func hand(_ jws: Data, in pair: TestPair) async throws {
    _ = try await pair.arcadia.mail.handler(
      WireCall(
        from: pair.borealia.name, method: "POST", path: Mail.receiptsPath, fields: ["content-type": SealedText.media],
        content: try SealedText.receipt.seal(jws, for: pair.arcadia.keys.decryption.encryptionKey), receivedAt: pair.clock.now))
  }

  private static func ends() throws -> [Evidence] {
    [.delivery(files: [try #require(DigestOf(TestFiles.digest))]), .nonDelivery(.refusedByOfficer)]
  }

  @Test("The sealed files of a message are released with the receipt that it was delivered, or was not", arguments: TestDatabases.all)
  func released(_ engine: TestDatabases) async throws {
    for end in try Self.ends() {
      try await TestPair.with(engine) { pair in
        try await hand(try await sent(pair, end), in: pair)
        #expect(try await pair.arcadia.files.count() == 0)
      }
    }
  }

  @Test(
    "The sealed files that a killed process did not come to release are released by the upkeep, and no others", arguments: TestDatabases.all
  )
  func releasedLater(_ engine: TestDatabases) async throws {
    for end in try Self.ends() {
      try await TestPair.with(engine) { pair in
        let receipt = try await sent(pair, end)
        try await pair.arcadia.worker.keepUp()
        #expect(try await pair.arcadia.files.count() == 1)
        pair.arcadia.files.canRelease.value = false
        try await hand(receipt, in: pair)
        #expect(try await pair.arcadia.files.count() == 1)
        pair.arcadia.files.canRelease.value = true
        try await pair.arcadia.worker.keepUp()
        #expect(try await pair.arcadia.files.count() == 0)
      }
    }
  }

  @Test(
    "The sealed files of a message are released once its time has ended, and those of a draft that was never signed after a day",
    arguments: TestDatabases.all)
  func releasedAfterItsTime(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      _ = try await sent(pair, try Self.ends()[0])
      try await pair.arcadia.database.commit(
        Commit([
          SQL(
            "INSERT INTO sealedFile (sealed, size, each, segments, message, authority, madeAt) VALUES ($1, 10, 1, $2, $3, $4, $5)",
            [
              String(repeating: "9", count: 64).sql, Data([0]).sql, "\(MessageID(at: pair.clock.now, random: 99))".sql,
              "\(pair.borealia.name)".sql, pair.clock.now.sql,
            ])
        ]))
      try await pair.arcadia.worker.keepUp()
      #expect(try await pair.arcadia.files.count() == 2)
      pair.clock.pass(86_401)
      try await pair.arcadia.worker.keepUp()
      #expect(try await pair.arcadia.files.count() == 1)
      // The other node's clock may be behind by as much as is borne.
      pair.clock.pass(6 * 86_400)
      try await pair.arcadia.worker.keepUp()
      #expect(try await pair.arcadia.files.count() == 1)
      pair.clock.pass(601)
      try await pair.arcadia.worker.keepUp()
      #expect(try await pair.arcadia.files.count() == 0)
    }
  }
}
