// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What findings and challenges of chapter IV and its neighbours are about, across articles.
///
/// The list follows what recurs in summaries of reviews; it is a code list of the program and not of the Convention.
public enum ReviewTheme: String, Codable, Hashable, Sendable, CaseIterable {
  /// Laws and treaties on cooperation.
  case legalFramework
  /// Designation, means and role of central authorities.
  case centralAuthority
  /// Dual criminality.
  case dualCriminality
  /// Bank secrecy.
  case bankSecrecy
  /// Consulting before refusing, giving reasons.
  case refusalAndConsultation
  /// Time limits, urgent procedures, how long execution takes.
  case timeLimits
  /// Languages and translation.
  case languages
  /// Costs.
  case costs
  /// Statistics and keeping track of requests.
  case statistics
  /// Information without a prior request, police channels.
  case informationSharing
  /// Limits on use, confidentiality, safe conduct.
  case safeguards
  /// Hearings by video link and transfer of detained persons.
  case witnesses
  /// Extradition of nationals, prosecution in its place.
  case nationals
  /// Joint investigations and special techniques.
  case investigations
  /// Transfer of sentenced persons and of proceedings.
  case transfers
  /// Freezing, confiscating and returning assets.
  case assetRecovery
  /// Training, staff and means.
  case capacity
}

/// One result of a review as a record of its own.
public struct Finding: Codable, Hashable, Sendable {
  /// What kind of result it is.
  /// - Source: practice (terms of reference of the review mechanism)
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// How the article is implemented.
    case observation
    /// A success or a good practice.
    case goodPractice
    /// A challenge in implementation, with its recommendation.
    case challenge
    /// A need for technical assistance.
    case assistanceNeed
  }

  /// How strongly a recommendation is put.
  public enum Strength: String, Codable, Hashable, Sendable, CaseIterable {
    /// The State should: the provision binds.
    case should
    /// The State could consider: the provision leaves it a choice.
    case consider
    /// The State should go on with what it does.
    case continues
  }

  /// Its stable name.
  public var key: RecordKey
  /// The State under review.
  public var state: StateCode
  /// The cycle of the review.
  public var cycle: ReviewCycle
  /// What it is about, as exactly as the review says.
  public var article: ArticleReference
  /// What kind of result it is.
  public var kind: Kind
  /// How strongly a recommendation is put; challenges alone have one.
  public var strength: Strength?
  /// What it is about across articles.
  public var themes: [ReviewTheme]?
  /// What it says, in each language that there is.
  public var text: LocalText
  /// The language that the others were translated from.
  public var original: Language?
  /// The document that says it.
  public var source: ReviewDocument.Kind
  /// The paragraph of that document, as it is numbered.
  public var sourceParagraph: String?
  /// Whether the secretariat shows it to everybody.
  public var published: Bool?

  /// A finding with what every finding has.
  public init(
    key: RecordKey, state: StateCode, cycle: ReviewCycle, article: ArticleReference, kind: Kind, text: LocalText,
    source: ReviewDocument.Kind
  ) {
    self.key = key
    self.state = state
    self.cycle = cycle
    self.article = article
    self.kind = kind
    self.text = text
    self.source = source
  }
}
