// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why something was not kept or not done.
public enum CannotContribute: Problem, Equatable {
  /// Fields are missing or wrong. They are mended in the form, which has kept everything.
  case wrongFields([FieldProblem])
  /// Somebody else has changed the same fields meanwhile. Both texts are shown.
  case contested([FieldProblem])
  /// It has moved on meanwhile, and the act does not fit any more. The page shows where it stands.
  case otherStage
  /// The second look is another officer's.
  case secondOfficerNeeded
  /// The State has not agreed that it is published.
  case notForPublication
  /// The call takes no contributions: it is not open yet, or no more.
  case callNotOpen
  /// A request and an offer do not fit: another category, or one of them is not open.
  case cannotMatch

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .wrongFields: "contributions.wrong-fields"
    case .contested: "contributions.contested"
    case .otherStage: "contributions.other-stage"
    case .secondOfficerNeeded: "contributions.second-officer-needed"
    case .notForPublication: "contributions.not-for-publication"
    case .callNotOpen: "contributions.call-not-open"
    case .cannotMatch: "contributions.cannot-match"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .wrongFields: .invalid
    case .contested, .otherStage, .callNotOpen, .cannotMatch, .notForPublication: .conflict
    case .secondOfficerNeeded: .forbidden
    }
  }

  /// The fields concerned.
  public var fields: [FieldProblem] {
    switch self {
    case .wrongFields(let fields), .contested(let fields): fields
    default: []
    }
  }

  /// One of each, with every fault that a field can have.
  public static let examples: [CannotContribute] = [
    .wrongFields(EntryFault.allCases.map { FieldProblem(field: "title", code: $0.code) }),
    .contested([FieldProblem(field: "title", code: EntryFault.contested.code)]), .otherStage, .secondOfficerNeeded, .notForPublication,
    .callNotOpen, .cannotMatch,
  ]
}
