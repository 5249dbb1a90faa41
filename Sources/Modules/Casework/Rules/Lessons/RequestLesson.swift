// SPDX-License-Identifier: Apache-2.0
import Instruments
public import Kernel
public import WritingRules

/// What can be learnt from one request that went out, in codes alone: what the checks had found in it, and what it came back for.
public struct RequestLesson: Hashable, Sendable {
  /// The request.
  public let request: ID<RegisteredRequest>
  /// The State that was asked.
  public let requestedState: StateCode
  /// The day on which it went out first.
  public let sentOn: CalendarDay
  /// What the checks had found until its approval; `nil` for a request that was not written here, or before this was kept.
  public let readiness: ReadinessRecord?
  /// What it came back for, so far.
  public let cameBack: Set<CameBack>

  /// Describes a request.
  public init(
    request: ID<RegisteredRequest>, requestedState: StateCode, sentOn: CalendarDay, readiness: ReadinessRecord?, cameBack: Set<CameBack>
  ) {
    self.request = request
    self.requestedState = requestedState
    self.sentOn = sentOn
    self.readiness = readiness
    self.cameBack = cameBack
  }

  /// Whether it came back for something that a check looks at.
  public func cameBack(for check: String) -> Bool {
    guard let answers = ReadinessAnswer.byCheck[check] else { return false }
    return !answers.isDisjoint(with: cameBack)
  }
}

/// What refusals, delays and questions teach about the checks of readiness: counts beside each other, of which none claims to be the other's reason.
public struct Lessons: Hashable, Sendable {
  /// How many requests, and how many of them came back for what a check looks at.
  public struct Share: Hashable, Sendable {
    /// The requests.
    public var requests = 0
    /// Those that came back.
    public var cameBack = 0

    /// Begins with none.
    public init() {}

    fileprivate mutating func count(_ isBack: Bool) {
      requests += 1
      if isBack { cameBack += 1 }
    }
  }

  /// One check, and what became of the requests in which it was open, was mended, or found nothing.
  public struct Check: Hashable, Sendable {
    /// The code.
    public let code: String
    /// Requests that went out while it was open: an approver accepted that.
    public var open = Share()
    /// Requests in which it had found something that was mended before they went out.
    public var resolved = Share()
    /// Requests in which it found nothing at any time, also because they have no place for it.
    public var silent = Share()
    /// Requests of which it is not known.
    public var notRecorded = Share()
  }

  /// One thing that requests came back for.
  public struct Outcome: Hashable, Sendable {
    /// What it is, with the checks that look at it.
    public let answer: ReadinessAnswer
    /// How many requests came back for it.
    public var requests = 0
    /// Of these, how many had at least one of those checks open when they went out.
    public var withOpenCheck = 0
    /// Of these, of how many it is not known.
    public var notRecorded = 0
  }

  /// How many requests are looked at.
  public let sent: Int
  /// How many of them came back for anything.
  public let cameBack: Int
  /// Of how many it is not known what the checks had found.
  public let notRecorded: Int
  /// The checks that found something in at least one of the requests and look at what requests come back for; those that were open at most returned requests
  /// first.
  public let checks: [Check]
  /// What requests came back for, the most frequent first.
  public let outcomes: [Outcome]

  /// What came back without that any check looks at it, though drafters could: candidates for new checks.
  public var candidates: [Outcome] { outcomes.filter { $0.answer.standing == .noCheck } }

  /// Counts the requests that went out.
  public init(of lessons: [RequestLesson]) {
    sent = lessons.count
    cameBack = lessons.count { !$0.cameBack.isEmpty }
    notRecorded = lessons.count { $0.readiness == nil }
    checks = Self.checks(lessons)
    outcomes = Self.outcomes(lessons)
  }

  private static func checks(_ lessons: [RequestLesson]) -> [Check] {
    let found = lessons.reduce(into: Set<String>()) { codes, lesson in
      guard let readiness = lesson.readiness else { return }
      codes.formUnion(readiness.open)
      codes.formUnion(readiness.resolved ?? [])
    }
    let checks = found.filter { ReadinessAnswer.byCheck[$0] != nil }.map { code in
      lessons.reduce(into: Check(code: code)) { check, lesson in
        let isBack = lesson.cameBack(for: code)
        guard let readiness = lesson.readiness else { return check.notRecorded.count(isBack) }
        if readiness.open.contains(code) { return check.open.count(isBack) }
        // Where earlier versions were not looked at, mended and silent cannot be told apart.
        guard let resolved = readiness.resolved else { return check.notRecorded.count(isBack) }
        if resolved.contains(code) { check.resolved.count(isBack) } else { check.silent.count(isBack) }
      }
    }
    return checks.sorted {
      ($1.open.cameBack, $1.open.requests, $0.code) < ($0.open.cameBack, $0.open.requests, $1.code)
    }
  }

  private static func outcomes(_ lessons: [RequestLesson]) -> [Outcome] {
    let counted = ReadinessAnswer.table.map { answer in
      lessons.filter { $0.cameBack.contains(answer.cameBack) }.reduce(into: Outcome(answer: answer)) { outcome, lesson in
        outcome.requests += 1
        guard let readiness = lesson.readiness else { return outcome.notRecorded += 1 }
        if !readiness.open.isDisjoint(with: answer.checks) { outcome.withOpenCheck += 1 }
      }
    }
    // A stable order: of equals the one that stands first in the table.
    return counted.enumerated().filter { $1.requests > 0 }.sorted { ($1.element.requests, $0.offset) < ($0.element.requests, $1.offset) }
      .map(\.element)
  }
}

extension PastRequests {
  /// What the last requests came back for, check by check.
  /// - Returns: `nil` of too few to tell anything.
  public init?(_ lessons: [RequestLesson], to state: StateCode?) {
    var counts: [String: Int] = [:]
    for lesson in lessons {
      for check in ReadinessAnswer.byCheck.keys where lesson.cameBack(for: check) { counts[check, default: 0] += 1 }
    }
    self.init(to: state, sent: lessons.count, cameBack: counts)
  }
}
