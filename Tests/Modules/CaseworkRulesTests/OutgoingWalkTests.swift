// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Foundation
import Instruments
import Kernel
import Testing

@Suite("Every state that an outgoing request can reach")
struct OutgoingWalkTests {
  typealias OutgoingWalk = Walk<OutgoingRequest, OutgoingAct, OutgoingAct.Code>

  static let both: [ItemID] = ["i1", "i2"]
  static let choices: [[ItemID]] = [["i1"], ["i2"], ["i3"], both]

  /// A request for records and a witness, or for the first alone.
  static func start(_ kind: CooperationKind, items: Int) -> OutgoingRequest {
    let both = [
      OutgoingItem(id: "i1", sought: .measure(.bankRecords), summary: "The account"),
      OutgoingItem(id: "i2", sought: .measure(.takeEvidence), summary: "The witness", persons: ["p1"]),
    ]
    return OutgoingRequest(
      id: ID(), head: Sample.head(kind, isUrgent: true, incoming: false), items: Array(both.prefix(items)),
      approvedOn: Sample.day("2026-11-01"))
  }

  /// What of an item matters for what can follow.
  static func signature(_ item: OutgoingItem) -> String {
    var parts = [item.stage.code.rawValue]
    if item.conditions.contains(where: { $0.acceptedOn == nil }) { parts.append("condition not accepted") }
    if item.conditions.contains(where: { $0.acceptedOn != nil && $0.keptOn == nil }) { parts.append("condition binds") }
    if case .refused(let refusal) = item.stage, refusal.reasons == nil { parts.append("no reasons") }
    if let replies = item.stage.replies, replies.received.contains(where: { $0.confirmedOn == nil }) { parts.append("not confirmed") }
    return parts.joined(separator: ", ")
  }

  static func signature(_ request: OutgoingRequest) -> String {
    let awaiting = request.items.allSatisfy { $0.stage.code == .awaiting }
    return [
      request.stage.rawValue, request.items.map(signature).joined(separator: " | "),
      awaiting ? "acknowledged \(request.acknowledgement != nil)" : "", "to tell \(request.notNeededToTell.isEmpty)",
      "inquiry \(request.openInquiry != nil)",
      "open \(request.openConsultations.count)", "asked \(min(request.statusEnquiries.count, 2))",
      request.items.count == 1 ? signatureOfSides(request) : "",
    ].joined(separator: "; ")
  }

  /// What is looked at with one item alone: with two, it would only multiply the states.
  static func signatureOfSides(_ request: OutgoingRequest) -> String {
    [
      "translations \(request.translations.count)", "oral \(request.wasOral && request.confirmedInWritingOn == nil)",
      "instead \(request.openConsultations.map { ($0.counters ?? []).count })",
      "asked \(request.openEnquiry != nil)", "waits \(request.suspensions.contains { $0.reason == .appeal && $0.endedOn == nil })",
    ].joined(separator: "; ")
  }

  /// The acts that are tried in every state, with inputs that fit wherever any do.
  static func inputs(_ request: OutgoingRequest) -> [OutgoingAct] {
    let day = Sample.today
    let far = Sample.day("2027-01-10")
    let all = request.items.map(\.id)
    let authority = Sample.authorities[0].id
    func sending(_ medium: Arrival.Medium) -> SendRequest {
      SendRequest(authority: authority, to: "Central Authority of Beta", channel: .direct, medium: medium, on: Sample.day("2026-11-02"))
    }
    let chasedOn = Sample.day("2026-11-10").adding(Days(request.statusEnquiries.count))
    var acts: [OutgoingAct] = [
      .startTranslation(StartTranslation(into: "Betan", on: Sample.day("2026-11-01"))), .send(sending(.electronic)), .send(sending(.oral)),
      .resend(sending(.electronic)),
      .recordAcknowledgement(ToldAcknowledgement(on: day, theirReference: "B-7")), .reportNotReceived(ReportNotReceived(on: day)),
      .confirmInWriting(ConfirmInWriting(on: day)), .finishTranslation(FinishTranslation(on: day, isCertified: true)),
      .recordStatusAnswer(StatusEnquiry.Answer(on: day, text: "It is with the court.")),
      .answerInformation(AnswerInformation(text: "The number", on: day)), .suspend(SuspendRequest(.appeal, on: day)),
      .resume(ResumeRequest(.appeal, on: day)), .recordDelays(RecordDelays([.noReply], on: day)),
      .withdraw(WithdrawItems(Withdrawal(on: day))), .close(CloseOutgoing(on: day)),
      .close(CloseOutgoing(on: day, note: "Nobody answers.", isWithoutReply: true)),
    ]
    acts += [.chooseBasis(Sample.anotherBasis(than: request.head)), .correctHead(Sample.anotherHead(than: request.head, .outgoing))]
    if request.statusEnquiries.count < 2 || request.openEnquiry == nil { acts.append(.chase(ChaseRequest(on: chasedOn))) }
    if request.openConsultations.isEmpty {
      acts.append(
        .recordConsultation(
          RecordConsultation(items: Array(all.prefix(2)), topic: .refusal, proposal: "Keep it secret", on: day, answerDueOn: far)))
    }
    let open = request.openConsultations.first?.id ?? "c1"
    for accepts in [true, false] {
      acts.append(.answerConsultation(AnswerConsultation(open, accepts: accepts, text: "Well", on: day)))
    }
    // Once in each direction; with several items only where it is refused, since nothing else would be seen of it.
    let instead = CounterPropose(open, proposal: "By video", on: day, answerDueOn: far)
    let isTried = all.count == 1 || !request.stage.permits.contains(.counterPropose)
    if isTried, (request.openConsultations.first?.counters ?? []).count < 2 {
      acts += [.counterPropose(instead), .recordCounterProposal(instead)]
    }
    for items in choices where Set(items).isSubset(of: all) { acts += Self.inputs(for: items, on: day) }
    return acts
  }

