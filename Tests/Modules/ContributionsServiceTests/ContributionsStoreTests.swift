// SPDX-License-Identifier: Apache-2.0
import ContributionsRules
import Foundation
import Kernel
import Storage
import TestKit
import Testing

@testable import ContributionsService

@Suite("Keeping contributions and the library") struct ContributionsStoreTests {
  static let noon = Date(timeIntervalSince1970: 1_772_452_800)
  static let today = CalendarDay(noon, in: .gmt)

  static func tool(_ mark: String, _ name: String, articles: String = "46", kind: String = "guide") throws -> Tool {
    try Tool.entered(
      EntryFields(["mark": mark, "name.en": name, "provider": "P", "kind": kind, "purpose.en": "For requests", "articles": articles]),
      over: nil, id: ID(), in: EntrySurroundings(today: today))
  }

  private func keep(_ tools: [Tool], in store: ContributionsStore) async throws {
    var change = Change()
    for tool in tools { try change.keep(tool, over: 0, as: "toolAdded", by: .console, at: Self.noon) }
    try await store.commit(change)
  }

  @Test("A list goes page by page in its order and loses and repeats nothing, on both databases", arguments: TestDatabases.all)
  func paging(_ databases: TestDatabases) async throws {
    try await databases.with(ContributionsStore.migrations) { database in
      let store = ContributionsStore(database: database)
      // Equal names too: the id decides, so that no page begins in the middle of them.
      try await keep(try (0..<23).map { try Self.tool("t\($0)", "Name \($0 / 5)") }, in: store)
      var (seen, after): ([String], String?) = ([], nil)
      repeat {
        let page = try await store.list(Tool.self, TermQuery(terms: [Term.open], after: after, limit: 4))
        #expect(page.things.count <= 4)
        seen += page.things.map(\.value.mark)
        after = page.next
      } while after != nil
      #expect(seen.count == 23 && Set(seen).count == 23)
      #expect(try await store.all(Tool.self, [Term.open]).map(\.value.mark) == seen)
      #expect(try await store.list(Tool.self, TermQuery(terms: [Term.open], after: "gone")).things.isEmpty)
    }
  }

  @Test("Filters and the beginnings of words narrow a list, and a changed entry is found by what it says now", arguments: TestDatabases.all)
  func finding(_ databases: TestDatabases) async throws {
    try await databases.with(ContributionsStore.migrations) { database in
      let store = ContributionsStore(database: database)
      let tool = try Self.tool("a", "Extradition guide", articles: "44")
      try await keep([tool, try Self.tool("b", "Freezing guide", articles: "54, 46", kind: "training")], in: store)
      func marks(_ terms: [String], _ words: [String] = []) async throws -> [String] {
        try await store.list(Tool.self, TermQuery(terms: [Term.open] + terms, words: words)).things.map(\.value.mark)
      }
      #expect(try await marks([Term.article("44")]) == ["a"])
      #expect(try await marks([Term.article("46"), Term.code("kind", "training")]) == ["b"])
      #expect(try await marks([Term.article("46"), Term.code("kind", "guide")]).isEmpty)
      #expect(try await marks([], ["guid"]) == ["a", "b"])
      #expect(try await marks([], ["guid", "extrad"]) == ["a"])
      try await store.change(Tool.self, tool.key, as: "toolChanged", by: .console, at: Self.noon) { now in
        var next = now
        next.name[.en] = "Surrender guide"
        return next
      }
      #expect(try await marks([], ["extrad"]).isEmpty)
      #expect(try await marks([], ["surrender"]) == ["a"])
      #expect(try await store.versions(of: Tool.self, tool.key).map(\.number) == [2, 1])
    }
  }

