// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel

/// Something about the exchange that somebody has to see to.
public enum ExchangeConcern: Hashable, Sendable {
  /// The last key of a use ends, and none takes over from it.
  case keyEnds(EntryKey.Use, at: Date)
  /// No key of a use can be used any more.
  case keyEnded(EntryKey.Use)
  /// The directory does not have a key that is made already, so that nobody would believe it.
  case keyUnpublished(EntryKey.Use, begins: Date)
  /// The device that keeps the own keys cannot be used.
  case keyDevice(KeyDeviceTrouble)
  /// The State's signature under the own entry ends.
  case entryEnds(at: Date)
  /// The directory was never fetched.
  case directoryMissing
  /// What the secretariat's node gave was not believed.
  case directoryRefused
  /// Nobody has confirmed for a day that the copy is the newest.
  case directoryUnconfirmed(since: Date)
  /// The copy ends soon, and nothing newer came.
  case directoryEnds(at: Date)
  /// The copy has ended: nothing new is sent, and what comes is kept.
  case directoryStale(since: Date)
  /// A State has another key that somebody has to compare.
  case stateHeld(StateCode)
  /// What the directory has of a State is not believed; what was known of it counts until it ends.
  case partRefused(StateCode, since: Date)
  /// An authority does not answer while messages for it wait.
  case silent(AuthorityName, waiting: Int)
  /// The authority that stamps time has given no stamp for a day, although it was asked.
  case unstamped(since: Date)
  /// What a State tells authorities alone is not here; its public part counts all the same.
  case restricted(StateCode, RestrictedFault)
  /// Messages that were to be sent were given up before they were signed.
  case givenUp(number: Int)
  /// The clocks of several others agree that this node's is wrong: by so many seconds it is behind, or ahead when negative.
  case ownClock(behind: Int)
  /// Another authority's clock is behind this node's by so many seconds, or ahead when negative, and no other says that this one is wrong.
  case otherClock(AuthorityName, behind: Int)
  /// Messages of others wait for one that is missing before them, the first of them since a time.
  case held(number: Int, since: Date)

  /// How soon somebody must act.
  public enum Urgency: Int, Hashable, Sendable, Comparable {
    /// In the next days or weeks.
    case soon
    /// Now: something does not work, or will not before it can be put right in the usual way.
    case now

    /// The earlier one is less urgent.
    public static func < (one: Urgency, other: Urgency) -> Bool { one.rawValue < other.rawValue }
  }

  /// So long before the last key of a use, or the signature under the own entry, ends it is told.
  public static let early: TimeInterval = 30 * 86_400
  /// From here on a new key cannot be in everybody's copy of the directory before the old one ends.
  public static let late: TimeInterval = KeyPlan.notice
  /// The list of parts is renewed at half of its seven days: with less than two left two renewals did not come.
  public static let snapshotLate: TimeInterval = 2 * 86_400
  /// The list of States is renewed by its signers every ninety days.
  public static let targetsLate: TimeInterval = 14 * 86_400
  /// Stamps that fail for so long are told.
  public static let stampsLate: TimeInterval = 86_400

  /// So long messages are held without a word: what is missing before them is usually on its way.
  public static let longHeld: TimeInterval = 86_400

  /// How soon somebody must act.
  public func urgency(at now: Date) -> Urgency {
    switch self {
    case .keyEnds(_, let end), .entryEnds(let end): end.timeIntervalSince(now) < Self.late ? .now : .soon
    case .keyUnpublished(_, let begins): begins.timeIntervalSince(now) < Self.late ? .now : .soon
    case .directoryUnconfirmed, .directoryEnds, .silent, .unstamped, .partRefused, .restricted(_, .missing), .restricted(_, .noSecretariat),
      .otherClock, .held:
      .soon
    case .keyDevice, .givenUp, .ownClock, .keyEnded, .directoryMissing, .directoryRefused, .directoryStale, .stateHeld,
      .restricted(_, .wrong):
      .now
    }
  }
}

/// Why what a State tells authorities alone is not here.
public enum RestrictedFault: String, Hashable, Sendable, CaseIterable, Error {
  /// The secretariat's node did not give it.
  case missing
  /// What it gave is not what the State signed.
  case wrong
  /// The signers of the directory name no node of the secretariat that could be asked.
  case noSecretariat
}

/// What keeps a device of keys from being used.
public enum KeyDeviceTrouble: String, Hashable, Sendable, CaseIterable {
  /// It is not there, or does not answer.
  case missing
  /// Its PIN is another one, or is locked.
  case wrongPIN
  /// The node was given no PIN.
  case noPIN
  /// One more wrong PIN would lock it, so that the node tries none.
  case lastTry
  /// It does not have the key that the node signs with.
  case withoutKey
}

