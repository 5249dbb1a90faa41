// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Node
import TestKit
import Testing
import Web

@Suite("Documents of meetings") struct MeetingDocumentTests {
  private static let documents = "/meetings/documents"

  private func filled() async throws -> (node: Node, officer: TestBrowser) {
    let node = try await demonstrationNode(of: "secretariat")
    try await node.fillDemonstration(sampleMeetings: [root.appending(path: "Samples/meetings/eg1-7.yaml")])
    return (node, try await TestBrowser(node).signIn(as: "meetings"))
  }

  /// The address of the document whose symbol a list shows.
  private func address(of symbol: String, _ browser: TestBrowser) async throws -> String {
    let body = try await browser.get("\(Self.documents)?q=\(symbol.replacing("/", with: "%2F"))").body
    let links = body.matches(of: /href="(\/meetings\/documents\/[0-9a-f-]{36})"><bdi[^>]*>([^<]+)</)
    return String(try #require(links.first { String($0.2) == symbol }).1)
  }

  private func value(_ name: String, _ browser: TestBrowser) -> String {
    browser.body.matches(of: /name="([^"]+)" value="([^"]*)"/).first { $0.1 == name }.map { String($0.2) } ?? ""
  }

  /// What a field of several lines holds.
  private func typed(_ name: String, _ browser: TestBrowser) -> String {
    browser.body.matches(of: /<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</).first { $0.1 == name }
      .map { String($0.2).replacing("&#39;", with: "'").replacing("&quot;", with: "\"").replacing("&amp;", with: "&") } ?? ""
  }

  private func entered(_ officer: TestBrowser, _ fields: [(String, String)]) async throws -> String {
    try await officer.submit("\(Self.documents)/new", [("kind", "secretariatNote"), ("title.en", "Note")] + fields)
    #expect(officer.status == .seeOther, "\(officer.body.suffix(3000))")
    return try #require(officer.location)
  }

  @Test("The list is in the order of symbols, is filtered, and is searched in any of six languages")
  func list() async throws {
    let (node, _) = try await filled()
    let reader = TestBrowser(node)
    func symbols(_ query: String) async throws -> [String] {
      try await reader.get(Self.documents + query).body.matches(of: /<bdi class="symbol" dir="ltr">([^<]+)</).map { String($0.1) }
    }
    #expect(
      try await symbols("") == [
        "CAC/COSP/EG.1/2017/3", "CAC/COSP/EG.1/2018/1", "CAC/COSP/EG.1/2018/2", "CAC/COSP/EG.1/2018/3", "CAC/COSP/IRG/2017/CRP.2",
      ])
    #expect(try await symbols("?kind=statistics") == ["CAC/COSP/EG.1/2018/3"])
    #expect(try await symbols("?year=2017&body=eg1") == ["CAC/COSP/EG.1/2017/3"])
    #expect(try await symbols("?meeting=eg1-6") == ["CAC/COSP/EG.1/2017/3"])
    #expect(try await symbols("?q=%E7%BB%9F%E8%AE%A1%E4%BF%A1%E6%81%AF") == ["CAC/COSP/EG.1/2018/3"])
    #expect(try await symbols("?q=eg.1%2F2018%2F2") == ["CAC/COSP/EG.1/2018/2"])
    #expect(try await symbols("?q=nothing-of-the-kind").isEmpty)
  }

  @Test("A document’s page has its masthead, the items that list it and links that tell nobody where the reader comes from")
  func page() async throws {
    let (node, _) = try await filled()
    let reader = TestBrowser(node)
    let url = try await address(of: "CAC/COSP/EG.1/2018/2", reader)
    let page = try await reader.get("\(url)?lang=ar").body
    #expect(page.contains("<bdi class=\"symbol\" dir=\"ltr\">CAC/COSP/EG.1/2018/2</bdi>"))
    #expect(page.contains("https://documents.un.org/api/symbol/access?s=CAC/COSP/EG.1/2018/2&amp;l=ar&amp;t=pdf\" rel=\"noreferrer\""))
    let english = try await reader.get("\(url)?lang=en").body
    #expect(english.contains("Items that list it") && english.contains("href=\"/meetings/eg1-7\""))
    // An inferred symbol is not yet an address anywhere.
    let inferred = try await reader.get(try await address(of: "CAC/COSP/EG.1/2018/1", reader)).body
    #expect(inferred.contains("symbol inferred") && !inferred.contains("documents.un.org"))
    #expect(try await reader.get("\(Self.documents)/7f2c9d9e-0000-4000-8000-000000000000").status == .notFound)
    #expect(try await reader.get("\(Self.documents)/x").status == .notFound)
  }

