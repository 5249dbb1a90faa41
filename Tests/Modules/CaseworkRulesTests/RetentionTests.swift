// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Instruments
import Kernel
import Testing
import WritingRules

@Suite("How long cases are kept, and who may shred them")
struct RetentionTests {
  static let profiles = RetentionProfiles([
    RetentionProfile(years: 10, source: "law on archives"), RetentionProfile(kinds: [.informalContact], years: 1, source: "practice"),
  ])

  private func acting(_ name: String, _ day: String) -> Acting {
    Acting(ActingOfficer(id: name, name: name), at: Date(timeIntervalSince1970: 0), on: Sample.day(day))
  }

  /// A request that was closed on a day.
  private func closed(_ day: String?) throws -> RegisteredRequest {
    var old = ImportedRequest(
      .incoming, reference: "R-1", state: Sample.state("XB"), kind: .criminalAssistance, arrivedOn: Sample.day("2010-01-07"),
      subject: "CANARYSUBJECT", items: [.init(.measure(.bankRecords), summary: "CANARYITEM", outcome: .executed, on: nil)])
    old.theirReference = "CANARYTHEIRS"
    old.offences = [15, 23]
    old.closedOn = day.map { Sample.day($0) }
    return RegisteredRequest.imported(
      old, id: ID(), own: Sample.state("XA"), basis: .init(primary: .init(.bilateralTreaty, title: "CANARYTREATY"))
    )
    .request
  }

  @Test(
    "A case is kept through the last day of its years, never shorter in a leap year",
    arguments: [("2016-05-03", "2026-05-03"), ("2016-02-29", "2026-03-01"), ("2018-02-28", "2028-02-28")])
  func years(closed: String, until: String) {
    #expect(Self.profiles.profiles[0].keptUntil(closedOn: Sample.day(closed)) == Sample.day(until))
  }

  @Test("The latest day of closure that a list asks for is exactly the one whose time ended the day before, on every day of five years")
  func latest() {
    for years in [1, 5, 10] {
      let profile = RetentionProfile(years: years, source: "practice")
      var day = Sample.day("2023-12-01")
      while day < Sample.day("2028-12-31") {
        let closure = profile.latestClosure(on: day)
        #expect(profile.keptUntil(closedOn: closure) < day && profile.keptUntil(closedOn: closure.adding(1)) >= day, "\(years), \(day)")
        day = day.adding(1)
      }
    }
  }

  @Test("Every kind has a time with its source in the program's own data")
  func data() throws {
    let file = root.appending(path: "Sources/Modules/Casework/Service/Data/retention.json")
    let profiles = try JSONDecoder().decode(RetentionProfiles.self, from: try Data(contentsOf: file))
    for kind in CooperationKind.allCases {
      let profile = try #require(profiles.profile(of: kind))
      #expect(profile.years >= 1 && !profile.source.isEmpty)
    }
    #expect(profiles.profile(of: .informalContact)?.years == 1)
  }

  @Test("Two officers shred a case after its time: one proposes, another confirms")
  func twoOfficers() throws {
    let request = try closed("2015-03-01")
    let proposed = try CaseRetention(of: request.id).proposingShredding(of: request, Self.profiles, acting("one", "2025-03-02")).state
    #expect(throws: CannotShred.ownProposal) {
      try proposed.confirmingShredding(of: request, Self.profiles, acting("one", "2025-03-02"))
    }
    let (rest, events) = try proposed.confirmingShredding(of: request, Self.profiles, acting("two", "2025-03-02"))
    #expect(events.map(\.name) == [.shredded] && rest.head.shreddedOn == Sample.day("2025-03-02"))
  }

  @Test("What is left of a shredded request has what statistics count and no word that anybody wrote")
  func rest() throws {
    let request = try closed("2015-03-01")
    let rest = try #require(request.shredded(on: Sample.day("2026-01-01")))
    let text = String(decoding: try JSONEncoder().encode(rest), as: UTF8.self)
    #expect(!text.contains("CANARY") && !text.contains("R-1"))
    #expect(rest.id == request.id && rest.otherState == request.otherState && rest.head.kind == request.head.kind)
    #expect(rest.head.offences == [15, 23] && rest.head.basis.primary.kind == .bilateralTreaty && rest.stageCode == "closed")
    #expect(rest.closure?.outcome == request.closure?.outcome && rest.head.arrival.on == request.head.arrival.on)
    #expect(try closed(nil).shredded(on: Sample.day("2026-01-01")) == nil)
  }

  @Test("A case that is open, whose time runs, or that is preserved is not shredded, and says why")
  func refused() throws {
    let officer = acting("one", "2025-03-01")
    let none = CaseRetention(of: ID())
    #expect(throws: CannotShred.notClosed) { try none.proposingShredding(of: try closed(nil), Self.profiles, officer) }
    let request = try closed("2015-03-01")
    #expect(throws: CannotShred.keptUntil(Sample.day("2025-03-01"))) {
      try none.proposingShredding(of: request, Self.profiles, officer)
    }
    let later = acting("one", "2030-01-01")
    #expect(throws: CannotShred.keptForGood) { try none.proposingShredding(of: request, RetentionProfiles([]), later) }
    let proposed = try none.proposingShredding(of: request, Self.profiles, later).state
    #expect(throws: CannotShred.alreadyProposed) { try proposed.proposingShredding(of: request, Self.profiles, later) }
    let preserved = try proposed.preserving("A court asks for it", reviewOn: Sample.day("2031-01-01"), later).state
    #expect(preserved.proposal == nil)
    #expect(throws: CannotShred.preserved) { try preserved.proposingShredding(of: request, Self.profiles, later) }
    #expect(throws: CannotShred.reasonMissing) { try none.preserving(" ", reviewOn: Sample.day("2031-01-01"), later) }
    #expect(throws: CannotShred.reviewNotAhead) { try none.preserving("A court", reviewOn: Sample.day("2030-01-01"), later) }
    #expect(throws: CannotShred.notPreserved) { try none.liftingPreservation(later) }
    #expect(throws: CannotShred.notProposed) { try none.returningShredding(later) }
    let lifted = try preserved.liftingPreservation(later).state
    #expect(try lifted.proposingShredding(of: request, Self.profiles, later).state.proposal != nil)
    let rest = try #require(request.shredded(on: later.on))
    #expect(throws: CannotShred.shredded) { try none.proposingShredding(of: rest, Self.profiles, later) }
  }
}
