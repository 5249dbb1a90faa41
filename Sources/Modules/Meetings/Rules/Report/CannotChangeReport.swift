// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why a change of a report is refused.
public enum CannotChangeReport: Problem, Equatable {
  /// The meeting has a report already.
  case drafted
  /// The report is adopted; nothing changes any more.
  case adopted
  /// Numbers are fixed already.
  case numbered
  /// The paragraph has been decided; it must be taken up again first.
  case settled
  /// It is in that state already.
  case alreadySo
  /// Words in square brackets are left.
  case bracketsLeft
  /// A bracket does not close, in these languages.
  case bracketsUnbalanced([Language])
  /// Amendments are before the meeting.
  case amendmentsPending
  /// No amendment was accepted: it is agreed as it stands.
  case notAmended
  /// An amendment was accepted: it is agreed as amended.
  case amended
  /// There is no text to decide on.
  case noText
  /// The amendment has been decided.
  case amendmentDecided
  /// Somebody else has changed the same text to something else.
  case changedSinceSeen
  /// Paragraphs are open or in brackets, by their numbers.
  case undecided(open: [String], bracketed: [String])
  /// Fields hold what they may not.
  case wrongFields([FieldProblem])

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .drafted: "meetings.report-drafted"
    case .adopted: "meetings.report-adopted"
    case .numbered: "meetings.report-numbered"
    case .settled: "meetings.paragraph-settled"
    case .alreadySo: "meetings.paragraph-already-so"
    case .bracketsLeft: "meetings.brackets-left"
    case .bracketsUnbalanced: "meetings.brackets-unbalanced"
    case .amendmentsPending: "meetings.amendments-pending"
    case .notAmended: "meetings.paragraph-not-amended"
    case .amended: "meetings.paragraph-amended"
    case .noText: "meetings.paragraph-without-text"
    case .amendmentDecided: "meetings.amendment-decided"
    case .changedSinceSeen: "meetings.report-changed-since-seen"
    case .undecided: "meetings.report-undecided"
    case .wrongFields: "meetings.report-wrong-fields"
    }
  }

  /// Invalid, or in conflict with the state of the report.
  public var kind: ProblemKind {
    switch self {
    case .bracketsUnbalanced, .noText, .wrongFields: .invalid
    default: .conflict
    }
  }

  /// The paragraphs that are undecided.
  public var details: [String: String] {
    guard case .undecided(let open, let bracketed) = self else { return [:] }
    return [
      "open": open.isEmpty ? "–" : open.joined(separator: ", "), "bracketed": bracketed.isEmpty ? "–" : bracketed.joined(separator: ", "),
    ]
  }

  /// The fields concerned.
  public var fields: [FieldProblem] {
    switch self {
    case .bracketsUnbalanced(let languages):
      languages.map { FieldProblem(field: "text.\($0.rawValue)", code: "meetings.brackets-unbalanced") }
    case .wrongFields(let fields): fields
    default: []
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotChangeReport] = [
    .drafted, .adopted, .numbered, .settled, .alreadySo, .bracketsLeft, .bracketsUnbalanced([.en]), .amendmentsPending, .notAmended,
    .amended, .noText, .amendmentDecided, .changedSinceSeen, .undecided(open: ["3"], bracketed: ["4 bis"]),
    .wrongFields(ReportFault.allCases.map { FieldProblem(field: "field", code: $0.code) }),
  ]
}

/// What can be wrong in the fields of a report's forms.
public enum ReportFault: String, Hashable, Sendable, CaseIterable {
  /// Something must be typed or chosen.
  case missing = "report-missing"
  /// It cannot be read, or is not among what can be chosen.
  case wrongValue = "report-wrong-value"
  /// Another document has the symbol.
  case symbolTaken = "report-symbol-taken"

  /// Its code, whose words stand beside the field.
  public var code: ProblemCode { ProblemCode(rawValue: "meetings.\(rawValue)") }
}