  @Test("A restricted document is in no list and at no address for the public, its files included; an officer sees it marked")
  func restricted() async throws {
    let (node, officer) = try await filled()
    let url = try await entered(
      officer, [("symbol", "CAC/COSP/EG.1/2018/R.1"), ("distribution", "restricted"), ("title.fr", "Rapport secret"), ("meeting", "")])
    try await officer.submit(
      "\(url)/expressions/new", [("version", "1"), ("edition", "original"), ("language", "en")], file: ("file", "secret.txt", "abc"))
    #expect(officer.status == .seeOther)
    let file = "\(url)/files/\(UploadSite.abc)"
    #expect(try await officer.get(file).body == "abc")
    #expect(try await officer.get("\(Self.documents)?q=secret").body.contains("EG.1/2018/R.1"))
    for who in [nil, "keeper"] {
      let browser = TestBrowser(node)
      if let who { try await browser.signIn(as: who) }
      for address in [url, file, "\(url)/edit", "\(url)/parity"] {
        #expect([.notFound, .forbidden, .seeOther].contains(try await browser.get(address).status), "\(address)")
        #expect(!browser.body.contains("abc") && !browser.body.contains("R.1"))
      }
      #expect(try await browser.get(url).status == .notFound)
      #expect(try await browser.get(file).status == .notFound)
      #expect(!(try await browser.get("\(Self.documents)?q=secret").body.contains("EG.1/2018/R.1")))
    }
  }

  @Test("Files are for everybody when distribution is general, and for officers alone when it is limited; none is shown as a page")
  func files() async throws {
    let (node, officer) = try await filled()
    let reader = TestBrowser(node)
    for (symbol, distribution, status) in [
      ("CAC/COSP/EG.1/2018/4", "general", HTTPResponse.Status.ok), ("CAC/COSP/EG.1/2018/L.2", "limited", .notFound),
    ] {
      let url = try await entered(officer, [("symbol", symbol), ("distribution", distribution)])
      try await officer.submit(
        "\(url)/expressions/new", [("version", "1"), ("edition", "original"), ("language", "fr"), ("wordCount", "1 200")],
        file: ("file", "note.html", "<script>abc</script>"))
      #expect(officer.status == .seeOther)
      let page = try await officer.get(url).body
      let file = try #require(page.firstMatch(of: /href="(\/meetings\/documents\/[^"]+\/files\/[0-9a-f]+)"/)).1
      #expect(try await reader.get(String(file)).status == status, "\(distribution)")
      #expect(try await officer.get(String(file)).body == "<script>abc</script>")
      #expect(try await reader.get(url).body.contains("note.html") == (status == .ok))
      #expect(!reader.body.contains("<script>"))
    }
  }

  @Test("A file that was brought and is named by no language version is for officers alone")
  func unnamed() async throws {
    let (node, officer) = try await filled()
    let url = try await entered(officer, [("symbol", "CAC/COSP/EG.1/2018/4"), ("distribution", "general")])
    try await officer.submit(
      "\(url)/expressions/new", [("version", "1"), ("edition", "rev1"), ("language", "fr")], file: ("file", "n.txt", "abc"))
    #expect(officer.status == .unprocessableContent && officer.body.contains("There is nothing to revise"))
    // What was chosen is kept and ticked, so that nobody chooses it twice.
    #expect(officer.body.contains("value=\"\(UploadSite.abc)\" checked"))
    #expect(try await officer.get("\(url)/files/\(UploadSite.abc)").status == .ok)
    #expect(try await TestBrowser(node).get("\(url)/files/\(UploadSite.abc)").status == .notFound)
  }

