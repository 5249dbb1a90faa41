// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import StatisticsService

@testable import StatisticsRules

/// Numbers drawn by a fixed seed (SplitMix64): the same everywhere.
struct Draw: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A small number: zero often, large ones seldom.
  mutating func count(upTo most: Int) -> Int {
    if Int.random(in: 0..<4, using: &self) == 0 { return 0 }
    let first = Int.random(in: 0...most, using: &self)
    return Int.random(in: 0...max(first, 1), using: &self)
  }
}

/// What a test knows to be there.
func known<Value>(_ value: Value?) -> Value {
  guard let value else { fatalError("not there") }
  return value
}

func days(_ from: String, _ through: String) -> ReleasePeriod {
  known(ReleasePeriod(from: known(CalendarDay(from)), through: known(CalendarDay(through))))
}

let year = days("2025-01-01", "2025-12-31")
let released = known(CalendarDay("2026-02-01"))

extension ReleaseDimension {
  /// A dimension of some categories under one total.
  static func flat(_ name: String, _ codes: [String], role: Role = .plain) -> ReleaseDimension {
    ReleaseDimension(name: name, role: role, categories: [ReleaseCategory("total")] + codes.map { ReleaseCategory($0, in: "total") })
  }

  /// A dimension whose categories stand in groups.
  static func grouped(_ name: String, _ groups: [Int], role: Role = .plain) -> ReleaseDimension {
    var categories = [ReleaseCategory("total")]
    for (number, size) in groups.enumerated() {
      categories.append(ReleaseCategory("\(name)\(number)", in: "total"))
      categories += (0..<size).map { ReleaseCategory("\(name)\(number).\($0)", in: "\(name)\(number)") }
    }
    return ReleaseDimension(name: name, role: role, categories: categories)
  }

  var leaves: [String] { categories.map(\.code).filter { code in !categories.contains { $0.parent == code } } }

  /// The leaves in a category.
  func leaves(in code: String) -> [String] {
    let parts = categories.filter { $0.parent == code }.map(\.code)
    return parts.isEmpty ? [code] : parts.flatMap { leaves(in: $0) }
  }
}

extension ReleaseTable {
  /// A whole table with all margins, from a number for each place without parts.
  static func whole(
    named name: String = "T", counted: String = "received", period: ReleasePeriod? = year, _ dimensions: [ReleaseDimension],
    _ count: ([String]) -> Int
  ) throws -> ReleaseTable {
    func places(_ lists: [[String]]) -> [[String]] {
      lists.reduce([[]]) { places, list in places.flatMap { place in list.map { place + [$0] } } }
    }
    var counts: [[String]: Int] = [:]
    for place in places(dimensions.map(\.leaves)) { counts[place] = count(place) }
    let cells = places(dimensions.map { $0.categories.map(\.code) }).map { place in
      let leaves = places(zip(dimensions, place).map { $0.leaves(in: $1) })
      return ReleaseCell(place: place, count: .shown(leaves.reduce(0) { $0 + (counts[$1] ?? 0) }))
    }
    return try ReleaseTable(name: name, counted: counted, period: period, dimensions: dimensions, cells: cells)
  }

  /// A table of rows and columns.
  static func grid(
    _ counts: [[Int]], rows: String = "r", columns: String = "c", name: String = "T", role: ReleaseDimension.Role = .plain,
    period: ReleasePeriod? = year
  ) throws -> ReleaseTable {
    let down = counts.indices.map { "\(rows)\($0)" }
    let across = counts[0].indices.map { "\(columns)\($0)" }
    return try whole(named: name, period: period, [.flat(rows, down), .flat(columns, across, role: role)]) { place in
      counts[known(down.firstIndex(of: place[0]))][known(across.firstIndex(of: place[1]))]
    }
  }

  subscript(place: String...) -> PublishedCount? { cells.first { $0.place == place }?.count }

  var withheldPlaces: [[String]] { cells.filter { $0.count == .withheld }.map(\.place) }

  /// The same table with some places withheld and no other.
  func withholding(_ isWithheld: (ReleaseCell) -> Bool) throws -> ReleaseTable {
    try replacing { isWithheld($0) ? .withheld : $0.count }
  }
}

func protected(
  _ tables: ReleaseTable..., earlier: [ReleaseTable] = [], threshold: Int = 5, consents: [PairConsent] = []
) throws -> ProtectedRelease {
  try ProtectedRelease(
    of: tables, earlier: earlier, on: released, policy: DisclosurePolicy(threshold: threshold, consents: consents), solver: KeptModel.open)
}

func audited(_ tables: ReleaseTable..., earlier: [ReleaseTable] = [], threshold: Int = 5) throws -> DisclosureAudit {
  try DisclosureAudit(of: tables, earlier: earlier, policy: DisclosurePolicy(threshold: threshold), solver: KeptModel.open)
}
