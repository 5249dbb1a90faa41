// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Kernel

/// Whether a State lets something of its review be known.
/// - Source: practice (terms of reference of the review mechanism)
public struct Consent: Codable, Hashable, Sendable {
  /// How a State answered.
  public enum Answer: String, Codable, Hashable, Sendable, CaseIterable {
    /// Asked, not answered.
    case asked
    /// It may be public.
    case given
    /// It stays confidential.
    case refused
    /// It was given and taken back: from then on it is public no more.
    case withdrawn
  }

  /// The answer.
  public var answer: Answer
  /// The day of the answer.
  public var on: CalendarDay?

  /// Records an answer.
  public init(_ answer: Answer, on day: CalendarDay? = nil) {
    self.answer = answer
    on = day
  }
}

/// A document of a review.
public struct ReviewDocument: Codable, Hashable, Sendable {
  /// The kinds of document that a review brings forth.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// The State's answers to the checklist.
    case selfAssessment
    /// The summary that is issued in six languages as a document of the review group.
    case executiveSummary
    /// The full report.
    case countryReviewReport
  }

  /// Its symbol, where it has one.
  public var symbol: String?
  /// When it was issued.
  public var issuedOn: CalendarDay?
  /// Where everybody can read it.
  public var address: String?
  /// Whether the State agreed that it is public; `nil` when nobody has asked.
  public var consent: Consent?

  /// A document of which nothing is known.
  public init(symbol: String? = nil, issuedOn: CalendarDay? = nil, address: String? = nil, consent: Consent? = nil) {
    self.symbol = symbol
    self.issuedOn = issuedOn
    self.address = address
    self.consent = consent
  }

  /// Whether it may be public.
  public var isOpen: Bool { consent?.answer == .given }
}

/// A State that reviews another one.
public struct ReviewingState: Codable, Hashable, Sendable {
  /// The State.
  public var state: StateCode
  /// The regional group it was drawn from.
  public var group: RegionalGroup

  /// Names a reviewing State.
  public init(_ state: StateCode, _ group: RegionalGroup) {
    self.state = state
    self.group = group
  }
}

/// The review of one State in one cycle: who reviews it, how far it is, which documents it brought forth.
/// - Source: practice (terms of reference of the review mechanism)
public struct Review: Codable, Hashable, Sendable {
  /// How the reviewing States and the State under review talk.
  public enum DirectDialogue: String, Codable, Hashable, Sendable, CaseIterable {
    /// Governmental experts visit the State.
    case countryVisit
    /// They meet elsewhere.
    case jointMeeting
  }

  /// How far a review is.
  public enum Stage: String, Codable, Hashable, Sendable, CaseIterable {
    /// The State answers the checklist.
    case selfAssessment
    /// Governmental experts read the answers.
    case deskReview
    /// They talk with the State.
    case directDialogue
    /// The report is agreed upon.
    case reportAgreed
    /// The executive summary is issued.
    case summaryIssued
  }

  /// The day on which each stage was reached.
  public struct Stages: Codable, Hashable, Sendable {
    /// The answers to the checklist came.
    public var selfAssessment: CalendarDay?
    /// The desk review began.
    public var deskReview: CalendarDay?
    /// The first day of the direct dialogue.
    public var directDialogue: CalendarDay?
    /// The report was agreed upon.
    public var reportAgreed: CalendarDay?
    /// The executive summary was issued.
    public var summaryIssued: CalendarDay?

    /// No stage reached.
    public init() {}

    /// The days in the order of the stages.
    public var inOrder: [(stage: Stage, day: CalendarDay?)] {
      [
        (.selfAssessment, selfAssessment), (.deskReview, deskReview), (.directDialogue, directDialogue), (.reportAgreed, reportAgreed),
        (.summaryIssued, summaryIssued),
      ]
    }

    /// The last stage that was reached; `nil` before the first.
    public var current: Stage? { inOrder.last { $0.day != nil }?.stage }
  }

  /// The documents of a review, at most one of each kind.
  public struct Documents: Codable, Hashable, Sendable {
    /// The answers to the checklist.
    public var selfAssessment: ReviewDocument?
    /// The executive summary.
    public var executiveSummary: ReviewDocument?
    /// The full report.
    public var countryReviewReport: ReviewDocument?

    /// No documents.
    public init() {}

    /// The document of a kind.
    public subscript(kind: ReviewDocument.Kind) -> ReviewDocument? {
      switch kind {
      case .selfAssessment: selfAssessment
      case .executiveSummary: executiveSummary
      case .countryReviewReport: countryReviewReport
      }
    }
  }

  /// Its stable name.
  public var key: RecordKey
  /// The State under review.
  public var state: StateCode
  /// The cycle; a State has one review in each.
  public var cycle: ReviewCycle
  /// The year of the cycle in which the State was drawn, from 1.
  public var year: Int?
  /// The regional group of the State when it was drawn.
  public var group: RegionalGroup
  /// The reviewing States: two, one of them from the same regional group.
  public var reviewingStates: [ReviewingState]?
  /// How the direct dialogue is held.
  public var dialogue: DirectDialogue?
  /// How far it is.
  public var stages: Stages
  /// What it brought forth.
  public var documents: Documents
  /// Whether the secretariat shows it to everybody.
  public var published: Bool?

  /// A review that has just been drawn.
  public init(key: RecordKey, state: StateCode, cycle: ReviewCycle, group: RegionalGroup) {
    self.key = key
    self.state = state
    self.cycle = cycle
    self.group = group
    stages = Stages()
    documents = Documents()
  }
}
