// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Files
import Foundation
import Keys
import Node
import Storage
import TestKit
import Testing

@testable import CaseworkService

@Suite("Whole nodes between which sticks are carried") struct BundleNodeTests {
  @Test(
    "Where the network is cut, a message with a file of two pieces goes on a stick, the file is opened there, and the receipts come back on another"
  )
  func stick() async throws {
    try await ThreeNodes.run(hasWire: false) { nodes in
      let (xa, xb) = (try #require(AuthorityName("XA.central")), try #require(AuthorityName("XB.central")))
      let (there, back) = (nodes.folder.appending(path: "there.zip"), nodes.folder.appending(path: "back.zip"))
      let here = try #require(nodes.arcadia.bundles)
      let other = try #require(nodes.borealia.bundles)
      for (node, name) in [(nodes.arcadia, xb), (nodes.borealia, xa)] {
        _ = try await ThreeNodes.eventually("a copy of the directory") {
          try await node.casework?.around.exchange?.authorities(name.state).first
        }
      }
      let content = Data((0..<20 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
      let message = try await Self.offer(content, on: nodes, to: xb)
      let signed = try await ThreeNodes.eventually("the signed message") { try await nodes.arcadia.mail?.signed(message) }

      let bundle = try await here.export(.waiting(for: xb), withFiles: true, by: .operatorAtConsole)
      #expect(bundle.messages == 1 && bundle.files == 1 && bundle.left == 0)
      try bundle.write(toFile: there)
      let report = try await other.take(BundleSource(file: there), by: .operatorAtConsole)
      #expect(report.lines.map(\.outcome) == [.acknowledged, .taken] && report.lines.first?.signed == signed)
      _ = try await ThreeNodes.eventually("the file in Borealia") {
        try await nodes.borealia.database.row(SQL("SELECT 1 AS one FROM fetchedFile WHERE state = 'verified'"))
      }
      let file = try #require(try await nodes.borealia.fetchedFiles?.files(of: signed).first)
      #expect(file.transfer.payload.digest == DigestOf(of: content))
      let again = try await other.take(BundleSource(file: there), by: .operatorAtConsole)
      #expect(again.lines.map(\.outcome) == [.acknowledged, .notWanted])

      try await other.export(.waiting(for: xa), withFiles: true, by: .operatorAtConsole).write(toFile: back)
      let answer = try await here.take(BundleSource(file: back), by: .operatorAtConsole)
      #expect(answer.lines.map(\.outcome) == [.taken, .taken])
      let row = try #require(try await nodes.arcadia.database.row(SQL("SELECT state FROM exchangeMessage")))
      #expect(try row.text("state") == "delivered")
      // What was kept for Borealia is released, and nothing that was carried stays behind.
      #expect(try await nodes.arcadia.database.row(SQL("SELECT 1 AS one FROM sealedFile")) == nil)
      for place in ["borealia/exchange/carried", "borealia/exchange/pulled", "arcadia/exchange/sealed"] {
        #expect(try FileManager.default.contentsOfDirectory(atPath: nodes.folder.appending(path: place).path).isEmpty, "\(place)")
      }
    }
  }

  @Test("A file that was damaged on the stick is not taken, and its message is")
  func damaged() async throws {
    try await ThreeNodes.run(hasWire: false) { nodes in
      let xb = try #require(AuthorityName("XB.central"))
      for node in [nodes.arcadia, nodes.borealia] {
        _ = try await ThreeNodes.eventually("a copy of the directory") {
          try await node.casework?.around.exchange?.authorities(xb.state).first
        }
      }
      let message = try await Self.offer(Data(repeating: 7, count: 300_000), on: nodes, to: xb)
      _ = try await ThreeNodes.eventually("the signed message") { try await nodes.arcadia.mail?.signed(message) }
      let url = nodes.folder.appending(path: "stick.zip")
      try await #require(nodes.arcadia.bundles).export(.waiting(for: xb), withFiles: true, by: .operatorAtConsole).write(toFile: url)
      var bytes = try Data(contentsOf: url)
      bytes[bytes.count - 150_000] ^= 1
      let other = nodes.folder.appending(path: "damaged.zip")
      try bytes.write(to: other)
      let bundles = try #require(nodes.borealia.bundles)
      #expect(try await bundles.take(BundleSource(file: other), by: .operatorAtConsole).lines.map(\.outcome) == [.acknowledged, .damaged])
      #expect(try await bundles.take(BundleSource(file: url), by: .operatorAtConsole).lines.map(\.outcome) == [.acknowledged, .taken])
    }
  }

  /// Arcadia wants to send a message that does nothing but bring a file.
  static func offer(_ content: Data, on nodes: ThreeNodes, to: AuthorityName) async throws -> MessageID {
    let owner = KeyOwner(type: "test", id: "one")
    let incoming = IncomingFiles(folder: nodes.folder.appending(path: "arcadia/arriving"))
    let file = try incoming.begin(expecting: content.count)
    try file.write(ArraySlice(content))
    try file.finish()
    let kept = try await nodes.arcadia.vault.store(
      file, under: try await nodes.arcadia.keys.keyMadeOnce(for: owner, at: Date()), at: Date())
    let draft = MessageDraft(
      id: MessageID(at: Date(), random: 1), conversation: ConversationID(at: Date(), random: 2), to: to, service: "urn:comity:loop:1",
      act: "try",
      files: [.init(ownerKind: owner.type, ownerID: owner.id, sha256: kept.sha256, name: "disk.bin", media: "application/octet-stream")])
    let payload = String(decoding: try JSONEncoder().encode(draft), as: UTF8.self)
    try await nodes.arcadia.database.commit(Commit(effects: [NewEffect(MessageDraft.effect, payload: payload, notBefore: Date())]))
    return draft.id
  }
}
