// SPDX-License-Identifier: Apache-2.0
import AccountsService
import CaseworkRules
import CaseworkService
import Files
import Foundation
import HTTPTypes
import Kernel
import Keys
import Node
import Storage
import TestKit
import Testing

/// A case on a demonstration node, and officers to work on it.
struct CaseSite {
  let node: Node
  let drafter: TestBrowser
  let url: String

  static let today = CalendarDay(Date(), in: .gmt).adding(-1)

  init(_ changes: [String: String] = [:]) async throws {
    node = try await demonstrationNode(changes)
    drafter = try await TestBrowser(node).signIn(as: "drafter")
    url = try await Self.registered("XAI-2026-00901", drafter)
  }

  /// A case that is there already.
  init(on one: GuardedCase) {
    (node, drafter, url) = (one.node, one.drafter, one.url)
  }

  static func registered(_ reference: String, _ drafter: TestBrowser) async throws -> String {
    try await drafter.submit(
      "/cases/new",
      [
        ("reference", reference), ("state", "XB"), ("kind", "criminalAssistance"), ("subject", "The harbour matter"),
        ("arrivedOn", today.adding(-20).description), ("medium", "paper"), ("item0", "bankRecords"), ("summary0", "Records"),
      ])
    #expect(drafter.status == .seeOther)
    return try #require(drafter.location)
  }

  var id: String { String(url.dropFirst("/cases/".count)) }

  static let fields = [
    ("kind", "evidence"), ("title", "CANARYTITLE order"), ("items", "i1"), ("givenBy", "CANARYGIVER"), ("form", "original"),
    ("receivedOn", today.description),
  ]

  /// Adds a file; its address.
  func add(_ text: String, _ more: [(String, String)] = [], name: String = "order 1.pdf") async throws -> String {
    let fields = Self.fields.filter { field in !more.contains { $0.0 == "title" && field.0 == "title" } }
    try await drafter.submit("\(url)/files/new", fields + more, file: ("file", name, text))
    return drafter.location ?? ""
  }

  func files() async throws -> [VaultRow] {
    try await node.database.rows(SQL("SELECT sha256, scan FROM vaultFile WHERE ownerType = 'case' AND ownerId = $1", [id.sql]))
      .map { VaultRow(sha256: try $0.text("sha256"), scan: try $0.text("scan")) }
  }

  func events(_ kind: String) async throws -> Int {
    try await EventLog(node.database).events(of: EventSubject("registeredRequest", id)).count { $0.kind.rawValue == "casework.\(kind)" }
  }

  struct VaultRow: Hashable {
    let sha256: String
    let scan: String
  }
}

@Suite("Files and evidence of cases") struct CaseFileTests {
  private static let object = [("object", "CANARYOBJECT a ledger"), ("keptBy", "Registry"), ("place", "Safe 2"), ("condition", "Seal 12")]

  @Test("A file comes back as it went in, with its digest, in whole and in part, and every time it is read is recorded")
  func roundTrip() async throws {
    let site = try await CaseSite()
    let text = String(repeating: "the order says so. ", count: 30_000)
    let file = try await site.add(text)
    #expect(site.drafter.status == .seeOther && file.hasPrefix("\(site.url)/files/"))
    let kept = try #require(try await site.files().first)
    #expect(try await site.drafter.get(file).body.contains(kept.sha256) && site.drafter.body.contains("Not scanned"))
    #expect(try await site.events("fileRead") == 0)
    #expect(try await site.drafter.get("\(file)/content").body == text)
    #expect(try await site.events("fileRead") == 1)
    let short = try await site.add("abc", name: "b.txt")
    #expect(try await site.drafter.get(short).body.contains(UploadSite.abc))
    #expect(try await Set(site.files()) == [kept, .init(sha256: UploadSite.abc, scan: "notScanned")])
    for page in [site.url, "\(site.url)/files"] {
      #expect(try await site.drafter.get(page).body.contains("CANARYTITLE order"), "\(page)")
    }
  }

  @Test("Neither the content nor a word about it stands in the node's folder in clear")
  func sealed() async throws {
    let site = try await CaseSite()
    _ = try await site.add("CANARYCONTENT", Self.object)
    try await site.node.database.close()
    let walk = FileManager.default.enumerator(at: site.node.configuration.dataFolder, includingPropertiesForKeys: nil)
    var read = 0
    for case let url as URL in walk ?? .init() {
      guard let bytes = try? Data(contentsOf: url) else { continue }
      read += bytes.count
      for canary in ["CANARYCONTENT", "CANARYTITLE", "CANARYGIVER", "CANARYOBJECT", "order 1.pdf"] {
        #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(canary) in \(url.lastPathComponent)")
      }
    }
    #expect(read > 100_000)
  }

