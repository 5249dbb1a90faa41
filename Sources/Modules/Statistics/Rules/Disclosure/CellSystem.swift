// SPDX-License-Identifier: Apache-2.0
import Kernel

/// What a cell counts, whatever table it stands in: cells of two tables with the same key are one cell.
public struct CellKey: Hashable, Sendable, CustomStringConvertible {
  /// One dimension in which the cell is a part of the whole.
  public struct Member: Hashable, Sendable {
    /// The dimension's name.
    public let dimension: String
    /// The category's code.
    public let category: String
  }

  /// What is counted.
  public let counted: String
  /// The days; `nil` where the table does not say.
  public let period: ReleasePeriod?
  /// The dimensions in which it is not the total, by name.
  public let members: [Member]
  /// 0 for what is published now; of an earlier release with other figures, its number.
  let edition: Int

  /// The key of the same cell, whatever release told it.
  var inFirstEdition: CellKey { CellKey(counted: counted, period: period, members: members, edition: 0) }

  /// The key with a member in the place of another; `nil` for none.
  func replacing(_ old: Member?, by new: Member?) -> CellKey {
    let others = members.filter { $0 != old } + (new.map { [$0] } ?? [])
    return CellKey(counted: counted, period: period, members: others.sorted { $0.dimension < $1.dimension }, edition: edition)
  }

  /// The categories, for people.
  public var description: String {
    members.isEmpty ? counted : members.map { "\($0.dimension) \($0.category)" }.joined(separator: ", ")
  }
}

/// All cells of tables that are published together or were published before, and how they add up.
struct CellSystem: Sendable {
  /// What readers are told of a cell, the least first.
  enum Publication: Int, Comparable, Sendable {
    case unpublished, notAvailable, withheld, shown
    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  /// A place where a cell stands.
  struct Standing: Sendable {
    let table: Int
    let place: [String]
  }

  struct Cell: Sendable {
    let key: CellKey
    var publication = Publication.unpublished
    /// The number as far as it is known here; readers know it of shown cells alone.
    var count: Int?
    /// Published before: it can be withheld no more.
    var isFrozen = false
    /// Where it was published before with another number than now.
    var shownBefore: Int?
    /// In how many dimensions it sums others.
    var marginLevels = 0
    /// The States, where it is of one State with one other.
    var pair: (StateCode, StateCode)?
    var standings: [Standing] = []
    /// Cells of shorter periods that it contains.
    var contained: [Int] = []
  }

  typealias Relation = CellRelation

  private(set) var cells: [Cell] = []
  private(set) var relations: [Relation] = []
  /// The relations of each cell.
  private(set) var relationsOf: [[Int]] = []
  private var numbers: [CellKey: Int] = [:]
  /// What tables that are limited to one category show of each cell.
  private var limits: [Limit: Set<Int>] = [:]

  private struct Limit: Hashable {
    let whole: Int
    let dimension: String
  }

  /// Links tables that are published together with those that were published before.
  /// - Throws: ``DisclosureProblem/contradiction(cell:)`` where tables of one release tell two numbers of one cell.
  init(_ tables: [ReleaseTable], earlier: [ReleaseTable] = []) throws(DisclosureProblem) {
    var editions = Array(repeating: 0, count: tables.count)
    for (index, table) in tables.enumerated() { try enter(table, index, edition: 0, isEarlier: false) }
    for (index, table) in earlier.enumerated() {
      let edition = differs(table) ? index + 1 : 0
      editions.append(edition)
      if edition > 0 { noteRevision(of: table) }
      try enter(table, tables.count + index, edition: edition, isEarlier: true)
    }
    let all = Array(zip(tables + earlier, editions))
    for (table, edition) in all {
      let periods = all.filter { $0.0.counted == table.counted && $0.1 == edition }.compactMap(\.0.period)
      link(table, edition, cut: table.period?.cut(by: periods) ?? [])
    }
    addLimits()
    addCodeLinks()
    var seen: Set<Relation> = []
    relations = relations.filter { seen.insert($0).inserted }
    relationsOf = Array(repeating: [], count: cells.count)
    for (number, relation) in relations.enumerated() { for cell in relation.cells { relationsOf[cell].append(number) } }
    findContained()
    deriveCounts()
  }

