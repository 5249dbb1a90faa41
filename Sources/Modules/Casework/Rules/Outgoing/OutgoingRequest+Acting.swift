// SPDX-License-Identifier: Apache-2.0
import Instruments
public import Kernel
import WritingRules

extension OutgoingRequest {
  /// Decides about an act as an officer does it: acts that need four eyes become proposals, all others take effect.
  /// - Throws: ``CannotAct`` or the problem of the act; the proposal of an act that would be refused is refused too.
  public func deciding(_ act: OutgoingAct, _ acting: Acting) throws -> OutgoingDecision {
    let decision = try carryingOut(act, acting)
    guard act.code.needsSecondOfficer else { return decision }
    var request = self
    request.proposals.removeAll { $0.act.code == act.code && $0.by.id == acting.officer.id }
    request.proposals.append(Proposed(act, by: acting.officer, at: acting.at))
    return OutgoingDecision(state: request, events: [CaseEvent(.proposed, ["act": .code(act.code.rawValue)])])
  }

  /// Confirms a proposal as a second officer; its act takes effect as things stand now.
  /// - Source: practice (four eyes on refusing, postponing, sending and closing)
  /// - Throws: ``CannotAct/ownProposal``, ``CannotAct/noSuchProposal``, or why the act is not possible any more.
  public func confirming(_ proposal: Proposed<OutgoingAct>, _ acting: Acting) throws -> OutgoingDecision {
    guard proposals.contains(proposal) else { throw CannotAct.noSuchProposal }
    guard proposal.by.id != acting.officer.id else { throw CannotAct.ownProposal }
    var request = self
    request.proposals.removeAll { $0 == proposal }
    return try request.carryingOut(
      proposal.act,
      Acting(proposal.by, confirmedBy: acting.officer, at: acting.at, on: acting.on, authorities: acting.authorities))
  }

  /// Gives a proposal back to the officer who made it.
  /// - Throws: ``CannotAct/noSuchProposal``.
  public func returning(_ proposal: Proposed<OutgoingAct>) throws(CannotAct) -> OutgoingDecision {
    guard proposals.contains(proposal) else { throw .noSuchProposal }
    var request = self
    request.proposals.removeAll { $0 == proposal }
    return OutgoingDecision(state: request, events: [CaseEvent(.proposalReturned, ["act": .code(proposal.act.code.rawValue)])])
  }

  /// What an act brings about; four eyes are not its matter.
  func carryingOut(_ act: OutgoingAct, _ acting: Acting) throws -> OutgoingDecision {
    guard stage.permits.contains(act.code) else { throw CannotAct.notAtThisStage }
    switch act {
    case .startTranslation(let input): return try startingTranslation(input, acting)
    case .finishTranslation(let input): return try finishingTranslation(input, acting)
    case .send(let input): return try sending(input, acting)
    case .resend(let input): return try resending(input, acting)
    case .recordAcknowledgement(let input): return try recordingAcknowledgement(input, acting)
    case .reportNotReceived(let input): return try reportingNotReceived(input, acting)
    case .confirmInWriting(let input): return try confirmingInWriting(input, acting)
    case .chase(let input): return try chasing(input, acting)
    case .recordStatusAnswer(let input): return try recordingStatusAnswer(input, acting)
    case .recordInformationRequest(let input): return try recordingInformationRequest(input, acting)
    case .answerInformation(let input): return try answeringInformation(input, acting)
    case .recordConsultation(let input): return try recordingConsultation(input, acting)
    case .answerConsultation(let input): return try answeringConsultation(input, acting)
    case .counterPropose(let input): return try counterProposing(input, acting)
    case .recordCounterProposal(let input): return try recordingCounterProposal(input, acting)
    case .recordDecision(let input): return try recordingDecision(input, acting)
    case .acceptConditions(let input): return try acceptingConditions(input, acting)
    case .refuseConditions(let input): return try refusingConditions(input, acting)
    case .recordConditionKept(let input): return try recordingConditionKept(input, acting)
    case .recordReply(let input): return try recordingReply(input, acting)
    case .confirmReply(let input): return try confirmingReply(input, acting)
    case .suspend(let input): return try suspending(input, acting)
    case .resume(let input): return try resuming(input, acting)
    case .recordDelays(let input): return try recordingDelays(input, acting)
    case .withdraw(let input): return try withdrawing(input, acting)
    case .tellNotNeeded(let input): return try tellingNotNeeded(input, acting)
    case .close(let input): return try closing(input, acting)
    case .chooseBasis(let input): return try choosingBasis(input, acting)
    case .correctHead(let input): return try correctingHead(input, acting)
    }
  }
}

extension OutgoingRequest {
  /// The items of an act: each is there and at a stage from which the act can be done.
  /// - Throws: ``CannotAct/noItems``, ``CannotAct/noSuchItem(_:)``, ``CannotAct/itemNotAtThisStage(_:)``.
  func chosen(_ ids: [ItemID], for act: OutgoingAct.Code) throws(CannotAct) -> [OutgoingItem] {
    guard !ids.isEmpty else { throw .noItems }
    var chosen: [OutgoingItem] = []
    for id in ids {
      guard let item = items.first(where: { $0.id == id }) else { throw .noSuchItem(id) }
      if let from = OutgoingItem.Stage.Code.from(act), !from.contains(item.stage.code) { throw .itemNotAtThisStage(id) }
      chosen.append(item)
    }
    return chosen
  }

  /// Changes items in place.
  func changing(_ ids: [ItemID], _ change: (inout OutgoingItem) -> Void) -> OutgoingRequest {
    var request = self
    for place in request.items.indices where ids.contains(request.items[place].id) { change(&request.items[place]) }
    return request
  }

  /// A day that was named: not in the future, not before the request went out or, while it has not, before it was approved.
  func checked(_ day: CalendarDay, _ acting: Acting, field: String = "on") throws(CannotAct) {
    guard day <= acting.on else { throw .dayInFuture(field: field) }
    guard day >= earliestDay else { throw .dayTooEarly(field: field) }
  }

  private var earliestDay: CalendarDay {
    if let sentOn { return sentOn }
    if case .approved(let day) = standing { return max(day, head.arrival.on) }
    return head.arrival.on
  }
}
