// SPDX-License-Identifier: Apache-2.0
import Instruments
public import Kernel

extension PropertyLedger {
  /// No entry is larger, so that no sum overflows.
  static let largest = 1_000_000_000_000_000

  /// Adds an entry; the account never goes below zero, nor below what third parties are owed.
  /// - Source: UNCAC 54(2), 55(8), 57(2), 57(3), 57(4)
  /// - Throws: ``CannotDispose``; ``CannotAct/dayInFuture(field:)``.
  public func entering(_ entry: Entry, _ acting: Acting) throws -> PropertyLedger {
    guard entry.minorUnits > 0 else { throw CannotDispose.amountMissing }
    // Sums stay exact: nothing is counted that a sum could not carry.
    guard entry.minorUnits <= Self.largest else { throw CannotDispose.moreThanThereIs }
    guard entry.currency.wholeMatch(of: /[A-Z]{3}/) != nil else { throw CannotAct.missing(field: "currency") }
    guard entry.on <= acting.on else { throw CannotAct.dayInFuture(field: "on") }
    if !entry.kind.isApart, let currency, currency != entry.currency { throw CannotDispose.otherCurrency }
    switch entry.kind {
    case .frozen, .confiscated: break
    case .released: guard entry.minorUnits <= stillFrozen(entry.currency) else { throw CannotDispose.moreThanFrozen }
    case .deducted: try checkDeduction(entry)
    case .paidToThirdParty: try checkPayment(entry)
    case .handedOver: try checkHandOver(entry)
    }
    var ledger = self
    ledger.entries.append(entry)
    guard ledger.balance >= 0 else { throw CannotDispose.moreThanThereIs }
    if entry.kind == .deducted || entry.kind == .handedOver, ledger.balance < ledger.owed { throw CannotDispose.claimUnpaid }
    return ledger
  }

  /// Expenses are deducted with the reason, unless the States decided otherwise.
  /// - Source: UNCAC 57(4)
  private func checkDeduction(_ entry: Entry) throws {
    if decision?.agreement?.excludesDeductions == true { throw CannotDispose.deductionExcluded }
    try required(entry.note ?? "", field: "note")
  }

  /// Third parties are paid what was upheld for them.
  /// - Source: UNCAC 57(2)
  private func checkPayment(_ entry: Entry) throws(CannotDispose) {
    guard let claim = unpaidClaims.first(where: { $0.id == entry.claim }) else { throw .claimNotUpheld }
    if let owed = unpaid(of: claim), entry.minorUnits > owed { throw .claimNotUpheld }
  }

  /// Property is handed over once it is decided who gets it, to them, and not before third parties have what was upheld for them.
  /// - Source: UNCAC 55(9), 57(2), 57(3)
  private func checkHandOver(_ entry: Entry) throws(CannotDispose) {
    guard let decision, entry.on >= decision.on else { throw .notDecided }
    guard openClaims.isEmpty else { throw .claimOpen }
    // As long as nobody knows how much was upheld, all of it may be owed.
    guard !claims.contains(where: { unpaid(of: $0) == nil }) else { throw .claimUnpaid }
    if let to = entry.to { guard decision.recipients.contains(to) else { throw .otherRecipient } }
    guard entry.to != nil || decision.recipients.count == 1 else { throw .otherRecipient }
  }

  /// Registers a claim of a third party.
  /// - Source: UNCAC 31(9), 55(9)
  /// - Throws: ``CannotAct``.
  public func registering(claimOf claimant: String, on day: CalendarDay, _ acting: Acting) throws(CannotAct) -> PropertyLedger {
    try required(claimant, field: "claimant")
    guard day <= acting.on else { throw .dayInFuture(field: "on") }
    var ledger = self
    ledger.claims.append(Claim(id: "k\(claims.count + 1)", claimant: claimant, madeOn: day))
    return ledger
  }

