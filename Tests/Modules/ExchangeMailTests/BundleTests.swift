// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Files
import Foundation
import JOSE
import Keys
import Storage
import TestKit
import Testing
import ZipFile

/// Sticks between two authorities: files in a folder.
struct TestSticks {
  let pair: TestPair
  let folder: URL
  let arcadia: Bundles
  let borealia: Bundles

  static func with(_ engine: TestDatabases, _ body: (TestSticks) async throws -> Void) async throws {
    try await TestPair.with(engine) { pair in
      try await withTemporaryFolder { folder in
        try await body(
          TestSticks(
            pair: pair, folder: folder, arcadia: try bundles(of: pair.arcadia, in: folder, pair.clock),
            borealia: try bundles(of: pair.borealia, in: folder, pair.clock)))
      }
    }
  }

  static func bundles(of authority: TestAuthority, in folder: URL, _ clock: TestClock) throws -> Bundles {
    let own = folder.appending(path: "\(authority.name)")
    try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
    let keys = DataKeys(database: authority.database, store: try KeyRingFile(own.appending(path: "ring"), at: clock.now))
    let vault = FileVault(folder: own.appending(path: "vault"), database: authority.database, keys: keys)
    let files = FetchedFiles(database: authority.database, keys: keys, vault: vault, free: { .max }, ended: { _, _ in Commit() })
    return Bundles(
      mail: authority.mail, sealed: SealedFiles(folder: own.appending(path: "sealed"), database: authority.database, vault: vault),
      carried: CarriedFiles(folder: own.appending(path: "carried"), files: files))
  }

  /// Writes what waits for an authority onto a stick.
  func stick(_ bundles: Bundles, _ wish: BundleWish) async throws -> Data {
    let url = folder.appending(path: "\(UUID().uuidString).zip")
    try await bundles.export(wish, withFiles: true, by: .officer("officer-1")).write(toFile: url)
    return try Data(contentsOf: url)
  }

  /// Brings a stick in.
  @discardableResult
  func take(_ stick: Data, at bundles: Bundles) async throws -> [BundleOutcome] {
    let url = folder.appending(path: "\(UUID().uuidString).zip")
    try stick.write(to: url)
    return try await bundles.take(BundleSource(file: url), by: .officer("officer-2")).lines.map(\.outcome)
  }

  /// A draft of Arcadia becomes a message that the wire cannot carry.
  func signed(_ number: Int, act: String = "request") async throws {
    pair.network.failAlways(.loseQuestion, 1_000)
    try await pair.arcadia.want(pair.draft(number, act: act), at: pair.clock.now)
    try await pair.arcadia.worker.runDue()
  }

  /// A bundle made by hand, of Arcadia unless somebody else signs.
  func made(_ parts: [(BundlePart, Data)], by keys: TestKeys? = nil, to: AuthorityName? = nil, listed: [(BundlePart, Data)]? = nil) throws
    -> Data
  {
    let keys = keys ?? pair.arcadia.keys
    let listing = BundleListing(
      from: keys.authority, to: to ?? pair.borealia.name, issuedAt: pair.clock.now,
      parts: (listed ?? parts).map { .init(name: $0.0, size: Int64($0.1.count), digest: DigestOf(of: $0.1)) })
    let signed = try CompactJWS.sign(listing.bytes, type: SealedText.listing.type, with: keys.signing)
    var archive = ZipFile()
    try archive.add("listing.jwe", try SealedText.listing.seal(signed, for: pair.borealia.keys.decryption.encryptionKey))
    for (name, bytes) in parts { try archive.add(name.text, bytes) }
    return archive.data
  }

  func sealed(_ text: Data) throws -> Data { try SealedText.message.seal(text, for: pair.borealia.keys.decryption.encryptionKey) }

  /// The state of Arcadia's only message.
  func state() async throws -> String {
    try #require(try await pair.arcadia.database.row(SQL("SELECT state FROM exchangeMessage"))).text("state")
  }
}

