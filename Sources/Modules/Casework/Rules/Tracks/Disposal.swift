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

/// The decision about confiscated property.
/// - Source: UNCAC 57(1), 57(3)
public struct DisposalDecision: Codable, Hashable, Sendable {
  /// What was known.
  public var facts: DisposalFacts
  /// Who gets it.
  public var to: DisposalRecipient
  /// What was considered, in words; needed where the rule leaves a choice.
  public var consideration: String
  /// The day.
  public var on: CalendarDay

  /// Describes a decision.
  public init(facts: DisposalFacts, to recipient: DisposalRecipient, consideration: String = "", on day: CalendarDay) {
    self.facts = facts
    to = recipient
    self.consideration = consideration
    self.on = day
  }
}

/// Why confiscated property cannot be disposed of so.
public enum CannotDispose: SourcedProblem, Equatable {
  /// The property goes to the requesting State.
  case returnDue(DisposalRule)
  /// What was considered is not recorded.
  case considerationMissing
  /// A claim of a third party is not decided.
  case claimOpen
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
    case .considerationMissing, .amountMissing, .otherCurrency, .moreThanThereIs: .invalid
    case .returnDue, .claimOpen, .decidedAlready, .notDecided: .conflict
    }
  }

  /// The field concerned.
  public var fields: [FieldProblem] {
    switch self {
    case .considerationMissing: [FieldProblem(field: "consideration", code: code)]
    case .amountMissing, .moreThanThereIs: [FieldProblem(field: "amount", code: code)]
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
    case .decidedAlready, .notDecided: .uncac(57, 1)
    case .amountMissing, .otherCurrency, .moreThanThereIs: .uncac(57, 4)
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotDispose] = [
    .returnDue(.embezzledFunds), .considerationMissing, .claimOpen, .decidedAlready, .notDecided, .amountMissing, .otherCurrency,
    .moreThanThereIs,
  ]
}
