// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Storage

extension Casework {
  /// A record that was decided on, with the request where that changes too.
  struct Together<Record: CaseRecord>: Sendable {
    let record: Record
    /// The request as it is afterwards; `nil` when it stays as it was.
    let request: RegisteredRequest?
    let events: [CaseEvent]
    /// What follows for the request by itself; the timeline tells it to everybody, also where the record is kept in a compartment.
    var consequences: [CaseEvent] = []
  }

  /// Makes or changes a record and its request in one commit, with the facts that say why.
  ///
  /// When somebody else is faster and the act does not depend on what was seen, the decision is made again on what they wrote.
  /// - Parameters:
  ///   - id: the record; `nil` to make a new one, for which `decide` gets no record.
  ///   - version: the version that was seen; `nil` when any will do.
  ///   - statements: what else belongs into the commit, made of the record as it was decided.
  /// - Throws: ``CannotAct/noSuchRequest``, ``CannotAct/noSuchRecord``, ``CannotAct/changedSinceSeen``; what the decision throws.
  @discardableResult
  func changeTogether<Record: CaseRecord>(
    _ id: ID<Record>?, of request: ID<RegisteredRequest>, seen version: Int? = nil, for reader: CaseStore.Reader, by actor: EventActor,
    at instant: Date, with statements: @Sendable (Record) async throws -> [SQL] = { _ in [] },
    _ decide: @Sendable (RegisteredRequest, Record?) async throws -> Together<Record>
  ) async throws -> Record {
    for _ in 0..<5 {
      let owner = try await store.request(request, for: reader)
      guard owner.value.head.shreddedOn == nil else { throw CannotShred.shredded }
      var found: Versioned<Record>?
      if let id { found = try await store.record(id, of: request, for: reader) }
      guard version == nil || version == found?.version else { throw CannotAct.changedSinceSeen }
      let made = try await decide(owner.value, found?.value)
      if made.record.compartment == nil { try await checkWords(of: made.record, from: found?.value, in: owner.value) }
      if let changed = made.request { try await checkWords(from: owner.value, to: Change(changed, made.events)) }
      var all = [try await store.written(made.record, over: found?.version, at: instant)] + (try await statements(made.record))
      var events = made.events.map { owner.value.recorded($0, by: actor, at: instant, in: made.record.compartment) }
      if let changed = made.request {
        let standing = clocks(of: changed, on: CalendarDay(instant, in: zone))
        let written = try await store.written(
          .init(request: changed, events: made.events, standing: standing), over: owner.version, by: actor, at: instant)
        all += written.statements
        events = made.events.map { changed.recorded($0, by: actor, at: instant, in: made.record.compartment) }
        events += made.consequences.map { changed.recorded($0, by: .program, at: instant) }
      }
      do {
        try await store.database.commit(Commit([CaseStore.stillKept(request)] + all, events: events))
        return made.record
      } catch is StaleWrite {
        continue
      }
    }
    throw CannotAct.changedSinceSeen
  }
}
