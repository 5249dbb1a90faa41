// SPDX-License-Identifier: Apache-2.0

/// The stock at both ends of a period and what came and went between them.
///
/// Each part is counted on its own. Where they do not fit, the difference is shown with its footnote and no part is changed to hide it.
/// - Source: practice (statistics of central authorities)
public struct Balance: Hashable, Sendable {
  /// Open at the beginning.
  public var opening = 0
  /// New in the period.
  public var new = 0
  /// Closed in the period, by outcome in the order of the codebook; the last is what has no outcome recorded.
  public var closed: [Int]
  /// Open at the end.
  public var closing = 0

  /// Nothing counted yet.
  /// - Parameter outcomes: how many outcomes the codebook has.
  public init(outcomes: Int) { closed = Array(repeating: 0, count: outcomes + 1) }

  /// What `opening + new - closed` says and the closing stock does not; zero when the balance holds.
  public var difference: Int { opening + new - closed.reduce(0, +) - closing }

  /// What must stand below a balance; `nil` when it holds.
  public var footnote: Footnote? { difference == 0 ? nil : .doesNotHold(difference: difference) }

  /// What must stand below a figure.
  public enum Footnote: Hashable, Sendable {
    /// The balance does not hold by so many requests.
    case doesNotHold(difference: Int)
  }
}

/// How many were closed for those that were new in a period: below 100 per cent the stock grows.
/// - Source: practice (clearance rate in statistics of courts and authorities)
public struct Clearance: Hashable, Sendable {
  /// New in the period.
  public let new: Int
  /// Closed in the period, whenever they came.
  public let closed: Int

  init(_ balance: Balance) {
    new = balance.new
    closed = balance.closed.reduce(0, +)
  }

  /// Closed by new in hundredths of a per cent, half upwards; `nil` when nothing was new.
  public var rate: Int? { new > 0 ? (20_000 * closed + new) / (2 * new) : nil }
}
