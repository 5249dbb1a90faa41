// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel
import WritingRules

/// Something that this State gave: a product that it sent, or information that it transmitted without a request.
/// - Source: UNCAC 46(4), 46(19)
public struct GivenMaterial: Hashable, Sendable {
  /// Its short name within the request: `t1`, or `request` for information that was transmitted without one.
  public let id: String
  /// The day it went out.
  public let on: CalendarDay
  /// What it is, in words; case data.
  public let summary: String
  /// The items that it answers.
  public let items: [ItemID]
}

extension RegisteredRequest {
  /// What this State gave in the course of the request, each once, in order.
  /// - Source: UNCAC 46(4), 46(19)
  public var given: [GivenMaterial] {
    switch self {
    case .incoming(let request):
      var order: [Transmission] = []
      var items: [String: [ItemID]] = [:]
      for item in request.items {
        for sent in item.execution?.sent ?? [] {
          if items[sent.id] == nil { order.append(sent) }
          items[sent.id, default: []].append(item.id)
        }
      }
      return order.map { GivenMaterial(id: $0.id, on: $0.on, summary: $0.summary, items: items[$0.id] ?? []) }
    case .outgoing(let request):
      guard request.head.kind == .spontaneousTransmission, let first = request.dispatches.first else { return [] }
      return [GivenMaterial(id: "request", on: first.on, summary: request.head.subject, items: request.items.map(\.id))]
    }
  }
}

/// That the other State asks for consent to another use of what this State gave, and how it is answered: the mirror of ``NewUse``.
/// - Source: UNCAC 46(5), 46(19)
public struct ConsentToUse: Codable, Hashable, Sendable {
  /// What was given, by its short name within the request.
  public let given: String
  /// The day on which it was given.
  public let givenOn: CalendarDay
  /// The items that it answers.
  public let items: [ItemID]
  /// Whether it was information that nobody had asked for.
  /// - Source: UNCAC 46(4), 46(5)
  public let isSpontaneous: Bool
  /// The other proceeding or purpose, in words; case data.
  public let purpose: String
  /// The authority or State to which it would be passed on; `nil` for a use by the same authority.
  public let passedTo: String?
  /// The day on which the other State asked.
  public let askedOn: CalendarDay
  /// The day by which it is to be answered; `nil` in records of before.
  /// - Source: practice
  public let answerDueOn: CalendarDay?
  /// The answer that waits for a second officer; `nil` when none does.
  public internal(set) var proposal: Proposed<NewUse.Answer>?
  /// The answer; `nil` as long as it is owed.
  public internal(set) var answer: NewUse.Answer?

  /// Where the duty to ask stands.
  public var source: Source { isSpontaneous ? .uncac(46, 5) : .uncac(46, 19) }
  /// What waits: the answer.
  public var waiting: TrackWaiting? { answer == nil ? TrackWaiting(by: answerDueOn) : nil }
}

extension NewUse.Answer {
  /// The day.
  public var on: CalendarDay {
    switch self {
    case .granted(let on, _), .refused(let on, _): on
    }
  }

  /// Whether it is a consent.
  public var isGranted: Bool { if case .granted = self { true } else { false } }
}

extension ConsentToUse {
  /// Records that the other State asks, also when the request is closed: what was given stays bound.
  /// - Source: UNCAC 46(5), 46(19)
  /// - Parameter due: the day by which it is to be answered.
  /// - Throws: ``CannotTrack/notForThisRequest(_:)`` where nothing was given; ``CannotAct``.
  public static func asking(
    for given: String, _ purpose: String, passedTo: String?, on day: CalendarDay, answerDueOn due: CalendarDay,
    of request: RegisteredRequest, _ acting: Acting
  ) throws -> TrackDecision<ConsentToUse> {
    try TrackKind.consentToUse.checkBeginning(for: request)
    guard let material = request.given.first(where: { $0.id == given }) else { throw CannotAct.missing(field: "given") }
    try required(purpose, field: "purpose")
    try checkPast(day, from: material.on, acting)
    guard due > day else { throw CannotAct.dayNotAhead(field: "answerDueOn") }
    return TrackDecision(
      state: ConsentToUse(
        given: given, givenOn: material.on, items: material.items, isSpontaneous: request.direction == .outgoing, purpose: purpose,
        passedTo: passedTo, askedOn: day, answerDueOn: due),
      events: [
        CaseEvent(.useConsentAsked, ["on": .day(day), "dueOn": .day(due), "isOnwardTransmission": .flag(passedTo != nil)])
      ])
  }

  /// Proposes the answer; it takes effect when a second officer confirms it.
  /// - Source: UNCAC 46(19); practice (four eyes on what is told to another State)
  /// - Throws: ``CannotAct/doneAlready`` once it is answered or proposed; ``CannotAct``.
  public func proposing(_ answer: NewUse.Answer, _ acting: Acting) throws(CannotAct) -> TrackDecision<ConsentToUse> {
    guard self.answer == nil, proposal == nil else { throw .doneAlready }
    try checkPast(answer.on, from: askedOn, acting)
    if case .granted(_, let conditions) = answer { for text in conditions { try required(text, field: "conditions") } }
    var consent = self
    consent.proposal = Proposed(answer, by: acting.officer, at: acting.at)
    return TrackDecision(state: consent, events: [CaseEvent(.useConsentProposed, ["isGranted": .flag(answer.isGranted)])])
  }

  /// Gives the proposed answer back; its author may take it back too.
  /// - Throws: ``CannotAct/noSuchProposal``.
  public func returning() throws(CannotAct) -> TrackDecision<ConsentToUse> {
    guard proposal != nil else { throw .noSuchProposal }
    var consent = self
    consent.proposal = nil
    return TrackDecision(state: consent, events: [CaseEvent(.useConsentReturned)])
  }

  /// Confirms the proposed answer as a second officer; it is what the other State is told.
  /// - Source: UNCAC 46(19); practice (four eyes on what is told to another State)
  /// - Throws: ``CannotAct/noSuchProposal``; ``CannotAct/ownProposal`` for its author.
  public func confirming(_ acting: Acting) throws(CannotAct) -> TrackDecision<ConsentToUse> {
    guard let proposal else { throw .noSuchProposal }
    guard proposal.by.id != acting.officer.id else { throw .ownProposal }
    var consent = self
    consent.proposal = nil
    consent.answer = proposal.act
    let conditions = if case .granted(_, let texts) = proposal.act { texts.count } else { 0 }
    return TrackDecision(
      state: consent,
      events: [
        CaseEvent(
          .useConsentAnswered,
          [
            "on": .day(proposal.act.on), "isGranted": .flag(proposal.act.isGranted), "conditions": .number(conditions),
            "days": .number(askedOn.days(to: proposal.act.on).count),
          ])
      ])
  }
}
