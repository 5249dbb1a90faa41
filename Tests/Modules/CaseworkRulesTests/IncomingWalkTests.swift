// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Instruments
import Kernel
import Testing

@Suite("Every state that an incoming request can reach")
struct IncomingWalkTests {
  typealias IncomingWalk = Walk<IncomingRequest, IncomingAct, IncomingAct.Code>

  static let both: [ItemID] = ["i1", "i2"]
  static let choices: [[ItemID]] = [["i1"], ["i2"], both]

  /// A request for freezing an account and moving a witness, or for the first alone.
  static func start(_ kind: CooperationKind, items: Int) -> IncomingRequest {
    let both = [
      IncomingItem(id: "i1", sought: .measure(.freezeForConfiscation), summary: "The account", persons: []),
      IncomingItem(id: "i2", sought: .measure(.transferDetainedPerson), summary: "The witness"),
    ]
    return IncomingRequest(id: ID(), head: Sample.head(kind, medium: .oral), items: Array(both.prefix(items)))
  }

  /// What of an item matters for what can follow.
  static func signature(_ item: IncomingItem) -> String {
    var parts = [item.stage.code.rawValue]
    switch item.stage {
    case .accepted(let acceptance):
      if acceptance.conditions.contains(where: { $0.acceptedOn == nil }) { parts.append("condition not accepted") }
    case .refused(let refusal): if refusal.reasonsSentOn != nil { parts.append("reasons sent") }
    case .postponed:
      parts.append(item.beforePostponement?.code.rawValue ?? "")
      if !item.openConditions.isEmpty { parts.append("condition not accepted") }
    default: break
    }
    if let execution = item.execution {
      if let measure = execution.measure { parts.append(measure.lifted == nil ? "measure stands" : "measure lifted") }
      if !execution.sent.isEmpty { parts.append(execution.sent.contains { $0.confirmedOn == nil } ? "sent" : "sent and confirmed") }
    }
    return parts.joined(separator: ", ")
  }

  static func signature(_ request: IncomingRequest) -> String {
    let undecided = request.items.allSatisfy { $0.stage.code == .undecided }
    return [
      request.stage.rawValue, request.items.map(signature).joined(separator: " | "),
      undecided ? "examined \(request.examinedSince != nil), acknowledged \(request.acknowledgement != nil)" : "",
      "inquiry \(request.openInquiry != nil)", "open \(request.openConsultations.map(\.topic.rawValue).sorted())",
      "consulted \(Set(request.consultations.filter { $0.outcome != nil && $0.topic == .refusal }.map(\.topic.rawValue)).sorted())",
      "postponement \(request.consultations.filter { $0.topic == .postponement }.count), for \(request.items.map { fresh($0, request) })",
      // Side by side with one item alone: with two, the same questions would only multiply the states.
      request.items.count == 1 ? "asked \(request.statusEnquiries.contains { $0.answer == nil })" : "",
      "consent \(request.items.contains { $0.transferConsent != nil })",
      "checked \(request.items.contains { $0.protectionCheckedOn != nil })",
      request.items.count == 1 ? "instead \(request.openConsultations.map { ($0.counters ?? []).count })" : "",
      request.items.count == 1 ? "waits \(request.suspensions.contains { $0.reason == .other && $0.endedOn == nil })" : "",
    ].joined(separator: "; ")
  }

  /// Whether a consultation about postponing an item has ended that no postponement of it rests on.
  static func fresh(_ item: IncomingItem, _ request: IncomingRequest) -> Bool {
    let used = (item.postponements ?? []).map(\.consultation)
    return request.consultations.contains {
      $0.topic == .postponement && $0.outcome != nil && $0.items.contains(item.id) && !used.contains(.held(consultation: $0.id))
    }
  }

