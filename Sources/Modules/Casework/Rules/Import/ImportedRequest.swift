// SPDX-License-Identifier: Apache-2.0
public import DirectoryRules
public import Kernel
import WritingRules

/// One request of a register that was kept in another way until now, with as much as such registers say.
///
/// It is taken in as it is told, without the gates: what happened elsewhere cannot be refused here. What a gate would have asked for and
/// the register does not say is marked as not recorded.
public struct ImportedRequest: Codable, Hashable, Sendable {
  /// Which way it went.
  public var direction: RegisteredRequest.Direction
  /// The own reference.
  public var reference: String
  /// The other side's reference.
  public var theirReference: String?
  /// The State on the other side.
  public var state: StateCode
  /// The kind of cooperation.
  public var kind: CooperationKind
  /// The day it came, or for an outgoing one the day it was sent.
  public var arrivedOn: CalendarDay
  /// What it is about, in one line.
  public var subject: String
  /// The basis that governs; what the directory resolves when it is not told.
  public var basis: AppliedBasis.Kind?
  /// The other bases.
  public var bases: [AppliedBasis.Kind]
  /// The offences by their articles in the Convention.
  public var offences: [Int]
  /// The channel.
  public var channel: Channel?
  /// What it was written on; paper when it is not told.
  public var medium: Arrival.Medium
  /// Whether it went past the central authorities.
  public var isDirectContact: Bool
  /// The delegated unit.
  public var unit: String?
  /// The items.
  public var items: [Item]
  /// What delayed it.
  public var delays: [DelayReason]
  /// The day on which it was closed; `nil` for one that is open.
  public var closedOn: CalendarDay?
  /// The days on which its time stood still until it was closed; `nil` where the register does not say it.
  public var suspendedDays: Int?
  /// The limitation on use that came or went with what was sent.
  /// - Source: UNCAC 46(5), 46(19)
  public var limitationOnUse: String?
  /// What of it must be kept confidential.
  /// - Source: UNCAC 46(5), 46(20)
  public var confidentiality: String?
  /// The conditions on which it was given, and which were accepted.
  /// - Source: UNCAC 46(26)
  public var conditions: [String]
  /// The persons whom it names.
  public var persons: [NamedPerson]

  /// A person whom it names; which of its items concern them the register does not say.
  public struct NamedPerson: Codable, Hashable, Sendable {
    /// A human being, or a legal person.
    public var kind: SubjectDetails.Kind
    /// The name.
    public var name: String

    /// Names a person.
    public init(_ name: String, _ kind: SubjectDetails.Kind = .naturalPerson) {
      self.kind = kind
      self.name = name
    }
  }

  /// One item with what became of it.
  public struct Item: Codable, Hashable, Sendable {
    /// What was asked for.
    public var sought: SoughtAct
    /// In words.
    public var summary: String
    /// What became of it; `nil` while it is open.
    public var outcome: Outcome?
    /// The grounds, for a refused one.
    public var grounds: [GroundForRefusal]
    /// The causes, for a refused one.
    public var causes: [CauseOfRefusal]
    /// The day of the outcome.
    public var on: CalendarDay?

    /// What became of an item.
    public enum Outcome: String, Codable, Hashable, Sendable, CaseIterable {
      /// All of it was executed and sent.
      case executed
      /// A part of it was executed and sent.
      case partlyExecuted
      /// It was executed and nothing was found.
      case nothingFound
      /// It was refused.
      case refused
      /// It was withdrawn.
      case withdrawn
    }

    /// Describes an item.
    public init(
      _ sought: SoughtAct, summary: String = "", outcome: Outcome? = nil, grounds: [GroundForRefusal] = [], causes: [CauseOfRefusal] = [],
      on day: CalendarDay? = nil
    ) {
      self.sought = sought
      self.summary = summary
      self.outcome = outcome
      self.grounds = grounds
      self.causes = causes
      self.on = day
    }
  }

  /// Describes a request.
  public init(
    _ direction: RegisteredRequest.Direction, reference: String, state: StateCode, kind: CooperationKind, arrivedOn: CalendarDay,
    subject: String, items: [Item]
  ) {
    self.direction = direction
    self.reference = reference
    self.state = state
    self.kind = kind
    self.arrivedOn = arrivedOn
    self.subject = subject
    self.items = items
    bases = []
    offences = []
    medium = .paper
    isDirectContact = false
    delays = []
    conditions = []
    persons = []
  }
}

extension ImportedRequest {
  /// What is wrong with what it says; empty when it can be taken in.
  /// - Parameter today: a register cannot tell of days to come.
  public func faults(own: StateCode, today: CalendarDay) -> [Fault] {
    var faults: [Fault] = []
    if reference.allSatisfy(\.isWhitespace) { faults.append(.referenceMissing) }
    if state == own { faults.append(.ownState) }
    if items.isEmpty { faults.append(.noItems) }
    if arrivedOn > today || closedOn.map({ $0 > today }) == true { faults.append(.dayInFuture) }
    if let closedOn, closedOn < arrivedOn { faults.append(.closedBeforeArrival) }
    if closedOn != nil, kind.wantsDecision, items.contains(where: { $0.outcome == nil }) { faults.append(.closedWithOpenItem) }
    for item in items {
      if item.outcome == .refused, item.causes.contains(.bankSecrecy) || item.causes == [.fiscalMatter] { faults.append(.barredCause) }
      if let day = item.on, day < arrivedOn || day > today { faults.append(.outcomeDay) }
    }
    return hasRecords ? faults + faultsOfRecords : faults
  }

  /// Whether it brings more than the request: what binds a product, or persons.
  public var hasRecords: Bool { limitationOnUse != nil || confidentiality != nil || !conditions.isEmpty || !persons.isEmpty }

  private var faultsOfRecords: [Fault] {
    var faults: [Fault] = []
    let isProduct = items.contains { $0.outcome == .executed || $0.outcome == .partlyExecuted }
    let isInformation = direction == .incoming && kind == .spontaneousTransmission
    let isBound = (limitationOnUse != nil || confidentiality != nil) && !isInformation || !conditions.isEmpty
    if isBound, !isProduct { faults.append(.termsWithoutProduct) }
    if conditions.contains(where: { $0.allSatisfy(\.isWhitespace) }) { faults.append(.conditionEmpty) }
    if persons.contains(where: { !$0.kind.isPerson || FoldedText.name($0.name) == nil }) { faults.append(.personUnnamed) }
    return faults
  }

  /// Why a request of a register cannot be taken in.
  public enum Fault: String, Hashable, Sendable, CaseIterable {
    /// There is no reference, by which it is known again.
    case referenceMissing
    /// The State on the other side is the own one.
    case ownState
    /// There is no item.
    case noItems
    /// A day lies in the future.
    case dayInFuture
    /// It was closed before it came.
    case closedBeforeArrival
    /// It was closed and an item has no outcome.
    case closedWithOpenItem
    /// Bank secrecy, or a fiscal matter alone, stands there as the cause of a refusal.
    /// - Source: UNCAC 46(8), 46(22)
    case barredCause
    /// An outcome lies before the arrival or in the future.
    case outcomeDay
    /// There is a limitation, confidentiality or condition and nothing was sent that it could bind.
    case termsWithoutProduct
    /// A condition says nothing.
    case conditionEmpty
    /// A person has no name, or what is named is no person.
    case personUnnamed
  }
}
