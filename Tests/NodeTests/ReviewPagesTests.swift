// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Node
import Testing
import Web

@Suite("Results of reviews on a secretariat's node") struct ReviewPagesTests {
  /// One node for the tests that only read: filling one takes longer than reading all its pages.
  private static let shared = Task { try await filled() }

  private static func filled() async throws -> Node {
    let node = try await demonstrationNode(of: "secretariat")
    try await node.fillDemonstration(
      sampleMeetings: [root.appending(path: "Samples/meetings/eg1-7.yaml")],
      sampleReviews: [root.appending(path: "Samples/reviews/fictional-reviews.json")])
    return node
  }

  private static let pages = [
    "/reviews", "/reviews?q=refusal", "/reviews/records/review", "/reviews/records/action", "/reviews/records/need",
    "/reviews/records/challenge", "/reviews/records/finding/xa-1-013", "/reviews/records/review/xa-1", "/reviews/states/XA",
    "/reviews/articles/46", "/reviews/articles/46(9)", "/reviews/themes/dualCriminality", "/reviews/papers", "/reviews/papers/chapter-iv",
    "/reviews/papers/practical-challenges", "/reviews/export",
  ]
  private static let officers = [
    "/reviews/new/review", "/reviews/new/finding", "/reviews/new/action", "/reviews/new/need", "/reviews/new/challenge", "/reviews/import",
    "/reviews/records/finding/xf-1-001", "/reviews/records/finding/xf-1-001/edit", "/reviews/records/finding/xf-1-001/history",
    "/reviews/records/review/xa-1/edit",
  ]

