// SPDX-License-Identifier: Apache-2.0
import DirectoryRules
import Foundation
import Kernel
import Storage
import WritingRules

/// Keeps drafts: one current row each, every version of what they said, and who has which section open.
struct DraftStore: Sendable {
  let database: any Database

  /// The module's tables.
  static let migrations: [Migration] = [
    Migration(
      "writing", 1, "create_draft",
      [
        """
        CREATE TABLE draft (id TEXT PRIMARY KEY NOT NULL, version INTEGER NOT NULL,
        stage TEXT NOT NULL CHECK (stage IN ('writing', 'submitted', 'approved', 'discarded')),
        requestedState TEXT, reference TEXT, startedBy TEXT NOT NULL, changedAt INTEGER NOT NULL, changedBy TEXT NOT NULL,
        changedByName TEXT NOT NULL, entry TEXT NOT NULL)
        """,
        "CREATE INDEX draftByStage ON draft (stage, changedAt)",
        """
        CREATE TABLE draftVersion (draft TEXT NOT NULL, version INTEGER NOT NULL, changedAt INTEGER NOT NULL, changedBy TEXT NOT NULL,
        changedByName TEXT NOT NULL, event TEXT NOT NULL, section TEXT, content TEXT NOT NULL, PRIMARY KEY (draft, version))
        """,
        """
        CREATE TABLE draftOpening (draft TEXT NOT NULL, section TEXT NOT NULL, officer TEXT NOT NULL, officerName TEXT NOT NULL,
        openedAt INTEGER NOT NULL, PRIMARY KEY (draft, section, officer))
        """,
        """
        CREATE TABLE draftFile (draft TEXT NOT NULL, sha256 TEXT NOT NULL, fileName TEXT NOT NULL, mediaType TEXT NOT NULL, bytes BLOB NOT NULL,
        PRIMARY KEY (draft, sha256))
        """,
      ]),
    uploadMigration,
    Migration("writing", 3, "add_reason_of_return", ["ALTER TABLE draftVersion ADD COLUMN reason TEXT"]),
    // Who is at work is asked on every list of drafts, and openings are never deleted.
    Migration("writing", 4, "index_draft_opening", ["CREATE INDEX draftOpeningByTime ON draftOpening (openedAt)"]),
    uploaderMigration,
    Migration("writing", 6, "add_kind_of_draft", ["ALTER TABLE draft ADD COLUMN kind TEXT NOT NULL DEFAULT 'assistance'"]),
  ]

  /// A draft as it is now.
  /// - Throws: ``CannotChange/noSuchDraft``.
  func draft(_ id: ID<Draft>) async throws -> Versioned<Draft> {
    guard let row = try await database.row(SQL("SELECT version, entry FROM draft WHERE id = $1", [id.sql])) else {
      throw CannotChange.noSuchDraft
    }
    return Versioned(try JSONDecoder().decode(Draft.self, from: Data(try row.text("entry").utf8)), version: try row.integer("version"))
  }

  /// What a draft said in one of its versions.
  /// - Throws: ``CannotChange/noSuchDraft`` when it never had that version.
  func content(of id: ID<Draft>, version: Int) async throws -> RequestContent {
    let row = try await database.row(
      SQL("SELECT content FROM draftVersion WHERE draft = $1 AND version = $2", [id.sql, version.sql]))
    guard let row else { throw CannotChange.noSuchDraft }
    return try JSONDecoder().decode(RequestContent.self, from: Data(try row.text("content").utf8))
  }

  /// Everything that a draft said, each version that differs from the one before once, the first first.
  func contents(of id: ID<Draft>) async throws -> [RequestContent] {
    let rows = try await database.rows(SQL("SELECT content FROM draftVersion WHERE draft = $1 ORDER BY version", [id.sql]))
    var texts: [String] = []
    for row in rows {
      let text = try row.text("content")
      if texts.last != text { texts.append(text) }
    }
    return try texts.map { try JSONDecoder().decode(RequestContent.self, from: Data($0.utf8)) }
  }

  /// One line of a draft's history.
  struct Version: Sendable {
    let number: Int
    let changedAt: Date
    let changedByName: String
    let event: String
    let section: DraftSection?
    /// Why an approver gave it back.
    let reason: String?
  }

