// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What keeps a bundle of evidence from being written or read.
public enum EvidenceProblem: Problem, Equatable {
  /// The node has no signed message of the conversation.
  case noMessages
  /// The node has no copy of the directory.
  case noDirectory
  /// The copy of the directory has no entry of an authority any more.
  case noEntry(authority: String)
  /// A file is no signed checkpoint.
  case noCheckpoint
  /// The files are longer together than a bundle holds.
  case tooLong
  /// The bundle does not hold: what and why was told line by line.
  case refused(count: Int)

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .noMessages: "exchange.no-messages"
    case .noDirectory: "exchange.no-directory"
    case .noEntry: "exchange.no-entry"
    case .noCheckpoint: "exchange.no-checkpoint"
    case .tooLong: "exchange.evidence-too-long"
    case .refused: "exchange.evidence-refused"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .noMessages, .noEntry: .missing
    case .noDirectory: .unavailable
    case .noCheckpoint, .tooLong, .refused: .invalid
    }
  }

  /// The values of the words.
  public var details: [String: String] {
    switch self {
    case .noEntry(let authority): ["name": authority]
    case .noDirectory: ["command": "comity exchange directory follow"]
    case .noCheckpoint: ["command": "comity audit checkpoint"]
    case .refused(let count): ["count": "\(count)"]
    case .noMessages, .tooLong: [:]
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [EvidenceProblem] = [
    .noMessages, .noDirectory, .noEntry(authority: "XB.central"), .noCheckpoint, .tooLong, .refused(count: 2),
  ]
}
