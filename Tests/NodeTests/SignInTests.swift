// SPDX-License-Identifier: Apache-2.0
import AccountsService
import Foundation
import HTTPTypes
import Node
import TOTP
import Testing

@Suite("Signing in") struct SignInTests {
  let right = [("name", "drafter"), ("password", "seven herons over Arcadia")]

  @Test("The right name and password let in, and lead back to where the officer wanted to go")
  func right() async throws {
    let browser = TestBrowser(try await demonstrationNode())
    try await browser.get("/requests")
    #expect(browser.location == "/sign-in?to=%2Frequests")
    try await browser.submit("/sign-in", right + [("to", "/requests")])
    #expect(browser.status == .seeOther && browser.location == "/requests")
    #expect(try await browser.get("/requests").status == .ok)
  }

  @Test(
    "A wrong password, an unknown name and an empty form get the same answer",
    arguments: [
      ("drafter", "seven herons over Borealia"), ("nobody", "seven herons over Arcadia"), ("", ""),
      ("drafter", String(repeating: "x", count: 5000)),
    ])
  func wrong(name: String, password: String) async throws {
    let browser = TestBrowser(try await demonstrationNode())
    try await browser.submit("/sign-in", [("name", name), ("password", password)])
    #expect(browser.status == .unprocessableContent)
    #expect(browser.body.contains("The sign-in name or the password is wrong."))
    #expect(!(try await browser.isSignedIn))
  }

  @Test(
    "After five failures nothing is looked at, not even the right password, and unknown names are treated alike",
    arguments: ["drafter", "nobody"])
  func lockOut(name: String) async throws {
    let browser = TestBrowser(try await demonstrationNode())
    for _ in 0..<5 { try await browser.submit("/sign-in", [("name", name), ("password", "wrong wrong wrong wrong")]) }
    try await browser.submit("/sign-in", [("name", name), ("password", "seven herons over Arcadia")])
    #expect(browser.status == .tooManyRequests)
    #expect(!(try await browser.isSignedIn))
  }

