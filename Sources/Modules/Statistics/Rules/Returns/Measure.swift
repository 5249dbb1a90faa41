// SPDX-License-Identifier: Apache-2.0

/// One of the figures that a cell of a table has, by its stable name: `count`, `opening`, `closed.refused`, `medianDays`.
public struct Measure: Hashable, Sendable, CustomStringConvertible {
  /// The stable name, as in returns and in exports.
  public let code: String

  /// Names a measure.
  public init(_ code: String) { self.code = code }

  /// How many.
  public static let count = Measure("count")
  /// How many were measured.
  public static let n = Measure("n")
  /// How many ended and cannot be measured, or have no amount recorded.
  public static let notMeasured = Measure("notMeasured")
  /// The mean, in hundredths of a day.
  public static let mean = Measure("meanDays")
  /// The first quartile, in hundredths of a day.
  public static let firstQuartile = Measure("firstQuartileDays")
  /// The median, in hundredths of a day.
  public static let median = Measure("medianDays")
  /// The third quartile, in hundredths of a day.
  public static let thirdQuartile = Measure("thirdQuartileDays")
  /// The 90th percentile, in hundredths of a day.
  public static let ninetiethPercentile = Measure("ninetiethPercentileDays")
  /// The days on which time stood still.
  public static let suspended = Measure("suspendedDays")
  /// Money, in hundredths of its currency.
  public static let amount = Measure("amount")
  /// Open at the beginning.
  public static let opening = Measure("opening")
  /// New in the period.
  public static let new = Measure("new")
  /// Closed in the period, however.
  public static let closed = Measure("closed")
  /// Closed by new, in hundredths of a per cent.
  public static let clearanceRate = Measure("clearanceRate")
  /// Open at the end.
  public static let closing = Measure("closing")

  /// Closed with an outcome.
  /// - Parameter outcome: a code of the codebook, or `notRecorded`.
  public static func closed(_ outcome: String) -> Measure { Measure("closed.\(outcome)") }

  /// Whether it counts what was closed.
  public var isClosed: Bool { code.hasPrefix("closed.") }

  /// Whether its number is in hundredths; the others are whole.
  public var isInHundredths: Bool { self == .amount || !isAdditive }

  /// Whether numbers of several States can be added: a median of all cannot be made of the medians of each.
  public var isAdditive: Bool { !Self.notAdditive.contains(self) }

  /// The name.
  public var description: String { code }

  private static let notAdditive: Set<Measure> = [.mean, .firstQuartile, .median, .thirdQuartile, .ninetiethPercentile, .clearanceRate]
}

extension TableSpec.FigureKind {
  /// The measures of a cell, in the order in which they are shown.
  public func measures(_ codebook: Codebook) -> [Measure] {
    switch self {
    case .count, .pending: [.count]
    case .clearance: [.new, .closed, .clearanceRate]
    case .daysToAcknowledgement, .daysToDecision, .daysToClosure:
      [.n, .notMeasured, .mean, .firstQuartile, .median, .thirdQuartile, .ninetiethPercentile, .suspended]
    case .frozen, .confiscated, .returned: [.amount, .n, .notMeasured]
    case .balance:
      [.opening, .new] + codebook.outcomes.map { .closed($0) } + [.closing]
    }
  }
}

extension Codebook {
  /// The outcomes in their order, with what is not recorded at the end, as balances have them.
  var outcomes: [String] { (variable(.outcome)?.codes.map(\.code) ?? []) + ["notRecorded"] }
}
