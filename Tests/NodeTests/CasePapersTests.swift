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

@Suite("Letters and papers of a case, on the node") struct CasePapersTests {
  private static let arrived = CalendarDay(Date(), in: .gmt).adding(-20)

  /// A node with one acknowledged request; its address, and who acted on it.
  private func begun() async throws -> (node: Node, drafter: TestBrowser, url: String) {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    try await drafter.submit(
      "/cases/new",
      [
        ("reference", "XAI-2026-00900"), ("theirReference", "BO 7/26"), ("state", "XB"), ("kind", "criminalAssistance"),
        ("subject", "The harbour matter"), ("arrivedOn", Self.arrived.description), ("medium", "paper"), ("item0", "bankRecords"),
        ("summary0", "Records of an account"), ("item1", "takeEvidence"), ("summary1", "A hearing"),
      ])
    return (node, drafter, try #require(drafter.location))
  }

  private func act(_ browser: TestBrowser, _ url: String, _ name: String, _ fields: [(String, String)]) async throws {
    try await browser.get("\(url)/acts/\(name)")
    let version = browser.body.firstMatch(of: /name="version" value="(\d+)"/).map { String($0.1) } ?? ""
    let today = CalendarDay(Date(), in: browser.node.configuration.zone).description
    let hasDay = fields.contains { $0.0 == "on" }
    try await browser.submit("\(url)/acts/\(name)", fields + [("version", version)] + (hasDay ? [] : [("on", today)]))
  }

  @Test("Right after an act the page offers its letter, which comes in one language or in two, as page, PDF and DOCX")
  func offered() async throws {
    let (_, drafter, url) = try await begun()
    #expect(try await !drafter.get(url).body.contains("/letters/"))
    try await act(drafter, url, "acknowledge", [("contact", "Desk 3")])
    let next = try #require(drafter.location)
    #expect(next == "\(url)?letter=acknowledgement")
    let page = try await drafter.get(next).body
    #expect(page.contains("The letter for this step is ready") && page.contains("href=\"\(url)/letters/acknowledgement\""))
    #expect(try await drafter.get("\(url)/letters/acknowledgement").body.contains("name=\"second\""))
    let file = "\(url)/letters/acknowledgement/file"
    let html = try await drafter.get("\(file)?first=en&as=html").body
    for part in ["XAI-2026-00900", "BO 7/26", "Desk 3", "The harbour matter", "article 46, paragraph 24"] { #expect(html.contains(part)) }
    #expect(!html.contains("class=\"pair\"") && !html.contains("⟦"))
    let both = try await drafter.get("\(file)?first=ar&second=fr&as=html").body
    #expect(both.contains("dir=\"rtl\"") && both.contains("Accusé de réception") && both.contains("إشعار بتسلم طلب"))
    let sheet = try #require(html.firstMatch(of: /href="(\/assets\/letter-[^"]+)"/)).1
    #expect(try await drafter.get(String(sheet)).status == .ok)
    for (format, type) in [("pdf", "%PDF"), ("docx", "PK")] {
      #expect(try await drafter.get("\(file)?first=zh&as=\(format)").body.hasPrefix(type), "\(format)")
    }
    #expect(try await drafter.get("\(url)/letters/refusal-1").status == .notFound)
    #expect(try await drafter.get("\(file)?first=de&as=pdf").status == .notFound)
  }

  @Test("The whole case has its timeline with the names of the officers, and who proposed what another confirmed")
  func whole() async throws {
    let (node, drafter, url) = try await begun()
    try await act(drafter, url, "withdraw", [("items", "i1"), ("items", "i2"), ("reason", "The case ended.")])
    try await act(drafter, url, "close", [("note", "Done")])
    let approver = try await TestBrowser(node).signIn(as: "approver")
    let version = try #require(try await approver.get(url).body.firstMatch(of: /name="version" value="(\d+)"/)).1
    try await approver.submit("\(url)/proposals/0/confirm", [("version", String(version))], from: url)
    #expect(approver.location == "\(url)?letter=closure")
    let page = try await drafter.get(url).body
    #expect(page.contains("Chen Okafor") && page.contains("proposed by Ada Lindqvist"))
    #expect(try await drafter.get("\(url)/whole.pdf?lang=ar").body.hasPrefix("%PDF"))
    #expect(try await drafter.get("\(url)/whole.pdf?lang=de").status == .unprocessableContent)
    let json = try await drafter.get("\(url)/whole.json?lang=fr").body
    let tree = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let timeline = try #require(tree["timeline"] as? [[String: Any]])
    let closed = try #require(timeline.last)
    #expect(closed["event"] as? String == "casework.closed" && tree["language"] as? String == "fr")
    #expect((closed["by"] as? [String: Any])?["name"] as? String == "Chen Okafor")
    #expect((closed["proposedBy"] as? [String: Any])?["name"] as? String == "Ada Lindqvist")
    let casework = try #require(node.casework)
    let found = try await casework.request(named: "XAI-2026-00900")
    #expect(String(decoding: try await casework.json(found, at: Date(), in: node.catalogue.words(.fr)), as: UTF8.self) == json)
  }

  @Test("Nobody who may not know of a case gets its letters or its papers")
  func access() async throws {
    let (node, drafter, url) = try await begun()
    try await act(drafter, url, "acknowledge", [("contact", "Desk 3")])
    let id = String(url.dropFirst("/cases/".count))
    let addresses = ["letters/acknowledgement", "letters/acknowledgement/file?first=en&as=html", "whole.pdf", "whole.json"].map {
      "\(url)/\($0)"
    }
    let editor = try await TestBrowser(node).signIn(as: "editor")
    for address in addresses + ["/api\(url)/whole"] { #expect(try await editor.get(address).status == .forbidden, "\(address)") }
    try await node.database.commit(Commit([SQL("UPDATE registeredRequest SET isRestricted = 1 WHERE id = $1", [id.sql])], events: []))
    for address in addresses + ["/api\(url)/whole"] { #expect(try await drafter.get(address).status == .notFound, "\(address)") }
  }
}
