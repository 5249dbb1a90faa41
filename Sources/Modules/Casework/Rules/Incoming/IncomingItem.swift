// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// One item of an incoming request; it is accepted, executed and refused on its own.
/// - Source: UNCAC 46(3), 46(15)(d)
public struct IncomingItem: Codable, Hashable, Sendable {
  /// How far an item has come; each stage says which stages may follow.
  public enum Stage: Codable, Hashable, Sendable {
    /// Nothing is decided; next: accepted, postponed, refused, withdrawn.
    case undecided
    /// It will be executed; next: inExecution, postponed, refused, withdrawn, undecided when its conditions are not accepted.
    case accepted(Acceptance)
    /// It waits for an end of proceedings here; next: what it was before, postponed anew, accepted, refused, withdrawn.
    /// - Source: UNCAC 46(25)
    case postponed(Postponement)
    /// It will not be executed; nothing follows but that the reasons are sent.
    /// - Source: UNCAC 46(23)
    case refused(Refusal)
    /// An executing authority is at work; next: partlyExecuted, executed, postponed, refused, withdrawn.
    /// - Source: UNCAC 46(17)
    case inExecution(Execution)
    /// Some of it is executed; next: executed, refused (the rest), withdrawn.
    case partlyExecuted(Execution)
    /// All of it is executed, or nothing was found; next: productSent.
    case executed(Execution)
    /// The product has been sent; next: confirmed.
    case productSent(Execution)
    /// The requesting State has confirmed that the product arrived.
    case confirmed(Execution)
    /// The requesting State does not need it any more.
    /// - Source: UNCAC 46(24)
    case withdrawn(Withdrawal)

    /// The stage's code in tables, files and statistics.
    public var code: Code {
      switch self {
      case .undecided: .undecided
      case .accepted: .accepted
      case .postponed: .postponed
      case .refused: .refused
      case .inExecution: .inExecution
      case .partlyExecuted: .partlyExecuted
      case .executed: .executed
      case .productSent: .productSent
      case .confirmed: .confirmed
      case .withdrawn: .withdrawn
      }
    }

    /// The codes of the stages.
    public enum Code: String, Codable, Hashable, Sendable, CaseIterable {
      case undecided, accepted, postponed, refused, inExecution, partlyExecuted, executed, productSent, confirmed, withdrawn
    }
  }

  /// The short name.
  public let id: ItemID
  /// What is asked for.
  public var sought: SoughtAct
  /// What is asked for in words; case data.
  public var summary: String
  /// Whether it must be carried out by force of law.
  /// - Source: UNCAC 46(9)(b)
  public var isCoercive: Bool
  /// The persons concerned, by their records here.
  public var persons: [String]
  /// How far it has come.
  public internal(set) var stage: Stage
  /// What was executed before the rest was refused or withdrawn: a measure that stands and what was sent are not forgotten; `nil` when nothing was.
  public internal(set) var executedPart: Execution?
  /// That the requesting State does not need it any more, at any stage; `nil` as long as it did not say so, and in requests of before.
  /// - Source: UNCAC 46(24)
  public internal(set) var withdrawal: Withdrawal?
  /// The acceptance, also at later stages: its letter can be made again at any time; `nil` when the item was not accepted here.
  public internal(set) var acceptance: Acceptance?
  /// The acceptances that another one took the place of, in order; `nil` when there is none.
  public internal(set) var pastAcceptances: [Acceptance]?
  /// How the requesting State answered to the conditions that were put, in order; `nil` while it has not.
  /// - Source: UNCAC 46(26)
  public internal(set) var conditionAnswers: [ConditionAnswer]?
  /// How far the item had come when it was postponed: that is where it goes on; `nil` when it is not postponed.
  /// - Source: UNCAC 46(25)
  public internal(set) var beforePostponement: Stage?
  /// The days on which a postponement ended and the item went on as before, in order; `nil` when none did.
  /// - Source: UNCAC 46(25)
  public internal(set) var postponementEnds: [CalendarDay]?
  /// The postponements, in order, also those that ended; `nil` when there was none.
  /// - Source: UNCAC 46(25)
  public internal(set) var postponements: [Postponement]?
  /// What was found about dual criminality.
  public internal(set) var dualCriminality: DualCriminalityFinding?
  /// That the protection of the persons concerned was checked, and that nothing stands against the item; `nil` until then.
  /// - Source: practice (asylum and international protection); UNCAC 44(15)
  public internal(set) var protectionCheckedOn: CalendarDay?
  /// The consent to moving a detained person, where the item does so.
  /// - Source: UNCAC 46(10)
  public internal(set) var transferConsent: TransferConsent?
  /// The terms on which substantial or extraordinary costs are borne.
  /// - Source: UNCAC 46(28)
  public internal(set) var costs: CostTerms?

