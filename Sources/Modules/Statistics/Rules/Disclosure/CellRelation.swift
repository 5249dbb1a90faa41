// SPDX-License-Identifier: Apache-2.0

/// How cells add up: the first cell is the whole, the others are its parts.
struct CellRelation: Hashable, Sendable {
  /// How the parts stand to the whole.
  enum Kind: Hashable, Sendable {
    /// They sum to it.
    case sum
    /// Together they are at most as much: they exclude each other, and there may be others.
    case atMost
    /// Together they are at least as much: whatever is in the whole is in one of them, or in several.
    case atLeast
  }

  let whole: Int
  let parts: [Int]
  let kind: Kind
  /// Whether one part that is all of the whole tells something of every request in it.
  let tellsOfGroup: Bool

  init(whole: Int, parts: [Int], _ kind: Kind, tellsOfGroup: Bool = false) {
    self.whole = whole
    self.parts = parts
    self.kind = kind
    self.tellsOfGroup = tellsOfGroup
  }

  var cells: [Int] { [whole] + parts }
  func weight(at position: Int) -> Int { position == 0 ? 1 : -1 }

  /// What the whole may be more than the parts.
  var rest: LinearSystem.Bounds {
    switch kind {
    case .sum: .init(lower: 0, upper: 0)
    case .atMost: .init(lower: 0, upper: .infinity)
    case .atLeast: .init(lower: -.infinity, upper: 0)
    }
  }

  /// The relations of a category with those that are parts of it.
  ///
  /// - Parameters:
  ///   - parts: the cells of the parts by code; `nil` for one that nobody knows, which is part of no sum.
  static func all(
    _ dimension: ReleaseDimension, whole: Int, parts: [(code: String, cell: Int?)]
  ) -> [CellRelation] {
    let known = parts.compactMap(\.cell)
    let tells = dimension.role == .property && parts.count > 1
    switch dimension.makeup {
    case .exclusive: return [CellRelation(whole: whole, parts: known, .sum, tellsOfGroup: tells)]
    case .limited: return [CellRelation(whole: whole, parts: known, .atMost)]
    case .some: return known.map { CellRelation(whole: whole, parts: [$0], .atMost, tellsOfGroup: tells) }
    case .several(let none):
      // Whoever has none of the categories has no other beside: each category is at most what is left without them.
      let without = parts.first { $0.code == none }?.cell
      let categories = parts.filter { $0.code != none }
      var found = categories.compactMap(\.cell).flatMap { cell in
        (without.map { [CellRelation(whole: whole, parts: [cell, $0], .atMost)] } ?? [])
          + [CellRelation(whole: whole, parts: [cell], .atMost, tellsOfGroup: tells)]
      }
      if let without { found.append(CellRelation(whole: whole, parts: [without], .atMost, tellsOfGroup: tells)) }
      if known.count == parts.count, !categories.isEmpty { found.append(CellRelation(whole: whole, parts: known, .atLeast)) }
      return found
    }
  }
}

/// What two breakdowns of the codebook tell of each other: readers know it as well.
struct CodeLink: Sendable {
  /// The whole; `nil` where it is what the cell counts without either of the two.
  let whole: CellKey.Member?
  /// The parts.
  let parts: [CellKey.Member]
  /// A part that there need not be, by the names that it has: the first that is there counts.
  var further: [CellKey.Member] = []
  let kind: CellRelation.Kind

  var all: [CellKey.Member] { (whole.map { [$0] } ?? []) + parts + further }

  /// The legal bases that a request names, and whether the Convention is among them alone, with others or not at all.
  static let known: [CodeLink] = {
    func basis(_ code: String) -> CellKey.Member { .init(dimension: Breakdown.basis.rawValue, category: code) }
    func kind(_ code: String) -> CellKey.Member { .init(dimension: Breakdown.basisClass.rawValue, category: code) }
    let others = ["multilateralTreaty", "bilateralTreaty", "reciprocity", "domesticLaw"].map(basis)
    let withOthers = [kind("conventionWithOthers"), kind("othersAlone")]
    return [
      CodeLink(whole: basis("convention"), parts: [kind("conventionAlone"), withOthers[0]], kind: .sum),
      CodeLink(whole: basis("notRecorded"), parts: [kind("notRecorded")], kind: .sum),
      CodeLink(
        whole: nil, parts: others + [kind("conventionAlone")], further: [kind("notRecorded"), basis("notRecorded")], kind: .atLeast),
    ] + others.map { CodeLink(whole: $0, parts: withOthers, kind: .atLeast) }
  }()
}
