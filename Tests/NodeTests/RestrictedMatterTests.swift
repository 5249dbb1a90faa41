// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import MeetingsRules
import MeetingsService
import Node
import Storage
import Testing
import Web

@Suite("Restricted matter of meetings") struct RestrictedMatterTests {
  private static let canary = "CANARY"
  private static let meeting = "/meetings/eg1-7"

  /// The sample with restricted documents in every place that may refer to one, each full of one word.
  private static func guarded(_ sample: MeetingDossier) throws -> MeetingDossier {
    var dossier = sample
    let everywhere = LocalText(Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0, canary) }))
    func secret(_ number: Int) throws -> MeetingDocument {
      MeetingDocument(
        id: ID(), mark: try #require(Mark("canary-\(number)")), meeting: sample.meeting.id, symbol: "CAC/COSP/EG.1/2018/CANARY.\(number)",
        alias: canary, kind: .other, distribution: .restricted, jobNumber: canary, title: everywhere)
    }
    let secrets = try (1...4).map { try secret($0) }
    dossier.documents += secrets
    dossier.meeting.items[2].documents.append(secrets[0].id)
    dossier.meeting.items[2].cited.append(secrets[1].id)
    dossier.meeting.bases.append(AgendaBasis(source: secrets[1].id, role: .mandatedBy))
    let mandate = Mandate(
      id: ID(), mark: try #require(Mark("canary-m")), recordedFor: sample.meeting.id, source: secrets[2].id, paragraph: canary,
      givenBy: dossier.bodies[0].id, verb: .requests, addressee: dossier.bodies[1].id, task: everywhere,
      statedUnder: [dossier.meeting.items[2].id])
    dossier.mandates.append(mandate)
    dossier.mandates[0].translationQuery = canary
    dossier.mandates[0].actions = [
      // What was done is said of a public mandate and is public; the document that shows it is not.
      Mandate.Action(
        id: ID(), what: LocalText([.en: "The panel was held"]), doneOn: try #require(CalendarDay("2018-05-01")), evidence: secrets[3].id)
    ]
    dossier.meeting.expectations[0].answers.append(mandate.id)
    dossier.meeting.panels[0].mandatedBy = mandate.id
    dossier.meeting.panels[0].speakers.append(Panel.Panellist(name: canary))
    return dossier
  }

  /// A node with restricted documents, somebody's contact, a statement under embargo and a draft of the report, all with the word in them.
  private func node() async throws -> Node {
    let node = try await demonstrationNode(of: "secretariat")
    try await node.fillDemonstration(sampleMeetings: [root.appending(path: "Samples/meetings/eg1-7.yaml")])
    let meetings = try #require(node.meetings)
    try await meetings.take(try Self.guarded(try await meetings.dossier(named: "eg1-7")), at: Date())
    let officer = try await TestBrowser(node).signIn(as: "meetings")
    let list = try await officer.get("\(Self.meeting)/delegations").body
    let delegation = try #require(list.firstMatch(of: /\/meetings\/eg1-7\/delegations\/[0-9a-f-]{36}/).map { String($0.0) })
    try await officer.submit(
      "\(delegation)/participants/new",
      [("name", Self.canary), ("function", "Registrar"), ("role", "adviser"), ("contact", "\(Self.canary)@example.org")])
    #expect(officer.status == .seeOther)
    let speakers = try #require(
      try await officer.get("\(Self.meeting)/speakers").body.firstMatch(of: /\/meetings\/eg1-7\/items\/([0-9a-f-]{36})\/speakers/))
    try await officer.submit("\(speakers.0)/open", [], from: String(speakers.0))
    let delegate = try await TestBrowser(node).signIn(as: "delegate-xa")
    let desk = "/desk/eg1-7/items/\(speakers.1)"
    try await delegate.submit(
      "\(desk)/statements", [("language", "en"), ("agrees", "yes")], file: ("file", "\(Self.canary).txt", Self.canary), from: desk)
    #expect(delegate.status == .seeOther)
    try await officer.submit("\(Self.meeting)/report/draft", [])
    let paragraph = try #require(
      try await officer.get("\(Self.meeting)/report/draft").body.firstMatch(of: /\/report\/paragraphs\/[0-9a-f-]{36}/).map { String($0.0) })
    let page = "/meetings/eg1-7\(paragraph)"
    let version = try #require(try await officer.get(page).body.firstMatch(of: /name="version" value="(\d+)"/)?.1)
    try await officer.submit("\(page)/text", [("language", "en"), ("version", String(version)), ("text.en", Self.canary)], from: page)
    #expect(officer.status == .seeOther)
    return node
  }

  /// What may stand in the place of each name in an address, restricted things among it.
  private func values(_ node: Node) async throws -> [String: [String]] {
    func ids(_ table: String) async throws -> [String] {
      try await node.database.rows(SQL("SELECT id FROM \(table) ORDER BY id")).map { try $0.text("id") }
    }
    return [
      "meeting": ["eg1-6", "eg1-7"], "item": try await ids("agendaItem"), "document": try await ids("meetingDocument"),
      "mandate": try await ids("mandate"), "statement": try await ids("delegationStatement"),
    ]
  }

  @Test("No page, file, feed or API that is for everybody has a word of it, in any language")
  func everybody() async throws {
    let node = try await node()
    let values = try await values(node)
    var seen = 0
    for route in node.site.routes where route.path.contains("meetings") || route.path.contains("mandates") {
      guard case .everybody = route.access, !route.mayChange else { continue }
      let names = route.path.matches(of: /:(\w+)/).map { String($0.1) }
      guard names.allSatisfy({ values[$0] != nil }) else { continue }
      var addresses = [route.path]
      for name in names {
        addresses = addresses.flatMap { address in (values[name] ?? []).map { address.replacing(":\(name)", with: $0) } }
      }
      for address in addresses {
        for language in route.path.hasSuffix(".zip") ? ["en"] : ["en", "zh", "ar"] {
          let visitor = try await TestBrowser(node).get("\(address)?lang=\(language)&in=\(language)&as=txt")
          seen += visitor.status == .ok ? 1 : 0
          #expect(!visitor.body.contains(Self.canary), "\(address) \(language)")
        }
      }
    }
    #expect(seen > 100)
    // A word of a restricted document finds nothing either.
    for address in ["/meetings/documents?q=CANARY", "/meetings/mandates?q=CANARY"] {
      #expect(try await !TestBrowser(node).get(address).body.replacing("value=\"CANARY\"", with: "").contains("canary-"), "\(address)")
    }
  }

  @Test("The officers who keep it do see it, so that the search for it can fail")
  func officers() async throws {
    let officer = try await TestBrowser(try await node()).signIn(as: "meetings")
    for address in ["/meetings/documents", "/meetings/mandates", "\(Self.meeting)/report/draft", "\(Self.meeting)/participants.csv"] {
      #expect(try await officer.get(address).body.contains(Self.canary), "\(address)")
    }
  }
}
