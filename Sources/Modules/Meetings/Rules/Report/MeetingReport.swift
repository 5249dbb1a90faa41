// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel

/// The report that a meeting adopts: sections in the United Nations' form, paragraphs numbered through, decided one by one.
/// - Source: practice (United Nations reports number their paragraphs through with Arabic numerals)
public struct MeetingReport: Codable, Hashable, Sendable {
  /// How far the report is.
  public enum Stage: Codable, Hashable, Sendable {
    /// Officers write; numbers follow the order of the paragraphs.
    case drafting
    /// The draft is with the delegations: what is inserted from now on is "bis", so that references hold.
    case numbered(ReportStep)
    /// The meeting has adopted it; nothing changes any more.
    case adopted(ReportStep)
  }

  /// The report's identifier.
  public let id: ID<MeetingReport>
  /// The meeting whose report it is.
  public let meeting: ID<Meeting>
  /// How far it is.
  public var stage: Stage
  /// Its sections in order.
  public var sections: [ReportSection]

  /// Describes a report that is being drafted.
  public init(id: ID<MeetingReport> = ID(), meeting: ID<Meeting>, sections: [ReportSection]) {
    self.id = id
    self.meeting = meeting
    stage = .drafting
    self.sections = sections
  }

  /// All paragraphs in order, deleted ones too.
  public var paragraphs: [ReportParagraph] { sections.flatMap(\.paragraphs) }

  /// A paragraph by its identifier.
  public func paragraph(_ id: ID<ReportParagraph>) -> ReportParagraph? { paragraphs.first { $0.id == id } }

  /// Who adopted it and when; `nil` before.
  public var adoption: ReportStep? {
    if case .adopted(let step) = stage { step } else { nil }
  }

  /// Whether numbers are fixed and later paragraphs are "bis".
  public var isNumbered: Bool {
    if case .drafting = stage { false } else { true }
  }
}

/// Who did something and when.
public struct ReportStep: Codable, Hashable, Sendable {
  /// The officer's account.
  public let officer: String
  /// The officer's name at that time.
  public let name: String
  /// When, UTC.
  public let at: Date

  /// Names a step.
  public init(officer: String, name: String, at: Date) {
    self.officer = officer
    self.name = name
    self.at = at
  }
}

/// A section of a report.
public struct ReportSection: Codable, Hashable, Sendable {
  /// What a section is about; the order of the cases is the order of the form.
  public enum Heading: Codable, Hashable, Sendable {
    /// Why the meeting took place.
    case introduction
    /// Organization of the meeting; its three parts follow.
    case organization
    /// Opening of the meeting.
    case opening
    /// Adoption of the agenda and organization of work.
    case agenda
    /// Attendance.
    case attendance
    /// A substantive item of the agenda.
    case item(ID<AgendaItem>)
    /// Conclusions and recommendations.
    case conclusions
    /// Adoption of the report.
    case adoption
    /// The annex: the provisional agenda of the next meeting.
    case annex
  }

  /// The section's identifier.
  public let id: ID<ReportSection>
  /// What it is about.
  public var heading: Heading
  /// Its paragraphs in order.
  public var paragraphs: [ReportParagraph]

  /// Describes a section.
  public init(id: ID<ReportSection> = ID(), _ heading: Heading, _ paragraphs: [ReportParagraph] = []) {
    self.id = id
    self.heading = heading
    self.paragraphs = paragraphs
  }
}

/// A paragraph of a report: one text in six languages under one number.
public struct ReportParagraph: Codable, Hashable, Sendable {
  /// What a paragraph is.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// It reports.
    case text
    /// It concludes.
    case conclusion
    /// It recommends, and becomes mandates; printed in bold.
    case recommendation
  }

  /// How far the meeting has come with a paragraph.
  public enum State: String, Codable, Hashable, Sendable, CaseIterable {
    /// Not yet taken up.
    case open
    /// In dispute, wholly or in part.
    case bracketed
    /// Agreed as it was proposed.
    case agreed
    /// Agreed with an amendment.
    case agreedAsAmended
    /// Taken out.
    case deleted

    /// Whether the meeting has decided.
    public var isSettled: Bool { self != .open && self != .bracketed }
    /// Whether it stands in the report that is adopted.
    public var isAgreed: Bool { self == .agreed || self == .agreedAsAmended }
  }

  /// A state that it was given, by whom and when.
  public struct Decision: Codable, Hashable, Sendable {
    /// The state.
    public let state: State
    /// Who set it and when.
    public let step: ReportStep

    /// Records a decision.
    public init(_ state: State, _ step: ReportStep) {
      self.state = state
      self.step = step
    }
  }

  /// The paragraph's identifier, which stays when numbers change.
  public let id: ID<ReportParagraph>
  /// What it is.
  public var kind: Kind
  /// Its text; lines that begin with a hyphen are points of the second level.
  public var text: LocalText
  /// The text that changes are shown against: as first drafted, or as it stood when numbers were fixed.
  public var base: LocalText
  /// Languages whose text an amendment in another language has left behind.
  public var behind: [Language]
  /// How far the meeting has come with it.
  public var state: State
  /// The states it was given, in order.
  public var decisions: [Decision]
  /// The amendments proposed to it, in order.
  public var amendments: [ReportAmendment]
  /// Its number, once numbers are fixed.
  public var number: ReportNumber?

  /// Describes a paragraph that is open.
  public init(id: ID<ReportParagraph> = ID(), _ text: LocalText = LocalText(), kind: Kind = .text, state: State = .open) {
    self.id = id
    self.kind = kind
    self.text = text
    base = text
    behind = []
    self.state = state
    decisions = []
    amendments = []
  }
}

/// An amendment to a paragraph.
public struct ReportAmendment: Codable, Hashable, Sendable {
  /// Who proposes it.
  public enum Author: Codable, Hashable, Sendable {
    /// The chair.
    case chair
    /// The delegation of a State.
    case state(StateCode)
    /// The delegation of an organization or a group, by its name.
    case organization(String)
  }

  /// What became of it.
  public enum State: String, Codable, Hashable, Sendable, CaseIterable {
    /// Before the meeting.
    case proposed
    /// Taken into the text.
    case accepted
    /// Taken back by who proposed it.
    case withdrawn
    /// Refused by the meeting.
    case notAccepted
  }

  /// The amendment's identifier.
  public let id: ID<ReportAmendment>
  /// Who proposes it.
  public let author: Author
  /// The text as it is to read, in the languages in which it was given.
  public let text: LocalText
  /// Who entered it and when.
  public let proposed: ReportStep
  /// What became of it.
  public var state: State
  /// Who recorded that and when.
  public var decided: ReportStep?

  /// Describes an amendment that is before the meeting.
  public init(id: ID<ReportAmendment> = ID(), by author: Author, _ text: LocalText, _ proposed: ReportStep) {
    self.id = id
    self.author = author
    self.text = text
    self.proposed = proposed
    state = .proposed
  }
}
