// SPDX-License-Identifier: Apache-2.0

/// Whoever remembers the nonces that were seen, until the signatures that had them are valid no longer.
public protocol NonceMemory: Sendable {
  /// Remembers a nonce of a key until a time in seconds since 1970; `false` when it was seen before.
  func remember(_ nonce: SignatureNonce, of keyID: String, until: Int) async throws -> Bool
}

/// Nonces kept in memory: enough for one process whose signatures live for less time than it takes to start again.
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

  /// Remembers a nonce; `false` when it was seen before.
  public func remember(_ nonce: SignatureNonce, of keyID: String, until: Int) -> Bool {
    let now = now()
    if now >= nextSweep {
      expiries = expiries.filter { $0.value >= now }
      nextSweep = now + 60
    }
    return expiries.updateValue(until, forKey: Entry(keyID: keyID, nonce: nonce)) == nil
  }
}
