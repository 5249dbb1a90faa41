// SPDX-License-Identifier: Apache-2.0
import Storage
import Synchronization

/// Hears of work that any process puts into the outbox, on a connection of its own.
final class PostgresListener: Sendable {
  static let channel = "comity_outbox"

  private struct State {
    var task: Task<Void, Never>?
    var isClosed = false
  }

  private let url: String
  private let signal: Broadcast
  private let state = Mutex(State())

  init(_ url: String, signal: Broadcast) {
    self.url = url
    self.signal = signal
  }

  /// Begins to listen, once.
  func start() {
    state.withLock { state in
      guard state.task == nil, !state.isClosed else { return }
      state.task = Task { [url, signal] in await Self.listen(url, signal) }
    }
  }

  /// Stops listening.
  func close() {
    state.withLock { state in
      state.isClosed = true
      state.task?.cancel()
      state.task = nil
    }
  }

  private static func listen(_ url: String, _ signal: Broadcast) async {
    while !Task.isCancelled {
      do {
        let connection = try await PostgresConnection.open(url)
        try await withTaskCancellationHandler {
          _ = try await connection.run([SQL("LISTEN \(channel)")], prepares: false)
          // What was committed while nobody listened must be looked for too.
          signal.send()
          while true {
            try await connection.nextNotification()
            signal.send()
          }
        } onCancel: {
          connection.interrupt()
        }
      } catch {
        // The server is restarting or gone: workers look from time to time meanwhile.
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }
}
