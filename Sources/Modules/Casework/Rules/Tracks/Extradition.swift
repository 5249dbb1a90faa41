// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What a request for extradition has beside its items: detention before the request arrives, and what follows when a national is not surrendered.
/// - Source: UNCAC 44(10)-(13)
public struct ExtraditionTrack: Codable, Hashable, Sendable {
  /// The detention of the person, or another measure that secures their presence.
  /// - Source: UNCAC 44(10)
  public var arrest: ProvisionalArrest?
  /// What follows a refusal because the person is a national.
  /// - Source: UNCAC 44(11)
  public var submission: NationalSubmission?
  /// Surrender on the condition that the person returns to serve the sentence.
  /// - Source: UNCAC 44(12)
  public var conditionalSurrender: ConditionalSurrender?
  /// Whether enforcing the foreign sentence here was considered, and how it was decided.
  /// - Source: UNCAC 44(13)
  public var enforcement: SentenceEnforcement?

  /// A track on which nothing has happened.
  public init() {}
}

/// Detention before the request for extradition arrives; it ends by itself when the request does not come in time.
/// - Source: UNCAC 44(10)
public struct ProvisionalArrest: Codable, Hashable, Sendable {
  /// What is to be done on a day.
  public enum Standing: Codable, Hashable, Sendable {
    /// The request must arrive by this day.
    case awaitsRequest(by: CalendarDay)
    /// The time has run out and the request has not come: the person goes free.
    case expired(on: CalendarDay)
    /// The request has come in time; the law of the requested State governs from here.
    case requestArrived(on: CalendarDay)
    /// The person is not detained any more.
    case released(on: CalendarDay)
  }

  /// The day of the arrest.
  public var arrestedOn: CalendarDay
  /// Within how many days the request must arrive, by the treaty or law that governs; the Convention names none.
  public var days: Int
  /// The day on which the request arrived; `nil` until then.
  public var requestArrivedOn: CalendarDay?
  /// The day of the release; `nil` until then.
  public var releasedOn: CalendarDay?

  /// Describes an arrest.
  public init(arrestedOn day: CalendarDay, days: Int, requestArrivedOn: CalendarDay? = nil, releasedOn: CalendarDay? = nil) {
    arrestedOn = day
    self.days = days
    self.requestArrivedOn = requestArrivedOn
    self.releasedOn = releasedOn
  }

  /// The last day for the request.
  /// - Source: UNCAC 44(10); the days come from the treaty or law that governs
  public var lastDay: CalendarDay { arrestedOn.adding(Days(max(0, days))) }

  /// What is to be done on a day.
  /// - Source: UNCAC 44(10)
  public func standing(on day: CalendarDay) -> Standing {
    if let releasedOn, releasedOn <= day { return .released(on: releasedOn) }
    if let arrived = requestArrivedOn, arrived <= day, arrived <= lastDay { return .requestArrived(on: arrived) }
    return day <= lastDay ? .awaitsRequest(by: lastDay) : .expired(on: lastDay.adding(1))
  }
}

/// A national who is not surrendered: on request the case goes to the own prosecutor without undue delay, and the result is told.
/// - Source: UNCAC 44(11)
public struct NationalSubmission: Codable, Hashable, Sendable {
  /// The day of the refusal.
  public var refusedOn: CalendarDay
  /// The day on which the requesting State asked for it; `nil` while it has not.
  public var requestedOn: CalendarDay?
  /// The day on which the case went to the own prosecutor.
  public var submittedOn: CalendarDay?
  /// The reference of the own case.
  public var ownCase: String?
  /// The day on which the requesting State was told the result.
  public var resultToldOn: CalendarDay?
  /// What came of it, as it was told; `nil` in records of before.
  public internal(set) var result: String?

  /// Begins with the refusal.
  public init(refusedOn day: CalendarDay) { refusedOn = day }

  /// What is to be done.
  public enum Standing: String, Codable, Hashable, Sendable, CaseIterable {
    /// The requesting State has not asked for it.
    case notRequested
    /// The case must go to the own prosecutor without undue delay.
    case toSubmit
    /// The result must be told once it is there.
    case resultToTell
    /// Everything is done.
    case done
  }

  /// What is to be done.
  /// - Source: UNCAC 44(11)
  public var standing: Standing {
    if resultToldOn != nil { return .done }
    if submittedOn != nil { return .resultToTell }
    return requestedOn == nil ? .notRequested : .toSubmit
  }
}

/// Surrender on the condition that the person returns to serve the sentence; it satisfies the duty of 44(11).
/// - Source: UNCAC 44(12)
public struct ConditionalSurrender: Codable, Hashable, Sendable {
  /// The day of the surrender.
  public var surrenderedOn: CalendarDay
  /// The day on which the person returned; `nil` until then.
  public var returnedOn: CalendarDay?

  /// Describes the surrender.
  public init(surrenderedOn day: CalendarDay, returnedOn: CalendarDay? = nil) {
    surrenderedOn = day
    self.returnedOn = returnedOn
  }
}

/// Whether the sentence of the requesting State, or the rest of it, is enforced here instead of surrender.
/// - Source: UNCAC 44(13)
public struct SentenceEnforcement: Codable, Hashable, Sendable {
  /// The day on which it was considered.
  public var consideredOn: CalendarDay
  /// Whether it is enforced.
  public var isEnforced: Bool
  /// Why.
  public var reasons: String

  /// Describes what was considered.
  public init(consideredOn day: CalendarDay, isEnforced: Bool, reasons: String) {
    consideredOn = day
    self.isEnforced = isEnforced
    self.reasons = reasons
  }
}

extension ExtraditionTrack {
  /// Records that a national was refused; it begins what follows.
  /// - Source: UNCAC 44(11)
  /// - Throws: ``CannotAct/notOfThisKind`` unless the request is for extradition and an item was refused because of nationality;
  ///   ``CannotAct/doneAlready``.
  public func beginningSubmission(for request: IncomingRequest) throws(CannotAct) -> ExtraditionTrack {
    let refused = request.items.compactMap { item -> CalendarDay? in
      if case .refused(let refusal) = item.stage, refusal.grounds == [.nationality] { refusal.on } else { nil }
    }
    guard request.head.kind == .extradition, let day = refused.min() else { throw .notOfThisKind }
    guard submission == nil else { throw .doneAlready }
    var track = self
    track.submission = NationalSubmission(refusedOn: day)
    return track
  }

  /// Records that the requesting State asked for it, that the case went to the own prosecutor, and that the result was told, in this order.
  /// - Source: UNCAC 44(11)
  /// - Throws: ``CannotAct/nothingOpen`` when it has not come so far, ``CannotAct/dayInFuture(field:)``, ``CannotAct/dayTooEarly(field:)``.
  public func recordingSubmission(
    _ standing: NationalSubmission.Standing, on day: CalendarDay, ownCase: String? = nil, result: String? = nil, _ acting: Acting
  ) throws(CannotAct) -> ExtraditionTrack {
    guard var submission, submission.standing == standing else { throw .nothingOpen }
    guard day <= acting.on else { throw .dayInFuture(field: "on") }
    let earlier = [submission.refusedOn, submission.requestedOn, submission.submittedOn].compactMap { $0 }.max() ?? submission.refusedOn
    guard day >= earlier else { throw .dayTooEarly(field: "on") }
    switch standing {
    case .notRequested: submission.requestedOn = day
    case .toSubmit:
      submission.submittedOn = day
      submission.ownCase = ownCase
    case .resultToTell:
      submission.resultToldOn = day
      submission.result = result
    case .done: throw .doneAlready
    }
    var track = self
    track.submission = submission
    return track
  }
}