  /// Records how a claim was decided; one that was upheld and is unpaid can be decided anew, as on appeal or when the claimant gives it up.
  /// - Source: UNCAC 55(9), 57(2)
  /// - Parameter amount: what was upheld, in minor units of the account's currency.
  /// - Throws: ``CannotAct/nothingOpen``, ``CannotAct/dayTooEarly(field:)``, ``CannotAct/missing(field:)`` for an upheld claim without its amount;
  ///   ``CannotDispose/claimNotUpheld`` for less than was paid already.
  public func deciding(claim: String, _ outcome: Claim.Outcome, amount: Int? = nil, _ acting: Acting) throws -> PropertyLedger {
    let decidable = openClaims + unpaidClaims
    guard decidable.contains(where: { $0.id == claim }), let place = claims.firstIndex(where: { $0.id == claim }) else {
      throw CannotAct.nothingOpen
    }
    guard outcome.on <= acting.on else { throw CannotAct.dayInFuture(field: "on") }
    guard outcome.on >= claims[place].outcome?.on ?? claims[place].madeOn else { throw CannotAct.dayTooEarly(field: "on") }
    var ledger = self
    ledger.claims[place].outcome = outcome
    ledger.claims[place].upheldMinorUnits = nil
    if case .upheld = outcome {
      guard let amount, amount > 0, amount <= Self.largest else { throw CannotAct.missing(field: "upheld") }
      ledger.claims[place].upheldMinorUnits = amount
      // What was paid already stays paid, whatever a court says later.
      guard ledger.unpaid(of: ledger.claims[place]).map({ $0 >= 0 }) ?? true else { throw CannotDispose.claimNotUpheld }
    }
    return ledger
  }

  /// Decides who gets the property, by the rule that the facts lead to.
  /// - Source: UNCAC 55(9), 57(3)(a)-(c)
  /// - Throws: ``CannotDispose`` with the point of 57(3) that stands against it.
  public func deciding(_ decision: DisposalDecision, _ acting: Acting) throws -> PropertyLedger {
    guard self.decision == nil else { throw CannotDispose.decidedAlready }
    guard decision.on <= acting.on else { throw CannotAct.dayInFuture(field: "on") }
    guard openClaims.isEmpty else { throw CannotDispose.claimOpen }
    let rule = DisposalRule.applying(to: decision.facts)
    if rule.isReturnDue, decision.to != .requestingState { throw CannotDispose.returnDue(rule) }
    if !rule.isReturnDue, decision.consideration.allSatisfy(\.isWhitespace) { throw CannotDispose.considerationMissing }
    var ledger = self
    ledger.decision = decision
    return ledger
  }

  /// Records what the two States agreed on about the final disposal; it takes the place of what was decided, for all that is not handed over yet.
  /// - Source: UNCAC 57(4), 57(5)
  /// - Throws: ``CannotDispose``; ``CannotAct``.
  public func agreeing(_ agreement: DisposalAgreement, _ acting: Acting) throws -> PropertyLedger {
    guard gross > 0 else { throw CannotDispose.amountMissing }
    // Of what is handed over already nothing can be agreed any more.
    guard balance > 0 else { throw CannotAct.nothingOpen }
    try required(agreement.wording, field: "agreed")
    guard let first = agreement.to.first else { throw CannotAct.missing(field: "recipients") }
    guard agreement.on <= acting.on else { throw CannotAct.dayInFuture(field: "on") }
    if let decision, agreement.on < decision.on { throw CannotAct.dayTooEarly(field: "on") }
    guard openClaims.isEmpty else { throw CannotDispose.claimOpen }
    if agreement.excludesDeductions, deducted > 0 { throw CannotDispose.deductionExcluded }
    let facts = decision?.facts ?? DisposalFacts(origin: .outsideConvention, isUnderArticle55: false)
    var agreed = DisposalDecision(facts: facts, to: first, consideration: agreement.wording, on: agreement.on)
    agreed.agreement = agreement
    var ledger = self
    if let decision { ledger.revised = (revised ?? []) + [decision] }
    ledger.decision = agreed
    return ledger
  }
}
