// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import StatisticsRules
import Storage

/// The rows of collections, of what came back and of reminders.
struct CollectionStore: Sendable {
  let database: any Database

  static let migrations = [
    Migration(
      "statistics.collecting", 1, "create_collection",
      [
        """
        CREATE TABLE statisticsCollection (id TEXT PRIMARY KEY NOT NULL, content TEXT NOT NULL, stage TEXT NOT NULL,
        createdAt INTEGER NOT NULL, version INTEGER NOT NULL)
        """,
        "CREATE INDEX statisticsCollectionByTime ON statisticsCollection (createdAt, id)",
        """
        CREATE TABLE statisticsReturn (collection TEXT NOT NULL REFERENCES statisticsCollection (id), state TEXT NOT NULL,
        revision INTEGER NOT NULL, content TEXT NOT NULL, way TEXT NOT NULL, receivedAt INTEGER NOT NULL, receivedOn TEXT NOT NULL,
        takenBy TEXT, standing TEXT NOT NULL, remark TEXT, confirmedBy TEXT, version INTEGER NOT NULL,
        PRIMARY KEY (collection, state, revision))
        """,
        """
        CREATE TABLE statisticsReminder (id TEXT PRIMARY KEY NOT NULL, collection TEXT NOT NULL REFERENCES statisticsCollection (id),
        state TEXT NOT NULL, sentOn TEXT NOT NULL, sentBy TEXT NOT NULL, recordedAt INTEGER NOT NULL)
        """,
        "CREATE INDEX statisticsReminderByState ON statisticsReminder (collection, state, sentOn)",
      ]),
    // A release finds the collections about its own days, however many there are.
    Migration(
      "statistics.collecting", 2, "index_collections_by_period",
      [
        "ALTER TABLE statisticsCollection ADD COLUMN fromDay TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE statisticsCollection ADD COLUMN toDay TEXT NOT NULL DEFAULT ''",
        "CREATE INDEX statisticsCollectionByPeriod ON statisticsCollection (fromDay, toDay, createdAt, id)",
      ],
      only: [
        .sqlite: ["UPDATE statisticsCollection SET fromDay = json_extract(content, '$.from'), toDay = json_extract(content, '$.to')"],
        .postgres: ["UPDATE statisticsCollection SET fromDay = content::json->>'from', toDay = content::json->>'to'"],
      ]),
    // What waits for an officer is found without everything that was ever accepted.
    Migration(
      "statistics.collecting", 3, "index_waiting_returns",
      [
        "CREATE INDEX statisticsReturnWaiting ON statisticsReturn (collection, state, revision) WHERE standing IN ('received', 'unconfirmed')"
      ]
    ),
  ]

  static func event(
    _ name: String, _ collection: ID<DataCollection>, by actor: EventActor, at instant: Date, _ facts: [String: EventValue] = [:]
  ) -> NewEvent {
    NewEvent(
      EventKind(rawValue: "statistics.\(name)"), of: EventSubject("statisticsCollection", collection.description), at: instant, by: actor,
      facts: facts)
  }

  // MARK: Collections

  /// A place in the list of collections, the newest first.
  struct Mark: Sendable {
    let createdAt: Int
    let id: String

    init?(_ text: String) {
      let parts = text.split(separator: ".")
      guard parts.count == 2, let at = Int(parts[0]), let id = ID<DataCollection>(parts[1]) else { return nil }
      (createdAt, self.id) = (at, id.description)
    }

    init(_ row: SQLRow) throws { (createdAt, id) = (try row.integer("createdAt"), try row.text("id")) }
    var text: String { "\(createdAt).\(id)" }
  }

  func list(after mark: Mark?, limit: Int) async throws -> [(collection: DataCollection, mark: Mark)] {
    let seek = mark == nil ? "" : "WHERE (createdAt, id) < ($2, $3)"
    let rows = try await database.rows(
      SQL(
        """
        SELECT id, content, stage, version, createdAt FROM statisticsCollection \(seek) ORDER BY createdAt DESC, id DESC LIMIT $1
        """, [limit.sql] + (mark.map { [$0.createdAt.sql, $0.id.sql] } ?? [])))
    return try rows.map { (try Self.collection($0).value, try Mark($0)) }
  }

  /// The collections about exactly these days that were opened, the newest first.
  func opened(about period: TableSpec.Period) async throws -> [DataCollection] {
    try await database.rows(
      SQL(
        """
        SELECT id, content, stage, version FROM statisticsCollection WHERE fromDay = $1 AND toDay = $2 AND stage <> 'draft'
        ORDER BY createdAt DESC, id DESC
        """, [period.from.sql, period.to.sql])
    ).map { try Self.collection($0).value }
  }

  func collection(_ id: ID<DataCollection>) async throws -> Versioned<DataCollection>? {
    try await database.row(SQL("SELECT id, content, stage, version FROM statisticsCollection WHERE id = $1", [id.sql])).map {
      try Self.collection($0)
    }
  }

