// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// Gives items to an executing authority.
/// - Source: UNCAC 46(13), 46(17)
public struct BeginExecution: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// The executing authority.
  public var authority: String
  /// From which day.
  public var on: CalendarDay

  /// Describes the beginning.
  public init(items: [ItemID], authority: String, on day: CalendarDay) {
    self.items = items
    self.authority = authority
    self.on = day
  }
}

/// Records what came of an execution.
/// - Source: UNCAC 46(17)
public struct RecordExecution: Codable, Hashable, Sendable {
  /// The item.
  public var item: ItemID
  /// What came of it.
  public var result: Execution.Result
  /// Whether the procedure that was asked for was followed.
  public var procedure: ProcedureFollowed
  /// The day.
  public var on: CalendarDay

  /// Describes the result.
  public init(item: ItemID, result: Execution.Result, procedure: ProcedureFollowed = .noneAsked, on day: CalendarDay) {
    self.item = item
    self.result = result
    self.procedure = procedure
    self.on = day
  }
}

/// Why execution cannot begin or be recorded.
public enum CannotExecute: SourcedProblem, Equatable {
  /// The detained person has not freely given informed consent.
  case personNotConsenting(ItemID)
  /// The competent authorities of both States have not agreed to the transfer.
  case authoritiesNotAgreed(ItemID)
  /// The terms of substantial costs are not agreed.
  case costsNotAgreed(ItemID)
  /// The requesting State has not accepted the conditions.
  case conditionsNotAccepted(ItemID)
  /// The protection of the persons concerned was not checked.
  case protectionNotChecked(ItemID)
  /// The procedure was not followed and no reason stands there.
  case procedureReasonMissing

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .personNotConsenting: "casework.execution-person-not-consenting"
    case .authoritiesNotAgreed: "casework.execution-authorities-not-agreed"
    case .costsNotAgreed: "casework.execution-costs-not-agreed"
    case .conditionsNotAccepted: "casework.execution-conditions-not-accepted"
    case .protectionNotChecked: "casework.execution-protection-not-checked"
    case .procedureReasonMissing: "casework.execution-procedure-reason-missing"
    }
  }

  /// The kind.
  public var kind: ProblemKind { self == .procedureReasonMissing ? .invalid : .conflict }

  /// The item's short name.
  public var details: [String: String] {
    switch self {
    case .personNotConsenting(let item), .authoritiesNotAgreed(let item), .costsNotAgreed(let item), .conditionsNotAccepted(let item),
      .protectionNotChecked(let item):
      ["item": item.rawValue]
    case .procedureReasonMissing: [:]
    }
  }

  /// The field concerned.
  public var fields: [FieldProblem] { self == .procedureReasonMissing ? [FieldProblem(field: "procedure", code: code)] : [] }

  /// Where it comes from.
  public var source: Source {
    switch self {
    case .personNotConsenting: .uncac(46, 10, "a")
    case .authoritiesNotAgreed: .uncac(46, 10, "b")
    case .costsNotAgreed: .uncac(46, 28)
    case .conditionsNotAccepted: .uncac(46, 26)
    case .protectionNotChecked: .practice("protection check on every item that concerns persons")
    case .procedureReasonMissing: .uncac(46, 17)
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotExecute] = [
    .personNotConsenting("i1"), .authoritiesNotAgreed("i1"), .costsNotAgreed("i1"), .conditionsNotAccepted("i1"),
    .protectionNotChecked("i1"), .procedureReasonMissing,
  ]
}

extension IncomingRequest {
  /// Gives accepted items to an executing authority.
  /// - Source: UNCAC 46(10), 46(17), 46(26), 46(28)
  /// - Throws: ``CannotExecute`` with the provision that stands against it; ``CannotAct``.
  func beginningExecution(_ input: BeginExecution, _ acting: Acting) throws -> IncomingDecision {
    let chosen = try chosen(input.items, for: .beginExecution)
    try required(input.authority, field: "authority")
    try checked(input.on, acting)
    for item in chosen { try checkGates(of: item) }
    let request = changing(input.items) { item in
      guard case .accepted(let acceptance) = item.stage else { return }
      item.stage = .inExecution(Execution(by: input.authority, since: input.on, conditions: acceptance.conditions))
    }
    return IncomingDecision(
      state: request,
      events: [
        CaseEvent(
          .executionBegun,
          ["items": .codes(input.items.map(\.rawValue)), "sought": .codes(chosen.map(\.sought.code)), "on": .day(input.on)])
      ])
  }

  private func checkGates(of item: IncomingItem) throws(CannotExecute) {
    if item.sought.movesDetainedPerson {
      guard item.transferConsent?.personOn != nil else { throw .personNotConsenting(item.id) }
      guard item.transferConsent?.authoritiesOn != nil else { throw .authoritiesNotAgreed(item.id) }
    }
    if let costs = item.costs, costs.agreedOn == nil { throw .costsNotAgreed(item.id) }
    if item.waitsForConditions { throw .conditionsNotAccepted(item.id) }
    if item.concernsPersons, item.protectionCheckedOn == nil { throw .protectionNotChecked(item.id) }
  }

  /// Records what came of an execution, and which procedure was followed.
  /// - Source: UNCAC 46(17)
  /// - Throws: ``CannotExecute/procedureReasonMissing``; ``CannotAct``.
  func recordingExecution(_ input: RecordExecution, _ acting: Acting) throws -> IncomingDecision {
    let item = try chosen([input.item], for: .recordExecution)[0]
    try checked(input.on, acting)
    if case .notFollowed(let reason) = input.procedure, reason.allSatisfy(\.isWhitespace) { throw CannotExecute.procedureReasonMissing }
    guard case .inExecution(var execution) = item.stage.asExecution else { throw CannotAct.itemNotAtThisStage(item.id) }
    guard input.on >= execution.since else { throw CannotAct.dayTooEarly(field: "on") }
    execution.result = input.result
    execution.resultOn = input.on
    execution.procedure = input.procedure
    if item.sought.isProvisionalMeasure, input.result != .nothingFound, execution.measure == nil {
      execution.measure = ProvisionalMeasure(since: input.on)
    }
    let done = execution
    let request = changing([input.item]) { $0.stage = input.result == .part ? .partlyExecuted(done) : .executed(done) }
    return IncomingDecision(
      state: request,
      events: [
        CaseEvent(
          .executed,
          [
            "items": .codes([item.id.rawValue]), "sought": .codes([item.sought.code]), "on": .day(input.on),
            "result": .code(input.result.rawValue),
          ])
      ])
  }
}

extension IncomingItem.Stage {
  /// The execution of an item at work, as one stage for both of its forms.
  fileprivate var asExecution: IncomingItem.Stage {
    if case .partlyExecuted(let execution) = self { .inExecution(execution) } else { self }
  }

  /// The execution, at any stage that has one.
  public var execution: Execution? {
    switch self {
    case .inExecution(let execution), .partlyExecuted(let execution), .executed(let execution), .productSent(let execution),
      .confirmed(let execution):
      execution
    default: nil
    }
  }
}
