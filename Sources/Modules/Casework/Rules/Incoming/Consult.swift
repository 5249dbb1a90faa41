// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Opens a consultation with the requesting State.
/// - Source: UNCAC 46(26), 46(28), 44(17), 55(8), 42(5)
public struct OpenConsultation: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// What it is about.
  public var topic: Consultation.Topic
  /// What is proposed.
  public var proposal: String
  /// The day.
  public var on: CalendarDay
  /// The day until which an answer is awaited.
  public var answerDueOn: CalendarDay

  /// Describes a consultation to open.
  public init(items: [ItemID], topic: Consultation.Topic, proposal: String, on day: CalendarDay, answerDueOn: CalendarDay) {
    self.items = items
    self.topic = topic
    self.proposal = proposal
    self.on = day
    self.answerDueOn = answerDueOn
  }
}

/// Records how a consultation ended.
/// - Source: UNCAC 46(26)
public struct ConcludeConsultation: Codable, Hashable, Sendable {
  /// The consultation.
  public var consultation: String
  /// How it ended.
  public var outcome: Consultation.Outcome

  /// Names the consultation and its end.
  public init(_ consultation: String, _ outcome: Consultation.Outcome) {
    self.consultation = consultation
    self.outcome = outcome
  }
}

extension IncomingRequest {
  /// Opens a consultation about items.
  /// - Source: UNCAC 46(26)
  /// - Throws: ``CannotAct/doneAlready`` while one on the same topic and item is open; ``CannotAct/dayNotAhead(field:)``.
  func consulting(_ input: OpenConsultation, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    _ = try chosen(input.items, for: .consult)
    try required(input.proposal, field: "proposal")
    try checked(input.on, acting)
    guard input.answerDueOn > input.on else { throw .dayNotAhead(field: "answerDueOn") }
    let sameOpen = openConsultations.contains { $0.topic == input.topic && !Set($0.items).isDisjoint(with: input.items) }
    guard !sameOpen else { throw .doneAlready }
    var request = self
    request.consultations.append(
      Consultation(
        id: consultations.nextID, items: input.items, topic: input.topic, proposal: input.proposal, openedOn: input.on,
        answerDueOn: input.answerDueOn))
    return IncomingDecision(
      state: request,
      events: [
        CaseEvent(
          .consulted, ["items": .codes(input.items.map(\.rawValue)), "topic": .code(input.topic.rawValue), "on": .day(input.on)])
      ], effects: [.wake(on: input.answerDueOn)])
  }

  /// Records the answer, or that none came; conditions that the requesting State accepts bind it from then on.
  /// - Source: UNCAC 46(26)
  /// - Throws: ``CannotAct/nothingOpen``, ``CannotAct/dayTooEarly(field:)`` for a lapse before the day that was set.
  func concludingConsultation(_ input: ConcludeConsultation, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    guard let place = consultations.firstIndex(where: { $0.id == input.consultation && $0.outcome == nil }) else { throw .nothingOpen }
    let consultation = consultations[place]
    var accepts = false
    let day: CalendarDay
    switch input.outcome {
    case .answered(let on, let accepted, let text):
      try required(text, field: "text")
      (day, accepts) = (on, accepted)
    case .lapsed(let on):
      guard on >= consultation.answerDueOn else { throw .dayTooEarly(field: "on") }
      day = on
    // Only a split moves it.
    case .moved: throw .nothingOpen
    }
    try checked(day, acting)
    guard day >= consultation.openedOn else { throw .dayTooEarly(field: "on") }
    var request = self
    request.consultations[place].outcome = input.outcome
    if accepts { request = request.binding(consultation.items, from: day) }
    return IncomingDecision(
      state: request,
      events: [
        CaseEvent(
          .consultationConcluded,
          [
            "topic": .code(consultation.topic.rawValue), "on": .day(day), "accepted": .flag(accepts),
            "items": .codes(consultation.items.map(\.rawValue)),
          ])
      ])
  }

  /// Conditions of items that were accepted on conditions bind from a day on.
  private func binding(_ items: [ItemID], from day: CalendarDay) -> IncomingRequest {
    changing(items) { item in
      guard case .accepted(var acceptance) = item.stage else { return }
      for place in acceptance.conditions.indices where acceptance.conditions[place].acceptedOn == nil {
        acceptance.conditions[place].acceptedOn = day
      }
      item.stage = .accepted(acceptance)
    }
  }
}

extension [Consultation] {
  /// The short name of the next one; those that came along with a split keep theirs.
  var nextID: String { "c\((compactMap { Int($0.id.dropFirst()) }.max() ?? 0) + 1)" }
}
