// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Foundation
import Instruments
import Kernel
import Testing

@Suite("Grounds of refusal, legal basis and suspended time")
struct GroundTests {
  static func request(
    _ kind: CooperationKind, _ sought: SoughtAct, _ basis: AppliedBasis = AppliedBasis(primary: .init(.convention))
  ) throws -> IncomingRequest {
    var head = Sample.head(kind)
    head.basis = basis
    return try Sample.doing(
      .register(RegisterIncoming(head: head, items: [.init(id: "i1", sought: sought, summary: "Asked")], on: Sample.day("2026-11-02"))),
      to: IncomingRequest(id: ID(), head: head, items: []))
  }

  static let treatyAlone = AppliedBasis(primary: .init(.bilateralTreaty, title: "Treaty of 1998"))
  static let treatyBesides = AppliedBasis(primary: .init(.bilateralTreaty, title: "Treaty of 1998"), besides: [.init(.convention)])

  @Test("Every ground of every kind stands in a provision that there is, and is of article 46 or 55 for what is requested under them alone")
  func sources() {
    for kind in CooperationKind.allCases {
      for ground in GroundForRefusal.grounds(of: kind) {
        let source = ground.source(for: kind)
        #expect(Instruments.builtIn.resolves(source), "\(kind) \(ground) \(source)")
        guard case .provision(let provision) = source else {
          Issue.record("\(kind) \(ground) has no provision")
          continue
        }
        let articles: Set<Int> = kind.isUnderArticle46 ? [46, 55] : Set([kind.article].compactMap { $0 })
        #expect(articles.contains(provision.article), "\(kind) \(ground) \(source)")
      }
    }
    #expect(CooperationKind.allCases.filter(\.wantsDecision).allSatisfy { !GroundForRefusal.grounds(of: $0).isEmpty })
    #expect(
      CooperationKind.allCases.filter(\.isDiscretionary).allSatisfy { GroundForRefusal.grounds(of: $0).contains(.leftToTheState) })
  }

  @Test(
    "Article 55(7) refuses freezing under another treaty too where the Convention binds, not where it does not, and not the return of assets"
  )
  func article55() throws {
    func open(_ measure: Measure, _ basis: AppliedBasis) throws -> Bool {
      let request = try Self.request(.assetRecovery, .measure(measure), basis)
      return request.groundsOpen(for: request.items[0]).contains(.propertyDeMinimis)
    }
    #expect(try open(.freezeForConfiscation, Self.treatyBesides))
    #expect(try open(.freezeForConfiscation, AppliedBasis(primary: .init(.convention))))
    #expect(try !open(.freezeForConfiscation, Self.treatyAlone))
    #expect(try !open(.returnAssets, AppliedBasis(primary: .init(.convention))))
    let request = try Self.request(.assetRecovery, .measure(.freezeForConfiscation), Self.treatyBesides)
    #expect(!request.groundsOpen(for: request.items[0]).contains(.essentialInterests))
  }

  @Test("A refusal of help without dual criminality keeps why help is not consistent with the basic concepts of the legal system")
  func basicConcepts() throws {
    let acts: [IncomingAct] = [
      .assessDualCriminality(
        AssessDualCriminality(
          items: ["i1"], finding: DualCriminalityFinding(isPresent: false, reasoning: "No offence", purposesConsidered: true))),
      .refuse(
        RefuseItems(
          items: ["i1"], grounds: [.absenceOfDualCriminality], causes: [.conductNotCriminal], reasons: "No offence here",
          basicConcepts: "Only courts order it", on: Sample.today)),
    ]
    let request = try acts.reduce(Self.request(.criminalAssistance, .measure(.takeEvidence))) { try Sample.doing($1, to: $0) }
    guard case .refused(let refusal) = request.items[0].stage else {
      Issue.record("not refused")
      return
    }
    #expect(refusal.basicConcepts == "Only courts order it" && refusal.consultation == .notRequired)
  }

  @Test(
    "A person is surrendered on the condition of return when both States agreed to it: not when it was refused, nor before it was accepted")
  func surrender() throws {
    let acting = Sample.acting()
    let request = try Self.request(.extradition, .other(.surrender))
    func surrender(_ request: IncomingRequest) throws -> ExtraditionTrack {
      try ExtraditionTrack().surrendering(on: Sample.today, for: .incoming(request), acting).state
    }
    #expect(throws: CannotTrack.surrenderNotAgreed) { try surrender(request) }
    let refused = try Sample.doing(
      .refuse(
        RefuseItems(
          items: ["i1"], grounds: [.nationality], causes: [.nationality], reasons: "A national", notConsulted: "Heard before",
          on: Sample.today)), to: request)
    #expect(throws: CannotTrack.surrenderNotAgreed) { try surrender(refused) }
    let unconditional = try Sample.doing(.accept(AcceptItems(items: ["i1"], on: Sample.today)), to: request)
    #expect(throws: CannotTrack.surrenderNotAgreed) { try surrender(unconditional) }
    let put = try Sample.doing(.accept(AcceptItems(items: ["i1"], conditions: ["Returned to serve"], on: Sample.today)), to: request)
    #expect(throws: CannotTrack.surrenderNotAgreed) { try surrender(put) }
    let agreed = try Sample.doing(
      .recordConditionsAccepted(AnswerToConditions(items: ["i1"], text: "Agreed", on: Sample.today)), to: put)
    #expect(try surrender(agreed).conditionalSurrender?.surrenderedOn == Sample.today)
  }

  @Test("What speaks against a refusal that was told follows kind and basis")
  func against() {
    let fiscal = ToldRefusal(on: Sample.today, causes: [.fiscalMatter])
    #expect(fiscal.against(Sample.head(.extradition, incoming: false)) == [.uncac(44, 16)])
    #expect(fiscal.against(Sample.head(incoming: false)) == [.uncac(46, 22), .uncac(46, 23)])
    #expect(fiscal.against(Sample.head(basis: .bilateralTreaty, incoming: false)) == [])
  }

  @Test("Paragraphs 9 to 29 are agreed on where the Convention is named: chosen, registered or entered")
  func election() throws {
    var basis = Self.treatyAlone
    basis.electsParagraphs9To29 = true
    #expect(throws: CannotCorrect.electionWithoutConvention) { try basis.check() }
    #expect(throws: CannotCorrect.electionWithoutConvention) { try Self.request(.criminalAssistance, .measure(.bankRecords), basis) }
    var head = Sample.head(incoming: false)
    head.basis = basis
    let input = EnterOutgoing(
      head: head, items: [.init(id: "i1", sought: .measure(.bankRecords), summary: "Records")], approvedOn: Sample.day("2026-11-01"))
    #expect(throws: CannotCorrect.electionWithoutConvention) { try OutgoingRequest.entering(input, id: ID(), Sample.acting()) }
    let outgoing = OutgoingTests.approved()
    #expect(throws: CannotCorrect.electionWithoutConvention) {
      try Sample.doing(.chooseBasis(ChooseBasis(basis, reason: "Agreed", on: Sample.today)), to: outgoing)
    }
    basis.besides = [.init(.convention)]
    let chosen = try Sample.doing(.chooseBasis(ChooseBasis(basis, reason: "Agreed", on: Sample.today)), to: outgoing)
    #expect(chosen.head.basis.appliesParagraphs9To29)
  }

  @Test("A timed suspension counts until it wakes by itself, whoever ends it later, and another one of its kind can begin then")
  func woken() throws {
    var request = try Self.request(.criminalAssistance, .measure(.bankRecords))
    request = try Sample.doing(.suspend(SuspendRequest(.appeal, on: Sample.today, wakesOn: Sample.day("2026-12-04"))), to: request)
    #expect(request.suspensions.days(until: Sample.day("2027-02-01")) == 10)
    #expect(request.turn(on: Sample.day("2026-12-03")) == .court && request.turn(on: Sample.day("2026-12-04")) == .ours)
    let late = Sample.day("2026-12-20")
    let ended = try Sample.doing(.resume(ResumeRequest(.appeal, on: late)), to: request, on: late)
    #expect(ended.suspensions.days(until: Sample.day("2027-02-01")) == 10)
    let again = try Sample.doing(.suspend(SuspendRequest(.appeal, on: late)), to: request, on: late)
    #expect(again.suspensions.map(\.endedOn) == [Sample.day("2026-12-04"), nil])
    #expect(again.suspensions.days(until: Sample.day("2026-12-25")) == 15)
  }

  @Test(
    "A consultation suspends until it is answered or its day has passed, as far as the profile counts it; one about coordination does not")
  func consultation() throws {
    let profiles = try ClockTests.profiles()
    func clock(_ request: IncomingRequest, on day: String) throws -> Clock {
      try #require(
        RegisteredRequest.incoming(request).clocks(on: Sample.day(day), profiles: profiles, calendar: ClockTests.calendar)
          .first { $0.kind == .decide })
    }
    var request = try ClockTests.incoming()
    let open = try Sample.doing(ConditionTests.consult(.refusal), to: request)
    #expect(try clock(open, on: "2026-11-15").isStopped && !clock(open, on: "2026-11-16").isStopped)
    #expect(try clock(open, on: "2026-11-30").suspended == 11)
    #expect(throws: CannotAct.notOfThisKind) { try Sample.doing(.resume(ResumeRequest(.consultation, on: Sample.today)), to: open) }
    let answered = try Sample.doing(ConditionTests.conclude("c1", accepts: false), to: open)
    #expect(try clock(answered, on: "2026-11-30").suspended == 5)
    #expect(try clock(answered, on: "2026-11-30").dueOn == Sample.day("2026-12-07"))
    #expect(try !clock(Sample.doing(ConditionTests.consult(.coordination), to: request), on: "2026-11-10").isStopped)
    // Under the Directive a postponement suspends, a consultation does not.
    request.head.basis.primary = .init(.multilateralTreaty, title: "Directive 2014/41/EU")
    let directive = try Sample.doing(ConditionTests.consult(.refusal), to: request)
    #expect(try !clock(directive, on: "2026-11-10").isStopped && clock(directive, on: "2026-11-30").suspended == 0)
  }
}
