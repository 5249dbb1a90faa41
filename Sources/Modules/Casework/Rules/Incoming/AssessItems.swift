// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Records what was found about dual criminality, by the conduct.
/// - Source: UNCAC 43(2), 46(9)
public struct AssessDualCriminality: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// What was found.
  public var finding: DualCriminalityFinding

  /// Names the items and the finding.
  public init(items: [ItemID], finding: DualCriminalityFinding) {
    self.items = items
    self.finding = finding
  }
}

/// Records that the protection of the persons concerned was checked; every item that concerns persons has this check, whoever they are.
/// - Source: practice (asylum and international protection)
public struct CheckProtection: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// The day.
  public var on: CalendarDay

  /// Names the items and the day.
  public init(items: [ItemID], on day: CalendarDay) {
    self.items = items
    self.on = day
  }
}

/// Records consent and agreement to moving a detained person.
/// - Source: UNCAC 46(10)
public struct RecordTransferConsent: Codable, Hashable, Sendable {
  /// The item.
  public var item: ItemID
  /// What is there of the consent.
  public var consent: TransferConsent

  /// Names the item and the consent.
  public init(item: ItemID, consent: TransferConsent) {
    self.item = item
    self.consent = consent
  }
}

/// Records an estimate of substantial or extraordinary costs, or the terms on which they are borne.
/// - Source: UNCAC 46(28)
public struct SettleCosts: Codable, Hashable, Sendable {
  /// The item.
  public var item: ItemID
  /// The estimate, and the terms once they are agreed.
  public var terms: CostTerms

  /// Names the item and the terms.
  public init(item: ItemID, terms: CostTerms) {
    self.item = item
    self.terms = terms
  }
}

extension IncomingRequest {
  /// Records a finding about dual criminality; the latest one counts.
  /// - Source: UNCAC 43(2), 46(9)
  /// - Throws: ``CannotAct/missing(field:)`` without reasoning.
  func assessingDualCriminality(_ input: AssessDualCriminality, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    _ = try chosen(input.items, for: .assessDualCriminality)
    try required(input.finding.reasoning, field: "reasoning")
    return IncomingDecision(
      state: changing(input.items) { $0.dualCriminality = input.finding },
      events: [
        CaseEvent(
          .dualCriminalityAssessed, ["items": .codes(input.items.map(\.rawValue)), "isPresent": .flag(input.finding.isPresent)])
      ])
  }

  /// Records the check of protection; what was found stands in a compartment, never here.
  /// - Source: practice (asylum and international protection)
  func checkingProtection(_ input: CheckProtection, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    _ = try chosen(input.items, for: .checkProtection)
    try checked(input.on, acting)
    return IncomingDecision(
      state: changing(input.items) { $0.protectionCheckedOn = input.on },
      events: [CaseEvent(.protectionChecked, ["items": .codes(input.items.map(\.rawValue)), "on": .day(input.on)])])
  }

  /// Records the consent that moving a detained person needs.
  /// - Source: UNCAC 46(10)
  /// - Throws: ``CannotAct/notOfThisKind`` for an item that moves nobody.
  func recordingTransferConsent(_ input: RecordTransferConsent, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    let item = try chosen([input.item], for: .recordTransferConsent)[0]
    guard item.sought.movesDetainedPerson else { throw .notOfThisKind }
    for day in [input.consent.personOn, input.consent.authoritiesOn].compactMap({ $0 }) { try checked(day, acting) }
    return IncomingDecision(
      state: changing([input.item]) { $0.transferConsent = input.consent },
      events: [
        CaseEvent(
          .transferConsentRecorded,
          [
            "items": .codes([input.item.rawValue]), "person": .flag(input.consent.personOn != nil),
            "authorities": .flag(input.consent.authoritiesOn != nil),
          ])
      ])
  }

  /// Records an estimate of costs, or the terms agreed.
  /// - Source: UNCAC 46(28)
  /// - Throws: ``CannotAct/missing(field:)`` for terms without a day, a day without terms, or no amount.
  func settlingCosts(_ input: SettleCosts, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    _ = try chosen([input.item], for: .settleCosts)
    guard input.terms.estimateMinorUnits > 0 else { throw .missing(field: "estimate") }
    guard input.terms.currency.wholeMatch(of: /[A-Z]{3}/) != nil else { throw .missing(field: "currency") }
    switch (input.terms.agreed, input.terms.agreedOn) {
    case (let words?, let day?):
      try required(words, field: "agreed")
      try checked(day, acting, field: "agreedOn")
    case (.some, nil): throw .missing(field: "agreedOn")
    case (nil, .some): throw .missing(field: "agreed")
    case (nil, nil): break
    }
    return IncomingDecision(
      state: changing([input.item]) { $0.costs = input.terms },
      events: [
        CaseEvent(.costsSettled, ["items": .codes([input.item.rawValue]), "agreed": .flag(input.terms.agreedOn != nil)])
      ])
  }
}
