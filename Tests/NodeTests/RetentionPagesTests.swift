// SPDX-License-Identifier: Apache-2.0
import AccountsRules
import AccountsService
import CaseworkRules
import CaseworkService
import Files
import Foundation
import HTTPTypes
import Kernel
import Keys
import Localisation
import Node
import Storage
import TOTP
import TestKit
import Testing

@Suite("Keeping and shredding cases") struct RetentionPagesTests {
  private static let head = "direction,reference,their_reference,state,kind,arrived_on,subject,items,closed_on\r\n"
  private static let old =
    "incoming,CANARYREF-1,CANARYTHEIRS-1,XB,criminalAssistance,2009-01-07,CANARYSUBJECT,bankRecords=executed@2009-03-01,2010-04-01\r\n"
  private static let young =
    "incoming,KEPT-1,,XB,criminalAssistance,2025-01-07,Kept,bankRecords=executed@2025-03-01,2025-04-01\r\n"

  /// A node with two approvers.
  private func node(_ changes: [String: String] = [:], now: @escaping @Sendable () -> Date = { Date() }) async throws -> Node {
    let node = try await emptyNode(changes, now: now)
    try await node.accounts.fillDemonstration(Demonstration.officers(of: .centralAuthority))
    try await node.fillDemonstration(samples: [root.appending(path: "Samples/bank-records.yaml")])
    return node
  }

  private func second(_ node: Node, offset: TimeInterval = 0) async throws -> TestBrowser {
    try await TestBrowser(node).signIn(as: "approver2", offset: offset)
  }

