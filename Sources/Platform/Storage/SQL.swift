// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// A value that goes into or comes out of a table.
public enum SQLValue: Sendable, Hashable {
  /// Text, ids, days as `YYYY-MM-DD`.
  case text(String)
  /// Whole numbers, instants as microseconds since 1970 UTC, yes and no as 1 and 0.
  case integer(Int64)
  /// Numbers with a fraction; never money.
  case real(Double)
  /// Bytes.
  case blob(Data)
  /// Nothing.
  case null
}

/// One statement of portable SQL with its values for `$1`, `$2` and so on.
public struct SQL: Sendable {
  /// The statement; the same text for both drivers.
  public let text: String
  /// The first value stands for `$1`.
  public let values: [SQLValue]
  /// How many rows the statement must change; otherwise the whole commit is undone with ``StaleWrite``.
  public let mustChange: Int?

  /// Makes a statement.
  public init(_ text: String, _ values: [SQLValue] = [], mustChange: Int? = nil) {
    self.text = text
    self.values = values
    self.mustChange = mustChange
  }
}

/// A type that has one form in tables.
public protocol SQLConvertible {
  /// The form in tables.
  var sql: SQLValue { get }
}

/// The columns of an answer, shared by all its rows; drivers make one for each answer.
package final class SQLColumns: Sendable {
  private let places: [String: Int]

  /// Takes the names in the order of the answer; of two with the same name the first counts.
  ///
  /// Unquoted names are lower case in PostgreSQL and as written in SQLite, so a name counts in both forms.
  package init(_ names: [String]) {
    var places: [String: Int] = [:]
    for (place, name) in names.enumerated() {
      if places[name] == nil { places[name] = place }
      let folded = name.lowercased()
      if places[folded] == nil { places[folded] = place }
    }
    self.places = places
  }

  package func place(of name: String) -> Int? { places[name] ?? places[name.lowercased()] }
}

/// One row of an answer, read by column name; capital and small letters of column names are the same.
public struct SQLRow: Sendable {
  private let columns: SQLColumns
  private let values: [SQLValue]

  /// Makes a row from its columns.
  public init(_ columns: [String: SQLValue]) {
    let sorted = columns.sorted { $0.key < $1.key }
    self.init(SQLColumns(sorted.map(\.key)), sorted.map(\.value))
  }

  /// Makes a row of an answer; `values` has as many elements as the columns had names.
  package init(_ columns: SQLColumns, _ values: [SQLValue]) {
    self.columns = columns
    self.values = values
  }

  /// The value of a column, or `null` when the answer has no such column.
  public subscript(column: String) -> SQLValue {
    guard let place = columns.place(of: column) else { return .null }
    return values[place]
  }

  /// The text in a column.
  /// - Throws: ``UnreadableRow`` when the column holds no text.
  public func text(_ column: String) throws -> String {
    guard case .text(let value) = self[column] else { throw UnreadableRow(column: column) }
    return value
  }

  /// The text in a column, or `nil` where it is null.
  public func optionalText(_ column: String) throws -> String? {
    self[column] == .null ? nil : try text(column)
  }

  /// The whole number in a column.
  /// - Throws: ``UnreadableRow`` when the column holds no whole number.
  public func integer(_ column: String) throws -> Int {
    guard case .integer(let value) = self[column] else { throw UnreadableRow(column: column) }
    return Int(value)
  }

  /// The whole number in a column, or `nil` where it is null.
  public func optionalInteger(_ column: String) throws -> Int? {
    self[column] == .null ? nil : try integer(column)
  }

  /// The bytes in a column.
  /// - Throws: ``UnreadableRow`` when the column holds no bytes.
  public func blob(_ column: String) throws -> Data {
    guard case .blob(let value) = self[column] else { throw UnreadableRow(column: column) }
    return value
  }

  /// The instant in a column of microseconds UTC.
  /// - Throws: ``UnreadableRow`` when the column holds no whole number.
  public func instant(_ column: String) throws -> Date {
    Date(microseconds: Int64(try integer(column)))
  }

  /// The instant in a column, or `nil` where it is null.
  public func optionalInstant(_ column: String) throws -> Date? {
    self[column] == .null ? nil : try instant(column)
  }

  /// Reads a column through a type's own reading of text, such as `ID` or `CalendarDay`.
  /// - Throws: ``UnreadableRow`` when the column holds no such text.
  public func value<Value>(_ column: String, _ read: (String) -> Value?) throws -> Value {
    guard let value = read(try text(column)) else { throw UnreadableRow(column: column) }
    return value
  }

  /// The same as ``value(_:_:)``, or `nil` where the column is null.
  public func optionalValue<Value>(_ column: String, _ read: (String) -> Value?) throws -> Value? {
    self[column] == .null ? nil : try value(column, read)
  }
}

/// A column did not hold what the program wrote there: the database was changed by something else.
public struct UnreadableRow: Error, Sendable {
  /// The column.
  public let column: String
  /// Names the column.
  public init(column: String) { self.column = column }
}

extension Date {
  /// The instant this many microseconds after 1 January 1970 UTC.
  public init(microseconds: Int64) {
    self.init(timeIntervalSince1970: Double(microseconds) / 1_000_000)
  }

  /// Microseconds since 1 January 1970 UTC, rounded to the nearest.
  public var microseconds: Int64 { Int64((timeIntervalSince1970 * 1_000_000).rounded()) }
}
