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

  @Test("Two documents never have one symbol, whatever asterisks a reissue carries, on both databases", arguments: TestDatabases.all)
  func symbols(_ databases: TestDatabases) async throws {
    try await databases.with(MeetingsStore.migrations) { database in
      let store = MeetingsStore(database: database)
      func enter(_ symbol: String?, _ mark: String) async throws {
        var change = Change()
        let document = MeetingDocument(id: ID(), mark: try #require(Mark(mark)), symbol: symbol, kind: .other, title: LocalText())
        try change.keep(document, over: 0, as: "documentEntered", by: .console, at: Self.noon)
        try await store.commit(change)
      }
      try await enter("CAC/COSP/2015/10", "d1")
      await #expect(throws: UniqueViolation.self) { try await enter("CAC/COSP/2015/10*", "d2") }
      try await enter(nil, "d3")
      try await enter(nil, "d4")
    }
  }

  @Test("Uploads that neither a document's list nor a language version names are swept, the others stay")
  func sweep() async throws {
    try await TestDatabases.sqlite.with(MeetingsStore.migrations) { database in
      var document = MeetingDocument(id: ID(), mark: try #require(Mark("d1")), kind: .other, title: LocalText())
      document.expressions = [
        DocumentExpression(
          .original, .en,
          attachments: [.init(name: "a.txt", mediaType: "text/plain", size: 1, sha256: String(repeating: "a", count: 64))])
      ]
      var change = Change()
      try change.keep(document, over: 0, as: "documentEntered", by: .console, at: Self.noon)
      try await MeetingsStore(database: database).commit(change)
      _ = try await database.change(
        SQL(
          """
          INSERT INTO documentFile (document, sha256, name, mediaType, size, uploadedAt, uploadedBy, uploadedByName)
          VALUES ('d', $1, 'b.txt', 'text/plain', 1, 0, 'o', 'n')
          """, [String(repeating: "b", count: 64).sql]))
      #expect(
        try await DocumentUploads.namedFiles(in: database) == [String(repeating: "a", count: 64), String(repeating: "b", count: 64)])
    }
  }
}
