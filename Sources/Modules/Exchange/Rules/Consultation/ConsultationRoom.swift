// SPDX-License-Identifier: Apache-2.0
import Foundation
public import Kernel

/// A consultation of two States about conditions: proposals, answers, a date on which each lapses, what binds, how it ends.
///
/// States take turns: while a proposal waits, whoever is asked accepts it, declines it or proposes something else instead, and nobody else does
/// anything; the requested State, which has to decide in the end, can also answer by closing. Two messages that passed each other
/// on the way are read in the one order of ``RoomEntry/orderedAt``, and the second has effect only if the first left room for it:
/// whoever has the same entries is in the same state, whatever order they came in.
/// - Source: UNCAC 46(26), 44(17)
public struct ConsultationRoom: Hashable, Sendable {
  /// Conditions that bind.
  public struct Binding: Hashable, Sendable {
    /// The message that proposed them, and who signed it.
    public let proposal: MessageID
    /// The authority that proposed.
    public let proposedBy: AuthorityName
    /// The message that accepted them.
    public let acceptance: MessageID
    /// The conditions.
    public let conditions: [String]
    /// The day (UTC) on which the acceptance was received.
    public let since: CalendarDay
  }

  /// A proposal that waits for its answer.
  public struct Pending: Hashable, Sendable {
    /// The message that proposed it.
    public let id: MessageID
    /// The authority that proposed.
    public let by: AuthorityName
    /// What is proposed.
    public let proposal: RoomProposal
  }

  /// How far the consultation has come.
  public enum State: Hashable, Sendable {
    /// It was not begun; may become `open`.
    case notOpen
    /// Nothing waits for an answer; may become `awaiting` or `closed`.
    case open
    /// A proposal waits; may become `bound`, `awaiting` another that is made instead, `open` when it is declined or lapses, or `closed`.
    case awaiting(Pending)
    /// Conditions bind; may become `closed`.
    case bound(Binding)
    /// It has ended, with what binds.
    case closed(RoomOutcome, Binding?)
  }

  /// The authority of the requesting State.
  public let requestingState: AuthorityName
  /// The authority of the requested State.
  public let requestedState: AuthorityName
  /// What is consulted before; `nil` until it is begun.
  public private(set) var ground: ConsultationGround?
  /// How far it has come, by what was signed; a proposal that has lapsed since is told by ``standing(on:)``.
  public private(set) var state: State = .notOpen
  /// The entries that had effect, in order.
  public private(set) var entries: [RoomEntry] = []
  /// The entries that had none, each with the reason, in order.
  public private(set) var setAside: [SetAside] = []

  /// A signed message that has no effect in the room.
  public struct SetAside: Hashable, Sendable {
    /// The message.
    public let entry: RoomEntry
    /// Why.
    public let reason: RoomProblem

    /// Pairs a message with the reason.
    public init(entry: RoomEntry, reason: RoomProblem) {
      self.entry = entry
      self.reason = reason
    }
  }

  /// An empty room of two authorities.
  public init(requestingState: AuthorityName, requestedState: AuthorityName) {
    self.requestingState = requestingState
    self.requestedState = requestedState
  }

  /// The room after everything that both sides have.
  public init(requestingState: AuthorityName, requestedState: AuthorityName, entries: some Sequence<RoomEntry>) {
    self.init(requestingState: requestingState, requestedState: requestedState)
    for entry in SharedOrder.sorted(entries) {
      do throws(RoomProblem) { self = try taking(entry) } catch { setAside.append(SetAside(entry: entry, reason: error)) }
    }
  }

  /// How far it has come on a day (UTC), proposals that have lapsed by then set aside.
  /// - Source: practice (proposal with a date)
  public func standing(on day: CalendarDay) -> State {
    if case .awaiting(let pending) = state, day > pending.proposal.lapsesOn { return .open }
    return state
  }

  /// Asks whether an act can be signed now, before anybody signs it.
  ///
  /// - Parameter isUnderway: whether a message of this authority to the room has no receipt yet; it waits for that one.
  /// - Throws: ``RoomProblem`` with what stands against it.
  public func check(
    _ act: RoomAct, by author: AuthorityName, answers: MessageID?, on day: CalendarDay, isUnderway: Bool
  ) throws(RoomProblem) {
    guard !isUnderway else { throw .underway }
    _ = try next(act, by: author, id: nil, answers: answers, on: day)
  }

  /// The room after one more entry.
  ///
  /// - Throws: ``RoomProblem`` with what stands against it.
  public func taking(_ entry: RoomEntry) throws(RoomProblem) -> ConsultationRoom {
    let day = CalendarDay(entry.receivedAt, in: .gmt)
    var room = self
    room.state = try next(entry.act, by: entry.author, id: entry.id, answers: entry.answers, on: day)
    switch entry.act {
    case .open(let ground), .begin(let ground, _): room.ground = ground
    case .say, .propose, .answer, .close: break
    }
    room.entries.append(entry)
    return room
  }

