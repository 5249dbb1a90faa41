// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// What is known about confiscated property when it is decided who gets it.
/// - Source: UNCAC 57(3)
public struct DisposalFacts: Codable, Hashable, Sendable {
  /// What the property comes from.
  public enum Origin: String, Codable, Hashable, Sendable, CaseIterable {
    /// Embezzlement of public funds, or the laundering of embezzled public funds.
    /// - Source: UNCAC 57(3)(a), 17, 23
    case embezzledPublicFunds
    /// Any other offence under the Convention.
    /// - Source: UNCAC 57(3)(b)
    case otherOffence
    /// Something else.
    case outsideConvention
  }

  /// What it comes from.
  public var origin: Origin
  /// Whether confiscation was executed in accordance with article 55.
  public var isUnderArticle55: Bool
  /// The day of the final judgment in the requesting State; `nil` when there is none.
  public var finalJudgmentOn: CalendarDay?
  /// Whether the requested State waives the final judgment.
  public var isJudgmentWaived: Bool
  /// Whether the requesting State reasonably established its prior ownership.
  public var isOwnershipEstablished: Bool
  /// Whether the requested State recognises damage to the requesting State.
  public var isDamageRecognised: Bool

  /// Describes what is known.
  public init(
    origin: Origin, isUnderArticle55: Bool, finalJudgmentOn: CalendarDay? = nil, isJudgmentWaived: Bool = false,
    isOwnershipEstablished: Bool = false, isDamageRecognised: Bool = false
  ) {
    self.origin = origin
    self.isUnderArticle55 = isUnderArticle55
    self.finalJudgmentOn = finalJudgmentOn
    self.isJudgmentWaived = isJudgmentWaived
    self.isOwnershipEstablished = isOwnershipEstablished
    self.isDamageRecognised = isDamageRecognised
  }
}

/// Which of the three rules on disposal applies.
/// - Source: UNCAC 57(3)
public enum DisposalRule: String, Codable, Hashable, Sendable, CaseIterable {
  /// Embezzled public funds go back to the requesting State.
  case embezzledFunds = "a"
  /// Other proceeds go back to the requesting State that owned them before, or whose damage is recognised.
  case establishedClaim = "b"
  /// In all other cases return to the requesting State, to prior legitimate owners, or compensation of victims is considered first.
  case priorityConsideration = "c"

  /// Where it stands.
  public var source: Source { .uncac(57, 3, rawValue) }
  /// Whether the property goes to the requesting State and nobody else.
  public var isReturnDue: Bool { self != .priorityConsideration }

  /// The rule that applies to what is known.
  /// - Source: UNCAC 57(3)(a)-(c)
  public static func applying(to facts: DisposalFacts) -> DisposalRule {
    let isJudged = facts.isUnderArticle55 && (facts.finalJudgmentOn != nil || facts.isJudgmentWaived)
    switch facts.origin {
    case .embezzledPublicFunds where isJudged: return .embezzledFunds
    case .otherOffence where isJudged && (facts.isOwnershipEstablished || facts.isDamageRecognised): return .establishedClaim
    default: return .priorityConsideration
    }
  }
}

/// Who gets confiscated property.
/// - Source: UNCAC 57(3)
public enum DisposalRecipient: String, Codable, Hashable, Sendable, CaseIterable {
  /// The requesting State.
  case requestingState
  /// Its prior legitimate owners.
  case priorOwners
  /// The victims of the offence, as compensation.
  case victims
  /// The State that confiscated it.
  case confiscatingState
}

/// What the two States agreed on, case by case, about the final disposal; it goes before the rules of paragraph 3.
/// - Source: UNCAC 57(4), 57(5)
public struct DisposalAgreement: Codable, Hashable, Sendable {
  /// What was agreed, with the shares where several get it, in words; case data.
  public var wording: String
  /// Who gets it.
  public var to: [DisposalRecipient]
  /// Whether the States decided that no expenses are deducted.
  /// - Source: UNCAC 57(4)
  public var excludesDeductions: Bool
  /// The day.
  public var on: CalendarDay

  /// Describes an agreement.
  public init(_ wording: String, to recipients: [DisposalRecipient], excludesDeductions: Bool = false, on day: CalendarDay) {
    self.wording = wording
    to = recipients
    self.excludesDeductions = excludesDeductions
    self.on = day
  }
}

/// The decision about confiscated property.
/// - Source: UNCAC 57(1), 57(3), 57(5)
public struct DisposalDecision: Codable, Hashable, Sendable {
  /// What was known.
  public var facts: DisposalFacts
  /// Who gets it.
  public var to: DisposalRecipient
  /// What was considered, in words; needed where the rule leaves a choice.
  public var consideration: String
  /// The day.
  public var on: CalendarDay
  /// The agreement of the two States that it carries out; `nil` for a decision by the rules of paragraph 3.
  /// - Source: UNCAC 57(5)
  public internal(set) var agreement: DisposalAgreement?

