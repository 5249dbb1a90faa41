// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Kernel
import Localisation
import Logging
import NIOCore
import PeerKit
import Storage
import Synchronization
import TestKit
import Testing
import Web

@testable import ExchangeService

/// An authority's page of how the exchange stands, with an operator and a reader who are recognised by a cookie of their name.
private struct StandingSite {
  let site: Site

  init(_ desk: StandingDesk, clock: Clock) throws {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    site = Site(
      modules: [.directoryCopy(desk)], identity: SiteIdentity(name: LocalText([.en: "Test"]), isDemonstration: true),
      catalogue: try Catalogue(folders: [Assets.strings, ExchangeResources.strings]), formKey: Data(repeating: 7, count: 32),
      settings: .init(now: { clock.now }, logger: logger),
      signIn: { presented in
        let officers: [String: Set<Permission>] = ["operator": ["exchange.read", "exchange.operate"], "reader": ["exchange.read"]]
        guard let name = presented.cookie, let permissions = officers[name] else { return nil }
        return SignedIn(officer: name, name: name, permissions: permissions, zone: .gmt, signIn: name)
      })
  }

  func get(_ uri: String = StandingPages.url, as officer: String = "operator", in language: String = "en") async throws -> String {
    let answer = try await send(.get, uri, [.cookie: "signIn=\(officer)", .acceptLanguage: language], "")
    #expect(answer.status == 200)
    return answer.body
  }

  func compare(_ state: String, _ fingerprint: String) async throws -> (status: Int, body: String) {
    let token = try #require(try await get().firstMatch(of: /name="formToken" value="([^"]+)"/))
    let form = FormData([("formToken", String(token.1)), ("state", state), ("fingerprint", fingerprint)]).query.dropFirst()
    return try await send(
      .post, StandingPages.url, [.cookie: "signIn=operator", .contentType: "application/x-www-form-urlencoded"], String(form))
  }

  func again(_ number: Int64) async throws -> Int {
    let token = try #require(try await get().firstMatch(of: /name="formToken" value="([^"]+)"/))
    let form = FormData([("formToken", String(token.1))]).query.dropFirst()
    return try await send(
      .post, "/exchange/drafts/\(number)/again", [.cookie: "signIn=operator", .contentType: "application/x-www-form-urlencoded"],
      String(form)
    ).status
  }

  private func send(_ method: HTTPRequest.Method, _ uri: String, _ fields: HTTPFields, _ body: String) async throws -> (
    status: Int, body: String
  ) {
    try await Application(router: site.router()).test(.router) { client in
      try await client.execute(uri: uri, method: method, headers: fields, body: body.isEmpty ? nil : ByteBuffer(string: body)) {
        (status: $0.status.code, body: String(buffer: $0.body))
      }
    }
  }
}

@Suite("The page of how the exchange stands") struct StandingTests {
  /// Arcadia's node follows a directory with Borealia in it.
  private struct Around {
    var ceremony: Ceremony
    var other: SampleState
    let file: OwnKeyFile
    let url: URL
    let database: any Database
    let follower: DirectoryFollower
    let clock: Clock
    let site: StandingSite
    /// Notes the clock of another authority, by how many seconds it is ahead.
    let hear: @Sendable (AuthorityName, TimeInterval) -> Void
  }

