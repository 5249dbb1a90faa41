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
    /// Frozen sums that were given free, because the measure was lifted or lapsed.
    /// - Source: UNCAC 54(2), 55(8)
    case released
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
    /// The claim that was paid: `k1`; payments of before claims had amounts name none.
    /// - Source: UNCAC 57(2)
    public var claim: String?
    /// To whom it was handed over; `nil` in accounts of before, and where the decision names one alone.
    /// - Source: UNCAC 57(3), 57(5)
    public var to: DisposalRecipient?
    /// Why frozen sums were given free.
    public var cause: ReleaseCause?
    /// The item whose measure was lifted, where the account itself belongs to none.
    /// - Source: UNCAC 55(8)
    public var item: ItemID?

    /// Describes an entry.
    public init(
      _ kind: Kind, minorUnits: Int, currency: String, on day: CalendarDay, note: String? = nil, claim: String? = nil,
      to recipient: DisposalRecipient? = nil, cause: ReleaseCause? = nil, item: ItemID? = nil
    ) {
      self.kind = kind
      self.minorUnits = minorUnits
      self.currency = currency
      self.on = day
      self.note = note
      self.claim = claim
      to = recipient
      self.cause = cause
      self.item = item
    }
  }

  /// Why frozen sums were given free.
  public enum ReleaseCause: String, Codable, Hashable, Sendable, CaseIterable {
    /// The measure was lifted.
    /// - Source: UNCAC 55(8)
    case lifted
    /// The measure lapsed by itself: its time ended, or a court let it end.
    case lapsed
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
    /// The amount that was upheld, in minor units of the account's currency; `nil` in accounts of before, and where nothing was upheld.
    public var upheldMinorUnits: Int?

    /// Describes a claim.
    public init(id: String, claimant: String, madeOn day: CalendarDay) {
      self.id = id
      self.claimant = claimant
      madeOn = day
    }
  }

  /// What the property is, in words; case data.
  public let property: String
  /// The item of the request that the property belongs to; `nil` where none was named.
  public let item: ItemID?
  /// The entries, in order.
  public internal(set) var entries: [Entry]
  /// The claims of third parties.
  public internal(set) var claims: [Claim]
  /// Who gets the property; `nil` until it is decided.
  public internal(set) var decision: DisposalDecision?
  /// The decisions that agreements of the States put something else in the place of, in order; `nil` when there are none.
  /// - Source: UNCAC 57(5)
  public internal(set) var revised: [DisposalDecision]?

  /// An account without entries.
  public init(of property: String = "", item: ItemID? = nil) {
    self.property = property
    self.item = item
    entries = []
    claims = []
  }

  /// Takes entries over as they stand elsewhere; nothing is decided about them.
  public mutating func add(_ entries: some Sequence<Entry>) { self.entries += entries }

  /// The currency of what was confiscated; one account keeps one.
  public var currency: String? { standing.first { !$0.kind.isApart }?.currency }
  /// The entries that count: those that were taken back and those that take back left out.
  public var standing: [Entry] {
    let taken = Set(entries.compactMap(\.corrects))
    return entries.enumerated().filter { $1.corrects == nil && !taken.contains($0 + 1) }.map(\.element)
  }
  /// What was frozen, by currency, in minor units.
  public var frozen: [String: Int] { byCurrency(.frozen) }
  /// What of it was given free, by currency, in minor units.
  /// - Source: UNCAC 55(8)
  public var released: [String: Int] { byCurrency(.released) }
  /// What is still frozen in a currency: what was neither given free nor confiscated.
  public func stillFrozen(_ currency: String) -> Int {
    max(0, (frozen[currency] ?? 0) - (released[currency] ?? 0) - (self.currency == currency ? gross : 0))
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
  /// Claims that were upheld and are not paid in full.
  /// - Source: UNCAC 57(2)
  public var unpaidClaims: [Claim] { claims.filter { unpaid(of: $0).map { $0 > 0 } ?? true } }
  /// What is still owed to third parties whose rights were upheld.
  /// - Source: UNCAC 57(2)
  public var owed: Int { claims.compactMap { unpaid(of: $0) }.reduce(0, +) }

  /// What of an upheld claim is still to be paid; `nil` when nobody knows how much was upheld and nothing was paid.
  /// - Source: UNCAC 57(2)
  public func unpaid(of claim: Claim) -> Int? {
    guard case .upheld? = claim.outcome else { return 0 }
    let payments = standing.filter { $0.kind == .paidToThirdParty }
    guard let upheld = claim.upheldMinorUnits else { return payments.contains { $0.claim == nil || $0.claim == claim.id } ? 0 : nil }
    return upheld - payments.filter { $0.claim == claim.id }.map(\.minorUnits).reduce(0, +)
  }

  private func byCurrency(_ kind: Kind) -> [String: Int] {
    entries.filter { $0.kind == kind }.reduce(into: [:]) { $0[$1.currency, default: 0] += $1.counted }
  }

  private func total(_ kind: Kind) -> Int { entries.filter { $0.kind == kind }.map(\.counted).reduce(0, +) }
}

extension PropertyLedger.Entry {
  /// What it adds to the sum of its kind; an entry that takes another one back adds less than nothing.
  public var counted: Int { corrects == nil ? minorUnits : -minorUnits }
}

extension PropertyLedger.Kind {
  /// Whether it is counted apart from what was confiscated, each currency for itself.
  public var isApart: Bool { self == .frozen || self == .released }
}
