// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Node
import StatisticsRules
import StatisticsService
import Testing
import Web

@Suite("Collections of figures on a secretariat's node") struct CollectionPagesTests {
  static let waiting = "/statistics/collections/00000000-0000-4000-8000-000000000602"
  static let answered = "/statistics/collections/00000000-0000-4000-8000-000000000601"

  private func officer(_ node: Node, _ name: String = "statistics") async throws -> TestBrowser {
    try await TestBrowser(node).signIn(as: name)
  }

  /// The form of a collection about last year that asks two States for two tables and what returns are compared by.
  private func form(_ changes: [String: String?] = [:]) -> [(String, String)] {
    let year = Calendar(identifier: .gregorian).component(.year, from: Date()) - 1
    let fields: [(String, String)] = [
      ("title.en", "Figures of a test"), ("from", "\(year)-01-01"), ("to", "\(year)-12-31"), ("deadline", "2999-01-01"),
      ("tables", "flows"), ("tables", "balance"), ("tables", "mirror"), ("asked", "XA"), ("asked", "XB"),
    ]
    return fields.compactMap { field in
      guard let change = changes[field.0] else { return field }
      return change.map { (field.0, $0) }
    }
  }

  private func opened(_ browser: TestBrowser) async throws -> String {
    try await browser.submit("/statistics/collections/new", form())
    let url = try #require(browser.location)
    try await browser.submit("\(url)/open", [("version", "1")], from: url)
    #expect(browser.location == url)
    return url
  }

