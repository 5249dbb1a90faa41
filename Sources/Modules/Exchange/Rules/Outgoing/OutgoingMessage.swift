// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel

/// What a node needs to know of a message that it sends, to judge what is answered; none of its content.
public struct SentHead: Hashable, Sendable {
  /// Names the message.
  public let id: MessageID
  /// The digest of the bytes that were signed; they never change between tries.
  public let signed: DigestOf<SignedMessage>
  /// The authority that signed.
  public let from: AuthorityName
  /// The authority that it is for.
  public let to: AuthorityName
  /// Until when it may be taken.
  public let expiresAt: Date
  /// The digests of its files before they were sealed, in order.
  public let files: [DigestOf<PlainFile>]

  /// Takes what is needed from a manifest and the digest of the signed bytes.
  public init(_ manifest: Manifest, signed: DigestOf<SignedMessage>) {
    self.id = manifest.id
    self.signed = signed
    self.from = manifest.from
    self.to = manifest.to
    self.expiresAt = manifest.expiresAt
    self.files = manifest.payloads.map(\.digest)
  }
}

/// How often a message was tried, what came of it last and when it is tried next.
public struct Tries: Hashable, Sendable {
  /// How many tries were begun.
  public var count: Int
  /// What is known of the last one that ended.
  public var last: AttemptOutcome.Summary?
  /// Not before then it is tried again.
  public var nextAt: Date
  /// Whether the directory was fetched anew for it; once is enough.
  public var hasRefreshedDirectory: Bool

  /// Nothing was tried yet.
  public init(count: Int = 0, last: AttemptOutcome.Summary? = nil, nextAt: Date, hasRefreshedDirectory: Bool = false) {
    self.count = count
    self.last = last
    self.nextAt = nextAt
    self.hasRefreshedDirectory = hasRefreshedDirectory
  }
}

/// A message on its way to another authority's node.
///
/// From `queued` through `sent` and `relayed` to `delivered`, or to `failed`. Nothing but a verified receipt makes it relayed or delivered; a
/// message that failed is shown to officers, and a receipt that still comes afterwards puts it right.
/// - Source: practice (registered electronic mail)
public struct OutgoingMessage: Hashable, Sendable {
  /// How far a message has come.
  public enum State: Hashable, Sendable {
    /// Signed and committed, never tried; may become `sent` or `failed`.
    case queued(Tries)
    /// Tried at least once, no receipt; may become `relayed`, `delivered` or `failed`.
    case sent(Tries)
    /// The other node has it; may become `delivered` or, without what it brings, `failed`. An officer may have opened it already.
    case relayed(VerifiedReceipt, retrieved: VerifiedReceipt?)
    /// All that it brings is there; later an officer may have opened it.
    case delivered(VerifiedReceipt, retrieved: VerifiedReceipt?)
    /// It failed, visibly; a verified receipt that came too late makes it `relayed` or `delivered`.
    case failed(Failure)
  }

  /// Why a message failed.
  public enum Failure: Hashable, Sendable {
    /// No receipt before it expired.
    case relayFailure(Tries)
    /// The other node does not take it, as its receipt says.
    case relayRejection(VerifiedReceipt)
    /// The other node said in a signed answer that it will never take it, and could not make a receipt for what it could not read. Unlike a
    /// relay-rejection that does not attest that no earlier try was taken.
    case refused(ExchangeProblem)
    /// The other node took it, and what it brings did not arrive there.
    case nonDelivery(VerifiedReceipt)
  }

  /// What the message is.
  public let head: SentHead
  /// How far it has come.
  public internal(set) var state: State

  /// A message that was signed just now and may be tried at once.
  public init(head: SentHead, queuedAt: Date) {
    self.init(head: head, state: .queued(Tries(nextAt: queuedAt)))
  }

  /// A message as it was kept.
  public init(head: SentHead, state: State) {
    self.head = head
    self.state = state
  }
}

/// A fact about an outgoing message that goes into the event log.
public enum OutgoingFact: Hashable, Sendable {
  /// A try ended without a receipt, and there will be another; what comes of the last one is told by the facts below.
  case tried(count: Int, outcome: AttemptOutcome.Summary)
  /// The other node has it.
  case relayed
  /// All that it brings is there.
  case delivered
  /// An officer of the other authority opened it.
  case retrieved
  /// It failed.
  case failed(OutgoingMessage.Failure)
  /// A receipt came after it had failed; the failure no longer holds.
  case relayedAfterFailure
}

/// What must be done after a decision about an outgoing message is committed.
public enum OutgoingEffect: Hashable, Sendable {
  /// Hand the message to the other node.
  case attempt
  /// Fetch the directory, then try again.
  case refreshDirectory
  /// Look at the clocks: the other node says that they differ.
  case checkClock
  /// Make and keep the receipt that says that the message failed.
  case makeRelayFailure
  /// The sealed files need no longer be kept for the other node.
  case releaseFiles
}

/// Why something does not move an outgoing message.
public enum CannotMove: Error, Hashable, Sendable {
  /// It is not time to try it again.
  case notYet(Date)
  /// The directory has expired: nothing new is sent until it is fresh.
  case directoryStale
  /// Nothing is tried at the other node at present.
  case breakerOpen
  /// It has a receipt or has failed: it is not tried any more.
  case notTried
  /// It was never tried, so nothing can have been answered.
  case neverTried
  /// It has not expired.
  case notExpired
}

/// A decision about an outgoing message.
public typealias OutgoingDecision = Decision<OutgoingMessage, OutgoingFact, OutgoingEffect>
