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

extension Overview: LogView {
  func with(_ changed: [String: Set<String>], of database: any Database, head: Int) async throws -> Overview {
    let store = MeetingsStore(database: database)
    func now<Thing: Kept>(_ type: Thing.Type) async throws -> [Versioned<Thing>] {
      try await store.things(Thing.self, changed[Thing.table] ?? [])
    }
    return with(
      News(
        head: head, bodies: try await now(Body.self).map(\.value), meetings: try await now(Meeting.self).map { MeetingLine($0.value) },
        documents: try await now(MeetingDocument.self), mandates: try await now(Mandate.self).map(\.value)))
  }

  static func whole(of database: any Database, head: Int) async throws -> Overview {
    var news = News(head: head)
    try await each(Body.self, database) { news.bodies.append($0.value) }
    try await each(Meeting.self, database) { news.meetings.append(MeetingLine($0.value)) }
    try await each(MeetingDocument.self, database) { news.documents.append($0) }
    try await each(Mandate.self, database) { news.mandates.append($0.value) }
    return Overview().with(news)
  }

  private static func each<Thing: Kept>(_: Thing.Type, _ database: any Database, _ take: (Versioned<Thing>) -> Void) async throws {
    try await database.each("entry, version", of: Thing.table) { take(try KeptEntry.versioned($0)) }
  }
}

extension MeetingsStore {
  /// The overview with everything that was committed before the call.
  func overview() async throws -> Overview { try await overviews.current(database) }
}