  private static func key(
    _ table: ReleaseTable, _ place: [String], _ totals: [String?], _ edition: Int, _ period: ReleasePeriod?
  ) -> CellKey {
    let members = zip(zip(table.dimensions, totals), place).compactMap { dimension, category in
      dimension.1 == category ? nil : CellKey.Member(dimension: dimension.0.name, category: category)
    }
    return CellKey(
      counted: table.counted, period: period, members: members.sorted { $0.dimension < $1.dimension }, edition: edition)
  }

  private mutating func number(of key: CellKey) -> Int {
    if let known = numbers[key] { return known }
    numbers[key] = cells.count
    cells.append(Cell(key: key))
    return cells.count - 1
  }

  private mutating func enter(_ table: ReleaseTable, _ index: Int, edition: Int, isEarlier: Bool) throws(DisclosureProblem) {
    let totals = table.dimensions.map(\.total)
    let wholes = table.dimensions.map { Set($0.parts.map(\.whole)) }
    for cell in table.cells {
      let number = number(of: Self.key(table, cell.place, totals, edition, table.period))
      let levels = zip(cell.place, wholes).count { $1.contains($0) }
      cells[number].marginLevels = max(cells[number].marginLevels, levels)
      cells[number].pair = cells[number].pair ?? Self.pair(cell.place, in: table, wholes)
      cells[number].standings.append(Standing(table: index, place: cell.place))
      switch cell.count {
      case .shown(let count):
        if cells[number].publication == .shown, cells[number].count != count {
          throw .contradiction(cell: cell.place.joined(separator: " / "))
        }
        cells[number].publication = .shown
        cells[number].count = count
        cells[number].isFrozen = cells[number].isFrozen || isEarlier
      case .withheld: cells[number].publication = max(cells[number].publication, .withheld)
      case .notAvailable: cells[number].publication = max(cells[number].publication, .notAvailable)
      }
    }
  }

  private static func pair(_ place: [String], in table: ReleaseTable, _ wholes: [Set<String>]) -> (StateCode, StateCode)? {
    func state(_ role: ReleaseDimension.Role) -> StateCode? {
      guard let index = table.dimensions.firstIndex(where: { $0.role == role }), !wholes[index].contains(place[index]) else { return nil }
      return StateCode(place[index])
    }
    guard let asking = state(.requestingState), let asked = state(.requestedState), asking != asked else { return nil }
    return (asking, asked)
  }

  /// Whether an earlier table tells other numbers than are told now.
  private func differs(_ table: ReleaseTable) -> Bool {
    let totals = table.dimensions.map(\.total)
    return table.cells.contains { cell in
      guard case .shown(let count) = cell.count, let number = numbers[Self.key(table, cell.place, totals, 0, table.period)] else {
        return false
      }
      return cells[number].publication == .shown && cells[number].count != count
    }
  }

  private mutating func noteRevision(of table: ReleaseTable) {
    let totals = table.dimensions.map(\.total)
    for cell in table.cells {
      guard case .shown(let count) = cell.count, let number = numbers[Self.key(table, cell.place, totals, 0, table.period)] else {
        continue
      }
      cells[number].shownBefore = count
    }
  }

  /// Adds how the cells of a table sum: over its dimensions, and over the days that other tables cut its period into.
  private mutating func link(_ table: ReleaseTable, _ edition: Int, cut: [ReleasePeriod]) {
    let whole = relate(table, edition, table.period)
    guard cut.count > 1 else { return }
    let parts = cut.map { relate(table, edition, $0) }
    for place in whole.indices where cells[whole[place]].publication != .notAvailable {
      relations.append(
        Relation(whole: whole[place], parts: parts.map { $0[place] }, .sum))
    }
  }

  /// Adds the sums over the dimensions of a table for some days, and gives the number of the cell at each place.
  private mutating func relate(_ table: ReleaseTable, _ edition: Int, _ period: ReleasePeriod?) -> [Int] {
    let codes = table.dimensions.map { $0.categories.map(\.code) }
    let totals = table.dimensions.map(\.total)
    var strides = [1]
    for list in codes { strides.append((strides.last ?? 1) * list.count) }
    let places = strides.removeLast()
    let found = (0..<places).map { place in
      number(of: Self.key(table, zip(codes, strides).map { $0[place / $1 % $0.count] }, totals, edition, period))
    }
    for (index, dimension) in table.dimensions.enumerated() {
      let order = Dictionary(uniqueKeysWithValues: codes[index].enumerated().map { ($1, $0) })
      let parts = dimension.parts.map { entry in (order[entry.whole] ?? 0, entry.parts.compactMap { order[$0] }) }
      for (whole, numbers) in parts {
        for place in 0..<places where place / strides[index] % codes[index].count == whole {
          let others = numbers.map { (code: codes[index][$0], cell: found[place + ($0 - whole) * strides[index]]) }
          add(dimension, whole: found[place], parts: others)
        }
      }
    }
    return found
  }

