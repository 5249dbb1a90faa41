// SPDX-License-Identifier: Apache-2.0
import GRDB
import Storage

/// SQLite's errors in the words of the port.
enum SQLiteFailure {
  /// SQLite's messages name tables and columns, never values, so they may be shown.
  static func explained(_ error: DatabaseError, statement: String) -> any Error {
    let message = error.message ?? ""
    switch error.extendedResultCode {
    case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID:
      // "UNIQUE constraint failed: event.eventIndex"
      let table = message.split(separator: ": ").last?.split(separator: ".").first.map { $0.lowercased() }
      return UniqueViolation(table: table)
    default: break
    }
    switch error.resultCode {
    case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG:
      return ConstraintViolation(constraint: message)
    case .SQLITE_FULL: return DatabaseFull()
    case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_NOTADB, .SQLITE_CORRUPT,
      .SQLITE_READONLY where statement.isEmpty, .SQLITE_PERM, .SQLITE_NOMEM:
      return DatabaseUnavailable(message)
    default:
      return DatabaseFailure(code: String(error.extendedResultCode.rawValue), statement: statement)
    }
  }
}