  @Test("An account of one's own does not buy further guesses at others from the same address")
  func addressStaysCounted() async throws {
    let node = try await demonstrationNode()
    func guess(_ name: String) async throws -> HTTPResponse.Status {
      try await TestBrowser(node).submit("/sign-in", [("name", name), ("password", "wrong wrong wrong wrong")]).status
    }
    for number in 0..<30 {
      if number % 4 == 3 { #expect(try await TestBrowser(node).submit("/sign-in", right).status == .seeOther) }
      #expect(try await guess("somebody\(number)") == .unprocessableContent, "\(number)")
    }
    #expect(try await guess("somebody.else") == .tooManyRequests)
  }

  @Test("An office of many behind one address is not locked out by signing in")
  func manySuccesses() async throws {
    let node = try await demonstrationNode()
    for turn in 0..<40 {
      let browser = try await TestBrowser(node).signIn(as: turn.isMultiple(of: 2) ? "drafter" : "drafter2")
      #expect(browser.status == .seeOther, "\(turn)")
    }
  }

  @Test("New passwords that are refused do not lock the account")
  func refusedNewPasswords() async throws {
    let browser = try await TestBrowser(try await demonstrationNode()).signIn(as: "drafter")
    let new = "old harbours never freeze"
    for typed in ["short", "short", "short", "short", "short", "short", new] {
      try await browser.submit(
        "/account/password", [("password", "seven herons over Arcadia"), ("newPassword", typed), ("repeatedPassword", typed)],
        from: "/account")
      #expect(browser.status == (typed == new ? .seeOther : .unprocessableContent))
    }
  }

  @Test("An administrator lifts a lock-out")
  func liftLockOut() async throws {
    let node = try await demonstrationNode()
    let browser = TestBrowser(node)
    for _ in 0..<6 { try await browser.submit("/sign-in", [("name", "drafter"), ("password", "wrong wrong wrong wrong")]) }
    let administrator = try await TestBrowser(node).signIn(as: "administrator")
    let officer = try await account("Ada Lindqvist", administrator)
    try await administrator.submit("\(officer)/lift-lock-out", [], from: officer)
    #expect(administrator.status == .seeOther)
    try await browser.submit("/sign-in", right)
    #expect(try await browser.isSignedIn)
  }

  func account(_ name: String, _ administrator: TestBrowser) async throws -> String {
    let list = try await administrator.get("/administration/officers").body
    let pattern = try Regex("href=\"(/administration/officers/[0-9a-f-]+)\">\(name)")
    return try #require(list.firstMatch(of: pattern)?.output[1].substring.map(String.init))
  }

  @Test("An approver needs the second step; until then nothing is open, and the cookie changes with it")
  func secondStep() async throws {
    let browser = TestBrowser(try await demonstrationNode())
    try await browser.submit("/sign-in", [("name", "approver"), ("password", "amber lanterns at midnight")])
    #expect(browser.location == "/sign-in/code?to=%2F")
    let first = browser.signInCookie
    #expect(!(try await browser.isSignedIn))
    let secret = try #require(Base32.decode("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"))
    try await browser.submit("/sign-in/code", [("code", TOTP(secret: secret).code(at: Date()))])
    #expect(browser.status == .seeOther)
    #expect(browser.signInCookie != first)
    #expect(try await browser.isSignedIn)
  }

  @Test("A code works once")
  func replay() async throws {
    let node = try await demonstrationNode()
    let secret = try #require(Base32.decode("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"))
    let code = TOTP(secret: secret).code(at: Date())
    for (place, status) in [HTTPResponse.Status.seeOther, .unprocessableContent].enumerated() {
      let browser = TestBrowser(node)
      try await browser.submit("/sign-in", [("name", "approver"), ("password", "amber lanterns at midnight")])
      try await browser.submit("/sign-in/code", [("code", code)])
      #expect(browser.status == status, "\(place)")
    }
  }

  @Test("The second step without the first leads back to the first")
  func secondWithoutFirst() async throws {
    let browser = TestBrowser(try await demonstrationNode())
    #expect(try await browser.get("/sign-in/code").location == "/sign-in?to=%2F")
    try await browser.submit("/sign-in/code", [("code", "123456")], from: "/sign-in")
    #expect(browser.status == .unprocessableContent)
  }

  @Test(
    "An address of another site is never where the sign-in leads",
    arguments: [
      "//evil.example", "///evil.example", "https://evil.example", "\\\\evil.example", "/\\evil.example", "evil", "/\t/evil.example",
      "/\n/evil.example", "/\r\n/evil.example", "/\u{1}/evil.example", "/\u{7f}/evil.example", "/\u{85}/evil.example",
      "//\u{301}evil.example", "/requests\tfoo",
    ])
  func openRedirect(to: String) async throws {
    let browser = TestBrowser(try await demonstrationNode())
    try await browser.submit("/sign-in", right + [("to", to)])
    #expect(browser.location == "/")
  }

  @Test("Signing out ends the sign-in, also for whoever kept the cookie")
  func signOut() async throws {
    let node = try await demonstrationNode()
    let browser = try await TestBrowser(node).signIn(as: "drafter")
    let kept = try #require(browser.signInCookie)
    try await browser.submit("/sign-out", [], from: "/account")
    #expect(!(try await browser.isSignedIn))
    let thief = TestBrowser(node)
    thief.set(cookie: "signIn", kept)
    #expect(!(try await thief.isSignedIn))
  }

  @Test("A sign-in is listed and can be ended from another browser")
  func revoke() async throws {
    let node = try await demonstrationNode()
    let first = try await TestBrowser(node).signIn(as: "drafter")
    let second = try await TestBrowser(node).signIn(as: "drafter")
    let id = try #require(try await second.get("/account").body.firstMatch(of: /name="signIn" value="([^"]+)"/)?.1)
    try await second.submit("/account/sign-ins/end", [("signIn", String(id))], from: "/account")
    #expect(!(try await first.isSignedIn))
    #expect(try await second.isSignedIn)
  }

  @Test("A suspended officer is signed out at once and cannot come back")
  func suspended() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    let administrator = try await TestBrowser(node).signIn(as: "administrator")
    let officer = try await account("Ada Lindqvist", administrator)
    try await administrator.submit(
      officer, [("version", "1"), ("name", "Ada Lindqvist"), ("signInName", "drafter"), ("roles", "drafter"), ("standing", "suspended")])
    #expect(administrator.status == .seeOther)
    #expect(!(try await drafter.isSignedIn))
    try await drafter.signIn(as: "drafter")
    #expect(!(try await drafter.isSignedIn))
  }

