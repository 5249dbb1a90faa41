// SPDX-License-Identifier: Apache-2.0
public import ExchangeRules
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
  /// Nothing waits for the authority, or the message can no longer be taken.
  case nothingToExport
  /// No message here has this identifier or digest.
  case noSuchMessage
  /// The copy of the directory has expired, so nothing is sealed for anybody.
  case staleDirectory
  /// A file is no bundle, or was cut short.
  case unreadableBundle
  /// The parts of a bundle are not those that were signed.
  case alteredBundle
  /// A bundle is for another authority.
  case foreignBundle
  /// The directory has no key that counts for whoever signed a bundle.
  case untrustedBundle(authority: AuthorityName)
  /// No file was chosen.
  case noBundle
  /// No draft of this number is given up any more.
  case noSuchDraft

  /// The stable name.
  public var code: ProblemCode {
    switch self {
    case .nothingHeld: "exchange.nothing-held"
    case .unknownAuthority: "exchange.unknown-authority"
    case .badQuery: "exchange.bad-query"
    case .noAlarm: "exchange.no-alarm"
    case .nothingToExport: "exchange.nothing-to-export"
    case .noSuchMessage: "exchange.no-such-message"
    case .staleDirectory: "exchange.stale-directory"
    case .unreadableBundle: "exchange.unreadable-bundle"
    case .alteredBundle: "exchange.altered-bundle"
    case .foreignBundle: "exchange.foreign-bundle"
    case .untrustedBundle: "exchange.untrusted-bundle"
    case .noBundle: "exchange.no-bundle"
    case .noSuchDraft: "exchange.no-such-draft"
    }
  }

  /// The kind.
  public var kind: ProblemKind {
    switch self {
    case .nothingHeld, .noAlarm, .nothingToExport, .staleDirectory: .conflict
    case .noSuchMessage, .noSuchDraft: .missing
    case .unknownAuthority, .badQuery, .unreadableBundle, .alteredBundle, .foreignBundle, .untrustedBundle, .noBundle: .invalid
    }
  }

  /// The values of the words.
  public var details: [String: String] {
    switch self {
    case .badQuery(let name): ["name": name]
    case .untrustedBundle(let authority): ["code": authority.description]
    case .nothingHeld, .unknownAuthority, .noAlarm, .nothingToExport, .noSuchMessage, .staleDirectory, .unreadableBundle, .alteredBundle,
      .foreignBundle, .noBundle, .noSuchDraft:
      [:]
    }
  }

  /// One of each, for the test that every code has its words.
  public static let examples: [MailProblem] =
    [
      .nothingHeld, .unknownAuthority, .badQuery(name: "state"), .noAlarm, .nothingToExport, .noSuchMessage, .staleDirectory,
      .unreadableBundle, .alteredBundle, .foreignBundle, .noBundle, .noSuchDraft,
    ] + (AuthorityName("XA.central").map { [.untrustedBundle(authority: $0)] } ?? [])
}
