// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Node
import Storage
import TestKit
import Testing

@Suite("A node whose disk is full") struct FullDiskPagesTests {
  private static func fields(_ number: Int) -> [(String, String)] {
    [
      ("reference", "XAI-2026-1\(number)"), ("state", "XB"), ("kind", "criminalAssistance"), ("subject", "Harbour matter \(number)"),
      ("arrivedOn", CalendarDay(Date(), in: .gmt).adding(-20).description), ("medium", "paper"), ("item0", "bankRecords"),
      ("summary0", "Records " + String(repeating: "of many accounts ", count: 200)),
    ]
  }

  private func count(_ node: Node, _ table: String) async throws -> Int {
    try await node.database.row(SQL("SELECT COUNT(*) AS number FROM \(table)"))?.integer("number") ?? -1
  }

  @Test("A commit that finds the disk full is refused in words with what was typed, nothing of it stays, and reading goes on")
  func full() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    _ = try await node.database.change(SQL("PRAGMA max_page_count = 1"))
    var number = 0
    repeat {
      number += 1
      try await drafter.submit("/cases/new", Self.fields(number))
    } while drafter.status == .seeOther && number < 500
    #expect(drafter.status == .serviceUnavailable && drafter.body.contains("disk of this node is full"))
    #expect(drafter.body.contains("Harbour matter \(number)"))
    let counts = [try await count(node, "registeredRequest"), try await count(node, "event"), try await count(node, "dataKey")]
    try await drafter.submit("/cases/new", Self.fields(number))
    #expect(drafter.status == .serviceUnavailable)
    #expect([try await count(node, "registeredRequest"), try await count(node, "event"), try await count(node, "dataKey")] == counts)
    #expect(try await count(node, "requestReference") == counts[0])
    for page in ["/", "/cases", "/directory", "/requests"] { #expect(try await drafter.get(page).status == .ok, "\(page)") }
    _ = try await node.database.change(SQL("PRAGMA max_page_count = 1000000"))
    try await drafter.submit("/cases/new", Self.fields(number))
    #expect(drafter.status == .seeOther)
  }

  @Test("Below the reserve new work is refused before it is taken, on pages, in the API and by commands; signing in and reading go on")
  func reserve() async throws {
    let node = try await demonstrationNode(["diskReserveMiB": "\(1 << 30)"])
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    #expect(try await drafter.isSignedIn)
    let before = try await count(node, "event")
    try await drafter.submit("/cases/new", Self.fields(1))
    #expect(drafter.status == .serviceUnavailable && drafter.body.contains("Harbour matter 1"))
    #expect(try await drafter.get("/cases").status == .ok)
    #expect(try await count(node, "event") == before)
    let file = node.configuration.dataFolder.appending(path: "node.yaml").path
    let said = try await Terminal.run("case", "import", "Samples/register.csv", "--node", file)
    #expect(said.code == 1 && said.errors.contains("disk is full"), "\(said.errors)")
    #expect(try await count(node, "registeredRequest") == 0)
  }

  @Test("A reserve that is no number of MiB keeps the node from starting")
  func unreadable() async throws {
    await #expect(throws: NodeProblem.unreadableConfiguration(member: "diskReserveMiB")) {
      _ = try await emptyNode(["diskReserveMiB": "-1"])
    }
  }
}