  @Test("Everybody reads what is public in six languages; officers' pages have their words too")
  func languages() async throws {
    let node = try await Self.shared.value
    let (visitor, officer) = (TestBrowser(node), try await TestBrowser(node).signIn(as: "reviews"))
    for language in Language.allCases {
      for path in Self.pages {
        try await visitor.get(path + (path.contains("?") ? "&" : "?") + "lang=\(language.rawValue)")
        #expect(visitor.status == .ok && !visitor.body.contains("⟦"), "\(path) \(language)")
      }
      for path in Self.officers {
        try await officer.get(path + "?lang=\(language.rawValue)")
        #expect(officer.status == .ok && !officer.body.contains("⟦"), "\(path) \(language)")
      }
    }
    for path in Self.officers { #expect(try await visitor.get(path).status != .ok, "\(path)") }
    let meetings = try await TestBrowser(node).signIn(as: "meetings")
    #expect(try await meetings.get("/reviews/records/finding/xf-1-001").status == .ok)
    #expect(try await meetings.get("/reviews/records/finding/xf-1-001/edit").status == .forbidden)
  }

  @Test("Every problem of the module has words in six languages")
  func problems() async throws {
    let module = try #require(try await demonstrationNode(of: "secretariat").modules.first { $0.name == "reviews" })
    let catalogue = try Node.words()
    for problem in module.problems {
      for language in Language.allCases {
        let words = catalogue.words(language)
        let said = words.problem(problem)
        #expect(!(said.title + said.detail + said.action).contains("⟦"), "\(problem.code.rawValue) \(language)")
        for field in problem.fields { #expect(!words.fieldProblem(field).contains("⟦"), "\(field.code.rawValue) \(language)") }
      }
    }
  }

  @Test("What a State has not agreed to is on no page, in no export, in no answer and found by no search of a visitor")
  func confidential() async throws {
    let visitor = TestBrowser(try await Self.shared.value)
    for path in [
      "/reviews?state=XF", "/reviews?q=Florinia", "/reviews/export/file?as=json", "/reviews/export/file?as=csv&kind=finding",
      "/api/reviews/findings?state=XF", "/api/reviews/findings?q=Florinia", "/reviews/articles/46", "/reviews/themes/languages",
    ] {
      #expect(try await visitor.get(path).body.contains("xf-1-0") == false, "\(path)")
      #expect(visitor.status == .ok, "\(path)")
    }
    for path in ["/reviews/records/finding/xf-1-001", "/api/reviews/records/finding/xf-1-001", "/reviews/records/need/xf-need-1"] {
      #expect(try await visitor.get(path).status == .notFound, "\(path)")
    }
    #expect(try await visitor.get("/reviews/export/file?as=json&all=yes").status != .ok)
    // The State keeps its report confidential: not even that it refused is told.
    #expect(try await visitor.get("/api/reviews/records/review/xb-1").body.contains("refused") == false)
    #expect(try await visitor.get("/reviews?state=XA&kind=nonsense").status == .unprocessableContent)
    #expect(try await visitor.get("/api/reviews/findings?article=999").status == .unprocessableContent)
  }

  @Test("Search finds other forms of a word in the reader's languages, filters narrow it, and an article shows the directory beside it")
  func search() async throws {
    let browser = TestBrowser(try await Self.shared.value)
    func count(_ query: String) async throws -> Int {
      let body = try await browser.get("/reviews?\(query)&lang=en").body
      return try Int(#require(body.firstMatch(of: /role="status">([0-9]+) finding/)).1) ?? -1
    }
    let all = try await count("q=refusals")
    #expect(all > 0)
    #expect(try await count("q=refused") == all)
    #expect(try await count("q=refusal&state=XA") < all)
    #expect(try await count("q=%E5%8D%8F%E5%95%86") > 0)
    #expect(try await count("q=%D0%BE%D1%82%D0%BA%D0%B0%D0%B7%D0%BE%D0%BC") > 0)
    #expect(try await browser.get("/reviews?q=unicorn&lang=en").body.contains("No finding has all of this."))
    try await browser.get("/reviews/articles/46(9)?lang=en")
    #expect(browser.body.contains("for coercive measures only") && browser.body.contains("No published figure is about this place yet."))
  }

  @Test("A finding is entered, kept from the public, published once its document is open, and withheld again")
  func life() async throws {
    let node = try await Self.filled()
    let (officer, visitor) = (try await TestBrowser(node).signIn(as: "reviews"), TestBrowser(node))
    let second = try await TestBrowser(node).signIn(as: "reviews2")
    var fields = [
      ("key", "xa-1-new"), ("state", "XA"), ("cycle", "first"), ("article", "46(21)"), ("kind", "challenge"), ("strength", "should"),
      ("text.en", "Name the grounds for refusal."), ("source", "executiveSummary"), ("themes", "refusalAndConsultation"),
    ]
    try await officer.submit("/reviews/new/finding", fields.filter { $0.0 != "text.en" && $0.0 != "cycle" })
    #expect(officer.status == .unprocessableContent && officer.body.contains("46(21)") && officer.body.contains("Fill this in."))
    try await officer.submit("/reviews/new/finding", fields)
    #expect(officer.location == "/reviews/records/finding/xa-1-new")
    try await officer.submit("/reviews/new/finding", fields)
    #expect(officer.status == .conflict && officer.body.contains("There is a record called xa-1-new already."))
    let url = "/reviews/records/finding/xa-1-new"
    #expect(try await visitor.get(url).status == .notFound)
    try await second.submit("\(url)/publish", [("version", "7")], from: url)
    #expect(second.status == .conflict)
    // Who wrote it does not publish it alone.
    try await officer.submit("\(url)/publish", [("version", "1")], from: url)
    #expect(officer.status == .forbidden && officer.body.contains("Another officer publishes it"))
    #expect(try await visitor.get(url).status == .notFound)
    try await second.submit("\(url)/publish", [("version", "1")], from: url)
    #expect(try await visitor.get(url).status == .ok)
    fields[6].1 = "Name all grounds for refusal."
    try await officer.submit("\(url)/edit", fields + [("version", "2")])
    #expect(officer.location == url)
    #expect(try await visitor.get(url).status == .notFound)
    try await officer.submit("\(url)/publish", [("version", "3")], from: url)
    #expect(officer.status == .forbidden)
    try await second.submit("\(url)/publish", [("version", "3")], from: url)
    try await officer.submit("\(url)/withhold", [("version", "4")], from: url)
    #expect(officer.status == .seeOther)
    #expect(try await visitor.get(url).status == .notFound)
    let history = try await officer.get("\(url)/history?lang=en").body
    #expect(history.contains("Version 5: withheld") && history.contains("<del>") && history.contains("Kira Solberg"))
  }

  @Test("Two officers who change one record at once: different fields both stay, the same one comes back with both texts")
  func twoOfficers() async throws {
    let officer = try await TestBrowser(try await Self.filled()).signIn(as: "reviews")
    let url = "/reviews/records/need/xa-need-1"
    func fields(_ text: String, _ provider: String) -> [(String, String)] {
      [
        ("state", "XA"), ("cycle", "first"), ("article", "46"), ("category", "capacityBuilding"), ("priority", "high"), ("text.en", text),
        ("provider", provider), ("status", "open"), ("consent.answer", "given"), ("consent.on", "2022-03-10"), ("version", "1"),
      ]
    }
    let text = "Training of judges and prosecutors in writing and executing requests."
    try await officer.submit("\(url)/edit", fields(text, "An academy"))
    #expect(officer.location == url)
    try await officer.submit("\(url)/edit", fields("Training of judges.", ""))
    #expect(officer.location == url)
    #expect(try await officer.get(url).body.contains("An academy") && officer.body.contains("Training of judges.<"))
    try await officer.submit("\(url)/edit", fields("Training of all.", ""))
    #expect(officer.status == .conflict)
    #expect(officer.body.contains("Training of all.") && officer.body.contains("Another officer wrote here: Training of judges."))
  }

  @Test("A file is looked through before it is taken in; a contradictory one, and one that changed meanwhile, is not")
  func importing() async throws {
    let officer = try await TestBrowser(try await Self.filled()).signIn(as: "reviews")
    let table = "need,state,cycle,category,priority,text.en,status\r\nxb-need-9,XB,first,other,low,A model register.,open\r\n"
    try await officer.submit("/reviews/import", [("file", table)])
    #expect(officer.body.contains("need/xb-need-9") && officer.body.contains("added"))
    let seen = try String(#require(officer.body.firstMatch(of: /name="seen" value="([0-9a-f]+)"/)).1)
    try await officer.submit("/reviews/import/confirm", [("file", table), ("seen", "0")], from: "/reviews/import")
    #expect(officer.status == .conflict)
    try await officer.submit("/reviews/import/confirm", [("file", table), ("seen", seen)], from: "/reviews/import")
    #expect(officer.location == "/reviews")
    #expect(try await officer.get("/reviews/records/need/xb-need-9").status == .ok)
    #expect(officer.body.contains("1 record was taken in."))
    try await officer.submit("/reviews/import", [("file", table)])
    #expect(officer.body.contains("Nothing would change"))
    let wrong = "action,finding,state,text.en,status\na,no-such,XB,A law.,planned\n"
    try await officer.submit("/reviews/import", [("file", wrong)])
    #expect(officer.body.contains("is neither in the file nor here") && !officer.body.contains("name=\"seen\""))
    try await officer.submit("/reviews/import", [("file", "need,colour\nx,y\n")])
    #expect(officer.status == .unprocessableContent && officer.body.contains("Line 1, column 2: colour is not known"))
    #expect(officer.body.contains("need,colour"))
  }
}
