// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Asks the requested State how far the request is.
/// - Source: UNCAC 46(24)
public struct ChaseRequest: Codable, Hashable, Sendable {
  /// The day.
  public var on: CalendarDay

  /// Names the day.
  public init(on day: CalendarDay) { self.on = day }
}

extension OutgoingRequest {
  /// Asks how far it is; one question after another, even while an earlier one is not answered.
  /// - Source: UNCAC 46(24)
  /// - Throws: ``CannotAct/doneAlready`` for a second question of one day.
  func chasing(_ input: ChaseRequest, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    try checked(input.on, acting)
    guard !statusEnquiries.contains(where: { $0.askedOn == input.on }) else { throw .doneAlready }
    var request = self
    request.statusEnquiries.append(StatusEnquiry(askedOn: input.on))
    return OutgoingDecision(
      state: request, events: [CaseEvent(.chased, ["on": .day(input.on), "number": .number(request.statusEnquiries.count)])])
  }

  /// Records the answer; it answers every question that was asked until then.
  /// - Source: UNCAC 46(24)
  /// - Throws: ``CannotAct/nothingOpen``.
  func recordingStatusAnswer(_ input: StatusEnquiry.Answer, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    guard openEnquiry != nil else { throw .nothingOpen }
    try required(input.text, field: "text")
    try checked(input.on, acting)
    let open = statusEnquiries.indices.filter { statusEnquiries[$0].answer == nil && statusEnquiries[$0].askedOn <= input.on }
    guard !open.isEmpty else { throw .dayTooEarly(field: "on") }
    var request = self
    for place in open { request.statusEnquiries[place].answer = input }
    return OutgoingDecision(state: request, events: [CaseEvent(.statusAnswered, ["on": .day(input.on)])])
  }

  /// Begins a suspension; the time is counted apart.
  /// - Source: practice
  /// - Throws: ``CannotAct/doneAlready`` while one of the same kind lasts; ``CannotAct/notOfThisKind`` for those that acts of their own begin.
  func suspending(_ input: SuspendRequest, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    guard input.reason.isFree else { throw .notOfThisKind }
    guard !suspensions.contains(where: { $0.reason == input.reason && $0.lasts(on: input.on) }) else { throw .doneAlready }
    try checked(input.on, acting)
    if let day = input.wakesOn, day <= acting.on { throw .dayNotAhead(field: "wakesOn") }
    var request = self
    request.suspensions.begin(input.reason, on: input.on, wakesOn: input.wakesOn)
    return OutgoingDecision(
      state: request, events: [CaseEvent(.suspended, ["reason": .code(input.reason.rawValue), "on": .day(input.on)])],
      effects: input.wakesOn.map { [.wake(on: $0)] } ?? [])
  }

  /// Ends a suspension.
  /// - Source: practice
  /// - Throws: ``CannotAct/nothingOpen``, ``CannotAct/notOfThisKind``.
  func resuming(_ input: ResumeRequest, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    guard canResume(input.reason) else { throw .notOfThisKind }
    guard let open = suspensions.first(where: { $0.reason == input.reason && $0.endedOn == nil }) else { throw .nothingOpen }
    try checked(input.on, acting)
    guard input.on >= open.from else { throw .dayTooEarly(field: "on") }
    var request = self
    request.suspensions.end(input.reason, on: input.on)
    return OutgoingDecision(
      state: request, events: [CaseEvent(.resumed, ["reason": .code(input.reason.rawValue), "on": .day(input.on)])])
  }
}

extension OutgoingRequest {
  /// Whether an officer ends a suspension of a kind: those of earlier versions that were begun for a consultation are ended by hand too.
  func canResume(_ reason: Suspension.Reason) -> Bool {
    reason.isFree || (reason == .consultation && openConsultations.allSatisfy { !$0.topic.suspends })
  }
}

extension Suspension.Reason {
  /// Whether an officer begins and ends it, as the requesting State; the others begin and end with acts of their own.
  var isFree: Bool { isBegunByOfficers && self != .translation }
}
