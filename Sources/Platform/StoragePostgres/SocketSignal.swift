// SPDX-License-Identifier: Apache-2.0
import Dispatch
import Foundation
import Synchronization

/// Waits until a socket has something to read, or takes something to write, without holding a thread.
final class SocketSignal: Sendable {
  private struct State {
    var waiter: CheckedContinuation<Bool, Never>?
    var isReading = false
    var isWriting = false
    var isClosed = false
  }

  private let state = Mutex(State())
  private nonisolated(unsafe) let reading: any DispatchSourceRead
  private nonisolated(unsafe) let writing: any DispatchSourceWrite

  /// Watches a socket; the one given stays its owner's.
  init?(_ socket: Int32) {
    // libpq closes its own descriptor when the connection breaks; Dispatch must never watch one that is closed.
    let descriptors = [dup(socket), dup(socket)]
    guard descriptors.allSatisfy({ $0 >= 0 }) else {
      for descriptor in descriptors where descriptor >= 0 { Foundation.close(descriptor) }
      return nil
    }
    reading = DispatchSource.makeReadSource(fileDescriptor: descriptors[0], queue: .global())
    writing = DispatchSource.makeWriteSource(fileDescriptor: descriptors[1], queue: .global())
    reading.setCancelHandler { Foundation.close(descriptors[0]) }
    writing.setCancelHandler { Foundation.close(descriptors[1]) }
    reading.setEventHandler { [weak self] in self?.fire() }
    writing.setEventHandler { [weak self] in self?.fire() }
  }

  deinit { close() }

  /// Returns when there is something to read, or room to write where that is asked for; false once the signal is closed.
  ///
  /// It may return too early, so whoever waits looks again. Cancelling the task does not end the wait.
  func wait(alsoToWrite: Bool = false) async -> Bool {
    await withCheckedContinuation { continuation in
      let isClosed = state.withLock { state in
        guard !state.isClosed else { return true }
        state.waiter = continuation
        state.isReading = true
        reading.resume()
        if alsoToWrite {
          state.isWriting = true
          writing.resume()
        }
        return false
      }
      if isClosed { continuation.resume(returning: false) }
    }
  }

  /// Ends the watch and whoever waits.
  func close() {
    let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      guard !state.isClosed else { return nil }
      state.isClosed = true
      // A source that is suspended must not be released.
      if !state.isReading { reading.resume() }
      if !state.isWriting { writing.resume() }
      reading.cancel()
      writing.cancel()
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume(returning: false)
  }

  private func fire() {
    let waiter = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      guard !state.isClosed, state.isReading else { return nil }
      // A source fires as long as the socket is ready, so both rest until the next wait.
      reading.suspend()
      state.isReading = false
      if state.isWriting {
        writing.suspend()
        state.isWriting = false
      }
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume(returning: true)
  }
}
