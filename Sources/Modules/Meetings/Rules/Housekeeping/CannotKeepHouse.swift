// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Why a proposal about a mandate is not made or not decided.
public enum CannotKeepHouse: String, Problem, Equatable, CaseIterable {
  /// The mandate has ended or never left anything to do.
  case notLiving = "not-living"
  /// A proposal about it waits for its decision.
  case alreadyProposed = "already-proposed"
  /// The reason is missing.
  case needsReason = "proposal-needs-reason"
  /// The new words are the old ones.
  case nothingNew = "nothing-new"
  /// Nobody decides on one's own proposal.
  case ownProposal = "own-proposal"
  /// Only the proposer takes a proposal back.
  case othersProposal = "others-proposal"
  /// It was decided already.
  case decidedAlready = "decided-already"
  /// The mandate has ended or was put into other words since the proposal was made.
  case mandateChanged = "mandate-changed"

  /// The stable name.
  public var code: ProblemCode { ProblemCode(rawValue: "meetings.mandate-\(rawValue)") }

  /// Invalid, forbidden, or in conflict with what was decided meanwhile.
  public var kind: ProblemKind {
    switch self {
    case .needsReason, .nothingNew: .invalid
    case .ownProposal, .othersProposal: .forbidden
    case .notLiving, .alreadyProposed, .decidedAlready, .mandateChanged: .conflict
    }
  }

  /// The field that is to be filled, where there is one.
  public var fields: [FieldProblem] { self == .needsReason ? [FieldProblem(field: "reason", code: code)] : [] }
}
