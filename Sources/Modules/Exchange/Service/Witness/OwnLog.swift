// SPDX-License-Identifier: Apache-2.0

/// What the exchange asks of the own event log besides the proofs of receipts.
public struct OwnLog: Sendable {
  /// The public key of the log as tools for signed notes read it; `nil` before the first checkpoint.
  public var key: @Sendable () async throws -> String?
  /// The newest signed checkpoint; `nil` while there is none.
  public var newest: @Sendable () async throws -> String?
  /// The hashes in base64 that prove that the log of the second size goes on from that of the first.
  public var consistency: @Sendable (_ old: Int, _ new: Int) async throws -> [String]
  /// The proof of an event with the first checkpoint that counts it (C2SP tlog-proof that tells the event): the same whenever it is asked for.
  public var firstProof: @Sendable (_ eventIndex: Int) async throws -> String?
  /// Signs a checkpoint over all events, where there are new ones, and gives the newest.
  public var checkpoint: @Sendable () async throws -> String?

  /// Passes it in.
  public init(
    key: @escaping @Sendable () async throws -> String?, newest: @escaping @Sendable () async throws -> String?,
    consistency: @escaping @Sendable (_ old: Int, _ new: Int) async throws -> [String],
    firstProof: @escaping @Sendable (_ eventIndex: Int) async throws -> String? = { _ in nil },
    checkpoint: @escaping @Sendable () async throws -> String? = { nil }
  ) {
    self.key = key
    self.newest = newest
    self.consistency = consistency
    self.firstProof = firstProof
    self.checkpoint = checkpoint
  }

  /// A node without a log that others could watch.
  public static let none = OwnLog(key: { nil }, newest: { nil }, consistency: { _, _ in [] })
}
