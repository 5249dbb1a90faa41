// SPDX-License-Identifier: Apache-2.0
import AccountsService
import Foundation
import HTTPTypes
import Kernel
import Node
import Testing

@Suite("Forms of accounts that are refused") struct RefusedFormTests {
  @Test("A form that somebody else overtook stands there again with what was typed and what is kept now, and can then be saved")
  func overtaken() async throws {
    let administrator = try await TestBrowser(try await demonstrationNode()).signIn(as: "administrator")
    let officer = try await SignInTests().account("Ada Lindqvist", administrator)
    func send(_ version: String, name: String, role: String) async throws {
      try await administrator.submit(
        officer, [("version", version), ("name", name), ("signInName", "drafter"), ("roles", role), ("standing", "active")])
    }
    try await send("1", name: "Ada Lindqvist-Berg", role: "directoryEditor")
    try await send("1", name: "Ada L. Okonkwo", role: "drafter")
    #expect(administrator.status == .conflict)
    let page = administrator.body
    #expect(page.contains("value=\"Ada L. Okonkwo\"") && page.contains("As it is kept now"))
    #expect(page.contains("Ada Lindqvist-Berg") && page.contains("name=\"version\" value=\"2\""))
    try await send("2", name: "Ada L. Okonkwo", role: "drafter")
    #expect(administrator.status == .seeOther)
  }

  @Test("A language chosen beside a time zone that is not known is not lost")
  func language() async throws {
    let browser = try await TestBrowser(try await demonstrationNode()).signIn(as: "drafter")
    try await browser.submit("/account/preferences", [("language", "ru"), ("zone", "Nowhere/Here")], from: "/account")
    #expect(browser.status == .unprocessableContent)
    #expect(try browser.body.contains(Regex("<option value=\"ru\"[^>]* selected")) && browser.body.contains("value=\"Nowhere/Here\""))
  }

  @Test("A new name of a unit that is refused is told beside that unit, not beside the new one")
  func unit() async throws {
    let administrator = try await TestBrowser(try await demonstrationNode()).signIn(as: "administrator")
    try await administrator.submit("/administration/units", [("name", "Asset recovery")])
    let id = try #require(try await administrator.get("/administration/units").body.firstMatch(of: /name="unit" value="([^"]+)"/)?.1)
    try await administrator.submit("/administration/units", [("unit", String(id)), ("name-\(id)", " ")])
    #expect(administrator.status == .unprocessableContent)
    let forms = administrator.body.components(separatedBy: "<form").filter { $0.contains("action=\"/administration/units\"") }
    #expect(forms.map { $0.contains("Write the name of the unit.") } == [true, false])
    try await administrator.submit("/administration/units", [("name", "")])
    #expect(administrator.status == .unprocessableContent)
  }

  @Test("A name of a unit or of a token that is too long is refused and stands there whole; the longest one is kept whole")
  func longNames() async throws {
    let administrator = try await TestBrowser(try await demonstrationNode()).signIn(as: "administrator")
    let unit = String(repeating: "部", count: 200)
    try await administrator.submit("/administration/units", [("name", unit + "門")])
    #expect(administrator.status == .unprocessableContent)
    #expect(administrator.body.contains("value=\"\(unit)門\"") && administrator.body.contains("A name has at most 200 characters."))
    try await administrator.submit("/administration/units", [("name", unit)])
    #expect(administrator.status == .seeOther)
    #expect(try await administrator.get("/administration/units").body.contains("value=\"\(unit)\""))
    let token = String(repeating: "t", count: 100)
    let end = CalendarDay(Date(), in: .gmt).adding(Days(30))
    try await administrator.submit("/account/tokens", [("tokenName", token + "u"), ("endsOn", "\(end)")], from: "/account")
    #expect(administrator.status == .unprocessableContent)
    #expect(administrator.body.contains("value=\"\(token)u\"") && administrator.body.contains("A name has at most 100 characters."))
    try await administrator.submit("/account/tokens", [("tokenName", token), ("endsOn", "\(end)")], from: "/account")
    #expect(administrator.status == .ok)
    #expect(try await administrator.get("/account").body.contains(token))
  }

  @Test("A name typed at sign-in that begins with an account's name is another name, however long it is")
  func longSignInName() async throws {
    let node = try await demonstrationNode()
    func signIn(_ name: String) async throws -> TestBrowser {
      try await TestBrowser(node).submit("/sign-in", [("name", name), ("password", "seven herons over Arcadia")])
    }
    #expect(try await signIn("drafter" + String(repeating: " ", count: 300)).status == .seeOther)
    let refused = try await signIn("drafter" + String(repeating: "r", count: 300))
    #expect(refused.status == .unprocessableContent && refused.body.contains(String(repeating: "r", count: 300)))
  }

  @Test("A token from the command line for a number of days that is not possible is refused, not shortened", arguments: [-1, 0, 367, 5000])
  func days(_ days: Int) async throws {
    let node = try await demonstrationNode()
    do {
      _ = try await node.accounts.makeToken(named: "register", signInName: "drafter", days: days)
      Issue.record("a token for \(days) days was made")
    } catch let problem as any Problem {
      #expect(problem.code == "accounts.token-end-wrong")
    }
  }
}
