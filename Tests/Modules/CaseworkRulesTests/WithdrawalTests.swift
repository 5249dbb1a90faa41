// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Instruments
import Kernel
import Testing

@Suite("Withdrawing while a provisional measure stands")
struct WithdrawalTests {
  /// A request to freeze an account and one for records, of which the first is executed with a result.
  static func frozen(_ result: Execution.Result, items: [ItemID] = ["i1"]) throws -> IncomingRequest {
    let head = Sample.head(.assetRecovery)
    let sought: [RegisterIncoming.RegisteredItem] = [
      .init(id: "i1", sought: .measure(.freezeForConfiscation), summary: "The account"),
      .init(id: "i2", sought: .measure(.bankRecords), summary: "Its records"),
    ]
    let acts: [IncomingAct] = [
      .register(RegisterIncoming(head: head, items: sought.filter { items.contains($0.id) }, on: Sample.day("2026-11-02"))),
      .accept(AcceptItems(items: ["i1"], on: Sample.day("2026-11-03"))),
      .beginExecution(BeginExecution(items: ["i1"], authority: "The court", on: Sample.day("2026-11-04"))),
      .recordExecution(RecordExecution(item: "i1", result: result, on: Sample.day("2026-11-05"))),
    ]
    return try acts.reduce(IncomingRequest(id: ID(), head: head, items: [])) { try Sample.doing($1, to: $0) }
  }

  static func lifting(_ hearing: ProvisionalMeasure.Hearing, on day: CalendarDay = Sample.today) -> IncomingAct {
    .liftMeasure(LiftMeasure(item: "i1", lifting: .init(on: day, reason: "Nobody needs it.", hearing: hearing)))
  }

  static let withdrawal = Withdrawal(on: Sample.day("2026-11-20"), reason: "The trial ended.")
  static let withdraw = IncomingAct.withdraw(WithdrawItems(withdrawal))

  @Test("The withdrawal of an executed item is kept, and its measure stands until it is lifted", arguments: [Execution.Result.part, .full])
  func kept(result: Execution.Result) throws {
    let executed = try Self.frozen(result)
    let decision = try executed.deciding(Self.withdraw, Sample.acting())
    let withdrawn = decision.state
    #expect(withdrawn.items[0].stage == .withdrawn(Self.withdrawal) && withdrawn.items[0].withdrawal == Self.withdrawal)
    #expect(withdrawn.items[0].isMeasureStanding && withdrawn.stage == .withdrawn)
    #expect(decision.events[0].facts["measures"] == .number(1))
    #expect(throws: CannotClose.measureStands("i1")) { try Sample.doing(.close(CloseRequest(on: Sample.today)), to: withdrawn) }
    let needs = AttentionInput(.incoming(withdrawn)).needsAttention(
      on: Sample.today, profiles: DeadlineProfiles([]), calendar: StateCalendar(state: Sample.state("XA"), periods: []))
    #expect(needs.map(\.kind) == [.measureStands])
    #expect(withdrawn.offered.contains(.liftMeasure) && withdrawn.items(for: .liftMeasure).map(\.id) == ["i1"])
    let lifted = try Sample.doing(Self.lifting(.notNeeded), to: withdrawn)
    let closed = try Sample.doing(.close(CloseRequest(on: Sample.today)), to: lifted)
    #expect(closed.outcome == .withdrawn && closed.items[0].execution?.measure?.lifted?.hearing == .notNeeded)
  }

  @Test("That nobody is heard because the item was withdrawn is refused where it was not, and before the day on which it was")
  func hearing() throws {
    let executed = try Self.frozen(.full)
    #expect(throws: CannotLift.notHeard) { try Sample.doing(Self.lifting(.notNeeded), to: executed) }
    let withdrawn = try Sample.doing(Self.withdraw, to: executed)
    #expect(throws: CannotAct.dayTooEarly(field: "on")) {
      try Sample.doing(Self.lifting(.notNeeded, on: Sample.day("2026-11-19")), to: withdrawn)
    }
  }

  @Test("What was sent before stays sent; the withdrawal stands beside it, cannot be told twice, and the measure is lifted")
  func sent() throws {
    let product = IncomingAct.sendProduct(SendProduct(items: ["i1"], summary: "The order", on: Sample.day("2026-11-06")))
    for (result, stage) in [(Execution.Result.part, IncomingItem.Stage.Code.productSent), (.full, .productSent)] {
      let sent = try Sample.doing(product, to: Self.frozen(result))
      let withdrawn = try Sample.doing(Self.withdraw, to: sent)
      #expect(withdrawn.items[0].stage.code == stage && withdrawn.items[0].withdrawal == Self.withdrawal)
      #expect(throws: CannotAct.nothingOpen) { try Sample.doing(Self.withdraw, to: withdrawn) }
      let lifted = try Sample.doing(Self.lifting(.notNeeded), to: withdrawn)
      #expect(try Sample.doing(.close(CloseRequest(on: Sample.today)), to: lifted).stage == .closed)
    }
  }

  @Test("A measure of a withdrawn item is lifted while another item is still examined, and after the request was passed on")
  func beside() throws {
    let withdrawn = try Sample.doing(
      .withdraw(WithdrawItems(items: ["i1"], Self.withdrawal)), to: Self.frozen(.part, items: ["i1", "i2"]))
    #expect(withdrawn.stage == .registered)
    #expect(try !Sample.doing(Self.lifting(.notNeeded), to: withdrawn).items[0].isMeasureStanding)
    let forwarded = try Sample.doing(.forward(ForwardRequest(Forwarding(on: Sample.today, to: "The Prosecutor General"))), to: withdrawn)
    let lifted = try Sample.doing(Self.lifting(.notNeeded), to: forwarded)
    #expect(try Sample.doing(.close(CloseRequest(on: Sample.today)), to: lifted).stage == .closed)
  }

  @Test("Without a measure an item that is done cannot be withdrawn, and one in execution goes as it came")
  func withoutMeasure() throws {
    let nothing = try Self.frozen(.nothingFound)
    #expect(throws: CannotAct.nothingOpen) { try Sample.doing(Self.withdraw, to: nothing) }
    #expect(!nothing.offered.contains(.withdraw))
  }
}
