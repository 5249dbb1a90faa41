// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
public import ExchangeRules
import Foundation
public import Kernel

/// What the other State is told of a decision that was taken here.
public struct Telling: Hashable, Sendable {
  /// The act of the message.
  public var act: TravellingAct
  /// What is told.
  public var document: CaseDocument
  /// What in the request it answers, or what answers will be about.
  public var anchor: MessageAnchor?
  /// Whether the anchor is what the other State asked, so that the message answers its message.
  public var answers: Bool
  /// The SHA-256 digests of the files of the case that go with it; the document names them, without the names under which they are offered.
  public var files: [String] = []

  init(_ act: TravellingAct, _ document: CaseDocument, _ anchor: MessageAnchor? = nil, answers: Bool = false) {
    self.act = act
    self.document = document
    self.anchor = anchor
    self.answers = answers
  }
}

extension RegisteredRequest {
  /// What the other State is told of the facts that a decision brought about; nothing of what only this State does.
  ///
  /// Everything told is read from the members that the letter of the act is made of.
  /// - Parameter supplemented: the conversation of the request that this one adds to, where that travelled.
  public func tellings(of events: [CaseEvent], supplementing supplemented: ConversationID? = nil) -> [Telling] {
    switch self {
    case .incoming(let request): events.flatMap(request.tellings)
    case .outgoing(let request): events.compactMap { request.telling(of: $0, supplementing: supplemented) }
    }
  }
}

extension CaseEvent {
  /// The items that the fact is about.
  fileprivate var items: [ItemID] {
    if case .codes(let codes)? = facts["items"] { codes.map(ItemID.init(rawValue:)) } else { [] }
  }

  fileprivate var day: CalendarDay? { if case .day(let day)? = facts["on"] { day } else { nil } }
}

extension IncomingRequest {
  /// What the requesting State is told of a fact.
  fileprivate func tellings(of event: CaseEvent) -> [Telling] {
    switch event.name {
    case .acknowledged: [acknowledged].compactMap(\.self)
    case .informationAsked: [asked].compactMap(\.self)
    case .consulted: [consulted].compactMap(\.self)
    case .consultationConcluded: [concluded(event)].compactMap(\.self)
    case .counterProposed: [consultations.proposed(event, by: .requestedState)].compactMap(\.self)
    case .accepted: [accepted(event)].compactMap(\.self)
    case .postponed: [postponed(event)].compactMap(\.self)
    case .reasonsSent: refused(event)
    case .productSent: [sent(event)].compactMap(\.self)
    case .statusAnswered: [answered].compactMap(\.self)
    default: []
    }
  }

  private var acknowledged: Telling? {
    guard let acknowledgement else { return nil }
    let document = AcknowledgementDocument(on: acknowledgement.on, reference: head.reference, contact: acknowledgement.contact)
    return Telling(.acknowledgement, .acknowledgement(document), .request, answers: true)
  }

  private var asked: Telling? {
    guard let place = inquiries.indices.last else { return nil }
    let inquiry = inquiries[place]
    let document = QuestionDocument(items: inquiry.items, question: inquiry.question, on: inquiry.askedOn, dueOn: inquiry.dueOn)
    return Telling(.informationAsked, .informationAsked(document), .inquiry(place))
  }

  private var consulted: Telling? {
    guard let consultation = consultations.last else { return nil }
    let document = ConsultationDocument(
      items: consultation.items, topic: consultation.topic, proposal: consultation.proposal, conditions: consultation.conditions,
      on: consultation.openedOn, answerDueOn: consultation.answerDueOn)
    return Telling(.consultationOpened, .consultationOpened(document), .consultation(consultation.id))
  }

  /// The consultation that ended last, in the order in which they are kept, on the day of the fact.
  private func concluded(_ event: CaseEvent) -> Telling? {
    let ended = consultations.last { consultation in
      guard consultation.items == event.items else { return false }
      switch consultation.outcome {
      case .answered(let on, _, _), .lapsed(let on): return on == event.day
      case .moved, nil: return false
      }
    }
    guard let ended, let day = event.day else { return nil }
    let outcome: ConsultationEndDocument.Outcome =
      switch ended.outcome {
      case .answered(_, let accepts, _): accepts ? .agreed : .withoutAgreement
      default: .unanswered
      }
    // What the requesting State proposed last is answered by the end itself.
    var text: String?
    if case .answered(_, _, let said) = ended.outcome, ended.proposedBy == .requestingState { text = said }
    return Telling(
      .consultationClosed, .consultationClosed(ConsultationEndDocument(outcome: outcome, text: text, on: day)), .consultation(ended.id),
      answers: true)
  }

