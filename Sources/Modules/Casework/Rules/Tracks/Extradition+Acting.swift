// SPDX-License-Identifier: Apache-2.0
public import Kernel

extension ExtraditionTrack {
  /// Begins the track with the detention of the person.
  /// - Source: UNCAC 44(10)
  /// - Throws: ``CannotTrack``; ``CannotAct``.
  public static func arresting(on day: CalendarDay, days: Int, for request: RegisteredRequest, _ acting: Acting) throws
    -> TrackDecision<ExtraditionTrack>
  {
    try TrackKind.extradition.checkBeginning(for: request)
    return try ExtraditionTrack().arresting(on: day, days: days, acting)
  }

  /// Begins the track with the refusal of a national.
  /// - Source: UNCAC 44(11)
  /// - Throws: ``CannotTrack``; ``CannotAct``.
  public static func submitting(for request: RegisteredRequest) throws -> TrackDecision<ExtraditionTrack> {
    guard case .incoming = request, TrackKind.extradition.fits(request) else { throw CannotTrack.notForThisRequest(.extradition) }
    return try ExtraditionTrack().submitting(for: request)
  }

  /// Records the detention of the person, or another measure that secures their presence.
  /// - Source: UNCAC 44(10)
  /// - Throws: ``CannotAct``.
  public func arresting(on day: CalendarDay, days: Int, _ acting: Acting) throws(CannotAct) -> TrackDecision<ExtraditionTrack> {
    guard arrest == nil else { throw .doneAlready }
    try checkPast(day, acting)
    guard (1...366).contains(days) else { throw .missing(field: "days") }
    var track = self
    let arrest = ProvisionalArrest(arrestedOn: day, days: days)
    track.arrest = arrest
    return TrackDecision(
      state: track, events: [CaseEvent(.arrestRecorded, ["on": .day(day), "days": .number(days), "lastDay": .day(arrest.lastDay)])])
  }

  /// Records that the request for extradition arrived.
  /// - Source: UNCAC 44(10)
  /// - Throws: ``CannotAct``.
  public func arriving(on day: CalendarDay, _ acting: Acting) throws(CannotAct) -> TrackDecision<ExtraditionTrack> {
    guard let arrest, arrest.releasedOn == nil else { throw .nothingOpen }
    guard arrest.requestArrivedOn == nil else { throw .doneAlready }
    try checkPast(day, acting)
    var track = self
    track.arrest?.requestArrivedOn = day
    return TrackDecision(
      state: track, events: [CaseEvent(.arrestRequestArrived, ["on": .day(day), "isInTime": .flag(day <= arrest.lastDay)])])
  }

  /// Records that the person is not detained any more.
  /// - Source: UNCAC 44(10)
  /// - Throws: ``CannotAct``.
  public func releasing(on day: CalendarDay, _ acting: Acting) throws(CannotAct) -> TrackDecision<ExtraditionTrack> {
    guard let arrest else { throw .nothingOpen }
    guard arrest.releasedOn == nil else { throw .doneAlready }
    try checkPast(day, from: arrest.arrestedOn, acting)
    var track = self
    track.arrest?.releasedOn = day
    return TrackDecision(
      state: track, events: [CaseEvent(.arrestEnded, ["on": .day(day), "days": .number(arrest.arrestedOn.days(to: day).count)])])
  }

  /// Begins what follows when a national is not surrendered.
  /// - Source: UNCAC 44(11)
  /// - Throws: ``CannotAct``.
  public func submitting(for request: RegisteredRequest) throws(CannotAct) -> TrackDecision<ExtraditionTrack> {
    guard case .incoming(let incoming) = request else { throw .notOfThisKind }
    let track = try beginningSubmission(for: incoming)
    let facts = track.submission.map { ["on": CaseEvent.Value.day($0.refusedOn)] } ?? [:]
    return TrackDecision(state: track, events: [CaseEvent(.submissionBegun, facts)])
  }

  /// Takes the next step of the submission of a national and tells it.
  /// - Source: UNCAC 44(11)
  /// - Throws: ``CannotAct``.
  public func advancing(on day: CalendarDay, ownCase: String?, result: String? = nil, _ acting: Acting) throws(CannotAct)
    -> TrackDecision<ExtraditionTrack>
  {
    guard let standing = submission?.standing else { throw .nothingOpen }
    if standing == .toSubmit { try required(ownCase ?? "", field: "ownCase") }
    if standing == .resultToTell { try required(result ?? "", field: "submissionResult") }
    let track = try recordingSubmission(standing, on: day, ownCase: ownCase, result: result, acting)
    let name: CaseEvent.Name =
      switch standing {
      case .notRequested: .submissionRequested
      case .toSubmit: .submissionMade
      case .resultToTell, .done: .submissionResultTold
      }
    return TrackDecision(state: track, events: [CaseEvent(name, ["on": .day(day)])])
  }

