// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Storage

/// Proofs of single events, each with a signed checkpoint that counts it; those that are asked for at the same time share one checkpoint.
///
/// Nobody is made to wait for company: who comes while a checkpoint is being signed shares the next one with all who came meanwhile, because only
/// that is sure to count an event which was committed before it was asked for.
public actor SharedProofs {
  private let log: AuditLog
  private let now: @Sendable () -> Date
  private var waiting: [Int: [CheckedContinuation<String, any Error>]] = [:]
  private var isSigning = false

  /// Shares the proofs of a log.
  public init(_ log: AuditLog, now: @escaping @Sendable () -> Date) {
    self.log = log
    self.now = now
  }

  /// The proof that an event is in the log, as a file of the form C2SP tlog-proof that tells its event; a checkpoint is signed when there is none
  /// that goes so far.
  /// - Throws: as ``AuditLog/checkpoint(at:)`` and ``AuditLog/proof(of:tellsEvent:)``.
  public func proof(of index: Int) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
      waiting[index, default: []].append(continuation)
      guard !isSigning else { return }
      isSigning = true
      // What is begun for several is no part of the task of one of them, which may be cancelled.
      Task { await sign() }
    }
  }

  private func sign() async {
    while !waiting.isEmpty {
      let asked = waiting
      waiting = [:]
      do {
        // What the checkpoint compares with its bytes is what is asked for, nearly always.
        var checked: [Int: CheckedEvent] = [:]
        _ = try await log.checkpoint(at: now(), keeping: Set(asked.keys), &checked)
        let proofs = try await log.proofs(of: asked.keys.sorted(), tellsEvent: true, checked: checked)
        for (index, continuations) in asked {
          for continuation in continuations { continuation.resume(with: proofs[index] ?? .failure(AuditProblem.noSuchEvent)) }
        }
      } catch {
        for continuation in asked.values.joined() { continuation.resume(throwing: error) }
      }
    }
    isSigning = false
  }
}
