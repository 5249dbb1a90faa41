// SPDX-License-Identifier: Apache-2.0
import CSVFormat
public import Foundation
import Kernel
public import ReviewsRules

/// Records of one kind as a table, CSV: the first heading is the kind, the column under it the names of the records.
extension ReviewFile {
  /// Reads a table strictly: no heading twice or unknown, every value one that its field can have.
  /// - Throws: ``UnreadableReviews`` with everything that is wrong.
  public init(csv data: Data) throws(UnreadableReviews) {
    let rows: [[CSVField]]
    do { rows = try CSVFile.rows(data) } catch {
      throw UnreadableReviews([
        .init(line: error.line, column: error.column, reason: "csv-\(error.reason.rawValue)", path: "", expected: "")
      ])
    }
    let head = rows[0]
    guard let kind = RecordKind(rawValue: head[0].text) else {
      let kinds = RecordKind.allCases.map(\.rawValue).joined(separator: ", ")
      throw UnreadableReviews([.init(line: 1, column: 1, reason: "wrong-value", path: head[0].text, expected: kinds)])
    }
    let names = ["key"] + head.dropFirst().map(\.text)
    var faults = Self.faults(of: names, among: Set(RecordFields.names(of: kind)), head)
    var records: [(Int, ReviewRecord)] = []
    if faults.isEmpty {
      for row in rows.dropFirst() {
        let fields = RecordFields(kind, Dictionary(uniqueKeysWithValues: zip(names, row.map(\.text))))
        do {
          records.append((row[0].line, try fields.record()))
        } catch {
          faults += Self.faults(error.fields, names, row)
        }
      }
    }
    guard faults.isEmpty else { throw UnreadableReviews(faults) }
    self.init(read: records)
  }

  private static func faults(of names: [String], among known: Set<String>, _ head: [CSVField]) -> [UnreadableReviews.Fault] {
    var seen: Set<String> = []
    return zip(names, head).compactMap { name, field in
      guard seen.insert(name).inserted else {
        return .init(line: field.line, column: field.column, reason: "duplicate-member", path: name, expected: "")
      }
      return known.contains(name) ? nil : .init(line: field.line, column: field.column, reason: "unknown-member", path: name, expected: "")
    }
  }

  private static func faults(_ problems: [FieldProblem], _ names: [String], _ row: [CSVField]) -> [UnreadableReviews.Fault] {
    problems.map { problem in
      let place = names.firstIndex(of: problem.field)
      return .init(
        line: row[0].line, column: (place ?? 0) + 1, reason: problem.code.rawValue == "reviews.missing" ? "missing-member" : "wrong-value",
        path: problem.field, expected: problem.details["expected"] ?? "")
    }
  }

  /// Records of one kind as a table that reads back as it was.
  public static func csv(_ records: some Sequence<ReviewRecord>, of kind: RecordKind) throws -> Data {
    let names = RecordFields.names(of: kind)
    let rows = try records.filter { $0.kind == kind }.map { record in
      let fields = try RecordFields(record)
      return names.map { fields.values[$0] ?? "" }
    }
    return Data(CSVFile.text([[kind.rawValue] + names.dropFirst()] + rows).utf8)
  }
}
