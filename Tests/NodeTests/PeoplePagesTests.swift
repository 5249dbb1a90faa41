// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Node
import Storage
import TestKit
import Testing

@Suite("Persons, translations, links and contacts on the pages of casework") struct PeoplePagesTests {
  private static let arrived = CalendarDay(Date(), in: .gmt).adding(-20)
  private static func today(_ node: Node) -> String { CalendarDay(Date(), in: node.configuration.zone).description }

  /// Registers a request of two items.
  private func registered(_ browser: TestBrowser, _ reference: String, kind: String = "criminalAssistance") async throws -> String {
    try await browser.submit(
      "/cases/new",
      [
        ("reference", reference), ("state", "XB"), ("kind", kind), ("subject", "A matter"), ("arrivedOn", Self.arrived.description),
        ("medium", "paper"), ("item0", "bankRecords"), ("summary0", "Records of an account"), ("item1", "takeEvidence"),
        ("summary1", "A hearing"),
      ])
    #expect(browser.status == .seeOther)
    return try #require(browser.location)
  }

  /// Records a subject and gives its address.
  private func recorded(_ browser: TestBrowser, _ url: String, _ fields: [(String, String)]) async throws -> String {
    try await browser.submit("\(url)/subjects/new", fields)
    #expect(browser.status == .seeOther, "\(browser.body.suffix(4000).prefix(1500))")
    return try #require(browser.location)
  }

  private func person(_ name: String, _ more: [(String, String)] = []) -> [(String, String)] {
    [("subjectKind", "naturalPerson"), ("name0", name), ("nameForm0", "original"), ("roles", "suspect")] + more
  }

  /// Keeps a request for some officers alone.
  private func restrict(_ url: String, to officers: [String], on node: Node) async throws {
    let id = String(url.dropFirst("/cases/".count))
    var statements = [SQL("UPDATE registeredRequest SET isRestricted = 1 WHERE id = $1", [id.sql])]
    for name in officers {
      statements.append(
        SQL(
          """
          INSERT INTO requestAccess (officer, request, grantedBy, grantedAt)
          SELECT o.id, $1, o.id, 0 FROM officer o WHERE o.signInName = $2
          """, [id.sql, name.sql], mustChange: 1))
    }
    try await node.database.commit(Commit(statements))
  }

