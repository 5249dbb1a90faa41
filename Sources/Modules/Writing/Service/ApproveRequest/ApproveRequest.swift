// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import WritingRules

extension Writing {
  /// Hands a draft over to be approved.
  /// - Parameter version: the version the officer saw; `nil` for a program that does not say.
  /// - Throws: `NotReady` with what blocks; ``CannotChange``.
  func submit(_ id: ID<Draft>, seen version: Int?, by officer: ActingOfficer, at instant: Date) async throws -> Versioned<Draft> {
    try await change(id, by: officer, at: instant) { draft in
      guard version == nil || version == draft.version else { throw CannotChange.changedSinceSeen }
      let content = draft.value.content
      let ready = try ReadyRequest(try await input(content, on: CalendarDay(instant, in: zone)))
      return try draft.value.submitting(ready, digest: try content.digest(), by: officer, at: instant)
    }
  }

  /// Approves a request as a second officer.
  /// - Parameter digest: of what the approver was shown.
  /// - Throws: `NotReady` when something blocks by now; ``CannotApprove``.
  func approve(_ id: ID<Draft>, digest: String, by officer: ActingOfficer, at instant: Date) async throws -> Versioned<Draft> {
    let day = CalendarDay(instant, in: zone)
    let approved = try await change(id, by: officer, at: instant) { draft in
      // Before the rules are asked: whether something blocks does not matter to an officer who may not approve anyway.
      try draft.value.submission(for: officer)
      let ready = try ReadyRequest(try await input(draft.value.content, on: day))
      let raised = try await raised(before: draft, on: day)
      return try draft.value.approving(ready, digest: digest, by: officer, at: instant, on: day, raised: raised)
    }
    try await onApproval(approved.value)
    return approved
  }

  /// What the checks find in the versions of a draft, so that it can be told later what was mended before it went out.
  private func raised(before draft: Versioned<Draft>, on day: CalendarDay) async throws -> Set<String> {
    let known = try await directory()
    return Readiness.raised(
      in: try await store.contents(of: draft.value.id).map { ReadinessInput($0, on: day, directory: known) })
  }

  /// Hands every approved request on that may not have been taken over yet, for example after the program was stopped between the two.
  public func handOverApproved() async throws {
    for line in try await store.lines(at: [.approved], limit: 10_000) { try await onApproval(try await store.draft(line.id).value) }
  }
}
