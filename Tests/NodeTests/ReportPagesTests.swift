// SPDX-License-Identifier: Apache-2.0
import CaseworkService
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Node
import StatisticsRules
import StatisticsService
import Storage
import Testing
import Web

@Suite("A State's own return on its node") struct ReportPagesTests {
  static let url = "/statistics/returns/00000000-0000-4000-8000-000000000602"

  /// A node whose every text of a case is a canary, with requests of the year that the questionnaire asks for.
  private func node() async throws -> Node {
    let node = try await demonstrationNode()
    let year = Calendar(identifier: .gregorian).component(.year, from: Date()) - 2
    let header = try String(contentsOf: root.appending(path: "Samples/register.csv"), encoding: .utf8).split(separator: "\n")[0]
    let names = header.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: ",").map(String.init)
    let rows = (1...40).map { number in
      let values = [
        "direction": "incoming", "reference": "CANARY-\(number)", "their_reference": "CANARY/\(number)", "state": ["XB", "XC"][number % 2],
        "kind": ["criminalAssistance", "assetRecovery", "extradition"][number % 3],
        "arrived_on": "\(year)-0\(number % 9 + 1)-1\(number % 10)", "subject": "CANARY subject \(number)", "offences": "15;23",
        "channel": "direct", "medium": "paper", "direct_contact": "no", "items": "bankRecords",
      ]
      return names.map { values[$0] ?? "" }.joined(separator: ",")
    }
    let text = ([names.joined(separator: ",")] + rows).joined(separator: "\r\n") + "\r\n"
    _ = try await #require(node.casework).take(register: Data(text.utf8), isCSV: true, at: Date(), in: Node.words().words(.en))
    return node
  }

  private func seen(_ browser: TestBrowser, _ name: String = "seen") throws -> String {
    String(try #require(browser.body.firstMatch(of: try Regex("name=\"\(name)\" value=\"([^\"]+)\""))?.output[1].substring))
  }

  private func act(_ act: String, _ browser: TestBrowser, _ more: [(String, String)] = []) async throws {
    try await browser.get(Self.url)
    try await browser.submit("\(Self.url)/\(act)", [("seen", try seen(browser))] + more, from: Self.url)
  }

  private func approve(_ browser: TestBrowser) async throws {
    try await browser.get(Self.url)
    try await act("approve", browser, [("digest", try seen(browser, "digest"))])
  }

  @Test(
    "It is filled from the cases, seen as it will leave, approved by a second officer, and leaves with the very bytes and no text of a case"
  )
  func whole() async throws {
    let node = try await node()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    #expect(try await drafter.get("/statistics/returns?lang=en").body.contains("International cooperation, annual figures"))
    #expect(drafter.body.contains("Nothing counted yet"))
    #expect(try await drafter.get("/").body.contains("Figures for the secretariat"))
    try await act("fill", drafter)
    #expect(drafter.location == Self.url)
    #expect(try await drafter.get("/statistics/returns").body.contains("In preparation"))
    let preview = try await drafter.get("\(Self.url)/return.json").body
    let answer = try ReturnJSON.read(Data(preview.utf8))
    #expect(answer.figures.table("flows")?.value("total", "incoming", .count) == .number(40))
    #expect(!preview.contains("CANARY") && !preview.contains("subject"))
    #expect(try await drafter.post("\(Self.url)/approve", []).status != .ok)
    #expect(try await drafter.submit("\(Self.url)/export", [], from: Self.url).status == .conflict)
    #expect(!(try await drafter.get("/").body.contains("Figures for the secretariat")))
    let approver = try await TestBrowser(node).signIn(as: "approver")
    #expect(try await approver.get("/").body.contains("Figures for the secretariat"))
    try await approve(approver)
    #expect(approver.location == Self.url)
    #expect(try await approver.get(Self.url).body.contains("Begin a new version") && approver.body.contains("What will be sent"))
    #expect(try await drafter.get("/statistics/returns").body.contains("Approved"))
    #expect(try await drafter.submit("\(Self.url)/export", [], from: Self.url).body == preview)
    // What was approved stays; the next version says why it is there.
    try await act("fill", drafter)
    #expect(drafter.status == .conflict && drafter.body.contains("It was approved"))
    try await act("revise", drafter)
    try await approve(approver)
    #expect(approver.status == .unprocessableContent && approver.body.contains("gives no reason"))
    try await act("note", drafter, [("language", "en"), ("reason", "A register on paper was found.")])
    try await approve(approver)
    let second = try ReturnJSON.read(Data(try await approver.get("\(Self.url)/return.json").body.utf8))
    #expect(second.revision == 2 && second.reason[.en] == "A register on paper was found." && second.figures == answer.figures)
    let bytes = try await #require(node.reporting).approvedBytes(second.collection, by: .operatorAtConsole, at: Date())
    #expect(try ReturnJSON.read(bytes) == second)
  }

  @Test("Who prepared it cannot approve it, and who approves what has changed meanwhile is told so")
  func twoOfficers() async throws {
    let node = try await node()
    let approver = try await TestBrowser(node).signIn(as: "approver")
    try await act("fill", approver)
    #expect(try await approver.get(Self.url).body.contains("another officer approves them"))
    #expect(!approver.body.contains("/approve\""))
    let other = try await TestBrowser(node).signIn(as: "approver2")
    try await other.get(Self.url)
    let (seen, digest) = (try seen(other), try seen(other, "digest"))
    // Whoever keeps an old page open, or makes the call by hand, is refused all the same.
    try await approver.submit("\(Self.url)/approve", [("seen", seen), ("digest", digest)], from: Self.url)
    #expect(approver.status == .forbidden && approver.body.contains("Another officer approves"))
    try await act("note", approver, [("language", "fr"), ("note|flows", "Sans les demandes de 1999.")])
    #expect(approver.location == Self.url)
    try await other.submit("\(Self.url)/approve", [("seen", seen), ("digest", digest)], from: Self.url)
    #expect(other.status == .conflict && other.body.contains("Somebody else was faster"))
    try await approve(other)
    #expect(other.location == Self.url)
    #expect(try await other.get("\(Self.url)/return.json").body.contains("Sans les demandes de 1999."))
  }

  @Test("A long note keeps what was typed; a questionnaire for other States, or the same once more, is not taken in")
  func refused() async throws {
    let node = try await demonstrationNode()
    let browser = try await TestBrowser(node).signIn(as: "drafter")
    try await act("fill", browser)
    let long = String(repeating: "long ", count: 500)
    try await act("note", browser, [("language", "en"), ("note|flows", long)])
    #expect(browser.status == .unprocessableContent && browser.body.contains("at most 2,000") && browser.body.contains("long long long"))
    let reporting = try #require(node.reporting)
    let year = Calendar(identifier: .gregorian).component(.year, from: Date()) - 3
    let tables = try DemonstrationReturns.tables(year, titles: [:])
    var questionnaire = DataCollection(
      title: LocalText([.en: "For others"]), period: try #require(tables[0].period), deadline: try #require(CalendarDay("2999-01-01")),
      codebookVersion: 1, tables: tables, asked: [try #require(StateCode("XB"))])
    await #expect(throws: CannotReport.notAsked) { try await reporting.take(questionnaire, by: .operatorAtConsole, at: Date()) }
    questionnaire.asked.append(try #require(StateCode("XA")))
    try await reporting.take(questionnaire, by: .operatorAtConsole, at: Date())
    await #expect(throws: CannotReport.alreadyHere) { try await reporting.take(questionnaire, by: .operatorAtConsole, at: Date()) }
    questionnaire.deadline = try #require(CalendarDay("2998-01-01"))
    await #expect(throws: CannotReport.otherContent) { try await reporting.take(questionnaire, by: .operatorAtConsole, at: Date()) }
    questionnaire.codebookVersion = 99
    await #expect(throws: CannotReport.otherCodebook) { try await reporting.take(questionnaire, by: .operatorAtConsole, at: Date()) }
  }

  @Test("Pages are there in six languages, and not for everybody")
  func doors() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    try await act("fill", drafter)
    for language in Language.allCases {
      for path in ["/statistics/returns", "/statistics/returns/take", Self.url] {
        try await drafter.get("\(path)?lang=\(language.rawValue)")
        #expect(drafter.status == .ok && !drafter.body.contains("⟦"), "\(path) \(language)")
      }
    }
    #expect(try await TestBrowser(node).signIn(as: "court").get(Self.url).status == .forbidden)
    #expect(try await TestBrowser(node).get(Self.url).status != .ok)
  }
}
