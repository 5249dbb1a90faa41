// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// An acknowledgement: the request has arrived, and who deals with it.
/// - Source: practice; EU Directive 2014/41 art. 16(1) sets one week. The Convention has no express duty.
public struct Acknowledgement: Codable, Hashable, Sendable {
  /// The day it was sent.
  public var on: CalendarDay
  /// Who the other side can ask, as it was told.
  public var contact: String

  /// Describes an acknowledgement.
  public init(on day: CalendarDay, contact: String) {
    self.on = day
    self.contact = contact
  }
}

/// Additional information that was asked for because it is needed for execution.
/// - Source: UNCAC 46(16)
public struct AdditionalInformation: Codable, Hashable, Sendable {
  /// The items that wait for it.
  public var items: [ItemID]
  /// What is asked.
  public var question: String
  /// The day it was asked.
  public var askedOn: CalendarDay
  /// The day by which an answer is asked.
  public var dueOn: CalendarDay?
  /// The answer; `nil` while it is awaited.
  public var answer: Answer?
  /// The SHA-256 digests of the files that went with the answer; `nil` for none.
  public var answerFiles: [String]?
  /// What it is about, where this State was asked and an officer said it; `nil` when nobody did.
  public internal(set) var about: [AskedElement]?
  /// Whether the letter that asks or answers is one of the request that this one was split from; `nil` for one of its own.
  public internal(set) var isWrittenElsewhere: Bool?

  /// How it ended.
  public enum Answer: Codable, Hashable, Sendable {
    /// The other side answered.
    case answered(on: CalendarDay, text: String)
    /// No answer came by the day set.
    case lapsed(on: CalendarDay)
    /// All its items went into a request of their own, which waits for the answer.
    case moved(on: CalendarDay)
  }

  /// Asks for information.
  public init(items: [ItemID], question: String, askedOn: CalendarDay, dueOn: CalendarDay? = nil) {
    self.items = items
    self.question = question
    self.askedOn = askedOn
    self.dueOn = dueOn
  }
}

/// A consultation of the other side before assistance is refused, postponed or made conditional, or before large costs are spent.
/// - Source: UNCAC 46(26), 46(28), 44(17)
public struct Consultation: Codable, Hashable, Sendable {
  /// What it is about.
  public enum Topic: String, Codable, Hashable, Sendable, CaseIterable {
    /// Refusing.
    case refusal
    /// Postponing.
    case postponement
    /// The conditions on which items were accepted, or could be.
    /// - Source: UNCAC 46(26)
    case conditions
    /// Substantial or extraordinary costs.
    /// - Source: UNCAC 46(28)
    case costs
    /// Lifting a provisional measure.
    /// - Source: UNCAC 55(8)
    case lifting
    /// Investigations of the same conduct in both States.
    /// - Source: UNCAC 42(5)
    case coordination
  }

  /// How it ended.
  public enum Outcome: Codable, Hashable, Sendable {
    /// The other side answered; `accepts` tells whether it takes the proposed conditions, which then bind it.
    case answered(on: CalendarDay, accepts: Bool, text: String)
    /// No answer came by the day set: consulted, no answer.
    case lapsed(on: CalendarDay)
    /// All its items went into a request of their own, which waits for the answer.
    case moved(on: CalendarDay)
  }

  /// The short name within the request: `c1`.
  public var id: String
  /// The items it concerns.
  public var items: [ItemID]
  /// What it is about.
  public var topic: Topic
  /// What is proposed: the terms, the review day, or what is considered.
  public var proposal: String
  /// The conditions that are put, one by one, so that they can be accepted as such; `nil` when none are named.
  /// - Source: UNCAC 46(26)
  public var conditions: [String]?
  /// The day it was opened.
  public var openedOn: CalendarDay
  /// The day until which an answer is awaited.
  public var answerDueOn: CalendarDay
  /// How it ended; `nil` while an answer is awaited.
  public var outcome: Outcome?
  /// What was proposed since, each instead of what came before, in order; `nil` when nothing was.
  public internal(set) var counters: [CounterProposal]?
  /// The last day of the proposal whose lapse was recorded last; `nil` while none was.
  public internal(set) var lapsed: CalendarDay?
  /// Whether the letter that opens or answers it is one of the request that this one was split from; `nil` for one of its own.
  public internal(set) var isWrittenElsewhere: Bool?

