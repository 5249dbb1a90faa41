// SPDX-License-Identifier: Apache-2.0
public import Kernel

extension TransferredPerson {
  /// Begins the account of a detained person who was moved, on either side, after the person consented and both States agreed.
  /// - Parameter consent: what is told of both; what the item of an incoming request has recorded counts where it is left open.
  /// - Source: UNCAC 46(10), 46(11)
  /// - Throws: ``CannotTrack``, also when the person did not consent or the authorities of both States did not agree before; ``CannotAct``.
  public static func receiving(
    _ person: String, on day: CalendarDay, returnDueOn: CalendarDay, consent: TransferConsent = TransferConsent(),
    for request: RegisteredRequest, _ acting: Acting
  ) throws -> TrackDecision<TransferredPerson> {
    try TrackKind.transferredPerson.checkBeginning(for: request)
    try required(person, field: "person")
    try checkPast(day, from: request.head.arrival.on, acting)
    let given = consent.completed(from: request)
    guard let consented = given.personOn, consented <= day else { throw CannotTrack.personNotConsenting }
    guard let agreed = given.authoritiesOn, agreed <= day else { throw CannotTrack.transferNotAgreed }
    guard returnDueOn > day else { throw CannotAct.dayNotAhead(field: "returnDueOn") }
    var moved = TransferredPerson(person: person, receivedOn: day, returnDueOn: returnDueOn)
    moved.consentedOn = consented
    moved.agreedOn = agreed
    return TrackDecision(
      state: moved,
      events: [
        CaseEvent(
          .personReceived,
          [
            "on": .day(day), "returnDueOn": .day(returnDueOn), "consentedOn": .day(consented), "agreedOn": .day(agreed),
            "isSentFromHere": .flag(request.direction == .incoming),
          ])
      ])
  }

  /// Records that the States agreed on another day of return.
  /// - Source: UNCAC 46(11)(b)
  /// - Throws: ``CannotAct``.
  public func agreeing(returnDueOn day: CalendarDay, _ acting: Acting) throws(CannotAct) -> TrackDecision<TransferredPerson> {
    guard waiting != nil else { throw .nothingOpen }
    guard day > receivedOn else { throw .dayNotAhead(field: "returnDueOn") }
    guard day != returnDueOn else { throw .doneAlready }
    var person = self
    person.firstReturnDueOn = firstReturnDueOn ?? returnDueOn
    person.returnDueOn = day
    return TrackDecision(state: person, events: [CaseEvent(.returnDayAgreed, ["on": .day(acting.on), "returnDueOn": .day(day)])])
  }

  /// Records that the person returned into custody of the sending State.
  /// - Source: UNCAC 46(11)(b), (d)
  /// - Throws: ``CannotAct``.
  public func returning(on day: CalendarDay, _ acting: Acting) throws(CannotAct) -> TrackDecision<TransferredPerson> {
    guard returnedOn == nil else { throw .doneAlready }
    try checkPast(day, from: receivedOn, acting)
    var person = self
    person.returnedOn = day
    return TrackDecision(
      state: person,
      events: [
        CaseEvent(
          .personReturned,
          [
            "on": .day(day), "custodyDays": .number(person.custodyDays(until: day).count),
            "daysLate": .number(person.daysLate(on: day).count),
          ])
      ])
  }

  /// Records that the sending State asked or allowed that the person goes free.
  /// - Source: UNCAC 46(11)(a)
  /// - Throws: ``CannotAct``.
  public func releasing(on day: CalendarDay, _ acting: Acting) throws(CannotAct) -> TrackDecision<TransferredPerson> {
    guard returnedOn == nil, releaseAllowedOn == nil else { throw .doneAlready }
    try checkPast(day, from: receivedOn, acting)
    var person = self
    person.releaseAllowedOn = day
    return TrackDecision(
      state: person,
      events: [
        CaseEvent(.personReleaseAllowed, ["on": .day(day), "custodyDays": .number(person.custodyDays(until: day).count)])
      ])
  }

  /// Records that the person is prosecuted, detained or punished for what was done on a day.
  /// - Source: UNCAC 46(12)
  /// - Throws: ``CannotProsecute/earlierActs`` when the acts lie before the transfer and the sending State has not agreed; ``CannotAct``.
  public func prosecuting(ofActsOn acts: CalendarDay, sendingStateAgrees: Bool, on day: CalendarDay, _ acting: Acting) throws
    -> TrackDecision<TransferredPerson>
  {
    try checkPast(acts, acting, field: "actsOn")
    try checkPast(day, from: max(acts, receivedOn), acting)
    try checkProsecution(ofActsOn: acts, sendingStateAgrees: sendingStateAgrees)
    var person = self
    person.prosecutedOn.append(day)
    return TrackDecision(state: person, events: [CaseEvent(.prosecutionAgreed, ["on": .day(day), "isAgreed": .flag(sendingStateAgrees)])])
  }

  /// What waits: the return, until the person returned or may go free.
  public var waiting: TrackWaiting? { returnedOn == nil && releaseAllowedOn == nil ? TrackWaiting(by: returnDueOn) : nil }
}

extension TransferConsent {
  /// The consent with what the items of an incoming request have recorded, where it is left open.
  /// - Source: UNCAC 46(10)
  fileprivate func completed(from request: RegisteredRequest) -> TransferConsent {
    guard case .incoming(let incoming) = request else { return self }
    let recorded = incoming.items.filter { $0.sought.movesDetainedPerson }.compactMap(\.transferConsent)
    return TransferConsent(
      personOn: personOn ?? recorded.compactMap(\.personOn).min(),
      authoritiesOn: authoritiesOn ?? recorded.compactMap(\.authoritiesOn).min())
  }
}
