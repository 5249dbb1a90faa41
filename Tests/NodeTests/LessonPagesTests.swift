// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import CaseworkService
import Foundation
import HTTPTypes
import Kernel
import Node
import Storage
import Testing

/// Requests that were written here, sent, and refused.
struct LessonSite {
  let node: Node
  let drafter: TestBrowser
  let approver: TestBrowser

  static func open() async throws -> LessonSite {
    let node = try await emptyNode()
    try await node.fillDemonstration(samples: [])
    return LessonSite(
      node: node, drafter: try await TestBrowser(node).signIn(as: "drafter"), approver: try await TestBrowser(node).signIn(as: "approver"))
  }

  /// Writes a request from the sample without the link of its first measure, or mends that first, and has it approved and sent.
  /// - Returns: its address in the register.
  func sent(mended: Bool = false) async throws -> String {
    let whole = try String(contentsOf: root.appending(path: "Samples/bank-records.yaml"), encoding: .utf8)
    let link = try #require(whole.firstMatch(of: /(?m)^ *link: .*(\n {6,}.*)*/)).0
    try await drafter.submit("/requests/import", [("file", whole.replacing(link, with: ""))])
    let draft = try #require(drafter.location)
    if mended {
      let page = try #require(
        try await drafter.get("\(draft)/sections/items").body.firstMatch(of: /href="(\/requests\/[0-9a-f-]{36}\/sections\/items\/[^"#]+)"/))
      let form = String(page.1)
      try await drafter.get(form)
      try await drafter.submit(form, fields(of: drafter.body, with: ["link": "The account received the payments."]), from: form)
      #expect(drafter.status == .seeOther, "\(drafter.body)")
    }
    let version = try #require(try await drafter.get(draft).body.firstMatch(of: /name="version" value="(\d+)"/)).1
    try await drafter.submit("\(draft)/submit", [("version", String(version))], from: draft)
    let digest = try #require(try await approver.get(draft).body.firstMatch(of: /name="digest" value="([0-9a-f]+)"/)).1
    try await approver.submit("\(draft)/approve", [("digest", String(digest))], from: draft)
    #expect(approver.status == .seeOther, "\(approver.body)")
    let url = draft.replacing("/requests/", with: "/cases/")
    let form = try await drafter.get("\(url)/acts/send").body
    let authority = try #require(
      form.firstMatch(of: /(?s)<select [^>]*name="authority".*?<option value="([0-9a-f-]{36})"/)
    ).1
    try await act(url, "send", [("authority", String(authority)), ("to", "Central authority"), ("channel", "direct"), ("medium", "paper")])
    let seen = try #require(
      try await approver.get(url).body.firstMatch(of: /(?s)\/proposals\/0\/confirm".*?name="version" value="(\d+)"/)
    ).1
    try await approver.submit("\(url)/proposals/0/confirm", [("version", String(seen))], from: url)
    #expect(approver.status == .seeOther, "\(approver.body)")
    return url
  }

  func act(_ url: String, _ name: String, _ fields: [(String, String)]) async throws {
    let page = "\(url)/acts/\(name)"
    let version = try await drafter.get(page).body.firstMatch(of: /name="version" value="(\d+)"/).map { String($0.1) } ?? ""
    let today = CalendarDay(Date(), in: node.configuration.zone).description
    try await drafter.submit(page, fields + [("version", version), ("on", today)])
    #expect(drafter.status == .seeOther, "\(name): \(drafter.body)")
  }

  func refused(_ url: String, _ cause: String) async throws {
    let item = try #require(try await drafter.get("\(url)/acts/recordDecision").body.firstMatch(of: /name="items" value="([^"]+)"/)).1
    try await act(url, "recordDecision", [("items", String(item)), ("told", "refused"), ("causes", cause), ("reasons", "As told.")])
  }

