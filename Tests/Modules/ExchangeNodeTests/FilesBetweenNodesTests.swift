// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
import Files
import Foundation
import Kernel
import Keys
import Node
import Storage
import Testing

@testable import CaseworkService

@Suite("Files and consultations between whole nodes", .timeLimit(.minutes(3))) struct FilesBetweenNodesTests {
  private static let today = ThreeNodes.today

  /// A request of Arcadia that is in both registers, with one item accepted and executed.
  private func executed(_ nodes: ThreeNodes) async throws -> (here: ID<RegisteredRequest>, there: IncomingRequest) {
    for (node, code) in [(nodes.arcadia, "XB"), (nodes.borealia, "XA")] {
      let state = try #require(StateCode(code))
      _ = try await ThreeNodes.eventually("a copy of the directory") { try await node.casework?.around.exchange?.authorities(state).first }
    }
    let id = try await nodes.sent(subject: "The harbour")
    let arrived = try await ThreeNodes.eventually("the request") { try await nodes.arrived(subject: "The harbour") }
    for act: IncomingAct in [
      .acknowledge(Acknowledgement(on: Self.today, contact: "Desk 3")), .accept(AcceptItems(items: ["i1"], on: Self.today)),
      .beginExecution(BeginExecution(items: ["i1"], authority: "Court", on: Self.today)),
      .recordExecution(RecordExecution(item: "i1", result: .full, on: Self.today)),
    ] { try await ThreeNodes.act(.incoming(act), arrived.id, on: nodes.borealia) }
    return (id, arrived)
  }

  /// A file of a case on a node; the digest by which acts name it.
  private func added(_ name: String, _ content: Data, to id: ID<RegisteredRequest>, on node: Node, folder: URL) async throws -> String {
    let casework = try #require(node.casework)
    let arriving = try IncomingFiles(folder: folder.appending(path: "incoming")).begin()
    try arriving.write(ArraySlice(content))
    try arriving.finish()
    let kept = try await casework.vault.store(
      arriving, under: try await casework.store.seal.keys.key(of: CaseSeal.owner(id)), at: Date())
    let known = CaseFile.Content(name: name, mediaType: "text/csv", sha256: kept.sha256, size: kept.size)
    _ = try await casework.add(
      AddFile(kind: .product, title: name, content: known, origin: .init(givenBy: "Court", on: Self.today, form: .electronic)),
      .kept(known), to: id, for: casework.console, try await ThreeNodes.acting("a", on: node))
    return kept.sha256
  }

  private func message(_ act: TravellingAct, of id: ID<RegisteredRequest>, on node: Node) async throws -> CaseMessage? {
    try await node.casework?.messages(of: id).last { $0.act == act }
  }

  @Test(
    "A product's file is asked for, fetched after an officer's consent, a file of the case with its item and chain, and opening it is told")
  func product() async throws {
    try await ThreeNodes.run(asking: true) { nodes in
      let (id, there) = try await executed(nodes)
      let content = Data("day;amount\n".utf8) + Data(repeating: 65, count: 300_000)
      let digest = try await added(
        "copies.csv", content, to: there.id, on: nodes.borealia, folder: nodes.folder.appending(path: "borealia"))
      try await ThreeNodes.act(
        .incoming(.sendProduct(SendProduct(items: ["i1"], summary: "Copies", files: [digest], on: Self.today))), there.id,
        on: nodes.borealia)
      let casework = try #require(nodes.arcadia.casework)
      let files = try #require(casework.around.exchange?.files)
      let asked = try await ThreeNodes.eventually("the product") { try await message(.partialProduct, of: id, on: nodes.arcadia) }
      #expect(asked.files == .asked && asked.waitsForOfficer && !asked.isToBeSeen)
      #expect(try await files.offered(asked.author, asked.message).map(\.code) == ["offered"])
      #expect(try await casework.store.records(CaseFile.self, of: id, for: casework.console).isEmpty)
      let acting = try await ThreeNodes.acting("a", on: nodes.arcadia)
      try await casework.answer(.agree, to: asked.id, of: id, for: casework.console, acting)
      await #expect(throws: CannotAct.nothingOpen) {
        try await casework.answer(.refuse(.notNeeded), to: asked.id, of: id, for: casework.console, acting)
      }
      let filed = try await ThreeNodes.eventually("the file of the case") {
        try await casework.store.records(CaseFile.self, of: id, for: casework.console).first?.value
      }
      #expect(filed.content?.sha256 == digest && filed.items == ["i1"] && filed.kind == .product)
      #expect(filed.origin.travelled?.message == asked.message && filed.origin.givenBy == "XB.central")
      #expect(filed.custody.map(\.from) == ["XB.central"] && filed.custody.map(\.to) == ["XA.central"])
      _ = try await ThreeNodes.eventually("the end of the files") {
        try await message(.partialProduct, of: id, on: nodes.arcadia)?.files == .ended ? true : nil
      }
      // It is under the key of the case and nowhere else.
      let owners = try await nodes.arcadia.database.rows(SQL("SELECT ownerType FROM vaultFile WHERE sha256 = $1", [digest.sql]))
      #expect(try owners.map { try $0.text("ownerType") } == [CaseSeal.owner(id).type])
      #expect(try await nodes.arcadia.database.rows(SQL("SELECT * FROM caseOffer")).isEmpty)
      let open = try await casework.read(filed.id, of: id, for: casework.console, at: Date())
      #expect(try await open.file.read(at: 0, upTo: .max) == content)
      _ = try await ThreeNodes.eventually("Borealia knows that it was opened") {
        if case .retrieved? = try await message(.partialProduct, of: there.id, on: nodes.borealia)?.standing { true } else { nil }
      }
    }
  }

  @Test("Files that an officer refuses are not fetched, the reason is recorded, and the other authority is told that they did not arrive")
  func refused() async throws {
    try await ThreeNodes.run(asking: true) { nodes in
      let (id, there) = try await executed(nodes)
      let digest = try await added(
        "disk.bin", Data(repeating: 7, count: 5_000), to: there.id, on: nodes.borealia, folder: nodes.folder.appending(path: "borealia"))
      try await ThreeNodes.act(
        .incoming(.sendProduct(SendProduct(items: ["i1"], summary: "A disk", files: [digest], on: Self.today))), there.id,
        on: nodes.borealia)
      let casework = try #require(nodes.arcadia.casework)
      let asked = try await ThreeNodes.eventually("the product") { try await message(.partialProduct, of: id, on: nodes.arcadia) }
      let acting = try await ThreeNodes.acting("a", on: nodes.arcadia)
      try await casework.answer(.refuse(.otherWay), to: asked.id, of: id, for: casework.console, acting)
      _ = try await ThreeNodes.eventually("Borealia knows") {
        if case .notDelivered("refused-by-officer", _)? = try await message(.partialProduct, of: there.id, on: nodes.borealia)?.standing {
          true
        } else {
          nil
        }
      }
      _ = try await ThreeNodes.eventually("the end of the offer") {
        try await nodes.arcadia.database.rows(SQL("SELECT * FROM caseOffer")).isEmpty ? true : nil
      }
      #expect(
        try await message(.partialProduct, of: id, on: nodes.arcadia)?.files == .refused(.otherWay, by: acting.officer, on: Self.today))
      #expect(try await casework.store.records(CaseFile.self, of: id, for: casework.console).isEmpty)
      #expect(try await nodes.arcadia.database.rows(SQL("SELECT * FROM vaultFile WHERE sha256 = $1", [digest.sql])).isEmpty)
    }
  }

  private func rooms(of id: ID<RegisteredRequest>, on node: Node) async throws -> [TravelledConsultation] {
    let casework = try #require(node.casework)
    let exchange = try #require(casework.around.exchange)
    guard let conversation = try await casework.store.conversation(of: id) else { return [] }
    return try await casework.consultations(
      of: try await ThreeNodes.request(id, on: node), in: conversation, try await casework.messages(of: id), exchange)
  }

  @Test(
    "A consultation is one room on both sides: the conditions that are accepted by a signed answer bind, and nothing else closes it with agreement"
  )
  func room() async throws {
    try await ThreeNodes.run { nodes in
      let (id, there) = try await executed(nodes)
      try await ThreeNodes.act(
        .incoming(
          .consult(
            OpenConsultation(
              items: ["i2"], topic: .refusal, proposal: "Under a condition", conditions: ["Used in this proceeding alone."], on: Self.today,
              answerDueOn: Self.today.adding(5)))), there.id, on: nodes.borealia)
      let open = try await ThreeNodes.eventually("the room in Arcadia") { try await rooms(of: id, on: nodes.arcadia).first }
      #expect(open.room.ground == .refusalOrPostponement && open.room.entries.count == 1)
      _ = try await ThreeNodes.eventually("Arcadia's receipt in Borealia") {
        try await rooms(of: there.id, on: nodes.borealia).first { $0.underway.isEmpty }
      }
      // An answer by telephone is no signed one.
      let spoken = ConcludeConsultation("c1", .answered(on: Self.today, accepts: true, text: "Yes, by telephone."))
      await #expect(throws: CannotTravel.room(.notAgreed)) {
        try await ThreeNodes.act(.incoming(.concludeConsultation(spoken)), there.id, on: nodes.borealia)
      }
      try await ThreeNodes.act(
        .outgoing(.answerConsultation(AnswerConsultation("c1", accepts: true, text: "We accept.", on: Self.today))), id, on: nodes.arcadia)
      let closed = try await ThreeNodes.eventually("the end on both sides") { () -> ConsultationRoom? in
        guard let one = try await rooms(of: id, on: nodes.arcadia).first?.room,
          let other = try await rooms(of: there.id, on: nodes.borealia).first?.room,
          case .closed = one.state, one == other
        else { return nil }
        return one
      }
      guard case .closed(.agreed, let binding?) = closed.state else {
        Issue.record("\(closed.state)")
        return
      }
      #expect(binding.conditions == ["Used in this proceeding alone."] && binding.proposedBy.description == "XB.central")
      #expect(closed.entries.count == 3 && closed.setAside.isEmpty)
      // What the panel shows stands in the order in which it was signed.
      for (node, request) in [(nodes.arcadia, id), (nodes.borealia, there.id)] {
        let acts = try await #require(node.casework).messages(of: request).map(\.act).filter(\.isOfConsultation)
        #expect(acts == [.consultationOpened, .consultationAnswered, .consultationClosed])
      }
    }
  }
}
