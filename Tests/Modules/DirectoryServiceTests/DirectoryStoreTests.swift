// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import DirectoryService
import Foundation
import Kernel
import Storage
import TestKit
import Testing

@Suite("The directory's store") struct DirectoryStoreTests {
  static let start = DirectorySite.noon(DirectorySite.today)

  @Test(
    "Each engine holds the versions, knows the directory of any instant, and writes nothing when nothing differs",
    arguments: TestDatabases.all)
  func versions(engine: TestDatabases) async throws {
    try await engine.with(DirectoryStore.migrations) { database in
      let store = try DirectoryStore(database: database)
      let fictional = try BuiltInDirectory.fictional()
      try await store.take(fictional, at: Self.start, by: .operatorAtConsole)
      let events = try await EventLog(database).page(limit: 1000)
      #expect(events.count { $0.kind == "directory.authorityImported" } == 18)
      #expect(events.count { $0.kind == "directory.stateImported" } == 6)
      #expect(events.count { $0.kind == "directory.treatyChanged" } == 2)
      #expect(events.count { $0.kind == "directory.electionChanged" } == 1)
      try await store.take(fictional, at: Self.start.addingTimeInterval(1), by: .operatorAtConsole)
      #expect(try await EventLog(database).page(limit: 1000).count == events.count)

      var changed = fictional
      changed.authorities[0].unit = "Another unit"
      try await store.take(changed, at: Self.start.addingTimeInterval(60), by: .officer("anna"))
      func unit(_ seconds: Double) async throws -> String? {
        try await store.snapshot(at: Self.start.addingTimeInterval(seconds)).authorities.first { $0.id == changed.authorities[0].id }?.unit
      }
      #expect(try await unit(59) == fictional.authorities[0].unit)
      #expect(try await unit(60) == "Another unit")
      #expect(try await store.snapshot(at: Self.start.addingTimeInterval(-1)).authorities.isEmpty)
      #expect(try await store.snapshot().authorities.count == 18)
    }
  }

  @Test("What another process changed is there at the next reading, entries, States, treaties and elections", arguments: TestDatabases.all)
  func changedElsewhere(engine: TestDatabases) async throws {
    try await engine.with(DirectoryStore.migrations) { database in
      let (store, other) = (try DirectoryStore(database: database), try DirectoryStore(database: database))
      let fictional = try BuiltInDirectory.fictional()
      #expect(try await store.snapshot().authorities.isEmpty)
      try await other.take(fictional, at: Self.start, by: .operatorAtConsole)
      #expect(try await store.file() == other.file())
      #expect(try await store.snapshot().authorities.count == 18)

      var changes: [(inout DirectoryFile) -> Void] = []
      changes.append { $0.authorities[0].unit = "Another unit" }
      changes.append { $0.authorities[1].validTo = DirectorySite.today }
      changes.append { file in
        let place = file.states.firstIndex { $0.regionalGroup != .none } ?? 0
        file.states[place].regionalGroup = RegionalGroup.allCases.first { $0 != file.states[place].regionalGroup } ?? .none
      }
      changes.append { $0.treaties.treaties[0].title = LocalText([.en: "Another title"]) }
      changes.append { $0.treaties.elections[0].to = DirectorySite.today }
      var changed = fictional
      for (number, change) in changes.enumerated() {
        let before = try await store.file()
        change(&changed)
        try await other.take(changed, at: Self.start.addingTimeInterval(Double(number + 1)), by: .operatorAtConsole)
        let after = try await store.file()
        #expect(after != before, "change \(number)")
        #expect(after == (try await DirectoryStore(database: database).file()), "change \(number)")
      }
    }
  }
}
