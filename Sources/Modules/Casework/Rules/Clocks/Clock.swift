// SPDX-License-Identifier: Apache-2.0
public import Kernel
import WritingRules

/// Whose turn it is.
public enum Turn: String, Codable, Hashable, Sendable, CaseIterable {
  /// This authority must act.
  case ours
  /// The other State must act.
  case theirs
  /// A court must decide first, or a proceeding here must end.
  case court
  /// Nothing is to be done.
  case nobody
}

/// A deadline that runs for a request.
public struct Clock: Hashable, Sendable {
  /// What must be done by then.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Confirming the arrival.
    case acknowledge
    /// Deciding about the items.
    case decide
    /// Executing what was accepted.
    case execute
    /// What the requesting State needs by a day, with its reason.
    /// - Source: UNCAC 46(24)
    case neededBy
    /// The requested State's confirmation that the request arrived.
    case acknowledgementAwaited
    /// Asking the requested State how far it is.
    case chase

    /// Whose working days count.
    public var runsIn: Side {
      switch self {
      case .acknowledgementAwaited, .chase: .other
      case .acknowledge, .decide, .execute, .neededBy: .own
      }
    }
  }

  /// What must be done.
  public let kind: Kind
  /// The day from which it runs.
  public let from: CalendarDay
  /// The last day.
  public let dueOn: CalendarDay
  /// The suspended days that are counted apart and lie in the last day already.
  public let suspended: Days
  /// Whether it stands still, because it is not this side's turn.
  public let isStopped: Bool
  /// Where the length comes from, as it is cited.
  public let source: String
  /// The State on whose working days it runs: the own one for what is owed here, the other one for what is awaited from there.
  public var runsIn: Side { kind.runsIn }

  /// The two sides of a request.
  public enum Side: String, Codable, Hashable, Sendable, CaseIterable { case own, other }

  /// Whether the last day has passed; a clock that stands still is never late.
  public func isOverdue(on day: CalendarDay) -> Bool { day > dueOn && !isStopped }
}

extension RegisteredRequest {
  /// Whose turn it is.
  public var turn: Turn {
    switch self {
    case .incoming(let request): request.turn
    case .outgoing(let request): request.turn
    }
  }

  /// The deadlines that run on a day, the nearest first.
  /// - Source: UNCAC 46(24); the lengths come from the profiles
  /// - Parameters:
  ///   - calendar: the working days here, for what is owed here.
  ///   - theirs: the working days of the other State, for what is awaited from there; the own ones where they are not known.
  public func clocks(
    on day: CalendarDay, profiles: DeadlineProfiles, calendar: StateCalendar, theirs: StateCalendar? = nil
  ) -> [Clock] {
    let timing = Timing(request: self, day: day, profiles: profiles, calendar: calendar, theirs: theirs ?? calendar)
    let clocks =
      switch self {
      case .incoming(let request): request.clocks(timing)
      case .outgoing(let request): request.clocks(timing)
      }
    return clocks.sorted { ($0.dueOn, $0.kind.rawValue) < ($1.dueOn, $1.kind.rawValue) }
  }
}

/// What computing a clock needs besides the request's stage.
struct Timing {
  let request: RegisteredRequest
  let day: CalendarDay
  let profiles: DeadlineProfiles
  let calendar: StateCalendar
  let theirs: StateCalendar

  /// The last day of a term that begins on a day, on the working days of a side.
  func end(of term: DeadlineProfile.Term, after start: CalendarDay, in side: Clock.Side) -> CalendarDay {
    term.within.end(after: start, in: side == .own ? calendar : theirs)
  }

  /// A clock of a kind that begins on a day; the days that were suspended since then come on top.
  func clock(_ kind: Clock.Kind, _ duty: DeadlineProfile.Duty, from start: CalendarDay, isStopped: Bool = false) -> Clock? {
    guard let term = profiles.term(duty, for: request) else { return nil }
    let suspended = request.suspensions.days(from: start, until: max(day, start))
    return Clock(
      kind: kind, from: start, dueOn: end(of: term, after: start, in: kind.runsIn).adding(suspended), suspended: suspended,
      isStopped: isStopped, source: term.source)
  }

  /// The day that the requesting State needs the result by; nothing is added to it.
  func neededBy(from start: CalendarDay) -> Clock? {
    guard let due = request.head.urgency?.deadlineOn else { return nil }
    return Clock(kind: .neededBy, from: start, dueOn: due, suspended: 0, isStopped: false, source: "UNCAC 46(24)")
  }
}

