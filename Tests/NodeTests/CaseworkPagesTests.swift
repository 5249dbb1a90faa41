// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import CaseworkService
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Node
import Storage
import Testing

@Suite("The pages and the API of casework") struct CaseworkPagesTests {
  private static let arrived = CalendarDay(Date(), in: .gmt).adding(-20)

  /// A node with one registered request of two items; its address, and officers to act on it.
  private func begun(persons: String = "A hearing of witness CANARYNAME") async throws -> (
    node: Node, drafter: TestBrowser, approver: TestBrowser, url: String
  ) {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    try await drafter.submit(
      "/cases/new",
      [
        ("reference", "XAI-2026-00900"), ("theirReference", "BO 7/26"), ("state", "XB"), ("kind", "criminalAssistance"),
        ("subject", "CANARYSUBJECT in the harbour matter"), ("arrivedOn", Self.arrived.description), ("medium", "paper"),
        ("item0", "bankRecords"), ("summary0", "Records of an account"), ("item1", "takeEvidence"), ("summary1", persons),
      ])
    #expect(drafter.status == .seeOther)
    return (node, drafter, try await TestBrowser(node).signIn(as: "approver"), try #require(drafter.location))
  }

  private func act(_ browser: TestBrowser, _ url: String, _ name: String, _ fields: [(String, String)]) async throws {
    try await browser.get("\(url)/acts/\(name)")
    let version = browser.body.firstMatch(of: /name="version" value="(\d+)"/).map { String($0.1) } ?? ""
    let today = CalendarDay(Date(), in: browser.node.configuration.zone).description
    let hasDay = fields.contains { $0.0 == "on" }
    try await browser.submit("\(url)/acts/\(name)", fields + [("version", version)] + (hasDay ? [] : [("on", today)]))
  }

  @Test("A refusal without a consultation is refused with the article, and what was typed stays in the form")
  func notConsulted() async throws {
    let (_, drafter, _, url) = try await begun()
    try await act(
      drafter, url, "refuse",
      [("items", "i2"), ("grounds", "contraryToLegalSystem"), ("causes", "reciprocityMissing"), ("reasons", "Not known here.")])
    #expect(drafter.status == .conflict)
    #expect(drafter.body.contains("46(26)") && drafter.body.contains("Not known here."))
    try await act(
      drafter, url, "refuse", [("items", "i2"), ("grounds", "contraryToLegalSystem"), ("causes", "bankSecrecy"), ("reasons", "Secret.")])
    #expect(drafter.status == .conflict && drafter.body.contains("46(8)"))
  }

  @Test("What needs four eyes waits for a second officer; its author cannot confirm it, the other can")
  func fourEyes() async throws {
    let (_, drafter, approver, url) = try await begun()
    let day = Self.arrived.description
    try await act(
      drafter, url, "consult",
      [
        ("items", "i2"), ("topic", "postponement"), ("proposal", "In spring"), ("on", day),
        ("answerDueOn", Self.arrived.adding(5).description),
      ])
    try await act(drafter, url, "concludeConsultation", [("consultation", "c1"), ("outcome", "doesNot"), ("text", "Too late.")])
    let review = CalendarDay(Date(), in: .gmt).adding(60).description
    try await act(drafter, url, "postpone", [("items", "i2"), ("reasons", "A trial is on here."), ("reviewOn", review)])
    #expect(drafter.status == .seeOther)
    #expect(try await !drafter.get(url).body.contains("/proposals/0/confirm"))
    #expect(try await approver.get(url).body.contains("/proposals/0/confirm"))
    let version = try #require(approver.body.firstMatch(of: /name="version" value="(\d+)"/)).1
    try await approver.submit("\(url)/proposals/0/confirm", [("version", String(version))], from: url)
    #expect(approver.status == .seeOther)
    #expect(try await approver.get(url).body.contains("Postponed"))
  }

  @Test("An act on what somebody else has changed meanwhile is not taken")
  func stale() async throws {
    let (_, drafter, approver, url) = try await begun()
    try await drafter.get("\(url)/acts/examine")
    try await act(approver, url, "acknowledge", [("contact", "Desk 3")])
    let today = CalendarDay(Date(), in: drafter.node.configuration.zone).description
    try await drafter.submit("\(url)/acts/examine", [("version", "1"), ("on", today)])
    #expect(drafter.status == .conflict)
    #expect(try await drafter.get(url).body.contains("Acknowledged"))
  }

  @Test("The page of an act that is not possible at the stage says so before anything is typed; that of a possible one does not")
  func notNow() async throws {
    let (_, drafter, _, url) = try await begun()
    #expect(try await drafter.get("\(url)/acts/sendProduct").body.contains("The request is at another stage"))
    #expect(try await !drafter.get("\(url)/acts/acknowledge").body.contains("The request is at another stage"))
  }

  @Test("Both references find a request however they are written, and nothing else does")
  func references() async throws {
    let (_, drafter, _, url) = try await begun()
    for written in ["xai 2026 00900", "XAI-2026-00900", "bo/7-26", "BO7"] {
      let query = written.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
      #expect(try await drafter.get("/cases?show=all&q=\(query)").body.contains("href=\"\(url)\""), "\(written)")
    }
    #expect(try await !drafter.get("/cases?show=all&q=7").body.contains("href=\"\(url)\""))
    try await drafter.submit(
      "/cases/new",
      [
        ("reference", "XAI 2026 00900"), ("state", "XB"), ("kind", "criminalAssistance"), ("subject", "Another"),
        ("arrivedOn", Self.arrived.description), ("medium", "paper"), ("item0", "freezing"), ("summary0", "An account"),
      ])
    #expect(drafter.status == .conflict && drafter.body.contains("has the same reference") && drafter.body.contains("An account"))
  }

  @Test("What is said in a case stands nowhere in the database in clear")
  func sealed() async throws {
    let (node, drafter, _, url) = try await begun()
    try await act(drafter, url, "acknowledge", [("contact", "CANARYCONTACT")])
    #expect(try await drafter.get(url).body.contains("CANARYSUBJECT"))
    try await node.database.close()
    let files = FileManager.default.enumerator(at: node.configuration.dataFolder, includingPropertiesForKeys: nil)
    var read = 0
    for case let file as URL in files ?? .init() {
      guard let bytes = try? Data(contentsOf: file) else { continue }
      read += bytes.count
      for canary in ["CANARYSUBJECT", "CANARYNAME", "CANARYCONTACT"] {
        #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(canary) in \(file.lastPathComponent)")
      }
    }
    #expect(read > 100_000)
  }

  @Test("A register is taken in whole or not at all, and a second time brings nothing twice")
  func imported() async throws {
    let node = try await demonstrationNode()
    let casework = try #require(node.casework)
    let words = node.catalogue.words(.en)
    let head = "direction,reference,state,kind,arrived_on,subject,items,closed_on\r\n"
    let good = "incoming,R-1,XB,criminalAssistance,2025-01-07,One,bankRecords=executed@2025-03-01,2025-04-01\r\n"
    let wrong = "incoming,R-2,XB,criminalAssistance,2025-01-08,Two,takeEvidence=refused:notInConformity:bankSecrecy,2025-04-01\r\n"
    let refused = try await casework.take(register: Data((head + good + wrong).utf8), isCSV: true, at: Date(), in: words)
    #expect(refused.new == 0 && refused.faults.count == 1 && refused.faults[0].hasPrefix("3: ") && refused.faults[0].contains("secrecy"))
    await #expect(throws: CannotAct.noSuchRequest) { _ = try await casework.request(named: "R-1") }
    let unreadable = "incoming,R-3,??,criminalAssistance,2025-13-08,Three,bankRecords,\r\n"
    let places = try await casework.take(register: Data((head + unreadable).utf8), isCSV: true, at: Date(), in: words).faults
    #expect(places.count == 1 && places[0].hasPrefix("2: state"))
    for time in 1...2 {
      let report = try await casework.take(register: Data((head + good).utf8), isCSV: true, at: Date(), in: words)
      #expect(report.faults.isEmpty && report.new == (time == 1 ? 1 : 0) && report.known == (time == 1 ? 0 : 1))
    }
    #expect(try await casework.request(named: "r1").value.stageCode == "closed")
  }

  @Test(
    "An approved request of every kind is in the register at once",
    arguments: ["bank-records", "extradition", "spontaneous-information", "transfer-of-proceedings", "transfer-of-sentenced-person"])
  func approved(sample: String) async throws {
    let node = try await emptyNode()
    try await node.fillDemonstration(samples: [root.appending(path: "Samples/\(sample).yaml")])
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let link = try #require(try await drafter.get("/requests").body.firstMatch(of: /href="(\/requests\/[0-9a-f-]{36})"/)).1
    let draft = String(link)
    let version = try #require(try await drafter.get(draft).body.firstMatch(of: /name="version" value="(\d+)"/)).1
    try await drafter.submit("\(draft)/submit", [("version", String(version))], from: draft)
    let approver = try await TestBrowser(node).signIn(as: "approver")
    let digest = try #require(try await approver.get(draft).body.firstMatch(of: /name="digest" value="([0-9a-f]+)"/)).1
    try await approver.submit("\(draft)/approve", [("digest", String(digest))], from: draft)
    let url = draft.replacing("/requests/", with: "/cases/")
    #expect(try await drafter.get(url).body.contains("Approved, not sent"))
    try await act(
      drafter, url, "send", [("to", "Central authority"), ("channel", "direct"), ("medium", "paper")])
    #expect(drafter.status == .unprocessableContent && drafter.body.contains("46(13)"))
  }

  @Test("An officer without the permission sees no case, in pages and in the API")
  func permission() async throws {
    let (node, _, _, url) = try await begun()
    let editor = try await TestBrowser(node).signIn(as: "editor")
    for address in ["/cases", url, "\(url)/acts/accept"] { #expect(try await editor.get(address).status == .forbidden, "\(address)") }
    let visitor = TestBrowser(node)
    #expect(try await visitor.get(url).status != .ok)
    #expect(try await visitor.send("/api\(url)", .get).status == .unauthorized)
  }

  @Test("Clocks go on by themselves: a consultation that nobody answered makes it our turn on the day after")
  func waking() async throws {
    let (node, drafter, _, url) = try await begun()
    try await act(
      drafter, url, "consult",
      [
        ("items", "i2"), ("topic", "refusal"), ("proposal", "In writing"), ("on", Self.arrived.description),
        ("answerDueOn", CalendarDay(Date(), in: .gmt).adding(10).description),
      ])
    try await act(drafter, url, "acknowledge", [("contact", "Desk 3")])
    let id = String(url.dropFirst("/cases/".count))
    func turn() async throws -> String {
      try await node.database.row(SQL("SELECT turn FROM registeredRequest WHERE id = $1", [id.sql]))?.text("turn") ?? ""
    }
    #expect(try await turn() == "theirs")
    try await node.casework?.wake(at: Date().addingTimeInterval(5 * 86_400))
    #expect(try await turn() == "theirs")
    try await node.casework?.wake(at: Date().addingTimeInterval(12 * 86_400))
    #expect(try await turn() == "ours")
  }
}
