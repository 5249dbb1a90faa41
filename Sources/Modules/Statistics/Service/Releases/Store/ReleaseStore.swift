// SPDX-License-Identifier: Apache-2.0
import Crypto
import Foundation
import Kernel
import StatisticsRules
import Storage
import Synchronization

/// A release as it was published.
struct PublishedRelease: Sendable {
  let content: ReleaseContent
  /// The bytes that were published.
  let bytes: Data
  /// The digest of the bytes, hexadecimal.
  let digest: String
}

/// One line of the list of releases.
struct ReleaseLine: Sendable {
  let name: ReleaseName
  let releasedOn: CalendarDay
  /// The release that it takes the place of.
  let revises: String?
  /// The release that takes its place.
  let revisedBy: String?
}

/// Keeps drafts, what was published, and consents.
struct ReleaseStore: Sendable {
  let database: any Database
  private let kept = KeptReleases()

  init(database: any Database) { self.database = database }

  // MARK: What was published

  /// What was published under a name; the bytes are compared with their digest when they are first read.
  /// - Throws: ``CannotRelease/noSuchRelease``, ``CannotRelease/contentDamaged``.
  func published(_ name: ReleaseName) async throws -> PublishedRelease {
    if let known = kept[name.text] { return known }
    let query = SQL("SELECT digest, content FROM statisticsReleaseContent WHERE name = $1", [name.text.sql])
    guard let row = try await database.row(query) else { throw CannotRelease.noSuchRelease }
    let release = try Self.read(row)
    kept.keep(release)
    return release
  }

  private static func read(_ row: SQLRow) throws -> PublishedRelease {
    let bytes = Data(try row.text("content").utf8)
    let digest = try row.text("digest")
    guard Self.digest(of: bytes) == digest, let content = try? JSONDecoder().decode(ReleaseContent.self, from: bytes) else {
      throw CannotRelease.contentDamaged
    }
    return PublishedRelease(content: content, bytes: bytes, digest: digest)
  }

  /// A page of releases, the newest first.
  func list(after last: (day: CalendarDay, name: String)?, limit: Int) async throws -> [ReleaseLine] {
    // One branch for each way, so that both go by the index.
    let place = last.map { _ in "WHERE (c.releasedOn, c.name) < ($2, $3)" } ?? ""
    let values: [SQLValue] = [limit.sql] + (last.map { [$0.day.sql, $0.name.sql] } ?? [])
    return try await database.rows(
      SQL(
        """
        SELECT c.name, c.releasedOn, c.revises, (SELECT n.name FROM statisticsReleaseContent n WHERE n.revises = c.name) AS revisedBy
        FROM statisticsReleaseContent c \(place) ORDER BY c.releasedOn DESC, c.name DESC LIMIT $1
        """, values)
    ).map { row in
      ReleaseLine(
        name: try row.value("name") { ReleaseName($0) }, releasedOn: try row.value("releasedOn") { CalendarDay($0) },
        revises: try row.optionalText("revises"), revisedBy: try row.optionalText("revisedBy"))
    }
  }

  /// The release that takes the place of another; `nil` where none does.
  func revision(of name: ReleaseName) async throws -> ReleaseName? {
    try await database.row(SQL("SELECT name FROM statisticsReleaseContent WHERE revises = $1", [name.text.sql]))
      .flatMap { ReleaseName(try $0.text("name")) }
  }

  /// Everything that was published, in parts, for those who judge a new release beside it.
  func everything() async throws -> [(digest: String, content: ReleaseContent)] {
    var found: [(digest: String, content: ReleaseContent)] = []
    var last: (day: CalendarDay, name: String)?
    while true {
      let lines = try await list(after: last, limit: 50)
      for line in lines {
        let release = try await published(line.name)
        found.append((release.digest, release.content))
      }
      guard lines.count == 50, let end = lines.last else { return found }
      last = (end.releasedOn, end.name.text)
    }
  }

  // MARK: Drafts

