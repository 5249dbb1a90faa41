// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Instruments
import Kernel

/// The acts that are tried on an incoming request.
struct IncomingActs {
  let items: [ItemID]
  let on: CalendarDay
  let of: IncomingRequest

  func drawn(_ seeded: inout Seeded) -> IncomingAct {
    let word = CaseWalk.canary
    let consultation = of.openConsultations.first?.id ?? "c1"
    let item = items.first ?? "i1"
    let acts: [IncomingAct] = [
      .acknowledge(Acknowledgement(on: on, contact: word)), .examine(ExamineRequest(on: on)),
      .accept(AcceptItems(items: items, on: on)), .accept(AcceptItems(items: items, conditions: ["\(word) condition"], on: on)),
      .recordConditionsAccepted(AnswerToConditions(items: items, text: word, on: on)),
      .recordConditionsRefused(AnswerToConditions(items: items, text: word, on: on)),
      .consult(
        OpenConsultation(
          items: items, topic: [.refusal, .postponement, .conditions].randomElement(using: &seeded) ?? .refusal, proposal: word, on: on,
          answerDueOn: on.adding(40))),
      .concludeConsultation(ConcludeConsultation(consultation, .answered(on: on, accepts: seeded.happens(50), text: word))),
      .postpone(PostponeItems(items: items, reasons: word, reviewOn: on.adding(90), on: on)),
      .endPostponement(EndPostponement(items: items, on: on)),
      .refuse(RefuseItems(items: items, grounds: [.essentialInterests], causes: [.ongoingProceeding], reasons: word, on: on)),
      .sendReasons(SendReasons(items: items, on: on)), .beginExecution(BeginExecution(items: items, authority: word, on: on)),
      .recordExecution(RecordExecution(item: item, result: [.full, .part, .nothingFound].randomElement(using: &seeded) ?? .full, on: on)),
      .sendProduct(SendProduct(items: items, summary: word, on: on)), .confirmProduct(ConfirmProduct(items: items, on: on)),
      .askForInformation(AskForInformation(items: items, question: word, on: on)),
      .recordInformation(RecordInformation(text: word, on: on)), .suspend(SuspendRequest(.other, on: on)),
      .resume(ResumeRequest(.other, on: on)), .recordDelays(RecordDelays([.complexity, .translation], on: on)),
      .recordDelays(RecordDelays([], on: on)), .withdraw(WithdrawItems(items: items, Withdrawal(on: on, reason: word))),
      .close(CloseRequest(on: on, note: word)), .close(CloseRequest(on: on)), .chooseBasis(another(&seeded)),
      .correctHead(corrected(&seeded)),
      .assessDualCriminality(
        AssessDualCriminality(items: items, finding: DualCriminalityFinding(isPresent: true, reasoning: word))),
      .liftMeasure(LiftMeasure(item: item, lifting: .init(on: on, reason: word, hearing: .notPossible(reason: word)))),
    ]
    return acts.randomElement(using: &seeded) ?? acts[0]
  }

  private func another(_ seeded: inout Seeded) -> ChooseBasis {
    let besides: [AppliedBasis.Named] = seeded.happens(50) ? [.init(.domesticLaw, title: "\(CaseWalk.canary) code")] : []
    return ChooseBasis(AppliedBasis(primary: .init(.convention), besides: besides), reason: CaseWalk.canary, on: on)
  }

  private func corrected(_ seeded: inout Seeded) -> CorrectHead {
    CorrectHead(.drawn(of.head, .incoming, &seeded), reason: CaseWalk.canary, on: on)
  }
}

/// The acts that are tried on an outgoing request.
struct OutgoingActs {
  let items: [ItemID]
  let on: CalendarDay
  let of: OutgoingRequest

  func drawn(_ seeded: inout Seeded) -> OutgoingAct {
    let word = CaseWalk.canary
    let consultation = of.openConsultations.first?.id ?? "c1"
    func send() -> SendRequest {
      SendRequest(authority: CaseWalk.authority.id, to: word, channel: .direct, medium: .paper, on: on)
    }
    let acts: [OutgoingAct] = [
      .send(send()), .send(send()), .resend(send()), .recordAcknowledgement(ToldAcknowledgement(on: on, theirReference: "\(word)-7")),
      .reportNotReceived(ReportNotReceived(on: on)),
      .recordDecision(RecordDecision(items: items, .accepted(conditions: []), on: on)),
      .recordDecision(RecordDecision(items: items, .accepted(conditions: ["\(word) condition"]), on: on)),
      .recordDecision(RecordDecision(items: items, .postponed(reviewOn: nil, reasons: word), on: on)),
      .recordDecision(
        RecordDecision(items: items, .refused(grounds: [.essentialInterests], provision: nil, causes: [.immunity], reasons: word), on: on)),
      .recordDecision(RecordDecision(items: items, .refused(grounds: [], provision: nil, causes: [], reasons: nil), on: on)),
      .recordConsultation(
        RecordConsultation(
          items: items, topic: seeded.happens(60) ? .conditions : .refusal, proposal: word, on: on, answerDueOn: on.adding(40))),
      .answerConsultation(AnswerConsultation(consultation, accepts: seeded.happens(50), text: word, on: on)),
      .acceptConditions(AcceptConditions(items: items, on: on)), .refuseConditions(AnswerToConditions(items: items, text: word, on: on)),
      .recordReply(
        RecordReply(items: items, result: [.full, .part].randomElement(using: &seeded) ?? .full, summary: word, on: on)),
      .confirmReply(ConfirmReply(items: items, on: on)), .withdraw(WithdrawItems(items: items, Withdrawal(on: on, reason: word))),
      .tellNotNeeded(NotNeededNotice(items: items, on: on)), .suspend(SuspendRequest(.appeal, on: on)),
      .resume(ResumeRequest(.appeal, on: on)),
      .recordDelays(RecordDelays([.noReply], on: on)), .chase(ChaseRequest(on: on)), .close(CloseOutgoing(on: on)),
      .close(CloseOutgoing(on: on, note: word, isWithoutReply: true)),
      .correctHead(CorrectHead(.drawn(of.head, .outgoing, &seeded), reason: word, on: on)),
    ]
    return acts.randomElement(using: &seeded) ?? acts[0]
  }
}

extension HeadFields {
  /// Another State, other offences, an earlier day or another kind.
  static func drawn(_ head: RequestHead, _ direction: RegisteredRequest.Direction, _ seeded: inout Seeded) -> HeadFields {
    var fields = HeadFields(head, direction)
    switch Int.random(in: 0..<4, using: &seeded) {
    case 0: fields.otherState = CaseWalk.state(fields.otherState.code == "XB" ? "XC" : "XB")
    case 1: fields.offences = [16, 21]
    case 2: fields.arrivedOn = fields.arrivedOn.adding(Days(-Int.random(in: 1...60, using: &seeded)))
    default: fields.kind = fields.kind == .assetRecovery ? .informalContact : .assetRecovery
    }
    return fields
  }
}
