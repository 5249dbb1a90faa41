// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Begins the examination of a request.
public struct ExamineRequest: Codable, Hashable, Sendable {
  /// The day on which it begins.
  public var on: CalendarDay

  /// Names the day.
  public init(on day: CalendarDay) { self.on = day }
}

extension IncomingRequest {
  /// Confirms to the requesting State that its request has arrived and who deals with it.
  /// - Source: practice; EU Directive 2014/41 art. 16(1) sets one week. The Convention has no express duty.
  /// - Throws: ``CannotAct/doneAlready``, ``CannotAct/missing(field:)`` without a contact.
  func acknowledging(_ input: Acknowledgement, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    guard acknowledgement == nil else { throw .doneAlready }
    try required(input.contact, field: "contact")
    try checked(input.on, acting)
    var request = self
    request.acknowledgement = input
    return IncomingDecision(state: request, events: [CaseEvent(.acknowledged, ["on": .day(input.on)])])
  }

  /// Begins the examination.
  /// - Source: practice
  /// - Throws: ``CannotAct/doneAlready``.
  func examining(_ input: ExamineRequest, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    guard examinedSince == nil else { throw .doneAlready }
    try checked(input.on, acting)
    var request = self
    request.examinedSince = input.on
    return IncomingDecision(state: request, events: [CaseEvent(.examined, ["on": .day(input.on)])])
  }
}
