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

  @Test("An administrator sees an officer's sign-ins and tokens, and ends one of each without the others")
  func oneOfEach() async throws {
    let node = try await demonstrationNode()
    let tokens = [
      try await node.accounts.makeToken(named: "case register", signInName: "drafter", days: 30),
      try await node.accounts.makeToken(named: "document archive", signInName: "drafter", days: 30),
    ]
    let drafters = [try await TestBrowser(node).signIn(as: "drafter"), try await TestBrowser(node).signIn(as: "drafter")]
    let administrator = try await TestBrowser(node).signIn(as: "administrator")
    let officer = try await SignInTests().account("Ada Lindqvist", administrator)
    let page = try await administrator.get(officer).body
    #expect(page.contains("case register") && page.contains("document archive"))
    let ids = page.matches(of: /name="(signIn|token)" value="([^"]+)"/).map { (String($0.1), String($0.2)) }
    #expect(ids.map(\.0).sorted() == ["signIn", "signIn", "token", "token"])
    let signIn = try #require(ids.first { $0.0 == "signIn" })
    try await administrator.submit("\(officer)/sign-ins/end", [signIn], from: officer)
    #expect(administrator.status == .seeOther)
    var left: [Bool] = []
    for browser in drafters { left.append(try await browser.isSignedIn) }
    #expect(left.filter { $0 }.count == 1)
    let token = try #require(ids.first { $0.0 == "token" })
    try await administrator.submit("\(officer)/tokens/revoke", [token], from: officer)
    #expect(administrator.status == .seeOther)
    left = []
    for token in tokens { left.append(try await works(token, node)) }
    #expect(left.filter { $0 }.count == 1)
  }

  @Test("Another officer's token is not revoked through an account that it does not belong to")
  func othersToken() async throws {
    let node = try await demonstrationNode()
    let token = try await node.accounts.makeToken(named: "register", signInName: "drafter", days: 30)
    let administrator = try await TestBrowser(node).signIn(as: "administrator")
    let officer = try await SignInTests().account("Ada Lindqvist", administrator)
    let other = try await SignInTests().account("Bo Marchetti", administrator)
    let id = try #require(try await administrator.get(officer).body.firstMatch(of: /name="token" value="([^"]+)"/)?.1)
    try await administrator.submit("\(other)/tokens/revoke", [("token", String(id))], from: other)
    #expect(try await works(token, node))
  }

  @Test("Sign-ins that ended by themselves are not listed")
  func expired() async throws {
    let clock = TestClock()
    let node = try await demonstrationNode(now: { clock.now })
    try await TestBrowser(node).signIn(as: "drafter")
    clock.advance(7 * 3600)
    let browser = try await TestBrowser(node).signIn(as: "drafter")
    #expect(try await browser.get("/account").body.matches(of: /action="\/account\/sign-ins\/end"/).count == 1)
    clock.advance(2 * 3600)
    #expect(try await browser.get("/account").body.contains("this one"))
    #expect(!browser.body.contains("action=\"/account/sign-ins/end\""))
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
