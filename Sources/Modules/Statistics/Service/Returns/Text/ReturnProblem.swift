// SPDX-License-Identifier: Apache-2.0
public import Kernel
import StrictJSON

/// Why a text is no return or no questionnaire.
public enum ReturnProblem: Problem, Equatable {
  /// It is not written as it must be, at this place.
  case unreadable(place: String)
  /// A table of figures is not CSV as RFC 4180 has it.
  case notCSV(line: Int, column: Int)
  /// A column is missing, stands twice, or has no place in a return.
  case wrongColumn(name: String)
  /// A line of a table of figures says nothing that the questionnaire asks for, or something that stands there already.
  case wrongLine(line: Int, column: String)
  /// There is no text.
  case nothing

  init(_ error: StrictJSONError) {
    guard let first = error.issues.first else {
      self = .unreadable(place: "1:1")
      return
    }
    // Names of members are the sender's words: only where it is wrong is told, and the names that the format has.
    self = .unreadable(place: "\(first.position.line):\(first.position.column)")
  }

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .unreadable: "statistics.return-unreadable"
    case .notCSV: "statistics.return-not-csv"
    case .wrongColumn: "statistics.return-wrong-column"
    case .wrongLine: "statistics.return-wrong-line"
    case .nothing: "statistics.return-nothing"
    }
  }

  /// The kind.
  public var kind: ProblemKind { .invalid }

  /// The values of the words.
  public var details: [String: String] {
    switch self {
    case .unreadable(let place): ["place": place]
    case .notCSV(let line, let column): ["line": "\(line)", "column": "\(column)"]
    case .wrongColumn(let name): ["name": name]
    case .wrongLine(let line, let column): ["line": "\(line)", "name": column]
    case .nothing: [:]
    }
  }

  /// One of each.
  public static let examples: [ReturnProblem] = [
    .unreadable(place: "1:1"), .notCSV(line: 1, column: 1), .wrongColumn(name: "table"), .wrongLine(line: 2, column: "value"), .nothing,
  ]
}
