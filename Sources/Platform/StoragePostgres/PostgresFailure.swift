// SPDX-License-Identifier: Apache-2.0
import CPQ
import Storage

/// Why a statement was not carried out.
enum PostgresFailure: Error {
  /// The server refused it.
  case refused(state: String, table: String?, detail: String, statement: String)
  /// The connection is gone; what was under way may or may not have happened.
  case lost(String)

  /// Reads the server's refusal; its message is left out because it can quote values.
  init(_ result: OpaquePointer, statement: String) {
    func field(_ code: UnicodeScalar) -> String? {
      PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
    }
    let state = field("C") ?? ""
    // Classes 57P and 08: the server is going down or the connection is broken.
    if state.isEmpty || state.hasPrefix("57P") || state.hasPrefix("08") {
      self = .lost(state.isEmpty ? "the connection was lost" : "SQLSTATE \(state)")
      return
    }
    let table = field("t")
    let name = field("n") ?? field("c").map { "\(table ?? "").\($0)" } ?? "SQLSTATE \(state)"
    self = .refused(state: state, table: table, detail: name, statement: statement)
  }

  /// Two commits got in each other's way and the server chose this one to be tried again.
  var isCollision: Bool {
    if case .refused("40001", _, _, _) = self { return true }
    if case .refused("40P01", _, _, _) = self { return true }
    return false
  }

  var isLost: Bool { if case .lost = self { true } else { false } }

  /// The connection's prepared statements no longer fit the tables.
  var isOutdatedPlan: Bool { if case .refused("0A000", _, _, _) = self { true } else { false } }

  /// The failure in the words of the port.
  var explained: any Error {
    switch self {
    case .lost(let reason): return DatabaseUnavailable(reason)
    case .refused(let state, let table, let detail, let statement):
      switch state.prefix(2) {
      case "23" where state == "23505": return UniqueViolation(table: table?.lowercased())
      // Class 22 is what the column's type refuses, class 23 what its constraints refuse.
      case "22", "23": return ConstraintViolation(constraint: detail)
      case "53" where state == "53100": return DatabaseFull()
      case "40", "53", "55", "58": return DatabaseUnavailable("SQLSTATE \(state)")
      default:
        // The server stops a statement because this task was cancelled, or because its administrator or a time limit wants it.
        if state == "57014" { return Task.isCancelled ? CancellationError() : DatabaseUnavailable("SQLSTATE \(state)") }
        return DatabaseFailure(code: state, statement: statement)
      }
    }
  }
}
