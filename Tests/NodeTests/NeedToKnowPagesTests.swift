// SPDX-License-Identifier: Apache-2.0
import CaseworkService
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Node
import Storage
import Testing

/// A registered request with officers who act on it.
struct GuardedCase {
  let node: Node
  let drafter: TestBrowser
  let url: String

  static let arrived = CalendarDay(Date(), in: .gmt).adding(-20)

  var id: String { String(url.dropFirst("/cases/".count)) }

  /// Registers a request with an item that concerns nobody and one that concerns a witness, both accepted.
  static func accepted(on node: Node) async throws -> GuardedCase {
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    try await drafter.submit(
      "/cases/new",
      [
        ("reference", "XAI-2026-00950"), ("theirReference", "BO 95/26"), ("state", "XB"), ("kind", "criminalAssistance"),
        ("subject", "SUBJECTWORD in the harbour matter"), ("arrivedOn", arrived.description), ("medium", "paper"),
        ("item0", "bankRecords"), ("summary0", "RECORDSWORD of an account"), ("item1", "takeEvidence"),
        ("summary1", "A hearing of Jane Roe"),
      ])
    #expect(drafter.status == .seeOther)
    let one = GuardedCase(node: node, drafter: drafter, url: try #require(drafter.location))
    try await one.act(drafter, "acknowledge", [("contact", "Desk 3")])
    try await one.act(drafter, "accept", [("items", "i1"), ("items", "i2")])
    #expect(drafter.status == .seeOther)
    return one
  }

  func act(_ browser: TestBrowser, _ name: String, _ fields: [(String, String)]) async throws {
    try await browser.get("\(url)/acts/\(name)")
    let version = browser.body.firstMatch(of: /name="version" value="(\d+)"/).map { String($0.1) } ?? ""
    let today = CalendarDay(Date(), in: node.configuration.zone).description
    try await browser.submit("\(url)/acts/\(name)", fields + [("version", version), ("on", today)])
  }

  func access(_ browser: TestBrowser, _ act: String, officer: String? = nil) async throws {
    try await browser.submit("\(url)/access", [("act", act)] + (officer.map { [("officer", $0)] } ?? []), from: "\(url)/access")
  }

  func officer(_ signInName: String) async throws -> String {
    try #require(
      try await node.database.row(SQL("SELECT id FROM officer WHERE signInName = $1", [signInName.sql]))?.text("id"))
  }

  /// Who has read the case so far, and how.
  func reads() async throws -> [String] {
    let log = EventLog(node.database)
    return try await log.events(of: EventSubject("caseReading", id)).map { event in
      let how = if case .value(.text(let code)) = event.facts["how"] { code } else { "" }
      return "\(event.kind.rawValue) \(how)"
    }
  }
}

@Suite("Need to know on the pages") struct NeedToKnowPagesTests {
  @Test("An officer who is not named finds nothing of a restricted case: the answer is that of a case that does not exist")
  func restricted() async throws {
    let one = try await GuardedCase.accepted(on: try await demonstrationNode())
    let other = try await TestBrowser(one.node).signIn(as: "drafter2")
    #expect(try await other.get(one.url).body.contains("SUBJECTWORD"))
    #expect(try await other.get("/cases?show=all").body.contains("XAI-2026-00950"))
    try await one.access(one.drafter, "restrict")
    #expect(one.drafter.status == .seeOther)
    let nothing = "00000000-0000-4000-8000-00000000abcd"
    for path in ["", "/access", "/acts/refuse", "/tasks/new"] {
      let answer = try await other.get(one.url + path)
      let (status, body) = (answer.status, answer.body.replacing(one.id, with: nothing))
      try await other.get("/cases/\(nothing)\(path)")
      #expect(status == .notFound && other.status == .notFound, "\(path)")
      #expect(Self.plain(body) == Self.plain(other.body), "\(path)")
    }
    try await other.submit("\(one.url)/acts/refuse", [("version", "3")], from: "/account")
    #expect(other.status == .notFound)
    for list in ["/cases?show=all", "/cases?show=all&q=XAI-2026-00950", "/cases?show=all&q=bo+95", "/"] {
      let body = try await other.get(list).body.replacing("value=\"XAI-2026-00950\"", with: "").replacing("q=XAI-2026-00950", with: "")
      #expect(!body.contains("XAI-2026-00950") && !body.contains(one.id), "\(list)")
    }
    let count = try await other.get("/cases?show=all&q=XAI-2026-00950").body.firstMatch(of: /role="status">([^<]*)</)?.1
    #expect(count == (try await other.get("/cases?show=all&q=NOTHING").body.firstMatch(of: /role="status">([^<]*)</)?.1))
    #expect(try await one.drafter.get(one.url).body.contains("SUBJECTWORD"))
    // In lists it is a reference alone, so that what it is about is read where reading is recorded.
    #expect(try await one.drafter.get("/cases?show=all&q=XAI-2026-00950").body.contains("XAI-2026-00950"))
    #expect(!one.drafter.body.contains("SUBJECTWORD"))
  }