  private func version(_ browser: TestBrowser) throws -> String {
    String(try #require(browser.body.firstMatch(of: /name="version" value="(\d+)"/)).1)
  }

  @Test("Who may see both requests learns that a person is in both and why; who may see one of them or none learns nothing")
  func hints() async throws { try await hints(on: demonstrationNode()) }

  private func hints(on node: Node) async throws {
    let both = try await TestBrowser(node).signIn(as: "drafter")
    let one = try await registered(both, "XAI-2026-00801")
    let other = try await registered(both, "XAI-2026-00802")
    let mine = try await recorded(both, one, person("LINDQVIST, Ada", [("bornOn0", ""), ("bornOn", "1970-01-02"), ("items", "i2")]))
    let theirs = try await recorded(both, other, person("Ada Lindqvist", [("bornOn", "1970-01-02")]))
    try await restrict(one, to: ["drafter"], on: node)
    try await restrict(other, to: ["drafter", "drafter2"], on: node)
    for (page, there) in [(one, other), (other, one)] {
      let body = try await both.get(page).body
      #expect(body.contains("Known in other requests too") && body.contains("Same name and day of birth"))
      #expect(body.contains("href=\"\(there)/subjects/"))
    }
    let single = try await TestBrowser(node).signIn(as: "drafter2")
    for address in [other, theirs] {
      let body = try await single.get(address).body
      #expect(single.status == .ok && body.contains("Ada Lindqvist"), "\(address)")
      #expect(!body.contains("Known in other") && !body.contains("00801") && !body.contains(one))
    }
    let nobody = try await TestBrowser(node).signIn(as: "approver")
    for browser in [single, nobody] {
      for address in [one, mine, "\(mine)/edit", "/api\(one)/subjects"] {
        try await browser.get(address)
        #expect(browser.status == .notFound || browser.status == .forbidden, "\(address)")
      }
    }
    #expect(try await nobody.get(other).status == .notFound)
    // The look-up follows the same line.
    for (browser, found) in [(both, [one, other]), (single, [other]), (nobody, [])] {
      try await browser.submit("/cases/subjects", [("sought", "ada  LINDQVIST")])
      #expect(browser.status == .ok)
      for url in [one, other] { #expect(browser.body.contains("href=\"\(url)\"") == found.contains(url)) }
    }
    // And nobody takes over from a case that they may not see.
    try await single.get(theirs)
    let ids = (one.split(separator: "/").last, mine.split(separator: "/").last)
    try await single.submit(
      "\(theirs)/compare",
      [("version", "1"), ("choice", "takeOver"), ("request", String(ids.0 ?? "")), ("other", String(ids.1 ?? ""))], from: theirs)
    #expect(single.status == .notFound)
  }

  @Test("A copy takes over what another knows, a hint that was answered stays answered, and numbers find accounts")
  func compared() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let one = try await registered(drafter, "XAI-2026-00803")
    let other = try await registered(drafter, "XAI-2026-00804")
    func account(_ number: String, _ bank: String) -> [(String, String)] {
      [("subjectKind", "bankAccount"), ("number0", number), ("identifierKind0", "accountNumber"), ("institution0", bank)]
    }
    let mine = try await recorded(drafter, one, account("XB82 WEST 1234 5698", "First Bank"))
    let theirs = try await recorded(
      drafter, other, account("xb82west12345698", "The First") + [("name0", "Harbour account"), ("location", "Beta")])
    #expect(try await drafter.get(mine).body.contains("Same number"))
    func compare(_ choice: String) async throws {
      let seen = try version(drafter)
      try await drafter.submit(
        "\(mine)/compare",
        [
          ("version", seen), ("choice", choice), ("request", String(other.split(separator: "/").last ?? "")),
          ("other", String(theirs.split(separator: "/").last ?? "")),
        ], from: mine)
      #expect(drafter.status == .seeOther, "\(choice)")
      try await drafter.get(mine)
    }
    try await compare("takeOver")
    #expect(drafter.body.contains("Harbour account") && drafter.body.contains("Beta") && drafter.body.contains("Found to be the same"))
    #expect(try await drafter.get(theirs).body.contains("Found to be the same"))
    try await drafter.get(mine)
    try await compare("other")
    #expect(!drafter.body.contains("Known in other"))
    #expect(try await !drafter.get(theirs).body.contains("Known in other"))
    // The timeline of either request does not tell that there is another one.
    #expect(try await !drafter.get(one).body.contains("same as"))
    try await drafter.submit("/cases/subjects", [("sought", "XB82-WEST-1234-5698")])
    #expect(drafter.body.contains("2 entries found"))
    try await drafter.submit("/cases/subjects", [("sought", "7")])
    #expect(drafter.status == .unprocessableContent)
    try await drafter.submit("\(one)/subjects/new", [("subjectKind", "naturalPerson"), ("number0", "P 12345")])
    #expect(drafter.status == .unprocessableContent && drafter.body.contains("P 12345"))
    let listed = try await drafter.send("/api\(one)/subjects", .get).body
    #expect(listed.contains("XB82 WEST 1234 5698") && listed.contains("\"version\":3"))
  }

  @Test("Names, numbers, texts of translations and contacts stand nowhere in the data folder in clear")
  func sealed() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let url = try await registered(drafter, "XAI-2026-00805")
    let subject = try await recorded(
      drafter, url,
      person("CANARYPERSON Quill", [("number0", "CANARY99881"), ("identifierKind0", "passport"), ("birthplace", "CANARYPLACE")]))
    try await drafter.submit("\(url)/translations/new", [("text", "CANARYTEXT"), ("from", "English"), ("into", "French")])
    try await drafter.submit(
      "/cases/contacts/new",
      [
        ("subject", "CANARYCONTACT"), ("isOurs", "yes"), ("state", "XB"), ("with", "CANARYWITH"), ("channel", "telephone"),
        ("on", Self.today(node)), ("said", "CANARYSAID"), ("outcome", "open"),
      ])
    #expect(drafter.status == .seeOther)
    #expect(try await drafter.get(subject).body.contains("CANARYPERSON"))
    let terms = try await node.database.rows(SQL("SELECT term FROM subjectTerm"))
    #expect(terms.count == 3)
    try await node.database.close()
    let files = FileManager.default.enumerator(at: node.configuration.dataFolder, includingPropertiesForKeys: nil)
    var read = 0
    for case let file as URL in files ?? .init() {
      guard let bytes = try? Data(contentsOf: file) else { continue }
      read += bytes.count
      for canary in ["CANARY", "canary", "quillcanary", "canarypersonquill"] {
        #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(canary) in \(file.lastPathComponent)")
      }
    }
    #expect(read > 100_000)
  }

  @Test("Items are split off with copies of the persons they name, seen by those who saw the request")
  func split() async throws { try await split(on: demonstrationNode()) }

