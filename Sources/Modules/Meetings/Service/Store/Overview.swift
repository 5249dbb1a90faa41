// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Storage

/// All bodies, meetings, documents and mandates as lists show and search them, as of one place in the event log.
struct Overview: Sendable {
  /// What has another version than an overview knows.
  struct News: Sendable {
    /// The number of the next event when it was read.
    var head: Int
    var bodies: [Body] = []
    var meetings: [MeetingLine] = []
    var documents: [Versioned<MeetingDocument>] = []
    var mandates: [Mandate] = []
  }

  private(set) var head = -1
  /// The head at which a body or a meeting was last seen to have changed.
  private(set) var placesHead = -1
  /// By their short names.
  private(set) var bodies: [Body] = []
  /// In the order of their days.
  private(set) var meetings: [MeetingLine] = []
  private(set) var shelf = DocumentShelf()
  private(set) var register = MandateRegister()

  /// The same with what was recorded since; nothing that is kept is ever taken away.
  func with(_ news: News) -> Overview {
    var next = self
    next.head = news.head
    if !news.bodies.isEmpty {
      let new = Set(news.bodies.map(\.id))
      next.bodies = (bodies.filter { !new.contains($0.id) } + news.bodies).sorted { $0.mark.text < $1.mark.text }
    }
    if !news.meetings.isEmpty {
      let new = Set(news.meetings.map(\.id))
      next.meetings = (meetings.filter { !new.contains($0.id) } + news.meetings).sorted { ($0.firstDay, $0.id) < ($1.firstDay, $1.id) }
    }
    if !news.bodies.isEmpty || !news.meetings.isEmpty { next.placesHead = news.head }
    let isPlacedAnew = !news.bodies.isEmpty || !news.meetings.isEmpty
    guard isPlacedAnew || !news.documents.isEmpty || !news.mandates.isEmpty else { return next }
    if isPlacedAnew { next.shelf.take(news.bodies, news.meetings, among: next.meetings) }
    if isPlacedAnew || !news.documents.isEmpty { next.shelf.take(news.documents) }
    next.register.take(news.mandates, on: next.shelf, sources: Set(news.documents.map(\.value.id)))
    return next
  }

  func meeting(_ mark: Mark) -> MeetingLine? { meetings.first { $0.mark == mark } }
}

extension Array {
  /// Puts elements into an array that is in order, in place of those that they replace.
  ///
  /// A few are put where they belong; for many the whole is put in order anew.
  mutating func put(_ new: [Element], inPlaceOf isReplaced: (Element) -> Bool, before isBefore: (Element, Element) -> Bool) {
    guard !new.isEmpty else { return }
    removeAll(where: isReplaced)
    guard new.count <= 32 else { return self = (self + new).sorted(by: isBefore) }
    for element in new {
      var (low, high) = (0, count)
      while low < high {
        let middle = (low + high) / 2
        if isBefore(self[middle], element) { low = middle + 1 } else { high = middle }
      }
      insert(element, at: low)
    }
  }
}

/// The overview of a database, kept in memory: what was recorded since is read, and nothing else.
actor OverviewKeeper {
  private var known = Overview()
  private var reading: Task<Overview, any Error>?

  /// The overview with everything that was committed before the call.
  func current(_ database: any Database) async throws -> Overview {
    let head = try await MeetingsStore.head(of: database)
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

  /// More changes than this are read faster with everything else.
  private static let many = 1000

  private static func read(over known: Overview, _ database: any Database) async throws -> Overview {
    guard known.head >= 0 else { return try await readAll(database) }
    let answers = try await database.rows(of: [MeetingsStore.headQuery, MeetingsStore.subjects(since: known.head, limit: many + 1)])
    guard answers[1].count <= many else { return try await readAll(database) }
    var keys: [String: Set<String>] = [:]
    for row in answers[1] { keys[try row.text("subjectType"), default: []].insert(try row.text("subjectId")) }
    let store = MeetingsStore(database: database)
    func changed<Thing: Kept>(_ type: Thing.Type) async throws -> [Versioned<Thing>] {
      try await store.things(Thing.self, keys[Thing.table] ?? [])
    }
    return known.with(
      Overview.News(
        head: try answers[0].first?.integer("next") ?? 0, bodies: try await changed(Body.self).map(\.value),
        meetings: try await changed(Meeting.self).map { MeetingLine($0.value) }, documents: try await changed(MeetingDocument.self),
        mandates: try await changed(Mandate.self).map(\.value)))
  }

  /// The event log's head is read first: what changes while the rest is read is read once more the next time.
  private static func readAll(_ database: any Database) async throws -> Overview {
    var news = Overview.News(head: try await MeetingsStore.head(of: database))
    try await each(Body.self, database) { news.bodies.append($0.value) }
    try await each(Meeting.self, database) { news.meetings.append(MeetingLine($0.value)) }
    try await each(MeetingDocument.self, database) { news.documents.append($0) }
    try await each(Mandate.self, database) { news.mandates.append($0.value) }
    return Overview().with(news)
  }

  /// All rows of a table, some hundred at a time, so that their texts are never in memory together.
  private static func each<Thing: Kept>(_: Thing.Type, _ database: any Database, _ take: (Versioned<Thing>) -> Void) async throws {
    var last = ""
    while true {
      let rows = try await database.rows(
        SQL("SELECT id, entry, version FROM \(Thing.table) WHERE id > $1 ORDER BY id LIMIT 500", [last.sql]))
      for row in rows { take(try MeetingsStore.versioned(row)) }
      guard rows.count == 500, let row = rows.last else { return }
      last = try row.text("id")
    }
  }
}

extension MeetingsStore {
  static let headQuery = SQL("SELECT next FROM eventHead WHERE id = 1")

  /// The number of the next event: as long as it is the same, nothing was recorded.
  static func head(of database: any Database) async throws -> Int { try await database.row(headQuery)?.integer("next") ?? 0 }

  /// What events since then are about.
  static func subjects(since head: Int, limit: Int) -> SQL {
    SQL("SELECT subjectType, subjectId FROM event WHERE eventIndex >= $1 ORDER BY eventIndex LIMIT $2", [head.sql, limit.sql])
  }

  /// The overview with everything that was committed before the call.
  func overview() async throws -> Overview { try await overviews.current(database) }
}
