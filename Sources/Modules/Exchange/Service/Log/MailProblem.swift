// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// What keeps an officer from doing something with the messages of the exchange.
public enum MailProblem: Problem, Equatable {
  /// No message of the conversation is held any more.
  case nothingHeld
  /// The directory has no such authority, or it is the own one.
  case unknownAuthority
  /// No alarm about the log of this authority is open.
  case noAlarm
  /// A value of the query that cannot be read.
  case badQuery(name: String)

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .nothingHeld: "exchange.nothing-held"
    case .unknownAuthority: "exchange.unknown-authority"
    case .badQuery: "exchange.bad-query"
    case .noAlarm: "exchange.no-alarm"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .nothingHeld, .noAlarm: .conflict
    case .unknownAuthority, .badQuery: .invalid
    }
  }

  /// The values of the words.
  public var details: [String: String] {
    switch self {
    case .badQuery(let name): ["name": name]
    case .nothingHeld, .unknownAuthority, .noAlarm: [:]
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [MailProblem] = [.nothingHeld, .unknownAuthority, .badQuery(name: "state"), .noAlarm]
}
