// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import ExchangeRules
import Foundation
import FoundationNetworking
import Kernel
import Localisation
import NIOCore
import NIOPosix
import Node
import Storage
import Testing

@testable import CaseworkService
@testable import ExchangeService

@Suite("Whole nodes that exchange messages over mutual TLS") struct ExchangeNodeTests {
  @Test("A request of Arcadia is in Borealia's register, its acts come back, both show one line, and the secretariat has nothing of it")
  func whole() async throws {
    try await ThreeNodes.run { nodes in
      for node in [nodes.arcadia, nodes.borealia] {
        _ = try await ThreeNodes.eventually("a copy of the directory") { try await node.casework?.around.exchange?.authorities(xa).first }
      }
      let id = try await nodes.sent(subject: "CANARYSUBJECT of the harbour")
      let arrived = try await ThreeNodes.eventually("the request in Borealia") {
        try await nodes.arrived(subject: "CANARYSUBJECT of the harbour")
      }
      #expect(arrived.head.theirReference == "XAO-2026-09001" && arrived.items.count == 2)

      try await ThreeNodes.act(
        .incoming(.acknowledge(Acknowledgement(on: ThreeNodes.today, contact: "Desk 3"))), arrived.id, on: nodes.borealia)
      try await ThreeNodes.act(
        .incoming(.accept(AcceptItems(items: ["i1"], on: ThreeNodes.today))), arrived.id, on: nodes.borealia)
      let told = try await ThreeNodes.eventually("the acceptance in Arcadia") { () -> OutgoingRequest? in
        guard case .outgoing(let request) = try await ThreeNodes.request(id, on: nodes.arcadia), request.acknowledgement != nil,
          request.items[0].stage.code == .accepted
        else { return nil }
        return request
      }
      #expect(told.acknowledgement?.contact == "Desk 3" && told.acknowledgement?.theirReference == arrived.head.reference)

      let conversation = try await #require(nodes.arcadia.casework).store.conversation(of: id)?.id
      let (here, there) = (try #require(nodes.arcadia.mail), try #require(nodes.borealia.mail))
      let (arcadia, borealia) = (try #require(AuthorityName("XA.central")), try #require(AuthorityName("XB.central")))
      let line = try await ThreeNodes.eventually("one line") { () -> MilestoneLine? in
        guard let conversation, let one = try await here.line(of: conversation, with: borealia),
          let other = try await there.line(of: conversation, with: arcadia),
          one.agreed.count == 3, one.text == other.text
        else { return nil }
        return one
      }
      #expect(line.agreed.map(\.act) == [.request, .acknowledgement, .acceptance] && line.underway.isEmpty)
      try leaksNothing(nodes)
      try await isCounted(nodes)
      try await papersTell(arrived.id, nodes)
    }
  }

  @Test("A State whose entry is held or not yet known is not written to, and nothing is recorded as sent; a State that was never there is")
  func unreachable() async throws {
    try await ThreeNodes.run { nodes in
      let exchange = try #require(nodes.arcadia.casework?.around.exchange)
      let (xb, xc) = (try #require(StateCode("XB")), try #require(StateCode("XC")))
      _ = try await ThreeNodes.eventually("a copy of the directory") { try await exchange.authorities(xb).first }
      #expect(try await exchange.addressee(in: xb)?.description == "XB.central")
      #expect(try await exchange.addressee(in: xc) == nil)
      let bump = "UPDATE exchangeDirectory SET revision = revision + 1"
      try await nodes.arcadia.database.commit(
        Commit([SQL("UPDATE exchangeStateKey SET offered = key, offeredAt = since WHERE state = 'XB'", mustChange: 1), SQL(bump)]))
      await #expect(throws: CannotTravel.notReachable) { try await nodes.sent(subject: "The harbour") }
      let request = try await #require(nodes.arcadia.casework).request(named: "XAO-2026-09001").value
      guard case .outgoing(let outgoing) = request else { throw CannotAct.notOfThisKind }
      #expect(outgoing.dispatches.isEmpty)
      #expect(try await exchange.addressee(in: xc) == nil)
      // A State that left the directory is told on paper; that its key is remembered does not count.
      try await nodes.arcadia.database.commit(
        Commit([SQL("UPDATE exchangeStateKey SET state = 'XC' WHERE state = 'XB'", mustChange: 1), SQL(bump)]))
      #expect(try await exchange.addressee(in: xc) == nil)
      try await nodes.arcadia.database.commit(Commit([SQL("DELETE FROM exchangeDirectory", mustChange: 1)]))
      await #expect(throws: CannotTravel.notReachable) { try await exchange.addressee(in: xc) }
    }
  }

  @Test("A node whose port for other nodes is taken has its site all the same", .timeLimit(.minutes(2)))
  func takenPort() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "comity-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let ports = try await ThreeNodes.freePorts(5)
    let nodes = try await ThreeNodes(in: folder, ports: ports)
    let other = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: "127.0.0.1", port: ports[1]).get()
    let (starts, started) = AsyncStream<Bool>.makeStream()
    let running = Task {
      defer { started.finish() }
      try await nodes.arcadia.run { started.yield(true) }
    }
    var all = starts.makeAsyncIterator()
    #expect(await all.next() == true)
    // The site still answers after the exchange has failed to listen: an end of the node would come within this look.
    let (_, answer) = try await URLSession.shared.data(from: try #require(URL(string: "http://127.0.0.1:\(ports[3])/")))
    #expect((answer as? HTTPURLResponse)?.statusCode == 200)
    #expect(try await nodes.arcadia.figures().contains("comity_http_answers_total{class=\"2xx\"} 1"))
    running.cancel()
    _ = await running.result
    try await other.close()
    for node in [nodes.secretariat, nodes.borealia] { try await node.database.close() }
  }

  /// The letter of the acknowledgement has the digest of its message, and the other side finds the message by what was typed from paper.
  private func papersTell(_ id: ID<RegisteredRequest>, _ nodes: ThreeNodes) async throws {
    let casework = try #require(nodes.borealia.casework)
    let request = try await ThreeNodes.request(id, on: nodes.borealia)
    let letters = try await casework.letters(of: request, for: casework.console)
    let letter = try #require(letters.first { $0.kind == .acknowledgement })
    let messages = try await casework.messages(for: letter, among: letters, of: request)
    let signed = try #require(messages.first?.signed)
    #expect(messages.count == 1)
    let found = try await #require(nodes.arcadia.mail).lines([("text", String(LetterMessage.grouped(signed).prefix(19)))], limit: 2)
    #expect(found.count == 1 && found.first?.hasSuffix(signed.hex) == true)
    let words = nodes.borealia.catalogue.words(.en)
    let document = try CaseLetterComposer(
      request: request, letter: letter, parties: try await casework.parties(of: letter, request), first: words, second: words,
      messages: messages
    ).document()
    let text = String(decoding: try JSONEncoder().encode(document), as: UTF8.self)
    #expect(text.contains(LetterMessage.grouped(signed)) && text.contains("\(messages[0].id)"))
  }

  /// Whatever this exchange left in the authorities' logs is what the secretariat's page counts, or is about the directory or the days of a State.
  private func isCounted(_ nodes: ThreeNodes) async throws {
    let ofNoCase: Set = ["exchangeDirectory", "exchangeStateKey", "exchangeRestrictedPart", "stateCalendar"]
    for node in [nodes.arcadia, nodes.borealia] {
      let rows = try await node.database.rows(
        SQL("SELECT DISTINCT subjectType FROM event WHERE kind LIKE 'exchange.%' OR kind LIKE 'casework.%'"))
      let found = Set(try rows.map { try $0.text("subjectType") }).subtracting(ofNoCase)
      #expect(!found.isEmpty && found.isSubset(of: SeenPages.subjects), "\(found)")
    }
  }

  private var xa: StateCode { get throws { try #require(StateCode("XA")) } }

  /// Nothing of the case is in what the secretariat keeps, nor readable in the other nodes' tables of messages.
  private func leaksNothing(_ nodes: ThreeNodes) throws {
    let canary = Data("CANARYSUBJECT".utf8)
    let files = try #require(
      FileManager.default.enumerator(at: nodes.folder.appending(path: "secretariat"), includingPropertiesForKeys: nil))
    var count = 0
    for case let file as URL in files {
      guard let bytes = try? Data(contentsOf: file) else { continue }
      count += 1
      #expect(bytes.range(of: canary) == nil, "\(file.lastPathComponent)")
    }
    #expect(count > 5)
  }
}
