// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
import Files
import Foundation
import FoundationNetworking
import Hummingbird
import Kernel
import Keys
import Logging
import Node
import Storage
import Testing
import Web

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

  private func message(_ act: TravellingAct, of id: ID<RegisteredRequest>, on node: Node) async throws -> CaseMessage? {
    try await node.casework?.messages(of: id).last { $0.act == act }
  }

  @Test(
    "A product's file is asked for, fetched after an officer's consent, a file of the case with its item and chain, and opening it is told")
  func product() async throws {
    try await ThreeNodes.run(asking: true) { nodes in
      let (id, there) = try await executed(nodes)
      let content = Data("day;amount\n".utf8) + Data(repeating: 65, count: 300_000)
      let digest = try await ThreeNodes.added(
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
      let digest = try await ThreeNodes.added(
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

  /// The pages that an officer with one factor opens on the site of a node; cookies are kept.
  private struct Visitor {
    let session: URLSession
    let base: String

    init(port: Int) {
      session = URLSession(configuration: .ephemeral)
      base = "http://127.0.0.1:\(port)"
    }

    func get(_ path: String) async throws -> (status: Int, body: String) {
      let (data, response) = try await session.data(from: try #require(URL(string: base + path)))
      return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))
    }

    func signIn(_ name: String, _ password: String) async throws {
      let page = try await get("/sign-in").body
      let token = try #require(page.firstMatch(of: /name="formToken" value="([^"]+)"/)).1.replacing("&amp;", with: "&").replacing(
        "&#39;", with: "'")
      var request = URLRequest(url: try #require(URL(string: "\(base)/sign-in")))
      request.httpMethod = "POST"
      request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
      let fields = [("formToken", String(token)), ("name", name), ("password", password)].map {
        "\($0.0)=\($0.1.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
      }
      request.httpBody = Data(fields.joined(separator: "&").utf8)
      _ = try await session.data(for: request)
      #expect(try await get("/").body.contains("action=\"/sign-out\""), "\(name)")
    }
  }

  @Test(
    "A file about what a compartment keeps lands in it: nobody outside reads it or is told its name, and a copy that is kept there is known"
  )
  func apart() async throws {
    try await ThreeNodes.run { nodes in
      let (id, there) = try await executed(nodes)
      let casework = try #require(nodes.arcadia.casework)
      let acting = try await ThreeNodes.acting("a", on: nodes.arcadia)
      let note = WriteGuardedNote(
        matter: .surveillance, persons: [], items: ["i1"], since: nil, source: "CANARYSOURCE", note: "", words: ["CANARYWORD"],
        effect: .wordsStay)
      try await casework.write(nil, of: id, for: Casework.everyCompartment, acting) { request, _ in
        try GuardedNote.writing(note, id: ID(), for: request, acting)
      }
      var inside = casework.console
      inside.compartments = [.specialTechniques]
      // The second file is there already: an officer keeps a copy of it in the compartment.
      let folder = nodes.folder.appending(path: "borealia")
      var digests: [String] = []
      for name in ["CANARYNAME.csv", "CANARYCOPY.csv"] {
        digests.append(
          try await ThreeNodes.added(name, Data("CANARYCONTENT of \(name)".utf8), to: there.id, on: nodes.borealia, folder: folder))
      }
      _ = try await ThreeNodes.added(
        "CANARYKEPT.csv", Data("CANARYCONTENT of CANARYCOPY.csv".utf8), to: id, on: nodes.arcadia,
        folder: nodes.folder.appending(path: "arcadia"), in: .specialTechniques)
      try await ThreeNodes.act(
        .incoming(.sendProduct(SendProduct(items: ["i1"], summary: "Copies", files: digests, on: Self.today))), there.id,
        on: nodes.borealia)
      let kept = try await ThreeNodes.eventually("the files of the case") { () -> [CaseFile]? in
        try await casework.fileWhatCame(withAsked: true, at: Date())
        let message = try await message(.partialProduct, of: id, on: nodes.arcadia)
        guard message?.files == .ended else { return nil }
        return try await casework.store.records(CaseFile.self, of: id, for: inside).map(\.value)
      }
      #expect(kept.map(\.compartment) == [.specialTechniques, .specialTechniques])
      #expect(Set(kept.map(\.title)) == ["CANARYNAME.csv", "CANARYKEPT.csv"])
      #expect(try await casework.store.records(CaseFile.self, of: id, for: casework.console).isEmpty)
      let came = try #require(kept.first { $0.title == "CANARYNAME.csv" })
      await #expect(throws: CannotAct.noSuchRecord) { try await casework.read(came.id, of: id, for: casework.console, at: Date()) }
      let events = try await EventLog(nodes.arcadia.database).events(of: EventSubject("registeredRequest", id.description))
      #expect(events.filter { $0.kind == "casework.fileAdded" }.allSatisfy { $0.facts["compartment"] != nil })
      try await pages(of: id, came.id, on: nodes)
      // Whoever may look in reads it, and lets it out once it has nothing of the compartment in it.
      #expect(try await casework.read(came.id, of: id, for: inside, at: Date()).content.name == "CANARYNAME.csv")
      let moved = try came.moving(to: nil)
      #expect(moved.state.compartment == nil && moved.events.map(\.name) == [.fileMoved])
    }
  }

  /// No page of the case has a word of the file for anybody outside the compartment.
  private func pages(of id: ID<RegisteredRequest>, _ file: ID<CaseFile>, on nodes: ThreeNodes) async throws {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let site = Application(
      router: nodes.arcadia.site.router(), configuration: .init(address: .hostname("127.0.0.1", port: nodes.ports[3])), logger: logger)
    let running = Task { try? await site.run() }
    defer { running.cancel() }
    let drafter = Visitor(port: nodes.ports[3])
    _ = try await ThreeNodes.eventually("the site of Arcadia") { (try? await drafter.get("/sign-in"))?.status == 200 ? true : nil }
    try await drafter.signIn("drafter", "seven herons over Arcadia")
    let url = "/cases/\(id)"
    for path in ["", "/files", "/whole.json", "/files/\(file)", "/files/\(file)/content"] {
      let (status, body) = try await drafter.get(url + path)
      #expect(status == (path.contains(file.description) ? 404 : 200), "\(path)")
      #expect(!body.contains("CANARY"), "\(path)")
    }
    #expect(try await drafter.get(url).body.contains("not among those that you may see"))
  }

  @Test(
    "What the requesting State proposes instead binds when the requested State closes with it: one room on both sides, with all proposals")
  func counterProposal() async throws {
    try await ThreeNodes.run { nodes in
      let (id, there) = try await executed(nodes)
      let today = Self.today
      try await ThreeNodes.act(
        .incoming(
          .consult(
            OpenConsultation(
              items: ["i2"], topic: .refusal, proposal: "In writing", conditions: ["Used here alone."], on: today,
              answerDueOn: today.adding(5)))), there.id, on: nodes.borealia)
      _ = try await ThreeNodes.eventually("the room in Arcadia") { try await rooms(of: id, on: nodes.arcadia).first }
      let instead = CounterPropose("c1", proposal: "By video", conditions: ["Recorded."], on: today, answerDueOn: today.adding(4))
      try await ThreeNodes.act(.outgoing(.counterPropose(instead)), id, on: nodes.arcadia)
      _ = try await ThreeNodes.eventually("the other proposal on both sides") { () -> Bool? in
        guard let one = try await rooms(of: id, on: nodes.arcadia).first, one.underway.isEmpty,
          let other = try await rooms(of: there.id, on: nodes.borealia).first, one.room == other.room, one.room.entries.count == 2
        else { return nil }
        return true
      }
      try await ThreeNodes.act(
        .incoming(.concludeConsultation(ConcludeConsultation("c1", .answered(on: today, accepts: true, text: "Agreed.")))), there.id,
        on: nodes.borealia)
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
      #expect(binding.conditions == ["Recorded."] && binding.proposedBy.description == "XA.central" && closed.setAside.isEmpty)
      guard case .outgoing(let ours) = try await ThreeNodes.request(id, on: nodes.arcadia) else { throw CannotAct.noSuchRequest }
      #expect(ours.openConsultations.isEmpty && ours.items[1].conditions.map(\.text) == ["Recorded."])
    }
  }
}

extension ThreeNodes {
  /// A file of a case on a node; the digest by which acts name it.
  static func added(
    _ name: String, _ content: Data, to id: ID<RegisteredRequest>, on node: Node, folder: URL, in compartment: Compartment? = nil
  ) async throws -> String {
    let casework = try #require(node.casework)
    let arriving = try IncomingFiles(folder: folder.appending(path: "incoming")).begin()
    try arriving.write(ArraySlice(content))
    try arriving.finish()
    let kept = try await casework.vault.store(
      arriving, under: try await casework.store.seal.keys.key(of: CaseSeal.owner(id)), at: Date())
    let known = CaseFile.Content(name: name, mediaType: "text/csv", sha256: kept.sha256, size: kept.size)
    _ = try await casework.add(
      AddFile(
        kind: .product, title: name, content: known, origin: .init(givenBy: "Court", on: today, form: .electronic),
        compartment: compartment),
      .kept(known), to: id, for: casework.console, try await acting("a", on: node))
    return kept.sha256
  }
}
