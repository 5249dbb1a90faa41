// SPDX-License-Identifier: Apache-2.0
import CPQ
import Foundation
import Storage

/// What a statement gave back.
struct PostgresAnswer: Sendable {
  let rows: [SQLRow]
  let changed: Int
  let tag: String

  /// Reads a result of libpq in text form.
  init(_ result: OpaquePointer) {
    tag = String(cString: PQcmdStatus(result))
    changed = Int(String(cString: PQcmdTuples(result))) ?? 0
    let count = PQnfields(result)
    let columns = SQLColumns((0..<count).map { String(cString: PQfname(result, $0)) })
    let types = (0..<count).map { PQftype(result, $0) }
    rows = (0..<PQntuples(result)).map { row in
      SQLRow(columns, (0..<count).map { Self.value(result, row, $0, type: types[Int($0)]) })
    }
  }

  /// The numbers are PostgreSQL's own of its types (`pg_type.dat`), which it never changes.
  private static func value(_ result: OpaquePointer, _ row: Int32, _ column: Int32, type: Oid) -> SQLValue {
    guard PQgetisnull(result, row, column) == 0, let bytes = PQgetvalue(result, row, column) else { return .null }
    switch type {
    case 16: return .integer(bytes[0] == CChar(UInt8(ascii: "t")) ? 1 : 0)
    case 20, 21, 23, 26: return .integer(strtoll(bytes, nil, 10))
    case 700, 701: return .real(strtod(bytes, nil))
    case 1700:
      // sum() of whole numbers is numeric here and a whole number in SQLite.
      let text = String(cString: bytes)
      return Int64(text).map { .integer($0) } ?? .real(strtod(bytes, nil))
    case 17:
      var length = 0
      let escaped = UnsafeRawPointer(bytes).assumingMemoryBound(to: UInt8.self)
      guard let plain = PQunescapeBytea(escaped, &length) else { return .null }
      defer { PQfreemem(plain) }
      return .blob(Data(bytes: plain, count: length))
    default: return .text(String(cString: bytes))
    }
  }
}

/// The values of a statement in the form libpq takes them, alive while the closure runs.
struct PostgresValues {
  private let fields: [[UInt8]?]
  private let formats: [Int32]

  init(_ values: [SQLValue]) {
    fields = values.map { value in
      switch value {
      case .null: nil
      case .integer(let number): Array(String(number).utf8) + [0]
      case .real(let number): Array(String(number).utf8) + [0]
      case .text(let text): Array(text.utf8) + [0]
      case .blob(let data): Array(data)
      }
    }
    // 1 is binary: bytes go as they are, everything else as text of a type that the server infers.
    formats = values.map { if case .blob = $0 { 1 } else { 0 } }
  }

  func with<Result>(
    _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> Result
  ) -> Result {
    // An empty blob still needs an address, or libpq takes it for null: hence the byte at the end.
    let all = fields.reduce(into: []) { $0 += $1 ?? [] } + [0]
    return all.withUnsafeBytes { bytes in
      var next = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      let places = fields.map { field -> UnsafePointer<CChar>? in
        guard let field else { return nil }
        defer { next = next.map { $0 + field.count } }
        return next
      }
      return body(Int32(fields.count), places, fields.map { Int32($0?.count ?? 0) }, formats)
    }
  }
}