  private func split(on node: Node) async throws {
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let url = try await registered(drafter, "XAI-2026-00806")
    let subject = try await recorded(drafter, url, person("Ada Lindqvist", [("items", "i2")]))
    try await restrict(url, to: ["drafter", "drafter2"], on: node)
    try await drafter.get("\(url)/split")
    let seen = try version(drafter)
    try await drafter.submit(
      "\(url)/split", [("version", seen), ("items", "i1"), ("items", "i2"), ("reference", "XAI-2026-00807"), ("subject", "All")])
    #expect(drafter.status == .conflict && drafter.body.contains("At least one item stays"))
    try await drafter.submit(
      "\(url)/split", [("version", seen), ("items", "i2"), ("reference", "XAI-2026-00806"), ("subject", "The witness")])
    #expect(drafter.status == .conflict && drafter.body.contains("has the same reference"))
    try await drafter.submit(
      "\(url)/split", [("version", seen), ("items", "i2"), ("reference", "XAI-2026-00807"), ("subject", "The witness")])
    #expect(drafter.status == .seeOther)
    let part = try #require(drafter.location)
    let body = try await drafter.get(part).body
    #expect(
      body.contains("Ada Lindqvist") && body.contains("Was split from") && body.contains("href=\"\(url)\"") && body.contains("A hearing"))
    #expect(body.contains("Found to be the same") && !body.contains("Records of an account"))
    #expect(try await drafter.get(url).body.contains("Gave items to"))
    #expect(!drafter.body.contains("A hearing") && drafter.body.contains("Records of an account"))
    #expect(try await drafter.get(subject).status == .ok)
    #expect(try await TestBrowser(node).signIn(as: "drafter2").get(part).status == .ok)
    #expect(try await TestBrowser(node).signIn(as: "approver", offset: 30).get(part).status == .notFound)
  }

  @Test("A link is shown on both requests to those who may see both, and the other reference is not known to anybody else")
  func links() async throws { try await links(on: demonstrationNode()) }

  private func links(on node: Node) async throws {
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let one = try await registered(drafter, "XAI-2026-00808")
    let other = try await registered(drafter, "XAI-2026-00809")
    try await restrict(other, to: ["drafter"], on: node)
    let outside = try await TestBrowser(node).signIn(as: "drafter2")
    try await outside.submit("\(one)/links/new", [("linkKind", "supplements"), ("reference", "XAI-2026-00809")])
    #expect(outside.status == .unprocessableContent && outside.body.contains("No request that you may see has this reference"))
    try await drafter.submit("\(one)/links/new", [("linkKind", "supplements"), ("reference", "xai 2026 00809")])
    #expect(drafter.status == .seeOther)
    #expect(try await drafter.get(one).body.contains("Supplements"))
    #expect(try await drafter.get(other).body.contains("Is supplemented by"))
    #expect(try await drafter.get(one).body.contains("<li>Linked"))
    #expect(try await !outside.get(one).body.contains("00809") && !outside.body.contains("<li>Linked"))
    try await drafter.submit("\(one)/links/new", [("linkKind", "supplements"), ("reference", "XAI-2026-00809")])
    #expect(drafter.status == .conflict)
    try await drafter.submit(
      "\(one)/links/remove", [("kind", "supplements"), ("other", String(other.split(separator: "/").last ?? ""))], from: one)
    #expect(drafter.status == .seeOther)
    #expect(try await !drafter.get(other).body.contains("Is supplemented by"))
    #expect(drafter.body.contains("Link taken away"))
  }

  @Test("A translation is asked for, given, sent back and certified; it waits on the list and the desk, and the request waits with it")
  func translations() async throws { try await translations(on: demonstrationNode()) }

  private func translations(on node: Node) async throws {
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let url = try await registered(drafter, "XAI-2026-00810")
    let today = Self.today(node)
    try await drafter.submit("\(url)/translations/new", [("text", "The annex"), ("from", "Betan"), ("wordCount", "many"), ("cost", "x")])
    #expect(drafter.status == .unprocessableContent && drafter.body.contains("The annex"))
    try await drafter.submit(
      "\(url)/translations/new",
      [
        ("text", "The annex"), ("from", "Betan"), ("into", "English"), ("needsCertificate", "yes"), ("isAwaited", "yes"),
        ("dueOn", today), ("wordCount", "1200"), ("cost", "250.50"), ("currency", "eur"),
      ])
    #expect(drafter.status == .seeOther)
    let task = try #require(drafter.location)
    #expect(try await drafter.get(task).body.contains("250.50 EUR"))
    func act(_ name: String, _ fields: [(String, String)] = []) async throws {
      try await drafter.get(task)
      let seen = try version(drafter)
      try await drafter.submit(task, [("version", seen), ("act", name), ("on", today)] + fields)
    }
    try await act("deliver")
    #expect(drafter.status == .conflict)
    #expect(try await drafter.get("/").body.contains("The annex"))
    try await act("assign", [("translator", "Bureau One")])
    #expect(drafter.status == .seeOther)
    #expect(try await drafter.get(url).body.contains("A translation is awaited"))
    try await act("deliver")
    try await act("sendBack", [("defect", "Page two is missing")])
    #expect(try await drafter.get(task).body.contains("Page two is missing"))
    try await act("deliver")
    let list = try await TestBrowser(node).signIn(as: "drafter2")
    #expect(try await list.get("/cases/translations").body.contains("Translations that others asked for"))
    try await restrict(url, to: ["drafter"], on: node)
    #expect(try await !list.get("/cases/translations").body.contains("The annex"))
    try await act("certify", [("certifiedBy", "Sworn translator")])
    #expect(drafter.status == .seeOther)
    #expect(try await !drafter.get("/cases/translations").body.contains("The annex"))
    let timeline = try await drafter.get(url).body
    for event in ["Translation certified", "Translation sent back", "Text given to a translator"] { #expect(timeline.contains(event)) }
  }

  @Test("An informal contact has its own home, counts as no request, and goes behind the access of the request that follows")
  func contacts() async throws { try await contacts(on: demonstrationNode()) }

  private func contacts(on node: Node) async throws {
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let second = try await TestBrowser(node).signIn(as: "drafter2")
    let before = try await node.database.row(SQL("SELECT COUNT(*) AS number FROM registeredRequest"))?.integer("number")
    try await drafter.submit(
      "/cases/contacts/new",
      [
        ("subject", "Accounts in Beta"), ("isOurs", "yes"), ("state", "XB"), ("with", "Duty desk"), ("channel", "telephone"),
        ("on", Self.today(node)), ("said", "A request would be welcome"), ("draft", "Draft 1 of today"), ("outcome", "open"),
      ])
    let contact = try #require(drafter.location)
    #expect(try await second.get("/cases/contacts").body.contains("Accounts in Beta"))
    let after = try await node.database.row(SQL("SELECT COUNT(*) AS number FROM registeredRequest"))?.integer("number")
    #expect(before == after)
    let url = try await registered(drafter, "XAI-2026-00811")
    try await restrict(url, to: ["drafter"], on: node)
    try await drafter.get(contact)
    let seen = try version(drafter)
    try await drafter.submit("\(contact)/link", [("version", seen), ("reference", "XAI-2026-00811")], from: contact)
    #expect(drafter.status == .seeOther)
    #expect(try await drafter.get(url).body.contains("Follows an informal contact") && drafter.body.contains("href=\"\(contact)\""))
    #expect(try await !second.get("/cases/contacts").body.contains("Accounts in Beta"))
    #expect(try await second.get(contact).status == .notFound)
    try await drafter.submit("\(contact)/link", [("version", "1"), ("reference", "XAI-2026-00811")], from: url)
    #expect(drafter.status == .conflict)
  }

  @Test("An approved request brings its persons and accounts into the register, each with its items")
  func approved() async throws {
    let node = try await emptyNode()
    try await node.fillDemonstration(samples: [root.appending(path: "Samples/bank-records.yaml")])
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let link = try #require(try await drafter.get("/requests").body.firstMatch(of: /href="(\/requests\/[0-9a-f-]{36})"/)).1
    let draft = String(link)
    let seen = try #require(try await drafter.get(draft).body.firstMatch(of: /name="version" value="(\d+)"/)).1
    try await drafter.submit("\(draft)/submit", [("version", String(seen))], from: draft)
    let approver = try await TestBrowser(node).signIn(as: "approver")
    let digest = try #require(try await approver.get(draft).body.firstMatch(of: /name="digest" value="([0-9a-f]+)"/)).1
    try await approver.submit("\(draft)/approve", [("digest", String(digest))], from: draft)
    let url = draft.replacing("/requests/", with: "/cases/")
    let body = try await drafter.send("/api\(url)/subjects", .get).body
    #expect(body.contains("\"naturalPerson\"") || body.contains("\"legalEntity\""))
    #expect(body.contains("\"items\":[\"i1\"") || body.contains("\"items\":[\"i2\""))
    let terms = try await node.database.row(SQL("SELECT COUNT(*) AS number FROM subjectTerm"))?.integer("number") ?? 0
    #expect(terms > 2)
  }

  @Test("Hints, splits, links, translations and contacts are the same on PostgreSQL") func onPostgres() async throws {
    try await withPostgresSchema { url in
      let node = try await demonstrationNode(["database": url])
      try await hints(on: node)
      try await split(on: node)
      try await links(on: node)
      try await translations(on: node)
      try await contacts(on: node)
      try await node.database.close()
    }
  }
}
