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
    let limits = Dictionary(
      uniqueKeysWithValues: try await things(Body.self, dossier.bodies.map(\.key)).map { ($0.value.id, $0.value.wordLimits) })
    let bodies = dossier.bodies.map { body in
      var kept = body
      kept.wordLimits = body.wordLimits ?? limits[body.id] ?? nil
      return kept
    }
    try await take(bodies, into: &change, &taken, as: "bodyImported", by: maker, at: instant)
    // A meeting that the file mentions in passing is no better known than the one that is here.
    let known = Set(try await things(Meeting.self, dossier.otherMeetings.map(\.key)).map(\.value.id))
    let others = dossier.otherMeetings.filter { !known.contains($0.id) }
    try await take(others + [dossier.meeting], into: &change, &taken, as: "meetingImported", by: maker, at: instant)
    let held = Dictionary(
      uniqueKeysWithValues: try await things(MeetingDocument.self, dossier.documents.map(\.key)).map { ($0.value.id, $0.value) })
    let documents = dossier.documents.map { document in held[document.id].map { document.keepingExpressions(of: $0) } ?? document }
    try await take(documents, into: &change, &taken, as: "documentImported", by: maker, at: instant)
    let stored = Dictionary(
      uniqueKeysWithValues: try await things(Mandate.self, dossier.mandates.map(\.key)).map { ($0.value.id, $0.value) })
    let mandates = dossier.mandates.map { mandate in
      stored[mandate.id].map { mandate.keepingProgress(of: $0).keepingPlaces(of: $0, outside: dossier.meeting) } ?? mandate
    }
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

extension MeetingDocument {
  /// The document as a file gives it, with the language versions that are known here when the file says nothing of any.
  fileprivate func keepingExpressions(of known: MeetingDocument) -> MeetingDocument {
    guard expressions.isEmpty else { return self }
    var document = self
    document.expressions = known.expressions
    return document
  }
}

extension Mandate {
  /// The mandate as a file gives it, with the progress that is known here when the file says nothing of any.
  func keepingProgress(of known: Mandate) -> Mandate {
    var mandate = self
    // Files of meetings do not name figures.
    mandate.measure = known.measure
    guard status == .noIndication, actions.isEmpty else { return mandate }
    (mandate.status, mandate.actions) = (known.status, known.actions)
    (mandate.overtakenBy, mandate.statusReason) = (known.overtakenBy, known.statusReason)
    return mandate
  }

  /// The mandate with the items of other meetings that state it, of which the file of one meeting knows nothing.
  fileprivate func keepingPlaces(of known: Mandate, outside meeting: Meeting) -> Mandate {
    var mandate = self
    mandate.statedUnder += known.statedUnder.filter { meeting.item($0) == nil && !statedUnder.contains($0) }
    return mandate
  }
}
