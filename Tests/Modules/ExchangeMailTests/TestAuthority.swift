// SPDX-License-Identifier: Apache-2.0
import AuditService
import ExchangeRules
import ExchangeService
import Files
import Foundation
import JOSE
import Keys
import Logging
import Storage
import Synchronization
import TestKit
import Testing

/// One authority's node in a test: real database, real keys, real event log; only the network is the test's own.
struct TestAuthority: Sendable {
  let keys: TestKeys
  let database: any Database
  let dataKeys: DataKeys
  let mail: Mail
  let worker: MailWorker
  let hasRoom: Mutable<Bool>
  /// How often the planner is asked and answers that somebody was faster.
  let staleOnce: Mutable<Bool>
  /// Whether the proof of the log is to be had; without it the process ends between its two commits, as if it were killed there.
  let hasProof: Mutable<Bool>

  /// What keeps the module from making a plan of the act "troubled", and of any progress: a key of its own.
  let keyTrouble: Mutable<KeyProblem?>
  /// Whether the module can make a plan of the act "troubled" now.
  let isTroubled: Mutable<Bool>
  /// The documents of the messages that the planner was asked about.
  let documents: Mutable<[Data]>
  /// What is done about the files of messages, on the real table of sealed files.
  let files: TestFiles

  var name: AuthorityName { keys.authority }

  final class Mutable<Value: Sendable>: Sendable {
    private let kept: Mutex<Value>
    init(_ value: Value) { kept = Mutex(value) }
    var value: Value {
      get { kept.withLock { $0 } }
      set { kept.withLock { $0 = newValue } }
    }
  }
  struct NoProof: Error {}
  struct Trouble: Error {}

  /// What the module of the test makes of messages: rows whose keys refuse a second effect.
  static let migrations = [
    Migration(
      "test", 1, "create_effect",
      [
        "CREATE TABLE testEffect (signed TEXT PRIMARY KEY, act TEXT NOT NULL, place INTEGER NOT NULL)",
        "CREATE TABLE testProgress (message TEXT NOT NULL, act TEXT NOT NULL, place INTEGER NOT NULL)",
      ])
  ]

  static let allMigrations =
    DataKeys.migrations + FileVault.migrations + AuditLog.migrations + Mail.migrations + Mail.witnessMigrations
    + TransferTables.migrations + Bundles.migrations + migrations

  init(
    _ name: String, database: any Database, folder: URL, clock: TestClock, directory: TestDirectory, network: TestNetwork,
    keys: TestKeys? = nil
  ) throws {
    let keys = try keys ?? TestKeys(authority: #require(AuthorityName(name)))
    let ring = try KeyRingFile(folder.appending(path: "\(name).ring"), at: clock.now)
    let seed = Data(repeating: UInt8(name.utf8.reduce(0) { $0 &+ $1 }), count: 32)
    let audit = AuditLog(
      database: database, origin: "\(name).example/log",
      keys: LogKeys(seed: { seed }, makeSeed: { seed }, kept: folder.appending(path: "\(name).checkpoint")))
    let (hasRoom, staleOnce, hasProof, isTroubled) = (Mutable(true), Mutable(false), Mutable(true), Mutable(true))
    let files = TestFiles(database: database, clock: clock)
    let documents = Mutable<[Data]>([])
    let keyTrouble = Mutable<KeyProblem?>(nil)
    let planners = MessagePlanners(
      arrived: { message in
        if let trouble = keyTrouble.value, message.manifest.act.text == "troubled" { throw trouble }
        if let document = message.manifest.document { documents.value.append(document.content) }
        if message.manifest.act.text == "unreadable" { throw ExchangeProblem.schema }
        if message.manifest.act.text == "troubled", isTroubled.value { throw Trouble() }
        // A row that the table refuses, whenever it is tried.
        if message.manifest.act.text == "impossible" {
          return Commit([SQL("INSERT INTO testEffect (signed, act, place) VALUES ($1, NULL, 0)", [message.signed.hex.sql])])
        }
        if staleOnce.value {
          staleOnce.value = false
          throw StaleWrite()
        }
        return Commit([
          SQL(
            "INSERT INTO testEffect (signed, act, place) VALUES ($1, $2, (SELECT count(*) FROM testEffect))",
            [message.signed.hex.sql, message.manifest.act.text.sql])
        ])
      },
      progressed: { head, receipts in
        if let trouble = keyTrouble.value { throw trouble }
        return Commit(
          receipts.map {
            SQL(
              "INSERT INTO testProgress (message, act, place) VALUES ($1, $2, (SELECT count(*) FROM testProgress))",
              [head.id.description.sql, $0.evidence.act.sql])
          })
      })
    self.keys = keys
    self.database = database
    dataKeys = DataKeys(database: database, store: ring)
    self.hasRoom = hasRoom
    self.staleOnce = staleOnce
    self.hasProof = hasProof
    self.isTroubled = isTroubled
    self.keyTrouble = keyTrouble
    self.files = files
    self.documents = documents
    let drawn = Drawn()
    var around = Mail.Surroundings(
      database: database, dataKeys: dataKeys, keys: keys, directory: directory,
      transport: TestTransport(own: keys.authority, network: network, clock: clock), planners: planners, files: files.parts,
      checkpoint: { try await audit.newest() },
      logProof: { index in
        guard hasProof.value else { throw NoProof() }
        _ = try await audit.checkpoint(at: clock.now)
        return try await audit.proof(of: index, tellsEvent: true)
      }, hasRoom: { hasRoom.value }, now: { clock.now }, random: { drawn.next() }, logger: Logger(label: "test"))
    around.log = OwnLog(
      key: { try await audit.publicKey().map { "\($0)" } }, newest: { try await audit.newest() },
      consistency: { try await audit.consistency(from: $0, to: $1).proof })
    mail = Mail(around)
    worker = MailWorker(mail)
    directory.set(try keys.entry())
    network.connect(keys.authority, mail.handler)
  }

  /// The acts that took effect here, in order.
  func effects() async throws -> [String] {
    try await database.rows(SQL("SELECT act FROM testEffect ORDER BY place")).map { try $0.text("act") }
  }

  /// What the module was told of its own messages, in order.
  func progress() async throws -> [String] {
    try await database.rows(SQL("SELECT act FROM testProgress ORDER BY place")).map { try $0.text("act") }
  }

  /// What the event log says of drafts and messages that failed, in order.
  func failures() async throws -> [String?] {
    try await EventLog(database).page(limit: 10_000).filter { $0.kind == "exchange.failed" }.map { $0.facts["problem"]?.text }
  }

  /// The kinds of the module's own events about messages, in order.
  func events() async throws -> [String] {
    try await EventLog(database).page(limit: 10_000).map(\.kind.rawValue).filter { $0.hasPrefix("exchange.") }
  }

  /// Puts a draft into the outbox, as another module does with a commit of its own.
  func want(_ draft: MessageDraft, at now: Date) async throws {
    try await database.commit(Commit(effects: [try await draft.effect(under: dataKeys, at: now)]))
  }
}

/// Two authorities, Arcadia and Borealia, each with a database of its own.
struct TestPair: Sendable {
  let arcadia: TestAuthority
  let borealia: TestAuthority
  let clock: TestClock
  let directory: TestDirectory
  let network: TestNetwork

