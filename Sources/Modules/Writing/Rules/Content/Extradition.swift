// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// The conditions of extradition.
/// - Source: UNCAC 44
public struct ExtraditionTerms: Codable, Hashable, Sendable {
  /// What is asked where the person is a national who is not extradited.
  public enum NationalAlternative: String, Codable, Hashable, Sendable, CaseIterable {
    /// That the case be submitted to the own prosecutor.
    /// - Source: UNCAC 44(11)
    case prosecute
    /// That the person be surrendered on condition of return to serve the sentence.
    /// - Source: UNCAC 44(12)
    case conditionalReturn
    /// That the sentence be enforced there.
    /// - Source: UNCAC 44(13)
    case enforceSentence
  }

  /// The least penalty that the basis or the law of the requested State asks for, in months.
  /// - Source: UNCAC 44(8)
  public var minimumPenaltyMonths: Int?
  /// The highest penalty for the gravest of the offences, in months.
  public var highestPenaltyMonths: Int?
  /// Linked offences of the Convention that fall below that penalty.
  /// - Source: UNCAC 44(3)
  public var linkedOffences: String?
  /// What the evidence shows, by the standard that the requested State asks for, and what is still outstanding.
  /// - Source: UNCAC 44(9)
  public var evidence: String?
  /// Why the offences are not political, and that the request does not aim at persecution.
  /// - Source: UNCAC 44(4), 44(15)
  public var notPolitical: String?
  /// What is asked where the person is a national who is not extradited.
  /// - Source: UNCAC 44(11)-(13)
  public var ifNational: NationalAlternative?

  /// Nothing known yet.
  public init() {}
}

/// Arrest before the full request, or to secure the person's presence.
/// - Source: UNCAC 44(10)
public struct ProvisionalArrest: Codable, Hashable, Sendable {
  /// Whether it is asked for.
  public var isRequested: Bool?
  /// Why the circumstances warrant it and are urgent.
  public var reason: String?
  /// The day it was first asked for, where that was before this request.
  public var requestedOn: CalendarDay?
  /// The day the person was arrested.
  public var arrestedOn: CalendarDay?
  /// The day by which the full request with its documents must be there.
  public var fullRequestDueOn: CalendarDay?

  /// Nothing known yet.
  public init() {}
}
