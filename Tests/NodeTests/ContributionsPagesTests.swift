// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Node
import Storage
import Testing
import Web

@Suite("Calls, contributions, library and assistance on a secretariat’s node") struct ContributionsPagesTests {
  private func node() async throws -> Node {
    let node = try await demonstrationNode(of: "secretariat")
    try await node.fillDemonstration(sampleMeetings: [root.appending(path: "Samples/meetings/eg1-7.yaml")])
    return node
  }

  private func link(_ pattern: String, in body: String) throws -> String {
    let regex = try Regex("href=\"(\(pattern))\"", as: (Substring, Substring).self)
    return String(try #require(body.firstMatch(of: regex)).1)
  }

  private static let uuid = "[0-9a-f]{8}-[0-9a-f-]{27}"

  private func openCall(_ browser: TestBrowser) async throws -> String {
    let body = try await browser.get("/contributions").body
    return try link("/contributions/calls/\(Self.uuid)", in: body)
  }

  private func begin(_ browser: TestBrowser, _ state: String) async throws -> String {
    let call = try await openCall(browser)
    try await browser.submit("\(call)/answer", [("state", state), ("language", "en")])
    #expect(browser.status == .seeOther)
    return try #require(browser.location)
  }

  private func write(_ browser: TestBrowser, _ draft: String, _ fields: [String: String], act: String? = nil) async throws {
    try await browser.get(draft)
    var all = ["kind": "goodPractice", "language": "en", "consent": "everybody", "version": try browser.version(of: draft)]
    all.merge(fields) { $1 }
    try await browser.submit(draft, all.map { ($0.key, $0.value) } + (act.map { [("act", $0)] } ?? []))
  }

  @Test("A delegate writes and gives in, two officers look, everybody reads, and consent that is taken back ends that at once")
  func loop() async throws {
    let node = try await node()
    let arcadia = try await TestBrowser(node).signIn(as: "delegate-xa")
    let draft = try await begin(arcadia, "XA")
    try await write(arcadia, draft, ["title": "A <register> of zebras", "answer1": ""], act: "submit")
    #expect(arcadia.status == .unprocessableContent && arcadia.body.contains("A &lt;register&gt; of zebras"))
    try await write(arcadia, draft, ["title": "A <register> of zebras", "answer1": "Kept daily."])
    #expect(arcadia.status == .seeOther)
    let first = try await TestBrowser(node).signIn(as: "meetings")
    let moderated = draft.replacing("/drafts/", with: "/moderation/")
    #expect(try await first.get(moderated).status == .notFound)
    #expect(!(try await first.get("/contributions/moderation?stage=draft").body.contains("zebras")))
    try await write(arcadia, draft, ["title": "A <register> of zebras", "answer1": "Kept daily."], act: "submit")
    #expect(arcadia.status == .seeOther)
    let visitor = TestBrowser(node)
    let published = draft.replacing("/drafts/", with: "/published/")
    #expect(try await visitor.get(published).status == .notFound)
    try await first.submit("\(moderated)/clear", [], from: moderated)
    #expect(first.status == .seeOther)
    try await first.submit("\(moderated)/publish", [], from: moderated)
    #expect(first.status == .forbidden)
    let second = try await TestBrowser(node).signIn(as: "meetings2")
    try await second.submit("\(moderated)/publish", [], from: moderated)
    #expect(second.status == .seeOther)
    let page = try await visitor.get(published).body
    #expect(page.contains("A &lt;register&gt; of zebras") && page.contains("Kept daily."))
    #expect(try await visitor.get("/contributions/published?q=zebra").body.contains(published))
    #expect(try await visitor.get("/api/contributions/published?state=XA&q=zebras").body.contains("Kept daily."))
    try await arcadia.submit("\(draft)/consent", [("audience", "authorities")], from: draft)
    #expect(arcadia.status == .seeOther)
    #expect(try await visitor.get(published).status == .notFound)
    #expect(!(try await visitor.get("/api/contributions/published?q=zebras").body.contains("Kept daily.")))
    let borealia = try await TestBrowser(node).signIn(as: "delegate-xb")
    #expect(try await borealia.get(published).status == .ok)
    try await arcadia.submit("\(draft)/withdraw", [], from: draft)
    #expect(try await borealia.get(published).status == .notFound)
  }

  @Test("Nobody sees or writes another State’s draft, not even by its address")
  func drafts() async throws {
    let node = try await node()
    let arcadia = try await TestBrowser(node).signIn(as: "delegate-xa")
    let draft = try await begin(arcadia, "XA")
    let borealia = try await TestBrowser(node).signIn(as: "delegate-xb")
    #expect(try await borealia.get(draft).status == .notFound)
    for act in ["", "/consent", "/withdraw", "/files/remove"] {
      try await borealia.submit("\(draft)\(act)", [("title", "x"), ("audience", "everybody")], from: "/contributions/mine")
      #expect(borealia.status == .notFound, "\(act)")
    }
    let call = try await openCall(borealia)
    try await borealia.submit("\(call)/answer", [("state", "XA"), ("language", "en")])
    #expect(borealia.status == .unprocessableContent)
    #expect(try await TestBrowser(node).get(draft).location?.hasPrefix("/sign-in") == true)
  }

  @Test("A file goes into the vault with the draft, is given out to its State, and is gone when it is removed")
  func files() async throws {
    let node = try await node()
    let arcadia = try await TestBrowser(node).signIn(as: "delegate-xa")
    let draft = try await begin(arcadia, "XA")
    try await arcadia.submit("\(draft)/files", [], file: ("file", "annex.pdf", "abc"), from: draft)
    #expect(arcadia.status == .seeOther)
    let file = try link("\(draft)/files/[0-9a-f]{64}", in: try await arcadia.get(draft).body)
    #expect(try await arcadia.get(file).body == "abc")
    #expect(try await TestBrowser(node).signIn(as: "delegate-xb").get(file).status == .notFound)
    let digest = String(file.suffix(64))
    try await arcadia.submit("\(draft)/files/remove", [("sha256", digest)], from: draft)
    #expect(try await arcadia.get(file).status == .notFound)
  }

  @Test("Two people who write one draft: different fields both stay, the same field comes back with both texts and loses nothing")
  func together() async throws {
    let node = try await node()
    let arcadia = try await TestBrowser(node).signIn(as: "delegate-xa")
    let other = try await TestBrowser(node).signIn(as: "delegate-xa")
    let draft = try await begin(arcadia, "XA")
    let version = try await arcadia.get(draft).version(of: draft)
    try await write(arcadia, draft, ["title": "Mine", "answer1": "One"])
    try await write(other, draft, ["version": version, "title": "", "answer1": "", "answer2": "Two"])
    #expect(other.status == .seeOther)
    let body = try await arcadia.get(draft).body
    #expect(body.contains("Mine") && body.contains("One") && body.contains("Two"))
    try await write(other, draft, ["version": version, "title": "Theirs", "answer2": "Two"])
    #expect(other.status == .conflict && other.body.contains("Theirs") && other.body.contains("Mine"))
  }

  @Test("Requests that are confidential are seen by those alone who may, on pages and for programs, and in the ranking by officers")
  func confidential() async throws {
    let node = try await node()
    let officer = try await TestBrowser(node).signIn(as: "meetings")
    try await officer.submit(
      "/contributions/assistance/new",
      [
        ("side", "request"), ("state", "XB"), ("category", "research"), ("subject", "Quiet otters"), ("language", "en"),
        ("priority", "low"), ("audience", "secretariat"), ("articles", "46"),
      ])
    #expect(officer.status == .seeOther)
    let entry = try #require(officer.location)
    let visitor = TestBrowser(node)
    let arcadia = try await TestBrowser(node).signIn(as: "delegate-xa")
    for reader in [visitor, arcadia] {
      #expect(try await reader.get(entry).status == .notFound)
      for list in ["/contributions/assistance?q=otters", "/api/contributions/assistance?q=otters"] {
        #expect(!(try await reader.get(list).body.contains("Quiet otters")), "\(list)")
      }
      #expect(try await reader.get("/contributions/needs").status != .ok)
    }
    #expect(try await TestBrowser(node).signIn(as: "delegate-xb").get(entry).status == .ok)
    #expect(try await officer.get("/contributions/needs/category/research").body.contains("Quiet otters"))
    #expect(!(try await officer.get("/contributions/needs").body.contains("Not connected on this node")))
  }

  @Test("A request and an offer are brought together and part again; both pages tell")
  func matching() async throws {
    let node = try await node()
    let officer = try await TestBrowser(node).signIn(as: "meetings")
    let list = try await officer.get("/contributions/assistance?side=request&category=training&state=XF").body
    let request = try link("/contributions/assistance/\(Self.uuid)", in: list)
    let body = try await officer.get(request).body
    let offer = String(try #require(body.firstMatch(of: /name="other" value="([0-9a-f-]{36})"/)).1)
    try await officer.submit("\(request)/match", [("other", offer)], from: request)
    #expect(officer.status == .seeOther)
    #expect(try await officer.get("/contributions/assistance/\(offer)").body.contains(request))
    try await officer.submit("\(request)/match", [("other", offer)], from: request)
    #expect(officer.status == .conflict)
    try await officer.submit("\(request)/status", [("status", "open"), ("remark", "Not in Arabic")], from: request)
    #expect(officer.status == .seeOther)
    #expect(!(try await officer.get("/contributions/assistance/\(offer)").body.contains(request)))
  }

  @Test("A call that is planned is for officers alone; opened, everybody sees it, and its letter and paper exist in six languages")
  func calls() async throws {
    let node = try await node()
    let officer = try await TestBrowser(node).signIn(as: "meetings")
    let fields = [
      ("title.en", "Quiet herons"), ("themes", "extradition"), ("questions.en", "One?"), ("opensOn", "2026-01-01"),
      ("closesOn", "2036-02-01"),
    ]
    try await officer.submit("/contributions/calls/new", fields.dropLast() + [("closesOn", "2025-01-01")])
    #expect(officer.status == .unprocessableContent && officer.body.contains("Quiet herons"))
    try await officer.submit("/contributions/calls/new", fields)
    #expect(officer.status == .seeOther)
    let call = try #require(officer.location)
    let visitor = TestBrowser(node)
    #expect(try await visitor.get(call).status == .notFound)
    #expect(!(try await visitor.get("/contributions").body.contains("Quiet herons")))
    try await officer.submit("\(call)/stage", [("act", "open")], from: "\(call)/answers")
    #expect(try await visitor.get(call).body.contains("Quiet herons"))
    try await officer.submit("\(call)/reminders", [], from: "\(call)/answers")
    #expect(officer.status == .seeOther)
    for language in Language.allCases {
      let letter = try await officer.get("\(call)/letter/file?in=\(language.rawValue)&as=txt").body
      #expect(letter.contains("Quiet herons") && !letter.contains("⟦"), "\(language)")
    }
    #expect(try await visitor.get("\(call)/paper/file?in=en&as=txt").status == .notFound)
    try await officer.submit("\(call)/stage", [("act", "compile")], from: "\(call)/answers")
    #expect(officer.status == .conflict)
  }

  @Test("The compiled paper has every published contribution in its language, with translations that are marked, and nothing else")
  func paper() async throws {
    let node = try await node()
    let visitor = TestBrowser(node)
    let call = try link(
      "/contributions/calls/\(Self.uuid)",
      in: try await visitor.get("/contributions?lang=en").body.components(separatedBy: "<h2>Other calls</h2>").last ?? "")
    let english = try await visitor.get("\(call)/paper/file?in=en&as=txt").body
    #expect(english.contains("One desk for urgent requests") && english.contains("Единый реестр просьб"))
    #expect(english.contains("A single register of requests") && english.contains("Unofficial translation"))
    #expect(!english.contains("A hearing by video in one morning"))
    let chinese = try await visitor.get("\(call)/paper/file?in=zh&as=txt").body
    #expect(chinese.contains("紧急请求统一窗口") && chinese.contains("One desk for urgent requests") && !chinese.contains("⟦"))
  }

  @Test(
    "Two officers who change one tool: different fields both stay, the same one comes back with both texts; a table changes it by its name")
  func library() async throws {
    let node = try await node()
    let first = try await TestBrowser(node).signIn(as: "meetings")
    let second = try await TestBrowser(node).signIn(as: "reviews")
    let edit = try link("/contributions/tools/\(Self.uuid)/edit", in: try await first.get("/contributions/tools?q=forum").body)
    func fields(_ provider: String, _ link: String) -> [(String, String)] {
      [
        ("mark", "practitioners-forum"), ("name.en", "Forum of practitioners"), ("name.fr", "Forum des praticiens"),
        ("name.ar", "منتدى الممارسين"), ("provider", provider), ("kind", "network"),
        ("purpose.en", "Monthly calls without names of cases."),
        ("purpose.fr", "Réunions mensuelles sans noms d’affaires."), ("purpose.ar", "اجتماعات شهرية دون ذكر أسماء القضايا."),
        ("articles", "46, 48"), ("languages", "fr, ar"), ("link", link),
      ]
    }
    let version = ("version", try await first.get(edit).version(of: edit))
    let (provider, link) = ("Network of Central Authorities of the South", "https://forum.example.net")
    try await first.submit(edit, fields("The otters", link) + [version])
    #expect(first.status == .seeOther)
    try await second.submit(edit, fields(provider, "https://otters.example.net") + [version])
    #expect(second.status == .seeOther)
    let csv = try await TestBrowser(node).get("/contributions/tools.csv").body
    #expect(csv.contains("The otters") && csv.contains("https://otters.example.net"))
    try await second.submit(edit, fields("The herons", link) + [version])
    #expect(second.status == .conflict && second.body.contains("The herons") && second.body.contains("The otters"))
    let table = "/contributions/tools/import"
    try await first.submit(table, [], file: ("file", "t.csv", "mark,provider\npractitioners-forum,The storks\n"), from: table)
    #expect(first.status == .ok && first.body.contains("Changed: 1"))
    try await first.submit(table, [], file: ("file", "t.csv", "mark,kind\npractitioners-forum,poem\n"), from: table)
    #expect(first.status == .unprocessableContent && first.body.contains("Line 2 cannot be taken"))
    #expect(try await TestBrowser(node).get("/api/contributions/tools?q=storks").body.contains("The storks"))

    // Every version stays, with who wrote it, and an old one is shown as it was.
    let history = edit.replacing("/edit", with: "/history")
    let versions = try await first.get("\(history)?lang=en").body
    #expect(versions.contains("Version 4: changed") && versions.contains("Version 1: added") && versions.contains("Mina Osei") == false)
    #expect(versions.contains("<del>") && versions.contains("The otters") && versions.contains("Luis Tanaka"))
    #expect(try await first.get("\(history)/2?lang=en").body.contains("The otters"))
    #expect(try await !first.get("\(history)/1?lang=en").body.contains("The otters"))
    #expect(first.status == .ok)
    for none in ["99", "x"] { #expect(try await first.get("\(history)/\(none)").status == .notFound, "\(none)") }
    #expect(try await TestBrowser(node).signIn(as: "delegate-xa").get(history).status == .forbidden)
  }

  @Test("The text of a law is brought by officers and given out to everybody; a delegate changes nothing of the library")
  func lawFile() async throws {
    let node = try await node()
    let officer = try await TestBrowser(node).signIn(as: "meetings")
    let law = try link("/contributions/laws/\(Self.uuid)", in: try await officer.get("/contributions/laws?q=extradition&state=XA").body)
    let visitor = TestBrowser(node)
    #expect(try await visitor.get("\(law)/file").status == .notFound)
    try await officer.submit("\(law)/file", [], from: law)
    #expect(officer.status == .unprocessableContent)
    try await officer.submit("\(law)/file", [], file: ("file", "act.pdf", "abc"), from: law)
    #expect(officer.status == .seeOther)
    #expect(try await visitor.get("\(law)/file").body == "abc")
    let arcadia = try await TestBrowser(node).signIn(as: "delegate-xa")
    #expect(try await arcadia.get("\(law)/edit").status == .forbidden)
    #expect(try await arcadia.get("/contributions/needs").status == .forbidden)
  }
}
