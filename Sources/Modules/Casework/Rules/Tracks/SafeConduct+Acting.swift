// SPDX-License-Identifier: Apache-2.0
public import Kernel

extension SafeConduct {
  /// Begins the safe conduct of a person who consents to come.
  /// - Source: UNCAC 46(27)
  /// - Throws: ``CannotTrack``; ``CannotAct/missing(field:)`` without a person or with a period of no days; ``CannotAct`` for the day.
  public static func giving(
    to person: String, agreedPeriod: Int?, on day: CalendarDay, for request: RegisteredRequest, _ acting: Acting
  ) throws -> TrackDecision<SafeConduct> {
    try TrackKind.safeConduct.checkBeginning(for: request)
    try required(person, field: "person")
    try checkPast(day, acting)
    if let agreedPeriod { guard (1...3_650).contains(agreedPeriod) else { throw CannotAct.missing(field: "agreedPeriod") } }
    var conduct = SafeConduct(person: person, agreedPeriod: agreedPeriod)
    conduct.givenOn = day
    return TrackDecision(
      state: conduct,
      events: [
        CaseEvent(
          .safeConductGiven, ["on": .day(day), "days": .number(agreedPeriod ?? period.count), "isAgreed": .flag(agreedPeriod != nil)])
      ])
  }

  /// Records that the person was officially told that they are not needed any more; the days count from here.
  /// - Source: UNCAC 46(27)
  /// - Throws: ``CannotAct/doneAlready``; ``CannotAct`` for the day.
  public func telling(on day: CalendarDay, _ acting: Acting) throws(CannotAct) -> TrackDecision<SafeConduct> {
    guard toldOn == nil else { throw .doneAlready }
    try checkPast(day, acting)
    var conduct = self
    conduct.toldOn = day
    return TrackDecision(state: conduct, events: [CaseEvent(.safeConductTold, conduct.facts(on: day))])
  }

  /// Records a time in which the person could not leave; the days begin anew when it ends.
  /// - Source: UNCAC 46(27)
  /// - Throws: ``CannotAct/doneAlready`` while one lasts; ``CannotAct`` for the days.
  public func interrupting(from first: CalendarDay, to last: CalendarDay?, _ acting: Acting) throws(CannotAct) -> TrackDecision<SafeConduct>
  {
    guard !obstacles.contains(where: { $0.to == nil }) else { throw .doneAlready }
    try checkPast(first, acting, field: "from")
    if let last { try checkPast(last, from: first, acting, field: "until") }
    var conduct = self
    conduct.obstacles.append(Obstacle(from: first, to: last))
    return TrackDecision(state: conduct, events: [CaseEvent(.safeConductInterrupted, conduct.facts(on: first))])
  }

  /// Records that the person can leave again.
  /// - Source: UNCAC 46(27)
  /// - Throws: ``CannotAct/nothingOpen``; ``CannotAct`` for the day.
  public func resuming(on day: CalendarDay, _ acting: Acting) throws(CannotAct) -> TrackDecision<SafeConduct> {
    guard let place = obstacles.firstIndex(where: { $0.to == nil }) else { throw .nothingOpen }
    try checkPast(day, from: obstacles[place].from, acting)
    var conduct = self
    conduct.obstacles[place].to = day
    return TrackDecision(state: conduct, events: [CaseEvent(.safeConductResumed, conduct.facts(on: day))])
  }

  /// Records that the person left.
  /// - Source: UNCAC 46(27)
  /// - Throws: ``CannotAct/doneAlready``; ``CannotAct`` for the day.
  public func leaving(on day: CalendarDay, _ acting: Acting) throws(CannotAct) -> TrackDecision<SafeConduct> {
    guard leftOn == nil else { throw .doneAlready }
    try checkPast(day, acting)
    var conduct = self
    conduct.leftOn = day
    return TrackDecision(state: conduct, events: [CaseEvent(.personLeft, conduct.facts(on: day))])
  }

  /// Records that the person came back of their own will.
  /// - Source: UNCAC 46(27)
  /// - Throws: ``CannotAct/nothingOpen``, ``CannotAct/doneAlready``; ``CannotAct`` for the day.
  public func comingBack(on day: CalendarDay, _ acting: Acting) throws(CannotAct) -> TrackDecision<SafeConduct> {
    guard let leftOn else { throw .nothingOpen }
    guard returnedOn == nil else { throw .doneAlready }
    try checkPast(day, from: leftOn, acting)
    var conduct = self
    conduct.returnedOn = day
    return TrackDecision(state: conduct, events: [CaseEvent(.personCameBack, conduct.facts(on: day))])
  }

  /// Records that nothing is to be watched any more: the person left, or the protection has ended.
  /// - Source: UNCAC 46(27)
  /// - Throws: ``CannotTrack/safeConductLasts``; ``CannotAct``.
  public func ending(on day: CalendarDay, _ acting: Acting) throws -> TrackDecision<SafeConduct> {
    guard endedOn == nil else { throw CannotAct.doneAlready }
    try checkPast(day, from: toldOn, acting)
    switch protection(on: day) {
    case .lasts, .lastsUntil: throw CannotTrack.safeConductLasts
    case .personLeft, .endedByStaying, .endedByReturning: break
    }
    var conduct = self
    conduct.endedOn = day
    return TrackDecision(state: conduct, events: [CaseEvent(.safeConductEnded, conduct.facts(on: day))])
  }

  /// What waits: telling the person, then the last protected day.
  public var waiting: TrackWaiting? { endedOn == nil ? TrackWaiting(by: leftOn == nil ? lastDay : nil) : nil }

  private func facts(on day: CalendarDay) -> [String: CaseEvent.Value] {
    var facts: [String: CaseEvent.Value] = ["on": .day(day)]
    if let lastDay { facts["lastDay"] = .day(lastDay) }
    return facts
  }
}
