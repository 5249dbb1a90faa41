// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Kernel
import Web

extension IncomingAct.Code {
  /// The fields of the act's form, in order; taking into the register has a form of its own.
  var fields: [ActField] {
    switch self {
    case .register: []
    case .acknowledge: [.on, .line("contact")]
    case .examine, .confirmInWriting: [.on]
    case .askForInformation: [.items, .area("question"), .on, .day("dueOn", isRequired: false)]
    case .recordInformation: [.area("text", isRequired: false), .on]
    case .consult:
      [
        .items, ActField("topic", .choice(Consultation.Topic.allCases.map(\.rawValue), words: "casework.topic")), .area("proposal"),
        .area("conditions", isRequired: false), .on, .day("answerDueOn"),
      ]
    case .counterPropose, .recordCounterProposal:
      [
        ActField("consultation", .consultation(nil)), .area("proposal"), .area("conditions", isRequired: false), .on, .day("answerDueOn"),
      ]
    case .concludeConsultation:
      [
        ActField("consultation", .consultation(nil)),
        ActField("outcome", .choice(ConsultationAnswer.allCases.map(\.rawValue), words: "casework.consultationAnswer")),
        .area("text", isRequired: false), .on,
      ]
    case .assessDualCriminality:
      [
        .items, ActField("isPresent", .choice(["yes", "no"], words: "casework.yesNo")), .area("reasoning"),
        ActField("purposesConsidered", .tick, isRequired: false),
      ]
    case .checkProtection, .sendReasons, .confirmProduct: [.items, .on]
    case .accept: [.items, .area("conditions", isRequired: false), .on]
    case .recordConditionsAccepted, .recordConditionsRefused: [.items, .area("text"), .on]
    case .postpone: [.items, .area("reasons"), .day("reviewOn"), .on]
    case .endPostponement: [.items, .on]
    case .refuse:
      [
        .items, ActField("grounds", .grounds),
        .line("provision", isRequired: false),
        ActField("causes", .many(CauseOfRefusal.selectable.map(\.rawValue), words: "casework.cause")), .area("reasons"),
        .area("basicConcepts", isRequired: false), .area("notConsulted", isRequired: false), .on,
      ]
    case .forward: [.line("to"), ActField("isReturned", .tick, isRequired: false), .on]
    case .recordTransferConsent: [.item, .day("personOn", isRequired: false), .day("authoritiesOn", isRequired: false)]
    case .settleCosts:
      [.item, .line("currency"), ActField("estimate", .amount), .area("agreed", isRequired: false), .day("agreedOn", isRequired: false)]
    case .beginExecution: [.items, .line("authority"), .on]
    case .recordExecution:
      [
        .item, ActField("result", .choice(Execution.Result.allCases.map(\.rawValue), words: "casework.result")),
        ActField("procedure", .choice(ProcedureAnswer.allCases.map(\.rawValue), words: "casework.procedure")),
        .area("procedureReason", isRequired: false), .on,
      ]
    case .sendProduct:
      [.items, .area("summary"), .area("limitationOnUse", isRequired: false), .area("confidentiality", isRequired: false), .files, .on]
    case .liftMeasure:
      [
        .item, .area("reason"), ActField("heardIn", .consultation(.lifting), isRequired: false), .area("notPossible", isRequired: false),
        ActField("notNeeded", .tick, isRequired: false), .on,
      ]
    case .tellConfidentialityImpossible: [.area("reason"), .on]
    case .recordStatusEnquiry: [ActField("askedOn", .day(isToday: true))]
    case .answerStatusEnquiry: [.area("text"), .on]
    case .suspend:
      [
        ActField("reason", .choice(Suspension.Reason.byOfficers.map(\.rawValue), words: "casework.suspension")), .on,
        .day("wakesOn", isRequired: false),
      ]
    case .resume: [ActField("reason", .choice(Suspension.Reason.endedByOfficers.map(\.rawValue), words: "casework.suspension")), .on]
    case .recordDelays:
      [ActField("delays", .many(DelayReason.allCases.map(\.rawValue), words: "casework.delay"), isRequired: false), .on]
    case .withdraw: [ActField("items", .items, isRequired: false), .area("reason", isRequired: false), .on]
    case .close: [.on, .area("note", isRequired: false)]
    case .chooseBasis: BasisForm.fields + [.area("reason"), .on]
    case .correctHead: HeadForm.fields
    }
  }

  /// The act that a filled form stands for.
  /// - Throws: ``UnreadableAct`` with every field that is wrong.
  func read(_ form: FormData) throws(UnreadableAct) -> IncomingAct {
    var input = ActInput(form)
    let act = correction(&input) ?? act(&input)
    try input.check()
    return act
  }