@Suite("Bundles on a stick") struct BundleTests {
  @Test("Messages go on one stick and their receipts come back on another, as they would over the wire", arguments: TestDatabases.all)
  func bothWays(_ engine: TestDatabases) async throws {
    try await TestSticks.with(engine) { sticks in
      for (number, act) in ["request", "supplementary-request", "withdrawal"].enumerated() { try await sticks.signed(number, act: act) }
      let there = try await sticks.stick(sticks.arcadia, .waiting(for: sticks.pair.borealia.name))
      #expect(try await sticks.take(there, at: sticks.borealia) == [.acknowledged, .acknowledged, .acknowledged])
      #expect(try await sticks.pair.borealia.effects() == ["request", "supplementary-request", "withdrawal"])
      let back = try await sticks.stick(sticks.borealia, .waiting(for: sticks.pair.arcadia.name))
      #expect(try await sticks.take(back, at: sticks.arcadia) == Array(repeating: .taken, count: 6))
      let progress = try await sticks.pair.arcadia.progress()
      #expect(progress.filter { $0 == "delivery" }.count == 3)
      let states = try await sticks.pair.arcadia.database.rows(SQL("SELECT DISTINCT state FROM exchangeMessage"))
      #expect(try states.map { try $0.text("state") } == ["delivered"])
      #expect(try await sticks.pair.arcadia.events().contains("exchange.exported"))
      #expect(try await sticks.pair.borealia.events().last == "exchange.exported")
      await #expect(throws: MailProblem.nothingToExport) {
        try await sticks.arcadia.export(.waiting(for: sticks.pair.borealia.name), withFiles: true, by: .operatorAtConsole)
      }
    }
  }

  @Test("By stick and by wire, in either order and more than once: one effect, one receipt", arguments: TestDatabases.all, [true, false])
  func mixed(_ engine: TestDatabases, stickFirst: Bool) async throws {
    try await TestSticks.with(engine) { sticks in
      let pair = sticks.pair
      try await sticks.signed(1)
      let stick = try await sticks.stick(sticks.arcadia, .waiting(for: pair.borealia.name))
      func byWire() async throws {
        pair.network.fail()
        pair.clock.pass(7_200)
        try await pair.arcadia.worker.runDue()
      }
      if !stickFirst { try await byWire() }
      for _ in 0..<2 { #expect(try await sticks.take(stick, at: sticks.borealia) == [.acknowledged]) }
      if stickFirst { try await byWire() }
      let back = try await sticks.stick(sticks.borealia, .waiting(for: pair.arcadia.name))
      for _ in 0..<2 { try await sticks.take(back, at: sticks.arcadia) }
      #expect(try await pair.borealia.effects() == ["request"])
      #expect(try await pair.arcadia.progress() == ["relay-acceptance", "delivery"])
      #expect(try await sticks.state() == "delivered")
      let acceptance = SQL("SELECT jws FROM exchangeReceipt WHERE act = 'relay-acceptance'")
      let given = try await pair.borealia.database.rows(acceptance).map { try $0.text("jws") }
      #expect(try await pair.arcadia.database.rows(acceptance).map { try $0.text("jws") } == given && given.count == 1)
    }
  }

  @Test("A stick that was changed, cut short, emptied, added to or put in another order brings nothing in")
  func altered() async throws {
    try await TestSticks.with(.sqlite) { sticks in
      for number in 1...2 { try await sticks.signed(number) }
      let stick = try await sticks.stick(sticks.arcadia, .waiting(for: sticks.pair.borealia.name))
      let archive = try await ZipReader(length: stick.count, limits: .init(entries: 9, directory: 9_999)) {
        Data(stick.dropFirst($0).prefix($1))
      }
      for entry in archive.entries {
        for place in [entry.offset, entry.offset + entry.length / 2, entry.offset + entry.length - 1] {
          var other = stick
          other[place] ^= 1
          await #expect(throws: MailProblem.self, "\(entry.name) \(place)") { try await sticks.take(other, at: sticks.borealia) }
        }
      }
      for length in [0, 1, 21, 22, stick.count / 2, stick.count - 1] {
        await #expect(throws: MailProblem.unreadableBundle) { try await sticks.take(stick.prefix(length), at: sticks.borealia) }
      }
      let (one, two) = (Data("one".utf8), Data("two".utf8))
      let both: [(BundlePart, Data)] = [(.message(1), one), (.message(2), two)]
      for parts in [[both[0]], [both[1], both[0]], both + [(.message(3), one)], [(.message(1), two), (.message(2), one)], []] {
        let made = try sticks.made(parts, listed: both)
        await #expect(throws: MailProblem.alteredBundle) { try await sticks.take(made, at: sticks.borealia) }
      }
      #expect(try await sticks.pair.borealia.effects().isEmpty)
      #expect(try await sticks.pair.borealia.events().isEmpty)
      #expect(try await sticks.take(stick, at: sticks.borealia) == [.acknowledged, .acknowledged])
    }
  }

  @Test("A bundle for another authority, of an unknown one, of the own one, or signed with a compromised key brings nothing in")
  func foreign() async throws {
    try await TestSticks.with(.sqlite) { sticks in
      let pair = sticks.pair
      try await sticks.signed(1)
      let stick = try await sticks.stick(sticks.arcadia, .waiting(for: pair.borealia.name))
      await #expect(throws: MailProblem.foreignBundle) { try await sticks.take(stick, at: sticks.arcadia) }
      let third = TestKeys(authority: try #require(AuthorityName("XC.central")))
      let misled = try sticks.made([], to: third.authority)
      await #expect(throws: MailProblem.foreignBundle) { try await sticks.take(misled, at: sticks.borealia) }
      let unknown = try sticks.made([], by: third)
      await #expect(throws: MailProblem.untrustedBundle(authority: third.authority)) { try await sticks.take(unknown, at: sticks.borealia) }
      let forged = try sticks.made([], by: TestKeys(authority: pair.arcadia.name))
      await #expect(throws: MailProblem.untrustedBundle(authority: pair.arcadia.name)) {
        try await sticks.take(forged, at: sticks.borealia)
      }
      pair.directory.set(try pair.arcadia.keys.entry(.compromised(since: TestClock.start)))
      await #expect(throws: MailProblem.untrustedBundle(authority: pair.arcadia.name)) { try await sticks.take(stick, at: sticks.borealia) }
      #expect(try await pair.borealia.effects().isEmpty)
    }
  }

  @Test("A message of another authority in a bundle is not taken, and the rest of the bundle is")
  func othersMessage() async throws {
    try await TestSticks.with(.sqlite) { sticks in
      let third = TestKeys(authority: try #require(AuthorityName("XC.central")))
      sticks.pair.directory.set(try third.entry())
      let good = try sticks.sealed(try sticks.pair.text(try sticks.pair.manifest(1)))
      let other = try sticks.sealed(try sticks.pair.text(try sticks.pair.manifest(2), by: third.signing))
      let stick = try sticks.made([(.message(1), other), (.message(2), Data("garbage".utf8)), (.message(3), good)])
      #expect(try await sticks.take(stick, at: sticks.borealia) == [.putOff(.unknownKey), .putOff(.schema), .acknowledged])
      #expect(try await sticks.pair.borealia.effects() == ["request"])
    }
  }

  @Test("A second message under one identifier is refused on a stick as on the wire, with an alarm", arguments: TestDatabases.all)
  func idReuse(_ engine: TestDatabases) async throws {
    try await TestSticks.with(engine) { sticks in
      _ = try await sticks.pair.hand(try sticks.pair.text(try sticks.pair.manifest(1)))
      let second = try sticks.sealed(try sticks.pair.text(try sticks.pair.manifest(1, act: "withdrawal")))
      #expect(try await sticks.take(try sticks.made([(.message(1), second)]), at: sticks.borealia) == [.refused(.idReuse)])
      #expect(try await sticks.pair.borealia.effects() == ["request"])
      #expect(try await sticks.pair.borealia.events().contains("exchange.alarm"))
    }
  }

  @Test("What expires on its way is refused; what came in time and whose receipt comes late counts", arguments: TestDatabases.all)
  func expiry(_ engine: TestDatabases) async throws {
    try await TestSticks.with(engine) { sticks in
      let pair = sticks.pair
      try await sticks.signed(1)
      let id = pair.draft(1).id
      let stick = try await sticks.stick(sticks.arcadia, .waiting(for: pair.borealia.name))
      try await sticks.take(stick, at: sticks.borealia)
      let back = try await sticks.stick(sticks.borealia, .waiting(for: pair.arcadia.name))
      pair.clock.pass(20 * 86_400)
      try await pair.arcadia.worker.runDue()
      #expect(try await sticks.state() == "failed")
      #expect(try await sticks.take(back, at: sticks.arcadia) == [.taken, .taken])
      #expect(try await sticks.state() == "delivered")
      #expect(try await pair.arcadia.progress() == ["relay-failure", "relay-acceptance", "delivery"])
      let late = try sticks.sealed(
        try pair.text(try pair.manifest(7, issuedAt: pair.clock.now.addingTimeInterval(-90_000), life: 86_400)))
      #expect(try await sticks.take(try sticks.made([(.message(1), late)]), at: sticks.borealia) == [.refused(.expired)])
      await #expect(throws: MailProblem.nothingToExport) {
        try await sticks.arcadia.export(.message("\(id)"), withFiles: true, by: .operatorAtConsole)
      }
    }
  }

  @Test(
    "While the directory has expired nothing is taken out, and what is brought in is kept and judged later", arguments: TestDatabases.all)
  func stale(_ engine: TestDatabases) async throws {
    try await TestSticks.with(engine) { sticks in
      let pair = sticks.pair
      try await sticks.signed(1)
      let stick = try await sticks.stick(sticks.arcadia, .waiting(for: pair.borealia.name))
      pair.directory.expire(at: pair.clock.now)
      await #expect(throws: MailProblem.staleDirectory) {
        try await sticks.arcadia.export(.waiting(for: pair.borealia.name), withFiles: true, by: .operatorAtConsole)
      }
      #expect(try await sticks.take(stick, at: sticks.borealia) == [.putOff(.directoryStale)])
      pair.directory.expire(at: pair.clock.now.addingTimeInterval(86_400))
      try await pair.borealia.worker.keepUp()
      #expect(try await pair.borealia.effects() == ["request"])
      let back = try await sticks.stick(sticks.borealia, .waiting(for: pair.arcadia.name))
      #expect(try await sticks.take(back, at: sticks.arcadia) == [.taken, .taken])
    }
  }

  @Test("One message goes alone, by identifier or digest, and of one that came its receipts do", arguments: TestDatabases.all)
  func one(_ engine: TestDatabases) async throws {
    try await TestSticks.with(engine) { sticks in
      let pair = sticks.pair
      for number in 1...2 { try await sticks.signed(number) }
      let stick = try await sticks.stick(sticks.arcadia, .message("\(pair.draft(1).id)"))
      #expect(try await sticks.take(stick, at: sticks.borealia) == [.acknowledged])
      let signed = try #require(try await pair.borealia.database.row(SQL("SELECT signed FROM exchangeMessage"))).text("signed")
      let back = try await sticks.stick(sticks.borealia, .message(signed))
      #expect(try await sticks.take(back, at: sticks.arcadia) == [.taken, .taken])
      for unknown in ["nothing", String(repeating: "0", count: 64)] {
        await #expect(throws: MailProblem.noSuchMessage) {
          try await sticks.arcadia.export(.message(unknown), withFiles: true, by: .operatorAtConsole)
        }
      }
      await #expect(throws: MailProblem.unknownAuthority) {
        try await sticks.arcadia.export(.waiting(for: pair.arcadia.name), withFiles: true, by: .operatorAtConsole)
      }
    }
  }

  @Test("Nothing on a stick can be read without a key: neither what is in it nor who wrote to whom")
  func canary() async throws {
    try await TestSticks.with(.sqlite) { sticks in
      let pair = sticks.pair
      pair.network.failAlways(.loseQuestion, 10)
      try await pair.arcadia.want(pair.draft(1, document: Data("{\"a\":\"CANARY-7431\"}".utf8)), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      let stick = try await sticks.stick(sticks.arcadia, .waiting(for: pair.borealia.name))
      for text in ["CANARY", "XA.central", "XB.central", "\(pair.draft(1).id)"] { #expect(stick.range(of: Data(text.utf8)) == nil) }
      let encoded = Base64URL.text(Data("{\"a\":\"CANARY-7431\"}".utf8))
      #expect(stick.range(of: Data(encoded.utf8)) == nil)
    }
  }
}
