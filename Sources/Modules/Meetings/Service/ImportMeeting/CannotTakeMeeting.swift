// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import StrictJSON

/// Why a meeting's file is not taken in.
enum CannotTakeMeeting: Problem, Equatable {
  /// One place that is wrong, with the words for it.
  struct Issue: Equatable {
    let line: Int
    let column: Int
    let said: String
  }

  /// The file is no meeting: everything that is wrong, in the order of the file.
  case unreadable([Issue])
  /// The name of a body or meeting stands for another one here.
  case nameTaken(Mark)
  /// Something that the file concerns was changed since it was looked through.
  case changedSinceSeen

  init(_ error: StrictJSONError, in words: Words) {
    self = .unreadable(
      error.issues.map { issue in
        Issue(
          line: issue.position.line, column: issue.position.column,
          said: words("meetings.unreadable.\(issue.reason.rawValue)", ["path": .text(issue.path), "expected": .text(issue.expected)]))
      })
  }

  var code: ProblemCode {
    switch self {
    case .unreadable: "meetings.exports-unreadable"
    case .nameTaken: "meetings.exports-name-taken"
    case .changedSinceSeen: "meetings.exports-changed-since-seen"
    }
  }

  var kind: ProblemKind {
    switch self {
    case .unreadable: .invalid
    case .nameTaken, .changedSinceSeen: .conflict
    }
  }

  var details: [String: String] {
    switch self {
    case .unreadable(let issues): ["count": "\(issues.count)"]
    case .nameTaken(let mark): ["name": mark.text]
    case .changedSinceSeen: [:]
    }
  }

  var fields: [FieldProblem] {
    guard case .unreadable(let issues) = self else { return [] }
    return issues.map {
      FieldProblem(field: "file", code: code, details: ["line": "\($0.line)", "column": "\($0.column)", "said": $0.said])
    }
  }

  static var examples: [CannotTakeMeeting] {
    [.unreadable([Issue(line: 1, column: 1, said: "?")]), .changedSinceSeen] + (Mark("eg1").map { [.nameTaken($0)] } ?? [])
  }
}
