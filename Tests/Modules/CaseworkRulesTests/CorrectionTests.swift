// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Instruments
import Kernel
import Testing

@Suite("Putting the head of a request right, and choosing its basis")
struct CorrectionTests {
  private static func registered(_ kind: CooperationKind = .criminalAssistance) throws -> IncomingRequest {
    let head = Sample.head(kind)
    let arrived = IncomingRequest(id: ID(), head: head, items: [])
    let items = [
      RegisterIncoming.RegisteredItem(id: "i1", sought: .measure(.bankRecords), summary: "The account"),
      RegisterIncoming.RegisteredItem(id: "i2", sought: .measure(.takeEvidence), summary: "The witness"),
    ]
    return try Sample.doing(.register(RegisterIncoming(head: head, items: items, on: Sample.day("2026-11-02"))), to: arrived)
  }

  private static let treaty = AppliedBasis(primary: .init(.bilateralTreaty, title: "Treaty of Alpha and Beta"))
  private static func refusal(_ items: [ItemID] = ["i1"]) -> IncomingAct {
    .refuse(
      RefuseItems(
        items: items, grounds: [.otherBasis], provision: "Article 4", causes: [.ongoingProceeding], reasons: "The treaty says so.",
        on: Sample.today))
  }

  @Test("The gates follow a basis that was chosen by hand: another treaty's list takes the place of 46(21)")
  func gatesFollow() throws {
    let request = try Self.registered()
    #expect(throws: (any Error).self) { try Sample.doing(Self.refusal(), to: request) }
    let chosen = try Sample.doing(.chooseBasis(ChooseBasis(Self.treaty, reason: "They are bound by it.", on: Sample.today)), to: request)
    #expect(chosen.head.basis == Self.treaty)
    #expect(try Sample.doing(Self.refusal(), to: chosen).items[0].stage.code == .refused)
    var elected = Self.treaty
    elected.electsParagraphs9To29 = true
    elected.besides = [.init(.convention)]
    let back = try Sample.doing(.chooseBasis(ChooseBasis(elected, reason: "They agreed on 9 to 29.", on: Sample.today)), to: chosen)
    #expect(throws: (any Error).self) { try Sample.doing(Self.refusal(), to: back) }
    #expect(back.head.basisChoices?.map(\.before.primary.kind) == [.convention, .bilateralTreaty])
    #expect(back.head.basisChoices?.allSatisfy { $0.by == Sample.officer } == true)
  }

