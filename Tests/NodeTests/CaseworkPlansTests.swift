// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import CaseworkService
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Node
import Storage
import TestKit
import Testing

/// Every statement that casework reads with, looked at on a register of 100,000 requests: the plan for an empty table says little.
@Suite("The statements of casework on a long register") struct CaseworkPlansTests {
  static let size = 100_000
  /// The tables that are filled, as plans name them.
  static let growing: Set<String> = [
    "registeredrequest", "requestreference", "caserecord", "event", "datakey", "r", "f", "g", "h", "c", "e",
  ]

  /// An officer who is responsible for every fiftieth request.
  static let colleague = "30000000-0000-4000-8000-000000000001"

  /// Every list with each filter alone and with all others, from its beginning and from a later line.
  ///
  /// The reference that is looked for is one that a hundred begin with; a search for what thousands begin with costs as much as they are many.
  static var lists: [String] {
    let filters = [
      ["", "direction=incoming"], ["", "kind=extradition"], ["", "state=XB"], ["", "q=XAI2024123"],
      ["", "after=2026-01-01_00000000-0000-4000-8000-000000000001"], ["", "responsible=mine"],
    ]
    var queries =
      ["open", "ours", "theirs", "proposed", "closed", "all"].map { "show=\($0)" } + ["show=all&stage=closed", "stage=received"]
    for choices in filters { queries = queries.flatMap { query in choices.map { $0.isEmpty ? query : "\(query)&\($0)" } } }
    for query in ["show=open", "show=all", "show=ours&state=XB"] {
      queries += ["\(query)&responsible=nobody", "\(query)&responsible=\(colleague)"]
    }
    return queries.map { "/cases?\($0)" }
  }

