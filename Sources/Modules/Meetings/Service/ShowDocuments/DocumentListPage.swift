// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

/// What a reader looks for in the list of documents; what cannot be read in an address filters nothing.
struct DocumentFilter: Sendable {
  let search: String?
  let body: Mark?
  let meeting: Mark?
  let kind: MeetingDocument.Kind?
  let year: Int?

  init(_ query: FormData) {
    search = query["q"]
    body = query["body"].flatMap { Mark($0) }
    meeting = query["meeting"].flatMap { Mark($0) }
    kind = query["kind"].flatMap { MeetingDocument.Kind(rawValue: $0) }
    year = query["year"].flatMap { Int($0) }
  }

  private var isEmpty: Bool { search == nil && body == nil && meeting == nil && kind == nil && year == nil }

  /// The documents that the reader may know of and that are looked for, in the order of their symbols.
  func entries(of shelf: DocumentShelf, restricted: Bool) -> [DocumentShelf.Entry] {
    // Most readers look at the list as it is.
    if isEmpty, restricted || shelf.isAllPublic { return shelf.entries }
    let wanted = search.map { SearchKey.Query($0) }
    // What has a stroke is a symbol or a part of one; its figures alone would find half of the list.
    let part = search.flatMap { $0.contains("/") ? $0.uppercased() : nil }
    return shelf.entries.filter { entry in
      (restricted || entry.document.isPublic) && (kind == nil || entry.document.kind == kind) && (year == nil || entry.year == year)
        && (body == nil || entry.body?.mark == body) && (meeting == nil || entry.meeting?.mark == meeting)
        && wanted.map { Self.finds(entry, $0, part) } ?? true
    }
  }

  private static func finds(_ entry: DocumentShelf.Entry, _ wanted: SearchKey.Query, _ part: String?) -> Bool {
    guard let part, let symbol = entry.symbol else { return entry.search.has(wanted) }
    return symbol.identity.uppercased().contains(part) || symbol.printed.uppercased().contains(part)
  }
}

/// The list of documents for everybody.
struct DocumentListPage: Sendable {
  let tools: DocumentTools

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let shelf = try await tools.shelf()
    let isOfficer = call.who.readsMeetings
    let found = DocumentFilter(call.query).entries(of: shelf, restricted: isOfficer)
    let shown = Paging(found, call.query)
    let words = call.words
    return .page(
      Page(words("meetings.documents.list.title"), trail: [.init(words("meetings.list.title"), MeetingListPage.url)]) {
        tag("p", .css("lead")) { words("meetings.documents.list.lead") }
        if call.who?.may("meetings.edit") == true {
          tag("p", .css("actions")) { link("\(DocumentTools.url)/new", words("meetings.documents.new"), .css("button secondary")) }
        }
        Self.filters(shelf, isOfficer, call)
        if found.isEmpty {
          emptyState(words("meetings.documents.list.none"))
        } else {
          tag("p", .css("hint")) { words("meetings.documents.list.found", ["count": .integer(found.count)]) }
          Self.table(shown.entries, words)
          shown.links(DocumentTools.url, call)
        }
      })
  }

  private static func filters(_ shelf: DocumentShelf, _ isOfficer: Bool, _ call: Call<SignedIn?>) -> HTML {
    let words = call.words
    // Filters offer nothing of which the reader may not know.
    let choices = isOfficer ? shelf.choices : shelf.publicChoices
    func field(_ name: String) -> Field { Field(name, words("meetings.documents.filter.\(name)"), value: call.query.raw(name)) }
    let all = words("meetings.documents.filter.all")
    return filterForm(DocumentTools.url, submit: words("meetings.documents.filter.submit")) {
      Field("q", words("meetings.documents.filter.search"), hint: words("meetings.documents.filter.searchHint"), value: call.query.raw("q"))
        .line(type: "search")
      field("body").choice(choices.bodies.map { .init($0.mark.text, $0.name.best(for: words.language)?.text ?? $0.mark.text) }, none: all)
      field("meeting").choice(
        choices.meetings.map { .init($0.mark.text, MeetingText.plainName(of: $0, body: shelf.bodies[$0.body], words)) }, none: all)
      field("kind").choice(MeetingDocument.Kind.allCases.map { .init($0.rawValue, DocumentText.kind($0, words)) }, none: all)
      field("year").choice(choices.years.map { .init("\($0)", "\($0)") }, none: all)
    }
  }

  private static func table(_ entries: [DocumentShelf.Entry], _ words: Words) -> HTML {
    Table(
      caption: words("meetings.documents.title"),
      columns: ["symbol", "title", "kind", "date", "languages"].map { Table.Column(words("meetings.documents.column.\($0)")) },
      rows: entries.map { entry in
        let document = entry.document
        return [
          HTML {
            DocumentText.citationLink(document, words)
            if !document.isPublic {
              " "
              badge(DocumentText.distribution(.restricted, words), .refused)
            }
          },
          localText(document.title, on: words.language), HTML(DocumentText.kind(document.kind, words)),
          HTML((document.issuedOn ?? document.decidedOn).map { words.date($0) } ?? "–"), languages(document, words),
        ]
      }
    ).html
  }

  private static func languages(_ document: MeetingDocument, _ words: Words) -> HTML {
    let available = document.available(first: words.language)
    return HTML(available.isEmpty ? "–" : words.list(available.map { DocumentText.language($0.language, words) }))
  }
}
