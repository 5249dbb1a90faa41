// SPDX-License-Identifier: Apache-2.0
import ExchangeRules
import Kernel

/// Why what was decided cannot be told by a message.
enum CannotTravel: Problem, Equatable {
  /// It is longer than a message can be.
  case tooLong
  /// A member of its document is not as the published format asks.
  case unfit(String)
  /// The State takes part in the exchange, or nobody knows yet whether it does, and no authority of it can be reached now.
  case notReachable
  /// The State has several authorities in the exchange, and none of them is named as the central one.
  case severalAuthorities
  /// By what both authorities signed in a consultation it cannot be signed now.
  case room(RoomProblem)

  var code: ProblemCode {
    switch self {
    case .tooLong: "casework.travel-too-long"
    case .unfit: "casework.travel-unfit"
    case .notReachable: "casework.travel-not-reachable"
    case .severalAuthorities: "casework.travel-several-authorities"
    case .room(.lapsed): "casework.room-lapsed"
    case .room(.underway): "casework.room-underway"
    case .room(.answerAwaited): "casework.room-answer-awaited"
    case .room(.notAgreed): "casework.room-not-agreed"
    case .room: "casework.room-out-of-turn"
    }
  }

  var kind: ProblemKind { .conflict }

  var details: [String: String] {
    switch self {
    case .tooLong, .notReachable, .severalAuthorities, .room: [:]
    case .unfit(let member): ["member": member]
    }
  }

  /// One of each, for the test that every code has its words.
  static let examples: [CannotTravel] = [
    .tooLong, .unfit("subject"), .notReachable, .severalAuthorities, .room(.lapsed), .room(.underway), .room(.answerAwaited),
    .room(.notAgreed), .room(.closed),
  ]
}
