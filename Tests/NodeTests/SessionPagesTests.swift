// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Node
import Storage
import Testing
import Web

@Suite("A meeting in session") struct SessionPagesTests {
  private let base = "/meetings/eg1-7"

  private func session() async throws -> (node: Node, officer: TestBrowser, item: String) {
    let node = try await demonstrationNode(of: "secretariat")
    try await node.fillDemonstration(sampleMeetings: [root.appending(path: "Samples/meetings/eg1-7.yaml")])
    let officer = try await TestBrowser(node).signIn(as: "meetings")
    let page = try await officer.get("\(base)/speakers").body
    let items = page.matches(of: /\/meetings\/eg1-7\/items\/([0-9a-f-]{36})\/speakers/).map { String($0.1) }
    return (node, officer, try #require(items.dropFirst(2).first))
  }

  private func request(in body: String, _ place: Int = 0) throws -> String {
    let found = body.matches(of: /name="request" value="([0-9a-f-]{36})"/).map { String($0.1) }
    var seen: [String] = []
    for id in found where !seen.contains(id) { seen.append(id) }
    return try #require(seen.dropFirst(place).first)
  }

  @Test("Delegates ask for the floor, the officer gives it, and the statement is public once delivered")
  func loop() async throws {
    let (node, officer, item) = try await session()
    let speakers = "\(base)/items/\(item)/speakers"
    let desk = "/desk/eg1-7/items/\(item)"
    let arcadia = try await TestBrowser(node).signIn(as: "delegate-xa")
    let borealia = try await TestBrowser(node).signIn(as: "delegate-xb")
    #expect(try await arcadia.get("/desk").location == "/desk/eg1-7")
    try await arcadia.submit("\(desk)/floor", [("kind", "generalStatement")], from: desk)
    #expect(arcadia.status == .conflict)
    try await officer.submit("\(speakers)/open", [], from: speakers)
    #expect(officer.status == .seeOther)
    try await arcadia.submit("\(desk)/floor", [("kind", "generalStatement")], from: desk)
    try await borealia.submit("\(desk)/floor", [("kind", "groupStatement")], from: desk)
    #expect(borealia.status == .unprocessableContent)
    try await borealia.submit("\(desk)/floor", [("kind", "groupStatement"), ("group", "Group <of> Friends")], from: desk)
    #expect(try await arcadia.get(desk).body.contains("Your place on the list: 2"))
    #expect(try await borealia.get("/").body.contains("Your place on the list: 1"))
    try await arcadia.submit(
      "\(desk)/statements", [("language", "en"), ("agrees", "yes")], file: ("file", "statement.pdf", "abc"), from: desk)
    #expect(arcadia.status == .seeOther)
    let visitor = TestBrowser(node)
    let open = try await visitor.get("\(base)/speakers?live=yes").body
    #expect(open.contains("http-equiv=\"refresh\" content=\"20\"") && open.contains("Group &lt;of&gt; Friends"))
    #expect(!(try await visitor.get("\(base)/speakers").body.contains("http-equiv=\"refresh\"")))
    #expect(!(try await visitor.get("\(base)/statements").body.contains("statement.pdf")))
    try await officer.submit(
      "\(speakers)/give-floor", [("request", try request(in: try await officer.get(speakers).body, 1))], from: speakers)
    try await officer.submit("\(speakers)/finish", [("request", try request(in: try await officer.get(speakers).body))], from: speakers)
    #expect(officer.status == .seeOther)
    let published = try await visitor.get("\(base)/statements").body
    let file = try #require(published.firstMatch(of: /href="([^"]+\/file)"/).map { String($0.1) })
    #expect(try await visitor.get(file).body == "abc")
    let act = file.replacing("/meetings/", with: "/desk/").replacing("/file", with: "/disagree")
    try await arcadia.submit(act, [], from: desk)
    #expect(arcadia.status == .seeOther)
    #expect(try await visitor.get(file).status == .notFound)
  }

  @Test("Under embargo only the delegation itself opens its statement, and it takes back nothing of another")
  func embargo() async throws {
    let (node, officer, item) = try await session()
    let (speakers, desk) = ("\(base)/items/\(item)/speakers", "/desk/eg1-7/items/\(item)")
    try await officer.submit("\(speakers)/open", [], from: speakers)
    let arcadia = try await TestBrowser(node).signIn(as: "delegate-xa")
    let borealia = try await TestBrowser(node).signIn(as: "delegate-xb")
    try await arcadia.submit("\(desk)/floor", [("kind", "pointOfOrder")], from: desk)
    try await arcadia.submit(
      "\(desk)/statements", [("language", "en"), ("agrees", "yes")], file: ("file", "statement.pdf", "abc"), from: desk)
    let page = try await arcadia.get(desk).body
    let file = try #require(page.firstMatch(of: /href="([^"]+\/file)"/).map { String($0.1) })
    #expect(try await arcadia.get(file).body == "abc")
    #expect(try await borealia.get(file).status == .notFound)
    for browser in [officer, borealia, TestBrowser(node)] {
      #expect(try await browser.get(file.replacing("/desk/", with: "/meetings/")).status == .notFound)
    }
    try await borealia.submit("\(desk)/withdraw", [("request", try request(in: page))], from: desk)
    #expect(borealia.status == .conflict)
    #expect(try await arcadia.get("\(base)/delegations").status == .forbidden)
    #expect(try await officer.get("/desk").status == .forbidden)
  }

  @Test("Everybody sees States and functions, those who take part names, officers contacts; the log has none of them")
  func people() async throws {
    let (node, officer, _) = try await session()
    let list = try await officer.get("\(base)/delegations").body
    let delegation = try #require(list.firstMatch(of: /\/meetings\/eg1-7\/delegations\/[0-9a-f-]{36}/).map { String($0.0) })
    let entry = [("name", "Zora Quill"), ("function", "Registrar of Seals"), ("role", "adviser"), ("contact", "zora@example.org")]
    try await officer.submit("\(delegation)/participants/new", entry)
    #expect(officer.status == .seeOther)
    #expect(try await officer.get(delegation).body.contains("zora@example.org"))
    let shown = try await TestBrowser(node).get("\(base)/participants").body
    #expect(shown.contains("Registrar of Seals") && !shown.contains("Zora Quill") && !shown.contains("zora@example.org"))
    let inside = try await TestBrowser(node).signIn(as: "delegate-xb").get("\(base)/participants").body
    #expect(inside.contains("Zora Quill") && !inside.contains("zora@example.org"))
    #expect(try await officer.get("\(base)/participants.csv").body.contains("zora@example.org"))
    #expect(try await TestBrowser(node).get("\(base)/participants.csv").status == .seeOther)
    let log = try await node.database.rows(SQL("SELECT * FROM event"))
    #expect(!log.isEmpty)
    for row in log { for text in ["Zora", "Registrar", "example.org"] { #expect(!"\(row)".contains(text)) } }
    try await officer.submit("\(delegation)/participants/new", entry)
    #expect(officer.status == .conflict && officer.body.contains("value=\"Registrar of Seals\""))
  }

  @Test("Attendance is recorded, a correction needs a reason, and what was typed stays")
  func attendance() async throws {
    let (_, officer, _) = try await session()
    let list = try await officer.get("\(base)/delegations").body
    let url = try #require(list.firstMatch(of: /\/meetings\/eg1-7\/attendance\/[^"]+/).map { String($0.0) })
    let ids = try await officer.get(url).body.matches(of: /name="present" value="([0-9a-f-]{36})"/).map { String($0.1) }
    #expect(ids.count == 3)
    try await officer.submit(url, [("version", "0"), ("present", ids[0])])
    #expect(officer.status == .seeOther)
    try await officer.submit(url, [("version", "0"), ("present", ids[1])])
    #expect(officer.status == .conflict && officer.body.contains("What is recorded now"))
    try await officer.submit(url, [("version", "1"), ("present", ids[0]), ("present", ids[1])])
    #expect(officer.status == .unprocessableContent)
    try await officer.submit(url, [("version", "1"), ("present", ids[0]), ("present", ids[1]), ("reason", "Came at eleven")])
    #expect(officer.status == .seeOther)
    #expect(try await officer.get(url).body.contains("Came at eleven"))
  }

  @Test("Credentials are recorded with the letter as it came, and an account is linked by its sign-in name")
  func credentials() async throws {
    let (node, officer, _) = try await session()
    try await officer.submit("\(base)/delegations/new", [("kind", "stateParty"), ("state", "XA")])
    #expect(officer.status == .conflict)
    try await officer.submit("\(base)/delegations/new", [("kind", "expert"), ("name.fr", "Institut fictif")])
    let url = try #require(officer.location)
    try await officer.submit(
      "\(url)/credentials", [("version", "1"), ("receivedOn", "2018-06-01"), ("issuer", "other")],
      file: ("letter", "letter.pdf", "abc"))
    #expect(officer.status == .unprocessableContent && officer.body.contains("letter.pdf"))
    let digest = try #require(officer.body.firstMatch(of: /name="sha256" value="([0-9a-f]+)"/).map { String($0.1) })
    try await officer.submit(
      "\(url)/credentials",
      [
        ("version", "1"), ("receivedOn", "2018-06-01"), ("issuer", "other"), ("standing", "provisional"), ("sha256", digest),
        ("fileName", "letter.pdf"),
      ])
    #expect(officer.status == .seeOther)
    #expect(try await officer.get("\(url)/credentials/file").body == "abc")
    for (name, status) in [("meetings2", 422), ("delegate-xa", 422), ("", 422)] {
      try await officer.submit("\(url)/account", [("account", name)], from: url)
      #expect(officer.status.code == status, "\(name)")
    }
    #expect(try await TestBrowser(node).get("\(base)/participants?lang=fr").body.contains("Institut fictif"))
  }

  @Test("Until the meeting opens a delegation is removed and its account speaks for nobody; afterwards it stays on the record")
  func removal() async throws {
    let clock = Date(timeIntervalSince1970: 1_527_800_000)
    for (instant, expected) in [(clock, HTTPResponse.Status.seeOther), (Date(), .conflict)] {
      let node = try await demonstrationNode(of: "secretariat", now: { instant })
      try await node.fillDemonstration(sampleMeetings: [root.appending(path: "Samples/meetings/eg1-7.yaml")])
      let officer = try await TestBrowser(node).signIn(as: "meetings")
      let list = try await officer.get("\(base)/delegations").body
      let url = try #require(
        list.firstMatch(of: /href="(\/meetings\/eg1-7\/delegations\/[0-9a-f-]{36})">Arcadia</).map { String($0.1) })
      let page = try await officer.get(url).body
      #expect(page.contains("action=\"\(url)/remove\"") == (expected == .seeOther))
      #expect(page.contains("speaks for nobody at this meeting") == (expected == .seeOther))
      let version = page.firstMatch(of: /name="version" value="(\d+)"/).map { String($0.1) } ?? "1"
      try await officer.submit("\(url)/remove", [("version", version)], from: url)
      #expect(officer.status == expected)
      let delegate = try await TestBrowser(node).signIn(as: "delegate-xa")
      #expect(try await delegate.get("/desk/eg1-7").status == (expected == .seeOther ? .notFound : .ok))
      #expect(try await officer.get("\(base)/delegations").body.contains(">Arcadia<") == (expected == .conflict))
      let log = try await node.database.rows(
        SQL("SELECT kind FROM event WHERE kind IN ('meetings.delegationRemoved', 'meetings.delegateUnlinked')"))
      #expect(log.count == (expected == .seeOther ? 2 : 0))
    }
  }

  @Test("A delegation that has given in a statement is not removed, even before the meeting opens")
  func inRecord() async throws {
    let node = try await demonstrationNode(of: "secretariat", now: { Date(timeIntervalSince1970: 1_527_800_000) })
    try await node.fillDemonstration(sampleMeetings: [root.appending(path: "Samples/meetings/eg1-7.yaml")])
    let officer = try await TestBrowser(node).signIn(as: "meetings")
    let item = try #require(try await officer.get("\(base)/speakers").body.firstMatch(of: /items\/([0-9a-f-]{36})\/speakers/)?.1)
    let arcadia = try await TestBrowser(node).signIn(as: "delegate-xa")
    try await arcadia.submit("/desk/eg1-7/items/\(item)/statements", [("language", "en")], file: ("file", "statement.txt", "abc"))
    let list = try await officer.get("\(base)/delegations").body
    let url = try #require(list.firstMatch(of: /href="(\/meetings\/eg1-7\/delegations\/[0-9a-f-]{36})">Arcadia</).map { String($0.1) })
    try await officer.submit("\(url)/remove", [("version", "1")], from: url)
    #expect(officer.status == .conflict && officer.body.contains("The delegation is in the record already"))
  }
}
