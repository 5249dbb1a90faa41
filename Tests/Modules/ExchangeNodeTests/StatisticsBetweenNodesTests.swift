// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Foundation
import FoundationNetworking
import Kernel
import Node
import StatisticsRules
import Storage
import Testing

@testable import StatisticsService

/// The secretariat's node as a peer for statistics alone: collections, returns and answers over mutual TLS between whole nodes.
@Suite("Figures travel signed between authorities and the secretariat", .timeLimit(.minutes(5))) struct StatisticsBetweenNodesTests {
  private static let states = ["XA", "XB", "XC"].compactMap { StateCode($0) }
  private var xa: StateCode { Self.states[0] }
  private var xb: StateCode { Self.states[1] }

  @Test("A collection arrives by itself; the approved return goes signed, is taken in, sent back, revised and accepted; every step is told")
  func whole() async throws {
    try await ThreeNodes.run(shelf: .own) { nodes in
      try await known(nodes.arcadia)
      _ = try await nodes.sent(subject: "CANARYSUBJECT of a case")
      let collecting = try #require(nodes.secretariat.collecting)
      let id = try await opened(collecting).id
      let (arcadia, borealia) = (try #require(nodes.arcadia.reporting), try #require(nodes.borealia.reporting))
      for reporting in [arcadia, borealia] {
        let came = try await ThreeNodes.eventually("the questionnaire") { try await reporting.store.questionnaire(id) }
        #expect(try QuestionnaireJSON.bytes(came) == QuestionnaireJSON.bytes(try await collection(id, collecting).value))
      }
      for state in [xa, xb] { try await progress(.collection, .delivered, of: state, id, collecting) }
      #expect(try await collecting.travel.messages(of: Self.states[2], in: id).isEmpty)
      // Sent back with a question, revised, accepted.
      try await approve(arcadia, id)
      #expect(try await arcadia.send(id, by: .officer("a"), at: Date()) == 1)
      await #expect(throws: CannotReport.underWay) { try await arcadia.send(id, by: .officer("a"), at: Date()) }
      try await stands(.answered(.received), arcadia, id, revision: 1)
      let first = try #require(try await collecting.store.newest(of: xa, in: id))
      #expect(first.value.way == .message && first.value.standing == .received && first.value.takenBy == nil)
      try await delivered(arcadia, id)
      try await decide("Are appeals in it?", first, collecting)
      try await stands(.answered(.queried(remark: "Are appeals in it?")), arcadia, id, revision: 1)
      try await revise(arcadia, id)
      try await arcadia.send(id, by: .officer("a"), at: Date())
      try await stands(.answered(.received), arcadia, id, revision: 2)
      try await decide(nil, try #require(try await collecting.store.newest(of: xa, in: id)), collecting)
      try await stands(.answered(.accepted), arcadia, id, revision: 2)
      try await reminded(collecting, borealia, id)
      try await turnedAway(collecting, borealia, id)
      try await knowsNoCase(nodes)
    }
  }

  @Test("Nothing of a case goes to the secretariat's node and no figures between authorities: the sender's own node refuses")
  func bounds() async throws {
    try await ThreeNodes.run(shelf: .own) { nodes in
      let collecting = try #require(nodes.secretariat.collecting)
      let arcadia = try #require(nodes.arcadia.reporting)
      let id = try await opened(collecting).id
      _ = try await ThreeNodes.eventually("the questionnaire") { try await arcadia.store.questionnaire(id) }
      let secretariat = try #require(AuthorityName("XZ.secretariat"))
      let borealia = try #require(AuthorityName("XB.central"))
      for (service, to) in [("urn:comity:mla:1", secretariat), (ServiceBound.statistics, borealia)] {
        let message = MessageID(at: Date(), random: .random(in: 0 ... .max))
        let draft = MessageDraft(
          id: message, conversation: ConversationID(at: Date(), random: .random(in: 0 ... .max)), to: to, service: service, act: "request",
          schema: "urn:comity:schema:test:1", document: Data(#"{"subject":"CANARYSUBJECT"}"#.utf8))
        try await nodes.arcadia.database.commit(Commit(effects: [try await draft.effect(under: nodes.arcadia.keys, at: Date())]))
        let reason = try await ThreeNodes.eventually("the refusal of \(service)") {
          try await nodes.arcadia.database.row(
            SQL("SELECT reason FROM exchangeMessage WHERE message = $1 AND state = 'failed'", [message.description.sql]))?.text("reason")
        }
        #expect(reason == "submission-rejection")
      }
      try await knowsNoCase(nodes)
    }
  }

  @Test("A State that came into the directory later is reached when an officer sends again; nobody is asked twice")
  func later() async throws {
    try await ThreeNodes.run(shelf: .own) { nodes in
      let collecting = try #require(nodes.secretariat.collecting)
      let borealia = try #require(nodes.borealia.reporting)
      // As it was opened before the node had an exchange.
      var old = try draft(collecting)
      old = try old.opened(in: collecting.codebook, today: ThreeNodes.today)
      try await collecting.store.keep(old, over: 0, as: "collectionOpened", by: .program, at: Date())
      #expect(try await collecting.questionnaires(of: old, at: Date()).map(\.message.state) == [xa, xb])
      #expect(try await collecting.send(old, over: 1, by: .officer("s"), at: Date()) == 2)
      await #expect(throws: CannotCollect.nobodyToReach) { _ = try await collecting.send(old, over: 2, by: .officer("s"), at: Date()) }
      _ = try await ThreeNodes.eventually("the questionnaire") { try await borealia.store.questionnaire(old.id) }
    }
  }

  // MARK: What officers do

  private func draft(_ collecting: Collecting) throws -> DataCollection {
    let year = ThreeNodes.today.parts.year - 1
    return DataCollection(
      title: LocalText([.en: "Figures of a test"]), period: try #require(DemonstrationReturns.tables(year, titles: [:])[0].period),
      deadline: ThreeNodes.today.adding(30), codebookVersion: collecting.codebook.version,
      tables: try DemonstrationReturns.tables(year, titles: collecting.mirrorTitles), asked: Self.states)
  }

  private func opened(_ collecting: Collecting) async throws -> DataCollection {
    let draft = try draft(collecting)
    try await collecting.store.keep(draft, over: 0, as: "collectionDrafted", by: .officer("s"), at: Date())
    try await collecting.open(draft, over: 1, today: ThreeNodes.today, by: .officer("s"), at: Date())
    return draft
  }

  private func collection(_ id: ID<DataCollection>, _ collecting: Collecting) async throws -> Versioned<DataCollection> {
    try #require(try await collecting.store.collection(id))
  }

  private func approve(_ reporting: Reporting, _ id: ID<DataCollection>) async throws {
    let questionnaire = try #require(try await reporting.store.questionnaire(id))
    let filled = try OwnReturn.filled(try await reporting.counted(questionnaire), for: id, over: nil, by: "a")
    try await reporting.store.keep(filled, over: 0, as: "returnFilled", by: "a", at: Date())
    let approved = try filled.approved(by: "b", asked: questionnaire.tables, of: reporting.state, reporting.codebook)
    try await reporting.store.keep(approved, over: 1, as: "returnApproved", by: "b", at: Date())
  }

  private func revise(_ reporting: Reporting, _ id: ID<DataCollection>) async throws {
    let questionnaire = try #require(try await reporting.store.questionnaire(id))
    let newest = try #require(try await reporting.store.newest(id)).value
    let next = try newest.revised(by: "a").noted([:], reason: LocalText([.en: "Appeals are in it now."]), by: "a")
    try await reporting.store.keep(next, over: 0, as: "returnRevised", by: "a", at: Date())
    let approved = try next.approved(by: "b", asked: questionnaire.tables, of: reporting.state, reporting.codebook)
    try await reporting.store.keep(approved, over: 1, as: "returnApproved", by: "b", at: Date())
  }

  /// Accepts a return, or asks back.
  private func decide(_ remark: String?, _ kept: Versioned<KeptReturn>, _ collecting: Collecting) async throws {
    let answered = try kept.value.answered(remark: remark, isNewest: true)
    try await collecting.store.stand(
      answered, over: kept.version, as: remark == nil ? "returnAccepted" : "returnQueried", by: .officer("s"), at: Date(),
      with: try await collecting.telling(answered, at: Date()))
  }

  // MARK: What stands then

  /// Waits until a node has a copy of the directory with the other authority and the secretariat in it.
  private func known(_ node: Node) async throws {
    _ = try await ThreeNodes.eventually("a copy of the directory") { () -> AuthorityName? in
      guard try await node.follower?.secretariat() != nil else { return nil }
      return try await node.follower?.peers().first { $0.name.state == xb }?.name
    }
  }

  private func stands(_ journey: ReturnJourney, _ reporting: Reporting, _ id: ID<DataCollection>, revision: Int) async throws {
    _ = try await ThreeNodes.eventually("\(journey)") { () -> Bool? in
      let messages = try await reporting.travel.messages(of: reporting.state, in: id)
      return ReturnJourney(of: revision, in: messages) == journey ? true : nil
    }
  }

  private func delivered(_ reporting: Reporting, _ id: ID<DataCollection>) async throws {
    _ = try await ThreeNodes.eventually("the receipt for the return") { () -> Bool? in
      let messages = try await reporting.travel.messages(of: reporting.state, in: id)
      return messages.contains { $0.act == .return && $0.progress == .delivered } ? true : nil
    }
  }

  private func progress(
    _ act: ReturnAct, _ progress: TravelledMessage.Progress, of state: StateCode, _ id: ID<DataCollection>, _ collecting: Collecting
  ) async throws {
    _ = try await ThreeNodes.eventually("\(act) \(progress)") { () -> Bool? in
      try await collecting.travel.messages(of: state, in: id).contains { $0.act == act && $0.progress == progress } ? true : nil
    }
  }

  private func reminded(_ collecting: Collecting, _ borealia: Reporting, _ id: ID<DataCollection>) async throws {
    let reminder = try #require(try await collecting.reminder(of: xb, in: collection(id, collecting).value, at: Date()))
    try await collecting.store.recordReminder(of: xb, in: id, on: ThreeNodes.today, by: "s", at: Date(), with: reminder.commit)
    _ = try await ThreeNodes.eventually("the reminder") { () -> Bool? in
      try await borealia.travel.messages(of: xb, in: id).contains { $0.act == .reminder } ? true : nil
    }
    #expect(try await collecting.reminder(of: Self.states[2], in: collection(id, collecting).value, at: Date()) == nil)
  }

  /// A return that comes after the collection was closed is answered with the reason, and kept nowhere.
  private func turnedAway(_ collecting: Collecting, _ borealia: Reporting, _ id: ID<DataCollection>) async throws {
    let open = try await collection(id, collecting)
    try await collecting.store.keep(try open.value.closed(), over: open.version, as: "collectionClosed", by: .officer("s"), at: Date())
    try await approve(borealia, id)
    try await borealia.send(id, by: .officer("a"), at: Date())
    try await stands(.answered(.refused(problem: CannotTakeReturn.collectionNotOpen.code)), borealia, id, revision: 1)
    #expect(try await collecting.store.newest(of: xb, in: id) == nil)
  }

  /// Nothing of a case is in any file of the secretariat's node nor in a text that it was given, and its public page says so.
  private func knowsNoCase(_ nodes: ThreeNodes) async throws {
    let folder = nodes.folder.appending(path: "secretariat")
    let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    for case let file as URL in files {
      guard let bytes = try? Data(contentsOf: file) else { continue }
      #expect(bytes.range(of: Data("CANARYSUBJECT".utf8)) == nil, "\(file.lastPathComponent)")
    }
    let services = try await nodes.secretariat.database.rows(SQL("SELECT DISTINCT service FROM exchangeMessage ORDER BY service"))
    #expect(try services.map { try $0.text("service") } == [ServiceBound.statistics])
    for row in try await nodes.secretariat.database.rows(SQL("SELECT content FROM statisticsReturn")) {
      #expect(try !row.text("content").contains("CANARY"))
    }
    let url = try #require(URL(string: "http://127.0.0.1:\(nodes.ports[0])/exchange/seen?lang=en"))
    let page = String(decoding: try await URLSession.shared.data(from: url).0, as: UTF8.self)
    let facts = page.matches(of: /<dt>([^<]+)<\/dt>\s*<dd>([^<]*)<\/dd>/).map { (String($0.1), String($0.2)) }
    for name in ["Messages between authorities", "Receipts for them", "Entries of the log about a message or a case"] {
      #expect(facts.contains { $0.0 == name && $0.1 == "0" }, "\(name): \(facts)")
    }
  }
}
