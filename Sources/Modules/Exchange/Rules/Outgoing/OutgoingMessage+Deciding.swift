// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import Kernel

extension OutgoingMessage {
  /// Begins a try; committed before anything is sent, so that a node killed meanwhile knows that the other may have the message.
  ///
  /// - Parameter canReach: what the circuit breaker of the other node says.
  /// - Throws: ``CannotMove/notTried`` when it has a receipt or has failed; ``CannotMove/directoryStale``, ``CannotMove/breakerOpen`` and
  ///   ``CannotMove/notYet(_:)`` when it has to wait.
  public func trying(at now: Date, directory: DirectoryStanding, canReach: Bool, random: UInt64) throws(CannotMove) -> OutgoingDecision {
    var tries: Tries
    switch state {
    case .queued(let kept), .sent(let kept): tries = kept
    case .relayed, .delivered, .failed: throw .notTried
    }
    // The other node would refuse it; the failure is decided by ``expiring(at:)``.
    guard now < head.expiresAt else { throw .notTried }
    guard directory.isRelied else { throw .directoryStale }
    guard now >= tries.nextAt else { throw .notYet(tries.nextAt) }
    guard canReach else { throw .breakerOpen }
    tries.count += 1
    // Should the node be killed before an answer is committed, this is when it tries again.
    tries.nextAt = now.addingTimeInterval(RetryPlan.profile.wait(after: tries.count, retryAfter: nil, random: random))
    return decided(.sent(tries), [], [.attempt])
  }

  /// Takes how a try ended.
  ///
  /// - Parameter number: which try it was, by which it is told; another process may have begun the next one.
  /// - Throws: ``CannotMove/neverTried`` before the first try.
  public func ended(
    _ outcome: AttemptOutcome, ofTry number: Int, at now: Date, random: UInt64
  ) throws(CannotMove) -> OutgoingDecision {
    switch outcome {
    case .receipt(let receipt): return receiving(receipt)
    case .problem(let problem, let isSigned, let retryAfter):
      guard let tries = try openTries() else { return unmoved }
      // That it has expired there says nothing of an earlier try whose answer was lost; a receipt for it would. The own node's time decides.
      if problem.isPermanent && problem != .expired && isSigned { return failing(.refused(problem)) }
      return waiting(tries, after: problem, ofTry: number, isSigned: isSigned, retryAfter: retryAfter, at: now, random: random)
    case .noAnswer(let retryAfter):
      guard var tries = try openTries() else { return unmoved }
      tries.last = .noAnswer
      tries.nextAt = now.addingTimeInterval(RetryPlan.profile.wait(after: tries.count, retryAfter: retryAfter, random: random))
      return decided(.sent(tries), [.tried(count: number, outcome: .noAnswer)])
    }
  }

  /// Takes a receipt, in the answer to a try or later by itself; a receipt that was taken before changes nothing.
  ///
  /// It may come before any try is known: a node that was restored from an older copy does not remember trying.
  public func receiving(_ verified: VerifiedReceipt) -> OutgoingDecision {
    switch verified.receipt.evidence {
    case .relayAcceptance: relaying(verified)
    case .relayRejection: rejecting(verified)
    case .delivery: delivering(verified)
    case .nonDelivery: notDelivering(verified)
    case .retrieval: retrieving(verified)
    // The own node's evidence is no receipt of the other: none of it can be verified as one.
    case .submissionAcceptance, .submissionRejection, .relayFailure: unmoved
    }
  }

  /// Fails a message for which no receipt came before it expired.
  ///
  /// The other node may have it all the same, when its answers were lost: the failure says that this is not known.
  /// - Throws: ``CannotMove/notExpired`` before that; ``CannotMove/notTried`` when it has a receipt or has failed already.
  public func expiring(at now: Date) throws(CannotMove) -> OutgoingDecision {
    switch state {
    case .queued(let tries), .sent(let tries):
      guard now >= head.expiresAt else { throw .notExpired }
      return decided(.failed(.relayFailure(tries)), [.failed(.relayFailure(tries))], [.makeRelayFailure])
    case .relayed, .delivered, .failed: throw .notTried
    }
  }

  // MARK: Receipts

