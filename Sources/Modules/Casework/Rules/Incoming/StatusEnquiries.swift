// SPDX-License-Identifier: Apache-2.0
import Kernel

extension IncomingRequest {
  /// Records a question of the requesting State about how far the request is.
  /// - Source: UNCAC 46(24)
  func recordingStatusEnquiry(_ input: StatusEnquiry, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    try checked(input.askedOn, acting, field: "askedOn")
    guard input.answer == nil else { throw .notOfThisKind }
    var request = self
    request.statusEnquiries.append(input)
    return IncomingDecision(state: request, events: [CaseEvent(.statusEnquired, ["on": .day(input.askedOn)])])
  }

  /// Answers the question that has waited longest.
  /// - Source: UNCAC 46(24)
  /// - Throws: ``CannotAct/nothingOpen``.
  func answeringStatusEnquiry(_ input: StatusEnquiry.Answer, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    guard let place = statusEnquiries.firstIndex(where: { $0.answer == nil }) else { throw .nothingOpen }
    try required(input.text, field: "text")
    try checked(input.on, acting)
    guard input.on >= statusEnquiries[place].askedOn else { throw .dayTooEarly(field: "on") }
    var request = self
    request.statusEnquiries[place].answer = input
    return IncomingDecision(state: request, events: [CaseEvent(.statusAnswered, ["on": .day(input.on)])])
  }

  /// Tells the requesting State promptly that confidentiality cannot be kept.
  /// - Source: UNCAC 46(20)
  /// - Throws: ``CannotAct/doneAlready``, ``CannotAct/missing(field:)`` without a reason.
  func tellingConfidentialityImpossible(_ input: ConfidentialityNotice, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    guard confidentialityImpossible == nil else { throw .doneAlready }
    try required(input.reason, field: "reason")
    try checked(input.on, acting)
    var request = self
    request.confidentialityImpossible = input
    return IncomingDecision(state: request, events: [CaseEvent(.confidentialityImpossible, ["on": .day(input.on)])])
  }

  /// Records that an oral request was confirmed in writing.
  /// - Source: UNCAC 46(14)
  /// - Throws: ``CannotAct/notOfThisKind`` for a request that was written, ``CannotAct/doneAlready``.
  func confirmingInWriting(_ input: ConfirmInWriting, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    guard head.arrival.medium == .oral else { throw .notOfThisKind }
    guard confirmedInWritingOn == nil else { throw .doneAlready }
    try checked(input.on, acting)
    var request = self
    request.confirmedInWritingOn = input.on
    return IncomingDecision(state: request, events: [CaseEvent(.confirmedInWriting, ["on": .day(input.on)])])
  }
}
