// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// An assurance or undertaking that one State gave to the other, and what became of it.
/// - Source: UNCAC 44(12), 46(4), 46(12), 46(20), 46(26), 46(28); practice (registers of assurances)
public struct Undertaking: Codable, Hashable, Sendable {
  /// What is undertaken.
  public enum Subject: String, Codable, Hashable, Sendable, CaseIterable {
    /// The same help in a like case.
    case reciprocity
    /// That the death penalty is not imposed or not carried out.
    case noDeathPenalty
    /// That a person or evidence is used for the stated offence alone.
    case speciality
    /// That a person returns.
    case returnOfPerson
    /// Who bears which costs.
    case costs
    /// That something is kept confidential.
    case confidentiality
    /// That nobody is punished for not following a summons.
    case noPenalty
    /// A condition that was accepted.
    /// - Source: UNCAC 46(26)
    case condition
    /// Something else, told in the wording.
    case other
  }

  /// Which State gave it.
  public enum Giver: String, Codable, Hashable, Sendable, CaseIterable {
    /// This State.
    case ours
    /// The other State.
    case theirs
  }

  /// How it ended.
  public struct End: Codable, Hashable, Sendable {
    /// The ways in which it can end.
    public enum Outcome: String, Codable, Hashable, Sendable, CaseIterable {
      /// What was undertaken was done.
      case kept
      /// It was not kept.
      case breached
      /// The other side gave it back.
      case released
    }

    /// How.
    public var outcome: Outcome
    /// The day.
    public var on: CalendarDay
    /// What is to be said of it, in words; case data.
    public var note: String?

    /// Describes an end.
    public init(_ outcome: Outcome, on day: CalendarDay, note: String? = nil) {
      self.outcome = outcome
      self.on = day
      self.note = note
    }
  }

  /// What is undertaken.
  public let subject: Subject
  /// Which State gave it.
  public let giver: Giver
  /// The authority that gave it, as it is written.
  public let givenBy: String?
  /// To whom it was given.
  public let givenTo: String?
  /// The wording.
  public let wording: String
  /// What it binds, in words.
  public let binds: String?
  /// The items that it binds, where it came from them.
  public internal(set) var items: [ItemID]
  /// The day on which it was given.
  public let on: CalendarDay
  /// Until when it binds; `nil` when no day is set.
  public let until: CalendarDay?
  /// How it ended; `nil` while it binds.
  public internal(set) var end: End?

  /// Describes an undertaking.
  public init(
    _ subject: Subject, by giver: Giver, givenBy: String? = nil, to givenTo: String? = nil, wording: String, binds: String? = nil,
    items: [ItemID] = [], on day: CalendarDay, until: CalendarDay? = nil
  ) {
    self.subject = subject
    self.giver = giver
    self.givenBy = givenBy
    self.givenTo = givenTo
    self.wording = wording
    self.binds = binds
    self.items = items
    self.on = day
    self.until = until
  }

  /// What waits: it is watched as long as it binds.
  public var waiting: TrackWaiting? { end == nil ? TrackWaiting(by: until) : nil }
}

extension Undertaking {
  /// Records the undertaking.
  /// - Source: practice (registers of assurances)
  /// - Throws: ``CannotTrack``; ``CannotAct``.
  public func recording(for request: RegisteredRequest, _ acting: Acting) throws -> TrackDecision<Undertaking> {
    try TrackKind.undertaking.checkBeginning(for: request)
    try required(wording, field: "wording")
    try checkPast(on, acting)
    if let until { guard until >= on else { throw CannotAct.dayTooEarly(field: "until") } }
    var facts: [String: CaseEvent.Value] = ["undertaking": .code(subject.rawValue), "giver": .code(giver.rawValue), "on": .day(on)]
    if let until { facts["until"] = .day(until) }
    return TrackDecision(state: self, events: [CaseEvent(.undertakingRecorded, facts)])
  }

