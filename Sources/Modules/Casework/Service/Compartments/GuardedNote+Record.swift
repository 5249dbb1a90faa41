// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
import Kernel
import Localisation
import Storage
import WritingRules

extension GuardedNote: CaseRecord {
  static var recordKind: CaseRecordKind { .guardedNote }

  var compartment: Compartment? { guardedIn }

  func title(_ words: Words) -> String { words("casework.matter.\(matter.rawValue)") }

  /// Nothing: where a case is told as a whole, what stands in a compartment is not.
  func lines(_ words: Words) -> [CaseRecordLine] { [] }
}

extension Casework {
  /// The kind of the fact that something was written into a compartment; its subject is the note, so that the fact leads to no case.
  static let guardedNoted: EventKind = "casework.guardedNoted"

  /// Writes a note or ends one, and takes back the check of items that it stands against.
  /// - Throws: ``CannotAct``.
  func write(
    _ id: ID<GuardedNote>?, of request: ID<RegisteredRequest>, for reader: CaseStore.Reader, _ acting: Acting,
    _ decide: (RegisteredRequest, GuardedNote?) throws -> GuardedNote
  ) async throws {
    for _ in 0..<5 {
      let owner = try await store.request(request, for: reader)
      var found: Versioned<GuardedNote>?
      if let id { found = try await store.record(id, of: request, for: reader) }
      let note = try decide(owner.value, found?.value)
      var commit = Commit(
        [try await store.written(note, over: found?.version, at: acting.at)],
        events: [
          NewEvent(
            Self.guardedNoted, of: EventSubject("caseRecord", note.id.description), at: acting.at, by: .officer(acting.officer.id))
        ])
      if case .incoming(let incoming) = owner.value, let due = incoming.checkDue(after: note) {
        let written = try await store.written(
          decided(Change(due), at: acting.at), over: owner.version, by: .program, at: acting.at)
        commit.statements += written.statements
        commit.events += written.events
      }
      do {
        try await store.database.commit(commit)
        return
      } catch is StaleWrite {
        continue
      }
    }
    throw CannotAct.changedSinceSeen
  }
}
