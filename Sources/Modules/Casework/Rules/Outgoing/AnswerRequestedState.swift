// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
public import Kernel

/// Records that the requested State needs information for the execution.
/// - Source: UNCAC 46(16)
public struct RecordInformationRequest: Codable, Hashable, Sendable {
  /// The items that wait for it.
  public var items: [ItemID]
  /// What is asked.
  public var question: String
  /// The day it came.
  public var on: CalendarDay
  /// The day by which an answer is asked.
  public var dueOn: CalendarDay?
  /// What it is about, as the officer reads it; `nil` when nobody said.
  public var about: [AskedElement]?

  /// Describes the question.
  public init(items: [ItemID], question: String, on day: CalendarDay, dueOn: CalendarDay? = nil, about: [AskedElement]? = nil) {
    self.items = items
    self.question = question
    self.about = about
    self.on = day
    self.dueOn = dueOn
  }
}

/// Gives the information.
/// - Source: UNCAC 46(16)
public struct AnswerInformation: Codable, Hashable, Sendable {
  /// The answer in words.
  public var text: String
  /// The SHA-256 digests of the files of the case that go with it; `nil` for none.
  public var files: [String]?
  /// The day it went out.
  public var on: CalendarDay

  /// Describes the answer.
  public init(text: String, files: [String]? = nil, on day: CalendarDay) {
    self.text = text
    self.files = files
    self.on = day
  }
}

/// Records that the requested State consults before it refuses, postpones, sets conditions or spends.
/// - Source: UNCAC 46(26), 46(28), 44(17), 55(8)
public struct RecordConsultation: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// What it is about.
  public var topic: Consultation.Topic
  /// What is proposed: the terms, the review day, or what is considered.
  public var proposal: String
  /// The conditions that are put, one by one; `nil` when none are named.
  public var conditions: [String]?
  /// The day it came.
  public var on: CalendarDay
  /// The day until which an answer is awaited.
  public var answerDueOn: CalendarDay

  /// Describes the consultation.
  public init(
    items: [ItemID], topic: Consultation.Topic, proposal: String, conditions: [String]? = nil, on day: CalendarDay, answerDueOn: CalendarDay
  ) {
    self.items = items
    self.topic = topic
    self.proposal = proposal
    self.conditions = conditions
    self.on = day
    self.answerDueOn = answerDueOn
  }
}

/// Answers a consultation.
/// - Source: UNCAC 46(26)
public struct AnswerConsultation: Codable, Hashable, Sendable {
  /// The consultation.
  public var consultation: String
  /// Whether the proposed conditions or terms are accepted.
  public var accepts: Bool
  /// The answer in words.
  public var text: String
  /// The day it went out.
  public var on: CalendarDay

  /// Describes the answer.
  public init(_ consultation: String, accepts: Bool, text: String, on day: CalendarDay) {
    self.consultation = consultation
    self.accepts = accepts
    self.text = text
    self.on = day
  }
}

/// Records that a condition was kept.
/// - Source: UNCAC 46(26)
public struct RecordConditionKept: Codable, Hashable, Sendable {
  /// The item.
  public var item: ItemID
  /// The condition, as it is worded.
  public var condition: String
  /// The day.
  public var on: CalendarDay

  /// Names the condition and the day.
  public init(item: ItemID, condition: String, on day: CalendarDay) {
    self.item = item
    self.condition = condition
    self.on = day
  }
}

extension OutgoingRequest {
  /// Records what the requested State asks; its clock stands until the answer goes out.
  /// - Source: UNCAC 46(16)
  /// - Throws: ``CannotAct/doneAlready`` while another question is open.
  func recordingInformationRequest(_ input: RecordInformationRequest, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    _ = try chosen(input.items, for: .recordInformationRequest)
    guard openInquiry == nil else { throw .doneAlready }
    try required(input.question, field: "question")
    try checked(input.on, acting)
    if let due = input.dueOn, due <= input.on { throw .dayNotAhead(field: "dueOn") }
    var request = self
    let about = AskedElement.allCases.filter { input.about?.contains($0) == true }
    var inquiry = AdditionalInformation(items: input.items, question: input.question, askedOn: input.on, dueOn: input.dueOn)
    inquiry.about = about.isEmpty ? nil : about
    request.inquiries.append(inquiry)
    request.suspensions.begin(.additionalInformation, on: input.on)
    return OutgoingDecision(
      state: request,
      events: [
        CaseEvent(
          .informationRequestRecorded,
          ["items": .codes(input.items.map(\.rawValue)), "on": .day(input.on), "about": .codes(about.map(\.rawValue))])
      ],
      effects: input.dueOn.map { [.wake(on: $0)] } ?? [])
  }

  /// Gives the information.
  /// - Source: UNCAC 46(16)
  /// - Throws: ``CannotAct/nothingOpen``.
  func answeringInformation(_ input: AnswerInformation, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    guard let place = inquiries.lastIndex(where: { $0.answer == nil }) else { throw .nothingOpen }
    try required(input.text, field: "text")
    try checked(input.on, acting)
    guard input.on >= inquiries[place].askedOn else { throw .dayTooEarly(field: "on") }
    var request = self
    request.inquiries[place].answer = .answered(on: input.on, text: input.text)
    request.inquiries[place].answerFiles = input.files
    request.suspensions.end(.additionalInformation, on: input.on)
    return OutgoingDecision(state: request, events: [CaseEvent(.informationAnswered, ["on": .day(input.on)])])
  }

