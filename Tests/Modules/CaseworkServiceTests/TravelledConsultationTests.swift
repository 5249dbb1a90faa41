// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import ExchangeRules
import Foundation
import Kernel
import Localisation
import Storage
import TestKit
import Testing
import WritingRules

@testable import CaseworkService

extension TravelServiceTests {
  @Test("A consultation goes on with what is proposed instead, and both registers end it alike", arguments: [true, false])
  func counterProposal(_ accepts: Bool) async throws {
    try await between(.sqlite) { arcadia, borealia, request, carrier in
      let arrived = try await theirs(borealia)
      try await borealia.act(.incoming(.acknowledge(Acknowledgement(on: Self.day, contact: "Desk 3"))), arrived.id)
      try await borealia.act(
        .incoming(
          .consult(
            OpenConsultation(
              items: ["i2"], topic: .refusal, proposal: "In writing", conditions: ["A."], on: Self.day, answerDueOn: Self.day.adding(9)))),
        arrived.id)
      try await carrier.carry(arcadia, borealia)
      let instead = CounterPropose("c1", proposal: "By video", conditions: ["B."], on: Self.day, answerDueOn: Self.day.adding(5))
      try await arcadia.act(.outgoing(.counterPropose(instead)), request.id)
      await #expect(throws: CannotAct.nothingOpen) {
        try await arcadia.act(
          .outgoing(.answerConsultation(AnswerConsultation("c1", accepts: true, text: "A is fine.", on: Self.day))), request.id)
      }
      #expect(try await ours(arcadia, request.id).suspensions.allSatisfy { $0.endedOn != nil })
      try await carrier.carry(arcadia, borealia)
      let open = try #require(try await theirs(borealia).consultations.first)
      #expect(open.latestProposal == "By video" && open.dueOn == Self.day.adding(5) && open.proposedBy == .requestingState)
      #expect(try await theirs(borealia).turn(on: Self.day) == .ours)
      // Back once more, and then the answer.
      let again = CounterPropose("c1", proposal: "By video, in court", conditions: ["C."], on: Self.day, answerDueOn: Self.day.adding(7))
      try await borealia.act(.incoming(.counterPropose(again)), arrived.id)
      try await carrier.carry(arcadia, borealia)
      let last = CounterPropose("c1", proposal: "By video, at home", conditions: ["D."], on: Self.day, answerDueOn: Self.day.adding(8))
      try await arcadia.act(.outgoing(.counterPropose(last)), request.id)
      try await carrier.carry(arcadia, borealia)
      let end = ConcludeConsultation("c1", .answered(on: Self.day, accepts: accepts, text: "Well."))
      try await borealia.act(.incoming(.concludeConsultation(end)), arrived.id)
      try await carrier.carry(arcadia, borealia)
      let (here, there) = (try await ours(arcadia, request.id), try await theirs(borealia))
      #expect(here.consultations.map(\.outcome) == [.answered(on: Self.day, accepts: accepts, text: "Well.")])
      #expect(here.consultations.map(\.outcome) == there.consultations.map(\.outcome))
      #expect(here.consultations.map(\.counters) == there.consultations.map(\.counters))
      #expect(here.items[1].conditions.map(\.text) == (accepts ? ["D."] : []))
      let told = try await arcadia.casework.messages(of: request.id).filter { $0.act.isOfConsultation }
      #expect(told.map(\.act) == [.consultationOpened] + Array(repeating: .consultationProposed, count: 3) + [.consultationClosed])
      #expect(told.dropFirst().map(\.answers) == told.dropLast().map(\.message))
      // Only the own answer has a letter here, and here there is none.
      #expect(here.letters.map(\.name).filter { $0.contains("onsult") }.isEmpty)
      #expect(here.letters.filter { $0.kind == .counterProposal }.map(\.name) == ["counterProposal-c1-1", "counterProposal-c1-3"])
    }
  }

  @Test("A consultation that nobody answered ends in both registers when the requested State says so")
  func unanswered() async throws {
    try await between(.sqlite) { arcadia, borealia, request, carrier in
      let arrived = try await theirs(borealia)
      try await borealia.act(.incoming(.acknowledge(Acknowledgement(on: Self.day, contact: "Desk 3"))), arrived.id)
      try await borealia.act(
        .incoming(
          .consult(
            OpenConsultation(items: ["i2"], topic: .refusal, proposal: "In writing", on: Self.day, answerDueOn: Self.day.adding(3)))),
        arrived.id)
      try await carrier.carry(arcadia, borealia)
      let open = try await ours(arcadia, request.id)
      #expect(open.openConsultations.count == 1)
      let later = Desk.instant.addingTimeInterval(5 * 86_400)
      // That the proposal has lapsed stands in both files for the same day, however often the clocks are looked at.
      for (desk, id) in [(arcadia, request.id), (borealia, arrived.id)] {
        for _ in 0..<2 { try await desk.casework.wake(at: later) }
        let events = try await EventLog(desk.database).events(of: EventSubject("registeredRequest", id.description))
        let lapses = events.filter { $0.kind == "casework.proposalLapsed" }
        #expect(lapses.map { $0.facts["on"]?.text } == [Self.day.adding(4).description] && lapses.allSatisfy { $0.by == .program })
      }
      let acting = Acting(ActingOfficer(id: "a", name: "Officer a"), at: later, on: Self.day.adding(5), authorities: Desk.authorities)
      let end = CaseAct.incoming(.concludeConsultation(ConcludeConsultation("c1", .lapsed(on: Self.day.adding(5)))))
      _ = try await borealia.casework.change(arrived.id, seen: nil, for: borealia.casework.console, by: .officer("a"), at: Desk.instant) {
        try $0.deciding(end, acting)
      }
      try await carrier.carry(arcadia, borealia)
      let ended = try await ours(arcadia, request.id)
      #expect(ended.openConsultations.isEmpty && ended.consultations.map(\.outcome) == [.lapsed(on: Self.day)])
      #expect(ended.suspensions.allSatisfy { $0.endedOn != nil })
      let told = try await arcadia.casework.messages(of: request.id).last
      #expect(told?.act == .consultationClosed && told?.standing == .taken)
    }
  }
}
