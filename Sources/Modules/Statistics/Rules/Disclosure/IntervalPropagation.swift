// SPDX-License-Identifier: Apache-2.0

/// What follows of each cell from the sums that it stands in, one sum at a time; it settles most cells before any programme is solved.
struct CellIntervals {
  /// Stands for "no limit".
  static let unlimited = Int.max / 8

  private(set) var lower: [Int]
  private(set) var upper: [Int]

  /// Begins with what is shown and narrows as far as single sums allow.
  /// - Throws: ``DisclosureProblem/contradiction(cell:)`` where a cell is left without any number.
  init(_ system: CellSystem) throws(DisclosureProblem) {
    lower = system.cells.map { $0.publication == .shown ? $0.count ?? 0 : 0 }
    upper = system.cells.map { $0.publication == .shown ? $0.count ?? Self.unlimited : Self.unlimited }
    var waiting = Array(system.relations.indices)
    var isWaiting = Array(repeating: true, count: waiting.count)
    // Two sums can narrow each other by one at a time for long; the programmes do the rest.
    var steps = 60 * system.relations.count + 100
    var next = 0
    while next < waiting.count, steps > 0 {
      let number = waiting[next]
      next += 1
      steps -= 1
      isWaiting[number] = false
      for cell in narrow(system.relations[number]) {
        guard lower[cell] <= upper[cell] else { throw .contradiction(cell: system.name(of: cell)) }
        for other in system.relationsOf[cell] where !isWaiting[other] {
          isWaiting[other] = true
          waiting.append(other)
        }
      }
    }
  }

  /// Narrows the cells of one sum and gives those that changed.
  private mutating func narrow(_ relation: CellSystem.Relation) -> [Int] {
    let (isLimit, isCover) = (relation.kind != .atLeast, relation.kind != .atMost)
    var changed: [Int] = []
    let least = relation.parts.reduce(0) { $0 + lower[$1] }
    let limits = relation.parts.map { upper[$0] }
    let unlimitedParts = limits.count { $0 >= Self.unlimited }
    let greatest = limits.reduce(0) { $0 + ($1 >= Self.unlimited ? 0 : $1) }
    let whole = relation.whole
    let most = isCover && unlimitedParts == 0 ? greatest : Self.unlimited
    if set(whole, lower: isLimit ? least : 0, upper: most) { changed.append(whole) }
    for (part, limit) in zip(relation.parts, limits) {
      let others = least - lower[part]
      let most = upper[whole] >= Self.unlimited || !isLimit ? Self.unlimited : upper[whole] - others
      let isOnlyUnlimited = unlimitedParts == 1 && limit >= Self.unlimited
      var fewest = 0
      if isCover, unlimitedParts == 0 { fewest = lower[whole] - (greatest - limit) }
      if isCover, isOnlyUnlimited { fewest = lower[whole] - greatest }
      // The sums above are of the bounds before: never too narrow, and the relation comes again where something changed.
      if set(part, lower: fewest, upper: most) { changed.append(part) }
    }
    return changed
  }

  private mutating func set(_ cell: Int, lower least: Int, upper greatest: Int) -> Bool {
    guard least > lower[cell] || greatest < upper[cell] else { return false }
    lower[cell] = max(lower[cell], least)
    upper[cell] = min(upper[cell], greatest)
    return true
  }
}
