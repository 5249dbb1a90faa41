// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import Foundation
public import Kernel
import Storage
public import WritingRules

extension CaseStore {
  /// What checks had found in requests and what these came back for: codes alone, so that it is counted without opening a case.
  static let lessonMigrations = [
    Migration(
      "casework.lessons", 1, "create_request_lesson",
      [
        """
        CREATE TABLE requestLesson (
          request TEXT NOT NULL PRIMARY KEY REFERENCES registeredRequest (id),
          otherState TEXT NOT NULL,
          sentOn TEXT NOT NULL,
          checksOpen TEXT,
          checksResolved TEXT,
          cameBack TEXT NOT NULL)
        """,
        "CREATE INDEX requestLessonBySending ON requestLesson (sentOn, request)",
        "CREATE INDEX requestLessonByState ON requestLesson (otherState, sentOn, request)",
      ])
  ]

  /// The statement that keeps what can be learnt from a request; none for requests that came.
  ///
  /// What the checks had found is not touched: it is written once, when the request is taken over.
  func lesson(of request: RegisteredRequest) -> [SQL] {
    guard case .outgoing(let outgoing) = request, request.head.shreddedOn == nil else { return [] }
    return [
      SQL(
        """
        INSERT INTO requestLesson (request, otherState, sentOn, cameBack) VALUES ($1, $2, $3, $4)
        ON CONFLICT (request) DO UPDATE SET otherState = excluded.otherState, sentOn = excluded.sentOn, cameBack = excluded.cameBack
        """,
        [
          request.id.sql, request.otherState.sql, (outgoing.firstSentOn ?? .latest).sql, Self.text(Set(outgoing.cameBack.map(\.code))).sql,
        ])
    ]
  }

  /// The statement that keeps what the checks had found in a request until its approval.
  func keeping(_ readiness: ReadinessRecord, of request: ID<RegisteredRequest>) -> SQL {
    SQL(
      "UPDATE requestLesson SET checksOpen = $2, checksResolved = $3 WHERE request = $1 AND checksOpen IS NULL",
      [request.sql, Self.text(readiness.open).sql, readiness.resolved.map { Self.text($0).sql } ?? .null])
  }

  /// Whether the register has a request, and whether what the checks had found in it is still to be kept.
  func isTaken(_ id: ID<RegisteredRequest>) async throws -> (has: Bool, lacksReadiness: Bool) {
    let row = try await database.row(
      SQL(
        """
        SELECT l.request AS lesson, l.checksOpen FROM registeredRequest r LEFT JOIN requestLesson l ON l.request = r.id WHERE r.id = $1
        """, [id.sql]))
    guard let row else { return (false, false) }
    return (true, try row.optionalText("lesson") != nil && row.optionalText("checksOpen") == nil)
  }

  /// What can be learnt from the last requests that went out, the last first; restricted ones are left out, whoever asks.
  func lessons(to state: StateCode?, limit: Int) async throws -> [RequestLesson] {
    let ofState = state == nil ? "" : "l.otherState = $3 AND "
    // The order is read from the index of the lessons; whether a request is restricted is looked up by its key.
    let rows = try await database.rows(
      SQL(
        """
        SELECT l.request, l.otherState, l.sentOn, l.checksOpen, l.checksResolved, l.cameBack
        FROM requestLesson l CROSS JOIN registeredRequest r
        WHERE \(ofState)l.sentOn < $1 AND r.id = l.request AND r.isRestricted = 0
        ORDER BY l.sentOn DESC, l.request DESC LIMIT $2
        """, [CalendarDay.latest.sql, limit.sql] + (state.map { [$0.sql] } ?? [])))
    return try rows.map { row in
      let open = try row.optionalText("checksOpen").map(Self.codes)
      let resolved = try row.optionalText("checksResolved").map(Self.codes)
      return RequestLesson(
        request: try row.value("request") { ID($0) }, requestedState: try row.value("otherState") { StateCode($0) },
        sentOn: try row.value("sentOn") { CalendarDay($0) }, readiness: open.map { ReadinessRecord(open: $0, resolved: resolved) },
        cameBack: Set(try Self.codes(row.text("cameBack")).compactMap { CameBack($0) }))
    }
  }

  /// Of some requests those that a reader may know of, in the order given.
  func seen(_ requests: [ID<RegisteredRequest>], for reader: Reader) async throws -> [ListedRequest] {
    guard !requests.isEmpty else { return [] }
    let places = requests.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    let access = accessClause(reader, from: requests.count + 1)
    let rows = try await database.rows(
      SQL(
        "SELECT \(Self.listColumns) FROM registeredRequest r WHERE r.id IN (\(places)) AND \(access.text)",
        requests.map(\.sql) + access.values))
    let found = try await listed(rows)
    return requests.compactMap { id in found.first { $0.id == id && !$0.isRestricted } }
  }

  private static func text(_ codes: Set<String>) -> String { codes.sorted().joined(separator: " ") }

  private static func codes(_ text: String) -> Set<String> { Set(text.split(separator: " ").map(String.init)) }
}

extension Casework {
  /// The last requests to one State of which a drafter is told.
  static let lastToState = 20
  /// The last requests to any State, where too few went to that one.
  static let lastToAny = 100

  /// What the last requests came back for, told beside findings while a request to a State is written.
  /// - Returns: of requests to that State; of requests to any, where too few went to it; `nil` of too few altogether.
  public func pastRequests(to state: StateCode?) async throws -> PastRequests? {
    if let state, let past = PastRequests(try await store.lessons(to: state, limit: Self.lastToState), to: state) { return past }
    return PastRequests(try await store.lessons(to: nil, limit: Self.lastToAny), to: nil)
  }
}
