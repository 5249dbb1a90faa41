// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import JOSE
import Logging
import Storage
import Synchronization
import TestKit
import Testing

@testable import ExchangeService

@Suite("Many authorities, and many messages to one") struct PaceTests {
  private func loop(_ number: Int, to peer: AuthorityName, _ pair: TestPair, in conversation: Int) -> MessageDraft {
    MessageDraft(
      id: MessageID(at: pair.clock.now, random: UInt128(number)),
      conversation: ConversationID(at: TestClock.start, random: UInt128(1_000 + conversation)), to: peer, service: "urn:comity:loop:1",
      act: "try")
  }

  private func states(_ authority: TestAuthority, of peer: AuthorityName) async throws -> [String] {
    try await authority.database.rows(
      SQL("SELECT state FROM exchangeMessage WHERE peer = $1 ORDER BY sequence, signed", [peer.description.sql])
    ).map { try $0.text("state") }
  }

  @Test(
    "While one State's node never answers, another's messages and receipts go, also those that come meanwhile, and all ends when it is told to",
    .timeLimit(.minutes(2)), arguments: TestDatabases.all)
  func silent(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let silent = TestKeys(authority: try #require(AuthorityName("XC.central")))
      pair.directory.set(try silent.entry())
      // Its node takes the question and says nothing until the caller goes away.
      let (asked, isAsked) = AsyncStream<Void>.makeStream()
      let ended = Mutex(0)
      pair.network.connect(silent.authority) { _ in
        isAsked.yield()
        let (never, held) = AsyncStream<Void>.makeStream()
        await withTaskCancellationHandler {
          for await _ in never {}
        } onCancel: {
          held.finish()
        }
        ended.withLock { $0 += 1 }
        throw CancellationError()
      }
      // What Arcadia has taken, the receipts of Borealia among it.
      let (taken, isTaken) = AsyncStream<Void>.makeStream()
      let arcadia = pair.arcadia.mail.handler
      pair.network.connect(pair.arcadia.name) { call in
        defer { isTaken.yield() }
        return try await arcadia(call)
      }
      var answers = taken.makeAsyncIterator()
      for number in 0..<6 { try await pair.arcadia.want(loop(number, to: silent.authority, pair, in: number), at: pair.clock.now) }
      let workers = [pair.arcadia, pair.borealia].map { authority in Task { await authority.worker.run() } }
      var questions = asked.makeAsyncIterator()
      await questions.next()
      // The silent node holds its questions from here on.
      for number in 10..<13 {
        let draft = loop(number, to: pair.borealia.name, pair, in: number)
        try await pair.arcadia.want(draft, at: pair.clock.now)
        while try await states(pair.arcadia, of: pair.borealia.name).filter({ $0 == "delivered" }).count < number - 9 {
          await answers.next()
        }
      }
      #expect(try await states(pair.arcadia, of: silent.authority).allSatisfy { $0 == "sent" || $0 == "queued" })
      #expect(ended.withLock { $0 } == 0)
      for worker in workers { worker.cancel() }
      for worker in workers { await worker.value }
      #expect(ended.withLock { $0 } > 0)
    }
  }

