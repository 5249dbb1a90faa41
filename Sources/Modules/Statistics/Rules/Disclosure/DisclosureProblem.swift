// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why a table cannot be read, judged or protected.
public enum DisclosureProblem: Problem, Equatable {
  /// The threshold is not one from 3 to 10.
  case thresholdOutOfRange(Int)
  /// The categories of a dimension do not have exactly one total that all come to.
  case brokenHierarchy(table: String, dimension: String)
  /// A cell names a category that its dimension does not have.
  case unknownCategory(table: String, category: String)
  /// Two cells have the same place.
  case duplicateCell(table: String, cell: String)
  /// The table has more places than can be judged.
  case tooLarge(table: String, most: Int)
  /// The figures cannot all be true.
  case contradiction(cell: String)
  /// A table to be protected does not say from when to when it counts.
  case noPeriod(table: String)
  /// A table to be protected counts days that are not over.
  case periodOpen(table: String, through: CalendarDay)
  /// A table to be protected has a withheld cell already, so that nobody can tell what protects it.
  case countMissing(table: String, cell: String)
  /// The whole table has fewer requests than may be shown.
  case tooFewRequests(table: String)
  /// Requests of the table can have several categories in two of its dimensions, which nobody can judge.
  case severalTwice(table: String)
  /// A figure that has to be withheld was published before.
  case shownEarlier(cell: String)
  /// A cell cannot be protected by withholding others.
  case cannotProtect(cell: String, coarser: [CoarserCategories])
  /// The solver of linear programmes gave up.
  case solverFailed
  /// A file of a table cannot be read at a place.
  case unreadable(file: String, place: String, reason: String)

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .thresholdOutOfRange: "statistics.threshold-out-of-range"
    case .brokenHierarchy: "statistics.broken-hierarchy"
    case .unknownCategory: "statistics.unknown-category"
    case .duplicateCell: "statistics.duplicate-cell"
    case .tooLarge: "statistics.table-too-large"
    case .contradiction: "statistics.figures-contradict"
    case .noPeriod: "statistics.no-period"
    case .periodOpen: "statistics.period-open"
    case .countMissing: "statistics.count-missing"
    case .tooFewRequests: "statistics.too-few-requests"
    case .severalTwice: "statistics.several-twice"
    case .shownEarlier: "statistics.shown-earlier"
    case .cannotProtect: "statistics.cannot-protect"
    case .solverFailed: "statistics.solver-failed"
    case .unreadable: "statistics.table-unreadable"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .thresholdOutOfRange, .brokenHierarchy, .unknownCategory, .duplicateCell, .tooLarge, .contradiction, .noPeriod, .countMissing,
      .severalTwice, .unreadable:
      .invalid
    case .periodOpen, .tooFewRequests, .shownEarlier, .cannotProtect: .conflict
    case .solverFailed: .unavailable
    }
  }

  /// The names and numbers that the words need.
  public var details: [String: String] {
    switch self {
    case .thresholdOutOfRange(let threshold):
      [
        "number": "\(threshold)", "leastCount": "\(DisclosurePolicy.thresholds.lowerBound)",
        "mostCount": "\(DisclosurePolicy.thresholds.upperBound)",
      ]
    case .brokenHierarchy(let table, let dimension): ["table": table, "dimension": dimension]
    case .unknownCategory(let table, let category): ["table": table, "category": category]
    case .duplicateCell(let table, let cell), .countMissing(let table, let cell): ["table": table, "cell": cell]
    case .tooLarge(let table, let most): ["table": table, "mostCount": "\(most)"]
    case .contradiction(let cell), .shownEarlier(let cell): ["cell": cell]
    case .noPeriod(let table), .tooFewRequests(let table), .severalTwice(let table): ["table": table]
    case .periodOpen(let table, let through): ["table": table, "endsOn": "\(through)"]
    case .cannotProtect(let cell, let coarser):
      ["cell": cell, "proposals": coarser.isEmpty ? "–" : coarser.map(\.description).joined(separator: "; ")]
    case .solverFailed: [:]
    case .unreadable(let file, let place, let reason): ["file": file, "place": place, "reason": reason]
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [DisclosureProblem] = [
    .thresholdOutOfRange(2), .brokenHierarchy(table: "T1", dimension: "outcome"), .unknownCategory(table: "T1", category: "XQ"),
    .duplicateCell(table: "T1", cell: "XA / refused"), .tooLarge(table: "T1", most: ReleaseTable.mostPlaces),
    .contradiction(cell: "XA / refused"), .noPeriod(table: "T1"), .periodOpen(table: "T1", through: .latest),
    .countMissing(table: "T1", cell: "XA / refused"), .tooFewRequests(table: "T1"),
    .severalTwice(table: "T1"), .shownEarlier(cell: "XA / refused"),
    .cannotProtect(
      cell: "XA / refused", coarser: [CoarserCategories(dimension: "outcome", categories: ["refused", "withdrawn"])]), .solverFailed,
    .unreadable(file: "table.csv", place: "3:5", reason: "count"),
  ]
}

/// Categories that are better published as one.
public struct CoarserCategories: Hashable, Sendable, CustomStringConvertible {
  /// The dimension.
  public let dimension: String
  /// The categories to be put together.
  public let categories: [String]

  /// Proposes to put categories together.
  public init(dimension: String, categories: [String]) {
    self.dimension = dimension
    self.categories = categories
  }

  /// The dimension with its categories, for the words of a problem.
  public var description: String { "\(dimension): \(categories.joined(separator: " + "))" }
}
