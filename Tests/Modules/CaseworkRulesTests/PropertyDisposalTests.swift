// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Instruments
import Kernel
import Testing

@Suite("Frozen and confiscated property: third parties, hand-over, agreements and release")
struct PropertyDisposalTests {
  static let acting = Sample.acting()

  static func entry(
    _ kind: PropertyLedger.Kind, _ units: Int, on day: CalendarDay = Sample.today, currency: String = "XAD", note: String? = nil,
    claim: String? = nil, to recipient: DisposalRecipient? = nil, cause: PropertyLedger.ReleaseCause? = nil
  ) -> PropertyLedger.Entry {
    .init(kind, minorUnits: units, currency: currency, on: day, note: note, claim: claim, to: recipient, cause: cause)
  }

  static func confiscated(_ units: Int = 1_000_000) throws -> PropertyLedger {
    try PropertyLedger(of: "A house").recording(entry(.confiscated, units), acting).state
  }

  static func returned(on day: CalendarDay = Sample.today) -> DisposalDecision {
    DisposalDecision(
      facts: DisposalFacts(origin: .embezzledPublicFunds, isUnderArticle55: true, isJudgmentWaived: true), to: .requestingState, on: day)
  }

  /// A claim of which an amount was upheld, and the decision to return the rest.
  static func upheld(_ amount: Int) throws -> PropertyLedger {
    var ledger = try confiscated().claiming(by: "A lender", on: Sample.day("2026-11-10"), acting).state
    ledger = try ledger.answering(claim: "k1", .upheld(on: Sample.day("2026-11-12")), amount: amount, acting).state
    return try ledger.disposing(returned(), acting).state
  }

