// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel

/// Why received material cannot be used or disclosed.
public enum CannotUse: SourcedProblem, Equatable {
  /// The other State was not asked for its consent.
  case consentNotAsked(Source)
  /// The other State has not answered.
  case consentAwaited(Source)
  /// The other State did not consent.
  case consentRefused(Source)
  /// A condition on which consent or material was given is not accepted.
  case conditionNotAccepted
  /// The use would reveal what must be kept confidential.
  case confidential(Source)
  /// The other State must be told before.
  case noticeMissing(Source)
  /// The other State asked to be consulted, and was not.
  case consultationOwed(Source)

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .consentNotAsked: "casework.use-consent-not-asked"
    case .consentAwaited: "casework.use-consent-awaited"
    case .consentRefused: "casework.use-consent-refused"
    case .conditionNotAccepted: "casework.use-condition-not-accepted"
    case .confidential: "casework.use-confidential"
    case .noticeMissing: "casework.use-notice-missing"
    case .consultationOwed: "casework.use-consultation-owed"
    }
  }

  /// The kind.
  public var kind: ProblemKind { .conflict }

  /// Where it comes from.
  public var source: Source {
    switch self {
    case .consentNotAsked(let source), .consentAwaited(let source), .consentRefused(let source), .noticeMissing(let source),
      .consultationOwed(let source), .confidential(let source):
      source
    case .conditionNotAccepted: .uncac(46, 26)
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotUse] = [
    .consentNotAsked(.uncac(46, 19)), .consentAwaited(.uncac(46, 19)), .consentRefused(.uncac(46, 19)), .conditionNotAccepted,
    .confidential(.uncac(46, 19)), .noticeMissing(.uncac(46, 19)), .consultationOwed(.uncac(46, 5)),
  ]
}

extension ReceivedMaterial {
  /// Asks the other State to consent to another use; the material waits for the answer.
  /// - Source: UNCAC 46(19)
  /// - Throws: ``CannotAct/missing(field:)``, ``CannotAct/doneAlready`` while the same use is asked for.
  public func askingForNewUse(_ purpose: String, passedTo: String? = nil, on day: CalendarDay, _ acting: Acting) throws(CannotAct)
    -> MaterialDecision
  {
    try required(purpose, field: "purpose")
    try checked(day, acting)
    guard !awaitedUses.contains(where: { $0.purpose == purpose && $0.passedTo == passedTo }) else { throw .doneAlready }
    var material = self
    material.newUses.append(
      NewUse(id: "u\(newUses.count + 1)", purpose: purpose, passedTo: passedTo, askedOn: day, answer: nil, usedOn: []))
    return MaterialDecision(
      state: material, events: [CaseEvent(.newUseAsked, ["on": .day(day), "isOnwardTransmission": .flag(passedTo != nil)])])
  }

  /// Records the answer; conditions of a consent bind from the day this State goes on under them.
  /// - Source: UNCAC 46(19), 46(26)
  /// - Throws: ``CannotAct/nothingOpen``, ``CannotAct/dayTooEarly(field:)``.
  public func recordingAnswer(_ answer: NewUse.Answer, to use: String, _ acting: Acting) throws(CannotAct) -> MaterialDecision {
    guard let place = newUses.firstIndex(where: { $0.id == use && $0.answer == nil }) else { throw .nothingOpen }
    var material = self
    let day: CalendarDay
    switch answer {
    case .refused(let on, _): day = on
    case .granted(let on, let texts):
      day = on
      for text in texts { try required(text, field: "conditions") }
      material.conditions += texts.map { Condition($0) }
    }
    try checked(day, acting)
    guard day >= newUses[place].askedOn else { throw .dayTooEarly(field: "on") }
    material.newUses[place].answer = answer
    let isGranted = if case .granted = answer { true } else { false }
    return MaterialDecision(
      state: material, events: [CaseEvent(.newUseAnswered, ["on": .day(day), "isGranted": .flag(isGranted)])])
  }

  /// Accepts the conditions of the material; they bind this State.
  /// - Source: UNCAC 46(26)
  /// - Throws: ``CannotAct/nothingOpen``.
  public func acceptingConditions(on day: CalendarDay, _ acting: Acting) throws(CannotAct) -> MaterialDecision {
    try checked(day, acting)
    guard conditions.contains(where: { $0.acceptedOn == nil }) else { throw .nothingOpen }
    var material = self
    for place in material.conditions.indices where material.conditions[place].acceptedOn == nil {
      material.conditions[place].acceptedOn = day
    }
    return MaterialDecision(state: material, events: [CaseEvent(.conditionsAccepted, ["on": .day(day)])])
  }

