// SPDX-License-Identifier: Apache-2.0

/// Withholds what has to be and, by linear programmes, what protects it at the least loss.
///
/// Each withheld cell needs two *completions*: numbers for all withheld cells that satisfy every sum, one in which it is zero and one in which it has the threshold. A programme
/// finds the cheapest change of the true numbers that gets there; whatever cell changes in it is withheld too, and then needs its own completions. At the end each further cell
/// is shown again where the others still have theirs.
struct Protection {
  /// A change of the true numbers that satisfies every sum.
  private struct Completion {
    let changes: [Int: Double]
  }

  private(set) var system: CellSystem
  private(set) var primary: Set<Int> = []
  /// How many programmes were solved.
  private(set) var programmes = 0
  private let tables: [ReleaseTable]
  private let policy: DisclosurePolicy
  private let solver: OpenLinearSystem
  private let model: any LinearSolver
  private let costs: [Double]
  /// Cells of earlier releases of which readers know too much without this one.
  private let told: Set<CellKey>
  private var completions: [Completion?] = []
  /// By cell, the completions that reach both ends; `nil` where it is not reached, -1 where the true number does.
  private var reached: [Int: (low: Int?, high: Int?)] = [:]

  var withheld: [Int] { system.cells.indices.filter { system.cells[$0].publication == .withheld && !system.cells[$0].isFrozen } }

  init(
    _ system: CellSystem, tables: [ReleaseTable], policy: DisclosurePolicy, solver: @escaping OpenLinearSystem, told: Set<CellKey>
  ) throws(DisclosureProblem) {
    self.system = system
    self.tables = tables
    self.policy = policy
    self.solver = solver
    self.told = told
    costs = system.cells.map(Self.cost)
    do {
      model = try solver(Self.changes(of: system))
    } catch { throw .solverFailed }
  }

  /// What is lost when readers do not get a cell: more where it is large, much more where it sums others.
  private static func cost(of cell: CellSystem.Cell) -> Double {
    let size = 3 + Double(min(cell.count ?? 0, 1_000))
    return size * Double(1 << (2 * min(cell.marginLevels, 8)))
  }

  /// Columns 2i and 2i + 1: by how much cell i grows and by how much it shrinks.
  private static func changes(of system: CellSystem) -> LinearSystem {
    let rows = system.relations.map { relation in
      let columns = relation.cells.flatMap { [2 * $0, 2 * $0 + 1] }
      let weights = relation.cells.indices.flatMap { [Double(relation.weight(at: $0)), -Double(relation.weight(at: $0))] }
      // By how much the whole is more than its parts now, or less: so much may change before they do not fit any more.
      let counts = relation.cells.map { system.cells[$0].count ?? 0 }
      let slack = Double(counts.dropFirst().reduce(counts[0], -))
      let bounds: LinearSystem.Bounds =
        switch relation.kind {
        case .sum: .init(lower: 0, upper: 0)
        case .atMost: .init(lower: -max(slack, 0), upper: .infinity)
        case .atLeast: .init(lower: -.infinity, upper: max(-slack, 0))
        }
      return LinearSystem.Row(columns: columns, weights: weights, bounds: bounds)
    }
    return LinearSystem(columns: Array(repeating: .init(lower: 0, upper: 0), count: 2 * system.cells.count), rows: rows)
  }

  mutating func run() throws(DisclosureProblem) {
    try withholdPrimary()
    for cell in system.cells.indices { allowChanges(of: cell, orWithholding: true) }
    try protectAll()
    try showAgain()
    try withholdForWholeNumbers()
  }

  // MARK: What has to be withheld for what it tells itself

  private mutating func withholdPrimary() throws(DisclosureProblem) {
    var found: Set<Int> = []
    for (number, cell) in system.cells.enumerated() where cell.publication == .shown && !cell.standings.isEmpty {
      let isSmall = cell.count.map { $0 > 0 && $0 < policy.threshold } ?? false
      let isPair = cell.pair.map { !policy.mayShow(pair: $0.0, $0.1) } ?? false
      if isSmall || isPair { found.insert(number) }
    }
    for relation in system.relations where relation.tellsOfGroup {
      guard system.cells[relation.whole].publication == .shown, let whole = system.cells[relation.whole].count, whole > 0 else { continue }
      found.formUnion(relation.parts.filter { system.cells[$0].publication == .shown && system.cells[$0].count == whole })
    }
    for cell in found.sorted() {
      if system.cells[cell].key.members.isEmpty { throw .tooFewRequests(table: tables[system.cells[cell].standings[0].table].name) }
      // What only earlier releases tell cannot be taken back; what is told again now would be told twice.
      guard system.cells[cell].standings.contains(where: { $0.table < tables.count }) else { continue }
      if system.cells[cell].isFrozen || system.cells[cell].shownBefore != nil { throw .shownEarlier(cell: system.name(of: cell)) }
      system.publish(cell, as: .withheld)
      primary.insert(cell)
    }
  }

