// SPDX-License-Identifier: Apache-2.0
import Foundation
import HTTPTypes
import Kernel
import Storage
import TestKit
import Testing

@testable import ExchangeService

@Suite("Counting downloads of the directory") struct DownloadTests {
  private func with(
    _ engine: TestDatabases = .sqlite, _ body: (PublicationSite, DirectoryDownloads, any Database) async throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      try await engine.with(DirectoryDownloads.migrations + RestrictedShelf.migrations) { database in
        let ceremony = try Ceremony(in: folder)
        try ceremony.begin([SampleState("XA").part()])
        let downloads = DirectoryDownloads(database: database, now: { start })
        try await body(PublicationSite(ceremony.publisher, downloads: downloads, now: start), downloads, database)
      }
    }
  }

  /// How often the database was written, whatever was written.
  private func writes(_ database: any Database) async throws -> Int {
    let tables = ["directoryDownload", "directoryDownloadTotal"]
    let rows = try await database.rows(of: tables.map { SQL("SELECT fetches FROM \($0)") })
    return rows[0].count + rows[1].count
  }

  @Test("A hundred anonymous downloads write nothing; the page tells them at once, and one commit keeps them", arguments: TestDatabases.all)
  func counted(engine: TestDatabases) async throws {
    try await with(engine) { site, downloads, database in
      for _ in 1...100 { #expect(try await site.get("/exchange/directory/metadata/timestamp.json").status == .ok) }
      #expect(try await writes(database) == 0)
      #expect(try await site.get("/exchange/seen").body.contains(">100<"))
      try await downloads.keep()
      #expect(try await writes(database) == 2)
      try await downloads.keep()
      for _ in 1...11 { _ = try await site.get("/exchange/directory/metadata/1.root.json") }
      let (total, days) = try await downloads.counts()
      #expect(total == 111 && days.map(\.fetches).sorted() == [11, 100])
      try await downloads.keep()
      #expect(try await downloads.counts().total == 111)
      // What is not there is not counted.
      #expect(try await site.get("/exchange/directory/metadata/9.root.json").status == .notFound)
      #expect(try await downloads.counts().total == 111)
    }
  }

  @Test("The sum of all years is told, though thirty days are told one by one", arguments: TestDatabases.all)
  func years(engine: TestDatabases) async throws {
    try await with(engine) { site, _, database in
      let today = CalendarDay(start, in: .gmt)
      let days = (0..<3_000).map { back in
        SQL("INSERT INTO directoryDownload (day, part, fetches) VALUES ($1, 'root', 2)", [today.adding(Days(-back)).sql])
      }
      try await database.commit(Commit(days + [SQL("INSERT INTO directoryDownloadTotal (part, fetches) VALUES ('root', 6000)")]))
      let page = try await site.get("/exchange/seen").body
      #expect(page.contains("6,000"))
      #expect(page.matches(of: /<tr>/).count <= 32)
    }
  }

  @Test("Entries about messages and cases are counted by what they are about, and however many there are the page is as fast")
  func about() async throws {
    try await with { site, _, database in
      let kinds = ["exchangeConversation", "exchangePeer", "caseRecord"]
      try await database.commit(
        Commit(events: kinds.map { NewEvent("test.told", of: EventSubject($0, "1"), at: start, by: .program, facts: [:]) }))
      // That a node answers or does not is about neither.
      let page = try await site.get("/exchange/seen").body
      #expect(page.firstMatch(of: /Entries of the log about a message or a case<\/dt>\s*<dd[^>]*>2</) != nil, "\(page)")
    }
  }
}
