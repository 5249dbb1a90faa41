// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// How the requesting State answers in words to the conditions on which items were accepted: recorded here, or told by it.
/// - Source: UNCAC 46(26)
public struct AnswerToConditions: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// The answer in words.
  public var text: String
  /// The day it came, or was told.
  public var on: CalendarDay

  /// Describes the answer.
  public init(items: [ItemID], text: String, on day: CalendarDay) {
    self.items = items
    self.text = text
    self.on = day
  }
}

extension IncomingRequest {
  /// Records that the requesting State accepts the conditions that were put; they bind it from then on.
  /// - Source: UNCAC 46(26)
  /// - Throws: ``CannotAct/nothingOpen`` when no condition of an item waits for an answer; ``CannotAct``.
  func recordingConditionsAccepted(_ input: AnswerToConditions, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    try checkAnswer(input, for: .recordConditionsAccepted, acting)
    return IncomingDecision(
      state: changing(input.items) { $0.takeAnswer(accepts: true, on: input.on, text: input.text) },
      events: [CaseEvent(.conditionsAccepted, ["items": .codes(input.items.map(\.rawValue)), "on": .day(input.on)])])
  }

  /// Records that the requesting State does not accept the conditions that were put: the items are to be decided anew.
  /// - Source: UNCAC 46(26)
  /// - Throws: ``CannotAct/nothingOpen`` when no condition of an item waits for an answer; ``CannotAct``.
  func recordingConditionsRefused(_ input: AnswerToConditions, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    try checkAnswer(input, for: .recordConditionsRefused, acting)
    return IncomingDecision(
      state: changing(input.items) { $0.takeAnswer(accepts: false, on: input.on, text: input.text) },
      events: [CaseEvent(.conditionsRefused, ["items": .codes(input.items.map(\.rawValue)), "on": .day(input.on)])])
  }

  private func checkAnswer(_ input: AnswerToConditions, for act: IncomingAct.Code, _ acting: Acting) throws(CannotAct) {
    let chosen = try chosen(input.items, for: act)
    try required(input.text, field: "text")
    try checked(input.on, acting)
    for item in chosen {
      guard !item.openConditions.isEmpty else { throw .nothingOpen }
      if let put = item.acceptance?.on, input.on < put { throw .dayTooEarly(field: "on") }
    }
  }
}

extension IncomingItem {
  /// The conditions that bind the item or are put for it, at whatever stage it is.
  /// - Source: UNCAC 46(26)
  public var conditions: [Condition] {
    let stands = stage.code == .postponed ? beforePostponement ?? stage : stage
    if case .accepted(let acceptance) = stands { return acceptance.conditions }
    return stands.execution?.conditions ?? executedPart?.conditions ?? []
  }

  /// The conditions that were put and wait for the answer of the requesting State.
  /// - Source: UNCAC 46(26)
  public var openConditions: [String] { conditions.filter { $0.acceptedOn == nil }.map(\.text) }

  /// Whether it was accepted and cannot be executed before the requesting State has accepted its conditions.
  /// - Source: UNCAC 46(26)
  public var waitsForConditions: Bool { stage.code == .accepted && !openConditions.isEmpty }

  /// Takes an answer to the conditions that wait for one.
  mutating func takeAnswer(accepts: Bool, on day: CalendarDay, text: String) {
    let put = openConditions
    guard !put.isEmpty else { return }
    conditionAnswers = (conditionAnswers ?? []) + [ConditionAnswer(on: day, accepts: accepts, conditions: put, text: text)]
    if accepts { bind(put, from: day) } else { set(.undecided) }
  }

  /// Conditions bind from a day on.
  mutating func bind(_ texts: [String], from day: CalendarDay) {
    guard case .accepted(var acceptance)? = stage.code == .postponed ? beforePostponement : stage else { return }
    for place in acceptance.conditions.indices where acceptance.conditions[place].acceptedOn == nil {
      if texts.contains(acceptance.conditions[place].text) { acceptance.conditions[place].acceptedOn = day }
    }
    set(.accepted(acceptance))
  }

  /// Conditions that were put and not accepted give way to others, which bind from a day on.
  mutating func replace(_ put: [String], by agreed: [String], from day: CalendarDay, text: String) {
    guard case .accepted(var acceptance)? = stage.code == .postponed ? beforePostponement : stage else { return }
    acceptance.conditions.removeAll { $0.acceptedOn == nil && put.contains($0.text) }
    for condition in agreed where !acceptance.conditions.contains(where: { $0.text == condition }) {
      acceptance.conditions.append(Condition(condition, acceptedOn: day))
    }
    set(.accepted(acceptance))
    conditionAnswers = (conditionAnswers ?? []) + [ConditionAnswer(on: day, accepts: true, conditions: agreed, text: text)]
  }

  /// Puts the item at a stage; one that is postponed goes there once the postponement ends.
  private mutating func set(_ next: Stage) {
    if stage.code == .postponed { beforePostponement = next } else { stage = next }
  }
}
