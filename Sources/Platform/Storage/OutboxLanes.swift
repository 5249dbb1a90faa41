// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Takes work from the outbox and carries several pieces out at once: those of one lane one after the other, in their order.
///
/// A piece that takes long holds up its own lane alone. Whatever is held, begun or not, has its claim renewed for as long as this works, so that
/// nobody else begins it; when the process ends the claims end by themselves.
public struct OutboxLanes: Sendable {
  private let worker: OutboxWorker
  private let width: Int
  private let lane: @Sendable (ClaimedEffect) -> String
  private let carriedOut: @Sendable () -> Void

  /// Makes lanes for a worker.
  /// - Parameters:
  ///   - width: so many pieces are held at once.
  ///   - lane: what may not be carried out beside another; each piece of work has its own unless it is said that it has not.
  ///   - carriedOut: is told of every piece that is no longer held.
  public init(
    _ worker: OutboxWorker, width: Int = 64, lane: @escaping @Sendable (ClaimedEffect) -> String,
    carriedOut: @escaping @Sendable () -> Void = {}
  ) {
    self.worker = worker
    self.width = width
    self.lane = lane
    self.carriedOut = carriedOut
  }

  /// Works until the task is cancelled; errors of the database are told and it goes on.
  public func run() async {
    // Without an end the work tells its own troubles.
    _ = try? await work(untilIdle: false)
  }

  /// Carries out what is due, and what falls due meanwhile, and tells how many pieces it took.
  @discardableResult
  public func runDue() async throws -> Int { try await work(untilIdle: true) }

  private enum Turn: Sendable {
    /// A piece of a lane is done.
    case done(lane: String)
    /// It is time to look.
    case look
  }

  /// What is held, by its lanes; the first of each lane is being carried out.
  private struct Held {
    var lanes: [String: [ClaimedEffect]] = [:]
    var count = 0
    var renewedAt: Date

    var all: [ClaimedEffect] { lanes.values.flatMap { $0 } }

    /// Puts a piece into its lane; whether it is the first there.
    mutating func add(_ effect: ClaimedEffect, to lane: String) -> Bool {
      count += 1
      lanes[lane, default: []].append(effect)
      return lanes[lane]?.count == 1
    }

    /// Takes the first out of a lane and gives the next.
    mutating func next(in lane: String) -> ClaimedEffect? {
      count -= 1
      lanes[lane]?.removeFirst()
      guard let next = lanes[lane]?.first else {
        lanes[lane] = nil
        return nil
      }
      return next
    }
  }

  private func work(untilIdle: Bool) async throws -> Int {
    try await withThrowingTaskGroup(of: Turn.self) { group in
      defer { group.cancelAll() }
      var held = Held(renewedAt: worker.now())
      var (taken, mayBeMore) = (0, true)
      func begin(_ effect: ClaimedEffect, _ lane: String) {
        group.addTask {
          do {
            try await worker.carryOut(effect)
          } catch let error where !untilIdle && !Task.isCancelled {
            // It stays claimed until its time is over, and is then done again.
            worker.cannotRead(error)
          }
          return .done(lane: lane)
        }
      }
      var isListening = untilIdle
      while !Task.isCancelled {
        try await renew(&held)
        // Listening begins before looking, so that what comes in between is seen by the next look.
        let signals = isListening ? nil : worker.outbox.database.changes()
        // With little room what is there is done first: a claim is a write to the disk.
        if mayBeMore, held.count <= width / 2 {
          let wanted = width - held.count
          let claimed = try await claim(wanted, untilIdle: untilIdle)
          mayBeMore = claimed.count == wanted
          taken += claimed.count
          for effect in claimed {
            let lane = lane(effect)
            if held.add(effect, to: lane) { begin(effect, lane) }
          }
        }
        if untilIdle, held.count == 0, !mayBeMore { break }
        if let signals {
          isListening = true
          group.addTask { [mayBeMore] in await look(signals, asksWhenDue: !mayBeMore) }
        }
        guard let turn = try await group.next() else { break }
        switch turn {
        case .done(let lane):
          carriedOut()
          if let next = held.next(in: lane) { begin(next, lane) }
        case .look:
          mayBeMore = true
          isListening = false
        }
      }
      return taken
    }
  }

  private func claim(_ count: Int, untilIdle: Bool) async throws -> [ClaimedEffect] {
    do {
      return try await worker.claim(count)
    } catch let error where !untilIdle && !Task.isCancelled {
      worker.cannotRead(error)
      return []
    }
  }

  private func renew(_ held: inout Held) async throws {
    guard held.count > 0, abs(worker.now().timeIntervalSince(held.renewedAt)) > worker.patience.lease / 3 else { return }
    held.renewedAt = worker.now()
    for effect in held.all { await worker.renew(effect) }
  }

  private func look(_ signals: AsyncStream<Void>, asksWhenDue: Bool) async -> Turn {
    await worker.wait(for: signals, asksWhenDue: asksWhenDue)
    return .look
  }
}