  private static func inputs(for items: [ItemID], on day: CalendarDay) -> [OutgoingAct] {
    var acts: [OutgoingAct] = [
      .recordInformationRequest(RecordInformationRequest(items: items, question: "Which account?", on: day)),
      .recordConsultation(
        RecordConsultation(items: items, topic: .costs, proposal: "Share", on: day, answerDueOn: Sample.day("2027-01-10"))),
      .recordDecision(RecordDecision(items: items, .accepted(conditions: []), on: day)),
      .recordDecision(RecordDecision(items: items, .postponed(reviewOn: nil, reasons: nil), on: day)),
      .recordDecision(RecordDecision(items: items, .refused(grounds: [], provision: nil, causes: [], reasons: nil), on: day)),
      .recordDecision(
        RecordDecision(
          items: items, .refused(grounds: [.essentialInterests], provision: nil, causes: [.immunity], reasons: "Immunity"), on: day)),
      .recordReply(RecordReply(items: items, result: .full, summary: "The records", on: day)),
      .recordReply(RecordReply(items: items, result: .part, summary: "The records", on: day)),
      .confirmReply(ConfirmReply(items: items, on: day)), .acceptConditions(AcceptConditions(items: items, on: day)),
      .refuseConditions(AnswerToConditions(items: items, text: "We cannot.", on: day)),
      .withdraw(WithdrawItems(items: items, Withdrawal(on: day))), .tellNotNeeded(NotNeededNotice(items: items, on: day)),
    ]
    // Conditions on one of the items are enough.
    if items == ["i1"] {
      acts.append(.recordDecision(RecordDecision(items: items, .accepted(conditions: ["Only as evidence"]), on: day)))
      acts.append(
        .recordReply(RecordReply(items: items, result: .part, summary: "The records", conditions: ["Only as evidence"], on: day)))
    }
    if items.count == 1 { acts.append(.recordConditionKept(RecordConditionKept(item: items[0], condition: "Only as evidence", on: day))) }
    return acts
  }

  static func prelude(_ act: OutgoingAct) -> OutgoingAct? {
    switch act {
    case .resume: .suspend(SuspendRequest(.appeal, on: Sample.today))
    case .recordStatusAnswer: .chase(ChaseRequest(on: Sample.day("2026-11-20")))
    default: nil
    }
  }

  static let walk = OutgoingWalk(
    stage: { $0.stage.rawValue }, permits: { $0.stage.permits }, signature: signature, inputs: inputs, code: { $0.code }, prelude: prelude,
    doing: { try Sample.doing($1, to: $0) })
  /// A request that has gone out, of which a third item was withdrawn and the requested State does not know it yet.
  static let withThird: OutgoingRequest? = {
    var request = start(.criminalAssistance, items: 2)
    request = OutgoingRequest(
      id: ID(), head: request.head, items: request.items + [OutgoingItem(id: "i3", sought: .measure(.traceProperty), summary: "The house")],
      approvedOn: Sample.day("2026-11-01"))
    let acts: [OutgoingAct] = [
      .send(
        SendRequest(
          authority: Sample.authorities[0].id, to: "Central Authority of Beta", channel: .direct, medium: .oral,
          on: Sample.day("2026-11-02"))),
      .withdraw(WithdrawItems(items: ["i3"], Withdrawal(on: Sample.today))),
    ]
    return try? acts.reduce(request) { try Sample.doing($1, to: $0) }
  }()
  static let limit = 30_000
  /// Walked once, by a task on which both tests wait without keeping a thread.
  static let found = Task {
    await walk.run(
      fromEach: [
        start(.criminalAssistance, items: 2), start(.criminalAssistance, items: 1), start(.informalContact, items: 1),
      ], limit: limit)
  }

  @Test("From every state an outgoing request can be brought to its closure")
  func noDeadStates() async {
    for found in await Self.found.value {
      #expect(found.states.count > 200 && found.states.count < Self.limit, "\(found.states.count) states: the walk did not reach its end")
      #expect(Self.walk.dead(in: found) { $0.stage == .closed }.prefix(5) == [])
    }
  }

  @Test("Every act that a stage permits succeeds in some state of that stage, and every other one is refused because of the stage")
  func everyCellIsDecided() async {
    let walked = await Self.found.value
    let withThird = await Self.walk.run(from: [Self.withThird].compactMap { $0 }, limit: 2_000)
    var open: [String] = []
    for stage in OutgoingStage.allCases {
      for act in OutgoingAct.Code.allCases {
        let cell = OutgoingWalk.Cell(stage: stage.rawValue, act: act)
        let isDecided = (walked + [withThird]).contains {
          (stage.permits.contains(act) ? $0.succeeded : $0.refused).contains(cell)
        }
        if !isDecided { open.append("\(stage) \(stage.permits.contains(act) ? "never lets succeed" : "never refused") \(act)") }
      }
    }
    #expect(open == [])
    #expect(walked.map { $0.contradictions.count }.reduce(0, +) == 0)
  }
}
