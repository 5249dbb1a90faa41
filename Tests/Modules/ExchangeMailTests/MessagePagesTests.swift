// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import Localisation
import Logging
import NIOCore
import Storage
import TestKit
import Testing
import Web

/// The pages of one authority's messages, with officers who are recognised by a cookie of their name.
struct MessageSite: Sendable {
  let site: Site

  init(_ authority: TestAuthority, now: Date) throws {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    site = Site(
      modules: [.exchange(authority.mail)], identity: SiteIdentity(name: LocalText([.en: "Test"]), isDemonstration: true),
      catalogue: try Catalogue(folders: [Assets.strings, ExchangeResources.strings]), formKey: Data(repeating: 7, count: 32),
      settings: .init(now: { now }, logger: logger),
      signIn: { presented in
        let officers: [String: Set<Permission>] = ["operator": ["exchange.read", "exchange.operate"], "reader": ["exchange.read"]]
        guard let name = presented.cookie, let permissions = officers[name] else { return nil }
        return SignedIn(officer: name, name: name, permissions: permissions, zone: .gmt, signIn: name)
      })
  }

  func get(_ uri: String, as officer: String = "operator", in language: String = "en") async throws -> (status: Int, body: String) {
    try await send(.get, uri, [.cookie: "signIn=\(officer)", .acceptLanguage: language], "")
  }

  func post(_ uri: String, _ form: [(String, String)], from page: String, as officer: String = "operator") async throws -> Int {
    let token = try #require(try await get(page, as: officer).body.firstMatch(of: /name="formToken" value="([^"]+)"/))
    let body = FormData([("formToken", String(token.1))] + form).query.dropFirst()
    return try await send(
      .post, uri, [.cookie: "signIn=\(officer)", .contentType: "application/x-www-form-urlencoded"], String(body)
    ).status
  }

  private func send(
    _ method: HTTPRequest.Method, _ uri: String, _ fields: HTTPFields, _ body: String
  ) async throws -> (status: Int, body: String) {
    try await Application(router: site.router()).test(.router) { client in
      try await client.execute(uri: uri, method: method, headers: fields, body: body.isEmpty ? nil : ByteBuffer(string: body)) {
        (status: $0.status.code, body: String(buffer: $0.body))
      }
    }
  }
}

@Suite("The page of messages") struct MessagePagesTests {
  @Test("A list is searched by direction, state, authority, message and conversation, and says so when nothing fits")
  func search() async throws {
    try await TestPair.with(.sqlite) { pair in
      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      try await pair.borealia.worker.runDue()
      let site = try MessageSite(pair.arcadia, now: pair.clock.now)
      let id = "\(pair.draft(1).id)"
      for fits in ["", "?direction=out", "?state=delivered", "?peer=XB.central", "?text=\(id)", "?text=\(TestPair.conversation)"] {
        let (status, body) = try await site.get("/exchange\(fits)")
        #expect(status == 200 && body.contains("Message \(id)"), "\(fits)")
      }
      for other in ["?direction=in", "?state=failed", "?peer=XC.central", "?text=nothing"] {
        let (status, body) = try await site.get("/exchange\(other)")
        #expect(status == 200 && !body.contains("Message \(id)") && body.contains("No message fits"), "\(other)")
      }
      for wrong in ["?direction=up", "?state=lost", "?peer=nobody", "?after=1"] {
        #expect(try await site.get("/exchange\(wrong)").status == 422, "\(wrong)")
      }
    }
  }

  @Test("A long list goes on from page to page, each message once")
  func pages() async throws {
    try await TestPair.with(.sqlite) { pair in
      for number in 0..<120 { try await pair.arcadia.want(pair.draft(number), at: pair.clock.now) }
      while try await pair.arcadia.worker.runDue() > 0 {}
      let site = try MessageSite(pair.arcadia, now: pair.clock.now)
      var (seen, next): ([String], String?) = ([], "/exchange")
      while let uri = next, seen.count <= 120 {
        let body = try await site.get(uri).body
        seen += body.matches(of: /href="\/exchange\/messages\/([0-9a-f]{64})"/).map { String($0.1) }
        next = body.firstMatch(of: /href="([^"]+)"[^>]*>Earlier messages/).map { String($0.1) }
      }
      #expect(seen.count == 120 && Set(seen).count == 120)
    }
  }

  @Test("A message shows its receipts, whose signed texts can be kept, and nothing of its content, in six languages")
  func show() async throws {
    try await TestPair.with(.sqlite) { pair in
      try await pair.arcadia.want(pair.draft(1, document: Data("{\"a\":\"CANARY-7431\"}".utf8)), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      let site = try MessageSite(pair.arcadia, now: pair.clock.now)
      let signed = try #require(try await pair.arcadia.database.row(SQL("SELECT signed FROM exchangeMessage"))).text("signed")
      for language in ["ar", "zh", "en", "fr", "ru", "es"] {
        let (status, body) = try await site.get("/exchange/messages/\(signed)", in: language)
        #expect(status == 200 && body.contains("relay-acceptance") && !body.contains("CANARY") && !body.contains("⟦"), "\(language)")
      }
      let file = try await site.get("/exchange/messages/\(signed)/receipts/XB.central/relay-acceptance")
      let receipt = try ReceiptJSON.read(
        try SealedText.receipt.verified(Data(file.body.utf8), by: try pair.borealia.keys.entry()).payload)
      #expect(receipt.signed.hex == signed)
      #expect(try await site.get("/exchange/messages/\(String(repeating: "0", count: 64))").status == 404)
    }
  }

  @Test("The whole path is tried without a case: signed, taken, delivered, and no module hears of it")
  func loop() async throws {
    try await TestPair.with(.sqlite) { pair in
      let site = try MessageSite(pair.arcadia, now: pair.clock.now)
      #expect(try await site.post("/exchange/loop", [("to", "XB.central")], from: "/exchange") == 303)
      #expect(try await site.post("/exchange/loop", [("to", "XA.central")], from: "/exchange") == 422)
      try await pair.arcadia.worker.runDue()
      try await pair.borealia.worker.runDue()
      #expect(try await site.get("/exchange?state=delivered").body.contains("/exchange/messages/"))
      #expect(try await pair.arcadia.mail.lines([("state", "delivered")], limit: 5).count == 1)
      #expect(try await pair.borealia.effects().isEmpty)
      #expect(try await pair.borealia.progress().isEmpty)
      #expect(try await pair.arcadia.progress().isEmpty)
      #expect(try await pair.arcadia.events().first == "exchange.loopAsked")
    }
  }

  @Test("Whoever may only read has no button, and an officer goes on over a gap once")
  func goOn() async throws {
    try await TestPair.with(.sqlite) { pair in
      let first = try pair.text(try pair.manifest(1))
      let second = try pair.text(try pair.manifest(2, act: "withdrawal", sequence: 2, predecessor: DigestOf(of: first)))
      let (receipt, _) = try await pair.hand(second)
      let site = try MessageSite(pair.borealia, now: pair.clock.now)
      let page = "/exchange/messages/\(receipt.signed)"
      #expect(try await !site.get(page, as: "reader").body.contains("go-on"))
      #expect(try await site.get(page).body.contains("Held: one before it is missing"))
      #expect(try await site.post("\(page)/go-on", [], from: page) == 303)
      #expect(try await site.post("\(page)/go-on", [], from: "/exchange") == 409)
      try await pair.borealia.worker.runDue()
      #expect(try await pair.borealia.effects() == ["withdrawal"])
    }
  }
}
