// SPDX-License-Identifier: Apache-2.0
import Kernel
import Testing

@testable import StatisticsRules

/// Requests of which each has some of several codes, or none, and stands in one column.
struct SeveralCodes {
  let codes: Int
  let columns: Int
  /// How many requests have the codes of each set (a bit a code; 0 is none), column by column.
  var numbers: [[Int]]

  var sets: Range<Int> { 0..<(1 << codes) }
  var hasNone: Bool { numbers.contains { $0[0] > 0 } }

  init(codes: Int, columns: Int, _ numbers: [[Int]]) {
    (self.codes, self.columns, self.numbers) = (codes, columns, numbers)
  }

  init(codes: Int, columns: Int, requests: Int, withNone: Bool, _ draw: inout Draw) {
    self.init(codes: codes, columns: columns, Array(repeating: Array(repeating: 0, count: 1 << codes), count: columns))
    for _ in 0..<requests {
      // One code is more usual than two, and the first code than the last.
      let first = min(Int.random(in: 0..<codes, using: &draw), Int.random(in: 0..<codes, using: &draw))
      let second = Int.random(in: 0..<3, using: &draw) == 0 ? 1 << Int.random(in: 0..<codes, using: &draw) : 0
      let isNone = withNone && Int.random(in: 0..<5, using: &draw) == 0
      numbers[Int.random(in: 0..<columns, using: &draw)][isNone ? 0 : 1 << first | second] += 1
    }
  }

  func dimension(hasNone: Bool) -> ReleaseDimension {
    let categories = (0..<codes).map { "g\($0)" } + (hasNone ? ["notRecorded"] : [])
    return ReleaseDimension(
      name: "ground", role: .plain, makeup: .several(none: hasNone ? "notRecorded" : nil),
      categories: [ReleaseCategory("total")] + categories.map { ReleaseCategory($0, in: "total") })
  }

  /// The number in a column, or in all of them.
  func count(_ row: String, _ column: String) -> Int {
    numbers.indices.filter { column == "total" || column == "c\($0)" }.reduce(0) { sum, column in
      sets.filter { Self.has($0, row) }.reduce(sum) { $0 + numbers[column][$1] }
    }
  }

  static func has(_ set: Int, _ row: String) -> Bool {
    switch row {
    case "total": true
    case "notRecorded": set == 0
    default: set >> (Int(row.dropFirst()) ?? 0) & 1 == 1
    }
  }

  func table(hasNone: Bool) throws -> ReleaseTable {
    let grounds = dimension(hasNone: hasNone)
    let across = ReleaseDimension.flat("column", (0..<columns).map { "c\($0)" })
    let dimensions = columns == 1 ? [grounds] : [grounds, across]
    let cells = grounds.categories.flatMap { row in
      (columns == 1 ? [nil] : across.categories.map(\.code)).map { column in
        ReleaseCell(place: [row.code] + (column.map { [$0] } ?? []), count: .shown(count(row.code, column ?? "total")))
      }
    }
    return try ReleaseTable(name: "T", counted: "closed", period: year, dimensions: dimensions, cells: cells)
  }

  /// The least and greatest number of each withheld place over all sets of requests that give what is shown; no sum of the rules is used.
  func intervals(_ table: ReleaseTable, hasNone: Bool) -> [[String]: ClosedRange<Int>] {
    let places = table.cells.map(\.place)
    let inside = places.map { place in
      (0..<columns).map { column in
        columns == 1 || place[1] == "total" || place[1] == "c\(column)" ? sets.filter { Self.has($0, place[0]) } : []
      }
    }
    func cells(_ column: Int, _ numbers: [Int]) -> [Int] { inside.map { $0[column].reduce(0) { $0 + numbers[$1] } } }
    let shown = table.cells.map { if case .shown(let count) = $0.count { count } else { -1 } }
    let sizes = (0..<columns).map { column in numbers[column].reduce(0, +) }
    // The whole of each column is shown in every table that is tried here.
    let ways = (0..<columns).map { column in
      Set(Self.all(sizes[column], in: sets.filter { hasNone || $0 != 0 }, of: sets.count).map { cells(column, $0) })
    }
    var found: [[String]: ClosedRange<Int>] = [:]
    func take(_ values: [Int]) {
      for index in places.indices where shown[index] >= 0 && shown[index] != values[index] { return }
      for index in places.indices where shown[index] < 0 {
        let before = found[places[index]] ?? values[index]...values[index]
        found[places[index]] = min(before.lowerBound, values[index])...max(before.upperBound, values[index])
      }
    }
    for first in ways[0] {
      if columns == 1 { take(first) } else { for second in ways[1] { take(zip(first, second).map(+)) } }
    }
    return found
  }

