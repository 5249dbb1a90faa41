// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Storage
import StrictJSON
import TestKit
import Testing

@testable import MeetingsService

@Suite("Agendas in files and in the store") struct AgendaFileTests {
  private static let noon = Date(timeIntervalSince1970: 1_528_459_200)

  @Test("Decisions on the agenda, the approval of dates and proposed expectations survive a file")
  func roundTrip() throws {
    var dossier = try SampleMeeting.dossier()
    let day = try #require(dossier.meeting.days.first)
    let body = try #require(dossier.bodies.first { $0.kind == .extendedBureau })
    dossier.meeting = try dossier.meeting.adoptingAgenda(on: day, isAmended: true, amendments: "Item 5 before item 4")
      .approvingDates(by: body.id, on: day, known: [body.id])
    dossier.meeting.expectations[0].isProposed = true
    let written = try MeetingFile(dossier).json()
    let (file, tree) = try MeetingFile.read(written, isYAML: false)
    #expect(try file.dossier(tree) == dossier)
  }

  @Test("A meeting kept before decisions were known is read as before")
  func older() throws {
    let meeting = try SampleMeeting.dossier().meeting
    let entry = try KeptEntry.json(meeting)
    #expect(!entry.contains("agendaDecisions") && !entry.contains("approval") && !entry.contains("isProposed"))
    #expect(try JSONDecoder().decode(Meeting.self, from: Data(entry.utf8)) == meeting)
  }

  @Test("A change is decided anew when somebody else was quicker, and both are kept", arguments: TestDatabases.all)
  func decidedAnew(_ databases: TestDatabases) async throws {
    try await databases.with(MeetingsStore.migrations) { database in
      let store = MeetingsStore(database: database)
      let meeting = try SampleMeeting.dossier().meeting
      try await store.take(try SampleMeeting.dossier(), by: .console, at: Self.noon)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for language in [Language.ar, .fr, .ru] {
          group.addTask {
            _ = try await store.change(meeting.id, as: "partChanged", by: .console, at: Self.noon) { now in
              var changed = now
              changed.items[0].title[language] = language.rawValue
              return changed
            }
          }
        }
        try await group.waitForAll()
      }
      let title = try #require(try await store.dossier(meeting.id)?.meeting.items[0].title)
      #expect([Language.ar, .fr, .ru].allSatisfy { title[$0] == $0.rawValue })
      #expect(try await store.versions(of: Meeting.self, meeting.key).map(\.number) == [4, 3, 2, 1])
    }
  }
}
