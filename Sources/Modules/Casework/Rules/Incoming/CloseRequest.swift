// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// Passes the request to the authority that is competent, or back to the requesting State when none here is.
/// - Source: UNCAC 46(13)
public struct ForwardRequest: Codable, Hashable, Sendable {
  /// Where it goes.
  public var forwarding: Forwarding

  /// Names where it goes.
  public init(_ forwarding: Forwarding) { self.forwarding = forwarding }
}

/// Records that the requesting State withdrew the request or some of its items.
/// - Source: UNCAC 46(24)
public struct WithdrawItems: Codable, Hashable, Sendable {
  /// The items; empty for all that is still open.
  public var items: [ItemID]
  /// The notice.
  public var withdrawal: Withdrawal

  /// Names the items and the notice.
  public init(items: [ItemID] = [], _ withdrawal: Withdrawal) {
    self.items = items
    self.withdrawal = withdrawal
  }
}

/// Closes a request; how it ended is computed from its items.
public struct CloseRequest: Codable, Hashable, Sendable {
  /// The day.
  public var on: CalendarDay
  /// A note.
  public var note: String?

  /// Describes a closure.
  public init(on day: CalendarDay, note: String? = nil) {
    self.on = day
    self.note = note
  }
}

/// Records that an oral request was confirmed in writing.
/// - Source: UNCAC 46(14)
public struct ConfirmInWriting: Codable, Hashable, Sendable {
  /// The day on which the written request came.
  public var on: CalendarDay

  /// Names the day.
  public init(on day: CalendarDay) { self.on = day }
}

/// Why a request cannot be closed.
public enum CannotClose: SourcedProblem, Equatable {
  /// An item is not decided or not executed to its end.
  case itemOpen(ItemID, Source)
  /// The reasons of a refusal were not sent.
  case reasonsNotSent(ItemID, Source)
  /// The product of an execution was not sent.
  case productNotSent(ItemID, Source)
  /// A provisional measure stands.
  case measureStands(ItemID)
  /// A question of the requesting State about how far it is was not answered.
  case enquiryUnanswered(Source)

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .itemOpen: "casework.closing-item-open"
    case .reasonsNotSent: "casework.closing-reasons-not-sent"
    case .productNotSent: "casework.closing-product-not-sent"
    case .measureStands: "casework.closing-measure-stands"
    case .enquiryUnanswered: "casework.closing-enquiry-unanswered"
    }
  }

  /// The kind.
  public var kind: ProblemKind { .conflict }

  /// The item's short name.
  public var details: [String: String] {
    switch self {
    case .itemOpen(let item, _), .reasonsNotSent(let item, _), .productNotSent(let item, _), .measureStands(let item):
      ["item": item.rawValue]
    case .enquiryUnanswered: [:]
    }
  }

  /// Where it comes from: paragraphs 23 and 24 of article 46 where they govern, practice elsewhere.
  public var source: Source {
    switch self {
    case .itemOpen(_, let source), .productNotSent(_, let source), .enquiryUnanswered(let source), .reasonsNotSent(_, let source): source
    case .measureStands: .uncac(55, 8)
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotClose] = [
    .itemOpen("i1", .uncac(46, 24)), .reasonsNotSent("i1", .uncac(46, 23)), .productNotSent("i1", .uncac(46, 24)), .measureStands("i1"),
    .enquiryUnanswered(.uncac(46, 24)),
  ]
}

extension IncomingRequest {
  /// Passes the request on while nothing of it is decided.
  /// - Source: UNCAC 46(13)
  /// - Throws: ``CannotAct/itemNotAtThisStage(_:)`` once an item is decided.
  func forwarding(_ input: ForwardRequest, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    if let decided = items.first(where: { $0.stage.code != .undecided && $0.stage.code != .withdrawn }) {
      throw .itemNotAtThisStage(decided.id)
    }
    try required(input.forwarding.to, field: "to")
    try checked(input.forwarding.on, acting)
    var request = self
    request.standing = .forwarded(input.forwarding)
    request.forwarding = input.forwarding
    request.suspensions.endAll(on: input.forwarding.on)
    return IncomingDecision(
      state: request,
      events: [
        CaseEvent(.forwarded, ["on": .day(input.forwarding.on), "isReturned": .flag(input.forwarding.isReturned)])
      ])
  }