  /// Describes an item of a request that has just arrived.
  public init(id: ItemID, sought: SoughtAct, summary: String, isCoercive: Bool? = nil, persons: [String] = []) {
    self.id = id
    self.sought = sought
    self.summary = summary
    self.isCoercive = isCoercive ?? sought.isUsuallyCoercive
    self.persons = persons
    stage = .undecided
  }

  /// Whether it was decided once, also when it waits for another decision now.
  var wasDecided: Bool { acceptance != nil || pastAcceptances?.isEmpty == false || postponements?.isEmpty == false }

  /// What was executed of it, at any stage and also when the rest was refused or withdrawn.
  public var execution: Execution? { stage.execution ?? executedPart }
  /// Whether a provisional measure that it brought about stands.
  /// - Source: UNCAC 55(8)
  public var isMeasureStanding: Bool { execution?.measure.map { $0.lifted == nil } ?? false }
  /// Whether the requesting State can withdraw it: as long as it is not done, or as long as a measure for it stands.
  /// - Source: UNCAC 46(24), 55(8)
  public var canBeWithdrawn: Bool { withdrawal == nil && (stage.code.canBeWithdrawn || isMeasureStanding) }
}

/// That an item will be executed, and on which conditions.
public struct Acceptance: Codable, Hashable, Sendable {
  /// The day of the decision.
  public var on: CalendarDay
  /// The conditions; empty when there are none.
  public var conditions: [Condition]

  /// Describes an acceptance.
  public init(on day: CalendarDay, conditions: [Condition] = []) {
    self.on = day
    self.conditions = conditions
  }
}

/// How the requesting State answered to the conditions on which an item was accepted.
/// - Source: UNCAC 46(26)
public struct ConditionAnswer: Codable, Hashable, Sendable {
  /// The short name within the request, the same for all items that were answered for in one go: `a1`; `nil` where the answer came from outside.
  public internal(set) var id: String?
  /// The day.
  public var on: CalendarDay
  /// Whether it accepts them, so that they bind.
  public var accepts: Bool
  /// The conditions that it answered to.
  public var conditions: [String]
  /// The answer in words.
  public var text: String

  /// Describes an answer.
  public init(on day: CalendarDay, accepts: Bool, conditions: [String], text: String) {
    self.on = day
    self.accepts = accepts
    self.conditions = conditions
    self.text = text
  }
}

/// The execution of an item: who does it, what came of it, what was sent.
/// - Source: UNCAC 46(17)
public struct Execution: Codable, Hashable, Sendable {
  /// What came of it.
  public enum Result: String, Codable, Hashable, Sendable, CaseIterable {
    /// All that was asked.
    case full
    /// A part of it.
    case part
    /// It was carried out and nothing was found.
    case nothingFound
  }

  /// The authority that executes.
  public var authority: String
  /// From which day.
  public var since: CalendarDay
  /// The conditions that the acceptance carried.
  public var conditions: [Condition]
  /// What came of it; `nil` until something did.
  public var result: Result?
  /// The day of the result.
  public var resultOn: CalendarDay?
  /// Whether the procedure that was asked for was followed, and why not where it was not.
  public var procedure: ProcedureFollowed?
  /// Whether a provisional measure that this item brought about stands; `nil` when it is none.
  /// - Source: UNCAC 54(2), 55(8)
  public var measure: ProvisionalMeasure?
  /// What was sent, in order.
  public var sent: [Transmission]

  /// Begins an execution.
  public init(by authority: String, since day: CalendarDay, conditions: [Condition] = []) {
    self.authority = authority
    since = day
    self.conditions = conditions
    sent = []
  }
}

/// Whether the special procedure that was asked for was followed.
/// - Source: UNCAC 46(17)
public enum ProcedureFollowed: Codable, Hashable, Sendable {
  /// None was asked for.
  case noneAsked
  /// It was followed.
  case followed
  /// It was not followed, with the reason.
  case notFollowed(reason: String)
}

