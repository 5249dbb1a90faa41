// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import StatisticsRules

/// All whole numbers that readers can hold possible, tried one after the other: no sum of the rules and no solver is used.
struct Completions {
  private let leaves: [[String]]
  private let known: [(leaves: [Int], count: Int)]
  private let sums: [[Int]]
  private let most: Int
  private let table: ReleaseTable

  init(_ table: ReleaseTable) {
    self.table = table
    let dimensions = table.dimensions
    let isLeaf = dimensions.map { Set($0.leaves) }
    let leaves = table.cells.map(\.place).filter { zip($0, isLeaf).allSatisfy { $1.contains($0) } }
    self.leaves = leaves
    func inside(_ place: [String]) -> [Int] {
      let sets = zip(dimensions, place).map { Set($0.leaves(in: $1)) }
      return leaves.indices.filter { leaf in zip(leaves[leaf], sets).allSatisfy { $1.contains($0) } }
    }
    let known = table.cells.compactMap { cell -> (leaves: [Int], count: Int)? in
      if case .shown(let count) = cell.count { (inside(cell.place), count) } else { nil }
    }
    self.known = known
    sums = leaves.indices.map { leaf in known.indices.filter { known[$0].leaves.contains(leaf) } }
    most = known.map(\.count).max() ?? 0
  }

  /// Walks through completions until one is taken; gives whether one was.
  func contains(where isTaken: ([Int]) -> Bool) -> Bool {
    var values = Array(repeating: 0, count: leaves.count)
    var left = known.map(\.count)
    var open = known.map(\.leaves.count)
    func walk(_ leaf: Int) -> Bool {
      if leaf == leaves.count { return isTaken(values) }
      let limit = sums[leaf].map { left[$0] }.min() ?? most
      // The last leaf of a sum is what is left of it.
      let forced = sums[leaf].first { open[$0] == 1 }.map { left[$0] }
      guard limit >= 0, forced ?? 0 <= limit else { return false }
      for sum in sums[leaf] { open[sum] -= 1 }
      defer { for sum in sums[leaf] { open[sum] += 1 } }
      for value in forced.map({ $0...$0 }) ?? 0...limit {
        values[leaf] = value
        for sum in sums[leaf] { left[sum] -= value }
        let isFitting = sums[leaf].allSatisfy { open[$0] > 0 || left[$0] == 0 }
        let isFound = isFitting && walk(leaf + 1)
        for sum in sums[leaf] { left[sum] += value }
        if isFound { return true }
      }
      return false
    }
    return walk(0)
  }

  /// The number of a place in a completion.
  func number(_ place: [String]) -> ([Int]) -> Int {
    let sets = zip(table.dimensions, place).map { Set($0.leaves(in: $1)) }
    let inside = leaves.indices.filter { leaf in zip(leaves[leaf], sets).allSatisfy { $1.contains($0) } }
    return { values in inside.reduce(0) { $0 + values[$1] } }
  }

  /// The least and greatest number of each withheld place over all completions.
  func intervals() -> [[String]: ClosedRange<Int>] {
    let places = table.withheldPlaces.map { ($0, number($0)) }
    var found: [[String]: ClosedRange<Int>] = [:]
    _ = contains { values in
      for (place, number) in places {
        let value = number(values)
        let before = found[place] ?? value...value
        found[place] = min(before.lowerBound, value)...max(before.upperBound, value)
      }
      return false
    }
    return found
  }
}

@Suite("Disclosure control and all whole-number completions of small tables") struct DisclosureBruteForceTests {
  /// Every table of a shape with cells up to a number.
  private static func every(_ rows: Int, _ columns: Int, upTo most: Int) -> [[[Int]]] {
    var number = 0
    let all = (0..<(rows * columns)).reduce(1) { all, _ in all * (most + 1) }
    return (0..<all).map { _ in
      var rest = number
      number += 1
      return (0..<rows).map { _ in
        (0..<columns).map { _ in
          defer { rest /= most + 1 }
          return rest % (most + 1)
        }
      }
    }
  }

  /// A protected table hides zero and the threshold in every withheld cell; whether it could be protected depends on its total alone.
  private func holds(_ table: ReleaseTable, threshold: Int) throws {
    guard case .shown(let total) = table.cells.first(where: { Set($0.place) == ["total"] })?.count else { return }
    guard total == 0 || total >= threshold else {
      #expect(throws: DisclosureProblem.tooFewRequests(table: "T")) { try protected(table, threshold: threshold) }
      return
    }
    let release = try protected(table, threshold: threshold)
    let completions = Completions(release.tables[0])
    for place in release.tables[0].withheldPlaces {
      let number = completions.number(place)
      #expect(completions.contains { number($0) == 0 }, "\(table.cells) \(place)")
      #expect(completions.contains { number($0) >= threshold }, "\(table.cells) \(place)")
    }
  }

  @Test("Every table of 2 x 2 with cells up to 3, thresholds 3 and 5")
  func twoByTwo() throws {
    for counts in Self.every(2, 2, upTo: 3) {
      for threshold in [3, 5] { try holds(.grid(counts, role: .property), threshold: threshold) }
    }
  }

  @Test("Every table of 2 x 3 with cells up to 2, the least first, threshold 3")
  func twoByThree() throws {
    // Rows and columns that change places are the same table: the least cell stands first.
    for counts in Self.every(2, 3, upTo: 2) where counts[0][0] == counts.joined().min() { try holds(.grid(counts), threshold: 3) }
  }

  @Test("Tables of 3 x 3 to 4 x 4 with cells up to 4, drawn", arguments: [(3, 3), (3, 4), (4, 4)])
  func larger(shape: (Int, Int)) throws {
    var draw = Draw(seed: UInt64(10 * shape.0 + shape.1))
    for _ in 0..<12 {
      let counts = (0..<shape.0).map { _ in (0..<shape.1).map { _ in draw.count(upTo: 4) } }
      try holds(.grid(counts, role: .property), threshold: Int.random(in: 3...6, using: &draw))
    }
  }

  @Test("Tables of three dimensions, where halves of requests would be possible, drawn")
  func threeDimensions() throws {
    var draw = Draw(seed: 3)
    for _ in 0..<15 {
      let sizes = (0..<3).map { _ in Int.random(in: 2...3, using: &draw) }
      let dimensions = sizes.enumerated().map { number, size in ReleaseDimension.flat("d\(number)", (0..<size).map { "d\(number).\($0)" }) }
      var numbers: [[String]: Int] = [:]
      let table = try ReleaseTable.whole(dimensions) { place in
        if numbers[place] == nil { numbers[place] = draw.count(upTo: 4) }
        return numbers[place] ?? 0
      }
      try holds(table, threshold: 3)
    }
  }

  @Test("The intervals of the audit are those of all completions, whatever is withheld, where sums go in two directions")
  func intervals() throws {
    var draw = Draw(seed: 30)
    var narrowed = 0
    for _ in 0..<150 {
      let counts = (0..<3).map { _ in (0..<3).map { _ in draw.count(upTo: 5) } }
      let table = try ReleaseTable.grid(counts).withholding { cell in
        !cell.place.allSatisfy { $0 == "total" } && Int.random(in: 0..<5, using: &draw) < (cell.place.contains("total") ? 1 : 2)
      }
      let tried = Completions(table).intervals()
      for finding in try audited(table).findings where tried[finding.place] != nil {
        let expected = try #require(tried[finding.place])
        #expect(finding.lower == expected.lowerBound && finding.upper == expected.upperBound, "\(finding) \(expected)")
        if finding.judgement != .safe { narrowed += 1 }
      }
    }
    #expect(narrowed > 100)
  }
}
