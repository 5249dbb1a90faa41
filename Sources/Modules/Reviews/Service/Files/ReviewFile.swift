// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Kernel
public import ReviewsRules
import StrictJSON

/// Records of reviews as a file, JSON: the format `comity.review/1`, described in `docs/protocol/review.md`.
///
/// A member whose value is `null` is not allowed: what is not known is left out.
public struct ReviewFile: Sendable {
  /// The name and version of the format that this program reads and writes.
  public static let format = "comity.review/1"

  /// The member that holds the records of each kind, in the order in which they are written.
  static let members: [(name: String, kind: RecordKind)] = [
    ("reviews", .review), ("findings", .finding), ("actions", .action), ("needs", .need), ("challenges", .challenge),
  ]

  /// The records, each with the line on which it begins.
  public let records: [(line: Int, record: ReviewRecord)]

  /// Puts records together to a file; each has the line of its place.
  public init(_ records: [ReviewRecord]) { self.records = records.enumerated().map { ($0 + 1, $1) } }

  /// The records written out, as JSON or as a table of one kind.
  public func written(table kind: RecordKind? = nil) throws -> Data {
    let own = records.map(\.record)
    return try kind.map { try Self.csv(own, of: $0) } ?? Self.json(own)
  }

  init(read records: [(line: Int, record: ReviewRecord)]) { self.records = records }

  /// Reads a file, a table when its name ends with `.csv`.
  /// - Throws: ``UnreadableReviews`` with everything that is wrong.
  public init(_ data: Data, isCSV: Bool) throws(UnreadableReviews) {
    if isCSV { try self.init(csv: data) } else { try self.init(json: data) }
  }

  /// Reads a file strictly, every record of it.
  /// - Throws: ``UnreadableReviews`` with everything that is wrong.
  public init(json data: Data) throws(UnreadableReviews) {
    let tree: JSONValue
    do { tree = try StrictJSON.parse(data) } catch { throw UnreadableReviews(error) }
    var faults = Self.faults(ofHead: tree)
    var records: [(Int, ReviewRecord)] = []
    for (name, kind) in Self.members {
      guard let list = tree[name] else { continue }
      guard case .array(let elements) = list.content else {
        faults.append(.init(StrictJSONError.Issue(.wrongType, path: name, at: list.position, expected: "array")))
        continue
      }
      for (index, element) in elements.enumerated() {
        do {
          records.append((element.position.line, try RecordReader.read(kind, from: element)))
        } catch {
          faults += error.issues.map { .init($0, within: "\(name)[\(index)]") }
        }
      }
    }
    guard faults.isEmpty else { throw UnreadableReviews(faults.sorted { ($0.line, $0.column) < ($1.line, $1.column) }) }
    self.records = records
  }

  private static func faults(ofHead tree: JSONValue) -> [UnreadableReviews.Fault] {
    guard case .object(let all) = tree.content else {
      return [.init(StrictJSONError.Issue(.wrongType, path: "", at: tree.position, expected: "object"))]
    }
    var issues: [StrictJSONError.Issue] = []
    if let schema = tree["schema"] {
      if schema.content != .string(format) { issues.append(.init(.wrongValue, path: "schema", at: schema.position, expected: format)) }
    } else {
      issues.append(.init(.missingMember, path: "schema", at: tree.position, expected: format))
    }
    if let about = tree["about"] {
      let isText = if case .string = about.content { true } else { false }
      if !isText { issues.append(.init(.wrongType, path: "about", at: about.position, expected: "text")) }
    }
    let names = Set(members.map(\.name) + ["schema", "about"])
    issues += all.filter { !names.contains($0.name) }.map { .init(.unknownMember, path: $0.name, at: $0.position) }
    return issues.map { .init($0) }
  }

  /// Records as a file: members in alphabetical order, records in the order given.
  /// - Parameter about: what a reader should know of the file, in words.
  public static func json(_ records: some Sequence<ReviewRecord>, about: String? = nil) throws -> Data {
    var lines = ["{", "  \"schema\": \"\(format)\""]
    if let about { lines.append("  \"about\": \(String(decoding: try encoder.encode(about), as: UTF8.self))") }
    for (name, kind) in members {
      let own = try records.filter { $0.kind == kind }.map { "    " + (try RecordEntry.json($0)) }
      if !own.isEmpty { lines.append("  \"\(name)\": [\n" + own.joined(separator: ",\n") + "\n  ]") }
    }
    return Data((lines[0] + "\n" + lines.dropFirst().joined(separator: ",\n") + "\n}\n").utf8)
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    return encoder
  }
}

/// Why a file of reviews is not read: every place that is wrong, in the order of the file.
public struct UnreadableReviews: Error, Sendable, Equatable {
  /// One place that is wrong.
  public struct Fault: Sendable, Equatable {
    /// The line, from 1.
    public let line: Int
    /// The column, from 1: of the text in JSON, of the table in CSV.
    public let column: Int
    /// What kind of thing is wrong: the end of a key under `reviews.unreadable`.
    public let reason: String
    /// The member or column concerned.
    public let path: String
    /// What was expected, in technical words.
    public let expected: String

    init(line: Int, column: Int, reason: String, path: String, expected: String) {
      self.line = line
      self.column = column
      self.reason = reason
      self.path = path
      self.expected = expected
    }

    init(_ issue: StrictJSONError.Issue, within: String = "") {
      let path = within.isEmpty || issue.path.isEmpty ? within + issue.path : "\(within).\(issue.path)"
      self.init(
        line: issue.position.line, column: issue.position.column, reason: issue.reason.rawValue, path: path, expected: issue.expected)
    }
  }

  /// The places; never empty.
  public let faults: [Fault]

  init(_ faults: [Fault]) { self.faults = faults }

  init(_ error: StrictJSONError) { faults = error.issues.map { Fault($0) } }
}
