// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Node
import Testing

@Suite("The writer's pages") struct WritingPagesTests {
  /// A node on which the drafter has begun a request to Borealia.
  func begun() async throws -> (node: Node, drafter: TestBrowser, url: String) {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    try await drafter.submit("/requests/new", [("requestedState", "XB"), ("language", "en")])
    return (node, drafter, try #require(drafter.location))
  }

  func sample(_ name: String) throws -> String {
    try String(contentsOf: root.appending(path: "Samples/\(name).yaml"), encoding: .utf8)
  }

  func imported(_ browser: TestBrowser, _ name: String = "bank-records") async throws -> String {
    try await browser.submit("/requests/import", [("file", try sample(name))])
    return try #require(browser.location)
  }

  func version(_ browser: TestBrowser) -> String {
    browser.body.firstMatch(of: /name="version" value="(\d+)"/).map { String($0.1) } ?? ""
  }

  @Test("What the directory knows of both authorities stands in a new draft")
  func prefilled() async throws {
    let (_, drafter, url) = try await begun()
    #expect(try await drafter.get("\(url)/sections/authority").body.contains("cooperation@arcadia.example"))
    #expect(try await drafter.get("\(url)/sections/parties").body.contains("<option value=\"direct\" selected>"))
  }

  @Test("A draft of another kind has its own authority, sections and name, and no form of a request for assistance")
  func otherKind() async throws {
    let drafter = try await TestBrowser(try await demonstrationNode()).signIn(as: "drafter")
    try await drafter.submit("/requests/new", [("kind", "extradition"), ("requestedState", "XB"), ("language", "en")])
    let url = try #require(drafter.location)
    try await drafter.get(url)
    #expect(drafter.body.contains("Request for extradition to Borealia") && drafter.body.contains("\(url)/sections/courtDecision"))
    #expect(!drafter.body.contains("\(url)/sections/items"))
    #expect(try await drafter.get("\(url)/sections/parties").body.contains("<option value=\"diplomatic\" selected>"))
    let basis = try await drafter.get("\(url)/sections/legalBasis").body
    #expect(basis.contains("Where the person is not a national") && !basis.contains("otherTreatyWithElection"))
    #expect(try await drafter.get("\(url)/sections/items").status == .notFound)
    try await drafter.submit("\(url)/sections/items", [("measure", "bankRecords")], from: "\(url)/sections/facts")
    #expect(drafter.status == .notFound)
    #expect(try await drafter.get("/requests").body.contains("Request for extradition to Borealia"))
  }

  @Test("A draft needs a requested State to begin, and what was chosen stays")
  func noState() async throws {
    let drafter = try await TestBrowser(try await demonstrationNode()).signIn(as: "drafter")
    try await drafter.submit("/requests/new", [("requestedState", ""), ("language", "ru")])
    #expect(drafter.status == .unprocessableContent)
    #expect(drafter.body.contains("Choose the State you ask."))
    #expect(drafter.body.contains("<option value=\"ru\" selected>"))
  }

  @Test(
    "A field that cannot be read is told beside the field, and everything typed stays",
    arguments: [
      ("urgency", "urgency.deadlineOn", "next week", "This is no day."),
      ("parties", "requestedState", "Borealia", "This is none of the choices."),
      ("languages", "language", "de", "This is none of the choices."),
      ("legalBasis", "legalBasis.kind", "custom", "This is none of the choices."),
    ])
  func unreadable(section: String, field: String, typed: String, message: String) async throws {
    let (_, drafter, url) = try await begun()
    let page = "\(url)/sections/\(section)"
    let kept = [
      "urgency": ("urgency.reason", "The limitation period ends"), "parties": ("reference", "XA-9"), "languages": ("translation", "fr"),
    ][section]
    try await drafter.submit(page, [("version", "1"), (field, typed)] + (kept.map { [$0] } ?? []))
    #expect(drafter.status == .unprocessableContent)
    #expect(drafter.body.contains(message))
    if let kept, section != "languages" { #expect(drafter.body.contains(kept.1)) }
    #expect(try await drafter.get(page).body.contains("name=\"version\" value=\"1\""))
  }

  @Test("Hostile text is text: markup, bidirectional controls and a hundred thousand characters stay what they are")
  func hostile() async throws {
    let (_, drafter, url) = try await begun()
    let facts = "<script>alert(1)</script> \u{202E}gnp.exe\u{202C} " + String(repeating: "long ", count: 20_000)
    try await drafter.submit("\(url)/sections/facts", [("version", "1"), ("facts", facts)])
    #expect(drafter.status == .seeOther)
    try await drafter.get("\(url)/review")
    #expect(!drafter.body.contains("<script>"))
    #expect(drafter.body.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(drafter.body.utf8.count > 100_000)
  }

  @Test("Names of five hundred characters in an authority, a signatory and a person stand whole in the draft and in its letter")
  func longNames() async throws {
    let drafter = try await TestBrowser(try await demonstrationNode()).signIn(as: "drafter")
    var text = try sample("bank-records")
    let long = { (letter: String) in String(repeating: letter, count: 500) }
    for (number, match) in text.matches(of: /(?m)^( +(?:- )?name: ).*$/).reversed().enumerated() {
      text.replaceSubrange(match.range, with: "\(match.1)\"\(long("abcdefghij".map { String($0) }[number]))\"")
    }
    let count = text.matches(of: /([a-j])\1{499}/).count
    #expect(count > 2)
    try await drafter.submit("/requests/import", [("file", text)])
    let url = try #require(drafter.location)
    for page in ["\(url)/review", "\(url)/request.json", "\(url)/letter/file?first=en&second=fr&as=html"] {
      try await drafter.get(page)
      #expect(Set(drafter.body.matches(of: /([a-j])\1{499,}/).map { $0.0.count }) == [500], "\(page)")
      #expect(Set(drafter.body.matches(of: /([a-j])\1{499}/).map { String($0.1) }).count == count, "\(page)")
    }
  }

  @Test("Two officers who change different fields both win; the same field is shown to the second with both texts")
  func twoOfficers() async throws {
    let (node, first, url) = try await begun()
    let second = try await TestBrowser(node).signIn(as: "drafter2")
    let page = "\(url)/sections/proceeding"
    func fields(_ number: String, _ subject: String) -> [(String, String)] {
      [("version", "1"), ("proceeding.caseNumber", number), ("proceeding.subject", subject)]
    }
    try await first.submit(page, fields("A-1", ""))
    try await second.submit(page, fields("", "Bribery"))
    #expect(second.status == .seeOther)
    try await first.get(page)
    #expect(first.body.contains("A-1") && first.body.contains("Bribery"))
    try await second.submit(page, fields("B-2", "Bribery of an official"))
    #expect(second.status == .conflict)
    #expect(second.body.contains("value=\"B-2\"") && second.body.contains("A-1"))
    let version = version(second)
    try await second.submit(
      page, [("version", version), ("proceeding.caseNumber", "B-2"), ("proceeding.subject", "Bribery of an official")])
    #expect(second.status == .seeOther)
    #expect(try await first.get("\(url)/versions/2").body.contains("A-1"))
  }

  @Test("An element that another officer took out is not lost when somebody still writes in it")
  func removedMeanwhile() async throws {
    let (node, first, url) = try await begun()
    let second = try await TestBrowser(node).signIn(as: "drafter2")
    try await first.submit("\(url)/sections/persons", [])
    let person = try #require(first.location)
    try await second.get(person)
    let seen = version(second)
    try await first.submit("\(person)/remove", [("version", seen)], from: person)
    #expect(first.status == .seeOther)
    try await second.submit(person, [("version", seen), ("name", "Tomas Verrin")], from: "\(url)/sections/facts")
    #expect(second.status == .seeOther)
    #expect(try await second.get("\(url)/sections/persons").body.contains("Tomas Verrin"))
  }

  @Test("What somebody changed meanwhile is not taken out by who saw it before")
  func removeChanged() async throws {
    let (node, first, url) = try await begun()
    let second = try await TestBrowser(node).signIn(as: "drafter2")
    try await first.submit("\(url)/sections/persons", [])
    let person = try #require(first.location)
    try await second.get(person)
    let seen = version(second)
    try await first.submit(person, [("version", seen), ("name", "Ilse Marand")])
    try await second.submit("\(person)/remove", [("version", seen)], from: person)
    #expect(second.status == .conflict)
    #expect(try await second.get(person).body.contains("Ilse Marand"))
  }

  @Test(
    "What was typed while a colleague handed the request over or put it aside is shown with the reason", arguments: ["submit", "discard"])
  func typedTooLate(act: String) async throws {
    let node = try await demonstrationNode()
    let first = try await TestBrowser(node).signIn(as: "drafter")
    let second = try await TestBrowser(node).signIn(as: "drafter2")
    let url = try await imported(first)
    let page = "\(url)/sections/proceeding"
    try await second.get(page)
    try await first.submit("\(url)/\(act)", [("version", "1")], from: url)
    #expect(first.status == .seeOther)
    try await second.submit(
      page, [("version", "1"), ("proceeding.nature", "civil"), ("proceeding.subject", "<b>Three hours of work"), ("then", "next")],
      from: "/requests/new")
    #expect(second.status == .conflict)
    #expect(second.body.contains("&lt;b&gt;Three hours of work") && second.body.contains("The request cannot be changed now"))
    #expect(second.body.contains("civil") && !second.body.contains("formToken</dt>"))
    try await first.get("\(url)/versions/1")
    #expect(!first.body.contains("Three hours of work"))
  }

  @Test("What was typed for an element that the request does not have is shown with the reason")
  func typedForNothing() async throws {
    let (_, drafter, url) = try await begun()
    try await drafter.submit("\(url)/sections/persons/p7", [("version", "1"), ("name", "Ilse Marand")], from: "\(url)/sections/facts")
    #expect(drafter.status == .notFound)
    #expect(drafter.body.contains("Ilse Marand") && drafter.body.contains("\(url)/sections/persons"))
  }

  @Test("A request that is blocked is not handed over; each finding leads to its form")
  func blocked() async throws {
    let (_, drafter, url) = try await begun()
    try await drafter.submit("\(url)/submit", [("version", "1")], from: url)
    #expect(drafter.status == .conflict)
    #expect(drafter.body.contains("\(url)/sections/facts#field-facts"))
  }

  @Test("Nobody approves what they have written, not even with both roles; a second officer does")
  func fourEyes() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let url = try await imported(drafter)
    try await drafter.submit("\(url)/submit", [("version", "1")], from: url)
    #expect(drafter.status == .seeOther)
    try await drafter.submit("\(url)/approve", [("digest", "x")], from: url)
    #expect(drafter.status == .forbidden)

    let administrator = try await TestBrowser(node).signIn(as: "administrator")
    let list = try await administrator.get("/administration/officers").body
    let account = try #require(list.firstMatch(of: /href="(\/administration\/officers\/[0-9a-f-]+)">Chen Okafor/)?.1)
    try await administrator.submit(
      String(account),
      [
        ("version", "1"), ("name", "Chen Okafor"), ("signInName", "approver"), ("roles", "drafter"), ("roles", "approver"),
        ("standing", "active"),
      ])
    let both = try await TestBrowser(node).signIn(as: "approver")
    try await both.submit("\(url)/take-back", [], from: url)
    try await both.submit("\(url)/sections/purpose", [("version", "3"), ("purpose", "Evidence for the trial.")])
    #expect(both.status == .seeOther)
    try await both.submit("\(url)/submit", [("version", "4")], from: url)
    #expect(try await both.get(url).body.contains("A second officer must approve"))
    let digest = String(repeating: "0", count: 64)
    try await both.submit("\(url)/approve", [("digest", digest)], from: url)
    #expect(both.status == .forbidden)
    #expect(both.body.contains("writing.own-work"))
  }

  @Test("An approver gives back with a reason, and not without")
  func giveBack() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let url = try await imported(drafter)
    try await drafter.submit("\(url)/submit", [("version", "1")], from: url)
    #expect(try await drafter.get("\(url)/sections/facts").location == url)
    let approver = try await TestBrowser(node).signIn(as: "approver")
    try await approver.submit("\(url)/return", [("reason", " ")], from: url)
    #expect(approver.status == .unprocessableContent)
    try await approver.submit("\(url)/return", [("reason", "Name the second account.")], from: url)
    #expect(approver.status == .seeOther)
    #expect(try await drafter.get(url).body.contains("Name the second account."))
    #expect(try await drafter.get("\(url)/sections/facts").status == .ok)
  }

