// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Foundation
import Storage
import TestKit
import Testing

@Suite("One line on both sides") struct LineTests {
  /// Numbers that follow from a seed, so that a run that fails can be run again.
  private struct Draw: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  private static let acts: [String: [String]] = [
    "XA": ["request", "supplementary-request", "additional-information-given", "withdrawal", "status-enquiry", "spontaneous-information"],
    "XB": [
      "acknowledgement", "additional-information-asked", "acceptance", "refusal", "postponement", "partial-product", "full-product",
      "consultation-opened", "consultation-closed", "status-answer",
    ],
  ]

  private func line(of one: TestAuthority, with other: TestAuthority) async throws -> MilestoneLine? {
    try await one.mail.line(of: TestPair.conversation, with: other.name)
  }

  /// The files of some message that came have ended: an officer did not want them, or they are all there.
  private func endFiles(on node: TestAuthority, _ draw: inout Draw) async throws {
    let rows = try await node.database.rows(
      SQL("SELECT signed FROM exchangeMessage WHERE direction = 'in' AND files > 0 AND state = 'effective' ORDER BY signed"))
    guard let row = rows.randomElement(using: &draw) else { return }
    let signed = try row.value("signed") { DigestOf<SignedMessage>($0) }
    let evidence: Evidence =
      Bool.random(using: &draw)
      ? .nonDelivery([.refusedByOfficer, .notFetched].randomElement(using: &draw) ?? .notFetched)
      : .delivery(files: [try #require(DigestOf(TestFiles.digest))])
    let ended = try await node.database.rows(
      SQL("SELECT 1 AS one FROM exchangeReceipt WHERE signed = $1 AND act IN ('delivery', 'non-delivery')", [signed.hex.sql]))
    if ended.isEmpty { try await node.mail.commit(try await node.mail.ended(evidence, of: signed)) }
  }

  private func act(on pair: TestPair, number: Int, _ known: inout [AuthorityName: [MessageID]], _ draw: inout Draw) async throws {
    let (one, other) = Bool.random(using: &draw) ? (pair.arcadia, pair.borealia) : (pair.borealia, pair.arcadia)
    let act = Self.acts[String(one.name.description.prefix(2))]?.randomElement(using: &draw) ?? "request"
    let id = MessageID(at: pair.clock.now, random: UInt128(number))
    let answers = Bool.random(using: &draw) ? known[other.name]?.randomElement(using: &draw) : nil
    known[one.name, default: []].append(id)
    let draft = MessageDraft(
      id: id, conversation: TestPair.conversation, answers: answers, to: other.name, service: "urn:comity:mla:1", act: act,
      files: act.hasSuffix("-product") ? [TestFiles.file] : [])
    try await one.want(draft, at: pair.clock.now)
  }

  @Test(
    "Acts of both sides that cross on the way, come late, twice, out of order or without their files leave one line once everything has arrived",
    arguments: 1...24)
  func interleaved(_ seed: Int) async throws {
    try await TestPair.with(.sqlite) { pair in
      var draw = Draw(state: UInt64(seed))
      var known: [AuthorityName: [MessageID]] = [:]
      let nodes = [pair.arcadia, pair.borealia]
      for number in 1...24 {
        switch Int.random(in: 0..<6, using: &draw) {
        case 0...2: try await act(on: pair, number: number, &known, &draw)
        case 3:
          let faults: [TestNetwork.Fault] = [.loseQuestion, .loseAnswer]
          pair.network.failAlways(faults.randomElement(using: &draw) ?? .loseQuestion, Int.random(in: 0...3, using: &draw))
          try await nodes.randomElement(using: &draw)?.worker.runDue()
        case 4: try await endFiles(on: nodes.randomElement(using: &draw) ?? pair.arcadia, &draw)
        default: pair.clock.pass(Double(Int.random(in: 1...900, using: &draw)))
        }
      }
      pair.network.failAlways(.loseAnswer, 0)
      for _ in 0..<8 {
        for node in nodes { try await node.worker.runDue() }
        pair.clock.pass(3_600)
      }
      for node in nodes { for _ in 0..<4 { try await endFiles(on: node, &draw) } }
      for _ in 0..<4 {
        for node in nodes { try await node.worker.runDue() }
        pair.clock.pass(3_600)
      }
      let (here, there) = (try await line(of: pair.arcadia, with: pair.borealia), try await line(of: pair.borealia, with: pair.arcadia))
      #expect(here?.text == there?.text)
      #expect(here?.underway.isEmpty ?? true && there?.underway.isEmpty ?? true)
      let milestones = try await pair.arcadia.database.rows(SQL("SELECT act FROM exchangeMessage")).filter {
        MilestoneAct(rawValue: try $0.text("act")) != nil
      }
      #expect(here?.agreed.count ?? 0 == milestones.count)
    }
  }

  @Test("A product whose files an officer did not want stays on both lines: the act was told, whatever became of its files")
  func withoutFiles() async throws {
    try await TestPair.with(.sqlite) { pair in
      let draft = MessageDraft(
        id: MessageID(at: pair.clock.now, random: 1), conversation: TestPair.conversation, to: pair.borealia.name,
        service: "urn:comity:mla:1", act: "supplementary-request", files: [TestFiles.file])
      try await pair.arcadia.want(draft, at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      let row = try #require(try await pair.borealia.database.row(SQL("SELECT signed FROM exchangeMessage")))
      let signed = try row.value("signed") { DigestOf<SignedMessage>($0) }
      try await pair.borealia.mail.commit(try await pair.borealia.mail.ended(.nonDelivery(.refusedByOfficer), of: signed))
      try await pair.borealia.worker.runDue()
      #expect(try await pair.arcadia.database.row(SQL("SELECT state FROM exchangeMessage"))?.text("state") == "failed")
      let (here, there) = (try await line(of: pair.arcadia, with: pair.borealia), try await line(of: pair.borealia, with: pair.arcadia))
      #expect(here?.agreed.map(\.act) == [.supplementaryRequest] && here?.text == there?.text)
    }
  }
}
