// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import StatisticsRules
import Storage

/// The rows of questionnaires that came and of the State's own returns.
struct ReportStore: Sendable {
  let database: any Database

  static let migrations = [
    Migration(
      "statistics.reporting", 1, "create_questionnaire",
      [
        "CREATE TABLE statisticsQuestionnaire (collection TEXT PRIMARY KEY NOT NULL, content TEXT NOT NULL, takenAt INTEGER NOT NULL)",
        "CREATE INDEX statisticsQuestionnaireByTime ON statisticsQuestionnaire (takenAt, collection)",
        """
        CREATE TABLE statisticsOwnReturn (collection TEXT NOT NULL REFERENCES statisticsQuestionnaire (collection),
        revision INTEGER NOT NULL, content TEXT NOT NULL, preparedBy TEXT NOT NULL, approvedBy TEXT, approvedAt INTEGER,
        version INTEGER NOT NULL, PRIMARY KEY (collection, revision))
        """,
      ])
  ]

  static func event(
    _ name: String, _ collection: ID<DataCollection>, by actor: EventActor, at instant: Date, _ facts: [String: EventValue] = [:]
  ) -> NewEvent {
    NewEvent(
      EventKind(rawValue: "statistics.\(name)"), of: EventSubject("statisticsQuestionnaire", collection.description), at: instant,
      by: actor, facts: facts)
  }

  // MARK: Questionnaires

  /// A place in the list of questionnaires, the newest first.
  struct Mark: Sendable {
    let takenAt: Int
    let collection: String

    init?(_ text: String) {
      let parts = text.split(separator: ".")
      guard parts.count == 2, let at = Int(parts[0]), let id = ID<DataCollection>(parts[1]) else { return nil }
      (takenAt, collection) = (at, id.description)
    }

    init(_ row: SQLRow) throws { (takenAt, collection) = (try row.integer("takenAt"), try row.text("collection")) }
    var text: String { "\(takenAt).\(collection)" }
  }

  func list(after mark: Mark?, limit: Int) async throws -> [(questionnaire: DataCollection, mark: Mark)] {
    let seek = mark == nil ? "" : "WHERE (takenAt, collection) < ($2, $3)"
    return try await database.rows(
      SQL(
        """
        SELECT collection, content, takenAt FROM statisticsQuestionnaire \(seek) ORDER BY takenAt DESC, collection DESC LIMIT $1
        """, [limit.sql] + (mark.map { [$0.takenAt.sql, $0.collection.sql] } ?? []))
    ).map { (try QuestionnaireJSON.read(Data(try $0.text("content").utf8)), try Mark($0)) }
  }

  func questionnaire(_ id: ID<DataCollection>) async throws -> DataCollection? {
    try await database.row(SQL("SELECT content FROM statisticsQuestionnaire WHERE collection = $1", [id.sql])).map {
      try QuestionnaireJSON.read(Data(try $0.text("content").utf8))
    }
  }

  /// What keeps a questionnaire that a rule has let in; its commit meets `UniqueViolation` when it came meanwhile.
  static func taking(_ questionnaire: DataCollection, by actor: EventActor, at instant: Date) throws -> Commit {
    let content = String(decoding: try QuestionnaireJSON.bytes(questionnaire), as: UTF8.self)
    let insert = SQL(
      "INSERT INTO statisticsQuestionnaire (collection, content, takenAt) VALUES ($1, $2, $3)",
      [questionnaire.id.sql, content.sql, instant.sql])
    let event = event(
      "questionnaireTaken", questionnaire.id, by: actor, at: instant, ["tables": .integer(questionnaire.tables.count)])
    return Commit([insert], events: [event])
  }

  // MARK: Own returns

  /// All versions of the return of a collection, the newest first.
  func versions(_ collection: ID<DataCollection>) async throws -> [Versioned<OwnReturn>] {
    try await database.rows(
      SQL(
        """
        SELECT content, preparedBy, approvedBy, version FROM statisticsOwnReturn WHERE collection = $1 ORDER BY revision DESC
        """, [collection.sql])
    ).map { row in
      Versioned(
        OwnReturn(
          content: try ReturnJSON.read(Data(try row.text("content").utf8)), preparedBy: try row.text("preparedBy"),
          approvedBy: try row.optionalText("approvedBy")), version: try row.integer("version"))
    }
  }

  /// Of each collection with a return, which version is the newest, who prepared it and whether it was approved; no figures are read.
  func newest(
    of collections: [ID<DataCollection>]
  ) async throws -> [ID<DataCollection>: (revision: Int, preparedBy: String, isApproved: Bool)] {
    guard !collections.isEmpty else { return [:] }
    let places = collections.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
    return try await database.rows(
      SQL(
        "SELECT collection, revision, preparedBy, approvedBy FROM statisticsOwnReturn WHERE collection IN (\(places)) ORDER BY collection, revision",
        collections.map(\.sql))
    ).reduce(into: [:]) { found, row in
      found[try row.value("collection") { ID<DataCollection>($0) }] =
        (try row.integer("revision"), try row.text("preparedBy"), try row.optionalText("approvedBy") != nil)
    }
  }

  func newest(_ collection: ID<DataCollection>) async throws -> Versioned<OwnReturn>? { try await versions(collection).first }

  /// Keeps a return under its next version.
  /// - Parameter version: the version that was read; 0 for a revision that is not there yet.
  /// - Throws: `StaleWrite` or `UniqueViolation` when somebody else was faster.
  func keep(_ own: OwnReturn, over version: Int, as event: String, by officer: String, at instant: Date) async throws {
    let content = String(decoding: try ReturnJSON.bytes(own.content), as: UTF8.self)
    let (collection, revision) = (own.content.collection, own.content.revision)
    let approvedAt = own.approvedBy == nil ? nil : instant
    let statement =
      version == 0
      ? SQL(
        "INSERT INTO statisticsOwnReturn (collection, revision, content, preparedBy, version) VALUES ($1, $2, $3, $4, 1)",
        [collection.sql, revision.sql, content.sql, own.preparedBy.sql])
      : SQL(
        """
        UPDATE statisticsOwnReturn SET content = $3, preparedBy = $4, approvedBy = $5, approvedAt = $6, version = version + 1
        WHERE collection = $1 AND revision = $2 AND version = $7
        """,
        [collection.sql, revision.sql, content.sql, own.preparedBy.sql, own.approvedBy.sql, approvedAt.sql, version.sql], mustChange: 1)
    let made = Self.event(event, collection, by: .officer(officer), at: instant, ["revision": .integer(revision)])
    try await database.commit(Commit([statement], events: [made]))
  }

  func recordExport(_ content: StatisticalReturn, by actor: EventActor, at instant: Date) async throws {
    let event = Self.event("returnExported", content.collection, by: actor, at: instant, ["revision": .integer(content.revision)])
    try await database.commit(Commit(events: [event]))
  }

  /// Keeps that versions go to the secretariat as messages; the row takes its next version, so that nobody sends the same twice.
  /// - Throws: `StaleWrite` when somebody else was faster.
  func sent(_ newest: Versioned<OwnReturn>, with messages: Commit, by actor: EventActor, at instant: Date) async throws {
    let content = newest.value.content
    let seen = SQL(
      "UPDATE statisticsOwnReturn SET version = version + 1 WHERE collection = $1 AND revision = $2 AND version = $3",
      [content.collection.sql, content.revision.sql, newest.version.sql], mustChange: 1)
    let event = Self.event("returnSent", content.collection, by: actor, at: instant, ["revision": .integer(content.revision)])
    try await database.commit(Commit([seen], events: [event]).and(messages))
  }
}
