// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Keeps a node from knocking at another that does not answer: after a few failures in a row nothing is tried for a while, then one message alone.
public struct CircuitBreaker: Hashable, Sendable {
  /// Whether messages go to the other node.
  public enum State: Hashable, Sendable {
    /// They go; so many tries in a row had no answer.
    case closed(failures: Int)
    /// None goes before the time; it is open for the `openings`th time in a row.
    case open(until: Date, openings: Int)
    /// One goes to see whether the node answers again; it was begun at the time.
    case halfOpen(since: Date, openings: Int)
  }

  /// So many tries in a row without an answer open it.
  public static let threshold = 5
  /// How long it is open for the first time, in seconds; doubled each time up to ``longest``.
  public static let first: TimeInterval = 30
  /// How long it is open at most, in seconds.
  public static let longest: TimeInterval = 600
  /// After so many seconds a trial counts as lost: the worker that began it may have been killed.
  public static let trialLimit: TimeInterval = 120

  /// Whether messages go.
  public private(set) var state: State

  /// Messages go, unless another state is given, as it was kept.
  public init(_ state: State = .closed(failures: 0)) { self.state = state }

  /// Asks to try one message now; begins the trial when it is time for one.
  public mutating func mayTry(at now: Date) -> Bool {
    switch state {
    case .closed: return true
    case .open(let until, let openings):
      guard now >= until else { return false }
      state = .halfOpen(since: now, openings: openings)
      return true
    case .halfOpen(let since, let openings):
      guard now.timeIntervalSince(since) >= Self.trialLimit else { return false }
      state = .halfOpen(since: now, openings: openings)
      return true
    }
  }

  /// Notes how a try ended: any answer of the profile shows that the node is there, unless it says itself that it cannot serve.
  public mutating func note(_ outcome: AttemptOutcome, at now: Date) {
    switch outcome {
    case .receipt: state = .closed(failures: 0)
    case .problem(let problem, let isSigned, _) where isSigned && problem.status < 500: state = .closed(failures: 0)
    case .problem, .noAnswer: fail(at: now)
    }
  }

  private mutating func fail(at now: Date) {
    switch state {
    case .closed(let failures) where failures + 1 < Self.threshold: state = .closed(failures: failures + 1)
    case .closed: open(at: now, openings: 1)
    // A try that began before it opened tells nothing new.
    case .open: break
    case .halfOpen(_, let openings): open(at: now, openings: openings + 1)
    }
  }

  private mutating func open(at now: Date, openings: Int) {
    let wait = min(Self.longest, Self.first * Double(1 << min(openings - 1, 10)))
    state = .open(until: now.addingTimeInterval(wait), openings: openings)
  }
}
