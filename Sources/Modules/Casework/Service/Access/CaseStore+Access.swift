// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
public import Foundation
import Kernel
import Storage

extension CaseStore {
  /// Who may know of a request, with the version of the request that a change must still find.
  /// - Throws: ``CannotAct/noSuchRequest`` also when the reader may not know of it.
  func access(to id: ID<RegisteredRequest>, for reader: Reader) async throws -> Versioned<CaseAccess> {
    let clause = accessClause(reader, from: 2)
    let row = try await database.row(
      SQL("SELECT r.version, r.isRestricted FROM registeredRequest r WHERE r.id = $1 AND \(clause.text)", [id.sql] + clause.values))
    guard let row else { throw CannotAct.noSuchRequest }
    let officers = try await database.rows(
      SQL("SELECT officer FROM requestAccess WHERE request = $1 ORDER BY officer", [id.sql])
    ).map { try $0.text("officer") }
    return Versioned(
      CaseAccess(isRestricted: try row.integer("isRestricted") == 1, officers: Set(officers)), version: try row.integer("version"))
  }

  /// The statements that change who may know of a request; its version goes on, so that of two changes at once one is made again.
  func written(
    _ access: CaseAccess, over found: Versioned<CaseAccess>, of id: ID<RegisteredRequest>, by officer: String, at instant: Date
  ) -> [SQL] {
    let row = SQL(
      "UPDATE registeredRequest SET version = version + 1, isRestricted = $2 WHERE id = $1 AND version = $3",
      [id.sql, access.isRestricted.sql, found.version.sql], mustChange: 1)
    let granted = access.officers.subtracting(found.value.officers).sorted().map { granting($0, id, by: officer, at: instant) }
    let withdrawn = found.value.officers.subtracting(access.officers).sorted().map {
      SQL("DELETE FROM requestAccess WHERE request = $1 AND officer = $2", [id.sql, $0.sql])
    }
    return [row] + granted + withdrawn
  }

  /// Lets an officer to a request, who may have been let to it before.
  func granting(_ officer: String, _ id: ID<RegisteredRequest>, by granter: String, at instant: Date) -> SQL {
    SQL(
      """
      INSERT INTO requestAccess (officer, request, grantedBy, grantedAt) VALUES ($1, $2, $3, $4) ON CONFLICT (officer, request) DO NOTHING
      """, [officer.sql, id.sql, granter.sql, instant.sql])
  }
}

extension Casework {
  /// Changes who may know of a request.
  /// - Throws: ``CannotChangeAccess``; ``CannotAct/noSuchRequest``, ``CannotAct/changedSinceSeen``.
  func change(
    accessTo id: ID<RegisteredRequest>, _ act: AccessAct, for reader: CaseStore.Reader, by officer: String, as actor: EventActor? = nil,
    at instant: Date
  ) async throws {
    let staff = try await officers.staff()
    let candidates = AccessCandidates(
      readers: staff.who(may: "casework.read").ids, granters: staff.who(may: "casework.restrict").ids)
    for _ in 0..<5 {
      let found = try await store.access(to: id, for: reader)
      let request = try await store.request(id, for: reader).value
      let decision = try found.value.changing(act, by: officer, candidates)
      let statements = store.written(decision.state, over: found, of: id, by: officer, at: instant)
      do {
        try await store.database.commit(
          Commit(statements, events: decision.events.map { request.recorded($0, by: actor ?? .officer(officer), at: instant) }))
        return
      } catch is StaleWrite {
        continue
      }
    }
    throw CannotAct.changedSinceSeen
  }

  /// Lets an officer to a request from the console of the node, for a restricted case whose officers have all left.
  /// - Throws: ``CannotChangeAccess``; ``CannotAct/noSuchRequest``.
  public func letIn(_ officer: String, toRequest name: String, at instant: Date = Date()) async throws {
    let id = try await request(named: name, at: instant).value.id
    try await change(accessTo: id, .grant(officer), for: console, by: "console", as: .operatorAtConsole, at: instant)
  }

  /// Gives a request to a unit and a responsible officer, who is let to it.
  /// - Throws: ``UnreadableAct`` for a unit or an officer that is not there to choose; ``CannotAct``.
  func assign(
    _ id: ID<RegisteredRequest>, _ input: AssignRequest, seen version: Int, for reader: CaseStore.Reader, by officer: String,
    at instant: Date
  ) async throws {
    let found = try await store.request(id, for: reader)
    guard version == found.version else { throw CannotAct.changedSinceSeen }
    let staff = try await officers.staff()
    let choices = [("unit", input.unit, Set(staff.units)), ("responsible", input.responsible, staff.who(may: "casework.read").ids)]
    let unknown = choices.filter { _, chosen, known in chosen.map { !known.contains($0) } ?? false }
    guard unknown.isEmpty else {
      throw UnreadableAct(fields: unknown.map { FieldProblem(field: $0.0, code: "casework.choice-unknown") })
    }
    let (request, events) = try found.value.assigning(input)
    var written = try await store.written(
      decided(Change(request, events), at: instant), over: found.version, by: .officer(officer), at: instant)
    if let responsible = input.responsible { written.statements.append(store.granting(responsible, id, by: officer, at: instant)) }
    do {
      try await store.database.commit(Commit(written.statements, events: written.events))
    } catch is StaleWrite {
      throw CannotAct.changedSinceSeen
    }
  }
}

extension Casework.Change {
  /// What a rule about a request of either direction decided.
  init(_ request: RegisteredRequest, _ events: [CaseEvent]) {
    self.request = request
    self.events = events
  }
}
