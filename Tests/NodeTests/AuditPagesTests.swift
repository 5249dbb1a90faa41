// SPDX-License-Identifier: Apache-2.0
import AccountsService
import AuditRules
import AuditService
import Foundation
import HTTPTypes
import Kernel
import Localisation
import MerkleLog
import Node
import Storage
import TestKit
import Testing
import Web

@Suite("The auditor's pages") struct AuditPagesTests {
  private func opened(_ file: String = "arcadia") async throws -> (node: Node, auditor: TestBrowser) {
    let node = try await demonstrationNode(of: file)
    return (node, try await TestBrowser(node).signIn(as: "auditor"))
  }

  @Test("On both kinds of node the auditor sees who did what, and nobody else does", arguments: ["arcadia", "secretariat"])
  func access(file: String) async throws {
    let (node, auditor) = try await opened(file)
    #expect(try await auditor.get("/audit").body.contains("accounts.signedIn"))
    #expect(try await auditor.get("/").body.contains("href=\"/audit\""))
    for name in ["administrator", file == "arcadia" ? "drafter" : "meetings"] {
      let other = try await TestBrowser(node).signIn(as: name)
      for route in node.site.routes where route.path.contains("/audit") && route.method == .get {
        let path = route.path.replacing(":index", with: "0").replacing(":size", with: "1")
        #expect(try await other.get(path).status == .forbidden, "\(name) \(path)")
      }
      #expect(!(try await other.get("/").body.contains("href=\"/audit\"")))
    }
  }

  @Test("The log is filtered by officer, kind, thing and days, and a day that is none is refused")
  func filters() async throws {
    let (node, auditor) = try await opened()
    let drafter = try #require(try await node.accounts.identity(of: "drafter")).id
    try await TestBrowser(node).signIn(as: "drafter")
    func rows(_ query: String) async throws -> Int {
      try await auditor.get("/audit?\(query)").body.matches(of: /\/audit\/events\/\d+\/proof/).count
    }
    #expect(try await rows("officer=\(drafter)") == 1)
    #expect(try await rows("kind=accounts.signedIn") == 2)
    #expect(try await rows("kind=accounts.signedIn&officer=\(drafter)") == 1)
    #expect(try await rows("subject=\(drafter)") == 2)
    #expect(try await rows("from=2999-01-01") == 0)
    #expect(auditor.body.contains("No event fits."))
    #expect(try await rows("until=2999-01-01") > 20)
    #expect(try await rows("before=3") == 3)
    #expect(try await auditor.get("/audit?from=tomorrow").status == .unprocessableContent)
    #expect(try await auditor.get("/audit?before=x").status == .unprocessableContent)
  }

  @Test("The list goes on page by page to the first event")
  func pages() async throws {
    let (node, auditor) = try await opened()
    let event = NewEvent("accounts.signedOut", of: EventSubject("officer", "x"), at: Date(), by: .program)
    try await node.database.commit(Commit(events: Array(repeating: event, count: 120)))
    var (url, seen): (String?, Set<String>) = ("/audit", [])
    while let page = url {
      let body = try await auditor.get(page).body
      seen.formUnion(body.matches(of: /\/audit\/events\/(\d+)\/proof/).map { String($0.1) })
      url = body.firstMatch(of: /href="([^"]+)">Earlier events/).map { String($0.1) }
    }
    #expect(seen.count == Int(try await EventLog(node.database).head()))
  }

  @Test("A checkpoint on demand covers the asking itself; it and the proof of an event are checked with the key on the page")
  func checkpoint() async throws {
    let (node, auditor) = try await opened()
    #expect(try await auditor.get("/audit/events/0/proof").status == .conflict)
    #expect(try await auditor.get("/audit/checkpoints").body.contains("No checkpoint has been signed yet."))
    try await auditor.submit("/audit/checkpoints", [])
    #expect(auditor.status == .seeOther)
    let page = try await auditor.get("/audit/checkpoints").body
    let text = try #require(page.firstMatch(of: /dir="ltr">([^<]+\+[0-9a-f]{8}\+[^<]+)</)?.1)
    let key = try #require(NoteKey(String(text)))
    let file = try #require(page.firstMatch(of: /href="(\/audit\/checkpoints\/\d+)"/)?.1)
    let said = try Checkpoint.verified(try await auditor.get(String(file)).body, by: [key])
    #expect(said.size == Int(try await EventLog(node.database).head()))
    let last = try #require(try await EventLog(node.database).page(after: Int64(said.size) - 2, limit: 1).first)
    #expect(last.kind == "audit.checkpointAsked")
    let proof = try #require(InclusionProof(text: try await auditor.get("/audit/events/\(last.index)/proof").body))
    #expect(try proof.proves(.leaf(last.bytes), by: [key]))
    #expect(try await auditor.get("/audit/events/100000/proof").status == .notFound)
    #expect(try await auditor.get("/audit/checkpoints/1").status == .notFound)
    #expect(try await auditor.get("/audit/checkpoints/x").status == .notFound)
  }

  @Test("A verification on the page says that the log is intact, and afterwards what was changed in it")
  func verification() async throws {
    let (node, auditor) = try await opened()
    try await auditor.submit("/audit/checkpoints", [])
    #expect(try await auditor.get("/audit/verification").body.contains("has not been verified here"))
    try await auditor.submit("/audit/verification", [])
    #expect(auditor.status == .seeOther)
    await node.verification.settled()
    #expect(try await auditor.get("/audit/verification").body.contains("The log is intact"))
    #expect(!auditor.body.contains("http-equiv=\"refresh\""))
    _ = try await node.database.change(SQL("DROP TRIGGER eventIsNotUpdated"))
    _ = try await node.database.change(SQL("UPDATE event SET subjectId = 'other' WHERE eventIndex = 2"))
    try await auditor.submit("/audit/verification", [])
    await node.verification.settled()
    let page = try await auditor.get("/audit/verification").body
    #expect(page.contains("The log is not as it was written"))
    #expect(page.contains("The column subjectId of event 2 was changed."))
    #expect(page.contains("The guard eventIsNotUpdated"))
  }

  @Test("The API lists, proves and compares for a program of the auditor, and refuses what it cannot read")
  func api() async throws {
    let (node, auditor) = try await opened()
    try await auditor.submit("/audit/checkpoints", [])
    let token = try await node.accounts.makeToken(named: "collector", signInName: "auditor", days: 1)
    let program = TestBrowser(node)
    func ask(_ path: String) async throws -> HTTPResponse.Status { try await program.send(path, .get, bearer: token).status }
    #expect(try await ask("/api/audit/events?limit=2&kind=accounts.officerCreated") == .ok)
    #expect(program.body.contains("\"kind\":\"accounts.officerCreated\"") && !program.body.contains("facts"))
    #expect(try await ask("/api/audit/checkpoints") == .ok)
    #expect(program.body.contains("\"note\":\"127.0.0.1:8080\\/log") || program.body.contains("\"note\":\"127.0.0.1:8080/log"))
    #expect(try await ask("/api/audit/events/0/proof") == .ok)
    #expect(try await ask("/api/audit/consistency?old=1&new=3") == .ok)
    for query in ["events?limit=0", "events?from=x", "events?before=-1", "checkpoints?limit=x", "consistency", "events?officer="] {
      #expect(try await ask("/api/audit/\(query)") == .unprocessableContent, "\(query)")
    }
    #expect(try await ask("/api/audit/consistency?old=3&new=1") == .conflict)
    #expect(try await ask("/api/audit/events/x/proof") == .notFound)
  }

  @Test("Every finding has its words in six languages, with all the places that it names", arguments: Language.allCases)
  func words(language: Language) throws {
    let words = try Node.words().words(language)
    for finding in LogFinding.examples {
      let key = "audit.finding.\(finding.code)"
      #expect(words.contains(key), "\(key)")
      #expect(words.argumentNames(of: key) == Set(finding.places.keys), "\(key)")
    }
  }
}

