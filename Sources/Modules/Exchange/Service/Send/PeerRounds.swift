// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Storage
import Synchronization

/// Repeats a piece of work of the worker: when it is woken, and after a while without.
struct Rounds: Sendable {
  let mail: Mail
  /// What the operator is told that could not be done.
  let trouble: String
  /// Seconds after which it looks without having been woken.
  let look: TimeInterval
  /// Whether commits and wishes wake it; upkeep comes by the clock alone.
  var isWoken = true

  /// Works until the task is cancelled.
  func run(_ work: () async throws -> Void) async {
    while !Task.isCancelled {
      let begun = ContinuousClock.now
      // Listening begins before looking, so that what comes in between still wakes it.
      let signals = isWoken ? [mail.database.changes(), mail.wake.stream()] : []
      try? await mail.apart(trouble, work)
      guard !Task.isCancelled else { return }
      await wait(signals)
      // Whoever was idle reacts at once; while much comes, what comes in a moment is looked at together.
      try? await Task.sleep(until: begun + Self.moment, clock: .continuous)
    }
  }

  private static let moment: Duration = .milliseconds(50)

  private func wait(_ signals: [AsyncStream<Void>]) async {
    await withTaskGroup(of: Void.self) { group in
      for signal in signals { group.addTask { for await _ in signal { return } } }
      group.addTask { [look] in try? await Task.sleep(for: .seconds(look)) }
      await group.next()
      group.cancelAll()
    }
  }
}

/// Work for other authorities, each in a task of its own: one whose node hangs holds up what is for that node and nothing else.
///
/// A round leaves out those that the last one is still at; what came for them meanwhile is looked at when they are done.
struct PeerRounds: Sendable {
  let rounds: Rounds
  /// Those for whom there is something to do now.
  let peers: @Sendable () async throws -> [AuthorityName]
  /// Does it, and tells how many pieces it moved on.
  let work: @Sendable (AuthorityName) async throws -> Int

  /// Works until the task is cancelled.
  func run() async {
    let underway = Underway()
    await withDiscardingTaskGroup { group in
      await rounds.run {
        for peer in try await peers() where underway.begin(peer) {
          group.addTask {
            // Only for this one: a wake for all would let those that cannot be reached wake each other without end.
            repeat { await work(for: peer) } while underway.isWantedAgain(peer) && !Task.isCancelled
          }
        }
      }
      group.cancelAll()
    }
  }

  private func work(for peer: AuthorityName) async {
    // Until nothing moves any more: with a full list there was more than was looked at.
    try? await rounds.mail.apart(rounds.trouble) { while try await work(peer) > 0 { try Task.checkCancellation() } }
  }

  /// The authorities that are being worked for.
  private final class Underway: Sendable {
    /// Each with whether a round came by meanwhile.
    private let peers = Mutex<[AuthorityName: Bool]>([:])

    /// Whether it is free; one that is not is looked at again when it is.
    func begin(_ peer: AuthorityName) -> Bool {
      peers.withLock { peers in
        let isFree = peers[peer] == nil
        peers[peer] = !isFree
        return isFree
      }
    }

    /// Whether a round came by meanwhile and left it out; it is free when none did.
    func isWantedAgain(_ peer: AuthorityName) -> Bool {
      peers.withLock { peers in
        let isWanted = peers[peer] == true
        peers[peer] = isWanted ? false : nil
        return isWanted
      }
    }
  }
}

/// How much is under way to one node at a time: little while it is not known to answer, more with each answer, little again without one.
///
/// The questions stay few, and the connections at most ``WireLimits/connections``; what is beyond them goes together in one question (``PeerPost``).
/// What was found out of a node is remembered from one round to the next.
final class Pace: Sendable {
  /// While nothing is known.
  static let least = WireLimits.connections
  /// With a node that answers.
  static let most = 4 * SealedLines.most

  private let limit = Mutex(least)

  /// Does one after the other with so many at a time, and tells how many were moved on.
  /// - Parameter work: tells whether the other node answered.
  func each<Piece: Sendable>(_ pieces: [Piece], _ work: @escaping @Sendable (Piece) async throws -> Bool) async throws -> Int {
    let numbered = Array(pieces.enumerated())
    return try await each(named: \.offset, isAll: true, of: { _ in numbered }, { try await work($0.element) })
  }

  /// The same for pieces that are read as others come to their end, so that the other node is not left without any in between.
  ///
  /// Once it does not answer no more are read: those that were read have their turn, and that is all.
  /// - Parameters:
  ///   - name: what is not begun a second time while it is under way.
  ///   - isAll: whether what is read first is all there is.
  ///   - pieces: reads some, but none of those under way.
  func each<Piece: Sendable, Name: Hashable & Sendable>(
    named name: (Piece) -> Name, isAll: Bool = false, of pieces: (_ underway: Set<Name>) async throws -> [Piece],
    _ work: @escaping @Sendable (Piece) async throws -> Bool
  ) async throws -> Int {
    try await withThrowingTaskGroup(of: (Name, Bool).self) { group in
      var (waiting, underway, moved) = (try await pieces([])[...], Set<Name>(), 0)
      var mayBeMore = !isAll && !waiting.isEmpty
      while true {
        if mayBeMore, waiting.isEmpty, underway.count <= limit.withLock({ $0 }) / 2 {
          waiting = try await pieces(underway)[...]
          mayBeMore = !waiting.isEmpty
        }
        while underway.count < limit.withLock({ $0 }), let next = waiting.popFirst() {
          let name = name(next)
          underway.insert(name)
          group.addTask { (name, try await work(next)) }
        }
        guard let (ended, answered) = try await group.next() else { return moved }
        underway.remove(ended)
        if answered { moved += 1 } else { mayBeMore = false }
        limit.withLock { $0 = answered ? min(Self.most, $0 + 1) : Self.least }
      }
    }
  }
}