  private static func plain(_ body: String) -> String {
    body.replacing(/name="formToken" value="[^"]*"/, with: "").replacing(/[0-9a-f]{8}-[0-9a-f-]{27}/, with: "ID")
  }

  @Test("An officer who is named sees it, is taken off again, and the last one who can let others in stays")
  func granted() async throws {
    let one = try await GuardedCase.accepted(on: try await demonstrationNode())
    let approver = try await TestBrowser(one.node).signIn(as: "approver")
    try await one.access(approver, "restrict")
    #expect(try await one.drafter.get(one.url).status == .notFound)
    let drafter = try await one.officer("drafter")
    try await one.access(approver, "grant", officer: drafter)
    #expect(try await one.drafter.get(one.url).status == .ok)
    try await one.access(approver, "grant", officer: try await one.officer("auditor"))
    #expect(approver.status == .unprocessableContent)
    try await one.access(approver, "withdraw", officer: drafter)
    #expect(try await one.drafter.get(one.url).status == .notFound)
    try await one.access(approver, "withdraw", officer: try await one.officer("approver"))
    #expect(approver.status == .conflict && approver.body.contains("Nobody would be left"))
    try await one.access(approver, "open")
    #expect(try await one.drafter.get(one.url).status == .ok)
    #expect(one.drafter.body.contains("Restricted to officers named") && one.drafter.body.contains("Opened to its unit"))
  }

