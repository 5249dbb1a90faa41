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
}
