// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Foundation
import JOSE
import Storage
import Synchronization
import TestKit
import Testing

@Suite("Sending a message") struct SendingTests {
  private func states(_ authority: TestAuthority) async throws -> [String] {
    try await authority.database.rows(SQL("SELECT state FROM exchangeMessage ORDER BY sequence, signed")).map { try $0.text("state") }
  }

  private func reasons(_ authority: TestAuthority) async throws -> [String?] {
    try await authority.database.rows(SQL("SELECT reason FROM exchangeMessage ORDER BY sequence, signed")).map {
      try $0.optionalText("reason")
    }
  }

  private func receipts(_ authority: TestAuthority) async throws -> [String] {
    try await authority.database.rows(SQL("SELECT act, author FROM exchangeReceipt ORDER BY act, author")).map {
      "\(try $0.text("act")) \(try $0.text("author"))"
    }
  }

  @Test("A message goes from a module's commit to its effect, and delivery comes back", arguments: TestDatabases.all)
  func wholePath(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      try await pair.arcadia.want(pair.draft(1, document: Data("{\"a\":1}".utf8)), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      #expect(try await states(pair.arcadia) == ["relayed"])
      #expect(try await pair.borealia.effects() == ["request"])
      try await pair.borealia.worker.runDue()
      #expect(try await states(pair.arcadia) == ["delivered"])
      #expect(try await pair.arcadia.progress() == ["relay-acceptance", "delivery"])
      #expect(
        try await receipts(pair.arcadia) == ["delivery XB.central", "relay-acceptance XB.central", "submission-acceptance XA.central"])
      #expect(try await receipts(pair.borealia) == ["delivery XB.central", "relay-acceptance XB.central"])
      #expect(
        try await pair.arcadia.events() == ["exchange.submitted", "exchange.relayed", "exchange.delivered"])
      // Nothing more is to be done.
      let asked = pair.network.paths.count
      pair.clock.pass(86_400)
      try await pair.arcadia.worker.runDue()
      try await pair.borealia.worker.runDue()
      #expect(pair.network.paths.count == asked)
    }
  }

  @Test(
    "Messages of one conversation are numbered as their modules committed them, each naming the one before", arguments: TestDatabases.all)
  func order(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let acts = ["request", "supplementary-request", "additional-information-given", "withdrawal"]
      for (number, act) in acts.enumerated() { try await pair.arcadia.want(pair.draft(number, act: act), at: pair.clock.now) }
      try await pair.arcadia.worker.runDue()
      #expect(try await pair.borealia.effects() == acts)
      let rows = try await pair.arcadia.database.rows(SQL("SELECT signed, sequence, predecessor FROM exchangeMessage ORDER BY sequence"))
      #expect(try rows.map { try $0.integer("sequence") } == [1, 2, 3, 4])
      for (before, after) in zip(rows, rows.dropFirst()) { #expect(try after.text("predecessor") == before.text("signed")) }
      #expect(try await !pair.borealia.events().contains("exchange.held"))
    }
  }

  @Test("The line of a conversation has the messages of casework of the two authorities that it is between, and nothing else")
  func line() async throws {
    try await TestPair.with(.sqlite) { pair in
      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      try await pair.arcadia.want(pair.draft(2, act: "withdrawal", service: "urn:comity:loop:1"), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      let here = try #require(try await pair.arcadia.mail.line(of: TestPair.conversation, with: pair.borealia.name))
      let there = try #require(try await pair.borealia.mail.line(of: TestPair.conversation, with: pair.arcadia.name))
      #expect((here.agreed + here.underway).map(\.act) == [.request] && (there.agreed + there.underway).map(\.act) == [.request])
      let stranger = try #require(AuthorityName("XC.central"))
      let line = try await pair.borealia.mail.line(of: TestPair.conversation, with: stranger)
      #expect(line == nil)
    }
  }

  @Test("A draft waits for one of its conversation that was wanted before it", arguments: TestDatabases.all)
  func earlierFirst(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      // The first effect may not be taken yet, as when another worker holds it.
      let payload = String(decoding: try JSONEncoder().encode(pair.draft(1, act: "request")), as: UTF8.self)
      try await pair.arcadia.database.commit(
        Commit(effects: [
          NewEffect(
            MessageDraft.effect, payload: payload, notBefore: pair.clock.now.addingTimeInterval(10), lane: "\(TestPair.conversation)")
        ]))
      try await pair.arcadia.want(pair.draft(2, act: "withdrawal"), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      #expect(try await states(pair.arcadia).isEmpty)
      pair.clock.pass(10)
      try await pair.arcadia.worker.runDue()
      #expect(try await pair.borealia.effects() == ["request"])
      pair.clock.pass(2)
      try await pair.arcadia.worker.runDue()
      #expect(try await pair.borealia.effects() == ["request", "withdrawal"])
    }
  }

  @Test("A delivery that overtakes the acceptance leaves it to be asked for, and the effect is there once", arguments: TestDatabases.all)
  func overtaken(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.network.fail(.loseAnswer)
      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      try await pair.borealia.worker.runDue()
      func acts() async throws -> [String] {
        try await pair.arcadia.database.rows(
          SQL("SELECT act FROM exchangeReceipt WHERE author = 'XB.central' ORDER BY act")
        ).map { try $0.text("act") }
      }
      #expect(try await pair.arcadia.database.row(SQL("SELECT state FROM exchangeMessage"))?.text("state") == "delivered")
      #expect(try await acts() == ["delivery"])
      pair.clock.pass(3_600)
      try await pair.arcadia.worker.keepUp()
      #expect(try await acts() == ["delivery", "relay-acceptance"])
      #expect(try await pair.borealia.effects().count == 1)
      let asked = pair.network.paths.count
      try await pair.arcadia.worker.keepUp()
      #expect(pair.network.paths.count == asked)
    }
  }

  @Test("An answer that was lost is asked for again with the same bytes, and the effect is there once", arguments: TestDatabases.all)
  func lostAnswer(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.network.fail(.loseQuestion, .loseAnswer, .loseAnswer)
      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      let signed = try await pair.arcadia.database.rows(SQL("SELECT signed, jws FROM exchangeMessage"))
      for _ in 0..<3 {
        #expect(try await states(pair.arcadia) == ["sent"])
        pair.clock.pass(60)
        try await pair.arcadia.worker.runDue()
      }
      #expect(try await states(pair.arcadia) == ["relayed"])
      #expect(try await pair.borealia.effects() == ["request"])
      let after = try await pair.arcadia.database.rows(SQL("SELECT signed, jws, tries FROM exchangeMessage"))
      #expect(try after[0].text("signed") == signed[0].text("signed") && after[0].blob("jws") == signed[0].blob("jws"))
      #expect(try after[0].integer("tries") == 4)
      // A try is told when it ended without a receipt, with what came of it.
      let tried = try await EventLog(pair.arcadia.database).page(limit: 100).filter { $0.kind == "exchange.tried" }.map(\.facts)
      #expect(tried.map { $0["count"] } == [1, 2, 3].map { .value(.integer($0)) })
      #expect(tried.allSatisfy { $0["outcome"] == .value(.text("no-answer")) })
    }
  }

  @Test(
    "A killed process that had committed the effect and not the receipt gives the receipt at the next try", arguments: TestDatabases.all)
  func killedBetweenCommits(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let text = try pair.text(try pair.manifest(1))
      pair.borealia.hasProof.value = false
      await #expect(throws: TestAuthority.NoProof.self) { try await pair.hand(text) }
      #expect(try await pair.borealia.effects() == ["request"])
      #expect(try await receipts(pair.borealia) == ["delivery XB.central"])
      pair.borealia.hasProof.value = true
      let first = try await pair.hand(text)
      let second = try await pair.hand(text)
      #expect(first.jws == second.jws && first.receipt.evidence.act == "relay-acceptance")
      #expect(try await pair.borealia.effects() == ["request"])
    }
  }

  @Test("What a killed process left is finished at the next start: receipts, and what was held", arguments: TestDatabases.all)
  func finish(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let first = try pair.text(try pair.manifest(1))
      let second = try pair.text(try pair.manifest(2, act: "withdrawal", sequence: 2, predecessor: DigestOf(of: first)))
      _ = try await pair.hand(second)
      pair.borealia.hasProof.value = false
      await #expect(throws: TestAuthority.NoProof.self) { try await pair.hand(first) }
      #expect(try await pair.borealia.effects() == ["request"])
      pair.borealia.hasProof.value = true
      try await pair.borealia.mail.finishBegun()
      #expect(try await pair.borealia.effects() == ["request", "withdrawal"])
      #expect(try await receipts(pair.borealia).filter { $0.hasPrefix("relay-acceptance") }.count == 2)
    }
  }

  @Test(
    "Without a receipt until it expires the own node says so, and a receipt that comes later puts it right", arguments: TestDatabases.all)
  func expiry(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.network.failAlways(.loseAnswer, 1)
      var draft = pair.draft(1)
      draft.days = 1
      try await pair.arcadia.want(draft, at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      pair.clock.pass(86_400)
      try await pair.arcadia.worker.runDue()
      #expect(try await states(pair.arcadia) == ["failed"])
      #expect(try await reasons(pair.arcadia) == ["relay-failure"])
      #expect(try await pair.arcadia.progress() == ["relay-failure"])
      #expect(try await receipts(pair.arcadia).contains("relay-failure XA.central"))
      // The other node had it all the time: its delivery comes by itself.
      try await pair.borealia.worker.runDue()
      #expect(try await states(pair.arcadia) == ["delivered"])
      #expect(try await pair.arcadia.progress() == ["relay-failure", "delivery"])
      #expect(try await pair.arcadia.events().contains("exchange.putRight"))
    }
  }

  @Test("A refusal that the other node attests fails the message, and its module is told", arguments: TestDatabases.all)
  func rejected(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      try await pair.arcadia.want(pair.draft(1, act: "unreadable"), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      #expect(try await states(pair.arcadia) == ["failed"])
      #expect(try await reasons(pair.arcadia) == ["relay-rejection"])
      #expect(try await pair.arcadia.progress() == ["relay-rejection"])
      #expect(try await pair.borealia.effects().isEmpty)
      #expect(try await reasons(pair.borealia) == ["schema"])
    }
  }

  @Test("A permanent problem ends a message when it is signed, and counts as no answer when it is not", arguments: TestDatabases.all)
  func problems(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.network.fail(
        .answer(.problem(.profile, isSigned: false, retryAfter: nil)), .answer(.problem(.expired, isSigned: true, retryAfter: nil)),
        .answer(.problem(.profile, isSigned: true, retryAfter: nil)))
      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      for state in ["sent", "sent", "failed"] {
        try await pair.arcadia.worker.runDue()
        #expect(try await states(pair.arcadia) == [state])
        pair.clock.pass(60)
      }
      #expect(try await reasons(pair.arcadia) == ["refused:profile"])
      #expect(try await pair.arcadia.progress() == ["relay-failure"])
    }
  }

  @Test(
    "Retry-After is obeyed, and a directory that is asked for is fetched once and the message tried at once", arguments: TestDatabases.all)
  func waits(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.network.fail(
        .answer(.problem(.unknownKey, isSigned: true, retryAfter: nil)), .answer(.problem(.quota, isSigned: true, retryAfter: 500)))
      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      #expect(pair.directory.state.withLock { $0.fetched } == 1)
      try await pair.arcadia.worker.runDue()
      #expect(pair.network.paths.count == 2)
      pair.clock.pass(499)
      try await pair.arcadia.worker.runDue()
      #expect(pair.network.paths.count == 2)
      pair.clock.pass(60)
      try await pair.arcadia.worker.runDue()
      #expect(try await states(pair.arcadia) == ["relayed"])
    }
  }

  @Test("After five tries without an answer nothing is tried for half a minute, then one message alone", arguments: TestDatabases.all)
  func breaker(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.network.failAlways(.loseQuestion, 6)
      for number in 0..<8 { try await pair.arcadia.want(pair.draft(number), at: pair.clock.now) }
      try await pair.arcadia.worker.runDue()
      #expect(pair.network.paths.count == 5)
      #expect(try await pair.arcadia.mail.peers().map(\.isReached) == [false])
      pair.clock.pass(31)
      try await pair.arcadia.worker.runDue()
      #expect(pair.network.paths.count == 6)
      pair.clock.pass(61)
      try await pair.arcadia.worker.runDue()
      pair.clock.pass(61)
      try await pair.arcadia.worker.runDue()
      #expect(try await pair.borealia.effects().count == 8)
      #expect(try await pair.arcadia.mail.peers().map(\.isReached) == [true])
    }
  }

  @Test("While the directory has expired nothing is signed and nothing sent", arguments: TestDatabases.all)
  func stale(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.directory.expire(at: pair.clock.now)
      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      #expect(try await states(pair.arcadia).isEmpty && pair.network.paths.isEmpty)
      pair.directory.expire(at: pair.clock.now.addingTimeInterval(100))
      pair.clock.pass(10)
      try await pair.arcadia.worker.runDue()
      #expect(try await states(pair.arcadia) == ["relayed"])
    }
  }

  @Test(
    "A draft that breaks a rule never becomes a message: its module is told, and the next one takes its place", arguments: TestDatabases.all
  )
  func submissionRejected(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      try await pair.arcadia.want(pair.draft(1, document: Data(repeating: 0x20, count: 262_145)), at: pair.clock.now)
      try await pair.arcadia.want(pair.draft(2), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      #expect(try await pair.arcadia.progress() == ["submission-rejection", "relay-acceptance"])
      #expect(try await pair.borealia.effects() == ["request"])
      #expect(try await Set(reasons(pair.arcadia)) == ["submission-rejection", nil])
    }
  }

  @Test("A conversation stays with the authority that it was begun with", arguments: TestDatabases.all)
  func otherParty(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      var other = pair.draft(2)
      other.to = try #require(AuthorityName("XC.central"))
      try await pair.arcadia.want(other, at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      #expect(try await Outbox(pair.arcadia.database).buried(limit: 5).map(\.lastProblemCode) == ["exchange.other-party"])
      #expect(try await states(pair.arcadia) == ["relayed"])
    }
  }
}
