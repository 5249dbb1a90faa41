// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Testing

@Suite("Safe conduct, custody, property, civil recovery and extradition")
struct TrackTests {
  static let told = Sample.day("2026-03-01")

  @Test("Safe conduct lasts as long as the person was not officially told that they are not needed any more")
  func notTold() {
    #expect(SafeConduct(person: "p1").protection(on: Sample.today) == .lasts)
  }

  @Test("Fifteen consecutive days after the notice safe conduct ends for a person who stayed although they could leave")
  func stayed() {
    let conduct = SafeConduct(person: "p1", toldOn: Self.told)
    #expect(conduct.lastDay == Sample.day("2026-03-16"))
    #expect(conduct.protection(on: Sample.day("2026-03-16")) == .lastsUntil(Sample.day("2026-03-16")))
    #expect(conduct.protection(on: Sample.day("2026-03-17")) == .endedByStaying(after: Sample.day("2026-03-16")))
  }

  @Test("An agreed period counts instead of fifteen days")
  func agreed() {
    #expect(SafeConduct(person: "p1", agreedPeriod: 30, toldOn: Self.told).lastDay == Sample.day("2026-03-31"))
  }

  @Test("Days in which the person could not leave break the consecutive days, which begin anew")
  func obstacle() {
    let ill = SafeConduct.Obstacle(from: Sample.day("2026-03-10"), to: Sample.day("2026-03-20"))
    #expect(SafeConduct(person: "p1", toldOn: Self.told, obstacles: [ill]).lastDay == Sample.day("2026-04-04"))
    let lasting = SafeConduct(person: "p1", toldOn: Self.told, obstacles: [.init(from: Sample.day("2026-03-10"))])
    #expect(lasting.protection(on: Sample.today) == .lasts)
    let afterwards = SafeConduct(
      person: "p1", toldOn: Self.told, obstacles: [.init(from: Sample.day("2026-05-01"), to: Sample.day("2026-05-09"))])
    #expect(afterwards.lastDay == Sample.day("2026-03-16"))
  }

  @Test("A person who left in time is protected no longer once they come back of their own will")
  func cameBack() {
    var conduct = SafeConduct(person: "p1", toldOn: Self.told, leftOn: Sample.day("2026-03-05"))
    #expect(conduct.protection(on: Sample.day("2026-05-01")) == .personLeft)
    conduct.returnedOn = Sample.day("2026-04-02")
    #expect(conduct.protection(on: Sample.day("2026-05-01")) == .endedByReturning(on: Sample.day("2026-04-02")))
  }

