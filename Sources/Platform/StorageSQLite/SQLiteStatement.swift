// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDB
import Storage
import Synchronization

/// Runs portable statements on a connection of GRDB.
enum SQLiteStatement {
  /// What a statement gave back.
  struct Outcome {
    let rows: [SQLRow]
    let changed: Int
  }

  /// Runs one statement with its values.
  /// - Throws: ``StaleWrite`` when it changed another number of rows than it must.
  static func run(_ sql: Storage.SQL, on database: GRDB.Database) throws -> Outcome {
    do {
      let statement = try database.cachedStatement(sql: sql.text)
      let known = known(sql, statement)
      let arguments = arguments(of: sql, isInOrder: known.isInOrder)
      var rows: [SQLRow] = []
      if known.names.isEmpty {
        try statement.execute(arguments: arguments)
      } else {
        let places = 0..<known.names.count
        let cursor = try Row.fetchCursor(statement, arguments: arguments)
        while let row = try cursor.next() {
          rows.append(SQLRow(known.columns, try places.map { try SQLValue(row[$0] as DatabaseValue) }))
        }
      }
      let changed = statement.isReadonly ? 0 : database.changesCount
      if let mustChange = sql.mustChange, changed != mustChange { throw StaleWrite() }
      return Outcome(rows: rows, changed: changed)
    } catch let error as DatabaseError {
      throw SQLiteFailure.explained(error, statement: sql.text)
    }
  }

  /// What is found out of a text once.
  private struct Known: Sendable {
    /// The columns of its answer as the statement names them.
    let names: [String]
    let columns: SQLColumns
    /// Whether its places come in their order.
    let isInOrder: Bool
  }

  private static let texts = Mutex<[String: Known]>([:])

  private static func known(_ sql: Storage.SQL, _ statement: Statement) -> Known {
    let names = statement.columnNames
    // A table may have got another column since.
    if let known = texts.withLock({ $0[sql.text] }), known.names == names { return known }
    let known = Known(names: names, columns: SQLColumns(names), isInOrder: hasPlacesInOrder(sql.text, count: sql.values.count))
    texts.withLock { texts in
      // Lists of values make many texts; those that come often are soon known again.
      if texts.count > 2000 { texts.removeAll() }
      texts[sql.text] = known
    }
    return known
  }

  /// SQLite takes $1 for a name: bound by position, `$2 … $1` would get each other's values, so only places that come in their order are.
  private static func arguments(of sql: Storage.SQL, isInOrder: Bool) -> StatementArguments {
    // As optionals of any: for values of one type it makes a key path anew each time.
    if isInOrder { return StatementArguments(sql.values.map { value -> (any DatabaseValueConvertible)? in value.databaseValue }) }
    var arguments: [String: DatabaseValue] = [:]
    for (place, value) in sql.values.enumerated() { arguments[String(place + 1)] = value.databaseValue }
    return StatementArguments(arguments)
  }

  /// Whether `$1`, `$2` and so on first appear in this order, each of them, and nothing in quotes looks like one.
  static func hasPlacesInOrder(_ text: String, count: Int) -> Bool {
    var next = 1
    for place in text.split(separator: "$", omittingEmptySubsequences: false).dropFirst() {
      guard let number = Int(place.prefix { $0.isASCII && $0.isNumber }), number <= next else { return false }
      if number == next { next += 1 }
    }
    return next == count + 1
  }

  /// Runs a schema statement.
  static func execute(_ text: String, on database: GRDB.Database) throws {
    do { try database.execute(sql: text) } catch let error as DatabaseError {
      throw SQLiteFailure.explained(error, statement: text)
    }
  }
}

extension SQLValue {
  var databaseValue: DatabaseValue {
    switch self {
    case .text(let text): text.databaseValue
    case .integer(let number): number.databaseValue
    case .real(let number): number.databaseValue
    case .blob(let data): data.databaseValue
    case .null: .null
    }
  }

  init(_ value: DatabaseValue) throws {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = .integer(number)
    case .double(let number): self = .real(number)
    case .string(let text): self = .text(text)
    case .blob(let data): self = .blob(data)
    }
  }
}
