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
  /// The conditions that are put, one by one; where the subject is the conditions of accepted items, those that wait for an answer count
  /// when none are named.
  /// - Source: UNCAC 46(26)
  public var conditions: [String]?
  /// The day.
  public var on: CalendarDay
  /// The day until which an answer is awaited.
  public var answerDueOn: CalendarDay

  /// Describes a consultation to open.
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
  /// - Throws: ``CannotAct/doneAlready`` while one on the same topic and item is open; ``CannotAct/dayNotAhead(field:)``;
  ///   ``CannotAct/nothingOpen`` where it is about conditions and none waits for an answer.
  func consulting(_ input: OpenConsultation, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    let chosen = try chosen(input.items, for: .consult)
    try required(input.proposal, field: "proposal")
    try checked(input.on, acting)
    guard input.answerDueOn > input.on else { throw .dayNotAhead(field: "answerDueOn") }
    let sameOpen = openConsultations.contains { $0.topic == input.topic && !Set($0.items).isDisjoint(with: input.items) }
    guard !sameOpen else { throw .doneAlready }
    let conditions = try conditionsPut(input, for: chosen)
    var request = self
    request.consultations.append(
      Consultation(
        id: consultations.nextID, items: input.items, topic: input.topic, proposal: input.proposal, conditions: conditions,
        openedOn: input.on, answerDueOn: input.answerDueOn))
    // The day set for the answer still belongs to the requesting State.
    if input.topic.suspends { request.suspensions.extend(.consultation, on: input.on, wakesOn: input.answerDueOn.adding(1)) }
    return IncomingDecision(
      state: request,
      events: [
        CaseEvent(
          .consulted, ["items": .codes(input.items.map(\.rawValue)), "topic": .code(input.topic.rawValue), "on": .day(input.on)])
      ], effects: [.wake(on: input.answerDueOn)])
  }

  /// The conditions that a consultation puts.
  private func conditionsPut(_ input: OpenConsultation, for items: [IncomingItem]) throws(CannotAct) -> [String]? {
    let named = input.conditions ?? []
    for condition in named { try required(condition, field: "conditions") }
    guard named.isEmpty || input.topic.putsConditions else { throw .notOfThisKind }
    guard input.topic == .conditions else { return named.isEmpty ? nil : named }
    guard items.allSatisfy({ !$0.openConditions.isEmpty }) else { throw .nothingOpen }
    var open: [String] = []
    for condition in items.flatMap(\.openConditions) where !open.contains(condition) { open.append(condition) }
    guard Set(named).isSubset(of: open) else { throw .nothingOpen }
    return named.isEmpty ? open : named
  }

  /// Records the answer, or that none came; conditions that it puts and the requesting State accepts bind from then on, and those of
  /// accepted items that it does not accept leave the items to be decided anew.
  ///
  /// What is accepted in a consultation that does not name a condition says nothing about that condition.
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
      guard on >= consultation.dueOn else { throw .dayTooEarly(field: "on") }
      day = on
    // Only a split moves it.
    case .moved: throw .nothingOpen
    }
    try checked(day, acting)
    guard day >= consultation.counters?.last?.on ?? consultation.openedOn else { throw .dayTooEarly(field: "on") }
    var request = self
    request.consultations[place].outcome = input.outcome
    request = request.answering(request.consultations[place], on: day)
    if request.openConsultations.allSatisfy({ !$0.topic.suspends }) { request.endSuspension(.consultation, on: day) }
    return IncomingDecision(
      state: request,
      events: [
        CaseEvent(
          .consultationConcluded,
          [
            "topic": .code(consultation.topic.rawValue), "on": .day(day), "accepted": .flag(accepts),
            "items": .codes(consultation.items.map(\.rawValue)),
            "undecided": .codes(request.items.filter { isDecidedAnew($0, since: items) }.map(\.id.rawValue)),
          ])
      ])
  }

  /// Whether an item was decided and is to be decided once more.
  private func isDecidedAnew(_ item: IncomingItem, since before: [IncomingItem]) -> Bool {
    func stage(_ item: IncomingItem) -> IncomingItem.Stage.Code {
      item.stage.code == .postponed ? item.beforePostponement?.code ?? .undecided : item.stage.code
    }
    guard stage(item) == .undecided, let old = before.first(where: { $0.id == item.id }) else { return false }
    return stage(old) != .undecided
  }

  /// What the answer to a consultation says about the conditions of accepted items.
  /// - Source: UNCAC 46(26)
  private func answering(_ consultation: Consultation, on day: CalendarDay) -> IncomingRequest {
    guard consultation.topic.putsConditions, case .answered(_, let accepts, let text) = consultation.outcome else { return self }
    // Where something else was proposed and accepted, it stands in the place of the conditions that were put before.
    if accepts, consultation.counters != nil, consultation.topic == .conditions {
      return changing(consultation.items) { $0.replace(consultation.firstPut, by: consultation.putConditions, from: day, text: text) }
    }
    let put = consultation.firstPut
    return changing(consultation.items) { item in
      let answered = item.openConditions.filter(put.contains)
      guard !answered.isEmpty, accepts || consultation.topic == .conditions else { return }
      if accepts {
        item.conditionAnswers =
          (item.conditionAnswers ?? []) + [ConditionAnswer(on: day, accepts: true, conditions: answered, text: text)]
        item.bind(answered, from: day)
      } else {
        item.takeAnswer(accepts: false, on: day, text: text)
      }
    }
  }
}

extension [Consultation] {
  /// The short name of the next one; those that came along with a split keep theirs.
  var nextID: String { "c\((compactMap { Int($0.id.dropFirst()) }.max() ?? 0) + 1)" }
}
