// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Foundation
import JOSE
import MerkleLog
import Storage
import Synchronization
import TestKit
import Testing

/// The table "Taking a message" of docs/protocol/cep-1.md, row after row, on real databases.
@Suite("Taking a message") struct TakingTests {
  private func isAcceptance(_ receipt: Receipt) -> Bool { receipt.evidence.act == "relay-acceptance" }

  private func rejection(_ receipt: Receipt) -> ExchangeProblem? {
    if case .relayRejection(let problem, _) = receipt.evidence { problem } else { nil }
  }

  @Test("A key that is not one of the authority is unknown, and nothing is attested", arguments: TestDatabases.all)
  func unknownKey(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let text = try pair.text(try pair.manifest(1), by: SigningKey())
      await #expect(throws: ExchangeProblem.unknownKey) { try await pair.hand(text) }
      #expect(pair.directory.state.withLock { $0.fetched } == 1)
      // The key of another authority is none for this one, even when that authority's message is brought by this one.
      let foreign = try pair.text(try pair.manifest(1), by: pair.borealia.keys.signing)
      await #expect(throws: ExchangeProblem.unknownKey) { try await pair.hand(foreign) }
      #expect(try await pair.borealia.effects().isEmpty)
      #expect(try await pair.borealia.events() == ["exchange.turnedAway"])
    }
  }

  @Test("A key that a newer directory has is found after fetching it", arguments: TestDatabases.all)
  func newKey(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let entry = try pair.arcadia.keys.entry()
      pair.directory.state.withLock { $0.news[entry.name] = entry }
      let older = Peer(
        name: entry.name, endpoint: entry.endpoint, signatureKeys: [], encryptionKeys: entry.encryptionKeys, certificatePins: [])
      pair.directory.set(older)
      let (receipt, _) = try await pair.hand(try pair.text(try pair.manifest(1)))
      #expect(isAcceptance(receipt))
    }
  }

  @Test("What was attested before is attested again, byte for byte, whatever has changed since", arguments: TestDatabases.all)
  func again(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let taken = try pair.text(try pair.manifest(1, life: 600))
      let refused = try pair.text(try pair.manifest(2, to: try #require(AuthorityName("XC.central"))))
      let first = try await pair.hand(taken)
      let second = try await pair.hand(refused)
      pair.clock.pass(700)
      pair.directory.set(try pair.arcadia.keys.entry(.compromised(since: TestClock.start.addingTimeInterval(-1))))
      pair.directory.expire(at: pair.clock.now)
      pair.borealia.hasRoom.value = false
      #expect(try await pair.hand(taken).jws == first.jws)
      #expect(try await pair.hand(refused).jws == second.jws)
      #expect(try await pair.borealia.effects() == ["request"])
    }
  }

  @Test("What expires by what was forgotten is expired, and nothing is attested", arguments: TestDatabases.all)
  func forgotten(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let text = try pair.text(try pair.manifest(1, life: 600))
      _ = try await pair.hand(text)
      pair.clock.pass(1_199)
      try await pair.borealia.mail.forget()
      #expect(isAcceptance(try await pair.hand(text).receipt))
      pair.clock.pass(2)
      try await pair.borealia.mail.forget()
      await #expect(throws: ExchangeProblem.expired) { try await pair.hand(text) }
      // The clock goes back: what nobody knows any more is not taken a second time.
      pair.clock.pass(-1_201)
      await #expect(throws: ExchangeProblem.expired) { try await pair.hand(text) }
      #expect(try await pair.borealia.effects() == ["request"])
    }
  }

  @Test("A message for another authority is refused for good", arguments: TestDatabases.all)
  func notRecipient(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let (receipt, _) = try await pair.hand(try pair.text(try pair.manifest(1, to: try #require(AuthorityName("XC.central")))))
      #expect(rejection(receipt) == .notRecipient)
      #expect(try await pair.borealia.events() == ["exchange.refused"])
    }
  }

  @Test("A message whose time has come is refused for good", arguments: TestDatabases.all)
  func expired(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let text = try pair.text(try pair.manifest(1, life: 60))
      pair.clock.pass(60)
      #expect(rejection(try await pair.hand(text).receipt) == .expired)
      pair.clock.pass(-60)
      #expect(rejection(try await pair.hand(text).receipt) == .expired)
    }
  }

  @Test("A message from a clock far ahead is put off, and taken when its time is there", arguments: TestDatabases.all)
  func clockSkew(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let text = try pair.text(try pair.manifest(1, issuedAt: pair.clock.now.addingTimeInterval(301)))
      await #expect(throws: ExchangeProblem.clockSkew) { try await pair.hand(text) }
      pair.clock.pass(1)
      #expect(isAcceptance(try await pair.hand(text).receipt))
    }
  }

  @Test(
    "While the directory has expired a message is kept without a receipt, and judged by the time when it came", arguments: TestDatabases.all
  )
  func stale(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.directory.expire(at: pair.clock.now)
      let text = try pair.text(try pair.manifest(1))
      await #expect(throws: ExchangeProblem.directoryStale) { try await pair.hand(text) }
      await #expect(throws: ExchangeProblem.directoryStale) { try await pair.hand(text) }
      let other = try pair.text(try pair.manifest(1, act: "withdrawal"))
      for _ in 0..<2 { await #expect(throws: ExchangeProblem.directoryStale) { try await pair.hand(other) } }
      #expect(try await pair.borealia.events() == ["exchange.kept", "exchange.turnedAway", "exchange.alarm"])
      try await pair.borealia.mail.judgeKept()
      #expect(try await pair.borealia.effects().isEmpty)
      // The key is reported as compromised after the message came; the message counts.
      pair.clock.pass(3_600)
      pair.directory.set(try pair.arcadia.keys.entry(.compromised(since: pair.clock.now)))
      pair.directory.expire(at: pair.clock.now.addingTimeInterval(86_400))
      try await pair.borealia.mail.judgeKept()
      #expect(try await pair.borealia.effects() == ["request"])
      let (receipt, _) = try await pair.hand(text)
      guard case .relayAcceptance(let taken) = receipt.evidence else { throw ExchangeProblem.schema }
      #expect(taken.receivedAt == TestClock.start)
      #expect(rejection(try await pair.hand(other).receipt) == .revokedKey)
    }
  }

  @Test("A key that cannot be relied upon is refused for good, and one that was compromised raises the alarm", arguments: TestDatabases.all)
  func revokedKey(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.directory.set(try pair.arcadia.keys.entry(.compromised(since: TestClock.start)))
      #expect(rejection(try await pair.hand(try pair.text(try pair.manifest(1))).receipt) == .revokedKey)
      #expect(try await pair.borealia.events() == ["exchange.refused", "exchange.alarm"])
      pair.directory.set(try pair.arcadia.keys.entry(.superseded(at: TestClock.start.addingTimeInterval(-1_000))))
      #expect(rejection(try await pair.hand(try pair.text(try pair.manifest(2))).receipt) == .revokedKey)
      #expect(try await pair.borealia.events().filter { $0 == "exchange.alarm" }.count == 1)
    }
  }

  @Test("Another message under one identifier is refused for good with an alarm", arguments: TestDatabases.all)
  func idReuse(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let first = try pair.text(try pair.manifest(1))
      let other = try pair.text(try pair.manifest(1, act: "withdrawal"))
      _ = try await pair.hand(first)
      #expect(rejection(try await pair.hand(other).receipt) == .idReuse)
      #expect(isAcceptance(try await pair.hand(first).receipt))
      #expect(try await pair.borealia.events().contains("exchange.alarm"))
      #expect(try await pair.borealia.effects() == ["request"])
    }
  }

  @Test("Without room a message is put off, and taken when there is some", arguments: TestDatabases.all)
  func storage(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.borealia.hasRoom.value = false
      let text = try pair.text(try pair.manifest(1))
      await #expect(throws: ExchangeProblem.storage) { try await pair.hand(text) }
      pair.borealia.hasRoom.value = true
      #expect(isAcceptance(try await pair.hand(text).receipt))
    }
  }

  @Test("A second story is refused for good with an alarm, and the first stands", arguments: TestDatabases.all)
  func fork(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let first = try pair.text(try pair.manifest(1))
      _ = try await pair.hand(first)
      #expect(rejection(try await pair.hand(try pair.text(try pair.manifest(2, act: "withdrawal"))).receipt) == .orderFork)
      let wrong = try pair.text(try pair.manifest(3, sequence: 2, predecessor: try #require(DigestOf(String(repeating: "0", count: 64)))))
      #expect(rejection(try await pair.hand(wrong).receipt) == .orderFork)
      let right = try pair.text(try pair.manifest(4, act: "withdrawal", sequence: 2, predecessor: DigestOf(of: first)))
      #expect(isAcceptance(try await pair.hand(right).receipt))
      #expect(try await pair.borealia.effects() == ["request", "withdrawal"])
    }
  }

  @Test("A message that is too far ahead is put off", arguments: TestDatabases.all)
  func quota(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let somebody = try #require(DigestOf<SignedMessage>(String(repeating: "0", count: 64)))
      let far = try pair.text(try pair.manifest(1, sequence: 1_002, predecessor: somebody))
      await #expect(throws: ExchangeProblem.quota) { try await pair.hand(far) }
      let near = try pair.text(try pair.manifest(2, sequence: 1_001, predecessor: somebody))
      #expect(isAcceptance(try await pair.hand(near).receipt))
    }
  }

  @Test("What comes early is held and acknowledged, and takes effect in order with what was missing", arguments: TestDatabases.all)
  func held(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      let first = try pair.text(try pair.manifest(1, act: "request"))
      let second = try pair.text(try pair.manifest(2, act: "supplementary-request", sequence: 2, predecessor: DigestOf(of: first)))
      let third = try pair.text(try pair.manifest(3, act: "withdrawal", sequence: 3, predecessor: DigestOf(of: second)))
      #expect(isAcceptance(try await pair.hand(third).receipt))
      #expect(isAcceptance(try await pair.hand(second).receipt))
      #expect(try await pair.borealia.effects().isEmpty)
      #expect(isAcceptance(try await pair.hand(first).receipt))
      #expect(try await pair.borealia.effects() == ["request", "supplementary-request", "withdrawal"])
    }
  }

  @Test("The receipt proves that the event of taking is in the log, and the message took effect once", arguments: TestDatabases.all)
  func taken(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      pair.borealia.staleOnce.value = true
      let text = try pair.text(try pair.manifest(1))
      let (receipt, _) = try await pair.hand(text)
      guard case .relayAcceptance(let taken) = receipt.evidence else { throw ExchangeProblem.schema }
      let proof = try #require(InclusionProof(text: taken.logProof))
      let event = try #require(
        try await EventLog(pair.borealia.database).events(of: EventSubject("exchangeMessage", receipt.signed.hex)).first)
      #expect(event.kind == "exchange.received" && Int(event.index) == proof.index)
      let checkpoint = try #require(Checkpoint(text: proof.checkpoint.text))
      #expect(
        ProofCheck.includes(.leaf(event.bytes), at: proof.index, in: checkpoint.size, root: checkpoint.root, by: proof.hashes))
      #expect(taken.directoryVersion == 41 && receipt.signed == DigestOf(of: text))
      #expect(try await pair.borealia.effects() == ["request"])
    }
  }
}
