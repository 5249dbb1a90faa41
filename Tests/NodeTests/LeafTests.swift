// SPDX-License-Identifier: Apache-2.0
import AccountsService
import Foundation
import HTTPTypes
import Kernel
import Node
import Storage
import Testing

@Suite("No personal data and no words of a case stand in a leaf of the transparency tree") struct LeafTests {
  /// In every text that the tests type; looked for in any case of letters.
  private static let canary = "zqcanary"

  /// The kinds of events whose leaves were looked through.
  private func kinds(of node: Node, holdingNo canary: String = canary) async throws -> Set<String> {
    var kinds: Set<String> = []
    var last: Int64 = -1
    while true {
      let page = try await EventLog(node.database).page(after: last, limit: 500)
      for event in page {
        let leaf = String(decoding: event.bytes, as: UTF8.self)
        #expect(!leaf.lowercased().contains(canary), "\(event.kind.rawValue): \(leaf)")
        kinds.insert(event.kind.rawValue)
      }
      guard let end = page.last?.index else { return kinds }
      last = end
    }
  }

  private func sent(_ browser: TestBrowser, _ uri: String, _ fields: [(String, String)], from page: String? = nil) async throws {
    try await browser.submit(uri, fields, from: page)
    #expect(browser.status == .seeOther || browser.status == .ok, "\(uri) \(browser.status)")
  }

