// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import HTTPTypes
import Kernel
import Storage
import Web

/// How a case was read, as the record of reads tells it.
enum CaseReading: String, CaseIterable, Sendable { case page, form, file, api, command, export, task, protection, techniques }

extension CaseworkRoutes {
  /// The route behind the gate of need to know: whoever may not know of the case gets the answer for one that does not exist, and reading a
  /// restricted case is recorded before a word of it is answered.
  func gated(_ route: Route) -> Route {
    guard route.path.split(separator: "/").contains(":case") else { return route }
    let how = CaseReading(route)
    return route.behind(recording: [Casework.read]) { [casework] call in
      let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
      try await casework.admit(to: id, call, how)
    }
  }
}

extension CaseReading {
  /// What the address of a case gives.
  init(_ route: Route) {
    let last = route.path.split(separator: "/").last ?? ""
    self =
      switch true {
      case route.isAPI: .api
      case route.path.contains("/protection"): .protection
      case route.path.contains("/techniques"): .techniques
      case route.path.hasSuffix("/travel/evidence"): .export
      case route.mayChange: .form
      case last.contains("."): .export
      case last == "file" || route.path.contains("/files/"): .file
      default: .page
      }
  }
}

extension Casework {
  /// The kind of the fact that somebody read a restricted case.
  static let read: EventKind = "casework.read"

  /// Lets an officer to a case, or answers as if there were none; what leads into a compartment is recorded for every case.
  /// - Throws: ``CannotAct/noSuchRequest``.
  func admit(to id: ID<RegisteredRequest>, _ call: Call<SignedIn>, _ how: CaseReading) async throws {
    guard let isRestricted = try await store.isRestricted(id, for: call.who.reader) else { throw CannotAct.noSuchRequest }
    guard isRestricted || how == .protection || how == .techniques else { return }
    try await store.database.commit(Commit(events: [Self.reading(id, how, by: .officer(call.who.officer), at: call.now)]))
  }

  /// A request, read otherwise than through an address that names it; reading a restricted one is recorded before it is given out.
  /// - Throws: ``CannotAct/noSuchRequest``.
  func open(
    _ id: ID<RegisteredRequest>, for reader: CaseStore.Reader, _ how: CaseReading, by actor: EventActor, at instant: Date
  ) async throws -> Versioned<RegisteredRequest> {
    let found = try await store.request(id, for: reader)
    if try await store.isRestricted(id, for: reader) == true {
      try await store.database.commit(Commit(events: [Self.reading(id, how, by: actor, at: instant)]))
    }
    return found
  }

  /// The fact that somebody read a case: who, which, how; the timeline of the case is not what it belongs to.
  static func reading(_ id: ID<RegisteredRequest>, _ how: CaseReading, by actor: EventActor, at instant: Date) -> NewEvent {
    NewEvent(read, of: EventSubject("caseReading", id.description), at: instant, by: actor, facts: ["how": .text(how.rawValue)])
  }
}

extension CaseStore {
  /// Whether a request is restricted; `nil` when there is none that the reader may know of.
  func isRestricted(_ id: ID<RegisteredRequest>, for reader: Reader) async throws -> Bool? {
    let access = accessClause(reader, from: 2)
    let row = try await database.row(
      SQL("SELECT r.isRestricted FROM registeredRequest r WHERE r.id = $1 AND \(access.text)", [id.sql] + access.values))
    return try row.map { try $0.integer("isRestricted") == 1 }
  }
}
