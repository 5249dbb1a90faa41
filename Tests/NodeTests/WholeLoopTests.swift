// SPDX-License-Identifier: Apache-2.0
import CaseworkService
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Node
import Testing

/// A secretariat's node that publishes what an authority gives it and draws conclusions from it, each step on its pages.
private struct ConcludingSite {
  let node: Node
  let statistics: TestBrowser
  let approving: TestBrowser
  let meetings: TestBrowser

  static func open() async throws -> ConcludingSite {
    let node = try await demonstrationNode(of: "secretariat")
    try await node.fillDemonstration(
      sampleMeetings: [root.appending(path: "Samples/loop/meeting.yaml")],
      sampleReviews: [root.appending(path: "Samples/reviews/fictional-reviews.json")])
    return ConcludingSite(
      node: node, statistics: try await TestBrowser(node).signIn(as: "statistics"),
      approving: try await TestBrowser(node).signIn(as: "statistics2"), meetings: try await TestBrowser(node).signIn(as: "meetings"))
  }

  /// Publishes the figures of a year from the register that Arcadia gives, by two officers.
  func release(_ year: String, of register: String) async throws {
    let folder = "/statistics/releases"
    let draft = "\(folder)/drafts/\(year)"
    try await statistics.submit(
      "\(folder)/new",
      [("name", year), ("from", "\(year)-01-01"), ("through", "\(year)-12-31"), ("threshold", "3"), ("asked", "XA")]
        + ["flows", "outcomes", "grounds"].map { ("tables", $0) })
    #expect(statistics.status == .seeOther, "\(statistics.body)")
    try await statistics.submit(
      "\(draft)/sources", [("version", "1"), ("state", "XA")], file: ("file", "XA.csv", register), from: draft)
    #expect(statistics.status == .seeOther, "\(statistics.body)")
    try await statistics.submit("\(draft)/protect", [("version", "2")], from: draft)
    #expect(statistics.status == .seeOther, "\(statistics.body)")
    try await approving.submit("\(draft)/approve", [("version", "3")], from: draft)
    #expect(approving.location == "\(folder)/\(year)", "\(approving.body)")
  }

  private static let report = "/meetings/xg-4/report"

