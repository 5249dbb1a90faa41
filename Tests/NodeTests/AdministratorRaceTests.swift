// SPDX-License-Identifier: Apache-2.0
import AccountsService
import Foundation
import HTTPTypes
import Node
import Storage
import TestKit
import Testing

@Suite("Two administrators at one instant") struct AdministratorRaceTests {
  /// A node with two administrators, and a form of each that takes the role of the other away.
  private func demoteEachOther(_ changes: [String: String] = [:]) async throws -> (node: Node, statuses: [HTTPResponse.Status]) {
    let node = try await demonstrationNode(changes)
    let first = try await TestBrowser(node).signIn(as: "administrator")
    // Two browsers of one administrator stand for two people; what counts is whose role each form takes.
    let second = TestBrowser(node)
    second.set(cookie: "signIn", try #require(first.signInCookie))
    let own = try await SignInTests().account("Eli Haddad", first)
    let other = try await SignInTests().account("Fay Moreau", first)
    try await first.submit(
      other, [("version", "1"), ("name", "Fay Moreau"), ("signInName", "auditor"), ("roles", "administrator"), ("standing", "active")])
    #expect(first.status == .seeOther)
    nonisolated(unsafe) let (one, two) = (first, second)
    async let demotesOther = one.submit(
      other, [("version", "2"), ("name", "Fay Moreau"), ("signInName", "auditor"), ("roles", "auditor"), ("standing", "active")]
    ).status
    async let demotesOwn = two.submit(
      own, [("version", "1"), ("name", "Eli Haddad"), ("signInName", "administrator"), ("roles", "drafter"), ("standing", "active")]
    ).status
    return (node, [try await demotesOther, try await demotesOwn])
  }

  private func expectOneLeft(_ node: Node, _ statuses: [HTTPResponse.Status]) async throws {
    #expect(statuses.filter { $0 == .seeOther }.count == 1, "\(statuses)")
    await #expect(throws: (any Error).self) { try await node.accounts.createAdministrator(name: "New", signInName: "new.one") }
  }

  @Test("When each takes the role of the other, one of them stays", arguments: 0..<12)
  func sqlite(round: Int) async throws {
    let (node, statuses) = try await demoteEachOther()
    try await expectOneLeft(node, statuses)
  }

  @Test("When each takes the role of the other, one of them stays: on PostgreSQL", arguments: 0..<6)
  func postgres(round: Int) async throws {
    try await withPostgresSchema { url in
      let (node, statuses) = try await demoteEachOther(["database": url])
      try await expectOneLeft(node, statuses)
      try await node.database.close()
    }
  }
}
