// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// How one try to hand a message to the other node ended.
public enum AttemptOutcome: Hashable, Sendable {
  /// The other node answered with a receipt that counts.
  case receipt(VerifiedReceipt)
  /// The other node answered with a problem. `isSigned` says whether its signature over the answer, which covers the question, was verified;
  /// anybody in between can answer with an unsigned one.
  case problem(ExchangeProblem, isSigned: Bool, retryAfter: TimeInterval?)
  /// No connection, no answer in time, or an answer that is none of the profile.
  case noAnswer(retryAfter: TimeInterval?)

  /// What is kept of an outcome, and told in a relay-failure.
  public enum Summary: Hashable, Sendable {
    /// A problem of the profile.
    case problem(ExchangeProblem)
    /// No answer of the profile.
    case noAnswer
  }
}