@Suite("Auditing on the command line") struct AuditCommandTests {
  @Test("A log is signed, proved and verified from a terminal; tampering and an old copy give exit code 1, a missing database 2")
  func commands() async throws {
    let node = try await demonstrationNode()
    let data = node.configuration.dataFolder
    let environment = ["COMITY_DATA": data.path, "COMITY_DATABASE": node.configuration.database]
    func audit(_ arguments: String...) async throws -> Terminal.Outcome {
      try await Terminal.run(["audit"] + arguments + ["--node", "nodes/arcadia.yaml"], environment)
    }
    let signed = try await audit("checkpoint")
    #expect(signed.code == 0)
    let mode = try FileManager.default.attributesOfItem(atPath: data.appending(path: "log.key").path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let key = try #require(NoteKey(try await audit("key").out.trimmingCharacters(in: .newlines)))
    let said = try Checkpoint.verified(signed.out, by: [key])
    let kept = data.appending(path: "kept.txt")
    try Data(signed.out.utf8).write(to: kept)
    let copy = data.appending(path: "old.sqlite")
    try await Node.backUp(node.configuration, to: copy)
    #expect(InclusionProof(text: try await audit("prove", "3").out)?.index == 3)
    #expect(try await audit("consistency", "2", "\(said.size)").out.contains("\"new\":\(said.size)"))
    #expect(try await audit("prove", "999").errors.contains("There is no such event"))
    let intact = try await audit("verify", "--against", kept.path)
    #expect(intact.code == 0 && intact.out.hasPrefix("The log is intact"))
    try await TestBrowser(node).signIn(as: "drafter")
    let later = data.appending(path: "later.txt")
    try Data(try await audit("checkpoint").out.utf8).write(to: later)
    let old = try await audit("verify", "--database", "sqlite:\(copy.path)", "--against", later.path, "--format", "json")
    #expect(old.code == 1 && old.out.contains("\"code\" : \"olderThanKept\""))
    _ = try await node.database.change(SQL("DROP TRIGGER eventIsNotUpdated"))
    _ = try await node.database.change(SQL("UPDATE event SET at = 0 WHERE eventIndex = 1"))
    let changed = try await audit("verify")
    #expect(changed.code == 1 && changed.out.contains("The column at of event 1 was changed."))
    #expect(try await audit("verify", "--database", "sqlite:\(data.path)/nowhere.sqlite").code == 2)
    #expect(try await audit("verify", "--against", data.appending(path: "node.yaml").path).code == 2)
    #expect(try await audit("verify", "--key", "nonsense").errors.contains("nonsense is neither a signed checkpoint nor"))
  }

  @Test("The key stands where the node's file says")
  func keyFile() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "comity-key-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let node = try await demonstrationNode(["logKey": folder.appending(path: "signing.key").path])
    _ = try await node.audit.checkpoint(at: Date())
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["signing.checkpoint", "signing.key"])
  }
}
