// SPDX-License-Identifier: Apache-2.0

/// A message as its place in a conversation needs it.
public struct ChainLink: Hashable, Sendable {
  /// Names the message.
  public let id: MessageID
  /// The digest of its signed bytes.
  public let signed: DigestOf<SignedMessage>
  /// Where its authority put it.
  public let place: ChainPlace

  /// Describes a message.
  public init(id: MessageID, signed: DigestOf<SignedMessage>, place: ChainPlace) {
    self.id = id
    self.signed = signed
    self.place = place
  }
}

/// The messages of one authority in one conversation, in the order in which they take effect here.
///
/// A message takes effect when all before it have; one that came early is held. Each names the digest of the one before, so that an authority
/// cannot tell two stories: of two messages that contradict each other the second to arrive is refused, and an alarm is raised.
/// - Source: practice (registered electronic mail)
public struct MessageChain: Hashable, Sendable {
  /// So many messages are held at most.
  public static let heldLimit = 100
  /// So many seconds after it was received a message that is still held comes to its end: what is missing before it was signed before it, so that
  /// its own life, the longest at most, is over by then and nobody would take it any more.
  public static let heldLife: Double = Manifest.longestLife + 2 * Manifest.clockTolerance
  /// So far ahead a message may be at most.
  public static let aheadLimit = 1_000

  /// The number of the message that takes effect next.
  public private(set) var next: Int
  /// The digest of the last message that took effect in order; `nil` before the first.
  public private(set) var last: DigestOf<SignedMessage>?
  /// The messages that came early, by their numbers.
  public private(set) var held: [Int: ChainLink]
  /// The places that an officer went on without, by their numbers.
  public private(set) var skipped: [Int: SkippedPlace]

  /// The chain before the first message.
  public init() {
    self.init(next: 1, last: nil, held: [:], skipped: [:])
  }

  /// The chain as it was kept.
  public init(
    next: Int, last: DigestOf<SignedMessage>?, held: [Int: ChainLink], skipped: [Int: SkippedPlace]
  ) {
    self.next = next
    self.last = last
    self.held = held
    self.skipped = skipped
  }

  /// Puts a message that nobody has seen before at its place.
  ///
  /// - Returns: the messages that take effect now, in order: the message and those that waited for it; none when it is held.
  /// - Throws: ``CannotPlace/fork`` when it contradicts one that is here, ``CannotPlace/tooFarAhead`` when there is no room to hold it.
  public mutating func place(_ link: ChainLink) throws(CannotPlace) -> [ChainLink] {
    let number = link.place.sequence
    if number < next { return try placeLate(link) }
    if let successor = held[number + 1], successor.place.predecessor != link.signed { throw .fork }
    if number == next {
      guard link.place.predecessor == last else { throw .fork }
      return release(from: link)
    }
    if held[number] != nil { throw .fork }
    if let before = held[number - 1], before.signed != link.place.predecessor { throw .fork }
    guard number - next <= Self.aheadLimit, held.count < Self.heldLimit else { throw .tooFarAhead }
    held[number] = link
    return []
  }

  /// An officer goes on without the messages that are missing before the first one that is held.
  ///
  /// - Returns: the messages that take effect now, in order.
  /// - Throws: ``CannotPlace/nothingHeld`` when nothing waits.
  public mutating func goOn() throws(CannotPlace) -> [ChainLink] {
    guard let first = held.keys.min(), let link = held.removeValue(forKey: first) else { throw .nothingHeld }
    for missing in next..<first {
      // What stands at the two ends of the gap is known; what is inside must fit to it when it comes.
      skipped[missing] = SkippedPlace(
        signed: missing == first - 1 ? link.place.predecessor : nil, predecessor: missing == next ? last : nil)
    }
    return release(from: link)
  }

  /// A message that fills a place that an officer went on without still takes effect, after its successors.
  private mutating func placeLate(_ link: ChainLink) throws(CannotPlace) -> [ChainLink] {
    let number = link.place.sequence
    guard let place = skipped[number] else { throw .fork }
    if let signed = place.signed, signed != link.signed { throw .fork }
    if let predecessor = place.predecessor, predecessor != link.place.predecessor { throw .fork }
    skipped[number] = nil
    skipped[number - 1]?.signed = link.place.predecessor
    skipped[number + 1]?.predecessor = link.signed
    return [link]
  }

  private mutating func release(from link: ChainLink) -> [ChainLink] {
    var released = [link]
    var after = link
    while let following = held.removeValue(forKey: after.place.sequence + 1) {
      released.append(following)
      after = following
    }
    next = after.place.sequence + 1
    last = after.signed
    return released
  }
}

/// A place in a conversation that an officer went on without, and what is known of the message that belongs there.
public struct SkippedPlace: Hashable, Sendable {
  /// The digest of it that its successor names, once a successor is here.
  public var signed: DigestOf<SignedMessage>?
  /// The digest of the message before it, once that is here.
  public var predecessor: DigestOf<SignedMessage>?

  /// Describes a place.
  public init(signed: DigestOf<SignedMessage>? = nil, predecessor: DigestOf<SignedMessage>? = nil) {
    self.signed = signed
    self.predecessor = predecessor
  }
}

/// Why a message gets no place in its conversation.
public enum CannotPlace: String, Error, Hashable, Sendable, CaseIterable {
  /// It contradicts a message that is here.
  case fork
  /// Too many are missing before it, or too many are held.
  case tooFarAhead = "too-far-ahead"
  /// Nothing is held, so there is nothing to go on with.
  case nothingHeld = "nothing-held"

  /// What the other node is told.
  public var told: ExchangeProblem {
    switch self {
    case .fork: .orderFork
    case .tooFarAhead, .nothingHeld: .quota
    }
  }
}
