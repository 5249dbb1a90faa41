// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import Localisation
import MeetingsRules

/// All mandates by their short names, with everything that their lists and pages name.
struct MandateRegister: Sendable {
  /// A mandate with what lists ask of it.
  struct Entry: Sendable {
    let mandate: Mandate
    /// Whether public pages may tell of it: a document that is not restricted gives it.
    let isPublic: Bool
    /// By what it is found: its task in all languages, its short name, its source.
    let search: SearchKey
  }

  /// What a reader may choose from to find mandates: only what some mandate has.
  struct Choices: Sendable {
    var addressees: [Body] = []
    var givers: [Body] = []
    /// Those that are not restricted.
    var sources: [MeetingDocument] = []
    var meetings: [MeetingLine] = []
  }

  private(set) var entries: [Entry] = []
  private(set) var choices = Choices()
  private var named = Named()
  private var shelf = DocumentShelf()
  private var places: [ID<Mandate>: Int] = [:]

  /// Takes in mandates that are new or have changed, and what they name.
  /// - Parameter sources: documents that have changed; what they give is found by other names now.
  mutating func take(_ mandates: [Mandate], on shelf: DocumentShelf, sources: Set<ID<MeetingDocument>>) {
    self.shelf = shelf
    let new = Set(mandates.map(\.id))
    let given = sources.isEmpty ? [] : entries.map(\.mandate).filter { sources.contains($0.source) && !new.contains($0.id) }
    let changed = mandates + given
    defer { choose() }
    guard !changed.isEmpty else { return }
    let replaced = Set(changed.map(\.id))
    entries.put(changed.map { entry(of: $0) }, inPlaceOf: { replaced.contains($0.mandate.id) }) { left, right in
      let (one, other) = (left.mandate, right.mandate)
      return one.mark == other.mark ? one.id < other.id : one.mark < other.mark
    }
    places = Dictionary(entries.enumerated().map { ($1.mandate.id, $0) }) { first, _ in first }
    named = Named(entries)
  }

  private func entry(of mandate: Mandate) -> Entry {
    let source = shelf[mandate.source]?.document
    let texts =
      Language.allCases.compactMap { mandate.task[$0] } + [mandate.mark.text] + [source?.symbol, source?.alias].compactMap(\.self)
    return Entry(mandate: mandate, isPublic: source?.isPublic ?? false, search: SearchKey(texts))
  }

  private mutating func choose() {
    choices = Choices(
      addressees: named.addressees.compactMap { bodies[$0] }.sorted { $0.mark < $1.mark },
      givers: named.givers.compactMap { bodies[$0] }.sorted { $0.mark < $1.mark },
      sources: named.sources.compactMap { document($0) }.filter(\.isPublic).sorted { $0.mark < $1.mark },
      meetings: meetings.values.filter { meeting in
        named.meetings.contains(meeting.id) || meeting.items.contains { named.items.contains($0.id) }
      }.sorted { $0.mark < $1.mark })
  }

  var bodies: [ID<Body>: Body] { shelf.bodies }
  var meetings: [ID<Meeting>: MeetingLine] { shelf.meetings }

  subscript(id: ID<Mandate>) -> Entry? { places[id].map { entries[$0] } }

  func document(_ id: ID<MeetingDocument>) -> MeetingDocument? { shelf[id]?.document }

  /// When meetings end.
  var lastDays: [ID<Meeting>: CalendarDay] { meetings.mapValues(\.lastDay) }
}

/// What mandates name, gathered once for all filters.
private struct Named: Sendable {
  var addressees: Set<ID<Body>> = []
  var givers: Set<ID<Body>> = []
  var sources: Set<ID<MeetingDocument>> = []
  var items: Set<ID<AgendaItem>> = []
  var meetings: Set<ID<Meeting>> = []

  init() {}

  init(_ entries: [MandateRegister.Entry]) {
    for entry in entries {
      let mandate = entry.mandate
      if let addressee = mandate.addressee { addressees.insert(addressee) }
      givers.insert(mandate.givenBy)
      sources.insert(mandate.source)
      items.formUnion(mandate.statedUnder)
      meetings.insert(mandate.recordedFor)
      if let given = mandate.givenAt { meetings.insert(given) }
    }
  }
}