  @Test("A form that is refused keeps what was typed and says beside the field why")
  func refused() async throws {
    let (_, officer) = try await filled()
    try await officer.submit(
      "\(Self.documents)/new",
      [("kind", "secretariatNote"), ("symbol", "CAC/COSP/EG.1/2018/2"), ("title.es", "Título propio"), ("issuedOn", "soon")])
    #expect(officer.status == .unprocessableContent)
    #expect(officer.body.contains("Write the day as 2018-04-27.") && officer.body.contains("Título propio"))
    try await officer.submit(
      "\(Self.documents)/new", [("kind", "secretariatNote"), ("symbol", "CAC/COSP/EG.1/2018/2"), ("title.es", "Título propio")])
    #expect(officer.body.contains("Another document has this symbol"))
    #expect(officer.body.contains("Título propio"))
  }

  @Test("Two officers who change different fields both keep their words; of the same field the second is told the first’s")
  func twoOfficers() async throws {
    let (node, first) = try await filled()
    let second = try await TestBrowser(node).signIn(as: "meetings2")
    let url = try await address(of: "CAC/COSP/EG.1/2018/2", first)
    try await first.get("\(url)/edit")
    let fields =
      [
        ("version", value("version", first)), ("seenListed", value("seenListed", first)), ("kind", "secretariatNote"),
        ("symbol", "CAC/COSP/EG.1/2018/2"),
        ("meeting", first.body.firstMatch(of: /<option value="([^"]+)" selected>Seventh/).map { String($0.1) } ?? ""),
        ("title.zh", "甲"), ("title.en", "Note"),
      ] + ["ar", "es", "fr", "ru"].map { ("title.\($0)", typed("title.\($0)", first)) }
      + value("seenListed", first).split(separator: ",").map { ("listed", String($0)) }
    func with(_ name: String, _ value: String) -> [(String, String)] { fields.filter { $0.0 != name } + [(name, value)] }
    try await first.submit("\(url)/edit", with("title.fr", "Note française"))
    #expect(first.status == .seeOther)
    try await second.submit("\(url)/edit", with("title.es", "Nota"))
    #expect(second.status == .seeOther)
    let page = try await first.get("\(url)/edit").body
    #expect(page.contains("Note française") && page.contains("Nota"))
    try await second.submit("\(url)/edit", with("title.fr", "Autre note"))
    #expect(second.status == .conflict)
    #expect(second.body.contains("Another officer wrote here: Note française") && second.body.contains("Autre note"))
    // Nobody else's change is undone by deciding: the Spanish title stands.
    let decided =
      with("title.fr", "Autre note").filter { $0.0 != "version" } + [("version", value("version", second)), ("title.es", "Nota")]
    try await second.submit("\(url)/edit", decided)
    #expect(second.status == .seeOther)
    #expect(try await first.get("\(url)/edit").body.contains("Autre note"))
  }

