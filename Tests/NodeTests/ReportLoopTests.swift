// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Node
import Storage
import Testing
import Web

@Suite("The report of a meeting, from draft to mandates") struct ReportLoopTests {
  private static let url = "/meetings/eg1-7/report"

  private func node() async throws -> Node {
    let node = try await demonstrationNode(of: "secretariat")
    try await node.fillDemonstration(sampleMeetings: [root.appending(path: "Samples/meetings/eg1-7.yaml")])
    return node
  }

  private func paragraphs(_ body: String) -> [String] { body.matches(of: /id="p-([0-9a-f-]{36})"/).map { String($0.1) } }

  private func version(_ body: String) -> String { body.firstMatch(of: /name="version" value="(\d+)"/).map { String($0.1) } ?? "" }

  /// Adds a recommendation to the chapter of conclusions and writes its English text.
  private func recommend(_ text: String, _ browser: TestBrowser) async throws {
    try await browser.get("\(Self.url)/draft")
    let section = try #require(
      browser.body.firstMatch(of: /name="kind" value="recommendation"><input type="hidden" name="section" value="([0-9a-f-]{36})"/)?.1)
    let last = browser.body.firstMatch(of: /name="after" value="([0-9a-f-]{36})"><input type="hidden" name="kind" value="recommendation"/)?
      .1
    try await browser.submit(
      "\(Self.url)/paragraphs", [("section", String(section)), ("kind", "recommendation"), ("after", last.map { String($0) } ?? "")],
      from: "\(Self.url)/draft")
    let page = try #require(browser.location)
    try await browser.get(page)
    try await browser.submit(
      "\(page)/text", [("language", "en"), ("version", version(browser.body)), ("text.en", text)], from: page)
    #expect(browser.status == .seeOther)
  }

  private struct Given: Decodable {
    let verb: String
    let paragraph: String
    let givenAt: String
    let recordedFor: String
    let source: String
    let task: [String: String]
  }

  private struct Outcome: Decodable {
    let id: String
    let outcomeDocument: String
  }

  private func entry<Value: Decodable>(_ type: Value.Type, _ query: String, _ node: Node) async throws -> [Value] {
    try await node.database.rows(SQL(query)).map { try JSONDecoder().decode(type, from: Data(try $0.text("entry").utf8)) }
  }

  /// What the adoption entered, in the order of its short names: the sample's own end with m12.
  private func mandates(of node: Node) async throws -> [Given] {
    try await entry(Given.self, "SELECT entry FROM mandate WHERE mark > 'm12' ORDER BY mark", node)
  }

  private func act(_ act: String, on paragraph: String, _ browser: TestBrowser) async throws {
    try await browser.submit("\(Self.url)/paragraphs/\(paragraph)/state", [("act", act)], from: "\(Self.url)/adoption")
  }

  @Test("The report of the sample meeting is adopted with two recommendations, and their mandates stand in its dossier")
  func loop() async throws {
    let node = try await node()
    let browser = try await TestBrowser(node).signIn(as: "meetings")
    #expect(try await browser.get(Self.url).status == .notFound)
    #expect(try await browser.submit("\(Self.url)/draft", []).status == .seeOther)
    #expect(try await browser.submit("\(Self.url)/draft", []).status == .conflict)
    try await recommend(
      "The meeting requests the Secretariat to continue to maintain the online directory of competent national authorities, and invites"
        + " States parties to update their entries.", browser)
    try await recommend("The meeting encourages States parties to exchange statistics.", browser)
    #expect(try await browser.submit("\(Self.url)/numbering", [], from: "\(Self.url)/adoption").status == .seeOther)
    // Nothing is adopted while a paragraph is open or in brackets.
    #expect(try await browser.get("\(Self.url)/adopt").body.contains("Paragraphs are not decided yet"))
    try await browser.get("\(Self.url)/adoption")
    let all = paragraphs(browser.body)
    #expect(all.count > 10)
    for paragraph in all { try await act("agree", on: paragraph, browser) }
    try await browser.get("\(Self.url)/adopt")
    let offered = browser.body.matches(of: /name="(mandate\.([0-9a-f-]{36})\.\d+)\.fate" value="enter"/).map {
      (String($0.1), String($0.2))
    }
    // The paragraph with two tasks has a row more than the other, wherever the two stand.
    let sizes = Dictionary(grouping: offered) { $0.1 }.mapValues(\.count)
    let rows = (offered.filter { sizes[$0.1] == 3 } + offered.filter { sizes[$0.1] != 3 }).map(\.0)
    #expect(rows.count == 2 + 1 + 2, "two rows and one, and one more for each recommendation")
    // m12 of the sample gives the secretariat the same task.
    #expect(browser.body.contains("A mandate that is still open gives the same task"))
    var form = [("version", version(browser.body)), ("symbol", "CAC/COSP/EG.1/2018/4")]
    for (row, verb, addressee) in [(0, "requests", "secretariat"), (1, "invites", "states"), (3, "encourages", "states")] {
      let name = rows[row]
      let options = try #require(browser.body.firstRange(of: "name=\"\(name).addressee\""))
      let list = browser.body[options.upperBound...]
      let label = addressee == "states" ? "States parties" : "Secretariat"
      let id = try #require(list.matches(of: /<option value="([0-9a-f-]{36})"[^>]*>([^<]+)</).first { $0.2 == label }?.1)
      form += [("\(name).verb", verb), ("\(name).addressee", String(id)), ("\(name).task.en", "Task \(row)"), ("\(name).fate", "enter")]
    }
    // A row that is neither confirmed nor left out stops everything, and what was typed is kept.
    let unconfirmed = form.filter { $0.0 != "\(rows[1]).fate" }
    try await browser.submit("\(Self.url)/adopt", unconfirmed)
    #expect(browser.status == .unprocessableContent && browser.body.contains("Task 1"))
    #expect(try await browser.get(Self.url).status == .notFound)
    try await browser.submit("\(Self.url)/adopt", form)
    #expect(browser.status == .seeOther && browser.location == Self.url)
    let given = try await mandates(of: node)
    #expect(Set(given.map { "\($0.verb): \($0.task["en"] ?? "")" }) == ["requests: Task 0", "invites: Task 1", "encourages: Task 3"])
    #expect(given.count == 3)
    #expect(Set(given.map(\.paragraph)).count == 2)
    let meeting = try await entry(Outcome.self, "SELECT entry FROM meeting WHERE mark = 'eg1-7'", node)[0]
    #expect(given.allSatisfy { $0.source == meeting.outcomeDocument && $0.givenAt == meeting.id && $0.recordedFor == meeting.id })
    let agenda = try await TestBrowser(node).get("/meetings/eg1-7")
    #expect(agenda.body.contains("Provisional agenda") && agenda.body.contains("href=\"\(Self.url)\""))
    // The report is public now, in six languages, and closed.
    for language in ["ar", "en", "es", "fr", "ru", "zh"] {
      let page = try await TestBrowser(node).get("\(Self.url)?lang=\(language)")
      #expect(page.status == .ok && page.body.contains("CAC/COSP/EG.1/2018/4"), "\(language)")
    }
    for kind in ["pdf", "docx"] {
      #expect(try await TestBrowser(node).get("\(Self.url)/file?as=\(kind)&in=fr").status == .ok, "\(kind)")
    }
    try await act("reopen", on: all[0], browser)
    #expect(browser.status == .conflict)
    // Programs read it too, in the languages in which it is written.
    let body = try await TestBrowser(node).get("/api/meetings/eg1-7/report").body
    #expect(body.contains("\"symbol\":\"CAC/COSP/EG.1/2018/4\"") && body.contains("\"heading\":\"conclusions\""))
    #expect(body.contains("\"kind\":\"recommendation\"") && body.contains("exchange statistics"))
  }

  @Test("The report says who took part as the attendance of its sessions was recorded, and a symbol is given once")
  func attendance() async throws {
    let node = try await node()
    let browser = try await TestBrowser(node).signIn(as: "meetings")
    let list = try await browser.get("/meetings/eg1-7/delegations").body
    for url in Set(list.matches(of: /\/meetings\/eg1-7\/attendance\/[^"]+/).map { String($0.0) }) {
      let present = try await browser.get(url).body.matches(of: /name="present" value="([0-9a-f-]{36})"/).map { String($0.1) }
      try await browser.submit(url, [("version", "0")] + present.prefix(2).map { ("present", $0) })
      #expect(browser.status == .seeOther)
    }
    try await browser.submit("\(Self.url)/draft", [])
    let draft = try await browser.get("\(Self.url)/draft").body
    #expect(
      draft.contains("2 States were represented at the meeting.") && draft.contains("States parties to the Convention were represented"))
    try await browser.get("\(Self.url)/adoption")
    for paragraph in paragraphs(browser.body) { try await act("agree", on: paragraph, browser) }
    try await browser.get("\(Self.url)/adopt")
    try await browser.submit("\(Self.url)/adopt", [("version", version(browser.body)), ("symbol", "CAC/COSP/EG.1/2018/2")])
    #expect(browser.status == .unprocessableContent && browser.body.contains("Another document has this symbol."))
    #expect(try await browser.get(Self.url).status == .notFound)
  }

  @Test("Of two officers who write one language, the second is shown both texts and loses nothing")
  func twoOfficers() async throws {
    let node = try await node()
    let (first, second) = (
      try await TestBrowser(node).signIn(as: "meetings"), try await TestBrowser(node).signIn(as: "meetings2")
    )
    try await first.submit("\(Self.url)/draft", [])
    try await first.get("\(Self.url)/adoption")
    let page = "\(Self.url)/paragraphs/\(try #require(paragraphs(first.body).first))"
    let seen = version(try await first.get(page).body)
    try await second.submit("\(page)/text", [("language", "en"), ("version", seen), ("text.en", "Theirs came first.")], from: page)
    try await first.submit("\(page)/text", [("language", "fr"), ("version", seen), ("text.fr", "Autre langue.")], from: page)
    #expect(first.status == .seeOther, "another language is no conflict")
    try await first.submit("\(page)/text", [("language", "en"), ("version", seen), ("text.en", "Mine came second.")], from: page)
    #expect(first.status == .conflict)
    #expect(first.body.contains("Theirs came first.") && first.body.contains("Mine came second."))
    #expect(first.body.contains("<ins>") && first.body.contains("<del>"))
    let again = version(first.body)
    try await first.submit("\(page)/text", [("language", "en"), ("version", again), ("text.en", "Mine came second.")], from: page)
    #expect(try await first.get(page).body.contains("Mine came second."))
  }

  @Test("An amendment is accepted, the paragraph is agreed as amended, and the change is tracked")
  func amendment() async throws {
    let node = try await node()
    let browser = try await TestBrowser(node).signIn(as: "meetings")
    try await browser.submit("\(Self.url)/draft", [])
    try await browser.get("\(Self.url)/adoption")
    let paragraph = try #require(paragraphs(browser.body).first)
    let page = "\(Self.url)/paragraphs/\(paragraph)"
    try await browser.submit("\(page)/amendments", [("state", "AT"), ("text.en", "The meeting was amended.")], from: page)
    try await act("agree", on: paragraph, browser)
    #expect(browser.status == .conflict && browser.body.contains("Amendments are before the meeting"))
    try await browser.get(page)
    let amendment = try #require(browser.body.firstMatch(of: /amendments\/([0-9a-f-]{36})"/)?.1)
    try await browser.submit("\(page)/amendments/\(amendment)", [("outcome", "accepted")], from: page)
    try await act("agreeAsAmended", on: paragraph, browser)
    #expect(browser.status == .seeOther)
    try await browser.get("\(Self.url)/adoption")
    #expect(browser.body.contains("agreed as amended") && browser.body.contains("<ins>"))
  }

  @Test("Nobody but those who service meetings sees a draft")
  func closed() async throws {
    let node = try await node()
    for path in ["draft", "adoption", "adopt"] {
      #expect(try await TestBrowser(node).get("\(Self.url)/\(path)").status == .seeOther)
      #expect(try await TestBrowser(node).signIn(as: "keeper").get("\(Self.url)/\(path)").status == .forbidden)
    }
  }
}
