// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// A fact as the event log has it, with its personal values as far as they have not been erased.
public struct RecordedEvent: Sendable, Hashable {
  /// Its place in the log, from 0 without gaps; also its leaf in the transparency tree.
  public let index: Int64
  /// What happened.
  public let kind: EventKind
  /// The thing it happened to.
  public let subject: EventSubject
  /// When, UTC, to the microsecond.
  public let at: Date
  /// Who brought it about.
  public let by: EventActor
  /// What there is to say about it.
  public let facts: [String: RecordedFact]
  /// The canonical bytes that the transparency tree covers (RFC 8785 JSON).
  public let bytes: Data
  /// SHA-256 over a zero byte and ``bytes``.
  /// - Source: RFC 9162, 2.1.1
  public let leafHash: Data
}

/// One value of a recorded fact.
public enum RecordedFact: Sendable, Hashable {
  /// The value as it was recorded; a personal one has been checked against its digest.
  case value(EventValue)
  /// A personal value that has been erased; its salted digest stays in the log.
  case erased(digest: String)

  /// The text, where the value is text that is still there.
  public var text: String? {
    switch self {
    case .value(.text(let text)), .value(.personal(let text)): text
    default: nil
    }
  }
}

/// The log is not as the program wrote it: bytes, hash, index or a personal value of the event were changed.
public struct AlteredEvent: Error, Sendable, Equatable {
  /// The event's index.
  public let index: Int64
  /// Names the event.
  public init(index: Int64) { self.index = index }
}

/// A personal value as it is kept beside the log.
struct PersonalValue {
  let salt: Data
  let value: String
}

extension RecordedEvent {
  /// Reads an event from its bytes; the table's other columns are there for searching only.
  /// - Throws: ``AlteredEvent`` when bytes, hash, index or personal values do not fit each other.
  init(index: Int64, bytes: Data, leafHash: Data, personal: [String: PersonalValue]) throws {
    guard EventBytes.leafHash(of: bytes) == leafHash,
      let stored = try? JSONDecoder().decode(StoredEvent.self, from: bytes), stored.index == index,
      let actor = EventActor(stored.by)
    else { throw AlteredEvent(index: index) }
    var facts: [String: RecordedFact] = [:]
    for (name, fact) in stored.facts {
      switch fact {
      case .value(let value): facts[name] = .value(value)
      case .digest(let digest):
        guard let kept = personal[name] else { facts[name] = .erased(digest: digest); continue }
        guard PersonalDigest.of(kept.value, salt: kept.salt) == digest else { throw AlteredEvent(index: index) }
        facts[name] = .value(.personal(kept.value))
      }
    }
    self.index = index
    self.kind = EventKind(rawValue: stored.kind)
    self.subject = EventSubject(stored.subject.type, stored.subject.id)
    self.at = Date(microseconds: stored.at)
    self.by = actor
    self.facts = facts
    self.bytes = bytes
    self.leafHash = leafHash
  }
}

extension EventActor {
  fileprivate init?(_ stored: StoredEvent.Actor) {
    switch (stored.type, stored.id) {
    case ("officer", let id?): self = .officer(id)
    case ("program", nil): self = .program
    case ("operatorAtConsole", nil): self = .operatorAtConsole
    case ("visitor", nil): self = .visitor
    default: return nil
    }
  }
}

/// The canonical bytes, read back.
private struct StoredEvent: Decodable {
  struct Actor: Decodable {
    let type: String
    let id: String?
  }
  struct Subject: Decodable {
    let type: String
    let id: String
  }
  let index: Int64
  let at: Int64
  let kind: String
  let by: Actor
  let subject: Subject
  let facts: [String: StoredFact]
}

private enum StoredFact: Decodable {
  case value(EventValue)
  case digest(String)

  private enum Member: CodingKey { case digest }

  init(from decoder: any Decoder) throws {
    if let members = try? decoder.container(keyedBy: Member.self) {
      self = .digest(try members.decode(String.self, forKey: .digest))
      return
    }
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .value(.flag(flag))
    } else if let number = try? container.decode(Int.self) {
      self = .value(.integer(number))
    } else if let text = try? container.decode(String.self) {
      self = .value(.text(text))
    } else {
      self = .value(.list(try container.decode([String].self)))
    }
  }
}
