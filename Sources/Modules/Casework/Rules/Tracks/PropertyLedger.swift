// SPDX-License-Identifier: Apache-2.0
import Instruments
public import Kernel

/// The account of one piece of frozen or confiscated property: what it was worth, what third parties claim, what is deducted, who got the rest.
/// - Source: UNCAC 55(9), 57(3), 57(4)
public struct PropertyLedger: Codable, Hashable, Sendable {
  /// What an entry is.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Frozen or seized; it is counted apart and is no part of the balance.
    /// - Source: UNCAC 54(2)
    case frozen
    /// Confiscated: what there is to dispose of.
    /// - Source: UNCAC 54(1), 55(1)
    case confiscated
    /// Reasonable expenses of investigations, prosecutions or judicial proceedings, deducted unless the States decide otherwise.
    /// - Source: UNCAC 57(4)
    case deducted
    /// Paid to a third party acting in good faith.
    /// - Source: UNCAC 55(9), 57(2)
    case paidToThirdParty
    /// Handed over to whom the decision names.
    /// - Source: UNCAC 57(3)
    case handedOver
  }

  /// One entry; entries are added and never changed.
  public struct Entry: Codable, Hashable, Sendable {
    /// What it is.
    public var kind: Kind
    /// The amount, in minor units of the currency; above zero.
    public var minorUnits: Int
    /// The currency, ISO 4217.
    public var currency: String
    /// The day of the value.
    public var on: CalendarDay
    /// A note in words; case data.
    public var note: String?
    /// The place of the entry that this one takes back, counted from 1; `nil` for an entry of its own.
    public internal(set) var corrects: Int?

    /// Describes an entry.
    public init(_ kind: Kind, minorUnits: Int, currency: String, on day: CalendarDay, note: String? = nil) {
      self.kind = kind
      self.minorUnits = minorUnits
      self.currency = currency
      self.on = day
      self.note = note
    }
  }

  /// A claim of a third party to the property.
  /// - Source: UNCAC 31(9), 55(9)
  public struct Claim: Codable, Hashable, Sendable {
    /// How it was decided.
    public enum Outcome: Codable, Hashable, Sendable {
      /// The right is upheld, in whole or in part.
      case upheld(on: CalendarDay)
      /// The claim was dismissed.
      case dismissed(on: CalendarDay)
      /// The claimant withdrew it.
      case withdrawn(on: CalendarDay)
    }

    /// The short name: `k1`.
    public var id: String
    /// Who claims, by their record here.
    public var claimant: String
    /// The day it was made.
    public var madeOn: CalendarDay
    /// How it was decided; `nil` while it is open.
    public var outcome: Outcome?

    /// Describes a claim.
    public init(id: String, claimant: String, madeOn day: CalendarDay) {
      self.id = id
      self.claimant = claimant
      madeOn = day
    }
  }

  /// What the property is, in words; case data.
  public let property: String
  /// The entries, in order.
  public internal(set) var entries: [Entry]
  /// The claims of third parties.
  public internal(set) var claims: [Claim]
  /// Who gets the property; `nil` until it is decided.
  public internal(set) var decision: DisposalDecision?

  /// An account without entries.
  public init(of property: String = "") {
    self.property = property
    entries = []
    claims = []
  }

  /// The currency of what was confiscated; one account keeps one.
  public var currency: String? { standing.first { $0.kind != .frozen }?.currency }
  /// The entries that count: those that were taken back and those that take back left out.
  public var standing: [Entry] {
    let taken = Set(entries.compactMap(\.corrects))
    return entries.enumerated().filter { $1.corrects == nil && !taken.contains($0 + 1) }.map(\.element)
  }
  /// What was frozen, by currency, in minor units.
  public var frozen: [String: Int] {
    entries.filter { $0.kind == .frozen }.reduce(into: [:]) { $0[$1.currency, default: 0] += $1.counted }
  }
  /// What was confiscated: the gross amount, in minor units.
  public var gross: Int { total(.confiscated) }
  /// What was deducted.
  /// - Source: UNCAC 57(4)
  public var deducted: Int { total(.deducted) }
  /// What remains after deductions and third parties: the net amount.
  public var net: Int { gross - deducted - paid }
  /// What was paid to third parties.
  /// - Source: UNCAC 55(9), 57(2)
  public var paid: Int { total(.paidToThirdParty) }
  /// What has been handed over.
  public var handedOver: Int { total(.handedOver) }
  /// What is still to be handed over.
  public var balance: Int { net - handedOver }
  /// Claims that are not decided.
  public var openClaims: [Claim] { claims.filter { $0.outcome == nil } }

  private func total(_ kind: Kind) -> Int { entries.filter { $0.kind == kind }.map(\.counted).reduce(0, +) }
}

extension PropertyLedger.Entry {
  /// What it adds to the sum of its kind; an entry that takes another one back adds less than nothing.
  public var counted: Int { corrects == nil ? minorUnits : -minorUnits }
}

extension PropertyLedger {
  /// No entry is larger, so that no sum overflows.
  static let largest = 1_000_000_000_000_000

  /// Adds an entry; the account never goes below zero.
  /// - Source: UNCAC 57(3), 57(4)
  /// - Throws: ``CannotDispose``; ``CannotAct/dayInFuture(field:)``.
  public func entering(_ entry: Entry, _ acting: Acting) throws -> PropertyLedger {
    guard entry.minorUnits > 0 else { throw CannotDispose.amountMissing }
    // Sums stay exact: nothing is counted that a sum could not carry.
    guard entry.minorUnits <= Self.largest else { throw CannotDispose.moreThanThereIs }
    guard entry.currency.wholeMatch(of: /[A-Z]{3}/) != nil else { throw CannotAct.missing(field: "currency") }
    guard entry.on <= acting.on else { throw CannotAct.dayInFuture(field: "on") }
    if entry.kind != .frozen, let currency, currency != entry.currency { throw CannotDispose.otherCurrency }
    if entry.kind == .handedOver {
      guard decision != nil else { throw CannotDispose.notDecided }
      if !openClaims.isEmpty { throw CannotDispose.claimOpen }
    }
    if entry.kind == .deducted { try required(entry.note ?? "", field: "note") }
    var ledger = self
    ledger.entries.append(entry)
    guard ledger.balance >= 0 else { throw CannotDispose.moreThanThereIs }
    return ledger
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

  /// Records how a claim was decided.
  /// - Source: UNCAC 55(9)
  /// - Throws: ``CannotAct/nothingOpen``, ``CannotAct/dayTooEarly(field:)``.
  public func deciding(claim: String, _ outcome: Claim.Outcome, _ acting: Acting) throws(CannotAct) -> PropertyLedger {
    guard let place = claims.firstIndex(where: { $0.id == claim && $0.outcome == nil }) else { throw .nothingOpen }
    let day =
      switch outcome {
      case .upheld(let on), .dismissed(let on), .withdrawn(let on): on
      }
    guard day <= acting.on else { throw .dayInFuture(field: "on") }
    guard day >= claims[place].madeOn else { throw .dayTooEarly(field: "on") }
    var ledger = self
    ledger.claims[place].outcome = outcome
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
}
