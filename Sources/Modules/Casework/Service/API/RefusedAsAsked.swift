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
