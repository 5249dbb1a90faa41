// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Foundation
import Instruments
import Kernel
import Testing
import WritingRules

@Suite("Clocks and what needs attention")
struct ClockTests {
  static func profiles() throws -> DeadlineProfiles {
    try JSONDecoder().decode(
      DeadlineProfiles.self, from: Data(contentsOf: root.appending(path: "Sources/Modules/Casework/Service/Data/deadlines.json")))
  }

  static let calendar = StateCalendar(
    state: Sample.state("XA"),
    periods: [
      .init(validTo: Sample.day("2026-06-30"), restDays: [5, 6], source: "law of the weekly rest, until June 2026"),
      .init(
        validFrom: Sample.day("2026-07-01"), restDays: [6, 7], everyYear: [.init(month: 11, day: 5)], holidays: [Sample.day("2026-11-12")],
        source: "law of the weekly rest, 2026"),
    ])

  static func incoming(isUrgent: Bool = false, medium: Arrival.Medium = .electronic) throws -> IncomingRequest {
    let head = Sample.head(medium: medium, isUrgent: isUrgent, on: "2026-11-02")
    let arrived = IncomingRequest(id: ID(), head: head, items: [])
    return try Sample.doing(
      .register(
        RegisterIncoming(
          head: head, items: [.init(id: "i1", sought: .measure(.bankRecords), summary: "Records")], on: Sample.day("2026-11-02"))),
      to: arrived)
  }

  static func outgoing() throws -> OutgoingRequest {
    let head = Sample.head(incoming: false)
    let request = OutgoingRequest(
      id: ID(), head: head, items: [OutgoingItem(id: "i1", sought: .measure(.bankRecords), summary: "Records")],
      approvedOn: Sample.day("2026-11-01"))
    return try Sample.doing(
      .send(
        SendRequest(
          authority: Sample.authorities[0].id, to: "Central Authority of Beta", channel: .direct, medium: .paper,
          on: Sample.day("2026-11-02"))),
      to: request)
  }

  @Test("What is usual has a term with its source for every duty, and the treaty that governs goes before it")
  func profilesInOrder() throws {
    let profiles = try Self.profiles()
    let request = try Self.incoming()
    for duty in DeadlineProfile.Duty.allCases {
      let term = try #require(profiles.term(duty, for: .incoming(request)), "\(duty)")
      #expect(term.within.count > 0 && !term.source.isEmpty)
    }
    var underTreaty = request
    underTreaty.head.basis.primary = .init(.multilateralTreaty, title: "Directive 2014/41/EU")
    #expect(profiles.term(.decide, for: .incoming(underTreaty))?.source == "EU Directive 2014/41 art. 12(3)")
    #expect(profiles.term(.chase, for: .incoming(underTreaty)) == profiles.term(.chase, for: .incoming(request)))
  }

  @Test("Working days leave out the rest days and holidays that hold on each day, also where the week changed")
  func workingDays() {
    // Friday 26 June 2026 is a rest day of the old week, Friday 3 July a working day of the new one.
    #expect(!Self.calendar.works(on: Sample.day("2026-06-26")))
    #expect(Self.calendar.works(on: Sample.day("2026-07-03")))
    #expect(!Self.calendar.works(on: Sample.day("2027-11-05")))
    // From Monday 2 November: the 5th and the 12th are holidays.
    #expect(Self.calendar.day(10, after: Sample.day("2026-11-02")) == Sample.day("2026-11-18"))
  }

  @Test("A request not acknowledged within a week and not decided within thirty days is overdue for both, the earlier one first")
  func overdue() throws {
    let request = RegisteredRequest.incoming(try Self.incoming())
    let day = Sample.day("2026-12-03")
    let clocks = request.clocks(on: day, profiles: try Self.profiles(), calendar: Self.calendar)
    #expect(clocks.map(\.kind) == [.acknowledge, .decide])
    #expect(clocks.map(\.dueOn) == [Sample.day("2026-11-09"), Sample.day("2026-12-02")])
    #expect(clocks.allSatisfy { $0.isOverdue(on: day) })
    #expect(request.turn(on: Sample.today) == .ours)
    let attention = AttentionInput(request).needsAttention(on: day, profiles: try Self.profiles(), calendar: Self.calendar)
    #expect(attention.map(\.kind) == [.toAcknowledge, .toDecide])
    #expect(attention.of(.registry).map(\.kind) == [.toAcknowledge])
  }

