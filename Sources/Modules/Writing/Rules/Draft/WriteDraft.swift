// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel

/// Why a draft cannot be changed.
public enum CannotChange: Problem, Equatable {
  /// It waits for approval, is approved or was put aside.
  case notBeingWritten(Draft.Stage.Code)
  /// There is no such draft.
  case noSuchDraft
  /// The element of the list was taken out meanwhile.
  case noSuchElement
  /// Somebody else was faster; what they changed is shown.
  case changedSinceSeen
  /// What was sent is a request of another kind.
  case otherKind

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .notBeingWritten: "writing.not-being-written"
    case .noSuchDraft: "writing.no-such-draft"
    case .noSuchElement: "writing.no-such-element"
    case .changedSinceSeen: "writing.changed-since-seen"
    case .otherKind: "writing.other-kind"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .notBeingWritten, .changedSinceSeen, .otherKind: .conflict
    case .noSuchDraft, .noSuchElement: .missing
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotChange] = [.notBeingWritten(.approved), .noSuchDraft, .noSuchElement, .changedSinceSeen, .otherKind]
}

extension Draft {
  /// Begins a draft.
  /// - Parameter isWritten: whether somebody has written what it says already, as in a file or a copy; otherwise it holds no more than the
  ///   program filled in, and every section still wants to be looked at.
  /// - Parameter earlier: who wrote the words that a copy or a supplement takes over; they cannot approve them here either.
  public static func starting(
    _ content: RequestContent, id: ID<Draft>, origin: Origin = .new, isWritten: Bool, writtenBefore earlier: [ActingOfficer] = [],
    by officer: ActingOfficer, at instant: Date
  ) -> DraftDecision {
    let present = Set(content.presentMembers.map { DraftSection(path: $0) })
    let draft = Draft(
      id: id, content: content, stage: .writing, origin: origin, startedBy: officer, startedAt: instant,
      writers: earlier.filter { $0.id != officer.id } + [officer],
      lookedAt: isWritten ? DraftSection.allCases.filter(present.contains) : [])
    return DraftDecision(state: draft, events: [.draftStarted(origin)])
  }

  /// Takes over what an officer wrote; anything may still be missing.
  /// - Parameter section: the section written, `nil` when all of it was replaced.
  /// - Throws: ``CannotChange/notBeingWritten(_:)`` once it waits for approval or is approved; ``CannotChange/otherKind``.
  public func changing(
    to content: RequestContent, in section: DraftSection?, by officer: ActingOfficer
  ) throws(CannotChange) -> DraftDecision {
    guard case .writing = stage else { throw .notBeingWritten(stage.code) }
    guard content.kind == self.content.kind else { throw .otherKind }
    var draft = self
    draft.content = content
    if !writers.contains(where: { $0.id == officer.id }) { draft.writers.append(officer) }
    let looked = Set(lookedAt).union(section.map { [$0] } ?? content.kind.sections)
    draft.lookedAt = DraftSection.allCases.filter(looked.contains)
    return DraftDecision(state: draft, events: [.draftChanged(section)])
  }

  /// Puts the draft aside.
  /// - Throws: ``CannotChange/notBeingWritten(_:)`` unless it is being written.
  public func discarding(by officer: ActingOfficer, at instant: Date) throws(CannotChange) -> DraftDecision {
    guard case .writing = stage else { throw .notBeingWritten(stage.code) }
    var draft = self
    draft.stage = .discarded(by: officer, at: instant)
    return DraftDecision(state: draft, events: [.discarded])
  }

  /// Takes a draft up again that was put aside.
  /// - Throws: ``CannotChange/notBeingWritten(_:)`` unless it was put aside.
  public func resuming() throws(CannotChange) -> DraftDecision {
    guard case .discarded = stage else { throw .notBeingWritten(stage.code) }
    var draft = self
    draft.stage = .writing
    return DraftDecision(state: draft, events: [.resumed])
  }

  /// What a new draft with the same words says: everything but the reference and the mention of an earlier request.
  public var copyOfContent: RequestContent {
    var copy = content
    copy.reference = nil
    copy.supplements = nil
    return copy
  }

  /// What a request that adds to this one says at first.
  /// - Throws: ``CannotSupplement/notApproved`` while this request has not gone out itself.
  /// - Source: practice (a supplement names the request it adds to)
  public func contentOfSupplement() throws(CannotSupplement) -> RequestContent {
    guard case .approved(let approval) = stage else { throw .notApproved }
    return content.supplementing(sentOn: approval.day)
  }
}

/// Why a request cannot be supplemented.
public enum CannotSupplement: Problem, Equatable {
  /// Only what has been approved can have gone out; a draft is simply changed.
  case notApproved

  /// The stable name.
  public var code: ProblemCode { "writing.not-approved" }
  /// The kind.
  public var kind: ProblemKind { .conflict }
}
