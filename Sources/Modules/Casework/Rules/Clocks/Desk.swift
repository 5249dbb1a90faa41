// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Instruments
import Kernel
import WritingRules

/// Collects what needs attention for one request on one day.
struct Desk {
  let timing: Timing
  let undertakings: [Undertaking]
  private(set) var found: [NeedsAttention] = []

  init(timing: Timing, undertakings: [Undertaking] = []) {
    self.timing = timing
    self.undertakings = undertakings
  }

  private mutating func add(_ kind: NeedsAttention.Kind, items: [ItemID] = [], dueOn: CalendarDay? = nil) {
    found.append(
      NeedsAttention(
        request: timing.request.id, reference: timing.request.head.reference, kind: kind, items: items, dueOn: dueOn,
        isOverdue: dueOn.map { timing.day > $0 } ?? false, source: source(of: kind)))
  }

  /// Where a duty comes from: paragraphs 9 to 29 of article 46 are cited where they govern alone.
  private func source(of kind: NeedsAttention.Kind) -> Source {
    guard case .provision(let provision) = kind.source, provision.article == 46, let paragraph = provision.paragraph, paragraph >= 9 else {
      return kind.source
    }
    let head = timing.request.head
    // What came without a request has its confidentiality and its exception in paragraph 5.
    if head.kind == .spontaneousTransmission, paragraph == 19 || paragraph == 20 { return .uncac(46, 5) }
    let governs = (head.kind.isUnderArticle46 || (paragraph == 19 && head.kind.isAssistance)) && head.basis.appliesParagraphs9To29
    return governs ? kind.source : .practice("the life of a request in a central authority")
  }

  private func due(_ duty: DeadlineProfile.Duty, from start: CalendarDay, in side: Clock.Side = .own) -> CalendarDay? {
    timing.profiles.term(duty, for: timing.request).map { timing.end(of: $0, after: start, in: side) }
  }

  private func clock(_ kind: Clock.Kind, in clocks: [Clock]) -> CalendarDay? {
    clocks.first { $0.kind == kind && !$0.isStopped }?.dueOn
  }

  /// What both directions have in common.
  private mutating func lookAtBoth(suspensions: [Suspension], proposals: Int, neededBy: CalendarDay?) {
    if proposals > 0 { add(.proposalToConfirm) }
    // A postponement has its review, a consultation its lapse.
    for suspension in suspensions where suspension.endedOn == nil && ![.postponement, .consultation].contains(suspension.reason) {
      if let wakes = suspension.wakesOn, wakes <= timing.day { add(.suspensionWoken, dueOn: wakes) }
    }
    // Three weeks before it the day by which a result is needed is worth a look.
    if let neededBy, timing.day.days(to: neededBy) <= 21 { add(.neededBy, dueOn: neededBy) }
  }

  /// Investigations of the same conduct are coordinated once.
  /// - Source: UNCAC 42(5)
  private mutating func lookAtParallelInvestigations(_ consultations: [Consultation]) {
    let isParallel = timing.request.head.links.contains { $0.kind == .parallelInvestigation }
    if isParallel, !consultations.contains(where: { $0.topic == .coordination }) { add(.toCoordinate) }
  }
}

extension Desk {
  /// Looks at an incoming request.
  mutating func look(at request: IncomingRequest) {
    guard request.stage != .closed else { return }
    let clocks = request.clocks(timing)
    if request.stage == .received { add(.toRegister) }
    lookAtBoth(suspensions: request.suspensions, proposals: request.proposals.count, neededBy: clock(.neededBy, in: clocks))
    lookAtParallelInvestigations(request.consultations)
    if case .registered = request.standing {
      if request.acknowledgement == nil { add(.toAcknowledge, dueOn: clock(.acknowledge, in: clocks)) }
      lookAtWaiting(request)
      lookAtItems(request, clocks)
    }
    // Also where the request was withdrawn or passed on: a measure stands until somebody lifts it.
    for item in request.items where item.stage.code.isDone && item.isMeasureStanding { add(.measureStands, items: [item.id]) }
    for enquiry in request.statusEnquiries where enquiry.answer == nil {
      add(.enquiryToAnswer, dueOn: due(.answerEnquiry, from: enquiry.askedOn))
    }
    if request.head.arrival.medium == .oral, request.confirmedInWritingOn == nil, request.stage != .withdrawn {
      add(.writtenConfirmation, dueOn: due(.confirmInWriting, from: request.head.arrival.on, in: .other))
    }
    let isDecided = request.items.contains { $0.stage.code != .undecided }
    if request.head.confidentiality?.isRequired == true, request.confidentialityImpossible == nil, !isDecided {
      add(.confidentialityToDecide)
    }
    if request.stage.permits.contains(.close), request.hasEnded, request.canBeClosed {
      add(.toClose)
    }
  }

