// SPDX-License-Identifier: Apache-2.0
import AccountsService
import CaseworkRules
import Foundation
import HTTPTypes
import Kernel
import Node
import Storage
import TestKit
import Testing

@Suite("What comes in as a file, and files of products") struct CaseIntakeTests {
  private static let day = CaseSite.today
  private static let message =
    "From: =?utf-8?q?Beta_Registry?= <mla@xb.example>\r\nSubject: Request BO 9/26\r\nDate: x\r\n\r\nPlease help.\r\n"

  private func version(_ browser: TestBrowser) -> String {
    browser.body.firstMatch(of: /name="version" value="(\d+)"/).map { String($0.1) } ?? ""
  }

  @Test("A message comes in, waits on the desk with its file, and registering fills its fields; what was typed before is there")
  func registered() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    try await drafter.submit(
      "/cases/intake", [("arrivedOn", Self.day.description), ("medium", "email"), ("theirReference", "BO 9/26")],
      file: ("file", "request.eml", Self.message))
    #expect(drafter.status == .seeOther)
    let form = try #require(drafter.location)
    let url = String(form.dropLast("/acts/register".count))
    for page in ["/", "/cases?show=ours", "/cases?q=bo9", url] {
      #expect(try await drafter.get(page).body.contains("href=\"\(url)"), "\(page)")
    }
    #expect(try await drafter.get("/cases?show=ours").body.contains("Not known yet"))
    #expect(try await drafter.get(url).body.contains("Request BO 9/26"))
    let link = try #require(drafter.body.firstMatch(of: /\/files\/[0-9a-f-]{36}\/content/).map { String($0.0) })
    #expect(try await drafter.get(url + link).body == Self.message)
    #expect(try await drafter.get("\(url)/files").body.contains("Beta Registry &lt;mla@xb.example&gt;"))

    // Nobody has said yet what kind it is and on which basis.
    #expect(try await !drafter.get(url).body.contains("Mutual legal assistance, criminal"))

    let page = try await drafter.get(form).body
    for value in ["BO 9/26", "Request BO 9/26", Self.day.description] { #expect(page.contains("value=\"\(value)\""), "\(value)") }
    let seen = version(drafter)
    let reference = try #require(page.firstMatch(of: /name="reference"[^>]*value="([^"]+)"/)).1
    var fields = [
      ("version", seen), ("reference", String(reference)), ("theirReference", "BO 9/26"), ("subject", "Request BO 9/26"),
      ("arrivedOn", Self.day.description), ("medium", "email"), ("item0", "bankRecords"), ("summary0", "Records"),
    ]
    try await drafter.submit(form, fields)
    #expect(drafter.status == .unprocessableContent && drafter.body.contains("value=\"Records\""))
    fields += [("state", "XB"), ("kind", "criminalAssistance")]
    try await drafter.submit(form, fields)
    #expect(drafter.status == .seeOther && drafter.location == url)
    #expect(try await drafter.get(url).body.contains(String(reference)) && drafter.body.contains(link))
    #expect(try await drafter.get(form).status == .conflict)
    let kinds = try await EventLog(node.database).events(of: EventSubject("registeredRequest", String(url.dropFirst("/cases/".count))))
      .map(\.kind.rawValue)
    #expect(kinds.filter { $0 != "casework.fileRead" } == ["casework.takenIn", "casework.fileAdded", "casework.registered"])
  }

