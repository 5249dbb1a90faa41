// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What a message of the other State brings about in a request of this register.
public struct Taken: Sendable {
  /// The request as it is afterwards.
  public let request: RegisteredRequest
  /// The facts.
  public let events: [CaseEvent]
  /// What in the request it made or was about, so that an answer from here finds the message.
  public let anchor: MessageAnchor?
}

extension RegisteredRequest {
  /// Does what the other State told, as an officer would record it from a letter; four eyes are those of the other State.
  ///
  /// The day of what came is the day of the own authority on which it came, as for a letter; the day that stands in the document is kept with it.
  /// - Parameters:
  ///   - question: what the message answers here, where it answers one of this State's.
  ///   - acting: the program, on the day on which the message came.
  /// - Returns: `nil` when it changes nothing that the register counts by and is kept as it was told.
  /// - Throws: ``CannotAct`` and the problems of the acts, when it cannot be recorded as the request stands.
  public func taking(_ document: CaseDocument, answering question: MessageAnchor?, _ acting: Acting) throws -> Taken? {
    switch self {
    case .incoming(let request): try request.taking(document, answering: question, acting)
    case .outgoing(let request): try request.taking(document, answering: question, acting)
    }
  }
}

extension IncomingRequest {
  fileprivate func taking(_ document: CaseDocument, answering question: MessageAnchor?, _ acting: Acting) throws -> Taken? {
    let day = acting.on
    switch document {
    case .informationGiven(let told):
      // The rule records the answer to the question that is open; another one's must not pass for it.
      guard case .inquiry(let place)? = question, place == inquiries.lastIndex(where: { $0.answer == nil }) else {
        throw CannotAct.nothingOpen
      }
      return try taken(.recordInformation(RecordInformation(text: told.text, on: day)), question, acting)
    case .consultationAnswered(let told):
      guard case .consultation(let id)? = question else { throw CannotAct.nothingOpen }
      let outcome = Consultation.Outcome.answered(on: day, accepts: told.accepts, text: told.text)
      return try taken(.concludeConsultation(ConcludeConsultation(id, outcome)), question, acting)
    case .consultationProposed(let told):
      return try taken(.recordCounterProposal(told.recording(question, on: day)), question, acting)
    case .conditionsAccepted(let told):
      // Conditions are accepted as such: those that were put and no others.
      let open = Set(items.filter { told.items.contains($0.id) }.flatMap(\.openConditions))
      guard !open.isEmpty, open.isSubset(of: told.conditions) else { throw CannotAct.nothingOpen }
      let text = told.conditions.joined(separator: "\n")
      return try taken(.recordConditionsAccepted(AnswerToConditions(items: told.items, text: text, on: day)), .request, acting)
    case .conditionsRefused(let told):
      return try taken(.recordConditionsRefused(AnswerToConditions(items: told.items, text: told.text, on: day)), .request, acting)
    case .withdrawal(let told):
      return try taken(.withdraw(WithdrawItems(items: told.items, Withdrawal(on: day, reason: told.reason))), .request, acting)
    case .statusEnquiry:
      return try taken(.recordStatusEnquiry(StatusEnquiry(askedOn: day)), .enquiry(statusEnquiries.count), acting)
    case .productReceived(let told): return try taken(.confirmProduct(ConfirmProduct(items: told.items, on: day)), nil, acting)
    case .request, .acknowledgement, .informationAsked, .consultationOpened, .consultationClosed, .acceptance, .postponement, .refusal,
      .product, .statusAnswer:
      return nil
    }
  }

  private func taken(_ act: IncomingAct, _ anchor: MessageAnchor?, _ acting: Acting) throws -> Taken {
    let decision = try carryingOut(act, acting)
    return Taken(request: .incoming(decision.state), events: decision.events, anchor: anchor)
  }
}

