// SPDX-License-Identifier: Apache-2.0
import GRDB
import GRDBSQLite
import Storage
import Synchronization

/// Runs portable statements on a connection of GRDB, which prepares and keeps them.
///
/// Values go to SQLite and come from it without anything between: the carriers that GRDB would make for each cost half as much again as a
/// small statement itself.
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
      let statement = try database.cachedStatement(sql: sql.text).sqliteStatement
      // Nothing of a case stays with a statement that waits for its next use.
      defer {
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
      }
      let shape = StatementShape.of(sql.text, statement)
      try bind(sql.values, by: shape, to: statement)
      let rows = try rows(of: statement, sql.text, shape)
      let changed = sqlite3_stmt_readonly(statement) != 0 ? 0 : Int(sqlite3_changes(sqlite3_db_handle(statement)))
      if let mustChange = sql.mustChange, changed != mustChange { throw StaleWrite() }
      return Outcome(rows: rows, changed: changed)
    } catch let error as DatabaseError {
      throw SQLiteFailure.explained(error, statement: sql.text)
    }
  }

  private static func bind(_ values: [SQLValue], by shape: StatementShape, to statement: OpaquePointer) throws {
    guard shape.valueCount == values.count else {
      throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "\(values.count) values for other places")
    }
    for (number, place) in shape.places.enumerated() {
      let code = values[place - 1].bind(to: statement, at: Int32(number + 1))
      guard code == SQLITE_OK else { throw failure(code, of: statement) }
    }
  }

  private static func rows(of statement: OpaquePointer, _ text: String, _ shape: StatementShape) throws -> [SQLRow] {
    var (shape, rows) = (shape, [SQLRow]())
    while true {
      let code = sqlite3_step(statement)
      guard code == SQLITE_ROW else {
        guard code == SQLITE_DONE else { throw failure(code, of: statement) }
        return rows
      }
      let count = Int(sqlite3_column_count(statement))
      // A table may have got another column since the statement was prepared.
      if count != shape.columnCount { shape = StatementShape.anew(text, statement) }
      rows.append(SQLRow(shape.columns, (0..<Int32(count)).map { SQLValue(statement, $0) }))
    }
  }

  private static func failure(_ code: Int32, of statement: OpaquePointer) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: code), message: sqlite3_errmsg(sqlite3_db_handle(statement)).map { String(cString: $0) })
  }

  /// Runs a schema statement.
  static func execute(_ text: String, on database: GRDB.Database) throws {
    do { try database.execute(sql: text) } catch let error as DatabaseError {
      throw SQLiteFailure.explained(error, statement: text)
    }
  }
}

/// What has to be known of a statement to give it values and to read its answer.
struct StatementShape: Sendable {
  /// For each of SQLite's own places the number behind its `$`, 0 for one without: SQLite takes `$1` for a name and counts by first appearance.
  let places: [Int]
  /// How many values it takes; none when a place has no number, which no value can be for.
  let valueCount: Int?
  let columns: SQLColumns
  let columnCount: Int

  /// By text, for all connections of the process: a migration that renames a column of a table under a running process would need a restart.
  private static let known = Mutex<[String: StatementShape]>([:])

  /// The shape that is known of the text, or found out now.
  static func of(_ text: String, _ statement: OpaquePointer) -> StatementShape {
    known.withLock { $0[text] } ?? anew(text, statement)
  }

  /// The shape as the prepared statement has it now.
  static func anew(_ text: String, _ statement: OpaquePointer) -> StatementShape {
    let shape = StatementShape(statement)
    known.withLock { known in
      // Lists of values make many texts; those that come often are soon known again.
      if known.count > 2000 { known.removeAll() }
      known[text] = shape
    }
    return shape
  }

  private init(_ statement: OpaquePointer) {
    let names = (0..<sqlite3_column_count(statement)).map { place in
      sqlite3_column_name(statement, place).map { String(cString: $0) } ?? ""
    }
    (columns, columnCount) = (SQLColumns(names), names.count)
    places = (0..<sqlite3_bind_parameter_count(statement)).map { place in
      sqlite3_bind_parameter_name(statement, place + 1).flatMap { Int(String(cString: $0).dropFirst()) } ?? 0
    }
    valueCount = places.contains(0) ? nil : places.max() ?? 0
  }
}