  /// The acts that are tried in every state, with inputs that fit wherever any do.
  static func inputs(_ request: IncomingRequest) -> [IncomingAct] {
    let day = Sample.today
    let all = request.items.map(\.id)
    var acts: [IncomingAct] = [
      .register(
        RegisterIncoming(
          head: request.head,
          items: request.items.map { .init(id: $0.id, sought: $0.sought, summary: $0.summary, persons: $0.persons) }, on: day)),
      .acknowledge(Acknowledgement(on: day, contact: "the duty desk")), .examine(ExamineRequest(on: day)),
      .recordInformation(RecordInformation(text: "The number of the account", on: day)),
      .askForInformation(AskForInformation(items: all, question: "Which account?", on: day)),
      .recordTransferConsent(RecordTransferConsent(item: "i2", consent: TransferConsent(personOn: day, authoritiesOn: day))),
      .tellConfidentialityImpossible(ConfidentialityNotice(on: day, reason: "A public hearing")),
      .confirmInWriting(ConfirmInWriting(on: day)), .suspend(SuspendRequest(.other, on: day)), .resume(ResumeRequest(.other, on: day)),
      .recordDelays(RecordDelays([.complexity, .translation], on: day)),
      .forward(ForwardRequest(Forwarding(on: day, to: "The Prosecutor General"))), .withdraw(WithdrawItems(Withdrawal(on: day))),
      .close(CloseRequest(on: day)), .answerStatusEnquiry(StatusEnquiry.Answer(on: day, text: "It is with the court.")),
    ]
    acts += [.chooseBasis(Sample.anotherBasis(than: request.head)), .correctHead(Sample.anotherHead(than: request.head, .incoming))]
    // Execution needs both the consent and the check; one before the other is enough.
    if !request.stage.permits.contains(.checkProtection) || request.items.contains(where: { $0.transferConsent != nil }) {
      acts.append(.checkProtection(CheckProtection(items: ["i2"], on: day)))
    }
    // One open question, one open consultation: more of the same would only repeat what is proved with one.
    if !request.statusEnquiries.contains(where: { $0.answer == nil }) { acts.append(.recordStatusEnquiry(StatusEnquiry(askedOn: day))) }
    if request.openConsultations.isEmpty {
      for topic in [Consultation.Topic.refusal, .postponement] {
        // To prolong a postponement needs another consultation; that is walked with one item alone.
        let held = request.consultations.filter { $0.topic == topic }.count
        let again = topic == .postponement && all.count == 1 && held == 1 && request.items[0].stage.code == .postponed
        if held == 0 || again {
          acts.append(
            .consult(
              OpenConsultation(items: all, topic: topic, proposal: "Wait", on: Sample.day("2026-11-02"), answerDueOn: day)))
        }
      }
    }
    // A second consultation beside an open one, with one item alone.
    if all.count == 1, request.openConsultations.count == 1, request.openConsultations[0].topic != .costs {
      acts.append(.consult(OpenConsultation(items: all, topic: .costs, proposal: "Share", on: day, answerDueOn: Sample.day("2027-01-10"))))
    }
    let open = request.openConsultations.first?.id ?? "c1"
    acts.append(.concludeConsultation(ConcludeConsultation(open, .answered(on: day, accepts: true, text: "Agreed"))))
    // Once in each direction; with several items only where it is refused, since nothing else would be seen of it.
    let instead = CounterPropose(open, proposal: "By video", on: day, answerDueOn: Sample.day("2027-01-10"))
    let isTried = all.count == 1 || !request.stage.permits.contains(.counterPropose)
    if isTried, (request.openConsultations.first?.counters ?? []).count < 2 {
      acts += [.recordCounterProposal(instead), .counterPropose(instead)]
    }
    for items in choices where Set(items).isSubset(of: all) { acts += Self.inputs(for: items, on: day) }
    return acts
  }