  /// Opens a consultation.
  public init(
    id: String, items: [ItemID], topic: Topic, proposal: String, conditions: [String]? = nil, openedOn: CalendarDay,
    answerDueOn: CalendarDay
  ) {
    self.id = id
    self.items = items
    self.topic = topic
    self.proposal = proposal
    self.conditions = conditions
    self.openedOn = openedOn
    self.answerDueOn = answerDueOn
  }
}

extension Consultation.Topic {
  /// Whether it is held to consider if assistance can be given on conditions, so that conditions can be put in it.
  /// - Source: UNCAC 46(26)
  public var putsConditions: Bool {
    switch self {
    case .refusal, .postponement, .conditions: true
    case .costs, .lifting, .coordination: false
    }
  }

  /// Whether the decision or the execution waits for the answer, so that the time until then is counted apart.
  /// - Source: UNCAC 46(26), 46(28)
  public var suspends: Bool { putsConditions || self == .costs }
}

extension Consultation {
  /// The conditions that were put in it last; where none are named, what is proposed instead of a refusal, or as the condition itself.
  /// - Source: UNCAC 46(26)
  public var putConditions: [String] {
    guard let counter = counters?.last else { return firstPut }
    return counter.conditions.flatMap { $0.isEmpty ? nil : $0 } ?? [counter.proposal]
  }

  /// The conditions that it was opened with.
  var firstPut: [String] {
    if let conditions, !conditions.isEmpty { return conditions }
    return topic == .refusal || topic == .conditions ? [proposal] : []
  }

  /// The day on which the requesting State accepted a condition for an item as such; `nil` when it did not.
  /// - Source: UNCAC 46(26)
  func accepted(_ condition: String, for item: ItemID) -> CalendarDay? {
    guard topic.putsConditions, items.contains(item), putConditions.contains(condition) else { return nil }
    if case .answered(let on, true, _) = outcome { return on } else { return nil }
  }
}

/// A condition under which assistance is given; once the requesting State accepts it, it binds.
/// - Source: UNCAC 46(26)
public struct Condition: Codable, Hashable, Sendable {
  /// The condition in words.
  public var text: String
  /// The day the requesting State accepted it; `nil` while it has not.
  public var acceptedOn: CalendarDay?
  /// The day it was found to be kept; `nil` while it is open.
  public var keptOn: CalendarDay?

  /// States a condition.
  public init(_ text: String, acceptedOn: CalendarDay? = nil) {
    self.text = text
    self.acceptedOn = acceptedOn
  }
}

/// The consultation behind a refusal or a postponement.
public enum ConsultationStanding: Codable, Hashable, Sendable {
  /// It was held, or lapsed without an answer.
  case held(consultation: String)
  /// The basis or the ground asks for none.
  case notRequired
  /// It was not appropriate before an extradition was refused, with the reason.
  /// - Source: UNCAC 44(17)
  case notAppropriate(reason: String)
  /// An imported register says nothing about it.
  case notRecorded
}

/// A refusal, whole or of an item.
/// - Source: UNCAC 46(21), 46(23), 46(9)(b)
public struct Refusal: Codable, Hashable, Sendable {
  /// The day of the decision.
  public var on: CalendarDay
  /// The legal grounds, at least one.
  public var grounds: [GroundForRefusal]
  /// The provision of the other treaty or law, where that governs.
  public var provision: String?
  /// The factual causes, at least one.
  public var causes: [CauseOfRefusal]
  /// The reasons, as they are given to the requesting State.
  public var reasons: String
  /// Why non-coercive help would not be consistent with the basic concepts of the own legal system; `nil` where nothing asks for it.
  /// - Source: UNCAC 46(9)(b)
  public var basicConcepts: String?
  /// The consultation before it.
  public var consultation: ConsultationStanding
  /// The day the reasons were sent; `nil` until then.
  public var reasonsSentOn: CalendarDay?

