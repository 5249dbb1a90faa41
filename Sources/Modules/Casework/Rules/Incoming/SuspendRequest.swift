// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Begins a time in which nothing can be done here; it wakes by itself on the day that is set.
public struct SuspendRequest: Codable, Hashable, Sendable {
  /// Why.
  public var reason: Suspension.Reason
  /// From which day.
  public var on: CalendarDay
  /// The day on which it wakes by itself.
  public var wakesOn: CalendarDay?

  /// Describes a suspension.
  public init(_ reason: Suspension.Reason, on day: CalendarDay, wakesOn: CalendarDay? = nil) {
    self.reason = reason
    self.on = day
    self.wakesOn = wakesOn
  }
}

/// Ends a suspension.
public struct ResumeRequest: Codable, Hashable, Sendable {
  /// Which one.
  public var reason: Suspension.Reason
  /// The day.
  public var on: CalendarDay

  /// Names the suspension and the day.
  public init(_ reason: Suspension.Reason, on day: CalendarDay) {
    self.reason = reason
    self.on = day
  }
}

extension IncomingRequest {
  /// Ends the suspension of a kind; one for a postponement lasts as long as an item is postponed.
  mutating func endSuspension(_ reason: Suspension.Reason, on day: CalendarDay) {
    if reason == .postponement, items.contains(where: { $0.stage.code == .postponed }) { return }
    suspensions.end(reason, on: day)
  }

  /// Begins a suspension; the time is counted apart.
  /// - Source: practice
  /// - Throws: ``CannotAct/doneAlready`` while one of the same kind lasts and has not woken; ``CannotAct/notOfThisKind`` for those that acts of
  ///   their own begin.
  func suspending(_ input: SuspendRequest, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    guard input.reason.isBegunByOfficers else { throw .notOfThisKind }
    guard !suspensions.contains(where: { $0.reason == input.reason && $0.lasts(on: input.on) }) else { throw .doneAlready }
    try checked(input.on, acting)
    if let day = input.wakesOn, day <= acting.on { throw .dayNotAhead(field: "wakesOn") }
    var request = self
    request.suspensions.begin(input.reason, on: input.on, wakesOn: input.wakesOn)
    return IncomingDecision(
      state: request, events: [CaseEvent(.suspended, ["reason": .code(input.reason.rawValue), "on": .day(input.on)])],
      effects: input.wakesOn.map { [.wake(on: $0)] } ?? [])
  }

  /// Ends a suspension.
  /// - Source: practice
  /// - Throws: ``CannotAct/nothingOpen``, ``CannotAct/notOfThisKind``.
  func resuming(_ input: ResumeRequest, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    guard canResume(input.reason) else { throw .notOfThisKind }
    guard let open = suspensions.first(where: { $0.reason == input.reason && $0.endedOn == nil }) else { throw .nothingOpen }
    try checked(input.on, acting)
    guard input.on >= open.from else { throw .dayTooEarly(field: "on") }
    var request = self
    request.endSuspension(input.reason, on: input.on)
    return IncomingDecision(
      state: request, events: [CaseEvent(.resumed, ["reason": .code(input.reason.rawValue), "on": .day(input.on)])])
  }

  /// Whether an officer ends a suspension of a kind: those of earlier versions that were begun for a consultation are ended by hand too.
  func canResume(_ reason: Suspension.Reason) -> Bool {
    reason.isBegunByOfficers || (reason == .consultation && openConsultations.allSatisfy { !$0.topic.suspends })
  }
}

extension Suspension.Reason {
  /// Whether an officer begins it, here as the requested State; the others begin and end with acts of their own.
  var isBegunByOfficers: Bool { self != .additionalInformation && self != .postponement && self != .consultation }
}
