// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// Accepts items, with or without conditions.
/// - Source: UNCAC 46(1), 46(17), 46(26)
public struct AcceptItems: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// The conditions; empty when there are none.
  public var conditions: [String]
  /// The day of the decision.
  public var on: CalendarDay

  /// Describes an acceptance.
  public init(items: [ItemID], conditions: [String] = [], on day: CalendarDay) {
    self.items = items
    self.conditions = conditions
    self.on = day
  }
}

/// Postpones items because of a matter under way here.
/// - Source: UNCAC 46(25)
public struct PostponeItems: Codable, Hashable, Sendable {
  /// The items.
  public var items: [ItemID]
  /// The reasons.
  public var reasons: String
  /// The day on which it is looked at again.
  public var reviewOn: CalendarDay
  /// The day of the decision.
  public var on: CalendarDay

  /// Describes a postponement.
  public init(items: [ItemID], reasons: String, reviewOn: CalendarDay, on day: CalendarDay) {
    self.items = items
    self.reasons = reasons
    self.reviewOn = reviewOn
    self.on = day
  }
}

/// Why items cannot be postponed.
public enum CannotPostpone: SourcedProblem, Equatable {
  /// The requesting State was not consulted.
  case notConsulted
  /// The consultation still waits for an answer.
  case consultationOpen
  /// The reasons are missing.
  case reasonsMissing
  /// The review day does not lie ahead.
  case reviewNotAhead

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .notConsulted: "casework.postponement-not-consulted"
    case .consultationOpen: "casework.postponement-consultation-open"
    case .reasonsMissing: "casework.postponement-reasons-missing"
    case .reviewNotAhead: "casework.postponement-review-not-ahead"
    }
  }

  /// The kind.
  public var kind: ProblemKind { self == .reasonsMissing || self == .reviewNotAhead ? .invalid : .conflict }

  /// The field concerned.
  public var fields: [FieldProblem] {
    switch self {
    case .reasonsMissing: [FieldProblem(field: "reasons", code: code)]
    case .reviewNotAhead: [FieldProblem(field: "reviewOn", code: code)]
    default: []
    }
  }

  /// Where it comes from.
  public var source: Source {
    switch self {
    case .notConsulted, .consultationOpen: .uncac(46, 26)
    case .reasonsMissing: .uncac(46, 23)
    case .reviewNotAhead: .uncac(46, 25)
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotPostpone] = [.notConsulted, .consultationOpen, .reasonsMissing, .reviewNotAhead]
}

extension IncomingRequest {
  /// Accepts items; conditions bind once the requesting State has accepted them.
  /// - Source: UNCAC 46(26)
  func accepting(_ input: AcceptItems, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    let chosen = try chosen(input.items, for: .accept)
    try checked(input.on, acting)
    for condition in input.conditions { try required(condition, field: "conditions") }
    // What the requesting State has already accepted in a consultation binds at once.
    let agreedOn = chosen.map { item in
      consultations.compactMap { consultation -> CalendarDay? in
        guard consultation.items.contains(item.id), case .answered(let on, true, _) = consultation.outcome else { return nil }
        return on
      }.max()
    }
    let bound: CalendarDay? = agreedOn.contains(nil) ? nil : agreedOn.compactMap { $0 }.max()
    let acceptance = Acceptance(on: input.on, conditions: input.conditions.map { Condition($0, acceptedOn: bound) })
    var request = changing(input.items) { item in
      item.stage = .accepted(acceptance)
      item.acceptance = acceptance
    }
    request.endSuspension(.postponement, on: input.on)
    return IncomingDecision(
      state: request,
      events: [
        CaseEvent(
          .accepted,
          [
            "items": .codes(input.items.map(\.rawValue)), "sought": .codes(chosen.map(\.sought.code)), "on": .day(input.on),
            "isConditional": .flag(!input.conditions.isEmpty),
          ])
      ])
  }

  /// Postpones items because execution would interfere with an ongoing investigation, prosecution or proceeding here.
  /// - Source: UNCAC 46(25), 46(26)
  /// - Throws: ``CannotPostpone``; ``CannotAct``.
  func postponing(_ input: PostponeItems, _ acting: Acting) throws -> IncomingDecision {
    let chosen = try chosen(input.items, for: .postpone)
    try checked(input.on, acting)
    guard !input.reasons.allSatisfy(\.isWhitespace) else { throw CannotPostpone.reasonsMissing }
    guard input.reviewOn > acting.on else { throw CannotPostpone.reviewNotAhead }
    let standing = try consultationBehindPostponement(input.items)
    let postponement = Postponement(on: input.on, reviewOn: input.reviewOn, reasons: input.reasons, consultation: standing)
    var request = changing(input.items) { item in
      item.stage = .postponed(postponement)
      item.postponements = (item.postponements ?? []) + [postponement]
    }
    request.beginSuspension(.postponement, on: input.on, wakesOn: input.reviewOn)
    return IncomingDecision(
      state: request,
      events: [
        CaseEvent(
          .postponed,
          [
            "items": .codes(input.items.map(\.rawValue)), "sought": .codes(chosen.map(\.sought.code)), "on": .day(input.on),
            "reviewOn": .day(input.reviewOn),
          ])
      ], effects: [.wake(on: input.reviewOn)])
  }

  private func consultationBehindPostponement(_ items: [ItemID]) throws(CannotPostpone) -> ConsultationStanding {
    let held = items.map { item in consultations.last { $0.topic == .postponement && $0.items.contains(item) } }
    if let last = held.compactMap({ $0 }).last, held.allSatisfy({ $0?.outcome != nil }) { return .held(consultation: last.id) }
    guard isUnderParagraphs9To29 else { return .notRequired }
    throw held.contains { $0 == nil } ? .notConsulted : .consultationOpen
  }
}
