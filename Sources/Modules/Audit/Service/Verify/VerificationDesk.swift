// SPDX-License-Identifier: Apache-2.0
public import AuditRules
public import Foundation

/// Verifies a node's log in the background, one time after the other, and remembers the last result while the program runs.
public actor VerificationDesk {
  /// How a verification ended.
  public enum Outcome: Sendable {
    /// It was finished.
    case finished(LogReport)
    /// It could not be finished: the database or the key did not answer.
    case failed
  }

  private var task: Task<Void, Never>?
  /// When the verification under way was begun; `nil` when there is none.
  public private(set) var running: Date?
  /// The last one: when it was begun, and how it ended.
  public private(set) var last: (begun: Date, outcome: Outcome)?

  /// Makes a desk.
  public init() {}

  /// Begins a verification, unless one is under way.
  func start(_ audit: AuditLog, at instant: Date) {
    guard running == nil else { return }
    running = instant
    task = Task {
      let outcome: Outcome
      do { outcome = .finished(try await audit.verify()) } catch { outcome = .failed }
      self.end(instant, outcome)
    }
  }

  private func end(_ begun: Date, _ outcome: Outcome) {
    last = (begun, outcome)
    running = nil
  }

  /// Returns when no verification is under way.
  public func settled() async { await task?.value }
}