  private mutating func lookAtWaiting(_ request: IncomingRequest) {
    lookAt(request.openConsultations, of: .requestedState)
    if let inquiry = request.openInquiry, let due = inquiry.dueOn, due < timing.day {
      add(.informationLapsed, items: inquiry.items, dueOn: due)
    }
  }

  /// What the other State proposed last waits for an answer from here; what this State did, only once its day has passed.
  private mutating func lookAt(_ consultations: [Consultation], of side: MatterSide) {
    for consultation in consultations {
      if consultation.waits(for: side) {
        add(.consultationToAnswer, items: consultation.items, dueOn: consultation.dueOn)
      } else if consultation.dueOn < timing.day {
        add(.consultationLapsed, items: consultation.items, dueOn: consultation.dueOn)
      }
    }
  }

  private mutating func lookAtItems(_ request: IncomingRequest, _ clocks: [Clock]) {
    func items(_ codes: IncomingItem.Stage.Code...) -> [ItemID] { request.items.filter { codes.contains($0.stage.code) }.map(\.id) }
    let waits = request.turn(on: timing.day) != .ours
    let undecided = items(.undecided)
    if !undecided.isEmpty, !waits, request.head.kind.wantsDecision { add(.toDecide, items: undecided, dueOn: clock(.decide, in: clocks)) }
    let waiting = Set(request.items.filter(\.waitsForConditions).map(\.id))
    let toExecute = items(.accepted, .inExecution, .partlyExecuted).filter { !waiting.contains($0) }
    if !request.protectionToCheck.isEmpty, !waits { add(.protectionToCheck, items: request.protectionToCheck) }
    if !toExecute.isEmpty, !waits { add(.toExecute, items: toExecute, dueOn: clock(.execute, in: clocks)) }
    if !items(.executed).isEmpty { add(.productToSend, items: items(.executed)) }
    for item in request.items {
      switch item.stage {
      case .refused(let refusal) where refusal.reasonsSentOn == nil:
        add(.reasonsToSend, items: [item.id], dueOn: due(.sendReasons, from: refusal.on))
      case .postponed(let postponement) where postponement.reviewOn <= timing.day:
        add(.postponementReview, items: [item.id], dueOn: postponement.reviewOn)
      default: break
      }
      if (item.execution?.conditions ?? []).contains(where: isWatched) { add(.conditionToWatch, items: [item.id]) }
    }
  }

  /// Whether it is still to be seen that a condition is kept: it binds, and what was undertaken so has not ended.
  /// - Source: UNCAC 46(26)
  private func isWatched(_ condition: Condition) -> Bool {
    guard condition.acceptedOn != nil, condition.keptOn == nil else { return false }
    let undertaken = undertakings.filter { $0.subject == .condition && $0.wording == condition.text }
    return undertaken.isEmpty || undertaken.contains { $0.end == nil }
  }

