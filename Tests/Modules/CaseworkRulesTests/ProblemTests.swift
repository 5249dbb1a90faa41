// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Instruments
import Kernel
import Testing

@Suite("Problems and acts of casework")
struct ProblemTests {
  @Test("Every problem has its words in six languages and a source that resolves, and every practice that is cited its sentence")
  func words() throws {
    let codes = CaseworkProblems.examples.map(\.code.rawValue)
    #expect(Set(codes).count == codes.count)
    for language in Language.allCases {
      let file = root.appending(path: "Sources/Modules/Casework/Service/Strings/\(language.rawValue).json")
      let words = try JSONDecoder().decode([String: String].self, from: Data(contentsOf: file))
      for problem in CaseworkProblems.examples {
        for part in ["title", "detail", "action"] {
          #expect(words["problem.\(problem.code.rawValue).\(part)"] != nil, "\(language) \(problem.code.rawValue) \(part)")
        }
      }
    }
    for problem in CaseworkProblems.examples {
      #expect(Instruments.builtIn.resolves(problem.source), "\(problem.code.rawValue) \(problem.source)")
    }
    for kind in NeedsAttention.Kind.allCases { #expect(Instruments.builtIn.resolves(kind.source), "\(kind) \(kind.source)") }
  }

  @Test("Every act is read back from a file as it was written, under its code")
  func acts() throws {
    let incoming = [1, 2].flatMap { IncomingWalkTests.inputs(IncomingWalkTests.start(.criminalAssistance, items: $0)) }
    #expect(Set(incoming.map(\.code)) == Set(IncomingAct.Code.allCases))
    for act in incoming {
      let read = try JSONDecoder().decode(IncomingAct.self, from: JSONEncoder().encode(act))
      #expect(read == act)
    }
    let outgoing = [1, 2].flatMap { OutgoingWalkTests.inputs(OutgoingWalkTests.start(.criminalAssistance, items: $0)) }
    #expect(Set(outgoing.map(\.code)) == Set(OutgoingAct.Code.allCases))
    for act in outgoing {
      let read = try JSONDecoder().decode(OutgoingAct.self, from: JSONEncoder().encode(act))
      #expect(read == act)
    }
  }

  @Test("An act that needs four eyes is a proposal until a second officer confirms it, who is not the first")
  func fourEyes() throws {
    let request = try ClockTests.incoming()
    let acts: [IncomingAct] = [
      .accept(AcceptItems(items: ["i1"], on: Sample.today)),
      .beginExecution(BeginExecution(items: ["i1"], authority: "The court", on: Sample.today)),
      .recordExecution(RecordExecution(item: "i1", result: .full, on: Sample.today)),
    ]
    let executed = try acts.reduce(request) { try Sample.doing($1, to: $0) }
    let proposed = try executed.deciding(
      .sendProduct(SendProduct(items: ["i1"], summary: "Records", on: Sample.today)), Sample.acting()
    ).state
    #expect(proposed.stage == .executedFully)
    let proposal = try #require(proposed.proposals.first)
    #expect(throws: CannotAct.ownProposal) { try proposed.confirming(proposal, Sample.acting()) }
    #expect(try proposed.confirming(proposal, Sample.acting(as: Sample.second)).state.stage == .productSent)
    #expect(try proposed.returning(proposal).state.proposals.isEmpty)
  }

  @Test("A part that was executed and frozen is not forgotten when the rest is refused: the measure still stands in the way of closing")
  func executedPartIsKept() throws {
    let head = Sample.head(basis: .bilateralTreaty)
    let arrived = IncomingRequest(id: ID(), head: head, items: [])
    let acts: [IncomingAct] = [
      .register(
        RegisterIncoming(
          head: head, items: [.init(id: "i1", sought: .measure(.freezeForConfiscation), summary: "Two accounts")], on: Sample.today)),
      .accept(AcceptItems(items: ["i1"], on: Sample.today)),
      .beginExecution(BeginExecution(items: ["i1"], authority: "The court", on: Sample.today)),
      .recordExecution(RecordExecution(item: "i1", result: .part, on: Sample.today)),
      .refuse(
        RefuseItems(
          items: ["i1"], grounds: [.otherBasis], provision: "Article 4", causes: [.notInThisState], reasons: "One is abroad.",
          on: Sample.today)),
      .sendReasons(SendReasons(items: ["i1"], on: Sample.today)),
    ]
    let refused = try acts.reduce(arrived) { try Sample.doing($1, to: $0) }
    #expect(refused.outcome == .partlyExecuted)
    #expect(throws: CannotClose.measureStands("i1")) { try Sample.doing(.close(CloseRequest(on: Sample.today)), to: refused) }
  }
}