  private func relaying(_ receipt: VerifiedReceipt) -> OutgoingDecision {
    switch state {
    case .queued, .sent: decided(.relayed(receipt, retrieved: nil), [.relayed])
    // A refusal that was overtaken, or the own node's failure: whoever has the message attests it.
    case .failed(.relayFailure), .failed(.relayRejection), .failed(.refused):
      decided(.relayed(receipt, retrieved: nil), [.relayedAfterFailure])
    case .relayed, .delivered, .failed(.nonDelivery): unmoved
    }
  }

  private func rejecting(_ receipt: VerifiedReceipt) -> OutgoingDecision {
    switch state {
    case .queued, .sent: failing(.relayRejection(receipt))
    // After an acceptance a refusal of a late duplicate means nothing: the message is there.
    case .relayed, .delivered, .failed: unmoved
    }
  }

  private func delivering(_ receipt: VerifiedReceipt) -> OutgoingDecision {
    switch state {
    case .queued, .sent: decided(.delivered(receipt, retrieved: nil), [.delivered], [.releaseFiles])
    case .relayed(_, let retrieved): decided(.delivered(receipt, retrieved: retrieved), [.delivered], [.releaseFiles])
    case .failed: decided(.delivered(receipt, retrieved: nil), [.relayedAfterFailure, .delivered], [.releaseFiles])
    case .delivered: unmoved
    }
  }

  private func notDelivering(_ receipt: VerifiedReceipt) -> OutgoingDecision {
    switch state {
    case .queued, .sent, .relayed, .failed(.relayFailure): failing(.nonDelivery(receipt), [.releaseFiles])
    case .delivered, .failed(.nonDelivery), .failed(.relayRejection), .failed(.refused): unmoved
    }
  }

  private func retrieving(_ receipt: VerifiedReceipt) -> OutgoingDecision {
    switch state {
    case .delivered(let delivery, nil): decided(.delivered(delivery, retrieved: receipt), [.retrieved])
    // An officer reads a message whose files are still on their way.
    case .relayed(let acceptance, nil): decided(.relayed(acceptance, retrieved: receipt), [.retrieved])
    case .queued, .sent: decided(.relayed(receipt, retrieved: receipt), [.relayed, .retrieved])
    case .failed(.relayFailure), .failed(.relayRejection), .failed(.refused):
      decided(.relayed(receipt, retrieved: receipt), [.relayedAfterFailure, .retrieved])
    case .delivered, .relayed, .failed(.nonDelivery): unmoved
    }
  }

  // MARK: Waiting and failing

  /// The tries of a message that waits for a receipt; `nil` when it has one or has failed, so that a late answer changes nothing.
  private func openTries() throws(CannotMove) -> Tries? {
    switch state {
    case .queued: throw .neverTried
    case .sent(let tries): tries
    case .relayed, .delivered, .failed: nil
    }
  }

  private func waiting(
    _ kept: Tries, after problem: ExchangeProblem, ofTry number: Int, isSigned: Bool, retryAfter: TimeInterval?, at now: Date,
    random: UInt64
  ) -> OutgoingDecision {
    var tries = kept
    tries.last = .problem(problem)
    let fact = OutgoingFact.tried(count: number, outcome: .problem(problem))
    if problem.asksForDirectory, !tries.hasRefreshedDirectory {
      tries.hasRefreshedDirectory = true
      tries.nextAt = now.addingTimeInterval(max(0, retryAfter ?? 0))
      return decided(.sent(tries), [fact], [.refreshDirectory])
    }
    tries.nextAt = now.addingTimeInterval(RetryPlan.profile.wait(after: tries.count, retryAfter: retryAfter, random: random))
    return decided(.sent(tries), [fact], problem == .clockSkew && isSigned ? [.checkClock] : [])
  }

  private func failing(_ failure: Failure, _ effects: [OutgoingEffect] = []) -> OutgoingDecision {
    decided(.failed(failure), [.failed(failure)], effects)
  }

  private func decided(_ next: State, _ facts: [OutgoingFact] = [], _ effects: [OutgoingEffect] = []) -> OutgoingDecision {
    var message = self
    message.state = next
    return OutgoingDecision(state: message, events: facts, effects: effects)
  }

  private var unmoved: OutgoingDecision { decided(state) }
}

extension OutgoingDecision {
  /// This decision, and at once what follows from a receipt that came with what it follows from.
  public func then(_ verified: VerifiedReceipt) -> OutgoingDecision {
    let next = state.receiving(verified)
    return OutgoingDecision(state: next.state, events: events + next.events, effects: effects + next.effects)
  }
}
