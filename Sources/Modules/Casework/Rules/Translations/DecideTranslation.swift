// SPDX-License-Identifier: Apache-2.0
public import Instruments
public import Kernel
import WritingRules

/// What a rule about a translation decided: the task, the request where it waits or waits no longer, and the facts.
public struct TranslationDecision: Sendable {
  /// The task as it is afterwards.
  public let task: TranslationTask
  /// The request as it is afterwards; `nil` when it stays as it was.
  public let request: RegisteredRequest?
  /// The facts.
  public let events: [CaseEvent]
}

/// Why a translation cannot be asked for, or an act be done to it.
public enum CannotTranslate: SourcedProblem, Equatable {
  /// The request is at a stage at which it cannot wait for a translation: it has gone out or is decided already.
  case cannotWait
  /// The task is at another stage.
  case notNow
  /// The request is to wait for a translation that nobody has begun.
  case stillAwaited

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .cannotWait: "casework.translation-cannot-wait"
    case .notNow: "casework.translation-not-now"
    case .stillAwaited: "casework.translation-still-awaited"
    }
  }

  /// The kind.
  public var kind: ProblemKind { .conflict }

  /// Where it comes from.
  public var source: Source { .uncac(46, 14) }

  /// One of each, for the test that every code has its words.
  public static let examples: [CannotTranslate] = [.cannotWait, .notNow, .stillAwaited]
}

extension RegisteredRequest {
  /// Asks for a translation; the request begins to wait only when a translator has the text.
  /// - Source: UNCAC 46(14)
  /// - Throws: ``CannotTranslate/cannotWait``; ``CannotAct/missing(field:)``; ``CannotAct/dayNotAhead(field:)``.
  public func askingForTranslation(
    _ details: TranslationDetails, id: ID<TranslationTask>, _ acting: Acting
  ) throws -> TranslationDecision {
    try required(details.from, field: "from")
    try required(details.into, field: "into")
    try required(details.text, field: "text")
    if let due = details.dueOn, due < acting.on { throw CannotAct.dayNotAhead(field: "dueOn") }
    guard !details.isAwaited || canWaitForTranslation else { throw CannotTranslate.cannotWait }
    return TranslationDecision(
      task: TranslationTask(id: id, request: self.id, details: details, by: acting.officer, on: acting.on), request: nil,
      events: [
        CaseEvent(.translationAsked, ["needsCertificate": .flag(details.needsCertificate), "isAwaited": .flag(details.isAwaited)])
      ])
  }

  /// Whether the request can wait for a translation: an incoming one as long as it can be suspended, an outgoing one before it goes out.
  public var canWaitForTranslation: Bool {
    switch self {
    case .incoming(let request): request.stage.permits.contains(.suspend)
    case .outgoing(let request): request.stage == .approved || request.stage == .inTranslation
    }
  }
}

extension TranslationTask {
  /// Does an act to the translation; the request waits from the assignment until the translation is there, with its certificate where one is needed.
  /// - Source: UNCAC 46(14)
  /// - Parameter others: the other translations of the request; it goes on waiting for those.
  /// - Throws: ``CannotTranslate/notNow``; ``CannotAct/missing(field:)``; ``CannotAct/dayInFuture(field:)``; ``CannotAct/dayTooEarly(field:)``;
  ///   ``CannotAct/dayNotAhead(field:)``.
  public func deciding(
    _ act: TranslationAct, for request: RegisteredRequest, others: [TranslationTask], _ acting: Acting
  ) throws -> TranslationDecision {
    guard permits.contains(act.code) else { throw CannotTranslate.notNow }
    guard act.on <= acting.on else { throw CannotAct.dayInFuture(field: "on") }
    guard act.on >= earliest else { throw CannotAct.dayTooEarly(field: "on") }
    var task = self
    let event = try task.doing(act, acting)
    let others = others.filter { $0.id != id && $0.isOpen && $0.details.isAwaited && $0.stage != .asked }
    let waited = details.isAwaited && isOpen && stage != .asked
    let waits = task.details.isAwaited && task.isOpen && task.stage != .asked
    var change: (request: RegisteredRequest, events: [CaseEvent])?
    if waits, !waited { change = try request.waiting(for: task, on: act.on, acting) }
    if waited, !waits { change = try request.notWaiting(for: task, on: act.on, others: others, acting) }
    return TranslationDecision(task: task, request: change?.request, events: [event] + (change?.events ?? []))
  }

  private var earliest: CalendarDay {
    [askedOn, sentOn, deliveredOn, certifiedOn].compactMap { $0 }.max() ?? askedOn
  }

