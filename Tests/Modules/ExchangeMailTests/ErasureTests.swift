// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Foundation
import JOSE
import Keys
import Storage
import TestKit
import Testing

@Suite("Messages of what was shredded") struct ErasureTests {
  private static let other = ConversationID(at: TestClock.start, random: 8)

  private func states(_ authority: TestAuthority) async throws -> [String] {
    try await authority.database.rows(SQL("SELECT state, reason FROM exchangeMessage ORDER BY sequence, signed")).map { row in
      [try row.text("state"), try row.optionalText("reason")].compactMap(\.self).joined(separator: " ")
    }
  }

  private func erase(
    _ authority: TestAuthority, _ conversations: [ConversationID] = [TestPair.conversation], _ messages: [ExchangeErasure.Named] = [],
    at now: Date
  ) async throws {
    let plan = try await ExchangeErasure(database: authority.database).plan(conversations: conversations, messages: messages)
    try await authority.database.commit(Commit(plan.statements + plan.owners.map { authority.dataKeys.closing($0, at: now) }))
  }

  @Test("A message under way ends, its module is told once, and the messages of other conversations go on", arguments: TestDatabases.all)
  func underway(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.network.failAlways(.loseQuestion, 2)
      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      var other = pair.draft(2, act: "withdrawal")
      other.conversation = Self.other
      try await pair.arcadia.want(other, at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      #expect(try await states(pair.arcadia) == ["sent", "sent"])
      try await erase(pair.arcadia, at: pair.clock.now)
      for _ in 1...3 {
        pair.clock.pass(60)
        try await pair.arcadia.worker.runDue()
      }
      #expect(try await states(pair.arcadia).sorted() == ["failed refused:schema", "relayed"])
      #expect(try await pair.arcadia.progress().sorted() == ["relay-acceptance", "relay-failure"])
      #expect(try await pair.borealia.effects() == ["withdrawal"])
    }
  }

