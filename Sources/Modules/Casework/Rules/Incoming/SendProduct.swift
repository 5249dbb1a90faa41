// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// Sends the product of items to the requesting State, with what binds its use.
/// - Source: UNCAC 46(17), 46(19), 46(20)
public struct SendProduct: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// What is sent, in words.
  public var summary: String
  /// The limitation on use.
  public var limitationOnUse: String?
  /// What must be kept confidential.
  public var confidentiality: String?
  /// The SHA-256 digests of the files.
  public var files: [String]
  /// The day.
  public var on: CalendarDay

  /// Describes a transmission to come.
  public init(
    items: [ItemID], summary: String, limitationOnUse: String? = nil, confidentiality: String? = nil, files: [String] = [],
    on day: CalendarDay
  ) {
    self.items = items
    self.summary = summary
    self.limitationOnUse = limitationOnUse
    self.confidentiality = confidentiality
    self.files = files
    self.on = day
  }
}

/// Records that the requesting State has confirmed the arrival of a product.
public struct ConfirmProduct: Codable, Hashable, Sendable {
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

/// Lifts a provisional measure that stands.
/// - Source: UNCAC 55(8)
public struct LiftMeasure: Codable, Hashable, Sendable {
  /// The item that brought it about.
  public var item: ItemID
  /// How and why it is lifted.
  public var lifting: ProvisionalMeasure.Lifting

  /// Names the item and the lifting.
  public init(item: ItemID, lifting: ProvisionalMeasure.Lifting) {
    self.item = item
    self.lifting = lifting
  }
}

/// Why a provisional measure cannot be lifted.
public enum CannotLift: SourcedProblem, Equatable {
  /// The requesting State was not heard, and no reason why that was impossible is recorded.
  case notHeard
  /// The consultation in which it is heard still waits for an answer.
  case hearingOpen
  /// No measure stands.
  case noMeasure

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .notHeard: "casework.lifting-not-heard"
    case .hearingOpen: "casework.lifting-hearing-open"
    case .noMeasure: "casework.lifting-no-measure"
    }
  }

  /// The kind.
  public var kind: ProblemKind { .conflict }
  /// Where it comes from.
  public var source: Source { .uncac(55, 8) }
  /// One of each, for the test that every code has its words.
  public static let examples: [CannotLift] = [.notHeard, .hearingOpen, .noMeasure]
}

extension IncomingRequest {
  /// Sends the product; a part keeps the item open for the rest.
  /// - Source: UNCAC 46(19), 46(20)
  func sendingProduct(_ input: SendProduct, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    let chosen = try chosen(input.items, for: .sendProduct)
    try required(input.summary, field: "summary")
    try checked(input.on, acting)
    for case let execution? in chosen.map(\.stage.execution) {
      guard let result = execution.resultOn, input.on >= result else { throw .dayTooEarly(field: "on") }
    }
    // Those of an old register keep the numbers of their items, so that the highest counts, not how many there are.
    let number = (items.compactMap(\.execution).flatMap(\.sent).compactMap { Int($0.id.dropFirst()) }.max() ?? 0) + 1
    let request = changing(input.items) { item in
      guard var execution = item.stage.execution else { return }
      let isPart = item.stage.code == .partlyExecuted
      var sent = Transmission(
        id: "t\(number)", on: input.on, isPart: isPart, summary: input.summary, limitationOnUse: input.limitationOnUse,
        confidentiality: input.confidentiality, conditions: execution.conditions.map(\.text), files: input.files)
      // What comes of the item later is no part of what was written with this one.
      (sent.result, sent.procedure) = (execution.result, execution.procedure)
      execution.sent.append(sent)
      item.stage = isPart ? .partlyExecuted(execution) : .productSent(execution)
    }
    return IncomingDecision(
      state: request,
      events: [
        CaseEvent(
          .productSent,
          [
            "items": .codes(input.items.map(\.rawValue)), "sought": .codes(chosen.map(\.sought.code)), "on": .day(input.on),
            "isLimited": .flag(input.limitationOnUse != nil),
          ])
      ])
  }

  /// Records that the requesting State confirmed the product's arrival.
  /// - Source: practice
  /// - Throws: ``CannotAct/nothingOpen`` when nothing was sent that is not confirmed.
  func confirmingProduct(_ input: ConfirmProduct, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    let chosen = try chosen(input.items, for: .confirmProduct)
    try checked(input.on, acting)
    for case let execution? in chosen.map(\.stage.execution) {
      guard let last = execution.sent.last(where: { $0.confirmedOn == nil }) else { throw .nothingOpen }
      guard input.on >= last.on else { throw .dayTooEarly(field: "on") }
    }
    let request = changing(input.items) { item in
      guard var execution = item.stage.execution else { return }
      for place in execution.sent.indices where execution.sent[place].confirmedOn == nil {
        (execution.sent[place].confirmedOn, execution.sent[place].confirmedWith) = (input.on, input.items)
      }
      item.stage = item.stage.code == .partlyExecuted ? .partlyExecuted(execution) : .confirmed(execution)
    }
    return IncomingDecision(
      state: request, events: [CaseEvent(.productConfirmed, ["items": .codes(input.items.map(\.rawValue)), "on": .day(input.on)])])
  }

  /// Lifts a provisional measure after the requesting State could give its reasons for keeping it, or when that was not possible.
  /// - Source: UNCAC 55(8)
  /// - Throws: ``CannotLift``; ``CannotAct``.
  func liftingMeasure(_ input: LiftMeasure, _ acting: Acting) throws -> IncomingDecision {
    let item = try chosen([input.item], for: .liftMeasure)[0]
    guard var execution = item.execution, let measure = execution.measure, measure.lifted == nil else { throw CannotLift.noMeasure }
    try required(input.lifting.reason, field: "reason")
    try checked(input.lifting.on, acting)
    guard input.lifting.on >= measure.since else { throw CannotAct.dayTooEarly(field: "on") }
    switch input.lifting.hearing {
    case .notPossible(let reason): guard !reason.allSatisfy(\.isWhitespace) else { throw CannotLift.notHeard }
    case .heard(let id):
      guard let held = consultations.first(where: { $0.id == id && $0.topic == .lifting && $0.items.contains(item.id) }) else {
        throw CannotLift.notHeard
      }
      guard held.outcome != nil else { throw CannotLift.hearingOpen }
    case .notNeeded:
      guard let withdrawal = item.withdrawal else { throw CannotLift.notHeard }
      guard input.lifting.on >= withdrawal.on else { throw CannotAct.dayTooEarly(field: "on") }
    }
    execution.measure?.lifted = input.lifting
    let changed = execution
    let request = changing([item.id]) { item in
      if item.executedPart != nil { item.executedPart = changed }
      item.stage = item.stage.with(changed)
    }
    return IncomingDecision(
      state: request,
      events: [CaseEvent(.measureLifted, ["items": .codes([item.id.rawValue]), "on": .day(input.lifting.on)])])
  }
}

extension IncomingItem.Stage {
  /// The same stage with another execution.
  func with(_ execution: Execution) -> IncomingItem.Stage {
    switch self {
    case .inExecution: .inExecution(execution)
    case .partlyExecuted: .partlyExecuted(execution)
    case .executed: .executed(execution)
    case .productSent: .productSent(execution)
    case .confirmed: .confirmed(execution)
    default: self
    }
  }
}
