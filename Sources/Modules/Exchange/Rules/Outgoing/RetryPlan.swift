// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// When a message is tried again: longer and longer, at random within that, so that a node that comes back is not met by everybody at once.
public struct RetryPlan: Hashable, Sendable {
  /// The longest wait after the first try, in seconds.
  public let first: TimeInterval
  /// The longest wait after any try, in seconds.
  public let longest: TimeInterval

  /// Up to 5 seconds after the first try, doubled after each, up to one hour.
  public static let profile = RetryPlan(first: 5, longest: 3_600)

  private init(first: TimeInterval, longest: TimeInterval) {
    self.first = first
    self.longest = longest
  }

  /// The longest wait after so many tries, in seconds.
  public func ceiling(after tries: Int) -> TimeInterval {
    // Ten doublings are beyond an hour; more would only overflow.
    min(longest, first * Double(1 << min(max(0, tries - 1), 20)))
  }

  /// How long to wait after so many tries, in seconds: anything up to ``ceiling(after:)`` alike ("full jitter"), and never less than the other node
  /// asked for.
  ///
  /// - Parameter random: any number; equally likely numbers give equally likely waits.
  public func wait(after tries: Int, retryAfter: TimeInterval?, random: UInt64) -> TimeInterval {
    // 53 bits are what a Double holds without rounding up to 1.
    let share = Double(random >> 11) / Double(1 << 53 as UInt64)
    return max(0, retryAfter ?? 0) + share * ceiling(after: tries)
  }
}
