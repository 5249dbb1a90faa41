// SPDX-License-Identifier: Apache-2.0
import Foundation
import Synchronization

/// One signal to everybody in this process who waits for it; signals that nobody has taken yet become one.
package final class Broadcast: Sendable {
  private let listeners = Mutex<[UUID: AsyncStream<Void>.Continuation]>([:])

  package init() {}

  /// A stream of the signals from now on; it ends with ``finish()`` or when the reader stops.
  package func stream() -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let key = UUID()
    listeners.withLock { $0[key] = continuation }
    continuation.onTermination = { [weak self] _ in self?.forget(key) }
    return stream
  }

  /// Signals to everybody.
  package func send() {
    for listener in listeners.withLock({ Array($0.values) }) { listener.yield() }
  }

  /// Ends every stream.
  package func finish() {
    let ended = listeners.withLock { listeners in
      defer { listeners = [:] }
      return Array(listeners.values)
    }
    for listener in ended { listener.finish() }
  }

  private func forget(_ key: UUID) {
    listeners.withLock { _ = $0.removeValue(forKey: key) }
  }
}
