// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import StrictJSON
import Web

/// A body or file that cannot be read, with every place that is wrong.
struct CannotReadCase: Problem, Equatable {
  /// One thing that is wrong.
  struct Issue: Equatable {
    let line: Int
    let column: Int
    let path: String
    let said: String

    var details: [String: String] { ["line": "\(line)", "column": "\(column)", "said": said] }
  }

  /// Everything that is wrong, in the order of the file.
  let issues: [Issue]

  init(_ error: StrictJSONError, in words: Words) {
    self.init(
      error.issues.map {
        Issue(
          line: $0.position.line, column: $0.position.column, path: $0.path,
          said: words("letter.unreadable.\($0.reason.rawValue)", ["path": .text($0.path), "expected": .text($0.expected)]))
      })
  }

  init(_ issues: [Issue]) { self.issues = issues }

  var code: ProblemCode { "casework.unreadable" }
  var kind: ProblemKind { .invalid }
  var details: [String: String] { issues.first?.details ?? [:] }
  var fields: [FieldProblem] { issues.map { FieldProblem(field: $0.path, code: code, details: $0.details) } }
}