  private func accepted(_ event: CaseEvent) -> Telling? {
    guard let first = items.first(where: { event.items.contains($0.id) })?.acceptance else { return nil }
    let document = AcceptanceDocument(items: event.items, conditions: first.conditions.map(\.text), on: first.on)
    return Telling(.acceptance, .acceptance(document), .request, answers: true)
  }

  private func postponed(_ event: CaseEvent) -> Telling? {
    let stages = items.filter { event.items.contains($0.id) }.map(\.stage)
    guard case .postponed(let postponement)? = stages.first else { return nil }
    let document = PostponementDocument(
      items: event.items, reasons: postponement.reasons, reviewOn: postponement.reviewOn, on: postponement.on)
    return Telling(.postponement, .postponement(document), .request, answers: true)
  }

  /// Items that were refused alike share a message, as they share a letter.
  private func refused(_ event: CaseEvent) -> [Telling] {
    var groups: [(refusal: Refusal, items: [ItemID])] = []
    for item in items where event.items.contains(item.id) {
      guard case .refused(let refusal) = item.stage else { continue }
      if let place = groups.firstIndex(where: { $0.refusal == refusal }) {
        groups[place].items.append(item.id)
      } else {
        groups.append((refusal, [item.id]))
      }
    }
    return groups.map { refusal, items in
      let document = RefusalDocument(
        items: items, grounds: refusal.grounds, provision: refusal.provision, causes: refusal.causes, reasons: refusal.reasons,
        basicConcepts: refusal.basicConcepts, on: refusal.reasonsSentOn ?? refusal.on)
      return Telling(.refusal, .refusal(document), .request, answers: true)
    }
  }

  private func sent(_ event: CaseEvent) -> Telling? {
    let chosen = items.filter { event.items.contains($0.id) }
    var parts: [ProductDocument.Part] = []
    var last: Transmission?
    for item in chosen {
      guard let execution = item.execution, let sent = execution.sent.last else { continue }
      last = sent
      let result: Execution.Result = sent.isPart ? .part : sent.result ?? execution.result ?? .full
      var reason: String?
      if case .notFollowed(let told)? = sent.procedure ?? execution.procedure { reason = told }
      let part = ProductDocument.Part(items: [item.id], result: result, conditions: sent.conditions, procedureNotFollowed: reason)
      if let place = parts.firstIndex(where: { $0.isAlike(part) }) {
        parts[place].items.append(item.id)
      } else {
        parts.append(part)
      }
    }
    guard let last else { return nil }
    let document = ProductDocument(
      parts: parts, summary: last.summary, limitationOnUse: last.limitationOnUse, confidentiality: last.confidentiality,
      files: last.files.map { .init(name: "", sha256: $0) }, on: last.on)
    var telling = Telling(isWhole ? .fullProduct : .partialProduct, .product(document), .transmission(last.id))
    telling.files = last.files
    return telling
  }

  /// Whether all that was asked for and not refused or withdrawn has been sent.
  private var isWhole: Bool {
    items.allSatisfy { item in
      switch item.stage.code {
      case .productSent, .confirmed, .refused, .withdrawn: true
      case .undecided, .accepted, .postponed, .inExecution, .partlyExecuted, .executed: false
      }
    }
  }

  /// The question that was answered last.
  private var answered: Telling? {
    let answers = statusEnquiries.indices.filter { statusEnquiries[$0].answer != nil }
    guard let place = answers.last, let answer = statusEnquiries[place].answer else { return nil }
    return Telling(.statusAnswer, .statusAnswer(AnswerDocument(text: answer.text, on: answer.on)), .enquiry(place), answers: true)
  }
}

extension [Consultation] {
  /// What was proposed last in the consultation that a fact is about.
  fileprivate func proposed(_ event: CaseEvent, by side: MatterSide) -> Telling? {
    let changed = last { consultation in
      guard consultation.outcome == nil, consultation.items == event.items, let counter = consultation.counters?.last else { return false }
      return counter.by == side && counter.on == event.day && event.facts["topic"] == .code(consultation.topic.rawValue)
    }
    guard let changed, let counter = changed.counters?.last else { return nil }
    let document = ConsultationProposalDocument(
      proposal: counter.proposal, conditions: counter.conditions, on: counter.on, answerDueOn: counter.answerDueOn)
    return Telling(.consultationProposed, .consultationProposed(document), .consultation(changed.id), answers: true)
  }
}

extension ProductDocument.Part {
  fileprivate func isAlike(_ other: Self) -> Bool {
    result == other.result && conditions == other.conditions && procedureNotFollowed == other.procedureNotFollowed
  }
}

