// SPDX-License-Identifier: Apache-2.0
import CSVFormat
public import DirectoryRules
public import Foundation
public import Kernel
import StrictJSON

/// Authorities as a table: one row each, requirements as JSON in the last column, so that nothing is lost on the way there and back.
public enum AuthoritiesCSV {
  /// One thing that is wrong with a row.
  public struct RowProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line of the file, from 1.
    public let line: Int
    /// The column of the table, from 1.
    public let column: Int
    /// The heading of the column; empty when the row as a whole is wrong.
    public let heading: String
    /// What is wrong, as a stable code.
    public let reason: String

    /// `line 3, column 4 (kind): wrong-value`.
    public var description: String { "line \(line), column \(column) (\(heading)): \(reason)" }
  }

  /// Why a table was not read: every row that is wrong, and nothing is taken over.
  public struct Refused: Error, Hashable, Sendable {
    /// The rows, in the order of the file.
    public let problems: [RowProblem]
  }

  private static let plain = [
    "unit", "address", "telephone", "fax", "email", "website", "hours", "zone", "contactAtAnyHour", "validFrom", "validTo", "lastVerified",
    "source",
  ]
  private static let languages = Language.allCases.map(\.rawValue).sorted()

  /// The headings, in order.
  public static let headings =
    ["id", "state", "territory", "kind", "originalName"] + languages.map { "name.\($0)" } + plain + ["restrictedFields", "requirements"]

  /// Writes authorities as CSV (RFC 4180).
  /// - Throws: `EncodingError` when requirements cannot be written as JSON.
  public static func text(_ authorities: [CompetentAuthority]) throws -> String {
    CSVFile.text([headings] + (try authorities.map(row)))
  }

  private static func row(_ authority: CompetentAuthority) throws -> [String] {
    let json = try StrictJSON.parse(JSONEncoder().encode(authority))
    func member(_ name: String) -> String {
      if case .string(let text) = json[name]?.content { text } else { "" }
    }
    let names = languages.map { Language(rawValue: $0).flatMap { authority.name[$0] } ?? "" }
    let requirements = json["requirements"].map { String(decoding: CanonicalJSON.bytes($0), as: UTF8.self) } ?? "{}"
    let restricted = authority.restrictedFields.map(\.rawValue).sorted().joined(separator: " ")
    return ["id", "state", "territory", "kind", "originalName"].map(member) + names + plain.map(member) + [restricted, requirements]
  }

  /// Reads authorities from CSV; empty fields are absent.
  ///
  /// - Parameter check: what else is wrong with an authority that could be read, by the paths of its fields.
  /// - Throws: ``Refused`` with every row that is wrong, by line, column and reason.
  public static func read(
    _ data: Data, check: (CompetentAuthority) -> [FieldProblem] = { _ in [] }
  ) throws(Refused) -> [CompetentAuthority] {
    let rows: [[CSVField]]
    do {
      rows = try CSVFile.rows(data)
    } catch {
      throw Refused(problems: [RowProblem(line: error.line, column: error.column, heading: "", reason: error.reason.rawValue)])
    }
    guard rows[0].map(\.text) == headings else {
      let wrong = zip(rows[0].map(\.text), headings).enumerated().first { $1.0 != $1.1 }?.offset ?? min(rows[0].count, headings.count)
      throw Refused(problems: [
        RowProblem(line: 1, column: wrong + 1, heading: headings[min(wrong, headings.count - 1)], reason: "wrong-heading")
      ])
    }
    var problems: [RowProblem] = []
    var authorities: [CompetentAuthority] = []
    var seen: Set<String> = []
    for row in rows.dropFirst() {
      if !seen.insert(row[0].text.lowercased()).inserted { problems.append(problem(row, "id", "duplicate-id")) }
      do {
        let authority = try StrictDecoder().decode(CompetentAuthority.self, from: try json(row))
        problems += check(authority).map { problem(row, heading(of: $0.field), $0.reason) }
        authorities.append(authority)
      } catch {
        problems += error.issues.map { issue in problem(row, heading(of: issue.path), issue.reason.rawValue) }
      }
    }
    guard problems.isEmpty else { throw Refused(problems: problems) }
    return authorities
  }

  private static func problem(_ row: [CSVField], _ heading: String, _ reason: String) -> RowProblem {
    let index = headings.firstIndex(of: heading) ?? 0
    return RowProblem(line: row[index].line, column: index + 1, heading: headings[index], reason: reason)
  }

  private static func heading(of path: String) -> String {
    if headings.contains(path) { return path }
    return String(path.prefix { $0 != "." && $0 != "[" })
  }

  private static func json(_ row: [CSVField]) throws(StrictJSONError) -> JSONValue {
    var members: [JSONValue.Member] = []
    var names: [JSONValue.Member] = []
    for (heading, field) in zip(headings, row) where !field.text.isEmpty {
      let place = Position(line: field.line, column: field.column)
      let value: JSONValue
      switch heading {
      case "restrictedFields":
        value = JSONValue(.array(field.text.split(separator: " ").map { JSONValue(.string(String($0)), at: place) }), at: place)
      case "requirements":
        do {
          value = try StrictJSON.parse(Data(field.text.utf8))
        } catch {
          throw StrictJSONError(.syntax, path: heading, at: place)
        }
      default: value = JSONValue(.string(field.text), at: place)
      }
      if heading.hasPrefix("name.") {
        names.append(.init(name: String(heading.dropFirst(5)), position: place, value: value))
      } else {
        members.append(.init(name: heading, position: place, value: value))
      }
    }
    if let first = names.first {
      members.append(.init(name: "name", position: first.position, value: JSONValue(.object(names), at: first.position)))
    }
    return JSONValue(.object(members), at: Position(line: row[0].line, column: 1))
  }
}