  private static func collection(_ row: SQLRow) throws -> Versioned<DataCollection> {
    let stage = try row.value("stage") { DataCollection.Stage(rawValue: $0) }
    return Versioned(
      try QuestionnaireJSON.read(Data(try row.text("content").utf8), stage: stage), version: try row.integer("version"))
  }

  /// Keeps a collection under its next version.
  /// - Parameters:
  ///   - version: the version that was read; 0 for a new one.
  ///   - besides: what is committed with it.
  /// - Throws: `StaleWrite` when somebody else was faster.
  func keep(
    _ collection: DataCollection, over version: Int, as event: String, by actor: EventActor, at instant: Date,
    facts more: [String: EventValue] = [:], with besides: Commit = Commit()
  ) async throws {
    let content = String(decoding: try QuestionnaireJSON.bytes(collection), as: UTF8.self)
    let period = collection.period
    let statement =
      version == 0
      ? SQL(
        "INSERT INTO statisticsCollection (id, content, stage, fromDay, toDay, createdAt, version) VALUES ($1, $2, $3, $4, $5, $6, 1)",
        [collection.id.sql, content.sql, collection.stage.rawValue.sql, period.from.sql, period.to.sql, instant.sql])
      : SQL(
        """
        UPDATE statisticsCollection SET content = $2, stage = $3, fromDay = $4, toDay = $5, version = version + 1
        WHERE id = $1 AND version = $6
        """,
        [collection.id.sql, content.sql, collection.stage.rawValue.sql, period.from.sql, period.to.sql, version.sql], mustChange: 1)
    var facts: [String: EventValue] = ["tables": .integer(collection.tables.count), "asked": .list(collection.asked.map(\.code))]
    facts.merge(more) { $1 }
    try await database.commit(
      Commit([statement], events: [Self.event(event, collection.id, by: actor, at: instant, facts)]).and(besides))
  }

  // MARK: Returns

  private static let columns = "content, way, receivedAt, receivedOn, takenBy, standing, remark, confirmedBy, version"

  /// All versions of a State's return, the newest first.
  func versions(of state: StateCode, in collection: ID<DataCollection>) async throws -> [Versioned<KeptReturn>] {
    try await database.rows(
      SQL(
        "SELECT \(Self.columns) FROM statisticsReturn WHERE collection = $1 AND state = $2 ORDER BY revision DESC",
        [collection.sql, state.sql])
    ).map { try Self.kept($0) }
  }

  func newest(of state: StateCode, in collection: ID<DataCollection>) async throws -> Versioned<KeptReturn>? {
    try await database.row(
      SQL(
        "SELECT \(Self.columns) FROM statisticsReturn WHERE collection = $1 AND state = $2 ORDER BY revision DESC LIMIT 1",
        [collection.sql, state.sql])
    ).map { try Self.kept($0) }
  }

  /// The newest return of every State that answered, in the order of their codes.
  func newest(in collection: ID<DataCollection>) async throws -> [KeptReturn] {
    try await database.rows(
      SQL(
        """
        SELECT \(Self.columns) FROM statisticsReturn r WHERE collection = $1
        AND revision = (SELECT MAX(revision) FROM statisticsReturn o WHERE o.collection = r.collection AND o.state = r.state)
        ORDER BY state
        """, [collection.sql])
    ).map { try Self.kept($0).value }
  }

  /// How many returns nobody has looked at or confirmed yet, by collection; an earlier version that a newer one follows does not wait.
  /// - Parameter limit: how many returns are counted at most.
  func waiting(limit: Int) async throws -> [(collection: DataCollection, count: Int)] {
    let rows = try await database.rows(
      SQL(
        """
        SELECT collection FROM statisticsReturn r WHERE standing IN ('received', 'unconfirmed') AND NOT EXISTS
        (SELECT 1 FROM statisticsReturn n WHERE n.collection = r.collection AND n.state = r.state AND n.revision > r.revision)
        ORDER BY collection, state, revision LIMIT $1
        """, [limit.sql]))
    var found: [(collection: DataCollection, count: Int)] = []
    for row in rows {
      let id = try row.value("collection") { ID<DataCollection>($0) }
      if found.last?.collection.id == id {
        found[found.count - 1].count += 1
      } else if let collection = try await collection(id)?.value {
        found.append((collection, 1))
      }
    }
    return found
  }

  /// The newest accepted return of every State, in the order of their codes.
  func accepted(in collection: ID<DataCollection>) async throws -> [KeptReturn] {
    try await database.rows(
      SQL(
        """
        SELECT \(Self.columns) FROM statisticsReturn r WHERE collection = $1 AND revision = (SELECT MAX(revision) FROM statisticsReturn o
        WHERE o.collection = r.collection AND o.state = r.state AND o.standing = 'accepted') ORDER BY state
        """, [collection.sql])
    ).map { try Self.kept($0).value }
  }

