// SPDX-License-Identifier: Apache-2.0
import CaseworkService
import Foundation
import HTTPTypes
import Kernel
import Node
import Storage
import TestKit
import Testing

/// What is told of a restricted case outside its own addresses.
@Suite("A restricted case on the pages of others") struct RestrictedLinesTests {
  /// Registers a request beside the guarded one.
  private func registered(_ browser: TestBrowser, _ reference: String, _ subject: String) async throws -> GuardedCase {
    try await browser.submit(
      "/cases/new",
      [
        ("reference", reference), ("state", "XB"), ("kind", "criminalAssistance"), ("subject", subject),
        ("arrivedOn", GuardedCase.arrived.description), ("medium", "paper"), ("item0", "bankRecords"), ("summary0", "Records"),
      ])
    return GuardedCase(node: browser.node, drafter: browser, url: try #require(browser.location))
  }

  private func person(_ name: String) -> [(String, String)] {
    [("subjectKind", "naturalPerson"), ("name0", name), ("nameForm0", "original"), ("bornOn", "1970-01-02"), ("roles", "suspect")]
  }

  @Test("Links, hints and the look-up tell an officer who is named for it no more than its reference, and record nothing")
  func reference() async throws { try await reference(on: demonstrationNode()) }

  private func reference(on node: Node) async throws {
    let hidden = try await GuardedCase.accepted(on: node)
    let drafter = hidden.drafter
    try await drafter.submit("\(hidden.url)/subjects/new", person("Quill, Ada"))
    let there = try #require(drafter.location)
    let open = try await registered(drafter, "XAI-2026-00951", "OPENWORD")
    try await drafter.submit("\(open.url)/subjects/new", person("Ada Quill"))
    let mine = try #require(drafter.location)
    try await drafter.submit("\(open.url)/links/new", [("linkKind", "related"), ("reference", "XAI-2026-00950")])
    let pages = [open.url, mine]
    for page in pages { #expect(try await drafter.get(page).body.contains("Quill, Ada")) }
    #expect(try await drafter.get(open.url).body.contains("SUBJECTWORD"))

    try await hidden.access(drafter, "restrict")
    let before = try await hidden.reads().count
    for page in pages {
      let body = try await drafter.get(page).body
      #expect(body.contains("XAI-2026-00950") && body.contains("href=\"\(there)\""), "\(page)")
      #expect(!body.contains("SUBJECTWORD") && !body.contains("Quill, Ada"), "\(page)")
    }
    try await drafter.submit("/cases/subjects", [("sought", "ada quill")])
    #expect(drafter.body.contains("XAI-2026-00950") && drafter.body.contains("OPENWORD") && drafter.body.contains("Ada Quill"))
    #expect(!drafter.body.contains("SUBJECTWORD") && !drafter.body.contains("Quill, Ada"))
    #expect(try await hidden.reads().count == before)
    // Taking over what is known there is reading it.
    try await drafter.get(mine)
    try await drafter.submit(
      "\(mine)/compare",
      [
        ("version", try drafter.version(of: "\(mine)/compare")), ("choice", "takeOver"), ("request", hidden.id),
        ("other", String(try #require(there.split(separator: "/").last))),
      ], from: mine)
    #expect(drafter.status == .seeOther)
    #expect(try await hidden.reads().count == before + 1)
  }

  @Test("An informal contact that a restricted request followed is a reference in the list, and its page is a reading of the request")
  func contact() async throws { try await contact(on: demonstrationNode()) }

  private func contact(on node: Node) async throws {
    let one = try await GuardedCase.accepted(on: node)
    let drafter = one.drafter
    try await drafter.submit(
      "/cases/contacts/new",
      [
        ("subject", "CONTACTWORD"), ("isOurs", "yes"), ("state", "XB"), ("with", "Duty desk"), ("channel", "telephone"),
        ("on", GuardedCase.arrived.description), ("said", "SAIDWORD"), ("outcome", "open"),
      ])
    let contact = try #require(drafter.location)
    try await drafter.get(contact)
    try await drafter.submit(
      "\(contact)/link", [("version", try drafter.version(of: "\(contact)/link")), ("reference", "XAI-2026-00950")], from: contact)
    #expect(try await drafter.get("/cases/contacts").body.contains("CONTACTWORD"))
    #expect(try await one.reads().isEmpty)
    try await one.access(drafter, "restrict")
    let before = try await one.reads().count
    let list = try await drafter.get("/cases/contacts").body
    #expect(list.contains("XAI-2026-00950") && list.contains("href=\"\(contact)\""))
    #expect(!list.contains("CONTACTWORD") && !list.contains("Duty desk"))
    #expect(try await one.reads().count == before)
    #expect(try await drafter.get(contact).body.contains("SAIDWORD"))
    #expect(try await drafter.get("\(contact)/edit").body.contains("SAIDWORD"))
    #expect(try await one.reads().suffix(2) == ["casework.read page", "casework.read form"])
    #expect(try await one.reads().count == before + 2)
  }

  @Test("A restricted request that nobody sees is told to its own unit and the central authority, and to the approvers of no other unit")
  func stuck() async throws { try await stuck(on: demonstrationNode()) }

  private func stuck(on node: Node) async throws {
    let one = try await GuardedCase.accepted(on: node)
    let administrator = try await TestBrowser(node).signIn(as: "administrator")
    for name in ["North", "South"] { try await administrator.submit("/administration/units", [("name", name)]) }
    let units = try await node.database.rows(SQL("SELECT id, name FROM unit ORDER BY name"))
    let page = "/administration/officers/\(try await one.officer("approver"))"
    func give(approverTo unit: String) async throws {
      let id = try #require(try units.first { try $0.text("name") == unit }).text("id")
      let version = try await administrator.get(page).version(of: page)
      try await administrator.submit(
        page,
        [
          ("version", version), ("name", "Chen Okafor"), ("signInName", "approver"), ("roles", "approver"), ("standing", "active"),
          ("unit", id),
        ])
      #expect(administrator.status == .seeOther)
    }
    try await one.drafter.get("\(one.url)/access")
    try await one.drafter.submit(
      "\(one.url)/assign", [("unit", "South"), ("version", try one.drafter.version(of: "\(one.url)/assign"))], from: "\(one.url)/access")
    #expect(one.drafter.status == .seeOther)
    // Restricted to an officer who has left since.
    try await node.database.commit(
      Commit([
        SQL("UPDATE registeredRequest SET isRestricted = 1 WHERE id = $1", [one.id.sql], mustChange: 1),
        SQL("DELETE FROM requestAccess WHERE request = $1", [one.id.sql]),
      ]))
    let approver = try await TestBrowser(node).signIn(as: "approver")
    #expect(try await approver.get("/cases/stuck").body.contains("XAI-2026-00950"))
    for (unit, isTold) in [("North", false), ("South", true)] {
      try await give(approverTo: unit)
      #expect(try await approver.get("/cases/stuck").body.contains("XAI-2026-00950") == isTold, "\(unit)")
      #expect(approver.status == .ok && !approver.body.contains("SUBJECTWORD"))
      #expect(try await approver.get(one.url).status == .notFound)
    }
  }

  @Test("Links, hints, contacts and stuck requests are told the same on PostgreSQL") func onPostgres() async throws {
    try await withPostgresSchema { url in
      let node = try await demonstrationNode(["database": url])
      try await contact(on: node)
    }
    try await withPostgresSchema { url in try await stuck(on: try await demonstrationNode(["database": url])) }
    try await withPostgresSchema { url in try await reference(on: try await demonstrationNode(["database": url])) }
  }
}
