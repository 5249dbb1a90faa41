// SPDX-License-Identifier: Apache-2.0
import HTTPTypes
import HummingbirdTesting
import Kernel
import Testing
import Web

@Suite("What passes the gate") struct GateTests {
  @Test(
    "A form that a browser says comes from elsewhere is refused, one from here is taken",
    arguments: [
      (["Origin": "https://evil.example"], 403), (["Origin": "null"], 403), (["Origin": "https://evil-localhost"], 403),
      (["Sec-Fetch-Site": "cross-site"], 403), (["Sec-Fetch-Site": "same-site"], 403),
      (["Sec-Fetch-Site": "cross-site", "Origin": "https://localhost"], 403),
      (["Origin": "https://localhost"], 303), (["Sec-Fetch-Site": "same-origin"], 303), ([:], 303),
    ])
  func origin(fields: [String: String], status: Int) async throws {
    let site = try TestSite()
    let token = try await site.get("/note", cookie: "signIn=anna").token
    let reply = try await site.post(
      "/note", [("formToken", token), ("text", "x")], cookie: "signIn=anna", fields: fields)
    #expect(reply.status.code == status)
    if status == 403 { #expect(reply.body.contains("web.foreign-form")) }
  }

  @Test("A form without a token, or with one that was made up, changes nothing", arguments: ["", "AAAA", "not base64"])
  func token(text: String) async throws {
    let reply = try await TestSite().post("/note", [("formToken", text), ("text", "x")], cookie: "signIn=anna")
    #expect(reply.status == .forbidden)
  }

  @Test("Over HTTPS every cookie that recognises somebody is pinned to the host; none is seen by scripts")
  func cookies() async throws {
    let secure = try await TestSite(isSecure: true).get("/open?lang=ru")
    #expect(secure.cookies.contains { $0.hasPrefix("__Host-visitor=") && $0.hasSuffix("; Path=/; HttpOnly; SameSite=Lax; Secure") })
    #expect(secure.cookies.contains { $0.hasPrefix("language=ru; ") && $0.contains("; Secure") && $0.contains("Max-Age=31536000") })
    #expect(secure.headers[.strictTransportSecurity] == "max-age=31536000")
    let plain = try await TestSite().get("/open")
    #expect(plain.cookies.contains { $0.hasPrefix("visitor=") && $0.hasSuffix("; Path=/; HttpOnly; SameSite=Lax") })
    #expect(plain.headers[.strictTransportSecurity] == nil)
    let site = try TestSite(isSecure: true)
    #expect(try await site.get("/note", cookie: "signIn=anna").status == .seeOther)
    #expect(try await site.get("/note", cookie: "__Host-signIn=anna").status == .ok)
  }

  @Test(
    "The caller's address is the last one that the trusted proxy names, and the connection's own without such a proxy",
    arguments: [
      ("127.0.0.1", "203.0.113.7", "203.0.113.7"), ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
      (nil, "203.0.113.7", "127.0.0.1"), ("192.0.2.1", "203.0.113.7", "127.0.0.1"),
    ] as [(String?, String, String)])
  func proxy(trusted: String?, forwarded: String, address: String) async throws {
    let reply = try await TestSite(proxy: trusted).send(.get, "/address", fields: ["X-Forwarded-For": forwarded], .live)
    #expect(reply.body == "{\"address\":\"\(address)\"}")
  }

  @Test("What is answered is kept by nobody, the files that pages link to for a year and in place")
  func caching() async throws {
    let site = try TestSite()
    for uri in ["/open", "/address", "/file", "/document", "/api/open", "/nowhere", "/note"] {
      #expect(try await site.get(uri).headers[.cacheControl] == "no-store", "\(uri)")
    }
    #expect(try await site.get("/file").headers[.contentDisposition] == "attachment; filename=\"a-b-.csv\"")
    let assets = try await site.get("/open").body.matches(of: /href="(\/assets\/[^"]+)"/).map { String($0.1) }
    #expect(assets.count == 2)
    for uri in assets {
      #expect(uri.wholeMatch(of: /\/assets\/[a-z]+-[0-9a-f]{12}\.(css|svg)/) != nil)
      let reply = try await site.get(uri)
      #expect(reply.headers[.cacheControl] == "public, max-age=31536000, immutable")
      #expect(reply.headers[.contentDisposition] == nil && reply.cookies.isEmpty)
    }
  }

  @Test(
    "No link of a page leads to another host, however the address asked for begins", arguments: ["//open", "///open", "//evil.example/x"])
  func slashes(uri: String) async throws {
    let body = try await TestSite().get(uri).body
    #expect(body.contains("hreflang=\"fr\""))
    #expect(!body.contains("href=\"//") && !body.contains("href=\"/\\") && !body.contains("action=\"//"))
  }
}

@Suite("Values of forms") struct FormDataTests {
  @Test(
    "A form is read as browsers write it",
    arguments: [
      ("a=1&b=2", [("a", "1"), ("b", "2")]), ("a=1&a=2", [("a", "1"), ("a", "2")]), ("a=x+y%2Bz", [("a", "x y+z")]),
      ("a=%D9%85%D8%B1%D8%AD%D8%A8%D8%A7", [("a", "مرحبا")]), ("a=1%0D%0A2", [("a", "1\n2")]), ("a", [("a", "")]), ("a==b", [("a", "=b")]),
      ("&&a=1&", [("a", "1")]), ("", []),
    ])
  func read(text: String, pairs: [(String, String)]) throws { #expect(try FormData(encoded: text) == FormData(pairs)) }

  @Test("What is no form is refused", arguments: ["a=%ZZ", "a=%00", "a=%C3%28", "%=1", String(repeating: "a=1&", count: 5001)])
  func refused(text: String) { #expect(throws: WebProblem.unreadableForm) { try FormData(encoded: text) } }

  @Test("Line ends are LF, whatever stands before them", arguments: ["a=b%0D%0Ac", "a=b%0Ac", "a=b%0Dc"])
  func lineEnds(text: String) throws { #expect(try FormData(encoded: text).raw("a") == "b\nc") }

  @Test("A return before CR LF makes no new CR LF")
  func returns() throws { #expect(Array(try FormData(encoded: "a=b%0D%0D%0Ac").raw("a").utf8) == Array("b\n\nc".utf8)) }

  @Test("Values come back whole from a query")
  func roundTrip() throws {
    let form = FormData([("a b", "1&2=3+4"), ("ж", "%\n"), ("empty", "")])
    #expect(try FormData(encoded: String(form.query.dropFirst())) == form)
  }

  @Test("One value is read without the white space around it, and as typed where that matters")
  func values() throws {
    let form = FormData([("a", "  x \n"), ("b", "  "), ("a", "second")])
    #expect(form["a"] == "x" && form["b"] == nil && form["c"] == nil)
    #expect(form.raw("a") == "  x \n" && form.all("a") == ["  x \n", "second"])
    #expect(form.has("b") && !form.has("c"))
    #expect(form.setting("a", to: nil).pairs.map(\.name) == ["b"])
  }
}
