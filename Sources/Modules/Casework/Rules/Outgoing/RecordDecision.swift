// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Records what the requested State decided about items.
/// - Source: UNCAC 46(17), 46(21), 46(25), 46(26)
public struct RecordDecision: Codable, Hashable, Sendable {
  /// What was decided, as it was told.
  public enum Told: Codable, Hashable, Sendable {
    /// It will be executed, on these conditions; none when empty.
    case accepted(conditions: [String])
    /// It is postponed.
    /// - Source: UNCAC 46(25)
    case postponed(reviewOn: CalendarDay?, reasons: String?)
    /// It is refused.
    /// - Source: UNCAC 46(21), 46(23)
    case refused(grounds: [GroundForRefusal], provision: String?, causes: [CauseOfRefusal], reasons: String?)

    /// The decision's code in events and statistics.
    public var code: String {
      switch self {
      case .accepted: "accepted"
      case .postponed: "postponed"
      case .refused: "refused"
      }
    }
  }

  /// The items.
  public var items: [ItemID]
  /// What was decided.
  public var told: Told
  /// The day it was told.
  public var on: CalendarDay

  /// Describes the decision.
  public init(items: [ItemID], _ told: Told, on day: CalendarDay) {
    self.items = items
    self.told = told
    self.on = day
  }
}

extension OutgoingRequest {
  /// Records a decision as it was told; questions and consultations about its items wait no longer.
  /// - Source: UNCAC 46(17), 46(21), 46(25), 46(26)
  /// - Throws: ``CannotAct``; ``CannotAct/doneAlready`` for what is recorded.
  func recordingDecision(_ input: RecordDecision, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    let chosen = try chosen(input.items, for: .recordDecision)
    try checked(input.on, acting)
    for item in chosen { try check(input.told, for: item) }
    if case .accepted(let conditions) = input.told {
      for condition in conditions { try required(condition, field: "conditions") }
    }
    if case .postponed(let review?, _) = input.told, review <= input.on { throw .dayNotAhead(field: "reviewOn") }
    var request = changing(input.items) { $0.take(input.told, on: input.on) }
    request.lapseWhatWaited(for: input.items, on: input.on)
    if case .postponed(let review, _) = input.told { request.take(postponedUntil: review, on: input.on) }
    request.endPostponement(on: input.on)
    return OutgoingDecision(state: request, events: [CaseEvent(.decisionRecorded, input.facts(of: chosen))])
  }

  /// What an item can be told next: a part that came is never taken back, a refusal is told once and its reasons once.
  private func check(_ told: RecordDecision.Told, for item: OutgoingItem) throws(CannotAct) {
    switch (item.stage, told) {
    case (.partlyReplied, .accepted), (.partlyReplied, .postponed), (.refused, .accepted), (.refused, .postponed):
      throw .itemNotAtThisStage(item.id)
    case (.refused(let refusal), .refused(_, _, _, let reasons)):
      let hasReasons = !(refusal.reasons ?? "").allSatisfy(\.isWhitespace)
      if hasReasons || (reasons ?? "").allSatisfy(\.isWhitespace) { throw .doneAlready }
    case (.accepted, .accepted(let conditions)) where conditions.allSatisfy { text in item.conditions.contains { $0.text == text } }:
      throw .doneAlready
    default: return
    }
  }

  /// A decision about items ends what the requested State had asked about them, as far as nothing else waits for it.
  mutating func lapseWhatWaited(for ids: [ItemID], on day: CalendarDay) {
    // An item that went into a request of its own is none that is waited for here.
    let live = Set(items.filter { !ids.contains($0.id) && !$0.stage.code.isEnded }.map(\.id))
    for place in consultations.indices where consultations[place].outcome == nil {
      if live.isDisjoint(with: consultations[place].items) {
        consultations[place].outcome = .lapsed(on: max(day, consultations[place].openedOn))
      }
    }
    if openConsultations.allSatisfy({ !$0.topic.suspends }) { suspensions.end(.consultation, on: day) }
    for place in inquiries.indices where inquiries[place].answer == nil {
      guard live.isDisjoint(with: inquiries[place].items) else { continue }
      inquiries[place].answer = .lapsed(on: max(day, inquiries[place].askedOn))
      suspensions.end(.additionalInformation, on: day)
    }
  }

  /// A postponement that was told suspends, until its day of review where one was told.
  private mutating func take(postponedUntil review: CalendarDay?, on day: CalendarDay) {
    guard let review else { return suspensions.begin(.postponement, on: day) }
    suspensions.extend(.postponement, on: day, wakesOn: review)
  }

  /// The suspension for a postponement lasts as long as an item is postponed.
  mutating func endPostponement(on day: CalendarDay) {
    if !items.contains(where: { $0.stage.code == .postponed }) { suspensions.end(.postponement, on: day) }
  }
}

extension OutgoingItem.Stage.Code {
  /// Whether the requested State has nothing more to do for the item.
  var isEnded: Bool {
    switch self {
    case .refused, .replied, .confirmed, .withdrawn: true
    case .awaiting, .accepted, .postponed, .partlyReplied: false
    }
  }
}

extension OutgoingItem {
  /// Goes to the stage that was told; conditions that were accepted in a consultation bind already.
  fileprivate mutating func take(_ told: RecordDecision.Told, on day: CalendarDay) {
    switch told {
    case .accepted(let texts):
      for text in texts where !conditions.contains(where: { $0.text == text }) { conditions.append(Condition(text)) }
      stage = .accepted(Acceptance(on: day, conditions: conditions))
    case .postponed(let review, let reasons): stage = .postponed(ToldPostponement(on: day, reviewOn: review, reasons: reasons))
    case .refused(let grounds, let provision, let causes, let reasons):
      // The part that came stays; only the rest is refused, and the reply is whole.
      if case .partlyReplied(var replies) = stage {
        replies.result = .part
        replies.refusal = ToldRefusal(on: day, grounds: grounds, provision: provision, causes: causes, reasons: reasons)
        stage = .replied(replies)
      } else {
        stage = .refused(ToldRefusal(on: day, grounds: grounds, provision: provision, causes: causes, reasons: reasons))
      }
    }
  }
}

extension RecordDecision {
  fileprivate func facts(of chosen: [OutgoingItem]) -> [String: CaseEvent.Value] {
    var facts: [String: CaseEvent.Value] = [
      "items": .codes(items.map(\.rawValue)), "sought": .codes(chosen.map(\.sought.code)), "on": .day(on), "decision": .code(told.code),
    ]
    switch told {
    case .accepted(let conditions): facts["isConditional"] = .flag(!conditions.isEmpty)
    case .postponed(let review?, _): facts["reviewOn"] = .day(review)
    case .postponed: break
    case .refused(let grounds, _, let causes, let reasons):
      facts["grounds"] = .codes(grounds.map(\.rawValue))
      facts["causes"] = .codes(causes.map(\.rawValue))
      facts["hasReasons"] = .flag(!(reasons ?? "").allSatisfy(\.isWhitespace))
    }
    return facts
  }
}