  /// A draft with its version.
  /// - Throws: ``CannotRelease/noSuchRelease``; ``CannotRelease/isPublished`` when it is one no more.
  func draft(_ name: ReleaseName) async throws -> Versioned<ReleaseDraft> {
    let query = SQL("SELECT draft, version, stage FROM statisticsRelease WHERE name = $1", [name.text.sql])
    guard let row = try await database.row(query) else { throw CannotRelease.noSuchRelease }
    guard let text = try row.optionalText("draft") else { throw CannotRelease.isPublished }
    return Versioned(try JSONDecoder().decode(ReleaseDraft.self, from: Data(text.utf8)), version: try row.integer("version"))
  }

  /// A page of drafts by name.
  func drafts(after last: String, limit: Int) async throws -> [ReleaseDraft] {
    try await database.rows(
      SQL("SELECT draft FROM statisticsRelease WHERE stage = 'draft' AND name > $1 ORDER BY name LIMIT $2", [last.sql, limit.sql])
    ).map { try JSONDecoder().decode(ReleaseDraft.self, from: Data(try $0.text("draft").utf8)) }
  }

  /// Keeps a new draft.
  /// - Throws: ``CannotRelease/nameTaken``.
  func add(_ draft: ReleaseDraft, by actor: EventActor, at instant: Date) async throws {
    let row = SQL(
      "INSERT INTO statisticsRelease (id, name, stage, version, changedAt, draft) VALUES ($1, $2, 'draft', 1, $3, $4)",
      [draft.id.sql, draft.name.text.sql, instant.sql, try Self.json(draft).sql])
    let event = NewEvent(
      "statistics.releaseDrafted", of: Self.subject(draft), at: instant, by: actor, facts: Self.facts(of: draft, version: 1))
    do {
      try await database.commit(Commit([row], events: [event]))
    } catch is UniqueViolation {
      throw CannotRelease.nameTaken
    }
  }

  /// Keeps a draft over the version that was read.
  /// - Throws: ``CannotRelease/changedSinceSeen``.
  func keep(_ draft: ReleaseDraft, over version: Int, as kind: EventKind, by actor: EventActor, at instant: Date) async throws {
    let row = SQL(
      "UPDATE statisticsRelease SET version = $2, changedAt = $3, draft = $4 WHERE id = $1 AND version = $5 AND stage = 'draft'",
      [draft.id.sql, (version + 1).sql, instant.sql, try Self.json(draft).sql, version.sql], mustChange: 1)
    let event = NewEvent(kind, of: Self.subject(draft), at: instant, by: actor, facts: Self.facts(of: draft, version: version + 1))
    do { try await database.commit(Commit([row], events: [event])) } catch is StaleWrite { throw CannotRelease.changedSinceSeen }
  }

  /// Gives a draft up: nothing of it stays but that it was there.
  /// - Throws: ``CannotRelease/changedSinceSeen``.
  func discard(_ draft: ReleaseDraft, over version: Int, by actor: EventActor, at instant: Date) async throws {
    let row = SQL(
      "DELETE FROM statisticsRelease WHERE id = $1 AND version = $2 AND stage = 'draft'", [draft.id.sql, version.sql], mustChange: 1)
    let event = NewEvent("statistics.releaseDiscarded", of: Self.subject(draft), at: instant, by: actor)
    do { try await database.commit(Commit([row], events: [event])) } catch is StaleWrite { throw CannotRelease.changedSinceSeen }
  }

  /// Publishes: the bytes are kept with their digest, and the draft with its figures goes.
  /// - Throws: ``CannotRelease/changedSinceSeen``; ``CannotRelease/isRevised`` when another took the old one's place meanwhile.
  func publish(_ content: ReleaseContent, of draft: ReleaseDraft, over version: Int, by actor: EventActor, at instant: Date) async throws {
    let bytes = try Self.json(content)
    let digest = Self.digest(of: Data(bytes.utf8))
    let statements = [
      SQL(
        "UPDATE statisticsRelease SET stage = 'published', version = $2, changedAt = $3, draft = NULL WHERE id = $1 AND version = $4",
        [draft.id.sql, (version + 1).sql, instant.sql, version.sql], mustChange: 1),
      SQL(
        "INSERT INTO statisticsReleaseContent (release, name, releasedOn, digest, content, revises) VALUES ($1, $2, $3, $4, $5, $6)",
        [draft.id.sql, content.name.text.sql, content.releasedOn.sql, digest.sql, bytes.sql, (content.revises?.name.text).sql]),
    ]
    let event = NewEvent(
      "statistics.releasePublished", of: Self.subject(draft), at: instant, by: actor,
      facts: ["digest": .text(digest), "name": .text(content.name.text), "tables": .integer(content.tables.count)])
    do {
      try await database.commit(Commit(statements, events: [event]))
    } catch is StaleWrite {
      throw CannotRelease.changedSinceSeen
    } catch is UniqueViolation {
      throw CannotRelease.isRevised
    }
  }

