// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What the coverage check can find; the raw value is the rule's name in files.
/// - Source: practice (what the secretariat of an expert meeting checks before an agenda is issued)
public enum CoverageRule: String, Codable, Hashable, Sendable, CaseIterable {
  /// Nothing that the annotations announce answers the mandate.
  case mandateWithoutExpectation = "mandate_without_expectation"
  /// What is announced answers only a part of the mandate.
  case mandatePartlyAnswered = "mandate_partly_answered"
  /// A mandate asks for a panel that the annotations do not announce.
  case panelMandatedButNotAnnounced = "panel_mandated_but_not_announced"
  /// The document's title covers more than the items that list it.
  case documentTitleWiderThanItsItems = "document_title_wider_than_its_items"
  /// The organization of work prints another title than the agenda.
  case shortTitleDiffers = "short_title_differs"
  /// One term has several words in one language.
  case termVariation = "term_variation"
  /// Something is dated on a Sunday.
  case dateOnSunday = "date_on_sunday"
  /// Something is dated on a Saturday.
  case dateOnSaturday = "date_on_saturday"
  /// A session is on a day on which the meeting does not meet, or ends before it begins.
  case sessionOutsideMeeting = "session_outside_meeting"
  /// The meeting opens at a time at which no session begins.
  case openingOutsideBands = "opening_outside_bands"
  /// A document is dated after the meeting's last day although the meeting is to have it.
  case documentIssuedAfterMeeting = "document_issued_after_meeting"
  /// A plenary has no interpretation, or less than the meeting has.
  case bandWithoutInterpretation = "band_without_interpretation"
  /// No session takes the item.
  case itemWithoutBand = "item_without_band"
  /// The same task as one that still lives was given again.
  case mandateRepeatsLivingOne = "mandate_repeats_living_one"
}

/// One finding of the coverage check.
public struct CoverageFinding: Hashable, Sendable {
  /// What a finding is about.
  public enum Subject: Hashable, Sendable {
    /// A thing by its short name.
    case mark(Mark)
    /// An item by its number.
    case item(ItemNumber)
  }

  /// What the subjects alone do not tell.
  public enum Detail: Hashable, Sendable {
    /// Topics of a title that items of this number have and do not list the document for.
    case uncoveredTopics([Topic], items: [ItemNumber])
    /// The day that is odd.
    case day(CalendarDay)
    /// The words that one term has, by who uses them.
    case variants(term: String, language: Language, [String])
    /// The languages that the meeting has and the session has not.
    case languages([Language])
    /// Why only a part is answered.
    case partly(PartlyReason)
    /// The mandate that still lives.
    case living(Mark)
  }

  /// Why a mandate is answered only in part.
  public enum PartlyReason: Hashable, Sendable {
    /// The secretariat has marked it so.
    case marked
    /// These items state it and nothing under them answers it.
    case items([ItemNumber])
    /// It speaks to the secretariat, and only participants are expected to do something.
    case participantsOnly
  }

  /// The rule.
  public let rule: CoverageRule
  /// What it is about, in the order of the file.
  public let subjects: [Subject]
  /// More, where the subjects alone do not tell.
  public let detail: Detail?

  /// Makes a finding.
  public init(_ rule: CoverageRule, _ subjects: [Subject], detail: Detail? = nil) {
    self.rule = rule
    self.subjects = subjects
    self.detail = detail
  }
}
