// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Foundation
import Instruments
import Kernel
import Testing
import WritingRules

@Suite("The gates of the Convention, case by case")
struct GateCasesTests {
  struct Case<Act: Decodable>: Decodable {
    struct Item: Decodable {
      let id: ItemID
      let sought: SoughtAct
      let isCoercive: Bool?
      let persons: [String]?
    }

    struct Given: Decodable {
      let kind: CooperationKind
      let basis: AppliedBasis.Kind
      let items: [Item]
      let acts: [Act]
      let isUrgent: Bool?
    }

    let code: String
    let source: Source
    let says: String
    let given: Given
    let refused: Act
    let first: [Act]
    let passes: Act
  }

  static func cases<Act: Decodable>(_ name: String) throws -> [Case<Act>] {
    try JSONDecoder().decode([Case<Act>].self, from: Data(contentsOf: root.appending(path: "Tests/Cases/casework/\(name).json")))
  }

  static func head<Act>(_ given: Case<Act>.Given, incoming: Bool) -> RequestHead {
    Sample.head(given.kind, basis: given.basis, isUrgent: given.isUrgent ?? false, incoming: incoming)
  }

  static func incoming(_ given: Case<IncomingAct>.Given) throws -> IncomingRequest {
    let head = head(given, incoming: true)
    let items = given.items.map {
      RegisterIncoming.RegisteredItem(
        id: $0.id, sought: $0.sought, summary: "What is asked", isCoercive: $0.isCoercive, persons: $0.persons ?? [])
    }
    let arrived = IncomingRequest(id: ID(), head: head, items: [])
    let registered = try Sample.doing(.register(RegisterIncoming(head: head, items: items, on: Sample.day("2026-11-01"))), to: arrived)
    return try given.acts.reduce(registered) { try Sample.doing($1, to: $0) }
  }

  static func outgoing(_ given: Case<OutgoingAct>.Given) throws -> OutgoingRequest {
    let head = head(given, incoming: false)
    let items = given.items.map {
      RegisterIncoming.RegisteredItem(
        id: $0.id, sought: $0.sought, summary: "What is asked", isCoercive: $0.isCoercive, persons: $0.persons ?? [])
    }
    let entered = try OutgoingRequest.entering(
      EnterOutgoing(head: head, items: items, approvedOn: Sample.day("2026-11-01")), id: ID(), Sample.acting()
    ).state
    return try given.acts.reduce(entered) { try Sample.doing($1, to: $0) }
  }

  /// Expects that the problem of a case is thrown, with its source, and that the act of the case succeeds after what must be done first.
  static func check<Act, Request>(_ one: Case<Act>, _ given: Request, doing: (Act, Request) throws -> Request) throws {
    do {
      _ = try doing(one.refused, given)
      Issue.record("\(one.code): the act was not refused")
    } catch let problem as any SourcedProblem {
      #expect(problem.code.rawValue == one.code)
      #expect(problem.source == one.source, "\(one.code): \(problem.source)")
    }
    do {
      let ready = try one.first.reduce(given) { try doing($1, $0) }
      _ = try doing(one.passes, ready)
    } catch {
      Issue.record("\(one.code): what must pass is refused: \(error)")
    }
  }

  @Test("Each gate of incoming requests refuses with its source and opens when what it asks for is done")
  func incomingGates() throws {
    for one in try Self.cases("incoming") as [Case<IncomingAct>] {
      let given: IncomingRequest
      do { given = try Self.incoming(one.given) } catch {
        Issue.record("\(one.code): what is given cannot be reached: \(error)")
        continue
      }
      try Self.check(one, given) { try Sample.doing($0, to: $1) }
    }
  }

  @Test("Each gate of outgoing requests refuses with its source and opens when what it asks for is done")
  func outgoingGates() throws {
    for one in try Self.cases("outgoing") as [Case<OutgoingAct>] {
      let given: OutgoingRequest
      do { given = try Self.outgoing(one.given) } catch {
        Issue.record("\(one.code): what is given cannot be reached: \(error)")
        continue
      }
      try Self.check(one, given) { try Sample.doing($0, to: $1) }
    }
  }

  @Test("Every problem that a gate can have stands in the cases")
  func everyGateHasItsCase() throws {
    let told = Set(
      try (Self.cases("incoming") as [Case<IncomingAct>]).map(\.code) + (Self.cases("outgoing") as [Case<OutgoingAct>]).map(\.code))
    let gates: [[any SourcedProblem]] = [
      CannotPostpone.examples, CannotRefuse.examples, CannotExecute.examples, CannotClose.examples, CannotLift.examples,
      CannotSend.examples,
      CannotCloseOutgoing.examples,
    ]
    for problem in gates.joined() { #expect(told.contains(problem.code.rawValue), "\(problem.code.rawValue) has no case") }
  }
}
