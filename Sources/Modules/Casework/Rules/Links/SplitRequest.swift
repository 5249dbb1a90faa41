// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// Takes items out of a request into one of its own.
public struct SplitRequest: Hashable, Sendable {
  /// The items that go.
  public var items: [ItemID]
  /// The reference of the new request.
  public var reference: String
  /// What the new request is about.
  public var subject: String

  /// Describes the split.
  public init(items: [ItemID], reference: String, subject: String) {
    self.items = items
    self.reference = reference
    self.subject = subject
  }
}

/// What a split leaves: the request with the items that stay, the one with those that went, and the facts of both.
public struct SplitDecision: Sendable {
  /// The request with the items that stay.
  public let rest: RegisteredRequest
  /// The request with the items that went.
  public let part: RegisteredRequest
  /// The facts of the request that was split.
  public let restEvents: [CaseEvent]
  /// The facts of the new request.
  public let partEvents: [CaseEvent]
}

/// Why a request cannot be split.
public enum CannotSplit: SourcedProblem, Equatable {
  /// Every item would go.
  case nothingLeft
  /// An act waits for a second officer; what it concerns must be clear before.
  case proposalWaits

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .nothingLeft: "casework.split-nothing-left"
    case .proposalWaits: "casework.split-proposal-waits"
    }
  }

  /// The kind.
  public var kind: ProblemKind { .conflict }

  /// The field concerned.
  public var fields: [FieldProblem] { self == .nothingLeft ? [FieldProblem(field: "items", code: code)] : [] }

  /// Where it comes from.
  public var source: Source { .practice("the life of a request in a central authority") }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotSplit] = [.nothingLeft, .proposalWaits]
}

extension RegisteredRequest {
  /// The items that can be taken out: those about which nothing is decided.
  public var separableItems: [ItemID] {
    guard isOpen else { return [] }
    switch self {
    case .incoming(let request):
      guard case .registered = request.standing else { return [] }
      return request.items.filter { $0.stage.code == .undecided && !$0.wasDecided }.map(\.id)
    case .outgoing(let request):
      if case .withdrawn = request.standing { return [] }
      return request.items.filter { $0.stage.code == .awaiting }.map(\.id)
    }
  }

  /// Takes items out into a request of its own, which begins with the items and names the one it comes from.
  ///
  /// It is as old as the one it comes from: its clocks go on, and what was answered about its items is known there too. What waits stays with the
  /// request under whose reference it was asked: its answer comes there. What was asked about the items that went alone goes with them, and is
  /// noted here as moved. A question about how far the request is, and a translation that is being made, concern the request that they were asked for.
  /// - Source: practice
  /// - Throws: ``CannotSplit``; ``CannotAct/noItems``, ``CannotAct/noSuchItem(_:)``, ``CannotAct/itemNotAtThisStage(_:)``,
  ///   ``CannotAct/missing(field:)``.
  public func splitting(_ input: SplitRequest, as id: ID<RegisteredRequest>, _ acting: Acting) throws -> SplitDecision {
    try required(input.reference, field: "reference")
    try required(input.subject, field: "subject")
    guard !input.items.isEmpty else { throw CannotAct.noItems }
    for item in input.items {
      guard items.contains(where: { $0.id == item }) else { throw CannotAct.noSuchItem(item) }
      guard separableItems.contains(item) else { throw CannotAct.itemNotAtThisStage(item) }
    }
    let gone = Set(input.items)
    guard !gone.isSuperset(of: items.map(\.id)) else { throw CannotSplit.nothingLeft }
    guard proposalCount == 0 else { throw CannotSplit.proposalWaits }
    var head = head
    head.otherReferences.append(head.reference)
    head.reference = input.reference
    head.subject = input.subject
    head.links = [RequestLink(.splitFrom, to: self.id)]
    let (rest, part) = divided(gone, into: id, head, on: acting.on)
    let moved = part.items
    let codes = CaseEvent.Value.codes(moved.map(\.id.rawValue))
    return SplitDecision(
      rest: rest, part: part, restEvents: [CaseEvent(.split, ["items": codes, "other": .code(id.description)])],
      partEvents: [
        CaseEvent(
          .registered,
          part.daysGone.merging([
            "on": .day(acting.on), "arrivedOn": .day(head.arrival.on), "medium": .code(head.arrival.medium.rawValue),
            "isDirectContact": .flag(head.arrival.isDirectContact), "items": codes, "sought": .codes(moved.map(\.sought.code)),
            "isSplit": .flag(true),
          ]) { $1 }),
        .linked(.splitFrom, to: self.id, names: true),
      ])
  }

  /// The days that the part has from the request it was taken out of: no event of its own tells them.
  private var daysGone: [String: CaseEvent.Value] {
    let days: [String: CalendarDay?] =
      switch self {
      case .incoming(let request): ["acknowledgedOn": request.acknowledgement?.on]
      case .outgoing(let request): ["sentOn": request.sentOn, "acknowledgedOn": request.acknowledgement?.on]
      }
    return days.compactMapValues { $0.map(CaseEvent.Value.day) }
  }