  private func register(_ node: Node, _ rows: String...) async throws -> ImportReport {
    try await #require(node.casework).take(
      register: Data((Self.head + rows.joined()).utf8), isCSV: true, at: Date(), in: node.catalogue.words(.en))
  }

  /// Keeps a file under the key of a case.
  private func keepFile(_ node: Node, _ owner: KeyOwner, _ content: String) async throws {
    let file = try IncomingFiles(folder: node.configuration.dataFolder.appending(path: "files/incoming"), reserve: 0).begin()
    try file.write(Array(content.utf8)[...])
    try file.finish()
    try await node.vault.store(file, under: try await node.keys.key(of: owner), at: Date())
    #expect(try await node.vault.files(of: owner).count == 1)
  }

  private func verify(_ node: Node) async throws -> Terminal.Outcome {
    try await Terminal.run("audit", "verify", "--node", node.configuration.dataFolder.appending(path: "node.yaml").path)
  }

  private func expectNowhere(_ canaries: [String], in node: Node) throws {
    var read = 0
    let files = FileManager.default.enumerator(at: node.configuration.dataFolder, includingPropertiesForKeys: nil)
    for case let file as URL in files ?? .init() {
      guard let bytes = try? Data(contentsOf: file) else { continue }
      read += bytes.count
      for canary in canaries { #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(canary) in \(file.lastPathComponent)") }
    }
    #expect(read > 100_000)
  }

  @Test("A case whose time has ended is shredded by two officers: no key, no file, no word of it is left, and the log verifies as before")
  func shredded() async throws {
    let node = try await node()
    #expect(try await register(node, Self.old, Self.young).new == 2)
    let casework = try #require(node.casework)
    let id = try await casework.request(named: "CANARYREF-1").value.id
    let (owner, url) = (KeyOwner(type: "case", id: id.description), "/cases/\(id)")
    try await keepFile(node, owner, "CANARYFILE")
    let events = EventLog(node.database)
    let before = try await events.events(of: EventSubject("registeredRequest", id.description)).count
    #expect(try await casework.dueForShredding(on: CalendarDay(Date(), in: .gmt), limit: 9).count == 1)

    let first = try await TestBrowser(node).signIn(as: "approver")
    #expect(try await first.get("/cases/retention").body.contains("CANARYREF-1") && !first.body.contains("KEPT-1"))
    try await press("propose", url, first)
    #expect(first.status == .seeOther)
    #expect(try await !first.get("\(url)/retention").body.contains("\(url)/retention/confirm"))
    let seen = try await first.get("\(url)/retention").version(of: "\(url)/retention/return")
    try await first.submit("\(url)/retention/confirm", [("version", seen)], from: "\(url)/retention")
    #expect(first.status == .forbidden)
    let other = try await second(node)
    try await press("confirm", url, other)
    #expect(other.status == .seeOther && other.location == url)

    #expect(try await other.get(url).body.contains("Shredded on") && !other.body.contains("CANARY") && !other.body.contains("/acts/"))
    #expect(try await other.get("/cases?show=closed").body.contains("Shredded on") && !other.body.contains("CANARY"))
    #expect(try await !other.get("/cases?show=all&q=CANARYREF-1").body.contains(url))
    #expect(try await !other.get("/cases/retention").body.contains(url))
    await #expect(throws: KeyProblem.destroyed) { _ = try await node.keys.key(of: owner) }
    #expect(try await node.vault.files(of: owner).isEmpty)
    var exported = ""
    try await casework.export(at: Date(), in: node.catalogue.words(.en)) { exported += String(decoding: $0, as: UTF8.self) }
    #expect(exported.contains(id.description) && exported.contains("shreddedOn") && !exported.contains("CANARY"))
    // Statistics still count it, and taking the old register in once more does not bring it back.
    #expect(try await events.events(of: EventSubject("registeredRequest", id.description)).count == before + 2)
    let again = try await register(node, Self.old, Self.young)
    #expect(again.new == 0 && again.known == 2)
    let said = try await verify(node)
    #expect(said.code == 0, "\(said.out)\(said.errors)")
    try await node.database.close()
    try expectNowhere(["CANARYREF", "CANARYTHEIRS", "CANARYSUBJECT", "CANARYFILE"], in: node)
  }

  /// Presses a button of the page of a case's keeping.
  private func press(_ act: String, _ url: String, _ browser: TestBrowser) async throws {
    let seen = try await browser.get("\(url)/retention").version(of: "\(url)/retention/\(act)")
    try await browser.submit("\(url)/retention/\(act)", [("version", seen)], from: "\(url)/retention")
  }

  @Test("What was seen before somebody else decided about the keeping is told as changed, and nothing is proposed, given back or shredded")
  func stale() async throws {
    let node = try await node()
    #expect(try await register(node, Self.old).new == 1)
    let url = "/cases/\(try await #require(node.casework).request(named: "CANARYREF-1").value.id)"
    let first = try await TestBrowser(node).signIn(as: "approver")
    let other = try await second(node)
    let page = "\(url)/retention"
    let before = try await first.get(page).version(of: "\(page)/propose")
    try await press("propose", url, other)
    let proposed = try await first.get(page).version(of: "\(page)/confirm")
    try await press("return", url, other)
    try await press("propose", url, other)
    for (act, seen) in [("propose", before), ("confirm", proposed), ("return", proposed), ("confirm", "")] {
      try await first.submit("\(page)/\(act)", seen.isEmpty ? [] : [("version", seen)], from: page)
      #expect(first.status == .conflict && first.body.contains("hanged since you saw it"), "\(act)")
    }
    #expect(try await first.get(url).body.contains("CANARYREF-1"))
    try await press("confirm", url, first)
    #expect(first.status == .seeOther)
  }

  @Test("Whoever confirms the shredding of a restricted case comes to the list, and a link to it does not come back with the next one")
  func restricted() async throws {
    let node = try await node()
    #expect(try await register(node, Self.old, Self.young).new == 2)
    let casework = try #require(node.casework)
    let (id, kept) = (try await casework.request(named: "CANARYREF-1").value.id, try await casework.request(named: "KEPT-1").value.id)
    let url = "/cases/\(id)"
    let first = try await TestBrowser(node).signIn(as: "approver")
    for (kind, reference) in [("related", "CANARYREF-1")] {
      try await first.submit("/cases/\(kept)/links/new", [("linkKind", kind), ("reference", reference)])
      #expect(first.status == .seeOther)
    }
    try await first.submit("\(url)/access", [("act", "restrict")])
    let officer = try #require(try await node.database.row(SQL("SELECT id FROM officer WHERE signInName = 'approver2'"))).text("id")
    try await first.submit("\(url)/access", [("act", "grant"), ("officer", officer)])
    try await press("propose", url, first)
    let other = try await second(node)
    #expect(try await other.get("/cases/\(kept)/whole.json").body.contains(id.description))
    try await press("confirm", url, other)
    #expect(other.status == .seeOther && other.location == "/cases/retention")
    #expect(try await other.get("/cases/retention").status == .ok)
    #expect(try await other.get(url).status == .notFound)
    // Another link of the case that was linked to it is written anew with all of them.
    _ = try await register(node, Self.young.replacing("KEPT-1", with: "KEPT-2"))
    try await first.submit("/cases/\(kept)/links/new", [("linkKind", "related"), ("reference", "KEPT-2")])
    #expect(first.status == .seeOther)
    let links = try await node.database.rows(SQL("SELECT other FROM requestLink")).map { try $0.text("other") }
    #expect(links.count == 1 && !links.contains(id.description))
    #expect(try await !first.get("/cases/\(kept)/whole.json").body.contains(id.description))
  }

  @Test("An outgoing request takes the draft with it from which it came")
  func outgoing() async throws {
    let clock = TestClock()
    let node = try await node(now: { clock.now })
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let draft = String(try #require(try await drafter.get("/requests").body.firstMatch(of: /href="(\/requests\/[0-9a-f-]{36})"/)).1)
    func version(_ browser: TestBrowser, _ page: String) async throws -> String {
      String(try #require(try await browser.get(page).body.firstMatch(of: /name="version" value="(\d+)"/)).1)
    }
    try await drafter.submit("\(draft)/submit", [("version", try await version(drafter, draft))], from: draft)
    let approver = try await TestBrowser(node).signIn(as: "approver")
    let digest = try #require(try await approver.get(draft).body.firstMatch(of: /name="digest" value="([0-9a-f]+)"/)).1
    try await approver.submit("\(draft)/approve", [("digest", String(digest))], from: draft)
    let url = draft.replacing("/requests/", with: "/cases/")
    let today = CalendarDay(clock.now, in: node.configuration.zone).description
    for act in ["withdraw", "close"] {
      let seen = try await version(drafter, "\(url)/acts/\(act)")
      try await drafter.submit("\(url)/acts/\(act)", [("version", seen), ("on", today)])
      #expect(drafter.status == .seeOther, "\(act): \(drafter.body)")
      try await approver.submit("\(url)/proposals/0/confirm", [("version", try await version(approver, url))], from: url)
      #expect(approver.status == .seeOther)
    }
    let years: TimeInterval = 11 * 366 * 86_400
    clock.advance(years)
    let one = try await TestBrowser(node).signIn(as: "approver", offset: years)
    try await press("propose", url, one)
    let two = try await second(node, offset: years)
    try await press("confirm", url, two)
    #expect(two.status == .seeOther && two.location == url)
    #expect(try await two.get(draft).status == .notFound)
    #expect(try await two.get(url).body.contains("Shredded on"))
    let said = try await verify(node)
    #expect(said.code == 0, "\(said.out)\(said.errors)")
    try await node.database.close()
    try expectNowhere(["Tomas Verrin", "Halden Consult", "2025/ACU/0312", "XA-MLA-2026-0147"], in: node)
  }

  @Test("A preserved case is not shredded; lifting it lets its time decide again, and who may not decide sees no form")
  func preserved() async throws {
    let node = try await node()
    _ = try await register(node, Self.old)
    let url = "/cases/\(try await #require(node.casework).request(named: "CANARYREF-1").value.id)"
    let approver = try await TestBrowser(node).signIn(as: "approver")
    let review = CalendarDay(Date(), in: .gmt).adding(90).description
    func seen(_ act: String) async throws -> String {
      try await approver.get("\(url)/retention").version(of: "\(url)/retention/\(act)")
    }
    func preserve(_ reason: String, _ version: String) async throws {
      try await approver.submit(
        "\(url)/retention/preserve", [("version", version), ("reason", reason), ("reviewOn", review)], from: "\(url)/retention")
    }
    let first = try await seen("preserve")
    try await preserve("", first)
    #expect(approver.status == .unprocessableContent)
    try await preserve("A court asks for it", first)
    #expect(approver.status == .seeOther)
    // Somebody who saw the page before sees what was decided since, and has not typed in vain.
    try await preserve("An inquiry needs it", first)
    #expect(approver.status == .conflict && approver.body.contains("has changed since you saw it"))
    #expect(approver.body.contains("A court asks for it") && approver.body.contains("An inquiry needs it"))
    #expect(try await !approver.get("\(url)/retention").body.contains("An inquiry needs it"))
    try await approver.submit("\(url)/retention/lift", [("version", first)], from: "\(url)/retention")
    #expect(approver.status == .conflict && approver.body.contains("A court asks for it"))
    try await approver.submit("\(url)/retention/propose", [("version", try await seen("lift"))], from: "\(url)/retention")
    #expect(approver.status == .conflict && approver.body.contains("preserved"))
    #expect(try await approver.get("/cases/retention").body.contains("Preserved, or waiting"))
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    #expect(try await drafter.get(url).body.contains("A court asks for it") && !drafter.body.contains("\(url)/retention"))
    #expect(try await drafter.get("\(url)/retention").status == .forbidden)
    try await approver.submit("\(url)/retention/lift", [("version", try await seen("lift"))], from: "\(url)/retention")
    #expect(approver.status == .seeOther)
    for act in ["propose", "return"] {
      try await press(act, url, approver)
      #expect(approver.status == .seeOther, "\(act)")
    }
  }
}
