// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
import ExchangeService
import Files
import Foundation
import Kernel
import Keys
import Node
import Storage
import Testing
import WritingRules

@testable import CaseworkService

@Suite("A case that was exchanged and is shredded") struct ShreddedExchangeTests {
  private static let content = "CANARYCONTENT of an account"

  @Test("Nothing of it is left on the node, its keys are gone, what comes later is refused, and the log verifies")
  func shredded() async throws {
    try await ThreeNodes.run { nodes in
      for node in [nodes.arcadia, nodes.borealia] {
        _ = try await ThreeNodes.eventually("a copy of the directory") { try await node.casework?.around.exchange?.authorities(xa).first }
      }
      let id = try await nodes.sent(subject: "CANARYSUBJECT")
      let arrived = try await ThreeNodes.eventually("the request") { try await nodes.arrived(subject: "CANARYSUBJECT") }
      try await ThreeNodes.act(
        .incoming(.acknowledge(Acknowledgement(on: ThreeNodes.today, contact: "CANARYCONTACT"))), arrived.id, on: nodes.borealia)
      let store = try #require(nodes.arcadia.casework).store
      let conversation = try await #require(store.conversation(of: id)).id
      let sha256 = try await answer(conversation, with: Self.content, about: arrived.id, from: nodes.borealia)
      _ = try await ThreeNodes.eventually("the file in Arcadia") {
        try await nodes.arcadia.database.row(SQL("SELECT 1 AS one FROM fetchedFile WHERE state = 'verified'"))
      }
      try await ThreeNodes.act(
        .outgoing(.withdraw(WithdrawItems(Withdrawal(on: ThreeNodes.today, reason: "CANARYREASON")))), id, on: nodes.arcadia)
      try await ThreeNodes.act(.outgoing(.close(CloseOutgoing(on: ThreeNodes.today))), id, on: nodes.arcadia)
      _ = try await ThreeNodes.eventually("the withdrawal in Borealia") {
        try await nodes.arcadia.database.row(SQL("SELECT 1 AS one FROM exchangeMessage WHERE act = 'withdrawal' AND state = 'delivered'"))
      }
      #expect(try await keys(on: nodes.arcadia).live >= 2)

      try await shred(id, on: nodes.arcadia)

      let after = try await keys(on: nodes.arcadia)
      #expect(after.live == 0 && after.destroyed >= 2)
      for question in [
        "SELECT 1 AS one FROM fetchedFile", "SELECT 1 AS one FROM vaultFile WHERE ownerType = 'exchangeMessage'",
        "SELECT 1 AS one FROM exchangeMessage WHERE jws IS NOT NULL",
        """
        SELECT 1 AS one FROM exchangeReceipt r JOIN exchangeMessage m ON m.signed = r.signed WHERE r.act = 'delivery' AND m.files > 0
        """,
        "SELECT 1 AS one FROM outbox",
      ] { #expect(try await nodes.arcadia.database.rows(SQL(question)).isEmpty, "\(question)") }
      _ = try await answer(conversation, with: "CANARYLATER", about: arrived.id, from: nodes.borealia)
      _ = try await ThreeNodes.eventually("the refusal") {
        try await nodes.borealia.database.row(
          SQL("SELECT 1 AS one FROM exchangeMessage WHERE state = 'failed' AND reason = 'relay-rejection'"))
      }
      #expect(try await EventLog(nodes.arcadia.database).page(limit: 10_000).count > 10)
      try await nodes.arcadia.database.dropOldPages()
      try expectNowhere(["CANARY", sha256], in: nodes.folder.appending(path: "arcadia"))
    }
  }

  /// A State of the demonstration.
  private var xa: StateCode { get throws { try #require(StateCode("XA")) } }

  /// Tells something in a conversation with a file of the case, as an act of Borealia.
  private func answer(
    _ conversation: ConversationID, with content: String, about id: ID<RegisteredRequest>, from node: Node
  ) async throws -> String {
    let owner = KeyOwner(type: "case", id: id.description)
    let file = try IncomingFiles(folder: node.configuration.dataFolder.appending(path: "files/incoming"), reserve: 0).begin()
    try file.write(Array(content.utf8)[...])
    try file.finish()
    let kept = try await node.vault.store(file, under: try await node.keys.key(of: owner), at: Date())
    let draft = MessageDraft(
      id: MessageID(at: Date(), random: .random(in: 0 ... .max)), conversation: conversation, to: try #require(AuthorityName("XA.central")),
      service: TravellingAct.service, act: TravellingAct.statusAnswer.rawValue, schema: TravellingAct.statusAnswer.schema,
      document: Data("{\"on\":\"\(ThreeNodes.today)\",\"text\":\"CANARYTEXT\"}".utf8),
      files: [.init(ownerKind: owner.type, ownerID: owner.id, sha256: kept.sha256, name: "CANARYNAME.txt", media: "text/plain")])
    try await node.database.commit(Commit(effects: [try await draft.effect(under: node.keys, at: Date())]))
    return kept.sha256
  }

  /// Two officers shred a case when its time has ended.
  private func shred(_ id: ID<RegisteredRequest>, on node: Node) async throws {
    let casework = try #require(node.casework)
    let instant = Date(timeIntervalSince1970: 2_840_140_800)
    let day = CalendarDay(instant, in: .gmt)
    let (first, second) = (
      Acting(ActingOfficer(id: "a", name: "Officer a"), at: instant, on: day),
      Acting(ActingOfficer(id: "b", name: "Officer b"), at: instant, on: day)
    )
    try await casework.changeRetention(of: id, seen: 0, for: casework.console, by: .officer("a"), at: instant) {
      try $1.proposingShredding(of: $0, casework.retentionProfiles, first)
    }
    let seen = try await #require(casework.retention(of: id, for: casework.console)).version
    try await casework.shred(id, seen: seen, for: casework.console, second)
  }

  /// How many keys of conversations and of their files there are, and how many were destroyed.
  private func keys(on node: Node) async throws -> (live: Int, destroyed: Int) {
    let rows = try await node.database.rows(
      SQL("SELECT destroyedAt FROM dataKey WHERE ownerType IN ('conversation', 'exchangeMessage')"))
    let live = rows.count { $0["destroyedAt"] == .null }
    return (live, rows.count - live)
  }

  private func expectNowhere(_ canaries: [String], in folder: URL) throws {
    var read = 0
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    for case let file as URL in files {
      guard let bytes = try? Data(contentsOf: file) else { continue }
      read += bytes.count
      for canary in canaries { #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(canary) in \(file.lastPathComponent)") }
    }
    #expect(read > 100_000)
  }
}
