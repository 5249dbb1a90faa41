// SPDX-License-Identifier: Apache-2.0
import Instruments
import Kernel

/// What one State's entries say, line by line.
struct BridgeSide {
  /// The central authority; `nil` when none is known or valid.
  let central: CompetentAuthority?
  /// The focal point for asset recovery, whose words come first for measures of chapter V.
  let assets: CompetentAuthority?
  /// The territories of which one must be chosen first.
  let territories: [String]
  let publicOnly: Bool

  init(
    of snapshot: DirectorySnapshot, _ state: StateCode, territory: String?, on day: CalendarDay, withAssets: Bool, publicOnly: Bool
  ) {
    self.publicOnly = publicOnly
    do {
      central = try snapshot.resolve(state, for: .mutualLegalAssistance, territory: territory, on: day).authority
      territories = []
    } catch {
      central = nil
      switch error {
      case .territoryNeeded(_, let names), .territoryUnknown(_, _, let names): territories = names
      case .noAuthority, .noneValid: territories = []
      }
    }
    assets = withAssets ? try? snapshot.resolve(state, for: .assetRecovery, territory: territory, on: day).authority : nil
  }

  /// An entry as the reader of the sheet may see it.
  func shown(_ authority: CompetentAuthority?) -> CompetentAuthority? { publicOnly ? authority?.publicPart : authority }

  func value(_ topic: BridgeSheet.Topic, _ measure: Measure?) -> BridgeSheet.Value {
    if let measure, measure.isAssetRecovery, let assets {
      let own = value(topic, measure, of: assets)
      // What the focal point has not told may stand in the central authority's entry.
      if own != .notKnown { return own }
    }
    return value(topic, measure, of: central)
  }

  private func value(_ topic: BridgeSheet.Topic, _ measure: Measure?, of authority: CompetentAuthority?) -> BridgeSheet.Value {
    guard let authority else { return .notKnown }
    if publicOnly, authority.restrictedFields.contains(.requirements) { return .notShown }
    let asks = authority.requirements
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
