// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// When keys begin and end, so that whoever goes by a copy of the directory that still counts knows each key before it is used.
public enum KeyPlan {
  /// A new key is published so long before it is used: the longest for which a copy of the directory is good.
  public static let notice: TimeInterval = 7 * 86_400
  /// The old key goes on so long beside the new one: the longest life of a message.
  public static let overlap: TimeInterval = Manifest.longestLife

  /// How long a new key is used.
  public static func lifetime(_ use: EntryKey.Use) -> TimeInterval {
    switch use {
    case .signature: 2 * 365 * 86_400
    // What was sealed for it can be read as long as the private key exists, so it is short.
    case .encryption: 120 * 86_400
    case .certificate: 365 * 86_400
    }
  }

  /// From when to when a key is used that is made now.
  /// - Parameter begins: when it begins; now for the first of its use.
  public static func dates(_ use: EntryKey.Use, from begins: Date) -> (notBefore: Date, expiresAt: Date) {
    let begins = Date(timeIntervalSince1970: begins.timeIntervalSince1970.rounded(.down))
    return (begins, begins.addingTimeInterval(lifetime(use) + overlap))
  }

  /// The keys when another of the same use takes over at an instant.
  ///
  /// What the old ones signed before stays good, and what was sealed for them can arrive for the life of a message.
  /// - Throws: ``CannotChangeKeys/tooSoon(earliest:)`` when others could not know the new key in time.
  public static func rotated(_ keys: [EntryKey], use: EntryKey.Use, from begins: Date, at now: Date) throws(CannotChangeKeys) -> [EntryKey]
  {
    guard keys.contains(where: { $0.use == use && $0.isUsable(at: now) }) else { throw .noneInUse }
    let earliest = now.addingTimeInterval(notice)
    guard begins >= earliest else { throw .tooSoon(earliest: earliest) }
    guard !keys.contains(where: { $0.use == use && $0.notBefore > now && $0.isSafe }) else { throw .alreadyRotating }
    return keys.map { key in
      guard key.use == use, key.status == .active else { return key }
      var old = key
      old.status = .superseded(at: begins)
      old.expiresAt = min(key.expiresAt, begins.addingTimeInterval(overlap))
      return old
    }
  }

  /// The keys when one of them is taken back because somebody else may have had it since a time.
  /// - Throws: ``CannotChangeKeys``.
  public static func revoked(_ keys: [EntryKey], _ name: DigestOf<PublicKey>, since: Date, at now: Date) throws(CannotChangeKeys)
    -> [EntryKey]
  {
    guard let place = keys.firstIndex(where: { $0.name == name }) else { throw .unknown }
    guard since <= now else { throw .revokedInFuture }
    var keys = keys
    // An earlier time may become known later; a later one would make good again what was refused.
    if case .compromised(let earlier) = keys[place].status, earlier <= since { throw .alreadyRevoked }
    keys[place].status = .compromised(since: Date(timeIntervalSince1970: since.timeIntervalSince1970.rounded(.down)))
    return keys
  }

  /// The uses for which no key is left that can be used now or soon.
  public static func missing(_ keys: [EntryKey], at now: Date) -> [EntryKey.Use] {
    EntryKey.Use.allCases.filter { use in !keys.contains { $0.use == use && $0.isSafe && now < $0.expiresAt } }
  }

  /// The key that its owner uses now: the newest that others know already, and otherwise the newest.
  ///
  /// Somebody who made a key and did not publish it must not find that nobody believes the node any more. Where none has begun the clock is wrong:
  /// the one that begins first signs the answers that tell so.
  public static func inUse(
    _ keys: [EntryKey], use: EntryKey.Use, at now: Date, isPublished: (DigestOf<PublicKey>) -> Bool
  ) -> EntryKey? {
    let usable = keys.filter { $0.use == use && $0.isUsable(at: now) }
    if usable.isEmpty {
      return keys.filter { $0.use == use && $0.isSafe && now < $0.notBefore }.min { $0.notBefore < $1.notBefore }
    }
    let known = usable.filter { isPublished($0.name) }
    return (known.isEmpty ? usable : known).max { $0.notBefore < $1.notBefore }
  }

  /// Whether the private half of a key is of no more use: nothing that was sealed for it can still arrive.
  public static func isSpent(_ key: EntryKey, at now: Date) -> Bool {
    switch key.use {
    case .encryption: now >= key.expiresAt.addingTimeInterval(overlap)
    case .signature, .certificate: now >= key.expiresAt || !key.isSafe
    }
  }
}

/// Why keys are not changed.
public enum CannotChangeKeys: Error, Hashable, Sendable {
  /// No key of this use is in use that another could take over from.
  case noneInUse
  /// Others would not know the new key in time.
  case tooSoon(earliest: Date)
  /// A new key of this use is waiting already.
  case alreadyRotating
  /// There is no such key.
  case unknown
  /// A time that has not come.
  case revokedInFuture
  /// It was taken back already, since this time or an earlier one.
  case alreadyRevoked
}
