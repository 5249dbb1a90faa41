// SPDX-License-Identifier: Apache-2.0
import CSVFormat
public import Foundation
import Kernel
public import StatisticsRules

/// A table as a file, CSV or JSON; `Samples/statistics/README.md` describes both forms.
public struct JudgedFile: Sendable {
  /// What a CSV file does not say itself.
  public struct Defaults: Sendable {
    let counted: String
    let period: ReleasePeriod?

    /// Names what is counted, and from which days.
    public init(counted: String, period: ReleasePeriod?) {
      self.counted = counted
      self.period = period
    }
  }

  /// Where the file is; its ending tells its form.
  public let path: String
  /// The table.
  public let table: ReleaseTable
  /// What States agreed to about figures of pairs; a JSON file can tell.
  public let consents: [PairConsent]

  private var isCSV: Bool { Self.isCSV(path) }
  private static func isCSV(_ path: String) -> Bool { path.lowercased().hasSuffix(".csv") }
  private static func name(_ path: String) -> String { URL(filePath: path).deletingPathExtension().lastPathComponent }

  /// Reads a file.
  /// - Throws: ``DisclosureProblem``, or Foundation's error where the file cannot be opened.
  public init(_ path: String, _ defaults: Defaults) throws {
    try self.init(try Data(contentsOf: URL(filePath: path)), at: path, defaults)
  }

  /// Reads the bytes of a file.
  /// - Throws: ``DisclosureProblem`` with the first place that is wrong.
  public init(_ data: Data, at path: String, _ defaults: Defaults) throws {
    self.path = path
    (table, consents) = Self.isCSV(path) ? (try Self.csv(data, path, defaults), []) : try Self.json(data, path)
  }

  private init(path: String, table: ReleaseTable, consents: [PairConsent]) {
    self.path = path
    self.table = table
    self.consents = consents
  }

  /// The same file with another table.
  public func replacing(_ table: ReleaseTable) -> JudgedFile { JudgedFile(path: path, table: table, consents: consents) }

  /// The text of the file, in the form in which it was read.
  public func text() throws -> String { isCSV ? csvText() : try jsonText() }

  /// The category of requests that have none of the others, where a request can have several.
  static let none = "notRecorded"

  // MARK: CSV

  /// One dimension as the rows of a CSV file name it: the categories from the total down, with a slash between them.
  private struct Column {
    let name: String
    let role: ReleaseDimension.Role
    let kind: String
    var parents: [String: String?] = ["total": nil]
    var order = ["total"]

    init?(_ header: String) {
      let parts = header.split(separator: ":", maxSplits: 1).map(String.init)
      guard let first = parts.first else { return nil }
      name = first
      kind = parts.count == 2 && ["several", "some"].contains(parts[1]) ? parts[1] : ""
      guard parts.count == 2, kind.isEmpty else {
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
        name: name, role: role, makeup: makeup, categories: order.map { ReleaseCategory($0, in: parents[$0] ?? nil) })
    }

    private var makeup: ReleaseDimension.Makeup {
      switch kind {
      case "several": .several(none: order.contains(JudgedFile.none) ? JudgedFile.none : nil)
      case "some": .some
      default: .exclusive
      }
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
      if dimension.makeup.isSeveral { return "\(dimension.name):several" }
      if dimension.makeup == .some { return "\(dimension.name):some" }
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
          name: dimension.name, role: dimension.role.rawValue, exclusive: dimension.makeup == .exclusive,
          complete: dimension.makeup == .some ? false : nil,
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