  /// A draft's versions, the latest first.
  func versions(of id: ID<Draft>) async throws -> [Version] {
    let rows = try await database.rows(
      SQL(
        "SELECT version, changedAt, changedByName, event, section, reason FROM draftVersion WHERE draft = $1 ORDER BY version DESC",
        [id.sql]))
    return try rows.map {
      Version(
        number: try $0.integer("version"), changedAt: try $0.instant("changedAt"), changedByName: try $0.text("changedByName"),
        event: try $0.text("event"), section: try $0.optionalText("section").flatMap { DraftSection(rawValue: $0) },
        reason: try $0.optionalText("reason"))
    }
  }

  /// One line of the list of drafts.
  struct Line: Sendable {
    let id: ID<Draft>
    let version: Int
    let stage: Draft.Stage.Code
    let kind: RequestKind
    let requestedState: StateCode?
    let reference: String?
    let startedBy: String
    let changedAt: Date
    let changedByName: String
  }

  /// The drafts at some stages, the latest change first.
  func lines(at stages: [Draft.Stage.Code], limit: Int, from offset: Int = 0) async throws -> [Line] {
    let places = stages.indices.map { "$\($0 + 3)" }.joined(separator: ", ")
    let rows = try await database.rows(
      SQL(
        """
        SELECT id, version, stage, kind, requestedState, reference, startedBy, changedAt, changedByName FROM draft
        WHERE stage IN (\(places)) ORDER BY changedAt DESC, id LIMIT $1 OFFSET $2
        """, [limit.sql, offset.sql] + stages.map(\.rawValue.sql)))
    return try rows.map { row in
      guard let id = ID<Draft>(try row.text("id")), let stage = Draft.Stage.Code(rawValue: try row.text("stage")),
        let kind = RequestKind(rawValue: try row.text("kind"))
      else { throw CannotChange.noSuchDraft }
      return Line(
        id: id, version: try row.integer("version"), stage: stage, kind: kind,
        requestedState: try row.optionalText("requestedState").flatMap { StateCode($0) }, reference: try row.optionalText("reference"),
        startedBy: try row.text("startedBy"), changedAt: try row.instant("changedAt"), changedByName: try row.text("changedByName"))
    }
  }

  /// How many drafts stand at each stage.
  func counts() async throws -> [Draft.Stage.Code: Int] {
    let rows = try await database.rows(SQL("SELECT stage, COUNT(*) AS count FROM draft GROUP BY stage"))
    let pairs = try rows.compactMap { row in
      try Draft.Stage.Code(rawValue: row.text("stage")).map { ($0, try row.integer("count")) }
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }
}

extension DraftStore {
  /// Writes what was decided: the row, a new version, the facts, all of it or nothing.
  /// - Parameter version: the version that the decision was made on; `nil` for a new draft.
  /// - Throws: `StaleWrite` when the draft has another version by now.
  @discardableResult
  func commit(
    _ decision: DraftDecision, over version: Int?, by officer: ActingOfficer, at instant: Date, with file: File? = nil
  ) async throws -> Int {
    let draft = decision.state
    let next = (version ?? 0) + 1
    let entry = try Self.json(draft)
    let values: [SQLValue] = [
      draft.id.sql, next.sql, draft.stage.code.rawValue.sql, draft.content.requestedState.sql,
      draft.content.reference.map(Self.column) ?? .null,
      draft.startedBy.id.sql, instant.sql, officer.id.sql, officer.name.sql, entry.sql,
      draft.content.kind.rawValue.sql,
    ]
    let row: SQL
    if let version {
      row = SQL(
        """
        UPDATE draft SET version = $2, stage = $3, requestedState = $4, reference = $5, startedBy = $6, changedAt = $7, changedBy = $8,
        changedByName = $9, entry = $10, kind = $11 WHERE id = $1 AND version = $12
        """, values + [version.sql], mustChange: 1)
    } else {
      row = SQL(
        """
        INSERT INTO draft (id, version, stage, requestedState, reference, startedBy, changedAt, changedBy, changedByName, entry, kind)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """, values)
    }
    let history = SQL(
      """
      INSERT INTO draftVersion (draft, version, changedAt, changedBy, changedByName, event, section, content, reason)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      """,
      [
        draft.id.sql, next.sql, instant.sql, officer.id.sql, officer.name.sql, (decision.events.first?.name ?? "").sql,
        decision.events.first?.section?.rawValue.sql ?? .null, try Self.json(draft.content).sql,
        // The draft forgets the reason when it is handed over again; its history must not.
        decision.events.contains(.returned) ? draft.returned.map { Self.column($0.reason) } ?? .null : .null,
      ])
    let events = decision.events.map { event in
      NewEvent(
        EventKind(rawValue: "writing.\(event.name)"), of: EventSubject("draft", draft.id.description), at: instant,
        by: .officer(officer.id),
        facts: event.facts.merging(["version": .integer(next)]) { $1 })
    }
    try await database.commit(
      Commit([row, history] + inheriting(decision) + (file.map { [writing($0, of: draft.id)] } ?? []), events: events))
    return next
  }