  /// Records another use of the material; it is open when the other State consented to it.
  ///
  /// What must be kept confidential here binds the State that received it: by 46(5) what came without a request, by the use that 46(19) limits
  /// what came on request. The duty of 46(20) is that of the State that was asked.
  /// - Parameter reveals: whether it reveals what must be kept confidential.
  /// - Source: UNCAC 46(5), 46(19), 46(26)
  /// - Throws: ``CannotUse``; ``CannotAct``.
  public func using(for purpose: String, passedTo: String? = nil, reveals: Bool = false, on day: CalendarDay, _ acting: Acting) throws
    -> MaterialDecision
  {
    try required(purpose, field: "purpose")
    try checked(day, acting)
    var material = self
    let asked = newUses.lastIndex { $0.purpose == purpose && $0.passedTo == passedTo }
    if isBound, purpose != proceeding || passedTo != nil {
      guard let asked else { throw CannotUse.consentNotAsked(binding.source) }
      switch newUses[asked].answer {
      case nil: throw CannotUse.consentAwaited(binding.source)
      case .refused: throw CannotUse.consentRefused(binding.source)
      case .granted(let granted, _): guard day >= granted else { throw CannotAct.dayTooEarly(field: "on") }
      }
    }
    if conditions.contains(where: { $0.acceptedOn == nil }) { throw CannotUse.conditionNotAccepted }
    if reveals, !(confidentiality ?? "").allSatisfy(\.isWhitespace) { throw CannotUse.confidential(binding.source) }
    if let asked { material.newUses[asked].usedOn.append(day) }
    return MaterialDecision(
      state: material, events: [CaseEvent(.materialUsed, ["on": .day(day), "isNewUse": .flag(asked != nil)])])
  }

  private func checked(_ day: CalendarDay, _ acting: Acting) throws(CannotAct) {
    guard day <= acting.on else { throw .dayInFuture(field: "on") }
    guard day >= receivedOn else { throw .dayTooEarly(field: "on") }
  }
}

extension ReceivedMaterial {
  /// Prepares a disclosure that exculpates an accused person: the other State is told, or it is recorded why that is not possible before.
  /// - Source: UNCAC 46(5), 46(19)
  /// - Throws: ``CannotUse/noticeMissing(_:)`` without a reason; ``CannotAct``.
  public func preparingDisclosure(in proceeding: String, notice: Disclosure.Notice, _ acting: Acting) throws -> MaterialDecision {
    try required(proceeding, field: "proceeding")
    switch notice {
    case .before(let day): try checked(day, acting)
    case .notPossibleBefore(let reason):
      guard !reason.allSatisfy(\.isWhitespace) else { throw CannotUse.noticeMissing(noticeSource) }
    }
    var material = self
    material.disclosures.append(Disclosure(id: "d\(disclosures.count + 1)", proceeding: proceeding, notice: notice))
    let isBefore = if case .before = notice { true } else { false }
    return MaterialDecision(state: material, events: [CaseEvent(.disclosureNoticed, ["isBefore": .flag(isBefore)])])
  }

  /// Records that the other State asked to be consulted, or that it was consulted.
  /// - Source: UNCAC 46(5), 46(19)
  /// - Throws: ``CannotAct/nothingOpen``.
  public func consulting(on disclosure: String, askedOn: CalendarDay, consultedOn: CalendarDay? = nil, _ acting: Acting) throws(CannotAct)
    -> MaterialDecision
  {
    guard let place = disclosures.firstIndex(where: { $0.id == disclosure && $0.disclosedOn == nil }) else { throw .nothingOpen }
    try checked(askedOn, acting)
    if let consultedOn {
      try checked(consultedOn, acting)
      guard consultedOn >= askedOn else { throw .dayTooEarly(field: "consultedOn") }
    }
    var material = self
    material.disclosures[place].consultationAskedOn = askedOn
    material.disclosures[place].consultedOn = consultedOn
    return MaterialDecision(
      state: material, events: [CaseEvent(.disclosureConsulted, ["on": .day(askedOn), "isHeld": .flag(consultedOn != nil)])])
  }

  /// Records the disclosure: after the notice and, where it was asked for, the consultation; notice of the same day comes before it, because
  /// it was recorded before.
  /// - Source: UNCAC 46(5), 46(19)
  /// - Throws: ``CannotUse/noticeMissing(_:)`` when nothing was prepared or the notice is later; ``CannotUse/consultationOwed(_:)``.
  public func disclosing(_ disclosure: String, on day: CalendarDay, _ acting: Acting) throws -> MaterialDecision {
    guard let place = disclosures.firstIndex(where: { $0.id == disclosure && $0.disclosedOn == nil }) else {
      throw CannotUse.noticeMissing(noticeSource)
    }
    try checked(day, acting)
    let prepared = disclosures[place]
    if case .before(let told) = prepared.notice, told > day { throw CannotUse.noticeMissing(noticeSource) }
    if prepared.consultationAskedOn != nil, prepared.consultedOn == nil { throw CannotUse.consultationOwed(noticeSource) }
    var material = self
    material.disclosures[place].disclosedOn = day
    return MaterialDecision(state: material, events: [CaseEvent(.disclosed, ["on": .day(day)])])
  }

  /// Records that the other State was told after a disclosure of which it could not be told before.
  /// - Source: UNCAC 46(5), 46(19)
  /// - Throws: ``CannotAct/nothingOpen``.
  public func tellingAfterDisclosure(_ disclosure: String, on day: CalendarDay, _ acting: Acting) throws(CannotAct) -> MaterialDecision {
    guard let waiting = disclosuresToTell.first(where: { $0.id == disclosure }),
      let place = disclosures.firstIndex(where: { $0.id == waiting.id })
    else { throw .nothingOpen }
    try checked(day, acting)
    if let disclosed = waiting.disclosedOn, day < disclosed { throw .dayTooEarly(field: "on") }
    var material = self
    material.disclosures[place].toldAfterOn = day
    return MaterialDecision(state: material, events: [CaseEvent(.disclosureTold, ["on": .day(day)])])
  }

  /// Where the exception stands: paragraph 5 for what was not asked for, paragraph 19 otherwise.
  private var noticeSource: Source { binding == .restrictionsOfSpontaneous ? .uncac(46, 5) : .uncac(46, 19) }
}