  private static func inputs(for items: [ItemID], on day: CalendarDay) -> [IncomingAct] {
    var acts: [IncomingAct] = [
      .accept(AcceptItems(items: items, on: day)), .accept(AcceptItems(items: items, conditions: ["Only as evidence"], on: day)),
      .recordConditionsAccepted(AnswerToConditions(items: items, text: "Agreed", on: day)),
      .recordConditionsRefused(AnswerToConditions(items: items, text: "We cannot", on: day)),
      .postpone(PostponeItems(items: items, reasons: "A trial here", reviewOn: Sample.day("2027-01-10"), on: day)),
      .postpone(PostponeItems(items: items, reasons: "It goes on", reviewOn: Sample.day("2027-03-10"), on: day)),
      .endPostponement(EndPostponement(items: items, on: day)),
      .refuse(
        RefuseItems(
          items: items, grounds: [.essentialInterests], causes: [.ongoingProceeding], reasons: "The trial here would suffer.", on: day)),
      .sendReasons(SendReasons(items: items, on: day)), .beginExecution(BeginExecution(items: items, authority: "The court", on: day)),
      .sendProduct(SendProduct(items: items, summary: "The order", on: day)), .confirmProduct(ConfirmProduct(items: items, on: day)),
      .withdraw(WithdrawItems(items: items, Withdrawal(on: day))),
      .assessDualCriminality(
        AssessDualCriminality(items: items, finding: DualCriminalityFinding(isPresent: true, reasoning: "Embezzlement here too"))),
    ]
    guard let item = items.first, items.count == 1 else { return acts }
    acts += [
      .recordExecution(RecordExecution(item: item, result: .full, on: day)),
      .recordExecution(RecordExecution(item: item, result: .part, on: day)),
      .recordExecution(RecordExecution(item: item, result: .nothingFound, on: day)),
      .settleCosts(SettleCosts(item: item, terms: agreedCosts(on: day))),
      .liftMeasure(
        LiftMeasure(item: item, lifting: .init(on: day, reason: "Released", hearing: .notPossible(reason: "A court ordered it at once")))),
    ]
    return acts
  }

  private static func agreedCosts(on day: CalendarDay) -> CostTerms {
    var terms = CostTerms(estimateMinorUnits: 100_000, currency: "XAD")
    terms.agreed = "Half each"
    terms.agreedOn = day
    return terms
  }

  static func prelude(_ act: IncomingAct) -> IncomingAct? {
    switch act {
    case .resume: .suspend(SuspendRequest(.other, on: Sample.today))
    case .answerStatusEnquiry: .recordStatusEnquiry(StatusEnquiry(askedOn: Sample.today))
    default: nil
    }
  }

  static let walk = IncomingWalk(
    stage: { $0.stage.rawValue }, permits: { $0.stage.permits }, signature: signature, inputs: inputs, code: { $0.code }, prelude: prelude,
    doing: { try Sample.doing($1, to: $0) })
  static let limit = 60_000
  /// Walked once, by a task on which both tests wait without keeping a thread.
  static let found = Task {
    await walk.run(
      fromEach: [
        start(.criminalAssistance, items: 2), start(.criminalAssistance, items: 1), start(.spontaneousTransmission, items: 1),
      ], limit: limit)
  }

  @Test("From every state an incoming request can be brought to its closure")
  func noDeadStates() async {
    for found in await Self.found.value {
      #expect(found.states.count > 200 && found.states.count < Self.limit, "\(found.states.count) states: the walk did not reach its end")
      #expect(Self.walk.dead(in: found) { $0.stage == .closed }.prefix(5) == [])
    }
  }

  @Test("Every act that a stage permits succeeds in some state of that stage, and every other one is refused because of the stage")
  func everyCellIsDecided() async {
    let walked = await Self.found.value
    var open: [String] = []
    for stage in IncomingStage.allCases {
      for act in IncomingAct.Code.allCases {
        let cell = IncomingWalk.Cell(stage: stage.rawValue, act: act)
        let isDecided = walked.contains { (stage.permits.contains(act) ? $0.succeeded : $0.refused).contains(cell) }
        if !isDecided { open.append("\(stage) \(stage.permits.contains(act) ? "never lets succeed" : "never refused") \(act)") }
      }
    }
    #expect(open == [])
    #expect(walked.map { $0.contradictions.count }.reduce(0, +) == 0)
  }
}
