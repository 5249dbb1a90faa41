// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Storage
import Web

/// One document: its masthead, its language versions, what lists it and what it asks for.
struct DocumentPage: Sendable {
  let tools: DocumentTools

  @Sendable func page(_ call: Call<SignedIn?>) async throws -> Answer {
    let (entry, shelf) = try await tools.entry(call)
    let mandates = try await tools.store.mandates(givenBy: entry.document.id)
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
        listings(document, shelf, words)
        given(mandates, shelf, words)
      })
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

  private func listings(_ document: MeetingDocument, _ shelf: DocumentShelf, _ words: Words) -> HTML {
    let listings = shelf.listings(of: document.id)
    return HTML {
      tag("h2") { words("meetings.documents.listedUnder") }
      if listings.isEmpty {
        emptyState(words("meetings.documents.listedNowhere"))
      } else {
        tag("ul") { for listing in listings { tag("li") { line(listing, shelf, words) } } }
      }
    }
  }

  private func line(_ listing: DocumentShelf.Listing, _ shelf: DocumentShelf, _ words: Words) -> HTML {
    HTML {
      DocumentText.meeting(listing.meeting, shelf, words)
      HTML(" · \(words(listing.isCited ? "meetings.documents.citedItem" : "meetings.documents.item")) ")
      tag("bdi", .dir("ltr")) { listing.item.number.description }
      " "
      localText(listing.item.title, on: words.language)
    }
  }

  private func given(_ mandates: [Mandate], _ shelf: DocumentShelf, _ words: Words) -> HTML {
    guard !mandates.isEmpty else { return .nothing }
    return HTML {
      tag("h2") { words("meetings.documents.mandates") }
      tag("ul") {
        for mandate in mandates {
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
    }
  }
}

extension MeetingsStore {
  /// The mandates that a document gives, by their short names.
  func mandates(givenBy document: ID<MeetingDocument>) async throws -> [Mandate] {
    let found: [Mandate] = try await database.rows(SQL("SELECT entry FROM mandate WHERE source = $1", [document.sql])).map {
      try Self.read($0)
    }
    return found.sorted { $0.mark < $1.mark }
  }
}