extension [Suspension] {
  /// Whether one of these kinds lasts.
  func lasts(_ reasons: Suspension.Reason...) -> Bool { contains { $0.endedOn == nil && reasons.contains($0.reason) } }
}

extension IncomingRequest {
  /// Whose turn it is.
  public var turn: Turn {
    switch stage {
    case .closed: .nobody
    case .informationRequested, .consultation: .theirs
    case .postponed: .court
    case .productSent: items.contains { $0.execution?.measure.map { $0.lifted == nil } ?? false } ? .ours : .theirs
    default: suspensions.lasts(.appeal, .sealing) ? .court : .ours
    }
  }

  func clocks(_ timing: Timing) -> [Clock] {
    guard case .registered = standing, head.kind.wantsDecision else { return [] }
    let isUrgent = head.urgency?.isUrgent == true
    let isStopped = turn != .ours
    var clocks: [Clock?] = []
    if acknowledgement == nil { clocks.append(timing.clock(.acknowledge, .acknowledge, from: head.arrival.on)) }
    if items.contains(where: { $0.stage.code == .undecided }) {
      clocks.append(timing.clock(.decide, isUrgent ? .decideUrgent : .decide, from: head.arrival.on, isStopped: isStopped))
    } else if let decided = lastAcceptance {
      clocks.append(timing.clock(.execute, isUrgent ? .executeUrgent : .execute, from: decided, isStopped: isStopped))
    }
    if items.contains(where: { !$0.stage.code.isDone }) { clocks.append(timing.neededBy(from: head.arrival.on)) }
    return clocks.compactMap { $0 }
  }

  /// The last day on which items were accepted that are not executed yet.
  private var lastAcceptance: CalendarDay? {
    items.compactMap { item in
      switch item.stage {
      case .accepted(let acceptance): acceptance.on
      case .inExecution(let execution), .partlyExecuted(let execution): execution.since
      default: nil
      }
    }.max()
  }
}

extension IncomingItem.Stage.Code {
  /// Whether nothing more is to be executed for the item.
  var isDone: Bool {
    switch self {
    case .refused, .productSent, .confirmed, .withdrawn: true
    case .undecided, .accepted, .postponed, .inExecution, .partlyExecuted, .executed: false
    }
  }
}

extension OutgoingRequest {
  /// Whose turn it is.
  public var turn: Turn {
    switch stage {
    case .closed: .nobody
    case .approved, .inTranslation, .notReceived, .informationToGive, .consultation, .fullyReplied, .confirmed, .refused, .withdrawn: .ours
    case .acceptedWithConditions: items.contains { $0.conditions.contains { $0.acceptedOn == nil } } ? .ours : .theirs
    case .sent, .acknowledged, .partlyDecided, .accepted, .partlyAccepted, .postponed, .partlyReplied:
      suspensions.lasts(.appeal, .sealing) ? .court : .theirs
    }
  }

  func clocks(_ timing: Timing) -> [Clock] {
    guard case .sent = standing, head.kind.wantsDecision, let last = dispatches.last else { return [] }
    guard items.contains(where: { !$0.stage.code.isEnded }) else { return [] }
    var clocks: [Clock?] = []
    if stage == .sent { clocks.append(timing.clock(.acknowledgementAwaited, .noAcknowledgement, from: last.on)) }
    if turn == .theirs { clocks.append(timing.clock(.chase, .chase, from: lastSign)) }
    clocks.append(timing.neededBy(from: last.on))
    return clocks.compactMap { $0 }
  }

  /// The last day on which either side said something: from then on the next question falls due.
  private var lastSign: CalendarDay {
    let asked = statusEnquiries.flatMap { [$0.askedOn, $0.answer?.on].compactMap { $0 } }
    let answered = inquiries.compactMap { if case .answered(let on, _) = $0.answer { on } else { nil } }
    let consulted = consultations.compactMap { if case .answered(let on, _, _) = $0.outcome { on } else { nil } }
    let decided = items.compactMap { item -> CalendarDay? in
      switch item.stage {
      case .accepted(let acceptance): acceptance.on
      case .postponed(let postponement): postponement.reviewOn ?? postponement.on
      case .partlyReplied(let replies): replies.received.last?.on
      default: nil
      }
    }
    let days = dispatches.map(\.on) + asked + answered + consulted + decided + [acknowledgement?.on].compactMap { $0 }
    return days.max() ?? head.arrival.on
  }
}
