// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Kernel
import Keys
import Storage

extension Mail {
  /// What another module plans for a message that takes effect.
  ///
  /// A key of that module says nothing of the message: where it cannot be used now the message is put off, and is not one that nobody can read.
  /// - Throws: ``ExchangeProblem/schema`` where the key was destroyed, so that nothing is left that the message could be about.
  func planned(_ message: VerifiedMessage) async throws -> Commit {
    try await planned(gone: { throw ExchangeProblem.schema }) { try await surroundings.planners.arrived(message) }
  }

  /// What another module plans for the progress of an own message; nothing where the key was destroyed, since nobody is left to be told.
  func planned(_ plan: () async throws -> Commit) async throws -> Commit { try await planned(gone: { Commit() }, plan) }

  private func planned(gone: () throws -> Commit, _ plan: () async throws -> Commit) async throws -> Commit {
    do {
      return try await plan()
    } catch let problem as KeyProblem {
      switch problem {
      case .destroyed: return try gone()
      // Of this one alone: others of the same authority go on.
      case .damaged, .noSuchKey:
        await tellOfKey(problem)
        throw ExchangeProblem.quota
      case .missingFromStore, .storeUnreadable, .storeReadOnly:
        await tellOfKey(problem)
        throw ExchangeProblem.storage
      }
    }
  }

  private func tellOfKey(_ problem: KeyProblem) async {
    let what = "a key of what a message is about cannot be used: \(problem.code.rawValue)"
    if await watch.isNews(what, at: now()) { warn(what) }
  }
}
