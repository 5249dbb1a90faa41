// SPDX-License-Identifier: Apache-2.0
public import Kernel
import WritingRules

extension PropertyLedger {
  /// Opens the account of a piece of property, of an item where one is named.
  /// - Source: UNCAC 54, 55, 57
  /// - Throws: ``CannotTrack``; ``CannotAct/missing(field:)``, ``CannotAct/noSuchItem(_:)``.
  public static func opening(
    of property: String, item: ItemID? = nil, for request: RegisteredRequest
  ) throws -> TrackDecision<PropertyLedger> {
    try TrackKind.property.checkBeginning(for: request)
    try required(property, field: "property")
    if let item { guard request.items.contains(where: { $0.id == item }) else { throw CannotAct.noSuchItem(item) } }
    return TrackDecision(state: PropertyLedger(of: property, item: item), events: [CaseEvent(.propertyOpened)])
  }

  /// Adds an entry and tells what statistics need of it.
  /// - Source: UNCAC 54(2), 55(8), 55(9), 57(2), 57(3), 57(4)
  /// - Throws: ``CannotDispose``; ``CannotAct``.
  public func recording(_ entry: Entry, _ acting: Acting) throws -> TrackDecision<PropertyLedger> {
    var entry = entry
    if entry.kind == .handedOver, let decision, decision.recipients.count == 1 { entry.to = entry.to ?? decision.to }
    let ledger = try entering(entry, acting)
    var facts = ledger.facts(entry)
    if let cause = entry.cause { facts["cause"] = .code(cause.rawValue) }
    if entry.kind == .handedOver, let decision {
      facts["to"] = .code((entry.to ?? decision.to).rawValue)
      facts["rule"] = .code(decision.rule)
    }
    return TrackDecision(state: ledger, events: [CaseEvent(entry.kind.event, facts)])
  }

  /// Records that frozen sums were given free: where this State took the measure, after it was lifted or because it lapsed.
  /// - Source: UNCAC 54(2), 55(8)
  ///
  /// The measure is that of the item that the account belongs to or the entry names, or the only one; that another one was lifted says nothing.
  /// - Throws: ``CannotDispose/measureStands`` when the measure was not lifted by that day; ``CannotAct/missing(field:)`` when it could be any of
  ///   several, ``CannotAct/noSuchItem(_:)``; what ``recording(_:_:)`` throws.
  public func releasing(_ entry: Entry, of request: RegisteredRequest, _ acting: Acting) throws -> TrackDecision<PropertyLedger> {
    if case .incoming(let incoming) = request, entry.cause == .lifted, let measure = try measure(behind: entry, of: incoming) {
      guard let lifted = measure.lifted, lifted.on <= entry.on else { throw CannotDispose.measureStands }
    }
    return try recording(entry, acting)
  }

  /// The measure by which sums of the account were frozen; `nil` where none was recorded: then the account alone tells of it, as of property that
  /// was frozen before the request came.
  private func measure(behind entry: Entry, of request: IncomingRequest) throws(CannotAct) -> ProvisionalMeasure? {
    let measured = request.itemsWithMeasure
    if let item { return measured.first { $0.id == item }?.execution?.measure }
    if let named = entry.item {
      guard let item = measured.first(where: { $0.id == named }) else { throw .noSuchItem(named) }
      return item.execution?.measure
    }
    guard measured.count < 2 else { throw .missing(field: "item") }
    return measured.first?.execution?.measure
  }

  /// Takes an entry back by a counter-entry; nothing that was entered is ever changed.
  /// - Source: practice (accounts are corrected, never changed)
  /// - Throws: ``CannotAct/nothingOpen`` for an entry that is none or was taken back; ``CannotDispose/moreThanThereIs``.
  public func correcting(entry place: Int, note: String, on day: CalendarDay, _ acting: Acting) throws -> TrackDecision<PropertyLedger> {
    guard entries.indices.contains(place - 1), entries[place - 1].corrects == nil, !entries.contains(where: { $0.corrects == place }) else {
      throw CannotAct.nothingOpen
    }
    try required(note, field: "note")
    let wrong = entries[place - 1]
    try checkPast(day, from: wrong.on, acting)
    var counter = Entry(wrong.kind, minorUnits: wrong.minorUnits, currency: wrong.currency, on: day, note: note)
    counter.corrects = place
    var ledger = self
    ledger.entries.append(counter)
    guard ledger.balance >= 0 else { throw CannotDispose.moreThanThereIs }
    let isReleased = (ledger.frozen[wrong.currency] ?? 0) >= (ledger.released[wrong.currency] ?? 0)
    guard isReleased else { throw CannotDispose.moreThanFrozen }
    var facts = ledger.facts(counter)
    facts["entry"] = .code(wrong.kind.rawValue)
    if let to = wrong.to { facts["to"] = .code(to.rawValue) }
    return TrackDecision(state: ledger, events: [CaseEvent(.propertyCorrected, facts)])
  }

  /// Registers the claim of a third party.
  /// - Source: UNCAC 31(9), 55(9)
  /// - Throws: ``CannotAct``.
  public func claiming(by claimant: String, on day: CalendarDay, _ acting: Acting) throws(CannotAct) -> TrackDecision<PropertyLedger> {
    let ledger = try registering(claimOf: claimant, on: day, acting)
    return TrackDecision(state: ledger, events: [CaseEvent(.propertyClaimed, ["on": .day(day)])])
  }