  @Test("What was upheld for a third party is neither handed over nor deducted, and is paid claim by claim up to its amount")
  func upheldClaim() throws {
    let ledger = try Self.upheld(300_000)
    #expect(throws: CannotDispose.claimUnpaid) { try ledger.recording(Self.entry(.handedOver, 700_001), Self.acting) }
    #expect(CannotDispose.claimUnpaid.source == .uncac(57, 2))
    #expect(throws: CannotDispose.claimUnpaid) { try ledger.recording(Self.entry(.deducted, 700_001, note: "The trial"), Self.acting) }
    #expect(try ledger.recording(Self.entry(.handedOver, 700_000), Self.acting).state.balance == 300_000)
    #expect(throws: CannotDispose.claimNotUpheld) { try ledger.recording(Self.entry(.paidToThirdParty, 1), Self.acting) }
    #expect(throws: CannotDispose.claimNotUpheld) {
      try ledger.recording(Self.entry(.paidToThirdParty, 300_001, claim: "k1"), Self.acting)
    }
    let paid = try ledger.recording(Self.entry(.paidToThirdParty, 300_000, claim: "k1"), Self.acting).state
    #expect(paid.owed == 0 && paid.unpaidClaims.isEmpty)
    let handed = try paid.recording(Self.entry(.handedOver, 700_000), Self.acting).state
    #expect(handed.waiting == nil && ledger.waiting != nil)
  }

  @Test("An upheld claim names its amount; decided anew on appeal, the latest decision counts, and never less than was paid")
  func amountOfClaim() throws {
    let ledger = try Self.confiscated().claiming(by: "A lender", on: Sample.day("2026-11-10"), Self.acting).state
    #expect(throws: CannotAct.missing(field: "upheld")) {
      try ledger.answering(claim: "k1", .upheld(on: Sample.today), Self.acting)
    }
    var upheld = try ledger.answering(claim: "k1", .upheld(on: Sample.day("2026-11-12")), amount: 300_000, Self.acting)
    #expect(upheld.events[0].facts["minorUnits"] == .number(300_000) && upheld.events[0].facts["currency"] == .code("XAD"))
    let part = try upheld.state.recording(Self.entry(.paidToThirdParty, 100_000, claim: "k1"), Self.acting).state
    #expect(throws: CannotDispose.claimNotUpheld) {
      try part.answering(claim: "k1", .upheld(on: Sample.today), amount: 99_999, Self.acting)
    }
    upheld = try part.answering(claim: "k1", .dismissed(on: Sample.today), Self.acting)
    #expect(upheld.state.owed == 0)
    #expect(throws: CannotAct.nothingOpen) { try upheld.state.answering(claim: "k1", .withdrawn(on: Sample.today), Self.acting) }
  }

  @Test("An account of before claims had amounts is read: a payment that names no claim paid it, and without one all is held back")
  func accountOfBefore() throws {
    func stored(_ entries: String) throws -> PropertyLedger {
      let text = """
        {"property":"A house","entries":[\(entries)],"claims":[{"id":"k1","claimant":"A lender","madeOn":"2026-11-01",
        "outcome":{"upheld":{"on":"2026-11-02"}}}],"decision":{"facts":{"origin":"embezzledPublicFunds","isUnderArticle55":true,
        "isJudgmentWaived":true,"isOwnershipEstablished":false,"isDamageRecognised":false},"to":"requestingState","consideration":"",
        "on":"2026-11-05"}}
        """
      return try JSONDecoder().decode(PropertyLedger.self, from: Data(text.utf8))
    }
    let gross = #"{"kind":"confiscated","minorUnits":1000,"currency":"XAD","on":"2026-11-01"}"#
    let paid = #"{"kind":"paidToThirdParty","minorUnits":400,"currency":"XAD","on":"2026-11-03"}"#
    let old = try stored("\(gross),\(paid)")
    #expect(old.unpaidClaims.isEmpty && old.balance == 600)
    #expect(try old.recording(Self.entry(.handedOver, 600), Self.acting).state.balance == 0)
    let unpaid = try stored(gross)
    #expect(throws: CannotDispose.claimUnpaid) { try unpaid.recording(Self.entry(.handedOver, 1), Self.acting) }
    let known = try unpaid.answering(claim: "k1", .upheld(on: Sample.day("2026-11-06")), amount: 400, Self.acting).state
    #expect(try known.recording(Self.entry(.handedOver, 600), Self.acting).state.balance == 400)
  }

  @Test("Nothing is handed over before the day of the decision, nor without one, whatever day is written")
  func handOverFollowsDecision() throws {
    let ledger = try Self.confiscated()
    #expect(throws: CannotDispose.notDecided) { try ledger.recording(Self.entry(.handedOver, 1), Self.acting) }
    #expect(CannotDispose.notDecided.source == .uncac(57, 3))
    let decided = try ledger.disposing(Self.returned(on: Sample.day("2026-11-20")), Self.acting).state
    #expect(throws: CannotDispose.notDecided) {
      try decided.recording(Self.entry(.handedOver, 1, on: Sample.day("2026-11-19")), Self.acting)
    }
    #expect(try decided.recording(Self.entry(.handedOver, 1, on: Sample.day("2026-11-20")), Self.acting).state.handedOver == 1)
  }

  @Test("An agreement of the States revises the decision for what is left: recipients and deductions follow it, the first one is kept")
  func agreement() throws {
    var ledger = try Self.confiscated().disposing(Self.returned(on: Sample.day("2026-11-10")), Self.acting).state
    ledger = try ledger.recording(Self.entry(.handedOver, 200_000, on: Sample.day("2026-11-12")), Self.acting).state
    #expect(throws: CannotDispose.decidedAlready) { try ledger.disposing(Self.returned(), Self.acting) }
    let shared = DisposalAgreement(
      "Half to the victims", to: [.requestingState, .victims], excludesDeductions: true, on: Sample.day("2026-11-20"))
    #expect(throws: CannotAct.missing(field: "agreed")) {
      try ledger.disposing(by: DisposalAgreement(" ", to: [.victims], on: Sample.today), Self.acting)
    }
    let agreed = try ledger.disposing(by: shared, Self.acting)
    #expect(agreed.events[0].facts["isRevision"] == .flag(true))
    #expect(agreed.events[0].facts["recipients"] == .codes(["requestingState", "victims"]))
    #expect(agreed.state.decision?.source == .uncac(57, 5) && agreed.state.revised?.map(\.to) == [.requestingState])
    #expect(throws: CannotDispose.deductionExcluded) {
      try agreed.state.recording(Self.entry(.deducted, 1, note: "The trial"), Self.acting)
    }
    #expect(CannotDispose.deductionExcluded.source == .uncac(57, 4))
    #expect(throws: CannotDispose.otherRecipient) { try agreed.state.recording(Self.entry(.handedOver, 1), Self.acting) }
    #expect(throws: CannotDispose.otherRecipient) {
      try agreed.state.recording(Self.entry(.handedOver, 1, to: .priorOwners), Self.acting)
    }
    let handed = try agreed.state.recording(Self.entry(.handedOver, 400_000, to: .victims), Self.acting)
    #expect(handed.events[0].facts["to"] == .code("victims") && handed.events[0].facts["rule"] == .code("agreement"))
    let rest = try handed.state.recording(Self.entry(.handedOver, 400_000, to: .requestingState), Self.acting).state
    #expect(throws: CannotAct.nothingOpen) { try rest.disposing(by: shared, Self.acting) }
  }

  @Test("An agreement waits for open claims, and where it excludes deductions those that were made are taken back first")
  func agreementWaits() throws {
    let agreement = DisposalAgreement("All to the victims", to: [.victims], excludesDeductions: true, on: Sample.today)
    let claimed = try Self.confiscated().claiming(by: "A lender", on: Sample.today, Self.acting).state
    #expect(throws: CannotDispose.claimOpen) { try claimed.disposing(by: agreement, Self.acting) }
    let deducted = try Self.confiscated().recording(Self.entry(.deducted, 10, note: "The trial"), Self.acting).state
    #expect(throws: CannotDispose.deductionExcluded) { try deducted.disposing(by: agreement, Self.acting) }
    let back = try deducted.correcting(entry: 2, note: "Agreed so", on: Sample.today, Self.acting).state
    #expect(try back.disposing(by: agreement, Self.acting).state.decision?.recipients == [.victims])
  }

  @Test("No more is released than is frozen and not confiscated, each currency for itself; the facts tell both sums")
  func release() throws {
    var ledger = try PropertyLedger(of: "Two accounts").recording(Self.entry(.frozen, 500), Self.acting).state
    ledger = try ledger.recording(Self.entry(.frozen, 900, currency: "XBD"), Self.acting).state
    ledger = try ledger.recording(Self.entry(.confiscated, 200), Self.acting).state
    #expect(ledger.stillFrozen("XAD") == 300 && ledger.stillFrozen("XBD") == 900)
    #expect(throws: CannotDispose.moreThanFrozen) { try ledger.recording(Self.entry(.released, 301, cause: .lapsed), Self.acting) }
    let released = try ledger.recording(Self.entry(.released, 400, currency: "XBD", cause: .lapsed), Self.acting)
    #expect(released.events.map(\.name) == [.propertyReleased] && released.events[0].facts["cause"] == .code("lapsed"))
    #expect(released.events[0].facts["minorUnits"] == .number(400) && released.events[0].facts["currency"] == .code("XBD"))
    #expect(released.events[0].facts["frozen"] == .number(900) && released.events[0].facts["released"] == .number(400))
    #expect(released.state.stillFrozen("XBD") == 500 && released.state.currency == "XAD" && released.state.balance == 200)
    #expect(throws: CannotDispose.moreThanFrozen) {
      try released.state.correcting(entry: 2, note: "Typed wrongly", on: Sample.today, Self.acting)
    }
  }

  @Test("Sums are released as lifted only after the measure of the request was lifted")
  func releaseFollowsLifting() throws {
    let executed = try WithdrawalTests.frozen(.full)
    let ledger = try PropertyLedger(of: "Two accounts").recording(Self.entry(.frozen, 500), Self.acting).state
    func releasing(_ request: IncomingRequest, _ cause: PropertyLedger.ReleaseCause) throws -> PropertyLedger {
      try ledger.releasing(Self.entry(.released, 500, cause: cause), of: .incoming(request), Self.acting).state
    }
    #expect(throws: CannotDispose.measureStands) { try releasing(executed, .lifted) }
    #expect(CannotDispose.measureStands.source == .uncac(55, 8))
    #expect(try releasing(executed, .lapsed).stillFrozen("XAD") == 0)
    let lifted = try Sample.doing(WithdrawalTests.lifting(.notPossible(reason: "A court ordered it.")), to: executed)
    #expect(try releasing(lifted, .lifted).stillFrozen("XAD") == 0)
  }

  @Test("That the measure of another item was lifted releases nothing: the account or the entry says whose measure it was")
  func releaseOfItsOwnMeasure() throws {
    let head = Sample.head(.assetRecovery)
    let sought: [RegisterIncoming.RegisteredItem] = ["i1", "i2"].map {
      .init(id: ItemID(rawValue: $0), sought: .measure(.freezeForConfiscation), summary: "An account")
    }
    let acts: [IncomingAct] =
      [
        .register(RegisterIncoming(head: head, items: sought, on: Sample.day("2026-11-02"))),
        .accept(AcceptItems(items: ["i1", "i2"], on: Sample.day("2026-11-03"))),
        .beginExecution(BeginExecution(items: ["i1", "i2"], authority: "The court", on: Sample.day("2026-11-04"))),
      ]
      + sought.map { .recordExecution(RecordExecution(item: $0.id, result: .full, on: Sample.day("2026-11-05"))) } + [
        WithdrawalTests.lifting(.notPossible(reason: "A court ordered it."))
      ]
    let request = RegisteredRequest.incoming(
      try acts.reduce(IncomingRequest(id: ID(), head: head, items: [])) { try Sample.doing($1, to: $0) })
    func releasing(ofAccount account: ItemID? = nil, naming item: ItemID? = nil) throws -> Int {
      let ledger = try PropertyLedger.opening(of: "An account", item: account, for: request).state
        .recording(Self.entry(.frozen, 500), Self.acting).state
      var entry = Self.entry(.released, 500, cause: .lifted)
      entry.item = item
      return try ledger.releasing(entry, of: request, Self.acting).state.stillFrozen("XAD")
    }
    #expect(try releasing(ofAccount: "i1") == 0 && releasing(naming: "i1") == 0)
    #expect(throws: CannotDispose.measureStands) { try releasing(ofAccount: "i2") }
    #expect(throws: CannotDispose.measureStands) { try releasing(naming: "i2") }
    #expect(throws: CannotAct.missing(field: "item")) { try releasing() }
    #expect(throws: CannotAct.noSuchItem("i9")) { try releasing(naming: "i9") }
    #expect(throws: CannotAct.noSuchItem("i9")) { try releasing(ofAccount: "i9") }
  }
}