  @Test("Every reading of a restricted case is recorded, by page, program and console; the auditor sees who, which and how, and no content")
  func reads() async throws {
    let one = try await GuardedCase.accepted(on: try await demonstrationNode())
    try await one.drafter.get(one.url)
    #expect(try await one.reads().isEmpty)
    try await one.access(one.drafter, "restrict")
    let before = try await one.reads().count
    try await one.drafter.get(one.url)
    try await one.drafter.get("\(one.url)/acts/refuse")
    #expect(try await one.reads().count == before + 2)
    #expect(try await one.drafter.send("/api\(one.url)", .get).status == .ok)
    let casework = try #require(one.node.casework)
    _ = try await casework.request(named: "XAI-2026-00950")
    try await casework.export(at: Date(), in: one.node.catalogue.words(.en)) { _ in }
    #expect(try await one.reads().suffix(3) == ["casework.read api", "casework.read command", "casework.read export"])
    let other = try await TestBrowser(one.node).signIn(as: "drafter2")
    let known = try await one.reads().count
    try await other.get(one.url)
    #expect(try await one.reads().count == known)
    let auditor = try await TestBrowser(one.node).signIn(as: "auditor")
    let record = try await auditor.get("/cases/reads").body
    for said in ["Ada Lindqvist", "XAI-2026-00950", "Page", "Program (API)", "Command", "Export", "At the console"] {
      #expect(record.contains(said), "\(said)")
    }
    #expect(!record.contains("SUBJECTWORD"))
    for address in ["/cases", one.url, "\(one.url)/access"] { #expect(try await auditor.get(address).status == .forbidden, "\(address)") }
    #expect(try await auditor.send("/api\(one.url)", .get).status == .forbidden)
  }

  @Test("Without the check of protection a hearing waits, and the desk says no more than that the check is missing")
  func check() async throws {
    let one = try await GuardedCase.accepted(on: try await demonstrationNode())
    try await one.act(one.drafter, "beginExecution", [("items", "i2"), ("authority", "The court")])
    #expect(one.drafter.status == .conflict)
    #expect(try await one.drafter.get("\(one.url)/acts/checkProtection").status == .forbidden)
    #expect(try await one.drafter.get(one.url).body.contains("A check by the protection officer is missing"))
    let officer = try await TestBrowser(one.node).signIn(as: "protection")
    #expect(try await officer.get("/").body.contains("Waiting for your check"))
    let page = "\(one.url)/protection"
    try await officer.submit(
      page,
      [
        ("matter", "claimMade"), ("persons", "Jane Roe"), ("items", "i2"), ("source", "The office"), ("effect", "notToExecute"),
      ])
    #expect(officer.status == .seeOther)
    try await one.act(officer, "checkProtection", [("items", "i2")])
    #expect(officer.status == .conflict && officer.body.contains("A note stands against it"))
    let end = try #require(try await officer.get(page).body.firstMatch(of: /action="([^"]+\/end)"/)).1
    try await officer.submit(String(end), [], from: page)
    try await one.act(officer, "checkProtection", [("items", "i2")])
    #expect(officer.status == .seeOther)
    #expect(try await !one.drafter.get(one.url).body.contains("A check by the protection officer is missing"))
    try await one.act(one.drafter, "beginExecution", [("items", "i2"), ("authority", "The court")])
    #expect(one.drafter.status == .seeOther)
    // What is learned later asks for another check of what is still to be executed, and says no more.
    try await officer.submit(
      page,
      [("matter", "claimMade"), ("persons", "Jane Roe"), ("items", "i2"), ("source", "The office"), ("effect", "notToExecute")])
    #expect(try await one.drafter.get(one.url).body.contains("A check of protection is due"))
  }

  @Test("An executing authority sees its task and nothing else, and its report becomes the result of its items alone")
  func task() async throws {
    let one = try await GuardedCase.accepted(on: try await demonstrationNode())
    let court = try await TestBrowser(one.node).signIn(as: "court")
    #expect(try await court.get("/tasks").body.contains("Nothing waits for you."))
    let fields = [
      ("items", "i1"), ("assignee", try await one.officer("court")), ("authority", "Lakeside District Court"),
      ("instructions", "ORDERWORD: the records of one account"), ("procedureAsked", "Certified copies"),
    ]
    try await one.drafter.submit("\(one.url)/tasks/new", fields)
    #expect(one.drafter.status == .seeOther)
    let task = try #require(try await court.get("/tasks").body.firstMatch(of: /href="(\/tasks\/[0-9a-f-]{36})"/)).1
    #expect(try await court.get("/").body.contains(String(task)))
    let page = try await court.get(String(task)).body
    #expect(page.contains("ORDERWORD") && page.contains("RECORDSWORD") && page.contains("Certified copies"))
    for hidden in ["SUBJECTWORD", "Jane Roe", "XAI-2026-00950", "BO 95/26", one.id] { #expect(!page.contains(hidden), "\(hidden)") }
    for address in [one.url, "/cases", "/requests", "/audit", "/cases/reads", "\(one.url)/tasks/new"] {
      #expect(try await court.get(address).status == .forbidden, "\(address)")
    }
    #expect(try await court.send("/api\(one.url)", .get).status == .forbidden)
    #expect(try await court.get("/tasks/00000000-0000-4000-8000-00000000abcd").status == .notFound)
    try await court.submit("\(task)/report", [("result-i1", "full"), ("on", "2020-01-01"), ("text", "Done")], from: String(task))
    #expect(court.status == .unprocessableContent && court.body.contains("Done"))
    let today = CalendarDay(Date(), in: one.node.configuration.zone).description
    try await court.submit(
      "\(task)/report", [("result-i1", "full"), ("procedure", "followed"), ("on", today), ("text", "REPORTWORD")], from: String(task))
    #expect(court.status == .seeOther)
    let shown = try await one.drafter.get(one.url).body
    #expect(shown.contains("REPORTWORD") && shown.contains("Reported"))
    let take = try #require(shown.firstMatch(of: /action="([^"]+\/take)"/)).1
    let seen = try one.drafter.version(of: take)
    // A report that was given back and made anew is not taken over unseen, and a remark on the first one is not lost.
    let back = String(take.replacing("/take", with: "/return"))
    try await one.drafter.submit(back, [("version", seen), ("remark", " ")], from: one.url)
    #expect(one.drafter.status == .unprocessableContent && one.drafter.body.contains("REPORTWORD"))
    try await one.drafter.submit(back, [("version", seen), ("remark", "REMARKWORD")], from: one.url)
    #expect(one.drafter.status == .seeOther)
    #expect(try await court.get(String(task)).body.contains("REMARKWORD"))
    try await court.submit(
      "\(task)/report", [("result-i1", "full"), ("procedure", "followed"), ("on", today), ("text", "SECONDREPORT")], from: String(task))
    try await one.drafter.submit(back, [("version", seen), ("remark", "LATEREMARK")], from: one.url)
    #expect(one.drafter.status == .conflict && one.drafter.body.contains("has changed since you saw it"))
    #expect(one.drafter.body.contains("LATEREMARK") && one.drafter.body.contains("SECONDREPORT"))
    let again = try one.drafter.version(of: back)
    try await one.drafter.submit(String(take), [("version", seen)], from: one.url)
    #expect(one.drafter.status == .conflict)
    try await one.drafter.submit(String(take), [("version", again)], from: one.url)
    #expect(one.drafter.status == .seeOther)
    #expect(try await one.drafter.get(one.url).body.contains("Taken over"))
    let api = try await one.drafter.send("/api\(one.url)", .get).body
    #expect(api.contains("\"executed\"") && api.contains("\"accepted\""))
    try await court.submit("\(task)/report", [("result-i1", "full"), ("on", today), ("text", "Again")], from: String(task))
    #expect(court.status == .forbidden || court.status == .conflict || court.status == .unprocessableContent)
  }

  @Test("The draft of a restricted outgoing request is for those alone who may know of the request")
  func draft() async throws {
    let node = try await emptyNode()
    try await node.fillDemonstration(samples: [root.appending(path: "Samples/bank-records.yaml")])
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let draft = String(try #require(try await drafter.get("/requests").body.firstMatch(of: /href="(\/requests\/[0-9a-f-]{36})"/)).1)
    let version = try #require(try await drafter.get(draft).body.firstMatch(of: /name="version" value="(\d+)"/)).1
    try await drafter.submit("\(draft)/submit", [("version", String(version))], from: draft)
    let approver = try await TestBrowser(node).signIn(as: "approver")
    let digest = try #require(try await approver.get(draft).body.firstMatch(of: /name="digest" value="([0-9a-f]+)"/)).1
    try await approver.submit("\(draft)/approve", [("digest", String(digest))], from: draft)
    let one = GuardedCase(node: node, drafter: drafter, url: draft.replacing("/requests/", with: "/cases/"))
    #expect(try await drafter.get(draft).status == .ok)
    try await one.access(approver, "restrict")
    for address in [draft, "\(draft)/letter", "\(draft)/versions", one.url] {
      #expect(try await drafter.get(address).status == .notFound, "\(address)")
    }
    let before = try await one.reads().count
    #expect(try await approver.get(draft).status == .ok)
    #expect(try await one.reads().count == before + 1)
  }

  @Test("The operator lets an officer to a restricted case from the console, and it stands in its timeline")
  func console() async throws {
    let one = try await GuardedCase.accepted(on: try await demonstrationNode())
    try await one.access(one.drafter, "restrict")
    let other = try await TestBrowser(one.node).signIn(as: "drafter2")
    #expect(try await other.get(one.url).status == .notFound)
    try await one.node.casework?.letIn(try await one.officer("drafter2"), toRequest: "BO 95/26")
    #expect(try await other.get(one.url).body.contains("An officer may know of it"))
  }

  @Test("An item is not executed before its check while only the compartment of protection knows whom it concerns")
  func guardedPerson() async throws {
    let one = try await GuardedCase.accepted(on: try await demonstrationNode())
    let administrator = try await TestBrowser(one.node).signIn(as: "administrator")
    let account = "/administration/officers/\(try await one.officer("protection"))"
    let seen = try await administrator.get(account).version(of: account)
    try await administrator.submit(
      account,
      [
        ("version", seen), ("name", "Protection"), ("signInName", "protection"), ("roles", "protectionOfficer"), ("roles", "drafter"),
        ("standing", "active"),
      ])
    #expect(administrator.status == .seeOther)
    let officer = try await TestBrowser(one.node).signIn(as: "protection")
    try await officer.submit(
      "\(one.url)/subjects/new",
      [
        ("subjectKind", "naturalPerson"), ("name0", "HIDDENNAME"), ("nameForm0", "original"), ("roles", "suspect"), ("items", "i1"),
        ("compartment", "internationalProtection"),
      ])
    #expect(officer.status == .seeOther)
    try await one.act(one.drafter, "beginExecution", [("items", "i1"), ("authority", "District Court")])
    #expect(one.drafter.status == .conflict && !one.drafter.body.contains("HIDDENNAME"))
    #expect(try await officer.get("\(one.url)/protection").body.contains("i1 ·"))
    try await one.act(officer, "checkProtection", [("items", "i1")])
    #expect(officer.status == .seeOther, "\(officer.body)")
    try await one.act(one.drafter, "beginExecution", [("items", "i1"), ("authority", "District Court")])
    #expect(one.drafter.status == .seeOther)
  }

  @Test("A request that is given to a unit is seen by its officers and by those of no other unit")
  func units() async throws {
    let one = try await GuardedCase.accepted(on: try await demonstrationNode())
    let administrator = try await TestBrowser(one.node).signIn(as: "administrator")
    for name in ["North", "South"] { try await administrator.submit("/administration/units", [("name", name)]) }
    let units = try await one.node.database.rows(SQL("SELECT id, name FROM unit ORDER BY name"))
    let north = try #require(units.first).text("id")
    let page = "/administration/officers/\(try await one.officer("drafter2"))"
    try await administrator.submit(
      page,
      [
        ("version", "1"), ("name", "Bo Marchetti"), ("signInName", "drafter2"), ("roles", "drafter"), ("standing", "active"),
        ("unit", north),
      ])
    #expect(administrator.status == .seeOther)
    let other = try await TestBrowser(one.node).signIn(as: "drafter2")
    #expect(try await other.get(one.url).status == .notFound)
    func assign(_ fields: [(String, String)], seen: String? = nil) async throws {
      let now = try await one.drafter.get("\(one.url)/access").version(of: "\(one.url)/assign")
      try await one.drafter.submit("\(one.url)/assign", fields + [("version", seen ?? now)], from: "\(one.url)/access")
    }
    let first = try await one.drafter.get("\(one.url)/access").version(of: "\(one.url)/assign")
    for (unit, status) in [("South", HTTPResponse.Status.notFound), ("North", .ok)] {
      try await assign([("unit", unit)])
      #expect(one.drafter.status == .seeOther)
      #expect(try await other.get(one.url).status == status, "\(unit)")
    }
    #expect(try await other.get("/cases?show=all").body.contains("XAI-2026-00950"))
    // Whoever is responsible may know of it, whatever the unit.
    let bo = try await one.officer("drafter2")
    try await assign([("unit", "South"), ("responsible", bo)], seen: first)
    #expect(one.drafter.status == .conflict && one.drafter.body.contains("has changed since you saw it"))
    // What it is now stands above what was chosen.
    let kept = try #require(one.drafter.body.components(separatedBy: "As it is kept now").last)
    #expect(kept.contains("North"))
    #expect(kept.contains(try Regex("<option value=\"South\"[^>]* selected")))
    #expect(kept.contains(try Regex("<option value=\"\(bo)\"[^>]* selected")))
    try await assign([("unit", "East")])
    #expect(one.drafter.status == .unprocessableContent)
    try await assign([("unit", "South"), ("responsible", bo)])
    #expect(try await other.get(one.url).body.contains("Bo Marchetti"))
  }
}