  /// Records that the requested State consults.
  /// - Source: UNCAC 46(26)
  /// - Throws: ``CannotAct/doneAlready`` while one on the same topic and item is open; ``CannotAct/dayNotAhead(field:)``.
  func recordingConsultation(_ input: RecordConsultation, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    let chosen = try chosen(input.items, for: .recordConsultation)
    try required(input.proposal, field: "proposal")
    try checked(input.on, acting)
    guard input.answerDueOn > input.on else { throw .dayNotAhead(field: "answerDueOn") }
    let sameOpen = openConsultations.contains { $0.topic == input.topic && !Set($0.items).isDisjoint(with: input.items) }
    guard !sameOpen else { throw .doneAlready }
    let named = input.conditions ?? []
    for condition in named { try required(condition, field: "conditions") }
    guard named.isEmpty || input.topic.putsConditions else { throw .notOfThisKind }
    let open = input.topic == .conditions ? chosen.flatMap(\.conditions).filter { $0.acceptedOn == nil }.map(\.text) : []
    let put = named.isEmpty ? open.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } } : named
    var request = self
    request.consultations.append(
      Consultation(
        id: consultations.nextID, items: input.items, topic: input.topic, proposal: input.proposal,
        conditions: put.isEmpty ? nil : put, openedOn: input.on, answerDueOn: input.answerDueOn))
    if input.topic.suspends { request.suspensions.begin(.consultation, on: input.on) }
    return OutgoingDecision(
      state: request,
      events: [
        CaseEvent(
          .consultationRecorded,
          ["items": .codes(input.items.map(\.rawValue)), "topic": .code(input.topic.rawValue), "on": .day(input.on)])
      ], effects: [.wake(on: input.answerDueOn)])
  }

  /// Answers a consultation; the conditions that it puts bind this State from then on when they are accepted.
  ///
  /// Accepting terms of costs, or what is proposed about a measure or about coordination, accepts no condition. Conditions of accepted items that
  /// are not accepted leave the items to be decided anew.
  /// - Source: UNCAC 46(26)
  /// - Throws: ``CannotAct/nothingOpen``.
  func answeringConsultation(_ input: AnswerConsultation, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    let place = consultations.firstIndex { $0.id == input.consultation && $0.waits(for: .requestingState) }
    guard let place else { throw .nothingOpen }
    try required(input.text, field: "text")
    try checked(input.on, acting)
    guard input.on >= consultations[place].counters?.last?.on ?? consultations[place].openedOn else { throw .dayTooEarly(field: "on") }
    return concluding(place, .answered(on: input.on, accepts: input.accepts, text: input.text), on: input.on, .consultationAnswered)
  }

  /// The request after a consultation has ended, with what binds from then on or is to be decided anew.
  func concluding(_ place: Int, _ outcome: Consultation.Outcome, on day: CalendarDay, _ name: CaseEvent.Name) -> OutgoingDecision {
    let consultation = consultations[place]
    var request = self
    request.consultations[place].outcome = outcome
    var accepts = false
    if case .answered(_, let answer, _) = outcome { accepts = answer }
    if accepts, consultation.topic.putsConditions {
      request = request.changing(consultation.items) { item in
        if consultation.counters != nil { item.conditions.removeAll { $0.acceptedOn == nil && consultation.firstPut.contains($0.text) } }
        item.bind(consultation.putConditions, from: day)
      }
    } else if consultation.topic == .conditions, case .answered = outcome {
      request = request.changing(consultation.items) { $0.refuse(consultation.firstPut) }
    }
    if request.openConsultations.allSatisfy({ !$0.topic.suspends }) { request.suspensions.end(.consultation, on: day) }
    return OutgoingDecision(
      state: request,
      events: [
        CaseEvent(
          name,
          [
            "topic": .code(consultation.topic.rawValue), "on": .day(day), "accepted": .flag(accepts),
            "items": .codes(consultation.items.map(\.rawValue)), "undecided": .codes(request.decidedAnew(since: self)),
          ])
      ])
  }

  /// Records that a condition that binds this State was kept.
  /// - Source: UNCAC 46(26)
  /// - Throws: ``CannotAct/nothingOpen`` when no such condition binds or it was kept already.
  func recordingConditionKept(_ input: RecordConditionKept, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    let item = try chosen([input.item], for: .recordConditionKept)[0]
    try checked(input.on, acting)
    let open = item.conditions.firstIndex { $0.text == input.condition && $0.acceptedOn != nil && $0.keptOn == nil }
    guard let open, let accepted = item.conditions[open].acceptedOn else { throw .nothingOpen }
    guard input.on >= accepted else { throw .dayTooEarly(field: "on") }
    return OutgoingDecision(
      state: changing([input.item]) { $0.conditions[open].keptOn = input.on },
      events: [CaseEvent(.conditionKept, ["items": .codes([input.item.rawValue]), "on": .day(input.on)])])
  }
}

extension OutgoingItem {
  /// Conditions bind this State from a day on, those that were set before and those that are new.
  /// - Source: UNCAC 46(26)
  fileprivate mutating func bind(_ texts: [String], from day: CalendarDay) {
    for text in texts {
      if let place = conditions.firstIndex(where: { $0.text == text }) {
        conditions[place].acceptedOn = conditions[place].acceptedOn ?? day
      } else {
        conditions.append(Condition(text, acceptedOn: day))
      }
    }
  }
}
