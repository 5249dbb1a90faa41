// SPDX-License-Identifier: Apache-2.0
import AccountsService
import CaseworkService
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Logging
import Node
import Storage
import Synchronization
import Testing
import Web

/// Keeps every line that a node logs.
private final class KeptLog: Sendable {
  let lines = Mutex<[String]>([])

  var logger: Logger {
    Logger(label: "canary") { _ in Handler(log: self) }
  }

  struct Handler: LogHandler {
    let log: KeptLog
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    init(log: KeptLog) { self.log = log }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      log.lines.withLock { $0.append("\(event.message) \(metadata) \(event.metadata ?? [:])") }
    }
  }
}

@Suite("Nothing of a compartment is found outside it") struct CompartmentCanaryTests {
  private static let canaries = ["CANARYPERSON", "CANARYSOURCE", "CANARYNOTE", "CANARYWORD", "CANARYPLACE", "CANARYDELIVERY"]
  private static let outsiders = ["drafter", "drafter2", "approver", "auditor", "editor", "administrator", "court"]

  private func guarded(log: Logger? = nil) async throws -> GuardedCase {
    let node = try await demonstrationNode(log: log)
    try await node.fillDemonstration(samples: [root.appending(path: "Samples/freezing.yaml")])
    let one = try await GuardedCase.accepted(on: node)
    let protection = try await TestBrowser(node).signIn(as: "protection")
    try await protection.submit(
      "\(one.url)/protection",
      [
        ("matter", "claimMade"), ("persons", "CANARYPERSON Zebedee"), ("items", "i2"), ("source", "CANARYSOURCE"), ("note", "CANARYNOTE"),
        ("words", "CANARYWORD\nfile CANARYPLACE 7"), ("effect", "notToExecute"),
      ])
    #expect(protection.status == .seeOther)
    let techniques = try await TestBrowser(node).signIn(as: "techniques")
    try await techniques.submit(
      "\(one.url)/techniques",
      [("matter", "controlledDelivery"), ("words", "CANARYDELIVERY"), ("source", "The prosecutor"), ("effect", "wordsStay")])
    #expect(techniques.status == .seeOther)
    return one
  }

