// SPDX-License-Identifier: Apache-2.0
public import Instruments

/// Why a node does not take a message or does not give a file, as it is told to the other node.
///
/// The raw value is the code on the wire: `urn:comity:err:` and the code is the `type` of a problem document (RFC 9457). An answer has nothing of
/// a case in it, and says the same of a file that does not exist and of one that is not the asker's.
public enum ExchangeProblem: String, Error, Hashable, Sendable, CaseIterable, Codable {
  /// It cannot be read: not the form that the profile publishes, or beyond a rule of its content.
  case schema
  /// A signature does not hold.
  case signature
  /// The directory of this node has no such key of the authority.
  case unknownKey = "unknown-key"
  /// The key was valid once and cannot be relied upon for this message.
  case revokedKey = "revoked-key"
  /// The message is addressed to another authority.
  case notRecipient = "not-recipient"
  /// The service is none that passes between the two: with the secretariat's node statistics alone, between authorities everything else.
  case service
  /// Another message of the same authority has this identifier.
  case idReuse = "id-reuse"
  /// Another message stands at this place of the conversation, or the predecessor is another.
  case orderFork = "order-fork"
  /// The message came after the time that its authority set.
  case expired
  /// More than the profile allows.
  case tooLarge = "too-large"
  /// Not the media type of the profile, or compressed.
  case media
  /// The clocks of the two nodes differ by more than five minutes.
  case clockSkew = "clock-skew"
  /// An older or unknown version of the profile.
  case profile
  /// There is no room for this authority at present.
  case quota
  /// The node's copy of the directory has expired; the message is kept and judged later.
  case directoryStale = "directory-stale"
  /// The node has no room on its disk.
  case storage

  /// The `type` of the problem document.
  public var type: String { "urn:comity:err:\(rawValue)" }

  /// Reads the `type` of a problem document; `nil` for one that the profile does not have.
  public init?(type: some StringProtocol) {
    let head = "urn:comity:err:"
    guard type.hasPrefix(head) else { return nil }
    self.init(rawValue: String(type.dropFirst(head.count)))
  }

  /// The HTTP status that it travels with.
  public var status: Int {
    switch self {
    case .schema: 400
    case .signature, .unknownKey, .clockSkew: 401
    case .revokedKey, .notRecipient, .service: 403
    case .idReuse, .orderFork: 409
    case .expired: 410
    case .tooLarge: 413
    case .media: 415
    case .profile: 426
    case .quota: 429
    case .directoryStale: 503
    case .storage: 507
    }
  }

  /// Whether trying again with the same message is of no use.
  public var isPermanent: Bool {
    switch self {
    case .schema, .revokedKey, .notRecipient, .service, .idReuse, .orderFork, .expired, .tooLarge, .media, .profile: true
    case .signature, .unknownKey, .clockSkew, .quota, .directoryStale, .storage: false
    }
  }

  /// Whether a newer copy of the directory may help, so that one is fetched before the next try.
  public var asksForDirectory: Bool {
    switch self {
    case .signature, .unknownKey: true
    default: false
    }
  }

  /// Where the refusal comes from, when it decides that a message does not count as received; `nil` for technical ones.
  /// - Source: practice (registered electronic mail)
  public var source: Source? {
    switch self {
    case .revokedKey, .notRecipient, .service, .idReuse, .orderFork, .expired: .practice("registered electronic mail")
    default: nil
    }
  }
}

/// What a node has to tell its officers at once, beside refusing: somebody holds another's key, or a node was restored from an old copy.
public enum ExchangeAlarm: String, Hashable, Sendable, CaseIterable, Codable {
  /// An authority signed two messages with one identifier.
  case idReuse = "id-reuse"
  /// An authority signed two messages for one place of a conversation.
  case orderFork = "order-fork"
  /// A message was signed with a key that is reported as compromised.
  case compromisedKey = "compromised-key"
}
