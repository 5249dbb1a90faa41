// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// The legal basis on which two States cooperate on a day, and why.
///
/// It decides which gates, clocks and content rules apply: paragraphs 9 to 29 of article 46 govern only where the basis says so.
/// - Source: UNCAC 46(6), 46(7)
public struct LegalBasis: Hashable, Sendable {
  /// What governs.
  public enum Mode: Hashable, Sendable {
    /// The Convention, with paragraphs 9 to 29 of article 46.
    case convention
    /// Another treaty in place of paragraphs 9 to 29; paragraphs 1 to 8 and 30 apply where both are parties.
    case otherTreaty(Treaty, besidesConvention: Bool)
    /// Paragraphs 9 to 29 in place of another treaty, by agreement.
    case election(insteadOf: Treaty)
    /// No treaty binds both: reciprocity and the law of the requested State.
    case noTreaty
  }

  /// One step of the explanation.
  public struct Reason: Hashable, Sendable {
    /// What was found.
    public enum Finding: String, Hashable, Sendable, CaseIterable {
      /// The Convention is in force for the State.
      case inForce
      /// The State has deposited an instrument that is not yet in force.
      case depositedOnly
      /// The State is not a party.
      case notParty
      /// Another treaty binds both States.
      case otherTreaty
      /// No other treaty that binds both is known.
      case noOtherTreaty
      /// Both States have agreed on paragraphs 9 to 29.
      case election
    }

    /// What was found.
    public let finding: Finding
    /// The State it was found of, where it concerns one.
    public let state: StateCode?
    /// The day it concerns: from when, or on which day it was looked up.
    public let day: CalendarDay
    /// The treaty, where it concerns one.
    public let treaty: Treaty?
    /// Where the rule comes from.
    public let source: Source
  }

  /// What governs.
  public let mode: Mode
  /// Why, step by step.
  public let reasons: [Reason]

  /// Whether paragraphs 9 to 29 of article 46 govern.
  /// - Source: UNCAC 46(7)
  public var appliesParagraphs9To29: Bool {
    switch mode {
    case .convention, .election: true
    case .otherTreaty, .noTreaty: false
    }
  }
}

/// Finds the legal basis between two States.
public struct LegalBasisResolver: Sendable {
  let participation: ParticipationRegister
  let treaties: TreatyRegister

  /// Uses what is known of participation and treaties.
  public init(participation: ParticipationRegister, treaties: TreatyRegister) {
    self.participation = participation
    self.treaties = treaties
  }

  /// The basis between a requesting and a requested State for a purpose on a day.
  /// - Source: UNCAC 46(6), 46(7), 68
  public func resolve(from requesting: StateCode, to requested: StateCode, for purpose: Purpose, on day: CalendarDay) -> LegalBasis {
    let standing = [requesting, requested].map { reason(for: $0, on: day) }
    let bothBound = standing.allSatisfy { $0.finding == .inForce }
    guard let treaty = treaties.treaties(between: requesting, and: requested, for: purpose, on: day).first else {
      let none = LegalBasis.Reason(finding: .noOtherTreaty, state: nil, day: day, treaty: nil, source: .uncac(46, 7))
      return LegalBasis(mode: bothBound ? .convention : .noTreaty, reasons: standing + [none])
    }
    let other = LegalBasis.Reason(finding: .otherTreaty, state: nil, day: day, treaty: treaty, source: .uncac(46, 7))
    // What the States agree on stands in place of a treaty on assistance; a treaty on extradition or transfer stays as it is.
    if bothBound, purpose != .extradition, treaties.hasElection(between: requesting, and: requested, on: day) {
      let agreed = LegalBasis.Reason(finding: .election, state: nil, day: day, treaty: treaty, source: .uncac(46, 7))
      return LegalBasis(mode: .election(insteadOf: treaty), reasons: standing + [other, agreed])
    }
    return LegalBasis(mode: .otherTreaty(treaty, besidesConvention: bothBound), reasons: standing + [other])
  }

  private func reason(for state: StateCode, on day: CalendarDay) -> LegalBasis.Reason {
    if let bound = participation.inForce(for: state, on: day) {
      return .init(finding: .inForce, state: state, day: bound.inForceOn, treaty: nil, source: .uncac(68))
    }
    if let deposited = participation.deposited(by: state, on: day) {
      return .init(finding: .depositedOnly, state: state, day: deposited.inForceOn, treaty: nil, source: .uncac(68))
    }
    return .init(finding: .notParty, state: state, day: day, treaty: nil, source: .uncac(68))
  }
}
