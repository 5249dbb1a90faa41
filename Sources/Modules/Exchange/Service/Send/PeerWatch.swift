// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
public import Foundation
import Storage

/// What this process knows of other nodes: whether they answer, and what was said of them of late.
actor PeerWatch {
  private let store: MailStore
  private var breakers: [AuthorityName: CircuitBreaker] = [:]
  private var told: [String: Date] = [:]
  private var troubles: [Int64: Int] = [:]
  /// What the table was told last.
  private var kept: [AuthorityName: (summary: String, at: Date)] = [:]

  /// Up to when everything that was taken is known to have its receipt.
  private(set) var saidThrough = Date.distantPast

  /// The same thing is news again after so many seconds.
  private static let newsAfter: TimeInterval = 60
  /// An answer like the one before is kept anew after so many seconds.
  private static let keptAfter: TimeInterval = 5

  init(store: MailStore) { self.store = store }

  /// Whether something was not said for a while.
  func isNews(_ what: String, at now: Date) -> Bool {
    // A clock that was put back must not silence anything for long.
    if let last = told[what], abs(now.timeIntervalSince(last)) < Self.newsAfter { return false }
    if told.count > 10_000 { told = [:] }
    told[what] = now
    return true
  }

  /// Notes that a draft met trouble, and tells how often it had before.
  func troubles(of draft: Int64) -> Int {
    let before = troubles[draft, default: 0]
    troubles[draft] = before + 1
    return before
  }

  /// The draft met no trouble.
  func forgetTroubles(of draft: Int64) { troubles[draft] = nil }

  /// Notes that all that was taken up to a time has its receipt.
  func said(through instant: Date) { saidThrough = instant }

  /// Asks to try one message at a node now.
  func mayTry(_ peer: AuthorityName, at now: Date) async throws -> Bool {
    var breaker = try await breaker(of: peer)
    let may = breaker.mayTry(at: now)
    breakers[peer] = breaker
    return may
  }

  /// Notes how a try ended.
  func note(_ outcome: AttemptOutcome, of peer: AuthorityName, at now: Date) async throws {
    var breaker = try await breaker(of: peer)
    let before = breaker
    breaker.note(outcome, at: now)
    breakers[peer] = breaker
    let (isAnswer, summary) =
      switch outcome {
      case .receipt: (true, "receipt")
      case .problem(let problem, let isSigned, _): (isSigned && problem.status < 500, problem.rawValue)
      case .noAnswer: (false, "no-answer")
      }
    guard breaker != before || isWorthKeeping(summary, of: peer, at: now) else { return }
    try await store.keep(breaker, of: peer, isAnswer: isAnswer, summary, at: now)
  }

  /// Notes that a node took what has no receipt of its own: it is there, as after a receipt.
  func noteAnswer(of peer: AuthorityName, at now: Date) async throws {
    let before = breakers.updateValue(CircuitBreaker(), forKey: peer)
    guard before != CircuitBreaker() || isWorthKeeping("answered", of: peer, at: now) else { return }
    try await store.keep(CircuitBreaker(), of: peer, isAnswer: true, "answered", at: now)
  }

  /// Whether the table should tell an outcome that changes nothing else: the first of its kind, and then every few seconds.
  private func isWorthKeeping(_ summary: String, of peer: AuthorityName, at now: Date) -> Bool {
    if let last = kept[peer], last.summary == summary, abs(now.timeIntervalSince(last.at)) < Self.keptAfter { return false }
    kept[peer] = (summary, now)
    return true
  }

  /// Whether nothing may be tried at a node now; begins no trial.
  func isShut(_ peer: AuthorityName, at now: Date) async throws -> Bool {
    var breaker = try await breaker(of: peer)
    return !breaker.mayTry(at: now)
  }

  private func breaker(of peer: AuthorityName) async throws -> CircuitBreaker {
    if let known = breakers[peer] { return known }
    let kept = try await store.breaker(of: peer)
    // Another try may have come first while the table was read.
    let breaker = breakers[peer] ?? kept
    breakers[peer] = breaker
    return breaker
  }
}

extension MailStore {
  /// The breaker of a node as it was kept; one whose trial was under way when the process ended tries again.
  func breaker(of peer: AuthorityName) async throws -> CircuitBreaker {
    guard let row = try await database.row(SQL("SELECT * FROM exchangePeerHealth WHERE peer = $1", [peer.description.sql])) else {
      return CircuitBreaker()
    }
    let count = try row.integer("failures")
    guard try row.text("state") != "closed", let until = try row.optionalInstant("until") else {
      return CircuitBreaker(.closed(failures: count))
    }
    return CircuitBreaker(.open(until: until, openings: max(1, count)))
  }

  func keep(_ breaker: CircuitBreaker, of peer: AuthorityName, isAnswer: Bool, _ summary: String, at now: Date) async throws {
    let (state, count, until): (String, Int, Date?) =
      switch breaker.state {
      case .closed(let failures): ("closed", failures, nil)
      case .open(let until, let openings): ("open", openings, until)
      case .halfOpen(let since, let openings): ("halfOpen", openings, since)
      }
    _ = try await database.change(
      SQL(
        """
        INSERT INTO exchangePeerHealth (peer, state, failures, until, answeredAt, failedAt, lastOutcome) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (peer) DO UPDATE SET state = excluded.state, failures = excluded.failures, until = excluded.until,
          answeredAt = COALESCE(excluded.answeredAt, exchangePeerHealth.answeredAt), failedAt = COALESCE(excluded.failedAt, exchangePeerHealth.failedAt),
          lastOutcome = excluded.lastOutcome
        """,
        [
          peer.description.sql, state.sql, count.sql, until.sql, (isAnswer ? now : nil).sql, (isAnswer ? nil : now).sql, summary.sql,
        ]))
  }
}

/// What is known of the way to another node, for officers.
public struct PeerHealth: Hashable, Sendable {
  /// The authority.
  public let peer: AuthorityName
  /// Whether messages go to it at present.
  public let isReached: Bool
  /// When it answered last.
  public let answeredAt: Date?
  /// When it did not, last.
  public let failedAt: Date?
}

extension Mail {
  /// What is known of the ways to other nodes, in the order of their names.
  public func peers() async throws -> [PeerHealth] {
    try await database.rows(SQL("SELECT peer, state, answeredAt, failedAt FROM exchangePeerHealth ORDER BY peer")).map { row in
      PeerHealth(
        peer: try row.value("peer") { AuthorityName($0) }, isReached: try row.text("state") == "closed",
        answeredAt: try row.optionalInstant("answeredAt"), failedAt: try row.optionalInstant("failedAt"))
    }
  }
}
