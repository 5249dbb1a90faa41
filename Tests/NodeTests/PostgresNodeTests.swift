// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
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
      let node = try await demonstrationNode(["database": url])
      let browser = TestBrowser(node)
      for _ in 0..<6 { try await browser.submit("/sign-in", [("name", "drafter"), ("password", "wrong wrong wrong wrong")]) }
      #expect(browser.status == .tooManyRequests)
      let first = try await TestBrowser(node).signIn(as: "approver")
      #expect(try await first.isSignedIn)
      let second = try await TestBrowser(node).signIn(as: "approver")
      #expect(!(try await second.isSignedIn))
      try await node.database.close()
    }
  }
}
