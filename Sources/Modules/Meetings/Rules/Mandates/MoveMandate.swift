// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What a move from one status to another needs.
public enum MoveNeed: String, Hashable, Sendable, CaseIterable {
  /// Nothing.
  case nothing
  /// Something that was done.
  case action
  /// Something that was done, with a document that shows it.
  case evidence
  /// The mandate that took its place.
  case successor
  /// The reason in words.
  case reason
}

extension Mandate.Status {
  /// What it needs to go to another status; `nil` where there is no such move.
  ///
  /// What has ended is opened again only with the reason why.
  /// - Source: practice (a mandate is closed by a document that shows what was done, or by a later decision)
  public func need(to status: Mandate.Status) -> MoveNeed? {
    switch (self, status) {
    case (.noIndication, .notStarted): .nothing
    case (.noIndication, .inProgress), (.notStarted, .inProgress): .action
    case (.noIndication, .done), (.notStarted, .done), (.inProgress, .done): .evidence
    case (.noIndication, .overtaken), (.notStarted, .overtaken), (.inProgress, .overtaken): .successor
    case (.noIndication, .notApplicable), (.notStarted, .notApplicable), (.inProgress, .notApplicable): .reason
    case (.done, .inProgress), (.overtaken, .notStarted), (.notApplicable, .notStarted): .reason
    default: nil
    }
  }

  /// The moves there are, in the order of the statuses.
  public var moves: [(to: Mandate.Status, need: MoveNeed)] {
    Mandate.Status.allCases.compactMap { status in need(to: status).map { (status, $0) } }
  }
}

/// Why the status of a mandate is not set.
public enum CannotMoveMandate: Problem, Equatable {
  /// The mandate leaves nothing to do.
  case nothingToDo
  /// There is no such move from where it is.
  case noSuchMove
  /// Nothing that was done has been recorded.
  case needsAction
  /// No action names the document that shows it.
  case needsEvidence
  /// The mandate that took its place is not named, or is this one, or was itself overtaken by it.
  case needsSuccessor
  /// The reason is missing.
  case needsReason
  /// Another officer has changed it since it was opened.
  case changedSinceSeen

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .nothingToDo: "meetings.mandate-nothing-to-do"
    case .noSuchMove: "meetings.mandate-no-such-move"
    case .needsAction: "meetings.mandate-needs-action"
    case .needsEvidence: "meetings.mandate-needs-evidence"
    case .needsSuccessor: "meetings.mandate-needs-successor"
    case .needsReason: "meetings.mandate-needs-reason"
    case .changedSinceSeen: "meetings.mandate-changed-since-seen"
    }
  }

  /// Invalid, or in conflict with where the mandate is.
  public var kind: ProblemKind {
    switch self {
    case .needsSuccessor, .needsReason: .invalid
    case .nothingToDo, .noSuchMove, .needsAction, .needsEvidence, .changedSinceSeen: .conflict
    }
  }

  /// The field that is to be filled, where there is one.
  public var fields: [FieldProblem] {
    switch self {
    case .needsSuccessor: [FieldProblem(field: "successor", code: code)]
    case .needsReason: [FieldProblem(field: "reason", code: code)]
    default: []
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotMoveMandate] = [
    .nothingToDo, .noSuchMove, .needsAction, .needsEvidence, .needsSuccessor, .needsReason, .changedSinceSeen,
  ]
}

extension Mandate {
  /// The mandate with another status.
  /// - Parameters:
  ///   - reason: why, where the move needs it; kept also where it does not.
  ///   - successor: the mandate that took its place, where it is overtaken.
  /// - Throws: ``CannotMoveMandate``, when there is no such move or what it needs is not there.
  public func moving(to status: Status, because reason: String? = nil, successor: Mandate? = nil) throws(CannotMoveMandate) -> Mandate {
    guard createsTask else { throw .nothingToDo }
    guard let need = self.status.need(to: status) else { throw .noSuchMove }
    let why = reason.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    switch need {
    case .nothing: break
    case .action: if actions.isEmpty { throw .needsAction }
    case .evidence: if !actions.contains(where: { $0.evidence != nil }) { throw .needsEvidence }
    case .successor: guard let successor, successor.id != id, successor.overtakenBy != id else { throw .needsSuccessor }
    case .reason: if why == nil { throw .needsReason }
    }
    var mandate = self
    mandate.status = status
    mandate.overtakenBy = status == .overtaken ? successor?.id : nil
    mandate.statusReason = why
    return mandate
  }
}