  private mutating func doing(_ act: TranslationAct, _ acting: Acting) throws(CannotAct) -> CaseEvent {
    let facts: [String: CaseEvent.Value] = ["on": .day(act.on)]
    switch act {
    case .assign(let translator, let day):
      try required(translator, field: "translator")
      self.translator = translator
      sentOn = day
      return CaseEvent(.translationAssigned, facts)
    case .deliver(let day):
      deliveredOn = day
      return CaseEvent(.translationDelivered, facts)
    case .certify(let officer, let day):
      try required(officer, field: "certifiedBy")
      certifiedBy = officer
      certifiedOn = day
      return CaseEvent(.translationCertified, facts)
    case .sendBack(let defect, let day, let due):
      try required(defect, field: "defect")
      if let due, due < acting.on { throw .dayNotAhead(field: "dueOn") }
      defects.append(Note(on: day, defect))
      sentOn = day
      (deliveredOn, certifiedOn, certifiedBy) = (nil, nil, nil)
      if let due { details.dueOn = due }
      return CaseEvent(.translationSentBack, facts)
    case .callOff(let reason, let day):
      try required(reason, field: "reason")
      calledOff = Note(on: day, reason)
      return CaseEvent(.translationCalledOff, facts)
    }
  }
}

extension RegisteredRequest {
  /// The request waits for a translation from now on; `nil` when it waits already or has moved on meanwhile.
  fileprivate func waiting(
    for task: TranslationTask, on day: CalendarDay, _ acting: Acting
  ) throws -> (request: RegisteredRequest, events: [CaseEvent])? {
    switch self {
    case .incoming(let request):
      guard request.stage.permits.contains(.suspend), !suspensions.lasts(.translation, on: day)
      else { return nil }
      let decision = try request.deciding(.suspend(SuspendRequest(.translation, on: day)), acting)
      return (.incoming(decision.state), decision.events)
    case .outgoing(let request):
      guard request.stage == .approved || request.stage == .inTranslation else { return nil }
      // What was sent back into the same language is the same translation, which goes on; so is another text into it.
      if let place = request.translations.lastIndex(where: { $0.language == task.details.into }) {
        guard request.translations[place].doneOn != nil else { return nil }
        var again = request
        again.translations[place].doneOn = nil
        again.translations[place].isCertified = false
        again.suspensions.begin(.translation, on: day)
        return (.outgoing(again), [CaseEvent(.translationStarted, ["on": .day(day)])])
      }
      let decision = try request.startingTranslation(
        StartTranslation(into: task.details.into, by: task.translator, on: day), acting)
      return (.outgoing(decision.state), decision.events)
    }
  }

  /// The request waits for a translation no longer; `nil` when it did not, or when another one into the same language is still to come.
  /// - Parameter others: the other translations that it waits for.
  fileprivate func notWaiting(
    for task: TranslationTask, on day: CalendarDay, others: [TranslationTask], _ acting: Acting
  ) throws -> (request: RegisteredRequest, events: [CaseEvent])? {
    switch self {
    case .incoming(let request):
      guard others.isEmpty, suspensions.contains(where: { $0.reason == .translation && $0.endedOn == nil }) else { return nil }
      guard request.stage.permits.contains(.resume) else { return nil }
      let decision = try request.deciding(.resume(ResumeRequest(.translation, on: day)), acting)
      return (.incoming(decision.state), decision.events)
    case .outgoing(var request):
      guard request.stage == .inTranslation, !others.contains(where: { $0.details.into == task.details.into }),
        let place = request.translations.lastIndex(where: { $0.doneOn == nil && $0.language == task.details.into })
      else { return nil }
      if task.stage == .calledOff {
        request.translations.remove(at: place)
        if request.runningTranslation == nil { request.suspensions.end(.translation, on: day) }
        return (.outgoing(request), [])
      }
      // Of several texts into one language the last to come may have begun before the first did.
      let finished = FinishTranslation(
        on: max(day, request.translations[place].startedOn), isCertified: task.stage == .certified, into: task.details.into)
      let decision = try request.deciding(.finishTranslation(finished), acting)
      return (.outgoing(decision.state), decision.events)
    }
  }
}

extension [TranslationTask] {
  /// Looks at whether a request can go out: not as long as a translation is open that it was told to wait for, begun or not.
  /// - Source: UNCAC 46(14)
  /// - Throws: ``CannotTranslate/stillAwaited``.
  public func checkSending() throws(CannotTranslate) {
    guard !contains(where: { $0.isOpen && $0.details.isAwaited }) else { throw .stillAwaited }
  }
}