  /// Every way to give a number of requests to sets of codes.
  private static func all(_ left: Int, in sets: [Int], of width: Int) -> [[Int]] {
    guard let last = sets.last else { return left == 0 ? [Array(repeating: 0, count: width)] : [] }
    return (0...left).flatMap { number in
      all(left - number, in: sets.dropLast(), of: width).map { rest in
        var numbers = rest
        numbers[last] = number
        return numbers
      }
    }
  }
}

@Suite("Disclosure control where a request can have several codes") struct DisclosureSeveralTests {
  private func grounds(_ counts: [(String, Int)], none: String? = nil) throws -> ReleaseTable {
    let ground = ReleaseDimension(
      name: "ground", makeup: .several(none: none),
      categories: [ReleaseCategory("total")] + counts.dropFirst().map { ReleaseCategory($0.0, in: "total") })
    return try ReleaseTable(
      name: "T", counted: "closed", period: year, dimensions: [ground], cells: counts.map { .init(place: [$0.0], count: .shown($0.1)) })
  }

  @Test("Of 82 refused with 78 told in the other rows, one withheld ground is at least 4, which the audit says")
  func told() throws {
    let table = try grounds([("total", 82), ("a", 40), ("b", 38), ("c", 4)])
    let audit = try audited(table.withholding { $0.place == ["c"] })
    let finding = try #require(audit.findings.first)
    #expect(finding.lower == 4 && finding.upper == 82)
    #expect(finding.judgement == .aboveZero)
  }

  @Test("Protected, a second ground is withheld with it, and both may be zero")
  func protectedTogether() throws {
    let release = try protected(grounds([("total", 82), ("a", 40), ("b", 38), ("c", 4)]))
    #expect(release.tables[0].withheldPlaces.count == 2)
    #expect(release.audit.isSafe)
    #expect(release.audit.findings.allSatisfy { $0.lower == 0 })
  }

  @Test("Where the codes that are shown make the whole already, one withheld ground is enough")
  func enough() throws {
    let release = try protected(grounds([("total", 82), ("a", 60), ("b", 38), ("c", 4)]))
    #expect(release.tables[0].withheldPlaces == [["c"]])
  }

  @Test("Who has no code has no other: each ground is at most what is left without them")
  func none() throws {
    let table = try grounds([("total", 20), ("a", 12), ("b", 2), ("notRecorded", 8)], none: "notRecorded")
    let audit = try audited(table.withholding { $0.place == ["a"] || $0.place == ["notRecorded"] })
    let found = Dictionary(uniqueKeysWithValues: audit.findings.map { ($0.place[0], ($0.lower, $0.upper)) })
    // b is shown with 2: they have a code, so that at most 18 have none and at most 20 have a.
    #expect(found["notRecorded"]?.0 == 0 && found["notRecorded"]?.1 == 18)
    let open = try audited(table.withholding { $0.place == ["a"] })
    #expect(open.findings.first?.lower == 10 && open.findings.first?.upper == 12)
    #expect(try protected(table).audit.isSafe)
  }

  @Test("Where nobody says in how many requests no code stands, each is at most the whole and no more is known")
  func some() throws {
    let dimension = ReleaseDimension(
      name: "ground", makeup: .some, categories: [.init("total"), .init("a", in: "total"), .init("c", in: "total")])
    let table = try ReleaseTable(
      name: "T", counted: "closed", period: year, dimensions: [dimension],
      cells: [("total", 82), ("a", 40), ("c", 4)].map { .init(place: [$0.0], count: .shown($0.1)) })
    #expect(try protected(table).tables[0].withheldPlaces == [["c"]])
  }