  @Test("A basis is not chosen once something is decided on the strength of it")
  func decidedAlready() throws {
    let request = try Sample.doing(.examine(ExamineRequest(on: Sample.today)), to: try Self.registered())
    let accepted = try Sample.doing(.accept(AcceptItems(items: ["i1"], on: Sample.today)), to: request)
    #expect(throws: CannotCorrect.decidedAlready) {
      try Sample.doing(.chooseBasis(ChooseBasis(Self.treaty, reason: "Late", on: Sample.today)), to: accepted)
    }
    #expect(!accepted.offered.contains(.chooseBasis) && request.offered.contains(.chooseBasis))
    var fields = HeadFields(accepted.head, .incoming)
    fields.otherState = Sample.state("XC")
    #expect(throws: CannotCorrect.decidedAlready) {
      try Sample.doing(.correctHead(CorrectHead(fields, reason: "Typed wrongly", on: Sample.today)), to: accepted)
    }
  }

  @Test("A basis that names a treaty without title, one twice, or nothing that 9 to 29 could replace, is refused")
  func unsound() {
    #expect(throws: CannotCorrect.basisWithoutTitle) { try AppliedBasis(primary: .init(.multilateralTreaty, title: " ")).check() }
    #expect(throws: CannotCorrect.basisTwice) { try AppliedBasis(primary: .init(.convention), besides: [.init(.convention)]).check() }
    #expect(throws: CannotCorrect.noTreatyToReplace) {
      try AppliedBasis(primary: .init(.reciprocity), electsParagraphs9To29: true).check()
    }
    #expect(throws: Never.self) { try Self.treaty.check() }
  }

  @Test("A correction keeps what stood there, its fact has codes alone, and the old own reference still finds the request")
  func kept() throws {
    let request = try Self.registered()
    var fields = HeadFields(request.head, .incoming)
    fields.reference = "CA-2026-10"
    fields.theirReference = "BETA 17"
    fields.otherState = Sample.state("XC")
    fields.subject = "CANARYSUBJECT"
    let decision = try request.deciding(
      .correctHead(CorrectHead(fields, reason: "CANARYREASON", on: Sample.today, resolved: Self.treaty)), Sample.acting())
    let head = decision.state.head
    #expect(head.requestingState == Sample.state("XC") && head.otherReferences == ["CA-2026-1"] && head.basis == Self.treaty)
    let kept = try #require(head.corrections?.first)
    #expect(kept.before == HeadFields(request.head, .incoming) && kept.reason == "CANARYREASON")
    #expect(kept.changed == [.reference, .theirReference, .otherReferences, .otherState, .subject])
    #expect(decision.events.count == 1 && decision.events[0].facts["stateBefore"] == .code("XB"))
    #expect(!"\(decision.events)".contains("CANARY"))
    #expect(throws: CannotCorrect.nothingChanged) {
      try Sample.doing(
        .correctHead(CorrectHead(HeadFields(head, .incoming), reason: "Again", on: Sample.today)), to: decision.state)
    }
  }

  @Test("A request cannot be said to have arrived after what was done with it")
  func arrival() throws {
    let request = try Self.registered()
    var fields = HeadFields(request.head, .incoming)
    fields.arrivedOn = Sample.day("2026-11-03")
    #expect(throws: CannotAct.dayInFuture(field: "arrivedOn")) {
      try Sample.doing(.correctHead(CorrectHead(fields, reason: "Stamp", on: Sample.today)), to: request)
    }
    fields.arrivedOn = Sample.day("2026-10-20")
    let earlier = try Sample.doing(.correctHead(CorrectHead(fields, reason: "Stamp", on: Sample.today)), to: request)
    #expect(earlier.head.arrival.on == Sample.day("2026-10-20"))
  }

  @Test("A request that went out on paper before is entered as sent, as told, and waits for the other side")
  func enteredAsSent() throws {
    let head = Sample.head(incoming: false, on: "2026-10-01")
    let items = [RegisterIncoming.RegisteredItem(id: "i1", sought: .measure(.bankRecords), summary: "The account")]
    func entering(_ sent: EnterOutgoing.Sent) throws -> OutgoingDecision {
      try OutgoingRequest.entering(
        EnterOutgoing(head: head, items: items, approvedOn: Sample.day("2026-10-02"), sent: sent), id: ID(), Sample.acting())
    }
    let entered = try entering(.init(on: Sample.day("2026-10-03"), channel: .diplomatic, to: "Ministry of Beta"))
    #expect(
      entered.state.stage == .sent && entered.state.turn(on: Sample.today) == .theirs && entered.state.sentOn == Sample.day("2026-10-03"))
    #expect(entered.events.map(\.name) == [.registered, .sent] && entered.events[1].facts["isByHand"] == .flag(true))
    #expect(throws: CannotAct.dayTooEarly(field: "sentOn")) {
      _ = try entering(.init(on: Sample.day("2026-10-01"), channel: .direct, to: "Ministry of Beta"))
    }
    #expect(throws: CannotAct.missing(field: "to")) { _ = try entering(.init(on: Sample.today, channel: .direct, to: " ")) }
  }

  @Test("What is owed here runs on the own working days, what is awaited on those of the other State")
  func twoCalendars() throws {
    let own = StateCalendar(state: Sample.state("XA"), periods: [.init(restDays: [6, 7], source: "Law of Alpha")])
    let theirs = StateCalendar(state: Sample.state("XB"), periods: [.init(restDays: [1, 2, 3, 4, 5, 6], source: "Law of Beta")])
    let profiles = DeadlineProfiles([
      DeadlineProfile(
        code: "t",
        terms: [
          .acknowledge: .init(Span(2, .workingDays), source: "t"), .noAcknowledgement: .init(Span(2, .workingDays), source: "t"),
        ])
    ])
    let incoming = RegisteredRequest.incoming(try Self.registered())
    let start = Sample.day("2026-11-01")
    let clocks = incoming.clocks(on: Sample.today, profiles: profiles, calendar: own, theirs: theirs)
    #expect(clocks.first { $0.kind == .acknowledge }?.dueOn == own.day(2, after: start))
    let entered = try OutgoingRequest.entering(
      EnterOutgoing(
        head: Sample.head(incoming: false), items: [.init(id: "i1", sought: .measure(.bankRecords), summary: "The account")],
        approvedOn: start, sent: .init(on: start, channel: .direct, to: "Ministry")), id: ID(), Sample.acting()
    ).state
    let awaited = RegisteredRequest.outgoing(entered).clocks(on: Sample.today, profiles: profiles, calendar: own, theirs: theirs)
    #expect(awaited.first { $0.kind == .acknowledgementAwaited }?.dueOn == theirs.day(2, after: start))
    #expect(theirs.day(2, after: start) != own.day(2, after: start))
  }
}
