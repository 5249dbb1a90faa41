// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Instruments
import Kernel
import Testing

@Suite("The line of milestones that both sides show") struct MilestoneTests {
  /// A matter in which both sides sign acts at random, with clocks apart, and sometimes answer each other.
  private func matter(_ generator: inout Seeded) throws -> (arcadia: [Milestone], borealia: [Milestone]) {
    var made: [String: [Milestone]] = ["XA.central": [], "XB.central": []]
    for number in 1...Int.random(in: 1...14, using: &generator) {
      let (from, to) = generator.happens(50) ? ("XA.central", "XB.central") : ("XB.central", "XA.central")
      let own = made[from] ?? []
      let offset: TimeInterval = from == "XA.central" ? 0 : -250
      let issuedAt = Sample.now.addingTimeInterval((Double(number) * Double.random(in: 0...40, using: &generator)).rounded() + offset)
      let act = try #require(MilestoneAct.allCases.randomElement(using: &generator))
      let manifest = try Sample.manifest(
        number, from: from, to: to, act: act.rawValue, sequence: own.count + 1, predecessor: own.last?.signed,
        answers: generator.happens(40) ? made[to]?.last?.id : nil, issuedAt: issuedAt)
      made[from, default: []].append(try #require(Milestone(manifest, signed: try Sample.digest(number))))
    }
    return (made["XA.central"] ?? [], made["XB.central"] ?? [])
  }

  @Test("Both sides make the same line of the same milestones, in whatever order they came")
  func same() throws {
    var generator = Seeded(7)
    for _ in 0..<500 {
      let (arcadia, borealia) = try matter(&generator)
      let here = MilestoneLine(own: arcadia, relayed: Set(arcadia.map(\.signed)), theirs: borealia.shuffled(using: &generator))
      let there = MilestoneLine(
        own: borealia.shuffled(using: &generator), relayed: Set(borealia.map(\.signed)),
        theirs: arcadia.shuffled(using: &generator) + arcadia)
      #expect(here.agreed == there.agreed)
      #expect(here.text == there.text)
      #expect(here.agreed.count == arcadia.count + borealia.count)
      #expect(here.underway.isEmpty)
      for (index, step) in here.agreed.enumerated() {
        let before = here.agreed[..<index]
        if let answered = step.answers { #expect(before.contains { $0.id == answered }, "an answer before its question") }
        #expect(before.count { $0.author == step.author } == step.sequence - 1, "out of an authority's own order")
      }
    }
  }

  @Test("What the other side has not attested yet is shown apart, and joins the line with its receipt")
  func underway() throws {
    var generator = Seeded(8)
    for _ in 0..<200 {
      let (arcadia, borealia) = try matter(&generator)
      let relayed = Set(arcadia.filter { _ in generator.happens(50) }.map(\.signed))
      let here = MilestoneLine(own: arcadia, relayed: relayed, theirs: borealia)
      let there = MilestoneLine(own: borealia, relayed: Set(borealia.map(\.signed)), theirs: arcadia)
      #expect(Set(here.agreed + here.underway) == Set(there.agreed))
      let differences = here.differences(from: there)
      #expect(differences.onlyHere.isEmpty)
      #expect(Set(differences.onlyThere) == Set(here.underway))
    }
  }

  @Test("Two stories under one place both stand on the line, in the same order for everybody")
  func stories() throws {
    let first = try #require(Milestone(try Sample.manifest(1), signed: try Sample.digest(1)))
    let second = try #require(Milestone(try Sample.manifest(1), signed: try Sample.digest(2)))
    let line = MilestoneLine(own: [], relayed: [], theirs: [first, second]).agreed
    #expect(line.count == 2)
    #expect(line == MilestoneLine(own: [], relayed: [], theirs: [second, first]).agreed)
  }

  @Test("An act that changes nothing that both sides count by is no milestone")
  func acts() throws {
    for act in ["status-enquiry", "status-answer", "draft", "consultation-proposal"] {
      #expect(Milestone(try Sample.manifest(act: act), signed: try Sample.digest(1)) == nil)
    }
    for act in MilestoneAct.allCases {
      #expect(act.name.flatMap(MilestoneAct.init) == act)
      #expect(Instruments.builtIn.resolves(act.source), "\(act)")
    }
    for ground in ConsultationGround.allCases { #expect(Instruments.builtIn.resolves(ground.source)) }
    #expect(MilestoneAct.refusal.side == .requestedState && MilestoneAct.withdrawal.side == .requestingState)
  }
}
