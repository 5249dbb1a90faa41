// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import ExchangeService
import Foundation
import JOSE
import MerkleLog
import Storage
import StorageSQLite
import TestKit
import Testing

/// Two nodes of which one is put back to an earlier copy of its database, with its data folder, and goes on.
private struct RestoredPair {
  let pair: TestPair
  private let folder: URL
  private let copy: URL

  /// Arcadia sends Borealia messages, a copy is made of Borealia's database, and more is sent.
  static func with(_ body: (RestoredPair) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      let (clock, directory, network) = (TestClock(), TestDirectory(), TestNetwork())
      var databases: [any Database] = []
      func authority(_ name: String) async throws -> TestAuthority {
        let database = try SQLiteDatabase(file: folder.appending(path: "\(name).sqlite"))
        databases.append(database)
        try await database.migrate(TestAuthority.allMigrations)
        return try TestAuthority(name, database: database, folder: folder, clock: clock, directory: directory, network: network)
      }
      let pair = TestPair(
        arcadia: try await authority("XA.central"), borealia: try await authority("XB.central"), clock: clock, directory: directory,
        network: network)
      let copy = folder.appending(path: "copy.sqlite")
      try await exchange(1...2, pair)
      try await (pair.borealia.database as? SQLiteDatabase)?.backup(to: copy)
      try await exchange(3...5, pair)
      try await body(RestoredPair(pair: pair, folder: folder, copy: copy))
      for database in databases { try await database.close() }
    }
  }

  static func exchange(_ numbers: ClosedRange<Int>, _ pair: TestPair) async throws {
    for number in numbers { try await pair.arcadia.want(pair.draft(number), at: pair.clock.now) }
    try await pair.arcadia.worker.runDue()
    try await pair.borealia.worker.runDue()
    pair.clock.pass(61)
    for authority in [pair.arcadia, pair.borealia] { try await authority.mail.askLogs() }
  }

  /// Borealia as the copy has it: the checkpoint that its operator kept beside the key is older too.
  func restored(_ body: (TestPair) async throws -> Void) async throws {
    let again = folder.appending(path: "restored")
    try FileManager.default.createDirectory(at: again, withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: folder.appending(path: "XB.central.ring"), to: again.appending(path: "XB.central.ring"))
    let database = try SQLiteDatabase(file: copy)
    let borealia = try TestAuthority(
      "XB.central", database: database, folder: again, clock: pair.clock, directory: pair.directory, network: pair.network,
      keys: pair.borealia.keys)
    pair.clock.pass(Double(3_700))
    try await body(
      TestPair(arcadia: pair.arcadia, borealia: borealia, clock: pair.clock, directory: pair.directory, network: pair.network))
    try await database.close()
  }
}

@Suite("Checkpoints that nodes keep of each other's logs") struct WitnessTests {
  private func alarms(_ authority: TestAuthority) async throws -> [String] {
    try await authority.mail.logAlarms().map { "\($0.authority) \($0.alarm.rawValue)" }
  }

  private func size(_ authority: TestAuthority) async throws -> Int? {
    try await authority.database.row(SQL("SELECT max(size) AS size FROM auditCheckpoint"))?.optionalInteger("size")
  }

