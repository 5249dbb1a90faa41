// SPDX-License-Identifier: Apache-2.0
import Foundation
import Storage
import TestKit
import Testing

@Suite struct OutboxTests {
  private let start = Date(microseconds: 1_700_000_000_000_000)

  private func put(_ count: Int, on database: any Database, kind: String = "note.print") async throws {
    let effects = (0..<count).map { NewEffect(kind, payload: "{\"n\":\($0)}", notBefore: start) }
    try await database.commit(Commit([], effects: effects))
  }

  @Test(
    "Work is taken in the order of the commits, not before its time, and only of the kinds asked for",
    arguments: TestDatabases.all)
  func order(engine: TestDatabases) async throws {
    try await engine.with { database in
      try await put(2, on: database)
      try await put(1, on: database, kind: "note.send")
      let late = NewEffect("note.print", payload: "late", notBefore: start + 60)
      try await database.commit(Commit([], effects: [late]))
      let outbox = Outbox(database)
      let early = try await outbox.claim(kinds: ["note.print"], limit: 9, now: start - 1, lease: 10)
      #expect(early.isEmpty)
      let now = try await outbox.claim(kinds: ["note.print"], limit: 9, now: start, lease: 10)
      #expect(now.map(\.payload) == ["{\"n\":0}", "{\"n\":1}"])
      #expect(now.map(\.attempt) == [1, 1])
      let later = try await outbox.claim(kinds: ["note.print", "note.send"], limit: 1, now: start + 5, lease: 10)
      #expect(later.map(\.kind) == ["note.send"])
      let due = try await outbox.nextDue(kinds: ["note.print"])
      #expect(due == start + 10)
    }
  }

  @Test("Workers that claim at the same time never hold the same work", arguments: TestDatabases.all)
  func claims(engine: TestDatabases) async throws {
    try await engine.with { database in
      try await put(60, on: database)
      let instant = start
      let taken = try await withThrowingTaskGroup(of: [Int64].self) { group in
        for _ in 0..<6 {
          group.addTask {
            let outbox = Outbox(database)
            var mine: [Int64] = []
            while true {
              let claimed = try await outbox.claim(kinds: ["note.print"], limit: 3, now: instant, lease: 100)
              if claimed.isEmpty { return mine }
              mine += claimed.map(\.id)
            }
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(taken.count == 60)
      #expect(Set(taken).count == 60)
    }
  }

  @Test(
    "Work whose claim has ended goes to the next worker, and the first can no longer complete it",
    arguments: TestDatabases.all)
  func leaseExpiry(engine: TestDatabases) async throws {
    try await engine.with([noteMigration]) { database in
      try await put(1, on: database)
      let slow = Outbox(database, claimant: "slow")
      let quick = Outbox(database, claimant: "quick")
      let first = try #require(try await slow.claim(kinds: ["note.print"], limit: 1, now: start, lease: 10).first)
      let tooEarly = try await quick.claim(kinds: ["note.print"], limit: 1, now: start + 9, lease: 10)
      #expect(tooEarly.isEmpty)
      let second = try #require(try await quick.claim(kinds: ["note.print"], limit: 1, now: start + 10, lease: 10).first)
      #expect(second.id == first.id)
      #expect(second.attempt == 2)
      await #expect(throws: StaleWrite()) { try await slow.complete(first, with: Commit([insertNote("slow")])) }
      try await quick.complete(second, with: Commit([insertNote("quick")]))
      let notes = try await database.rows(SQL("SELECT id FROM note"))
      #expect(try notes.map { try $0.text("id") } == ["quick"])
      let rest = try await database.rows(SQL("SELECT id FROM outbox"))
      #expect(rest.isEmpty)
    }
  }

  @Test("A worker that lost its claim and took the work again cannot speak for the first claim", arguments: TestDatabases.all)
  func fencing(engine: TestDatabases) async throws {
    try await engine.with { database in
      try await put(1, on: database)
      let outbox = Outbox(database, claimant: "w")
      let first = try #require(try await outbox.claim(kinds: ["note.print"], limit: 1, now: start, lease: 1).first)
      let second = try #require(try await outbox.claim(kinds: ["note.print"], limit: 1, now: start + 1, lease: 1).first)
      await #expect(throws: StaleWrite()) { try await outbox.bury(first, problem: "note.lost") }
      try await outbox.retry(second, at: start + 100, problem: "note.busy")
      let due = try await outbox.nextDue(kinds: ["note.print"])
      #expect(due == start + 100)
    }
  }

  @Test("Work that was given up is shown with its reason and can be revived", arguments: TestDatabases.all)
  func burial(engine: TestDatabases) async throws {
    try await engine.with { database in
      try await put(1, on: database)
      let outbox = Outbox(database)
      let claimed = try #require(try await outbox.claim(kinds: ["note.print"], limit: 1, now: start, lease: 1).first)
      try await outbox.bury(claimed, problem: "note.no-printer")
      let dead = try await outbox.claim(kinds: ["note.print"], limit: 1, now: start + 1000, lease: 1)
      #expect(dead.isEmpty)
      let buried = try await outbox.buried(limit: 10)
      #expect(buried.map(\.lastProblemCode) == ["note.no-printer"])
      try await outbox.revive(buried[0].id, at: start + 1000)
      let again = try await outbox.claim(kinds: ["note.print"], limit: 1, now: start + 1000, lease: 1)
      #expect(again.map(\.attempt) == [1])
    }
  }
}
