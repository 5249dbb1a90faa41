// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// Whom to write to, by which channel and in which language, and why.
public struct ResolvedAuthority: Hashable, Sendable {
  /// Why this authority, channel or language.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// It is named for the purpose.
    case namedForPurpose
    /// It is named for the territory.
    case namedForTerritory
    /// It is the State's only authority of the kind on that day, and named for the whole State.
    case namedForWholeState
    /// It is the channel the authority prefers.
    case preferredChannel
    /// The case is urgent and the authority takes requests through INTERPOL.
    case urgentThroughInterpol
    /// The authority accepts the languages.
    case acceptedLanguages
    /// The authority accepts the languages for urgent requests.
    case urgentLanguages
    /// The directory does not know the channel: directly is what the Convention provides.
    case channelNotKnown
    /// The directory does not know the languages: ask first.
    case languagesNotKnown

    /// Where it comes from.
    public var source: Source {
      switch self {
      case .namedForPurpose, .namedForTerritory, .namedForWholeState, .preferredChannel, .urgentThroughInterpol, .channelNotKnown:
        .uncac(46, 13)
      case .acceptedLanguages, .urgentLanguages, .languagesNotKnown: .uncac(46, 14)
      }
    }
  }

  /// The authority.
  public let authority: CompetentAuthority
  /// The channel.
  public let channel: Channel
  /// The languages, any of them; empty when not known.
  public let languages: Set<Language>
  /// Why.
  public let reasons: [Reason]
}

/// Why no authority can be named.
public enum CannotResolve: SourcedProblem, Equatable {
  /// The directory has no authority of the State for the purpose; ask the secretariat or use the diplomatic channel.
  case noAuthority(StateCode, Purpose)
  /// There are entries, but none is valid on the day.
  case noneValid(StateCode, on: CalendarDay)
  /// The State has authorities for single territories alone, and none was named; the names of the territories follow.
  case territoryNeeded(StateCode, territories: [String])

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .noAuthority: "directory.no-authority"
    case .noneValid: "directory.none-valid"
    case .territoryNeeded: "directory.territory-needed"
    }
  }

  /// The kind.
  public var kind: ProblemKind { .missing }

  /// State, day, territories.
  public var details: [String: String] {
    switch self {
    case .noAuthority(let state, _): ["state": state.code]
    case .noneValid(let state, let day): ["state": state.code, "day": "\(day)"]
    case .territoryNeeded(let state, let names): ["state": state.code, "territories": names.joined(separator: ", ")]
    }
  }

  /// Every party names a central authority, and may name one for a territory.
  public var source: Source { .uncac(46, 13) }

  /// One of each, for the test that every code has its words.
  public static var examples: [CannotResolve] {
    guard let state = StateCode("XB") else { return [] }
    return [.noAuthority(state, .mutualLegalAssistance), .noneValid(state, on: .earliest), .territoryNeeded(state, territories: ["A"])]
  }
}

/// What the directory knows, as one value that rules can ask.
public struct DirectorySnapshot: Hashable, Sendable {
  /// Participation in the Convention.
  public var participation: ParticipationRegister
  /// The authorities, past and present.
  public var authorities: [CompetentAuthority]
  /// Other treaties.
  public var treaties: TreatyRegister

  /// Makes a snapshot.
  public init(participation: ParticipationRegister, authorities: [CompetentAuthority], treaties: TreatyRegister) {
    self.participation = participation
    self.authorities = authorities
    self.treaties = treaties
  }

  /// The legal basis between two States.
  public func legalBasis(from requesting: StateCode, to requested: StateCode, for purpose: Purpose, on day: CalendarDay) -> LegalBasis {
    LegalBasisResolver(participation: participation, treaties: treaties).resolve(from: requesting, to: requested, for: purpose, on: day)
  }

  /// Whom to write to in a State.
  /// - Source: UNCAC 46(13), 46(14)
  /// - Throws: ``CannotResolve/noAuthority(_:_:)`` when the State has none for the purpose;
  ///   ``CannotResolve/noneValid(_:on:)`` when none is valid on the day;
  ///   ``CannotResolve/territoryNeeded(_:territories:)`` when a territory must be chosen first.
  public func resolve(
    _ state: StateCode, for purpose: Purpose, territory: String? = nil, on day: CalendarDay, urgent: Bool = false
  ) throws(CannotResolve) -> ResolvedAuthority {
    let named = authorities.filter { $0.state == state && $0.kind == purpose.authorityKind }
    guard !named.isEmpty else { throw .noAuthority(state, purpose) }
    let valid = named.filter { $0.isValid(on: day) }
    guard !valid.isEmpty else { throw .noneValid(state, on: day) }
    var reasons: [ResolvedAuthority.Reason] = [.namedForPurpose]
    let authority: CompetentAuthority
    if let territory, let found = valid.first(where: { $0.territory == territory }) {
      authority = found
      reasons.append(.namedForTerritory)
    } else if let whole = valid.first(where: { $0.territory == nil }) {
      authority = whole
      reasons.append(.namedForWholeState)
    } else {
      throw .territoryNeeded(state, territories: valid.compactMap(\.territory).sorted())
    }
    let (channel, why) = Self.channel(authority.requirements, urgent: urgent)
    let (languages, whyLanguages) = Self.languages(authority.requirements, urgent: urgent)
    return ResolvedAuthority(authority: authority, channel: channel, languages: languages, reasons: reasons + [why, whyLanguages])
  }

  private static func channel(_ requirements: Requirements, urgent: Bool) -> (Channel, ResolvedAuthority.Reason) {
    guard let channels = requirements.channels, let preferred = channels.first else { return (.direct, .channelNotKnown) }
    if urgent, preferred == .diplomatic, channels.contains(.interpol) { return (.interpol, .urgentThroughInterpol) }
    return (preferred, .preferredChannel)
  }

  private static func languages(_ requirements: Requirements, urgent: Bool) -> (Set<Language>, ResolvedAuthority.Reason) {
    if urgent, let languages = requirements.urgentLanguages, !languages.isEmpty { return (languages, .urgentLanguages) }
    guard let languages = requirements.languages, !languages.isEmpty else { return ([], .languagesNotKnown) }
    return (languages, .acceptedLanguages)
  }
}
