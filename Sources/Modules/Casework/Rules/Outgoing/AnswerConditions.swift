// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Accepts the conditions that the requested State set for items.
/// - Source: UNCAC 46(26)
public struct AcceptConditions: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// The day.
  public var on: CalendarDay

  /// Names the items and the day.
  public init(items: [ItemID], on day: CalendarDay) {
    self.items = items
    self.on = day
  }
}

extension OutgoingRequest {
  /// Accepts the conditions of items; they bind this State from then on.
  /// - Source: UNCAC 46(26)
  /// - Throws: ``CannotAct/nothingOpen`` when no condition waits for it.
  func acceptingConditions(_ input: AcceptConditions, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    let chosen = try chosen(input.items, for: .acceptConditions)
    try checked(input.on, acting)
    guard chosen.contains(where: { !$0.openConditions.isEmpty }) else { throw .nothingOpen }
    let answer = nextConditionAnswer
    let request = changing(input.items) { item in
      item.note(answer, accepts: true, on: input.on, text: "")
      for place in item.conditions.indices where item.conditions[place].acceptedOn == nil { item.conditions[place].acceptedOn = input.on }
    }
    return OutgoingDecision(
      state: request, events: [CaseEvent(.conditionsAccepted, ["items": .codes(input.items.map(\.rawValue)), "on": .day(input.on)])])
  }

  /// Tells that the conditions of accepted items are not accepted: they bind nobody, and the requested State decides anew.
  /// - Source: UNCAC 46(26)
  /// - Throws: ``CannotAct/nothingOpen`` when no condition of an item waits for an answer; ``CannotAct``.
  func refusingConditions(_ input: AnswerToConditions, _ acting: Acting) throws(CannotAct) -> OutgoingDecision {
    let chosen = try chosen(input.items, for: .refuseConditions)
    try required(input.text, field: "text")
    try checked(input.on, acting)
    for item in chosen {
      guard !item.openConditions.isEmpty else { throw .nothingOpen }
      if case .accepted(let acceptance) = item.stage, input.on < acceptance.on { throw .dayTooEarly(field: "on") }
    }
    let answer = nextConditionAnswer
    let request = changing(input.items) { item in
      item.note(answer, accepts: false, on: input.on, text: input.text)
      item.refuse(item.openConditions)
    }
    return OutgoingDecision(
      state: request,
      events: [
        CaseEvent(
          .conditionsRefused,
          [
            "items": .codes(input.items.map(\.rawValue)), "on": .day(input.on), "undecided": .codes(request.decidedAnew(since: self)),
          ])
      ])
  }

  /// The items that were decided before and are to be decided once more.
  func decidedAnew(since before: OutgoingRequest) -> [String] {
    items.filter { item in
      item.stage.code == .awaiting && before.items.contains { $0.id == item.id && $0.stage.code != .awaiting }
    }.map(\.id.rawValue)
  }

  /// The short name of the next answer to conditions.
  private var nextConditionAnswer: String {
    let given = items.flatMap { $0.conditionAnswers ?? [] }.compactMap(\.id).compactMap { Int($0.dropFirst()) }
    return "a\((given.max() ?? 0) + 1)"
  }
}

extension OutgoingItem {
  /// The conditions that were set and wait for an answer from here.
  /// - Source: UNCAC 46(26)
  public var openConditions: [String] { conditions.filter { $0.acceptedOn == nil }.map(\.text) }

  /// Keeps how the conditions that wait were answered to.
  fileprivate mutating func note(_ answer: String, accepts: Bool, on day: CalendarDay, text: String) {
    guard !openConditions.isEmpty else { return }
    var noted = ConditionAnswer(on: day, accepts: accepts, conditions: openConditions, text: text)
    noted.id = answer
    conditionAnswers = (conditionAnswers ?? []) + [noted]
  }

  /// Conditions that were set for the accepted item bind nobody; the requested State decides anew.
  /// - Source: UNCAC 46(26)
  mutating func refuse(_ texts: [String]) {
    guard case .accepted = stage, openConditions.contains(where: texts.contains) else { return }
    conditions.removeAll { $0.acceptedOn == nil && texts.contains($0.text) }
    stage = .awaiting
  }
}
