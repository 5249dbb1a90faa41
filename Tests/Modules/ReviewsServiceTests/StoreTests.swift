// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Documents
import Foundation
import Kernel
import Localisation
import Node
import ReviewsRules
import Storage
import TestKit
import Testing

@testable import ReviewsService

/// The folder of the checkout.
let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

let noon = Date(timeIntervalSince1970: 1_700_000_000)

func reviews(_ database: any Database, _ around: ReviewSurroundings = ReviewSurroundings()) throws -> Reviews {
  let catalogue = try Node.words()
  return Reviews(
    database: database, worker: DocumentWorker(python: URL(filePath: "/usr/bin/python3")), words: { catalogue.words($0) }, around: around)
}

func sampleFile() throws -> ReviewFile {
  try ReviewFile(json: try Data(contentsOf: root.appending(path: "Samples/reviews/fictional-reviews.json")))
}

func finding(_ key: String, _ texts: [Language: String], article: String = "46(9)", state: String = "XA") throws -> ReviewRecord {
  .finding(
    Finding(
      key: try #require(RecordKey(key)), state: try #require(StateCode(state)), cycle: .first,
      article: try #require(ArticleReference(article)), kind: .challenge, text: LocalText(texts), source: .executiveSummary))
}

@Suite("Keeping and finding records of reviews") struct StoreTests {
  private func keep(
    _ record: ReviewRecord, over version: Int = 0, as event: String = "entered", in reviews: Reviews
  ) async throws {
    var change = Change()
    try change.keep(record, over: version, as: event, terms: reviews.terms.of(record), by: .console, at: noon)
    try await reviews.store.commit(change)
  }

  @Test("A record is found by its words in each language, and no longer by words that were taken out", arguments: TestDatabases.all)
  func search(_ databases: TestDatabases) async throws {
    try await databases.with(ReviewsStore.migrations) { database in
      let reviews = try reviews(database)
      try await keep(
        try finding(
          "xa-1",
          [
            .en: "Give reasons for refusing.", .ru: "Обосновывать отказы.", .zh: "拒绝时说明理由", .ar: "تعليل كل رفض للمساعدة",
            .fr: "Motiver les refus.", .es: "Motivar toda denegación.",
          ]),
        in: reviews)
      try await keep(try finding("xb-1", [.en: "Name a central authority."], article: "46(13)", state: "XB"), in: reviews)
      func found(_ query: String, _ reader: Language = .en) async throws -> [String]? {
        try await reviews.store.found(query, reader: reader)?.sorted()
      }
      for query in ["refusal", "refused reasons", "отказ", "拒绝", "الرفض", "refuser", "denegar", "46(9)", "Arcadia", "阿卡迪亚"] {
        #expect(try await found(query) == ["finding/xa-1"], "\(query)")
      }
      for query in ["authorities", "46(13)", "Borealia", "Бореалия"] { #expect(try await found(query) == ["finding/xb-1"], "\(query)") }
      for query in ["confiscation", "refusal authority", "协商", "конфискация", "46(10)"] {
        #expect(try await found(query) == [], "\(query)")
      }
      #expect(try await found("?!") == nil)
      try await keep(try finding("xa-1", [.en: "Consult first."]), over: 1, as: "changed", in: reviews)
      #expect(try await found("refusal") == [])
      #expect(try await found("consultation") == ["finding/xa-1"])
      #expect(try await reviews.store.versions(.finding, try #require(RecordKey("xa-1"))).map(\.kept.event) == ["changed", "entered"])
    }
  }

  @Test("Of two officers who save at one instant one is told, and the register knows what was kept", arguments: TestDatabases.all)
  func stale(_ databases: TestDatabases) async throws {
    try await databases.with(ReviewsStore.migrations) { database in
      let reviews = try reviews(database)
      try await keep(try finding("xa-1", [.en: "One."]), in: reviews)
      #expect(try await reviews.store.register().list(.finding, restricted: true).count == 1)
      let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
        for word in ["Two.", "Three."] {
          group.addTask {
            do {
              try await keep(try finding("xa-1", [.en: word]), over: 1, as: "changed", in: reviews)
              return true
            } catch is StaleWrite { return false }
          }
        }
        return try await group.reduce(into: [Bool]()) { $0.append($1) }
      }
      #expect(outcomes.count { $0 } == 1)
      #expect(try await reviews.store.register()["finding/xa-1"]?.version == 2)
    }
  }

  @Test("A State has one review in a cycle, whatever its name", arguments: TestDatabases.all)
  func oneReview(_ databases: TestDatabases) async throws {
    try await databases.with(ReviewsStore.migrations) { database in
      let reviews = try reviews(database)
      func review(_ key: String, _ cycle: ReviewCycle) throws -> ReviewRecord {
        .review(Review(key: try #require(RecordKey(key)), state: try #require(StateCode("XA")), cycle: cycle, group: .african))
      }
      try await keep(try review("xa-1", .first), in: reviews)
      try await keep(try review("xa-2", .second), in: reviews)
      await #expect(throws: UniqueViolation.self) { try await keep(try review("xa-3", .first), in: reviews) }
    }
  }

  @Test(
    "The sample is taken in as it is, a second time nothing changes, and an edit here is told as an update", arguments: TestDatabases.all)
  func sample(_ databases: TestDatabases) async throws {
    try await databases.with(ReviewsStore.migrations) { database in
      let reviews = try reviews(database)
      let (file, words) = (try sampleFile(), try Node.words().words(.en))
      let report = try await reviews.report(file, in: words)
      #expect(report.counts == [.added: 263], "\(report.lines.filter { $0.contains("contradict") }.prefix(5))")
      #expect(try await reviews.take(file, at: noon) == 263)
      #expect(try await reviews.report(file, in: words).counts == [.unchanged: 263])
      #expect(try await reviews.take(file, at: noon) == 0)
      let register = try await reviews.store.register()
      #expect(register.list(.finding, restricted: true).count == 200)
      let open = register.list(.finding, restricted: false)
      #expect(open.count == 168)
      #expect(!open.contains { $0.record.state?.code == "XF" })
      // What a node writes out and another takes in is the same.
      let written = try ReviewFile(json: try await reviews.file(all: true))
      #expect(Set(written.records.map(\.record)) == Set(file.records.map(\.record)))
      let first = try #require(open.first)
      guard case .finding(var changed) = try #require(try await reviews.store.records([first.record.id]).first).value else { return }
      changed.text = LocalText([.en: "Other words."])
      try await keep(.finding(changed), over: 1, as: "changed", in: reviews)
      #expect(try await reviews.report(file, in: words).counts == [.updated: 1, .unchanged: 262])
    }
  }
}
