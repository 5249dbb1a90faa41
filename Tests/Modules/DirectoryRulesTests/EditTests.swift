// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import DirectoryService
import Foundation
import Instruments
import Kernel
import Testing

@Suite("What an entry may hold") struct AuthorityFaultTests {
  let on = CalendarDay("2026-11-24") ?? .earliest
  let authority: CompetentAuthority

  init() throws {
    authority = try #require(try BuiltInDirectory.fictional().authorities.first { $0.id.description.hasSuffix("011") })
  }

  /// Every fault, and a change that brings it about.
  static let changes: [AuthorityFault: @Sendable (inout CompetentAuthority) -> Void] = [
    .missingName: { $0.originalName = " \n" },
    .wrongAddress: { $0.requirements.links = ["https://law.example", "law.example"] },
    .wrongEmail: { $0.email = "a@b@c" },
    .unknownZone: { $0.zone = "Europe/Borealia" },
    .endsBeforeItBegins: { $0.validTo = $0.validFrom?.adding(-1) },
    .verifiedInFuture: { $0.lastVerified = CalendarDay("2026-11-25") },
    .wrongMonths: { $0.requirements.typicalMonths = MonthRange(from: -1, to: 3) },
    .measureTwice: { $0.requirements.measures?.append(MeasureRequirement(measure: .takeEvidence)) },
    .alternativeIsSame: { $0.requirements.measures?[0].alternative = .takeEvidence },
    .missingConditions: { $0.requirements.reciprocity = .conditions("") },
    .emptyText: { $0.territory = " " },
    .tooLong: { $0.requirements.costs = String(repeating: "x", count: AuthorityFault.longestText + 1) },
  ]

  @Test("Each fault is found by itself, and an entry with it is not taken", arguments: AuthorityFault.allCases)
  func faults(fault: AuthorityFault) throws {
    var draft = authority
    let change = try #require(Self.changes[fault])
    change(&draft)
    #expect(draft.faults(on: on).map(\.code) == [fault.code])
    let refused = #expect(throws: CannotEdit.self) { try authority.edited(to: draft, on: on) }
    #expect(refused?.fields.map(\.code) == [fault.code])
    #expect(throws: CannotEdit.self) { try draft.entered(on: on) }
  }

  @Test("No entry of the sample has a fault")
  func sample() throws {
    for authority in try BuiltInDirectory.fictional().authorities { #expect(authority.faults(on: on).isEmpty, "\(authority.id)") }
  }

  @Test("A change tells which members differ, measures by name; no change tells nothing")
  func differences() throws {
    #expect(try authority.edited(to: authority, on: on).events.isEmpty)
    var draft = authority
    draft.fax = "+999 2"
    draft.unit = nil
    draft.requirements.languages = [.en]
    draft.requirements.set(nil, for: .takeEvidence)
    draft.requirements.set(MeasureRequirement(measure: .returnAssets), for: .returnAssets)
    let fields = ["fax", "requirements.languages", "requirements.measures.returnAssets", "requirements.measures.takeEvidence", "unit"]
    #expect(try authority.edited(to: draft, on: on).events == [.changed(fields: fields)])
  }

  @Test("A confirmation never sets the day back")
  func confirmation() throws {
    #expect(authority.confirming(on: on).state.lastVerified == on)
    #expect(authority.confirming(on: on).events == [.changed(fields: ["lastVerified"])])
    let earlier = try #require(CalendarDay("2020-01-01"))
    #expect(authority.confirming(on: earlier).state == authority)
    #expect(authority.confirming(on: earlier).events.isEmpty)
  }

  @Test("An entry is stale once its confirmation is older than twelve months, or when there is none")
  func stale() throws {
    var entry = authority
    entry.lastVerified = on.adding(-365)
    #expect(!entry.isStale(on: on))
    entry.lastVerified = on.adding(-366)
    #expect(entry.isStale(on: on))
    entry.lastVerified = nil
    #expect(entry.isStale(on: on))
  }
}

@Suite("The treaty register's rules") struct TreatyRuleTests {
  func day(_ text: String) throws -> CalendarDay { try #require(CalendarDay(text)) }
  func state(_ code: String) throws -> StateCode { try #require(StateCode(code)) }

  @Test("A State may leave a treaty and join it again, but not be a party twice on one day")
  func parties() throws {
    let (one, other) = (try state("XA"), try state("XB"))
    func treaty(_ rejoined: String) throws -> Treaty {
      Treaty(
        id: ID(), title: LocalText([.en: "T"]), scope: [.extradition],
        parties: [
          .init(state: one, inForceFrom: try day("2010-01-01"), inForceTo: try day("2015-12-31")),
          .init(state: other, inForceFrom: try day("2010-01-01")), .init(state: one, inForceFrom: try day(rejoined)),
        ])
    }
    #expect(try treaty("2016-01-01").entered().parties.count == 3)
    let refused = #expect(throws: CannotEditTreaty.self) { try treaty("2015-12-31").entered() }
    #expect(refused == .wrongFields([FieldProblem(field: "party.2.state", code: "directory.party-twice")]))
    #expect(try treaty("2017-01-01").binds(one, on: try day("2016-06-01")) == false)
  }

  @Test("An election can be ended in place of itself; a treaty on extradition alone is no ground for one")
  func elections() throws {
    let register = try BuiltInDirectory.fictional().treaties
    let known = try #require(register.elections.first)
    let ended = Election(states: known.states, from: known.from, to: try day("2026-01-01"))
    #expect(try register.entering(ended, inPlaceOf: known) == ended)
    #expect(throws: CannotEditTreaty.electionKnown) { try register.entering(ended) }
    var extradition = register
    for index in extradition.treaties.indices { extradition.treaties[index].scope = [.extradition] }
    extradition.elections = []
    #expect(throws: CannotEditTreaty.noTreatyBetween) { try extradition.entering(known) }
  }
}