  @Test("Custody of a transferred person counts day by day, ends with the return, and a late return is seen")
  func custody() throws {
    var person = TransferredPerson(person: "p1", receivedOn: Sample.day("2026-11-01"), returnDueOn: Sample.day("2026-11-20"))
    #expect(person.custodyDays(until: Sample.day("2026-11-10")) == 10)
    #expect(person.daysLate(on: Sample.today) == 4)
    #expect(person.mustBeInCustody(on: Sample.today))
    person.returnedOn = Sample.day("2026-11-19")
    #expect(person.custodyDays(until: Sample.today) == 19 && person.daysLate(on: Sample.today) == 0)
    #expect(!person.mustBeInCustody(on: Sample.today))
    #expect(throws: CannotProsecute.earlierActs) {
      try person.checkProsecution(ofActsOn: Sample.day("2024-01-01"), sendingStateAgrees: false)
    }
    try person.checkProsecution(ofActsOn: Sample.day("2024-01-01"), sendingStateAgrees: true)
  }

  static func facts(_ origin: DisposalFacts.Origin, judged: Bool = true, owned: Bool = false) -> DisposalFacts {
    DisposalFacts(
      origin: origin, isUnderArticle55: true, finalJudgmentOn: judged ? Sample.day("2026-01-01") : nil, isOwnershipEstablished: owned)
  }

  @Test("Embezzled funds follow point (a), established claims point (b), everything else point (c); a waived judgment counts as one")
  func disposalRule() {
    #expect(DisposalRule.applying(to: Self.facts(.embezzledPublicFunds)) == .embezzledFunds)
    #expect(DisposalRule.applying(to: Self.facts(.embezzledPublicFunds, judged: false)) == .priorityConsideration)
    var waived = Self.facts(.embezzledPublicFunds, judged: false)
    waived.isJudgmentWaived = true
    #expect(DisposalRule.applying(to: waived) == .embezzledFunds)
    #expect(DisposalRule.applying(to: Self.facts(.otherOffence, owned: true)) == .establishedClaim)
    #expect(DisposalRule.applying(to: Self.facts(.otherOffence)) == .priorityConsideration)
  }

  @Test("Embezzled funds cannot be kept, an open claim holds everything back, and the account never falls below zero")
  func ledger() throws {
    let acting = Sample.acting()
    var ledger = try PropertyLedger().entering(.init(.confiscated, minorUnits: 1_000_000, currency: "XAD", on: Sample.today), acting)
    ledger = try ledger.registering(claimOf: "p9", on: Sample.day("2026-10-01"), acting)
    let keeping = DisposalDecision(facts: Self.facts(.embezzledPublicFunds), to: .confiscatingState, on: Sample.today)
    #expect(throws: CannotDispose.claimOpen) { try ledger.deciding(keeping, acting) }
    ledger = try ledger.deciding(claim: "k1", .upheld(on: Sample.day("2026-11-01")), amount: 150_000, acting)
    #expect(throws: CannotDispose.returnDue(.embezzledFunds)) { try ledger.deciding(keeping, acting) }
    #expect(throws: CannotDispose.notDecided) {
      try ledger.entering(.init(.handedOver, minorUnits: 1, currency: "XAD", on: Sample.today), acting)
    }
    ledger = try ledger.deciding(DisposalDecision(facts: Self.facts(.embezzledPublicFunds), to: .requestingState, on: Sample.today), acting)
    ledger = try ledger.entering(.init(.deducted, minorUnits: 50_000, currency: "XAD", on: Sample.today, note: "The proceedings"), acting)
    ledger = try ledger.entering(.init(.paidToThirdParty, minorUnits: 150_000, currency: "XAD", on: Sample.today, claim: "k1"), acting)
    #expect(ledger.gross == 1_000_000 && ledger.deducted == 50_000 && ledger.net == 800_000)
    #expect(throws: CannotDispose.otherCurrency) {
      try ledger.entering(.init(.handedOver, minorUnits: 1, currency: "XBD", on: Sample.today), acting)
    }
    #expect(throws: CannotDispose.moreThanThereIs) {
      try ledger.entering(.init(.handedOver, minorUnits: 800_001, currency: "XAD", on: Sample.today), acting)
    }
    ledger = try ledger.entering(.init(.handedOver, minorUnits: 800_000, currency: "XAD", on: Sample.today), acting)
    #expect(ledger.balance == 0)
  }

  @Test("Where the rule leaves a choice, what was considered is written down")
  func consideration() throws {
    let ledger = try PropertyLedger().entering(.init(.confiscated, minorUnits: 5, currency: "XAD", on: Sample.today), Sample.acting())
    let silent = DisposalDecision(facts: Self.facts(.otherOffence), to: .victims, on: Sample.today)
    #expect(throws: CannotDispose.considerationMissing) { try ledger.deciding(silent, Sample.acting()) }
    let told = DisposalDecision(facts: Self.facts(.otherOffence), to: .victims, consideration: "The victims lost it.", on: Sample.today)
    #expect(try ledger.deciding(told, Sample.acting()).decision == told)
  }

  @Test("A civil action goes from filing to a final decision and is recovered only when it was granted")
  func directRecovery() throws {
    let acting = Sample.acting()
    var action = DirectRecovery(.title, court: "High Court", in: Sample.state("XB"))
    #expect(throws: CannotAct.notAtThisStage) { try action.moving(to: .recovered(on: Sample.today), acting) }
    for stage: DirectRecovery.Stage in [
      .filed(on: Sample.day("2026-01-10")), .decided(on: Sample.day("2026-05-01"), granted: false), .appealed(on: Sample.day("2026-05-20")),
      .decided(on: Sample.day("2026-10-01"), granted: true), .final(on: Sample.day("2026-11-01"), granted: true),
      .recovered(on: Sample.today),
    ] { action = try action.moving(to: stage, acting) }
    #expect(action.stage.code == .recovered && action.stage.code.next.isEmpty)
  }

  @Test("From every stage of a civil action its end can be reached")
  func directRecoveryEnds() {
    for stage in DirectRecovery.Stage.Code.allCases where !stage.next.isEmpty {
      var reached: Set = [stage]
      while !reached.isSuperset(of: reached.flatMap(\.next)) { reached.formUnion(reached.flatMap(\.next)) }
      #expect(reached.contains(.recovered) || reached.contains(.withdrawn))
    }
  }

  @Test("A provisional arrest ends by itself when the request does not arrive in time")
  func provisionalArrest() {
    var arrest = ProvisionalArrest(arrestedOn: Sample.day("2026-10-01"), days: 40)
    #expect(arrest.standing(on: Sample.day("2026-11-10")) == .awaitsRequest(by: Sample.day("2026-11-10")))
    #expect(arrest.standing(on: Sample.day("2026-11-11")) == .expired(on: Sample.day("2026-11-11")))
    arrest.requestArrivedOn = Sample.day("2026-11-09")
    #expect(arrest.standing(on: Sample.today) == .requestArrived(on: Sample.day("2026-11-09")))
  }

  @Test("A national who is not surrendered goes to the own prosecutor on request, and the result is told last")
  func national() throws {
    let request = IncomingRequest(id: ID(), head: Sample.head(.extradition), items: [])
    let acts: [IncomingAct] = [
      .register(
        RegisterIncoming(head: request.head, items: [.init(id: "i1", sought: .other(.surrender), summary: "The person")], on: Sample.today)),
      .refuse(
        RefuseItems(
          items: ["i1"], grounds: [.nationality], causes: [.nationality], reasons: "A national", notConsulted: "Asked before",
          on: Sample.today)),
    ]
    let refused = try acts.reduce(request) { try Sample.doing($1, to: $0) }
    var track = try ExtraditionTrack().beginningSubmission(for: refused)
    let acting = Sample.acting()
    #expect(throws: CannotAct.nothingOpen) { try track.recordingSubmission(.toSubmit, on: Sample.today, acting) }
    for standing in [NationalSubmission.Standing.notRequested, .toSubmit, .resultToTell] {
      #expect(track.submission?.standing == standing)
      track = try track.recordingSubmission(standing, on: Sample.today, acting)
    }
    #expect(track.submission?.standing == .done)
  }
}
