// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// One field of a CSV file with its place.
public struct CSVField: Hashable, Sendable {
  /// The text, without quotation marks.
  public let text: String
  /// The line it begins on, from 1.
  public let line: Int
  /// The column of the table, from 1.
  public let column: Int
}

/// Why a CSV file was not read.
public struct CSVError: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// The bytes are not UTF-8.
    case notUTF8 = "not-utf8"
    /// A quotation mark stands where none may, or is not closed.
    case quotation
    /// The row has another number of fields than the first row.
    case fieldCount = "field-count"
    /// The file has no rows.
    case empty
  }

  /// What is wrong.
  public let reason: Reason
  /// The line, from 1.
  public let line: Int
  /// The column of the table, from 1.
  public let column: Int
}

/// Reads and writes comma-separated values (RFC 4180), with the place of every field.
public enum CSVFile {
  /// Reads all rows; every row has as many fields as the first.
  ///
  /// Lines may end with CR LF, as the standard says, or with LF alone. A byte order mark, which spreadsheets write, is skipped.
  /// - Throws: ``CSVError`` with line and column of the first thing that is wrong.
  public static func rows(_ data: Data) throws(CSVError) -> [[CSVField]] {
    guard var text = String(validating: data, as: UTF8.self) else { throw CSVError(reason: .notUTF8, line: 1, column: 1) }
    if text.hasPrefix("\u{FEFF}") { text.removeFirst() }
    var reader = Reader(text: text)
    let rows = try reader.rows()
    guard let width = rows.first?.count else { throw CSVError(reason: .empty, line: 1, column: 1) }
    for row in rows where row.count != width {
      throw CSVError(reason: .fieldCount, line: row[0].line, column: min(row.count, width) + 1)
    }
    return rows
  }

  /// Writes rows with CR LF, quoting what needs it.
  ///
  /// - Parameter guardsFormulas: puts an apostrophe before fields that a spreadsheet would run as a formula; ``unguarded(_:)`` takes it away
  ///   from what is read of such a file.
  public static func text(_ rows: [[String]], guardsFormulas: Bool = false) -> String {
    let lines = rows.map { row in
      // One empty field would be an empty line, which is no row.
      row.count == 1 && row[0].isEmpty ? "\"\"" : row.map { field(guardsFormulas ? guarded($0) : $0) }.joined(separator: ",")
    }
    return lines.map { $0 + "\r\n" }.joined()
  }

  /// A field with an apostrophe before it if a spreadsheet would run it as a formula, or if it could be taken for one that has it already.
  public static func guarded(_ text: String) -> String { isGuarded(text) ? "'" + text : text }

  /// A field as it was before ``guarded(_:)``; one that nobody guarded stays as it is.
  public static func unguarded(_ text: String) -> String {
    text.unicodeScalars.first == "'" && isGuarded(text) ? String(text.unicodeScalars.dropFirst()) : text
  }

  /// Whether a formula begins behind all apostrophes, so that each of them counts.
  private static func isGuarded(_ text: String) -> Bool {
    // Scalars, not characters: a sign with an accent after it still begins a formula.
    text.unicodeScalars.first { $0 != "'" }.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
  }

  private static func field(_ text: String) -> String {
    let needsQuotes = text.unicodeScalars.contains { "\",\n\r\u{FEFF}".unicodeScalars.contains($0) }
    guard needsQuotes else { return text }
    // Scalars, not characters: to Swift, a quotation mark with an accent after it is another character and would not be doubled.
    var quoted = String.UnicodeScalarView(["\""])
    for scalar in text.unicodeScalars { quoted.append(contentsOf: scalar == "\"" ? ["\"", "\""] : [scalar]) }
    quoted.append("\"")
    return String(quoted)
  }

  private struct Reader {
    // Scalars, not characters: to Swift, CR LF is one character.
    var rest: Substring.UnicodeScalarView
    var line = 1

    init(text: String) { rest = text[...].unicodeScalars }

    mutating func rows() throws(CSVError) -> [[CSVField]] {
      var rows: [[CSVField]] = []
      while !rest.isEmpty {
        let isQuoted = rest.first == "\""
        let row = try row()
        // An empty line at the end of the file is no row; an empty field in quotation marks is one.
        if rest.isEmpty, !isQuoted, row.count == 1, row[0].text.isEmpty { break }
        rows.append(row)
      }
      return rows
    }

    private mutating func row() throws(CSVError) -> [CSVField] {
      var fields: [CSVField] = []
      while true {
        let start = line
        let column = fields.count + 1
        let text = rest.first == "\"" ? try quoted(column: column) : try plain(column: column)
        fields.append(CSVField(text: text, line: start, column: column))
        guard let end = rest.popFirst() else { return fields }
        switch end {
        case ",": continue
        case "\n":
          line += 1
          return fields
        case "\r":
          guard rest.first == "\n" else { throw CSVError(reason: .quotation, line: line, column: column) }
          rest.removeFirst()
          line += 1
          return fields
        default: throw CSVError(reason: .quotation, line: line, column: column)
        }
      }
    }

    private mutating func plain(column: Int) throws(CSVError) -> String {
      var text = String.UnicodeScalarView()
      while let next = rest.first, next != ",", next != "\n", next != "\r" {
        guard next != "\"" else { throw CSVError(reason: .quotation, line: line, column: column) }
        text.append(next)
        rest.removeFirst()
      }
      return String(text)
    }

    private mutating func quoted(column: Int) throws(CSVError) -> String {
      let start = line
      rest.removeFirst()
      var text = String.UnicodeScalarView()
      while let next = rest.popFirst() {
        if next == "\"" {
          guard rest.first == "\"" else { return String(text) }
          rest.removeFirst()
        }
        if next == "\n" { line += 1 }
        text.append(next)
      }
      throw CSVError(reason: .quotation, line: start, column: column)
    }
  }
}
