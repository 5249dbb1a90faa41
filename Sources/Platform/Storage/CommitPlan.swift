// SPDX-License-Identifier: Apache-2.0
import Foundation

/// A commit as statements, the same for both drivers: the caller's own, one that takes indices, then events and effects.
package struct CommitPlan: Sendable {
  private let commit: Commit

  /// - Throws: ``UnstorableValue`` before anything is written.
  package init(_ commit: Commit) throws {
    for statement in commit.statements { try statement.checkValues() }
    for event in commit.events {
      let texts = [event.kind.rawValue, event.subject.type, event.subject.id, event.by.id ?? ""]
      for text in texts + event.facts.flatMap({ [$0.key] + $0.value.texts }) { try SQLValue.text(text).check() }
      // Finds a number that JSON cannot hold before the transaction begins.
      try EventBytes.check(event)
    }
    for effect in commit.effects { for text in [effect.kind, effect.payload, effect.lane ?? ""] { try SQLValue.text(text).check() } }
    self.commit = commit
  }

  /// The caller's statements, in order.
  package var statements: [SQL] { commit.statements }

  /// Whether a worker must be woken afterwards.
  package var hasEffects: Bool { !commit.effects.isEmpty }

  /// How many indices it needs.
  package var needs: LogShare { LogShare(events: commit.events.count, effects: commit.effects.count) }

  /// The indices of the events from the first that was taken on.
  package func eventIndices(from first: LogPlace) -> [Int64] {
    Array(first.event..<(first.event + Int64(commit.events.count)))
  }

  /// The rows of events and effects from the first indices that were taken on.
  package func records(from first: LogPlace) throws -> [SQL] {
    var statements: [SQL] = []
    for (event, index) in zip(commit.events, eventIndices(from: first)) {
      statements += Self.record(event, try EventBytes(event, index: index))
    }
    for (place, effect) in commit.effects.enumerated() {
      statements.append(
        SQL(
          """
          INSERT INTO outbox (id, kind, payload, state, nextAt, attempts, lane) VALUES ($1, $2, $3, 'waiting', $4, 0, $5)
          """,
          [(first.effect + place).sql, effect.kind.sql, effect.payload.sql, effect.notBefore.sql, effect.lane.sql], mustChange: 1))
    }
    return statements
  }

  private static func record(_ event: NewEvent, _ written: EventBytes) -> [SQL] {
    let row = SQL(
      """
      INSERT INTO event (eventIndex, at, kind, byType, byId, subjectType, subjectId, bytes, leafHash)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      """,
      [
        .integer(written.index), event.at.sql, event.kind.rawValue.sql, event.by.type.sql, event.by.id.sql,
        event.subject.type.sql, event.subject.id.sql, written.bytes.sql, written.leafHash.sql,
      ], mustChange: 1)
    let personal = written.personal.map { personal in
      SQL(
        "INSERT INTO eventPersonal (eventIndex, fact, salt, value) VALUES ($1, $2, $3, $4)",
        [.integer(written.index), personal.fact.sql, personal.salt.sql, personal.value.sql], mustChange: 1)
    }
    return [row] + personal
  }
}

extension EventValue {
  var texts: [String] {
    switch self {
    case .text(let text), .personal(let text): [text]
    case .list(let items): items
    case .integer, .flag: []
    }
  }
}

extension SQL {
  /// Refuses values that the two engines would keep differently or not at all.
  package func checkValues() throws(UnstorableValue) {
    for value in values { try value.check() }
  }
}

extension SQLValue {
  func check() throws(UnstorableValue) {
    switch self {
    // PostgreSQL cuts the text there, SQLite keeps it: neither is what was written.
    case .text(let text) where text.hasNUL: throw UnstorableValue("text with a NUL character")
    // SQLite turns NaN into null.
    case .real(let number) where !number.isFinite: throw UnstorableValue("number that is not finite")
    default: return
    }
  }
}

extension String {
  /// Whether a NUL character is in it; every text of every row is looked through.
  fileprivate var hasNUL: Bool {
    var text = self
    return text.withUTF8 { $0.contains(0) }
  }
}
