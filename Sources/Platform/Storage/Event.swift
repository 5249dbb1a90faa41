// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// The name of a fact that can be recorded: module, dot, past participle, for example `writing.approved`.
public struct EventKind: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
  /// The name as it stands in the log.
  public let rawValue: String
  /// Makes a kind from its name.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// Makes a kind from a literal.
  public init(stringLiteral value: String) { self.rawValue = value }
}

/// Who brought a fact about.
public enum EventActor: Sendable, Hashable {
  /// An officer, by the id of the account.
  case officer(String)
  /// The program itself: a clock, a worker.
  case program
  /// The command line on the node's machine.
  case operatorAtConsole
  /// Somebody who is not signed in, for example at a failed sign-in.
  case visitor
}

/// One value of a fact.
public enum EventValue: Sendable, Hashable {
  /// A code, an id, a State: never a person's name nor words from a case.
  case text(String)
  /// A whole number.
  case integer(Int)
  /// Yes or no.
  case flag(Bool)
  /// A list of codes.
  case list([String])
  /// Personal or case data: the log keeps only a salted digest of it; the value itself is kept apart and can be erased.
  case personal(String)
}

/// A fact to record with a commit.
public struct NewEvent: Sendable {
  /// What happened.
  public let kind: EventKind
  /// The thing it happened to: `draft` and its id, for example.
  public let subject: EventSubject
  /// When, UTC.
  public let at: Date
  /// Who brought it about.
  public let by: EventActor
  /// What there is to say about it.
  public let facts: [String: EventValue]

  /// Makes a fact.
  public init(_ kind: EventKind, of subject: EventSubject, at: Date, by: EventActor, facts: [String: EventValue] = [:]) {
    self.kind = kind
    self.subject = subject
    self.at = at
    self.by = by
    self.facts = facts
  }
}

/// The thing a fact is about.
public struct EventSubject: Sendable, Hashable {
  /// The kind of thing, as its table is called.
  public let type: String
  /// Its id.
  public let id: String
  /// Names a thing.
  public init(_ type: String, _ id: String) {
    self.type = type
    self.id = id
  }
}

/// Work to be done after a commit, at least once.
public struct NewEffect: Sendable {
  /// What is to be done: module, dot, imperative, for example `writing.renderLetter`.
  public let kind: String
  /// What the worker needs to know: JSON, no personal data.
  public let payload: String
  /// Not before this instant, UTC.
  public let notBefore: Date
  /// What it may not be carried out beside: effects of one kind and one lane are found together; `nil` for one that stands alone.
  public let lane: String?

  /// Makes an effect.
  public init(_ kind: String, payload: String, notBefore: Date, lane: String? = nil) {
    self.kind = kind
    self.payload = payload
    self.notBefore = notBefore
    self.lane = lane
  }
}
