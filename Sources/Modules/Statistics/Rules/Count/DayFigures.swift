// SPDX-License-Identifier: Apache-2.0

/// How often each number of days occurs: as much as mean and quantiles need, and nothing of which request it was.
///
/// It can be added to, taken from and joined with another, so that figures follow events and are the same as a recount.
public struct DayHistogram: Hashable, Sendable {
  /// Numbers of days below this stand in a row of their own each; longer ones are rare and are kept by their number.
  private static let dense = 4096
  private var counts: ContiguousArray<Int32> = []
  private var long: [Int32: Int32] = [:]
  /// How many were measured.
  public private(set) var n = 0
  /// The sum of the days.
  public private(set) var sum = 0

  /// Nothing measured yet.
  public init() {}

  /// Adds a number of days, zero or more.
  /// - Parameter weight: 1, or -1 to take one back that was added before.
  public mutating func add(_ days: Int, weight: Int = 1) {
    n += weight
    sum += weight * days
    guard days < Self.dense else {
      let left = (long[Int32(days)] ?? 0) + Int32(weight)
      long[Int32(days)] = left == 0 ? nil : left
      return
    }
    if counts.isEmpty { counts = ContiguousArray(repeating: 0, count: Self.dense) }
    counts[days] += Int32(weight)
  }

  /// Each number of days that occurs with how often, the smallest first.
  public var entries: [(days: Int, count: Int)] {
    counts.indices.filter { counts[$0] != 0 }.map { ($0, Int(counts[$0])) } + long.keys.sorted().map { (Int($0), Int(long[$0] ?? 0)) }
  }

  /// Joins what was measured elsewhere.
  public mutating func join(_ other: DayHistogram) {
    n += other.n
    sum += other.sum
    long.merge(other.long) { $0 + $1 }
    guard !other.counts.isEmpty else { return }
    if counts.isEmpty { counts = ContiguousArray(repeating: 0, count: Self.dense) }
    for place in other.counts.indices { counts[place] += other.counts[place] }
  }

  /// Two are the same when they measured the same, whether or not something was added and taken back.
  public static func == (left: DayHistogram, right: DayHistogram) -> Bool {
    left.n == right.n && left.sum == right.sum && left.long == right.long
      && (left.counts == right.counts || (left.counts + right.counts).allSatisfy { $0 == 0 })
  }

  /// Hashes what equality compares in any case.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(n)
    hasher.combine(sum)
  }

  /// The number of days at a rank, from 0.
  private func value(atRank rank: Int) -> Int {
    var before = 0
    for place in counts.indices {
      before += Int(counts[place])
      if before > rank { return place }
    }
    for days in long.keys.sorted() {
      before += Int(long[days] ?? 0)
      if before > rank { return Int(days) }
    }
    return 0
  }

  /// A quantile in hundredths of a day, exactly; `nil` when nothing was measured.
  ///
  /// Of the nine definitions in use this is the seventh, the one of R, NumPy and DuckDB: the value at rank `(n - 1) p` of the sorted values,
  /// between two of them in proportion. With whole days and whole percents it is a whole number of hundredths.
  /// - Parameter percent: 25, 50, 75 or 90, for example.
  /// - Source: practice (Hyndman and Fan, Sample Quantiles in Statistical Packages, 1996, definition 7)
  public func quantile(percent: Int) -> Int? {
    guard n > 0 else { return nil }
    let place = (n - 1) * percent
    let (rank, rest) = (place / 100, place % 100)
    let low = value(atRank: rank)
    guard rest > 0 else { return low * 100 }
    return low * (100 - rest) + value(atRank: rank + 1) * rest
  }

  /// The mean in hundredths of a day, half a hundredth upwards; `nil` when nothing was measured.
  public var mean: Int? { n > 0 ? (200 * sum + n) / (2 * n) : nil }
}

/// How long something took, for the requests of one cell; the time on which it stood still is apart.
public struct DayFigures: Hashable, Sendable {
  /// The days without those on which it stood still.
  public var net = DayHistogram()
  /// The days on which it stood still, of the same requests.
  public var suspended = 0
  /// Requests that ended and whose time cannot be told: a day or the suspension is not recorded, or the days contradict each other.
  public var notMeasured = 0

  /// Nothing measured yet.
  public init() {}
}

extension DayFigures {
  /// Adds how long a request took; one that has not come so far is not measured and nothing is missing of it.
  mutating func add(_ request: borrowing CountedRequest, _ figure: TableSpec.FigureKind, _ weight: Int) {
    let end =
      switch figure {
      case .daysToAcknowledgement: request.acknowledgedOn
      case .daysToDecision: request.decidedOn
      default: request.closedOn
      }
    guard end.isDay else { return }
    let stood = figure == .daysToClosure ? Int(request.suspendedDays) : 0
    let took = request.receivedOn.isDay ? Int(end.ordinal) - Int(request.receivedOn.ordinal) - max(stood, 0) : -1
    guard stood >= 0, took >= 0 else {
      notMeasured += weight
      return
    }
    net.add(took, weight: weight)
    suspended += weight * stood
  }
}
