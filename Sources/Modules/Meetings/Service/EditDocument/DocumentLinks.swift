// SPDX-License-Identifier: Apache-2.0
import Foundation
import Kernel
import MeetingsRules
import Storage
import Web

/// Which items list and cite a document, as the boxes of its form: each box is decided by itself, so that two officers never undo each other.
struct DocumentLinks: Sendable, Equatable {
  let listed: Set<String>
  let cited: Set<String>

  init(listed: Set<String>, cited: Set<String>) {
    self.listed = listed
    self.cited = cited
  }

  /// As they are kept.
  init(_ document: ID<MeetingDocument>, _ shelf: DocumentShelf) {
    let listings = shelf.listings(of: document)
    listed = Set(listings.filter { !$0.isCited }.map(\.item.description))
    cited = Set(listings.filter(\.isCited).map(\.item.description))
  }

  /// As they were ticked.
  init(ticked form: FormData) {
    listed = Set(form.all("listed"))
    cited = Set(form.all("cited"))
  }

  /// As the form was opened with.
  init(seen form: FormData) {
    listed = Set(form.raw("seenListed").split(separator: ",").map(String.init))
    cited = Set(form.raw("seenCited").split(separator: ",").map(String.init))
  }

  /// The meetings that a form offers items of: the document's own, and those that list or cite it already.
  static func meetings(of document: MeetingDocument?, meeting: ID<Meeting>?, _ shelf: DocumentShelf) -> [ID<Meeting>] {
    var ids = [meeting].compactMap(\.self)
    if let document { ids += shelf.listings(of: document.id).map(\.meeting) }
    var seen: Set<ID<Meeting>> = []
    return ids.filter { seen.insert($0).inserted && shelf.meetings[$0] != nil }
  }

  /// A meeting with the links that were changed on the form changed in it, and all others as they are; `nil` when none was.
  func changing(_ meeting: Meeting, for document: ID<MeetingDocument>, seen: DocumentLinks) -> Meeting? {
    var changed = meeting
    for place in changed.items.indices {
      let item = changed.items[place].id.description
      if listed.contains(item) != seen.listed.contains(item) {
        Self.set(document, in: &changed.items[place].documents, listed.contains(item))
      }
      if cited.contains(item) != seen.cited.contains(item) { Self.set(document, in: &changed.items[place].cited, cited.contains(item)) }
    }
    return changed == meeting ? nil : changed
  }

  private static func set(_ document: ID<MeetingDocument>, in documents: inout [ID<MeetingDocument>], _ isIn: Bool) {
    if !isIn { documents.removeAll { $0 == document } } else if !documents.contains(document) { documents.append(document) }
  }
}

extension DocumentTools {
  /// Puts the links that a form changed into a change.
  func link(
    _ document: ID<MeetingDocument>, as form: FormData, of meetings: [ID<Meeting>], into change: inout Change, by maker: Maker,
    at instant: Date
  ) async throws {
    let (links, seen) = (DocumentLinks(ticked: form), DocumentLinks(seen: form))
    guard links != seen else { return }
    for meeting in meetings {
      guard let now = try await store.thing(Meeting.self, meeting.description),
        let changed = links.changing(now.value, for: document, seen: seen)
      else { continue }
      try change.keep(changed, over: now.version, as: "documentsLinked", part: "agenda", by: maker, at: instant)
    }
  }
}