  @Test("A draft that waits is never signed, also one that an earlier version of the program left in clear", arguments: TestDatabases.all)
  func waiting(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      try await pair.arcadia.want(pair.draft(1, document: Data("{}".utf8)), at: pair.clock.now)
      let clear = String(decoding: try JSONEncoder().encode(pair.draft(2, document: Data("{}".utf8))), as: UTF8.self)
      try await pair.arcadia.database.commit(
        Commit(effects: [NewEffect(MessageDraft.effect, payload: clear, notBefore: pair.clock.now)]))
      try await erase(pair.arcadia, at: pair.clock.now)
      #expect(try await pair.arcadia.database.rows(SQL("SELECT id FROM outbox")).isEmpty)
      try await pair.arcadia.worker.runDue()
      #expect(try await states(pair.arcadia).isEmpty)
    }
  }

  @Test("What comes later is refused for good, whether it is in order, early or met by an expired directory", arguments: TestDatabases.all)
  func later(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      try await erase(pair.borealia, at: pair.clock.now)
      let first = try pair.text(try pair.manifest(1))
      let third = try pair.text(try pair.manifest(3, sequence: 3, predecessor: DigestOf(of: first)))
      for text in [first, third] {
        let receipt = try await pair.hand(text).receipt
        guard case .relayRejection(.schema, _) = receipt.evidence else { throw ExchangeProblem.schema }
      }
      pair.directory.expire(at: pair.clock.now)
      let kept = try pair.text(try pair.manifest(4))
      await #expect(throws: ExchangeProblem.directoryStale) { try await pair.hand(kept) }
      pair.directory.expire(at: pair.clock.now.addingTimeInterval(86_400))
      guard case .relayRejection(.schema, _) = try await pair.hand(kept).receipt.evidence else { throw ExchangeProblem.schema }
      #expect(try await pair.borealia.effects().isEmpty)
    }
  }

  @Test("What was kept or held ends once, its authority is told, and what is behind it goes on", arguments: TestDatabases.all)
  func kept(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let first = try pair.text(try pair.manifest(1))
      let second = try pair.text(try pair.manifest(2, sequence: 2, predecessor: DigestOf(of: first)))
      _ = try await pair.hand(second)
      pair.directory.expire(at: pair.clock.now)
      await #expect(throws: ExchangeProblem.directoryStale) { try await pair.hand(first) }
      #expect(try await states(pair.borealia) == ["waits", "held"])
      try await erase(pair.borealia, at: pair.clock.now)
      pair.directory.expire(at: pair.clock.now.addingTimeInterval(86_400))
      for _ in 1...2 { try await pair.borealia.worker.keepUp() }
      #expect(try await states(pair.borealia) == ["refused schema", "held"])
      let told = try await pair.borealia.database.rows(
        SQL("SELECT 1 AS one FROM exchangeReceipt WHERE act = 'relay-rejection' AND isToSend = 1"))
      #expect(told.count == 1)
      try await pair.borealia.mail.goOn(pair.arcadia.name, in: TestPair.conversation, by: .program)
      try await pair.borealia.worker.runDue()
      #expect(try await states(pair.borealia) == ["refused schema", "set-aside schema"])
      #expect(try await pair.borealia.effects().isEmpty)
    }
  }

  @Test("A kept message whose text is damaged ends instead of being tried at every pass", arguments: TestDatabases.all)
  func damaged(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.directory.expire(at: pair.clock.now)
      let text = try pair.text(try pair.manifest(1))
      await #expect(throws: ExchangeProblem.directoryStale) { try await pair.hand(text) }
      try await pair.borealia.database.commit(
        Commit([SQL("UPDATE exchangeMessage SET jws = $1", [Data([1, 2, 3]).sql], mustChange: 1)]))
      pair.directory.expire(at: pair.clock.now.addingTimeInterval(86_400))
      try await pair.borealia.worker.keepUp()
      #expect(try await states(pair.borealia) == ["refused schema"])
    }
  }

  @Test("A receipt for what was shredded is turned away for good, and the other node tries no more", arguments: TestDatabases.all)
  func lateReceipt(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      #expect(try await states(pair.arcadia) == ["relayed"])
      try await erase(pair.arcadia, at: pair.clock.now)
      try await pair.borealia.worker.runDue()
      let left = try await pair.borealia.database.rows(
        SQL("SELECT lastOutcome FROM exchangeReceipt WHERE isToSend = 0 AND act = 'delivery'"))
      #expect(try left.map { try $0.optionalText("lastOutcome") } == ["not-recipient"])
    }
  }

  @Test(
    "Of a conversation that other messages are in, only the messages that are named are erased; one that is theirs alone goes whole",
    arguments: TestDatabases.all)
  func shared(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      for number in 1...2 { try await pair.arcadia.want(pair.draft(number), at: pair.clock.now) }
      var alone = pair.draft(3)
      alone.conversation = Self.other
      try await pair.arcadia.want(alone, at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      let names = [pair.draft(1).id, alone.id].map { ExchangeErasure.Named(author: pair.arcadia.name, message: $0) }
      try await erase(pair.borealia, [], names, at: pair.clock.now)
      let texts = try await pair.borealia.database.rows(SQL("SELECT message FROM exchangeMessage WHERE jws IS NOT NULL"))
      #expect(try texts.map { try $0.text("message") } == [pair.draft(2).id.description])
      let keys = try await pair.borealia.dataKeys.keys(
        of: [TestPair.conversation, Self.other].map { KeyOwner(type: "conversation", id: $0.description) })
      #expect(keys.values.filter { (try? $0.get()) == nil }.count == 1)
    }
  }

  @Test(
    "What was refused keeps no conversation: the second story of an erased message goes with its key, and in one that goes on with its text",
    arguments: TestDatabases.all)
  func fork(_ engine: TestDatabases) async throws {
    for goesOn in [false, true] {
      try await TestPair.with(engine) { pair in
        let first = try pair.text(try pair.manifest(1))
        let story = try pair.text(try pair.manifest(2, act: "withdrawal"))
        for text in [first, story] { _ = try await pair.hand(text) }
        if goesOn { _ = try await pair.hand(try pair.text(try pair.manifest(3, sequence: 2, predecessor: DigestOf(of: first)))) }
        #expect(try await states(pair.borealia).count { $0 == "refused order-fork" } == 1)
        let name = ExchangeErasure.Named(author: pair.arcadia.name, message: try pair.manifest(1).id)
        try await erase(pair.borealia, [], [name], at: pair.clock.now)
        let texts = try await pair.borealia.database.rows(SQL("SELECT sequence FROM exchangeMessage WHERE jws IS NOT NULL"))
        #expect(try texts.map { try $0.integer("sequence") } == (goesOn ? [2] : []))
        let owner = KeyOwner(type: "conversation", id: TestPair.conversation.description)
        let key = try await pair.borealia.dataKeys.keys(of: [owner]).values.first
        #expect(((try? key?.get()) != nil) == goesOn)
      }
    }
  }
}