  @Test("Of two changes at one instant both are kept, one after the other", arguments: TestDatabases.all)
  func together(_ databases: TestDatabases) async throws {
    try await databases.with(ContributionsStore.migrations) { database in
      let store = ContributionsStore(database: database)
      let tool = try Self.tool("a", "Guide")
      try await keep([tool], in: store)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<4 {
          group.addTask {
            try await store.change(Tool.self, tool.key, as: "toolChanged", by: .console, at: Self.noon) { now in
              var next = now
              next.articles.append("\(number + 50)")
              return next
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await store.thing(Tool.self, tool.key)?.value.articles.count == 5)
    }
  }

  @Test("A table adds, changes and leaves as it was; a column that is left out stays; a line that is wrong keeps everything out")
  func tables() async throws {
    try await TestDatabases.sqlite.with(ContributionsStore.migrations) { database in
      let store = ContributionsStore(database: database)
      let surroundings = EntrySurroundings(today: Self.today)
      func take(_ text: String) async throws -> TakenLines {
        try await store.take(
          Data(text.utf8), of: Tool.self, as: ("toolAdded", "toolChanged"), in: surroundings, by: .console, at: Self.noon)
      }
      let head = "mark,name.en,provider,kind,purpose.en,link\n"
      let first = try await take(head + "a,Guide,P,guide,For it,https://a.example.org\nb,Course,P,training,For it,\n")
      #expect((first.added, first.changed, first.unchanged) == (2, 0, 0))
      let second = try await take("mark,provider\na,Q\nb,P\n")
      #expect((second.added, second.changed, second.unchanged) == (0, 1, 1))
      let kept = try #require(try await store.thing(Tool.self, mark: "a")?.value)
      #expect(kept.provider == "Q" && kept.link == "https://a.example.org")
      await #expect(throws: CannotTakeTable.wrongLine(3, field: "kind", fault: EntryFault.choiceUnknown.code)) {
        _ = try await take(head + "c,New,P,guide,For it,\nd,New,P,poem,For it,\n")
      }
      #expect(try await store.thing(Tool.self, mark: "c") == nil)
      let exported = EntryTable.text(try await store.all(Tool.self, [Term.open]).map(\.value))
      let again = try await take(exported)
      #expect((again.added, again.changed, again.unchanged) == (0, 0, 2))
    }
  }

  @Test(
    "A table that is none of these is refused with the reason",
    arguments: [
      ("", CannotTakeTable.unreadable(line: 1, column: 1)), ("mark,\"x\n", .unreadable(line: 1, column: 2)),
      ("name.en\nx\n", .wrongColumns("mark")),
      ("mark,poem\na,b\n", .wrongColumns("poem")), ("mark,mark\na,b\n", .wrongColumns("mark")),
      ("mark\na\na\n", .wrongLine(3, field: "mark", fault: EntryFault.nameTaken.code)),
      ("mark,provider\n,b\n", .wrongLine(2, field: "mark", fault: EntryFault.missing.code)),
    ])
  func refused(text: String, problem: CannotTakeTable) {
    #expect(throws: problem) { try EntryTable.read(Data(text.utf8), Tool.form) }
  }

  @Test("A text that a program for tables would take for a formula is guarded when given out and comes back as it was")
  func formulas() throws {
    var tool = try Self.tool("a", "Guide")
    tool.provider = "=1+1"
    let text = EntryTable.text([tool])
    #expect(text.contains("'=1+1"))
    #expect(try EntryTable.read(Data(text.utf8), Tool.form)[0].fields["provider"] == "=1+1")
  }

  @Test("What is to be verified comes first that is due longest; verified, it is gone from the list")
  func due() async throws {
    try await TestDatabases.sqlite.with(ContributionsStore.migrations) { database in
      let store = ContributionsStore(database: database)
      let old = try Self.tool("old", "Old").verified(on: Self.today.adding(-900))
      try await keep([try Self.tool("new", "New").verified(on: Self.today), try Self.tool("never", "Never"), old], in: store)
      #expect(try await store.due(Tool.self, on: Self.today).map(\.value.mark) == ["never", "old"])
      try await store.change(Tool.self, old.key, as: "toolVerified", by: .console, at: Self.noon) { $0.verified(on: Self.today) }
      #expect(try await store.due(Tool.self, on: Self.today).map(\.value.mark) == ["never"])
    }
  }
}
