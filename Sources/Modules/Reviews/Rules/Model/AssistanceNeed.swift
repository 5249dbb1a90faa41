// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// A need for technical assistance that a State has told.
/// - Source: UNCAC 60
public struct AssistanceNeed: Codable, Hashable, Sendable {
  /// The categories in which reviews tell needs.
  /// - Source: practice (terms of reference of the review mechanism)
  public enum Category: String, Codable, Hashable, Sendable, CaseIterable {
    /// A summary of good practices and lessons learned.
    case goodPractices
    /// Legal advice.
    case legalAdvice
    /// Model legislation, treaties or agreements.
    case modelLegislation
    /// Help on site by an expert.
    case onSiteExpert
    /// Training of authorities.
    case capacityBuilding
    /// An action plan for implementation.
    case actionPlan
    /// Building institutions.
    case institutionBuilding
    /// Making policy.
    case policyMaking
    /// Research, gathering and analysing data.
    case research
    /// Information technology.
    case technology
    /// Something else.
    case other
  }

  /// How pressing it is to the State.
  public enum Priority: String, Codable, Hashable, Sendable, CaseIterable {
    /// First.
    case high
    /// After that.
    case medium
    /// When there is room.
    case low
  }

  /// How far helping is.
  public enum Status: String, Codable, Hashable, Sendable, CaseIterable {
    /// Told, nobody has offered yet.
    case open
    /// Somebody has offered.
    case offered
    /// Help is given.
    case underWay
    /// Help was given.
    case met
    /// No longer needed.
    case lapsed
  }

  /// Its stable name.
  public var key: RecordKey
  /// The State.
  public var state: StateCode
  /// The cycle in which it was told.
  public var cycle: ReviewCycle
  /// What it is for.
  public var article: ArticleReference?
  /// The finding that tells it.
  public var finding: RecordKey?
  /// What is needed.
  public var category: Category
  /// How pressing it is.
  public var priority: Priority
  /// The need in words, in each language that there is.
  public var text: LocalText
  /// Who helps: an organization or a State, never a person.
  public var provider: String?
  /// How far helping is.
  public var status: Status
  /// Whether the State agreed that it is public.
  public var consent: Consent?
  /// Whether the secretariat shows it to everybody.
  public var published: Bool?

  /// A need with what every need has.
  public init(
    key: RecordKey, state: StateCode, cycle: ReviewCycle, category: Category, priority: Priority, text: LocalText, status: Status
  ) {
    self.key = key
    self.state = state
    self.cycle = cycle
    self.category = category
    self.priority = priority
    self.text = text
    self.status = status
  }
}
