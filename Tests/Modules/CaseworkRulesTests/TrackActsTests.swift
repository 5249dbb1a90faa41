// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Instruments
import Kernel
import Testing

@Suite("Acts on tracks, undertakings and delays")
struct TrackActsTests {
  static let acting = Sample.acting()

  static func incoming(_ kind: CooperationKind, _ sought: SoughtAct) throws -> IncomingRequest {
    let head = Sample.head(kind)
    return try Sample.doing(
      .register(RegisterIncoming(head: head, items: [.init(id: "i1", sought: sought, summary: "It")], on: Sample.today)),
      to: IncomingRequest(id: ID(), head: head, items: []))
  }

  @Test("A track begins only beside a request that leads to it, and names the provision when it does not")
  func fitting() throws {
    let records = RegisteredRequest.incoming(try Self.incoming(.criminalAssistance, .measure(.bankRecords)))
    #expect(throws: CannotTrack.notForThisRequest(.property)) { try PropertyLedger.opening(of: "A house", for: records) }
    #expect(throws: CannotTrack.notForThisRequest(.extradition)) {
      try ExtraditionTrack.arresting(on: Sample.today, days: 40, for: records, Self.acting)
    }
    #expect(CannotTrack.notForThisRequest(.property).source == .uncac(57, 3))
    let freezing = RegisteredRequest.incoming(try Self.incoming(.assetRecovery, .measure(.freezeForConfiscation)))
    #expect(try PropertyLedger.opening(of: "A house", for: freezing).events.map(\.name) == [.propertyOpened])
    let unregistered = RegisteredRequest.incoming(IncomingRequest(id: ID(), head: Sample.head(.assetRecovery), items: []))
    #expect(throws: CannotTrack.requestNotOpen(.property)) { try PropertyLedger.opening(of: "A house", for: unregistered) }
  }

  @Test("Safe conduct cannot be ended while the days run, and its record tells the last day")
  func safeConduct() throws {
    let request = RegisteredRequest.incoming(try Self.incoming(.criminalAssistance, .measure(.voluntaryAppearance)))
    var conduct = try SafeConduct.giving(
      to: "The witness", agreedPeriod: nil, on: Sample.day("2026-11-02"), for: request, Self.acting
    ).state
    #expect(conduct.givenOn == Sample.day("2026-11-02"))
    #expect(conduct.waiting?.dueOn == nil)
    #expect(throws: CannotTrack.safeConductLasts) { try conduct.ending(on: Sample.today, Self.acting) }
    let told = try conduct.telling(on: Sample.day("2026-11-12"), Self.acting)
    conduct = told.state
    #expect(told.events[0].facts["lastDay"] == .day(Sample.day("2026-11-27")))
    #expect(conduct.waiting?.dueOn == Sample.day("2026-11-27"))
    #expect(throws: CannotTrack.safeConductLasts) { try conduct.ending(on: Sample.today, Self.acting) }
    #expect(throws: CannotAct.doneAlready) { try conduct.telling(on: Sample.today, Self.acting) }
    conduct = try conduct.leaving(on: Sample.day("2026-11-20"), Self.acting).state
    #expect(try conduct.ending(on: Sample.today, Self.acting).state.waiting == nil)
  }

  @Test("An obstacle makes the days begin anew once it ends")
  func obstacle() throws {
    var conduct = SafeConduct(person: "The witness", toldOn: Sample.day("2026-11-01"))
    conduct = try conduct.interrupting(from: Sample.day("2026-11-05"), to: nil, Self.acting).state
    #expect(conduct.waiting?.dueOn == nil)
    #expect(throws: CannotAct.doneAlready) { try conduct.interrupting(from: Sample.day("2026-11-06"), to: nil, Self.acting) }
    conduct = try conduct.resuming(on: Sample.day("2026-11-20"), Self.acting).state
    #expect(conduct.lastDay == Sample.day("2026-12-05"))
  }

  @Test("A detained person is received only after consent and agreement, and the return tells custody and delay in days")
  func transferred() throws {
    let request = try Self.incoming(.criminalAssistance, .measure(.transferDetainedPerson))
    func receiving(_ request: IncomingRequest) throws -> TransferredPerson {
      try TransferredPerson.receiving(
        "The prisoner", on: Sample.day("2026-11-03"), returnDueOn: Sample.day("2026-11-20"), for: .incoming(request), Self.acting
      ).state
    }
    #expect(throws: CannotTrack.personNotConsenting) { try receiving(request) }
    let personAlone = TransferConsent(personOn: Sample.day("2026-11-02"))
    let half = try Sample.doing(.recordTransferConsent(RecordTransferConsent(item: "i1", consent: personAlone)), to: request)
    #expect(throws: CannotTrack.transferNotAgreed) { try receiving(half) }
    #expect(CannotTrack.transferNotAgreed.source == .uncac(46, 10, "b"))
    let late = TransferConsent(personOn: Sample.day("2026-11-04"), authoritiesOn: Sample.day("2026-11-02"))
    let after = try Sample.doing(.recordTransferConsent(RecordTransferConsent(item: "i1", consent: late)), to: request)
    #expect(throws: CannotTrack.personNotConsenting) { try receiving(after) }
    let consent = TransferConsent(personOn: Sample.day("2026-11-02"), authoritiesOn: Sample.day("2026-11-02"))
    let agreed = try Sample.doing(.recordTransferConsent(RecordTransferConsent(item: "i1", consent: consent)), to: request)
    let person = try receiving(agreed)
    #expect(person.waiting?.dueOn == Sample.day("2026-11-20"))
    #expect(throws: CannotProsecute.earlierActs) {
      try person.prosecuting(ofActsOn: Sample.day("2024-01-01"), sendingStateAgrees: false, on: Sample.today, Self.acting)
    }
    let returned = try person.returning(on: Sample.today, Self.acting)
    #expect(returned.events[0].facts["custodyDays"] == .number(22) && returned.events[0].facts["daysLate"] == .number(4))
    #expect(returned.state.waiting == nil)
  }

  @Test("An entry is taken back by a counter-entry, counts no more, and cannot be taken back twice")
  func counterEntry() throws {
    func entry(_ kind: PropertyLedger.Kind, _ units: Int, note: String? = nil) -> PropertyLedger.Entry {
      .init(kind, minorUnits: units, currency: "XAD", on: Sample.today, note: note)
    }
    var ledger = try PropertyLedger(of: "A house").recording(entry(.confiscated, 100_000), Self.acting).state
    ledger = try ledger.recording(entry(.confiscated, 250_000), Self.acting).state
    let corrected = try ledger.correcting(entry: 1, note: "Typed twice", on: Sample.today, Self.acting)
    #expect(corrected.state.gross == 250_000 && corrected.state.entries.count == 3 && corrected.state.entries[0].minorUnits == 100_000)
    #expect(corrected.events[0].facts["gross"] == .number(250_000) && corrected.events[0].facts["entry"] == .code("confiscated"))
    #expect(throws: CannotAct.nothingOpen) { try corrected.state.correcting(entry: 1, note: "Again", on: Sample.today, Self.acting) }
    #expect(throws: CannotAct.nothingOpen) { try corrected.state.correcting(entry: 3, note: "Back", on: Sample.today, Self.acting) }
    let deducted = try corrected.state.recording(entry(.deducted, 200_000, note: "The proceedings"), Self.acting).state
    #expect(throws: CannotDispose.moreThanThereIs) { try deducted.correcting(entry: 2, note: "Wrong", on: Sample.today, Self.acting) }
    #expect(throws: CannotDispose.moreThanThereIs) { try deducted.recording(entry(.confiscated, Int.max), Self.acting) }
  }

  @Test("What is handed over tells to whom and by which point of article 57(3), with gross, deductions and net")
  func disposal() throws {
    var ledger = try PropertyLedger(of: "A house").recording(
      .init(.confiscated, minorUnits: 1_000_000, currency: "XAD", on: Sample.today), Self.acting
    ).state
    ledger = try ledger.recording(.init(.deducted, minorUnits: 50_000, currency: "XAD", on: Sample.today, note: "Costs"), Self.acting).state
    let facts = DisposalFacts(origin: .embezzledPublicFunds, isUnderArticle55: true, isJudgmentWaived: true)
    let decided = try ledger.disposing(DisposalDecision(facts: facts, to: .requestingState, on: Sample.today), Self.acting)
    #expect(decided.events[0].facts["rule"] == .code("a") && decided.events[0].facts["net"] == .number(950_000))
    let handed = try decided.state.recording(.init(.handedOver, minorUnits: 950_000, currency: "XAD", on: Sample.today), Self.acting)
    #expect(handed.events[0].facts["to"] == .code("requestingState") && handed.events[0].facts["rule"] == .code("a"))
    #expect(handed.events[0].facts["currency"] == .code("XAD") && handed.state.waiting == nil)
    #expect(decided.state.waiting != nil)
  }

  @Test("A provisional arrest waits for the request until its last day, and no longer once the person is free")
  func arrest() throws {
    let request = RegisteredRequest.incoming(try Self.incoming(.extradition, .other(.surrender)))
    let track = try ExtraditionTrack.arresting(on: Sample.day("2026-11-01"), days: 40, for: request, Self.acting).state
    #expect(track.waiting?.dueOn == Sample.day("2026-12-11"))
    let late = AttentionInput(request, extradition: track).needsAttention(
      on: Sample.day("2026-12-12"), profiles: DeadlineProfiles([]), calendar: StateCalendar(state: Sample.state("XA"), periods: []))
    #expect(late.first { $0.kind == .provisionalArrest }?.isOverdue == true)
    #expect(try track.releasing(on: Sample.today, Self.acting).state.waiting == nil)
    let arrived = try track.arriving(on: Sample.today, Self.acting)
    #expect(arrived.events[0].facts["isInTime"] == .flag(true) && arrived.state.waiting == nil)
  }

  @Test("Parallel investigations need coordination until it was recorded once")
  func parallel() throws {
    let request = RegisteredRequest.incoming(try Self.incoming(.criminalAssistance, .measure(.bankRecords)))
    let known = try ParallelInvestigations.learning(
      of: "The same bribes", theirAuthority: nil, on: Sample.day("2026-11-10"), for: request, Self.acting
    ).state
    func needs(_ parallel: ParallelInvestigations) -> [NeedsAttention.Kind] {
      AttentionInput(request, parallel: [parallel]).needsAttention(
        on: Sample.today, profiles: DeadlineProfiles([]), calendar: StateCalendar(state: Sample.state("XA"), periods: [])
      ).map(\.kind)
    }
    #expect(needs(known).contains(.toCoordinate))
    let coordinated = try known.coordinating("XA prosecutes.", on: Sample.today, Self.acting)
    #expect(!needs(coordinated.state).contains(.toCoordinate))
    #expect(coordinated.events[0].facts["days"] == .number(14))
  }

  @Test("An undertaking that was not kept says how; it binds until it ended and not twice")
  func undertaking() throws {
    let request = RegisteredRequest.incoming(try Self.incoming(.extradition, .other(.surrender)))
    let given = try Undertaking(
      .noDeathPenalty, by: .theirs, wording: "It will not be imposed.", on: Sample.day("2026-11-05"), until: Sample.day("2027-11-05")
    ).recording(for: request, Self.acting)
    #expect(given.events[0].facts["undertaking"] == .code("noDeathPenalty") && given.state.waiting?.dueOn == Sample.day("2027-11-05"))
    #expect(throws: CannotAct.missing(field: "note")) { try given.state.ending(.init(.breached, on: Sample.today), Self.acting) }
    let kept = try given.state.ending(.init(.kept, on: Sample.today), Self.acting)
    #expect(kept.state.waiting == nil && kept.events[0].facts["days"] == .number(19))
    #expect(throws: CannotAct.doneAlready) { try kept.state.ending(.init(.kept, on: Sample.today), Self.acting) }
  }

  @Test("A condition becomes an undertaking when it is accepted, and is kept when it is kept on every item")
  func conditions() throws {
    let asked = try ClockTests.outgoing()
    let told = try Sample.doing(
      .recordDecision(RecordDecision(items: ["i1"], .accepted(conditions: ["As evidence only"]), on: Sample.today)), to: asked)
    #expect(Undertaking.accepted(in: .outgoing(told), since: .outgoing(asked)).isEmpty)
    let accepted = try Sample.doing(.acceptConditions(AcceptConditions(items: ["i1"], on: Sample.today)), to: told)
    let undertakings = Undertaking.accepted(in: .outgoing(accepted), since: .outgoing(told))
    #expect(undertakings.map(\.giver) == [.ours] && undertakings.map(\.items) == [["i1"]])
    #expect(Undertaking.accepted(in: .outgoing(accepted), since: .outgoing(accepted)).isEmpty)
    #expect(undertakings[0].following(.outgoing(accepted)) == nil)
    let kept = try Sample.doing(
      .recordConditionKept(RecordConditionKept(item: "i1", condition: "As evidence only", on: Sample.today)), to: accepted)
    #expect(undertakings[0].following(.outgoing(kept))?.end?.outcome == .kept)
  }

  @Test("Each reply brings material once, and information without a request brings it when it is registered")
  func received() throws {
    let asked = try ClockTests.outgoing()
    let replied = try Sample.doing(
      .recordReply(RecordReply(items: ["i1"], result: .part, summary: "Some", limitationOnUse: "Case 12", on: Sample.today)), to: asked)
    func received(_ after: RegisteredRequest, _ before: RegisteredRequest?) -> [ReceivedMaterial] {
      ReceivedMaterial.received(in: after, since: before) { ID() }
    }
    #expect(received(.outgoing(replied), .outgoing(asked)).map(\.limitationOnUse) == ["Case 12"])
    #expect(received(.outgoing(replied), .outgoing(replied)).isEmpty)
    let told = try Self.incoming(.spontaneousTransmission, .other(.information))
    let material = try #require(received(.incoming(told), nil).first)
    #expect(material.binding == .restrictionsOfSpontaneous && !material.isBound)
    let bound = try material.restricting(limitationOnUse: "For intelligence alone", confidentiality: "The source", Self.acting).state
    #expect(bound.isBound)
    #expect(throws: CannotAct.doneAlready) { try bound.restricting(limitationOnUse: "More", confidentiality: nil, Self.acting) }
    #expect(throws: CannotAct.nothingOpen) {
      try material.tellingConfidentialityImpossible(ConfidentialityNotice(on: Sample.today, reason: "A trial"), Self.acting)
    }
    let impossible = try bound.tellingConfidentialityImpossible(ConfidentialityNotice(on: Sample.today, reason: "A trial"), Self.acting)
    #expect(impossible.events.map(\.name) == [.confidentialityImpossible])
    #expect(received(.incoming(told), .incoming(told)).isEmpty)
  }

  @Test("Reasons for delay are recorded several at once, told as codes, and taken out by recording again")
  func delays() throws {
    let request = try Self.incoming(.criminalAssistance, .measure(.bankRecords))
    let decision = try request.deciding(.recordDelays(RecordDelays([.costs, .translation, .costs], on: Sample.today)), Self.acting)
    #expect(decision.state.delays == [.translation, .costs])
    #expect(decision.events[0].facts["delays"] == .codes(["translation", "costs"]))
    #expect(try Sample.doing(.recordDelays(RecordDelays([], on: Sample.today)), to: decision.state).delays.isEmpty)
    let outgoing = try Sample.doing(.recordDelays(RecordDelays([.noReply], on: Sample.today)), to: try ClockTests.outgoing())
    #expect(outgoing.delays == [.noReply])
  }
}
