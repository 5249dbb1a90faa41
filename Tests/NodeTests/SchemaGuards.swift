// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Node
import Storage
import Testing
import Web

/// Compares a checked-in file with what the program makes; `make locks` writes it anew.
func expectFile(_ path: String, equals text: String) throws {
  let url = root.appending(path: path)
  if ProcessInfo.processInfo.environment["COMITY_WRITE_LOCKS"] == "1" { try Data(text.utf8).write(to: url) }
  let written = try? String(contentsOf: url, encoding: .utf8)
  #expect(written == text, "\(path) is not what the migrations make; make locks writes it anew: read the difference before committing it")
}

@Suite("The tables of the house") struct SchemaGuards {
  @Test("The lock file names every migration with its digest")
  func lock() async throws {
    // Both kinds of node: what one has alone must be locked too.
    let modules = try await House.modules
    var seen: Set<String> = []
    let migrations = (Migration.ofStorage + modules.flatMap(\.migrations)).filter { seen.insert("\($0.module) \($0.number)").inserted }
    try expectFile("docs/migrations.lock", equals: Migration.lockLines(migrations).joined(separator: "\n") + "\n")
  }

  @Test("A database made by the migrations is the one that the checked-in schema describes")
  func schema() async throws {
    var tables: [String: String] = [:]
    for node in try await House.both {
      let rows = try await node.database.rows(
        SQL("SELECT tbl_name, type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"))
      for row in rows {
        // Tables in the order of their names, each with its indexes after it.
        let order = try "\(row.text("tbl_name")) \(row.text("type") == "table" ? 0 : 1) \(row.text("name"))"
        tables[order] = try row.text("sql") + ";\n"
      }
    }
    try expectFile(
      "docs/schema.sql",
      equals: "-- The tables on SQLite after all migrations; a test keeps it true.\n\n"
        + tables.sorted { $0.key < $1.key }.map(\.value).joined(separator: "\n"))
  }

  /// What a page may read from end to end, as the plan names it, because it does not grow with the requests written and received.
  static let small = [
    "officer": "the people of one authority",
    "unit": "the units of one authority",
    "directoryState": "the States of the world",
    "authority": "a few authorities a State; the directory is read whole and searched in memory",
    "treaty": "the treaties of one State, or those the secretariat knows",
    "election": "at most a few a pair of States",
    "campaign": "one or two a year",
    "campaignEntry": "one line an authority and campaign",
    "v": "versions of the directory's entries, when it is asked for as of a past day",
    "mandateProposal USING INDEX mandateProposalOpen": "the index has those alone that wait for a second officer",
    "found": "the lines of a list, counted no further than a limit",
    "parts": "the lines of two lists, each no longer than a limit", "part0": "the same", "part1": "the same",
    "directoryDownloadTotal": "one row for each of the five parts of the signed directory",
    "meetingBody": "the bodies and groups of one organization: tens",
    "draft USING COVERING INDEX draftByStage": "counted in the index alone; a count of each stage has no shorter way",
  ]

  @Test("No page reads a table from end to end that grows with the work done")
  func plans() async throws {
    let node = try await demonstrationNode()
    try await node.fillDemonstration(
      samples: [root.appending(path: "Samples/freezing.yaml")], sampleRegister: root.appending(path: "Samples/register.csv"))
    var statements: [String: SQL] = [:]
    var sent: TimeInterval = 0
    for (who, paths) in try walkedPages() where who != "approver without code" {
      let browser = TestBrowser(node)
      if who != "visitor" { try await browser.signIn(as: who, offset: sent) }
      // A code works once; whoever signs in again takes the next one.
      sent += 30
      let names = try await names(browser)
      for path in paths {
        try await browser.get(path.replacing(/\{(\w+)\}/) { names[String($0.1)] ?? "nothing" })
      }
      for query in browser.queries { statements[query.text] = query }
    }
    #expect(statements.count > 20)
    try await expectNoScan(statements, on: node)
  }

