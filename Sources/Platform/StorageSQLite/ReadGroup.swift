// SPDX-License-Identifier: Apache-2.0
import GRDB
import Storage
import Synchronization

/// Readings that wait at the same time share one reader and one look at the file; each sees everything that was committed before it was asked for.
///
/// Whoever finds no reader on its way calls one as soon as those who are ready to run have had their turn (``Company``), and those who come before it
/// has begun are read by it as well.
/// One that takes long holds up nobody: what waits behind it is taken by the next reader.
final class ReadGroup: Sendable {
  private typealias Reading = @Sendable (Swift.Result<GRDB.Database, any Error>) -> Void

  private struct Waiting: Sendable {
    /// Its place in the order of coming.
    let number: Int
    let read: Reading
  }

  private struct State {
    var waiting: ArraySlice<Waiting> = []
    var next = 0
    /// Whether a reader was called that has not begun.
    var isCalled = false
    var readers = 0
  }

  private let pool: DatabasePool
  private let most: Int
  private let state = Mutex(State())

  /// Shares the readers of a pool, of which there are so many.
  init(_ pool: DatabasePool, most: Int) {
    self.pool = pool
    self.most = most
  }

  /// Reads, in a transaction that changes nothing.
  func read<Result: Sendable>(_ body: @escaping @Sendable (GRDB.Database) throws -> Result) async throws -> Result {
    try Task.checkCancellation()
    return try await withCheckedThrowingContinuation { continuation in
      add { reader in
        do { continuation.resume(returning: try body(try reader.get())) } catch { continuation.resume(throwing: error) }
      }
    }
  }

  private func add(_ read: @escaping Reading) {
    let calls = state.withLock { state in
      state.waiting.append(Waiting(number: state.next, read: read))
      state.next += 1
      return call(&state)
    }
    if calls { callReader() }
  }

  /// Whether a reader is to be called.
  private func call(_ state: inout State) -> Bool {
    guard !state.waiting.isEmpty, !state.isCalled, state.readers < most else { return false }
    state.isCalled = true
    return true
  }

  private func callReader() {
    // Whoever asks first may be in no hurry, and others wait for the same.
    Task(priority: .medium) {
      await Company.gather(most: Self.mostAtOnce) { state.withLock { $0.waiting.count } }
      read()
    }
  }

  private static let mostAtOnce = 128

  private func read() {
    pool.asyncUnsafeRead { [self] reader in
      let end = state.withLock { state in
        state.isCalled = false
        state.readers += 1
        return state.next
      }
      // From here on the reader looks at the file: who comes later may want to see what this look does not show.
      do {
        let database = try reader.get()
        try database.cachedStatement(sql: "BEGIN DEFERRED TRANSACTION").execute()
        while let one = next(before: end) { one.read(.success(database)) }
        do { try database.cachedStatement(sql: "COMMIT TRANSACTION").execute() } catch { try? database.rollback() }
      } catch {
        while let one = next(before: end) { one.read(.failure(error)) }
      }
      let calls = state.withLock { state in
        state.readers -= 1
        return call(&state)
      }
      if calls { callReader() }
    }
  }

  private func next(before end: Int) -> Waiting? {
    state.withLock { state in
      guard let first = state.waiting.first, first.number < end else { return nil }
      return state.waiting.removeFirst()
    }
  }
}
