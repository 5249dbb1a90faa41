// SPDX-License-Identifier: Apache-2.0
import AuditService
import CaseworkRules
import ExchangeRules
import ExchangeService
import Foundation
import Node
import PeerKit
import Storage
import Synchronization
import TestKit
import Testing

@testable import CaseworkService

@Suite("A peer made of other people's libraries") struct ExchangePeerTests {
  struct PeerEnded: Error { let said: String }

  private static let python = Peer.root.appending(path: ".comity/venv-tests/bin/python").path
  private static let script = Peer.root.appending(path: "Tests/Interop/exchange_peer.py").path
  private static let subject = "CANARYSUBJECT of the peer"

  @Test(
    "It sends a request with a file, checks the receipt and its proof, takes an acknowledgement and a file, and both sides have every receipt",
    .timeLimit(.minutes(3)))
  func whole() async throws {
    try await ThreeNodes.run(peer: Self.keys) { nodes in
      let xb = try #require(AuthorityName("XB.central"))
      _ = try await ThreeNodes.eventually("a copy of the directory") {
        try await nodes.arcadia.casework?.around.exchange?.authorities(xb.state).first
      }
      _ = try await nodes.arcadia.audit.checkpoint(at: Date())
      let given = try await Self.given(nodes)
      let ended = Mutex<RanProgram?>(nil)
      async let running: RanProgram = {
        let ran = try await RanProgram(Self.python, [Self.script, "run", nodes.folder.appending(path: "peer").path, given])
        ended.withLock { $0 = ran }
        return ran
      }()

      let arrived = try await ThreeNodes.eventually("the request in Arcadia") {
        // Whoever ended before the request was there has said why.
        if let ran = ended.withLock({ $0 }) { throw PeerEnded(said: String(decoding: ran.errors, as: UTF8.self)) }
        return try await nodes.arrived(subject: Self.subject, on: nodes.arcadia)
      }
      let signed = try await Self.signed(nodes)
      try await ThreeNodes.act(
        .incoming(.acknowledge(Acknowledgement(on: ThreeNodes.today, contact: "Desk 3"))), arrived.id, on: nodes.arcadia)
      let content = Data((0..<(16 << 20) + 9).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 2) })
      _ = try await BundleNodeTests.offer(content, on: nodes, to: xb)

      let ran = try await running
      try #require(ran.code == 0, "\(String(decoding: ran.errors, as: UTF8.self).suffix(2_000))")
      let seen = try #require(try JSONSerialization.jsonObject(with: ran.out) as? [String: Any])
      #expect((seen["acknowledged"] as? [String: Any])?["contact"] as? String == "Desk 3")
      #expect(seen["pieces"] as? Int == 2 && seen["given"] as? Int == 2 && seen["signed"] as? String == signed)
      let mail = try #require(nodes.arcadia.mail)
      _ = try await ThreeNodes.eventually("both messages as delivered") {
        try await mail.lines([("state", "delivered")], limit: 10).count == 2 ? true : nil
      }
      #expect(try await mail.lines([("direction", "in"), ("state", "effective")], limit: 10).count == 1)
      #expect(arrived.head.theirReference == "XBO-2026-00001" && arrived.items.count == 2)
    }
  }

  /// The peer makes its own keys; the State's signer puts its entry into the directory.
  private static func keys(_ folder: URL, _ port: Int) async throws -> DirectoryEntry {
    let ran = try await RanProgram(python, [script, "keys", folder.path, "\(port)"])
    try #require(ran.code == 0, "\(String(decoding: ran.errors, as: UTF8.self))")
    return try EntryDocument.read(Data(contentsOf: folder.appending(path: "entry.json")))
  }

  private static func given(_ nodes: ThreeNodes) async throws -> String {
    let log = try #require(try await nodes.arcadia.audit.publicKey())
    let given = [
      "directory": "http://127.0.0.1:\(nodes.ports[0])/exchange/directory/", "port": "\(nodes.ports[2])", "subject": subject,
      "root": nodes.folder.appending(path: "secretariat/published/metadata/1.root.json").path,
      "sample": Peer.root.appending(path: "Samples/messages/request.json").path, "log": "\(log)",
    ]
    return String(decoding: try JSONSerialization.data(withJSONObject: given), as: UTF8.self)
  }

  /// The digest of the message that came.
  private static func signed(_ nodes: ThreeNodes) async throws -> String {
    try #require(try await nodes.arcadia.database.row(SQL("SELECT signed FROM exchangeMessage WHERE direction = 'in'"))).text("signed")
  }
}
