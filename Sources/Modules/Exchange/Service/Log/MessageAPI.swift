// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
import HTTPTypes
import Kernel
public import Storage
import StrictJSON
import Web

/// The messages of the exchange for programs: what is known of each, never what it says.
struct MessageAPI: Sendable {
  let mail: Mail

  struct List: Encodable {
    let messages: [MessageBody]
    /// What `after` is for the messages behind these.
    let next: String?
  }

  @Sendable func list(_ call: Call<SignedIn>) async throws -> Answer {
    for name in ["direction", "state", "peer", "text", "after", "limit"]
    where call.query.has(name) && (call.query[name] == nil || call.query.all(name).count > 1) {
      throw MailProblem.badQuery(name: name)
    }
    // Whoever types on the page may leave spaces and mistake one; a program says what it has.
    if let text = call.query["text"], !text.utf8.allSatisfy({ $0 == UInt8(ascii: "-") || Character(Unicode.Scalar($0)).isHexDigit }) {
      throw MailProblem.badQuery(name: "text")
    }
    var limit = 100
    if call.query.has("limit") {
      guard let given = Int(call.query.raw("limit")), (1...500).contains(given) else { throw MailProblem.badQuery(name: "limit") }
      limit = given
    }
    let found = try await mail.store.list(try MessageFilter(call.query), limit: limit + 1)
    let shown = found.prefix(limit)
    let next = found.count > limit ? shown.last.map { MessageFilter.place(of: $0) } : nil
    return .json(List(messages: shown.map(MessageBody.init), next: next))
  }

  @Sendable func read(_ call: Call<SignedIn>) async throws -> Answer { .json(MessageBody(try await message(call))) }

  @Sendable func receipts(_ call: Call<SignedIn>) async throws -> Answer {
    .json(try await mail.store.receipts(about: try await message(call).signed).map(ReceiptBody.init))
  }

  @Sendable func tryPath(_ call: Call<SignedIn>) async throws -> Answer {
    struct Asked: Decodable { let to: String }
    struct Begun: Encodable { let message: String }
    let data = try await call.body(upTo: 1_024)
    guard let tree = try? StrictJSON.parse(data), let asked = try? StrictDecoder().decode(Asked.self, from: tree) else {
      throw MailProblem.badQuery(name: "to")
    }
    guard let peer = AuthorityName(asked.to) else { throw MailProblem.unknownAuthority }
    let message = try await mail.tryPath(to: peer, by: .officer(call.who.officer))
    return .json(Begun(message: message.description), status: .accepted)
  }

  @Sendable func goOn(_ call: Call<SignedIn>) async throws -> Answer {
    try await mail.goOn(over: try await message(call).signed, by: .officer(call.who.officer))
    return .empty
  }

  @Sendable func givenUp(_ call: Call<SignedIn>) async throws -> Answer {
    .json(try await GivenUpDrafts(mail.database).all(limit: 500).map(GivenUpBody.init))
  }

  @Sendable func tryAgain(_ call: Call<SignedIn>) async throws -> Answer {
    try await mail.tryAgain(try call.parameter("draft") { Int64($0) }, by: .officer(call.who.officer))
    return .empty
  }

  private func message(_ call: Call<SignedIn>) async throws -> KeptMessage {
    guard let message = try await mail.store.message(try call.parameter("signed") { DigestOf($0) }) else { throw WebProblem.notFound }
    return message
  }
}

/// A message as programs get it.
struct MessageBody: Encodable {
  let signed: String
  let message: String
  let conversation: String
  let direction: String
  let peer: String
  let service: String
  let act: String
  let state: String
  let reason: String?
  let sequence: Int?
  let answers: String?
  let at: String
  let issuedAt: String
  let expiresAt: String
  let isRetrieved: Bool
  let files: Int
  let tries: Int
  let lastOutcome: String?

  init(_ kept: KeptMessage) {
    signed = kept.signed.hex
    message = kept.id.description
    conversation = kept.conversation.description
    direction = kept.direction.rawValue
    peer = kept.peer.description
    service = kept.service
    act = kept.act
    state = kept.state.rawValue
    reason = kept.reason
    sequence = kept.place?.sequence
    answers = kept.answers?.description
    at = kept.at.formatted(.iso8601)
    issuedAt = kept.issuedAt.formatted(.iso8601)
    expiresAt = kept.expiresAt.formatted(.iso8601)
    isRetrieved = kept.isRetrieved
    files = kept.files
    tries = kept.tries.count
    lastOutcome = kept.tries.last?.code
  }
}

/// A receipt as programs get it.
struct ReceiptBody: Encodable {
  let act: String
  let from: String
  let to: String
  let issuedAt: String
  /// The signed text, for whoever checks it without this program.
  let jws: String

  init(_ kept: KeptReceipt) {
    act = kept.receipt.evidence.act
    from = kept.receipt.from.description
    to = kept.receipt.to.description
    issuedAt = kept.receipt.issuedAt.formatted(.iso8601)
    jws = String(decoding: kept.jws, as: UTF8.self)
  }
}

extension Mail {
  /// Goes on without the messages that are missing before one that is held.
  /// - Throws: ``MailProblem/nothingHeld``, ``MailProblem/noSuchMessage``.
  public func goOn(over signed: DigestOf<SignedMessage>, by actor: EventActor) async throws {
    guard let message = try await store.message(signed) else { throw MailProblem.noSuchMessage }
    guard message.direction == .incoming else { throw MailProblem.nothingHeld }
    do {
      try await goOn(message.author, in: message.conversation, by: actor)
    } catch is CannotPlace {
      throw MailProblem.nothingHeld
    }
  }

  // MARK: The console

  /// Messages as JSON, the newest first.
  /// - Parameter filter: names and values as the address of the list has them.
  /// - Throws: ``MailProblem/badQuery(name:)``.
  public func json(_ filter: [(name: String, value: String)], limit: Int) async throws -> Data {
    let found = try await store.list(try MessageFilter(.init(filter.map { ($0.name, $0.value) })), limit: limit)
    return try Self.encoder.encode(found.map(MessageBody.init))
  }

  /// The receipts about a message as JSON.
  public func receiptJSON(about signed: DigestOf<SignedMessage>) async throws -> Data {
    try Self.encoder.encode(try await store.receipts(about: signed).map(ReceiptBody.init))
  }

  /// The digest of the one message that an identifier, a digest or its beginning names.
  /// - Throws: ``MailProblem/noSuchMessage`` when there is none or more than one.
  public func digest(named text: String) async throws -> DigestOf<SignedMessage> {
    let found = try await store.list(try MessageFilter(.init([("text", text)])), limit: 2)
    guard let only = found.first, found.count == 1 else { throw MailProblem.noSuchMessage }
    return only.signed
  }

  static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}
