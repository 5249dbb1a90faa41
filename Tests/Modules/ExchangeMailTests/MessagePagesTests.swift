// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Files
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

  init(_ authority: TestAuthority, bundles: BundleDesk? = nil, incoming: IncomingFiles? = nil, now: Date) throws {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    site = Site(
      modules: [.exchange(authority.mail, bundles: bundles)], identity: SiteIdentity(name: LocalText([.en: "Test"]), isDemonstration: true),
      catalogue: try Catalogue(folders: [Assets.strings, ExchangeResources.strings]), formKey: Data(repeating: 7, count: 32),
      settings: incoming.map { .init(incoming: $0, now: { now }, logger: logger) } ?? .init(now: { now }, logger: logger),
      signIn: { presented in
        let officers: [String: Set<Permission>] = ["operator": ["exchange.read", "exchange.operate"], "reader": ["exchange.read"]]
        guard let name = presented.bearer ?? presented.cookie, let permissions = officers[name] else { return nil }
        return SignedIn(officer: name, name: name, permissions: permissions, zone: .gmt, signIn: name, byToken: presented.bearer != nil)
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

  /// Sends a form with a file, after its token.
  func upload(_ file: Data, named field: String, to uri: String, from page: String) async throws -> (status: Int, body: String) {
    let token = try #require(try await get(page).body.firstMatch(of: /name="formToken" value="([^"]+)"/))
    var body = Data("--x\r\ncontent-disposition: form-data; name=\"formToken\"\r\n\r\n\(token.1)\r\n".utf8)
    body +=
      Data("--x\r\ncontent-disposition: form-data; name=\"\(field)\"; filename=\"stick.zip\"\r\n\r\n".utf8) + file
      + Data("\r\n--x--\r\n".utf8)
    let got = try await bytes(.post, uri, [.cookie: "signIn=operator", .contentType: "multipart/form-data; boundary=x"], body)
    return (got.status, String(decoding: got.body, as: UTF8.self))
  }

  /// Sends a form and gives the bytes of the answer.
  func download(_ uri: String, _ form: [(String, String)], from page: String) async throws -> (status: Int, body: Data) {
    let token = try #require(try await get(page).body.firstMatch(of: /name="formToken" value="([^"]+)"/))
    let body = FormData([("formToken", String(token.1))] + form).query.dropFirst()
    return try await bytes(
      .post, uri, [.cookie: "signIn=operator", .contentType: "application/x-www-form-urlencoded"], Data(body.utf8))
  }

  private func bytes(_ method: HTTPRequest.Method, _ uri: String, _ fields: HTTPFields, _ body: Data) async throws -> (
    status: Int, body: Data
  ) {
    try await Application(router: site.router()).test(.router) { client in
      try await client.execute(uri: uri, method: method, headers: fields, body: ByteBuffer(bytes: body)) {
        (status: $0.status.code, body: Data($0.body.readableBytesView))
      }
    }
  }

  /// Sends JSON, as programs do.
  func api(_ uri: String, _ body: String, as officer: String = "operator") async throws -> (status: Int, body: String) {
    try await send(.post, uri, [.authorization: "Bearer \(officer)", .contentType: "application/json"], body)
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
      // Whoever is asked for can be chosen and stands chosen, known or not, by the name of the State where it has one.
      for (asked, option) in [("XB.central", "Borealia · XB.central"), ("XB.central%20", "Borealia · XB.central"), ("XZ.a", "XZ.a")] {
        let name = asked.replacing("%20", with: "")
        let body = try await site.get("/exchange?peer=\(asked)").body
        let chosen = body.matches(of: /<option value="([^"]+)" selected[^>]*>([^<]+)</).map { "\($0.1) \($0.2)" }
        #expect(chosen == ["\(name) \(option)"])
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

  @Test("Many that try the path are one act of whoever asked for them, which names each")
  func manyTries() async throws {
    try await TestPair.with(.sqlite) { pair in
      try await pair.arcadia.mail.tryPath(to: AuthorityName("XB.central")!, count: 5, conversations: 2, by: .operatorAtConsole)
      try await pair.arcadia.worker.runDue()
      try await pair.borealia.worker.runDue()
      let asked = try await EventLog(pair.arcadia.database).page(limit: 100).filter { $0.kind == "exchange.loopAsked" }
      guard asked.count == 1, case .value(.list(let named))? = asked[0].facts["messages"] else {
        Issue.record("\(asked)")
        return
      }
      let sent = try await pair.arcadia.database.rows(SQL("SELECT message FROM exchangeMessage WHERE state = 'delivered'"))
      #expect(try Set(sent.map { try $0.text("message") }) == Set(named) && Set(named).count == 5)
      // What takes effect and is delivered at once is told at once, whether it came in its turn or was held before.
      let events = try await EventLog(pair.borealia.database).page(limit: 100)
      let effective = events.filter { ["exchange.received", "exchange.released"].contains($0.kind.rawValue) }
      #expect(effective.map { $0.facts["attested"] } == Array(repeating: .value(.text("delivery")), count: 5), "\(events.map(\.kind))")
      #expect(try await !pair.borealia.events().contains("exchange.attested"))
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

  @Test(
    "A digest from paper finds its message: in groups, in capitals, or its first sixteen characters alone", arguments: TestDatabases.all)
  func digest(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      for number in 1...3 { try await pair.arcadia.want(pair.draft(number), at: pair.clock.now) }
      while try await pair.arcadia.worker.runDue() > 0 {}
      let signed = try #require(try await pair.arcadia.mail.signed(pair.draft(2).id)).hex
      let groups = stride(from: 0, to: 64, by: 4).map { String(signed.dropFirst($0).prefix(4)) }.joined(separator: " ")
      for typed in [signed, groups, groups.uppercased(), "\(signed.prefix(16))", " \(groups.prefix(24)) "] {
        let found = try await pair.arcadia.mail.lines([("text", typed)], limit: 5)
        #expect(found.count == 1 && found.first?.hasSuffix(signed) == true, "\(typed)")
      }
      for other in [String(signed.prefix(15)), String(repeating: "0", count: 16), signed + "0"] {
        #expect((try? await pair.arcadia.mail.lines([("text", other)], limit: 5)) ?? [] == [], "\(other)")
      }
    }
  }

  @Test("Programs list messages and receipts, try the path and go on over a gap, as officers do")
  func programs() async throws {
    try await TestPair.with(.sqlite) { pair in
      for number in 1...3 { try await pair.arcadia.want(pair.draft(number), at: pair.clock.now) }
      while try await pair.arcadia.worker.runDue() > 0 {}
      let site = try MessageSite(pair.arcadia, now: pair.clock.now)
      struct List: Decodable {
        struct Line: Decodable { let signed, state, peer: String }
        let messages: [Line]
        let next: String?
      }
      func list(_ query: String) async throws -> List {
        try JSONDecoder().decode(List.self, from: Data(try await site.get("/api/exchange/messages\(query)").body.utf8))
      }
      let first = try await list("?limit=2&peer=XB.central")
      let second = try await list("?limit=2&after=\(try #require(first.next))")
      #expect(Set((first.messages + second.messages).map(\.signed)).count == 3 && second.next == nil)
      let signed = try #require(first.messages.first?.signed)
      #expect(try await site.get("/api/exchange/messages/\(signed)").body.contains(signed))
      #expect(try await site.get("/api/exchange/messages/\(signed)/receipts").body.contains("relay-acceptance"))
      for wrong in ["?limit=0", "?limit=501", "?state=lost", "?peer=", "?after=1"] {
        #expect(try await site.get("/api/exchange/messages\(wrong)").status == 422, "\(wrong)")
      }
      #expect(try await site.get("/api/exchange/messages/\(String(repeating: "0", count: 64))").status == 404)
      #expect(try await site.api("/api/exchange/loop", "{\"to\":\"XB.central\"}").status == 202)
      for wrong in ["{\"to\":\"XA.central\"}", "{\"to\":1}", "{}", "no JSON"] {
        #expect(try await site.api("/api/exchange/loop", wrong).status == 422, "\(wrong)")
      }
      #expect(try await site.api("/api/exchange/loop", "{\"to\":\"XB.central\"}", as: "reader").status == 403)
      #expect(try await site.api("/api/exchange/messages/\(signed)/go-on", "").status == 409)
      let json = try #require(try JSONSerialization.jsonObject(with: try await pair.arcadia.mail.json([], limit: 9)) as? [[String: Any]])
      #expect(json.count == 3)
    }
  }
}
