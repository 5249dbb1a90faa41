// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Where a message stands among those that its authority signed in a conversation.
public struct ChainPlace: Hashable, Sendable {
  /// Its number, from 1 without gaps.
  public let sequence: Int
  /// The digest of the message before it; the first has none.
  public let predecessor: DigestOf<SignedMessage>?

  /// The largest number that JSON carries without loss.
  public static let limit = 1 << 53

  /// Names a place; `nil` for a number below 1 or beyond ``limit``, for a first message with a predecessor and any other without.
  public init?(sequence: Int, predecessor: DigestOf<SignedMessage>?) {
    guard (1...Self.limit).contains(sequence), (sequence == 1) == (predecessor == nil) else { return nil }
    self.sequence = sequence
    self.predecessor = predecessor
  }
}

/// The structured content of a message, in the words of a published schema.
public struct MessageDocument: Hashable, Sendable {
  /// The schema that it follows.
  public let schema: WireURN
  /// Its media type.
  public let media: MediaType
  /// Its bytes.
  public let content: Data

  /// So many bytes a document has at most; what is longer travels as a file.
  public static let limit = 256 << 10

  /// Takes a document.
  /// - Throws: ``ManifestProblem/documentTooLong`` beyond ``limit``.
  public init(schema: WireURN, media: MediaType, content: Data) throws(ManifestProblem) {
    guard content.count <= Self.limit else { throw .documentTooLong }
    self.schema = schema
    self.media = media
    self.content = content
  }
}

/// What an authority signs when it sends a message: from whom, to whom, what, where it stands, until when, with which files.
///
/// A value of this type keeps the rules of the profile; reading the JSON of it strictly and checking the signature come before.
/// - Source: practice (registered electronic mail)
public struct Manifest: Hashable, Sendable {
  /// Names the message.
  public let id: MessageID
  /// The conversation that it belongs to.
  public let conversation: ConversationID
  /// The message that it answers, if it answers one.
  public let answers: MessageID?
  /// The authority that signs.
  public let from: AuthorityName
  /// The authority that it is for.
  public let to: AuthorityName
  /// The service that the act belongs to.
  public let service: WireURN
  /// What it does.
  public let act: ActName
  /// Where it stands in the conversation.
  public let place: ChainPlace
  /// When it was signed, in whole seconds.
  public let issuedAt: Date
  /// Until when it may be taken, in whole seconds.
  public let expiresAt: Date
  /// Its structured content.
  public let document: MessageDocument?
  /// The files that it offers, in order.
  public let payloads: [Payload]
  /// The version of the directory that its authority went by.
  public let directoryVersion: Int
  /// The newest signed checkpoint of its authority's event log.
  public let checkpoint: String?

  /// So many files a message offers at most.
  public static let payloadLimit = 1_000
  /// So long a message may be under way at most, in seconds: 30 days.
  ///
  /// It bounds how long a node must remember what it has taken.
  public static let longestLife: TimeInterval = 30 * 86_400
  /// By so much two nodes' clocks may differ, in seconds.
  public static let clockTolerance: TimeInterval = 300

  /// Makes a manifest that keeps the rules of the profile.
  /// - Throws: ``ManifestProblem`` with the first rule that it breaks.
  public init(
    id: MessageID, conversation: ConversationID, answers: MessageID? = nil, from: AuthorityName, to: AuthorityName, service: WireURN,
    act: ActName, place: ChainPlace, issuedAt: Date, expiresAt: Date, document: MessageDocument? = nil, payloads: [Payload] = [],
    directoryVersion: Int, checkpoint: String? = nil
  ) throws(ManifestProblem) {
    guard from != to else { throw .toItself }
    guard answers != id else { throw .answersItself }
    guard directoryVersion >= 1, directoryVersion <= ChainPlace.limit else { throw .directoryVersion }
    try Self.checkTimes(id: id, conversation: conversation, issuedAt: issuedAt, expiresAt: expiresAt)
    try Self.check(payloads)
    self.id = id
    self.conversation = conversation
    self.answers = answers
    self.from = from
    self.to = to
    self.service = service
    self.act = act
    self.place = place
    self.issuedAt = issuedAt
    self.expiresAt = expiresAt
    self.document = document
    self.payloads = payloads
    self.directoryVersion = directoryVersion
    self.checkpoint = checkpoint
  }

  private static func checkTimes(
    id: MessageID, conversation: ConversationID, issuedAt: Date, expiresAt: Date
  ) throws(ManifestProblem) {
    let issued = issuedAt.timeIntervalSince1970
    let expires = expiresAt.timeIntervalSince1970
    let range = 0...Double(ChainPlace.limit)
    guard range.contains(issued), range.contains(expires), issued == issued.rounded(), expires == expires.rounded() else {
      throw .wholeSeconds
    }
    guard expires > issued, expires - issued <= longestLife else { throw .life }
    // An identifier is made before the message is signed: by the same clock, and not so long before that it was forgotten meanwhile.
    let made = id.madeAt.timeIntervalSince1970
    guard made <= issued + clockTolerance, made >= issued - longestLife else { throw .idTime }
    guard conversation.madeAt.timeIntervalSince1970 <= issued + clockTolerance else { throw .conversationTime }
  }

  private static func check(_ payloads: [Payload]) throws(ManifestProblem) {
    guard payloads.count <= payloadLimit else { throw .tooManyPayloads }
    guard Set(payloads.map(\.name.folded)).count == payloads.count else { throw .namedTwice }
    // Each file has a key of its own, so no two can be the same sealed file.
    guard Set(payloads.map(\.blob)).count == payloads.count else { throw .blobTwice }
  }
}

/// What a manifest breaks of the rules of the profile.
public enum ManifestProblem: String, Error, Hashable, Sendable, CaseIterable {
  /// The authority sends to itself.
  case toItself = "to-itself"
  /// The message says that it answers itself.
  case answersItself = "answers-itself"
  /// There is no such version of a directory.
  case directoryVersion = "directory-version"
  /// A time is not in whole seconds since 1970.
  case wholeSeconds = "whole-seconds"
  /// It expires before it was signed, or later than 30 days afterwards.
  case life
  /// Its identifier was made after it was signed, or more than 30 days before.
  case idTime = "id-time"
  /// The conversation began after it was signed.
  case conversationTime = "conversation-time"
  /// The document is longer than 256 KiB.
  case documentTooLong = "document-too-long"
  /// More than 1,000 files.
  case tooManyPayloads = "too-many-payloads"
  /// A file with no bytes when sealed, or with more than 4,096 pieces.
  case segments
  /// The lengths before and after sealing do not fit.
  case lengths
  /// Two files have one name on some system.
  case namedTwice = "named-twice"
  /// Two files are one sealed file.
  case blobTwice = "blob-twice"
  /// What was to be sent is not there any more: a file was removed, or the key of the conversation destroyed.
  case gone
  /// The service is none that passes between the two: nothing of a case goes to the secretariat's node, and figures go to no other.
  case service

  /// What the other node is told.
  public var told: ExchangeProblem {
    switch self {
    case .documentTooLong, .tooManyPayloads, .segments: .tooLarge
    case .service: .service
    default: .schema
    }
  }
}
