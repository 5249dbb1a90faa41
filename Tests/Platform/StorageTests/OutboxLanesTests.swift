// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import Storage
import Synchronization
import TestKit
import Testing

@Suite("Work of several lanes") struct OutboxLanesTests {
  private let clock = HandClock(Date(microseconds: 1_700_000_000_000_000))
  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  /// The lane is what stands before the colon.
  private func lanes(
    _ database: any Database, lease: TimeInterval = 60, carriedOut: @escaping @Sendable () -> Void = {},
    _ handler: @escaping OutboxWorker.Handler
  ) -> OutboxLanes {
    OutboxLanes(
      OutboxWorker(
        Outbox(database), handlers: ["note.print": handler], patience: .init(lease: lease, look: 0.01), now: { clock.now }, logger: logger),
      width: 8, lane: { String($0.payload.prefix { $0 != ":" }) }, carriedOut: carriedOut)
  }

  private func put(_ payloads: [String], on database: any Database) async throws {
    try await database.commit(Commit([], effects: payloads.map { NewEffect("note.print", payload: $0, notBefore: clock.now) }))
  }

  @Test(
    "A piece that waits holds up its own lane alone, and each lane keeps its order", .timeLimit(.minutes(1)), arguments: TestDatabases.all)
  func order(engine: TestDatabases) async throws {
    try await engine.with { database in
      try await put(["slow:1", "slow:2"] + (1...20).map { "quick:\($0)" }, on: database)
      let done = Mutex<[String]>([])
      let (gate, isOpen) = AsyncStream<Void>.makeStream()
      let lanes = lanes(database) { effect in
        if effect.payload == "slow:1" { for await _ in gate { break } }
        let last = done.withLock { done in
          done.append(effect.payload)
          return done.filter { $0.hasPrefix("quick") }.count == 20
        }
        if last { isOpen.finish() }
        return .done()
      }
      #expect(try await lanes.runDue() == 22)
      let order = done.withLock { $0 }
      #expect(order.filter { $0.hasPrefix("quick") } == (1...20).map { "quick:\($0)" })
      #expect(order.suffix(2) == ["slow:1", "slow:2"])
      #expect(try await database.rows(SQL("SELECT id FROM outbox")).isEmpty)
    }
  }

  @Test(
    "Work that takes longer than a claim stays its holder's, and is done once; what comes meanwhile is done beside it",
    .timeLimit(.minutes(1)), arguments: TestDatabases.all)
  func renewed(engine: TestDatabases) async throws {
    try await engine.with { database in
      try await put(["slow:1"], on: database)
      let (begun, isBegun) = AsyncStream<Void>.makeStream()
      let (gate, isOpen) = AsyncStream<Void>.makeStream()
      let (ends, isDone) = AsyncStream<Void>.makeStream()
      let count = Mutex(0)
      let lanes = lanes(database, lease: 30, carriedOut: { isDone.yield() }) { effect in
        guard effect.payload == "slow:1" else { return .done() }
        count.withLock { $0 += 1 }
        isBegun.yield()
        for await _ in gate { break }
        return .done()
      }
      let running = Task { await lanes.run() }
      var (begins, done) = (begun.makeAsyncIterator(), ends.makeAsyncIterator())
      await begins.next()
      // Each other piece makes the worker look; the claim would have ended in between.
      for number in 0..<6 {
        clock.advance(15)
        try await put(["other:\(number)"], on: database)
        await done.next()
      }
      #expect(try await Outbox(database).claim(kinds: ["note.print"], limit: 9, now: clock.now, lease: 1).isEmpty)
      isOpen.finish()
      await done.next()
      #expect(count.withLock { $0 } == 1)
      #expect(try await database.rows(SQL("SELECT id FROM outbox")).isEmpty)
      running.cancel()
      await running.value
    }
  }
}