  /// Describes a refusal.
  public init(
    on day: CalendarDay, grounds: [GroundForRefusal], provision: String? = nil, causes: [CauseOfRefusal], reasons: String,
    basicConcepts: String? = nil, consultation: ConsultationStanding, reasonsSentOn: CalendarDay? = nil
  ) {
    self.on = day
    self.grounds = grounds
    self.provision = provision
    self.causes = causes
    self.reasons = reasons
    self.basicConcepts = basicConcepts
    self.consultation = consultation
    self.reasonsSentOn = reasonsSentOn
  }
}

/// A postponement because of an investigation, prosecution or proceeding here; no refusal.
/// - Source: UNCAC 46(25)
public struct Postponement: Codable, Hashable, Sendable {
  /// The day of the decision.
  public var on: CalendarDay
  /// The day on which it is looked at again.
  public var reviewOn: CalendarDay
  /// The reasons.
  public var reasons: String
  /// The consultation before it.
  public var consultation: ConsultationStanding
  /// The day of review of the postponement that it prolongs; `nil` for a first one.
  public var prolongs: CalendarDay?

  /// Describes a postponement.
  public init(
    on day: CalendarDay, reviewOn: CalendarDay, reasons: String, consultation: ConsultationStanding, prolongs: CalendarDay? = nil
  ) {
    self.on = day
    self.reviewOn = reviewOn
    self.reasons = reasons
    self.consultation = consultation
    self.prolongs = prolongs
  }
}

/// What was found about dual criminality for an item, by the conduct and never by the name of the offence.
/// - Source: UNCAC 43(2), 46(9)
public struct DualCriminalityFinding: Codable, Hashable, Sendable {
  /// Whether the conduct is an offence here too.
  public var isPresent: Bool
  /// The reasoning about the conduct.
  public var reasoning: String
  /// That the purposes of the Convention were taken into account where it is absent.
  /// - Source: UNCAC 46(9)(a), 1
  public var purposesConsidered: Bool

  /// Describes a finding.
  public init(isPresent: Bool, reasoning: String, purposesConsidered: Bool = false) {
    self.isPresent = isPresent
    self.reasoning = reasoning
    self.purposesConsidered = purposesConsidered
  }
}

/// The withdrawal of a request or of some of its items by the requesting State.
/// - Source: UNCAC 46(24)
public struct Withdrawal: Codable, Hashable, Sendable {
  /// The day the notice came.
  public var on: CalendarDay
  /// Why, if it was told.
  public var reason: String?

  /// Describes a withdrawal.
  public init(on day: CalendarDay, reason: String? = nil) {
    self.on = day
    self.reason = reason
  }
}

/// The closure of a request.
public struct Closure: Codable, Hashable, Sendable {
  /// How a request ended; the classes exclude one another.
  public enum Outcome: String, Codable, Hashable, Sendable, CaseIterable {
    /// Everything that was not withdrawn was executed.
    case fullyExecuted
    /// Some of it was executed.
    case partlyExecuted
    /// All of it was refused.
    case refused
    /// All of it was withdrawn.
    case withdrawn
    /// It went to the authority that is competent.
    case forwarded
    /// Information or an informal contact that wanted no decision was dealt with.
    case dealtWith
    /// No reply came.
    case withoutReply
    /// It ended in another way, told in the note.
    case otherwise
  }

  /// The day.
  public var on: CalendarDay
  /// How it ended.
  public var outcome: Outcome
  /// A note.
  public var note: String?

  /// Describes a closure.
  public init(on day: CalendarDay, outcome: Outcome, note: String? = nil) {
    self.on = day
    self.outcome = outcome
    self.note = note
  }
}