  @Test("Requests: content, persons, references, reasons, files and letters")
  func writing() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let sample = try String(contentsOf: root.appending(path: "Samples/bank-records.yaml"), encoding: .utf8)
    // Every line of text of the sample gets the canary, names and account numbers included.
    let marked = sample.replacing(/(?m)^(\s+(?:- )?(?:name|address|caseNumber|penalty|number): )(?=[A-Za-z0-9])/) {
      "\($0.1)Zqcanary "
    }.replacing("XA-MLA-2026-0147", with: "ZQCANARY-0147").replacing("Tomas Verrin", with: "Zqcanary Verrin")
    try await sent(drafter, "/requests/import", [("file", marked)])
    let draft = try #require(drafter.location)
    try await sent(drafter, "\(draft)/sections/purpose", [("version", "1"), ("purpose", "Zqcanary for the trial.")])
    try await sent(drafter, "\(draft)/sections/facts", [("version", "2"), ("facts", "Zqcanary was paid.")])
    try await sent(
      drafter, "\(draft)/sections/parties",
      [("version", "3"), ("reference", "ZQCANARY-8"), ("requestedState", "XB"), ("channel", "direct")])
    try await sent(drafter, "\(draft)/bridge-sheet", [], from: "\(draft)/sections/annexes")
    try await sent(drafter, "\(draft)/submit", [("version", "5")], from: draft)
    let approver = try await TestBrowser(node).signIn(as: "approver")
    try await sent(approver, "\(draft)/return", [("reason", "Zqcanary must be named in full.")], from: draft)
    try await sent(drafter, "\(draft)/submit", [("version", try await version(draft, drafter))], from: draft)
    let digest = try #require(try await approver.get(draft).body.firstMatch(of: /name="digest" value="([0-9a-f]{64})"/)?.1)
    try await sent(approver, "\(draft)/approve", [("digest", String(digest))], from: draft)
    try await sent(drafter, "\(draft)/supplement", [], from: draft)
    try await sent(drafter, "\(draft)/copy", [], from: draft)
    let copy = try #require(drafter.location)
    try await sent(drafter, "\(copy)/discard", [("version", "1")], from: copy)
    let kinds = try await kinds(of: node)
    #expect(
      kinds.isSuperset(of: ["draftStarted", "draftChanged", "submitted", "returned", "approved", "discarded"].map { "writing.\($0)" }))
  }

  private func version(_ draft: String, _ browser: TestBrowser) async throws -> String {
    String(try #require(try await browser.get(draft).body.firstMatch(of: /name="version" value="(\d+)"/)?.1))
  }

  @Test("Accounts: names, sign-in names, units, tokens, and what was typed at a refused sign-in")
  func accounts() async throws {
    let node = try await demonstrationNode()
    let administrator = try await TestBrowser(node).signIn(as: "administrator")
    try await sent(administrator, "/administration/units", [("name", "Zqcanary Unit")])
    try await sent(
      administrator, "/administration/officers/new", [("name", "Zqcanary One"), ("signInName", "zqcanary"), ("roles", "drafter")])
    let officer = try #require(try await node.accounts.identity(of: "zqcanary")).id
    try await sent(
      administrator, "/administration/officers/\(officer)",
      [("version", "1"), ("name", "Zqcanary Two"), ("signInName", "zqcanary2"), ("roles", "drafter"), ("standing", "active")])
    try await TestBrowser(node).submit("/sign-in", [("name", "zqcanary2"), ("password", "zqcanary zqcanary zqcanary")])
    try await TestBrowser(node).submit("/sign-in", [("name", "zqcanary-nobody"), ("password", "zqcanary zqcanary zqcanary")])
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    try await sent(
      drafter, "/account/tokens",
      [("tokenName", "zqcanary"), ("endsOn", CalendarDay(Date().addingTimeInterval(86_400 * 30), in: .gmt).description)], from: "/account")
    let kinds = try await kinds(of: node)
    let expected = ["unitChanged", "officerCreated", "officerChanged", "signInRefused", "tokenCreated"].map { "accounts.\($0)" }
    #expect(kinds.isSuperset(of: expected))
  }

  @Test("Directory: contacts, names, answers to a verification, treaties")
  func directory() async throws {
    let node = try await demonstrationNode()
    let editor = try await TestBrowser(node).signIn(as: "editor")
    let entry = "/directory/authorities/00000000-0000-4000-8000-000000000011"
    try await sent(
      editor, "\(entry)/edit/contact",
      [("version", "1"), ("email", "zqcanary@borealia.example"), ("telephone", "+999 zqcanary"), ("address", "Zqcanary Street 1")])
    try await sent(editor, "/directory/verification", [("due", "2030-01-01"), ("name", "Zqcanary"), ("note", "Zqcanary")])
    #expect(try await kinds(of: node).contains("directory.authorityChanged"))
  }

  @Test("Meetings: delegations, participants, statements, groups that speak")
  func meetings() async throws {
    let node = try await demonstrationNode(of: "secretariat")
    try await node.fillDemonstration(sampleMeetings: [root.appending(path: "Samples/meetings/eg1-7.yaml")])
    let officer = try await TestBrowser(node).signIn(as: "meetings")
    let base = "/meetings/eg1-7"
    try await sent(
      officer, "\(base)/delegations/new", [("kind", "intergovernmentalOrganization"), ("name.en", "Zqcanary Organization"), ("rank", "1")])
    let delegation = try #require(officer.location)
    try await sent(
      officer, "\(delegation)/participants/new",
      [
        ("name", "Zqcanary Person"), ("function", "Zqcanary Counsel"), ("role", "adviser"),
        ("contact", "zqcanary@x.example"), ("language", "en"),
      ])
    let page = try await officer.get("\(base)/speakers").body
    let item = try #require(page.firstMatch(of: /\/meetings\/eg1-7\/items\/([0-9a-f-]{36})\/speakers/)?.1)
    try await sent(officer, "\(base)/items/\(item)/speakers/open", [], from: "\(base)/items/\(item)/speakers")
    let delegate = try await TestBrowser(node).signIn(as: "delegate-xa")
    let desk = "/desk/eg1-7/items/\(item)"
    try await sent(delegate, "\(desk)/floor", [("kind", "groupStatement"), ("group", "Zqcanary Group")], from: desk)
    try await delegate.submit(
      "\(desk)/statements", [("language", "en"), ("agrees", "yes")], file: ("file", "zqcanary.pdf", "zqcanary"), from: desk)
    #expect(delegate.status == .seeOther)
    let kinds = try await kinds(of: node)
    #expect(kinds.contains("meetings.delegationRegistered") && kinds.contains { $0.hasPrefix("meetings.participant") })
  }
}

/// What may stand in a leaf besides digests: codes, ids, States, days, numbers.
///
/// Every test of the site that records something asks this of every fact, so that a sentence or a name is found wherever it comes from.
func isCode(_ text: String) -> Bool {
  text.utf8.count <= 128 && text.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._:+\/=-]*/) != nil
}
