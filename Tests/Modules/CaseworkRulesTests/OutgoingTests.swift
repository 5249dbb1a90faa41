// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Foundation
import Instruments
import Kernel
import Testing

@Suite("Outgoing requests")
struct OutgoingTests {
  static func approved() -> OutgoingRequest {
    OutgoingRequest(
      id: ID(), head: Sample.head(incoming: false),
      items: [
        OutgoingItem(id: "i1", sought: .measure(.bankRecords), summary: "Records"),
        OutgoingItem(id: "i2", sought: .measure(.takeEvidence), summary: "A witness"),
      ], approvedOn: Sample.day("2026-11-01"))
  }

  static let send = OutgoingAct.send(
    SendRequest(
      authority: Sample.authorities[0].id, to: "Central Authority of Beta", channel: .direct, medium: .paper, trackingNumber: "XB 1",
      on: Sample.day("2026-11-02")))

  @Test("An item withdrawn before the request goes out needs no notice; one withdrawn afterwards does")
  func notices() throws {
    let before = try Sample.doing(.withdraw(WithdrawItems(items: ["i2"], Withdrawal(on: Sample.day("2026-11-02")))), to: Self.approved())
    let sent = try Sample.doing(Self.send, to: before)
    #expect(sent.notNeededToTell.isEmpty && sent.dispatches.map(\.items) == [["i1"]])
    let after = try Sample.doing(.withdraw(WithdrawItems(items: ["i1"], Withdrawal(on: Sample.today))), to: sent)
    #expect(after.notNeededToTell == ["i1"] && after.stage == .withdrawn)
  }

  @Test("A request that was lost is sent again, and the delay has its reason")
  func lost() throws {
    var request = try Sample.doing(Self.send, to: Self.approved())
    request = try Sample.doing(.reportNotReceived(ReportNotReceived(on: Sample.day("2026-11-20"))), to: request)
    #expect(request.stage == .notReceived && request.turn(on: Sample.today) == .ours && request.delays == [.lost])
    guard case .send(var again) = Self.send else { return }
    again.on = Sample.today
    request = try Sample.doing(.resend(again), to: request)
    #expect(request.stage == .sent && request.dispatches.count == 2 && request.sentOn == Sample.day("2026-11-02"))
  }

  @Test("The acknowledgement brings the other side's reference")
  func theirReference() throws {
    let sent = try Sample.doing(Self.send, to: Self.approved())
    let request = try Sample.doing(
      .recordAcknowledgement(ToldAcknowledgement(on: Sample.today, theirReference: "B-7", contact: "The duty desk")), to: sent)
    #expect(request.head.theirReference == "B-7" && request.stage == .acknowledged)
  }

  @Test("Conditions accepted in a consultation bind, are carried into the decision, and are watched until they are kept")
  func conditions() throws {
    let acts: [OutgoingAct] = [
      Self.send,
      .recordConsultation(
        RecordConsultation(
          items: ["i1"], topic: .refusal, proposal: "Used as evidence only", on: Sample.day("2026-11-10"),
          answerDueOn: Sample.day("2026-12-10"))),
      .answerConsultation(AnswerConsultation("c1", accepts: true, text: "Agreed", on: Sample.day("2026-11-11"))),
      .recordDecision(RecordDecision(items: ["i1"], .accepted(conditions: ["Used as evidence only"]), on: Sample.day("2026-11-12"))),
    ]
    let request = try acts.reduce(Self.approved()) { try Sample.doing($1, to: $0) }
    #expect(request.items[0].conditions.map(\.acceptedOn) == [Sample.day("2026-11-11")])
    #expect(request.stage == .partlyDecided)
    let kept = try Sample.doing(
      .recordConditionKept(RecordConditionKept(item: "i1", condition: "Used as evidence only", on: Sample.today)), to: request)
    #expect(kept.items[0].conditions.map(\.keptOn) == [Sample.today])
  }