  @Test("The last administrator can neither be suspended nor lose the role")
  func lastAdministrator() async throws {
    let administrator = try await TestBrowser(try await demonstrationNode()).signIn(as: "administrator")
    let officer = try await account("Eli Haddad", administrator)
    let described = [("version", "1"), ("name", "Eli Haddad"), ("signInName", "administrator")]
    for change in [[("roles", "administrator"), ("standing", "suspended")], [("roles", "drafter"), ("standing", "active")]] {
      try await administrator.submit(officer, described + change)
      #expect(administrator.status == .unprocessableContent)
      #expect(administrator.body.contains("At least one active administrator must remain."))
    }
  }

  @Test("A new officer sets a password by a link that works once, and an approver can do nothing before the second factor is set up")
  func enrol() async throws {
    let node = try await demonstrationNode()
    let administrator = try await TestBrowser(node).signIn(as: "administrator")
    try await administrator.submit(
      "/administration/officers/new", [("name", "Gil Sato"), ("signInName", "g.sato"), ("roles", "approver")])
    let link = try #require(administrator.body.firstMatch(of: /\/enrol\/[A-Za-z0-9_-]+/).map { String($0.0) })
    let officer = TestBrowser(node)
    let password = "copper kettles in the rain"
    try await officer.submit(link, [("newPassword", "too short"), ("repeatedPassword", "too short")])
    #expect(officer.body.contains("It needs at least 15 characters."))
    try await officer.submit(link, [("newPassword", password), ("repeatedPassword", password)])
    #expect(officer.location == "/sign-in")
    #expect(try await officer.get(link).status == .notFound)
    try await officer.submit("/sign-in", [("name", "g.sato"), ("password", password)])
    #expect(try await officer.isSignedIn)
    #expect(try await officer.get("/requests").status == .forbidden)
    try await officer.get("/account/second-factor")
    let text = try #require(officer.body.firstMatch(of: /secret=([A-Z2-7]+)/)?.1)
    let sealed = try #require(officer.body.firstMatch(of: /name="sealed" value="([^"]+)"/)?.1)
    let token = try #require(officer.body.firstMatch(of: /name="formToken" value="([^"]+)"/)?.1)
    let secret = try #require(Base32.decode(String(text)))
    let fields = [("formToken", String(token)), ("sealed", String(sealed)), ("password", password)]
    try await officer.post("/account/second-factor", fields + [("code", "000000")])
    #expect(officer.status == .unprocessableContent)
    try await officer.post("/account/second-factor", fields + [("code", TOTP(secret: secret).code(at: Date()))])
    #expect(officer.body.contains("Recovery codes"))
    #expect(try await officer.get("/requests").status == .ok)
  }

  @Test("A recovery code lets in once")
  func recoveryCode() async throws {
    let node = try await demonstrationNode()
    let approver = try await TestBrowser(node).signIn(as: "approver")
    let form = try await SecondFactorForm(approver)
    try await form.send(password: "amber lanterns at midnight", presentCode: approvers.nextCode)
    let codes = approver.body.matches(of: /[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}/).map { String($0.0) }
    #expect(Set(codes).count == 10)
    for expected in [true, false] {
      let browser = TestBrowser(node)
      try await browser.submit("/sign-in", [("name", "approver"), ("password", "amber lanterns at midnight")])
      try await browser.submit("/sign-in/code", [("code", codes[0].uppercased())])
      #expect(try await browser.isSignedIn == expected)
    }
  }

