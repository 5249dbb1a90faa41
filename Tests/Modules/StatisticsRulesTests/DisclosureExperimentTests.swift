// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import StatisticsRules

/// 1,500 invented requests of 30 States with 6 outcomes each: what usual ways of withholding leave to be found out, and what this one does.
@Suite("Disclosure: 1,500 requests, 30 States, 6 outcomes") struct DisclosureExperimentTests {
  private static let states = 30
  private static let outcomes = 6

  /// Few States have most requests, and few outcomes most of theirs, as in the registers of authorities.
  static func table(seed: UInt64 = 46, requests: Int = 1_500) throws -> ReleaseTable {
    var draw = Draw(seed: seed)
    let shares = (0..<states).map { 1 / Double($0 + 2) }
    let sums = shares.reduce(into: [Double]()) { $0.append(($0.last ?? 0) + $1) }
    let outcomeSums = [0.42, 0.62, 0.77, 0.88, 0.96, 1]
    var counts = Array(repeating: Array(repeating: 0, count: outcomes), count: states)
    for _ in 0..<requests {
      let state = Double.random(in: 0..<(sums.last ?? 1), using: &draw)
      let outcome = Double.random(in: 0..<1, using: &draw)
      counts[sums.firstIndex { state < $0 } ?? 0][outcomeSums.firstIndex { outcome < $0 } ?? 0] += 1
    }
    return try .grid(counts, rows: "s", columns: "o", role: .property)
  }

  static func isInside(_ place: [String]) -> Bool { place[0] != "total" && place[1] != "total" }

  /// What has to be withheld for its own number, margins left as they are.
  static func primary(_ table: ReleaseTable) throws -> ReleaseTable {
    try table.withholding { cell in
      guard isInside(cell.place), case .shown(let count) = cell.count else { return false }
      return count > 0 && count < 5
    }
  }

  /// The usual rule: no row and no column with one withheld cell alone.
  static func twoInEachLine(_ table: ReleaseTable) throws -> ReleaseTable {
    var table = try primary(table)
    var isDone = false
    while !isDone {
      isDone = true
      for index in 0..<2 {
        for category in table.dimensions[index].leaves {
          let line = table.cells.filter { $0.place[index] == category && isInside($0.place) }
          guard line.count(where: { $0.count == .withheld }) == 1 else { continue }
          let shown = line.compactMap { cell -> (Int, [String])? in
            if case .shown(let count) = cell.count, count > 0 { (count, cell.place) } else { nil }
          }
          guard let least = shown.min(by: { $0.0 < $1.0 }) else { continue }
          table = try table.withholding { $0.count == .withheld || $0.place == least.1 }
          isDone = false
        }
      }
    }
    return table
  }

  /// How many withheld cells readers know, and how many more they know to be less than the threshold.
  private static func open(_ table: ReleaseTable) throws -> (exact: Int, narrowed: Int) {
    let findings = try audited(table).findings.filter { isInside($0.place) }
    return (findings.count { $0.judgement == .exact }, findings.count { $0.judgement == .belowThreshold })
  }

  @Test("Withholding the small cells alone leaves some to be worked out; two in each line leaves narrowed ones; this leaves none")
  func experiment() throws {
    let table = try Self.table()
    let primary = try Self.open(Self.primary(table))
    let two = try Self.open(Self.twoInEachLine(table))
    let release = try protected(table)
    let ours = release.audit.findings
    #expect(primary.exact > 0)
    #expect(two.exact == 0)
    #expect(two.narrowed > 0)
    #expect(release.audit.isSafe)
    #expect(ours.allSatisfy { $0.lower == 0 && ($0.upper ?? .max) >= 5 })
    #expect(ours.count == release.primaryCount + release.complementaryCount)
  }
}
