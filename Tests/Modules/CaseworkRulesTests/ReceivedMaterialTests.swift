// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Instruments
import Kernel
import Testing

@Suite("What is received stays bound")
struct ReceivedMaterialTests {
  static let acting = Sample.acting()

  static func material(conditions: [String] = [], confidentiality: String? = nil) throws -> ReceivedMaterial {
    let request = try Sample.doing(
      .recordReply(
        RecordReply(
          items: ["i1"], result: .full, summary: "Records", confidentiality: confidentiality, conditions: conditions,
          on: Sample.day("2026-11-10"))), to: ClockTests.outgoing())
    return ReceivedMaterial(id: ID(), try #require(request.transmissions.first), of: request, proceeding: "Case 12")
  }

  @Test("The stated proceeding uses it freely, any other one asks, waits, and uses it only with consent")
  func newUse() throws {
    var material = try Self.material()
    #expect(material.isBound && material.binding == .speciality)
    _ = try material.using(for: "Case 12", on: Sample.today, Self.acting)
    #expect(throws: CannotUse.consentNotAsked(.uncac(46, 19))) { try material.using(for: "Case 13", on: Sample.today, Self.acting) }
    material = try material.askingForNewUse("Case 13", on: Sample.day("2026-11-12"), Self.acting).state
    #expect(throws: CannotUse.consentAwaited(.uncac(46, 19))) { try material.using(for: "Case 13", on: Sample.today, Self.acting) }
    let refused = try material.recordingAnswer(.refused(on: Sample.day("2026-11-20"), reasons: nil), to: "u1", Self.acting).state
    #expect(throws: CannotUse.consentRefused(.uncac(46, 19))) { try refused.using(for: "Case 13", on: Sample.today, Self.acting) }
    let granted = try material.recordingAnswer(.granted(on: Sample.day("2026-11-20"), conditions: []), to: "u1", Self.acting).state
    #expect(try granted.using(for: "Case 13", on: Sample.today, Self.acting).state.newUses[0].usedOn == [Sample.today])
  }

  @Test("Passing it on is another use even for the stated proceeding")
  func onward() throws {
    let material = try Self.material()
    #expect(throws: CannotUse.consentNotAsked(.uncac(46, 19))) {
      try material.using(for: "Case 12", passedTo: "The tax authority", on: Sample.today, Self.acting)
    }
  }

  @Test("Conditions are accepted before any use")
  func conditions() throws {
    let material = try Self.material(conditions: ["Used as evidence only"])
    #expect(throws: CannotUse.conditionNotAccepted) { try material.using(for: "Case 12", on: Sample.today, Self.acting) }
    let accepted = try material.acceptingConditions(on: Sample.today, Self.acting).state
    _ = try accepted.using(for: "Case 12", on: Sample.today, Self.acting)
  }

  @Test("A use that reveals what is confidential is refused")
  func confidential() throws {
    let material = try Self.material(confidentiality: "The source")
    #expect(throws: CannotUse.confidential(.uncac(46, 19))) {
      try material.using(for: "Case 12", reveals: true, on: Sample.today, Self.acting)
    }
    _ = try material.using(for: "Case 12", on: Sample.today, Self.acting)
  }

  @Test("Exculpatory disclosure needs notice before it and, where asked for, the consultation")
  func disclosureWithNotice() throws {
    var material = try Self.material()
    #expect(throws: CannotUse.noticeMissing(.uncac(46, 19))) { try material.disclosing("d1", on: Sample.today, Self.acting) }
    material = try material.preparingDisclosure(in: "Trial of p3", notice: .before(on: Sample.day("2026-11-20")), Self.acting).state
    #expect(throws: CannotUse.noticeMissing(.uncac(46, 19))) { try material.disclosing("d1", on: Sample.day("2026-11-19"), Self.acting) }
    #expect(try material.disclosing("d1", on: Sample.day("2026-11-20"), Self.acting).state.disclosuresToTell.isEmpty)
    material = try material.consulting(on: "d1", askedOn: Sample.day("2026-11-21"), Self.acting).state
    #expect(throws: CannotUse.consultationOwed(.uncac(46, 19))) { try material.disclosing("d1", on: Sample.today, Self.acting) }
    material = try material.consulting(on: "d1", askedOn: Sample.day("2026-11-21"), consultedOn: Sample.day("2026-11-23"), Self.acting)
      .state
    #expect(try material.disclosing("d1", on: Sample.today, Self.acting).state.disclosuresToTell.isEmpty)
  }

  @Test("Where notice before is not possible, the other State is told without delay after")
  func disclosureWithoutNotice() throws {
    var material = try Self.material()
    #expect(throws: CannotUse.noticeMissing(.uncac(46, 19))) {
      try material.preparingDisclosure(in: "Trial of p3", notice: .notPossibleBefore(reason: " "), Self.acting)
    }
    material = try material.preparingDisclosure(
      in: "Trial of p3", notice: .notPossibleBefore(reason: "The hearing was today."), Self.acting
    ).state
    material = try material.disclosing("d1", on: Sample.today, Self.acting).state
    #expect(material.disclosuresToTell.map(\.id) == ["d1"])
    material = try material.tellingAfterDisclosure("d1", on: Sample.today, Self.acting).state
    #expect(material.disclosuresToTell.isEmpty)
  }

  @Test("Information given without a request is free unless restrictions came with it, and then paragraph 5 binds")
  func spontaneous() throws {
    let request = IncomingRequest(id: ID(), head: Sample.head(.spontaneousTransmission), items: [])
    let free = ReceivedMaterial(id: ID(), spontaneous: request, limitationOnUse: nil, confidentiality: nil)
    _ = try free.using(for: "Case 1", on: Sample.today, Self.acting)
    let bound = ReceivedMaterial(id: ID(), spontaneous: request, limitationOnUse: "Intelligence only", confidentiality: nil)
    #expect(throws: CannotUse.consentNotAsked(.uncac(46, 5))) { try bound.using(for: "Case 1", on: Sample.today, Self.acting) }
  }
}
