// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Node
import Testing
import Web

@Suite("Meetings as officers edit them") struct AgendaPagesTests {
  /// A secretariat's node with the sample meeting, and two officers of meetings.
  func node() async throws -> (node: Node, first: TestBrowser, second: TestBrowser) {
    let node = try await demonstrationNode(of: "secretariat")
    try await node.fillDemonstration(sampleMeetings: [root.appending(path: "Samples/meetings/eg1-7.yaml")])
    return (node, try await TestBrowser(node).signIn(as: "meetings"), try await TestBrowser(node).signIn(as: "meetings2"))
  }

  /// The fields of the form that saves the page, as a browser would send them.
  func form(_ browser: TestBrowser, _ changes: [String: String] = [:]) -> [(String, String)] {
    let main = browser.body.components(separatedBy: "novalidate").dropFirst().first ?? ""
    let html = main.components(separatedBy: "</form>")[0]
    var fields: [(String, String)] = []
    func plain(_ text: some StringProtocol) -> String {
      let signs = [("&quot;", "\""), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
      return signs.reduce(String(text)) { $0.replacing($1.0, with: $1.1) }
    }
    for match in html.matches(of: /<(input|textarea|select)([^>]*)>/) {
      let attributes = match.2
      guard let name = attributes.firstMatch(of: /\ name="([^"]*)"/)?.1 else { continue }
      let value = attributes.firstMatch(of: /\ value="([^"]*)"/)?.1 ?? ""
      let rest = html[match.range.upperBound...]
      if match.1 == "textarea" {
        fields.append((String(name), plain(rest.prefix { $0 != "<" })))
      } else if match.1 == "select" {
        let options = rest.prefix(upTo: rest.firstRange(of: "</select>")?.lowerBound ?? rest.endIndex)
        let chosen = options.firstMatch(of: /<option value="([^"]*)" selected/) ?? options.firstMatch(of: /<option value="([^"]*)"/)
        fields.append((String(name), plain(chosen?.1 ?? "")))
      } else if !attributes.contains("type=\"checkbox\"") && !attributes.contains("type=\"radio\"") || attributes.contains(" checked") {
        fields.append((String(name), plain(value)))
      }
    }
    let sent = fields.map { ($0.0, changes[$0.0] ?? $0.1) }
    return sent + changes.filter { change in !fields.contains { $0.0 == change.key } }.map { ($0.key, $0.value) }
  }

  func url(_ browser: TestBrowser, _ kind: String, containing text: String) throws -> String {
    let links = browser.body.matches(of: /href="(\/meetings\/eg1-7\/edit\/[^"]+)"[^>]*>([^<]*)</)
    return String(try #require(links.first { $0.1.contains("/\(kind)/") && $0.2.contains(text) }?.1))
  }

  @Test("Every part of the sample meeting has a form, and saving it untouched changes nothing")
  func untouched() async throws {
    let (_, officer, _) = try await node()
    try await officer.get("/meetings/eg1-7/edit")
    let urls = Set(officer.body.matches(of: /href="(\/meetings\/eg1-7\/edit\/[^"?]+)"/).map { String($0.1) }).filter {
      !$0.hasSuffix("/new")
    }
    #expect(urls.count == 20)
    for url in urls.sorted() {
      #expect(try await officer.get(url).status == .ok, "\(url)")
      #expect(!officer.body.contains("⟦"), "\(url)")
      let status = try await officer.post(url, form(officer)).status
      #expect(status == .seeOther, "\(url) \(officer.body.matches(of: /<p class="error"[^>]*>([^<]*)/).map(\.1))")
    }
    try await officer.get("/meetings/eg1-7/history")
    #expect(officer.body.contains("Version 1") && !officer.body.contains("Version 2"))
  }

  @Test("Two officers change one item at once: different fields both stay, the same field comes back with both texts")
  func twoAtOnce() async throws {
    let (_, first, second) = try await node()
    let url = try url(try await first.get("/meetings/eg1-7/edit"), "items", containing: "Opening")
    try await first.get(url)
    try await second.get(url)
    let (mine, theirs) = (form(first, ["title.fr": "Ouverture"]), form(second, ["title.es": "Apertura"]))
    #expect(try await second.post(url, theirs).status == .seeOther)
    #expect(try await first.post(url, mine).status == .seeOther)
    try await first.get(url)
    #expect(first.body.contains("Ouverture") && first.body.contains("Apertura"))
    let late = form(first, ["title.fr": "Ouverture de la réunion", "title.ru": "Открытие"])
    try await second.get(url)
    try await second.post(url, form(second, ["title.fr": "Séance d’ouverture"]))
    #expect(try await first.post(url, late).status == .conflict)
    for text in ["Ouverture de la réunion", "Séance d’ouverture", "Открытие"] { #expect(first.body.contains(text), "\(text)") }
    #expect(try await first.post(url, form(first)).status == .seeOther)
    try await first.get("/meetings/eg1-7/history")
    for text in ["Version 5", "Séance d’ouverture", "Ouverture de la réunion"] { #expect(first.body.contains(text), "\(text)") }
  }

  @Test("Items are added with room made, moved and taken out; a taken number and what still refers to an item are told")
  func items() async throws {
    let (_, officer, _) = try await node()
    let new = "/meetings/eg1-7/edit/items/new"
    try await officer.get(new)
    #expect(try await officer.post(new, form(officer, ["number": "2", "title.en": "Asylum"])).status == .unprocessableContent)
    #expect(
      officer.body.contains("Another item has this number") && officer.body.contains("value=\"2\"") && officer.body.contains("Asylum"))
    #expect(try await officer.post(new, form(officer, ["makeRoom": "yes"])).status == .seeOther)
    try await officer.get("/meetings/eg1-7/edit")
    for text in ["Item 2: Asylum", "Item 3: Adoption of the agenda", "Item 7: Adoption of the report"] {
      #expect(officer.body.contains(text))
    }
    let url = try url(officer, "items", containing: "Asylum")
    #expect(try await officer.submit("\(url)/move", [("move", "up")], from: url).status == .seeOther)
    #expect(try await officer.get("/meetings/eg1-7/edit").body.contains("Item 1: Asylum"))
    let opening = try self.url(officer, "items", containing: "Opening")
    try await officer.get(opening)
    let version = officer.body.firstMatch(of: /name="version" value="(\d+)"/).map { String($0.1) } ?? ""
    #expect(try await officer.submit("\(opening)/remove", [("version", version)], from: opening).status == .conflict)
    #expect(officer.body.contains("e01, s1"))
    #expect(try await officer.submit("\(url)/remove", [("version", version)], from: url).status == .seeOther)
    #expect(try await officer.submit("/meetings/eg1-7/edit/renumber", [], from: "/meetings/eg1-7/edit").status == .seeOther)
    #expect(try await officer.get("/meetings/eg1-7/edit").body.contains("Item 1: Opening"))
  }

  @Test("A finding leads to the form that mends it, and mended it is gone")
  func findings() async throws {
    let (_, officer, _) = try await node()
    try await officer.get("/meetings/eg1-7/check")
    let link = try #require(officer.body.firstMatch(of: /href="([^"]*expectations\/new\?[^"]*)">Announce something that answers m02</)?.1)
    try await officer.get(String(link).replacing("&amp;", with: "&"))
    #expect(
      try await officer.post("/meetings/eg1-7/edit/expectations/new", form(officer, ["what.en": "Views on refusals"])).status == .seeOther)
    try await officer.get("/meetings/eg1-7/check")
    #expect(!officer.body.contains("that answers m02") && officer.body.contains("that answers m06"))
  }

  @Test("Mandates are put under an item on its form, and another officer's mandates stay there")
  func mandates() async throws {
    let (node, first, second) = try await node()
    let url = try url(try await first.get("/meetings/eg1-7/edit"), "items", containing: "Tools")
    try await first.get(url)
    try await second.get(url)
    func mandate(_ mark: String) throws -> String {
      let pieces = first.body.components(separatedBy: "name=\"mandates\"")
      let piece = try #require(pieces.dropFirst().first { $0.prefix(400).contains(">\(mark) ") })
      return String(try #require(piece.firstMatch(of: /value="([^"]+)"/)?.1))
    }
    let (one, two) = (try mandate("m01"), try mandate("m02"))
    try await first.post(url, form(first) + [("mandates", one)])
    try await second.post(url, form(second) + [("mandates", two)])
    try await first.get(url)
    for id in [one, two] { #expect(first.body.contains("value=\"\(id)\" checked"), "\(id)") }
    _ = node
  }

  @Test("The agenda is adopted on the meeting's day; then an item changes only with the meeting's decision")
  func adoption() async throws {
    let (_, officer, _) = try await node()
    let adopt = "/meetings/eg1-7/adopt"
    #expect(try await officer.submit(adopt, [("day", "2018-06-09"), ("how", "unchanged")]).status == .unprocessableContent)
    #expect(try await officer.submit(adopt, [("day", "2018-06-08"), ("how", "unchanged")]).status == .seeOther)
    #expect(try await officer.get("/meetings/eg1-7").body.contains("Agenda, adopted on 8 June 2018"))
    let url = try url(try await officer.get("/meetings/eg1-7/edit"), "items", containing: "Opening")
    try await officer.get(url)
    #expect(try await officer.post(url, form(officer, ["title.en": "Opening ceremony"])).status == .conflict)
    #expect(officer.body.contains("Opening ceremony"))
    let decided = form(officer, ["decidedOn": "2018-06-08", "decision": "To rename item 1"])
    #expect(try await officer.post(url, decided).status == .seeOther)
    #expect(try await officer.get("/meetings/eg1-7/history").body.contains("To rename item 1"))
  }

  @Test(
    "The next meeting is cloned from the last one, its dates are approved, and the calendar shows it; officers see it on their start page")
  func next() async throws {
    let (_, officer, _) = try await node()
    try await officer.get("/meetings/new")
    let body = try #require(officer.body.firstMatch(of: /<option value="([^"]+)">Open-ended/)?.1)
    let fields = [("body", String(body)), ("mark", "eg1-8"), ("days", "2031-06-03"), ("zone", "Europe/Vienna"), ("clone", "yes")]
    #expect(try await officer.submit("/meetings/new", fields).status == .seeOther)
    #expect(officer.location == "/meetings/eg1-8/edit")
    try await officer.get("/meetings/eg1-8/edit")
    #expect(
      officer.body.contains("Item 6: Adoption of the report") && officer.body.contains("proposal") && officer.body.contains("3 June 2031"))
    #expect(try await officer.submit("/meetings/new", fields).status == .unprocessableContent)
    try await officer.get("/meetings/eg1-8/approve")
    let bureau = try #require(officer.body.firstMatch(of: /<option value="([^"]+)">Extended Bureau/)?.1)
    #expect(try await officer.submit("/meetings/eg1-8/approve", [("by", String(bureau)), ("day", "2030-09-01")]).status == .seeOther)
    #expect(try await officer.get("/meetings/calendar").body.contains("approved on 1 September 2030 (Extended Bureau)"))
    #expect(try await officer.get("/").body.contains("/meetings/eg1-8/check"))
  }

  @Test("Somebody proposes an item, an officer decides its fate, and both are in its history")
  func proposals() async throws {
    let (_, officer, _) = try await node()
    let list = "/meetings/proposals"
    #expect(try await officer.submit(list, [("what", "Asylum")]).status == .unprocessableContent)
    let body = try #require(officer.body.firstMatch(of: /<option value="([^"]+)">Open-ended/)?.1)
    let fields = [("body", String(body)), ("what", "Asylum"), ("why", "The sixth meeting asked for it"), ("who", "Delegation of Arcadia")]
    #expect(try await officer.submit(list, fields).status == .seeOther)
    try await officer.get(list)
    let url = String(try #require(officer.body.firstMatch(of: /href="(\/meetings\/proposals\/[0-9a-f-]+)"/)?.1))
    try await officer.get(url)
    #expect(officer.body.contains("Delegation of Arcadia"))
    #expect(try await officer.post(url, form(officer, ["fate": "notTakenUp"])).status == .unprocessableContent)
    #expect(try await officer.post(url, form(officer, ["reason": "No time", "fate": "notTakenUp"])).status == .seeOther)
    #expect(try await officer.get(url).body.contains("No time"))
    let keeper = try await TestBrowser(officer.node).signIn(as: "keeper")
    #expect(try await keeper.get(list).status == .forbidden)
    #expect(try await keeper.get("/meetings/eg1-7/edit").status == .forbidden)
  }

  @Test("Bodies are added and changed; of two officers who change one at once the second is told and loses nothing")
  func bodies() async throws {
    let (_, first, second) = try await node()
    #expect(
      try await first.submit("/meetings/bodies/new", [("mark", "wg1"), ("kind", "workingGroup"), ("name.en", "Working group")]).status
        == .seeOther)
    try await first.get("/meetings/bodies")
    let url = String(try #require(first.body.firstMatch(of: /href="(\/meetings\/bodies\/[0-9a-f-]+)">(?:– )*Working group/)?.1))
    try await first.get(url)
    try await second.get(url)
    #expect(try await second.post(url, form(second, ["name.en": "Working Group on Prevention"])).status == .seeOther)
    #expect(try await first.post(url, form(first, ["name.fr": "Groupe de travail"])).status == .conflict)
    #expect(first.body.contains("Groupe de travail") && first.body.contains("Working Group on Prevention"))
  }
}
