// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel

/// How often somebody failed to sign in, for one account or one network address.
public struct FailedAttempts: Hashable, Sendable {
  /// What the failures are counted for.
  public enum Scope: Hashable, Sendable {
    /// One account; also a name that no account has, so that nobody learns which names exist.
    case account
    /// One network address.
    case address
  }

  /// Failures since the last quiet time; of an account, also since the last success.
  public var count: Int
  /// The last of them, UTC.
  public var last: Date?

  /// Describes failures.
  public init(count: Int = 0, last: Date? = nil) {
    self.count = count
    self.last = last
  }

  /// How many failures are free: 5 for an account, 30 for an address behind which many people may sit.
  public static func free(_ scope: Scope) -> Int { scope == .account ? 5 : 30 }

  /// After this long without a failure counting begins anew: a day for an account; an hour for an address, where one person mistypes
  /// what another has to wait for.
  public static func forgottenAfter(_ scope: Scope) -> TimeInterval { scope == .account ? 24 * 3600 : 3600 }

  /// Until when no attempt is looked at: one minute after the last free failure, twice as long after each more, one hour at most.
  public func lockedUntil(_ scope: Scope) -> Date? {
    guard let last, count >= Self.free(scope) else { return nil }
    let doublings = min(count - Self.free(scope), 6)
    return last.addingTimeInterval(min(60 * Double(1 << doublings), 3600))
  }

  /// The count with one failure more.
  public func failing(_ scope: Scope, at instant: Date) -> FailedAttempts {
    let isForgotten = last.map { instant.timeIntervalSince($0) > Self.forgottenAfter(scope) } ?? true
    return FailedAttempts(count: isForgotten ? 1 : count + 1, last: instant)
  }
}

/// Why somebody is not let in; it never tells whether the account exists.
public enum CannotSignIn: Problem, Equatable {
  /// The name, the password or both are wrong.
  case wrong
  /// The code is wrong or was used before.
  case wrongCode
  /// Too many attempts; the minutes until the next is looked at.
  case locked(minutes: Int)
  /// The first step was too long ago.
  case tooLate

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .wrong: "accounts.wrong-sign-in"
    case .wrongCode: "accounts.wrong-code"
    case .locked: "accounts.locked"
    case .tooLate: "accounts.too-late"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    if case .locked = self { .limited } else { .invalid }
  }

  /// The minutes to wait.
  public var details: [String: String] { if case .locked(let minutes) = self { ["count": "\(minutes)"] } else { [:] } }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotSignIn] = [.wrong, .wrongCode, .locked(minutes: 2), .tooLate]
}