  private static func subject(_ draft: ReleaseDraft) -> EventSubject { EventSubject("statisticsRelease", draft.id.description) }

  private static func facts(of draft: ReleaseDraft, version: Int) -> [String: EventValue] {
    [
      "name": .text(draft.name.text), "version": .integer(version), "states": .list(draft.sources.map(\.reporter.code)),
      "threshold": .integer(draft.threshold),
    ]
  }

  // MARK: Consents

  /// All consents, by State: each State gives a few.
  func agreements() async throws -> [PairAgreement] {
    var found: [PairAgreement] = []
    var last: (state: String, id: String) = ("", "")
    while true {
      let rows = try await database.rows(
        SQL(
          "SELECT entry FROM statisticsPairConsent WHERE (state, id) > ($1, $2) ORDER BY state, id LIMIT 200",
          [last.state.sql, last.id.sql]))
      found += try rows.map { try JSONDecoder().decode(PairAgreement.self, from: Data(try $0.text("entry").utf8)) }
      guard rows.count == 200, let end = found.last else { return found }
      last = (end.state.code, end.id.description)
    }
  }

  /// Records a consent.
  func record(_ agreement: PairAgreement, by actor: EventActor, at instant: Date) async throws {
    let row = SQL(
      "INSERT INTO statisticsPairConsent (id, state, version, entry) VALUES ($1, $2, 1, $3)",
      [agreement.id.sql, agreement.state.sql, try Self.json(agreement).sql])
    try await database.commit(Commit([row], events: [Self.event("statistics.consentRecorded", agreement, actor, instant)]))
  }

  /// Records that a consent ends.
  /// - Throws: ``CannotRelease/noSuchConsent``, ``CannotRelease/consentEnded``.
  func withdraw(_ id: ID<PairAgreement>, on day: CalendarDay, by actor: EventActor, at instant: Date) async throws {
    let query = SQL("SELECT entry, version FROM statisticsPairConsent WHERE id = $1", [id.sql])
    guard let row = try await database.row(query) else { throw CannotRelease.noSuchConsent }
    let agreement = try JSONDecoder().decode(PairAgreement.self, from: Data(try row.text("entry").utf8)).withdrawn(on: day)
    let version = try row.integer("version")
    let change = SQL(
      "UPDATE statisticsPairConsent SET version = $2, entry = $3 WHERE id = $1 AND version = $4",
      [id.sql, (version + 1).sql, try Self.json(agreement).sql, version.sql], mustChange: 1)
    do {
      try await database.commit(Commit([change], events: [Self.event("statistics.consentWithdrawn", agreement, actor, instant)]))
    } catch is StaleWrite {
      throw CannotRelease.consentEnded
    }
  }

  private static func event(_ kind: EventKind, _ agreement: PairAgreement, _ actor: EventActor, _ instant: Date) -> NewEvent {
    NewEvent(
      kind, of: EventSubject("statisticsPairConsent", agreement.id.description), at: instant, by: actor,
      facts: ["state": .text(agreement.state.code), "partner": .text(agreement.partner?.code ?? "")])
  }

  // MARK: Bytes

  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func digest(of bytes: Data) -> String {
    let hex = Array("0123456789abcdef")
    return String(SHA256.hash(data: bytes).flatMap { [hex[Int($0 >> 4)], hex[Int($0 & 15)]] })
  }
}

/// Releases that were read already: they never change.
private final class KeptReleases: Sendable {
  private let known = Mutex<[String: PublishedRelease]>([:])
  /// Enough for what readers look at in a week.
  private static let most = 64

  subscript(name: String) -> PublishedRelease? { known.withLock { $0[name] } }

  func keep(_ release: PublishedRelease) {
    known.withLock {
      if $0.count >= Self.most { $0.removeAll() }
      $0[release.content.name.text] = release
    }
  }
}
