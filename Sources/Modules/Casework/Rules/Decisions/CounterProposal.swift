// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Kernel

/// What one State proposes in a consultation instead of what the other proposed last.
/// - Source: UNCAC 46(26), 44(17)
public struct CounterProposal: Codable, Hashable, Sendable {
  /// Which State proposes it.
  public var by: MatterSide
  /// What is proposed.
  public var proposal: String
  /// The conditions, one by one; `nil` when none are named.
  public var conditions: [String]?
  /// The day.
  public var on: CalendarDay
  /// The day until which an answer is awaited.
  public var answerDueOn: CalendarDay
}

/// Proposes something else in a consultation, or records that the other State does.
/// - Source: UNCAC 46(26), 44(17)
public struct CounterPropose: Codable, Hashable, Sendable {
  /// The consultation.
  public var consultation: String
  /// What is proposed instead.
  public var proposal: String
  /// The conditions, one by one; `nil` when none are named.
  public var conditions: [String]?
  /// The day.
  public var on: CalendarDay
  /// The day until which an answer is awaited.
  public var answerDueOn: CalendarDay

  /// Describes what is proposed.
  public init(_ consultation: String, proposal: String, conditions: [String]? = nil, on day: CalendarDay, answerDueOn: CalendarDay) {
    self.consultation = consultation
    self.proposal = proposal
    self.conditions = conditions
    self.on = day
    self.answerDueOn = answerDueOn
  }
}

extension Consultation {
  /// Which State proposed what waits for an answer.
  public var proposedBy: MatterSide { counters?.last?.by ?? .requestedState }

  /// What was proposed last.
  public var latestProposal: String { counters?.last?.proposal ?? proposal }

  /// The conditions that were put last, one by one; `nil` when none were named.
  public var latestConditions: [String]? { counters.map { $0.last?.conditions } ?? conditions }

  /// The day until which an answer to what was proposed last is awaited.
  public var dueOn: CalendarDay { counters?.last?.answerDueOn ?? answerDueOn }

  /// Whether it waits for an answer of a State.
  public func waits(for side: MatterSide) -> Bool { outcome == nil && proposedBy != side }

  /// The consultation with something else proposed.
  fileprivate func countering(_ input: CounterPropose, by side: MatterSide) throws(CannotAct) -> Consultation {
    guard topic.putsConditions else { throw .notOfThisKind }
    guard waits(for: side) else { throw .nothingOpen }
    try required(input.proposal, field: "proposal")
    for condition in input.conditions ?? [] { try required(condition, field: "conditions") }
    guard input.on >= counters?.last?.on ?? openedOn else { throw .dayTooEarly(field: "on") }
    guard input.answerDueOn > input.on else { throw .dayNotAhead(field: "answerDueOn") }
    var changed = self
    changed.counters =
      (counters ?? []) + [
        CounterProposal(
          by: side, proposal: input.proposal, conditions: input.conditions, on: input.on, answerDueOn: input.answerDueOn)
      ]
    return changed
  }
}

extension [Consultation] {
  /// The consultations with something else proposed in one of them, and the fact.
  /// - Throws: ``CannotAct/nothingOpen`` where it is not this side's turn; ``CannotAct``.
  fileprivate func countering(
    _ input: CounterPropose, by side: MatterSide, _ name: CaseEvent.Name
  ) throws(CannotAct) -> (all: [Consultation], changed: Consultation, event: CaseEvent) {
    guard let place = firstIndex(where: { $0.id == input.consultation }) else { throw .nothingOpen }
    var all = self
    all[place] = try self[place].countering(input, by: side)
    let event = CaseEvent(
      name,
      [
        "items": .codes(all[place].items.map(\.rawValue)), "topic": .code(all[place].topic.rawValue), "on": .day(input.on),
      ])
    return (all, all[place], event)
  }
}

extension IncomingRequest {
  /// Proposes something else in a consultation; what was proposed before is not accepted with that.
  /// - Source: UNCAC 46(26), 44(17)
  /// - Throws: ``CannotAct/nothingOpen`` where no proposal of the requesting State waits; ``CannotAct``.
  func counterProposing(_ input: CounterPropose, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    try checked(input.on, acting)
    var request = self
    let (all, changed, event) = try consultations.countering(input, by: .requestedState, .counterProposed)
    request.consultations = all
    if changed.topic.suspends { request.suspensions.extend(.consultation, on: input.on, wakesOn: input.answerDueOn.adding(1)) }
    return IncomingDecision(state: request, events: [event], effects: [.wake(on: input.answerDueOn)])
  }

