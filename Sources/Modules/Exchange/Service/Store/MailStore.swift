// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import JOSE
import Keys
import Storage

/// Reads the tables of messages, and says what to write there; it decides nothing.
struct MailStore: Sendable {
  let database: any Database
  let keys: DataKeys

  // MARK: Messages

  /// A message by its digest.
  func message(_ signed: DigestOf<SignedMessage>) async throws -> KeptMessage? {
    try await messages("signed = $1", [signed.hex.sql], "LIMIT 1").first
  }

  /// The messages of an authority under one identifier, those left out that were forgotten.
  func known(_ author: AuthorityName, _ id: MessageID) async throws -> [KeptMessage] {
    try await database.rows(Self.knownQuery(author, id)).map(KeptMessage.init)
  }

  private static func knownQuery(_ author: AuthorityName, _ id: MessageID) -> SQL {
    query("author = $1 AND message = $2 AND isForgotten = 0", [author.description.sql, id.description.sql])
  }

  private static func query(_ condition: String, _ values: [SQLValue], _ rest: String = "") -> SQL {
    SQL("SELECT \(KeptMessage.columns) FROM exchangeMessage WHERE \(condition) \(rest)", values)
  }

  func messages(_ condition: String, _ values: [SQLValue], _ rest: String = "") async throws -> [KeptMessage] {
    try await database.rows(Self.query(condition, values, rest)).map(KeptMessage.init)
  }

  /// The signed text of a message.
  /// - Throws: `UnreadableRow` when there is no such message; `KeyProblem/destroyed` when its text is not kept any more, or its key destroyed.
  func text(of message: KeptMessage) async throws -> Data {
    let answers = try await database.rows(of: [Self.textQuery(message), DataKeys.query(.conversation(message.conversation))])
    return try await text(of: message, answers[0].first, key: answers[1])
  }

  /// The same of an own message that is to be sent, with the place where the log says that it was submitted.
  func submitted(_ message: KeptMessage) async throws -> (text: Data, logIndex: Int64?) {
    let answers = try await database.rows(
      of: [
        Self.textQuery(message), DataKeys.query(.conversation(message.conversation)),
        EventLog.indexQuery(of: ["exchange.submitted"], of: message.subject),
      ])
    return (try await text(of: message, answers[0].first, key: answers[1]), try EventLog.index(in: answers[2]))
  }

  static func textQuery(_ message: KeptMessage) -> SQL {
    SQL("SELECT jws FROM exchangeMessage WHERE signed = $1", [message.signed.hex.sql])
  }

  func text(of message: KeptMessage, _ row: SQLRow?, key: [SQLRow]? = nil) async throws -> Data {
    guard let row else { throw UnreadableRow(column: "signed") }
    guard row["jws"] != .null else { throw KeyProblem.destroyed }
    let owner = KeyOwner.conversation(message.conversation)
    let key = if let key { try await keys.key(of: owner, in: key) } else { try await keys.key(of: owner) }
    return try key.open(try row.blob("jws"), at: Self.cell(message.signed))
  }

  /// What was signed, from the text that is kept.
  func manifest(of message: KeptMessage) async throws -> Manifest {
    try Self.manifest(of: try await text(of: message))
  }

  /// What was signed, from a signed text that was verified when it was kept.
  static func manifest(of text: Data) throws -> Manifest {
    guard let payload = SealedText.payload(ofKept: text) else { throw UnreadableRow(column: "jws") }
    return try ManifestJSON.read(payload)
  }

  /// Seals a signed text for its row; messages have the keys of files in them.
  /// - Parameter key: what was read of the key of its conversation with other things; without, or where there was none, it is read or made.
  func sealed(_ text: Data, of manifest: Manifest, at now: Date, key: [SQLRow] = []) async throws -> Data {
    let owner = KeyOwner.conversation(manifest.conversation)
    let key = key.isEmpty ? try await keys.keyMadeOnce(for: owner, at: now) : try await keys.key(of: owner, in: key)
    return try key.seal(text, at: Self.cell(DigestOf<SignedMessage>(of: text)))
  }

  private static func cell(_ signed: DigestOf<SignedMessage>) -> Cell { Cell("exchangeMessage", row: signed.hex, "jws") }