  private func next(
    _ act: RoomAct, by author: AuthorityName, id: MessageID?, answers: MessageID?, on day: CalendarDay
  ) throws(RoomProblem) -> State {
    guard author == requestingState || author == requestedState else { throw .notAParty }
    let current = standing(on: day)
    switch (current, act) {
    case (.closed, _): throw .closed
    case (.notOpen, .open):
      guard author == requestedState else { throw .notTheirs }
      return .open
    case (.notOpen, .begin(_, let proposal)):
      guard author == requestedState else { throw .notTheirs }
      guard proposal.lapsesOn >= day else { throw .lapsed }
      return id.map { .awaiting(Pending(id: $0, by: author, proposal: proposal)) } ?? current
    case (.notOpen, _): throw .notOpen
    case (_, .open), (_, .begin): throw .alreadyOpen
    case (_, .say): return current
    case (.awaiting(let pending), .propose(let proposal)):
      // One that names no other takes no place of one.
      guard author != pending.by, let answers else { throw .answerAwaited }
      guard answers == pending.id else { throw .noSuchProposal }
      guard proposal.lapsesOn >= day else { throw .lapsed }
      return id.map { .awaiting(Pending(id: $0, by: author, proposal: proposal)) } ?? current
    case (.bound, .propose), (.bound, .answer): throw .alreadyBound
    case (.open, .propose(let proposal)):
      guard proposal.lapsesOn >= day else { throw .lapsed }
      guard let id else { return current }
      return .awaiting(Pending(id: id, by: author, proposal: proposal))
    case (.open, .answer): throw lapsedAnswer(answers)
    case (.awaiting(let pending), .answer(let answer)):
      return try answered(pending, answer, by: author, id: id, answers: answers, on: day)
    case (_, .close(let outcome)): return try closing(current, outcome, by: author, id: id, on: day)
    }
  }

  /// An answer without a proposal: to one that has lapsed, or to none.
  private func lapsedAnswer(_ answers: MessageID?) -> RoomProblem {
    if case .awaiting(let pending) = state, pending.id == answers { return .lapsed }
    return .noSuchProposal
  }

  private func answered(
    _ pending: Pending, _ answer: ProposalAnswer, by author: AuthorityName, id: MessageID?, answers: MessageID?, on day: CalendarDay
  ) throws(RoomProblem) -> State {
    guard answers == pending.id else { throw .noSuchProposal }
    guard author != pending.by else { throw .notTheirs }
    switch answer {
    case .decline: return .open
    case .accept:
      guard let id else { return .awaiting(pending) }
      return .bound(Binding(pending, acceptance: id, since: day))
    }
  }

  private func closing(
    _ current: State, _ outcome: RoomOutcome, by author: AuthorityName, id: MessageID?, on day: CalendarDay
  ) throws(RoomProblem) -> State {
    let binding: Binding? = if case .bound(let binding) = current { binding } else { nil }
    switch outcome {
    case .withdrawn:
      guard author == requestingState else { throw .notTheirs }
    case .agreed(let acceptance):
      guard author == requestedState else { throw .notTheirs }
      // What the requesting State proposed last is accepted by the message that closes the consultation.
      if case .awaiting(let pending) = current, pending.by == requestingState, pending.id == acceptance {
        return .closed(outcome, id.map { Binding(pending, acceptance: $0, since: day) })
      }
      guard acceptance == binding?.acceptance else { throw .notAgreed }
    case .withoutAgreement:
      guard author == requestedState else { throw .notTheirs }
      // What was accepted cannot be made undone by saying that it was not.
      guard binding == nil else { throw .alreadyBound }
      if case .awaiting(let pending) = current, pending.by == requestedState { throw .answerAwaited }
    }
    return .closed(outcome, binding)
  }
}

extension ConsultationRoom.Binding {
  fileprivate init(_ pending: ConsultationRoom.Pending, acceptance: MessageID, since day: CalendarDay) {
    self.init(
      proposal: pending.id, proposedBy: pending.by, acceptance: acceptance, conditions: pending.proposal.conditions, since: day)
  }
}

/// What stands against an act in a consultation.
/// - Source: UNCAC 46(26), 44(17)
public enum RoomProblem: String, Error, Hashable, Sendable, CaseIterable {
  /// The authority takes no part in it.
  case notAParty = "not-a-party"
  /// It was not begun.
  case notOpen = "not-open"
  /// It was begun already.
  case alreadyOpen = "already-open"
  /// It has ended.
  case closed
  /// The act is the other State's.
  case notTheirs = "not-theirs"
  /// A proposal waits for its answer.
  case answerAwaited = "answer-awaited"
  /// No such proposal waits for an answer.
  case noSuchProposal = "no-such-proposal"
  /// The day until which it could be accepted has passed.
  case lapsed
  /// Conditions bind already.
  case alreadyBound = "already-bound"
  /// The authority's message before it has no receipt yet.
  case underway
  /// It says that something was agreed, and that was not.
  case notAgreed = "not-agreed"
}
