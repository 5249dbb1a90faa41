// SPDX-License-Identifier: Apache-2.0
import GRDB
import Storage
import Synchronization

/// Transactions that wait for the one writer at the same time share one write to the disk; what comes of each is what would have come of it alone.
///
/// Whoever finds the writer free is written as soon as those who are ready to run have had their turn (``Company``); who comes after that is of the next
/// group. They are carried out in the order of coming, and each sees what those before it wrote. Where one fails all are carried out anew, each within
/// a savepoint of its own, so that it is undone alone; what is carried out must therefore bear being done again after it was undone. Nobody hears of
/// success before the whole is on the disk.
final class CommitGroup: Sendable {
  /// A transaction that waits.
  private struct Waiting: Sendable {
    /// How many indices of the log it needs.
    let share: LogShare
    /// Carries it out on the connection, with the first of these indices; what it gave is told by ``end``.
    let carryOut: @Sendable (GRDB.Database, LogPlace) throws -> Void
    /// Tells whoever waits: with an error, or with what carrying out gave.
    let end: @Sendable ((any Error)?) -> Void
  }

  private struct State {
    var waiting: [Waiting] = []
    var isWriting = false
  }

  private let pool: DatabasePool
  private let state = Mutex(State())

  /// More than this never share one write, so that the first does not wait long for the last.
  private static let most = 128

  init(_ pool: DatabasePool) { self.pool = pool }

  /// Carries out a transaction, whole or not at all, and gives what it gave once it is on the disk.
  ///
  /// Once it waits it is carried out, cancelled or not: it is short, and others may share the write.
  func write<Result: Sendable>(
    needing share: LogShare, _ body: @escaping @Sendable (GRDB.Database, LogPlace) throws -> Result
  ) async throws -> Result {
    try Task.checkCancellation()
    return try await withCheckedThrowingContinuation { continuation in
      let given = Mutex<Result?>(nil)
      add(
        Waiting(
          share: share,
          carryOut: { database, first in
            let result = try body(database, first)
            given.withLock { $0 = result }
          },
          end: { error in
            if let error { return continuation.resume(throwing: error) }
            if let result = given.withLock({ $0 }) { continuation.resume(returning: result) }
          }))
    }
  }

  private func add(_ transaction: Waiting) {
    let begins = state.withLock { state in
      state.waiting.append(transaction)
      defer { state.isWriting = true }
      return !state.isWriting
    }
    if begins { begin() }
  }

  private func begin() {
    // Whoever asks first may be in no hurry, and others wait for the same.
    Task(priority: .medium) {
      await Company.gather(most: Self.most) { state.withLock { $0.waiting.count } }
      writeNext()
    }
  }

  private func writeNext() {
    pool.asyncWriteWithoutTransaction { [self] database in
      guard let group = next() else { return }
      Self.write(group, on: database)
      if isWanted() { begin() }
    }
  }

  /// Whether somebody waits; otherwise the writer is free again.
  private func isWanted() -> Bool {
    state.withLock { state in
      state.isWriting = !state.waiting.isEmpty
      return state.isWriting
    }
  }

  /// Those whose turn it is; with nobody the writer is free again.
  private func next() -> [Waiting]? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.isWriting = false
        return nil
      }
      let group = Array(state.waiting.prefix(Self.most))
      state.waiting.removeFirst(group.count)
      return group
    }
  }

  private static func write(_ group: [Waiting], on database: GRDB.Database) {
    var ends: [(any Error)?] = []
    if group.count > 1 {
      // Savepoints cost as much as small transactions, and nearly always nothing is undone.
      if atOnce(group, on: database) {
        for transaction in group { transaction.end(nil) }
        return
      }
      if together(group, on: database, &ends) {
        for (transaction, error) in zip(group, ends) { transaction.end(error) }
        return
      }
    }
    // Alone, or the disk or a check at the end refused them together: each is told what is true of it.
    for transaction in group {
      do {
        try database.inTransaction {
          try transaction.carryOut(database, try take(transaction.share, on: database))
          return .commit
        }
        transaction.end(nil)
      } catch {
        transaction.end(error)
      }
    }
  }

  /// Whether the group was written as one without anything undone; if not, nothing of it is written.
  private static func atOnce(_ group: [Waiting], on database: GRDB.Database) -> Bool {
    do {
      try database.inTransaction {
        // Taken for all at once: the row would otherwise be written anew for each.
        var place = try take(group.reduce(LogShare()) { $0 + $1.share }, on: database)
        for transaction in group {
          try transaction.carryOut(database, place)
          place = place.after(transaction.share)
        }
        return .commit
      }
      return true
    } catch {
      return false
    }
  }

  /// Whether the group was written as one; if not, nothing of it is written.
  private static func together(_ group: [Waiting], on database: GRDB.Database, _ ends: inout [(any Error)?]) -> Bool {
    do {
      try database.inTransaction {
        for transaction in group {
          do {
            try database.inSavepoint {
              try transaction.carryOut(database, try take(transaction.share, on: database))
              return .commit
            }
            ends.append(nil)
          } catch {
            // A disk that is full ends the whole transaction and not the savepoint alone.
            guard database.isInsideTransaction else { throw error }
            ends.append(error)
          }
        }
        return .commit
      }
      return true
    } catch {
      return false
    }
  }

  private static func take(_ share: LogShare, on database: GRDB.Database) throws -> LogPlace {
    try share.first(of: try share.taking.flatMap { try SQLiteStatement.run($0, on: database).rows.first })
  }
}