  /// Looks at an outgoing request.
  mutating func look(at request: OutgoingRequest) {
    guard request.stage != .closed else { return }
    let clocks = request.clocks(timing)
    lookAtBoth(suspensions: request.suspensions, proposals: request.proposals.count, neededBy: clock(.neededBy, in: clocks))
    lookAtParallelInvestigations(request.consultations)
    if request.stage == .approved { add(.toSend) }
    if request.stage == .notReceived { add(.toSendAgain) }
    // An alarm is no deadline: it is told once its day has passed.
    if let alarm = clock(.acknowledgementAwaited, in: clocks), alarm < timing.day { add(.noAcknowledgement, dueOn: alarm) }
    if let chase = clock(.chase, in: clocks), chase <= timing.day { add(.toChase, dueOn: chase) }
    if let inquiry = request.openInquiry { add(.informationToGive, items: inquiry.items, dueOn: inquiry.dueOn) }
    lookAt(request.openConsultations, of: .requestingState)
    if request.wasOral, request.confirmedInWritingOn == nil, let sent = request.sentOn, request.stage != .withdrawn {
      add(.writtenConfirmation, dueOn: due(.confirmInWriting, from: sent))
    }
    if !request.notNeededToTell.isEmpty { add(.notNeededToTell, items: request.notNeededToTell) }
    for item in request.items {
      if item.conditions.contains(where: { $0.acceptedOn == nil }), !item.stage.code.isWithdrawnOrRefused {
        add(.conditionsToAccept, items: [item.id])
      }
      if item.conditions.contains(where: isWatched) { add(.conditionToWatch, items: [item.id]) }
      if item.stage.replies?.received.contains(where: { $0.confirmedOn == nil }) ?? false { add(.replyToConfirm, items: [item.id]) }
    }
    if request.stage.permits.contains(.close), request.hasEnded, request.canBeClosed {
      add(.toClose)
    }
  }

  /// Investigations of the same conduct that nobody has coordinated yet; what a link says of them is settled by the first coordination.
  /// - Source: UNCAC 42(5)
  mutating func look(at parallel: [ParallelInvestigations]) {
    guard !parallel.isEmpty else { return }
    found.removeAll { $0.kind == .toCoordinate }
    if parallel.contains(where: { $0.waiting != nil }) { add(.toCoordinate) }
  }

  /// Looks at the track of an extradition.
  /// - Source: UNCAC 44(10), 44(11)
  mutating func look(at track: ExtraditionTrack?) {
    if let submission = track?.submission, [.toSubmit, .resultToTell].contains(submission.standing) { add(.nationalSubmission) }
    switch track?.arrest?.standing(on: timing.day) {
    case .awaitsRequest(let day): add(.provisionalArrest, dueOn: day)
    case .expired(let day): add(.provisionalArrest, dueOn: day.adding(Days(-1)))
    default: break
    }
  }

  /// Looks at what was received.
  /// - Source: UNCAC 46(19)
  mutating func look(at material: ReceivedMaterial) {
    if !material.disclosuresToTell.isEmpty { add(.disclosureToTell, items: material.items) }
    if !material.awaitedUses.isEmpty { add(.newUseAwaited, items: material.items) }
  }

  /// Looks at what the other State asks consent for.
  /// - Source: UNCAC 46(19)
  mutating func look(at consent: ConsentToUse) {
    if consent.answer == nil { add(.useConsentToAnswer, items: consent.items, dueOn: consent.answerDueOn) }
    if consent.proposal != nil { add(.proposalToConfirm, items: consent.items, dueOn: consent.answerDueOn) }
  }
}

extension IncomingRequest {
  /// Whether nothing is left but to close it.
  var hasEnded: Bool {
    switch stage {
    case .refused, .productConfirmed, .forwarded, .withdrawn: true
    default: !head.kind.wantsDecision
    }
  }
}

extension OutgoingRequest {
  /// Whether nothing is left but to close it.
  var hasEnded: Bool {
    switch stage {
    case .refused, .confirmed, .withdrawn: true
    default: !head.kind.wantsDecision
    }
  }
}

extension IncomingRequest {
  /// Whether closing would meet no obstacle but the day.
  var canBeClosed: Bool {
    do {
      try checkClosing()
      return true
    } catch { return false }
  }
}

extension OutgoingRequest {
  /// Whether closing would meet no obstacle but the day.
  var canBeClosed: Bool {
    notNeededToTell.isEmpty && (!wasOral || confirmedInWritingOn != nil || stage == .withdrawn)
      && (!head.kind.wantsDecision || items.allSatisfy(\.stage.code.isEnded))
  }
}

extension OutgoingItem.Stage.Code {
  /// Whether conditions do not matter any more.
  fileprivate var isWithdrawnOrRefused: Bool { self == .withdrawn || self == .refused }
}
