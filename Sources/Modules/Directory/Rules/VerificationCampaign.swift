// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel

/// A round in which all authorities, or those of one kind or regional group, are asked whether their entries still hold.
public struct VerificationCampaign: Codable, Hashable, Sendable {
  /// The identifier.
  public let id: ID<VerificationCampaign>
  /// When it was started, UTC.
  public let startedAt: Date
  /// Until when answers are expected, that day included.
  public let due: CalendarDay
  /// Only authorities of this kind; `nil` for all.
  public let kind: CompetentAuthority.Kind?
  /// Only authorities of States of this regional group; `nil` for all.
  public let group: RegionalGroup?
}

/// One authority in a campaign: that it was asked, how often it was reminded, what it answered.
public struct VerificationEntry: Codable, Hashable, Sendable {
  /// What came of asking.
  public enum Outcome: String, Codable, Hashable, Sendable, CaseIterable {
    /// The entry holds as it is.
    case confirmed
    /// The authority has told changes; an officer enters them.
    case changed
    /// No answer came; a late one can still be recorded.
    case noAnswer
  }

  /// An answer as it was recorded.
  public struct Answer: Codable, Hashable, Sendable {
    /// What came of asking.
    public let outcome: Outcome
    /// When it was recorded, UTC.
    public let at: Date
    /// The officer's remark: the letter's reference, for example.
    public let remark: String?
  }

  /// How far asking has come.
  public enum Stage: String, Hashable, Sendable, CaseIterable {
    /// Asked, no answer yet.
    case asked
    /// Reminded at least once, no answer yet.
    case reminded
    /// The entry holds as it is.
    case confirmed
    /// The authority has told changes.
    case changed
    /// No answer came.
    case noAnswer
  }

  /// The campaign.
  public let campaign: ID<VerificationCampaign>
  /// The authority.
  public let authority: ID<CompetentAuthority>
  /// Its State, for counts by group.
  public let state: StateCode
  /// When it was asked, UTC.
  public let askedAt: Date
  /// When it was reminded, UTC, oldest first.
  public let remindedAt: [Date]
  /// What it answered.
  public let answer: Answer?

  /// How far asking has come.
  public var stage: Stage {
    switch answer?.outcome {
    case .confirmed: .confirmed
    case .changed: .changed
    case .noAnswer: .noAnswer
    case nil: remindedAt.isEmpty ? .asked : .reminded
    }
  }

  /// Whether an answer can still be recorded.
  public var isOpen: Bool { answer == nil || answer?.outcome == .noAnswer }
}

/// Why a step of a verification campaign is refused.
public enum CannotVerify: Problem, Equatable {
  /// No valid authority fits what was chosen: nobody would be asked.
  case nobodyToAsk
  /// The day until which answers are expected is past.
  case dueInPast
  /// An answer is recorded already.
  case alreadyAnswered

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .nobodyToAsk: "directory.nobody-to-ask"
    case .dueInPast: "directory.due-in-past"
    case .alreadyAnswered: "directory.already-answered"
    }
  }

  /// Invalid, or in conflict with an answer that is there.
  public var kind: ProblemKind {
    switch self {
    case .nobodyToAsk, .dueInPast: .invalid
    case .alreadyAnswered: .conflict
    }
  }

  /// The field of the form.
  public var fields: [FieldProblem] { self == .dueInPast ? [FieldProblem(field: "due", code: code)] : [] }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotVerify] = [.nobodyToAsk, .dueInPast, .alreadyAnswered]
}

/// A fact about a campaign.
public enum VerificationEvent: Hashable, Sendable {
  /// The authority was asked.
  case asked
  /// The authority was reminded, with the number of reminders so far, this one included.
  case reminded(Int)
  /// An answer was recorded.
  case answered(VerificationEntry.Outcome)
}

extension DirectorySnapshot {
  /// Starts a campaign: who is asked, each once.
  /// - Throws: ``CannotVerify/dueInPast``; ``CannotVerify/nobodyToAsk`` when no valid authority fits.
  public func startVerification(
    _ id: ID<VerificationCampaign>, of kind: CompetentAuthority.Kind?, in group: RegionalGroup?, due: CalendarDay, today: CalendarDay,
    at instant: Date
  ) throws(CannotVerify) -> (campaign: VerificationCampaign, entries: [VerificationEntry]) {
    guard due >= today else { throw .dueInPast }
    let asked = authorities.filter {
      $0.isValid(on: today) && (kind == nil || $0.kind == kind) && (group == nil || participation.states[$0.state] == group)
    }
    guard !asked.isEmpty else { throw .nobodyToAsk }
    let campaign = VerificationCampaign(id: id, startedAt: instant, due: due, kind: kind, group: group)
    return (
      campaign,
      asked.map {
        VerificationEntry(campaign: id, authority: $0.id, state: $0.state, askedAt: instant, remindedAt: [], answer: nil)
      }
    )
  }
}

extension VerificationEntry {
  /// Records that the authority was reminded.
  /// - Throws: ``CannotVerify/alreadyAnswered``.
  public func reminding(at instant: Date) throws(CannotVerify) -> Decision<VerificationEntry, VerificationEvent, Never> {
    guard answer == nil else { throw .alreadyAnswered }
    let entry = VerificationEntry(
      campaign: campaign, authority: authority, state: state, askedAt: askedAt, remindedAt: remindedAt + [instant], answer: nil)
    return .init(state: entry, events: [.reminded(entry.remindedAt.count)])
  }

  /// Records what came of asking; a late answer may replace that none came.
  /// - Throws: ``CannotVerify/alreadyAnswered``.
  public func answering(
    _ outcome: Outcome, remark: String?, at instant: Date
  ) throws(CannotVerify) -> Decision<VerificationEntry, VerificationEvent, Never> {
    guard isOpen else { throw .alreadyAnswered }
    let entry = VerificationEntry(
      campaign: campaign, authority: authority, state: state, askedAt: askedAt, remindedAt: remindedAt,
      answer: Answer(outcome: outcome, at: instant, remark: remark))
    return .init(state: entry, events: [.answered(outcome)])
  }
}

extension CompetentAuthority {
  /// Takes down that somebody confirmed on a day that the entry holds; nothing is recorded when that is known already.
  public func confirming(on day: CalendarDay) -> AuthorityDecision {
    var entry = self
    entry.lastVerified = lastVerified.map { max($0, day) } ?? day
    return AuthorityDecision(state: entry, events: entry == self ? [] : [.changed(fields: ["lastVerified"])])
  }
}