  @Test("A log that goes on is proved at each contact, on either side, and its proofs are kept", arguments: TestDatabases.all)
  func goesOn(_ engine: TestDatabases) async throws {
    try await TestPair.with(engine) { pair in
      var sizes: [Int] = []
      for round in 0..<3 {
        try await RestoredPair.exchange(round * 2 + 1...round * 2 + 2, pair)
        sizes.append(try #require(try await pair.arcadia.mail.witnessedLogs().first?.size))
        #expect(try await pair.borealia.mail.witnessedLogs().first?.authority == pair.arcadia.name)
      }
      #expect(sizes == sizes.sorted() && Set(sizes).count == 3)
      for authority in [pair.arcadia, pair.borealia] {
        #expect(try await alarms(authority).isEmpty)
        #expect(try await authority.mail.witnessedLogs().allSatisfy { !$0.waits })
      }
      #expect(try await pair.arcadia.database.rows(SQL("SELECT 1 AS one FROM exchangeLogProof")).count >= 2)
      // Nothing new came: nobody is asked again before an hour has passed.
      let asked = pair.network.paths.count { $0 == Mail.logPath }
      pair.clock.pass(61)
      try await pair.arcadia.mail.askLogs()
      #expect(pair.network.paths.count { $0 == Mail.logPath } == asked)
      pair.clock.pass(3_600)
      try await pair.arcadia.mail.askLogs()
      #expect(pair.network.paths.count { $0 == Mail.logPath } == asked + 1)
    }
  }

  @Test("A node that runs on an older copy is found out by the other, and is told so itself when it is asked")
  func wentBack() async throws {
    try await RestoredPair.with { restored in
      let before = try #require(try await restored.pair.arcadia.mail.witnessedLogs().first?.size)
      try await restored.restored { pair in
        try await pair.arcadia.mail.askLogs()
        #expect(try await alarms(pair.arcadia) == ["XB.central back"])
        #expect(try await alarms(pair.borealia) == ["XB.central own-behind"])
        // Told once, however often it is asked; what was proved before stays.
        try await pair.arcadia.mail.askLogs()
        #expect(try await pair.arcadia.events().filter { $0 == "exchange.logAlarm" }.count == 1)
        #expect(try await pair.arcadia.mail.witnessedLogs().first?.size == before)
      }
    }
  }

  @Test("A node that starts on an older copy asks the others and learns that they hold more of its log than it has")
  func learnsAtStart() async throws {
    try await RestoredPair.with { restored in
      try await restored.restored { pair in
        try await pair.borealia.mail.askLogs()
        #expect(try await alarms(pair.borealia) == ["XB.central own-behind"])
        #expect(try await pair.borealia.events().contains("exchange.logAlarm"))
      }
    }
  }

  @Test("An older copy that goes on until it is longer is still found out; its messages are taken and marked, and an officer decides")
  func wentOn() async throws {
    try await RestoredPair.with { restored in
      let before = try #require(try await restored.pair.arcadia.mail.witnessedLogs().first?.size)
      try await restored.restored { pair in
        for number in 6...20 { try await pair.arcadia.want(pair.draft(number), at: pair.clock.now) }
        try await pair.arcadia.worker.runDue()
        try await pair.borealia.worker.runDue()
        let grown = try #require(try await size(pair.borealia))
        #expect(grown > before)
        pair.clock.pass(61)
        try await pair.arcadia.mail.askLogs()
        #expect(try await alarms(pair.arcadia) == ["XB.central forked"])
        let states = Set(try await pair.arcadia.database.rows(SQL("SELECT state FROM exchangeMessage")).map { try $0.text("state") })
        #expect(states.isSubset(of: ["relayed", "delivered"]))
        try await pages(pair)
        pair.clock.pass(61)
        try await pair.arcadia.mail.askLogs()
        #expect(try await alarms(pair.arcadia).isEmpty)
        #expect(try await pair.arcadia.mail.witnessedLogs().first?.size == grown)
        let kept = try await pair.arcadia.database.row(SQL("SELECT kept, shown FROM exchangeLogAlarm"))
        #expect(try kept?.text("kept") != kept?.text("shown"))
      }
    }
  }

  /// Officers are told on the page of messages and beside each message; whoever may operate the exchange goes on.
  private func pages(_ pair: TestPair) async throws {
    let site = try MessageSite(pair.arcadia, now: pair.clock.now)
    let signed = try #require(try await pair.arcadia.database.row(SQL("SELECT signed FROM exchangeMessage"))).text("signed")
    for language in ["ar", "zh", "en", "fr", "ru", "es"] {
      for page in ["/exchange", "/exchange/messages/\(signed)"] {
        let body = try await site.get(page, in: language).body
        #expect(body.contains("panel attention") && !body.contains("⟦"), "\(page) \(language)")
      }
    }
    #expect(try await site.get("/exchange").body.contains("does not go on from what it showed before"))
    let form = "/exchange/logs/XB.central/accept"
    #expect(try await !site.get("/exchange", as: "reader").body.contains(form))
    #expect(try await site.get("/exchange").body.contains(form))
    #expect(try await site.post(form, [], from: "/exchange") == 303)
    #expect(try await site.post(form, [], from: "/exchange") == 409)
    #expect(try await pair.arcadia.events().contains("exchange.logAccepted"))
  }

  @Test("A receipt whose proof is about another event raises an alarm, and the message stays where its receipt put it")
  func falseProof() async throws {
    try await TestPair.with(.sqlite) { pair in
      let (first, _) = try await pair.hand(try pair.text(try pair.manifest(50)))
      guard case .relayAcceptance(let taken) = first.evidence else { throw ExchangeProblem.schema }
      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      pair.network.fail(.loseQuestion)
      try await pair.arcadia.worker.runDue()
      let row = try #require(try await pair.arcadia.database.row(SQL("SELECT signed, message FROM exchangeMessage")))
      let receipt = Receipt(
        message: try row.value("message") { MessageID($0) }, signed: try row.value("signed") { DigestOf($0) }, from: pair.borealia.name,
        to: pair.arcadia.name, issuedAt: pair.clock.now, evidence: .relayAcceptance(taken))
      let jws = try CompactJWS.sign(ReceiptJSON.bytes(receipt), type: SealedText.receipt.type, with: pair.borealia.keys.signing)
      let sealed = try SealedText.receipt.seal(jws, for: pair.arcadia.keys.decryption.encryptionKey)
      pair.network.fail(.answer(.answered(status: 200, fields: ["content-type": SealedText.media], content: sealed)))
      pair.clock.pass(3_600)
      try await pair.arcadia.worker.runDue()
      #expect(try await alarms(pair.arcadia) == ["XB.central false-proof"])
      #expect(try await pair.arcadia.progress().first == "relay-acceptance")
    }
  }

  @Test("Malformed questions about the log are refused, and a node that answers with nonsense loses no checkpoint and raises no alarm")
  func malformed() async throws {
    try await TestPair.with(.sqlite) { pair in
      func ask(_ content: String, method: String = "POST", media: String = "application/json") async throws -> Int {
        let call = WireCall(
          from: pair.arcadia.name, method: method, path: Mail.logPath, fields: ["content-type": media], content: Data(content.utf8),
          receivedAt: pair.clock.now)
        return try await pair.borealia.mail.handler(call).status
      }
      #expect(try await ask("{\"v\":1,\"kept\":[]}") == 200)
      #expect(try await ask("{\"v\":1,\"kept\":[\"no note\"]}") == 200)
      for wrong in ["", "{}", "[]", "{\"v\":1,\"kept\":[1]}", "{\"v\":1,\"kept\":null}", "{\"v\":1,\"kept\":[],\"more\":1}"] {
        await #expect(throws: ExchangeProblem.schema, "\(wrong)") { try await ask(wrong) }
      }
      await #expect(throws: ExchangeProblem.profile) { try await ask("{\"v\":2,\"kept\":[]}") }
      await #expect(throws: ExchangeProblem.media) { try await ask("{\"v\":1,\"kept\":[]}", media: "application/jose") }
      await #expect(throws: ExchangeProblem.schema) { try await ask("{\"v\":1,\"kept\":[]}", method: "GET") }
      let many = Array(repeating: "\"a\"", count: 9).joined(separator: ",")
      await #expect(throws: ExchangeProblem.tooLarge) { try await ask("{\"v\":1,\"kept\":[\(many)]}") }

      try await pair.arcadia.want(pair.draft(1), at: pair.clock.now)
      try await pair.arcadia.worker.runDue()
      pair.network.fail(.answer(.answered(status: 200, fields: [:], content: Data("{\"v\":1}".utf8))))
      try await pair.arcadia.mail.askLogs()
      #expect(try await alarms(pair.arcadia).isEmpty)
      #expect(try await pair.arcadia.mail.witnessedLogs().first?.waits == true)
      pair.clock.pass(61)
      try await pair.arcadia.mail.askLogs()
      #expect(try await pair.arcadia.mail.witnessedLogs().first?.waits == false)
    }
  }
}