  /// The fields of the page's form as a browser would send them, some of them with another value.
  private func fields(of page: String, with changes: [String: String]) -> [(String, String)] {
    var pairs: [(String, String)] = []
    let form = page.matches(of: /(?s)<form method="post".*?<\/form>/).map { String($0.0) }.first { $0.contains("name=\"link\"") } ?? ""
    for match in form.matches(of: /<input ([^>]*)>/) {
      guard let name = match.1.firstMatch(of: /name="([^"]*)"/)?.1, name != "formToken" else { continue }
      let isTick = match.1.contains("type=\"checkbox\"") || match.1.contains("type=\"radio\"")
      if isTick, !match.1.contains(" checked") { continue }
      pairs.append((String(name), match.1.firstMatch(of: /value="([^"]*)"/).map { String($0.1) } ?? ""))
    }
    for match in form.matches(of: /(?s)<select ([^>]*)>(.*?)<\/select>/) {
      let chosen = match.2.matches(of: /<option ([^>]*)>/).first { $0.1.contains("selected") }
      pairs.append(
        (String(match.1.firstMatch(of: /name="([^"]*)"/)?.1 ?? ""), String(chosen?.1.firstMatch(of: /value="([^"]*)"/)?.1 ?? "")))
    }
    for match in form.matches(of: /(?s)<textarea ([^>]*)>(.*?)<\/textarea>/) {
      pairs.append((String(match.1.firstMatch(of: /name="([^"]*)"/)?.1 ?? ""), String(match.2)))
    }
    return pairs.map { ($0.0, changes[$0.0] ?? $0.1) }
  }
}

@Suite("What refusals teach, on the pages") struct LessonPagesTests {
  @Test(
    "Open and mended checks stand beside what requests came back for; a restricted request is neither counted nor listed, and drafters are told"
  )
  func pages() async throws {
    let site = try await LessonSite.open()
    let drafter = site.drafter
    #expect(try await drafter.get("/cases/lessons").body.contains("No request that is counted has gone out."))
    var urls: [String] = []
    for mended in [false, false, false, true, true] { urls.append(try await site.sent(mended: mended)) }
    let event = try #require(
      try await EventLog(site.node.database).events(of: EventSubject("draft", String(urls[3].dropFirst("/cases/".count))))
        .first { $0.kind == "writing.approved" })
    guard case .value(.list(let open)) = event.facts["open"], case .value(.list(let resolved)) = event.facts["resolved"] else {
      throw NotRecorded()
    }
    #expect(resolved.contains("item-link-missing") && !open.contains("item-link-missing"))
    for url in urls.prefix(2) { try await site.refused(url, "insufficientFacts") }
    try await site.act(urls[4], "recordInformationRequest", [("items", "i1"), ("question", "CANARYQUESTION"), ("about", "language")])
    let restricted = try await site.sent()
    try await site.refused(restricted, "immunity")
    try await site.drafter.submit("\(restricted)/access", [("act", "restrict")], from: "\(restricted)/access")

    let page = try await drafter.get("/cases/lessons?state=XB").body
    #expect(page.contains("Of the last 5 requests to Borealia, 3 came back for something."), "\(page)")
    let row = try #require(page.firstMatch(of: /(?s)<code dir="ltr">item-link-missing<\/code>(.*?)<\/tr>/)).1
    #expect(row.contains("2 of 3") && row.contains("0 of 2"))
    #expect(
      !page.contains("came=refused.immunity") && page.contains("came=refused.insufficientFacts") && page.contains("came=asked.language"))
    #expect(!page.contains("CANARYQUESTION"))
    let csv = try await drafter.get("/cases/lessons.csv?state=XB").body
    #expect(csv.contains("check,item-link-missing,") && csv.contains("outcome,refused.insufficientFacts,") && !csv.contains("immunity"))
    let listed = try await drafter.get("/cases/lessons/requests?came=refused.insufficientFacts").body
    #expect(listed.contains(urls[0]) && listed.contains(urls[1]) && !listed.contains(urls[2]))
    #expect(try await !drafter.get("/cases/lessons/requests?came=refused.immunity").body.contains(restricted))
    #expect(try await drafter.get("/cases/lessons/requests?came=nothing").status == .badRequest || drafter.status == .unprocessableContent)

    // The next drafter reads it beside the finding.
    let next = try await draftWithoutLink(drafter)
    #expect(
      try await drafter.get("\(next)/findings").body.contains(
        "2 of the last 5 requests to Borealia came back for what this check is about."))
  }

  private struct NotRecorded: Error {}

  private func draftWithoutLink(_ drafter: TestBrowser) async throws -> String {
    let whole = try String(contentsOf: root.appending(path: "Samples/bank-records.yaml"), encoding: .utf8)
    let link = try #require(whole.firstMatch(of: /(?m)^ *link: .*(\n {6,}.*)*/)).0
    try await drafter.submit("/requests/import", [("file", whole.replacing(link, with: ""))])
    return try #require(drafter.location)
  }
}
