// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Foundation
import Synchronization

/// The directory as it was when something was begun, so that several texts of one question are judged by one copy and it is looked up once.
///
/// It is held for the blink of an eye and then asked again: what may be relied upon is for the copy to say and not for a memory of it.
final class HeldDirectory: PeerDirectory {
  private struct Held {
    var copy: DirectoryCopy??
    var secretariat: AuthorityName??
    var peers: [AuthorityName: Peer?] = [:]
    var since = ContinuousClock.now
  }

  private let directory: any PeerDirectory
  private let held = Mutex(Held())

  /// So long an answer is held.
  private static let age: Duration = .milliseconds(100)

  init(_ directory: any PeerDirectory) { self.directory = directory }

  func copy() async throws -> DirectoryCopy? {
    if let copy = look({ $0.copy }) { return copy }
    let copy = try await directory.copy()
    held.withLock { $0.copy = .some(copy) }
    return copy
  }

  func peer(_ name: AuthorityName) async throws -> Peer? {
    if let peer = look({ $0.peers[name] }) { return peer }
    let peer = try await directory.peer(name)
    held.withLock { $0.peers[name] = .some(peer) }
    return peer
  }

  func secretariat() async throws -> AuthorityName? {
    if let name = look({ $0.secretariat }) { return name }
    let name = try await directory.secretariat()
    held.withLock { $0.secretariat = .some(name) }
    return name
  }

  func peers() async throws -> [Peer] { try await directory.peers() }

  func peers(showing pin: Data) async throws -> [Peer] { try await directory.peers(showing: pin) }

  func refresh() async throws {
    defer { held.withLock { $0 = Held() } }
    try await directory.refresh()
  }

  private func look<Value: Sendable>(_ value: (Held) -> Value?) -> Value? {
    held.withLock { held in
      if ContinuousClock.now - held.since > Self.age { held = Held() }
      return value(held)
    }
  }
}

extension Mail {
  /// The same messages with the directory held, for what is done in one go.
  func holdingDirectory() -> Mail {
    var mail = self
    mail.surroundings.directory = HeldDirectory(surroundings.directory)
    return mail
  }
}