  /// A new row; one that waits for the directory is replaced, and any other is a `StaleWrite`.
  func insertion(_ new: NewMessage) -> SQL {
    let manifest = new.manifest
    return SQL(
      """
      INSERT INTO exchangeMessage (signed, direction, author, peer, message, conversation, answers, service, act, sequence, predecessor,
        issuedAt, expiresAt, at, state, reason, files, jws, nextAt, sealedDigest, directoryVersion)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
      ON CONFLICT (signed) DO UPDATE SET state = excluded.state, reason = excluded.reason, directoryVersion = excluded.directoryVersion,
        version = exchangeMessage.version + 1
      WHERE exchangeMessage.state = 'waits' AND exchangeMessage.isForgotten = 0
      """,
      [
        new.signed.hex.sql, new.state.direction.rawValue.sql, manifest.from.description.sql, new.peer.description.sql,
        manifest.id.description.sql, manifest.conversation.description.sql, (manifest.answers?.description).sql, manifest.service.text.sql,
        manifest.act.text.sql, manifest.place.sequence.sql, (manifest.place.predecessor?.hex).sql, manifest.issuedAt.sql,
        manifest.expiresAt.sql, new.at.sql, new.state.rawValue.sql, new.reason.sql, manifest.payloads.count.sql, new.text.sql,
        new.nextAt.sql, (new.sealed?.hex).sql, new.directoryVersion.sql,
      ], mustChange: 1)
  }

  /// The new state of an incoming message, if it is still in the old one.
  static func moving(_ message: KeptMessage, to state: MessageState, reason: String? = nil) -> SQL {
    SQL(
      "UPDATE exchangeMessage SET state = $1, reason = $2, version = version + 1 WHERE signed = $3 AND version = $4",
      [state.rawValue.sql, reason.sql, message.signed.hex.sql, message.version.sql], mustChange: 1)
  }

  // MARK: Receipts

  /// The receipts about a message, the oldest first.
  func receipts(about signed: DigestOf<SignedMessage>) async throws -> [KeptReceipt] {
    try await database.rows(Self.receiptsQuery(signed)).map(KeptReceipt.init)
  }

  static func receiptsQuery(_ signed: DigestOf<SignedMessage>) -> SQL {
    SQL("SELECT * FROM exchangeReceipt WHERE signed = $1 ORDER BY at, act", [signed.hex.sql])
  }

  /// One receipt about a message.
  func receipt(_ acts: [String], by author: AuthorityName, about signed: DigestOf<SignedMessage>) async throws -> KeptReceipt? {
    try await receipts(about: signed).first { acts.contains($0.receipt.evidence.act) && $0.receipt.from == author }
  }

  /// Keeps a receipt; of two of one kind by one authority about one message the first stands.
  /// - Parameters:
  ///   - sendAt: when it goes to the other node by itself; `nil` when it does not.
  ///   - mustBeFirst: whether the second is a `StaleWrite`, and not passed over.
  static func keeping(_ receipt: Receipt, _ jws: Data, at now: Date, sendAt: Date? = nil, mustBeFirst: Bool = false) -> SQL {
    SQL(
      """
      INSERT INTO exchangeReceipt (signed, act, author, recipient, message, issuedAt, at, jws, isToSend, nextAt)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING
      """,
      [
        receipt.signed.hex.sql, receipt.evidence.act.sql, receipt.from.description.sql, receipt.to.description.sql,
        receipt.message.description.sql, receipt.issuedAt.sql, now.sql, String(decoding: jws, as: UTF8.self).sql,
        (sendAt != nil).sql, sendAt.sql,
      ], mustChange: mustBeFirst ? 1 : nil)
  }

  // MARK: Conversations

  /// The messages of an authority in a conversation, as the next one meets them.
  func chain(of author: AuthorityName, in conversation: ConversationID) async throws -> KeptChain {
    try Self.chain(try await database.rows(of: Self.chainQueries(author, conversation)))
  }

  /// The same, with what is known under an identifier, how far was forgotten and the key, all as of one instant.
  /// - Parameter more: another question, answered as of the same instant.
  func inbox(
    of author: AuthorityName, in conversation: ConversationID, _ id: MessageID, and more: SQL? = nil
  ) async throws -> KeptInbox {
    let answers = try await database.rows(
      of: Self.chainQueries(author, conversation)
        + [Self.knownQuery(author, id), Self.forgottenQuery, DataKeys.query(.conversation(conversation))] + [more].compactMap(\.self))
    return KeptInbox(
      chain: try Self.chain(answers), known: try answers[2].map(KeptMessage.init),
      forgottenThrough: try answers[3].first?.instant("through") ?? .distantPast, key: answers[4], more: answers.dropFirst(5).first ?? [])
  }

