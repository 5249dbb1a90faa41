// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Files
import Foundation
import Keys
import Node
import Storage
import Testing

@Suite("A test of the path with a file, between whole nodes", .timeLimit(.minutes(3))) struct LoopFileTests {
  /// Arcadia tries the path to Borealia with a file, as the command does.
  private func tried(_ content: Data, on nodes: ThreeNodes) async throws -> MessageID {
    let xb = try #require(AuthorityName("XB.central"))
    let mail = try #require(nodes.arcadia.mail)
    _ = try await ThreeNodes.eventually("a copy of the directory") { (try? await mail.checkPath(to: xb)).map { true } }
    let message = mail.newTry()
    let arriving = try nodes.arcadia.incoming.begin(expecting: content.count)
    try arriving.write(ArraySlice(content))
    try arriving.finish()
    let key = try await nodes.arcadia.keys.keyMadeOnce(for: .loop(message), at: Date())
    let kept = try await nodes.arcadia.vault.store(arriving, under: key, at: Date())
    let file = MessageDraft.File(
      ownerKind: key.owner.type, ownerID: key.owner.id, sha256: kept.sha256, name: "disk.bin", media: "application/octet-stream")
    try await mail.tryPath(to: xb, with: file, as: message, by: .operatorAtConsole)
    return message
  }

  private func state(_ message: MessageID, on node: Node) async throws -> String? {
    try await node.database.row(SQL("SELECT state FROM exchangeMessage WHERE message = $1", ["\(message)".sql]))?.text("state")
  }

  @Test("It is asked for on the other node, fetched once somebody agrees, proved by a receipt of delivery, and left on neither node")
  func wholePath() async throws {
    try await ThreeNodes.run(asking: true) { nodes in
      let message = try await tried(Data(repeating: 3, count: 18 << 20), on: nodes)
      let there = try #require(nodes.borealia.fetchedFiles)
      let asked = try await ThreeNodes.eventually("the offer") { try await there.tried().first }
      #expect(FetchedFiles.line(asked) == "XA.central\t\(message)\t\(18 << 20)\toffered\t0\t2")
      try await there.answerTry(asked.signed, agrees: true, by: .operatorAtConsole)
      await #expect(throws: CannotTransfer.alreadyDecided) {
        try await there.answerTry(asked.signed, agrees: false, by: .operatorAtConsole)
      }
      _ = try await ThreeNodes.eventually("the receipt of delivery") {
        try await state(message, on: nodes.arcadia) == "delivered" ? true : nil
      }
      for (node, name) in [(nodes.arcadia, "arcadia"), (nodes.borealia, "borealia")] {
        let folder = nodes.folder.appending(path: name)
        _ = try await ThreeNodes.eventually("nothing of it on \(name)") { try await hasNothing(node, folder) ? true : nil }
      }
      #expect(try await there.room(for: try #require(AuthorityName("XA.central"))).used == 0)
      let kinds = try await nodes.borealia.database.rows(SQL("SELECT kind FROM event WHERE kind LIKE 'exchange.loop%'"))
      #expect(try kinds.map { try $0.text("kind") } == ["exchange.loopFilesAgreed"])
    }
  }

  @Test("One that is refused is not fetched, and the authority that tried is told so; a message of a case is not answered so")
  func refused() async throws {
    try await ThreeNodes.run(asking: true) { nodes in
      let message = try await tried(Data("a file".utf8), on: nodes)
      let there = try #require(nodes.borealia.fetchedFiles)
      let asked = try await ThreeNodes.eventually("the offer") { try await there.tried().first }
      try await there.answerTry(asked.signed, agrees: false, by: .operatorAtConsole)
      _ = try await ThreeNodes.eventually("the receipt") { try await state(message, on: nodes.arcadia) == "failed" ? true : nil }
      let other = DigestOf<SignedMessage>(of: Data("another".utf8))
      await #expect(throws: MailProblem.noSuchMessage) { try await there.answerTry(other, agrees: true, by: .operatorAtConsole) }
    }
  }

  private func hasNothing(_ node: Node, _ folder: URL) async throws -> Bool {
    for table in ["vaultFile", "sealedFile"] {
      guard try await node.database.row(SQL("SELECT 1 AS one FROM \(table)")) == nil else { return false }
    }
    return try ["exchange/sealed", "exchange/pulled", "files/vault"].allSatisfy { try isEmpty(folder.appending(path: $0)) }
  }

  /// Whether no file stands in a folder, however deep.
  private func isEmpty(_ folder: URL) throws -> Bool {
    let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
    while let url = walk?.nextObject() as? URL {
      if try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true { return false }
    }
    return true
  }
}
