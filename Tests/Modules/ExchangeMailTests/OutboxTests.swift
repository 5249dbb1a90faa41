// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Foundation
import JOSE
import Kernel
import Keys
import Storage
import TestKit
import Testing

@Suite("What waits, what fails and what is given up") struct OutboxTests {
  private func states(_ authority: TestAuthority) async throws -> [String] {
    try await authority.database.rows(SQL("SELECT state, reason FROM exchangeMessage ORDER BY sequence, signed")).map { row in
      [try row.text("state"), try row.optionalText("reason")].compactMap(\.self).joined(separator: " ")
    }
  }

  /// A draft of a conversation of its own.
  private func draft(_ number: Int, _ pair: TestPair, files: [MessageDraft.File] = []) -> MessageDraft {
    MessageDraft(
      id: MessageID(at: pair.clock.now, random: UInt128(number)), conversation: ConversationID(at: pair.clock.now, random: UInt128(number)),
      to: pair.borealia.name, service: "urn:comity:mla:1", act: "request", files: files)
  }

  @Test(
    "A draft that waited long for a directory is not given up when its commit meets another's, and is sent", arguments: TestDatabases.all)
  func longWait(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.directory.expire(at: pair.clock.now)
      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      for _ in 1...20 {
        try await pair.arcadia.worker.runDue()
        pair.clock.pass(10)
      }
      pair.directory.expire(at: pair.clock.now.addingTimeInterval(86_400))
      // Another process of the node writes the conversation between reading and commit.
      pair.arcadia.files.gate.value = { [database = pair.arcadia.database] in
        _ = try? await database.change(SQL("UPDATE exchangeChain SET version = version + 1"))
      }
      var first = pair.draft(2)
      first.files = [TestFiles.file]
      _ = try await pair.arcadia.worker.runDue()
      try await pair.arcadia.want(first, at: pair.clock.now)
      let outbox = try await pair.arcadia.database.change(SQL("UPDATE outbox SET attempts = 40 RETURNING id"))
      #expect(outbox.count == 1)
      try await pair.arcadia.worker.runDue()
      #expect(try await Outbox(pair.arcadia.database).buried(limit: 9).isEmpty)
      pair.arcadia.files.gate.value = nil
      pair.clock.pass(120)
      try await pair.arcadia.worker.runDue()
      #expect(try await states(pair.arcadia) == ["relayed", "relayed"])
    }
  }

  @Test(
    "While the files of more drafts than there are lanes wait to be sealed, a message without files goes", .timeLimit(.minutes(2)),
    arguments: TestDatabases.all)
  func files(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let (open, opening) = AsyncStream<Void>.makeStream()
      pair.arcadia.files.gate.value = { for await _ in open {} }
      for number in 1...70 { try await pair.arcadia.want(draft(number, pair, files: [TestFiles.file]), at: pair.clock.now) }
      let working = Task { await pair.arcadia.worker.run() }
      var changes = pair.borealia.mail.changes().makeAsyncIterator()
      try await pair.arcadia.want(draft(99, pair), at: pair.clock.now)
      while try await pair.borealia.effects().isEmpty { await changes.next() }
      #expect(pair.arcadia.files.asked.value.count == 1, "the files of one draft at a time, and it is not done")
      opening.finish()
      working.cancel()
      await working.value
    }
  }

  @Test("What was given up is listed with its reason, and is tried again when somebody says so, once", arguments: TestDatabases.all)
  func givenUp(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      // The same conversation with somebody else.
      var other = pair.draft(2)
      other.to = try #require(AuthorityName("XC.central"))
      try await pair.arcadia.want(other, at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      let line = try #require(try await pair.arcadia.mail.givenUpLines(limit: 9).first)
      let parts = line.split(separator: "\t").map(String.init)
      #expect(Array(parts[1...]) == ["XC.central", "request", "1", "other-party", "\(other.id)"])
      let number = try #require(Int64(parts[0]))
      await #expect(throws: MailProblem.noSuchDraft) { try await pair.arcadia.mail.tryAgain(number + 1, by: .program) }
      try await pair.arcadia.mail.tryAgain(number, by: .program)
      #expect(try await pair.arcadia.mail.givenUpLines(limit: 9).isEmpty)
      await #expect(throws: MailProblem.noSuchDraft) { try await pair.arcadia.mail.tryAgain(number, by: .program) }
      #expect(try await pair.arcadia.events().last == "exchange.triedAgain")
      try await pair.arcadia.worker.runDue()
      #expect(try await pair.arcadia.mail.givenUpLines(limit: 9).count == 1)
    }
  }

  @Test(
    "A case whose key cannot be used when a receipt comes is no message that nobody sent: the receipt is taken when the key is there",
    arguments: TestDatabases.all)
  func keyOfCase(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      pair.arcadia.keyTrouble.value = .damaged
      try await pair.borealia.worker.runDue()
      let row = try #require(
        try await pair.borealia.database.row(SQL("SELECT lastOutcome, isToSend FROM exchangeReceipt WHERE act = 'delivery'")))
      #expect(try row.text("lastOutcome") == "quota" && row.integer("isToSend") == 1)
      #expect(try await states(pair.arcadia) == ["relayed"])
      pair.arcadia.keyTrouble.value = nil
      pair.clock.pass(3_600)
      try await pair.borealia.worker.runDue()
      #expect(try await states(pair.arcadia) == ["delivered"])
    }
  }

  @Test("Of a case that was shredded the receipt is taken, and nobody is told of it", arguments: TestDatabases.all)
  func keyDestroyed(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      pair.arcadia.keyTrouble.value = .destroyed
      try await pair.borealia.worker.runDue()
      #expect(try await states(pair.arcadia) == ["delivered"])
      #expect(try await pair.arcadia.progress() == ["relay-acceptance"])
    }
  }

  @Test("A held message of a case whose key cannot be used is not set aside for that, and takes effect later", arguments: TestDatabases.all)
  func keyOfHeld(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let first = try pair.text(try pair.manifest(1))
      let second = try pair.text(try pair.manifest(2, act: "troubled", sequence: 2, predecessor: DigestOf(of: first)))
      _ = try await pair.hand(second)
      pair.borealia.isTroubled.value = false
      pair.borealia.keyTrouble.value = .damaged
      _ = try await pair.hand(first)
      #expect(try await states(pair.borealia) == ["effective", "held"])
      // Nor is one refused for good that would take effect at once.
      let third = try pair.text(try pair.manifest(3, act: "troubled", sequence: 3, predecessor: DigestOf(of: second)))
      await #expect(throws: ExchangeProblem.self) { try await pair.hand(third) }
      pair.borealia.keyTrouble.value = nil
      _ = try await pair.hand(third)
      #expect(try await pair.borealia.effects() == ["request", "troubled", "troubled"])
      #expect(try await states(pair.borealia) == ["effective", "effective", "effective"])
    }
  }

  @Test(
    "What is held longer than anything missing could still come ends, and both sides see it: set aside here, not delivered there",
    arguments: TestDatabases.all)
  func held(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.network.fail(.loseQuestion)
      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      try await pair.arcadia.want(pair.draft(2, act: "withdrawal"), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      #expect(try await states(pair.borealia) == ["held"])
      pair.clock.pass(8 * 86_400)
      try await pair.arcadia.worker.runDue()
      #expect(try await states(pair.arcadia) == ["failed relay-failure", "relayed"])
      pair.clock.pass(22 * 86_400)
      try await pair.borealia.worker.keepUp()
      #expect(try await states(pair.borealia) == ["held"], "30 days and ten minutes are not over")
      pair.clock.pass(601)
      try await pair.borealia.worker.keepUp()
      #expect(try await states(pair.borealia) == ["set-aside missing-before"])
      try await pair.borealia.worker.runDue()
      #expect(try await states(pair.arcadia) == ["failed relay-failure", "failed non-delivery"])
      #expect(try await pair.arcadia.progress().last == "non-delivery")
      #expect(try await pair.borealia.effects().isEmpty)
    }
  }

  @Test("An acceptance that did not come is asked for again after a while, not at every pass", arguments: TestDatabases.all)
  func overtaken(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.network.fail(.loseAnswer)
      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      try await pair.borealia.worker.runDue()
      #expect(try await states(pair.arcadia) == ["delivered"])
      pair.clock.pass(60)
      func asked() -> Int { pair.network.paths.count { $0 == Mail.inboxPath } }
      pair.network.fail(.loseQuestion)
      let before = asked()
      for _ in 1...3 { try await pair.arcadia.worker.keepUp() }
      #expect(asked() == before + 1)
      pair.clock.pass(120)
      for _ in 1...3 { try await pair.arcadia.worker.keepUp() }
      #expect(asked() == before + 2)
      let acts = try await pair.arcadia.database.rows(SQL("SELECT act FROM exchangeReceipt WHERE author = 'XB.central' ORDER BY act"))
      #expect(try acts.map { try $0.text("act") } == ["delivery", "relay-acceptance"])
    }
  }

  @Test("Drafts of before wait in the order of their conversation after the tables were changed", arguments: TestDatabases.all)
  func earlierDrafts(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      for number in 1...2 { try await pair.arcadia.want(pair.draft(number), at: pair.clock.now) }
      // As the tables were before, and what brings them up to date.
      _ = try await pair.arcadia.database.change(SQL("UPDATE outbox SET lane = NULL"))
      let change = try #require(Mail.migrations.first { $0.module == "exchange.mail" && $0.number == 3 })
      for statement in change.dialectStatements[pair.arcadia.database.dialect] ?? [] {
        _ = try await pair.arcadia.database.change(SQL(statement))
      }
      let lanes = try await pair.arcadia.database.rows(SQL("SELECT lane FROM outbox")).map { try $0.optionalText("lane") }
      #expect(lanes == Array(repeating: "\(TestPair.conversation)", count: 2))
    }
  }
}
