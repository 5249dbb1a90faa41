// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules
import Storage

/// All documents in the order of their symbols, with what lists and pages say of them.
struct DocumentShelf: Sendable {
  /// A document with what it stands in.
  struct Entry: Sendable {
    let document: MeetingDocument
    let version: Int
    let symbol: DocumentSymbol?
    let meeting: Meeting?
    let body: Body?
    let year: Int?
    /// The folded pieces by which it is found, in all six languages.
    let tokens: [String]
  }

  /// An item that lists or cites a document.
  struct Listing: Sendable {
    let meeting: Meeting
    let item: AgendaItem
    let isCited: Bool
  }

  let entries: [Entry]
  let bodies: [ID<Body>: Body]
  let meetings: [ID<Meeting>: Meeting]
  private let places: [ID<MeetingDocument>: Int]
  private let listings: [ID<MeetingDocument>: [Listing]]

  init(documents: [Versioned<MeetingDocument>], meetings: [Meeting], bodies: [Body]) {
    self.bodies = Dictionary(bodies.map { ($0.id, $0) }) { first, _ in first }
    self.meetings = Dictionary(meetings.map { ($0.id, $0) }) { first, _ in first }
    entries = documents.map { [bodies = self.bodies, meetings = self.meetings] in Entry($0, meetings, bodies) }.sorted(by: Entry.isBefore)
    places = Dictionary(entries.enumerated().map { ($1.document.id, $0) }) { first, _ in first }
    var listings: [ID<MeetingDocument>: [Listing]] = [:]
    for meeting in meetings {
      for item in meeting.items {
        for document in item.documents { listings[document, default: []].append(Listing(meeting: meeting, item: item, isCited: false)) }
        for document in item.cited { listings[document, default: []].append(Listing(meeting: meeting, item: item, isCited: true)) }
      }
    }
    self.listings = listings
  }

  subscript(id: ID<MeetingDocument>) -> Entry? { places[id].map { entries[$0] } }

  /// The items that list or cite a document, in the order of the meetings.
  func listings(of id: ID<MeetingDocument>) -> [Listing] { listings[id] ?? [] }

  /// Documents of the same base that the document does something to, or that do something to it.
  func relations(of entry: Entry) -> (to: [(DocumentSymbol.Relation, Entry)], from: [(DocumentSymbol.Relation, Entry)]) {
    guard let symbol = entry.symbol else { return ([], []) }
    let others = entries.filter { $0.document.id != entry.document.id && $0.symbol?.base == symbol.base }
    return (
      others.compactMap { other in other.symbol.flatMap { symbol.relation(to: $0) }.map { ($0, other) } },
      others.compactMap { other in other.symbol?.relation(to: symbol).map { ($0, other) } }
    )
  }

  /// The body whose document it is.
  func body(of document: MeetingDocument) -> Body? {
    (document.body ?? document.meeting.flatMap { meetings[$0]?.body }).flatMap { bodies[$0] }
  }
}

extension DocumentShelf.Entry {
  fileprivate init(_ kept: Versioned<MeetingDocument>, _ meetings: [ID<Meeting>: Meeting], _ bodies: [ID<Body>: Body]) {
    let document = kept.value
    self.document = document
    version = kept.version
    symbol = document.symbol.flatMap { DocumentSymbol($0) }
    let meeting = document.meeting.flatMap { meetings[$0] }
    self.meeting = meeting
    body = (document.body ?? meeting?.body).flatMap { bodies[$0] }
    let ofSymbol: Int? = if case .year(let year) = symbol?.period { year } else { nil }
    year = ofSymbol ?? (document.issuedOn ?? document.decidedOn ?? meeting?.days.first)?.parts.year
    let texts = [document.citation ?? ""] + Language.allCases.compactMap { document.title[$0] }
    tokens = texts.flatMap { SearchText.tokens($0) }
  }

  /// Documents with a symbol in the order of the grammar, then the others by what they are called.
  fileprivate static func isBefore(_ left: Self, _ right: Self) -> Bool {
    switch (left.symbol, right.symbol) {
    case (let one?, let other?): one != other ? one < other : left.document.mark < right.document.mark
    case (_?, nil): true
    case (nil, _?): false
    case (nil, nil):
      (left.document.citation ?? "\u{FFFF}", left.document.mark) < (right.document.citation ?? "\u{FFFF}", right.document.mark)
    }
  }
}

/// The shelf as it is now; read again only after something was recorded.
actor DocumentShelves {
  private let store: MeetingsStore
  private var head = -1
  private var shelf: DocumentShelf?

  init(store: MeetingsStore) { self.store = store }

  func current() async throws -> DocumentShelf {
    let head = try await store.database.row(SQL("SELECT next FROM eventHead WHERE id = 1"))?.integer("next") ?? 0
    if let shelf, head == self.head { return shelf }
    let answers = try await store.database.rows(of: [
      SQL("SELECT entry, version FROM meetingDocument"), SQL("SELECT entry FROM meeting ORDER BY firstDay, id"),
    ])
    let fresh = DocumentShelf(
      documents: try answers[0].map { try MeetingsStore.versioned($0) }, meetings: try answers[1].map { try MeetingsStore.read($0) },
      bodies: try await store.bodies())
    if head >= self.head { (self.head, shelf) = (head, fresh) }
    return fresh
  }
}