  @Test("The reason of a return stays in the history when the request is handed over again")
  func reasonOfReturn() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let url = try await imported(drafter)
    try await drafter.submit("\(url)/submit", [("version", "1")], from: url)
    let approver = try await TestBrowser(node).signIn(as: "approver")
    try await approver.submit("\(url)/return", [("reason", "Name the second account.")], from: url)
    try await drafter.submit("\(url)/submit", [("version", "3")], from: url)
    #expect(drafter.status == .seeOther)
    #expect(!(try await drafter.get(url).body.contains("Name the second account.")))
    #expect(try await drafter.get("\(url)/versions").body.matches(of: /Name the second account\./).count == 1)
  }

  @Test("What blocks on the day of approval is shown to the approver, each finding with the place where it is read")
  func notReadyAnyMore() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let url = try await imported(drafter)
    try await drafter.submit("\(url)/submit", [("version", "1")], from: url)
    let editor = try await TestBrowser(node).signIn(as: "editor")
    try await editor.submit(
      "/directory/authorities/00000000-0000-4000-8000-000000000011/edit/channels",
      [("version", "1"), ("requirements.languages", "ru")])
    #expect(editor.status == .seeOther)
    let approver = try await TestBrowser(node).signIn(as: "approver")
    let digest = try #require(try await approver.get(url).body.firstMatch(of: /name="digest" value="([0-9a-f]{64})"/)?.1)
    try await approver.submit("\(url)/approve", [("digest", String(digest))], from: url)
    #expect(approver.status == .conflict)
    #expect(approver.body.contains("language-not-accepted"))
    #expect(approver.body.contains("href=\"\(url)/review#read-languages\""))
    #expect(try await approver.get("\(url)/review").body.contains("id=\"read-languages\""))
  }

  @Test("A finding names its field, and an approver is led to the element it is about")
  func findingsInReading() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let text = try sample("bank-records").replacing(
      "    sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n", with: "")
    try await drafter.submit("/requests/import", [("file", text)])
    let url = try #require(drafter.location)
    #expect(try await drafter.get("\(url)/findings").body.contains("Annexes · Annex 2: digest (SHA-256)"))
    try await drafter.submit("\(url)/submit", [("version", "1")], from: url)
    let approver = try await TestBrowser(node).signIn(as: "approver")
    try await approver.get(url)
    #expect(approver.body.contains("Annexes · Annex 2: digest (SHA-256)"))
    #expect(approver.body.contains("href=\"#read-annexes-2\"") && approver.body.contains("id=\"read-annexes-2\""))
    #expect(try await approver.get("\(url)/findings").body.contains("href=\"\(url)/review#read-annexes-2\""))
  }

  @Test("Who is at work in a section is told on the task list and on the list of requests, to others alone")
  func atWork() async throws {
    let (node, first, url) = try await begun()
    let second = try await TestBrowser(node).signIn(as: "drafter2")
    #expect(!(try await first.get(url).body.contains("At work now")))
    try await second.get("\(url)/sections/purpose")
    try await second.get("\(url)/sections/facts")
    #expect(try await first.get(url).body.matches(of: /At work now: Bo Marchetti/).count == 1)
    #expect(try await first.get("/requests").body.contains("At work now: Bo Marchetti (Facts)"))
    #expect(try await first.get("/").body.contains("At work now: Bo Marchetti (Facts)"))
    #expect(!(try await second.get("/requests").body.contains("At work now: Bo")))
  }

  @Test("An approved request says on its letter whom it went to that day, and cannot be changed")
  func approved() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let url = try await imported(drafter)
    try await drafter.submit("\(url)/submit", [("version", "1")], from: url)
    let approver = try await TestBrowser(node).signIn(as: "approver")
    let digest = try #require(try await approver.get(url).body.firstMatch(of: /name="digest" value="([0-9a-f]{64})"/)?.1)
    try await approver.submit("\(url)/approve", [("digest", String(repeating: "0", count: 64))], from: url)
    #expect(approver.status == .conflict)
    try await approver.submit("\(url)/approve", [("digest", String(digest))], from: url)
    #expect(approver.status == .seeOther)
    try await approver.get("\(url)/letter/file?first=en&second=zh&as=html")
    #expect(approver.body.contains(String(digest)))
    #expect(approver.body.contains("Port Boreal"))
    #expect(!approver.body.contains("Draft: not ready"))
    #expect(try await approver.get("\(url)/letter/file?first=en&second=en&as=html").status == .unprocessableContent)
    try await drafter.submit("\(url)/sections/facts", [("version", "3"), ("facts", "Other facts")], from: "/requests/new")
    #expect(drafter.status == .conflict)
  }

  @Test("A supplementary request shows what differs; a copy begins without reference")
  func supplementAndCopy() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let url = try await imported(drafter)
    try await drafter.submit("\(url)/supplement", [], from: url)
    #expect(drafter.status == .conflict)
    try await drafter.submit("\(url)/submit", [("version", "1")], from: url)
    let approver = try await TestBrowser(node).signIn(as: "approver")
    let digest = try #require(try await approver.get(url).body.firstMatch(of: /name="digest" value="([0-9a-f]{64})"/)?.1)
    try await approver.submit("\(url)/approve", [("digest", String(digest))], from: url)
    try await drafter.submit("\(url)/supplement", [], from: url)
    let added = try #require(drafter.location)
    try await drafter.submit("\(added)/sections/purpose", [("version", "1"), ("purpose", "Evidence for the second trial.")])
    let letter = try await drafter.get("\(added)/letter/file?first=en&second=fr&as=html").body
    #expect(letter.contains("Evidence for the second trial.") && letter.contains("XA-MLA-2026-0147"))
    #expect(!letter.contains("dredging contract"))
    let review = try await drafter.get("\(added)/review").body
    #expect(review.contains("parts as in the earlier request") && review.contains("Evidence for the second trial."))
    try await drafter.submit("\(added)/sections/items/i1/remove", [("version", "2")])
    let withdrawn = try await drafter.get("\(added)/review").body
    #expect(withdrawn.contains("Withdrawn: Item 1: bank and financial records"))
    #expect(try await drafter.get("\(added)/letter/file?first=en&second=fr&as=html").body.contains("Withdrawn: Item i1"))
    let chinese = try await drafter.get("\(added)/letter/file?first=en&second=zh&as=html").body
    let styleURL = try #require(chinese.firstMatch(of: /href="(\/assets\/letter-[^"]+)"/)?.1)
    let style = try await drafter.get(String(styleURL)).body
    #expect(style.contains("page ") && style.contains("counter(pages)") && style.contains("第"))
    try await drafter.submit("\(url)/copy", [], from: url)
    let copy = try #require(drafter.location)
    #expect(!(try await drafter.get("\(copy)/sections/parties").body.contains("XA-MLA-2026-0147")))
  }

  @Test("A file is refused with its line and what is wrong, and stays in the form")
  func refusedFile() async throws {
    let drafter = try await TestBrowser(try await demonstrationNode()).signIn(as: "drafter")
    let text = try sample("civil").replacing("facts:", with: "fakts:")
    try await drafter.submit("/requests/import", [("file", text)])
    #expect(drafter.status == .unprocessableContent)
    #expect(drafter.body.contains("fakts"))
    #expect(drafter.body.contains("Line "))
  }

  @Test("Everything that is wrong in a file is told with its line, in the words of the command line")
  func everyIssueOfAFile() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    try await drafter.submit("/requests/import", [("file", "format: 1\nfact: x\npurpos: y\n")])
    #expect(drafter.status == .unprocessableContent)
    #expect(drafter.body.contains("Line 2, column 1: fact is not known; check the spelling."))
    #expect(drafter.body.contains("Line 3, column 1: purpos is not known; check the spelling."))
    try await drafter.submit("/requests/import", [("file", "format: 1\nitems:\n  - {id: a/b, measure: {type: freezing}}\n")])
    #expect(drafter.body.contains("items[0].id must be a short name"))
  }

  @Test("A program is told every issue of a request at its path; a short name that is there twice is a conflict")
  func issuesForPrograms() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let tomorrow = Date().addingTimeInterval(2 * 86_400).formatted(.iso8601.year().month().day())
    try await drafter.submit("/account/tokens", [("tokenName", "case register"), ("endsOn", tomorrow)], from: "/account")
    let token = String(try #require(drafter.body.firstMatch(of: />([A-Za-z0-9_-]{43})</)?.1))
    let program = TestBrowser(node)
    try await program.send("/api/requests", .post, body: "{\"format\":1,\"fact\":1,\"purpos\":2}", bearer: token)
    #expect(program.status == .unprocessableContent)
    #expect(program.body.contains("\"field\":\"fact\"") && program.body.contains("\"field\":\"purpos\""))
    try await program.send(
      "/api/requests", .post, body: "{\"format\":1,\"persons\":[{\"id\":\"p1\"},{\"id\":\"p1\"}]}", bearer: token)
    #expect(program.status == .conflict)
    #expect(program.body.contains("persons[1].id is the short name of another element already."))
  }

  @Test("The bridge sheet is attached with its digest and can be read by whoever reads the draft")
  func bridgeSheet() async throws {
    let (_, drafter, url) = try await begun()
    try await drafter.submit("\(url)/bridge-sheet", [], from: "\(url)/sections/annexes")
    #expect(drafter.location == "\(url)/sections/annexes")
    let review = try await drafter.get("\(url)/review").body
    let file = try #require(review.firstMatch(of: /href="(\/requests\/[0-9a-f-]+\/files\/[0-9a-f]{64})"/)?.1)
    #expect(try await drafter.get(String(file)).body.contains("Borealia"))
    #expect(try await drafter.get("\(url)/files/\(String(repeating: "0", count: 64))").status == .notFound)
  }

  @Test("A copy keeps the bridge sheet and names those who wrote it; a sheet that is not kept here is no link")
  func bridgeSheetOfCopy() async throws {
    let (node, drafter, url) = try await begun()
    try await drafter.submit("\(url)/bridge-sheet", [], from: "\(url)/sections/annexes")
    let second = try await TestBrowser(node).signIn(as: "drafter2")
    try await second.submit("\(url)/copy", [], from: url)
    let copy = try #require(second.location)
    let review = try await second.get("\(copy)/review").body
    let file = try #require(review.firstMatch(of: /href="(\/requests\/[0-9a-f-]+\/files\/[0-9a-f]{64})"/)?.1)
    #expect(file.hasPrefix(copy))
    #expect(try await second.get(String(file)).status == .ok)
    #expect(try await second.get(copy).body.contains("Ada Lindqvist and Bo Marchetti"))
    let text = try sample("bank-records").replacing("kind: evidence", with: "kind: bridgeSheet")
    try await second.submit("/requests/import", [("file", text)])
    let other = try #require(second.location)
    #expect(!(try await second.get("\(other)/review").body.contains("\(other)/files/")))
  }

  @Test("Every page of a draft is complete in six languages", arguments: Language.allCases)
  func languages(language: Language) async throws {
    let drafter = try await TestBrowser(try await demonstrationNode()).signIn(as: "drafter")
    let url = try await imported(drafter, "freezing")
    let sections = [
      "parties", "legalBasis", "languages", "authority", "proceeding", "offences", "facts", "persons", "items", "purpose", "urgency",
      "confidentiality", "undertakings", "annexes",
    ]
    let pages =
      ["", "/findings", "/review", "/versions", "/versions/1", "/letter"] + sections.map { "/sections/\($0)" } + [
        "/sections/items/i1", "/sections/persons/p1", "/sections/offences/1", "/sections/annexes/1",
      ]
    for page in pages.map({ url + $0 }) + ["/requests", "/requests/new", "/requests/import", "/account", "/account/second-factor", "/"] {
      try await drafter.get("\(page)?lang=\(language.rawValue)")
      #expect(drafter.status == .ok, "\(page)")
      #expect(!drafter.body.contains("⟦"), "\(page) \(language) \(drafter.body.firstMatch(of: /⟦[^⟧]*⟧/).map { String($0.0) } ?? "")")
    }
  }
}