  private func expectNone(in text: String, _ place: String) {
    for canary in Self.canaries { #expect(!text.contains(canary), "\(canary) in \(place)") }
  }

  @Test("The officers of the compartment see all of it, each of their own, so that the search for it can fail")
  func insiders() async throws {
    let one = try await guarded()
    let protection = try await TestBrowser(one.node).signIn(as: "protection")
    let body = try await protection.get("\(one.url)/protection").body
    for canary in Self.canaries.prefix(5) { #expect(body.contains(canary), "\(canary)") }
    #expect(!body.contains("CANARYDELIVERY"))
    #expect(try await protection.get("\(one.url)/techniques").status == .forbidden)
    // Not even they find it on the page of the case, in what is exported or in lists.
    expectNone(in: try await protection.get(one.url).body, "the page of the case")
    expectNone(in: try await protection.send("/api\(one.url)", .get).body, "the API")
    let techniques = try await TestBrowser(one.node).signIn(as: "techniques")
    #expect(try await techniques.get("\(one.url)/techniques").body.contains("CANARYDELIVERY"))
    #expect(try await techniques.get("\(one.url)/protection").status == .forbidden)
  }

  @Test("No page, file or API of any route has a word of it for anybody without the role, nor have searches")
  func routes() async throws {
    let one = try await guarded()
    let drafts = try await one.node.database.rows(SQL("SELECT id FROM draft")).map { try $0.text("id") }
    let records = try await one.node.database.rows(SQL("SELECT id FROM caseRecord")).map { try $0.text("id") }
    #expect(records.count == 2)
    var seen = 0
    var offset: TimeInterval = 0
    for who in Self.outsiders + [nil] {
      let browser = TestBrowser(one.node)
      if let who { try await browser.signIn(as: who, offset: offset) }
      offset += 30
      for route in one.node.site.routes where route.method == .get && !route.path.hasPrefix("/assets/") {
        // Letters as PDF cost seconds each and are drawn from the draft, which the other forms of the letter show.
        let names: [String: [String]] = ["case": [one.id], "draft": [drafts[0], one.id], "task": records, "note": records]
        var addresses = [route.path]
        for name in route.path.matches(of: /:(\w+)/).map({ String($0.1) }) {
          addresses = addresses.flatMap { address in (names[name] ?? [one.id] + records).map { address.replacing(":\(name)", with: $0) } }
        }
        for address in addresses {
          try await browser.get("\(address)?as=html")
          seen += browser.status == .ok ? 1 : 0
          expectNone(in: browser.body, "\(who ?? "visitor") \(address)")
        }
      }
    }
    #expect(seen > 150)
    for search in ["/cases?show=all&q=CANARYWORD", "/api/cases?show=all&q=CANARYWORD", "/cases?show=all&q=CANARYPERSON"] {
      let body = try await one.drafter.get(search).body
      #expect(one.drafter.status == .ok && !body.contains(one.id), "\(search)")
    }
  }

  @Test("Words of it cannot be typed into the case, and the refusal does not say which they were nor why")
  func refused() async throws {
    let one = try await guarded()
    let before = try await one.drafter.send("/api\(one.url)", .get).body
    for text in ["About canaryword then", "CANARYPERSON, zebedee", "the FILE CanaryPlace-7"] {
      try await one.act(one.drafter, "askForInformation", [("items", "i1"), ("question", text)])
      #expect(one.drafter.status == .conflict && one.drafter.body.contains("These words cannot be used here"), "\(text)")
      #expect(!one.drafter.body.contains("protection") && !one.drafter.body.lowercased().contains("asylum"), "\(text)")
    }
    #expect(try await one.drafter.send("/api\(one.url)", .get).body == before)
    let token = try await one.node.accounts.makeToken(named: "register", signInName: "drafter", days: 1)
    let version = try #require(before.firstMatch(of: /"version":(\d+)/)).1
    let act = #"{"act":"askForInformation","items":["i1"],"question":"About CANARYWORD","on":"\#(GuardedCase.arrived)"}"#
    let program = TestBrowser(one.node)
    try await program.send("/api\(one.url)/acts", .post, body: #"{"version":\#(version),"act":\#(act)}"#, bearer: token)
    #expect(program.status == .conflict && program.body.contains("casework.protected-words"))
    expectNone(in: program.body, "the problem")
    // A name that the request itself says is no secret as such.
    try await one.act(one.drafter, "askForInformation", [("items", "i2"), ("question", "Where does Jane Roe live?")])
    #expect(one.drafter.status == .seeOther)
    let court = try await one.officer("court")
    try await one.drafter.submit(
      "\(one.url)/tasks/new",
      [("items", "i1"), ("assignee", court), ("authority", "Court"), ("instructions", "Mind canarydelivery")])
    #expect(one.drafter.status == .conflict && one.drafter.body.contains("These words cannot be used here"))
  }

  @Test("A person of a compartment is named in no item, and every item that concerns them waits for its check")
  func named() async throws {
    let one = try await GuardedCase.accepted(on: try await demonstrationNode())
    let administrator = try await TestBrowser(one.node).signIn(as: "administrator")
    let account = "/administration/officers/\(try await one.officer("protection"))"
    let seen = try await administrator.get(account).version(of: account)
    try await administrator.submit(
      account,
      [
        ("version", seen), ("name", "Protection"), ("signInName", "protection"), ("roles", "protectionOfficer"), ("roles", "drafter"),
        ("standing", "active"),
      ])
    #expect(administrator.status == .seeOther)
    let officer = try await TestBrowser(one.node).signIn(as: "protection")
    try await one.act(officer, "checkProtection", [("items", "i2")])
    #expect(officer.status == .seeOther)
    try await officer.submit(
      "\(one.url)/subjects/new",
      [
        ("subjectKind", "naturalPerson"), ("name0", "CANARYPERSON Zebedee"), ("nameForm0", "original"), ("roles", "witness"),
        ("items", "i1"), ("items", "i2"), ("compartment", "internationalProtection"),
      ])
    #expect(officer.status == .seeOther)
    let subject = try #require(officer.location)
    #expect(try await officer.get(subject).body.contains("CANARYPERSON"))
    #expect(try await officer.get("\(subject)/edit").body.matches(of: /name="items" value="i\d"[^>]* checked/).count == 2)
    for address in [one.url, "/api\(one.url)", "\(one.url)/whole.json", "/api\(one.url)/subjects"] {
      let body = try await one.drafter.get(address).body
      expectNone(in: body, address)
      #expect(!body.contains(String(subject.split(separator: "/").last ?? "-")), "\(address)")
    }
    #expect(try await one.drafter.get("/api\(one.url)").body.matches(of: /"persons":\[\]/).count == 2)
    let events = try await EventLog(one.node.database).events(of: EventSubject("registeredRequest", one.id))
    let due = try #require(events.last { $0.kind == "casework.protectionDue" })
    #expect(due.by == .program && due.facts["compartment"] == nil)
    #expect(try await one.drafter.get(one.url).body.contains("A check of protection is due"))
    try await one.act(one.drafter, "beginExecution", [("items", "i2"), ("authority", "The court")])
    #expect(one.drafter.status == .conflict)
    // The item shows nobody, and is not executed before its check all the same.
    try await one.act(one.drafter, "beginExecution", [("items", "i1"), ("authority", "The court")])
    #expect(one.drafter.status == .conflict)
    try await one.act(officer, "checkProtection", [("items", "i1")])
    try await one.act(one.drafter, "beginExecution", [("items", "i1"), ("authority", "The court")])
    #expect(one.drafter.status == .seeOther)
  }

  @Test("Words that wait in a proposal do not get in by its confirmation once a note protects them, and it can be given back")
  func proposed() async throws {
    let one = try await guarded()
    try await one.act(one.drafter, "withdraw", [("items", "i1"), ("items", "i2"), ("reason", "They do not need it")])
    try await one.act(one.drafter, "close", [("note", "About LATERWORD here")])
    #expect(one.drafter.status == .seeOther, "\(one.drafter.status)")
    let protection = try await TestBrowser(one.node).signIn(as: "protection")
    try await protection.submit(
      "\(one.url)/protection", [("matter", "claimMade"), ("words", "laterword"), ("source", "The office"), ("effect", "wordsStay")])
    #expect(protection.status == .seeOther)
    let approver = try await TestBrowser(one.node).signIn(as: "approver")
    func answer(_ name: String) async throws {
      let version = try #require(try await approver.get(one.url).body.firstMatch(of: /name="version" value="(\d+)"/)).1
      try await approver.submit("\(one.url)/proposals/0/\(name)", [("version", String(version))], from: one.url)
    }
    try await answer("confirm")
    #expect(approver.status == .conflict && approver.body.contains("These words cannot be used here"))
    try await answer("return")
    #expect(approver.status == .seeOther)
  }

  @Test("What is exported, logged, recorded and kept has no word of it: files, facts, columns and the bytes of the database")
  func kept() async throws {
    let log = KeptLog()
    let one = try await guarded(log: log.logger)
    try await one.act(one.drafter, "askForInformation", [("items", "i1"), ("question", "About CANARYWORD")])
    let casework = try #require(one.node.casework)
    var exported = ""
    try await casework.export(at: Date(), in: one.node.catalogue.words(.en)) { exported += String(decoding: $0, as: UTF8.self) }
    #expect(exported.contains("SUBJECTWORD"))
    expectNone(in: exported, "the export of the console")
    expectNone(in: try await casework.lines([("show", "all")], limit: 100, at: Date()).joined(), "the list of the console")
    var facts = 0
    var last: Int64 = -1
    while case let page = try await EventLog(one.node.database).page(after: last, limit: 200), let end = page.last {
      for event in page {
        facts += 1
        expectNone(in: "\(event.facts) \(String(decoding: event.bytes, as: UTF8.self))", event.kind.rawValue)
        // The fact that a note was written leads to no case.
        if event.kind == "casework.guardedNoted" { #expect(event.subject.type == "caseRecord" && !"\(event.facts)".contains(one.id)) }
      }
      last = end.index
    }
    #expect(facts > 20)
    let lines = log.lines.withLock { $0 }
    expectNone(in: lines.joined(separator: "\n"), "the log")
    try await one.node.database.close()
    let files = FileManager.default.enumerator(at: one.node.configuration.dataFolder, includingPropertiesForKeys: nil)
    var read = 0
    for case let file as URL in files ?? .init() {
      guard let bytes = try? Data(contentsOf: file) else { continue }
      read += bytes.count
      for canary in Self.canaries {
        #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(canary) in \(file.lastPathComponent)")
        #expect(bytes.range(of: Data(canary.utf8).base64EncodedData()) == nil, "\(canary) in \(file.lastPathComponent)")
      }
    }
    #expect(read > 100_000)
  }

  @Test("No word of a ground or cause of refusal, of a fact or a need tells that a claim exists, in any language")
  func generic() async throws {
    let catalogue = try await demonstrationNode().catalogue
    let telling = ["asylum", "refugee", "asile", "réfugié", "asilo", "refugiado", "убежищ", "беженц", "庇护", "难民", "لجوء", "لاجئ"]
    for language in Language.allCases {
      let words = catalogue.words(language)
      for prefix in ["casework.ground.", "casework.cause.", "casework.event.", "casework.needs.", "problem.casework."] {
        for key in catalogue.keys where key.hasPrefix(prefix) {
          let said = words(key).lowercased()
          for word in telling { #expect(!said.contains(word), "\(language) \(key)") }
        }
      }
    }
  }
}