extension OutgoingRequest {
  fileprivate func taking(_ document: CaseDocument, answering question: MessageAnchor?, _ acting: Acting) throws -> Taken? {
    let day = acting.on
    switch document {
    case .acknowledgement(let told):
      let act = ToldAcknowledgement(on: day, theirReference: told.reference, contact: told.contact)
      return try taken([.recordAcknowledgement(act)], .request, acting)
    case .informationAsked(let told):
      // A day that has passed on the way is no day by which anybody could answer.
      let due = told.dueOn.flatMap { $0 > day ? $0 : nil }
      let act = RecordInformationRequest(items: told.items, question: told.question, on: day, dueOn: due)
      return try taken([.recordInformationRequest(act)], .inquiry(inquiries.count), acting)
    case .consultationOpened(let told):
      let act = RecordConsultation(
        items: told.items, topic: told.topic, proposal: told.proposal, conditions: told.conditions, on: day, answerDueOn: told.answerDueOn)
      return try taken([.recordConsultation(act)], .consultation(consultations.nextID), acting)
    case .consultationProposed(let told):
      return try taken([.recordCounterProposal(told.recording(question, on: day))], question, acting)
    case .consultationClosed(let told):
      // The end of what was answered already changes nothing.
      guard case .consultation(let id)? = question, consultations.contains(where: { $0.id == id && $0.outcome == nil }) else { return nil }
      let decision = try endingConsultation(id, as: told, on: day)
      return Taken(request: .outgoing(decision.state), events: decision.events, anchor: question)
    case .acceptance(let told):
      return try taken([.recordDecision(RecordDecision(items: told.items, .accepted(conditions: told.conditions), on: day))], nil, acting)
    case .postponement(let told):
      let review = told.reviewOn > day ? told.reviewOn : nil
      return try taken(
        [.recordDecision(RecordDecision(items: told.items, .postponed(reviewOn: review, reasons: told.reasons), on: day))], nil, acting)
    case .refusal(let told):
      let refused = RecordDecision.Told.refused(
        grounds: told.grounds, provision: told.provision, causes: told.causes, reasons: told.reasonsWithConcepts)
      return try taken([.recordDecision(RecordDecision(items: told.items, refused, on: day))], nil, acting)
    case .product(let told):
      let acts = told.parts.map { part in
        OutgoingAct.recordReply(
          RecordReply(
            items: part.items, result: part.result, summary: told.summary(of: part), limitationOnUse: told.limitationOnUse,
            confidentiality: told.confidentiality, conditions: part.conditions, files: told.files.map(\.sha256), on: day))
      }
      return try taken(acts, .transmission("t\(transmissions.count + 1)"), acting)
    case .statusAnswer(let told): return try taken([.recordStatusAnswer(.init(on: day, text: told.text))], question, acting)
    case .request, .informationGiven, .consultationAnswered, .conditionsAccepted, .conditionsRefused, .productReceived,
      .withdrawal, .statusEnquiry:
      return nil
    }
  }

  private func taken(_ acts: [OutgoingAct], _ anchor: MessageAnchor?, _ acting: Acting) throws -> Taken {
    var request = self
    var events: [CaseEvent] = []
    for act in acts {
      let decision = try request.carryingOut(act, acting)
      request = decision.state
      events += decision.events
    }
    return Taken(request: .outgoing(request), events: events, anchor: anchor)
  }

  /// Records that the requested State was told of a withdrawal, because the withdrawal itself travels.
  /// - Source: UNCAC 46(24)
  /// - Throws: ``CannotAct`` when there is nothing to tell.
  public func tellingWithdrawal(on day: CalendarDay, _ acting: Acting) throws(CannotAct) -> OutgoingDecision? {
    let items = notNeededToTell
    guard !items.isEmpty else { return nil }
    return try tellingNotNeeded(NotNeededNotice(items: items, on: day), acting)
  }
}

extension ConsultationProposalDocument {
  /// What recording it needs.
  /// - Throws: ``CannotAct/nothingOpen`` where it answers no consultation of this register.
  fileprivate func recording(_ question: MessageAnchor?, on day: CalendarDay) throws(CannotAct) -> CounterPropose {
    guard case .consultation(let id)? = question else { throw .nothingOpen }
    return CounterPropose(id, proposal: proposal, conditions: conditions, on: day, answerDueOn: answerDueOn)
  }
}

extension RefusalDocument {
  /// The reasons, with why help that is not coercive is not given, for which what is told has no member of its own.
  fileprivate var reasonsWithConcepts: String { [reasons, basicConcepts].compactMap(\.self).joined(separator: "\n\n") }
}

extension ProductDocument {
  /// What came, with why the procedure that was asked for was not followed.
  /// - Source: UNCAC 46(17)
  fileprivate func summary(of part: Part) -> String { [summary, part.procedureNotFollowed].compactMap(\.self).joined(separator: "\n\n") }
}
