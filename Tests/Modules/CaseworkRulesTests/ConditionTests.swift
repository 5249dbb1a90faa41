// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Instruments
import Kernel
import Testing

@Suite("Conditions, and postponements that are prolonged or end")
struct ConditionTests {
  static func consult(_ topic: Consultation.Topic, _ proposal: String = "Wait", conditions: [String]? = nil) -> IncomingAct {
    .consult(
      OpenConsultation(
        items: ["i1"], topic: topic, proposal: proposal, conditions: conditions, on: Sample.day("2026-11-05"),
        answerDueOn: Sample.day("2026-11-15")))
  }

  static func conclude(_ id: String, accepts: Bool) -> IncomingAct {
    .concludeConsultation(ConcludeConsultation(id, .answered(on: Sample.day("2026-11-10"), accepts: accepts, text: "Answered")))
  }

  static func accept(_ conditions: String...) -> IncomingAct {
    .accept(AcceptItems(items: ["i1"], conditions: conditions, on: Sample.day("2026-11-11")))
  }

  static func postpone(_ review: String, on day: String = "2026-11-12") -> IncomingAct {
    .postpone(PostponeItems(items: ["i1"], reasons: "A trial", reviewOn: Sample.day(review), on: Sample.day(day)))
  }

  static let end = IncomingAct.endPostponement(EndPostponement(items: ["i1"], on: Sample.day("2026-11-20")))

  private func done(_ acts: [IncomingAct]) throws -> IncomingRequest {
    try acts.reduce(ClockTests.incoming()) { try Sample.doing($1, to: $0) }
  }

  @Test("Conditions that the requesting State accepted in a consultation that puts them bind at once; those it did not see there wait")
  func putInConsultation() throws {
    let request = try done([
      Self.consult(.refusal, "On conditions", conditions: ["As evidence only"]), Self.conclude("c1", accepts: true),
      Self.accept("As evidence only", "Returned within a year"),
    ])
    #expect(request.items[0].conditions.map(\.acceptedOn) == [Sample.day("2026-11-10"), nil])
    #expect(request.items[0].openConditions == ["Returned within a year"])
    #expect(request.turn(on: Sample.today) == .theirs)
  }

  @Test("An accepted consultation about costs, coordination or a refusal without that condition accepts no condition")
  func otherConsultations() throws {
    for (topic, proposal) in [(Consultation.Topic.costs, "Half each"), (.coordination, "Meet"), (.refusal, "Names blackened")] {
      let request = try done([Self.accept("As evidence only"), Self.consult(topic, proposal), Self.conclude("c1", accepts: true)])
      #expect(request.items[0].openConditions == ["As evidence only"], "\(topic)")
      let before = try done([Self.consult(topic, proposal), Self.conclude("c1", accepts: true), Self.accept("As evidence only")])
      #expect(before.items[0].openConditions == ["As evidence only"], "\(topic)")
    }
  }

