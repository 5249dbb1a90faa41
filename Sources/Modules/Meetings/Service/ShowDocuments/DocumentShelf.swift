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
    private(set) var meeting: MeetingLine?
    private(set) var body: Body?
    private(set) var year: Int?
    /// By what it is found, in all six languages.
    let search: SearchKey
  }

  /// An item that lists or cites a document.
  struct Listing: Sendable {
    let meeting: ID<Meeting>
    let item: ID<AgendaItem>
    let isCited: Bool
  }

  /// What a reader may choose from to find documents.
  struct Choices: Sendable {
    var bodies: [Body] = []
    var meetings: [MeetingLine] = []
    /// The latest first.
    var years: [Int] = []
  }

  private(set) var entries: [Entry] = []
  private(set) var bodies: [ID<Body>: Body] = [:]
  private(set) var meetings: [ID<Meeting>: MeetingLine] = [:]
  /// What everybody can choose, of which nothing tells of a restricted document.
  private(set) var publicChoices = Choices()
  /// What officers can choose.
  private(set) var choices = Choices()
  private(set) var isAllPublic = true
  private var places: [ID<MeetingDocument>: Int] = [:]
  private var listings: [ID<MeetingDocument>: [Listing]] = [:]

  /// Takes in bodies and meetings that are new or have changed.
  /// - Parameter all: all meetings in the order of their days.
  mutating func take(_ bodies: [Body], _ meetings: [MeetingLine], among all: [MeetingLine]) {
    for body in bodies { self.bodies[body.id] = body }
    for meeting in meetings { self.meetings[meeting.id] = meeting }
    let changed = Set(meetings.map(\.id))
    for place in entries.indices where !bodies.isEmpty || entries[place].document.meeting.map(changed.contains) ?? false {
      entries[place].place(in: self.meetings, self.bodies)
    }
    list(all)
  }

  /// Takes in documents that are new or have changed.
  mutating func take(_ documents: [Versioned<MeetingDocument>]) {
    let new = Set(documents.map(\.value.id))
    entries.put(
      documents.map { Entry($0, meetings, bodies) }, inPlaceOf: { new.contains($0.document.id) }, before: Entry.isBefore)
    if !documents.isEmpty { places = Dictionary(entries.enumerated().map { ($1.document.id, $0) }) { first, _ in first } }
    isAllPublic = entries.allSatisfy(\.document.isPublic)
    choices = Choices(entries)
    publicChoices = isAllPublic ? choices : Choices(entries.filter(\.document.isPublic))
  }

  private mutating func list(_ meetings: [MeetingLine]) {
    listings = [:]
    for meeting in meetings {
      for item in meeting.items {
        for (documents, isCited) in [(item.documents, false), (item.cited, true)] {
          for document in documents {
            listings[document, default: []].append(Listing(meeting: meeting.id, item: item.id, isCited: isCited))
          }
        }
      }
    }
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

extension DocumentShelf.Choices {
  fileprivate init(_ entries: [DocumentShelf.Entry]) {
    var (seenBodies, seenMeetings, seenYears) = (Set<ID<Body>>(), Set<ID<Meeting>>(), Set<Int>())
    for entry in entries {
      if let body = entry.body, seenBodies.insert(body.id).inserted { bodies.append(body) }
      if let meeting = entry.meeting, seenMeetings.insert(meeting.id).inserted { meetings.append(meeting) }
      if let year = entry.year { seenYears.insert(year) }
    }
    bodies.sort { $0.mark < $1.mark }
    meetings.sort { $0.mark < $1.mark }
    years = seenYears.sorted(by: >)
  }
}

extension DocumentShelf.Entry {
  fileprivate init(_ kept: Versioned<MeetingDocument>, _ meetings: [ID<Meeting>: MeetingLine], _ bodies: [ID<Body>: Body]) {
    document = kept.value
    version = kept.version
    symbol = document.symbol.flatMap { DocumentSymbol($0) }
    search = SearchKey([kept.value.citation ?? ""] + Language.allCases.compactMap { kept.value.title[$0] })
    place(in: meetings, bodies)
  }

  /// Looks up the meeting and the body that it belongs to.
  fileprivate mutating func place(in meetings: [ID<Meeting>: MeetingLine], _ bodies: [ID<Body>: Body]) {
    meeting = document.meeting.flatMap { meetings[$0] }
    body = (document.body ?? meeting?.body).flatMap { bodies[$0] }
    let ofSymbol: Int? = if case .year(let year) = symbol?.period { year } else { nil }
    year = ofSymbol ?? (document.issuedOn ?? document.decidedOn ?? meeting?.days.first)?.parts.year
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
