// SPDX-License-Identifier: Apache-2.0
import AccountsService
import Foundation
import HTTPTypes
import Node
import Testing

@Suite("What ends an officer's access") struct AccessTests {
  private func works(_ token: String, _ node: Node) async throws -> Bool {
    try await TestBrowser(node).send("/api/requests", .get, bearer: token).status == .ok
  }

  @Test("A changed password ends the tokens of programs")
  func passwordChanged() async throws {
    let node = try await demonstrationNode()
    let token = try await node.accounts.makeToken(named: "register", signInName: "drafter", days: 30)
    let others = try await node.accounts.makeToken(named: "register", signInName: "drafter2", days: 30)
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let new = "old harbours never freeze"
    #expect(try await works(token, node))
    try await drafter.submit(
      "/account/password", [("password", "seven herons over Arcadia"), ("newPassword", new), ("repeatedPassword", new)], from: "/account")
    #expect(drafter.status == .seeOther)
    #expect(!(try await works(token, node)))
    #expect(try await works(others, node))
  }

  @Test("A password set by a link ends the tokens of programs")
  func enrolment() async throws {
    let node = try await demonstrationNode()
    let token = try await node.accounts.makeToken(named: "register", signInName: "drafter", days: 30)
    let link = try await node.accounts.enrolmentLink(signInName: "drafter", resettingSecondFactor: false)
    #expect(try await works(token, node))
    let new = "old harbours never freeze"
    try await TestBrowser(node).submit(try #require(URL(string: link)?.path), [("newPassword", new), ("repeatedPassword", new)])
    #expect(!(try await works(token, node)))
  }

  @Test("A second factor taken away from the command line ends the tokens of programs")
  func factorReset() async throws {
    let node = try await demonstrationNode()
    let token = try await node.accounts.makeToken(named: "register", signInName: "drafter", days: 30)
    _ = try await node.accounts.enrolmentLink(signInName: "drafter", resettingSecondFactor: true)
    #expect(!(try await works(token, node)))
  }

  @Test("An administrator ends sign-ins and tokens at once", arguments: ["end-sign-ins", "reset-second-factor"])
  func administrator(act: String) async throws {
    let node = try await demonstrationNode()
    let token = try await node.accounts.makeToken(named: "register", signInName: "drafter", days: 30)
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let administrator = try await TestBrowser(node).signIn(as: "administrator")
    let officer = try await SignInTests().account("Ada Lindqvist", administrator)
    try await administrator.submit("\(officer)/\(act)", [], from: officer)
    #expect(administrator.status == .seeOther)
    #expect(!(try await drafter.isSignedIn))
    #expect(!(try await works(token, node)))
  }

  @Test("The tokens of an officer who was suspended stay ended when the officer comes back")
  func suspended() async throws {
    let node = try await demonstrationNode()
    let token = try await node.accounts.makeToken(named: "register", signInName: "drafter", days: 30)
    let administrator = try await TestBrowser(node).signIn(as: "administrator")
    let officer = try await SignInTests().account("Ada Lindqvist", administrator)
    for (version, standing) in [("1", "suspended"), ("2", "active")] {
      try await administrator.submit(
        officer,
        [("version", version), ("name", "Ada Lindqvist"), ("signInName", "drafter"), ("roles", "drafter"), ("standing", standing)])
      #expect(administrator.status == .seeOther)
      #expect(!(try await works(token, node)))
    }
  }
}
