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
  /// - Parameters:
  ///   - measures: the measures compared, each once.
  ///   - publicOnly: leaves out what an entry keeps for authorities, as visitors see it.
  /// - Source: UNCAC 46
  public func bridgeSheet(
    from: StateCode, to: StateCode, measures: Set<Measure>, on day: CalendarDay, publicOnly: Bool
  ) -> BridgeSheet {
    let ours = try? resolve(from, for: .mutualLegalAssistance, on: day).authority
    let theirs = try? resolve(to, for: .mutualLegalAssistance, on: day).authority
    let (one, other) = (BridgeSide(ours, publicOnly: publicOnly), BridgeSide(theirs, publicOnly: publicOnly))
    let chosen = Measure.allCases.filter { measures.contains($0) }
    let topics = BridgeSheet.Topic.allCases.filter { !$0.isOfMeasure }
    var lines = topics.map { BridgeSheet.Line(comparing: $0, of: nil, one, other) }
    for measure in chosen {
      lines += BridgeSheet.Topic.allCases.filter(\.isOfMeasure).map { BridgeSheet.Line(comparing: $0, of: measure, one, other) }
    }
    return BridgeSheet(
      from: from, to: to, day: day, basis: legalBasis(from: from, to: to, for: .mutualLegalAssistance, on: day),
      requesting: publicOnly ? ours?.publicPart : ours, requested: publicOnly ? theirs?.publicPart : theirs, measures: chosen,
      lines: lines.filter { $0.requesting != .notKnown || $0.requested != .notKnown || $0.topic.isAlwaysShown })
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
  fileprivate var isAlwaysShown: Bool {
    switch self {
    case .languages, .channels, .conventionForAssistance, .dualCriminality, .available, .evidenceForm: true
    default: false
    }
  }
}

/// What one State's entry says, line by line.
struct BridgeSide {
  let requirements: Requirements?
  let isHidden: Bool

  init(_ authority: CompetentAuthority?, publicOnly: Bool) {
    isHidden = publicOnly && authority?.restrictedFields.contains(.requirements) == true
    requirements = isHidden ? nil : authority?.requirements
  }

  func value(_ topic: BridgeSheet.Topic, _ measure: Measure?) -> BridgeSheet.Value {
    if isHidden { return .notShown }
    guard let asks = requirements else { return .notKnown }
    if let measure { return value(topic, asks.requirement(for: measure)) }
    let value: BridgeSheet.Value? =
      switch topic {
      case .languages:
        asks.languages == nil && asks.otherLanguages == nil ? nil : .languages(asks.languages ?? [], others: asks.otherLanguages)
      case .channels: asks.channels.map { .channels($0) }
      case .electronicSignature: asks.electronicSignature.map { .stance($0) }
      case .encryption: asks.encryption.map { .stance($0) }
      case .conventionForAssistance: asks.conventionForAssistance.map { .stance($0) }
      case .conventionForConfiscation: asks.conventionForConfiscation.map { .stance($0) }
      case .dualCriminality: asks.dualCriminality.map { .dualCriminality($0) }
      case .reciprocity: asks.reciprocity.map { .stance($0) }
      case .noDeathPenalty: asks.noDeathPenalty.map { .stance($0) }
      case .annexes: asks.annexes.map { .annexes($0) }
      case .costs: asks.costs.map { .text($0) }
      case .limitsOnUse: asks.limitsOnUse.map { .text($0) }
      case .deMinimis: asks.deMinimis.map { .text($0) }
      case .typicalMonths: asks.typicalMonths.map { .months($0) }
      case .available, .suspicion, .orderedBy, .evidenceForm, .extraAnnexes, .remarks: nil
      }
    return value ?? .notKnown
  }

  private func value(_ topic: BridgeSheet.Topic, _ asks: MeasureRequirement?) -> BridgeSheet.Value {
    guard let asks else { return .notKnown }
    let value: BridgeSheet.Value? =
      switch topic {
      case .available: asks.available.map { .availability($0, instead: asks.alternative) }
      case .suspicion: asks.suspicion.map { .suspicion($0) }
      case .orderedBy: asks.orderedBy.map { .orderedBy($0) }
      case .evidenceForm: asks.evidenceForm.map { .text($0) }
      case .extraAnnexes: asks.extraAnnexes.map { .annexes($0) }
      case .remarks: asks.remarks.map { .text($0) }
      default: nil
      }
    return value ?? .notKnown
  }
}

