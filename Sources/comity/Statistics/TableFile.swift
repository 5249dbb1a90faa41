// SPDX-License-Identifier: Apache-2.0
import CSVFormat
import Foundation
import Kernel
import StatisticsRules

/// A table as a file, CSV or JSON; `Samples/statistics/README.md` describes both forms.
struct TableFile {
  /// What a CSV file does not say itself.
  struct Defaults {
    let counted: String
    let period: ReleasePeriod?
  }

  let path: String
  let table: ReleaseTable
  /// What States agreed to about figures of pairs; a JSON file can tell.
  let consents: [PairConsent]

  private var isCSV: Bool { Self.isCSV(path) }
  private static func isCSV(_ path: String) -> Bool { path.lowercased().hasSuffix(".csv") }
  private static func name(_ path: String) -> String { URL(filePath: path).deletingPathExtension().lastPathComponent }

  /// Reads a file.
  /// - Throws: ``DisclosureProblem``, or Foundation's error where the file cannot be opened.
  init(_ path: String, _ defaults: Defaults) throws {
    let data = try Data(contentsOf: URL(filePath: path))
    self.path = path
    (table, consents) = Self.isCSV(path) ? (try Self.csv(data, path, defaults), []) : try Self.json(data, path)
  }

  private init(path: String, table: ReleaseTable, consents: [PairConsent]) {
    self.path = path
    self.table = table
    self.consents = consents
  }

  /// The same file with another table.
  func replacing(_ table: ReleaseTable) -> TableFile { TableFile(path: path, table: table, consents: consents) }

  /// The text of the file, in the form in which it was read.
  func text() throws -> String { isCSV ? csvText() : try jsonText() }

  // MARK: CSV

  /// One dimension as the rows of a CSV file name it: the categories from the total down, with a slash between them.
  private struct Column {
    let name: String
    let role: ReleaseDimension.Role
    let isExclusive: Bool
    var parents: [String: String?] = ["total": nil]
    var order = ["total"]

    init?(_ header: String) {
      let parts = header.split(separator: ":", maxSplits: 1).map(String.init)
      guard let first = parts.first else { return nil }
      name = first
      isExclusive = parts.count < 2 || parts[1] != "several"
      guard parts.count == 2, isExclusive else {
        role = .property
        return
      }
      guard let named = ReleaseDimension.Role(rawValue: parts[1]) else { return nil }
      role = named
    }

    /// Takes a category in with those above it; `nil` where it stands elsewhere already.
    mutating func enter(_ path: String) -> String? {
      if path == "total" { return path }
      var parent = "total"
      for code in path.split(separator: "/", omittingEmptySubsequences: false).map(String.init) {
        guard !code.isEmpty else { return nil }
        if let known = parents[code] {
          guard known == parent else { return nil }
        } else {
          parents[code] = parent
          order.append(code)
        }
        parent = code
      }
      return parent
    }

    var dimension: ReleaseDimension {
      ReleaseDimension(
        name: name, role: role, isExclusive: isExclusive, categories: order.map { ReleaseCategory($0, in: parents[$0] ?? nil) })
    }
  }

  private static func csv(_ data: Data, _ path: String, _ defaults: Defaults) throws -> ReleaseTable {
    func unreadable(_ field: CSVField, _ reason: String) -> DisclosureProblem {
      .unreadable(file: path, place: "\(field.line):\(field.column)", reason: reason)
    }
    let rows: [[CSVField]]
    do {
      rows = try CSVFile.rows(data)
    } catch {
      throw DisclosureProblem.unreadable(file: path, place: "\(error.line):\(error.column)", reason: error.reason.rawValue)
    }
    var columns: [Column] = []
    for field in rows[0].dropLast() {
      guard let column = Column(field.text) else { throw unreadable(field, "dimension:role") }
      columns.append(column)
    }
    guard let last = rows[0].last, last.text == "count" else { throw unreadable(rows[0][rows[0].count - 1], "count") }
    var cells: [ReleaseCell] = []
    for row in rows.dropFirst() {
      var place: [String] = []
      for index in columns.indices {
        guard let code = columns[index].enter(row[index].text) else { throw unreadable(row[index], "category") }
        place.append(code)
      }
      guard let count = count(row[columns.count].text) else { throw unreadable(row[columns.count], "count") }
      cells.append(ReleaseCell(place: place, count: count))
    }
    return try ReleaseTable(
      name: name(path), counted: defaults.counted, period: defaults.period, dimensions: columns.map(\.dimension), cells: cells)
  }

  static func count(_ text: String) -> PublishedCount? {
    switch text {
    case "[c]": .withheld
    case "[x]", "[z]": .notAvailable
    default: text.allSatisfy(\.isASCII) ? Int(text).flatMap { (0...1_000_000_000).contains($0) ? .shown($0) : nil } : nil
    }
  }

  private static func text(_ count: PublishedCount) -> String {
    switch count {
    case .shown(let number): "\(number)"
    case .withheld: "[c]"
    case .notAvailable: "[x]"
    }
  }

  private func csvText() -> String {
    let headers = table.dimensions.map { dimension in
      if !dimension.isExclusive { return "\(dimension.name):several" }
      return dimension.role == .property ? dimension.name : "\(dimension.name):\(dimension.role.rawValue)"
    }
    let parents = table.dimensions.map { dimension in
      Dictionary(dimension.categories.map { ($0.code, $0.parent) }, uniquingKeysWith: { first, _ in first })
    }
    func path(_ code: String, _ index: Int) -> String {
      guard let known = parents[index][code], let parent = known, parent != table.dimensions[index].total else { return code }
      return "\(path(parent, index))/\(code)"
    }
    let rows = table.cells.map { cell in cell.place.enumerated().map { path($1, $0) } + [Self.text(cell.count)] }
    return CSVFile.text([headers + ["count"]] + rows)
  }

  // MARK: JSON

  private static func json(_ data: Data, _ path: String) throws -> (ReleaseTable, [PairConsent]) {
    let content = try TableContent.read(data, path)
    return (try content.table(path), content.pairConsents)
  }

  private func jsonText() throws -> String {
    let content = TableContent(
      format: TableContent.known, name: table.name, counted: table.counted,
      period: table.period.map { .init(from: $0.from, through: $0.through) },
      dimensions: table.dimensions.map { dimension in
        .init(
          name: dimension.name, role: dimension.role.rawValue, exclusive: dimension.isExclusive,
          categories: dimension.categories.map { .init(code: $0.code, parent: $0.parent) })
      },
      cells: table.cells.map { cell in
        switch cell.count {
        case .shown(let count): .init(place: cell.place, count: count, mark: nil)
        case .withheld: .init(place: cell.place, count: nil, mark: "c")
        case .notAvailable: .init(place: cell.place, count: nil, mark: "x")
        }
      },
      // Who agreed to what is not for readers of the table.
      consents: nil)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(content), as: UTF8.self) + "\n"
  }
}