  /// Records that the person was surrendered on the condition that they return to serve the sentence; both States agreed to that.
  /// - Source: UNCAC 44(12)
  /// - Throws: ``CannotTrack/surrenderNotAgreed``; ``CannotAct``.
  public func surrendering(on day: CalendarDay, for request: RegisteredRequest, _ acting: Acting) throws -> TrackDecision<ExtraditionTrack>
  {
    guard conditionalSurrender == nil else { throw CannotAct.doneAlready }
    guard let agreedOn = request.surrenderAgreedOn else { throw CannotTrack.surrenderNotAgreed }
    try checkPast(day, from: agreedOn, acting)
    var track = self
    track.conditionalSurrender = ConditionalSurrender(surrenderedOn: day)
    return TrackDecision(state: track, events: [CaseEvent(.surrenderedOnCondition, ["on": .day(day)])])
  }

  /// Records that the person returned to serve the sentence.
  /// - Source: UNCAC 44(12)
  /// - Throws: ``CannotAct``.
  public func returning(on day: CalendarDay, _ acting: Acting) throws(CannotAct) -> TrackDecision<ExtraditionTrack> {
    guard let surrender = conditionalSurrender else { throw .nothingOpen }
    guard surrender.returnedOn == nil else { throw .doneAlready }
    try checkPast(day, from: surrender.surrenderedOn, acting)
    var track = self
    track.conditionalSurrender?.returnedOn = day
    return TrackDecision(state: track, events: [CaseEvent(.surrenderedReturned, ["on": .day(day)])])
  }

  /// Records that enforcing the foreign sentence here was considered.
  /// - Source: UNCAC 44(13)
  /// - Throws: ``CannotAct``.
  public func considering(_ enforcement: SentenceEnforcement, _ acting: Acting) throws(CannotAct) -> TrackDecision<ExtraditionTrack> {
    guard self.enforcement == nil else { throw .doneAlready }
    try required(enforcement.reasons, field: "reasons")
    try checkPast(enforcement.consideredOn, acting)
    var track = self
    track.enforcement = enforcement
    return TrackDecision(
      state: track,
      events: [CaseEvent(.enforcementConsidered, ["on": .day(enforcement.consideredOn), "isEnforced": .flag(enforcement.isEnforced)])])
  }

  /// What waits: the request while a person is detained, the own prosecutor, or the return of the person.
  public var waiting: TrackWaiting? {
    var waits: [CalendarDay?] = []
    if let arrest, arrest.releasedOn == nil, arrest.requestArrivedOn.map({ $0 > arrest.lastDay }) ?? true { waits.append(arrest.lastDay) }
    if let submission, [.toSubmit, .resultToTell].contains(submission.standing) { waits.append(nil) }
    if let surrender = conditionalSurrender, surrender.returnedOn == nil { waits.append(nil) }
    return waits.isEmpty ? nil : TrackWaiting(by: waits.compactMap { $0 }.min())
  }
}

extension RegisteredRequest {
  /// The day since which both States agree to a surrender on conditions: it is not refused, and the conditions are accepted; `nil` when they do
  /// not agree.
  /// - Source: UNCAC 44(12)
  var surrenderAgreedOn: CalendarDay? {
    let agreed: [[Condition]] =
      switch self {
      case .incoming(let request): request.items.filter { $0.sought == .other(.surrender) && $0.stage.code.isGranted }.map(\.conditions)
      case .outgoing(let request): request.items.filter { $0.sought == .other(.surrender) && $0.stage.code.isGranted }.map(\.conditions)
      }
    return agreed.compactMap { conditions in
      let days = conditions.compactMap(\.acceptedOn)
      return days.count == conditions.count ? days.max() : nil
    }.min()
  }
}

extension IncomingItem.Stage.Code {
  /// Whether what is asked is granted.
  fileprivate var isGranted: Bool {
    switch self {
    case .accepted, .inExecution, .partlyExecuted, .executed, .productSent, .confirmed: true
    case .undecided, .postponed, .refused, .withdrawn: false
    }
  }
}

extension OutgoingItem.Stage.Code {
  /// Whether what is asked is granted.
  fileprivate var isGranted: Bool {
    switch self {
    case .accepted, .partlyReplied, .replied, .confirmed: true
    case .awaiting, .postponed, .refused, .withdrawn: false
    }
  }
}
