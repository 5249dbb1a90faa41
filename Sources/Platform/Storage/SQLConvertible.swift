// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel

extension String: SQLConvertible {
  /// Text.
  public var sql: SQLValue { .text(self) }
}
extension Int: SQLConvertible {
  /// A whole number.
  public var sql: SQLValue { .integer(Int64(self)) }
}
extension Bool: SQLConvertible {
  /// 1 for yes, 0 for no.
  public var sql: SQLValue { .integer(self ? 1 : 0) }
}
extension Date: SQLConvertible {
  /// Microseconds since 1970 UTC.
  public var sql: SQLValue { .integer(microseconds) }
}
extension Data: SQLConvertible {
  /// Bytes.
  public var sql: SQLValue { .blob(self) }
}
extension ID: SQLConvertible {
  /// The lower-case UUID.
  public var sql: SQLValue { .text(description) }
}
extension CalendarDay: SQLConvertible {
  /// `YYYY-MM-DD`.
  public var sql: SQLValue { .text(description) }
}
extension StateCode: SQLConvertible {
  /// The code.
  public var sql: SQLValue { .text(code) }
}
extension Language: SQLConvertible {
  /// The code.
  public var sql: SQLValue { .text(rawValue) }
}
extension Optional where Wrapped: SQLConvertible {
  /// The value's form, or null.
  public var sql: SQLValue { self?.sql ?? .null }
}