  private static func chainQueries(_ author: AuthorityName, _ conversation: ConversationID) -> [SQL] {
    let names = [author.description.sql, conversation.description.sql]
    return [
      SQL("SELECT peer, next, last, skipped, version FROM exchangeChain WHERE author = $1 AND conversation = $2", names),
      SQL(
        """
        SELECT signed, message, sequence, predecessor FROM exchangeMessage
        WHERE state = 'held' AND author = $1 AND conversation = $2 AND sequence IS NOT NULL
        """, names),
    ]
  }

  private static func chain(_ answers: [[SQLRow]]) throws -> KeptChain {
    var held: [Int: ChainLink] = [:]
    for row in answers[1] {
      let sequence = try row.integer("sequence")
      guard let place = ChainPlace(sequence: sequence, predecessor: try row.optionalValue("predecessor") { DigestOf($0) }) else {
        throw UnreadableRow(column: "sequence")
      }
      held[sequence] = ChainLink(
        id: try row.value("message") { MessageID($0) }, signed: try row.value("signed") { DigestOf($0) }, place: place)
    }
    guard let row = answers[0].first else {
      return KeptChain(chain: MessageChain(next: 1, last: nil, held: held, skipped: [:]), peer: nil, version: 0)
    }
    return KeptChain(
      chain: MessageChain(
        next: try row.integer("next"), last: try row.optionalValue("last") { DigestOf($0) }, held: held,
        skipped: try row.value("skipped") { SkippedText.read($0) }), peer: try row.value("peer") { AuthorityName($0) },
      version: try row.integer("version"))
  }

  /// Writes a conversation, unless somebody else has since it was read.
  static func writing(
    _ kept: KeptChain, of author: AuthorityName, in conversation: ConversationID, with peer: AuthorityName, next: Int,
    last: DigestOf<SignedMessage>?, skipped: [Int: SkippedPlace]
  ) -> SQL {
    SQL(
      """
      INSERT INTO exchangeChain (author, conversation, peer, next, last, skipped, version) VALUES ($1, $2, $3, $4, $5, $6, $7 + 1)
      ON CONFLICT (author, conversation) DO UPDATE SET next = excluded.next, last = excluded.last, skipped = excluded.skipped,
        version = excluded.version
      WHERE exchangeChain.version = $7
      """,
      [
        author.description.sql, conversation.description.sql, peer.description.sql, next.sql, (last?.hex).sql,
        SkippedText.text(skipped).sql,
        kept.version.sql,
      ], mustChange: 1)
  }

  // MARK: Forgetting

  /// Up to which expiry entries were forgotten.
  private static let forgottenQuery = SQL("SELECT through FROM exchangeForgotten WHERE id = 1")
}

/// A message that gets a row.
struct NewMessage: Sendable {
  let manifest: Manifest
  let signed: DigestOf<SignedMessage>
  let peer: AuthorityName
  let at: Date
  let state: MessageState
  var reason: String?
  /// The signed text, sealed for its row; `nil` for one that is not kept.
  var text: Data?
  var nextAt: Date?
  var sealed: DigestOf<SealedMessage>?
  var directoryVersion: Int?
}

/// What a message meets when it comes.
struct KeptInbox: Sendable {
  let chain: KeptChain
  /// What is remembered under its identifier.
  let known: [KeptMessage]
  /// Up to which expiry entries were forgotten.
  let forgottenThrough: Date
  /// The key of the conversation, as it stands there; empty before the first message.
  let key: [SQLRow]
  /// The answer to what else was asked.
  let more: [SQLRow]
}

/// A conversation as it was read.
struct KeptChain: Sendable {
  let chain: MessageChain
  /// The other authority; `nil` before the first message.
  let peer: AuthorityName?
  let version: Int
}

/// The places that an officer went on without, as a text: number, digest of the message, digest of the one before, `-` where one is not known.
enum SkippedText {
  static func text(_ places: [Int: SkippedPlace]) -> String {
    places.sorted { $0.key < $1.key }
      .map { "\($0.key) \($0.value.signed?.hex ?? "-") \($0.value.predecessor?.hex ?? "-")" }.joined(separator: "\n")
  }

  static func read(_ text: String) -> [Int: SkippedPlace]? {
    var places: [Int: SkippedPlace] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: " ")
      guard parts.count == 3, let number = Int(parts[0]) else { return nil }
      places[number] = SkippedPlace(signed: DigestOf(parts[1]), predecessor: DigestOf(parts[2]))
    }
    return places
  }
}
