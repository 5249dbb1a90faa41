// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Kernel
import Web

extension OutgoingAct.Code {
  /// The fields of the act's form, in order.
  var fields: [ActField] {
    switch self {
    case .startTranslation: [.line("language"), .line("translator", isRequired: false), .on]
    case .finishTranslation: [ActField("isCertified", .tick, isRequired: false), ActField("language", .line, isRequired: false), .on]
    case .send, .resend:
      [
        ActField("authority", .authority, isRequired: false), .line("to"),
        ActField("channel", .choice(Channel.allCases.map(\.rawValue), words: "content.channel")),
        ActField("medium", .choice(Arrival.Medium.allCases.map(\.rawValue), words: "casework.medium")),
        .line("trackingNumber", isRequired: false), .files, .on,
      ]
    case .recordAcknowledgement: [.line("theirReference", isRequired: false), .line("contact", isRequired: false), .on]
    case .reportNotReceived, .confirmInWriting, .chase: [.on]
    case .recordStatusAnswer: [.area("text"), .on]
    case .answerInformation: [.area("text"), .files, .on]
    case .refuseConditions: [.items, .area("text"), .on]
    case .recordInformationRequest:
      [
        .items, .area("question"),
        ActField("about", .many(AskedElement.allCases.map(\.rawValue), words: "casework.asked"), isRequired: false), .on,
        .day("dueOn", isRequired: false),
      ]
    case .recordConsultation:
      [
        .items, ActField("topic", .choice(Consultation.Topic.allCases.map(\.rawValue), words: "casework.topic")), .area("proposal"),
        .area("conditions", isRequired: false), .on, .day("answerDueOn"),
      ]
    case .answerConsultation:
      [
        ActField("consultation", .consultation(nil)), ActField("accepts", .choice(YesNo.allCases.map(\.rawValue), words: "casework.yesNo")),
        .area("text"), .on,
      ]
    case .counterPropose, .recordCounterProposal:
      [
        ActField("consultation", .consultation(nil)), .area("proposal"), .area("conditions", isRequired: false), .on, .day("answerDueOn"),
      ]
    case .recordDecision:
      [
        .items, ActField("told", .choice(ToldAnswer.allCases.map(\.rawValue), words: "casework.told")),
        .area("conditions", isRequired: false), .day("reviewOn", isRequired: false),
        ActField("grounds", .grounds, isRequired: false),
        .line("provision", isRequired: false),
        ActField("causes", .many(CauseOfRefusal.allCases.map(\.rawValue), words: "casework.cause"), isRequired: false),
        .area("reasons", isRequired: false), .on,
      ]
    case .acceptConditions, .confirmReply, .tellNotNeeded: [.items, .on]
    case .recordConditionKept: [.item, .line("condition"), .on]
    case .recordReply:
      [
        .items, ActField("result", .choice(Execution.Result.allCases.map(\.rawValue), words: "casework.result")), .area("summary"),
        .area("limitationOnUse", isRequired: false), .area("confidentiality", isRequired: false), .area("conditions", isRequired: false),
        .files, .on,
      ]
    case .suspend:
      [
        ActField("reason", .choice(Suspension.Reason.byOfficers.map(\.rawValue), words: "casework.suspension")), .on,
        .day("wakesOn", isRequired: false),
      ]
    case .resume: [ActField("reason", .choice(Suspension.Reason.endedByOfficers.map(\.rawValue), words: "casework.suspension")), .on]
    case .recordDelays:
      [ActField("delays", .many(DelayReason.allCases.map(\.rawValue), words: "casework.delay"), isRequired: false), .on]
    case .withdraw: [ActField("items", .items, isRequired: false), .area("reason", isRequired: false), .on]
    case .close: [ActField("isWithoutReply", .tick, isRequired: false), .area("note", isRequired: false), .on]
    case .chooseBasis: BasisForm.fields + [.area("reason"), .on]
    case .correctHead: HeadForm.fields
    }
  }

  /// The act that a filled form stands for.
  /// - Throws: ``UnreadableAct`` with every field that is wrong.
  func read(_ form: FormData) throws(UnreadableAct) -> OutgoingAct {
    var input = ActInput(form)
    let act = correction(&input) ?? sendingAct(&input) ?? toldAct(&input) ?? wholeAct(&input)
    try input.check()
    return act
  }

  /// Acts that change what the request says of itself; `nil` for every other one, and for a form that names too little.
  private func correction(_ input: inout ActInput) -> OutgoingAct? {
    switch self {
    case .chooseBasis: ChooseBasis.read(&input).map { .chooseBasis($0) }
    case .correctHead: HeadForm.read(&input).map { .correctHead($0) }
    default: nil
    }
  }

  /// Acts by which the request goes out.
  private func sendingAct(_ input: inout ActInput) -> OutgoingAct? {
    switch self {
    case .startTranslation:
      .startTranslation(
        StartTranslation(into: input.text("language"), by: input.optionalText("translator"), on: input.day()))
    case .finishTranslation:
      .finishTranslation(
        FinishTranslation(on: input.day(), isCertified: input.tick("isCertified"), into: input.optionalText("language")))
    case .send: .send(dispatch(&input))
    case .resend: .resend(dispatch(&input))
    case .reportNotReceived: .reportNotReceived(ReportNotReceived(on: input.day()))
    case .confirmInWriting: .confirmInWriting(ConfirmInWriting(on: input.day()))
    case .chase: .chase(ChaseRequest(on: input.day()))
    default: nil
    }
  }

