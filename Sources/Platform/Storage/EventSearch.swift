// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Which events are looked for; what is `nil` is not asked.
public struct EventFilter: Sendable, Hashable {
  /// Those that one officer brought about, by the id of the account.
  public var officer: String?
  /// Those of one kind.
  public var kind: String?
  /// Those about one thing, by its id.
  public var subject: String?
  /// Not before this instant.
  public var from: Date?
  /// Before this instant.
  public var until: Date?

  /// Describes what is looked for.
  public init(officer: String? = nil, kind: String? = nil, subject: String? = nil, from: Date? = nil, until: Date? = nil) {
    self.officer = officer
    self.kind = kind
    self.subject = subject
    self.from = from
    self.until = until
  }
}

/// Who did what to which thing and when; nothing of what there is to say about it.
public struct LoggedAct: Sendable, Hashable {
  /// The event's place in the log.
  public let index: Int64
  /// When.
  public let at: Date
  /// What happened.
  public let kind: EventKind
  /// What brought it about: `officer`, `program`, `operatorAtConsole` or `visitor`.
  public let byType: String
  /// The account's id, where it was an officer.
  public let officer: String?
  /// The thing it happened to.
  public let subject: EventSubject
}

extension EventLog {
  /// The latest events that a filter lets through, the newest first.
  /// - Parameter before: only events with a smaller index, to go on from the last one shown.
  public func acts(_ filter: EventFilter = EventFilter(), before: Int64? = nil, limit: Int) async throws -> [LoggedAct] {
    var conditions = ["eventIndex < $1"]
    var values: [SQLValue] = [.integer(before ?? .max), limit.sql]
    func ask<Value: SQLConvertible>(_ condition: String, _ value: Value?) {
      guard let value else { return }
      values.append(value.sql)
      conditions.append("\(condition) $\(values.count)")
    }
    ask("byId =", filter.officer)
    ask("kind =", filter.kind)
    ask("subjectId =", filter.subject)
    ask("at >=", filter.from)
    ask("at <", filter.until)
    let rows = try await database.rows(
      SQL(
        """
        SELECT eventIndex, at, kind, byType, byId, subjectType, subjectId FROM event
        WHERE \(conditions.joined(separator: " AND ")) ORDER BY eventIndex DESC LIMIT $2
        """, values))
    return try rows.map { row in
      LoggedAct(
        index: Int64(try row.integer("eventIndex")), at: try row.instant("at"), kind: EventKind(rawValue: try row.text("kind")),
        byType: try row.text("byType"), officer: try row.optionalText("byId"),
        subject: EventSubject(try row.text("subjectType"), try row.text("subjectId")))
    }
  }
}
