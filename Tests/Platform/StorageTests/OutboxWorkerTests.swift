// SPDX-License-Identifier: Apache-2.0
import Foundation
import Logging
import Storage
import Synchronization
import TestKit
import Testing

/// A clock that tests turn by hand.
final class HandClock: Sendable {
  private let state: Mutex<Date>
  init(_ start: Date) { state = Mutex(start) }
  var now: Date { state.withLock { $0 } }
  func advance(_ seconds: TimeInterval) { state.withLock { $0 += seconds } }
}

@Suite struct OutboxWorkerTests {
  private let clock = HandClock(Date(microseconds: 1_700_000_000_000_000))
  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
  private struct Broken: Error {}

  private func worker(
    _ database: any Database, patience: OutboxWorker.Patience = .init(), _ handler: @escaping OutboxWorker.Handler
  ) -> OutboxWorker {
    OutboxWorker(
      Outbox(database), handlers: ["note.print": handler], patience: patience, now: { clock.now }, logger: logger)
  }

  private func put(_ count: Int, on database: any Database) async throws {
    let effects = (0..<count).map { NewEffect("note.print", payload: "p\($0)", notBefore: clock.now) }
    try await database.commit(Commit([], effects: effects))
  }

  @Test("What a handler brings about is written together with striking the work off", arguments: TestDatabases.all)
  func done(engine: TestDatabases) async throws {
    try await engine.with([noteMigration]) { database in
      try await put(3, on: database)
      let worker = worker(database) { .done(Commit([insertNote($0.payload)], events: [noteEvent($0.payload)])) }
      let taken = try await worker.runDue()
      #expect(taken == 3)
      let answers = try await database.rows(of: [
        SQL("SELECT id FROM note ORDER BY id"), SQL("SELECT id FROM outbox"), SQL("SELECT eventIndex FROM event"),
      ])
      #expect(try answers[0].map { try $0.text("id") } == ["p0", "p1", "p2"])
      #expect(answers[1].isEmpty)
      #expect(answers[2].count == 3)
    }
  }

  @Test("Work that fails is tried again after growing pauses and is given up in the end", arguments: TestDatabases.all)
  func failing(engine: TestDatabases) async throws {
    try await engine.with { database in
      try await put(1, on: database)
      let attempts = Mutex<[TimeInterval]>([])
      let begin = clock.now
      let worker = worker(database, patience: .init(attempts: 3)) { _ in
        attempts.withLock { $0.append(clock.now.timeIntervalSince(begin)) }
        throw Broken()
      }
      for _ in 0..<20 {
        try await worker.runDue()
        clock.advance(1)
      }
      #expect(attempts.withLock { $0 } == [0, 2, 6])
      let buried = try await Outbox(database).buried(limit: 9)
      #expect(buried.map(\.lastProblemCode) == ["storage.effect-failed"])
      #expect(buried.map(\.attempts) == [3])
    }
  }

  @Test("Work whose handler was cancelled by something else than the worker's end is tried again", arguments: TestDatabases.all)
  func cancelledInside(engine: TestDatabases) async throws {
    try await engine.with { database in
      try await put(1, on: database)
      let attempts = Mutex(0)
      let worker = worker(database) { _ in
        let attempt = attempts.withLock { count in
          count += 1
          return count
        }
        if attempt == 1 { throw CancellationError() }
        return .done()
      }
      #expect(try await worker.runDue() == 1)
      clock.advance(5)
      #expect(try await worker.runDue() == 1)
      #expect(try await database.rows(SQL("SELECT id FROM outbox")).isEmpty)
    }
  }

  @Test("A handler may put work off or give it up with its own reason", arguments: TestDatabases.all)
  func outcomes(engine: TestDatabases) async throws {
    try await engine.with { database in
      try await put(2, on: database)
      let worker = worker(database) {
        $0.payload == "p0" ? .later(clock.now + 30, problem: "note.busy") : .givenUp(problem: "note.never")
      }
      try await worker.runDue()
      let due = try await Outbox(database).nextDue(kinds: ["note.print"])
      #expect(due == clock.now + 30)
      let buried = try await Outbox(database).buried(limit: 9)
      #expect(buried.map(\.lastProblemCode) == ["note.never"])
    }
  }

  @Test("A handler whose own commit is stale has its work tried again, not lost", arguments: TestDatabases.all)
  func staleHandler(engine: TestDatabases) async throws {
    try await engine.with([noteMigration]) { database in
      try await put(1, on: database)
      let worker = worker(database) { effect in
        guard effect.attempt > 1 else {
          return .done(Commit([SQL("UPDATE note SET version = 2 WHERE id = 'none'", mustChange: 1)]))
        }
        return .done(Commit([insertNote("n1")]))
      }
      try await worker.runDue()
      clock.advance(2)
      try await worker.runDue()
      let notes = try await database.rows(SQL("SELECT id FROM note"))
      #expect(notes.count == 1)
    }
  }

  @Test("Work that only waited, however often, and troubles that pass do not use up the attempts", arguments: TestDatabases.all)
  func waitingIsNotFailing(engine: TestDatabases) async throws {
    try await engine.with([noteMigration]) { database in
      try await put(1, on: database)
      let worker = worker(database, patience: .init(attempts: 3)) { effect in
        switch effect.attempt {
        case ...20: return .later(clock.now + 1, problem: "note.waits")
        case 21...30: throw DatabaseUnavailable("a trouble of the moment")
        case 31...40: return .done(Commit([SQL("UPDATE note SET version = 2 WHERE id = 'none'", mustChange: 1)]))
        default: return .done(Commit([insertNote("n1")]))
        }
      }
      for _ in 1...41 {
        try await worker.runDue()
        #expect(try await Outbox(database).buried(limit: 9).isEmpty)
        clock.advance(60)
      }
      #expect(try await database.rows(SQL("SELECT id FROM note")).count == 1)
      #expect(try await database.rows(SQL("SELECT id FROM outbox")).isEmpty)
    }
  }

  @Test("A waiting worker is woken by a commit", .timeLimit(.minutes(5)), arguments: TestDatabases.all)
  func waking(engine: TestDatabases) async throws {
    try await engine.with { database in
      let (done, finished) = AsyncStream.makeStream(of: String.self)
      // It looks by itself only once in ten minutes, so within the time limit only a signal can wake it.
      let worker = worker(database, patience: .init(look: 600)) { effect in
        finished.yield(effect.payload)
        return .done()
      }
      let running = Task { await worker.run() }
      var payloads = done.makeAsyncIterator()
      for _ in 0..<3 {
        try await put(1, on: database)
        let payload = await payloads.next()
        #expect(payload == "p0")
      }
      running.cancel()
      await running.value
    }
  }
}
