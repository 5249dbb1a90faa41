// SPDX-License-Identifier: Apache-2.0

/// Whoever remembers the nonces that were seen, until the signatures that had them are valid no longer.
public protocol NonceMemory: Sendable {
  /// Remembers a nonce of a key until a time in seconds since 1970; `false` when it was seen before, or when that time has passed.
  func remember(_ nonce: SignatureNonce, of keyID: String, until: Int) async throws -> Bool
}

/// Nonces kept in memory, for one process.
///
/// A start forgets them all, and a signature that was seen just before is still valid just after: a caller must refuse what was `created` before
/// its process began, or keep the nonces where they outlast it.
public actor NoncesInMemory: NonceMemory {
  private struct Entry: Hashable {
    let keyID: String
    let nonce: SignatureNonce
  }

  private var expiries: [Entry: Int] = [:]
  private var nextSweep = 0
  private let now: @Sendable () -> Int

  /// An empty memory; `now` tells the seconds since 1970.
  public init(now: @escaping @Sendable () -> Int) { self.now = now }

  /// How many nonces are kept.
  public var count: Int { expiries.count }

  /// Remembers a nonce; `false` when it was seen before, or when the time until which it is to be remembered has passed.
  public func remember(_ nonce: SignatureNonce, of keyID: String, until: Int) -> Bool {
    let now = now()
    // The next sweep would forget it, and then it would be new again.
    guard until >= now else { return false }
    // A clock that was set back must not put the sweep off until it comes there again.
    if now >= nextSweep || nextSweep > now + 60 {
      expiries = expiries.filter { $0.value >= now }
      nextSweep = now + 60
    }
    return expiries.updateValue(until, forKey: Entry(keyID: keyID, nonce: nonce)) == nil
  }
}
