// SPDX-License-Identifier: Apache-2.0
import AccountsService
import Foundation
import HTTPTypes
import Node
import TOTP
import Testing

/// The authenticator of the demonstration approver.
let approvers = TOTP(secret: Base32.decode("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP") ?? Data())

extension TOTP {
  /// A code that the program takes though the officer has just signed in with the present one.
  var nextCode: String { code(at: Date().addingTimeInterval(30)) }
}

/// The form with which an officer sets up a second factor.
struct SecondFactorForm {
  let browser: TestBrowser
  let secret: Data
  private let hidden: [(String, String)]

  init(_ browser: TestBrowser) async throws {
    self.browser = browser
    try await browser.get("/account/second-factor")
    secret = try #require(browser.body.firstMatch(of: /secret=([A-Z2-7]+)/).flatMap { Base32.decode(String($0.1)) })
    let sealed = try #require(browser.body.firstMatch(of: /name="sealed" value="([^"]+)"/)?.1)
    let token = try #require(browser.body.firstMatch(of: /name="formToken" value="([^"]+)"/)?.1)
    hidden = [("formToken", String(token)), ("sealed", String(sealed))]
  }

  func send(password: String?, presentCode: String?, code: String? = nil) async throws {
    var fields = hidden + [("code", code ?? TOTP(secret: secret).code(at: Date()))]
    if let password { fields.append(("password", password)) }
    if let presentCode { fields.append(("presentCode", presentCode)) }
    try await browser.post("/account/second-factor", fields)
  }
}

@Suite("Setting up the second factor") struct SecondFactorTests {
  let password = "amber lanterns at midnight"

  @Test("Whoever has only the browser of a signed-in officer cannot replace the second factor")
  func sessionAlone() async throws {
    let browser = try await TestBrowser(try await demonstrationNode()).signIn(as: "approver")
    let form = try await SecondFactorForm(browser)
    let present = approvers.nextCode
    for (password, code) in [(nil, present), ("wrong wrong wrong wrong", present), (self.password, nil), (self.password, "000000")] {
      try await form.send(password: password, presentCode: code)
      #expect(browser.status == .unprocessableContent)
      #expect(!browser.body.contains("<h1>Recovery codes"))
    }
    try await form.send(password: password, presentCode: approvers.nextCode)
    #expect(browser.status == .ok && browser.body.contains("Recovery codes"))
  }

  @Test("A code that let in once does not replace the second factor as well")
  func usedCode() async throws {
    let browser = TestBrowser(try await demonstrationNode())
    try await browser.submit("/sign-in", [("name", "approver"), ("password", password)])
    let instant = Date()
    try await browser.submit("/sign-in/code", [("code", approvers.code(at: instant))])
    try await SecondFactorForm(browser).send(password: password, presentCode: approvers.code(at: instant))
    #expect(browser.status == .unprocessableContent)
    #expect(browser.body.contains("or it was used before"))
  }

  @Test("A recovery code replaces a lost second factor, once")
  func recoveryCode() async throws {
    let browser = try await TestBrowser(try await demonstrationNode()).signIn(as: "approver")
    try await SecondFactorForm(browser).send(password: password, presentCode: approvers.nextCode)
    let code = try #require(browser.body.firstMatch(of: /[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}/).map { String($0.0) })
    for status in [HTTPResponse.Status.ok, .unprocessableContent] {
      try await SecondFactorForm(browser).send(password: password, presentCode: code)
      #expect(browser.status == status)
    }
  }

  @Test("Wrong passwords are counted, and so are wrong codes, though the password is right each time")
  func counted() async throws {
    let node = try await demonstrationNode()
    let browser = try await TestBrowser(node).signIn(as: "approver")
    let form = try await SecondFactorForm(browser)
    for _ in 0..<5 { try await form.send(password: password, presentCode: "000000") }
    try await form.send(password: password, presentCode: approvers.nextCode)
    #expect(browser.status == .tooManyRequests)
    let other = try await TestBrowser(node).signIn(as: "drafter")
    let first = try await SecondFactorForm(other)
    for _ in 0..<5 { try await first.send(password: "wrong wrong wrong wrong", presentCode: nil) }
    try await first.send(password: "seven herons over Arcadia", presentCode: nil)
    #expect(other.status == .tooManyRequests)
  }

  @Test("An approver without the second factor is led to it from the start page and from every refusal, until it is set up")
  func due() async throws {
    let node = try await demonstrationNode()
    _ = try await node.accounts.enrolmentLink(signInName: "approver", resettingSecondFactor: true)
    let browser = TestBrowser(node)
    try await browser.submit("/sign-in", [("name", "approver"), ("password", password)])
    let door = "href=\"/account/second-factor\""
    try await browser.get("/")
    #expect(browser.body.contains(door) && !browser.body.contains("Nothing needs you today"))
    try await browser.get("/requests")
    #expect(browser.status == .forbidden && browser.body.contains(door))
    try await SecondFactorForm(browser).send(password: password, presentCode: nil)
    #expect(try await browser.get("/requests").status == .ok)
    #expect(!(try await browser.get("/").body.contains(door)))
    try await browser.get("/administration/officers")
    #expect(browser.status == .forbidden && !browser.body.contains(door))
  }

  @Test("An officer without a second factor sets one up with the password")
  func first() async throws {
    let browser = try await TestBrowser(try await demonstrationNode()).signIn(as: "drafter")
    let form = try await SecondFactorForm(browser)
    #expect(!browser.body.contains("name=\"presentCode\""))
    try await form.send(password: nil, presentCode: nil)
    #expect(browser.status == .unprocessableContent)
    try await form.send(password: "seven herons over Arcadia", presentCode: nil)
    #expect(browser.status == .ok && browser.body.contains("Recovery codes"))
  }
}
