// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Foundation
import Synchronization

/// Waits until a socket has something to read without holding a thread.
final class ReadSignal: Sendable {
  private struct State {
    var waiter: CheckedContinuation<Void, Never>?
    var isArmed = false
    var isClosed = false
  }

  private let state = Mutex(State())
  private nonisolated(unsafe) let source: any DispatchSourceRead

  /// Watches a socket; the one given stays its owner's.
  init?(socket: Int32) {
    // libpq closes its own descriptor when the connection breaks; Dispatch must never watch one that is closed.
    let descriptor = dup(socket)
    guard descriptor >= 0 else { return nil }
    source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
    source.setCancelHandler { Foundation.close(descriptor) }
    source.setEventHandler { [weak self] in self?.fire() }
  }

  deinit { close() }

  /// Returns when there is something to read, or when the signal is closed.
  func wait() async {
    await withCheckedContinuation { continuation in
      let isClosed = state.withLock { state in
        guard !state.isClosed else { return true }
        state.waiter = continuation
        state.isArmed = true
        source.resume()
        return false
      }
      if isClosed { continuation.resume() }
    }
  }

  /// Ends the watch and whoever waits.
  func close() {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard !state.isClosed else { return nil }
      state.isClosed = true
      // A source that is suspended must not be released.
      if !state.isArmed { source.resume() }
      source.cancel()
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume()
  }

  private func fire() {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard !state.isClosed, state.isArmed else { return nil }
      // The source fires as long as there is something to read, so it rests until the next wait.
      source.suspend()
      state.isArmed = false
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume()
  }
}
