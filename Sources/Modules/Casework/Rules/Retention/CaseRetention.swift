// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel
public import WritingRules

/// Why a case must be kept whatever its time, and when somebody looks at that again.
/// - Source: practice (preservation for proceedings, inquiries and archives)
public struct Preservation: Codable, Hashable, Sendable {
  /// Why; case data.
  public let reason: String
  /// Since when.
  public let since: CalendarDay
  /// The day on which it is to be reviewed; it does not end by itself.
  public let reviewOn: CalendarDay
  /// Who set it.
  public let by: ActingOfficer
}

/// That an officer proposed to shred a case; another one has to confirm it.
/// - Source: practice (four eyes on what cannot be undone)
public struct ShreddingProposal: Codable, Hashable, Sendable {
  /// Who proposed it.
  public let by: ActingOfficer
  /// When.
  public let on: CalendarDay
}

/// What is decided about the keeping of one case: preserved, proposed to be shredded, or nothing.
///
/// Nothing is shredded by itself: its time must have ended, one officer proposes and another one confirms.
/// - Source: practice (UNCAC has no rule on retention)
public struct CaseRetention: Codable, Hashable, Sendable {
  /// The request that it is about.
  public let request: ID<RegisteredRequest>
  /// Why the case is kept beyond its time; `nil` when it is not.
  public private(set) var preservation: Preservation?
  /// That somebody proposed to shred it; `nil` when nobody did.
  public private(set) var proposal: ShreddingProposal?

  /// Nothing is decided yet.
  public init(of request: ID<RegisteredRequest>) { self.request = request }

  /// There is one for each request, so it goes under the request's own identifier.
  public var id: ID<CaseRetention> { ID(request.uuid) }

  /// What a decision about the keeping of a case is.
  public typealias Decided = Decision<CaseRetention, CaseEvent, CaseEffect>

  /// Preserves a case; a shredding that was proposed is off.
  /// - Throws: ``CannotShred/reasonMissing``; ``CannotShred/reviewNotAhead`` when the day of review is not to come.
  public func preserving(_ reason: String, reviewOn: CalendarDay, _ acting: Acting) throws(CannotShred) -> Decided {
    guard !reason.allSatisfy(\.isWhitespace) else { throw .reasonMissing }
    guard reviewOn > acting.on else { throw .reviewNotAhead }
    var next = self
    next.preservation = Preservation(reason: reason, since: preservation?.since ?? acting.on, reviewOn: reviewOn, by: acting.officer)
    next.proposal = nil
    return Decision(state: next, events: [CaseEvent(.preserved, ["on": .day(acting.on), "reviewOn": .day(reviewOn)])])
  }

  /// Lets the time of keeping decide again.
  /// - Throws: ``CannotShred/notPreserved``.
  public func liftingPreservation(_ acting: Acting) throws(CannotShred) -> Decided {
    guard preservation != nil else { throw .notPreserved }
    var next = self
    next.preservation = nil
    return Decision(state: next, events: [CaseEvent(.preservationLifted, ["on": .day(acting.on)])])
  }

  /// Proposes to shred a case whose time has ended.
  /// - Throws: ``CannotShred/notClosed``, ``CannotShred/keptUntil(_:)``, ``CannotShred/keptForGood``, ``CannotShred/preserved``;
  ///   ``CannotShred/alreadyProposed``.
  public func proposingShredding(
    of request: RegisteredRequest, _ profiles: RetentionProfiles, _ acting: Acting
  ) throws(CannotShred) -> Decided {
    try check(request, profiles, on: acting.on)
    guard proposal == nil else { throw .alreadyProposed }
    var next = self
    next.proposal = ShreddingProposal(by: acting.officer, on: acting.on)
    return Decision(state: next, events: [CaseEvent(.shreddingProposed, ["on": .day(acting.on)])])
  }

