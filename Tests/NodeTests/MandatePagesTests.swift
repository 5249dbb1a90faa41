// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Node
import Testing
import Web

@Suite("Mandates on a secretariat's node") struct MandatePagesTests {
  private func filled() async throws -> Node {
    let node = try await demonstrationNode(of: "secretariat")
    try await node.fillDemonstration(sampleMeetings: [root.appending(path: "Samples/meetings/eg1-7.yaml")])
    return node
  }

  /// The address of the mandate whose short name stands in a link of the page.
  private func address(of mark: String, in body: String) throws -> String {
    let pattern = try Regex("href=\"(/meetings/mandates/[0-9a-f-]{36})\"[^>]*>\(mark)<")
    return try String(#require(body.firstMatch(of: pattern)?.output[1].substring))
  }

  @Test("Everybody reads the list in six languages, filters it, and gets as a table exactly what is shown")
  func list() async throws {
    let browser = TestBrowser(try await filled())
    for language in Language.allCases {
      try await browser.get("/meetings/mandates?lang=\(language.rawValue)")
      #expect(browser.status == .ok && !browser.body.contains("⟦"), "\(language)")
    }
    try await browser.get("/meetings/mandates?verb=requests&lang=en")
    #expect(browser.body.contains("2 mandates") && browser.body.contains(">m07<") && !browser.body.contains(">m09<"))
    try await browser.get("/meetings/mandates.csv?verb=requests")
    #expect(browser.body.split(separator: "\r\n").count == 3)
    #expect(try await browser.get("/meetings/mandates?meeting=eg1-6&lang=en").body.contains("5 mandates"))
    #expect(try await browser.get("/meetings/mandates?status=nonsense").status == .unprocessableContent)
    #expect(try await browser.get("/meetings/mandates/\(UUID().uuidString.lowercased())").status == .notFound)
  }

  @Test("Doubts about a translation and the officers' doors are not for everybody")
  func query() async throws {
    let node = try await filled()
    let visitor = try await TestBrowser(node).get("/meetings/mandates?lang=en")
    let url = try address(of: "m10", in: visitor.body)
    try await visitor.get(url)
    #expect(visitor.status == .ok && !visitor.body.contains("check against the English original") && !visitor.body.contains("/edit"))
    let officer = try await TestBrowser(node).signIn(as: "meetings")
    #expect(try await officer.get(url).body.contains("check against the English original"))
    for path in [
      "\(url)/edit", "\(url)/status", "/meetings/mandates/housekeeping", "/meetings/eg1-7/follow-up", "/meetings/eg1-7/draft-next",
    ] {
      #expect(try await officer.get(path).status == .ok, "\(path)")
      #expect(!officer.body.contains("⟦"), "\(path)")
      #expect(try await visitor.get(path).status != .ok, "\(path)")
    }
  }

  @Test("A mandate is done only with a document that shows it; the form keeps what was typed and says what is missing")
  func done() async throws {
    let browser = try await TestBrowser(try await filled()).signIn(as: "meetings")
    let url = try address(of: "m07", in: try await browser.get("/meetings/mandates?lang=en").body)
    let version = ("version", "1")
    try await browser.submit("\(url)/status", [version, ("status", "done"), ("reason", "typed and kept")])
    #expect(browser.status == .conflict && browser.body.contains("No document shows") && browser.body.contains("typed and kept"))
    try await browser.get("\(url)/action")
    let document = try #require(browser.body.firstMatch(of: /value="([0-9a-f-]{36})">CAC\/COSP\/EG.1\/2018\/3/)).output.1
    try await browser.submit("\(url)/action", [version, ("what.en", "Statistics issued"), ("doneOn", "2999-01-01")])
    #expect(browser.status == .unprocessableContent && browser.body.contains("still to come") && browser.body.contains("Statistics issued"))
    try await browser.submit(
      "\(url)/action", [version, ("what.en", "Statistics issued"), ("doneOn", "2018-04-04"), ("evidence", String(document))])
    #expect(browser.location == url)
    try await browser.submit("\(url)/status", [version, ("status", "done")])
    #expect(browser.status == .conflict && browser.body.contains("changed since"))
    try await browser.submit("\(url)/status", [("version", "2"), ("status", "done")])
    #expect(browser.location == url)
    #expect(try await browser.get("/meetings/eg1-7/progress-note?lang=en").body.contains("Statistics issued"))
    #expect(try await browser.get("/meetings/eg1-7/progress-note.csv").body.contains("CAC/COSP/EG.1/2018/3"))
  }

  @Test("A new mandate that repeats a living one is shown beside it, and entered when the officer says so")
  func repeated() async throws {
    let browser = try await TestBrowser(try await filled()).signIn(as: "meetings")
    try await browser.get("/meetings/mandates/new?lang=en")
    func option(_ label: String, _ field: String) throws -> String {
      let select = try #require(browser.body.range(of: "name=\"\(field)\"")).upperBound
      let pattern = try Regex("value=\"([0-9a-f-]{36})\"[^>]*>[^<]*\(label)")
      return try String(#require(browser.body[select...].firstMatch(of: pattern)?.output[1].substring))
    }
    let fields = [
      ("recordedFor", try option("Seventh", "recordedFor")), ("source", try option("resolution 7/1", "source")),
      ("givenBy", try option("Conference", "givenBy")), ("addressee", try option("Secretariat", "addressee")), ("verb", "requests"),
      ("createsTask", "yes"), ("task.en", "Continue to maintain the online directory of competent national authorities"),
    ]
    try await browser.submit("/meetings/mandates/new", fields)
    #expect(browser.status == .conflict && browser.body.contains("given before") && browser.body.contains(">m12<"))
    try await browser.submit("/meetings/mandates/new", fields + [("repeatsOnPurpose", "yes")])
    let url = try #require(browser.location)
    #expect(try await browser.get(url).body.contains("m13"))
    let two = fields.dropLast() + [("task.en", "Print a list and invites States to read it")]
    try await browser.submit("/meetings/mandates/new", Array(two))
    #expect(browser.status == .unprocessableContent && browser.body.contains("second verb"))
  }

  @Test("Housekeeping takes two officers: the proposer is refused, the second one confirms, and the history tells")
  func housekeeping() async throws {
    let node = try await filled()
    let one = try await TestBrowser(node).signIn(as: "meetings")
    let two = try await TestBrowser(node).signIn(as: "meetings2")
    let url = try address(of: "m01", in: try await one.get("/meetings/mandates?lang=en").body).replacing(
      "/mandates/", with: "/mandates/housekeeping/")
    try await one.submit(url, [("kind", "remove")])
    #expect(one.status == .unprocessableContent)
    try await one.submit(url, [("kind", "remove"), ("reason", "done every year")])
    #expect(one.location == url)
    let proposal = String(try #require(try await two.get("\(url)?lang=en").body.firstMatch(of: /name="proposal" value="([^"]+)"/)).output.1)
    try await one.submit("\(url)/decide", [("proposal", proposal)], from: url)
    #expect(one.status == .forbidden && one.body.contains("Another officer decides"))
    try await two.submit("\(url)/decide", [("proposal", proposal)], from: url)
    #expect(two.location == "/meetings/mandates/housekeeping")
    #expect(try await two.get("\(url)?lang=en").body.contains("Confirmed by Mina Osei"))
    #expect(!(try await two.get("/meetings/mandates/housekeeping").body.contains(">m01<")))
  }

  @Test("The eighth meeting is created from the draft in one act; a second time its name is taken")
  func draft() async throws {
    let browser = try await TestBrowser(try await filled()).signIn(as: "meetings")
    let page = "/meetings/eg1-7/draft-next"
    try await browser.get("\(page)?lang=en")
    #expect(browser.body.contains("11 mandates are still open"))
    func seen() throws -> String { String(try #require(browser.body.firstMatch(of: /name="seen" value="([^"]+)"/)).output.1) }
    let fields = [("mark", "eg1-8"), ("ordinal", "8"), ("first", "2019-06-07"), ("last", "2019-06-07")]
    try await browser.submit(page, fields + [("seen", try seen()), ("look", "yes")])
    #expect(browser.status == .ok)
    try await browser.submit(page, fields + [("seen", try seen())])
    #expect(browser.location == "/meetings/eg1-8")
    #expect(try await browser.get("/meetings/eg1-8?lang=zh").body.contains("会议开幕"))
    #expect(try await browser.get("/meetings/eg1-8/follow-up?lang=en").body.contains("The Secretariat will brief the meeting"))
    try await browser.get(page)
    try await browser.submit(page, fields + [("seen", try seen())])
    #expect(browser.status == .conflict && browser.body.contains("short name of its own"))
    try await browser.submit(page, fields + [("seen", "m01:1")])
    #expect(browser.status == .conflict && browser.body.contains("changed since"))
  }

  @Test("An officer finds mandates without indication on the start page")
  func home() async throws {
    let browser = try await TestBrowser(try await filled()).signIn(as: "meetings")
    #expect(try await browser.get("/?lang=en").body.contains("11 mandates without any indication"))
  }
}
