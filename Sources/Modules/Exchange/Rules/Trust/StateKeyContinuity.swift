// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// The key with which a State signs its part of the directory, as this node came to rely on it.
public struct RelyingKey: Hashable, Sendable {
  /// How a node came to rely on a State's key.
  public enum Ground: String, Hashable, Sendable, CaseIterable {
    /// It was the first that the directory had of this State.
    case first
    /// The key before it signed that it follows.
    case succession
    /// Somebody compared it with the State and said so.
    case compared
  }

  /// The key, by its thumbprint.
  public let key: DigestOf<PublicKey>
  /// Why it is relied upon.
  public let ground: Ground
  /// Since when.
  public let since: Date

  /// Describes it.
  public init(key: DigestOf<PublicKey>, ground: Ground, since: Date) {
    self.key = key
    self.ground = ground
    self.since = since
  }
}

/// What a node makes of the key that the directory gives for a State, by the key that it relied on before.
///
/// The secretariat adds and removes States. It must not be able to put another key in the place of a State's: whoever has that key reads what is
/// sealed for the State.
public enum StateKeyContinuity: Hashable, Sendable {
  /// It is relied upon; nothing changed.
  case same
  /// It is relied upon from now on.
  case relied(RelyingKey.Ground)
  /// It is another one and nothing ties it to the one before: nothing goes to this State and nothing from it counts until somebody has compared it.
  case held

  /// Decides.
  /// - Parameters:
  ///   - offered: the key that the directory gives now.
  ///   - known: the key that this node relies on; `nil` for a State that it has never seen.
  ///   - successions: who followed whom, each signed by the earlier key; signatures are checked by the caller.
  public static func decided(
    offered: DigestOf<PublicKey>, known: RelyingKey?, successions: [KeySuccession]
  ) -> StateKeyContinuity {
    guard let known else { return .relied(.first) }
    if known.key == offered { return .same }
    // A node that was away for years goes through all that came in between; a circle ends where it began.
    var reached: Set<DigestOf<PublicKey>> = [known.key]
    var waiting = [known.key]
    while let key = waiting.popLast() {
      for next in successions where next.from == key && reached.insert(next.to).inserted { waiting.append(next.to) }
    }
    return reached.contains(offered) ? .relied(.succession) : .held
  }
}

/// A State's key that follows another, which signed so.
public struct KeySuccession: Hashable, Sendable {
  /// The key that signed.
  public let from: DigestOf<PublicKey>
  /// The key that follows it.
  public let to: DigestOf<PublicKey>

  /// Names both.
  public init(from: DigestOf<PublicKey>, to: DigestOf<PublicKey>) {
    self.from = from
    self.to = to
  }
}
