// SPDX-License-Identifier: Apache-2.0
public import Kernel
public import WritingRules

/// One entry of the chain of custody: an object went from one hand into another.
/// - Source: practice (chain of custody)
public struct HandOver: Codable, Hashable, Sendable {
  /// What it was.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// It was taken in here.
    case takenIn
    /// It was handed on.
    case handedOver
    /// It went back.
    case returned
  }

  /// What it was.
  public let kind: Kind
  /// Whose hands it left.
  public let from: String
  /// Whose hands it came into.
  public let to: String
  /// Where it stands since.
  public let place: String
  /// The day.
  public let on: CalendarDay
  /// What for; `nil` when it was taken in or went back.
  public let purpose: String?
  /// The state it was in, and its seal.
  public let condition: String?
  /// The officer who wrote the entry.
  public let by: ActingOfficer

  init(
    _ kind: Kind, from: String, to: String, place: String, on day: CalendarDay, purpose: String? = nil, condition: String? = nil,
    by officer: ActingOfficer
  ) {
    self.kind = kind
    self.from = from
    self.to = to
    self.place = place
    on = day
    self.purpose = purpose
    self.condition = condition
    by = officer
  }
}

/// Hands an object on; whose hands it leaves is not asked, because the last entry says so.
public struct HandOverObject: Hashable, Sendable {
  /// Who gets it.
  public var to: String
  /// Where it stands from then on.
  public var place: String
  /// The day.
  public var on: CalendarDay
  /// What for.
  public var purpose: String
  /// The state it is in, and its seal.
  public var condition: String?

  /// Describes a hand-over.
  public init(to: String, place: String, on day: CalendarDay, purpose: String, condition: String? = nil) {
    self.to = to
    self.place = place
    on = day
    self.purpose = purpose
    self.condition = condition
  }
}

/// Records that an object went back.
public struct ReturnObject: Hashable, Sendable {
  /// To whom.
  public var to: String
  /// The day.
  public var on: CalendarDay
  /// The state it was in, and its seal.
  public var condition: String?

  /// Describes a return.
  public init(to: String, on day: CalendarDay, condition: String? = nil) {
    self.to = to
    on = day
    self.condition = condition
  }
}

extension CaseFile {
  /// Hands the object on.
  /// - Source: practice (chain of custody)
  /// - Throws: ``CannotFile/noObject``, ``CannotFile/returnedAlready``, ``CannotAct``.
  public func handingOver(_ input: HandOverObject, _ acting: Acting) throws -> CaseFileDecision {
    let last = try lastEntry(before: input.on, acting)
    try required(input.to, field: "to")
    try required(input.place, field: "place")
    try required(input.purpose, field: "purpose")
    var file = self
    file.custody.append(
      HandOver(
        .handedOver, from: last.to, to: input.to, place: input.place, on: input.on, purpose: input.purpose, condition: input.condition,
        by: acting.officer))
    return CaseFileDecision(state: file, events: [event(.objectHandedOver, ["on": .day(input.on), "entry": .number(file.custody.count)])])
  }

  /// Records that the object went back; the chain ends with it.
  /// - Source: practice (return of originals)
  /// - Throws: ``CannotFile/noObject``, ``CannotFile/returnedAlready``, ``CannotAct``.
  public func returning(_ input: ReturnObject, _ acting: Acting) throws -> CaseFileDecision {
    let last = try lastEntry(before: input.on, acting)
    try required(input.to, field: "to")
    var file = self
    file.custody.append(
      HandOver(.returned, from: last.to, to: input.to, place: input.to, on: input.on, condition: input.condition, by: acting.officer))
    let isLate = returnDuty?.dueOn.map { input.on > $0 } ?? false
    return CaseFileDecision(
      state: file, events: [event(.objectReturned, ["on": .day(input.on), "isLate": .flag(isLate), "entry": .number(file.custody.count)])])
  }

  /// Notes that the object must go back, or by another day than before; `nil` when it need not any more.
  /// - Source: practice (return of originals)
  /// - Throws: ``CannotFile``, ``CannotAct``.
  public func agreeingReturn(_ duty: ReturnDuty?) throws -> CaseFileDecision {
    guard object != nil else { throw CannotFile.noObject }
    guard returnedOn == nil else { throw CannotFile.returnedAlready }
    if let duty { try duty.check(from: origin.on, hasObject: true) }
    var file = self
    file.returnDuty = duty
    var facts: [String: CaseEvent.Value] = ["goesBack": .flag(duty != nil)]
    if let day = duty?.dueOn { facts["dueOn"] = .day(day) }
    return CaseFileDecision(state: file, events: [event(.returnAgreed, facts)])
  }

  /// The entry that the next one follows.
  private func lastEntry(before day: CalendarDay, _ acting: Acting) throws -> HandOver {
    guard object != nil, let last = latest else { throw CannotFile.noObject }
    guard last.kind != .returned else { throw CannotFile.returnedAlready }
    guard day <= acting.on else { throw CannotAct.dayInFuture(field: "on") }
    guard day >= last.on else { throw CannotAct.dayTooEarly(field: "on") }
    return last
  }
}
