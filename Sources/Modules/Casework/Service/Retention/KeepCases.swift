// SPDX-License-Identifier: Apache-2.0
public import CaseworkRules
public import Foundation
public import Kernel
public import Keys
public import Storage
import Web
import WritingRules

extension Casework {
  /// What goes with a case that stands outside its tables.
  public struct Shredding: Sendable {
    /// Carries out a commit together with what destroys an owner's data key and files, and those of owners that go with it; all of it or nothing.
    let destroy: @Sendable (KeyOwner, [KeyOwner], Date, Commit) async throws -> Void
    /// What forgets the draft from which an outgoing request came, and which has its identifier.
    let forgettingDraft: @Sendable (UUID) -> [SQL]
    /// What the exchange has of the case: owners of keys and files that go with it, and what goes out of its tables.
    let exchanged: @Sendable (ExchangedMessages) async throws -> (owners: [KeyOwner], statements: [SQL])

    /// Names what destroys a key with its files, what forgets a draft, and what the exchange has.
    public init(
      destroy: @escaping @Sendable (KeyOwner, [KeyOwner], Date, Commit) async throws -> Void,
      forgettingDraft: @escaping @Sendable (UUID) -> [SQL],
      exchanged: @escaping @Sendable (ExchangedMessages) async throws -> (owners: [KeyOwner], statements: [SQL]) = { _ in ([], []) }
    ) {
      self.destroy = destroy
      self.forgettingDraft = forgettingDraft
      self.exchanged = exchanged
    }
  }

  /// The times of the program's own data, each with its source.
  public static let usualRetention: RetentionProfiles = {
    let file = CaseworkResources.data.appending(path: "retention.json")
    return (try? JSONDecoder().decode(RetentionProfiles.self, from: try Data(contentsOf: file))) ?? RetentionProfiles([])
  }()

  /// What is decided about the keeping of a case.
  func retention(of id: ID<RegisteredRequest>, for reader: CaseStore.Reader) async throws -> Versioned<CaseRetention>? {
    try await store.records(CaseRetention.self, of: id, for: reader).first
  }

  /// Decides about the keeping of a case and commits.
  /// - Parameter version: the version that was seen, 0 where nothing was decided.
  /// - Throws: ``CannotAct/noSuchRequest``, ``CannotAct/changedSinceSeen``; what the decision throws.
  func changeRetention(
    of id: ID<RegisteredRequest>, seen version: Int, for reader: CaseStore.Reader, by actor: EventActor, at instant: Date,
    _ decide: @Sendable (RegisteredRequest, CaseRetention) throws -> CaseRetention.Decided
  ) async throws {
    _ = try await store.request(id, for: reader)
    let known = try await retention(of: id, for: reader)
    guard version == known?.version ?? 0 else { throw CannotAct.changedSinceSeen }
    do {
      try await changeRecord(known?.value.id, of: id, seen: known?.version, for: reader, by: actor, at: instant) { request, retention in
        let decision = try decide(request, retention ?? CaseRetention(of: request.id))
        return (decision.state, decision.events)
      }
    } catch is UniqueViolation {
      throw CannotAct.changedSinceSeen
    }
  }

  /// Shreds a case that another officer proposed to shred: key, files, records, references, messages and the draft it came from.
  ///
  /// The events stay, so the log's tree verifies as before; personal values beside them go.
  /// - Parameter version: the version of what is decided about its keeping that was seen.
  /// - Throws: ``CannotShred``; ``CannotAct/changedSinceSeen`` when somebody else changed the case meanwhile.
  func shred(_ id: ID<RegisteredRequest>, seen version: Int, for reader: CaseStore.Reader, _ acting: Acting) async throws {
    let found = try await store.request(id, for: reader)
    guard found.value.head.shreddedOn == nil else { throw CannotShred.shredded }
    guard let retention = try await retention(of: id, for: reader) else { throw CannotShred.notProposed }
    guard version == retention.version else { throw CannotAct.changedSinceSeen }
    let (rest, events) = try retention.value.confirmingShredding(of: found.value, retentionProfiles, acting)
    let index = try await store.seal.keys.blindIndex(at: acting.at)
    let term = LookedUpReference(found.value.head.reference).map { CaseStore.term(of: $0.text, in: index) }
    let statements = try store.shredding(rest, over: found.version, retention: retention, term: term, on: acting.on, at: acting.at)
    let contacts = try await store.shreddingContacts(of: id, at: acting.at)
    let exchanged = try await shredding.exchanged(try await store.exchanged(about: id))
    let recorded = events.map { found.value.recorded($0, by: .officer(acting.officer.id), at: acting.at) }
    do {
      try await shredding.destroy(
        CaseSeal.owner(id), exchanged.owners, acting.at,
        Commit(statements + contacts + shredding.forgettingDraft(id.uuid) + exchanged.statements, events: recorded))
    } catch is StaleWrite {
      throw CannotAct.changedSinceSeen
    }
    // It is shredded whatever comes of this; where it fails, the next waking of clocks does it.
    try? await store.database.dropOldPages()
  }

  /// Writes the day of closure where an earlier version of the program did not.
  func noteClosures() async throws {
    while true {
      let closed = try await store.closedWithoutDay(limit: 200)
      guard !closed.isEmpty else { return }
      try await store.database.commit(
        Commit(
          closed.map { request in
            // One that has no day although it is closed cannot come, and must not be looked at for ever.
            let day = request.value.closure?.on ?? request.value.head.arrival.on
            return SQL(
              "UPDATE registeredRequest SET closedOn = $2 WHERE id = $1 AND version = $3",
              [request.value.id.sql, day.sql, request.version.sql])
          }))
    }
  }

  /// What is due to be shredded, one line each: reference, kind, day of closure, last day of its time, what is decided; for the console.
  public func dueForShredding(on day: CalendarDay, limit: Int) async throws -> [String] {
    try await store.due(retentionProfiles.latestClosures(on: day), after: nil, for: console, limit: limit).map { due in
      let request = due.request.value
      let standing = due.retention?.preservation != nil ? "preserved" : due.retention?.proposal != nil ? "proposed" : "-"
      return [
        request.head.reference, request.head.kind.rawValue, request.closure?.on.description ?? "-",
        retentionProfiles.keptUntil(request)?.description ?? "-", standing,
      ].joined(separator: "\t")
    }
  }
}
