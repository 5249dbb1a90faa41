// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Storage
import TestKit
import Testing

@testable import MeetingsService

@Suite("Keeping meetings") struct MeetingsStoreTests {
  private static let noon = Date(timeIntervalSince1970: 1_528_459_200)

  @Test("A meeting that was taken in comes back as its file gave it, on both databases", arguments: TestDatabases.all)
  func takenIn(_ databases: TestDatabases) async throws {
    try await databases.with(MeetingsStore.migrations) { database in
      let store = MeetingsStore(database: database)
      let dossier = try SampleMeeting.dossier()
      let taken = try await store.take(dossier, by: .console, at: Self.noon)
      #expect(taken.added == 7 + 2 + 7 + 12)
      var found = try #require(try await store.dossier(dossier.meeting.mark))
      // The store gives bodies by their short names; the file has them as it likes.
      found.bodies.sort { $0.mark < $1.mark }
      var wanted = dossier
      wanted.bodies.sort { $0.mark < $1.mark }
      #expect(found == wanted)
    }
  }

  @Test("Taking the same file in again changes nothing, and a changed one changes what differs")
  func again() async throws {
    try await TestDatabases.sqlite.with(MeetingsStore.migrations) { database in
      let store = MeetingsStore(database: database)
      let dossier = try SampleMeeting.dossier()
      try await store.take(dossier, by: .console, at: Self.noon)
      #expect(try await store.take(dossier, by: .console, at: Self.noon) == TakenThings(unchanged: 27))
      var changed = dossier
      changed.mandates[0].task[.fr] = "Proposer des points"
      #expect(try await store.take(changed, by: .console, at: Self.noon) == TakenThings(changed: 1, unchanged: 26))
      #expect(try await store.dossier(dossier.meeting.id)?.mandates[0].task[.fr] == "Proposer des points")
      #expect(try await store.versions(of: Mandate.self, dossier.mandates[0].key).map(\.number) == [2, 1])
    }
  }

  @Test("A file that says nothing of progress leaves the progress that is known")
  func progress() async throws {
    try await TestDatabases.sqlite.with(MeetingsStore.migrations) { database in
      let store = MeetingsStore(database: database)
      let dossier = try SampleMeeting.dossier()
      var begun = dossier
      begun.mandates[6].status = .inProgress
      try await store.take(begun, by: .console, at: Self.noon)
      try await store.take(dossier, by: .console, at: Self.noon)
      #expect(try await store.dossier(dossier.meeting.id)?.mandates[6].status == .inProgress)
    }
  }

  @Test("Of two who change one meeting at one instant, one is told that it was changed")
  func stale() async throws {
    try await TestDatabases.sqlite.with(MeetingsStore.migrations) { database in
      let store = MeetingsStore(database: database)
      let dossier = try SampleMeeting.dossier()
      try await store.take(dossier, by: .console, at: Self.noon)
      let current = try #require(try await store.meeting(dossier.meeting.mark))
      var change = Change()
      try change.keep(current.value, over: current.version, as: "meetingChanged", by: .console, at: Self.noon)
      try await store.commit(change)
      await #expect(throws: StaleWrite.self) { try await store.commit(change) }
    }
  }
}