  private func take(_ text: String, _ url: String, _ browser: TestBrowser, _ fields: [(String, String)] = []) async throws {
    try await browser.get("\(url)/take")
    let token = browser.body.firstMatch(of: /name="formToken" value="([^"]+)"/).map { String($0.1) } ?? ""
    var body = ""
    for (name, value) in [("formToken", token.replacingOccurrences(of: "&#39;", with: "'")), ("file", text)] + fields {
      body += "--B0\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
    }
    try await browser.send("\(url)/take", .post, body: body + "--B0--\r\n", type: "multipart/form-data; boundary=B0")
  }

  /// A return of a State to a collection of these tests: so many requests that came last year, all open.
  private func answer(_ state: String, to url: String, _ browser: TestBrowser, came: Int = 4, revision: Int = 1) async throws
    -> StatisticalReturn
  {
    try await browser.get("\(url)/questionnaire.json")
    let questionnaire = try QuestionnaireJSON.read(Data(browser.body.utf8))
    let book = try BuiltInCodebook.current()
    var figures = try Figures(questionnaire.tables, book)
    var request = CountedRequest()
    (request.unit, request.direction, request.kind) = (0, 0, 0)
    request.state = StateIndex(try #require(StateCode(state == "XA" ? "XB" : "XA")))
    request.receivedOn = DayIndex(questionnaire.period.from)
    figures.add(ContiguousArray(repeating: request, count: came))
    let reported = ReportedFigures(of: try #require(StateCode(state)), from: figures.tables(book), codebook: book)
    return StatisticalReturn(
      collection: questionnaire.id, revision: revision, reason: revision > 1 ? LocalText([.en: "A register was found."]) : LocalText(),
      figures: reported)
  }

  private func text(_ answer: StatisticalReturn) throws -> String { String(decoding: try ReturnJSON.bytes(answer), as: UTF8.self) }

  @Test("A draft says what is wrong with it and keeps what was typed; opened, it does not change any more")
  func draft() async throws {
    let browser = try await officer(try await demonstrationNode(of: "secretariat"))
    for (changes, said) in [
      (["title.en": nil], "Fill this in"),
      (["to": "\(Calendar(identifier: .gregorian).component(.year, from: Date()))-12-31"], "not over yet"),
      (["to": "1999-12-31"], "ends before it begins"),
      (["deadline": "2001-01-01"], "deadline has passed"), (["from": "yesterday"], "year-month-day"),
      (["asked": nil], "at least one State"),
      (["tables": nil], "at least one table"),
    ] as [([String: String?], String)] {
      try await browser.submit("/statistics/collections/new", form(changes))
      #expect(browser.status == .unprocessableContent && browser.body.contains(said), "\(said)")
      #expect(changes.keys.contains("title.en") || browser.body.contains("Figures of a test"))
    }
    let url = try await opened(browser)
    #expect(try await browser.get("\(url)/edit").status == .conflict)
    try await browser.submit("\(url)/open", [("version", "2")], from: url)
    #expect(browser.status == .conflict && browser.body.contains("no draft any more"))
  }

  @Test("Somebody else was faster: what was typed stays, and what is there now stands beside it")
  func stale() async throws {
    let browser = try await officer(try await demonstrationNode(of: "secretariat"))
    try await browser.submit("/statistics/collections/new", form())
    let url = try #require(browser.location)
    try await browser.submit("\(url)/edit", [("version", "1")] + form(["title.en": "Changed first"]))
    #expect(browser.location == url)
    try await browser.submit("\(url)/edit", [("version", "1")] + form(["title.en": "Typed second"]))
    #expect(browser.status == .conflict && browser.body.contains("Typed second") && browser.body.contains("Changed first"))
  }

  @Test("A return is taken in, counted as an answer, accepted or asked back; the same one twice and a wrong revision are refused")
  func returns() async throws {
    let browser = try await officer(try await demonstrationNode(of: "secretariat"))
    let url = try await opened(browser)
    let first = try await answer("XA", to: url, browser)
    try await take(try text(first), url, browser)
    #expect(browser.location == "\(url)/states/XA")
    #expect(try await browser.get(url).body.contains("Asked: 2. Answered: 1. In time: 1. Late: 0. Revised: 0."))
    try await take(try text(first), url, browser)
    #expect(browser.status == .conflict && browser.body.contains("The same return is here"))
    try await take(try text(try await answer("XA", to: url, browser, came: 5, revision: 3)), url, browser)
    #expect(browser.status == .conflict && browser.body.contains("version 2 is next"))
    var second = try await answer("XA", to: url, browser, came: 5, revision: 2)
    second.reason = LocalText()
    try await take(try text(second), url, browser)
    #expect(browser.status == .unprocessableContent && browser.body.contains("gives no reason"))
    try await browser.submit(
      "\(url)/states/XA/answer", [("revision", "1"), ("version", "1"), ("answer", "query")], from: "\(url)/states/XA")
    #expect(browser.status == .unprocessableContent && browser.body.contains("question is missing"))
    try await browser.submit(
      "\(url)/states/XA/answer", [("revision", "1"), ("version", "1"), ("answer", "query"), ("remark", "Are appeals in it?")],
      from: "\(url)/states/XA")
    #expect(try await browser.get("\(url)/states/XA").body.contains("Are appeals in it?"))
    second.reason = LocalText([.en: "A register was found."])
    try await take(try text(second), url, browser)
    try await browser.submit(
      "\(url)/states/XA/answer", [("revision", "1"), ("version", "2"), ("answer", "accept")], from: "\(url)/states/XA")
    #expect(browser.status == .conflict && browser.body.contains("newer return has come"))
    try await browser.submit(
      "\(url)/states/XA/answer", [("revision", "2"), ("version", "1"), ("answer", "accept")], from: "\(url)/states/XA")
    #expect(try await browser.get("\(url)/states/XA").body.contains("Earlier versions"))
    #expect(try await browser.get(url).body.contains("Revised: 1."))
    #expect(try await browser.get("\(url)/states/XA/1/return.json").body == (try text(first)))
  }

  @Test("What does not balance is refused as a whole, told on the page, and taken with a note")
  func balance() async throws {
    let browser = try await officer(try await demonstrationNode(of: "secretariat"))
    let url = try await opened(browser)
    var answer = try await answer("XB", to: url, browser)
    let place = try #require(answer.figures.tables.firstIndex { $0.spec.name == "balance" })
    answer.figures.tables[place]["total", "total", .closing] = .number(3)
    try await take(try text(answer), url, browser)
    #expect(browser.status == .unprocessableContent && browser.body.contains("is not the closing stock; difference: 1."))
    #expect(browser.body.contains("&quot;comity.return/1&quot;"))
    #expect(try await browser.get("\(url)/states/XB").body.contains("Nothing has come"))
    answer.figures.tables[place].note = LocalText([.en: "One request stands in two registers."])
    try await take(try text(answer), url, browser)
    #expect(browser.location == "\(url)/states/XB")
    #expect(try await browser.get("\(url)/states/XB").body.contains("One request stands in two registers."))
  }

  @Test("What is no return, of a State that was not asked or of another collection is not taken in")
  func foreign() async throws {
    let browser = try await officer(try await demonstrationNode(of: "secretariat"))
    let url = try await opened(browser)
    for (text, said) in [("", "nothing to read"), ("{\"format\":1}", "cannot be read"), ("a,b\r\n1,2\r\n", "Fill this in")] {
      try await take(text, url, browser)
      #expect(browser.status == .unprocessableContent && browser.body.contains(said), "\(said)")
    }
    try await take(try text(try await answer("XC", to: url, browser)), url, browser)
    #expect(browser.status == .unprocessableContent && browser.body.contains("was not asked"))
    try await take(try text(try await answer("XA", to: url, browser)), Self.waiting, browser)
    #expect(browser.status == .unprocessableContent && browser.body.contains("answers another collection"))
  }

  @Test("Typed figures wait for a second officer, and count for nothing until then")
  func typed() async throws {
    let node = try await demonstrationNode(of: "secretariat")
    let browser = try await officer(node)
    let url = try await opened(browser)
    try await browser.get("\(url)/states/XB/type")
    let names = browser.body.matches(of: /name="([a-z0-9-]+\|[^"]+)" class="short"/).map { String($0.1) }
    #expect(names.count > 20)
    let zeros = names.map { ($0, "0") }
    try await browser.submit("\(url)/states/XB/type", [(names[0], "many")] + zeros.dropFirst())
    #expect(browser.status == .unprocessableContent && browser.body.contains("value=\"many\"") && browser.body.contains("whole number"))
    try await browser.submit("\(url)/states/XB/type", Array(zeros.dropFirst()))
    #expect(browser.status == .unprocessableContent && browser.body.contains("no note says why"))
    try await browser.submit("\(url)/states/XB/type", zeros)
    #expect(browser.location == "\(url)/states/XB")
    #expect(try await browser.get(url).body.contains("Answered: 0."))
    try await browser.submit("\(url)/states/XB/confirm", [("revision", "1"), ("version", "1")], from: "\(url)/states/XB")
    #expect(browser.status == .forbidden && browser.body.contains("Another officer confirms"))
    let other = try await officer(node, "statistics2")
    try await other.submit("\(url)/states/XB/confirm", [("revision", "1"), ("version", "1")], from: "\(url)/states/XB")
    #expect(other.location == "\(url)/states/XB")
    #expect(try await other.get(url).body.contains("Answered: 1."))
  }

  @Test("Reminders are due from those alone that have not answered, in six languages, and each is recorded")
  func reminders() async throws {
    let browser = try await officer(try await demonstrationNode(of: "secretariat"))
    try await browser.get("\(Self.answered)/reminders")
    #expect(browser.body.contains("<h2>Cascadia</h2>") || browser.body.contains("Not reminded yet"))
    #expect(browser.body.matches(of: /Not reminded yet/).count == 1 && browser.body.contains("Просим направить"))
    #expect(try await browser.get("\(Self.answered)/states/XC/reminder.txt").body.contains("Veuillez les communiquer"))
    try await browser.submit("\(Self.answered)/reminders", [("state", "XA")])
    #expect(browser.status == .conflict && browser.body.contains("Nothing is due"))
    try await browser.submit("\(Self.answered)/reminders", [("state", "XC")])
    #expect(try await browser.get("\(Self.answered)/reminders").body.contains("Reminded:"))
    #expect(try await browser.get("\(Self.answered)/coverage.csv").body.contains("XC"))
  }

  @Test("The mirror check shows where two States agree and by how much they differ; a closed collection takes nothing")
  func mirror() async throws {
    let browser = try await officer(try await demonstrationNode(of: "secretariat"))
    try await browser.get("\(Self.answered)/mirror")
    #expect(browser.body.contains("Compared: 2. Agree: 1. Differ: 1. One side silent: 0."))
    #expect(browser.body.contains("They differ by 1") && browser.body.contains("directly to a court"))
    let csv = try await browser.get("\(Self.answered)/mirror.csv").body
    #expect(csv.contains("XA,XB,criminalAssistance,3,2,differ,-1,directContacts;dayOfSending"))
    #expect(csv.contains("XB,XA,total,2,2,agree,,"))
    for language in Language.allCases {
      for page in ["", "/mirror?all=yes", "/take", "/reminders", "/states/XA", "/states/XC/type"] {
        try await browser.get("\(Self.answered)\(page)\(page.contains("?") ? "&" : "?")lang=\(language.rawValue)")
        #expect(browser.status == .ok && !browser.body.contains("⟦"), "\(page) \(language)")
      }
    }
    try await browser.get("\(Self.answered)?lang=en")
    let late = try await answer("XC", to: Self.answered, browser)
    try await browser.submit("\(Self.answered)/close", [("version", "1")], from: Self.answered)
    try await take(try text(late), Self.answered, browser)
    #expect(browser.status == .conflict && browser.body.contains("takes nothing now"))
  }

  @Test("Nobody but statistics officers sees a collection")
  func doors() async throws {
    let node = try await demonstrationNode(of: "secretariat")
    for path in ["/statistics/collections", Self.answered, "\(Self.answered)/mirror.csv", "\(Self.answered)/states/XA"] {
      #expect(try await officer(node, "meetings").get(path).status == .forbidden, "\(path)")
      #expect(try await TestBrowser(node).get(path).status != .ok, "\(path)")
    }
  }
}
