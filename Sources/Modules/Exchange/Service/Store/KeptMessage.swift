// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import JOSE
import Storage

/// Which way a message goes, seen from this node.
enum MessageDirection: String, Hashable, Sendable, CaseIterable {
  /// Of another authority.
  case incoming = "in"
  /// Of the own one.
  case outgoing = "out"
}

/// What became of a message, as the table says it in one word.
enum MessageState: String, Hashable, Sendable, CaseIterable {
  /// Outgoing: signed, never tried.
  case queued
  /// Outgoing: tried, no receipt.
  case sent
  /// Outgoing: the other node has it.
  case relayed
  /// Outgoing: all that it brings is there.
  case delivered
  /// Outgoing: failed; the reason says how.
  case failed
  /// Incoming: kept until the directory is fresh.
  case waits
  /// Incoming: acknowledged, early.
  case held
  /// Incoming: took effect.
  case effective
  /// Incoming: acknowledged early, and when its turn came nobody could make sense of it.
  case setAside = "set-aside"
  /// Incoming: refused for good; the reason is the problem.
  case refused
  /// Incoming: kept, and its time ended before it could be judged.
  case lapsed

  /// Which way messages in this state go.
  var direction: MessageDirection {
    switch self {
    case .queued, .sent, .relayed, .delivered, .failed: .outgoing
    case .waits, .held, .effective, .setAside, .refused, .lapsed: .incoming
    }
  }

  /// Whether a message in this state is found by it; the many that came to the end they were meant for are found by their time.
  var hasPlace: Bool { self != .delivered && self != .effective }

  /// ``hasPlace`` for the database, in the words of its index: an engine uses it where a query says the same.
  static let withPlace = "state NOT IN ('delivered', 'effective')"

  /// Whether the own node attests that it has the message.
  var isAcknowledged: Bool { self == .held || self == .effective || self == .setAside }
}

/// A row of the table of messages, without the message itself.
struct KeptMessage: Sendable {
  let signed: DigestOf<SignedMessage>
  let author: AuthorityName
  let peer: AuthorityName
  let id: MessageID
  let conversation: ConversationID
  let answers: MessageID?
  let service: String
  let act: String
  /// Where it stands; a draft that was never signed stands nowhere.
  let place: ChainPlace?
  let issuedAt: Date
  let expiresAt: Date
  /// When it was received first, or queued.
  let at: Date
  var state: MessageState
  var reason: String?
  var isRetrieved: Bool
  let files: Int
  var tries: Tries
  let sealed: DigestOf<SealedMessage>?
  let directoryVersion: Int?
  private(set) var version: Int

  var direction: MessageDirection { state.direction }

  /// The row after a try was begun, as the commit of that wrote it.
  func tried(_ new: OutgoingMessage.State) -> KeptMessage {
    guard case .sent(let tries) = new else { return self }
    var message = self
    (message.state, message.tries, message.version) = (.sent, tries, version + 1)
    return message
  }

  /// What the event log calls it.
  var subject: EventSubject { EventSubject("exchangeMessage", signed.hex) }

  init(_ row: SQLRow) throws {
    signed = try row.value("signed") { DigestOf($0) }
    author = try row.value("author") { AuthorityName($0) }
    peer = try row.value("peer") { AuthorityName($0) }
    id = try row.value("message") { MessageID($0) }
    conversation = try row.value("conversation") { ConversationID($0) }
    answers = try row.optionalValue("answers") { MessageID($0) }
    service = try row.text("service")
    act = try row.text("act")
    place = try row.optionalInteger("sequence").flatMap {
      [predecessor = try row.optionalValue("predecessor") { DigestOf<SignedMessage>($0) }] in
      ChainPlace(sequence: $0, predecessor: predecessor)
    }
    issuedAt = try row.instant("issuedAt")
    expiresAt = try row.instant("expiresAt")
    at = try row.instant("at")
    state = try row.value("state") { MessageState(rawValue: $0) }
    reason = try row.optionalText("reason")
    isRetrieved = try row.integer("retrieved") == 1
    files = try row.integer("files")
    tries = Tries(
      count: try row.integer("tries"), last: try row.optionalValue("lastOutcome") { AttemptOutcome.Summary(code: $0) },
      nextAt: try row.optionalInstant("nextAt") ?? .distantPast, hasRefreshedDirectory: try row.integer("hasRefreshed") == 1)
    sealed = try row.optionalValue("sealedDigest") { DigestOf($0) }
    directoryVersion = try row.optionalInteger("directoryVersion")
    version = try row.integer("version")
  }

  /// The columns, without the message itself, which is long.
  static let columns = """
    signed, author, peer, message, conversation, answers, service, act, sequence, predecessor, issuedAt, expiresAt, at, state, reason,
    retrieved, files, tries, lastOutcome, nextAt, hasRefreshed, sealedDigest, directoryVersion, version
    """
}

/// A receipt as it is kept.
struct KeptReceipt: Sendable {
  let receipt: Receipt
  /// The signed text.
  let jws: Data
  /// When it was made or taken here.
  let at: Date
  /// How often it was tried, for one that is to be sent.
  let tries: Int
  let isToSend: Bool

  /// - Throws: `UnreadableRow`: what is in the table was read before it was put there.
  init(_ row: SQLRow) throws {
    jws = Data(try row.text("jws").utf8)
    // The payload of a compact text that was verified when it came.
    guard let payload = SealedText.payload(ofKept: jws), let receipt = try? ReceiptJSON.read(payload) else {
      throw UnreadableRow(column: "jws")
    }
    self.receipt = receipt
    at = try row.instant("at")
    tries = try row.integer("tries")
    isToSend = try row.integer("isToSend") == 1
  }
}