/// A freezing or seizure that stands until it is lifted.
/// - Source: UNCAC 54(2), 55(2), 55(8)
public struct ProvisionalMeasure: Codable, Hashable, Sendable {
  /// From which day it stands.
  public var since: CalendarDay
  /// How it was lifted; `nil` while it stands.
  public var lifted: Lifting?

  /// How the requesting State was heard before the measure was lifted.
  public enum Hearing: Codable, Hashable, Sendable {
    /// It could give its reasons for keeping the measure.
    case heard(consultation: String)
    /// It was not possible, with the reason, for example a release ordered by a court.
    case notPossible(reason: String)
    /// That State itself withdrew what the measure served: it has no reasons for keeping it.
    /// - Source: UNCAC 46(24), 55(8)
    case notNeeded
  }

  /// The lifting of a measure.
  public struct Lifting: Codable, Hashable, Sendable {
    /// The day.
    public var on: CalendarDay
    /// Why.
    public var reason: String
    /// How the requesting State was heard.
    public var hearing: Hearing

    /// Describes a lifting.
    public init(on day: CalendarDay, reason: String, hearing: Hearing) {
      self.on = day
      self.reason = reason
      self.hearing = hearing
    }
  }

  /// A measure that stands from a day on.
  public init(since day: CalendarDay) { since = day }
}

/// A product that was sent or a reply that came, with what binds its use.
/// - Source: UNCAC 46(19), 46(20), 46(26)
public struct Transmission: Codable, Hashable, Sendable {
  /// The short name within the request: `t1`.
  public var id: String
  /// The day.
  public var on: CalendarDay
  /// Whether more of the same item follows.
  public var isPart: Bool
  /// What it is, in words; case data.
  public var summary: String
  /// Its use is limited to the proceeding of the request; the words say more.
  /// - Source: UNCAC 46(19)
  public var limitationOnUse: String?
  /// What must be kept confidential.
  /// - Source: UNCAC 46(20)
  public var confidentiality: String?
  /// The conditions that bind its use.
  public var conditions: [String]
  /// The SHA-256 digests of its files.
  public var files: [String]
  /// What had come of the item when it was sent; `nil` for what came, and for what was sent before this was kept.
  public var result: Execution.Result?
  /// Whether the procedure that was asked for had been followed when it was sent; `nil` as above.
  /// - Source: UNCAC 46(17)
  public var procedure: ProcedureFollowed?
  /// The day on which the other side confirmed that it arrived.
  public var confirmedOn: CalendarDay?
  /// The items whose arrival was confirmed in one go with this one's; `nil` until then, and for what was confirmed before this was kept.
  public var confirmedWith: [ItemID]?

  /// Describes a transmission.
  public init(
    id: String, on day: CalendarDay, isPart: Bool = false, summary: String, limitationOnUse: String? = nil, confidentiality: String? = nil,
    conditions: [String] = [], files: [String] = []
  ) {
    self.id = id
    self.on = day
    self.isPart = isPart
    self.summary = summary
    self.limitationOnUse = limitationOnUse
    self.confidentiality = confidentiality
    self.conditions = conditions
    self.files = files
  }
}

/// The consent that moving a detained person needs.
/// - Source: UNCAC 46(10)
public struct TransferConsent: Codable, Hashable, Sendable {
  /// The day on which the person freely gave informed consent; `nil` until then.
  public var personOn: CalendarDay?
  /// The day on which the competent authorities of both States had agreed; `nil` until then.
  public var authoritiesOn: CalendarDay?

  /// Describes what is there of the consent.
  public init(personOn: CalendarDay? = nil, authoritiesOn: CalendarDay? = nil) {
    self.personOn = personOn
    self.authoritiesOn = authoritiesOn
  }
}

/// Substantial or extraordinary costs, and whether the States have agreed who bears them.
/// - Source: UNCAC 46(28)
public struct CostTerms: Codable, Hashable, Sendable {
  /// What is expected, in minor units of the currency.
  public var estimateMinorUnits: Int
  /// The currency, ISO 4217.
  public var currency: String
  /// The terms agreed; `nil` until they are.
  public var agreed: String?
  /// The day of the agreement.
  public var agreedOn: CalendarDay?

  /// Describes an estimate.
  public init(estimateMinorUnits: Int, currency: String) {
    self.estimateMinorUnits = estimateMinorUnits
    self.currency = currency
  }
}
