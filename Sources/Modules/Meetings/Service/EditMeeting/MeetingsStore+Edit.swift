// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Storage
import Web

extension Maker {
  /// The officer who is signed in.
  init(_ who: SignedIn) { self.init(id: who.officer, name: who.name) }
}

extension MeetingsStore {
  /// How often a change is decided anew when somebody else was quicker.
  private static let attempts = 5

  /// A meeting as it was in one of its versions.
  /// - Throws: ``CannotEditMeeting/changedSinceSeen`` when that version cannot be read.
  func meeting(_ id: ID<Meeting>, version: Int) async throws -> Meeting {
    guard let meeting = try await thing(Meeting.self, id.description, version: version) else { throw CannotEditMeeting.changedSinceSeen }
    return meeting
  }

  /// Mandates that still live, whatever meeting they were recorded for.
  func livingMandates(limit: Int = 300) async throws -> [Mandate] {
    try await database.rows(SQL("SELECT entry FROM mandate WHERE isLiving = 1 ORDER BY mark, id LIMIT $1", [limit.sql])).map {
      try KeptEntry.read($0)
    }
  }

  /// Changes a meeting by a rule that is asked again when somebody else has changed it meanwhile.
  /// - Parameters:
  ///   - stating: the mandates that annotations state under an item, or no longer do.
  /// - Returns: the meeting as it is then, and the version that the change was made on.
  func change(
    _ id: ID<Meeting>, as event: String, part: String? = nil, stating: StatedMandates? = nil, by maker: Maker, at instant: Date,
    _ decide: (Meeting) throws -> Meeting
  ) async throws -> (meeting: Meeting, over: Int) {
    for attempt in 1... {
      guard let now = try await thing(Meeting.self, id.description) else { throw WebProblem.notFound }
      let decided = try decide(now.value)
      var change = Change()
      if decided != now.value { try change.keep(decided, over: now.version, as: event, part: part, by: maker, at: instant) }
      for mandate in try await things(Mandate.self, stating?.concerned ?? []) {
        guard let restated = stating?.applied(to: mandate.value) else { continue }
        try change.keep(restated, over: mandate.version, as: "mandateStated", by: maker, at: instant)
      }
      guard !change.commit.statements.isEmpty else { return (decided, now.version) }
      do {
        try await commit(change)
        return (decided, now.version)
      } catch  where error is StaleWrite || error is UniqueViolation {
        // PostgreSQL tells of a row that somebody else has just written before it tells of the version.
        if attempt >= Self.attempts { throw error }
      }
    }
    throw CannotEditMeeting.changedSinceSeen
  }
}

/// Which mandates an officer has put under an item or taken from it.
struct StatedMandates: Sendable {
  let item: ID<AgendaItem>
  let added: Set<ID<Mandate>>
  let removed: Set<ID<Mandate>>

  var concerned: [String] { (added.union(removed)).map(\.description).sorted() }

  /// The mandate with the change; `nil` when it is so already.
  func applied(to mandate: Mandate) -> Mandate? {
    var mandate = mandate
    if added.contains(mandate.id), !mandate.statedUnder.contains(item) {
      mandate.statedUnder.append(item)
      return mandate
    }
    guard removed.contains(mandate.id), mandate.statedUnder.contains(item) else { return nil }
    mandate.statedUnder.removeAll { $0 == item }
    return mandate
  }
}

extension PlaceFields {
  /// What a form carries besides the fields of its place.
  private static let besides: Set<String> = [
    "formToken", "version", "seenMandates", "mandates", "decision", "decidedOn", "makeRoom", "then",
  ]

  /// The fields of a form.
  init(_ form: FormData) {
    self.init()
    for name in Set(form.pairs.map(\.name)).subtracting(Self.besides) {
      self[name] = Self.lists.contains(name) ? form.all(name).sorted().joined(separator: " ") : form[name] ?? ""
    }
    self = withoutGaps
  }
}
