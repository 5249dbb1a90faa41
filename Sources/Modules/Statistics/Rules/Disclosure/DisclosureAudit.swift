// SPDX-License-Identifier: Apache-2.0

/// What readers can find out about every cell that is withheld, from all that is published together and was published before.
/// - Source: practice (disclosure control)
public struct DisclosureAudit: Sendable {
  /// What was found out about one cell.
  public struct Finding: Hashable, Sendable {
    /// The table, by its name; empty for a difference that stands in no table.
    public let table: String
    /// The cell's categories in the order of the table's dimensions, or those by which a difference is known.
    public let place: [String]
    /// What it counts, from which days.
    public let key: CellKey
    /// The least number that readers can hold possible.
    public let lower: Int
    /// The greatest; `nil` where there is no limit.
    public let upper: Int?
    /// What that means.
    public let judgement: Judgement
  }

  /// What the interval of a cell means.
  public enum Judgement: String, Hashable, Sendable, CaseIterable {
    /// It may be zero, and as much as the threshold or more.
    case safe
    /// Readers know the number.
    case exact
    /// Readers know that it is less than the threshold.
    case belowThreshold = "below-threshold"
    /// Readers know that it is not zero, and so which of the withheld cells need protection.
    case aboveZero = "above-zero"
    /// The interval is wide enough, but no whole numbers were found that reach both ends.
    case wholeNumbers = "whole-numbers"
    /// It stands in no table, and yet readers know that it is less than the threshold: the difference of what is published.
    case difference
    /// It was published before, with another number.
    case shownEarlier = "shown-earlier"
    /// It is shown although it is less than the threshold.
    case shownBelowThreshold = "shown-below-threshold"
  }

  /// How much work it was.
  public struct Effort: Hashable, Sendable {
    /// Cells whose interval sums alone settled, or completions that other cells' programmes had found.
    public internal(set) var settled = 0
    /// Programmes that were solved.
    public internal(set) var programmes = 0
  }

  /// One finding for each withheld cell, and one for each other cell that is not safe.
  public let findings: [Finding]
  /// How much work it was.
  public let effort: Effort

  /// Whether readers can find out nothing that they may not.
  public var isSafe: Bool { findings.allSatisfy { $0.judgement == .safe } }

  /// Judges tables as their readers do.
  /// - Throws: ``DisclosureProblem/contradiction(cell:)`` where the figures cannot all be true, ``DisclosureProblem/solverFailed``.
  public init(
    of tables: [ReleaseTable], earlier: [ReleaseTable] = [], policy: DisclosurePolicy, solver: OpenLinearSystem
  ) throws(DisclosureProblem) {
    try tables.refuseSeveralTwice()
    var attack = try Attack(CellSystem(tables, earlier: earlier), policy: policy, solver: solver)
    let names = (tables + earlier).map(\.name)
    findings = try attack.findings(names: names)
    effort = attack.effort
  }
}

extension [ReleaseTable] {
  /// Refuses tables in which a request can stand in several rows and in several columns.
  ///
  /// What readers can work out of such a table does not follow from its sums: how often two categories meet is bounded by many more rules.
  func refuseSeveralTwice() throws(DisclosureProblem) {
    for table in self where table.dimensions.count(where: \.makeup.isSeveral) > 1 { throw .severalTwice(table: table.name) }
  }
}

/// The readers' side: everything that is shown, every sum, and a kept linear programme.
struct Attack {
  let system: CellSystem
  let threshold: Int
  private let intervals: CellIntervals
  private let model: any LinearSolver
  private var pool: CompletionPool
  var effort = DisclosureAudit.Effort()

  init(_ system: CellSystem, policy: DisclosurePolicy, solver: OpenLinearSystem) throws(DisclosureProblem) {
    let intervals = try CellIntervals(system)
    self.system = system
    self.intervals = intervals
    threshold = policy.threshold
    pool = CompletionPool(system)
    let columns = system.cells.indices.map { Self.bounds(intervals.lower[$0], intervals.upper[$0]) }
    do {
      model = try solver(LinearSystem(columns: columns, rows: system.rows))
    } catch { throw .solverFailed }
  }

  private static func bounds(_ lower: Int, _ upper: Int) -> LinearSystem.Bounds {
    .init(lower: Double(lower), upper: upper >= CellIntervals.unlimited ? .infinity : Double(upper))
  }