  private func divided(
    _ gone: Set<ItemID>, into id: ID<RegisteredRequest>, _ head: RequestHead, on day: CalendarDay
  ) -> (rest: RegisteredRequest, part: RegisteredRequest) {
    switch self {
    case .incoming(var request):
      let part = request.part(gone, as: id, head, on: day)
      request.items.removeAll { gone.contains($0.id) }
      request.splitItems = (request.splitItems ?? []) + part.items.map { SplitItem(id: $0.id, sought: $0.sought, summary: $0.summary) }
      request.inquiries = request.inquiries.staying(without: gone, on: day)
      request.consultations = request.consultations.staying(without: gone, on: day)
      if request.openInquiry == nil { request.suspensions.end(.additionalInformation, on: day) }
      if !request.openConsultations.contains(where: \.topic.suspends) { request.suspensions.end(.consultation, on: day) }
      return (.incoming(request), .incoming(part))
    case .outgoing(var request):
      let part = request.part(gone, as: id, head, on: day)
      request.items.removeAll { gone.contains($0.id) }
      request.splitItems =
        (request.splitItems ?? [])
        + part.items.map {
          SplitItem(
            id: $0.id, sought: $0.sought, summary: $0.summary, isConfirmedInWriting: request.confirmedInWritingOn == nil ? nil : true)
        }
      request.inquiries = request.inquiries.staying(without: gone, on: day)
      request.consultations = request.consultations.staying(without: gone, on: day)
      if request.openInquiry == nil { request.suspensions.end(.additionalInformation, on: day) }
      if !request.openConsultations.contains(where: \.topic.suspends) { request.suspensions.end(.consultation, on: day) }
      return (.outgoing(request), .outgoing(part))
    }
  }
}

extension IncomingRequest {
  fileprivate func part(_ gone: Set<ItemID>, as id: ID<RegisteredRequest>, _ head: RequestHead, on day: CalendarDay) -> IncomingRequest {
    var part = IncomingRequest(id: id, head: head, items: items.filter { gone.contains($0.id) })
    part.standing = standing
    part.acknowledgement = acknowledgement
    part.examinedSince = examinedSince
    part.inquiries = inquiries.going(with: gone)
    part.consultations = consultations.going(with: gone)
    part.confirmedInWritingOn = confirmedInWritingOn
    part.confidentialityImpossible = confidentialityImpossible
    part.suspensions = suspensions
    part.delays = delays
    // What the new request does not wait for does not suspend it.
    if part.openInquiry == nil { part.suspensions.end(.additionalInformation, on: day) }
    if !part.openConsultations.contains(where: \.topic.suspends) { part.suspensions.end(.consultation, on: day) }
    for reason in [Suspension.Reason.postponement, .translation] { part.suspensions.end(reason, on: day) }
    return part
  }
}

extension OutgoingRequest {
  fileprivate func part(_ gone: Set<ItemID>, as id: ID<RegisteredRequest>, _ head: RequestHead, on day: CalendarDay) -> OutgoingRequest {
    var part = OutgoingRequest(id: id, head: head, items: items.filter { gone.contains($0.id) }, approvedOn: day)
    part.standing = standing
    part.translations = translations.filter { $0.doneOn != nil }
    part.dispatches = dispatches.map { dispatch in
      var dispatch = dispatch
      dispatch.items = dispatch.items.filter(gone.contains)
      return dispatch
    }
    part.acknowledgement = acknowledgement
    part.confirmedInWritingOn = confirmedInWritingOn
    // Its answer is written under the new reference, unlike those that were written before.
    part.inquiries = inquiries.going(with: gone).map { $0.waits ? $0.writtenHere : $0 }
    part.consultations = consultations.going(with: gone).map { $0.waits ? $0.writtenHere : $0 }
    part.suspensions = suspensions
    part.delays = delays
    if part.openInquiry == nil { part.suspensions.end(.additionalInformation, on: day) }
    if !part.openConsultations.contains(where: \.topic.suspends) { part.suspensions.end(.consultation, on: day) }
    // Items that go are awaited, so that no postponement goes with them.
    for reason in [Suspension.Reason.postponement, .translation] { part.suspensions.end(reason, on: day) }
    return part
  }
}

/// Something that one State asked the other about items of a request, or about all of it.
private protocol AskedAboutItems {
  var items: [ItemID] { get set }
  var isWrittenElsewhere: Bool? { get set }
  /// Whether an answer is awaited.
  var waits: Bool { get }
  /// It as it stands once all its items went into a request of their own.
  func moved(on day: CalendarDay) -> Self
}

extension AskedAboutItems {
  /// It as one whose letter is one of the request that has it.
  fileprivate var writtenHere: Self {
    var here = self
    here.isWrittenElsewhere = nil
    return here
  }
}

extension Array where Element: AskedAboutItems {
  /// What a new request gets of it: what was answered about its items, and what waits and concerns no other item.
  fileprivate func going(with gone: Set<ItemID>) -> [Element] {
    compactMap { asked in
      var asked = asked
      let isAboutGone = !asked.items.isEmpty && gone.isSuperset(of: asked.items)
      let concernsGone = asked.items.isEmpty || !gone.isDisjoint(with: asked.items)
      guard asked.waits ? isAboutGone : concernsGone else { return nil }
      asked.items = asked.items.filter(gone.contains)
      asked.isWrittenElsewhere = true
      return asked
    }
  }

  /// What stays of it: all of it, with what went as moved.
  fileprivate func staying(without gone: Set<ItemID>, on day: CalendarDay) -> [Element] {
    map { asked in asked.waits && !asked.items.isEmpty && gone.isSuperset(of: asked.items) ? asked.moved(on: day) : asked }
  }
}

extension AdditionalInformation: AskedAboutItems {
  fileprivate var waits: Bool { answer == nil }

  fileprivate func moved(on day: CalendarDay) -> AdditionalInformation {
    var moved = self
    moved.answer = .moved(on: day)
    return moved
  }
}

extension Consultation: AskedAboutItems {
  fileprivate var waits: Bool { outcome == nil }

  fileprivate func moved(on day: CalendarDay) -> Consultation {
    var moved = self
    moved.outcome = .moved(on: day)
    return moved
  }
}
