// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// One item of an outgoing request; the requested State decides about each on its own.
/// - Source: UNCAC 46(3), 46(15)(d)
public struct OutgoingItem: Codable, Hashable, Sendable {
  /// How far an item has come; each stage says which stages may follow.
  public enum Stage: Codable, Hashable, Sendable {
    /// Nothing is told; next: accepted, postponed, refused, partlyReplied, replied, withdrawn.
    case awaiting
    /// The requested State will execute it; next: postponed, refused, partlyReplied, replied, withdrawn.
    case accepted(Acceptance)
    /// The requested State postpones it; next: accepted, refused, partlyReplied, replied, withdrawn.
    /// - Source: UNCAC 46(25)
    case postponed(ToldPostponement)
    /// The requested State refuses it; nothing follows but that the reasons come.
    /// - Source: UNCAC 46(21), 46(23)
    case refused(ToldRefusal)
    /// A part has come; next: replied, refused (the rest), withdrawn (then what came stays).
    case partlyReplied(Replies)
    /// All of it has come, or nothing was found; next: confirmed.
    case replied(Replies)
    /// The requested State was told that it arrived.
    case confirmed(Replies)
    /// It is not needed any more.
    /// - Source: UNCAC 46(24)
    case withdrawn(Withdrawal)

    /// The stage's code in tables, files and statistics.
    public var code: Code {
      switch self {
      case .awaiting: .awaiting
      case .accepted: .accepted
      case .postponed: .postponed
      case .refused: .refused
      case .partlyReplied: .partlyReplied
      case .replied: .replied
      case .confirmed: .confirmed
      case .withdrawn: .withdrawn
      }
    }

    /// The codes of the stages.
    public enum Code: String, Codable, Hashable, Sendable, CaseIterable {
      case awaiting, accepted, postponed, refused, partlyReplied, replied, confirmed, withdrawn
    }

    /// What has come, at any stage that has something.
    public var replies: Replies? {
      switch self {
      case .partlyReplied(let replies), .replied(let replies), .confirmed(let replies): replies
      default: nil
      }
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
  /// The conditions that the requested State set; those with a day of acceptance bind this State.
  /// - Source: UNCAC 46(26)
  public internal(set) var conditions: [Condition]
  /// How this State answered to conditions outside a consultation, in order; `nil` while it has not, and in requests of before.
  /// - Source: UNCAC 46(26)
  public internal(set) var conditionAnswers: [ConditionAnswer]?

  /// Describes an item that nothing is told about yet.
  public init(id: ItemID, sought: SoughtAct, summary: String, isCoercive: Bool? = nil, persons: [String] = []) {
    self.id = id
    self.sought = sought
    self.summary = summary
    self.isCoercive = isCoercive ?? sought.isUsuallyCoercive
    self.persons = persons
    stage = .awaiting
    conditions = []
  }
}

/// What has come of an item, in order.
/// - Source: UNCAC 46(17), 46(19), 46(20)
public struct Replies: Codable, Hashable, Sendable {
  /// The transmissions, in order.
  public var received: [Transmission]
  /// What came of it, as it was told last.
  public var result: Execution.Result
  /// The refusal of the rest, as it was told; `nil` when none was, and for what was recorded before this was kept.
  public internal(set) var refusal: ToldRefusal?

  /// Begins with what came first.
  public init(_ received: [Transmission], result: Execution.Result) {
    self.received = received
    self.result = result
  }
}

/// A postponement, as the requested State told it.
/// - Source: UNCAC 46(25)
public struct ToldPostponement: Codable, Hashable, Sendable {
  /// The day it was told.
  public var on: CalendarDay
  /// Until when, if that was told.
  public var reviewOn: CalendarDay?
  /// The reasons, as they were told.
  public var reasons: String?

  /// Describes a postponement.
  public init(on day: CalendarDay, reviewOn: CalendarDay? = nil, reasons: String? = nil) {
    self.on = day
    self.reviewOn = reviewOn
    self.reasons = reasons
  }
}

/// A refusal, as the requested State told it; what was not told stays open and is never filled in here.
/// - Source: UNCAC 46(21), 46(23)
public struct ToldRefusal: Codable, Hashable, Sendable {
  /// The day it was told.
  public var on: CalendarDay
  /// The legal grounds as told; empty when none was named.
  public var grounds: [GroundForRefusal]
  /// The provision of another treaty or law that was named.
  public var provision: String?
  /// The factual causes as told.
  public var causes: [CauseOfRefusal]
  /// The reasons; `nil` when none were given.
  public var reasons: String?

  /// Describes a refusal.
  public init(
    on day: CalendarDay, grounds: [GroundForRefusal] = [], provision: String? = nil, causes: [CauseOfRefusal] = [], reasons: String? = nil
  ) {
    self.on = day
    self.grounds = grounds
    self.provision = provision
    self.causes = causes
    self.reasons = reasons
  }

  /// The provisions that speak against the refusal of a request as it was told; an officer can point to them.
  /// - Source: UNCAC 44(16), 46(7), 46(8), 46(22), 46(23)
  public func against(_ head: RequestHead) -> [Source] {
    let isUnderParagraphs9To29 = head.kind.isUnderArticle46 && head.basis.appliesParagraphs9To29
    var against: [Source] = []
    if causes.contains(.bankSecrecy), head.kind.isUnderArticle46, head.basis.bindsByConvention { against.append(.uncac(46, 8)) }
    if causes == [.fiscalMatter] {
      if head.kind == .extradition, head.basis.bindsByConvention { against.append(.uncac(44, 16)) }
      if isUnderParagraphs9To29 { against.append(.uncac(46, 22)) }
    }
    if isUnderParagraphs9To29, (reasons ?? "").allSatisfy(\.isWhitespace) { against.append(.uncac(46, 23)) }
    return against
  }
}