  /// Records how a claim was decided.
  /// - Source: UNCAC 55(9), 57(2)
  /// - Throws: ``CannotAct``; ``CannotDispose/claimNotUpheld``.
  public func answering(claim: String, _ outcome: Claim.Outcome, amount: Int? = nil, _ acting: Acting) throws
    -> TrackDecision<PropertyLedger>
  {
    let ledger = try deciding(claim: claim, outcome, amount: amount, acting)
    var facts: [String: CaseEvent.Value] = ["on": .day(outcome.on), "outcome": .code(outcome.code.rawValue)]
    if case .upheld = outcome, let amount, let currency {
      facts["minorUnits"] = .number(amount)
      facts["currency"] = .code(currency)
    }
    return TrackDecision(state: ledger, events: [CaseEvent(.propertyClaimDecided, facts)])
  }

  /// Decides who gets the property and tells by which rule.
  /// - Source: UNCAC 57(3)(a)-(c)
  /// - Throws: ``CannotDispose``; ``CannotAct``.
  public func disposing(_ decision: DisposalDecision, _ acting: Acting) throws -> TrackDecision<PropertyLedger> {
    guard gross > 0 else { throw CannotDispose.amountMissing }
    let ledger = try deciding(decision, acting)
    var facts = ledger.totals
    facts["on"] = .day(decision.on)
    facts["to"] = .code(decision.to.rawValue)
    facts["origin"] = .code(decision.facts.origin.rawValue)
    facts["rule"] = .code(decision.rule)
    return TrackDecision(state: ledger, events: [CaseEvent(.propertyDisposalDecided, facts)])
  }

  /// Records what the two States agreed on about the final disposal, and whether it revises a decision.
  /// - Source: UNCAC 57(4), 57(5)
  /// - Throws: ``CannotDispose``; ``CannotAct``.
  public func disposing(by agreement: DisposalAgreement, _ acting: Acting) throws -> TrackDecision<PropertyLedger> {
    let ledger = try agreeing(agreement, acting)
    var facts = ledger.totals
    facts["on"] = .day(agreement.on)
    facts["recipients"] = .codes(agreement.to.map(\.rawValue))
    facts["isRevision"] = .flag(decision != nil)
    return TrackDecision(state: ledger, events: [CaseEvent(.propertyDisposalAgreed, facts)])
  }

  /// What waits: an open or unpaid claim, the decision about what was confiscated, or handing it over.
  public var waiting: TrackWaiting? {
    let isOpen = !openClaims.isEmpty || !unpaidClaims.isEmpty || (gross > 0 && (decision == nil || balance > 0))
    return isOpen ? TrackWaiting() : nil
  }

  private func facts(_ entry: Entry) -> [String: CaseEvent.Value] {
    // What is frozen is counted in its own currency and says nothing about the sums of another one.
    let sums: [String: CaseEvent.Value] =
      entry.kind.isApart
      ? ["frozen": .number(frozen[entry.currency] ?? 0), "released": .number(released[entry.currency] ?? 0)] : totals
    return sums.merging([
      "on": .day(entry.on), "currency": .code(entry.currency), "minorUnits": .number(entry.minorUnits),
      "decimals": .number(Money.decimals(of: entry.currency)),
    ]) { $1 }
  }

  private var totals: [String: CaseEvent.Value] {
    var facts: [String: CaseEvent.Value] = [
      "gross": .number(gross), "deducted": .number(deducted), "paid": .number(paid), "net": .number(net), "handedOver": .number(handedOver),
    ]
    if let currency { facts["currency"] = .code(currency) }
    return facts
  }
}

extension PropertyLedger.Kind {
  /// The fact that an entry of this kind puts into the event log.
  public var event: CaseEvent.Name {
    switch self {
    case .frozen: .propertyFrozen
    case .released: .propertyReleased
    case .confiscated: .propertyConfiscated
    case .deducted: .propertyDeducted
    case .paidToThirdParty: .propertyPaid
    case .handedOver: .propertyHandedOver
    }
  }
}

extension PropertyLedger.Claim.Outcome {
  /// The codes of the outcomes.
  public enum Code: String, Codable, Hashable, Sendable, CaseIterable { case upheld, dismissed, withdrawn }

  /// The outcome of a code and a day.
  public init(_ code: Code, on day: CalendarDay) {
    switch code {
    case .upheld: self = .upheld(on: day)
    case .dismissed: self = .dismissed(on: day)
    case .withdrawn: self = .withdrawn(on: day)
    }
  }

  /// Its code.
  public var code: Code {
    switch self {
    case .upheld: .upheld
    case .dismissed: .dismissed
    case .withdrawn: .withdrawn
    }
  }

  /// The day.
  public var on: CalendarDay {
    switch self {
    case .upheld(let on), .dismissed(let on), .withdrawn(let on): on
    }
  }
}

extension IncomingRequest {
  /// The items that brought a provisional measure about, whether it stands or was lifted.
  /// - Source: UNCAC 54(2), 55(8)
  public var itemsWithMeasure: [IncomingItem] { items.filter { $0.execution?.measure != nil } }
}
