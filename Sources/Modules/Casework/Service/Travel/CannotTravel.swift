// SPDX-License-Identifier: Apache-2.0
import Kernel

/// Why what was decided cannot be told by a message.
enum CannotTravel: Problem, Equatable {
  /// It is longer than a message can be.
  case tooLong
  /// A member of its document is not as the published format asks.
  case unfit(String)

  var code: ProblemCode {
    switch self {
    case .tooLong: "casework.travel-too-long"
    case .unfit: "casework.travel-unfit"
    }
  }

  var kind: ProblemKind { .conflict }

  var details: [String: String] {
    switch self {
    case .tooLong: [:]
    case .unfit(let member): ["member": member]
    }
  }

  /// One of each, for the test that every code has its words.
  static let examples: [CannotTravel] = [.tooLong, .unfit("subject")]
}