  @Test("Conditions that are not accepted bind nobody, and the item waits for a new decision, outside a consultation as in one")
  func conditionsRefused() throws {
    let told: [OutgoingAct] = [
      Self.send,
      .recordDecision(RecordDecision(items: ["i1"], .accepted(conditions: ["Used as evidence only"]), on: Sample.day("2026-11-12"))),
    ]
    let put = try told.reduce(Self.approved()) { try Sample.doing($1, to: $0) }
    #expect(put.offered.contains(.refuseConditions) && put.items(for: .refuseConditions).map(\.id) == ["i1"])
    func declining(_ items: [ItemID], _ text: String = "We cannot.", on day: String = "2026-11-13") throws -> OutgoingRequest {
      try Sample.doing(.refuseConditions(AnswerToConditions(items: items, text: text, on: Sample.day(day))), to: put)
    }
    let declined = try declining(["i1"])
    #expect(declined.items[0].stage == .awaiting && declined.items[0].conditions.isEmpty && declined.stage == .sent)
    #expect(declined.items[0].conditionAnswers?.map(\.conditions) == [["Used as evidence only"]])
    // Who set conditions has the request: nobody asks whether it arrived.
    let term = DeadlineProfile(code: "t", terms: [.noAcknowledgement: .init(Span(2), source: "practice")])
    let needs = AttentionInput(.outgoing(declined)).needsAttention(
      on: Sample.today, profiles: DeadlineProfiles([term]), calendar: StateCalendar(state: Sample.state("XA"), periods: []))
    #expect(!needs.contains { $0.kind == .noAcknowledgement })
    #expect(Undertaking.accepted(in: .outgoing(declined), since: .outgoing(put)).isEmpty)
    #expect(throws: CannotAct.missing(field: "text")) { try declining(["i1"], " ") }
    #expect(throws: CannotAct.dayTooEarly(field: "on")) { try declining(["i1"], on: "2026-11-11") }
    #expect(throws: CannotAct.itemNotAtThisStage("i2")) { try declining(["i2"]) }
    let consulted: [OutgoingAct] = [
      .recordConsultation(
        RecordConsultation(
          items: ["i1"], topic: .conditions, proposal: "Do you accept?", on: Sample.day("2026-11-13"), answerDueOn: Sample.day("2026-12-10")
        )),
      .answerConsultation(AnswerConsultation("c1", accepts: false, text: "No", on: Sample.day("2026-11-14"))),
    ]
    let answered = try consulted.reduce(put) { try Sample.doing($1, to: $0) }
    #expect(answered.items[0].stage == .awaiting && answered.items[0].openConditions.isEmpty)
  }

  @Test("A refusal is recorded as it was told, tells which provisions speak against it, and takes its reasons later")
  func refusalAsTold() throws {
    let sent = try Sample.doing(Self.send, to: Self.approved())
    let told = RecordDecision.Told.refused(grounds: [], provision: nil, causes: [.bankSecrecy], reasons: nil)
    let refused = try Sample.doing(.recordDecision(RecordDecision(items: ["i1"], told, on: Sample.day("2026-11-20"))), to: sent)
    guard case .refused(let refusal) = refused.items[0].stage else {
      Issue.record("the item is not refused")
      return
    }
    #expect(refusal.against(refused.head) == [.uncac(46, 8), .uncac(46, 23)])
    let reasons = RecordDecision.Told.refused(grounds: [.contraryToLegalSystem], provision: nil, causes: [.bankSecrecy], reasons: "Our law")
    let reasoned = try Sample.doing(.recordDecision(RecordDecision(items: ["i1"], reasons, on: Sample.today)), to: refused)
    #expect(throws: CannotAct.doneAlready) {
      try Sample.doing(.recordDecision(RecordDecision(items: ["i1"], reasons, on: Sample.today)), to: reasoned)
    }
  }

  @Test("Sending is a proposal until a second officer confirms it on a day on which the authority is still named")
  func fourEyes() throws {
    let proposed = try Self.approved().deciding(Self.send, Sample.acting()).state
    #expect(proposed.stage == .approved)
    let proposal = try #require(proposed.proposals.first)
    #expect(throws: CannotAct.ownProposal) { try proposed.confirming(proposal, Sample.acting()) }
    let without = Acting(Sample.second, at: Sample.instant, on: Sample.today)
    #expect(throws: CannotSend.authorityUnknown) { try proposed.confirming(proposal, without) }
    #expect(try proposed.confirming(proposal, Sample.acting(as: Sample.second)).state.stage == .sent)
  }
}