  /// Records the withdrawal of items; when none is left, the whole request is withdrawn.
  ///
  /// What was sent stays sent, and a measure that stands goes on standing until it is lifted: the withdrawal is why no reasons are heard then.
  /// - Source: UNCAC 46(24), 55(8)
  /// - Throws: ``CannotAct/nothingOpen`` when everything has ended; ``CannotAct/itemNotAtThisStage(_:)``.
  func withdrawing(_ input: WithdrawItems, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    let open = items.filter(\.canBeWithdrawn)
    let chosen = input.items.isEmpty ? open : try chosen(input.items, for: .withdraw)
    guard !chosen.isEmpty || standing == .received else { throw .nothingOpen }
    if let ended = chosen.first(where: { !$0.canBeWithdrawn }) { throw .itemNotAtThisStage(ended.id) }
    try checked(input.withdrawal.on, acting)
    var request = changing(chosen.map(\.id)) { $0.withdraw(input.withdrawal) }
    request.endSuspension(.postponement, on: input.withdrawal.on)
    if request.items.allSatisfy({ $0.stage.code == .withdrawn }) {
      request.standing = .withdrawn(input.withdrawal)
      request.suspensions.endAll(on: input.withdrawal.on)
    }
    return IncomingDecision(
      state: request,
      events: [
        CaseEvent(
          .withdrawn,
          [
            "items": .codes(chosen.map(\.id.rawValue)), "sought": .codes(chosen.map(\.sought.code)), "on": .day(input.withdrawal.on),
            "isWhole": .flag(request.stage == .withdrawn), "measures": .number(chosen.filter(\.isMeasureStanding).count),
          ])
      ])
  }

  /// Closes the request; the outcome follows from its items.
  /// - Source: UNCAC 46(23), 46(24), 55(8)
  /// - Throws: ``CannotClose``; ``CannotAct``.
  func closing(_ input: CloseRequest, _ acting: Acting) throws -> IncomingDecision {
    try checked(input.on, acting)
    try checkClosing()
    var request = self
    let closure = Closure(on: input.on, outcome: outcome, note: input.note)
    request.standing = .closed(closure)
    request.proposals = []
    request.suspensions.endAll(on: input.on)
    return IncomingDecision(
      state: request,
      events: [
        CaseEvent(
          .closed,
          [
            "on": .day(input.on), "outcome": .code(closure.outcome.rawValue),
            "suspendedDays": .number(suspendedDays(until: input.on).count), "delays": .codes(delays.map(\.rawValue)),
          ])
      ])
  }

  /// What stands against closing.
  /// - Source: UNCAC 46(23), 46(24), 55(8)
  func checkClosing() throws(CannotClose) {
    if statusEnquiries.contains(where: { $0.answer == nil }) { throw .enquiryUnanswered(governed(.uncac(46, 24))) }
    if head.kind.wantsDecision, case .registered = standing {
      for item in items { try checkEnded(item) }
    }
    for item in items {
      if let measure = item.execution?.measure, measure.lifted == nil { throw .measureStands(item.id) }
    }
  }

  private func checkEnded(_ item: IncomingItem) throws(CannotClose) {
    switch item.stage {
    case .undecided, .accepted, .postponed, .inExecution, .partlyExecuted: throw .itemOpen(item.id, governed(.uncac(46, 24)))
    case .executed: throw .productNotSent(item.id, governed(.uncac(46, 24)))
    case .refused(let refusal): if refusal.reasonsSentOn == nil { throw .reasonsNotSent(item.id, governed(.uncac(46, 23))) }
    case .productSent, .confirmed, .withdrawn: return
    }
  }

  /// How a request that ends now has ended.
  public var outcome: Closure.Outcome {
    switch standing {
    case .forwarded: return .forwarded
    case .withdrawn: return .withdrawn
    case .closed(let closure): return closure.outcome
    case .received, .registered: break
    }
    guard head.kind.wantsDecision else { return .dealtWith }
    let live = items.map(\.stage.code).filter { $0 != .withdrawn }
    if live.isEmpty { return .withdrawn }
    let results = items.compactMap(\.execution?.result)
    if results.isEmpty, live.allSatisfy({ $0 == .refused }) { return .refused }
    return live.contains(.refused) || results.contains(.part) ? .partlyExecuted : .fullyExecuted
  }

  /// How many days the request was suspended, each day once, up to a day.
  public func suspendedDays(until day: CalendarDay) -> Days { suspensions.days(until: day) }
}

extension IncomingItem {
  /// Records that it is not needed any more; what was executed of it is kept.
  fileprivate mutating func withdraw(_ withdrawal: Withdrawal) {
    self.withdrawal = withdrawal
    // A refusal stays one, with the reasons that are owed for it.
    if case .refused = stage { return }
    beforePostponement = nil
    guard let execution = stage.execution else { return stage = .withdrawn(withdrawal) }
    guard execution.sent.isEmpty else {
      if case .partlyExecuted = stage { stage = .productSent(execution) }
      return
    }
    executedPart = execution.result == nil ? nil : execution
    stage = .withdrawn(withdrawal)
  }
}

extension IncomingItem.Stage.Code {
  /// Whether the requesting State can still withdraw an item.
  var canBeWithdrawn: Bool {
    switch self {
    case .undecided, .accepted, .postponed, .inExecution, .partlyExecuted: true
    case .refused, .executed, .productSent, .confirmed, .withdrawn: false
    }
  }
}