  @Test("What cannot be taken in leaves nothing behind: no request, no key, no file")
  func refused() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    func counts() async throws -> [Int] {
      try await node.database.rows(
        SQL(
          """
          SELECT (SELECT COUNT(*) FROM registeredRequest) AS requests, (SELECT COUNT(*) FROM dataKey) AS keys,
          (SELECT COUNT(*) FROM vaultFile) AS files, (SELECT COUNT(*) FROM caseRecord) AS records
          """)
      ).flatMap { row in try ["requests", "keys", "files", "records"].map { try row.integer($0) } }
    }
    let before = try await counts()
    let ahead = CalendarDay(Date(), in: .gmt).adding(5).description
    for (fields, file) in [
      ([("arrivedOn", ahead), ("medium", "paper")], "abc"), ([("arrivedOn", "soon"), ("medium", "paper")], "abc"),
      ([("arrivedOn", Self.day.description), ("medium", "paper"), ("state", "XA")], "abc"),
    ] {
      try await drafter.submit("/cases/intake", fields, file: ("file", "scan.pdf", file))
      #expect(drafter.status == .unprocessableContent, "\(fields)")
    }
    try await drafter.submit("/cases/intake", [("arrivedOn", Self.day.description), ("medium", "paper")], file: ("file", "", ""))
    #expect(drafter.status == .unprocessableContent && drafter.body.contains("Neither a file was chosen"))
    #expect(try await counts() == before)
  }

  @Test("Programs take in, add, list and read files with their token")
  func programs() async throws {
    let node = try await demonstrationNode()
    let token = try await node.accounts.makeToken(named: "test", signInName: "drafter", days: 1)
    let program = TestBrowser(node)
    let type = "multipart/form-data; boundary=B0"
    func send(_ uri: String, _ fields: [(String, String)], _ text: String) async throws {
      try await program.send(uri, .post, body: TestBrowser.form(fields, ("file", "a.eml", text)), type: type, bearer: token)
    }
    try await send("/api/intake", [("arrivedOn", Self.day.description), ("medium", "email")], Self.message)
    #expect(program.status == .created)
    let id = try #require(program.body.firstMatch(of: /"id":"([0-9a-f-]{36})"/)).1
    let fields = [("kind", "annex"), ("givenBy", "Beta"), ("receivedOn", Self.day.description), ("form", "electronic")]
    try await send("/api/cases/\(id)/files", fields, "abc")
    #expect(program.status == .created && program.body.contains(UploadSite.abc) && program.body.contains("\"title\":\"a.eml\""))
    let file = try #require(program.body.firstMatch(of: /"id":"([0-9a-f-]{36})"/)).1
    try await send("/api/cases/\(id)/files", fields, "abc")
    #expect(program.status == .conflict)
    try await program.send("/api/cases/\(id)/files", .get, bearer: token)
    #expect(program.body.matches(of: /"sha256":/).count == 2)
    try await program.send("/api/cases/\(id)/files/\(file)/content", .get, bearer: token)
    #expect(program.status == .ok && program.body == "abc")
  }

  @Test("A product names files of its case with their digests, and no other")
  func product() async throws {
    let site = try await CaseSite()
    let approver = try await TestBrowser(site.node).signIn(as: "approver")
    let file = try await site.add("abc")
    func act(_ name: String, _ fields: [(String, String)]) async throws {
      let url = "\(site.url)/acts/\(name)"
      try await site.drafter.get(url)
      try await site.drafter.submit(url, fields + [("version", version(site.drafter)), ("on", Self.day.description)])
    }
    try await act("accept", [("items", "i1")])
    try await act("beginExecution", [("items", "i1"), ("authority", "The court")])
    try await act("recordExecution", [("item", "i1"), ("result", "full"), ("procedure", "followed")])
    #expect(site.drafter.status == .seeOther)
    try await act("sendProduct", [("items", "i1"), ("summary", "Records"), ("files", String(repeating: "0", count: 64))])
    #expect(site.drafter.status == .conflict && site.drafter.body.contains("not among those of the case"))
    try await act("sendProduct", [("items", "i1"), ("summary", "Records"), ("files", UploadSite.abc)])
    #expect(site.drafter.status == .seeOther)
    try await approver.get(site.url)
    try await approver.submit("\(site.url)/proposals/0/confirm", [("version", version(approver))], from: site.url)
    #expect(approver.status == .seeOther)
    #expect(try await site.drafter.get(file).body.contains("Named in what was sent"))
    let token = try await site.node.accounts.makeToken(named: "test", signInName: "drafter", days: 1)
    #expect(try await site.drafter.send("/api\(site.url)", .get, bearer: token).body.contains("\"files\":[\"\(UploadSite.abc)\"]"))
  }

  @Test("On PostgreSQL a scan is taken in, a file added and read, an object handed over: as on SQLite")
  func postgres() async throws {
    try await withPostgresSchema { url in
      let site = try await CaseSite(["database": url])
      let file = try await site.add("abc", [("object", "A ledger"), ("keptBy", "Registry"), ("place", "Safe 2")])
      #expect(try await site.drafter.get("\(file)/content").body == "abc")
      let hand = [("to", "Laboratory"), ("place", "Room 4"), ("on", Self.day.description), ("purpose", "Examination"), ("version", "1")]
      try await site.drafter.submit("\(file)/acts/handOver", hand)
      #expect(site.drafter.status == .seeOther)
      try await site.drafter.submit(
        "/cases/intake", [("arrivedOn", Self.day.description), ("medium", "paper")], file: ("file", "scan.pdf", "abc"))
      #expect(site.drafter.status == .seeOther)
      #expect(try await site.drafter.get(try #require(site.drafter.location)).status == .ok)
      try await site.node.database.close()
    }
  }
}
