// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import ReviewsRules
import Storage

/// All records without their words, as lists, filters and papers need them, as of one place in the event log.
struct ReviewsRegister: Sendable {
  /// A record with what a list knows of it.
  struct Entry: Sendable {
    let record: ReviewRecord
    let version: Int
    /// Whether everybody may see it now.
    var isOpen = false
  }

  private(set) var head = -1
  private var all: [String: Entry] = [:]
  private(set) var reviews: [ReviewSubject: Review] = [:]
  private var lists: [RecordKind: [Entry]] = [:]

  /// The records of a kind: findings by article, State and name, the others by State and name.
  func list(_ kind: RecordKind, restricted: Bool) -> [Entry] {
    let entries = lists[kind] ?? []
    return restricted ? entries : entries.filter(\.isOpen)
  }

  subscript(id: String) -> Entry? { all[id] }

  /// A record that the reader may see.
  func entry(_ kind: RecordKind, _ key: RecordKey, restricted: Bool) -> Entry? {
    all[ReviewRecord.id(kind, key)].flatMap { restricted || $0.isOpen ? $0 : nil }
  }

  func ground(of record: ReviewRecord) -> PublishingGround {
    PublishingGround(of: record, reviews: reviews) { key in
      if case .finding(let finding)? = all[ReviewRecord.id(.finding, key)]?.record { finding } else { nil }
    }
  }

  /// The same with what was recorded since; no record is ever taken away.
  func with(_ news: [Versioned<ReviewRecord>], head: Int) -> ReviewsRegister {
    var next = self
    next.head = head
    guard !news.isEmpty else { return next }
    for record in news { next.all[record.value.id] = Entry(record: record.value.withoutText, version: record.version) }
    next.reviews = [:]
    for case .review(let review) in next.all.values.map(\.record) { next.reviews[ReviewSubject(review.state, review.cycle)] = review }
    let known = next
    for (id, entry) in known.all { next.all[id]?.isOpen = entry.record.isOpen(known.ground(of: entry.record)) }
    next.lists = Dictionary(grouping: next.all.values) { $0.record.kind }.mapValues { $0.sorted { Self.isBefore($0.record, $1.record) } }
    return next
  }

  private static func isBefore(_ left: ReviewRecord, _ right: ReviewRecord) -> Bool {
    if let mine = left.article, let theirs = right.article, left.kind == .finding, mine != theirs { return mine < theirs }
    let (mine, theirs) = (left.state?.code ?? "", right.state?.code ?? "")
    return mine == theirs ? left.key < right.key : mine < theirs
  }
}

/// The register of a database, kept in memory: what was recorded since is read, and nothing else.
actor RegisterKeeper {
  private var known = ReviewsRegister()
  private var reading: Task<ReviewsRegister, any Error>?

  /// The register with everything that was committed before the call.
  func current(_ database: any Database) async throws -> ReviewsRegister {
    let head = try await Self.head(of: database)
    while known.head < head {
      // Whoever asks meanwhile waits for the same reading instead of beginning another one.
      let reading = self.reading ?? Task { [known] in try await Self.read(over: known, database) }
      self.reading = reading
      do {
        let fresh = try await reading.value
        if fresh.head > known.head { known = fresh }
        if self.reading == reading { self.reading = nil }
      } catch {
        if self.reading == reading { self.reading = nil }
        throw error
      }
    }
    return known
  }

  private static let headQuery = SQL("SELECT next FROM eventHead WHERE id = 1")

  private static func head(of database: any Database) async throws -> Int { try await database.row(headQuery)?.integer("next") ?? 0 }

  /// More changes than this are read faster with everything else.
  private static let many = 1000

  private static func read(over known: ReviewsRegister, _ database: any Database) async throws -> ReviewsRegister {
    guard known.head >= 0 else { return try await readAll(database) }
    let answers = try await database.rows(of: [
      headQuery,
      SQL(
        "SELECT subjectType, subjectId FROM event WHERE eventIndex >= $1 ORDER BY eventIndex LIMIT $2", [known.head.sql, (many + 1).sql]),
    ])
    guard answers[1].count <= many else { return try await readAll(database) }
    let ids = try answers[1].filter { try $0.text("subjectType") == "reviewRecord" }.map { try $0.text("subjectId") }
    let records = try await ReviewsStore(database: database).records(Set(ids))
    return known.with(records, head: try answers[0].first?.integer("next") ?? 0)
  }

  /// The event log's head is read first: what changes while the rest is read is read once more the next time.
  private static func readAll(_ database: any Database) async throws -> ReviewsRegister {
    let head = try await head(of: database)
    var records: [Versioned<ReviewRecord>] = []
    var last = ""
    while true {
      let rows = try await database.rows(
        SQL("SELECT id, kind, entry, version FROM reviewRecord WHERE id > $1 ORDER BY id LIMIT 500", [last.sql]))
      for row in rows {
        let record = try RecordEntry.versioned(row)
        records.append(Versioned(record.value.withoutText, version: record.version))
      }
      guard rows.count == 500, let row = rows.last else { break }
      last = try row.text("id")
    }
    return ReviewsRegister().with(records, head: head)
  }
}