extension OutgoingRequest {
  /// What the requested State is told of a fact.
  fileprivate func telling(of event: CaseEvent, supplementing supplemented: ConversationID?) -> Telling? {
    switch event.name {
    case .sent:
      // What goes by another channel is told by that channel.
      guard let dispatch = dispatches.last, dispatch.channel == .electronic, dispatch.medium == .electronic else { return nil }
      let document = RequestDocument(self, supplementing: supplemented, on: dispatch.on)
      var telling = Telling(document.act, .request(document), .request)
      telling.files = dispatch.files ?? []
      return telling
    case .chased:
      guard let place = statusEnquiries.indices.last else { return nil }
      return Telling(.statusEnquiry, .statusEnquiry(DayDocument(on: statusEnquiries[place].askedOn)), .enquiry(place))
    case .informationAnswered: return informationGiven
    case .consultationAnswered: return consultationAnswered(event)
    case .counterProposed: return consultations.proposed(event, by: .requestingState)
    case .conditionsAccepted:
      guard let day = event.day else { return nil }
      let document = AcceptanceDocument(items: event.items, conditions: accepted(of: event.items, on: day).once, on: day)
      return Telling(.conditionsAccepted, .conditionsAccepted(document), .request)
    case .conditionsRefused: return conditionsRefused(event)
    case .withdrawn: return withdrawn(event)
    case .replyConfirmed:
      guard let day = event.day else { return nil }
      return Telling(.productReceived, .productReceived(ItemsDocument(items: event.items, on: day)))
    default: return nil
    }
  }

  /// The conditions that were accepted in the last go, and no others of the same day.
  private func accepted(of ids: [ItemID], on day: CalendarDay) -> [String] {
    let chosen = items.filter { ids.contains($0.id) }
    let answers = chosen.flatMap { $0.conditionAnswers ?? [] }.filter { $0.accepts && $0.on == day }
    let last = answers.compactMap(\.id).max { ($0.count, $0) < ($1.count, $1) }
    guard let last else { return chosen.flatMap(\.conditions).filter { $0.acceptedOn == day }.map(\.text) }
    return answers.filter { $0.id == last }.flatMap(\.conditions)
  }

  private func conditionsRefused(_ event: CaseEvent) -> Telling? {
    let answers = items.filter { event.items.contains($0.id) }.compactMap { $0.conditionAnswers?.last }
    guard let answer = answers.first, !answer.accepts else { return nil }
    let document = ConditionsRefusedDocument(items: event.items, text: answer.text, on: answer.on)
    return Telling(.conditionsRefused, .conditionsRefused(document), .request)
  }

  private var informationGiven: Telling? {
    let given = inquiries.indices.compactMap { place -> (Int, CalendarDay, String)? in
      if case .answered(let on, let text)? = inquiries[place].answer { (place, on, text) } else { nil }
    }
    guard let (place, on, text) = given.last else { return nil }
    var telling = Telling(.informationGiven, .informationGiven(AnswerDocument(text: text, on: on)), .inquiry(place), answers: true)
    telling.files = inquiries[place].answerFiles ?? []
    return telling
  }

  private func consultationAnswered(_ event: CaseEvent) -> Telling? {
    for consultation in consultations.reversed() where consultation.items == event.items {
      guard case .answered(let on, let accepts, let text)? = consultation.outcome, on == event.day else { continue }
      guard case .code(consultation.topic.rawValue)? = event.facts["topic"] else { continue }
      return Telling(
        .consultationAnswered, .consultationAnswered(ConsultationAnswerDocument(accepts: accepts, text: text, on: on)),
        .consultation(consultation.id), answers: true)
    }
    return nil
  }

  /// Only what the requested State was asked for can be no longer required there.
  private func withdrawn(_ event: CaseEvent) -> Telling? {
    let asked = Set(dispatches.flatMap(\.items))
    let items = event.items.filter(asked.contains)
    guard !items.isEmpty, let day = event.day else { return nil }
    let reason = self.items.first { items.contains($0.id) }.flatMap {
      if case .withdrawn(let withdrawal) = $0.stage { withdrawal.reason } else { nil }
    }
    let told = reason.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    return Telling(.withdrawal, .withdrawal(WithdrawalDocument(items: items, reason: told, on: day)))
  }
}

extension OutgoingRequest {
  /// The request as a draft that is shared for comment, before it goes out.
  /// - Source: practice (drafts shared before a request)
  /// - Throws: ``CannotAct/notAtThisStage`` once it went out.
  public func sharingDraft(on day: CalendarDay) throws(CannotAct) -> (telling: Telling, event: CaseEvent) {
    guard dispatches.isEmpty, stage == .approved || stage == .inTranslation else { throw .notAtThisStage }
    let document = RequestDocument(self, supplementing: nil, on: day)
    return (Telling(.draftForComment, .request(document)), CaseEvent(.draftShared, ["on": .day(day)]))
  }
}

extension [String] {
  fileprivate var once: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