  /// Records what the requesting State proposes instead; the time runs here again until this State answers.
  /// - Source: UNCAC 46(26), 44(17)
  /// - Throws: ``CannotAct/nothingOpen`` where no proposal of this State waits; ``CannotAct``.
  func recordingCounterProposal(_ input: CounterPropose, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    try checked(input.on, acting)
    var request = self
    let (all, _, event) = try consultations.countering(input, by: .requestingState, .counterProposalRecorded)
    request.consultations = all
    if request.openConsultations.allSatisfy({ !$0.topic.suspends || $0.waits(for: .requestedState) }) {
      request.endSuspension(.consultation, on: input.on)
    }
    return IncomingDecision(state: request, events: [event], effects: [.wake(on: input.answerDueOn)])
  }
}

extension OutgoingRequest {
  /// Proposes something else in a consultation; what was proposed before is not accepted with that.
  /// - Source: UNCAC 46(26), 44(17)
  /// - Throws: ``CannotAct/nothingOpen`` where no proposal of the requested State waits; ``CannotAct``.
  func counterProposing(_ input: CounterPropose, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    try checked(input.on, acting)
    var request = self
    let (all, _, event) = try consultations.countering(input, by: .requestingState, .counterProposed)
    request.consultations = all
    if request.openConsultations.allSatisfy({ !$0.topic.suspends || $0.waits(for: .requestedState) }) {
      request.suspensions.end(.consultation, on: input.on)
    }
    return OutgoingDecision(state: request, events: [event], effects: [.wake(on: input.answerDueOn)])
  }

  /// Records what the requested State proposes instead; its time stands until the answer goes out.
  /// - Source: UNCAC 46(26), 44(17)
  /// - Throws: ``CannotAct/nothingOpen`` where no proposal of this State waits; ``CannotAct``.
  func recordingCounterProposal(_ input: CounterPropose, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    try checked(input.on, acting)
    var request = self
    let (all, changed, event) = try consultations.countering(input, by: .requestedState, .counterProposalRecorded)
    request.consultations = all
    if changed.topic.suspends { request.suspensions.begin(.consultation, on: input.on) }
    return OutgoingDecision(state: request, events: [event], effects: [.wake(on: input.answerDueOn)])
  }

  /// Ends a consultation as the requested State told: nobody answered in time, or it answers what this State proposed last.
  /// - Source: UNCAC 46(26), 44(17)
  /// - Throws: ``CannotAct/nothingOpen`` where it says that something was agreed that this State neither proposed nor accepted.
  func endingConsultation(_ id: String, as told: ConsultationEndDocument, on day: CalendarDay) throws(CannotAct) -> OutgoingDecision {
    guard let place = consultations.firstIndex(where: { $0.id == id && $0.outcome == nil }) else { throw .nothingOpen }
    let isOurs = consultations[place].proposedBy == .requestingState
    let outcome: Consultation.Outcome
    switch told.outcome {
    case .unanswered: outcome = .lapsed(on: max(day, consultations[place].openedOn))
    case .agreed:
      guard isOurs else { throw .nothingOpen }
      outcome = .answered(on: day, accepts: true, text: told.text ?? "")
    case .withoutAgreement:
      outcome = isOurs ? .answered(on: day, accepts: false, text: told.text ?? "") : .lapsed(on: max(day, consultations[place].openedOn))
    }
    return concluding(place, outcome, on: day, .consultationConcluded)
  }
}

extension RegisteredRequest {
  /// Records that proposals have lapsed which nobody answered, on the day after their last one, by the day that both States count by (UTC); what follows
  /// from it is for the requested State to say.
  /// - Source: UNCAC 46(26), 44(17)
  /// - Returns: `nil` when none has.
  public func notingLapses(on day: CalendarDay) -> (request: RegisteredRequest, events: [CaseEvent])? {
    func noted(_ consultations: [Consultation]) -> (all: [Consultation], events: [CaseEvent])? {
      var (all, events) = (consultations, [CaseEvent]())
      for place in all.indices where all[place].outcome == nil && all[place].dueOn < day && all[place].lapsed != all[place].dueOn {
        guard all[place].topic.ground(of: self) != nil else { continue }
        all[place].lapsed = all[place].dueOn
        events.append(
          CaseEvent(
            .proposalLapsed,
            [
              "topic": .code(all[place].topic.rawValue), "items": .codes(all[place].items.map(\.rawValue)),
              "on": .day(all[place].dueOn.adding(1)),
            ]))
      }
      return events.isEmpty ? nil : (all, events)
    }
    switch self {
    case .incoming(var request):
      guard let found = noted(request.consultations) else { return nil }
      request.consultations = found.all
      return (.incoming(request), found.events)
    case .outgoing(var request):
      guard let found = noted(request.consultations) else { return nil }
      request.consultations = found.all
      return (.outgoing(request), found.events)
    }
  }
}