  /// What the pages, the API and the commands read with, by its text.
  private func statements(_ node: Node) async throws -> [SQL] {
    try await node.fillDemonstration(sampleRegister: root.appending(path: "Samples/register.csv"))
    let casework = try #require(node.casework)
    let record = DatabaseRecord()
    try await RecordingDatabase.$record.withValue(record) {
      _ = try await casework.lines([("show", "all")], limit: 100, at: Date())
      _ = try await casework.request(named: "XAI")
      try await casework.export(at: Date(), in: node.catalogue.words(.en)) { _ in }
      _ = try await casework.dueForShredding(on: CalendarDay(Date(), in: .gmt), limit: 100)
      try await casework.wake(at: Date().addingTimeInterval(86_400 * 40))
      _ = try await casework.take(
        register: try Data(contentsOf: root.appending(path: "Samples/register.csv")), isCSV: true, at: Date(), in: node.catalogue.words(.en)
      )
    }
    let browser = try await TestBrowser(node).signIn(as: "approver")
    let url = String(try #require(try await browser.get("/cases").body.firstMatch(of: /href="(\/cases\/[0-9a-f-]{36})"/)).1)
    for path in ["/", url, "/api/cases", "\(url)/retention", "/cases/retention", "/cases/retention?after=2010-01-01_\(url.suffix(36))"]
      + Self.lists
    {
      #expect(try await browser.get(path).status == .ok, "\(path)")
    }
    let ofUnit = try await officerOfUnit(node)
    for path in ["/"] + Self.lists { #expect(try await ofUnit.get(path).status == .ok, "\(path)") }
    var distinct: [String: SQL] = [:]
    for query in record.queries + browser.queries + ofUnit.queries { distinct[query.text] = query }
    return Array(distinct.values)
  }

  /// An officer of the unit North, who may know of its requests alone.
  private func officerOfUnit(_ node: Node) async throws -> TestBrowser {
    let administrator = try await TestBrowser(node).signIn(as: "administrator")
    try await administrator.submit("/administration/units", [("name", "North")])
    let unit = try #require(try await node.database.row(SQL("SELECT id FROM unit WHERE name = 'North'"))).text("id")
    let officer = try #require(try await node.database.row(SQL("SELECT id FROM officer WHERE signInName = 'drafter2'"))).text("id")
    try await administrator.submit(
      "/administration/officers/\(officer)",
      [
        ("version", "1"), ("name", "Bo Marchetti"), ("signInName", "drafter2"), ("roles", "drafter"), ("standing", "active"),
        ("unit", unit),
      ])
    #expect(administrator.status == .seeOther)
    return try await TestBrowser(node).signIn(as: "drafter2")
  }

  /// A long register; the entries are empty, because plans are looked at and nothing is opened.
  private func fill(_ node: Node) async throws {
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(Self.size))"
    let id = "'10000000-0000-4000-8000-' || substr(CAST(1000000000000 + i AS TEXT), 2, 12)"
    let kinds = "CASE i % 5 WHEN 0 THEN 'extradition' WHEN 1 THEN 'assetRecovery' ELSE 'criminalAssistance' END"
    let blob: SQLValue = .blob(Data([1, 2, 3]))
    let statements = [
      SQL(
        """
        INSERT INTO registeredRequest (id, version, direction, kind, stage, isOpen, reference, theirReference, otherState, unit, isUrgent,
        arrivedOn, dueOn, wakesOn, turn, proposals, changedAt, entry, isRestricted, closedOn, basis, responsible)
        \(numbers) SELECT \(id), 1, CASE i % 2 WHEN 0 THEN 'incoming' ELSE 'outgoing' END, \(kinds),
        CASE i % 8 WHEN 0 THEN 'registered' ELSE 'closed' END, CASE i % 8 WHEN 0 THEN 1 ELSE 0 END, 'XAI2024' || i, NULL,
        CASE i % 3 WHEN 0 THEN 'XB' WHEN 1 THEN 'XC' ELSE 'XD' END, CASE i % 5000 WHEN 0 THEN 'North' ELSE '' END, 0, '2024-01-01',
        CASE i % 8 WHEN 0 THEN '2026-03-' || substr(CAST(110 + i % 19 AS TEXT), 2, 2) ELSE '9999-12-31' END,
        CASE i % 8 WHEN 0 THEN '2027-0' || (1 + i % 9) || '-' || substr(CAST(110 + i % 19 AS TEXT), 2, 2) ELSE '9999-12-31' END,
        CASE i % 8 WHEN 0 THEN 'ours' ELSE 'nobody' END, CASE i % 800 WHEN 0 THEN 1 ELSE 0 END, 0, $1, 0,
        CASE i % 8 WHEN 0 THEN '9999-12-31' ELSE '20' || substr(CAST(110 + i % 15 AS TEXT), 2, 2) || '-05-05' END,
        CASE i % 4 WHEN 0 THEN 'domesticLaw' ELSE 'convention' END,
        CASE i % 50 WHEN 0 THEN '\(Self.colleague)' WHEN 1 THEN '' ELSE 'another' END FROM n
        """, [blob]),
      SQL("INSERT INTO requestReference (reference, request, kind) \(numbers) SELECT 'XAI2024' || i, \(id), 'own' FROM n"),
      SQL("INSERT INTO requestReference (reference, request, kind) \(numbers) SELECT 'BO' || i, \(id), 'theirs' FROM n"),
      SQL(
        """
        INSERT INTO caseRecord (id, request, kind, version, compartment, isOpen, dueOn, assignee, changedAt, entry)
        \(numbers) SELECT '2' || substr(\(id), 2, 35), \(id), CASE i % 20 WHEN 0 THEN 'retention' ELSE 'material' END, 1, '',
        CASE i % 400 WHEN 0 THEN 1 ELSE 0 END, '2026-01-01', '', 0, $1 FROM n
        """, [blob]),
      SQL(
        """
        INSERT INTO dataKey (ownerType, ownerId, kid, wrapped, createdAt) \(numbers) SELECT 'case', \(id), 'k', $1, 0 FROM n
        """, [blob]),
      SQL(
        """
        INSERT INTO event (eventIndex, at, kind, byType, byId, subjectType, subjectId, bytes, leafHash)
        \(numbers) SELECT 1000000 + i, 0, 'casework.registered', 'program', NULL, 'registeredRequest', \(id), $1, $1 FROM n
        """, [.blob(Data(repeating: 7, count: 32))]),
    ]
    let named = SQL(
      """
      INSERT INTO requestAccess (request, officer, grantedBy, grantedAt)
      \(numbers) SELECT \(id), o.id, o.id, 0 FROM n CROSS JOIN officer o WHERE o.signInName = 'drafter2' AND n.i % 2500 = 1
      """)
    try await node.database.commit(Commit(statements + [named]))
    // PostgreSQL keeps its statistics by itself. SQLite has none unless somebody asks for them, which the program never does, and a connection that was
    // open before would go on without them: which plan is looked at would be chance.
    if node.database.dialect == .postgres { _ = try await node.database.change(SQL("ANALYZE")) }
  }

  @Test("On SQLite no statement reads a growing table from end to end, and none sorts more than the lines of two lists")
  func sqlite() async throws {
    let node = try await emptyNode()
    let statements = try await statements(node)
    try await fill(node)
    #expect(statements.count > 100)
    for statement in statements {
      for row in try await node.database.rows(SQL("EXPLAIN QUERY PLAN " + statement.text, statement.values)) {
        let step = try row.text("detail")
        let table = step.hasPrefix("SCAN ") ? String(step.dropFirst(5).prefix { $0 != " " }).lowercased() : ""
        #expect(
          !Self.growing.contains(table) || (step.contains(" USING ") && statement.text.contains("LIMIT")), "\(step): \(statement.text)")
        // Where two lists are put together, each came in the order of its index and with its limit.
        let sorts = step.contains("TEMP B-TREE") && statement.text.lowercased().contains("registeredrequest")
        // One request has few links.
        #expect(!sorts || statement.text.contains(" AS part") || statement.text.contains("FROM requestLink"), "\(step): \(statement.text)")
      }
    }
  }

  @Test("On PostgreSQL no statement of casework touches more than a small part of a long register")
  func postgres() async throws {
    try await withPostgresSchema { url in
      let node = try await emptyNode(["database": url])
      let statements = try await statements(node)
      try await fill(node)
      for statement in statements where Self.growing.contains(where: { $0.count > 1 && statement.text.lowercased().contains($0) }) {
        let plan = try await node.database.rows(SQL("EXPLAIN (ANALYZE, TIMING OFF) " + statement.text, statement.values))
          .map { try $0.text("QUERY PLAN") }
        for (place, step) in plan.enumerated() {
          if !step.contains("never executed"), let scanned = step.firstMatch(of: /Seq Scan on (\w+)/) {
            #expect(!Self.growing.contains(String(scanned.1)), "\(step): \(statement.text)")
          }
          guard let count = step.firstMatch(of: /Scan .*actual rows=([0-9.]+) loops=(\d+)/) else { continue }
          let passed = plan[(place + 1)...].prefix(4).compactMap { $0.firstMatch(of: /Rows Removed by Filter: (\d+)/) }.first.flatMap {
            Int($0.1)
          }
          let touched = ((Double(count.1) ?? 0) + Double(passed ?? 0)) * (Double(count.2) ?? 0)
          #expect(touched <= 20_000, "\(step), \(passed ?? 0) passed over: \(statement.text)")
        }
      }
      try await node.database.close()
    }
  }
}