  static func with(_ engine: TestDatabases, _ body: (TestPair) async throws -> Void) async throws {
    let migrations = TestAuthority.allMigrations
    try await withTemporaryFolder { folder in
      try await engine.with(migrations) { first in
        try await engine.with(migrations) { second in
          let (clock, directory, network) = (TestClock(), TestDirectory(), TestNetwork())
          try await body(
            TestPair(
              arcadia: try TestAuthority(
                "XA.central", database: first, folder: folder, clock: clock, directory: directory, network: network),
              borealia: try TestAuthority(
                "XB.central", database: second, folder: folder, clock: clock, directory: directory, network: network), clock: clock,
              directory: directory, network: network))
        }
      }
    }
  }

  /// A draft of Arcadia to Borealia.
  func draft(_ number: Int, act: String = "request", service: String = "urn:comity:mla:1", document: Data? = nil) -> MessageDraft {
    MessageDraft(
      id: MessageID(at: clock.now, random: UInt128(number)), conversation: Self.conversation, to: borealia.name, service: service, act: act,
      schema: document == nil ? nil : "urn:comity:schema:test:1", document: document)
  }

  static let conversation = ConversationID(at: TestClock.start, random: 7)

  // MARK: Messages made by hand

  func manifest(
    _ number: Int, act: String = "request", to: AuthorityName? = nil, sequence: Int = 1, predecessor: DigestOf<SignedMessage>? = nil,
    issuedAt: Date? = nil, life: TimeInterval = 7 * 86_400
  ) throws -> Manifest {
    let issued = issuedAt ?? clock.now
    return try Manifest(
      id: MessageID(at: issued, random: UInt128(number)), conversation: Self.conversation, from: arcadia.name, to: to ?? borealia.name,
      service: try #require(WireURN("urn:comity:mla:1")), act: try #require(ActName(act)),
      place: try #require(ChainPlace(sequence: sequence, predecessor: predecessor)), issuedAt: issued,
      expiresAt: issued.addingTimeInterval(life), directoryVersion: 41)
  }

  /// The signed text of a manifest of Arcadia.
  func text(_ manifest: Manifest, by key: SigningKey? = nil) throws -> Data {
    try CompactJWS.sign(ManifestJSON.bytes(manifest), type: SealedText.message.type, with: key ?? arcadia.keys.signing)
  }

  /// What Borealia answers when Arcadia hands a signed text over: the receipt, read and verified, and its signed text.
  func hand(_ text: Data) async throws -> (receipt: Receipt, jws: Data) {
    try await hand(sealed: try SealedText.message.seal(text, for: borealia.keys.decryption.encryptionKey))
  }

  func hand(sealed: Data, fields: [String: String] = ["content-type": SealedText.media]) async throws -> (receipt: Receipt, jws: Data) {
    let answer = try await borealia.mail.handler(
      WireCall(from: arcadia.name, method: "POST", path: Mail.inboxPath, fields: fields, content: sealed, receivedAt: clock.now))
    #expect(answer.status == 200)
    #expect(answer.fields["content-type"] == SealedText.media)
    guard case .bytes(let content) = answer.content else { throw ExchangeProblem.schema }
    let jws = try await SealedText.receipt.open(content, with: arcadia.keys)
    let receipt = try ReceiptJSON.read(try SealedText.receipt.verified(jws, by: try borealia.keys.entry()).payload)
    #expect(receipt.from == borealia.name && receipt.to == arcadia.name)
    return (receipt, jws)
  }
}

/// Numbers that are each drawn once, all so near the middle that waits by them are the same.
private final class Drawn: Sendable {
  private let count = Mutex<UInt64>(0)

  func next() -> UInt64 {
    count.withLock { count in
      count += 1
      return .max / 2 + count
    }
  }
}
