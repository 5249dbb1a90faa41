// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Instruments
import Kernel
import Testing

@Suite("Another use of what this State gave, and persons who are moved here")
struct GivenMaterialTests {
  static let acting = Sample.acting()
  static let second = Sample.acting(as: Sample.second)

  /// A request of which the product went out, closed or not.
  static func answered(isClosed: Bool = false) throws -> IncomingRequest {
    var acts: [IncomingAct] = [
      .sendProduct(SendProduct(items: ["i1"], summary: "The order", limitationOnUse: "Case 12 alone", on: Sample.day("2026-11-06"))),
      WithdrawalTests.lifting(.notPossible(reason: "A court ordered it.")),
    ]
    if isClosed { acts.append(.close(CloseRequest(on: Sample.today))) }
    return try acts.reduce(WithdrawalTests.frozen(.full)) { try Sample.doing($1, to: $0) }
  }

  static func asked(_ request: IncomingRequest) throws -> TrackDecision<ConsentToUse> {
    try ConsentToUse.asking(
      for: "t1", "A tax audit", passedTo: "The tax office", on: Sample.day("2026-11-10"), answerDueOn: Sample.day("2026-12-10"),
      of: .incoming(request), acting)
  }

  @Test("The other State asks for what was sent, also after the closure, and not before anything was")
  func asking() throws {
    let open = try WithdrawalTests.frozen(.full)
    #expect(throws: CannotTrack.notForThisRequest(.consentToUse)) { try Self.asked(open) }
    #expect(CannotTrack.notForThisRequest(.consentToUse).source == .uncac(46, 19))
    let asked = try Self.asked(try Self.answered(isClosed: true))
    #expect(
      asked.state.items == ["i1"] && asked.state.givenOn == Sample.day("2026-11-06")
        && asked.state.waiting == TrackWaiting(by: Sample.day("2026-12-10")))
    #expect(asked.events.map(\.name) == [.useConsentAsked])
    #expect(throws: CannotAct.missing(field: "given")) {
      try ConsentToUse.asking(
        for: "t2", "A", passedTo: nil, on: Sample.today, answerDueOn: Sample.today.adding(1), of: .incoming(try Self.answered()),
        Self.acting)
    }
    #expect(throws: CannotAct.dayTooEarly(field: "on")) {
      try ConsentToUse.asking(
        for: "t1", "A", passedTo: nil, on: Sample.day("2026-11-05"), answerDueOn: Sample.today, of: .incoming(try Self.answered()),
        Self.acting)
    }
    #expect(throws: CannotAct.dayNotAhead(field: "answerDueOn")) {
      try ConsentToUse.asking(
        for: "t1", "A", passedTo: nil, on: Sample.today, answerDueOn: Sample.today, of: .incoming(try Self.answered()), Self.acting)
    }
    let needs = AttentionInput(.incoming(try Self.answered()), consents: [asked.state]).needsAttention(
      on: Sample.day("2026-12-11"), profiles: DeadlineProfiles([]), calendar: StateCalendar(state: Sample.state("XA"), periods: []))
    #expect(needs.first?.kind == .useConsentToAnswer && needs.first?.isOverdue == true)
  }

  @Test("Two officers answer: nobody confirms their own proposal, what is given back is proposed anew, and an answer is given once")
  func answering() throws {
    let asked = try Self.asked(try Self.answered()).state
    let refusal = NewUse.Answer.refused(on: Sample.day("2026-11-12"), reasons: "Not for taxes")
    #expect(throws: CannotAct.dayTooEarly(field: "on")) {
      try asked.proposing(.granted(on: Sample.day("2026-11-09"), conditions: []), Self.acting)
    }
    let proposed = try asked.proposing(refusal, Self.acting).state
    #expect(throws: CannotAct.ownProposal) { try proposed.confirming(Self.acting) }
    #expect(throws: CannotAct.doneAlready) { try proposed.proposing(refusal, Self.second) }
    let returned = try proposed.returning().state
    #expect(returned == asked)
    let granted = NewUse.Answer.granted(on: Sample.day("2026-11-13"), conditions: ["The source is not named."])
    let confirmed = try returned.proposing(granted, Self.acting).state.confirming(Self.second)
    #expect(confirmed.state.answer == granted && confirmed.state.waiting == nil && confirmed.state.proposal == nil)
    #expect(confirmed.events[0].facts["isGranted"] == .flag(true) && confirmed.events[0].facts["days"] == .number(3))
    #expect(throws: CannotAct.doneAlready) { try confirmed.state.proposing(refusal, Self.acting) }
    #expect(throws: CannotAct.noSuchProposal) { try confirmed.state.confirming(Self.second) }
  }

  @Test("An answer that is owed needs an officer; one that is proposed needs a second one")
  func attention() throws {
    let request = try Self.answered()
    let asked = try Self.asked(request).state
    func needs(_ consent: ConsentToUse) -> [NeedsAttention.Kind] {
      AttentionInput(.incoming(request), consents: [consent]).needsAttention(
        on: Sample.today, profiles: DeadlineProfiles([]), calendar: StateCalendar(state: Sample.state("XA"), periods: [])
      ).map(\.kind)
    }
    #expect(needs(asked).contains(.useConsentToAnswer) && !needs(asked).contains(.proposalToConfirm))
    let proposed = try asked.proposing(.refused(on: Sample.today, reasons: nil), Self.acting).state
    #expect(needs(proposed).contains(.proposalToConfirm))
    #expect(!needs(try proposed.confirming(Self.second).state).contains(.useConsentToAnswer))
  }

  @Test("This State takes a detained person over only after both consent and agreement were there, and keeps both days")
  func receiving() throws {
    let item = OutgoingItem(id: "i1", sought: .measure(.transferDetainedPerson), summary: "The witness")
    let request = OutgoingRequest(
      id: ID(), head: Sample.head(incoming: false), items: [item], approvedOn: Sample.day("2026-11-01"))
    func receiving(_ consent: TransferConsent) throws -> TrackDecision<TransferredPerson> {
      try TransferredPerson.receiving(
        "The prisoner", on: Sample.day("2026-11-10"), returnDueOn: Sample.day("2026-12-20"), consent: consent, for: .outgoing(request),
        Self.acting)
    }
    let (consented, agreed) = (Sample.day("2026-11-08"), Sample.day("2026-11-09"))
    #expect(throws: CannotTrack.personNotConsenting) { try receiving(TransferConsent(authoritiesOn: agreed)) }
    #expect(CannotTrack.personNotConsenting.source == .uncac(46, 10, "a"))
    #expect(throws: CannotTrack.transferNotAgreed) { try receiving(TransferConsent(personOn: consented)) }
    #expect(throws: CannotTrack.transferNotAgreed) {
      try receiving(TransferConsent(personOn: consented, authoritiesOn: Sample.day("2026-11-11")))
    }
    let received = try receiving(TransferConsent(personOn: consented, authoritiesOn: agreed))
    #expect(received.state.consentedOn == consented && received.state.agreedOn == agreed)
    #expect(received.events[0].facts["isSentFromHere"] == .flag(false) && received.state.waiting?.dueOn == Sample.day("2026-12-20"))
  }
}