extension BridgeSheet.Line {
  init(comparing topic: BridgeSheet.Topic, of measure: Measure?, _ one: BridgeSide, _ other: BridgeSide) {
    let (ours, theirs) = (one.value(topic, measure), other.value(topic, measure))
    self.init(topic: topic, measure: measure, requesting: ours, requested: theirs, gap: Self.gap(topic, ours, theirs))
  }

  private static func gap(_ topic: BridgeSheet.Topic, _ ours: BridgeSheet.Value, _ theirs: BridgeSheet.Value) -> BridgeSheet.Gap? {
    if theirs == .notShown { return nil }
    if theirs == .notKnown { return topic.isAlwaysShown ? .askRequested : nil }
    switch (topic, theirs) {
    case (.languages, .languages(let accepted, _)):
      if case .languages(let used, _) = ours, !used.isDisjoint(with: accepted) { return nil }
      return .translationNeeded
    case (.channels, .channels(let offered)):
      guard case .channels(let used) = ours else { return nil }
      return Set(used).isDisjoint(with: offered) ? .noCommonChannel : nil
    case (.electronicSignature, .stance(let needed)), (.encryption, .stance(let needed)):
      return needed != .no && ours != theirs ? .neededByRequested : nil
    case (.conventionForAssistance, .stance(let stance)), (.conventionForConfiscation, .stance(let stance)):
      return stance == .yes ? nil : .conventionNotEnough
    case (.dualCriminality, .dualCriminality(let asked)):
      guard case .dualCriminality(let own) = ours else { return asked == .never ? nil : .strictOnDualCriminality }
      return asked.strictness > own.strictness ? .strictOnDualCriminality : nil
    case (.reciprocity, .stance(let asked)), (.noDeathPenalty, .stance(let asked)): return asked == .no ? nil : .undertakingAsked
    case (.annexes, .annexes(let asked)), (.extraAnnexes, .annexes(let asked)):
      var own: Set<Requirements.RequiredAnnex> = []
      if case .annexes(let annexes) = ours { own = annexes }
      return asked.isSubset(of: own) ? nil : .moreAnnexes
    case (.costs, _), (.limitsOnUse, _), (.deMinimis, _), (.remarks, _): return .conditionSet
    default: return gapOfMeasure(ours, theirs)
    }
  }

  private static func gapOfMeasure(_ ours: BridgeSheet.Value, _ theirs: BridgeSheet.Value) -> BridgeSheet.Gap? {
    switch (ours, theirs) {
    case (_, .availability(.no, _)): .notAvailable
    case (_, .availability(.conditions, _)): .conditionSet
    case (.availability(.no, _), .availability): .noReciprocity
    case (.suspicion(let own), .suspicion(let asked)): asked.strength > own.strength ? .higherStandard : nil
    case (_, .suspicion(let asked)): asked == .none ? nil : .higherStandard
    case (.orderedBy(let own), .orderedBy(let needed)): needed.rank > own.rank ? .otherOrderNeeded : nil
    case (_, .orderedBy(let needed)): needed == .court ? .otherOrderNeeded : nil
    case (.text(let own), .text(let form)): own == form ? nil : .otherEvidenceForm
    default: nil
    }
  }
}

extension Requirements.DualCriminality {
  fileprivate var strictness: Int {
    switch self {
    case .never: 0
    case .coerciveOnly: 1
    case .always: 2
    }
  }
}

extension MeasureRequirement.Suspicion {
  fileprivate var strength: Int {
    switch self {
    case .none: 0
    case .reasonableSuspicion: 1
    case .probableCause: 2
    case .strongSuspicion: 3
    }
  }
}

extension MeasureRequirement.OrderedBy {
  /// Higher is harder to get; prosecutors and administrative authorities stand side by side.
  fileprivate var rank: Int {
    switch self {
    case .police: 0
    case .prosecutor, .administration: 1
    case .court: 2
    }
  }
}
