// SPDX-License-Identifier: Apache-2.0
import CaseworkService
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Node
import StatisticsRules
import StatisticsService
import Testing
import Web

@Suite("The statistics pages of an authority") struct StatisticsPagesTests {
  /// Every text of the sample's register that somebody wrote.
  private static let written = [
    "XAI-2026", "XAI-2025", "XAO-2025", "BO-2025", "CAL", "harbour", "Freezing of two accounts", "Confiscation of a house", "road works",
  ]

  private func opened(now: @escaping @Sendable () -> Date = { Date() }) async throws -> Node {
    let node = try await demonstrationNode(now: now)
    let register = try Data(contentsOf: root.appending(path: "Samples/register.csv"))
    _ = try await node.casework?.take(register: register, isCSV: true, at: now(), in: node.catalogue.words(.en))
    return node
  }

  private static let wholeOf2025 = "from=2025-01-01&to=2025-12-31"

  @Test("Approvers and auditors see them, nobody else does, and a secretariat has none")
  func access() async throws {
    let node = try await opened()
    let pages = ["/statistics", "/statistics/table", "/statistics/table.csv", "/statistics/table.json", "/api/statistics/table"]
    #expect(Set(pages).isSubset(of: node.site.routes.map(\.path)))
    for name in ["auditor", "approver"] {
      let officer = try await TestBrowser(node).signIn(as: name)
      for page in pages { #expect(try await officer.get(page).status == .ok, "\(name) \(page)") }
      #expect(try await officer.get("/").body.contains("href=\"/statistics\""))
    }
    for name in ["drafter", "administrator", "court"] {
      let other = try await TestBrowser(node).signIn(as: name)
      for page in pages { #expect(try await other.get(page).status == .forbidden, "\(name) \(page)") }
    }
    #expect(!(try await demonstrationNode(of: "secretariat").site.routes.contains { $0.path.hasPrefix("/statistics/table") }))
  }

  @Test("An imported register is counted by the days in it, and told as a revision of the months that had ended")
  func imported() async throws {
    let auditor = try await TestBrowser(try await opened()).signIn(as: "auditor")
    let csv = try await auditor.get("/statistics/table.csv?\(Self.wholeOf2025)&rows=direction").body
    #expect(csv.contains(/table,incoming,Incoming,total,Total,count,[A-Za-z ]+,3,,/), "\(csv)")
    #expect(csv.contains(/table,outgoing,Outgoing,total,Total,count,[A-Za-z ]+,1,,/), "\(csv)")
    let balance = try await auditor.get("/statistics/table.csv?\(Self.wholeOf2025)&figure=balance&rows=direction").body
    #expect(balance.contains("table,total,Total,total,Total,new,New,4,,"), "\(balance)")
    #expect(balance.contains("table,total,Total,total,Total,closing,Open at the end,1,,"))
    #expect(balance.contains("table,total,Total,total,Total,difference,Difference,0,,"))
    let page = try await auditor.get("/statistics/table?\(Self.wholeOf2025)&rows=direction").body
    #expect(page.contains("A register of before was taken in") && page.contains("For internal use"))
  }

  @Test("As of an earlier day nothing later is seen, and what was suspended is apart; what no register says is not measured")
  func asOf() async throws {
    let auditor = try await TestBrowser(try await opened()).signIn(as: "auditor")
    let address = "/statistics/table.csv?\(Self.wholeOf2025)&figure=balance&rows=direction"
    #expect(
      try await auditor.get("\(address)&asOf=2025-07-31").body.contains("table,incoming,Incoming,total,Total,closing,Open at the end,3,,"))
    #expect(try await auditor.get(address).body.contains("table,incoming,Incoming,total,Total,closing,Open at the end,0,,"))
    let days = try await auditor.get(
      "/statistics/table.csv?\(Self.wholeOf2025)&by=closed&figure=daysToClosure&rows=direction&direction=incoming"
    ).body
    #expect(days.contains(/table,incoming,Incoming,total,Total,n,[^,]+,2,,/), "\(days)")
    #expect(days.contains(/table,incoming,Incoming,total,Total,suspendedDays,[^,]+,21,,/), "\(days)")
    #expect(days.contains(/table,incoming,Incoming,total,Total,notMeasured,[^,]+,1,,/), "\(days)")
  }

  @Test("A table that cannot be counted is told at its field, with everything that was chosen, and no download is given")
  func refused() async throws {
    let auditor = try await TestBrowser(try await opened()).signIn(as: "auditor")
    for (query, said) in [
      ("rows=kind&columns=kind", "Choose other columns than rows."),
      ("from=2026-02-01&to=2026-01-01", "The period ends before it begins"),
      ("figure=frozen&rows=kind", "Amounts of different currencies are not added"),
      ("figure=balance&rows=ground", "Stock and clearance have one column"),
      ("rows=age", "How old requests are can be told of open ones alone"),
      ("rows=delay&asOf=2026-01-01", "Amounts and reasons for delay have no day"),
      ("kind=letters", "Choose one of the values that there are."), ("from=soon", "Choose one of the values that there are."),
      ("unit=person", "Choose one of the values that there are."),
    ] {
      let page = try await auditor.get("/statistics/table?\(query)&state=XB")
      #expect(page.status == .unprocessableContent && page.body.contains(said), "\(query)")
      #expect(page.body.contains("value=\"XB\" selected"), "\(query)")
      #expect(try await auditor.get("/statistics/table.csv?\(query)").status == .unprocessableContent, "\(query)")
      #expect(try await auditor.get("/api/statistics/table?\(query)").status == .unprocessableContent, "\(query)")
    }
    #expect(try await auditor.get("/statistics?year=soon").status == .unprocessableContent)
    #expect(try await auditor.get("/statistics?asOf=2999-01-01").status == .unprocessableContent)
  }

  @Test("What happens is in the next page that is asked for")
  func follows() async throws {
    let node = try await opened()
    let auditor = try await TestBrowser(node).signIn(as: "auditor")
    let address = "/statistics/table.csv?from=2024-01-01&to=2024-12-31&rows=state&columns=direction"
    #expect(try await auditor.get(address).body.contains("table,total,Total,incoming,Incoming,count,"))
    #expect(!auditor.body.contains("table,XD,"))
    let csv =
      "direction,reference,state,kind,arrived_on,subject,items\r\nincoming,XAI-2024-1,XD,criminalAssistance,2024-05-02,Records,bankRecords\r\n"
    _ = try await node.casework?.take(register: Data(csv.utf8), isCSV: true, at: Date(), in: node.catalogue.words(.en))
    #expect(try await auditor.get(address).body.contains("table,XD,"))
    #expect(try await node.ownFigures?.recount().isSame == true)
  }

  @Test("No word of a case stands on a page, in a table or in what programs get, in any language", arguments: ["en", "ar", "zh"])
  func canaries(language: String) async throws {
    let node = try await opened()
    let auditor = try await TestBrowser(node).signIn(as: "auditor")
    for page in [
      "/statistics", "/statistics?year=2025", "/statistics?year=2025&asOf=2025-09-01", "/statistics/table?rows=state",
      "/statistics/table.csv?rows=state&columns=outcome", "/statistics/table.json?\(Self.wholeOf2025)", "/api/statistics/table",
    ] {
      let body = try await auditor.get(page + (page.contains("?") ? "&" : "?") + "lang=\(language)").body
      #expect(auditor.status == .ok, "\(page)")
      for word in Self.written { #expect(!body.contains(word), "\(word) on \(page)") }
    }
  }

  @Test("The API tells the table, its codebook, the last event and the revisions")
  func api() async throws {
    struct Body: Decodable {
      struct Revised: Decodable {
        let reason: String
        let changes: Int
      }
      let codebook: Int
      let asOfEvent: Int
      let figures: [[String: String]]
      let revisions: [Revised]
    }
    let auditor = try await TestBrowser(try await opened()).signIn(as: "auditor")
    let json = try await auditor.get("/api/statistics/table?\(Self.wholeOf2025)&rows=direction").body
    let body = try JSONDecoder().decode(Body.self, from: Data(json.utf8))
    #expect(body.codebook == 1 && body.asOfEvent > 20)
    #expect(body.figures.first { $0["row"] == "total" }?["value"] == "4")
    #expect(body.revisions.map(\.reason) == ["imported"] && body.revisions.map(\.changes) == [4])
  }

  @Test("A recount on the command line says that the figures are those of the log")
  func recount() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "comity-recount-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let environment = ["COMITY_DATABASE": "sqlite:\(folder.path)/node.sqlite", "COMITY_DATA": folder.path]
    let taken = try await Terminal.run(["case", "import", "Samples/register.csv", "--node", "nodes/arcadia.yaml"], environment)
    #expect(taken.code == 0, "\(taken.errors)")
    let said = try await Terminal.run(["statistics", "recount", "--node", "nodes/arcadia.yaml"], environment)
    #expect(said.code == 0 && said.out.contains("10 requests counted: the figures are those of the log"), "\(said.out) \(said.errors)")
  }
}
