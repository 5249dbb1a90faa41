// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Kernel
public import Logging

/// What came of a piece of work.
public enum EffectOutcome: Sendable {
  /// It is done; the commit is what it has brought about, written together with striking the work off.
  case done(Commit = Commit())
  /// It cannot be done yet, for this reason; try again from the instant on.
  case later(Date, problem: String)
  /// It can never be done, for this reason; a person must look at it.
  case givenUp(problem: String)
}

/// Takes work from the outbox and carries it out, one piece after the other, until it is told to stop.
///
/// It may be killed at any instant: a piece that was begun and not struck off is done again when its claim ends, so
/// what a handler does outside the database must bear being done twice.
public struct OutboxWorker: Sendable {
  /// Carries out one piece of work.
  ///
  /// An error means: later, with growing pauses, and in the end given up; a trouble of the database or another who was faster never ends it.
  public typealias Handler = @Sendable (ClaimedEffect) async throws -> EffectOutcome

  /// How the worker waits and when it gives up.
  public struct Patience: Sendable {
    /// Seconds a piece of work is held; longer than any handler takes.
    public var lease: TimeInterval
    /// Seconds after which the worker looks without having been woken.
    public var look: TimeInterval
    /// Attempts that fail before the work is given up; those that only waited are not among them.
    public var attempts: Int

    /// Chooses the patience.
    public init(lease: TimeInterval = 60, look: TimeInterval = 5, attempts: Int = 12) {
      self.lease = lease
      self.look = look
      self.attempts = attempts
    }

    /// Seconds between an attempt that failed and the next: 2, 4, 8 and so on, at most an hour.
    public func pause(after attempt: Int) -> TimeInterval {
      min(3600, pow(2, TimeInterval(attempt)))
    }

    /// Seconds after an attempt that met a trouble which passes: at most a minute, since nothing is wrong with the work.
    func pause(afterTrouble attempt: Int) -> TimeInterval { min(60, pause(after: attempt)) }
  }

  let outbox: Outbox
  private let handlers: [String: Handler]
  let patience: Patience
  let now: @Sendable () -> Date
  private let logger: Logger

  /// Makes a worker for the kinds of work that have a handler.
  public init(
    _ outbox: Outbox, handlers: [String: Handler], patience: Patience = Patience(),
    now: @escaping @Sendable () -> Date, logger: Logger
  ) {
    self.outbox = outbox
    self.handlers = handlers
    self.patience = patience
    self.now = now
    self.logger = logger
  }

  /// Works until the task is cancelled; errors of the database are logged and it goes on.
  public func run() async {
    while !Task.isCancelled {
      // Listening begins before looking, so that work which comes in between still wakes the worker.
      let changes = outbox.database.changes()
      do {
        if try await runDue() > 0 { continue }
      } catch {
        // A handler's own work may be cancelled too; the worker ends only when it is told to.
        guard !Task.isCancelled else { return }
        cannotRead(error)
      }
      await wait(for: changes)
    }
  }

  /// Carries out what is due now, up to 16 pieces, and tells how many it took.
  @discardableResult
  public func runDue() async throws -> Int {
    let kinds = handlers.keys.sorted()
    var taken = 0
    while taken < 16 {
      // One at a time: a piece that waits behind a slow one would lose its claim unworked.
      let claimed = try await outbox.claim(kinds: kinds, limit: 1, now: now(), lease: patience.lease)
      guard let effect = claimed.first else { break }
      taken += 1
      try await carryOut(effect)
    }
    return taken
  }

  func cannotRead(_ error: any Error) {
    logger.error("The outbox cannot be read", metadata: ["error": "\(type(of: error))"])
  }

  /// Holds what is due, at most so many pieces, in their order.
  ///
  /// It looks before it writes: whoever is woken often would otherwise keep the writer of the database busy with nothing.
  func claim(_ count: Int) async throws -> [ClaimedEffect] {
    let kinds = handlers.keys.sorted()
    guard try await outbox.hasDue(kinds: kinds, now: now()) else { return [] }
    return try await outbox.claim(kinds: kinds, limit: count, now: now(), lease: patience.lease)
  }

  /// Holds a piece longer; one that somebody else has taken meanwhile is struck off by nobody here.
  func renew(_ effect: ClaimedEffect) async {
    do {
      try await outbox.renew(effect, until: now().addingTimeInterval(patience.lease))
    } catch {
      logger.warning("A claim could not be renewed", metadata: ["kind": "\(effect.kind)", "id": "\(effect.id)"])
    }
  }

  func carryOut(_ effect: ClaimedEffect) async throws {
    guard let handler = handlers[effect.kind] else { return }
    do {
      do {
        switch try await handler(effect) {
        case .done(let commit): try await outbox.complete(effect, with: commit)
        case .later(let instant, let code): try await outbox.retry(effect, at: instant, problem: code)
        case .givenUp(let code): try await outbox.bury(effect, problem: code)
        }
      } catch let error where !Task.isCancelled {
        try await postpone(effect, because: error)
      }
    } catch is StaleWrite {
      logger.warning("A claim ended before the work was done", metadata: ["kind": "\(effect.kind)", "id": "\(effect.id)"])
    }
  }

  private func postpone(_ effect: ClaimedEffect, because error: any Error) async throws {
    let code = (error as? any Problem)?.code.rawValue ?? "storage.effect-failed"
    logger.warning(
      "A piece of work failed",
      metadata: ["kind": "\(effect.kind)", "id": "\(effect.id)", "problem": "\(code)", "attempt": "\(effect.attempt)"])
    if Self.passes(error) {
      let next = now().addingTimeInterval(patience.pause(afterTrouble: effect.attempt))
      return try await outbox.retry(effect, at: next, problem: code)
    }
    let failures = effect.failures + 1
    if failures >= patience.attempts {
      try await outbox.bury(effect, problem: code)
    } else {
      try await outbox.retry(effect, at: now().addingTimeInterval(patience.pause(after: failures)), problem: code, failed: true)
    }
  }

  /// Whether an error says nothing of the work: somebody else was faster, the database does not answer, its disk is full, or something was ended.
  private static func passes(_ error: any Error) -> Bool {
    error is StaleWrite || error is DatabaseUnavailable || error is DatabaseFull || error is CancellationError
  }

  /// Waits for a signal, for the next piece to fall due, or for the patience to end.
  func wait(for changes: AsyncStream<Void>, asksWhenDue: Bool = true) async {
    var pause = patience.look
    if asksWhenDue, let due = try? await outbox.nextDue(kinds: handlers.keys.sorted()) {
      pause = min(pause, max(0.01, due.timeIntervalSince(now())))
    }
    let seconds = pause
    await withTaskGroup(of: Void.self) { group in
      group.addTask { for await _ in changes { return } }
      group.addTask { try? await Task.sleep(for: .seconds(seconds)) }
      await group.next()
      group.cancelAll()
    }
  }
}
