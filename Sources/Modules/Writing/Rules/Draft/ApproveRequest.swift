// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Instruments
public import Kernel

/// Why a request cannot be handed over, given back or approved.
public enum CannotApprove: SourcedProblem, Equatable {
  /// The officer has written in it: a second pair of eyes is needed.
  case ownWork
  /// It does not wait for approval.
  case notSubmitted(Draft.Stage.Code)
  /// It says something else than what was handed over.
  case notWhatWasSubmitted
  /// A draft is given back with a reason.
  case reasonMissing

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .ownWork: "writing.own-work"
    case .notSubmitted: "writing.not-submitted"
    case .notWhatWasSubmitted: "writing.not-what-was-submitted"
    case .reasonMissing: "writing.reason-missing"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .ownWork: .forbidden
    case .notSubmitted, .notWhatWasSubmitted: .conflict
    case .reasonMissing: .invalid
    }
  }

  /// The reason's field.
  public var fields: [FieldProblem] {
    self == .reasonMissing ? [FieldProblem(field: "reason", code: code)] : []
  }

  /// Four eyes are the practice of central authorities; the Convention leaves it to them.
  public var source: Source { .practice("four eyes: nobody approves their own request") }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotApprove] = [.ownWork, .notSubmitted(.writing), .notWhatWasSubmitted, .reasonMissing]
}

extension Draft {
  /// Hands the draft over to be approved.
  /// - Parameter ready: the proof that nothing blocks it.
  /// - Throws: ``CannotChange`` unless it is being written.
  public func submitting(
    _ ready: ReadyRequest, digest: String, by officer: ActingOfficer, at instant: Date
  ) throws(CannotChange) -> DraftDecision {
    guard case .writing = stage else { throw .notBeingWritten(stage.code) }
    guard ready.content == content else { throw .changedSinceSeen }
    var draft = self
    draft.stage = .submitted(Submission(by: officer, at: instant, digest: digest))
    draft.returned = nil
    return DraftDecision(state: draft, events: [.submitted(digest: digest)])
  }

  /// Takes the draft back in order to go on writing.
  /// - Throws: ``CannotApprove/notSubmitted(_:)`` unless it waits for approval.
  public func takingBack() throws(CannotApprove) -> DraftDecision {
    guard case .submitted = stage else { throw .notSubmitted(stage.code) }
    var draft = self
    draft.stage = .writing
    return DraftDecision(state: draft, events: [.takenBack])
  }

  /// Gives the draft back to those who write it.
  /// - Throws: ``CannotApprove/notSubmitted(_:)``, ``CannotApprove/reasonMissing``.
  public func returning(reason: String, by officer: ActingOfficer, at instant: Date) throws(CannotApprove) -> DraftDecision {
    guard case .submitted = stage else { throw .notSubmitted(stage.code) }
    guard !reason.allSatisfy(\.isWhitespace) else { throw .reasonMissing }
    var draft = self
    draft.stage = .writing
    draft.returned = Return(by: officer, at: instant, reason: reason)
    return DraftDecision(state: draft, events: [.returned])
  }

  /// Whether an officer has written in the request or handed it over, so that somebody else must approve it.
  /// - Source: practice (four eyes)
  public func isWork(of officer: String) -> Bool {
    if case .submitted(let submission) = stage, submission.by.id == officer { return true }
    return writers.contains { $0.id == officer }
  }

  /// What waits for an officer's approval.
  /// - Throws: ``CannotApprove/notSubmitted(_:)``, ``CannotApprove/ownWork``.
  @discardableResult
  public func submission(for officer: ActingOfficer) throws(CannotApprove) -> Submission {
    guard case .submitted(let submission) = stage else { throw .notSubmitted(stage.code) }
    guard !isWork(of: officer.id) else { throw .ownWork }
    return submission
  }

  /// Approves the request: from now on it cannot be changed.
  /// - Parameters:
  ///   - ready: the proof that nothing blocks it on the day of the letter.
  ///   - digest: the digest of what the approver was shown.
  ///   - day: the day of the letter, in the authority's time zone.
  ///   - raised: the codes of what the checks find in the earlier versions, so that it can be counted later what was mended; `nil` when unknown.
  /// - Throws: ``CannotApprove``.
  /// - Source: practice (four eyes)
  public func approving(
    _ ready: ReadyRequest, digest: String, by officer: ActingOfficer, at instant: Date, on day: CalendarDay, raised: Set<String>? = nil
  ) throws(CannotApprove) -> DraftDecision {
    let submission = try submission(for: officer)
    guard ready.content == content && digest == submission.digest else { throw .notWhatWasSubmitted }
    let readiness = ReadinessRecord(open: Set(ready.findings.map(\.code)), resolved: raised)
    var draft = self
    draft.stage = .approved(
      Approval(
        by: officer, at: instant, day: day, digest: digest, recipient: ready.recipient, accepted: ready.findings.map(\.code),
        resolved: readiness.resolved?.sorted()))
    return DraftDecision(state: draft, events: [.approved(digest: digest, readiness)])
  }
}