  /// A file that the program made for a draft.
  struct File: Sendable {
    let sha256: String
    let name: String
    let mediaType: String
    let bytes: Data
  }

  private func writing(_ file: File, of id: ID<Draft>) -> SQL {
    SQL(
      """
      INSERT INTO draftFile (draft, sha256, fileName, mediaType, bytes) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (draft, sha256) DO NOTHING
      """, [id.sql, file.sha256.sql, file.name.sql, file.mediaType.sql, file.bytes.sql])
  }

  /// Text for a column of its own; a NUL, which one of the databases cannot keep, is shown as what it is: unreadable.
  private static func column(_ text: String) -> SQLValue { text.replacing("\0", with: "\u{FFFD}").sql }

  /// A file of a draft; copies and supplements have their own.
  func file(_ sha256: String, of id: ID<Draft>) async throws -> File? {
    let row = try await database.row(
      SQL("SELECT fileName, mediaType, bytes FROM draftFile WHERE draft = $1 AND sha256 = $2", [id.sql, sha256.sql]))
    return try row.map {
      File(sha256: sha256, name: try $0.text("fileName"), mediaType: try $0.text("mediaType"), bytes: try $0.blob("bytes"))
    }
  }

  /// Notes that an officer has a section open.
  func open(_ section: DraftSection, of id: ID<Draft>, by officer: ActingOfficer, at instant: Date) async throws {
    let opening = SQL(
      """
      INSERT INTO draftOpening (draft, section, officer, officerName, openedAt) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (draft, section, officer) DO UPDATE SET officerName = excluded.officerName, openedAt = excluded.openedAt
      """, [id.sql, section.rawValue.sql, officer.id.sql, officer.name.sql, instant.sql])
    // On a full disk a section can still be read.
    do { _ = try await database.change(opening) } catch is DatabaseFull {}
  }

  /// The sections that anybody has opened.
  func openedSections(of id: ID<Draft>) async throws -> Set<DraftSection> {
    let rows = try await database.rows(SQL("SELECT DISTINCT section FROM draftOpening WHERE draft = $1", [id.sql]))
    return Set(try rows.compactMap { DraftSection(rawValue: try $0.text("section")) })
  }

  /// An officer at work in a section.
  struct Opening: Sendable {
    let draft: ID<Draft>
    let section: DraftSection
    let name: String
    let at: Date
  }

  /// Where other officers have been at work since an instant: of each, in each draft, the section opened last.
  func atWork(except officer: ActingOfficer, since: Date) async throws -> [Opening] {
    let rows = try await database.rows(
      SQL(
        """
        SELECT draft, section, officer, officerName, openedAt FROM draftOpening
        WHERE officer <> $1 AND openedAt > $2 ORDER BY openedAt DESC, section
        """, [officer.id.sql, since.sql]))
    var seen: Set<[String]> = []
    return try rows.compactMap { row in
      guard let draft = ID<Draft>(try row.text("draft")), let section = DraftSection(rawValue: try row.text("section")),
        seen.insert([draft.description, try row.text("officer")]).inserted
      else { return nil }
      return Opening(draft: draft, section: section, name: try row.text("officerName"), at: try row.instant("openedAt"))
    }
  }

  /// Who else has opened a section since an instant.
  func others(than officer: ActingOfficer, in section: DraftSection, of id: ID<Draft>, since: Date) async throws -> [(
    name: String, at: Date
  )] {
    try await database.rows(
      SQL(
        """
        SELECT officerName, openedAt FROM draftOpening
        WHERE draft = $1 AND section = $2 AND officer <> $3 AND openedAt > $4 ORDER BY openedAt DESC
        """, [id.sql, section.rawValue.sql, officer.id.sql, since.sql])
    ).map { (try $0.text("officerName"), try $0.instant("openedAt")) }
  }

  private static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
