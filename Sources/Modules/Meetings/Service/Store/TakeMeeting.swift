// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Storage

/// What taking in a file changes, counted by kind of thing.
struct TakenThings: Sendable, Equatable {
  var added = 0
  var changed = 0
  var unchanged = 0
}

extension MeetingsStore {
  /// Takes a dossier in, all of it or nothing: what is new is added, what differs gets a new version, the rest stays.
  /// - Returns: how many things were added, changed and left as they were.
  /// - Throws: `StaleWrite` or `UniqueViolation` when somebody else changed one of them meanwhile.
  @discardableResult
  func take(_ dossier: MeetingDossier, by maker: Maker, at instant: Date) async throws -> TakenThings {
    var change = Change()
    var taken = TakenThings()
    try await take(dossier.bodies, into: &change, &taken, as: "bodyImported", by: maker, at: instant)
    // A meeting that the file mentions in passing is no better known than the one that is here.
    let known = Set(try await things(Meeting.self, dossier.otherMeetings.map(\.key)).map(\.value.id))
    let others = dossier.otherMeetings.filter { !known.contains($0.id) }
    try await take(others + [dossier.meeting], into: &change, &taken, as: "meetingImported", by: maker, at: instant)
    try await take(dossier.documents, into: &change, &taken, as: "documentImported", by: maker, at: instant)
    let stored = Dictionary(
      uniqueKeysWithValues: try await things(Mandate.self, dossier.mandates.map(\.key)).map { ($0.value.id, $0.value) })
    let mandates = dossier.mandates.map { mandate in stored[mandate.id].map { mandate.keepingProgress(of: $0) } ?? mandate }
    try await take(mandates, into: &change, &taken, as: "mandateImported", by: maker, at: instant)
    if taken.added + taken.changed > 0 { try await commit(change) }
    return taken
  }

  private func take<Thing: Kept & Equatable>(
    _ things: [Thing], into change: inout Change, _ taken: inout TakenThings, as event: String, by maker: Maker, at instant: Date
  ) async throws {
    let current = Dictionary(uniqueKeysWithValues: try await self.things(Thing.self, things.map(\.key)).map { ($0.value.key, $0) })
    for thing in things {
      guard let now = current[thing.key] else {
        taken.added += 1
        try change.keep(thing, over: 0, as: event, by: maker, at: instant)
        continue
      }
      guard now.value != thing else {
        taken.unchanged += 1
        continue
      }
      taken.changed += 1
      try change.keep(thing, over: now.version, as: event, by: maker, at: instant)
    }
  }
}

extension Mandate {
  /// The mandate as a file gives it, with the progress that is known here when the file says nothing of any.
  func keepingProgress(of known: Mandate) -> Mandate {
    guard status == .noIndication, actions.isEmpty else { return self }
    var mandate = self
    (mandate.status, mandate.actions) = (known.status, known.actions)
    return mandate
  }
}
