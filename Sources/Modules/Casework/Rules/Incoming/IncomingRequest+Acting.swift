// SPDX-License-Identifier: Apache-2.0
import Instruments
public import Kernel
import WritingRules

extension IncomingRequest {
  /// Decides about an act as an officer does it: acts that need four eyes become proposals, all others take effect.
  /// - Throws: ``CannotAct`` or the problem of the act; the proposal of an act that would be refused is refused too.
  public func deciding(_ act: IncomingAct, _ acting: Acting) throws -> IncomingDecision {
    let decision = try carryingOut(act, acting)
    guard act.code.needsSecondOfficer else { return decision }
    var request = self
    request.proposals.removeAll { $0.act.code == act.code && $0.by.id == acting.officer.id }
    request.proposals.append(Proposed(act, by: acting.officer, at: acting.at))
    return IncomingDecision(state: request, events: [CaseEvent(.proposed, ["act": .code(act.code.rawValue)])])
  }

  /// Confirms a proposal as a second officer; its act takes effect as things stand now.
  /// - Source: practice (four eyes on refusing, postponing, sending and closing)
  /// - Throws: ``CannotAct/ownProposal``, ``CannotAct/noSuchProposal``, or why the act is not possible any more.
  public func confirming(_ proposal: Proposed<IncomingAct>, _ acting: Acting) throws -> IncomingDecision {
    guard proposals.contains(proposal) else { throw CannotAct.noSuchProposal }
    guard proposal.by.id != acting.officer.id else { throw CannotAct.ownProposal }
    var request = self
    request.proposals.removeAll { $0 == proposal }
    return try request.carryingOut(proposal.act, Acting(proposal.by, confirmedBy: acting.officer, at: acting.at, on: acting.on))
  }

  /// Gives a proposal back to the officer who made it.
  /// - Throws: ``CannotAct/noSuchProposal``.
  public func returning(_ proposal: Proposed<IncomingAct>) throws(CannotAct) -> IncomingDecision {
    guard proposals.contains(proposal) else { throw .noSuchProposal }
    var request = self
    request.proposals.removeAll { $0 == proposal }
    return IncomingDecision(state: request, events: [CaseEvent(.proposalReturned, ["act": .code(proposal.act.code.rawValue)])])
  }

  /// What an act brings about; four eyes are not its matter.
  func carryingOut(_ act: IncomingAct, _ acting: Acting) throws -> IncomingDecision {
    guard stage.permits.contains(act.code) else { throw CannotAct.notAtThisStage }
    switch act {
    case .register(let input): return try registering(input, acting)
    case .acknowledge(let input): return try acknowledging(input, acting)
    case .examine(let input): return try examining(input, acting)
    case .askForInformation(let input): return try askingForInformation(input, acting)
    case .recordInformation(let input): return try recordingInformation(input, acting)
    case .consult(let input): return try consulting(input, acting)
    case .concludeConsultation(let input): return try concludingConsultation(input, acting)
    case .counterPropose(let input): return try counterProposing(input, acting)
    case .recordCounterProposal(let input): return try recordingCounterProposal(input, acting)
    case .assessDualCriminality(let input): return try assessingDualCriminality(input, acting)
    case .checkProtection(let input): return try checkingProtection(input, acting)
    case .accept(let input): return try accepting(input, acting)
    case .recordConditionsAccepted(let input): return try recordingConditionsAccepted(input, acting)
    case .recordConditionsRefused(let input): return try recordingConditionsRefused(input, acting)
    case .postpone(let input): return try postponing(input, acting)
    case .endPostponement(let input): return try endingPostponement(input, acting)
    case .refuse(let input): return try refusing(input, acting)
    case .sendReasons(let input): return try sendingReasons(input, acting)
    case .forward(let input): return try forwarding(input, acting)
    case .recordTransferConsent(let input): return try recordingTransferConsent(input, acting)
    case .settleCosts(let input): return try settlingCosts(input, acting)
    case .beginExecution(let input): return try beginningExecution(input, acting)
    case .recordExecution(let input): return try recordingExecution(input, acting)
    case .sendProduct(let input): return try sendingProduct(input, acting)
    case .confirmProduct(let input): return try confirmingProduct(input, acting)
    case .liftMeasure(let input): return try liftingMeasure(input, acting)
    case .tellConfidentialityImpossible(let input): return try tellingConfidentialityImpossible(input, acting)
    case .confirmInWriting(let input): return try confirmingInWriting(input, acting)
    case .recordStatusEnquiry(let input): return try recordingStatusEnquiry(input, acting)
    case .answerStatusEnquiry(let input): return try answeringStatusEnquiry(input, acting)
    case .suspend(let input): return try suspending(input, acting)
    case .resume(let input): return try resuming(input, acting)
    case .recordDelays(let input): return try recordingDelays(input, acting)
    case .withdraw(let input): return try withdrawing(input, acting)
    case .close(let input): return try closing(input, acting)
    case .chooseBasis(let input): return try choosingBasis(input, acting)
    case .correctHead(let input): return try correctingHead(input, acting)
    }
  }
}

extension IncomingRequest {
  /// The items of an act: each is there and at a stage from which the act can be done.
  /// - Throws: ``CannotAct/noItems``, ``CannotAct/noSuchItem(_:)``, ``CannotAct/itemNotAtThisStage(_:)``.
  func chosen(_ ids: [ItemID], for act: IncomingAct.Code) throws(CannotAct) -> [IncomingItem] {
    guard !ids.isEmpty else { throw .noItems }
    var chosen: [IncomingItem] = []
    for id in ids {
      guard let item = items.first(where: { $0.id == id }) else { throw .noSuchItem(id) }
      if let from = IncomingItem.Stage.Code.from(act), !from.contains(item.stage.code) { throw .itemNotAtThisStage(id) }
      chosen.append(item)
    }
    return chosen
  }

  /// Changes items in place.
  func changing(_ ids: [ItemID], _ change: (inout IncomingItem) -> Void) -> IncomingRequest {
    var request = self
    for place in request.items.indices where ids.contains(request.items[place].id) { change(&request.items[place]) }
    return request
  }

  /// A day that was named: not in the future, not before the request arrived.
  func checked(_ day: CalendarDay, _ acting: Acting, field: String = "on") throws(CannotAct) {
    guard day <= acting.on else { throw .dayInFuture(field: field) }
    guard day >= head.arrival.on else { throw .dayTooEarly(field: field) }
  }

  /// Whether paragraphs 9 to 29 of article 46 govern, with their closed list of grounds and their duties.
  /// - Source: UNCAC 46(7)
  public var isUnderParagraphs9To29: Bool { head.kind.isUnderArticle46 && head.basis.appliesParagraphs9To29 }
}

/// A text that an act needs.
/// - Throws: ``CannotAct/missing(field:)`` when it says nothing.
func required(_ text: String, field: String) throws(CannotAct) {
  guard !text.allSatisfy(\.isWhitespace) else { throw .missing(field: field) }
}