  // MARK: What protects it

  /// Whether a cell is shown and may be withheld; the total of everything stays.
  private func mayWithhold(_ cell: Int) -> Bool {
    let it = system.cells[cell]
    return it.publication == .shown && !it.isFrozen && it.shownBefore == nil && !it.key.members.isEmpty
  }

  private func allowChanges(of cell: Int, orWithholding: Bool) {
    let isOpen = system.cells[cell].publication < .shown || (orWithholding && mayWithhold(cell))
    // What nobody counted, such as one year of a table that has no years, can be anything that its sums allow; the audit of the tables as
    // readers get them judges in the end.
    let shrink = system.cells[cell].count.map(Double.init) ?? .infinity
    model.setBounds(of: 2 * cell, lower: 0, upper: isOpen ? .infinity : 0)
    model.setBounds(of: 2 * cell + 1, lower: 0, upper: isOpen ? shrink : 0)
  }

  /// The cells that need completions: what is withheld, and small differences that stand in no table.
  private var targets: [Int] {
    system.cells.indices.filter { cell in
      let it = system.cells[cell]
      guard let count = it.count, !isTold(it) else { return false }
      return it.publication == .withheld || (it.publication == .unpublished && count > 0 && count < policy.threshold)
    }
  }

  /// Whether readers know too much of a cell without this release, which does not tell of it again.
  private func isTold(_ cell: CellSystem.Cell) -> Bool {
    !told.isEmpty && told.contains(cell.key.inFirstEdition) && cell.standings.allSatisfy { $0.table >= tables.count }
  }

  private mutating func protectAll() throws(DisclosureProblem) {
    while true {
      var isDone = true
      for cell in targets {
        for isHigh in [true, false] where !isReached(cell, isHigh) {
          isDone = false
          guard let changes = try change(cell, isHigh, mayWithhold: true) else {
            throw .cannotProtect(cell: system.name(of: cell), coarser: proposals(for: cell))
          }
          for other in changes.keys.sorted() where mayWithhold(other) { withhold(other) }
          keep(changes)
        }
      }
      if isDone { return }
    }
  }

  private func proposals(for cell: Int) -> [CoarserCategories] {
    guard let standing = system.cells[cell].standings.first, standing.table < tables.count else {
      return CoarserCategories.proposed(for: tables)
    }
    return CoarserCategories.proposed(for: tables, at: standing.place, in: tables[standing.table].name)
  }

  private mutating func withhold(_ cell: Int) {
    system.publish(cell, as: .withheld)
    allowChanges(of: cell, orWithholding: true)
  }

  private mutating func isReached(_ cell: Int, _ isHigh: Bool) -> Bool {
    let count = Double(system.cells[cell].count ?? 0)
    if isEnough(cell, count, isHigh) { return true }
    let known = reached[cell] ?? (nil, nil)
    return (isHigh ? known.high : known.low) != nil
  }

  /// Whether a number is at the end that a cell must be able to reach.
  private func isEnough(_ cell: Int, _ value: Double, _ isHigh: Bool) -> Bool {
    let floor = Double(system.floor(of: cell))
    if isHigh { return value >= floor + Double(policy.threshold) - solverTolerance }
    // Of a difference that stands in no table, readers may know that there is something.
    return system.cells[cell].publication != .withheld || value <= floor + solverTolerance
  }

