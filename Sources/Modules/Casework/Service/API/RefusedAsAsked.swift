// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import StrictJSON
import Web

/// A refusal as programs get it: a body that the published schema allows is never bad, it stands against a rule or against the case.
struct RefusedAsAsked: Problem {
  let reason: any Problem

  var code: ProblemCode { reason.code }
  var kind: ProblemKind { reason.kind == .invalid ? .conflict : reason.kind }
  var details: [String: String] { reason.details }
  var fields: [FieldProblem] { reason.fields }

  /// Carries out what a program asked, telling its refusals so.
  static func telling<Value>(_ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch let problem as any Problem {
      throw RefusedAsAsked(reason: problem)
    }
  }
}

/// A value of the query that is no such value.
struct BadCaseQuery: Problem, Equatable {
  let name: String
  var code: ProblemCode { "casework.bad-query" }
  var kind: ProblemKind { .invalid }
  var details: [String: String] { ["name": name] }
}

/// An incoming request as programs register it.
struct NewCase: Decodable {
  let reference: String
  let theirReference: String?
  let state: String
  let kind: CooperationKind
  let subject: String
  let offences: [Int]?
  let arrivedOn: CalendarDay
  let medium: Arrival.Medium
  let otherAuthority: String?
  let items: [Item]

  struct Item: Decodable {
    let sought: SoughtAct
    let summary: String
    let isCoercive: Bool?
  }

  /// The members and their types, as the description of the API publishes them.
  static let schema = Schema.object(
    [
      "reference": .string(), "theirReference": .string(), "state": .string(), "kind": .oneOf(CooperationKind.allCases.map(\.rawValue)),
      "subject": .string(), "offences": .array(.integer(minimum: 0, maximum: 1000)), "arrivedOn": .string(format: "date"),
      "medium": .oneOf(Arrival.Medium.allCases.map(\.rawValue)), "otherAuthority": .string(),
      "items": .array(
        .object(
          ["sought": .oneOf(SoughtAct.all.map(\.code)), "summary": .string(), "isCoercive": .boolean], required: ["sought", "summary"])),
    ], required: ["reference", "state", "kind", "subject", "arrivedOn", "medium", "items"])

  /// - Throws: ``CannotRegister/unreadable(fields:)`` for a State that is none or the own one, and for an article that names no offence.
  func registration(
    at own: StateCode, in unit: String, on today: CalendarDay, basis: (StateCode, CooperationKind, CalendarDay) -> AppliedBasis
  ) throws(CannotRegister) -> RegisterIncoming {
    guard let state = StateCode(state), state != own else {
      throw .unreadable(fields: [FieldProblem(field: "state", code: "casework.choice-unknown")])
    }
    guard (offences ?? []).allSatisfy(RegistrationForm.offences.contains) else {
      throw .unreadable(fields: [FieldProblem(field: "offences", code: "casework.choice-unknown")])
    }
    var head = RequestHead(
      reference: reference, theirReference: theirReference, requestingState: state, requestedState: own, kind: kind,
      basis: basis(state, kind, arrivedOn), subject: subject, offences: offences ?? [], arrival: Arrival(medium: medium, on: arrivedOn))
    head.otherAuthority = otherAuthority
    head.unit = unit.isEmpty ? nil : unit
    let registered = items.enumerated().map { place, item in
      RegisterIncoming.RegisteredItem(
        id: ItemID(rawValue: "i\(place + 1)"), sought: item.sought, summary: item.summary, isCoercive: item.isCoercive)
    }
    return RegisterIncoming(head: head, items: registered, on: max(today, arrivedOn))
  }
}