  @Test(
    "Many conversations go together in few questions, each message once, in its order, with a receipt that proves it",
    arguments: TestDatabases.all)
  func together(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      for number in 0..<60 { try await pair.arcadia.want(loop(number, to: pair.borealia.name, pair, in: number % 20), at: pair.clock.now) }
      try await pair.arcadia.worker.runDue()
      try await pair.borealia.worker.runDue()
      #expect(try await states(pair.arcadia, of: pair.borealia.name) == Array(repeating: "delivered", count: 60))
      #expect(try await !pair.borealia.events().contains("exchange.held"))
      #expect(try await pair.borealia.events().filter { $0 == "exchange.received" }.count == 60)
      #expect(pair.network.paths.count < 120)
      let proofs = try await pair.arcadia.database.rows(SQL("SELECT jws FROM exchangeReceipt WHERE act = 'relay-acceptance'"))
      #expect(proofs.count == 60)
    }
  }

  @Test(
    "Several at once have both receipts in their answer; the next question confirms them, and what is not confirmed goes by itself",
    arguments: TestDatabases.all)
  func receiptsInTheAnswer(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      func waiting() async throws -> Int {
        try await pair.borealia.database.rows(SQL("SELECT 1 AS one FROM exchangeReceipt WHERE act = 'delivery' AND isToSend = 1")).count
      }
      func deliveredInAnswers() async throws -> Int {
        try await states(pair.arcadia, of: pair.borealia.name).filter { $0 == "delivered" }.count
      }
      for number in 0..<40 { try await pair.arcadia.want(loop(number, to: pair.borealia.name, pair, in: number), at: pair.clock.now) }
      try await pair.arcadia.worker.runDue()
      // Those that found a question free went alone, and theirs go by themselves.
      let alone = 40 - (try await deliveredInAnswers())
      // How many that are is a matter of the moment.
      #expect(alone > 0 && alone < 40)
      let unconfirmed = try await waiting() - alone
      try await pair.borealia.worker.runDue()
      #expect(try await deliveredInAnswers() == 40)
      #expect(try await waiting() == unconfirmed)
      // What the last question of several brought was never confirmed.
      let before = pair.network.paths.count
      pair.clock.pass(Mail.confirmedWithin + 1)
      try await pair.borealia.worker.runDue()
      #expect(try await waiting() == 0)
      let asked = pair.network.paths.dropFirst(before)
      #expect(asked.allSatisfy { $0 == Mail.receiptsPath } && asked.isEmpty == (unconfirmed == 0))
      let kept = try await pair.arcadia.database.rows(SQL("SELECT DISTINCT signed, act FROM exchangeReceipt WHERE author = 'XB.central'"))
      #expect(kept.count == 80)
      let events = try await pair.arcadia.events()
      #expect(events.filter { $0 == "exchange.delivered" }.count == 40)
      // Acceptance and delivery that one answer told are one event.
      #expect(events.filter { $0 == "exchange.relayed" }.count == alone)
    }
  }

  @Test("More is read before the last of what was read has ended, and nothing that is under way")
  func readsOn() async throws {
    let left = Mutex(Array(0..<60))
    let readings = Mutex<[Int]>([])
    @Sendable func read(_ underway: Set<Int>) -> [Int] {
      readings.withLock { $0.append(underway.count) }
      return left.withLock { left in
        #expect(underway.isDisjoint(with: left))
        defer { left.removeFirst(min(20, left.count)) }
        return Array(left.prefix(20))
      }
    }
    let moved = try await Pace().each(named: { (number: Int) in number }, of: { read($0) }) { number in
      try await Task.sleep(for: .milliseconds(number.isMultiple(of: 7) ? 30 : 2))
      return true
    }
    #expect(moved == 60)
    #expect(readings.withLock { $0.count } == 4 && readings.withLock { $0.dropFirst().contains { $0 > 0 } })
  }

  @Test("Once the other node does not answer nothing more is read")
  func readsNoMore() async throws {
    let readings = Mutex(0)
    @Sendable func read() -> [Int] {
      readings.withLock { $0 += 1 }
      return Array(0..<20)
    }
    let moved = try await Pace().each(named: { (number: Int) in number }, of: { _ in read() }) { $0 != 3 }
    #expect(moved == 19)
    #expect(readings.withLock { $0 } == 1)
  }

  @Test("An authority confirms the receipts of its own messages alone", arguments: TestDatabases.all)
  func confirmsItsOwn(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      try await pair.arcadia.want(loop(1, to: pair.borealia.name, pair, in: 1), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      let row = try #require(try await pair.borealia.database.row(SQL("SELECT signed FROM exchangeReceipt WHERE act = 'delivery'")))
      let signed = try row.value("signed") { DigestOf<SignedMessage>($0) }
      func isToSend() async throws -> Bool {
        try await pair.borealia.database.row(SQL("SELECT isToSend FROM exchangeReceipt WHERE act = 'delivery'"))?.integer("isToSend") == 1
      }
      await pair.borealia.mail.settle([signed], with: try #require(AuthorityName("XC.central")))
      #expect(try await isToSend())
      let more = try SealedText.message.seal(try pair.text(try pair.manifest(2)), for: pair.borealia.keys.decryption.encryptionKey)
      let answer = try await pair.borealia.mail.handler(
        WireCall(
          from: pair.arcadia.name, method: "POST", path: Mail.inboxPath, fields: ["content-type": SealedLines.media],
          content: SealedLines.question([more], kept: [signed]), receivedAt: pair.clock.now))
      #expect(SealedLines.outcomes(try await lines(answer, pair), count: 1) != nil, "what is confirmed has no line in the answer")
      let left = try await pair.borealia.database.row(
        SQL("SELECT isToSend FROM exchangeReceipt WHERE signed = $1 AND act = 'delivery'", [signed.hex.sql]))
      #expect(try left?.integer("isToSend") == 0)
    }
  }

  @Test("A node that does not understand several at once is handed one at a time", arguments: TestDatabases.all)
  func oneAtATime(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let handler = pair.borealia.mail.handler
      pair.network.connect(pair.borealia.name) { call in
        guard call.fields["content-type"] == SealedText.media else { throw ExchangeProblem.media }
        return try await handler(call)
      }
      for number in 0..<30 { try await pair.arcadia.want(loop(number, to: pair.borealia.name, pair, in: number), at: pair.clock.now) }
      try await pair.arcadia.worker.runDue()
      #expect(try await states(pair.arcadia, of: pair.borealia.name) == Array(repeating: "relayed", count: 30))
    }
  }

  @Test("Each question is judged by the directory as it is when it comes: who was taken out is told nothing", arguments: TestDatabases.all)
  func directoryOfEachQuestion(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let handler = pair.borealia.mail.handler
      let key = pair.borealia.keys.decryption.encryptionKey
      func outcome(_ number: Int) async throws -> WireOutcome {
        let text = try SealedText.message.seal(try pair.text(try pair.manifest(number)), for: key)
        let answer = try await handler(
          WireCall(
            from: pair.arcadia.name, method: "POST", path: Mail.inboxPath, fields: ["content-type": SealedLines.media],
            content: SealedLines.content([text]), receivedAt: pair.clock.now))
        return try #require(SealedLines.outcomes(try await lines(answer, pair), count: 1)?.first)
      }
      let before = try await outcome(1)
      guard case .answered = before else {
        Issue.record("\(before)")
        return
      }
      pair.directory.remove(pair.arcadia.name)
      // Nothing can be sealed for it either.
      await #expect(throws: ExchangeProblem.unknownKey) { _ = try await outcome(2) }
    }
  }

  @Test("Of several at once one that cannot be taken is told so, and the others are taken", arguments: TestDatabases.all)
  func oneBad(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let key = pair.borealia.keys.decryption.encryptionKey
      let good = try SealedText.message.seal(try pair.text(try pair.manifest(1)), for: key)
      let content = SealedLines.content([Data("no message".utf8), good])
      let answer = try await pair.borealia.mail.handler(
        WireCall(
          from: pair.arcadia.name, method: "POST", path: Mail.inboxPath, fields: ["content-type": SealedLines.media], content: content,
          receivedAt: pair.clock.now))
      let outcomes = try #require(SealedLines.outcomes(try await lines(answer, pair), count: 2))
      guard case .problem(.schema, true, nil) = outcomes[0], case .answered(200, _, let line) = outcomes[1] else {
        Issue.record("\(outcomes)")
        return
      }
      // The message has both receipts already, so both are given.
      #expect(
        try SealedLines.texts(line).map {
          try ReceiptJSON.read(try SealedText.receipt.verified($0, by: try pair.borealia.keys.entry()).payload).evidence.act
        } == ["relay-acceptance", "delivery"])
      // As long as any other answer to as many, whatever it says.
      let refused = try SealedText.message.seal(
        try pair.text(try pair.manifest(2, to: try #require(AuthorityName("XC.central")))), for: key)
      let turnedDown = try await pair.borealia.mail.handler(
        WireCall(
          from: pair.arcadia.name, method: "POST", path: Mail.inboxPath, fields: ["content-type": SealedLines.media],
          content: SealedLines.content([refused, refused]), receivedAt: pair.clock.now))
      guard case .bytes(let refusals) = turnedDown.content, case .bytes(let told) = answer.content else { throw ExchangeProblem.schema }
      #expect(refusals.count == told.count)
      let digest = String(repeating: "a", count: 64)
      for content in [
        Data(), Data("a\n\nb".utf8), SealedLines.content(Array(repeating: Data("a".utf8), count: 65)), Data("+\(digest)".utf8),
        Data("+\(digest.dropLast())\na".utf8),
        SealedLines.content(Array(repeating: Data("+\(digest)".utf8), count: 257) + [Data("a".utf8)]),
      ] {
        await #expect(throws: ExchangeProblem.schema) {
          _ = try await pair.borealia.mail.handler(
            WireCall(
              from: pair.arcadia.name, method: "POST", path: Mail.inboxPath, fields: ["content-type": SealedLines.media], content: content,
              receivedAt: pair.clock.now))
        }
      }
    }
  }

  /// What an answer to several says, as the authority that asked reads it.
  private func lines(_ answer: WireAnswer, _ pair: TestPair) async throws -> Data {
    guard case .bytes(let told) = answer.content, answer.fields["content-type"] == SealedText.media else { throw ExchangeProblem.schema }
    return try await SealedText.lines.open(told, with: pair.arcadia.keys)
  }
}
