// SPDX-License-Identifier: Apache-2.0
import CaseworkService
import Foundation
import HTTPTypes
import Kernel
import Node
import Storage
import TOTP
import TestKit
import Testing

@Suite("A node on PostgreSQL") struct PostgresNodeTests {
  @Test("An officer signs in with two factors, a request is written by two, approved, supplemented, and an entry is edited: as on SQLite")
  func wholeWay() async throws {
    try await withPostgresSchema { url in
      let node = try await demonstrationNode(["database": url])
      let drafter = try await TestBrowser(node).signIn(as: "drafter")
      let text = try String(contentsOf: root.appending(path: "Samples/bank-records.yaml"), encoding: .utf8)
      try await drafter.submit("/requests/import", [("file", text)])
      let draft = try #require(drafter.location)
      let other = try await TestBrowser(node).signIn(as: "drafter2")
      try await other.submit("\(draft)/sections/purpose", [("version", "1"), ("purpose", "Evidence for the trial.")])
      try await drafter.submit(
        "\(draft)/sections/parties", [("version", "1"), ("reference", "XA-7"), ("requestedState", "XB"), ("channel", "direct")])
      #expect(drafter.status == .seeOther)
      try await drafter.submit("\(draft)/bridge-sheet", [], from: "\(draft)/sections/annexes")
      try await drafter.submit("\(draft)/submit", [("version", "4")], from: draft)
      #expect(drafter.status == .seeOther)
      let approver = try await TestBrowser(node).signIn(as: "approver")
      let digest = try #require(try await approver.get(draft).body.firstMatch(of: /name="digest" value="([0-9a-f]{64})"/)?.1)
      try await approver.submit("\(draft)/approve", [("digest", String(digest))], from: draft)
      #expect(approver.status == .seeOther)
      #expect(try await drafter.get("\(draft)/versions").body.matches(of: /\/versions\/\d+"/).count == 6)
      #expect(try await drafter.get("/requests?stage=approved").body.contains("XA-7"))

      let editor = try await TestBrowser(node).signIn(as: "editor")
      let entry = "/directory/authorities/00000000-0000-4000-8000-000000000011"
      try await editor.submit("/directory/verification", [("due", "2030-01-01")])
      #expect(editor.status == .seeOther)
      let campaign = try #require(editor.location)
      #expect(try await editor.get(campaign).body.contains("Borealia"))
      try await editor.submit("\(entry)/edit/contact", [("version", "1"), ("email", "new@borealia.example")])
      #expect(editor.status == .seeOther)
      #expect(try await editor.get("\(entry)/history").body.contains("new@borealia.example"))
      try await node.database.close()
    }
  }

  @Test("Failures are counted and a code works once: as on SQLite")
  func lockOut() async throws {
    try await withPostgresSchema { url in
      // A code holds for half a minute, which a machine with much to do may need for one sign-in: here the clock stands.
      let now = Date()
      let node = try await demonstrationNode(["database": url], now: { now })
      let browser = TestBrowser(node)
      for _ in 0..<6 { try await browser.submit("/sign-in", [("name", "drafter"), ("password", "wrong wrong wrong wrong")]) }
      #expect(browser.status == .tooManyRequests)
      let first = try await TestBrowser(node).signIn(as: "approver", at: now)
      #expect(try await first.isSignedIn)
      let second = try await TestBrowser(node).signIn(as: "approver", at: now)
      #expect(!(try await second.isSignedIn))
      try await node.database.close()
    }
  }

  @Test("The register by hand, its filters, saved lists, calendars and what nobody can move: as on SQLite")
  func register() async throws {
    try await withPostgresSchema { url in
      let node = try await demonstrationNode(["database": url])
      let drafter = try await TestBrowser(node).signIn(as: "drafter")
      let day = CalendarDay(Date(), in: .gmt).adding(-20).description
      try await drafter.submit(
        "/cases/new",
        [
          ("direction", "outgoing"), ("reference", "XAO-7"), ("state", "XB"), ("kind", "criminalAssistance"), ("subject", "One"),
          ("arrivedOn", day), ("medium", "paper"), ("channel", "direct"), ("sentOn", day), ("to", "Ministry"), ("item0", "bankRecords"),
          ("summary0", "An account"), ("basis", "reciprocity"), ("basisReason", "No treaty."), ("urgency", "detention"),
          ("urgencyReason", "Detained."), ("unit", "South"),
        ])
      #expect(drafter.status == .seeOther)
      let entered = try #require(drafter.location)
      for (query, finds) in [
        ("show=overdue&basis=reciprocity&unit=South&urgent=yes&due=2099-01-01&stage=sent", true), ("delayed=yes", false),
        ("restricted=yes", false), ("show=court", false), ("show=executing", false),
      ] {
        #expect(try await drafter.get("/cases?\(query)").body.contains("href=\"\(entered)\"") == finds, "\(query)")
      }
      try await drafter.submit("/cases/lists", [("basis", "reciprocity"), ("name", "One")], from: "/cases/lists")
      #expect(drafter.status == .seeOther)
      try await drafter.submit("/cases/lists", [("basis", "reciprocity"), ("name", "One")], from: "/cases/lists")
      #expect(drafter.status == .conflict)
      #expect(try await drafter.get("/").body.contains(">One</a>"))
      _ = try await node.database.change(
        SQL("UPDATE registeredRequest SET dueOn = '9999-12-31', wakesOn = '9999-12-31', changedAt = 0, isRestricted = 0"))
      #expect(try await drafter.get("/cases/stuck").body.contains("href=\"\(entered)\""))
      let id = entered.dropFirst("/cases/".count)
      for reason in ["nobodyMay", "ownProposals", "quiet"] {
        #expect(try await drafter.get("/cases/stuck?why=\(reason)&after=\(id)").status == .ok, "\(reason)")
      }
      let approver = try await TestBrowser(node).signIn(as: "approver")
      #expect(try await approver.get("/cases/stuck?why=nobodySees").status == .ok)
      let editor = try await TestBrowser(node).signIn(as: "editor")
      try await editor.submit(
        "/cases/calendars/XC", [("version", "0"), ("restDays", "5"), ("restDays", "6"), ("source", "Law of Caledon")])
      #expect(editor.status == .seeOther)
      #expect(try await editor.get("/cases/calendars").body.contains("Law of Caledon"))
      try await node.casework?.wake(at: Date())
      try await node.database.close()
    }
  }
}