  /// Records how it ended; one that was not kept says how.
  /// - Source: practice (registers of assurances)
  /// - Throws: ``CannotAct``.
  public func ending(_ end: End, _ acting: Acting) throws(CannotAct) -> TrackDecision<Undertaking> {
    guard self.end == nil else { throw .doneAlready }
    try checkPast(end.on, from: on, acting)
    if end.outcome != .kept { try required(end.note ?? "", field: "note") }
    var undertaking = self
    undertaking.end = end
    return TrackDecision(
      state: undertaking,
      events: [
        CaseEvent(
          .undertakingEnded,
          [
            "undertaking": .code(subject.rawValue), "giver": .code(giver.rawValue), "outcome": .code(end.outcome.rawValue),
            "on": .day(end.on), "days": .number(on.days(to: end.on).count),
          ])
      ])
  }
}

extension Undertaking {
  /// The conditions that bind since a request was another one: each text once, with all the items it binds; and the terms of costs that were
  /// accepted in a consultation since.
  ///
  /// What is undertaken already is not undertaken again, although its item was decided anew meanwhile.
  /// - Source: UNCAC 46(26), 46(28)
  /// - Parameter kept: the undertakings of the request.
  public static func accepted(
    in request: RegisteredRequest, since before: RegisteredRequest?, besides kept: [Undertaking] = []
  ) -> [Undertaking] {
    let known = Set((before?.conditions ?? []).filter { $0.condition.acceptedOn != nil }.map(\.condition.text))
    var found: [Undertaking] = []
    var seen = known
    for (_, condition) in request.conditions {
      guard let day = condition.acceptedOn, !kept.contains(where: { $0.covers(condition.text, acceptedOn: day) }) else { continue }
      guard seen.insert(condition.text).inserted else { continue }
      let items = request.conditions.filter { $0.condition.text == condition.text }.map(\.item)
      found.append(
        Undertaking(
          .condition, by: request.direction == .outgoing ? .ours : .theirs, wording: condition.text, items: items.sorted(), on: day))
    }
    return found + acceptedCosts(in: request, since: before)
  }

  private static func acceptedCosts(in request: RegisteredRequest, since before: RegisteredRequest?) -> [Undertaking] {
    let known = Set(before?.acceptedCosts.map(\.consultation.id) ?? [])
    return request.acceptedCosts.filter { !known.contains($0.consultation.id) }.map { consultation, day in
      Undertaking(
        .costs, by: request.direction == .outgoing ? .ours : .theirs, wording: consultation.proposal, items: consultation.items, on: day)
    }
  }

  /// The undertaking after a request has changed: it binds the items that were accepted on its condition since, and a condition that was kept on
  /// all its items is kept; `nil` when it stays as it is.
  /// - Source: UNCAC 46(26)
  public func following(_ request: RegisteredRequest) -> Undertaking? {
    guard subject == .condition, end == nil else { return nil }
    let own = request.conditions.filter { $0.condition.text == wording && $0.condition.acceptedOn != nil }
    var undertaking = self
    if !items.isEmpty { undertaking.items = Set(items + own.map(\.item)).sorted() }
    let kept = own.compactMap(\.condition.keptOn)
    if !own.isEmpty, kept.count == own.count, let last = kept.max() { undertaking.end = End(.kept, on: last) }
    return undertaking == self ? nil : undertaking
  }

  /// Whether it is what a condition that was accepted on a day became: as long as it binds, and of what was accepted before it ended.
  private func covers(_ condition: String, acceptedOn day: CalendarDay) -> Bool {
    subject == .condition && wording == condition && (end.map { day <= $0.on } ?? true)
  }
}

extension RegisteredRequest {
  /// The consultations about costs of which the terms were accepted, with the day.
  /// - Source: UNCAC 46(28)
  fileprivate var acceptedCosts: [(consultation: Consultation, on: CalendarDay)] {
    let consultations =
      switch self {
      case .incoming(let request): request.consultations
      case .outgoing(let request): request.consultations
      }
    return consultations.compactMap { consultation in
      guard consultation.topic == .costs, case .answered(let on, true, _) = consultation.outcome else { return nil }
      return (consultation, on)
    }
  }

  /// The conditions of its items, with the item that each binds.
  public var conditions: [(item: ItemID, condition: Condition)] {
    switch self {
    case .outgoing(let request): return request.items.flatMap { item in item.conditions.map { (item.id, $0) } }
    case .incoming(let request):
      return request.items.flatMap { item in item.conditions.map { (item.id, $0) } }
    }
  }
}