  mutating func findings(names: [String]) throws(DisclosureProblem) -> [DisclosureAudit.Finding] {
    var found: [DisclosureAudit.Finding] = []
    for cell in system.cells.indices {
      guard let (lower, upper, judgement) = try judged(cell) else { continue }
      let standing = system.cells[cell].standings.first
      let place = standing?.place ?? system.cells[cell].key.members.map(\.category)
      found.append(
        .init(
          table: standing.map { names[$0.table] } ?? "", place: place, key: system.cells[cell].key, lower: lower, upper: upper,
          judgement: judgement))
    }
    return found
  }

  /// The interval of a cell with what it means; `nil` for one of which there is nothing to tell.
  mutating func judged(_ cell: Int) throws(DisclosureProblem) -> (Int, Int?, DisclosureAudit.Judgement)? {
    switch system.cells[cell].publication {
    case .notAvailable: return nil
    case .shown:
      let count = system.cells[cell].count ?? 0
      // Earlier releases are not judged: they were, and cannot be taken back.
      return count > 0 && count < threshold && !system.cells[cell].isFrozen ? (count, count, .shownBelowThreshold) : nil
    case .withheld:
      let (lower, upper) = try interval(of: cell)
      return (lower, upper, try meaning(of: cell, lower, upper))
    case .unpublished:
      // The least number alone tells nothing here: what is looked for is a small one.
      let upper = try greatest(of: cell)
      guard let upper, upper > 0, upper < threshold else { return nil }
      return (try least(of: cell), upper, .difference)
    }
  }

  private mutating func meaning(of cell: Int, _ lower: Int, _ upper: Int?) throws(DisclosureProblem) -> DisclosureAudit.Judgement {
    if system.cells[cell].shownBefore != nil { return .shownEarlier }
    if lower == upper { return .exact }
    let floor = system.floor(of: cell)
    if let upper, upper < floor + threshold { return .belowThreshold }
    if lower > floor { return .aboveZero }
    for goal in [Goal.atMost(floor), .atLeast(floor + threshold)] where !pool.reaches(goal, cell) {
      guard try search(goal, cell) else { return .wholeNumbers }
    }
    return .safe
  }

  private mutating func interval(of cell: Int) throws(DisclosureProblem) -> (Int, Int?) {
    let before = effort.programmes
    let interval = (try least(of: cell), try greatest(of: cell))
    if effort.programmes == before { effort.settled += 1 }
    return interval
  }

  private mutating func least(of cell: Int) throws(DisclosureProblem) -> Int {
    let bound = intervals.lower[cell]
    if bound == intervals.upper[cell] || pool.least[cell] <= Double(bound) + solverTolerance { return bound }
    guard let values = try solve(isGreatest: false, cell) else { throw .solverFailed }
    return Int((values[cell] - solverTolerance).rounded(.up))
  }

  private mutating func greatest(of cell: Int) throws(DisclosureProblem) -> Int? {
    let bound = intervals.upper[cell]
    if bound == intervals.lower[cell] || pool.greatest[cell] >= Double(bound) - solverTolerance { return bound }
    guard let values = try solve(isGreatest: true, cell) else { return nil }
    return Int((values[cell] + solverTolerance).rounded(.down))
  }

  /// Solves one programme; `nil` where there is no limit.
  private mutating func solve(isGreatest: Bool, _ cell: Int) throws(DisclosureProblem) -> [Double]? {
    effort.programmes += 1
    var weights = Array(repeating: 0.0, count: system.cells.count)
    weights[cell] = 1
    do {
      let values = try model.optimum(isGreatest: isGreatest, of: weights)
      pool.add(values, system)
      return values
    } catch {
      switch error {
      case .unlimited: return nil
      case .impossible: throw .contradiction(cell: system.name(of: cell))
      case .failed: throw .solverFailed
      }
    }
  }

  /// How many programmes one search for whole numbers may solve.
  private static let mostBranches = 400

  /// Looks for whole numbers that reach an end of a cell's interval: readers know that requests cannot be halved.
  private mutating func search(_ goal: Goal, _ cell: Int) throws(DisclosureProblem) -> Bool {
    var left = Self.mostBranches
    var lower = intervals.lower
    var upper = intervals.upper
    switch goal {
    case .atMost(let limit): upper[cell] = min(upper[cell], limit)
    case .atLeast(let limit): lower[cell] = max(lower[cell], limit)
    }
    let found = try branch(cell, goal, &lower, &upper, &left, changed: cell)
    restore(cell)
    return found
  }

