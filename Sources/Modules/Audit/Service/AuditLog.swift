// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import MerkleLog
public import Storage

/// The transparency tree over a node's event log: checkpoints, proofs, verification, publication.
public struct AuditLog: Sendable {
  let database: any Database
  let log: EventLog
  let store: TreeStore
  let keys: LogKeys
  /// Checkpoints of its own whose signatures were looked at.
  let notes = VerifiedNotes()
  /// The name of a log that has no checkpoint yet.
  let origin: String

  /// The node signs a checkpoint by itself at most this often, in seconds, and only when there are new events.
  public static let interval = 60

  /// Opens the log of a node.
  /// - Parameters:
  ///   - origin: the log's name, by custom an address without its scheme; with the first checkpoint it is kept for ever.
  ///   - keys: where the signing key and the latest checkpoint are kept, outside the database.
  public init(database: any Database, origin: String, keys: LogKeys) {
    self.database = database
    log = EventLog(database)
    store = TreeStore(database: database)
    self.keys = keys
    self.origin = origin
  }

  /// The public key of the log; `nil` before the first checkpoint.
  public func publicKey() async throws -> NoteKey? {
    let name = try await store.state()?.origin ?? origin
    return try keys.seed().flatMap { NoteSigner(name: name, seed: $0)?.publicKey }
  }
}

/// What a log has outside its database: the signing key, and the latest checkpoint.
///
/// Whoever can change the database and nothing else can then neither sign anew nor go back unnoticed.
public struct LogKeys: Sendable {
  /// The 32 bytes of the signing key; `nil` when there is none yet.
  let seed: @Sendable () throws -> Data?
  /// The same, made when there is none yet.
  let makeSeed: @Sendable () throws -> Data
  /// The file of the latest checkpoint.
  let kept: URL

  /// Tells where they are.
  public init(seed: @escaping @Sendable () throws -> Data?, makeSeed: @escaping @Sendable () throws -> Data, kept: URL) {
    self.seed = seed
    self.makeSeed = makeSeed
    self.kept = kept
  }

  /// The latest checkpoint as it was kept; `nil` when there is none.
  func keptNote() throws -> String? {
    guard FileManager.default.fileExists(atPath: kept.path) else { return nil }
    return try String(contentsOf: kept, encoding: .utf8)
  }

  func keep(_ note: String) throws { try Data(note.utf8).write(to: kept, options: .atomic) }
}