/// How the exchange of an authority stands: what is asked to find what somebody has to see to.
public struct ExchangeStanding: Sendable {
  /// The own keys.
  public var keys: [EntryKey]
  /// The own keys that the copy of the directory has.
  public var published: Set<DigestOf<PublicKey>>
  /// Until when the State's signature under the own entry is good; `nil` when the copy has no such entry.
  public var entryEnds: Date?
  /// The copy of the directory; `nil` before the first.
  public var copy: DirectoryCopy?
  /// Whether what came at the last attempt was refused.
  public var isRefused: Bool
  /// The States whose other key waits to be compared.
  public var held: [StateCode]
  /// The authorities that do not answer, with the number of messages that wait for them.
  public var silent: [(authority: AuthorityName, waiting: Int)]
  /// Since when no time stamp could be had; `nil` while there is no trouble, or none are asked for.
  public var unstampedSince: Date?
  /// The States whose part of the directory is not believed, and since when.
  public var refusedParts: [(state: StateCode, since: Date)]
  /// The States of which something for authorities alone is not here.
  public var restricted: [(state: StateCode, fault: RestrictedFault)]
  /// What keeps the device of the own keys from being used.
  public var device: KeyDeviceTrouble?
  /// How many drafts were given up.
  public var givenUp = 0
  /// What was heard of the clocks of others.
  public var clocks = ClockWatch()
  /// The messages of others that came out of order, with the time at which the first of them came; `nil` when none is held.
  public var waitingForOthers: (number: Int, since: Date)?

  /// Describes it.
  public init(
    keys: [EntryKey], published: Set<DigestOf<PublicKey>>, entryEnds: Date?, copy: DirectoryCopy?, isRefused: Bool, held: [StateCode],
    silent: [(authority: AuthorityName, waiting: Int)], unstampedSince: Date? = nil,
    refusedParts: [(state: StateCode, since: Date)] = [], restricted: [(state: StateCode, fault: RestrictedFault)] = []
  ) {
    self.keys = keys
    self.published = published
    self.entryEnds = entryEnds
    self.copy = copy
    self.isRefused = isRefused
    self.held = held
    self.silent = silent
    self.unstampedSince = unstampedSince
    self.refusedParts = refusedParts
    self.restricted = restricted
  }

  /// What somebody has to see to, the most urgent first.
  public func concerns(at now: Date) -> [ExchangeConcern] {
    let waiting = waitingForOthers.flatMap { now.timeIntervalSince($0.since) < ExchangeConcern.longHeld ? nil : $0 }
    let found =
      (device.map { [.keyDevice($0)] } ?? []) + (givenUp > 0 ? [.givenUp(number: givenUp)] : []) + clocks.concerns
      + EntryKey.Use.allCases.flatMap { concerns(of: $0, at: now) } + concernsOfCopy(at: now) + held.map { .stateHeld($0) }
      + silent.filter { $0.waiting > 0 }.map { .silent($0.authority, waiting: $0.waiting) }
      + (unstampedSince.map { now.timeIntervalSince($0) >= ExchangeConcern.stampsLate ? [.unstamped(since: $0)] : [] } ?? [])
      + refusedParts.map { .partRefused($0.state, since: $0.since) } + restricted.map { .restricted($0.state, $0.fault) }
      + (waiting.map { [.held(number: $0.number, since: $0.since)] } ?? [])
    let ranked = found.enumerated().sorted { one, other in
      let (first, second) = (one.element.urgency(at: now), other.element.urgency(at: now))
      return first == second ? one.offset < other.offset : first > second
    }
    return ranked.map(\.element)
  }

  private func concerns(of use: EntryKey.Use, at now: Date) -> [ExchangeConcern] {
    let good = keys.filter { $0.use == use && $0.isSafe && now < $0.expiresAt }
    guard let end = good.map(\.expiresAt).max() else { return [.keyEnded(use)] }
    let unpublished = copy == nil ? [] : good.filter { !published.contains($0.name) }
    let told = unpublished.map { ExchangeConcern.keyUnpublished(use, begins: $0.notBefore) }
    return end.timeIntervalSince(now) < ExchangeConcern.early ? [.keyEnds(use, at: end)] + told : told
  }

  private func concernsOfCopy(at now: Date) -> [ExchangeConcern] {
    guard let copy else { return [isRefused ? .directoryRefused : .directoryMissing] }
    var found: [ExchangeConcern] = isRefused ? [.directoryRefused] : []
    let end = min(copy.snapshotExpiresAt, copy.targetsExpiresAt)
    switch copy.standing(at: now) {
    case .stale: found.append(.directoryStale(since: end))
    case .unconfirmed: found.append(.directoryUnconfirmed(since: copy.timestampExpiresAt))
    case .fresh: break
    }
    let (snapshot, targets) = (copy.snapshotExpiresAt.timeIntervalSince(now), copy.targetsExpiresAt.timeIntervalSince(now))
    if now < end, snapshot < ExchangeConcern.snapshotLate || targets < ExchangeConcern.targetsLate { found.append(.directoryEnds(at: end)) }
    if let entryEnds, entryEnds.timeIntervalSince(now) < ExchangeConcern.early { found.append(.entryEnds(at: entryEnds)) }
    return found
  }
}