  @Test("No page of a secretariat's node reads a table from end to end that grows with its meetings")
  func plansOfSecretariat() async throws {
    let node = try await demonstrationNode(of: "secretariat")
    try await node.fillDemonstration(
      sampleMeetings: [root.appending(path: "Samples/meetings/eg1-7.yaml")],
      sampleReviews: [root.appending(path: "Samples/reviews/fictional-reviews.json")])
    let pages = try JSONDecoder().decode(BrowserPages.self, from: pagesFile("pages-secretariat.json")).walked
    let more = [
      "/meetings?page=2", "/meetings/calendar.ics", "/meetings/calendar.ics?body=eg1", "/meetings/eg1-7/event.ics",
      "/meetings/mandates.csv",
      "/meetings/mandates?q=evidence&due=yes", "/api/meetings?body=eg1", "/api/mandates?living=true",
      "/reviews?q=refusal&page=2", "/reviews?q=%E6%8B%92%E7%BB%9D", "/reviews/records/need?q=training", "/reviews/export/file?as=json",
      "/api/reviews/findings?q=refus&lang=fr", "/api/reviews/counts?article=46",
      "/api/contributions/calls?stage=open", "/api/contributions/published?state=XA&theme=assetRecovery&q=civil",
      "/api/contributions/laws?state=XA&article=55&deposited=yes",
      "/contributions/assistance?side=request&category=training&article=46&q=gel",
    ]
    var statements: [String: SQL] = [:]
    for (who, paths) in pages {
      let browser = TestBrowser(node)
      if who != "visitor" { try await browser.signIn(as: who) }
      for path in paths + (who == "visitor" ? more : []) {
        let status = try await browser.get(path).status
        #expect(status == .ok || !more.contains(path), "\(path)")
        let links = browser.body.matches(
          of:
            /href="(\/(?:meetings\/(?:documents|mandates)|contributions\/(?:calls|published|moderation|drafts|laws|assistance))\/[0-9a-f-]{36})"/
        ).prefix(1)
        for link in links { try await browser.get(String(link.1)) }
      }
      for query in browser.queries { statements[query.text] = query }
    }
    #expect(statements.count > 20)
    try await expectNoScan(statements, on: node)
  }

  private func expectNoScan(_ statements: [String: SQL], on node: Node) async throws {
    for statement in statements.values {
      for row in try await node.database.rows(SQL("EXPLAIN QUERY PLAN " + statement.text, statement.values)) {
        let step = try row.text("detail")
        guard step.hasPrefix("SCAN ") else { continue }
        let table = String(step.dropFirst(5).prefix { $0 != " " })
        // A page of the log is cut out of it in the order of its key before anything is joined.
        if table == "e", statement.text.contains("FROM (SELECT * FROM event WHERE eventIndex > $1 ORDER BY eventIndex LIMIT $2) e") {
          continue
        }
        // In the order of an index and with a limit, no more rows are read than are shown.
        let isBounded = step.contains(" USING ") && statement.text.contains("LIMIT")
        #expect(isBounded || Self.small[table] != nil || Self.small[String(step.dropFirst(5))] != nil, "\(step): \(statement.text)")
      }
    }
  }

  /// What stands for the names in braces: the first draft, the first officer, as far as the officer may see them.
  private func names(_ browser: TestBrowser) async throws -> [String: String] {
    var names: [String: String] = [:]
    func first(_ page: String, _ pattern: Regex<(Substring, Substring)>) async throws -> String? {
      try await browser.get(page).body.firstMatch(of: pattern).map { String($0.1) }
    }
    names["draft"] = try await first("/requests", /href="\/requests\/([0-9a-f-]{36})"/)
    names["handedOver"] = names["draft"]
    names["case"] = try await first("/cases?direction=incoming", /href="\/cases\/([0-9a-f-]{36})"/)
    names["outgoing"] = try await first("/cases?direction=outgoing", /href="\/cases\/([0-9a-f-]{36})"/)
    names["officer"] = try await first("/administration/officers", /href="\/administration\/officers\/([0-9a-f-]{36})"/)
    return names
  }
}

/// The pages that the browser tests walk, by who sees them.
func walkedPages() throws -> [String: [String]] { try JSONDecoder().decode(BrowserPages.self, from: pagesFile()).walked }

/// The list of pages of the browser tests.
struct BrowserPages: Decodable {
  var walked: [String: [String]]
  var notWalked: [String: String]
}

func pagesFile(_ name: String = "pages.json") throws -> Data { try Data(contentsOf: root.appending(path: "Tests/Browser/\(name)")) }
