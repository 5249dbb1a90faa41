// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import NIOCore
import Synchronization

/// Who is connected, so that no authority takes all there is.
final class WireConnections: Sendable {
  private struct State {
    var owners: [ObjectIdentifier: AuthorityName] = [:]
    var counts: [AuthorityName: Int] = [:]
  }

  private let state = Mutex(State())
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  /// Counts a connection for an authority until it is closed; `false` when the authority has as many as it may.
  func admit(_ channel: any Channel, of authority: AuthorityName) -> Bool {
    let id = ObjectIdentifier(channel)
    let admitted: Bool? = state.withLock { state in
      if state.owners[id] != nil { return nil }
      guard state.counts[authority, default: 0] < limit else { return false }
      state.owners[id] = authority
      state.counts[authority, default: 0] += 1
      return true
    }
    // A channel that is closed already tells it at once.
    if admitted == true { channel.closeFuture.whenComplete { [self] _ in forget(id) } }
    return admitted ?? true
  }

  private func forget(_ id: ObjectIdentifier) {
    state.withLock { state in
      guard let authority = state.owners.removeValue(forKey: id) else { return }
      state.counts[authority, default: 1] -= 1
      if state.counts[authority] == 0 { state.counts[authority] = nil }
    }
  }

  /// How many connections an authority has.
  func count(of authority: AuthorityName) -> Int { state.withLock { $0.counts[authority, default: 0] } }
}

/// Closes a connection on which nothing moves for too long.
enum Patience {
  /// Does something, and closes the connection if it takes longer than some seconds.
  static func of<Value>(
    _ seconds: Int64, on channel: any Channel, _ body: () async throws -> Value
  ) async throws -> Value {
    let end = channel.eventLoop.scheduleTask(in: .seconds(seconds)) { channel.close(promise: nil) }
    defer { end.cancel() }
    return try await body()
  }
}
