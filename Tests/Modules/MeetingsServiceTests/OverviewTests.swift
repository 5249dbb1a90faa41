// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Storage
import TestKit
import Testing
import Web

@testable import MeetingsService

@Suite("The overview of what a node keeps") struct OverviewTests {
  private static let noon = Date(timeIntervalSince1970: 1_528_459_200)

  /// What an overview tells, as text that can be compared.
  private static func told(_ overview: Overview) -> [String] {
    let (shelf, register) = (overview.shelf, overview.register)
    var lines = overview.bodies.map(\.mark.text)
    lines += overview.meetings.map { "\($0.mark) \($0.days) \($0.name.texts[.en] ?? "")" }
    for entry in shelf.entries {
      let place = [entry.meeting?.mark.text, entry.body?.mark.text, entry.year.map(String.init)].map { $0 ?? "-" }
      lines.append("\(entry.document.mark) \(entry.version) \(place.joined(separator: " "))")
      for listing in shelf.listings(of: entry.document.id) { lines.append("\(entry.document.mark) \(listing.item) \(listing.isCited)") }
    }
    for choices in [shelf.choices, shelf.publicChoices] {
      lines += choices.bodies.map(\.mark.text) + choices.meetings.map(\.mark.text)
      lines += choices.years.map(String.init)
    }
    lines += register.entries.map { "\($0.mandate.mark) \($0.mandate.status) \($0.isPublic)" }
    lines += register.choices.addressees.map(\.mark.text) + register.choices.givers.map(\.mark.text)
    lines += register.choices.sources.map(\.mark.text) + register.choices.meetings.map(\.mark.text)
    return lines
  }

  @Test("Kept up to date piece by piece it tells what reading everything anew tells, on both databases", arguments: TestDatabases.all)
  func pieces(_ databases: TestDatabases) async throws {
    try await databases.with(MeetingsStore.migrations) { database in
      let store = MeetingsStore(database: database)
      #expect(try await store.overview().meetings.isEmpty)
      var dossier = try SampleMeeting.dossier()
      try await store.take(dossier, by: .console, at: Self.noon)
      #expect(try await store.overview().register.entries.count == 12)
      let report = try #require(dossier.documents.firstIndex { $0.mark.text == "d4" })
      // One thing of each kind, and a source that was public and is restricted now.
      let changes: [(inout MeetingDossier) -> Void] = [
        { $0.meeting.name[.en] = "Another name" }, { $0.meeting.days = [CalendarDay("2016-02-03") ?? .earliest] },
        { $0.documents[report].symbol = "CAC/COSP/EG.1/2016/9" }, { $0.documents[report].distribution = .restricted },
        { $0.mandates[3].status = .inProgress }, { $0.bodies[1].name[.en] = "Another body" }, { $0.meeting.items[2].documents = [] },
      ]
      for (place, change) in changes.enumerated() {
        let before = Self.told(try await store.overview())
        change(&dossier)
        #expect(try await store.take(dossier, by: .console, at: Self.noon).changed == 1, "\(place)")
        let (kept, anew) = (try await store.overview(), try await MeetingsStore(database: database).overview())
        #expect(Self.told(kept) == Self.told(anew), "\(place)")
        // The name of a body is in no line of this text: that it is up to date is told by the body itself.
        #expect(Self.told(kept) != before || place == 5, "\(place)")
      }
      let overview = try await store.overview()
      #expect(overview.bodies.contains { $0.name[.en] == "Another body" })
      #expect(overview.register.entries.count { !$0.isPublic } == 5)
      #expect(!overview.shelf.publicChoices.years.contains(2016) && overview.shelf.choices.years.contains(2016))
    }
  }

  @Test("A mandate is found by the new symbol of the document that gives it, and no longer by the old one")
  func search() async throws {
    try await TestDatabases.sqlite.with(MeetingsStore.migrations) { database in
      let store = MeetingsStore(database: database)
      var dossier = try SampleMeeting.dossier()
      try await store.take(dossier, by: .console, at: Self.noon)
      func found(_ text: String) async throws -> Int {
        let register = try await store.overview().register
        return MandateFilter(FormData([("q", text)]), today: .earliest).entries(of: register, restricted: false).count
      }
      #expect(try await found("COSP 2017 3") == 5)
      let report = try #require(dossier.documents.firstIndex { $0.mark.text == "d4" })
      dossier.documents[report].symbol = "CAC/COSP/EG.1/2016/9"
      try await store.take(dossier, by: .console, at: Self.noon)
      #expect(try await found("COSP 2016 9") == 5)
      #expect(try await found("COSP 2017 3") == 0)
    }
  }

  @Test("However many meetings there are, each stands on one page of the list, and the calendar has them all")
  func many() async throws {
    try await TestDatabases.sqlite.with(MeetingsStore.migrations) { database in
      let store = MeetingsStore(database: database)
      let body = try #require(SampleMeeting.dossier().bodies.first)
      let days = CalendarDay("2001-01-01") ?? .earliest
      var change = Change()
      try change.keep(body, over: 0, as: "bodyImported", by: .console, at: Self.noon)
      for number in 0..<1203 {
        let mark = try #require(Mark("m\(number)"))
        // Several on one day: the order of days alone does not tell where a page ends.
        let meeting = Meeting(id: ID(), mark: mark, body: body.id, zone: "UTC", days: [days.adding(Days(number / 7))])
        try change.keep(meeting, over: 0, as: "meetingImported", by: .console, at: Self.noon)
      }
      try await store.commit(change)
      let meetings = try await store.overview().meetings
      let last = Paging(meetings, FormData([])).last
      let listed = (1...last).flatMap { Paging(meetings, FormData([("page", "\($0)")])).entries }
      #expect(listed.map(\.mark) == meetings.map(\.mark) && Set(listed.map(\.mark)).count == 1203)
      #expect(Paging(meetings, FormData([("page", "99999")])).number == last && Paging(meetings, FormData([("page", "x")])).number == 1)
      let dated = try await store.datedMeetings()
      #expect(Set(dated.map(\.meeting.mark)).count == 1203 && dated.count == 1203)
      #expect(dated.map(\.meeting.id) == meetings.map(\.id))
    }
  }

  @Test("A dossier stays in memory when something else is recorded, and is read anew when a thing of a meeting is")
  func dossiers() async throws {
    try await TestDatabases.sqlite.with(MeetingsStore.migrations) { database in
      let store = MeetingsStore(database: RecordingDatabase(database))
      var dossier = try SampleMeeting.dossier()
      try await store.take(dossier, by: .console, at: Self.noon)
      func queries() async throws -> [String] {
        let record = DatabaseRecord()
        try await RecordingDatabase.$record.withValue(record) { _ = try await store.dossier(dossier.meeting.mark) }
        return record.queries.map(\.text)
      }
      #expect(try await queries().contains { $0.contains("FROM mandate ") })
      _ = try await store.makeFeed(of: nil, by: Maker(id: "somebody", name: "Somebody"), at: Self.noon)
      #expect(try await !queries().contains { $0.contains("FROM mandate ") })
      dossier.mandates[0].status = .done
      try await store.take(dossier, by: .console, at: Self.noon)
      #expect(try await queries().contains { $0.contains("FROM mandate ") })
      #expect(try await store.dossier(dossier.meeting.mark)?.mandates[0].status == .done)
    }
  }
}
