// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Kernel

/// Why files of the other authority are not fetched, or cannot be refused any more.
enum CannotFetch: Problem, Equatable {
  /// The disk has no room for them.
  case noRoom
  /// The other authority has no more room on this node.
  case quota
  /// It was decided already, or their time has ended.
  case decided

  init(_ reason: CannotTransfer) {
    switch reason {
    case .noRoom: self = .noRoom
    case .quota: self = .quota
    case .consentMissing, .alreadyDecided, .notPulling, .incomplete: self = .decided
    }
  }

  var code: ProblemCode {
    switch self {
    case .noRoom: "casework.fetch-no-room"
    case .quota: "casework.fetch-quota"
    case .decided: "casework.fetch-decided"
    }
  }

  var kind: ProblemKind { .conflict }

  /// One of each, for the test that every code has its words.
  static let examples: [CannotFetch] = [.noRoom, .quota, .decided]
}
