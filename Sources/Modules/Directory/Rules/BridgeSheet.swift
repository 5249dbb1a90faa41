// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// What two States ask of each other's requests, side by side for chosen measures, with the gaps marked.
///
/// It is read from the requesting State's side: a gap is what its officer has to bridge before the request goes out.
/// - Source: UNCAC 46(1), 46(9), 46(13), 46(14), 46(17), 46(20)
public struct BridgeSheet: Hashable, Sendable {
  /// What a line compares.
  public enum Topic: String, Codable, Hashable, Sendable, CaseIterable {
    /// Languages in which requests are accepted.
    case languages
    /// Channels.
    case channels
    /// Electronic signature.
    case electronicSignature
    /// Encryption.
    case encryption
    /// The Convention as legal basis for assistance.
    case conventionForAssistance
    /// The Convention as treaty basis for confiscation.
    case conventionForConfiscation
    /// When dual criminality is asked for.
    case dualCriminality
    /// Undertaking of reciprocity.
    case reciprocity
    /// Undertaking about the death penalty.
    case noDeathPenalty
    /// Annexes that every request must carry.
    case annexes
    /// Costs.
    case costs
    /// Limits on use.
    case limitsOnUse
    /// The least value of property.
    case deMinimis
    /// How long execution usually takes.
    case typicalMonths
    /// Whether the law knows the measure.
    case available
    /// How strong the suspicion must be.
    case suspicion
    /// Who orders the measure.
    case orderedBy
    /// The form in which evidence is handed over.
    case evidenceForm
    /// Further annexes for the measure.
    case extraAnnexes
    /// Anything else about the measure.
    case remarks

    /// Where the line comes from.
    public var source: Source {
      switch self {
      case .languages: .uncac(46, 14)
      case .channels, .electronicSignature, .encryption: .uncac(46, 13)
      case .conventionForAssistance: .uncac(46, 7)
      case .conventionForConfiscation: .uncac(55, 6)
      case .dualCriminality: .uncac(46, 9)
      case .reciprocity, .noDeathPenalty: .uncac(46, 21)
      case .annexes, .extraAnnexes: .uncac(46, 15)
      case .costs: .uncac(46, 28)
      case .limitsOnUse: .uncac(46, 19)
      case .deMinimis: .uncac(55, 7)
      case .typicalMonths: .uncac(46, 24)
      case .available, .suspicion, .orderedBy, .evidenceForm, .remarks: .uncac(46, 17)
      }
    }
  }

  /// What one State's entry says on a line.
  public enum Value: Hashable, Sendable {
    /// Nobody has told the directory.
    case notKnown
    /// It is known and shown to authorities only.
    case notShown
    /// Yes, no, or on conditions.
    case stance(Stance)
    /// Languages, with others by name.
    case languages(Set<Language>, others: String?)
    /// Channels, the preferred one first.
    case channels([Channel])
    /// Dual criminality.
    case dualCriminality(Requirements.DualCriminality)
    /// Annexes; none are asked for when empty.
    case annexes(Set<Requirements.RequiredAnnex>)
    /// A range of months.
    case months(MonthRange)
    /// Words of the State itself.
    case text(String)
    /// Whether the measure is known, and what can be asked for instead.
    case availability(Stance, instead: Measure?)
    /// How strong the suspicion must be.
    case suspicion(MeasureRequirement.Suspicion)
    /// Who orders the measure.
    case orderedBy(MeasureRequirement.OrderedBy)
  }

  /// Why a line has a gap.
  public enum Gap: String, Codable, Hashable, Sendable, CaseIterable {
    /// The requested State's practice is not known: ask.
    case askRequested
    /// The requesting State's own practice is not known or not shown, so that nothing can be compared.
    case ownNotKnown
    /// The two authorities accept no language in common: the request must be translated.
    case translationNeeded
    /// The two authorities have no channel in common.
    case noCommonChannel
    /// The requested State needs what the requesting State does not use itself.
    case neededByRequested
    /// The requested State does not take the Convention as basis, or only on conditions.
    case conventionNotEnough
    /// The requested State asks for dual criminality more often than the requesting State.
    case strictOnDualCriminality
    /// The requested State asks for an undertaking.
    case undertakingAsked
    /// The requested State asks for annexes that the requesting State does not ask for itself.
    case moreAnnexes
    /// The requested State has set a condition of its own: read it.
    case conditionSet
    /// The requested State's law does not know the measure.
    case notAvailable
    /// The requesting State's law does not know the measure, so that it cannot promise the same in return.
    case noReciprocity
    /// The requested State asks for a stronger suspicion.
    case higherStandard
    /// The requested State needs the order of a higher authority than the requesting State.
    case otherOrderNeeded
    /// The two States hand over this evidence in different forms: agree on one.
    case otherEvidenceForm