  /// Drafts the report, adds the recommendation, agrees to every paragraph and adopts it with the mandate that it gives.
  func adopt(_ recommendation: String) async throws {
    try await meetings.submit("\(Self.report)/draft", [])
    try await meetings.get("\(Self.report)/draft")
    let section = try #require(
      meetings.body.firstMatch(of: /name="kind" value="recommendation"><input type="hidden" name="section" value="([0-9a-f-]{36})"/)?.1)
    try await meetings.submit(
      "\(Self.report)/paragraphs", [("section", String(section)), ("kind", "recommendation"), ("after", "")], from: "\(Self.report)/draft")
    let paragraph = try #require(meetings.location)
    let version = try await meetings.get(paragraph).version(of: "\(paragraph)/text")
    try await meetings.submit(
      "\(paragraph)/text", [("language", "en"), ("version", version), ("text.en", recommendation)], from: paragraph)
    try await meetings.submit("\(Self.report)/numbering", [], from: "\(Self.report)/adoption")
    try await meetings.get("\(Self.report)/adoption")
    for id in meetings.body.matches(of: /id="p-([0-9a-f-]{36})"/).map({ String($0.1) }) {
      try await meetings.submit("\(Self.report)/paragraphs/\(id)/state", [("act", "agree")], from: "\(Self.report)/adoption")
    }
    let page = try await meetings.get("\(Self.report)/adopt").body
    let row = String(try #require(page.firstMatch(of: /name="(mandate\.[0-9a-f-]{36}\.0)\.fate"/)).1)
    let bodies = page[try #require(page.range(of: "name=\"\(row).addressee\"")).upperBound...]
    let states = String(try #require(bodies.firstMatch(of: /<option value="([0-9a-f-]{36})"[^>]*>States parties</)).1)
    try await meetings.submit(
      "\(Self.report)/adopt",
      [
        ("version", try meetings.version(of: "\(Self.report)/adopt")), ("symbol", "CAC/COSP/EG.9/2021/2"), ("\(row).verb", "encourages"),
        ("\(row).addressee", states), ("\(row).task.en", "Say for each measure how the facts are linked to it"), ("\(row).fate", "enter"),
      ])
    #expect(meetings.location == Self.report, "\(meetings.body)")
  }
}

@Suite("The whole way from refusals to figures, a recommendation, and the figures after it") struct WholeLoopTests {
  /// A register of incoming requests as `comity case import` takes it: so many refused because the facts were not linked to the measure,
  /// so many for want of dual criminality, so many executed.
  private func register(_ year: Int, unlinked: Int, noCrime: Int, executed: Int) -> Data {
    var lines = [
      "direction,reference,their_reference,state,kind,arrived_on,subject,basis,bases,offences,channel,medium,direct_contact,unit,items,delays,closed_on,suspended_days"
    ]
    func add(_ count: Int, _ outcome: String) {
      for _ in 0..<count {
        let number = lines.count
        lines.append(
          "incoming,XAI-\(year)-9\(number),BO-\(year)-\(number),XB,criminalAssistance,\(year)-02-\(10 + number % 9),CANARYSUBJECT,convention,,15,direct,"
            + "paper,no,,bankRecords=\(outcome)@\(year)-05-04,,\(year)-06-01,0")
      }
    }
    add(unlinked, "refused:notInConformity:insufficientFacts")
    add(noCrime, "refused:absenceOfDualCriminality:conductNotCriminal")
    add(executed, "executed")
    return Data((lines.joined(separator: "\r\n") + "\r\n").utf8)
  }

  @Test(
    "Refusals become figures, figures a paper and a recommendation, its mandate is judged by the next release, and the lessons name the check"
  )
  func wholeWay() async throws {
    // Arcadia refuses requests that link no facts to a measure, in one year often and two years later less often.
    let authority = try await LessonSite.open()
    let casework = try #require(authority.node.casework)
    let words = try Node.words().words(.en)
    for (year, unlinked) in [(2023, 12), (2025, 4)] {
      _ = try await casework.take(
        register: register(year, unlinked: unlinked, noCrime: 8, executed: 20), isCSV: true, at: Date(), in: words)
    }
    // Its own figures go out as registers: codes and days, no reference and no word of a case.
    func own(_ year: Int) async throws -> String {
      let text = try await authority.approver.get("/statistics/register.csv?year=\(year)").body
      #expect(authority.approver.status == .ok && text.hasPrefix("id,unit,direction,state,"))
      #expect(!text.contains("CANARYSUBJECT") && !text.contains("XAI-") && !text.contains("BO-"))
      #expect(text.split(separator: "\r\n").count == (year == 2023 ? 41 : 33))
      return text
    }
    #expect(try await authority.drafter.get("/statistics/register.csv").status == .forbidden)
    #expect(try await authority.approver.get("/statistics/register.csv?year=20x3").status == .unprocessableContent)
    let site = try await ConcludingSite.open()
    try await site.release("2023", of: try await own(2023))

    // The paper for the panel is made of these figures and of what reviews found, and kept.
    let paper = "/meetings/xg-4/items/3/panel-paper"
    let body = try await site.meetings.get(paper).body
    #expect(body.contains("What can both States do so that this happens less often: Not made in conformity with the article?"))
    #expect(body.contains("Not made in conformity with the article (12)") && body.contains("Challenges with article 46 by subject"))
    try await site.meetings.submit("\(paper)/keep", [("symbol", "CAC/COSP/EG.1/2018/9"), ("distribution", "general")], from: paper)
    #expect(site.meetings.status == .unprocessableContent && site.meetings.body.contains("value=\"CAC/COSP/EG.1/2018/9\""))
    try await site.meetings.submit("\(paper)/keep", [("symbol", "CAC/COSP/EG.9/2021/CRP.1"), ("distribution", "general")], from: paper)
    let document = try #require(site.meetings.location)
    let kept = try await TestBrowser(site.node).get(document).body
    #expect(kept.contains("CAC/COSP/EG.9/2021/CRP.1") && kept.matches(of: /href="[^"]*\/files\/[0-9a-f]{64}"/).count == 6)
    #expect(try await TestBrowser(site.node).get("/meetings/xg-4/items/3").body.contains("CAC/COSP/EG.9/2021/CRP.1"))

    // The meeting recommends; the mandate sets out from the released value, which nobody types.
    try await site.adopt("The meeting encourages States parties to say for each measure how the facts are linked to it.")
    let list = try await TestBrowser(site.node).get("/meetings/mandates?lang=en").body
    let mandate = String(try #require(list.firstMatch(of: /href="(\/meetings\/mandates\/[0-9a-f-]{36})"/)).1)
    let form = try await site.meetings.get("\(mandate)/measure").body
    #expect(form.contains("value=\"2023/2023-01-01/2023-12-31\""))
    let chosen = [("reference", "grounds/notInConformity/share"), ("direction", "fall"), ("version", "1")]
    try await site.meetings.submit("\(mandate)/measure", chosen + [("baseline.released", "2024/2024-01-01/2024-12-31")])
    #expect(site.meetings.status == .unprocessableContent && site.meetings.body.contains("does not tell this figure for these days"))
    try await site.meetings.submit("\(mandate)/measure", chosen + [("baseline.released", "2023/2023-01-01/2023-12-31")])
    #expect(site.meetings.location == mandate, "\(site.meetings.body)")
    #expect(try await TestBrowser(site.node).get(mandate).body.contains("Nothing is known yet of the time after the baseline."))

    // The next figures say whether it helped, with both periods linked to their releases.
    try await site.release("2025", of: try await own(2025))
    let judged = try await TestBrowser(site.node).get(mandate).body
    #expect(judged.contains("60% (n = 20)") && judged.contains("33.33% (n = 12)") && judged.contains("moved as wished"), "\(judged)")
    #expect(judged.contains("/statistics/releases/2023/tables/grounds") && judged.contains("/statistics/releases/2025/tables/grounds"))
    #expect(!judged.contains("Entered by an officer"))
    // What was kept stays what it said.
    #expect(try await TestBrowser(site.node).get(document).body.contains("CAC/COSP/EG.9/2021/CRP.1"))

    // The same reason sharpens readiness where requests are written.
    for mended in [false, true] {
      let url = try await authority.sent(mended: mended)
      if !mended { try await authority.refused(url, "insufficientFacts") }
    }
    let lessons = try await authority.drafter.get("/cases/lessons?state=XB").body
    #expect(lessons.contains("item-link-missing") && lessons.contains("came=refused.insufficientFacts"))
  }
}
