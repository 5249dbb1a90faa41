// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// Closes an outgoing request; how it ended is computed from its items.
public struct CloseOutgoing: Codable, Hashable, Sendable {
  /// The day.
  public var on: CalendarDay
  /// A note; needed when it is closed without a reply.
  public var note: String?
  /// Whether it is closed although the requested State has not replied to all of it.
  public var isWithoutReply: Bool

  /// Describes a closure.
  public init(on day: CalendarDay, note: String? = nil, isWithoutReply: Bool = false) {
    self.on = day
    self.note = note
    self.isWithoutReply = isWithoutReply
  }
}

/// Why an outgoing request cannot be closed.
public enum CannotCloseOutgoing: SourcedProblem, Equatable {
  /// The requested State has not replied to an item.
  case itemOpen(ItemID)
  /// The requested State was not told that an item is not needed any more.
  case notNeededNotTold(ItemID)
  /// What was asked by word of mouth was not confirmed in writing.
  case notConfirmedInWriting
  /// The requested State was not asked often enough how far it is.
  case notChased
  /// A closure without a reply needs a note.
  case noteMissing

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .itemOpen: "casework.closing-outgoing-item-open"
    case .notNeededNotTold: "casework.closing-outgoing-not-needed-not-told"
    case .notConfirmedInWriting: "casework.closing-outgoing-not-confirmed-in-writing"
    case .notChased: "casework.closing-outgoing-not-chased"
    case .noteMissing: "casework.closing-outgoing-note-missing"
    }
  }

  /// The kind.
  public var kind: ProblemKind { self == .noteMissing ? .invalid : .conflict }

  /// The item's short name, or how many questions are asked for.
  public var details: [String: String] {
    switch self {
    case .itemOpen(let item), .notNeededNotTold(let item): ["item": item.rawValue]
    case .notChased: ["number": String(OutgoingRequest.chasesBeforeClosing)]
    case .notConfirmedInWriting, .noteMissing: [:]
    }
  }

  /// The field concerned.
  public var fields: [FieldProblem] { self == .noteMissing ? [FieldProblem(field: "note", code: code)] : [] }

  /// Where it comes from.
  public var source: Source {
    switch self {
    case .itemOpen, .notChased, .noteMissing: .practice("the life of a request in a central authority")
    case .notNeededNotTold: .uncac(46, 24)
    case .notConfirmedInWriting: .uncac(46, 14)
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotCloseOutgoing] = [
    .itemOpen("i1"), .notNeededNotTold("i1"), .notConfirmedInWriting, .notChased, .noteMissing,
  ]
}

extension OutgoingRequest {
  /// How often the requested State is asked before a request is closed without a reply.
  /// - Source: practice
  public static let chasesBeforeClosing = 2

  /// Withdraws items; what has come of them stays.
  ///
  /// The requested State is then told promptly, in a step of its own.
  /// - Source: UNCAC 46(24)
  /// - Throws: ``CannotAct/nothingOpen`` when everything has ended; ``CannotAct/itemNotAtThisStage(_:)``.
  func withdrawing(_ input: WithdrawItems, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    let open = items.filter { OutgoingItem.Stage.Code.from(.withdraw)?.contains($0.stage.code) ?? false }
    let chosen = input.items.isEmpty ? open : try chosen(input.items, for: .withdraw)
    guard !chosen.isEmpty else { throw .nothingOpen }
    try checked(input.withdrawal.on, acting)
    var request = changing(chosen.map(\.id)) { item in
      if case .partlyReplied(let replies) = item.stage { item.stage = .replied(replies) } else { item.stage = .withdrawn(input.withdrawal) }
    }
    request.lapseWhatWaited(for: chosen.map(\.id), on: input.withdrawal.on)
    request.endPostponement(on: input.withdrawal.on)
    if request.items.allSatisfy({ $0.stage.code == .withdrawn }) {
      request.standing = .withdrawn(input.withdrawal)
      request.suspensions.endAll(on: input.withdrawal.on)
    }
    return OutgoingDecision(
      state: request,
      events: [
        CaseEvent(
          .withdrawn,
          [
            "items": .codes(chosen.map(\.id.rawValue)), "sought": .codes(chosen.map(\.sought.code)), "on": .day(input.withdrawal.on),
            "isWhole": .flag(request.stage == .withdrawn),
          ])
      ])
  }