  /// Acts that change what the request says of itself; `nil` for every other one, and for a form that names too little.
  private func correction(_ input: inout ActInput) -> IncomingAct? {
    switch self {
    case .chooseBasis: ChooseBasis.read(&input).map { .chooseBasis($0) }
    case .correctHead: HeadForm.read(&input).map { .correctHead($0) }
    default: nil
    }
  }

  private func act(_ input: inout ActInput) -> IncomingAct {
    switch self {
    case .register, .acknowledge, .examine, .confirmInWriting, .forward, .tellConfidentialityImpossible, .recordStatusEnquiry,
      .answerStatusEnquiry, .suspend, .resume, .recordDelays, .withdraw, .close, .chooseBasis, .correctHead:
      wholeAct(&input)
    case .accept, .recordConditionsAccepted, .recordConditionsRefused, .postpone, .endPostponement, .refuse, .sendReasons, .consult,
      .concludeConsultation, .counterPropose, .recordCounterProposal, .askForInformation, .recordInformation:
      decidingAct(&input)
    case .assessDualCriminality, .checkProtection, .recordTransferConsent, .settleCosts, .beginExecution, .recordExecution, .sendProduct,
      .confirmProduct, .liftMeasure:
      itemAct(&input)
    }
  }

  /// Acts on the request as a whole.
  private func wholeAct(_ input: inout ActInput) -> IncomingAct {
    switch self {
    case .acknowledge: .acknowledge(Acknowledgement(on: input.day(), contact: input.text("contact")))
    case .confirmInWriting: .confirmInWriting(ConfirmInWriting(on: input.day()))
    case .forward: .forward(ForwardRequest(Forwarding(on: input.day(), to: input.text("to"), isReturned: input.tick("isReturned"))))
    case .tellConfidentialityImpossible:
      .tellConfidentialityImpossible(ConfidentialityNotice(on: input.day(), reason: input.text("reason")))
    case .recordStatusEnquiry: .recordStatusEnquiry(StatusEnquiry(askedOn: input.day("askedOn")))
    case .answerStatusEnquiry: .answerStatusEnquiry(.init(on: input.day(), text: input.text("text")))
    case .suspend: .suspend(SuspendRequest(input.choice("reason", .other), on: input.day(), wakesOn: input.optionalDay("wakesOn")))
    case .resume: .resume(ResumeRequest(input.choice("reason", .other), on: input.day()))
    case .recordDelays: .recordDelays(RecordDelays(input.many("delays", DelayReason.self), on: input.day()))
    case .withdraw:
      .withdraw(
        WithdrawItems(
          items: input.form.all("items").filter { !$0.isEmpty }.map { ItemID(rawValue: $0) }.sorted(),
          Withdrawal(on: input.day(), reason: input.optionalText("reason"))))
    case .close: .close(CloseRequest(on: input.day(), note: input.optionalText("note")))
    default: .examine(ExamineRequest(on: input.day()))
    }
  }

  /// Acts that lead to a decision.
  private func decidingAct(_ input: inout ActInput) -> IncomingAct {
    switch self {
    case .recordConditionsAccepted: .recordConditionsAccepted(answerToConditions(&input))
    case .recordConditionsRefused: .recordConditionsRefused(answerToConditions(&input))
    case .endPostponement: .endPostponement(EndPostponement(items: input.items(), on: input.day()))
    case .postpone:
      .postpone(PostponeItems(items: input.items(), reasons: input.text("reasons"), reviewOn: input.day("reviewOn"), on: input.day()))
    case .refuse:
      .refuse(
        RefuseItems(
          items: input.items(), grounds: input.many("grounds", GroundForRefusal.self), provision: input.optionalText("provision"),
          causes: input.many("causes", CauseOfRefusal.self), reasons: input.optionalText("reasons") ?? "",
          basicConcepts: input.optionalText("basicConcepts"), notConsulted: input.optionalText("notConsulted"), on: input.day()))
    case .sendReasons: .sendReasons(SendReasons(items: input.items(), on: input.day()))
    case .consult:
      .consult(
        OpenConsultation(
          items: input.items(), topic: input.choice("topic", .refusal), proposal: input.text("proposal"),
          conditions: input.optionalLines("conditions"), on: input.day(), answerDueOn: input.day("answerDueOn")))
    case .concludeConsultation: .concludeConsultation(ConcludeConsultation(input.text("consultation"), consultationOutcome(&input)))
    case .counterPropose: .counterPropose(CounterPropose.read(&input))
    case .recordCounterProposal: .recordCounterProposal(CounterPropose.read(&input))
    case .askForInformation:
      .askForInformation(
        AskForInformation(
          items: input.items(), question: input.text("question"), on: input.day(), dueOn: input.optionalDay("dueOn")))
    case .recordInformation: .recordInformation(RecordInformation(text: input.optionalText("text"), on: input.day()))
    default: .accept(AcceptItems(items: input.items(), conditions: input.lines("conditions"), on: input.day()))
    }
  }