  @Test("A form that has to be mended keeps the file with everything typed, and the second time it need not be chosen")
  func mended() async throws {
    let site = try await CaseSite()
    var fields = CaseSite.fields
    fields[3] = ("givenBy", "")
    try await site.drafter.submit("\(site.url)/files/new", fields, file: ("file", "order 1.pdf", "abc"))
    #expect(site.drafter.status == .unprocessableContent && site.drafter.body.contains("value=\"CANARYTITLE order\""))
    let kept = try #require(site.drafter.body.firstMatch(of: /name="keptFile" value="([0-9a-f]{64})"/)).1
    #expect(try await site.events("fileAdded") == 0)
    let again = CaseSite.fields + [("keptFile", String(kept)), ("keptName", "order 1.pdf"), ("keptType", "application/pdf")]
    try await site.drafter.submit("\(site.url)/files/new", again, file: ("file", "", ""))
    #expect(site.drafter.status == .seeOther)
    #expect(try await site.drafter.get("\(try #require(site.drafter.location))/content").body == "abc")
    // A file that the case names stays, however old; one that a form brought and nobody sent again is dropped after some days.
    let abandoned = "abandoned form"
    try await site.drafter.submit("\(site.url)/files/new", fields, file: ("file", "b.pdf", abandoned))
    #expect(try await site.files().count == 2)
    let casework = try #require(site.node.casework)
    try await casework.wake(at: Date().addingTimeInterval(6 * 86_400))
    #expect(try await site.files().count == 2)
    try await casework.wake(at: Date().addingTimeInterval(8 * 86_400))
    #expect(try await site.files().map(\.sha256) == [String(kept)])
    #expect(try await site.node.database.rows(SQL("SELECT request FROM fileAside")).isEmpty)
    // A digest that the case does not have is no file.
    let foreign = CaseSite.fields + [("keptFile", String(repeating: "0", count: 64)), ("keptName", "a"), ("keptType", "b")]
    try await site.drafter.submit("\(site.url)/files/new", foreign, file: ("file", "", ""))
    #expect(site.drafter.status == .unprocessableContent)
    _ = try await site.add("abc")
    #expect(site.drafter.status == .conflict && site.drafter.body.contains("exactly the same content"))
  }

  @Test("An infected file is kept and told, given to nobody, and cannot be named in a product")
  func infected() async throws {
    let scan = try scanner()
    let site = try await CaseSite(["virusScan": "[\(scan)]"])
    let file = try await site.add("this is EVIL")
    let clean = try await site.add("this is good", name: "good.pdf")
    #expect(try await Set(site.files().map(\.scan)) == ["infected", "clean"])
    #expect(try await site.drafter.get(file).body.contains("Infected") && !site.drafter.body.contains("\(file)/content"))
    #expect(try await site.drafter.get("\(file)/content").status == .conflict)
    #expect(!site.drafter.body.contains("EVIL"))
    #expect(try await site.events("fileRead") == 0)
    #expect(try await site.drafter.get("\(clean)/content").body == "this is good")
    try await site.drafter.get("\(site.url)/acts/sendProduct")
    let offered = site.drafter.body.matches(of: /name="files" value="([0-9a-f]{64})"/).map { String($0.1) }
    #expect(try await offered == site.files().filter { $0.scan == "clean" }.map(\.sha256))
  }

  /// A command that finds something where EVIL stands, as the node's file names it.
  private func scanner() throws -> String {
    let script = FileManager.default.temporaryDirectory.appending(path: "scan-\(UUID().uuidString)")
    try Data("#!/bin/sh\nif grep -q EVIL; then cat >/dev/null; exit 1; fi\ncat >/dev/null; exit 0\n".utf8).write(to: script)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
    return script.path
  }

  @Test("A file is found under its own case alone, and not by whoever may not know of the case")
  func otherCase() async throws {
    let site = try await CaseSite()
    let file = try await site.add("abc")
    let id = file.dropFirst("\(site.url)/files/".count)
    let other = try await CaseSite.registered("XAI-2026-00902", site.drafter)
    for address in ["\(other)/files/\(id)", "\(other)/files/\(id)/content", "/api\(other)/files/\(id)/content"] {
      #expect(try await site.drafter.get(address).status == .notFound, "\(address)")
    }
    _ = try await site.node.database.change(SQL("UPDATE registeredRequest SET isRestricted = 1 WHERE id = $1", [site.id.sql]))
    let others = ["/files", "/files/new", "/files/\(id)", "/files/\(id)/content", "/files/\(id)/acts/describe"].map { site.url + $0 }
    for address in others + ["/api\(site.url)/files", "/api\(file)/content"] {
      #expect(try await site.drafter.get(address).status == .notFound, "\(address)")
    }
    try await site.drafter.submit("\(site.url)/files/new", CaseSite.fields, file: ("file", "a", "x"), from: "\(other)/files/new")
    #expect(site.drafter.status == .notFound)
    #expect(try await site.files().count == 1)
    let editor = try await TestBrowser(site.node).signIn(as: "editor")
    #expect(try await editor.get("\(file)/content").status == .forbidden)
    #expect(try await TestBrowser(site.node).get("/api\(file)/content").status == .unauthorized)
    #expect(try await site.events("fileRead") == 0)
  }

