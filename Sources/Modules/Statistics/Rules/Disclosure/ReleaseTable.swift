// SPDX-License-Identifier: Apache-2.0

/// A table as it is published: what it counts, its dimensions with their margins, and its cells.
public struct ReleaseTable: Hashable, Sendable {
  /// The table's name in its release.
  public let name: String
  /// What is counted: unit, direction and date basis in one word.
  ///
  /// Tables that count the same share the cells that they have in common.
  public let counted: String
  /// From when to when; `nil` where the table does not say.
  public let period: ReleasePeriod?
  /// The dimensions in the order of the cells' places.
  public let dimensions: [ReleaseDimension]
  /// The cells that the table has; a place without a cell is not published.
  public let cells: [ReleaseCell]

  /// The largest number of places that a table may have.
  public static let mostPlaces = 50_000

  /// Makes a table.
  /// - Throws: ``DisclosureProblem`` where a hierarchy has not exactly one total, a cell names no category, or two cells have one place.
  public init(
    name: String, counted: String, period: ReleasePeriod?, dimensions: [ReleaseDimension], cells: [ReleaseCell]
  ) throws(DisclosureProblem) {
    self.name = name
    self.counted = counted
    self.period = period
    self.dimensions = dimensions
    self.cells = cells
    guard Set(dimensions.map(\.name)).count == dimensions.count else { throw .brokenHierarchy(table: name, dimension: "") }
    for dimension in dimensions where !dimension.isTree { throw .brokenHierarchy(table: name, dimension: dimension.name) }
    guard dimensions.reduce(1.0, { $0 * Double($1.categories.count) }) <= Double(Self.mostPlaces) else {
      throw .tooLarge(table: name, most: Self.mostPlaces)
    }
    let codes = dimensions.map { Set($0.categories.map(\.code)) }
    var seen: Set<[String]> = []
    for cell in cells {
      guard cell.place.count == dimensions.count else {
        throw .unknownCategory(table: name, category: cell.place.joined(separator: " / "))
      }
      for (code, known) in zip(cell.place, codes) where !known.contains(code) { throw .unknownCategory(table: name, category: code) }
      guard seen.insert(cell.place).inserted else { throw .duplicateCell(table: name, cell: cell.place.joined(separator: " / ")) }
      if case .shown(let count) = cell.count, count < 0 { throw .contradiction(cell: cell.place.joined(separator: " / ")) }
    }
  }

  /// The same table with other cells at the same places.
  func replacing(_ count: (ReleaseCell) -> PublishedCount) throws(DisclosureProblem) -> ReleaseTable {
    try ReleaseTable(
      name: name, counted: counted, period: period, dimensions: dimensions,
      cells: cells.map { ReleaseCell(place: $0.place, count: count($0)) })
  }
}

/// One dimension of a table: its categories, of which each but the total is a part of another.
public struct ReleaseDimension: Hashable, Sendable {
  /// What the categories of a dimension say, as far as disclosure control asks.
  public enum Role: String, Hashable, Sendable, CaseIterable {
    /// A property of requests: a line that has all its requests in one of the categories tells it of every one of them.
    case property
    /// The State that asked; its leaves are codes of States.
    case requestingState
    /// The State that was asked; its leaves are codes of States.
    case requestedState
    /// Something that tells nothing of a single request, such as the month.
    case plain
  }

  /// How the categories of a dimension make up the whole.
  public enum Makeup: Hashable, Sendable {
    /// A request is in one category alone: the parts sum to the whole.
    case exclusive
    /// A request is in one category or in several, and in none only where a category says so, which then is its only one: the parts
    /// together are at least the whole, and each is at most what that category leaves of it.
    case several(none: String?)
    /// Some of the categories of which a request is in one alone: together they are at most the whole.
    case limited
    /// A request may be in several or in none, and nobody says in how many: each category is at most the whole.
    case some

    /// Whether a request can be in several categories, each of which it has at least one of.
    public var isSeveral: Bool { if case .several = self { true } else { false } }
  }

  /// The dimension's name; tables that use the same name mean the same.
  public let name: String
  /// What its categories say.
  public let role: Role
  /// How its categories make up the whole.
  public let makeup: Makeup
  /// The categories; the one without a parent is the total.
  public let categories: [ReleaseCategory]

  /// Makes a dimension.
  public init(name: String, role: Role = .property, makeup: Makeup = .exclusive, categories: [ReleaseCategory]) {
    self.name = name
    self.role = role
    self.makeup = makeup
    self.categories = categories
  }

  /// The code of the total; `nil` where there is none or more than one.
  public var total: String? {
    let roots = categories.filter { $0.parent == nil }
    return roots.count == 1 ? roots[0].code : nil
  }

  /// The parts of each category that has parts, in the order of the categories.
  var parts: [(whole: String, parts: [String])] {
    let grouped = Dictionary(grouping: categories.filter { $0.parent != nil }, by: { $0.parent ?? "" })
    return categories.compactMap { category in grouped[category.code].map { (category.code, $0.map(\.code)) } }
  }

  /// Whether every category comes to the one total by its parents.
  var isTree: Bool {
    let parents = Dictionary(categories.map { ($0.code, $0.parent) }, uniquingKeysWith: { first, _ in first })
    guard total != nil, parents.count == categories.count else { return false }
    return categories.allSatisfy { category in
      var code = category.code
      for _ in categories {
        guard let known = parents[code] else { return false }
        guard let parent = known else { return true }
        code = parent
      }
      return false
    }
  }
}

/// One category of a dimension.
public struct ReleaseCategory: Hashable, Sendable {
  /// Its code, as in cells.
  public let code: String
  /// The category that it is a part of; `nil` for the total.
  public let parent: String?

  /// Names a category.
  public init(_ code: String, in parent: String? = nil) {
    self.code = code
    self.parent = parent
  }
}

/// One cell: its category in each dimension, and what is told of it.
public struct ReleaseCell: Hashable, Sendable {
  /// The codes of its categories in the order of the table's dimensions.
  public let place: [String]
  /// What is told.
  public let count: PublishedCount

  /// Makes a cell.
  public init(place: [String], count: PublishedCount) {
    self.place = place
    self.count = count
  }
}

/// What a table tells of a number of requests.
public enum PublishedCount: Hashable, Sendable {
  /// The number; zero is a number.
  case shown(Int)
  /// Withheld, whatever the reason: readers see one symbol for all.
  case withheld
  /// Nobody knows it: it is part of no sum.
  case notAvailable
}