  /// Tells the requested State promptly that items are not needed any more.
  /// - Source: UNCAC 46(24)
  /// - Throws: ``CannotAct/notOfThisKind`` for an item that never went out; ``CannotAct/doneAlready``.
  func tellingNotNeeded(_ input: NotNeededNotice, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    let chosen = try chosen(input.items, for: .tellNotNeeded)
    guard chosen.allSatisfy({ wentOut($0.id) }) else { throw .notOfThisKind }
    guard !chosen.allSatisfy({ isTold($0.id) }) else { throw .doneAlready }
    try checked(input.on, acting)
    for item in chosen {
      if case .withdrawn(let withdrawal) = item.stage, input.on < withdrawal.on { throw .dayTooEarly(field: "on") }
    }
    var request = self
    request.notices.append(input)
    return OutgoingDecision(
      state: request, events: [CaseEvent(.notNeededTold, ["items": .codes(input.items.map(\.rawValue)), "on": .day(input.on)])])
  }

  /// The withdrawn items that went out and of which the requested State was not told that they are not needed.
  /// - Source: UNCAC 46(24)
  public var notNeededToTell: [ItemID] {
    items.filter { $0.stage.code == .withdrawn && wentOut($0.id) && !isTold($0.id) }.map(\.id)
  }

  private func wentOut(_ item: ItemID) -> Bool { dispatches.contains { $0.items.contains(item) } }

  private func isTold(_ item: ItemID) -> Bool { notices.contains { $0.items.contains(item) } }

  /// Closes the request.
  /// - Source: UNCAC 46(14), 46(24)
  /// - Throws: ``CannotCloseOutgoing``; ``CannotAct``.
  func closing(_ input: CloseOutgoing, _ acting: Acting) throws -> OutgoingDecision {
    try checked(input.on, acting)
    if let item = notNeededToTell.first { throw CannotCloseOutgoing.notNeededNotTold(item) }
    if wasOral, confirmedInWritingOn == nil, case .sent = standing { throw CannotCloseOutgoing.notConfirmedInWriting }
    let open = items.filter { !$0.stage.code.isEnded }
    if head.kind.wantsDecision, let first = open.first {
      guard input.isWithoutReply else { throw CannotCloseOutgoing.itemOpen(first.id) }
      guard statusEnquiries.count >= Self.chasesBeforeClosing else { throw CannotCloseOutgoing.notChased }
      guard !(input.note ?? "").allSatisfy(\.isWhitespace) else { throw CannotCloseOutgoing.noteMissing }
    }
    var request = self
    let closure = Closure(on: input.on, outcome: outcome, note: input.note)
    request.standing = .closed(closure)
    request.proposals = []
    request.suspensions.endAll(on: input.on)
    return OutgoingDecision(
      state: request,
      events: [
        CaseEvent(
          .closed,
          [
            "on": .day(input.on), "outcome": .code(closure.outcome.rawValue),
            "suspendedDays": .number(suspensions.days(until: input.on).count), "delays": .codes(delays.map(\.rawValue)),
          ])
      ])
  }

  /// How a request that ends now has ended.
  public var outcome: Closure.Outcome {
    switch standing {
    case .withdrawn: return .withdrawn
    case .closed(let closure): return closure.outcome
    case .approved, .sent: break
    }
    guard head.kind.wantsDecision else { return .dealtWith }
    let live = items.map(\.stage).filter { $0.code != .withdrawn }
    if live.isEmpty { return .withdrawn }
    if live.allSatisfy({ $0.code == .refused }) { return .refused }
    let results = live.compactMap(\.replies?.result)
    if results.isEmpty { return .withoutReply }
    return results.count == live.count && !results.contains(.part) ? .fullyExecuted : .partlyExecuted
  }
}
