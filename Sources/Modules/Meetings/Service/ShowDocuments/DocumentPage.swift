// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// One document: its masthead, its language versions, what lists it and what it asks for.
struct DocumentPage: Sendable {
  let tools: DocumentTools

  /// How many mandates stand on the page itself; their list has them all.
  private static let mandates = 20

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let (entry, shelf) = try await tools.entry(call)
    let register = try await tools.store.overview().register
    let mandates = register.entries.lazy.map(\.mandate).filter { $0.source == entry.document.id }
    // A resolution stands under items of all meetings there ever were: the latest come first, and the rest on further pages.
    let listings = Paging(Self.latestFirst(shelf.listings(of: entry.document.id), shelf), call.query, length: 20)
    let listing = try await tools.store.things(Meeting.self, listings.entries.map(\.meeting.description)).map(\.value)
    let document = entry.document
    let words = call.words
    let title = document.title.best(for: words.language)
    return .page(
      Page(
        [DocumentText.plainCitation(document, words), title?.text].compactMap(\.self).joined(separator: " – "),
        trail: [
          .init(words("meetings.list.title"), MeetingListPage.url), .init(words("meetings.documents.list.title"), DocumentTools.url),
        ], classification: document.isPublic ? nil : .restricted, drawsOwnHeading: true
      ) {
        tag("h1") {
          DocumentText.citation(document, words)
          void("br")
          localText(document.title, on: words.language)
        }
        standing(entry, shelf, call)
        acts(entry, call)
        masthead(entry, shelf, words)
        languages(document, call)
        editions(document, call)
        related(entry, shelf, call)
        self.listings(listings, in: listing, of: document, shelf, call)
        given(Array(mandates), by: document, shelf, words)
      })
  }

  /// The latest meeting first, its items in their order.
  private static func latestFirst(_ listings: [DocumentShelf.Listing], _ shelf: DocumentShelf) -> [DocumentShelf.Listing] {
    let days = listings.map { shelf.meetings[$0.meeting]?.firstDay ?? .earliest }
    return listings.indices.sorted { days[$0] != days[$1] ? days[$0] > days[$1] : $0 < $1 }.map { listings[$0] }
  }

  /// Whether something has taken its place, told before anything else.
  private func standing(_ entry: DocumentShelf.Entry, _ shelf: DocumentShelf, _ call: Call<SignedIn?>) -> HTML {
    let words = call.words
    let replacing = shelf.relations(of: entry).from.filter { $0.0 == .replaces && ($0.1.document.isPublic || call.who.readsMeetings) }
    return HTML {
      if let latest = replacing.last {
        panel(words("meetings.documents.replaced"), .attention) { tag("p") { DocumentText.citationLink(latest.1.document, words) } }
      }
      if entry.document.isInferred { tag("p") { badge(words("meetings.documents.inferred"), .attention) } }
    }
  }

  private func acts(_ entry: DocumentShelf.Entry, _ call: Call<SignedIn?>) -> HTML {
    guard call.who.readsMeetings else { return .nothing }
    let (words, url) = (call.words, DocumentText.url(entry.document))
    return tag("p", .css("actions")) {
      if call.who?.may("meetings.edit") == true {
        link("\(url)/edit", words("meetings.documents.edit"), .css("button secondary"))
        link("\(url)/expressions/new", words("meetings.documents.addLanguage"), .css("button secondary"))
      }
      link("\(url)/parity", words("meetings.documents.compare"), .css("button secondary"))
      if let meeting = entry.meeting {
        link(ReadinessBoard.url(meeting), words("meetings.documents.readiness.title"), .css("button secondary"))
      }
    }
  }

  private func masthead(_ entry: DocumentShelf.Entry, _ shelf: DocumentShelf, _ words: Words) -> HTML {
    let document = entry.document
    func label(_ name: String) -> String { words("meetings.documents.field.\(name)") }
    let issued = document.issuedOn.map { HTML(words.date($0)) }
    let decided = document.decidedOn.map { HTML(words.date($0)) }
    let original = document.originalLanguage.map { HTML(DocumentText.language($0, words)) }
    let distribution = document.distribution.map { HTML(DocumentText.distribution($0, words)) }
    let rows: [FactRow] = [
      (label("symbol"), document.symbol.map { MeetingText.symbol($0) }),
      (label("alias"), document.alias.map { alias in tag("bdi", .lang("en"), .dir("ltr")) { alias } }),
      (label("body"), entry.body.map { localText($0.name, on: words.language) }),
      (label("meeting"), entry.meeting.map { DocumentText.meeting($0, shelf, words) }),
      (label("kind"), HTML(DocumentText.kind(document.kind, words))), (label("distribution"), distribution), (label("issuedOn"), issued),
      (label("decidedOn"), decided), (label("originalLanguage"), original),
      (label("jobNumber"), document.jobNumber.map { MeetingText.symbol($0) }),
    ]
    return facts(rows)
  }

  /// The languages to read it in: the reader's own first; of languages that are not here the addresses where the Organization has them.
  private func languages(_ document: MeetingDocument, _ call: Call<SignedIn?>) -> HTML {
    let words = call.words
    let order = [words.language] + Language.allCases.filter { $0 != words.language }
    let mayHaveFiles = document.filesArePublic || call.who.readsMeetings
    // A symbol that was inferred leads nowhere yet, and a restricted document is not looked for elsewhere.
    let isKnown = document.isPublic && !document.isInferred
    let symbol = isKnown ? document.symbol.flatMap { DocumentSymbol($0) } : nil
    let lines = order.compactMap { language -> HTML? in
      let files = mayHaveFiles ? document.current(in: language)?.attachments ?? [] : []
      let issued = document.current(in: language)?.issuedOn
      guard !files.isEmpty || issued != nil || symbol != nil else { return nil }
      return tag("li") {
        tag("strong") { foreign(language.ownName, language, on: words.language) }
        if let issued { HTML(" · \(words("meetings.documents.issuedOn", ["day": .day(issued)]))") }
        for file in files {
          " · "
          DocumentText.file(file, of: document, language, words)
        }
        if let symbol {
          " · "
          link(symbol.fileAddress(in: language), words("meetings.documents.officialFile"), Attribute("rel", "noreferrer"))
          " · "
          link(symbol.shortAddress(in: language), "undocs.org", Attribute("rel", "noreferrer"))
        }
      }
    }
    return HTML {
      tag("h2") { words("meetings.documents.languages") }
      if lines.isEmpty { emptyState(words("meetings.documents.noLanguages")) } else { tag("ul") { lines } }
    }
  }

  private func editions(_ document: MeetingDocument, _ call: Call<SignedIn?>) -> HTML {
    let words = call.words
    guard !document.expressions.isEmpty else { return .nothing }
    let mayEdit = call.who?.may("meetings.edit") == true
    let names = ["edition", "language", "date", "words", "jobNumber"]
    return HTML {
      tag("h2") { words("meetings.documents.editions") }
      Table(
        caption: words("meetings.documents.editions"), columns: names.map { Table.Column(words("meetings.documents.column.\($0)")) },
        rows: document.expressions.map { expression in
          let language = DocumentText.language(expression.language, words)
          return [
            DocumentText.edition(expression.edition, words),
            mayEdit ? link("\(DocumentText.url(document))/expressions/\(expression.name)", language) : HTML(language),
            HTML(Self.date(expression, words)),
            HTML(expression.wordCount.map { words.number($0) } ?? "–"),
            expression.jobNumber.map { MeetingText.symbol($0) } ?? HTML("–"),
          ]
        }
      ).html
    }
  }

  private static func date(_ expression: DocumentExpression, _ words: Words) -> String {
    guard let day = expression.issuedOn else { return words("meetings.documents.notIssued") }
    guard case .reissue = expression.edition else { return words.date(day) }
    return words("meetings.documents.reissuedOn", ["day": .day(day)])
  }

  private func related(_ entry: DocumentShelf.Entry, _ shelf: DocumentShelf, _ call: Call<SignedIn?>) -> HTML {
    let words = call.words
    let (to, from) = shelf.relations(of: entry)
    let lines = (to.map { ("to.\($0.0)", $0.1) } + from.map { ("from.\($0.0)", $0.1) })
      .filter { $0.1.document.isPublic || call.who.readsMeetings }
    guard !lines.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("meetings.documents.related") }
      tag("ul") {
        for (relation, other) in lines {
          tag("li") {
            words("meetings.documents.relation.\(relation)") + " "
            DocumentText.citationLink(other.document, words)
          }
        }
      }
    }
  }

  private func listings(
    _ listings: Paging<DocumentShelf.Listing>, in meetings: [Meeting], of document: MeetingDocument, _ shelf: DocumentShelf,
    _ call: Call<SignedIn?>
  ) -> HTML {
    let words = call.words
    return HTML {
      tag("h2") { words("meetings.documents.listedUnder") }
      if listings.entries.isEmpty {
        emptyState(words("meetings.documents.listedNowhere"))
      } else {
        tag("ul") {
          for listing in listings.entries {
            if let meeting = meetings.first(where: { $0.id == listing.meeting }), let item = meeting.item(listing.item) {
              tag("li") { line(item, of: meeting, isCited: listing.isCited, shelf, words) }
            }
          }
        }
        listings.links(DocumentText.url(document), call)
      }
    }
  }

  private func line(_ item: AgendaItem, of meeting: Meeting, isCited: Bool, _ shelf: DocumentShelf, _ words: Words) -> HTML {
    HTML {
      DocumentText.meeting(meeting, shelf, words)
      HTML(" · \(words(isCited ? "meetings.documents.citedItem" : "meetings.documents.item")) ")
      tag("bdi", .dir("ltr")) { item.number.description }
      " "
      localText(item.title, on: words.language)
    }
  }

  private func given(_ mandates: [Mandate], by document: MeetingDocument, _ shelf: DocumentShelf, _ words: Words) -> HTML {
    guard !mandates.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("meetings.documents.mandates") }
      tag("ul") {
        for mandate in mandates.prefix(Self.mandates) {
          tag("li") {
            if let paragraph = mandate.paragraph {
              words("meetings.documents.paragraph", ["number": .text(paragraph)]) + " · "
            }
            if let addressee = mandate.addressee.flatMap({ shelf.bodies[$0] }) {
              localText(addressee.name, on: words.language)
              words.language == .zh ? "：" : ": "
            }
            localText(mandate.task, on: words.language)
          }
        }
      }
      if mandates.count > Self.mandates {
        tag("p", .css("actions")) {
          link("\(MandateText.url)?source=\(document.id)", words("meetings.mandates.found", ["count": .integer(mandates.count)]))
        }
      }
    }
  }
}
