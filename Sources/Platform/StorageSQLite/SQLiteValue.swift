// SPDX-License-Identifier: Apache-2.0
import Foundation
import GRDBSQLite
import Storage

/// Tells SQLite to copy what it is given, which is gone when the call returns.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

extension SQLValue {
  /// Gives the value to a place of a statement; the answer is one of SQLite's codes.
  func bind(to statement: OpaquePointer, at place: Int32) -> Int32 {
    switch self {
    case .text(var text):
      return text.withUTF8 { bytes in
        // Without an address SQLite would take it for null.
        guard let start = bytes.baseAddress else { return sqlite3_bind_text(statement, place, "", 0, copied) }
        return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
          sqlite3_bind_text64(statement, place, $0, UInt64(bytes.count), copied, UInt8(SQLITE_UTF8))
        }
      }
    case .integer(let number): return sqlite3_bind_int64(statement, place, number)
    case .real(let number): return sqlite3_bind_double(statement, place, number)
    case .blob(let data):
      return data.withUnsafeBytes { bytes in
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return sqlite3_bind_zeroblob(statement, place, 0) }
        return sqlite3_bind_blob64(statement, place, start, UInt64(bytes.count), copied)
      }
    case .null: return sqlite3_bind_null(statement, place)
    }
  }

  /// The value in a column of the row at which a statement stands.
  init(_ statement: OpaquePointer, _ column: Int32) {
    switch sqlite3_column_type(statement, column) {
    case SQLITE_INTEGER: self = .integer(sqlite3_column_int64(statement, column))
    case SQLITE_FLOAT: self = .real(sqlite3_column_double(statement, column))
    case SQLITE_TEXT:
      // The address first: asking for it may change the length.
      let start = sqlite3_column_text(statement, column)
      let count = Int(sqlite3_column_bytes(statement, column))
      self = .text(String(decoding: UnsafeBufferPointer(start: start, count: start == nil ? 0 : count), as: UTF8.self))
    case SQLITE_BLOB:
      let start = sqlite3_column_blob(statement, column)
      self = .blob(start.map { Data(bytes: $0, count: Int(sqlite3_column_bytes(statement, column))) } ?? Data())
    default: self = .null
    }
  }
}
