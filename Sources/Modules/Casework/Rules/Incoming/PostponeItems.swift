// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// Postpones items because of a matter under way here, or prolongs a postponement.
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
  /// The requesting State was not consulted, or not again before the postponement is prolonged.
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
    case .reasonsMissing, .reviewNotAhead: .uncac(46, 25)
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotPostpone] = [.notConsulted, .consultationOpen, .reasonsMissing, .reviewNotAhead]
}

/// Ends the postponement of items; each goes on where it was.
/// - Source: UNCAC 46(25)
public struct EndPostponement: Codable, Hashable, Sendable {
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

extension IncomingRequest {
  /// Postpones items because execution would interfere with an ongoing investigation, prosecution or proceeding here; what is postponed
  /// already is postponed to another day of review, after the requesting State was consulted again.
  /// - Source: UNCAC 46(25), 46(26)
  /// - Throws: ``CannotPostpone``; ``CannotAct``.
  func postponing(_ input: PostponeItems, _ acting: Acting) throws -> IncomingDecision {
    let chosen = try chosen(input.items, for: .postpone)
    try checked(input.on, acting)
    guard !input.reasons.allSatisfy(\.isWhitespace) else { throw CannotPostpone.reasonsMissing }
    guard input.reviewOn > acting.on else { throw CannotPostpone.reviewNotAhead }
    for case .postponed(let last) in chosen.map(\.stage) {
      guard input.on >= last.on else { throw CannotAct.dayTooEarly(field: "on") }
      guard input.reviewOn > last.reviewOn else { throw CannotPostpone.reviewNotAhead }
    }
    let standings = try consultationsBehindPostponement(chosen)
    var request = changing(input.items) { item in
      var postponement = Postponement(
        on: input.on, reviewOn: input.reviewOn, reasons: input.reasons, consultation: standings[item.id] ?? .notRequired)
      if case .postponed(let last) = item.stage { postponement.prolongs = last.reviewOn } else { item.beforePostponement = item.stage }
      item.stage = .postponed(postponement)
      item.postponements = (item.postponements ?? []) + [postponement]
    }
    request.suspensions.extend(.postponement, on: input.on, wakesOn: input.reviewOn)
    return IncomingDecision(
      state: request,
      events: [
        CaseEvent(
          .postponed,
          [
            "items": .codes(input.items.map(\.rawValue)), "sought": .codes(chosen.map(\.sought.code)), "on": .day(input.on),
            "reviewOn": .day(input.reviewOn), "isProlonged": .flag(chosen.contains { $0.stage.code == .postponed }),
          ])
      ], effects: [.wake(on: input.reviewOn)])
  }

  /// - Source: UNCAC 46(26): each postponement is consulted about, one that is prolonged too; what an earlier one rests on does not count again.
  /// Each item rests on the consultation that was about it, so that none counts for it a second time.
  private func consultationsBehindPostponement(_ items: [IncomingItem]) throws(CannotPostpone) -> [ItemID: ConsultationStanding] {
    let held = items.map { item in
      consultations.last { $0.topic == .postponement && $0.items.contains(item.id) && !item.restsOn($0.id) }
    }
    let concluded = held.compactMap { $0?.outcome == nil ? nil : $0 }
    if concluded.count == items.count {
      return Dictionary(uniqueKeysWithValues: zip(items, concluded).map { ($0.id, ConsultationStanding.held(consultation: $1.id)) })
    }
    guard isUnderParagraphs9To29 else { return [:] }
    throw held.contains { $0 == nil } ? .notConsulted : .consultationOpen
  }

  /// Ends the postponement of items: what was accepted is accepted, what was in execution goes on.
  /// - Source: UNCAC 46(24), 46(25)
  /// - Throws: ``CannotAct``.
  func endingPostponement(_ input: EndPostponement, _ acting: Acting) throws(CannotAct) -> IncomingDecision {
    let chosen = try chosen(input.items, for: .endPostponement)
    try checked(input.on, acting)
    for case .postponed(let postponement) in chosen.map(\.stage) {
      guard input.on >= postponement.on else { throw .dayTooEarly(field: "on") }
    }
    var request = changing(input.items) { item in
      // Requests of earlier versions did not keep how far an item had come; what was accepted is known at least.
      item.stage = item.beforePostponement ?? item.acceptance.map { .accepted($0) } ?? .undecided
      item.beforePostponement = nil
      item.postponementEnds = (item.postponementEnds ?? []) + [input.on]
    }
    request.endSuspension(.postponement, on: input.on)
    return IncomingDecision(
      state: request,
      events: [
        CaseEvent(
          .postponementEnded,
          ["items": .codes(input.items.map(\.rawValue)), "sought": .codes(chosen.map(\.sought.code)), "on": .day(input.on)])
      ])
  }
}

extension IncomingItem {
  /// Whether a postponement of the item rests on a consultation already.
  fileprivate func restsOn(_ consultation: String) -> Bool {
    (postponements ?? []).contains { $0.consultation == .held(consultation: consultation) }
  }
}
