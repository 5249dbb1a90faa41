// SPDX-License-Identifier: Apache-2.0
import Foundation
import Storage

/// The connections of this process, at most `limit` at once, lent in the order of asking.
actor PostgresPool {
  private let url: String
  private var free: Int
  private var idle: [PostgresConnection] = []
  private var waiters: [(id: UUID, continuation: CheckedContinuation<Void, any Error>)] = []
  private var isClosed = false

  init(_ url: String, limit: Int) {
    self.url = url
    self.free = limit
  }

  /// Lends a connection while the closure runs; one that is no longer fit for use afterwards is closed.
  nonisolated func lend<Result: Sendable>(
    _ body: @Sendable (PostgresConnection) async throws -> Result
  ) async throws -> Result {
    let connection = try await borrow()
    do {
      let result = try await body(connection)
      await giveBack(connection)
      return result
    } catch {
      await connection.rollBack()
      if let failure = error as? PostgresFailure, failure.isLost || failure.isOutdatedPlan { await dropIdle() }
      await giveBack(connection)
      throw error
    }
  }

  /// Closes what is idle now and the rest as it comes back.
  func close() {
    isClosed = true
    idle = []
    for waiter in waiters { waiter.continuation.resume(throwing: DatabaseUnavailable("the database is closed")) }
    waiters = []
  }

  /// What befell one connection, a restart or a new schema, has befallen those that rest too.
  private func dropIdle() { idle = [] }

  private func borrow() async throws -> PostgresConnection {
    try await takeTurn()
    while let connection = idle.popLast() {
      if await connection.isUsable { return connection }
    }
    do {
      guard !isClosed else { throw DatabaseUnavailable("the database is closed") }
      return try await PostgresConnection.open(url)
    } catch {
      endTurn()
      throw error
    }
  }

  private func giveBack(_ connection: PostgresConnection) async {
    if await connection.isUsable, !isClosed { idle.append(connection) }
    endTurn()
  }

  private func takeTurn() async throws {
    guard !isClosed else { throw DatabaseUnavailable("the database is closed") }
    if free > 0 {
      free -= 1
      return
    }
    let id = UUID()
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        if Task.isCancelled {
          continuation.resume(throwing: CancellationError())
        } else {
          waiters.append((id, continuation))
        }
      }
    } onCancel: {
      Task { await self.abandon(id) }
    }
  }

  private func abandon(_ id: UUID) {
    guard let place = waiters.firstIndex(where: { $0.id == id }) else { return }
    waiters.remove(at: place).continuation.resume(throwing: CancellationError())
  }

  private func endTurn() {
    if waiters.isEmpty { free += 1 } else { waiters.removeFirst().continuation.resume() }
  }
}
