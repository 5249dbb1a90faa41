// SPDX-License-Identifier: Apache-2.0
import AccountsService
import CaseworkRules
import CaseworkService
import DirectoryRules
import Foundation
import HTTPTypes
import Kernel
import Node
import Storage
import Testing
import WritingRules

@Suite("The register by hand: both directions, corrections, lists, calendars, and what nobody can move") struct RegisterTests {
  private static let arrived = CalendarDay(Date(), in: .gmt).adding(-20)

  private func incoming(_ reference: String, _ more: [(String, String)] = []) -> [(String, String)] {
    [
      ("direction", "incoming"), ("reference", reference), ("state", "XB"), ("kind", "criminalAssistance"), ("subject", "The harbour"),
      ("arrivedOn", Self.arrived.description), ("medium", "paper"), ("item0", "bankRecords"), ("summary0", "An account"),
    ] + more
  }

  private func version(_ browser: TestBrowser) -> String {
    browser.body.firstMatch(of: /name="version" value="(\d+)"/).map { String($0.1) } ?? ""
  }

  private func id(_ url: String) -> String { String(url.dropFirst("/cases/".count)) }

  @Test("An outgoing request that went out on paper is entered by hand with every field, and waits for the other side")
  func outgoing() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    #expect(try await drafter.get("/cases/new?direction=outgoing").body.contains("Enter an outgoing request"))
    let fields: [(String, String)] = [
      ("direction", "outgoing"), ("reference", "XAO-2026-00700"), ("theirReference", "BO 9"), ("otherReferences", "XA/OLD/7\nXA/OLD/8"),
      ("state", "XB"), ("otherAuthority", "Ministry of Borealia"), ("kind", "criminalAssistance"), ("subject", "Witness in the harbour"),
      ("offences", "15"), ("offences", "23"), ("arrivedOn", Self.arrived.description), ("medium", "paper"), ("channel", "diplomatic"),
      ("isDirectContact", "yes"), ("sentOn", Self.arrived.adding(1).description), ("to", "Ministry of Borealia"),
      ("trackingNumber", "RR1"), ("unit", "South"), ("item0", "takeEvidence"), ("summary0", "The witness"), ("urgency", "trialDate"),
      ("deadlineOn", Self.arrived.adding(90).description), ("urgencyReason", "The trial begins."), ("confidential", "yes"),
      ("confidentialReason", "The inquiry is secret."), ("basis", "bilateralTreaty"), ("title", "Treaty of 1998"), ("basis2", "convention"),
      ("elects", "yes"), ("basisReason", "The note names it."),
    ]
    try await drafter.submit("/cases/new", fields)
    #expect(drafter.status == .seeOther, "\(drafter.body)")
    let casework = try #require(node.casework)
    let found = try await casework.request(named: "xa old 8").value
    guard case .outgoing(let request) = found else { throw WrongDirection() }
    #expect(
      request.stage == .sent && request.turn(on: Self.arrived.adding(5)) == .theirs && request.dispatches.first?.trackingNumber == "RR1")
    #expect(request.head.offences == [15, 23] && request.head.unit == "South" && request.head.arrival.isDirectContact)
    #expect(request.head.basis.electsParagraphs9To29 && request.head.basis.all.map(\.kind) == [.bilateralTreaty, .convention])
    #expect(request.head.basisChoices?.first?.reason == "The note names it.")
    #expect(request.head.urgency?.ground == .trialDate && request.head.confidentiality?.reason == "The inquiry is secret.")
    let page = try await drafter.get(try #require(drafter.location)).body
    #expect(page.contains("Treaty of 1998") && page.contains("The note names it.") && page.contains("XA/OLD/7"))
  }

  private struct WrongDirection: Error {}

  @Test("A form that says too little is shown again with what was typed, each field with what is wrong")
  func unreadable() async throws {
    let drafter = try await TestBrowser(demonstrationNode()).signIn(as: "drafter")
    try await drafter.submit(
      "/cases/new",
      [
        ("direction", "outgoing"), ("state", "XA"), ("arrivedOn", "soon"), ("sentOn", Self.arrived.description),
        ("basis", "bilateralTreaty"),
        ("summary0", "KEPTWORDS"), ("unit", "KEPTUNIT"),
      ])
    #expect(drafter.status == .unprocessableContent)
    for word in [
      "KEPTWORDS", "KEPTUNIT", "href=\"#field-state\"", "href=\"#field-arrivedOn\"", "href=\"#field-channel\"", "href=\"#field-title\"",
    ] {
      #expect(drafter.body.contains(word), "\(word)")
    }
  }

  @Test(
    "The file of a request fills the form, and everything that it says is kept with the request",
    arguments: [("XA", "XB", "outgoing"), ("XB", "XA", "incoming")])
  func fromFile(from: String, to: String, direction: String) async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    var text = try String(contentsOf: root.appending(path: "Samples/freezing.yaml"), encoding: .utf8)
    text = text.replacing(/requestingState: \w+/) { _ in "requestingState: \(from)" }
      .replacing(/requestedState: \w+/) { _ in "requestedState: \(to)" }
    try await drafter.submit("/cases/new/file", [("file", text)])
    #expect(drafter.status == .ok && drafter.body.contains("Filled from a file"), "\(drafter.body)")
    let pairs = try fields(of: drafter.body)
    #expect(pairs.contains { $0 == ("direction", direction) })
    try await drafter.post("/cases/new", pairs.filter { $0.0 != "then" })
    #expect(drafter.status == .seeOther, "\(drafter.body)")
    let url = try #require(drafter.location)
    let registered = try await #require(node.casework).request(named: id(url)).value
    let content = try #require(registered.head.content)
    #expect(registered.direction.rawValue == direction && content.facts?.isEmpty == false && !content.persons.isEmpty)
    #expect(registered.items.map(\.id.rawValue) == content.items.map(\.id))
    try await drafter.submit("/cases/new/file", [("file", text.replacing("requestedState: \(to)", with: "requestedState: XC"))])
    #expect(from == "XA" ? drafter.status == .ok : drafter.status == .unprocessableContent)
    try await drafter.submit("/cases/new/file", [("file", "{\"format\": 1,}")])
    #expect(drafter.status == .unprocessableContent && drafter.body.contains("href=\"#field-file\""))
  }

  /// Names and values of the form of a page, as a browser would send them.
  private func fields(of page: String) throws -> [(String, String)] {
    let main = page.firstMatch(of: /(?s)<form method="post" action="\/cases\/new".*?<\/form>/).map { String($0.0) } ?? ""
    func plain(_ text: some StringProtocol) -> String {
      String(text).replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&lt;", with: "<").replacing("&gt;", with: ">")
        .replacing("&amp;", with: "&")
    }
    var pairs: [(String, String)] = []
    for match in main.matches(of: /<input ([^>]*)>/) {
      let attributes = match.1
      guard let name = attributes.firstMatch(of: /name="([^"]*)"/)?.1 else { continue }
      if attributes.contains("type=\"checkbox\""), !attributes.contains(" checked") { continue }
      pairs.append((plain(name), plain(attributes.firstMatch(of: /value="([^"]*)"/)?.1 ?? "")))
    }
    for match in main.matches(of: /(?s)<select ([^>]*)>(.*?)<\/select>/) {
      let name = match.1.firstMatch(of: /name="([^"]*)"/)?.1 ?? ""
      let chosen = match.2.matches(of: /<option ([^>]*)>/).first { $0.1.contains("selected") }
      pairs.append((plain(name), plain(chosen?.1.firstMatch(of: /value="([^"]*)"/)?.1 ?? "")))
    }
    for match in main.matches(of: /(?s)<textarea ([^>]*)>(.*?)<\/textarea>/) {
      pairs.append((plain(match.1.firstMatch(of: /name="([^"]*)"/)?.1 ?? ""), plain(match.2)))
    }
    #expect(pairs.count > 20)
    return pairs
  }

  @Test("A correction shows old and new, finds the request under both references, and resolves the basis for the corrected State")
  func correction() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    try await drafter.submit("/cases/new", incoming("XAI-2026-00701"))
    let url = try #require(drafter.location)
    let before = try await #require(node.casework).request(named: id(url)).value.head
    try await drafter.get("\(url)/acts/correctHead")
    #expect(drafter.body.contains("value=\"XAI-2026-00701\"") && drafter.body.contains("The harbour"))
    let fields: [(String, String)] = [
      ("version", version(drafter)), ("reference", "XAI-2026-00702"), ("otherState", "XC"), ("kind", "criminalAssistance"),
      ("subject", "The harbour"), ("arrivedOn", Self.arrived.description), ("medium", "paper"), ("reason", "Read wrongly."),
      ("on", CalendarDay(Date(), in: node.configuration.zone).description),
    ]
    try await drafter.submit("\(url)/acts/correctHead", fields)
    #expect(drafter.status == .seeOther, "\(drafter.body)")
    let page = try await drafter.get(url).body
    #expect(page.contains("Read wrongly.") && page.contains("<del") && page.contains("Entry put right"))
    for reference in ["XAI-2026-00701", "XAI-2026-00702"] {
      #expect(try await drafter.get("/cases?show=all&q=\(reference)").body.contains("href=\"\(url)\""), "\(reference)")
    }
    let head = try await #require(node.casework).request(named: id(url)).value.head
    #expect(head.requestingState.code == "XC" && head.corrections?.count == 1)
    #expect(head.basis == before.basis || head.basisChoices?.count == 1)
    try await drafter.submit("\(url)/acts/correctHead", fields)
    #expect(drafter.status == .conflict, "the page is stale")
  }

  @Test("A basis chosen by hand is shown with its reason, and a refusal needs no consultation under the treaty")
  func basis() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    try await drafter.submit("/cases/new", incoming("XAI-2026-00703"))
    let url = try #require(drafter.location)
    let today = CalendarDay(Date(), in: node.configuration.zone).description
    try await drafter.get("\(url)/acts/chooseBasis")
    let seen = version(drafter)
    try await drafter.submit(
      "\(url)/acts/chooseBasis", [("version", seen), ("basis", "bilateralTreaty"), ("reason", "Named."), ("on", today)])
    #expect(drafter.status == .unprocessableContent && drafter.body.contains("href=\"#field-title\""))
    try await drafter.submit(
      "\(url)/acts/chooseBasis",
      [("version", seen), ("basis", "bilateralTreaty"), ("title", "Treaty of 1998"), ("reason", "Named in the note."), ("on", today)])
    #expect(drafter.status == .seeOther)
    #expect(try await drafter.get(url).body.contains("Named in the note."))
    try await drafter.get("\(url)/acts/refuse")
    try await drafter.submit(
      "\(url)/acts/refuse",
      [
        ("version", version(drafter)), ("items", "i1"), ("grounds", "otherBasis"), ("provision", "Article 4"),
        ("causes", "ongoingProceeding"), ("reasons", "The treaty allows it."), ("on", today),
      ])
    #expect(drafter.status == .seeOther, "\(drafter.body)")
  }

  @Test("Every filter finds what it says and nothing else, in the register, in the API's query and at the console")
  func filters() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    try await drafter.submit(
      "/cases/new", incoming("XAI-2026-00704", [("urgency", "detention"), ("urgencyReason", "Detained."), ("unit", "South")]))
    let urgent = try #require(drafter.location)
    try await drafter.submit(
      "/cases/new", incoming("XAI-2026-00705", [("basis", "reciprocity"), ("basisReason", "No treaty.")]))
    let other = try #require(drafter.location)
    for (query, first, second) in [
      ("urgent=yes", true, false), ("unit=South", true, false), ("basis=reciprocity", false, true), ("stage=registered", true, true),
      ("stage=closed", false, false), ("show=overdue", true, true), ("due=2020-01-01", false, false), ("due=2099-01-01", true, true),
      ("delayed=yes", false, false), ("restricted=yes", false, false), ("show=court", false, false),
      ("responsible=nobody", true, true),
    ] {
      let body = try await drafter.get("/cases?\(query)").body
      #expect(body.contains("href=\"\(urgent)\"") == first && body.contains("href=\"\(other)\"") == second, "\(query)")
      let pair = query.split(separator: "=").map(String.init)
      let lines = try await #require(node.casework).lines([(name: pair[0], value: pair[1])], limit: 10, at: Date())
      #expect(lines.contains { $0.hasPrefix("XAI-2026-00704\t") } == first, "\(query)")
      #expect(lines.contains { $0.hasPrefix("XAI-2026-00705\t") } == second, "\(query)")
    }
    await #expect(throws: (any Error).self) {
      _ = try await #require(node.casework).lines([(name: "stage", value: "nowhere")], limit: 10, at: Date())
    }
  }

  @Test(
    "The register shows what an officer is responsible for, what a named colleague is, and what nobody is; a shared list shows each their own"
  )
  func responsible() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let second = try await TestBrowser(node).signIn(as: "drafter2")
    func account(_ name: String) async throws -> String {
      try #require(try await node.database.row(SQL("SELECT id FROM officer WHERE signInName = $1", [name.sql]))).text("id")
    }
    let (ada, bo) = (try await account("drafter"), try await account("drafter2"))
    var urls: [String] = []
    for (reference, officer) in [("XAI-2026-00720", ada), ("XAI-2026-00721", bo), ("XAI-2026-00722", "")] {
      try await drafter.submit("/cases/new", incoming(reference))
      let url = try #require(drafter.location)
      urls.append(url)
      if !officer.isEmpty {
        let version = try await drafter.get("\(url)/access").version(of: "\(url)/assign")
        try await drafter.submit("\(url)/assign", [("version", version), ("responsible", officer)], from: "\(url)/access")
        #expect(drafter.status == .seeOther)
      }
    }
    func found(_ browser: TestBrowser, _ query: String) async throws -> [Bool] {
      let body = try await browser.get("/cases?\(query)").body
      return urls.map { body.contains("href=\"\($0)\"") }
    }
    #expect(try await found(drafter, "responsible=mine") == [true, false, false])
    #expect(try await found(second, "responsible=mine") == [false, true, false])
    #expect(try await found(drafter, "responsible=\(bo)") == [false, true, false])
    #expect(try await found(drafter, "responsible=nobody&q=XAI-2026-007") == [false, false, true])
    #expect(try await found(drafter, "responsible=mine&show=ours&kind=criminalAssistance&state=XB") == [true, false, false])
    try await drafter.submit(
      "/cases/lists", [("responsible", "mine"), ("name", "On my desk"), ("isShared", "yes")], from: "/cases/lists")
    #expect(drafter.location == "/cases?responsible=mine")
    #expect(try await second.get("/cases/lists").body.contains("On my desk") && second.body.contains("Mine"))
    #expect(try await drafter.get("/cases/lists?responsible=\(bo)").body.contains("Bo Marchetti"))
    #expect(try await drafter.send("/api/cases?responsible=mine", .get).body.contains("XAI-2026-00720"))
    #expect(try await !drafter.send("/api/cases?responsible=\(bo)", .get).body.contains("XAI-2026-00720"))
    #expect(try await drafter.send("/api/cases?responsible=somebody", .get).status == .unprocessableContent)
    let casework = try #require(node.casework)
    for name in ["Bo Marchetti", bo] {
      #expect(
        try await casework.lines([(name: "responsible", value: name)], limit: 9, at: Date()).map { $0.prefix(14) } == ["XAI-2026-00721"])
    }
    await #expect(throws: (any Error).self) { _ = try await casework.lines([(name: "responsible", value: "mine")], limit: 9, at: Date()) }
    // What an earlier version wrote is read from the requests themselves.
    _ = try await node.database.change(SQL("UPDATE registeredRequest SET responsible = NULL"))
    #expect(try await found(drafter, "responsible=mine") == [false, false, false])
    try await casework.wake(at: Date())
    #expect(try await found(drafter, "responsible=mine") == [true, false, false])
  }

  @Test("A program registers in both directions: what went out on paper waits for the other side, and what came cannot have gone out")
  func registeredByProgram() async throws {
    let node = try await demonstrationNode()
    let token = try await node.accounts.makeToken(named: "register", signInName: "drafter", days: 1)
    let program = TestBrowser(node)
    func body(_ reference: String, _ more: String) -> String {
      """
      {"reference": "\(reference)", "state": "XB", "kind": "criminalAssistance", "subject": "The harbour", "medium": "paper",
      "arrivedOn": "\(Self.arrived)", "items": [{"sought": "bankRecords", "summary": "An account"}]\(more)}
      """
    }
    let sent =
      #", "sent": {"on": "\#(Self.arrived.adding(1))", "channel": "diplomatic", "to": "Ministry of Borealia", "trackingNumber": "RR1"}"#
    let casework = try #require(node.casework)
    try await program.send("/api/cases", .post, body: body("XAO-2026-00730", #", "direction": "outgoing""# + sent), bearer: token)
    #expect(program.status == .created, "\(program.body)")
    guard case .outgoing(let request) = try await casework.request(named: "XAO-2026-00730").value else { throw WrongDirection() }
    #expect(
      request.stage == .sent && request.turn(on: CalendarDay(Date(), in: .gmt)) == .theirs
        && request.dispatches.first?.trackingNumber == "RR1")
    #expect(request.head.requestingState.code == "XA" && request.head.arrival.channel == .diplomatic)
    try await program.send("/api/cases", .post, body: body("XAO-2026-00731", #", "direction": "outgoing""#), bearer: token)
    #expect(program.status == .created && program.body.contains(#""stage":"approved""#))
    try await program.send("/api/cases", .post, body: body("XAI-2026-00732", ""), bearer: token)
    #expect(program.status == .created && program.body.contains(#""direction":"incoming""#))
    try await program.send("/api/cases", .post, body: body("XAI-2026-00733", sent), bearer: token)
    #expect(program.status == .conflict && program.body.contains("sent"))
    try await program.send("/api/cases", .post, body: body("XAO-2026-00730", #", "direction": "outgoing""#), bearer: token)
    #expect(program.status == .conflict && program.body.contains("casework.reference-taken"))
  }

  @Test("A list is saved under a name, shown with its count, seen by others once it is shared, and removed by its owner alone")
  func savedLists() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let second = try await TestBrowser(node).signIn(as: "drafter2")
    try await drafter.submit("/cases/new", incoming("XAI-2026-00706"))
    let list: [(String, String)] = [("show", "ours"), ("kind", "criminalAssistance"), ("state", "XB")]
    try await drafter.submit("/cases/lists", list + [("name", "Borealia criminal")], from: "/cases/lists?show=ours")
    #expect(drafter.status == .seeOther && drafter.location == "/cases?show=ours&kind=criminalAssistance&state=XB")
    #expect(try await drafter.get("/cases").body.contains("Borealia criminal"))
    #expect(try await drafter.get("/").body.contains("Borealia criminal"))
    #expect(try await !second.get("/cases").body.contains("Borealia criminal"))
    try await drafter.submit("/cases/lists", list + [("name", "Borealia criminal")], from: "/cases/lists")
    #expect(drafter.status == .conflict && drafter.body.contains("You have a list of that name"))
    try await drafter.submit("/cases/lists", [("q", "BO"), ("name", "One")], from: "/cases/lists")
    #expect(drafter.status == .unprocessableContent)
    try await drafter.submit("/cases/lists", list + [("name", "For all"), ("isShared", "yes")], from: "/cases/lists")
    #expect(try await second.get("/cases").body.contains("For all"))
    let own = try #require(try await drafter.get("/cases/lists").body.firstMatch(of: /\/cases\/lists\/([0-9a-f-]{36})\/remove/)).1
    try await second.submit("/cases/lists/\(own)/remove", [], from: "/cases/lists")
    #expect(second.status == .notFound)
    try await drafter.submit("/cases/lists/\(own)/remove", [], from: "/cases/lists")
    #expect(drafter.status == .seeOther)
  }

  @Test("What nobody can move stands on its page with why; a request that somebody can move does not")
  func stuck() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let approver = try await TestBrowser(node).signIn(as: "approver")
    try await drafter.submit("/cases/new", incoming("XAI-2026-00707"))
    let url = try #require(drafter.location)
    #expect(try await drafter.get("/cases/stuck").body.contains("None: every open request"))
    _ = try await node.database.change(
      SQL(
        """
        UPDATE officer SET standing = 'suspended', entry = REPLACE(entry, '"active"', '"suspended"') WHERE signInName = 'approver2'
        """))
    // The only approver proposes, so nobody else can confirm.
    try await approver.get("\(url)/acts/close")
    try await proposeWithdrawal(by: approver, url)
    #expect(try await drafter.get("/cases/stuck").body.contains("Only its own proposer could confirm"))
    #expect(try await drafter.get("/cases/stuck?why=ownProposals").body.contains("href=\"\(url)\""))
    let request = id(url).sql
    _ = try await node.database.change(
      SQL(
        "UPDATE registeredRequest SET isRestricted = 1, proposals = 0, dueOn = '9999-12-31', wakesOn = '9999-12-31', changedAt = 0 WHERE id = $1",
        [request]))
    let restricted = try await approver.get("/cases/stuck").body
    #expect(restricted.contains("nobody who may see it") && restricted.contains("XAI-2026-00707") && !restricted.contains("The harbour"))
    #expect(try await !drafter.get("/cases/stuck").body.contains("XAI-2026-00707"))
    _ = try await node.database.change(SQL("UPDATE registeredRequest SET isRestricted = 0 WHERE id = $1", [request]))
    #expect(try await drafter.get("/cases/stuck").body.contains("Nothing has happened for a month"))
  }

  @Test("When nobody who can sign in may act, every open request is told to whoever may still read")
  func nobodyThere() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    try await drafter.submit("/cases/new", incoming("XAI-2026-00710"))
    let reader = try await TestBrowser(node).signIn(as: "techniques")
    #expect(try await !reader.get("/cases/stuck").body.contains("XAI-2026-00710"))
    _ = try await node.database.change(
      SQL(
        """
        UPDATE officer SET standing = 'suspended', entry = REPLACE(entry, '"active"', '"suspended"')
        WHERE signInName IN ('drafter', 'drafter2', 'approver', 'approver2', 'protection')
        """))
    let body = try await reader.get("/cases/stuck").body
    #expect(body.contains("No officer who can sign in may act") && body.contains("XAI-2026-00710"))
  }

  @Test("Deadlines of the authority's own file stand before the program's, shown with why; an unreadable one keeps the node from starting")
  func ownDeadlines() async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "deadlines-\(UUID().uuidString).json")
    let term = #"{"within":{"count":3,"unit":"workingDays"},"source":"MoU 2020"}"#
    let profile = #"{"code":"borealia","state":"XB","terms":{"acknowledge":\#(term)}}"#
    try Data("{\"profiles\":[\(profile)]}".utf8).write(to: file)
    let node = try await demonstrationNode(["deadlines": file.path])
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    try await drafter.submit("/cases/new", incoming("XAI-2026-00711"))
    let url = try #require(drafter.location)
    let body = try await drafter.get("\(url)/deadlines").body
    #expect(body.contains("3 working days") && body.contains("MoU 2020") && body.contains("requests with this State on the other side"))
    #expect(try await drafter.get("/cases/deadlines").body.contains("borealia"))
    try Data("{".utf8).write(to: file)
    await #expect(throws: NodeProblem.unreadableConfiguration(member: "deadlines")) {
      _ = try await emptyNode(["deadlines": file.path])
    }
  }

  /// Proposes something that needs four eyes: a spontaneous closing is not offered, so a postponement after a consultation is.
  private func proposeWithdrawal(by approver: TestBrowser, _ url: String) async throws {
    let today = CalendarDay(Date(), in: approver.node.configuration.zone)
    let steps: [(String, [(String, String)])] = [
      (
        "consult",
        [
          ("items", "i1"), ("topic", "postponement"), ("proposal", "Later"), ("on", Self.arrived.description),
          ("answerDueOn", Self.arrived.adding(5).description),
        ]
      ),
      ("concludeConsultation", [("consultation", "c1"), ("outcome", "doesNot"), ("text", "No"), ("on", today.description)]),
      ("postpone", [("items", "i1"), ("reasons", "A trial"), ("reviewOn", today.adding(40).description), ("on", today.description)]),
    ]
    for (act, fields) in steps {
      try await approver.get("\(url)/acts/\(act)")
      try await approver.submit("\(url)/acts/\(act)", fields + [("version", version(approver))])
      #expect(approver.status == .seeOther, "\(act): \(approver.body)")
    }
  }

  @Test("Working days of both States stand beside the clocks; a changed calendar moves the days of waiting requests")
  func calendars() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let editor = try await TestBrowser(node).signIn(as: "editor")
    try await drafter.submit("/cases/new", incoming("XAI-2026-00708", [("urgency", "detention"), ("urgencyReason", "Detained.")]))
    let url = try #require(drafter.location)
    let page = try await drafter.get(url).body
    #expect(page.contains("Friday and Saturday") && page.contains("Saturday and Sunday"))
    #expect(try await drafter.get("/cases/calendars/XA").body.contains("Holidays Act of Arcadia"))
    #expect(try await !drafter.get("/cases/calendars/XA").body.contains("name=\"validFrom\""))
    func due() async throws -> String {
      try await drafter.get("\(url)/deadlines")
      let row = try await node.database.row(SQL("SELECT dueOn, wakesOn FROM registeredRequest WHERE id = $1", [id(url).sql]))
      return try row?.text("dueOn") ?? ""
    }
    try await editor.get("/cases/calendars/XA")
    try await editor.submit(
      "/cases/calendars/XA", [("version", version(editor)), ("restDays", "8"), ("everyYear", "13-40"), ("source", "")])
    #expect(editor.status == .unprocessableContent && editor.body.contains("href=\"#field-everyYear\""))
    try await editor.get("/cases/calendars/XA")
    try await editor.submit(
      "/cases/calendars/XA",
      [("version", version(editor)), ("source", "A week of one working day")] + (1...6).map { ("restDays", "\($0)") })
    #expect(editor.status == .seeOther, "\(editor.body)")
    try await node.casework?.wake(at: Date())
    #expect(try await drafter.get(url).body.contains("Monday, Tuesday, Wednesday"))
    try await editor.submit("/cases/calendars/XA", [("version", "1"), ("restDays", "7"), ("source", "Late")])
    #expect(editor.status == .conflict)
    _ = try await due()
  }

  @Test("Calendars are taken in from a table and from an iCalendar file, whole or not at all")
  func calendarFiles() async throws {
    let editor = try await TestBrowser(demonstrationNode()).signIn(as: "editor")
    func take(_ text: String) async throws {
      try await editor.get("/cases/calendars/XC")
      try await editor.submit("/cases/calendars/XC/import", [("version", version(editor)), ("file", text)], from: "/cases/calendars/XC")
    }
    try await take("valid_from,rest_days,every_year,holidays,source\r\n2026-01-01,5;6,01-01;05-01,2026-12-24,Law of Calidonia\r\n")
    #expect(editor.status == .seeOther, "\(editor.body)")
    #expect(try await editor.get("/cases/calendars/XC").body.contains("Law of Calidonia"))
    try await take(
      "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20270301\r\nDTEND;VALUE=DATE:20270303\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
    #expect(try await editor.get("/cases/calendars/XC").body.contains("2 March 2027"))
    try await take("valid_from,rest_days,source\r\n2026-01-01,5;9,Law\r\n")
    #expect(editor.status == .unprocessableContent && editor.body.contains("Line 2"))
    try await take("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    #expect(editor.status == .unprocessableContent)
  }

  @Test("The desk shows each role what is theirs, and what comes back by itself with its day")
  func desk() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    try await drafter.submit("/cases/new", incoming("XAI-2026-00709"))
    let url = try #require(drafter.location)
    #expect(try await drafter.get("/").body.contains("Overdue"))
    let back = CalendarDay(Date(), in: node.configuration.zone).adding(5)
    try await drafter.get("\(url)/acts/consult")
    try await drafter.submit(
      "\(url)/acts/consult",
      [
        ("version", version(drafter)), ("items", "i1"), ("topic", "refusal"), ("proposal", "In writing"), ("on", Self.arrived.description),
        ("answerDueOn", back.description),
      ])
    try await drafter.get("\(url)/acts/acknowledge")
    try await drafter.submit(
      "\(url)/acts/acknowledge", [("version", version(drafter)), ("contact", "Desk"), ("on", Self.arrived.description)])
    let desk = try await drafter.get("/").body
    #expect(desk.contains("Comes back by itself") && desk.contains("href=\"\(url)\""))
    let auditor = try await TestBrowser(node).signIn(as: "auditor")
    #expect(try await !auditor.get("/").body.contains("Comes back by itself"))
  }
}
