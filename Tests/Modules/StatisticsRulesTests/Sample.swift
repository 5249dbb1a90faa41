// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import StatisticsRules
import StatisticsService
import Testing

/// Numbers that look random and are the same in every run with one seed (SplitMix64).
struct Seeded: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Whether something happens that happens so often in a hundred.
  mutating func happens(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }
}

/// Requests and tables for tests.
enum Sample {
  static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardizedFileURL

  static func path(_ name: String) -> String { root.appending(path: "Samples/statistics").appending(path: name).path }

  static func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }

  static func period(_ from: String, _ to: String) throws -> TableSpec.Period { .init(from: try day(from), to: try day(to)) }

  /// A request by the codes of its values; what is left out is not recorded.
  static func request(
    _ book: Codebook, _ values: [Breakdown: String] = [:], received: String? = nil, acknowledged: String? = nil, closed: String? = nil,
    suspended: Int32 = 0
  ) throws -> CountedRequest {
    func code(_ name: Breakdown) throws -> CountedRequest.Code {
      guard let value = values[name] else { return CountedRequest.notRecorded }
      return CountedRequest.Code(try #require(book.index(of: value, in: name)))
    }
    func codes(_ name: Breakdown) throws -> LabelSet {
      LabelSet(try (values[name] ?? "").split(separator: ";").map { try #require(book.index(of: String($0), in: name)) })
    }
    var request = CountedRequest()
    request.unit = try values[.unit] == nil ? 0 : code(.unit)
    request.direction = try code(.direction)
    request.state = try values[.state].map { StateIndex(try #require(StateCode($0))) } ?? .notRecorded
    request.kind = try code(.kind)
    request.outcome = try code(.outcome)
    request.currency = try code(.currency)
    request.bases = try codes(.basis)
    request.offences = try codes(.offence)
    request.grounds = try codes(.ground)
    request.receivedOn = try received.map { DayIndex(try day($0)) } ?? .none
    request.acknowledgedOn = try acknowledged.map { DayIndex(try day($0)) } ?? .none
    request.closedOn = try closed.map { DayIndex(try day($0)) } ?? .none
    request.suspendedDays = suspended
    return request
  }

  /// A request drawn at random: anything may be recorded or not, and much of it contradicts itself.
  static func drawn(_ book: Codebook, _ seeded: inout Seeded) -> CountedRequest {
    func code(_ name: Breakdown, _ seeded: inout Seeded) -> CountedRequest.Code {
      let count = book.variable(name)?.codes.count ?? 0
      guard !seeded.happens(10) else { return CountedRequest.notRecorded }
      return CountedRequest.Code.random(in: 0..<CountedRequest.Code(count), using: &seeded)
    }
    func codes(_ name: Breakdown, _ seeded: inout Seeded) -> LabelSet {
      let count = book.variable(name)?.codes.count ?? 0
      return LabelSet((0..<Int.random(in: 0...3, using: &seeded)).map { _ in Int.random(in: 0..<count, using: &seeded) })
    }
    func day(_ seeded: inout Seeded) -> DayIndex {
      seeded.happens(20) ? .none : DayIndex(ordinal: Int32.random(in: 17_000...21_000, using: &seeded))
    }
    func amount(_ seeded: inout Seeded) -> Amount {
      seeded.happens(50) ? .notRecorded : Amount(hundredths: Int64.random(in: 0...9_000_000_000_000_000, using: &seeded))
    }
    var request = CountedRequest()
    request.unit = code(.unit, &seeded)
    request.direction = code(.direction, &seeded)
    request.state = seeded.happens(10) ? .notRecorded : StateIndex(number: UInt16.random(in: 0..<676, using: &seeded))
    request.region = code(.region, &seeded)
    request.kind = code(.kind, &seeded)
    request.proceeding = code(.proceeding, &seeded)
    request.basisClass = code(.basisClass, &seeded)
    request.outcome = code(.outcome, &seeded)
    request.currency = code(.currency, &seeded)
    request.bases = codes(.basis, &seeded)
    request.offences = codes(.offence, &seeded)
    request.measures = codes(.measure, &seeded)
    request.grounds = codes(.ground, &seeded)
    request.delays = codes(.delay, &seeded)
    request.receivedOn = day(&seeded)
    request.acknowledgedOn = day(&seeded)
    request.decidedOn = day(&seeded)
    request.closedOn = day(&seeded)
    request.suspendedDays = seeded.happens(20) ? -1 : Int32.random(in: 0...300, using: &seeded)
    request.frozen = amount(&seeded)
    request.confiscated = amount(&seeded)
    request.returned = amount(&seeded)
    return request
  }

  /// Tables of every kind: the release tables, by quarters, as of a day, limited, and balances of years and of kinds.
  static func tables() throws -> [TableSpec] {
    let period = try period("2017-03-15", "2026-10-20")
    var set = try BuiltInCodebook.releaseTables()
    set.period = period
    return set.specified + [
      TableSpec("quarters", unit: "any", dateBasis: .decided, period: period, rows: .quarter, columns: .outcome),
      TableSpec(
        "as-of", unit: "any", period: period, asOf: try day("2022-06-30"), only: ["offence": ["art15", "art23"], "state": ["XA", "QM"]],
        rows: .outcome, columns: .offence),
      TableSpec("decisions", unit: "any", dateBasis: .decided, period: period, rows: .region, columns: .year, figure: .daysToDecision),
      TableSpec("stock", unit: "any", dateBasis: .stock, period: period, asOf: try day("2024-01-31"), rows: .kind, figure: .balance),
      TableSpec("confiscated", unit: "any", period: period, rows: .measure, columns: .currency, figure: .confiscated),
      TableSpec("clearance", unit: "any", dateBasis: .stock, period: period, rows: .year, figure: .clearance),
      TableSpec("pending", unit: "any", dateBasis: .stock, period: period, rows: .age, columns: .direction, figure: .pending),
      TableSpec(
        "pending as of", dateBasis: .stock, period: period, asOf: try day("2022-06-30"), rows: .measure, columns: .age, figure: .pending),
    ]
  }
}

extension CountedTable {
  /// The cell of two codes.
  func cell(_ row: String, _ column: String = "total") throws -> Cell {
    cells[try #require(rows.firstIndex { $0.code == row })][try #require(columns.firstIndex { $0.code == column })]
  }

  /// The count of two codes.
  func count(_ row: String, _ column: String = "total") throws -> Int {
    guard case .count(let count) = try cell(row, column) else { throw NoCount() }
    return count
  }

  /// The table has other figures.
  struct NoCount: Error {}
}
