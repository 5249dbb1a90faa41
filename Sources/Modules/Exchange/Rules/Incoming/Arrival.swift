// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// A message that arrived and could be opened and read: its signature holds under the key that it names.
public struct Arrival: Hashable, Sendable {
  /// What was signed.
  public let manifest: Manifest
  /// The digest of the signed bytes.
  public let signed: DigestOf<SignedMessage>
  /// The digest of the bytes that came over the wire.
  public let sealed: DigestOf<SealedMessage>
  /// The key that signed, as the directory has it now.
  public let key: DirectoryKey
  /// When it came for the first time, by this node's clock.
  public let receivedAt: Date

  /// Describes an arrival.
  public init(
    manifest: Manifest, signed: DigestOf<SignedMessage>, sealed: DigestOf<SealedMessage>, key: DirectoryKey, receivedAt: Date
  ) {
    self.manifest = manifest
    self.signed = signed
    self.sealed = sealed
    self.key = key
    self.receivedAt = receivedAt
  }

  /// The message as its place in the conversation needs it.
  public var link: ChainLink { ChainLink(id: manifest.id, signed: signed, place: manifest.place) }
}

/// What this node remembers of a message.
public struct InboxEntry: Hashable, Sendable {
  /// What became of the message.
  public enum State: Hashable, Sendable {
    /// It was taken or refused, and this receipt, which says so, was committed with that. It is given again to every later try: whatever this node
    /// has attested stays true.
    case attested(Receipt)
    /// It is kept and not judged: the directory had expired.
    case waitsForDirectory
  }

  /// The digest of the signed bytes.
  public let signed: DigestOf<SignedMessage>
  /// When it came for the first time.
  public let receivedAt: Date
  /// Until when it might have been taken.
  public let expiresAt: Date
  /// What became of it.
  public let state: State

  /// Describes what is remembered.
  public init(signed: DigestOf<SignedMessage>, receivedAt: Date, expiresAt: Date, state: State) {
    self.signed = signed
    self.receivedAt = receivedAt
    self.expiresAt = expiresAt
    self.state = state
  }
}

/// What this node knows when it judges an arrival.
public struct InboxKnowledge: Hashable, Sendable {
  /// The authority of this node.
  public let own: AuthorityName
  /// What is remembered under the authority and the identifier of the arrival: at most one entry for each digest.
  public let entries: [InboxEntry]
  /// The messages of the authority in the conversation.
  public let chain: MessageChain
  /// What can be done with the copy of the directory.
  public let directory: DirectoryStanding
  /// Entries that expired up to this time were forgotten: nothing that expires by then is taken again, even should the clock go back.
  public let forgottenThrough: Date
  /// Whether there is room for the message.
  public let hasRoom: Bool
  /// Who in the directory is the secretariat; `nil` where it names none.
  public let secretariat: AuthorityName?

  /// Gathers what is known.
  public init(
    own: AuthorityName, entries: [InboxEntry] = [], chain: MessageChain, directory: DirectoryStanding,
    forgottenThrough: Date = .distantPast, hasRoom: Bool = true, secretariat: AuthorityName? = nil
  ) {
    self.own = own
    self.entries = entries
    self.chain = chain
    self.directory = directory
    self.forgottenThrough = forgottenThrough
    self.hasRoom = hasRoom
    self.secretariat = secretariat
  }
}

/// What a node does with an arrival.
public enum ArrivalDecision: Hashable, Sendable {
  /// Take it: entry, effects, events and receipt go into one commit, and only then the receipt is given. `released` take effect now, in order;
  /// when it is empty the message is held and acknowledged all the same.
  case take(released: [ChainLink], chain: MessageChain)
  /// It was judged before: the receipt of then is given again.
  case again(Receipt)
  /// Keep it and judge it later; answer `directory-stale`, give no receipt.
  case keep
  /// Refuse it for good: entry, event and relay-rejection go into one commit, so that no later try of it is taken.
  case refuse(ExchangeProblem, alarm: ExchangeAlarm?)
  /// Do not take it now, remember nothing of it and attest nothing: a later try may be taken.
  case putOff(ExchangeProblem, alarm: ExchangeAlarm?)
}

extension Arrival {
  /// Decides what to do with the arrival; also for one that was kept while the directory had expired, once it is fresh.
  ///
  /// - Parameter now: this node's clock. The key is judged by the time when the message was received first, everything else by now.
  /// - Source: practice (registered electronic mail)
  public func decided(knowing known: InboxKnowledge, at now: Date) -> ArrivalDecision {
    // A key of another authority, even of the same State, is none for this one.
    guard key.authority == manifest.from else { return .putOff(.unknownKey, alarm: nil) }
    // Before everything that may have changed meanwhile: what was attested stays, and the authority that sent it needs the receipt.
    let same = known.entries.first { $0.signed == signed }
    if case .attested(let receipt) = same?.state { return .again(receipt) }
    // Nobody knows any more whether it was taken, so nothing can be attested.
    guard manifest.expiresAt > known.forgottenThrough else { return .putOff(.expired, alarm: nil) }
    guard manifest.to == known.own else { return .refuse(.notRecipient, alarm: nil) }
    guard manifest.expiresAt > now else { return .refuse(.expired, alarm: nil) }
    guard manifest.issuedAt.timeIntervalSince(now) <= Manifest.clockTolerance else { return .putOff(.clockSkew, alarm: nil) }
    let isReused = known.entries.contains { $0.signed != signed }
    guard known.directory.isRelied else {
      // Nothing is judged: not even which of two messages with one identifier is the authority's.
      if isReused { return .putOff(.directoryStale, alarm: .idReuse) }
      return same != nil || known.hasRoom ? .keep : .putOff(.storage, alarm: nil)
    }
    let standing = key.standing(signedAt: manifest.issuedAt, receivedAt: min(same?.receivedAt ?? receivedAt, receivedAt))
    if let told = standing.told {
      if case .compromised = standing { return .refuse(told, alarm: .compromisedKey) }
      return .refuse(told, alarm: nil)
    }
    if isReused { return .refuse(.idReuse, alarm: .idReuse) }
    guard ServiceBound.admits(manifest.service, between: manifest.from, and: manifest.to, secretariat: known.secretariat) else {
      return .refuse(.service, alarm: nil)
    }
    guard known.hasRoom else { return .putOff(.storage, alarm: nil) }
    return placed(in: known.chain)
  }

  private func placed(in known: MessageChain) -> ArrivalDecision {
    var chain = known
    do throws(CannotPlace) {
      let released = try chain.place(link)
      return .take(released: released, chain: chain)
    } catch {
      switch error {
      case .fork: return .refuse(error.told, alarm: .orderFork)
      case .tooFarAhead, .nothingHeld: return .putOff(error.told, alarm: nil)
      }
    }
  }
}

extension InboxEntry {
  /// Whether the entry may be forgotten: its message can no longer be taken, by any clock that is within the tolerance.
  ///
  /// Whoever forgets it keeps the time up to which entries were forgotten, in the same commit.
  public func mayBeForgotten(at now: Date) -> Bool { now.timeIntervalSince(max(expiresAt, receivedAt)) > 2 * Manifest.clockTolerance }
}
