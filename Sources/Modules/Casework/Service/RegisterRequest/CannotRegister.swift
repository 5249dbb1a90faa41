// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel

/// Why a request cannot be taken into the register.
enum CannotRegister: Problem, Equatable {
  /// Another request has the reference already.
  case referenceTaken
  /// The fields of the form cannot be read.
  case unreadable(fields: [FieldProblem])
  /// The file is no request for this authority: the requested State is another one.
  case notForThisState

  var code: ProblemCode {
    switch self {
    case .referenceTaken: "casework.reference-taken"
    case .unreadable: "casework.unreadable-registration"
    case .notForThisState: "casework.not-for-this-state"
    }
  }

  var kind: ProblemKind { self == .referenceTaken ? .conflict : .invalid }

  var fields: [FieldProblem] {
    switch self {
    case .referenceTaken: [FieldProblem(field: "reference", code: code)]
    case .unreadable(let fields): fields
    case .notForThisState: []
    }
  }

  static let examples: [CannotRegister] = [
    .referenceTaken, .unreadable(fields: [FieldProblem(field: "reference", code: "casework.missing")]), .notForThisState,
  ]
}