  /// Describes a decision.
  public init(facts: DisposalFacts, to recipient: DisposalRecipient, consideration: String = "", on day: CalendarDay) {
    self.facts = facts
    to = recipient
    self.consideration = consideration
    self.on = day
  }

  /// Who gets it: the one whom the decision names, or all whom the agreement names.
  public var recipients: [DisposalRecipient] { agreement?.to ?? [to] }
  /// Where it stands: the point of paragraph 3, or the paragraph on agreements.
  public var source: Source { agreement == nil ? DisposalRule.applying(to: facts).source : .uncac(57, 5) }
  /// The code of the rule in facts and words: the point of paragraph 3, or that it was agreed.
  public var rule: String { agreement == nil ? DisposalRule.applying(to: facts).rawValue : "agreement" }
}

/// Why confiscated property cannot be disposed of so.
public enum CannotDispose: SourcedProblem, Equatable {
  /// The property goes to the requesting State.
  case returnDue(DisposalRule)
  /// What was considered is not recorded.
  case considerationMissing
  /// A claim of a third party is not decided.
  case claimOpen
  /// The right of a third party was upheld and is not paid.
  case claimUnpaid
  /// No upheld claim that is still unpaid is named, or more is paid than was upheld.
  case claimNotUpheld
  /// The States decided that nothing is deducted.
  case deductionExcluded
  /// Somebody else gets the property by the decision.
  case otherRecipient
  /// More is released than is still frozen.
  case moreThanFrozen
  /// The provisional measure stands.
  case measureStands
  /// It was decided already.
  case decidedAlready
  /// Nothing was decided yet.
  case notDecided
  /// An amount is missing or not above zero.
  case amountMissing
  /// The amounts are in different currencies.
  case otherCurrency
  /// More is deducted, paid or returned than there is.
  case moreThanThereIs

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .returnDue: "casework.disposal-return-due"
    case .considerationMissing: "casework.disposal-consideration-missing"
    case .claimOpen: "casework.disposal-claim-open"
    case .claimUnpaid: "casework.disposal-claim-unpaid"
    case .claimNotUpheld: "casework.disposal-claim-not-upheld"
    case .deductionExcluded: "casework.disposal-deduction-excluded"
    case .otherRecipient: "casework.disposal-other-recipient"
    case .moreThanFrozen: "casework.disposal-more-than-frozen"
    case .measureStands: "casework.disposal-measure-stands"
    case .decidedAlready: "casework.disposal-decided-already"
    case .notDecided: "casework.disposal-not-decided"
    case .amountMissing: "casework.disposal-amount-missing"
    case .otherCurrency: "casework.disposal-other-currency"
    case .moreThanThereIs: "casework.disposal-more-than-there-is"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .considerationMissing, .amountMissing, .otherCurrency, .moreThanThereIs, .moreThanFrozen: .invalid
    case .returnDue, .claimOpen, .claimUnpaid, .claimNotUpheld, .deductionExcluded, .otherRecipient, .measureStands, .decidedAlready,
      .notDecided:
      .conflict
    }
  }

  /// The field concerned.
  public var fields: [FieldProblem] {
    switch self {
    case .considerationMissing: [FieldProblem(field: "consideration", code: code)]
    case .amountMissing, .moreThanThereIs, .moreThanFrozen: [FieldProblem(field: "amount", code: code)]
    case .otherCurrency: [FieldProblem(field: "currency", code: code)]
    default: []
    }
  }

  /// Where it comes from.
  public var source: Source {
    switch self {
    case .returnDue(let rule): rule.source
    case .considerationMissing: .uncac(57, 3, "c")
    case .claimOpen: .uncac(55, 9)
    case .claimUnpaid, .claimNotUpheld: .uncac(57, 2)
    case .notDecided, .otherRecipient: .uncac(57, 3)
    case .decidedAlready: .uncac(57, 1)
    case .amountMissing, .otherCurrency, .moreThanThereIs, .deductionExcluded: .uncac(57, 4)
    case .moreThanFrozen: .uncac(54, 2)
    case .measureStands: .uncac(55, 8)
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotDispose] = [
    .returnDue(.embezzledFunds), .considerationMissing, .claimOpen, .claimUnpaid, .claimNotUpheld, .deductionExcluded, .otherRecipient,
    .moreThanFrozen, .measureStands, .decidedAlready, .notDecided, .amountMissing, .otherCurrency, .moreThanThereIs,
  ]
}
