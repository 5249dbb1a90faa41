// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
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
  /// Whose turn it is on a day.
  public func turn(on day: CalendarDay) -> Turn {
    switch self {
    case .incoming(let request): request.turn(on: day)
    case .outgoing(let request): request.turn(on: day)
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

  /// A clock of a kind that begins on a day; the days that were suspended since then come on top, as far as the profile says that they do.
  func clock(_ kind: Clock.Kind, _ duty: DeadlineProfile.Duty, from start: CalendarDay, isStopped: Bool = false) -> Clock? {
    guard let profile = profiles.profile(for: duty, of: request), let term = profile.terms[duty] else { return nil }
    let suspended = request.suspensions.filter(profile.counts).days(from: start, until: max(day, start))
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

extension IncomingRequest {
  /// Whose turn it is on a day; what has woken by itself, and a consultation whose day has passed, wait here.
  public func turn(on day: CalendarDay) -> Turn {
    switch stage {
    case .closed: .nobody
    case .informationRequested: .theirs
    case .consultation:
      openConsultations.contains { $0.waits(for: .requestingState) && $0.dueOn >= day } ? .theirs : .ours
    case .postponed: suspensions.lasts(.postponement, on: day) ? .court : .ours
    case .productSent: items.contains { $0.execution?.measure.map { $0.lifted == nil } ?? false } ? .ours : .theirs
    default: suspensions.lasts(.appeal, .sealing, on: day) ? .court : waitsForConditions ? .theirs : .ours
    }
  }

  /// Whether nothing can be executed before the requesting State has accepted conditions.
  /// - Source: UNCAC 46(26)
  private var waitsForConditions: Bool {
    let open = items.filter { !$0.stage.code.isDone && $0.stage.code != .postponed }
    return !open.isEmpty && open.allSatisfy(\.waitsForConditions)
  }

  /// Whether the time for a duty stands still on a day: what suspends it lasts, as far as the profile lets it count.
  private func isStopped(_ duty: DeadlineProfile.Duty, _ timing: Timing) -> Bool {
    guard let profile = timing.profiles.profile(for: duty, of: timing.request) else { return false }
    return suspensions.contains { $0.lasts(on: timing.day) && profile.counts($0) }
  }

  func clocks(_ timing: Timing) -> [Clock] {
    guard case .registered = standing, head.kind.wantsDecision else { return [] }
    let isUrgent = head.urgency?.isUrgent == true
    var clocks: [Clock?] = []
    if acknowledgement == nil { clocks.append(timing.clock(.acknowledge, .acknowledge, from: head.arrival.on)) }
    if items.contains(where: { $0.stage.code == .undecided }) {
      let duty: DeadlineProfile.Duty = isUrgent ? .decideUrgent : .decide
      clocks.append(timing.clock(.decide, duty, from: head.arrival.on, isStopped: isStopped(duty, timing)))
    } else if let decided = lastAcceptance {
      let duty: DeadlineProfile.Duty = isUrgent ? .executeUrgent : .execute
      clocks.append(timing.clock(.execute, duty, from: decided, isStopped: waitsForConditions || isStopped(duty, timing)))
    }
    if items.contains(where: { !$0.stage.code.isDone }) { clocks.append(timing.neededBy(from: head.arrival.on)) }
    return clocks.compactMap { $0 }
  }

  /// The last day on which items were accepted that are not executed yet; on conditions, the day on which these were accepted too.
  private var lastAcceptance: CalendarDay? {
    items.compactMap { item in
      switch item.stage {
      case .accepted(let acceptance): ([acceptance.on] + acceptance.conditions.compactMap(\.acceptedOn)).max()
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
  /// Whose turn it is on a day.
  public func turn(on day: CalendarDay) -> Turn {
    switch stage {
    case .closed: .nobody
    case .consultation:
      openConsultations.allSatisfy { $0.waits(for: .requestedState) && $0.dueOn >= day } ? .theirs : .ours
    case .approved, .inTranslation, .notReceived, .informationToGive, .fullyReplied, .confirmed, .refused, .withdrawn: .ours
    case .acceptedWithConditions: items.contains { $0.conditions.contains { $0.acceptedOn == nil } } ? .ours : .theirs
    case .sent, .acknowledged, .partlyDecided, .accepted, .partlyAccepted, .postponed, .partlyReplied:
      suspensions.lasts(.appeal, .sealing, on: day) ? .court : .theirs
    }
  }

  func clocks(_ timing: Timing) -> [Clock] {
    guard case .sent = standing, head.kind.wantsDecision, let last = dispatches.last else { return [] }
    guard items.contains(where: { !$0.stage.code.isEnded }) else { return [] }
    var clocks: [Clock?] = []
    if stage == .sent, !wasAnswered(since: last.on) {
      clocks.append(timing.clock(.acknowledgementAwaited, .noAcknowledgement, from: last.on))
    }
    if turn(on: timing.day) == .theirs { clocks.append(timing.clock(.chase, .chase, from: lastSign)) }
    clocks.append(timing.neededBy(from: last.on))
    return clocks.compactMap { $0 }
  }

  /// Whether the requested State said something since a day, so that nobody need ask whether the request arrived.
  private func wasAnswered(since day: CalendarDay) -> Bool {
    let told = items.flatMap { $0.conditionAnswers ?? [] }.map(\.on) + inquiries.map(\.askedOn) + consultations.map(\.openedOn)
    return (told + statusEnquiries.compactMap { $0.answer?.on }).contains { $0 >= day }
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
    let declared = items.flatMap { $0.conditionAnswers ?? [] }.map(\.on)
    let days = dispatches.map(\.on) + asked + answered + consulted + decided + declared + [acknowledgement?.on].compactMap { $0 }
    return days.max() ?? head.arrival.on
  }
}