  private func restore(_ cell: Int) {
    let bounds = Self.bounds(intervals.lower[cell], intervals.upper[cell])
    model.setBounds(of: cell, lower: bounds.lower, upper: bounds.upper)
  }

  private mutating func branch(
    _ cell: Int, _ goal: Goal, _ lower: inout [Int], _ upper: inout [Int], _ left: inout Int, changed: Int
  ) throws(DisclosureProblem) -> Bool {
    guard left > 0, lower[changed] <= upper[changed] else { return false }
    left -= 1
    let bounds = Self.bounds(lower[changed], upper[changed])
    model.setBounds(of: changed, lower: bounds.lower, upper: bounds.upper)
    let values: [Double]
    do {
      effort.programmes += 1
      var weights = Array(repeating: 0.0, count: system.cells.count)
      weights[cell] = 1
      // Away from the end that is looked for: the nearest completion is enough.
      if case .atMost = goal {} else { weights = weights.map { -$0 } }
      values = try model.optimum(isGreatest: true, of: weights)
    } catch {
      if error == .failed { throw .solverFailed }
      return false
    }
    pool.add(values, system)
    let broken = values.indices.filter { abs(values[$0] - values[$0].rounded()) > solverTolerance }
    guard let next = broken.max(by: { Self.distance(values[$0]) < Self.distance(values[$1]) }) else { return pool.reaches(goal, cell) }
    let (least, most) = (lower[next], upper[next])
    defer {
      let before = Self.bounds(least, most)
      model.setBounds(of: next, lower: before.lower, upper: before.upper)
    }
    upper[next] = Int(values[next].rounded(.down))
    if try branch(cell, goal, &lower, &upper, &left, changed: next) { return true }
    upper[next] = most
    lower[next] = Int(values[next].rounded(.up))
    let found = try branch(cell, goal, &lower, &upper, &left, changed: next)
    lower[next] = least
    return found
  }

  private static func distance(_ value: Double) -> Double { abs(value - value.rounded()) }
}

/// An end of an interval that has to be possible.
enum Goal {
  case atMost(Int)
  case atLeast(Int)
}

/// Completions that were found on the way: each shows of every cell that its number there is possible.
struct CompletionPool {
  private(set) var least: [Double]
  private(set) var greatest: [Double]
  private var leastWhole: [Int]
  private var greatestWhole: [Int]

  init(_ system: CellSystem) {
    least = Array(repeating: .infinity, count: system.cells.count)
    greatest = Array(repeating: -.infinity, count: system.cells.count)
    leastWhole = Array(repeating: .max, count: system.cells.count)
    greatestWhole = Array(repeating: .min, count: system.cells.count)
  }

  func reaches(_ goal: Goal, _ cell: Int) -> Bool {
    switch goal {
    case .atMost(let limit): leastWhole[cell] <= limit
    case .atLeast(let limit): greatestWhole[cell] >= limit
    }
  }

  mutating func add(_ values: [Double], _ system: CellSystem) {
    for (cell, value) in values.enumerated() {
      least[cell] = min(least[cell], value)
      greatest[cell] = max(greatest[cell], value)
    }
    guard let whole = system.whole(values) else { return }
    for (cell, value) in whole.enumerated() {
      leastWhole[cell] = min(leastWhole[cell], value)
      greatestWhole[cell] = max(greatestWhole[cell], value)
    }
  }
}

extension CellSystem {
  /// The sums as rows of a linear programme.
  var rows: [LinearSystem.Row] {
    relations.map { relation in
      LinearSystem.Row(
        columns: relation.cells, weights: relation.cells.indices.map { Double(relation.weight(at: $0)) },
        bounds: relation.rest)
    }
  }

  /// The values as whole numbers that satisfy every sum; `nil` where they are none.
  func whole(_ values: [Double]) -> [Int]? {
    var whole: [Int] = []
    whole.reserveCapacity(values.count)
    for value in values {
      guard abs(value - value.rounded()) <= solverTolerance, abs(value) < 1e15, value > -0.5 else { return nil }
      whole.append(Int(value.rounded()))
    }
    for relation in relations {
      let rest = relation.parts.reduce(whole[relation.whole]) { $0 - whole[$1] }
      guard relation.rest.lower <= Double(rest), Double(rest) <= relation.rest.upper else { return nil }
    }
    return whole
  }
}