  private mutating func add(_ dimension: ReleaseDimension, whole: Int, parts: [(code: String, cell: Int)]) {
    // What is not available was counted nowhere: it is part of no sum.
    let known = parts.map { (code: $0.code, cell: cells[$0.cell].publication == .notAvailable ? nil : $0.cell) }
    guard cells[whole].publication != .notAvailable, known.contains(where: { $0.cell != nil }) else { return }
    if dimension.makeup == .limited {
      limits[Limit(whole: whole, dimension: dimension.name), default: []].formUnion(known.compactMap(\.cell))
    } else {
      relations += CellRelation.all(dimension, whole: whole, parts: known)
    }
  }

  /// Adds what categories that exclude each other are together at most, whatever tables they stand in.
  private mutating func addLimits() {
    for (limit, parts) in limits.sorted(by: { ($0.key.whole, $0.key.dimension) < ($1.key.whole, $1.key.dimension) }) {
      relations.append(Relation(whole: limit.whole, parts: parts.sorted(), .atMost))
    }
    limits = [:]
  }

  /// Adds what breakdowns of the codebook tell of each other, wherever tables have both.
  private mutating func addCodeLinks() {
    for link in CodeLink.known {
      var rests: Set<CellKey> = []
      for cell in cells {
        guard let member = cell.key.members.first(where: { link.all.contains($0) }) else { continue }
        let rest = cell.key.replacing(member, by: nil)
        guard rests.insert(rest).inserted else { continue }
        func number(_ member: CellKey.Member?) -> Int? {
          numbers[rest.replacing(nil, by: member)]
        }
        let parts = link.parts.compactMap(number)
        guard let whole = number(link.whole), parts.count == link.parts.count else { continue }
        let all = parts + link.further.compactMap(number).prefix(1)
        guard (all + [whole]).allSatisfy({ cells[$0].publication != .notAvailable }) else { continue }
        relations.append(Relation(whole: whole, parts: all, link.kind))
      }
    }
  }

  private mutating func findContained() {
    struct Same: Hashable {
      let counted: String
      let members: [CellKey.Member]
    }
    var groups: [Same: [Int]] = [:]
    for (number, cell) in cells.enumerated() where !cell.standings.isEmpty && cell.key.period != nil {
      groups[Same(counted: cell.key.counted, members: cell.key.members), default: []].append(number)
    }
    for group in groups.values where group.count > 1 {
      for cell in group {
        guard let period = cells[cell].key.period else { continue }
        cells[cell].contained = group.filter { other in
          other != cell && cells[other].key.period.map { $0 != period && period.contains($0) } == true
        }
      }
    }
  }

  /// Fills in the numbers that follow from others, as whoever has the full tables knows them.
  private mutating func deriveCounts() {
    var waiting = Array(relations.indices)
    while let next = waiting.popLast() {
      let relation = relations[next]
      guard relation.kind == .sum else { continue }
      let unknown = relation.cells.filter { cells[$0].count == nil }
      guard unknown.count == 1, let cell = unknown.first else { continue }
      let parts = relation.parts.reduce(0) { $0 + (cells[$1].count ?? 0) }
      let count = cell == relation.whole ? parts : (cells[relation.whole].count ?? 0) - parts
      // Negative: the figures contradict each other, which the audit tells.
      guard count >= 0 else { continue }
      cells[cell].count = count
      waiting += relationsOf[cell]
    }
  }

  mutating func publish(_ cell: Int, as publication: Publication) { cells[cell].publication = publication }

  /// What readers know a cell to be at least because shorter periods in it are shown.
  func floor(of cell: Int) -> Int {
    cells[cell].contained.reduce(0) { cells[$1].publication == .shown ? max($0, cells[$1].count ?? 0) : $0 }
  }

  /// A cell's name for people.
  func name(of cell: Int) -> String {
    cells[cell].standings.first.map { $0.place.joined(separator: " / ") } ?? cells[cell].key.description
  }
}