    /// Whether a request can hardly succeed until the gap is bridged.
    public var blocks: Bool {
      switch self {
      case .notAvailable, .noCommonChannel: true
      default: false
      }
    }
  }

  /// One line of the sheet.
  public struct Line: Hashable, Sendable {
    /// What it compares.
    public let topic: Topic
    /// The measure, for lines about one.
    public let measure: Measure?
    /// What the requesting State's entry says.
    public let requesting: Value
    /// What the requested State's entry says.
    public let requested: Value
    /// The gap; `nil` when there is none.
    public let gap: Gap?
  }

  /// The State that asks.
  public let from: StateCode
  /// The State that is asked.
  public let to: StateCode
  /// The day.
  public let day: CalendarDay
  /// The legal basis between the two.
  public let basis: LegalBasis
  /// The requesting State's central authority; `nil` when none is known or valid.
  public let requesting: CompetentAuthority?
  /// The requested State's central authority; `nil` when none is known or valid.
  public let requested: CompetentAuthority?
  /// The requesting State's focal point for asset recovery, for measures of chapter V; `nil` when none is compared or known.
  public let requestingForAssets: CompetentAuthority?
  /// The requested State's focal point for asset recovery, for measures of chapter V; `nil` when none is compared or known.
  public let requestedForAssets: CompetentAuthority?
  /// The territories of which one must be chosen, where the requesting State has authorities for single territories alone.
  public let requestingTerritories: [String]
  /// The territories of which one must be chosen, where the requested State has authorities for single territories alone.
  public let requestedTerritories: [String]
  /// The measures compared, in the order of the Convention.
  public let measures: [Measure]
  /// The lines that are about every request, then those about each measure.
  public let lines: [Line]

  /// How many lines have a gap.
  public var gapCount: Int { lines.count { $0.gap != nil } }
}

extension DirectorySnapshot {
  /// Compares what two States ask of requests for mutual legal assistance.
  ///
  /// What is asked for measures of chapter V is what the focal point for asset recovery asks, where a State has one.
  /// - Parameters:
  ///   - measures: the measures compared, each once.
  ///   - territories: the territories whose authorities are compared, where a State has authorities for single territories.
  ///   - publicOnly: leaves out what an entry keeps for authorities, as visitors see it.
  /// - Source: UNCAC 46, 55
  public func bridgeSheet(
    from: StateCode, to: StateCode, measures: Set<Measure>, territories: (from: String?, to: String?) = (nil, nil), on day: CalendarDay,
    publicOnly: Bool
  ) -> BridgeSheet {
    let hasAssets = measures.contains(where: \.isAssetRecovery)
    let one = BridgeSide(of: self, from, territory: territories.from, on: day, withAssets: hasAssets, publicOnly: publicOnly)
    let other = BridgeSide(of: self, to, territory: territories.to, on: day, withAssets: hasAssets, publicOnly: publicOnly)
    let chosen = Measure.allCases.filter { measures.contains($0) }
    let topics = BridgeSheet.Topic.allCases.filter { !$0.isOfMeasure }
    var lines = topics.map { BridgeSheet.Line(comparing: $0, of: nil, one, other) }
    for measure in chosen {
      lines += BridgeSheet.Topic.allCases.filter(\.isOfMeasure).map { BridgeSheet.Line(comparing: $0, of: measure, one, other) }
    }
    return BridgeSheet(
      from: from, to: to, day: day, basis: legalBasis(from: from, to: to, for: .mutualLegalAssistance, on: day),
      requesting: one.shown(one.central), requested: other.shown(other.central), requestingForAssets: one.shown(one.assets),
      requestedForAssets: other.shown(other.assets), requestingTerritories: one.territories, requestedTerritories: other.territories,
      measures: chosen, lines: lines.filter { $0.requesting != .notKnown || $0.requested != .notKnown || $0.topic.isAlwaysShown })
  }
}

extension BridgeSheet.Topic {
  /// Whether lines of the topic are about one measure.
  public var isOfMeasure: Bool {
    switch self {
    case .available, .suspicion, .orderedBy, .evidenceForm, .extraAnnexes, .remarks: true
    default: false
    }
  }

  /// Whether the line stands on the sheet even when nobody knows anything: what must be asked before a request goes out.
  var isAlwaysShown: Bool {
    switch self {
    case .languages, .channels, .conventionForAssistance, .dualCriminality, .available, .evidenceForm: true
    default: false
    }
  }
}