  @Test("Conditions become undertakings of the requesting State when they are accepted, once, whatever is postponed in between")
  func undertakings() throws {
    let put = try done([Self.accept("As evidence only")])
    #expect(Undertaking.accepted(in: .incoming(put), since: nil).isEmpty)
    let accepted = try Sample.doing(
      .recordConditionsAccepted(AnswerToConditions(items: ["i1"], text: "Agreed", on: Sample.day("2026-11-12"))), to: put)
    let given = Undertaking.accepted(in: .incoming(accepted), since: .incoming(put))
    #expect(
      given.map(\.wording) == ["As evidence only"] && given.map(\.giver) == [.theirs] && given.map(\.on) == [Sample.day("2026-11-12")])
    var before = accepted
    for act in [Self.consult(.postponement), Self.conclude("c1", accepts: false), Self.postpone("2027-01-10"), Self.end] {
      let after = try Sample.doing(act, to: before)
      #expect(Undertaking.accepted(in: .incoming(after), since: .incoming(before)).isEmpty)
      before = after
    }
    #expect(before.stage == .acceptedWithConditions)
  }

  @Test("What was undertaken once is not undertaken again when the item is accepted anew, but binds the items that come to its condition")
  func undertakenOnce() throws {
    let consulted = try done([
      Self.consult(.refusal, "On conditions", conditions: ["As evidence only"]), Self.conclude("c1", accepts: true),
    ])
    let accepted = try Sample.doing(Self.accept("As evidence only", "Returned within a year"), to: consulted)
    let first = Undertaking.accepted(in: .incoming(accepted), since: .incoming(consulted))
    #expect(first.map(\.wording) == ["As evidence only"] && first[0].items == ["i1"])
    let refused = try Sample.doing(
      .recordConditionsRefused(AnswerToConditions(items: ["i1"], text: "Not within a year", on: Sample.day("2026-11-12"))), to: accepted)
    let again = try Sample.doing(
      .accept(AcceptItems(items: ["i1"], conditions: ["As evidence only"], on: Sample.day("2026-11-13"))), to: refused)
    #expect(again.items[0].conditions.map(\.acceptedOn) == [Sample.day("2026-11-10")])
    #expect(Undertaking.accepted(in: .incoming(again), since: .incoming(refused), besides: first).isEmpty)
    #expect(first[0].following(.incoming(again)) == nil)
    // Given back, and undertaken anew in an answer of a later day.
    let released = try first[0].ending(.init(.released, on: Sample.day("2026-11-14"), note: "Given back"), Sample.acting()).state
    #expect(Undertaking.accepted(in: .incoming(again), since: .incoming(refused), besides: [released]).isEmpty)
    let put = try done([Self.accept("As evidence only")])
    let later = try Sample.doing(
      .recordConditionsAccepted(AnswerToConditions(items: ["i1"], text: "Agreed", on: Sample.day("2026-11-15"))), to: put)
    #expect(Undertaking.accepted(in: .incoming(later), since: .incoming(put), besides: [released]).count == 1)
    let elsewhere = Undertaking(.condition, by: .theirs, wording: "As evidence only", items: ["i2"], on: Sample.day("2026-11-10"))
    #expect(elsewhere.following(.incoming(again))?.items == ["i1", "i2"])
  }

  @Test("A condition is watched in execution until its undertaking has ended")
  func watched() throws {
    let acts: [IncomingAct] = [
      Self.accept("As evidence only"),
      .recordConditionsAccepted(AnswerToConditions(items: ["i1"], text: "Agreed", on: Sample.day("2026-11-12"))),
      .beginExecution(BeginExecution(items: ["i1"], authority: "The court", on: Sample.day("2026-11-13"))),
    ]
    let request = RegisteredRequest.incoming(try done(acts))
    let given = try #require(Undertaking.accepted(in: request, since: nil).first)
    let ended = try given.ending(.init(.kept, on: Sample.day("2026-11-14")), Sample.acting()).state
    func watches(_ undertakings: [Undertaking]) -> Bool {
      AttentionInput(request, undertakings: undertakings).needsAttention(
        on: Sample.today, profiles: DeadlineProfiles([]), calendar: StateCalendar(state: Sample.state("XA"), periods: [])
      ).contains { $0.kind == .conditionToWatch }
    }
    #expect(watches([]) && watches([given]) && watches([ended, given]) && !watches([ended]))
  }

  @Test("Terms of costs that were accepted become an undertaking about costs, and no condition")
  func costs() throws {
    let opened = try done([Self.consult(.costs, "Half each")])
    let agreed = try Sample.doing(Self.conclude("c1", accepts: true), to: opened)
    #expect(Undertaking.accepted(in: .incoming(agreed), since: .incoming(opened)).map(\.subject) == [.costs])
    let acts: [OutgoingAct] = [
      OutgoingTests.send,
      .recordConsultation(
        RecordConsultation(
          items: ["i1"], topic: .costs, proposal: "Half each", on: Sample.day("2026-11-05"), answerDueOn: Sample.day("2026-12-10"))),
      .answerConsultation(AnswerConsultation("c1", accepts: true, text: "Agreed", on: Sample.day("2026-11-11"))),
    ]
    let own = try acts.reduce(OutgoingTests.approved()) { try Sample.doing($1, to: $0) }
    #expect(own.items[0].conditions.isEmpty)
    let given = Undertaking.accepted(in: .outgoing(own), since: nil)
    #expect(given.map(\.subject) == [.costs] && given.map(\.giver) == [.ours] && given.map(\.wording) == ["Half each"])
  }

  @Test("Conditions that are not accepted leave the item undecided, with the acceptance and the answer kept")
  func notAccepted() throws {
    let refused = IncomingAct.recordConditionsRefused(AnswerToConditions(items: ["i1"], text: "We cannot", on: Sample.day("2026-11-13")))
    let request = try done([Self.accept("As evidence only"), refused])
    #expect(request.items[0].stage.code == .undecided && request.stage == .registered)
    #expect(request.items[0].conditionAnswers?.map(\.accepts) == [false] && request.items[0].acceptance?.conditions.count == 1)
    let again = try Sample.doing(.accept(AcceptItems(items: ["i1"], on: Sample.day("2026-11-14"))), to: request)
    #expect(again.items[0].pastAcceptances?.count == 1 && again.stage == .accepted)
    let consulted = try done([
      Self.accept("As evidence only"), Self.consult(.conditions, "Accepted?"), Self.conclude("c1", accepts: false),
    ])
    #expect(consulted.items[0].stage.code == .undecided)
    #expect(throws: CannotAct.nothingOpen) { try Sample.doing(Self.consult(.conditions, "Accepted?"), to: consulted) }
  }

  @Test("An item that was postponed goes on where it was: not decided, accepted with its conditions, or in execution")
  func goesOn() throws {
    let consulted = [Self.consult(.postponement), Self.conclude("c1", accepts: false)]
    #expect(try done(consulted + [Self.postpone("2027-01-10"), Self.end]).items[0].stage == .undecided)
    let accepted = try done(consulted + [Self.accept("As evidence only")])
    #expect(
      try [Self.postpone("2027-01-10"), Self.end].reduce(accepted) { try Sample.doing($1, to: $0) }.items[0].stage
        == accepted.items[0].stage)
    let executing = try done(
      consulted + [Self.accept(), .beginExecution(BeginExecution(items: ["i1"], authority: "The court", on: Sample.day("2026-11-11")))])
    let gone = try [Self.postpone("2027-01-10"), Self.end].reduce(executing) { try Sample.doing($1, to: $0) }
    #expect(gone.items[0].stage == executing.items[0].stage && gone.items[0].postponementEnds == [Sample.day("2026-11-20")])
    #expect(gone.suspensions.map(\.endedOn) == [Sample.day("2026-11-10"), Sample.day("2026-11-20")])
  }

  @Test(
    "A postponement is prolonged after another consultation; the time between the first day of review and the second decision is our own")
  func prolonged() throws {
    let consulted = [Self.consult(.postponement), Self.conclude("c1", accepts: false), Self.postpone("2026-12-01")]
    let first = try done(consulted)
    #expect(first.turn(on: Sample.day("2026-11-30")) == .court && first.turn(on: Sample.day("2026-12-01")) == .ours)
    let late = Sample.day("2026-12-11")
    let acts: [IncomingAct] = [
      .consult(
        OpenConsultation(
          items: ["i1"], topic: .postponement, proposal: "Until spring", on: Sample.day("2026-11-20"), answerDueOn: Sample.day("2026-11-25")
        )),
      .concludeConsultation(ConcludeConsultation("c2", .lapsed(on: Sample.day("2026-11-26")))),
      .postpone(PostponeItems(items: ["i1"], reasons: "The trial goes on", reviewOn: Sample.day("2027-03-01"), on: late)),
    ]
    let second = try acts.reduce(first) { try Sample.doing($1, to: $0, on: late) }
    #expect(second.items[0].postponements?.map(\.prolongs) == [nil, Sample.day("2026-12-01")])
    #expect(second.items[0].beforePostponement == .undecided)
    let postponed = second.suspensions.filter { $0.reason == .postponement }
    #expect(postponed.map(\.from) == [Sample.day("2026-11-12"), late] && postponed.map(\.endedOn) == [Sample.day("2026-12-01"), nil])
    #expect(postponed.days(until: Sample.day("2026-12-21")) == 29)
  }

  @Test("A postponed item of an earlier version, which kept nothing of before, goes on as it was accepted, or undecided")
  func earlierVersion() throws {
    let consulted = [Self.consult(.postponement), Self.conclude("c1", accepts: false)]
    for (acts, code) in [(consulted, IncomingItem.Stage.Code.undecided), (consulted + [Self.accept()], .accepted)] {
      let postponed = try done(acts + [Self.postpone("2027-01-10")])
      var stored = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(postponed)) as? [String: Any])
      var items = try #require(stored["items"] as? [[String: Any]])
      items[0]["beforePostponement"] = nil
      stored["items"] = items
      let read = try JSONDecoder().decode(IncomingRequest.self, from: JSONSerialization.data(withJSONObject: stored))
      #expect(read.items[0].beforePostponement == nil)
      #expect(try Sample.doing(Self.end, to: read).items[0].stage.code == code)
    }
  }
}
