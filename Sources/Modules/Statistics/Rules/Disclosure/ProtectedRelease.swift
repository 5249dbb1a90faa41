// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Tables as they may be published: what has to be withheld is, and as much more as protects it.
/// - Source: practice (disclosure control)
public struct ProtectedRelease: Sendable {
  /// The tables with what is withheld, all with one symbol.
  public let tables: [ReleaseTable]
  /// What readers of them can find out: nothing that they may not.
  public let audit: DisclosureAudit
  /// How many cells had to be withheld for what they tell themselves.
  public let primaryCount: Int
  /// How many more are withheld to protect those.
  public let complementaryCount: Int
  /// How many cells there are.
  public let cellCount: Int
  /// Categories that are better put together, where much is lost.
  public let proposals: [CoarserCategories]

  /// Protects tables that are published together, beside those that were published before.
  ///
  /// The same tables give the same result.
  /// - Parameter day: the day of the release; every period must be over.
  /// - Throws: ``DisclosureProblem``: why a table cannot be protected, with coarser categories where they would help.
  public init(
    of tables: [ReleaseTable], earlier: [ReleaseTable] = [], on day: CalendarDay, policy: DisclosurePolicy,
    solver: @escaping OpenLinearSystem
  ) throws(DisclosureProblem) {
    try tables.refuseSeveralTwice()
    for table in tables {
      guard let period = table.period else { throw .noPeriod(table: table.name) }
      guard period.through < day else { throw .periodOpen(table: table.name, through: period.through) }
      for cell in table.cells where cell.count == .withheld {
        throw .countMissing(table: table.name, cell: cell.place.joined(separator: " / "))
      }
    }
    do {
      try self.init(protecting: tables, earlier, policy, solver, told: [:])
    } catch {
      guard case .cannotProtect = error, !earlier.isEmpty else { throw error }
      // What readers know of earlier releases alone cannot be taken back; that would keep everything from being released from now on.
      let before = try DisclosureAudit(of: [], earlier: earlier, policy: policy, solver: solver).findings.filter { $0.judgement != .safe }
      guard !before.isEmpty else { throw error }
      let told = Dictionary(before.map { ($0.key.inFirstEdition, $0) }) { first, _ in first }
      try self.init(protecting: tables, earlier, policy, solver, told: told)
    }
  }

  /// - Parameter told: what readers know of earlier releases without this one, by cell: it may stay as it is, and nothing may be added to it.
  private init(
    protecting tables: [ReleaseTable], _ earlier: [ReleaseTable], _ policy: DisclosurePolicy, _ solver: @escaping OpenLinearSystem,
    told: [CellKey: DisclosureAudit.Finding]
  ) throws(DisclosureProblem) {
    var protection = try Protection(
      CellSystem(tables, earlier: earlier), tables: tables, policy: policy, solver: solver, told: Set(told.keys))
    _ = try CellIntervals(protection.system)
    try protection.run()
    var withheld = Array(repeating: Set<[String]>(), count: tables.count)
    for cell in protection.system.cells where cell.publication == .withheld {
      for standing in cell.standings where standing.table < tables.count { withheld[standing.table].insert(standing.place) }
    }
    var shown: [ReleaseTable] = []
    for (table, places) in zip(tables, withheld) {
      shown.append(try table.replacing { places.contains($0.place) ? .withheld : $0.count })
    }
    self.tables = shown
    // From the tables as they will be read, and not from what the protection believes of them.
    audit = try DisclosureAudit(of: shown, earlier: earlier, policy: policy, solver: solver)
    primaryCount = protection.primary.count
    complementaryCount = protection.withheld.count - protection.primary.count
    cellCount = protection.system.cells.count { !$0.standings.isEmpty }
    if let open = audit.findings.first(where: { $0.judgement != .safe && !$0.isAsWide(as: told[$0.key.inFirstEdition]) }) {
      throw .cannotProtect(
        cell: open.place.joined(separator: " / "),
        coarser: CoarserCategories.proposed(for: tables, at: open.place, in: open.table))
    }
    proposals = protection.withheld.count * 3 > cellCount ? CoarserCategories.proposed(for: tables) : []
  }
}

extension DisclosureAudit.Finding {
  /// Whether the interval is no narrower than another.
  fileprivate func isAsWide(as other: Self?) -> Bool {
    guard let other else { return false }
    return lower <= other.lower && upper ?? .max >= other.upper ?? .max
  }
}

extension CoarserCategories {
  /// For each table, the two smallest neighbours of each property whose union would lose less than withholding.
  static func proposed(for tables: [ReleaseTable], at place: [String]? = nil, in name: String? = nil) -> [CoarserCategories] {
    var proposals: [CoarserCategories] = []
    for table in tables where name == nil || name == "" || table.name == name {
      for (index, dimension) in table.dimensions.enumerated() {
        let sizes = sizes(of: table, along: index)
        let named = place.flatMap { $0.count == table.dimensions.count ? $0[index] : nil }
        let groups = dimension.parts.filter { group in
          let leaves = group.parts.allSatisfy { part in !dimension.parts.contains { $0.whole == part } }
          return leaves && group.parts.count > 2 && (named.map { group.parts.contains($0) } ?? true)
        }
        for group in groups {
          var order = group.parts.sorted { (sizes[$0] ?? 0, $0) < (sizes[$1] ?? 0, $1) }
          if let named, let found = order.firstIndex(of: named) { order.insert(order.remove(at: found), at: 0) }
          let proposal = CoarserCategories(dimension: dimension.name, categories: Array(order.prefix(2)))
          if !proposals.contains(proposal) { proposals.append(proposal) }
        }
      }
    }
    return Array(proposals.prefix(4))
  }

  /// How many requests each category of a dimension has, as far as the table tells.
  private static func sizes(of table: ReleaseTable, along index: Int) -> [String: Int] {
    let totals = table.dimensions.map(\.total)
    var sizes: [String: Int] = [:]
    for cell in table.cells {
      let isMargin = cell.place.indices.allSatisfy { $0 == index || cell.place[$0] == totals[$0] }
      if isMargin, case .shown(let count) = cell.count { sizes[cell.place[index]] = count }
    }
    return sizes
  }
}
