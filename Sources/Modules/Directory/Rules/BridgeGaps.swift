// SPDX-License-Identifier: Apache-2.0
import Instruments
import Kernel

extension BridgeSheet.Line {
  init(comparing topic: BridgeSheet.Topic, of measure: Measure?, _ one: BridgeSide, _ other: BridgeSide) {
    let (ours, theirs) = (one.value(topic, measure), other.value(topic, measure))
    self.init(topic: topic, measure: measure, requesting: ours, requested: theirs, gap: Self.gap(topic, ours, theirs))
  }

  private static func gap(_ topic: BridgeSheet.Topic, _ ours: BridgeSheet.Value, _ theirs: BridgeSheet.Value) -> BridgeSheet.Gap? {
    if theirs == .notShown { return nil }
    if theirs == .notKnown { return topic.isAlwaysShown ? .askRequested : nil }
    switch (topic, theirs) {
    case (.languages, .languages(let accepted, let others)):
      guard case .languages(let used, let own) = ours else { return .ownNotKnown }
      let isSame = others.flatMap { others in own.map { $0.lowercased() == others.lowercased() } } ?? false
      return isSame || !used.isDisjoint(with: accepted) ? nil : .translationNeeded
    case (.channels, .channels(let offered)):
      guard case .channels(let used) = ours else { return nil }
      return Set(used).isDisjoint(with: offered) ? .noCommonChannel : nil
    case (.electronicSignature, .stance(let needed)), (.encryption, .stance(let needed)):
      return needed != .no && ours != theirs ? .neededByRequested : nil
    case (.conventionForAssistance, .stance(let stance)), (.conventionForConfiscation, .stance(let stance)):
      return stance == .yes ? nil : .conventionNotEnough
    case (.dualCriminality, .dualCriminality(let asked)):
      guard case .dualCriminality(let own) = ours else { return asked == .never ? nil : .ownNotKnown }
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
    case (_, .suspicion(let asked)): asked == .none ? nil : .ownNotKnown
    case (.orderedBy(let own), .orderedBy(let needed)): needed.rank > own.rank ? .otherOrderNeeded : nil
    case (_, .orderedBy(let needed)): needed == .police ? nil : .ownNotKnown
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