  private func answerToConditions(_ input: inout ActInput) -> AnswerToConditions {
    AnswerToConditions(items: input.items(), text: input.text("text"), on: input.day())
  }

  private func consultationOutcome(_ input: inout ActInput) -> Consultation.Outcome {
    switch input.choice("outcome", ConsultationAnswer.lapsed) {
    case .accepts: .answered(on: input.day(), accepts: true, text: input.text("text"))
    case .doesNot: .answered(on: input.day(), accepts: false, text: input.text("text"))
    case .lapsed: .lapsed(on: input.day())
    }
  }

  /// Acts on items that carry a decision out.
  private func itemAct(_ input: inout ActInput) -> IncomingAct {
    switch self {
    case .assessDualCriminality:
      .assessDualCriminality(
        AssessDualCriminality(
          items: input.items(),
          finding: DualCriminalityFinding(
            isPresent: input.choice("isPresent", YesNo.no) == .yes, reasoning: input.text("reasoning"),
            purposesConsidered: input.tick("purposesConsidered"))))
    case .recordTransferConsent:
      .recordTransferConsent(
        RecordTransferConsent(
          item: input.item(),
          consent: TransferConsent(personOn: input.optionalDay("personOn"), authoritiesOn: input.optionalDay("authoritiesOn"))))
    case .settleCosts: costs(&input)
    case .beginExecution: .beginExecution(BeginExecution(items: input.items(), authority: input.text("authority"), on: input.day()))
    case .recordExecution:
      .recordExecution(
        RecordExecution(item: input.item(), result: input.choice("result", .full), procedure: procedure(&input), on: input.day()))
    case .sendProduct:
      .sendProduct(
        SendProduct(
          items: input.items(), summary: input.text("summary"), limitationOnUse: input.optionalText("limitationOnUse"),
          confidentiality: input.optionalText("confidentiality"), files: input.files(), on: input.day()))
    case .confirmProduct: .confirmProduct(ConfirmProduct(items: input.items(), on: input.day()))
    case .liftMeasure: lifting(&input)
    default: .checkProtection(CheckProtection(items: input.items(), on: input.day()))
    }
  }

  private func costs(_ input: inout ActInput) -> IncomingAct {
    let currency = input.text("currency").uppercased()
    var terms = CostTerms(estimateMinorUnits: input.amount("estimate", currency: currency), currency: currency)
    terms.agreed = input.optionalText("agreed")
    terms.agreedOn = input.optionalDay("agreedOn")
    return .settleCosts(SettleCosts(item: input.item(), terms: terms))
  }

  private func procedure(_ input: inout ActInput) -> ProcedureFollowed {
    switch input.choice("procedure", ProcedureAnswer.noneAsked) {
    case .noneAsked: .noneAsked
    case .followed: .followed
    case .notFollowed: .notFollowed(reason: input.optionalText("procedureReason") ?? "")
    }
  }

  private func lifting(_ input: inout ActInput) -> IncomingAct {
    let hearing: ProvisionalMeasure.Hearing =
      if let consultation = input.optionalText("heardIn") {
        .heard(consultation: consultation)
      } else if input.tick("notNeeded") {
        .notNeeded
      } else {
        .notPossible(reason: input.optionalText("notPossible") ?? "")
      }
    return .liftMeasure(LiftMeasure(item: input.item(), lifting: .init(on: input.day(), reason: input.text("reason"), hearing: hearing)))
  }
}

/// How a consultation ended, as a form asks it.
enum ConsultationAnswer: String, CaseIterable { case accepts, doesNot, lapsed }

/// Whether the procedure was followed, as a form asks it.
enum ProcedureAnswer: String, CaseIterable { case noneAsked, followed, notFollowed }

/// An answer that can be yes or no and is never assumed.
enum YesNo: String, CaseIterable { case yes, no }

extension Suspension.Reason {
  /// The kinds that officers begin and end themselves; the others follow from acts of their own.
  static let byOfficers: [Suspension.Reason] = [.appeal, .sealing, .translation, .other]

  /// The kinds that officers end themselves: those, and one that earlier versions let them begin.
  static let endedByOfficers: [Suspension.Reason] = byOfficers + [.consultation]
}