  /// The newest return of every State that counts: confirmed, and not asked back.
  func counting(in collection: ID<DataCollection>) async throws -> [KeptReturn] {
    try await database.rows(
      SQL(
        """
        SELECT \(Self.columns) FROM statisticsReturn r WHERE collection = $1 AND revision = (SELECT MAX(revision) FROM statisticsReturn o
        WHERE o.collection = r.collection AND o.state = r.state AND o.standing IN ('received', 'accepted')) ORDER BY state
        """, [collection.sql])
    ).map { try Self.kept($0).value }
  }

  private static func kept(_ row: SQLRow) throws -> Versioned<KeptReturn> {
    let standing: KeptReturn.Standing =
      switch try row.text("standing") {
      case "accepted": .accepted
      case "queried": .queried(remark: try row.text("remark"))
      case "unconfirmed": .unconfirmed
      default: .received
      }
    return Versioned(
      KeptReturn(
        try ReturnJSON.read(Data(try row.text("content").utf8)), way: try row.value("way") { KeptReturn.Way(rawValue: $0) },
        receivedAt: try row.instant("receivedAt"), receivedOn: try row.value("receivedOn") { CalendarDay($0) },
        takenBy: try row.optionalText("takenBy"), standing: standing, confirmedBy: try row.optionalText("confirmedBy")),
      version: try row.integer("version"))
  }

  /// What keeps a return that a rule has let in; its commit meets `UniqueViolation` when the same revision came meanwhile.
  static func taking(_ kept: KeptReturn, by actor: EventActor, at instant: Date) throws -> Commit {
    let content = String(decoding: try ReturnJSON.bytes(kept.content), as: UTF8.self)
    let insert = SQL(
      """
      INSERT INTO statisticsReturn (collection, state, revision, content, way, receivedAt, receivedOn, takenBy, standing, version)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)
      """,
      [
        kept.content.collection.sql, kept.content.figures.state.sql, kept.content.revision.sql, content.sql, kept.way.rawValue.sql,
        kept.receivedAt.sql, kept.receivedOn.sql, kept.takenBy.sql, kept.standing.code.sql,
      ])
    let event = event(
      kept.standing == .unconfirmed ? "returnEntered" : "returnReceived", kept.content.collection, by: actor, at: instant, facts(kept))
    return Commit([insert], events: [event])
  }

  /// Changes how a return stands.
  /// - Parameter besides: what is committed with it.
  /// - Throws: `StaleWrite` when somebody else was faster.
  func stand(
    _ kept: KeptReturn, over version: Int, as event: String, by actor: EventActor, at instant: Date, with besides: Commit = Commit()
  ) async throws {
    var remark: String?
    if case .queried(let text) = kept.standing { remark = text }
    let update = SQL(
      """
      UPDATE statisticsReturn SET standing = $4, remark = $5, confirmedBy = $6, version = version + 1
      WHERE collection = $1 AND state = $2 AND revision = $3 AND version = $7
      """,
      [
        kept.content.collection.sql, kept.content.figures.state.sql, kept.content.revision.sql, kept.standing.code.sql, remark.sql,
        kept.confirmedBy.sql, version.sql,
      ], mustChange: 1)
    try await database.commit(
      Commit([update], events: [Self.event(event, kept.content.collection, by: actor, at: instant, Self.facts(kept))]).and(besides))
  }

  private static func facts(_ kept: KeptReturn) -> [String: EventValue] {
    ["state": .text(kept.content.figures.state.code), "revision": .integer(kept.content.revision), "way": .text(kept.way.rawValue)]
  }

  // MARK: Reminders

  /// When each State was reminded, by State; the newest last.
  func reminders(in collection: ID<DataCollection>) async throws -> [StateCode: [CalendarDay]] {
    try await database.rows(
      SQL("SELECT state, sentOn FROM statisticsReminder WHERE collection = $1 ORDER BY state, sentOn", [collection.sql])
    ).reduce(into: [:]) { found, row in
      found[try row.value("state") { StateCode($0) }, default: []].append(try row.value("sentOn") { CalendarDay($0) })
    }
  }

  func recordReminder(
    of state: StateCode, in collection: ID<DataCollection>, on day: CalendarDay, by officer: String, at instant: Date,
    with besides: Commit = Commit()
  ) async throws {
    let insert = SQL(
      "INSERT INTO statisticsReminder (id, collection, state, sentOn, sentBy, recordedAt) VALUES ($1, $2, $3, $4, $5, $6)",
      [UUID().uuidString.lowercased().sql, collection.sql, state.sql, day.sql, officer.sql, instant.sql])
    let event = Self.event("reminderRecorded", collection, by: .officer(officer), at: instant, ["state": .text(state.code)])
    try await database.commit(Commit([insert], events: [event]).and(besides))
  }
}