  @Test("Once a case is shredded nobody reads its files, and its sealed files are gone from the disk")
  func shredded() async throws {
    let site = try await CaseSite()
    let file = try await site.add("gone for good")
    let vault = site.node.configuration.dataFolder.appending(path: "files/vault")
    func blobs() -> Int {
      let walk = FileManager.default.enumerator(atPath: vault.path)?.allObjects as? [String] ?? []
      return walk.count { $0.contains(/[0-9a-f]{64}$/) }
    }
    #expect(blobs() == 1)
    try await site.node.vault.shred(KeyOwner(type: "case", id: site.id), at: Date())
    #expect(blobs() == 0)
    for address in [file, "\(file)/content", "\(site.url)/files"] {
      try await site.drafter.get(address)
      #expect(site.drafter.status != .ok && !site.drafter.body.contains("gone for good"), "\(address) \(site.drafter.status)")
    }
  }

  @Test("An object goes from hand to hand and back; an act on what was changed meanwhile is not taken")
  func custody() async throws {
    let site = try await CaseSite()
    let day = CaseSite.today
    let file = try await site.add("abc", Self.object + [("returnDueOn", day.description)])
    #expect(try await site.drafter.get(site.url).body.contains("Must go back by"))
    let task = SQL("SELECT isOpen, dueOn FROM caseRecord WHERE request = $1", [site.id.sql])
    #expect(try await site.node.database.row(task)?.text("dueOn") == day.description)
    let hand = [("to", "Laboratory"), ("place", "Room 4"), ("on", day.description), ("purpose", "Examination")]
    try await site.drafter.submit("\(file)/acts/handOver", hand + [("version", "1")])
    #expect(site.drafter.status == .seeOther)
    try await site.drafter.submit("\(file)/acts/handOver", hand + [("version", "1")])
    #expect(site.drafter.status == .conflict && site.drafter.body.contains("value=\"Laboratory\""))
    try await site.drafter.submit("\(file)/acts/returnObject", [("to", "The court"), ("on", day.description), ("version", "2")])
    #expect(site.drafter.status == .seeOther)
    let page = try await site.drafter.get("\(site.url)/files").body
    for text in ["CANARYGIVER", "Registry", "Laboratory", "The court", "Returned on"] { #expect(page.contains(text), "\(text)") }
    #expect(try await site.node.database.row(task)?.integer("isOpen") == 0)
    try await site.drafter.submit("\(file)/acts/handOver", hand + [("version", "3")], from: "\(file)/acts/describe")
    #expect(site.drafter.status == .conflict && site.drafter.body.contains("gone back already"))
    #expect(try await site.drafter.get("\(file)/acts/nothing").status == .notFound)
  }

  @Test("A program describes a file anew, hands its object over, agrees its return and records it, each on the version that it saw")
  func byProgram() async throws {
    let site = try await CaseSite()
    let day = CaseSite.today
    let file = try await site.add("abc", Self.object)
    let token = try await site.node.accounts.makeToken(named: "evidence", signInName: "drafter", days: 1)
    let program = TestBrowser(site.node)
    func act(_ name: String, _ version: Int, _ fields: [(String, String)]) async throws {
      let members = fields.map { "{\"name\":\"\($0.0)\",\"value\":\"\($0.1)\"}" }.joined(separator: ",")
      try await program.send(
        "/api\(file)/acts", .post, body: "{\"act\":\"\(name)\",\"version\":\(version),\"fields\":[\(members)]}", bearer: token)
    }
    try await program.send("/api\(file)", .get, bearer: token)
    #expect(program.status == .ok && program.body.contains("\"version\":1") && program.body.contains("CANARYTITLE order"))
    try await act("describe", 1, [("kind", "courtOrder"), ("title", "The order"), ("items", "i1")])
    #expect(program.status == .ok && program.body.contains("\"title\":\"The order\"") && program.body.contains("\"version\":2"))
    try await act("handOver", 1, [("to", "Laboratory"), ("place", "Room 4"), ("on", day.description), ("purpose", "Examination")])
    #expect(program.status == .conflict && program.body.contains("casework.changed-since-seen"))
    try await act("handOver", 2, [("to", "Laboratory"), ("place", "Room 4"), ("on", day.description), ("purpose", "Examination")])
    #expect(program.status == .ok && program.body.contains("\"from\":\"Registry\""))
    try await act("agreeReturn", 3, [("returnTo", "The bank"), ("returnDueOn", day.description)])
    #expect(program.body.contains("\"returnDuty\":{\"dueOn\":\"\(day)\",\"to\":\"The bank\"}") || program.body.contains("The bank"))
    try await act("returnObject", 4, [("to", "The bank"), ("on", day.description), ("colour", "red")])
    #expect(program.status == .conflict)
    try await act("returnObject", 4, [("to", "The bank"), ("on", day.description)])
    #expect(program.status == .ok && program.body.contains("\"returnedOn\":\"\(day)\""))
    try await act("handOver", 5, [("to", "A"), ("place", "B"), ("on", day.description), ("purpose", "C")])
    #expect(program.status == .conflict && program.body.contains("casework.file-returned-already"))
    try await act("nothing", 5, [])
    #expect(program.status == .unprocessableContent)
    #expect(try await site.events("objectReturned") == 1)
  }
}