  private func dispatch(_ input: inout ActInput) -> SendRequest {
    SendRequest(
      authority: input.optionalText("authority").flatMap { ID<CompetentAuthority>($0) }, to: input.text("to"),
      channel: input.choice("channel", .direct), medium: input.choice("medium", .paper),
      trackingNumber: input.optionalText("trackingNumber"), files: input.someFiles(), on: input.day())
  }

  /// Acts that record what the requested State told.
  private func toldAct(_ input: inout ActInput) -> OutgoingAct? {
    switch self {
    case .recordAcknowledgement:
      .recordAcknowledgement(
        ToldAcknowledgement(on: input.day(), theirReference: input.optionalText("theirReference"), contact: input.optionalText("contact")))
    case .recordStatusAnswer: .recordStatusAnswer(.init(on: input.day(), text: input.text("text")))
    case .recordInformationRequest:
      .recordInformationRequest(
        RecordInformationRequest(
          items: input.items(), question: input.text("question"), on: input.day(), dueOn: input.optionalDay("dueOn"),
          about: input.many("about", AskedElement.self)))
    case .recordConsultation:
      .recordConsultation(
        RecordConsultation(
          items: input.items(), topic: input.choice("topic", .refusal), proposal: input.text("proposal"),
          conditions: input.optionalLines("conditions"), on: input.day(), answerDueOn: input.day("answerDueOn")))
    case .recordCounterProposal: .recordCounterProposal(CounterPropose.read(&input))
    case .recordDecision: .recordDecision(RecordDecision(items: input.items(), told(&input), on: input.day()))
    case .recordReply:
      .recordReply(
        RecordReply(
          items: input.items(), result: input.choice("result", .full), summary: input.text("summary"),
          limitationOnUse: input.optionalText("limitationOnUse"), confidentiality: input.optionalText("confidentiality"),
          conditions: input.lines("conditions"), files: input.files(), on: input.day()))
    default: nil
    }
  }

  private func told(_ input: inout ActInput) -> RecordDecision.Told {
    switch input.choice("told", ToldAnswer.accepted) {
    case .accepted: .accepted(conditions: input.lines("conditions"))
    case .postponed: .postponed(reviewOn: input.optionalDay("reviewOn"), reasons: input.optionalText("reasons"))
    case .refused:
      .refused(
        grounds: input.many("grounds", GroundForRefusal.self), provision: input.optionalText("provision"),
        causes: input.many("causes", CauseOfRefusal.self), reasons: input.optionalText("reasons"))
    }
  }

  /// Answers from here, and acts on the request as a whole.
  private func wholeAct(_ input: inout ActInput) -> OutgoingAct {
    switch self {
    case .answerInformation: .answerInformation(AnswerInformation(text: input.text("text"), files: input.someFiles(), on: input.day()))
    case .answerConsultation:
      .answerConsultation(
        AnswerConsultation(
          input.text("consultation"), accepts: input.choice("accepts", YesNo.no) == .yes, text: input.text("text"), on: input.day()))
    case .counterPropose: .counterPropose(CounterPropose.read(&input))
    case .acceptConditions: .acceptConditions(AcceptConditions(items: input.items(), on: input.day()))
    case .refuseConditions:
      .refuseConditions(AnswerToConditions(items: input.items(), text: input.text("text"), on: input.day()))
    case .recordConditionKept:
      .recordConditionKept(RecordConditionKept(item: input.item(), condition: input.text("condition"), on: input.day()))
    case .confirmReply: .confirmReply(ConfirmReply(items: input.items(), on: input.day()))
    case .tellNotNeeded: .tellNotNeeded(NotNeededNotice(items: input.items(), on: input.day()))
    case .suspend: .suspend(SuspendRequest(input.choice("reason", .other), on: input.day(), wakesOn: input.optionalDay("wakesOn")))
    case .resume: .resume(ResumeRequest(input.choice("reason", .other), on: input.day()))
    case .recordDelays: .recordDelays(RecordDelays(input.many("delays", DelayReason.self), on: input.day()))
    case .withdraw:
      .withdraw(
        WithdrawItems(
          items: input.form.all("items").filter { !$0.isEmpty }.map { ItemID(rawValue: $0) }.sorted(),
          Withdrawal(on: input.day(), reason: input.optionalText("reason"))))
    default:
      .close(CloseOutgoing(on: input.day(), note: input.optionalText("note"), isWithoutReply: input.tick("isWithoutReply")))
    }
  }
}

extension CounterPropose {
  /// What a form says.
  static func read(_ input: inout ActInput) -> CounterPropose {
    CounterPropose(
      input.text("consultation"), proposal: input.text("proposal"), conditions: input.optionalLines("conditions"), on: input.day(),
      answerDueOn: input.day("answerDueOn"))
  }
}

/// What the requested State decided, as a form asks it.
enum ToldAnswer: String, CaseIterable { case accepted, postponed, refused }
