// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// The person whose surrender is asked for.
/// - Source: UNCAC 44(1), practice (UN Model Treaty on Extradition, article 5)
public struct PersonConcerned: Codable, Hashable, Sendable {
  /// The full name.
  public var name: String?
  /// Other names or spellings.
  public var aliases: [String]?
  /// Date of birth.
  public var dateOfBirth: CalendarDay?
  /// Place of birth.
  public var placeOfBirth: String?
  /// Nationality.
  public var nationality: StateCode?
  /// Number of a passport or another document.
  public var identifier: String?
  /// Where the person is or is thought to be.
  public var location: String?
  /// Whether the person is detained.
  public var isDetained: Bool?
  /// Where the person is detained.
  public var detainedAt: String?
  /// Description, marks, photographs, fingerprints: what else helps to identify the person.
  public var remarks: String?

  /// Nothing known yet.
  public init() {}
}

/// The warrant of arrest, the judgment or another decision on which the request rests.
/// - Source: UNCAC 44(8), 44(13), practice (UN Model Treaty on Extradition, article 5)
public struct CourtDecision: Codable, Hashable, Sendable {
  /// What the person is sought for.
  public enum Aim: String, Codable, Hashable, Sendable, CaseIterable {
    /// To be prosecuted and tried.
    case prosecution
    /// To serve a sentence that has been imposed.
    case sentence
  }

  /// What the person is sought for.
  public var soughtFor: Aim?
  /// The court or the authority that decided.
  public var court: String?
  /// The day of the decision.
  public var issuedOn: CalendarDay?
  /// Its number.
  public var number: String?
  /// Whether it can be enforced.
  public var isEnforceable: Bool?
  /// Whether it is final.
  public var isFinal: Bool?
  /// Whether an admissible copy is attached.
  public var copyAttached: Bool?
  /// The sentence imposed.
  public var sentence: String?
  /// How many days of the sentence remain.
  public var remainingDays: Int?
  /// Whether it was given in the person's absence.
  public var inAbsentia: Bool?
  /// How the person was summoned and defended, and how the case can be tried again.
  public var defence: String?

  /// Nothing known yet.
  public init() {}
}

/// When prosecution or enforcement becomes impossible by lapse of time.
/// - Source: UNCAC 44(8)
public struct Limitation: Codable, Hashable, Sendable {
  /// The first day on which it is barred under the law of the requesting State.
  public var barredOn: CalendarDay?
  /// How the time runs, what interrupted it, and how it stands under the other law as far as known.
  public var explanation: String?

  /// Nothing known yet.
  public init() {}
}

/// How the person is to be handed over.
/// - Source: UNCAC 44(9), practice (UN Model Treaty on Extradition, articles 11, 13, 15)
public struct Surrender: Codable, Hashable, Sendable {
  /// Where.
  public var place: String?
  /// Proposed days and hours.
  public var proposedTimes: String?
  /// Who fetches the person.
  public var escort: String?
  /// The States that will be crossed, and whether they allow it.
  public var transit: String?
  /// Property found with the person that is to be handed over, as evidence or as acquired by the offence.
  public var propertyToHandOver: String?

  /// Nothing known yet.
  public init() {}
}
