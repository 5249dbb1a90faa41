// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import Kernel
import Testing
import Web

@Suite("Calls that cannot be answered") struct RefusalTests {
  @Test("A database that does not answer when the sign-in is looked up gives words, security fields and a line in the log")
  func signInUnknown() async throws {
    let site = try TestSite()
    let reply = try await site.get("/open", cookie: "signIn=down")
    #expect(reply.status == .serviceUnavailable)
    #expect(reply.body.contains("The node cannot answer now") && reply.body.contains("web.unavailable"))
    #expect(reply.headers[.contentSecurityPolicy] != nil && reply.headers[.xContentTypeOptions] == "nosniff")
    #expect(site.log.lines.contains { $0.hasPrefix("debug answered 503") })
    #expect(site.log.lines.contains { $0.hasPrefix("error the database does not answer") })
  }

  @Test("An address that does not exist is told while the database does not answer")
  func missing() async throws {
    let reply = try await TestSite().get("/nowhere", cookie: "signIn=down")
    #expect(reply.status == .notFound)
    #expect(reply.headers[.contentSecurityPolicy] != nil)
  }

  @Test("Programs get a problem with the same code", arguments: ["/api/open"])
  func program(uri: String) async throws {
    let reply = try await TestSite().get(uri, fields: ["Authorization": "Bearer down"])
    #expect(reply.status == .serviceUnavailable)
    #expect(reply.headers[.contentType] == "application/problem+json")
    #expect(reply.body.contains("\"code\":\"web.unavailable\""))
  }

  @Test("Style sheet and icon are given while the database does not answer")
  func assets() async throws {
    let site = try TestSite()
    let page = try await site.get("/open")
    for match in page.body.matches(of: /href="(\/assets\/[^"]+)"/) {
      #expect(try await site.get(String(match.1), cookie: "signIn=down").status == .ok, "\(match.1)")
    }
  }

  @Test("A form sent while the database does not answer stands there again with what was typed, and goes through afterwards")
  func formKept() async throws {
    let site = try TestSite()
    let token = try await site.get("/note", cookie: "signIn=anna").token
    let reply = try await site.post("/note", [("formToken", token), ("text", "a <long> story")], cookie: "signIn=down")
    #expect(reply.status == .serviceUnavailable)
    #expect(reply.body.contains("a &lt;long&gt; story") && reply.body.contains("it is not known whether your form was saved"))
    #expect(reply.token == token)
    #expect(try await site.post("/note", [("formToken", reply.token), ("text", "x")], cookie: "signIn=anna").status == .seeOther)
  }

  @Test("A database that does not answer the form itself keeps what was typed, unless it holds a password")
  func handlerFails() async throws {
    let site = try TestSite()
    let page = try await site.get("/open")
    let cookie = page.cookies.compactMap { $0.hasPrefix("visitor=") ? String($0.prefix { $0 != ";" }) : nil }.joined()
    let kept = try await site.post("/broken", [("formToken", page.token), ("text", "story")], cookie: cookie)
    #expect(kept.status == .serviceUnavailable)
    #expect(kept.body.contains(">story</textarea>"))
    let secret = try await site.post("/broken", [("formToken", page.token), ("text", "story"), ("newPassword", "hush")], cookie: cookie)
    #expect(secret.status == .serviceUnavailable)
    #expect(!secret.body.contains("hush") && !secret.body.contains("<textarea"))
  }

  @Test("A form sent after the sign-in has ended stands there again, asks to sign in first, and goes through afterwards")
  func signedOutMeanwhile() async throws {
    let site = try TestSite()
    let token = try await site.get("/note", cookie: "signIn=anna").token
    let reply = try await site.post("/note", [("formToken", token), ("text", "story"), ("password", "hush")], cookie: "signIn=ended")
    #expect(reply.status == .unauthorized)
    #expect(reply.body.contains(">story</textarea>") && reply.body.contains("Your sign-in has ended"))
    #expect(reply.body.contains("href=\"/sign-in\" target=\"_blank\""))
    #expect(!reply.body.contains("hush") && !reply.body.contains("name=\"password\""))
    let ready = try await site.post("/note", [("formToken", reply.token), ("text", "story")], cookie: "signIn=again")
    #expect(ready.status == .forbidden)
    #expect(try await site.post("/note", [("formToken", ready.token), ("text", "story")], cookie: "signIn=again").status == .seeOther)
  }

  @Test("A form with the token of another sign-in changes nothing and stands there again, ready to be sent")
  func foreignToken() async throws {
    let site = try TestSite()
    let token = try await site.get("/note", cookie: "signIn=anna").token
    let reply = try await site.post("/note", [("formToken", token), ("text", "story"), ("oldPassword", "hush")], cookie: "signIn=again")
    #expect(reply.status == .forbidden)
    #expect(reply.body.contains(">story</textarea>"))
    #expect(!reply.body.contains("hush"))
    #expect(!reply.body.contains("target=\"_blank\""))
    #expect(try await site.post("/note", [("formToken", reply.token), ("text", "story")], cookie: "signIn=again").status == .seeOther)
  }

  @Test(
    "A public address of the API refuses a token that is not valid, and answers without one",
    arguments: [("Bearer token", 200, "Anna"), ("Bearer gone", 401, "web.sign-in-needed"), ("bearer", 401, "web.sign-in-needed")])
  func bearer(field: String, status: Int, said: String) async throws {
    let site = try TestSite()
    let reply = try await site.get("/api/open", fields: ["Authorization": field])
    #expect(reply.status.code == status)
    #expect(reply.body.contains(said))
    #expect(try await site.get("/api/open").body.contains("nobody"))
    #expect(try await site.get("/api/openapi.json").body.contains("\"401\""))
  }
}