  @Test("A token lets a program in until it is revoked, cannot approve, and a cookie alone changes nothing through the API")
  func tokens() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    try await drafter.submit("/account/tokens", [("tokenName", "case register"), ("endsOn", "2000-01-01")], from: "/account")
    #expect(drafter.status == .unprocessableContent)
    let tomorrow = Date().addingTimeInterval(2 * 86_400).formatted(.iso8601.year().month().day())
    try await drafter.submit("/account/tokens", [("tokenName", "case register"), ("endsOn", tomorrow)], from: "/account")
    let token = try #require(drafter.body.firstMatch(of: />([A-Za-z0-9_-]{43})</)?.1)
    let program = TestBrowser(node)
    #expect(try await program.send("/api/requests", .get).status == .unauthorized)
    #expect(try await program.send("/api/requests", .get, bearer: "x\(token)").status == .unauthorized)
    #expect(try await program.send("/api/requests", .get, bearer: String(token)).status == .ok)
    #expect(try await program.send("/api/requests", .post, body: "{\"format\":1}", bearer: String(token)).status == .created)
    #expect(try await drafter.send("/api/requests", .post, body: "{\"format\":1}").status == .unauthorized)
    let id = try #require(try await drafter.get("/account").body.firstMatch(of: /name="token" value="([^"]+)"/)?.1)
    try await drafter.submit("/account/tokens/revoke", [("token", String(id))], from: "/account")
    #expect(try await program.send("/api/requests", .get, bearer: String(token)).status == .unauthorized)
  }

  @Test("Changing the password needs the present one and ends the other sign-ins")
  func changePassword() async throws {
    let node = try await demonstrationNode()
    let first = try await TestBrowser(node).signIn(as: "drafter")
    let second = try await TestBrowser(node).signIn(as: "drafter")
    let new = "old harbours never freeze"
    func change(_ present: String) async throws {
      try await second.submit(
        "/account/password", [("password", present), ("newPassword", new), ("repeatedPassword", new)], from: "/account")
    }
    try await change("wrong wrong wrong wrong")
    #expect(second.status == .unprocessableContent)
    try await change("seven herons over Arcadia")
    #expect(second.status == .seeOther)
    #expect(!(try await first.isSignedIn))
    #expect(try await second.isSignedIn)
    try await first.submit("/sign-in", [("name", "drafter"), ("password", new)])
    #expect(try await first.isSignedIn)
  }

  @Test(
    "Each role sees its own doors",
    arguments: [
      ("drafter", ["/requests": 200, "/requests/new": 200, "/administration/officers": 403]),
      ("auditor", ["/requests": 200, "/requests/new": 403, "/administration/officers": 403]),
      ("editor", ["/requests": 403, "/administration/officers": 403, "/directory/verification": 200]),
      ("administrator", ["/requests": 403, "/administration/officers": 200, "/directory/verification": 403]),
    ])
  func doors(name: String, doors: [String: Int]) async throws {
    let browser = try await TestBrowser(try await demonstrationNode()).signIn(as: name)
    for (path, status) in doors { #expect(try await browser.get(path).status.code == status, "\(name) \(path)") }
  }

  @Test("The first administrator of an empty node comes from the command line, once, and works after setting up both factors")
  func firstAdministrator() async throws {
    let node = try await emptyNode(["demonstration": "false"])
    let link = try await node.accounts.createAdministrator(name: "Gil Sato", signInName: "G.Sato")
    let password = "green doors and blue keys"
    let browser = TestBrowser(node)
    try await browser.submit(
      try #require(URL(string: link)?.path), [("newPassword", password), ("repeatedPassword", password)])
    try await browser.submit("/sign-in", [("name", "g.sato"), ("password", password)])
    #expect(try await browser.get("/administration/officers").status == .forbidden)
    try await SecondFactorForm(browser).send(password: password, presentCode: nil)
    #expect(try await browser.get("/administration/officers").body.contains("Gil Sato"))
    await #expect(throws: CannotAdminister.administratorExists) {
      try await node.accounts.createAdministrator(name: "Second", signInName: "second")
    }
  }

  @Test("An administrator who lost everything comes back by a link from the command line, without the second factor at first")
  func lostEverything() async throws {
    let node = try await demonstrationNode()
    let link = try await node.accounts.enrolmentLink(signInName: "administrator", resettingSecondFactor: true)
    let browser = TestBrowser(node)
    let path = try #require(URL(string: link)?.path)
    try await browser.submit(path, [("newPassword", "green doors and blue keys"), ("repeatedPassword", "green doors and blue keys")])
    try await browser.submit("/sign-in", [("name", "administrator"), ("password", "green doors and blue keys")])
    #expect(try await browser.isSignedIn)
    #expect(try await browser.get("/administration/officers").status == .forbidden)
  }

  @Test("An officer who signs in reads the own language, not the one that was chosen in this browser before, and may choose anew")
  func language() async throws {
    let node = try await demonstrationNode()
    let drafter = try await TestBrowser(node).signIn(as: "drafter")
    try await drafter.submit("/account/preferences", [("language", "fr")], from: "/account")
    let shared = TestBrowser(node)
    try await shared.get("/sign-in?lang=ru")
    try await shared.signIn(as: "drafter")
    #expect(try await shared.get("/").body.contains("<html lang=\"fr\""))
    try await shared.get("/?lang=zh")
    #expect(try await shared.get("/").body.contains("<html lang=\"zh"))
  }

  @Test("An officer without a language of the own keeps the one that was chosen before signing in")
  func chosenLanguage() async throws {
    let browser = TestBrowser(try await demonstrationNode())
    try await browser.get("/sign-in?lang=es")
    try await browser.signIn(as: "drafter")
    #expect(try await browser.get("/").body.contains("<html lang=\"es\""))
  }
}