  @Test("An urgent request is decided within ten working days")
  func urgent() throws {
    let clocks = RegisteredRequest.incoming(try Self.incoming(isUrgent: true)).clocks(
      on: Sample.today, profiles: try Self.profiles(), calendar: Self.calendar)
    #expect(clocks.first { $0.kind == .decide }?.dueOn == Sample.day("2026-11-18"))
  }

  @Test("While information is awaited the own clock stands, it is the other side's turn, and the days come on top afterwards")
  func suspended() throws {
    let asked = try Sample.doing(
      .askForInformation(AskForInformation(items: ["i1"], question: "Which account?", on: Sample.day("2026-11-10"))), to: Self.incoming())
    let waiting = RegisteredRequest.incoming(asked)
    #expect(waiting.turn(on: Sample.today) == .theirs)
    let late = Sample.day("2027-03-01")
    let stopped = try #require(
      waiting.clocks(on: late, profiles: try Self.profiles(), calendar: Self.calendar).first { $0.kind == .decide })
    #expect(stopped.isStopped && !stopped.isOverdue(on: late))
    let answered = RegisteredRequest.incoming(
      try Sample.doing(.recordInformation(RecordInformation(text: "No. 7", on: Sample.day("2026-11-20"))), to: asked))
    let decide = try #require(
      answered.clocks(on: Sample.today, profiles: try Self.profiles(), calendar: Self.calendar).first { $0.kind == .decide })
    #expect(decide.suspended == 10)
    #expect(decide.dueOn == Sample.day("2026-12-12"))
  }

  @Test("A request that nobody acknowledged for a fortnight raises the alarm, and is chased after sixty days without a sign")
  func alarm() throws {
    let request = RegisteredRequest.outgoing(try Self.outgoing())
    #expect(request.turn(on: Sample.today) == .theirs)
    func kinds(_ day: String) throws -> [NeedsAttention.Kind] {
      AttentionInput(request).needsAttention(on: Sample.day(day), profiles: try Self.profiles(), calendar: Self.calendar).map(\.kind)
    }
    #expect(try kinds("2026-11-16") == [])
    #expect(try kinds("2026-11-17") == [.noAcknowledgement])
    #expect(try kinds("2027-01-01") == [.noAcknowledgement, .toChase])
  }

  @Test("An oral request keeps its written confirmation as a task until it has come")
  func oral() throws {
    let request = try Self.incoming(isUrgent: true, medium: .oral)
    func kinds(_ request: IncomingRequest) throws -> [NeedsAttention.Kind] {
      AttentionInput(.incoming(request)).needsAttention(on: Sample.today, profiles: try Self.profiles(), calendar: Self.calendar).map(
        \.kind)
    }
    #expect(try kinds(request).contains(.writtenConfirmation))
    #expect(try !kinds(Sample.doing(.confirmInWriting(ConfirmInWriting(on: Sample.today)), to: request)).contains(.writtenConfirmation))
  }

  @Test("Parallel investigations ask for coordination until a consultation about it was opened")
  func parallel() throws {
    var request = try Self.incoming()
    request.head.links = [RequestLink(.parallelInvestigation, to: ID())]
    func asks(_ request: IncomingRequest) throws -> Bool {
      AttentionInput(.incoming(request)).needsAttention(on: Sample.today, profiles: try Self.profiles(), calendar: Self.calendar)
        .contains { $0.kind == .toCoordinate }
    }
    #expect(try asks(request))
    let consulted = try Sample.doing(
      .consult(
        OpenConsultation(
          items: ["i1"], topic: .coordination, proposal: "Meet", on: Sample.today, answerDueOn: Sample.day("2026-12-10"))), to: request)
    #expect(try !asks(consulted))
  }
}