  private func with(_ engine: TestDatabases = .sqlite, _ body: (inout Around) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      try await engine.with(DirectoryMigrations.all + Mail.migrations + TransferTables.migrations) { database in
        let (ceremony, clock) = (try Ceremony(in: folder), Clock(start + 60))
        let (own, other) = (try SampleState("XA"), try SampleState("XB"))
        try ceremony.begin([own.part(), other.part()])
        let url = folder.appending(path: "exchange.keys")
        let file = OwnKeyFile(url, passphrase: nil)
        try file.make(own.ring)
        let follower = try ceremony.follower(database, at: clock)
        let keys = try KeptOwnKeys(file, published: { try await follower.publishedKeys(of: own.name) }, now: { clock.now })
        let clocks = Mutex(ClockWatch())
        let desk = StandingDesk(keys: keys, follower: follower, database: database, clocks: { clocks.withLock { $0 } })
        var around = Around(
          ceremony: ceremony, other: other, file: file, url: url, database: database, follower: follower, clock: clock,
          site: try StandingSite(desk, clock: clock),
          hear: { name, ahead in clocks.withLock { $0.hear(start + ahead, from: name, at: start) } })
        try await body(&around)
      }
    }
  }

  private func count(_ text: String, of part: String) -> Int { text.components(separatedBy: part).count - 1 }

  @Test(
    "Before the first fetch it says so; afterwards own keys, parts and States are there and nothing is to be seen to",
    arguments: TestDatabases.all)
  func well(engine: TestDatabases) async throws {
    try await with(engine) { around in
      let before = try await around.site.get()
      #expect(before.contains("The signed directory was never fetched.") && before.contains("comity exchange directory follow"))
      #expect(try await around.site.get("/").contains("The signed directory was never fetched."))
      #expect(try await !around.site.get("/", as: "reader").contains("The signed directory was never fetched."))
      try await around.follower.refresh()
      let page = try await around.site.get()
      #expect(page.contains("Nothing has to be seen to.") && count(page, of: ">in use<") == 3)
      for key in try around.file.read().keys { #expect(page.contains(KeyFingerprint(key.name).description)) }
      #expect(
        page.contains(around.other.signer.card.fingerprint.description) && page.contains("XB.central") && page.contains("It was the first"))
      for language in ["ar", "zh", "en", "fr", "ru", "es"] {
        #expect(try await !around.site.get(in: language).contains("⟦"), "\(language)")
      }
    }
  }

  @Test("Whose clock seems wrong is told, by how much and in which direction; two that agree find the own one wrong")
  func clocks() async throws {
    try await with { around in
      try await around.follower.refresh()
      let (xb, xc) = (try #require(AuthorityName("XB.central")), try #require(AuthorityName("XC.central")))
      around.hear(xb, 120)
      #expect(try await around.site.get().contains("Nothing has to be seen to."))
      around.hear(xb, -600)
      #expect(try await around.site.get().contains("The clock of XB.central seems wrong: against this node’s it is slow by 10 minutes."))
      around.hear(xc, 660)
      let both = try await around.site.get()
      #expect(both.contains("XB.central seems wrong"))
      #expect(both.contains("The clock of XC.central seems wrong: against this node’s it is fast by 11 minutes."))
      around.hear(xc, -660)
      let own = try await around.site.get()
      #expect(own.contains("two other authorities find it fast by 10 minutes") && !own.contains("XB.central seems wrong"))
      for language in ["ar", "zh", "en", "fr", "ru", "es"] {
        #expect(try await !around.site.get(in: language).contains("⟦"), "\(language)")
      }
    }
  }

  @Test("A device that is not there is told with what to do, on the page and on the start page")
  func device() async throws {
    let soft = try SoftToken.shared.get()
    try await with { around in
      try await around.follower.refresh()
      let file = OwnKeyFile(around.url, passphrase: nil)
      let authority = try file.read().authority
      try FileManager.default.removeItem(at: around.url)
      try file.make(
        try OwnKeyRing(
          authority: authority, endpoint: "https://xa-central.example:8443", languages: ["en"],
          device: KeyDevice(module: SoftToken.module, token: soft.label), pin: { soft.pin }, at: start))
      let text = String(decoding: try Data(contentsOf: around.url), as: UTF8.self)
      try Data(text.replacing("\"\(soft.label)\"", with: "\"elsewhere\"").utf8).write(to: around.url)
      let page = try await around.site.get()
      // The desk of this test was given no PIN; a node that was finds that there is no such token.
      #expect(page.contains("The node was given no PIN for the device") && page.contains("comity-exchange-pin"))
      #expect(page.contains("Cannot be used"))
      #expect(try await around.site.get("/").contains("The node was given no PIN for the device"))
      for language in ["ar", "zh", "en", "fr", "ru", "es"] {
        #expect(try await !around.site.get(in: language).contains("⟦"), "\(language)")
      }
    }
  }

  @Test("Messages that were given up stand there with the reason, and an operator tries them again")
  func givenUp() async throws {
    try await with { around in
      try await around.follower.refresh()
      let draft = MessageDraft(
        id: MessageID(at: start, random: 1), conversation: ConversationID(at: start, random: 2),
        to: try #require(AuthorityName("XB.central")), service: "urn:comity:mla:1", act: "request")
      let payload = String(decoding: try JSONEncoder().encode(draft), as: UTF8.self)
      try await around.database.commit(Commit(effects: [NewEffect(MessageDraft.effect, payload: payload, notBefore: start)]))
      let outbox = Outbox(around.database)
      let claimed = try #require(try await outbox.claim(kinds: [MessageDraft.effect], limit: 1, now: start + 1, lease: 60).first)
      try await outbox.bury(claimed, problem: "exchange.other-party")
      let page = try await around.site.get()
      #expect(page.contains("given up before they were signed: 1") && page.contains("The conversation is with another authority"))
      #expect(try await !around.site.get(as: "reader").contains("/again"))
      #expect(try await around.site.again(claimed.id) == 303)
      #expect(try await !around.site.get().contains("given up before"))
      #expect(try await around.site.again(claimed.id) == 404)
      #expect(try await outbox.nextDue(kinds: [MessageDraft.effect]) != nil)
      for language in ["ar", "zh", "fr", "ru", "es"] {
        #expect(try await !around.site.get(in: language).contains("⟦"), "\(language)")
      }
    }
  }

  @Test("Keys that end are told with the command that helps, on the page and on the start page, until the next one is made and published")
  func keysEnd() async throws {
    try await with { around in
      try await around.follower.refresh()
      around.clock.now = start + 130 * day
      for page in [try await around.site.get(), try await around.site.get("/")] {
        #expect(page.contains("Sealing: the last own key ends on") && !page.contains("Signatures: the last own key"))
      }
      #expect(try await around.site.get().contains("comity exchange keys rotate exchange.keys --use enc"))
      let now = around.clock.now
      try around.file.change { try $0.rotate(.encryption, from: now + 8 * day, at: now) }
      let page = try await around.site.get()
      #expect(!page.contains("the last own key ends") && page.contains("the directory does not have an own key"))
      #expect(page.contains("not in the directory") && page.contains("begins later"))
    }
  }

  @Test("Where no key of a use is left, the same command makes one that is valid at once")
  func keysEnded() async throws {
    try await with { around in
      try await around.follower.refresh()
      around.clock.now = start + 151 * day
      #expect(try await around.site.get().contains("Sealing: no own key can be used any more."))
      let now = around.clock.now
      try around.file.change { try $0.rotate(.encryption, from: now + 8 * day, at: now) }
      let made = try #require(try around.file.read().keys.last)
      #expect(made.use == .encryption && made.isUsable(at: now))
    }
  }

  @Test("A file of keys that cannot be read is told, and hides neither the directory nor the start page")
  func unreadable() async throws {
    try await with { around in
      try await around.follower.refresh()
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: around.url.path)
      let page = try await around.site.get()
      #expect(page.contains("The file of the own keys cannot be read now.") && page.contains("States in the directory"))
      #expect(!page.contains("no own key can be used"))
      #expect(try await around.site.get("/").contains("The file of the own keys cannot be read now."))
    }
  }

  @Test(
    "A State's other key is held with both fingerprints; a wrong one changes nothing, the right one is relied upon, and a reader has no form"
  )
  func held() async throws {
    try await with { around in
      try await around.follower.refresh()
      let old = around.other.signer.card.fingerprint.description
      try around.other.replaceKey(signedByOld: false, at: start + 3600)
      let list = try around.ceremony.list(admitting: [around.other.part(at: start + 3600)], at: start + 3600)
      _ = try around.ceremony.publisher.take(
        [list], [around.other.part(at: start + 3600)], online: around.ceremony.online, at: start + 3600)
      around.clock.now = start + 3700
      try await around.follower.refresh()
      let new = around.other.signer.card.fingerprint.description
      let page = try await around.site.get()
      #expect(page.contains("XB has another key in the directory.") && page.contains(old) && page.contains(new))
      #expect(try await !around.site.get(as: "reader").contains("<form method=\"post\" action=\"\(StandingPages.url)\""))
      for wrong in [old, "", "0000"] {
        let answer = try await around.site.compare("XB", wrong)
        #expect(answer.status == 422 && answer.body.contains("The fingerprint is another one"), "\(wrong)")
        #expect(wrong.isEmpty || answer.body.contains("value=\"\(wrong)\""))
      }
      #expect(try await around.site.compare("XC", new).status == 404)
      #expect(try await around.follower.current().states.first { $0.state.code == "XB" }?.offered != nil)
      #expect(try await around.site.compare("XB", new.uppercased()).status == 303)
      let after = try await around.site.get()
      #expect(!after.contains(old) && after.contains("It was compared"))
      #expect(try await around.follower.peer(around.other.name) != nil, "what the new key signed is here without waiting for the next hour")
      let event = try await around.database.rows(SQL("SELECT byId FROM event WHERE kind = 'exchange.stateKeyRelied' ORDER BY eventIndex"))
        .last
      #expect(try event?.text("byId") == "operator")
    }
  }

  @Test("A node that does not answer is told with what waits for it and when it is tried next; without messages it is only shown")
  func silent() async throws {
    try await with { around in
      try await around.follower.refresh()
      let now = around.clock.now
      _ = try await around.database.change(
        SQL(
          "INSERT INTO exchangePeerHealth (peer, state, failures, until, answeredAt, failedAt, lastOutcome) VALUES ($1, 'open', 2, $2, $3, $4, $5)",
          ["XB.central".sql, (now + 90).sql, (now - 7200).sql, (now - 10).sql, "no-answer".sql]))
      let before = try await around.site.get()
      #expect(before.contains("Nothing has to be seen to.") && before.contains("No answer") && before.contains("Does not answer"))
      _ = try await around.database.change(
        SQL(
          """
          INSERT INTO exchangeMessage (signed, direction, author, peer, message, conversation, service, act, issuedAt, expiresAt, at, state, files)
          VALUES ('s', 'out', 'XA.central', 'XB.central', 'm', 'c', 'x', 'y', $1, $1, $1, 'sent', 0)
          """, [(now - 3600).sql]))
      let page = try await around.site.get()
      #expect(page.contains("XB.central does not answer. Messages that wait for it: 1."))
      let counts = try await StandingDesk(
        keys: try KeptOwnKeys(around.file), follower: around.follower, database: around.database
      ).counts()
      #expect(counts.messages.count == 1 && counts.messages[0] == ("out", "sent", 1) && counts.oldestUnsent == now - 3600)
    }
  }
}