  @Test("Codes that are fewer than the whole although each request has one contradict it")
  func contradiction() throws {
    #expect { try protected(grounds([("total", 82), ("a", 40), ("b", 30)])) } throws: { error in
      if case .contradiction = error as? DisclosureProblem { true } else { false }
    }
  }

  @Test("A table with several codes in rows and in columns is neither released nor audited")
  func twice() throws {
    let first = SeveralCodes(codes: 2, columns: 1, [[0, 4, 5, 6]]).dimension(hasNone: false)
    let second = ReleaseDimension(name: "delay", makeup: .several(none: nil), categories: [.init("total"), .init("x", in: "total")])
    let table = try ReleaseTable(name: "T", counted: "closed", period: year, dimensions: [first, second], cells: [])
    #expect(throws: DisclosureProblem.severalTwice(table: "T")) { try protected(table) }
    #expect(throws: DisclosureProblem.severalTwice(table: "T")) { try audited(table) }
    #expect(TableSpec("T", rows: .ground, columns: .delay).isReleasable == false)
  }

  @Test("An earlier release of which readers know too much keeps no other from being released, and nothing may be added to it")
  func earlier() throws {
    let before = try grounds([("total", 82), ("a", 40), ("b", 38), ("c", 4)]).withholding { $0.place == ["c"] }
    #expect(try !audited(before).isSafe)
    let later = try ReleaseTable.grid([[20, 12, 9, 3], [15, 8, 0, 6], [31, 14, 11, 9]], name: "L")
    let release = try protected(later, earlier: [before])
    #expect(release.audit.findings.filter { $0.judgement != .safe }.map(\.place) == [["c"]])
    // Who tells of the same grounds once more has to protect them, and cannot any more.
    #expect { try protected(grounds([("total", 82), ("a", 40), ("b", 38), ("c", 4)]), later, earlier: [before]) } throws: { error in
      guard case .cannotProtect(let cell, _) = error as? DisclosureProblem else { return false }
      return cell == "c"
    }
  }

  @Test("Tables that are limited to two codes of one breakdown are together at most the whole")
  func limits() throws {
    func limited(_ code: String, _ count: PublishedCount) throws -> ReleaseTable {
      let outcome = ReleaseDimension(
        name: "outcome", role: .plain, makeup: .limited, categories: [.init("total"), .init(code, in: "total")])
      return try ReleaseTable(
        name: code, counted: "closed", period: year, dimensions: [outcome], cells: [.init(place: [code], count: count)])
    }
    let whole = try ReleaseTable(
      name: "W", counted: "closed", period: year, dimensions: [], cells: [.init(place: [], count: .shown(30))])
    let audit = try audited(whole, limited("executed", .shown(28)), limited("refused", .withheld))
    #expect(audit.findings.first?.upper == 2)
    #expect(audit.findings.first?.judgement == .belowThreshold)
  }

  @Test("The Convention among the bases is the Convention alone and with others: what one table withholds the other does not tell")
  func bases() throws {
    let bases = ReleaseDimension(
      name: "basis", makeup: .several(none: nil),
      categories: [.init("total")]
        + ["convention", "multilateralTreaty", "bilateralTreaty", "reciprocity", "domesticLaw"].map { .init($0, in: "total") })
    let classes = ReleaseDimension.flat("basisClass", ["conventionAlone", "conventionWithOthers", "othersAlone"])
    func table(_ name: String, _ dimension: ReleaseDimension, _ counts: [Int]) throws -> ReleaseTable {
      try ReleaseTable(
        name: name, counted: "received", period: year, dimensions: [dimension],
        cells: zip(dimension.categories, counts).map { .init(place: [$0.code], count: .shown($1)) })
    }
    let first = try table("bases", bases, [80, 40, 20, 15, 0, 12])
    let second = try table("convention", classes, [80, 38, 2, 40])
    let alone = try protected(second).tables[0]
    #expect(try !audited(first, alone.replacing { $0.place == ["conventionAlone"] ? .shown(38) : $0.count }).isSafe)
    let release = try protected(first, second)
    #expect(release.audit.isSafe)
    #expect(release.tables[1]["conventionWithOthers"] == .withheld)
  }

  @Test("All sets of codes of small tables: no withheld cell can be narrowed, and the audit of others finds the same intervals")
  func bruteForce() throws {
    var draw = Draw(seed: 82)
    var (compared, narrowed) = (0, 0)
    for round in 0..<60 {
      let isWide = round.isMultiple(of: 2)
      let requests = SeveralCodes(
        codes: isWide ? 2 : 3, columns: isWide ? 2 : 1, requests: Int.random(in: 4...(isWide ? 11 : 8), using: &draw),
        withNone: round % 3 == 0, &draw)
      let hasNone = requests.hasNone
      let table = try requests.table(hasNone: hasNone)
      let safe = try protected(table, threshold: 3).tables[0]
      if !safe.withheldPlaces.contains(where: { $0[0] == "total" }) {
        for (place, interval) in requests.intervals(safe, hasNone: hasNone) {
          #expect(interval.lowerBound == 0 && interval.upperBound >= 3, "\(requests) \(place) \(interval)")
        }
      }
      let careless = try table.withholding { cell in
        cell.place[0] != "total" && Int.random(in: 0..<3, using: &draw) == 0
      }
      let tried = requests.intervals(careless, hasNone: hasNone)
      for finding in try audited(careless, threshold: 3).findings {
        guard let expected = tried[finding.place] else { continue }
        #expect(finding.lower == expected.lowerBound && finding.upper == expected.upperBound, "\(requests) \(finding) \(expected)")
        compared += 1
        if finding.judgement != .safe { narrowed += 1 }
      }
    }
    #expect(compared > 60 && narrowed > 40)
  }
}
