// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Asks the requesting State for information that is needed for the execution.
/// - Source: UNCAC 46(16)
public struct AskForInformation: Codable, Hashable, Sendable {
  /// The items that wait for it.
  public var items: [ItemID]
  /// What is asked.
  public var question: String
  /// The day it is asked.
  public var on: CalendarDay
  /// The day by which an answer is asked.
  public var dueOn: CalendarDay?

  /// Describes the question.
  public init(items: [ItemID], question: String, on day: CalendarDay, dueOn: CalendarDay? = nil) {
    self.items = items
    self.question = question
    self.on = day
    self.dueOn = dueOn
  }
}

/// Records the answer to a question, or that none came by the day set.
/// - Source: UNCAC 46(16)
public struct RecordInformation: Codable, Hashable, Sendable {
  /// The answer in words; `nil` when none came.
  public var text: String?
  /// The day.
  public var on: CalendarDay

  /// Describes the answer.
  public init(text: String?, on day: CalendarDay) {
    self.text = text
    self.on = day
  }
}

extension IncomingRequest {
  /// Asks for additional information; the own clock stops until the answer comes.
  ///
  /// It is no refusal.
  /// - Source: UNCAC 46(16)
  /// - Throws: ``CannotAct/doneAlready`` while another question is open.
  func askingForInformation(_ input: AskForInformation, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    _ = try chosen(input.items, for: .askForInformation)
    guard openInquiry == nil else { throw .doneAlready }
    try required(input.question, field: "question")
    try checked(input.on, acting)
    if let due = input.dueOn, due <= input.on { throw .dayNotAhead(field: "dueOn") }
    var request = self
    request.inquiries.append(
      AdditionalInformation(items: input.items, question: input.question, askedOn: input.on, dueOn: input.dueOn))
    request.suspensions.begin(.additionalInformation, on: input.on)
    return IncomingDecision(
      state: request, events: [CaseEvent(.informationAsked, ["items": .codes(input.items.map(\.rawValue)), "on": .day(input.on)])],
      effects: input.dueOn.map { [.wake(on: $0)] } ?? [])
  }

  /// Records the answer, or that none came; the own clock goes on.
  /// - Source: UNCAC 46(16)
  /// - Throws: ``CannotAct/nothingOpen``, ``CannotAct/dayTooEarly(field:)`` for a lapse before the day that was set.
  func recordingInformation(_ input: RecordInformation, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    guard let place = inquiries.lastIndex(where: { $0.answer == nil }) else { throw .nothingOpen }
    try checked(input.on, acting)
    guard input.on >= inquiries[place].askedOn else { throw .dayTooEarly(field: "on") }
    var request = self
    if let text = input.text {
      try required(text, field: "text")
      request.inquiries[place].answer = .answered(on: input.on, text: text)
    } else {
      if let due = inquiries[place].dueOn, input.on < due { throw .dayTooEarly(field: "on") }
      request.inquiries[place].answer = .lapsed(on: input.on)
    }
    request.endSuspension(.additionalInformation, on: input.on)
    return IncomingDecision(
      state: request, events: [CaseEvent(.informationRecorded, ["on": .day(input.on), "answered": .flag(input.text != nil)])])
  }
}