  /// Gives a proposal back; its author may take it back too.
  /// - Throws: ``CannotShred/notProposed``.
  public func returningShredding(_ acting: Acting) throws(CannotShred) -> Decided {
    guard proposal != nil else { throw .notProposed }
    var next = self
    next.proposal = nil
    return Decision(state: next, events: [CaseEvent(.shreddingReturned, ["on": .day(acting.on)])])
  }

  /// Confirms a proposal: what is left of the request, and the fact.
  /// - Throws: ``CannotShred/notProposed``; ``CannotShred/ownProposal`` for its author; what proposing throws.
  public func confirmingShredding(
    of request: RegisteredRequest, _ profiles: RetentionProfiles, _ acting: Acting
  ) throws(CannotShred) -> (rest: RegisteredRequest, events: [CaseEvent]) {
    guard let proposal else { throw .notProposed }
    guard proposal.by.id != acting.officer.id else { throw .ownProposal }
    try check(request, profiles, on: acting.on)
    guard let rest = request.shredded(on: acting.on) else { throw .notClosed }
    var facts: [String: CaseEvent.Value] = ["on": .day(acting.on)]
    if let closedOn = request.closure?.on { facts["closedOn"] = .day(closedOn) }
    if let profile = profiles.profile(of: request.head.kind) { facts["years"] = .number(profile.years) }
    return (rest, [CaseEvent(.shredded, facts)])
  }

  private func check(_ request: RegisteredRequest, _ profiles: RetentionProfiles, on day: CalendarDay) throws(CannotShred) {
    guard request.head.shreddedOn == nil else { throw .shredded }
    guard request.closure != nil else { throw .notClosed }
    guard preservation == nil else { throw .preserved }
    guard let until = profiles.keptUntil(request) else { throw .keptForGood }
    guard until < day else { throw .keptUntil(until) }
  }
}

/// Why a case cannot be shredded, preserved or changed.
public enum CannotShred: SourcedProblem, Equatable {
  /// It is not closed.
  case notClosed
  /// Its time has not ended.
  case keptUntil(CalendarDay)
  /// Its kind is kept for good.
  case keptForGood
  /// It is preserved.
  case preserved
  /// It is not preserved.
  case notPreserved
  /// Somebody proposed it already.
  case alreadyProposed
  /// Nobody proposed it.
  case notProposed
  /// The officer proposed it, so somebody else must confirm it.
  case ownProposal
  /// It was shredded: nothing can be done with it any more.
  case shredded
  /// Why it is preserved was not said.
  case reasonMissing
  /// The day of review does not lie ahead.
  case reviewNotAhead

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .notClosed: "casework.shredding-not-closed"
    case .keptUntil: "casework.shredding-kept-until"
    case .keptForGood: "casework.shredding-kept-for-good"
    case .preserved: "casework.shredding-preserved"
    case .notPreserved: "casework.not-preserved"
    case .alreadyProposed: "casework.shredding-already-proposed"
    case .notProposed: "casework.shredding-not-proposed"
    case .ownProposal: "casework.shredding-own-proposal"
    case .shredded: "casework.shredded"
    case .reasonMissing: "casework.preservation-reason-missing"
    case .reviewNotAhead: "casework.preservation-review-not-ahead"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .reasonMissing, .reviewNotAhead: .invalid
    case .ownProposal: .forbidden
    default: .conflict
    }
  }

  /// The last day of its time, as `YYYY-MM-DD`.
  public var details: [String: String] {
    if case .keptUntil(let day) = self { ["day": day.description] } else { [:] }
  }

  /// The field of the form that it is about.
  public var fields: [FieldProblem] {
    switch self {
    case .reasonMissing: [FieldProblem(field: "reason", code: code)]
    case .reviewNotAhead: [FieldProblem(field: "reviewOn", code: code)]
    default: []
    }
  }

  /// Where it comes from.
  public var source: Source { .practice("cases are kept for their time and shredded by two officers") }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotShred] = [
    .notClosed, .keptUntil(.latest), .keptForGood, .preserved, .notPreserved, .alreadyProposed, .notProposed, .ownProposal, .shredded,
    .reasonMissing, .reviewNotAhead,
  ]
}
