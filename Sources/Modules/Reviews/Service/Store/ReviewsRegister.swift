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

extension ReviewsRegister: LogView {
  func with(_ changed: [String: Set<String>], of database: any Database, head: Int) async throws -> ReviewsRegister {
    with(try await ReviewsStore(database: database).records(changed[ReviewRecord.table] ?? []), head: head)
  }

  static func whole(of database: any Database, head: Int) async throws -> ReviewsRegister {
    var records: [Versioned<ReviewRecord>] = []
    try await database.each("kind, entry, version", of: ReviewRecord.table) { row in
      let record = try RecordEntry.versioned(row)
      records.append(Versioned(record.value.withoutText, version: record.version))
    }
    return ReviewsRegister().with(records, head: head)
  }
}