  /// The cheapest change of the true numbers in which a cell reaches an end; `nil` where there is none.
  private mutating func change(_ cell: Int, _ isHigh: Bool, mayWithhold: Bool) throws(DisclosureProblem) -> [Int: Double]? {
    programmes += 1
    let count = system.cells[cell].count ?? 0
    let floor = system.floor(of: cell)
    let grow = isHigh ? Double(floor + policy.threshold - count) : 0
    let shrink = isHigh ? 0 : Double(count - floor)
    model.setBounds(of: 2 * cell, lower: grow, upper: isHigh ? .infinity : 0)
    model.setBounds(of: 2 * cell + 1, lower: shrink, upper: shrink)
    defer { allowChanges(of: cell, orWithholding: mayWithhold) }
    var weights: [Double] = []
    weights.reserveCapacity(2 * costs.count)
    for (number, cost) in costs.enumerated() {
      // Nearly nothing for what is withheld already: small changes are whole ones more often.
      let weight = system.cells[number].publication == .shown ? cost : 0.001
      weights.append(weight)
      weights.append(weight)
    }
    do {
      let values = try model.optimum(isGreatest: false, of: weights)
      var changes: [Int: Double] = [:]
      for number in costs.indices {
        let change = values[2 * number] - values[2 * number + 1]
        if abs(change) > solverTolerance { changes[number] = change }
      }
      return changes
    } catch {
      if error == .impossible { return nil }
      throw .solverFailed
    }
  }

  private mutating func keep(_ changes: [Int: Double]) {
    completions.append(Completion(changes: changes))
    for (cell, change) in changes where system.cells[cell].publication < .shown {
      guard let count = system.cells[cell].count else { continue }
      var known = reached[cell] ?? (nil, nil)
      if known.low == nil, isEnough(cell, Double(count) + change, false) { known.low = completions.count - 1 }
      if known.high == nil, isEnough(cell, Double(count) + change, true) { known.high = completions.count - 1 }
      reached[cell] = known
    }
  }

  // MARK: What need not be withheld after all

  private mutating func showAgain() throws(DisclosureProblem) {
    for cell in system.cells.indices { allowChanges(of: cell, orWithholding: false) }
    let further = withheld.filter { !primary.contains($0) }.sorted { (costs[$0], $0) > (costs[$1], $1) }
    // Counted and not timed: the same tables give the same result on every machine.
    let most = programmes + Self.mostWork / system.cells.count
    for cell in further where programmes < most && !isTold(cell) {
      let before = (system, completions, reached)
      system.publish(cell, as: .shown)
      allowChanges(of: cell, orWithholding: false)
      forgetCompletions(changing: cell)
      guard try !isStillProtected() else { continue }
      (system, completions, reached) = before
      allowChanges(of: cell, orWithholding: false)
    }
  }

  /// How much work looking for cells to be shown again may be, in programmes times cells.
  private static let mostWork = 400_000

  /// Whether a cell is what keeps another from being told by one sum alone.
  private func isTold(_ cell: Int) -> Bool {
    system.relationsOf[cell].contains { number in
      let relation = system.relations[number]
      return relation.kind == .sum && relation.cells.count { system.cells[$0].publication < .shown } <= 2
    }
  }

  private mutating func forgetCompletions(changing cell: Int) {
    reached[cell] = nil
    var gone: Set<Int> = []
    for (number, completion) in completions.enumerated() where completion?.changes[cell] != nil {
      completions[number] = nil
      gone.insert(number)
    }
    for (other, known) in reached {
      let low = known.low.flatMap { gone.contains($0) ? nil : $0 }
      let high = known.high.flatMap { gone.contains($0) ? nil : $0 }
      reached[other] = (low, high)
    }
  }

  private mutating func isStillProtected() throws(DisclosureProblem) -> Bool {
    for cell in targets {
      for isHigh in [true, false] where !isReached(cell, isHigh) {
        guard let changes = try change(cell, isHigh, mayWithhold: false) else { return false }
        keep(changes)
      }
    }
    return true
  }

  // MARK: What halves of requests had protected

  /// How often more is withheld because the only completions had halves of requests.
  private static let mostRounds = 30

  private mutating func withholdForWholeNumbers() throws(DisclosureProblem) {
    for _ in 0..<Self.mostRounds {
      var attack = try Attack(system, policy: policy, solver: solver)
      var open: [Int] = []
      for cell in targets { if let judged = try attack.judged(cell), judged.2 != .safe { open.append(cell) } }
      guard let cell = open.first else { return }
      let neighbours = system.relationsOf[cell].flatMap { system.relations[$0].cells }.filter(mayWithhold)
      guard let next = neighbours.min(by: { (costs[$0], $0) < (costs[$1], $1) }) else {
        throw .cannotProtect(cell: system.name(of: cell), coarser: proposals(for: cell))
      }
      withhold(next)
      for cell in system.cells.indices { allowChanges(of: cell, orWithholding: true) }
      try protectAll()
    }
  }
}
