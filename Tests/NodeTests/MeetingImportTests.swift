// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Node
import Testing

@Suite("Taking a meeting in on a page") struct MeetingImportTests {
  private static let sample = root.appending(path: "Samples/meetings/eg1-7.yaml")

  private static func seen(_ browser: TestBrowser) throws -> String {
    String(try #require(browser.body.firstMatch(of: /name="seen" value="([0-9a-f]+)"/)).1)
  }

  @Test("What would be added is shown first, and taken in when it is confirmed; the same file again changes nothing")
  func taken() async throws {
    let node = try await demonstrationNode(of: "secretariat")
    let text = try String(contentsOf: Self.sample, encoding: .utf8)
    let browser = try await TestBrowser(node).signIn(as: "meetings")
    try await browser.submit("/meetings/import", [("file", text)])
    #expect(browser.status == .ok && browser.body.contains("New: 28."))
    #expect(try await TestBrowser(node).get("/meetings/eg1-7").status == .notFound)
    try await browser.submit("/meetings/import", [("file", text)])
    let seen = try Self.seen(browser)
    try await browser.submit("/meetings/import/confirm", [("file", text), ("seen", seen)], from: "/meetings/import")
    #expect(browser.status == .seeOther && browser.location == "/meetings/eg1-7")
    #expect(try await browser.get("/meetings/eg1-7").status == .ok)
    try await browser.submit("/meetings/import", [("file", text)])
    #expect(browser.body.contains("there is nothing to take in"))
  }

  @Test("Every place that is wrong has its line, column and path, nothing is taken in and nothing typed is lost")
  func unreadable() async throws {
    let node = try await demonstrationNode(of: "secretariat")
    let text = try String(contentsOf: Self.sample, encoding: .utf8).replacing(
      "parent: cosp, kind: review_group", with: "parent: nobody, kind: review_group"
    )
    .replacing("previous: eg1-6", with: "previous: eg1-0")
    let browser = try await TestBrowser(node).signIn(as: "meetings").submit("/meetings/import", [("file", text)])
    #expect(browser.status == .unprocessableContent)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex { $0.contains("parent: nobody") }) + 1
    for part in ["Line \(line), column", "bodies[2].parent", "meetings[1].previous", "parent: nobody"] {
      #expect(browser.body.contains(part), "\(part)")
    }
    let zh = try await browser.submit("/meetings/import?lang=zh", [("file", "schema: 1")])
    #expect(zh.body.contains("第1行第9列"))
  }

  @Test("Who confirms what has changed meanwhile is shown what it would change now, with the values before and after")
  func changed() async throws {
    let node = try await MeetingExportTests.node()
    let text = try String(contentsOf: Self.sample, encoding: .utf8)
    let renamed = text.replacing("zh: 临时议程说明", with: "zh: 说明")
    let browser = try await TestBrowser(node).signIn(as: "meetings")
    try await browser.submit("/meetings/import", [("file", renamed)])
    #expect(browser.body.contains("<del>") && browser.body.contains("title.zh"))
    let seen = try Self.seen(browser)
    let other = try await TestBrowser(node).signIn(as: "meetings2")
    let theirs = text.replacing("zh: 临时议程说明", with: "zh: 议程")
    try await other.submit("/meetings/import", [("file", theirs)])
    try await other.submit("/meetings/import/confirm", [("file", theirs), ("seen", try Self.seen(other))], from: "/meetings/import")
    #expect(other.status == .seeOther)
    try await browser.submit("/meetings/import/confirm", [("file", renamed), ("seen", seen)], from: "/meetings/import")
    #expect(browser.status == .conflict && browser.body.contains("Changed since you saw it") && browser.body.contains("议程"))
    try await browser.submit("/meetings/import/confirm", [("file", renamed), ("seen", try Self.seen(browser))], from: "/meetings/import")
    #expect(browser.status == .seeOther)
  }

  @Test("A name that stands for another meeting is refused, and officers without the right see no form")
  func refused() async throws {
    let node = try await MeetingExportTests.node()
    let text = try String(contentsOf: Self.sample, encoding: .utf8).replacing(
      "  - id: eg1-7\n", with: "  - id: eg1-7\n    uuid: 00000000-0000-4000-8000-000000000001\n")
    let browser = try await TestBrowser(node).signIn(as: "meetings").submit("/meetings/import", [("file", text)])
    #expect(browser.status == .conflict && browser.body.contains("eg1-7"))
    #expect(try await TestBrowser(node).signIn(as: "keeper").get("/meetings/import").status == .forbidden)
  }
}

@Suite("Calendar feeds of officers") struct MeetingFeedTests {
  private static func address(_ browser: TestBrowser) throws -> String {
    String(try #require(browser.body.firstMatch(of: /(\/meetings\/feeds\/[A-Za-z0-9_-]{43}\/calendar\.ics)/)).1)
  }

  @Test("A feed is read by its address alone, carries the meetings of its body, and ends when it is revoked")
  func feed() async throws {
    let node = try await MeetingExportTests.node()
    let browser = try await TestBrowser(node).signIn(as: "meetings")
    try await browser.submit("/meetings/feeds", [("body", "eg1")])
    let address = try Self.address(browser)
    #expect(try await browser.get("/meetings/feeds").body.contains("calendar.ics") == false, "the secret is shown once")
    let stranger = try await TestBrowser(node).get("\(address)?lang=fr")
    #expect(stranger.status == .ok && stranger.body.contains("BEGIN:VEVENT"))
    try await browser.submit("/meetings/feeds", [("body", "irg")])
    #expect(!(try await TestBrowser(node).get(try Self.address(browser)).body.contains("BEGIN:VEVENT")))
    for feed in try await browser.get("/meetings/feeds").body.matches(of: /name="feed" value="([^"]+)"/).map({ String($0.1) }) {
      try await browser.submit("/meetings/feeds/revoke", [("feed", feed)], from: "/meetings/feeds")
    }
    #expect(try await TestBrowser(node).get(address).status == .notFound)
  }

  @Test("Nobody revokes another's feed, and a wrong secret finds nothing")
  func others() async throws {
    let node = try await MeetingExportTests.node()
    let browser = try await TestBrowser(node).signIn(as: "meetings").submit("/meetings/feeds", [])
    let address = try Self.address(browser)
    let feed = String(try #require(try await browser.get("/meetings/feeds").body.firstMatch(of: /name="feed" value="([^"]+)"/)).1)
    try await TestBrowser(node).signIn(as: "meetings2").submit("/meetings/feeds/revoke", [("feed", feed)], from: "/meetings/feeds")
    #expect(try await TestBrowser(node).get(address).status == .ok)
    #expect(try await TestBrowser(node).get("/meetings/feeds/\(String(repeating: "A", count: 43))/calendar.ics").status == .notFound)
    #expect(try await TestBrowser(node).get("/meetings/feeds").status != .ok)
  }

  @Test("A body that is not there is refused, and so is one feed more than an officer may have")
  func limits() async throws {
    let browser = try await TestBrowser(try await MeetingExportTests.node()).signIn(as: "meetings")
    #expect(try await browser.submit("/meetings/feeds", [("body", "none")]).status == .unprocessableContent)
    for _ in 1...20 { #expect(try await browser.submit("/meetings/feeds", []).status == .ok) }
    #expect(try await browser.submit("/meetings/feeds", []).status == .conflict)
  }
}
