// SPDX-License-Identifier: Apache-2.0
import Foundation
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
    /// No authority is named for the territory that was given: this one is named for the whole State.
    case territoryUnknown
    /// Several entries are valid on that day for the same purpose and territory: this is the one confirmed last; ask which holds.
    case oneOfSeveral
    /// It is the channel the authority prefers.
    case preferredChannel
    /// The case is urgent and the authority takes requests through INTERPOL.
    case urgentThroughInterpol
    /// The authority accepts the languages.
    case acceptedLanguages
    /// The authority accepts the languages for urgent requests.
    case urgentLanguages
    /// The authority accepts languages that the directory knows by name alone.
    case otherLanguagesAccepted
    /// The directory does not know the channel: directly is what the Convention provides.
    case channelNotKnown
    /// The directory does not know the languages: ask first.
    case languagesNotKnown

    /// Where it comes from.
    public var source: Source {
      switch self {
      case .namedForPurpose, .namedForTerritory, .namedForWholeState, .territoryUnknown, .oneOfSeveral, .preferredChannel,
        .urgentThroughInterpol, .channelNotKnown:
        .uncac(46, 13)
      case .acceptedLanguages, .urgentLanguages, .otherLanguagesAccepted, .languagesNotKnown: .uncac(46, 14)
      }
    }
  }

  /// The authority.
  public let authority: CompetentAuthority
  /// The channel.
  public let channel: Channel
  /// The languages, any of them; empty when none of the six is known to be accepted.
  public let languages: Set<Language>
  /// Other languages that the authority accepts, by name.
  public let otherLanguages: String?
  /// Other entries that are valid for the same purpose and territory; empty unless a reason says that there are several.
  public let others: [CompetentAuthority]
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
  /// The State has authorities for single territories alone, and none for the one that was named.
  case territoryUnknown(StateCode, territory: String, territories: [String])

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .noAuthority: "directory.no-authority"
    case .noneValid: "directory.none-valid"
    case .territoryNeeded: "directory.territory-needed"
    case .territoryUnknown: "directory.territory-unknown"
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
    case .territoryUnknown(let state, let territory, let names):
      ["state": state.code, "territory": territory, "territories": names.joined(separator: ", ")]
    }
  }

  /// Every party names a central authority, and may name one for a territory.
  public var source: Source { .uncac(46, 13) }

  /// One of each, for the test that every code has its words.
  public static var examples: [CannotResolve] {
    guard let state = StateCode("XB") else { return [] }
    return [
      .noAuthority(state, .mutualLegalAssistance), .noneValid(state, on: .earliest), .territoryNeeded(state, territories: ["A"]),
      .territoryUnknown(state, territory: "B", territories: ["A"]),
    ]
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

  /// The directory as visitors see it: no rule that asks it can tell what an entry keeps for authorities.
  public var publicPart: DirectorySnapshot {
    DirectorySnapshot(participation: participation, authorities: authorities.map(\.publicPart), treaties: treaties)
  }

  /// The territories for which a State has an authority of its own on a day, each once, by name.
  /// - Source: UNCAC 46(13)
  public func territories(of state: StateCode, for purpose: Purpose, on day: CalendarDay) -> [String] {
    Set(valid(state, purpose, day).compactMap(\.territory)).sorted()
  }

  /// Whether a State has an authority of its own for a territory on a day; capitals, accents and outer spaces make no difference.
  ///
  /// A State that names no territory at all knows none: its authority is there for all of them.
  /// - Source: UNCAC 46(13)
  public func knowsTerritory(_ territory: String, of state: StateCode, for purpose: Purpose, on day: CalendarDay) -> Bool {
    territories(of: state, for: purpose, on: day).contains { Self.isSame($0, territory) }
  }

  /// Whom to write to in a State.
  /// - Source: UNCAC 46(13), 46(14)
  /// - Throws: ``CannotResolve/noAuthority(_:_:)`` when the State has none for the purpose;
  ///   ``CannotResolve/noneValid(_:on:)`` when none is valid on the day;
  ///   ``CannotResolve/territoryNeeded(_:territories:)`` when a territory must be chosen first;
  ///   ``CannotResolve/territoryUnknown(_:territory:territories:)`` when only other territories have an authority.
  public func resolve(
    _ state: StateCode, for purpose: Purpose, territory: String? = nil, on day: CalendarDay, urgent: Bool = false
  ) throws(CannotResolve) -> ResolvedAuthority {
    guard authorities.contains(where: { $0.state == state && $0.kind == purpose.authorityKind }) else { throw .noAuthority(state, purpose) }
    let valid = valid(state, purpose, day)
    guard !valid.isEmpty else { throw .noneValid(state, on: day) }
    let whole = valid.filter { $0.territory == nil }
    let own = territory.map { wanted in valid.filter { Self.isSame($0.territory, wanted) } } ?? []
    let names = territories(of: state, for: purpose, on: day)
    guard let authority = own.first ?? whole.first else {
      if let territory { throw .territoryUnknown(state, territory: territory, territories: names) }
      throw .territoryNeeded(state, territories: names)
    }
    var reasons: [ResolvedAuthority.Reason] = [.namedForPurpose, own.isEmpty ? .namedForWholeState : .namedForTerritory]
    // Where a State names no territory, its one authority is there for each of them.
    if own.isEmpty, territory != nil, !names.isEmpty { reasons.append(.territoryUnknown) }
    let others = (own.isEmpty ? whole : own).filter { $0.id != authority.id }
    if !others.isEmpty { reasons.append(.oneOfSeveral) }
    let asks = authority.requirements
    let (channel, why) = Self.channel(asks, urgent: urgent)
    let (languages, whyLanguages) = Self.languages(asks, urgent: urgent)
    return ResolvedAuthority(
      authority: authority, channel: channel, languages: languages, otherLanguages: asks.otherLanguages, others: others,
      reasons: reasons + [why, whyLanguages])
  }

  /// The entries valid on a day, the one confirmed last first, so that the order of identifiers decides nothing.
  private func valid(_ state: StateCode, _ purpose: Purpose, _ day: CalendarDay) -> [CompetentAuthority] {
    func rank(_ entry: CompetentAuthority) -> (CalendarDay, CalendarDay) { (entry.lastVerified ?? .earliest, entry.validFrom ?? .earliest) }
    return authorities.filter { $0.state == state && $0.kind == purpose.authorityKind && $0.isValid(on: day) }
      .sorted { rank($0) != rank($1) ? rank($0) > rank($1) : $0.id < $1.id }
  }

  private static func isSame(_ known: String?, _ typed: String) -> Bool {
    func plain(_ text: String) -> String {
      text.trimmingCharacters(in: .whitespacesAndNewlines).folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
    }
    return known.map { plain($0) == plain(typed) } ?? false
  }

  private static func channel(_ requirements: Requirements, urgent: Bool) -> (Channel, ResolvedAuthority.Reason) {
    guard let channels = requirements.channels, let preferred = channels.first else { return (.direct, .channelNotKnown) }
    if urgent, preferred == .diplomatic, channels.contains(.interpol) { return (.interpol, .urgentThroughInterpol) }
    return (preferred, .preferredChannel)
  }

  private static func languages(_ requirements: Requirements, urgent: Bool) -> (Set<Language>, ResolvedAuthority.Reason) {
    if urgent, let languages = requirements.urgentLanguages, !languages.isEmpty { return (languages, .urgentLanguages) }
    if let languages = requirements.languages, !languages.isEmpty { return (languages, .acceptedLanguages) }
    return ([], requirements.otherLanguages == nil ? .languagesNotKnown : .otherLanguagesAccepted)
  }
}
