// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Foundation
import Instruments
import Kernel
import Testing

@Suite("What an old register brings besides its requests")
struct ImportedRecordsTests {
  static func old(_ direction: RegisteredRequest.Direction, _ items: [ImportedRequest.Item], kind: CooperationKind = .criminalAssistance)
    -> ImportedRequest
  {
    ImportedRequest(
      direction, reference: "O-1", state: Sample.state("XB"), kind: kind, arrivedOn: Sample.day("2026-01-07"), subject: "Case 12",
      items: items)
  }

  static func taken(_ old: ImportedRequest) -> ImportedRecords {
    let basis = AppliedBasis(primary: .init(.convention))
    let (request, _) = RegisteredRequest.imported(old, id: ID(), own: Sample.state("XA"), basis: basis)
    return request.records(of: old, on: Sample.today)
  }

  static let executed = ImportedRequest.Item(.measure(.bankRecords), outcome: .executed, on: Sample.day("2026-03-01"))
  static let nothing = ImportedRequest.Item(.measure(.takeEvidence), outcome: .nothingFound, on: Sample.day("2026-03-01"))

  @Test("What came is bound to its limitation and conditions from the day it came, and each condition is an undertaking of this State")
  func outgoing() throws {
    var old = Self.old(.outgoing, [Self.executed, Self.nothing])
    old.limitationOnUse = "Case 12 alone"
    old.confidentiality = "The source"
    old.conditions = ["Sent back after the trial"]
    #expect(old.faults(own: Sample.state("XA"), today: Sample.today).isEmpty)
    let taken = Self.taken(old)
    #expect(taken.material.map(\.items) == [["i1"]] && taken.material[0].limitationOnUse == "Case 12 alone")
    #expect(taken.material[0].confidentiality == "The source" && taken.material[0].binding == .speciality)
    #expect(taken.material[0].conditions.map(\.acceptedOn) == [Sample.day("2026-03-01")])
    #expect(taken.undertakings.map(\.giver) == [.ours] && taken.undertakings[0].wording == "Sent back after the trial")
    #expect(throws: CannotUse.consentNotAsked(.uncac(46, 19))) {
      try taken.material[0].using(for: "A tax audit", on: Sample.today, Sample.acting())
    }
  }

  @Test("What this State sent is bound for the other one, and its conditions are undertakings of that State")
  func incoming() throws {
    var old = Self.old(.incoming, [Self.executed])
    old.limitationOnUse = "Case 12 alone"
    old.conditions = ["Kept apart"]
    let taken = Self.taken(old)
    #expect(taken.material.isEmpty && taken.undertakings.map(\.giver) == [.theirs])
    #expect(taken.request.given.map(\.id) == ["t1"])
    guard case .incoming(let request) = taken.request else { return #expect(Bool(false)) }
    #expect(request.items[0].execution?.sent.first?.limitationOnUse == "Case 12 alone")
  }

  @Test("Information that came without a request is bound to its restrictions, and needs no product")
  func spontaneous() {
    var old = Self.old(.incoming, [ImportedRequest.Item(.other(.information))], kind: .spontaneousTransmission)
    old.limitationOnUse = "For intelligence"
    #expect(old.faults(own: Sample.state("XA"), today: Sample.today).isEmpty)
    let taken = Self.taken(old)
    #expect(taken.material.map(\.binding) == [.restrictionsOfSpontaneous] && taken.material[0].limitationOnUse == "For intelligence")
  }

  @Test("Persons are named in every item, so that their protection is checked before anything is executed")
  func persons() throws {
    var old = Self.old(.incoming, [ImportedRequest.Item(.measure(.takeEvidence)), ImportedRequest.Item(.measure(.bankRecords))])
    old.persons = [.init("Jane Doe"), .init("Harbour Company", .legalEntity)]
    #expect(old.faults(own: Sample.state("XA"), today: Sample.today).isEmpty)
    let taken = Self.taken(old)
    #expect(taken.subjects.map(\.details.kind) == [.naturalPerson, .legalEntity])
    #expect(taken.subjects.map(\.name) == ["Jane Doe", "Harbour Company"])
    #expect(taken.request.items(concerning: taken.subjects[0]) == ["i1", "i2"])
    #expect(taken.events.map(\.name) == [.subjectRecorded, .subjectRecorded])
    #expect(taken.undertakings.isEmpty && taken.material.isEmpty)
  }

  @Test("Terms without anything that was sent, empty conditions and persons without names are faults of their row")
  func faults() {
    func faults(_ change: (inout ImportedRequest) -> Void) -> [ImportedRequest.Fault] {
      var old = Self.old(.outgoing, [Self.nothing])
      change(&old)
      return old.faults(own: Sample.state("XA"), today: Sample.today)
    }
    #expect(faults { $0.limitationOnUse = "Case 12" } == [.termsWithoutProduct])
    #expect(faults { $0.conditions = [" "] } == [.termsWithoutProduct, .conditionEmpty])
    #expect(faults { $0.persons = [.init("…")] } == [.personUnnamed])
    #expect(faults { $0.persons = [.init("A ship", .vessel)] } == [.personUnnamed])
    #expect(faults { $0.persons = [.init("Jane Doe")] } == [])
  }
}