  @Test("A document is listed under several items, and taking it off one leaves the other")
  func links() async throws {
    let (node, officer) = try await filled()
    let reader = TestBrowser(node)
    let url = try await address(of: "CAC/COSP/EG.1/2018/3", officer)
    try await officer.get("\(url)/edit")
    let meeting = officer.body.firstMatch(of: /<option value="([^"]+)" selected>Seventh/).map { String($0.1) } ?? ""
    let items = officer.body.matches(of: /name="listed" value="([^"]+)"/).map { String($0.1) }
    try #require(items.count == 6)
    let base = [
      ("version", "1"), ("kind", "statistics"), ("symbol", "CAC/COSP/EG.1/2018/3"), ("meeting", meeting), ("title.en", "Statistics"),
    ]
    try await officer.submit("\(url)/edit", base + [("seenListed", items[2]), ("listed", items[2]), ("listed", items[3])])
    #expect(officer.status == .seeOther)
    func listed() async throws -> [String] {
      try await reader.get("\(url)?lang=en").body.matches(of: /item <bdi dir="ltr">([0-9]+)</).map { String($0.1) }
    }
    #expect(try await listed() == ["3", "4"])
    // An officer who saw it under item 3 alone takes it off there: item 4, which the other officer added, stays.
    try await officer.submit("\(url)/edit", base + [("seenListed", items[2])])
    #expect(officer.status == .seeOther)
    #expect(try await listed() == ["4"])
  }

  @Test("The readiness board measures on the day that is asked for, and is for officers alone")
  func readiness() async throws {
    let (node, officer) = try await filled()
    let url = try await address(of: "CAC/COSP/EG.1/2018/2", officer)
    try await officer.submit(
      "\(url)/expressions/new",
      [("version", "1"), ("edition", "original"), ("language", "en"), ("submittedOn", "2018-04-04"), ("wordCount", "8501")])
    #expect(officer.status == .seeOther)
    let page = try await officer.get("/meetings/eg1-7/readiness?on=2018-04-05").body
    #expect(page.contains("submitted on 4 April 2018") && page.contains("will be 5 days late") && page.contains("1 word too long"))
    #expect(page.contains("awaited by 30 March 2018") && page.contains("6 days late"))
    #expect(try await officer.get("/meetings/eg1-7/readiness?on=x").status == .unprocessableContent)
    try await officer.submit("/meetings/eg1-7/readiness/limits", [("version", "1"), ("secretariatNote", "9000")])
    #expect(officer.status == .seeOther)
    #expect(!(try await officer.get("/meetings/eg1-7/readiness?on=2018-04-05").body.contains("too long</span>")))
    try await officer.submit("/meetings/eg1-7/readiness/limits", [("version", "2"), ("secretariatNote", "many")])
    #expect(officer.status == .unprocessableContent)
    #expect(try await TestBrowser(node).get("/meetings/eg1-7/readiness").status != .ok)
    #expect(try await TestBrowser(node).signIn(as: "keeper").get("/meetings/eg1-7/readiness").status == .forbidden)
    #expect(try await officer.get("/meetings/eg1-9/readiness").status == .notFound)
  }

  @Test("Uploaded versions are shown side by side where they differ, in their own language and direction, and never as markup")
  func parity() async throws {
    let (node, officer) = try await filled()
    let url = try await entered(officer, [("symbol", "CAC/COSP/EG.1/2018/4"), ("distribution", "general")])
    #expect(try await officer.get("\(url)/parity").body.contains("At least two language versions"))
    for (place, (language, text)) in [
      ("en", "1. The <b>meeting</b> has 12 items.\n\n2. It opens on 8 June 2018.\n"),
      ("ar", "1. للاجتماع 13 بندا.\n\n2. يفتتح في 8 حزيران/يونيه 2018.\n"),
    ].enumerated() {
      try await officer.submit(
        "\(url)/expressions/new", [("version", "\(place + 1)"), ("edition", "original"), ("language", language)],
        file: ("file", "note-\(language).txt", text))
      #expect(officer.status == .seeOther)
    }
    let page = try await officer.get("\(url)/parity").body
    #expect(page.contains("Arabic: 1 difference") && page.contains("Only in this version (English)"))
    #expect(page.contains("<div lang=\"ar\" dir=\"rtl\">1. للاجتماع 13 بندا.</div>"))
    #expect(page.contains("&lt;b&gt;meeting") && !page.contains("<b>meeting"))
    #expect(try await TestBrowser(node).get("\(url)/parity").status != .ok)
  }

  @Test("A language version is changed and removed by its name; one that is gone is told, and one under a corrigendum stays")
  func expressions() async throws {
    let (_, officer) = try await filled()
    let url = try await address(of: "CAC/COSP/EG.1/2018/2", officer)
    for edition in ["original", "corr1"] {
      try await officer.submit(
        "\(url)/expressions/new", [("version", "1"), ("edition", edition), ("language", "en")], file: ("file", "", ""))
      #expect(officer.status == .seeOther)
    }
    try await officer.submit(
      "\(url)/expressions/original-en", [("version", "3"), ("edition", "original"), ("language", "en"), ("issuedOn", "2018-04-20")],
      file: ("file", "", ""))
    #expect(officer.status == .seeOther)
    #expect(try await officer.get(url).body.contains("20 April 2018"))
    try await officer.submit("\(url)/expressions/original-en/remove", [], from: "\(url)/expressions/original-en")
    #expect(officer.status == .unprocessableContent)
    try await officer.submit("\(url)/expressions/corr1-en/remove", [], from: "\(url)/expressions/corr1-en")
    #expect(officer.status == .seeOther)
    #expect(try await officer.get("\(url)/expressions/corr1-en").status == .notFound)
    #expect(try await officer.submit("\(url)/expressions/original-en/remove", [], from: "\(url)/edit").status == .seeOther)
  }
}
