// SPDX-License-Identifier: Apache-2.0
import CaseworkRules
import DirectoryRules
import Documents
import Foundation
import HTTPTypes
import Kernel
import Localisation
import Storage
import Web
import WritingRules

extension CaseworkRoutes {
  /// The letters of a request.
  var letters: [Route] {
    let pages = CaseLetterPages(casework: casework)
    return [
      .page(.get, "/cases/:case/letters/:letter", needs: "casework.read", pages.choose),
      .page(.get, "/cases/:case/letters/:letter/file", needs: "casework.read", pages.file),
    ]
  }
}

extension Casework {
  /// The letters of a request: nothing that is kept in a compartment gets into one, whoever asks.
  func letters(of request: RegisteredRequest, for reader: CaseStore.Reader) async throws -> [CaseLetter] {
    let tracks = try await store.tracks(of: request.id, for: reader.withoutCompartments)
    return request.letters(tracks.map(\.value))
  }

  /// Every text that somebody typed and that a letter can show.
  static func texts(of letter: CaseLetter, _ parties: LetterParties, _ request: RegisteredRequest) throws -> [String] {
    let head = request.head
    let own = request.direction == .outgoing ? head.content?.authority : nil
    let typed = [head.reference, head.theirReference, head.subject, parties.written, own?.signatory, own?.function]
    return try texts(of: letter) + typed.compactMap(\.self) + head.otherReferences + head.basis.all.compactMap(\.title)
      + request.items.map(\.summary)
  }

  /// Who writes a letter and to whom it goes.
  func parties(of letter: CaseLetter, _ request: RegisteredRequest) async throws -> LetterParties {
    LetterParties(request, of: state, on: letter.on, try await directory().authorities)
  }
}

extension CaseStore.Reader {
  /// The same reader for what leaves the node: letters and copies of a case.
  var withoutCompartments: CaseStore.Reader {
    var reader = self
    reader.compartments = []
    return reader
  }
}

/// The pages from which a letter of a request is read, printed and taken along.
struct CaseLetterPages: Sendable {
  let casework: Casework

  private struct Loaded {
    let request: RegisteredRequest
    let letter: CaseLetter
    let parties: LetterParties
    let messages: [LetterMessage]
  }

  private func load(_ call: Call<SignedIn>) async throws -> Loaded {
    let id = try call.parameter("case") { ID<RegisteredRequest>($0) }
    let request = try await casework.store.request(id, for: call.who.reader).value
    let letters = try await casework.letters(of: request, for: call.who.reader)
    let letter = try call.parameter("letter") { name in letters.first { $0.name == name } }
    return Loaded(
      request: request, letter: letter, parties: try await casework.parties(of: letter, request),
      messages: try await casework.messages(for: letter, among: letters, of: request))
  }

  @Sendable func choose(_ call: Call<SignedIn>) async throws -> Answer {
    let loaded = try await load(call)
    let (request, letter, parties) = (loaded.request, loaded.letter, loaded.parties)
    let words = call.words
    let url = "/cases/\(request.id)"
    let reference = request.head.reference.isEmpty ? words("casework.noReference") : request.head.reference
    let languages = Language.allCases.map { Field.Option($0.rawValue, words("content.language.\($0.rawValue)")) }
    return .page(
      Page(
        words("casework.letter.title.\(letter.kind.rawValue)"),
        trail: [.init(words("casework.register.title"), "/cases"), .init(reference, url)], classification: .restricted
      ) {
        tag("p", .css("lead")) { words("casework.letterLead") }
        facts([
          (words("letter.date"), HTML(words.date(letter.on))),
          (words("letter.to"), parties.address.map(typedText)),
          (words("casework.field.items"), letter.items.isEmpty ? nil : HTML(words.list(letter.items.map(\.rawValue)))),
        ])
        if let accepted = parties.addressee?.requirements.languages, !accepted.isEmpty {
          tag("p", .css("hint")) { words("casework.letterLanguages", ["languages": .list(names(accepted, words))]) }
        }
        tag("form", .css("letter-choice"), Attribute("method", "get"), Attribute("action", "\(url)/letters/\(letter.name)/file")) {
          Field("first", words("casework.letterFirst"), value: parties.language(for: call.language).rawValue).choice(languages)
          Field("second", words("casework.letterSecond"), value: "").choice(languages, none: words("casework.letterOneLanguage"))
          Field("as", words("writing.format"), value: "pdf").radios([
            .init("pdf", words("writing.format.pdf")), .init("docx", words("writing.format.docx")),
            .init("html", words("writing.format.html")),
          ])
          tag("p", .css("actions")) {
            tag("button", Attribute("type", "submit"), .css("button")) { words("casework.makeLetter") }
            link(url, words("casework.cancel"))
          }
        }
      })
  }

  private func names(_ languages: Set<Language>, _ words: Words) -> [String] {
    languages.sorted { $0.rawValue < $1.rawValue }.map { words("content.language.\($0.rawValue)") }
  }

  /// The letter as a file, or as a page for print.
  @Sendable func file(_ call: Call<SignedIn>) async throws -> Answer {
    let loaded = try await load(call)
    let (request, letter, parties) = (loaded.request, loaded.letter, loaded.parties)
    // What was written before a note of a compartment was is looked at again when it goes out.
    try await casework.checkOutgoing(try Casework.texts(of: letter, parties, request), of: request)
    guard let first = Language(rawValue: call.query["first"] ?? "") else { throw WebProblem.notFound }
    let second = Language(rawValue: call.query["second"] ?? "") ?? first
    let words = (casework.words(first), casework.words(second))
    let document = try CaseLetterComposer(
      request: request, letter: letter, parties: parties, first: words.0, second: words.1, messages: loaded.messages
    ).document()
    let format = call.query["as"] ?? "html"
    guard format != "html" else {
      // The request writer serves the style sheets of all pairs of languages; this one is the same by name and content.
      let sheet = Asset(
        "letter-\(first.rawValue)-\(second.rawValue).css", type: "text/css; charset=utf-8",
        data: PrintPage.styleSheet(pages: document.pagePattern))
      return .document(PrintPage(document).markup(style: .linked(sheet.url)))
    }
    guard let kind = DocumentWorker.Kind(rawValue: format) else { throw WebProblem.notFound }
    let data = try await casework.worker.render(document, as: kind)
    let named = request.head.reference.isEmpty ? "case" : request.head.reference
    let spoken = first == second ? first.rawValue : "\(first.rawValue)-\(second.rawValue)"
    return .file(data, type: kind.mediaType, name: "\(named)-\(letter.kind.rawValue)-\(spoken).\(format)")
  }
}

/// The letters that a request can produce, on its page.
struct LetterPanel: Sendable {
  /// Lists them, the latest first, and offers the whole case as a file.
  static let panel = CasePanel { view in
    let letters = try await view.casework.letters(of: view.request, for: view.call.who.reader)
    let words = view.words
    return HTML {
      if !letters.isEmpty {
        tag("h2", .id("letters")) { words("casework.letters") }
        tag("p", .css("hint")) { words("casework.lettersLead") }
        tag("ul", .css("records")) { for letter in letters.reversed() { tag("li") { Self.link(letter, view.url, words) } } }
      }
      WholeCasePanel(url: view.url, call: view.call).html
    }
  }

  /// A link to a letter, with its day.
  static func link(_ letter: CaseLetter, _ url: String, _ words: Words) -> HTML {
    let title = words("casework.letter.title.\(letter.kind.rawValue)")
    return Web.link(
      "\(url)/letters/\(letter.name)", words("casework.letterRow", ["title": .text(title), "day": .text(words.date(letter.on))]))
  }
}

extension Casework {
  /// The address of a request's page after an act: it offers the letters that the act made possible.
  func page(of request: RegisteredRequest, after before: RegisteredRequest) -> String {
    let known = Set(before.letters().map(\.name))
    let names = request.letters().map(\.name).filter { !known.contains($0) }
    return "/cases/\(request.id)" + (names.isEmpty ? "" : "?letter=\(names.joined(separator: ","))")
  }

  /// The address of a request's page after an act on one of its records: it offers the letters that were not there before.
  func page(of request: RegisteredRequest, withLettersNotIn known: Set<String>, for reader: CaseStore.Reader) async throws -> String {
    let names = try await letters(of: request, for: reader).map(\.name).filter { !known.contains($0) }
    return "/cases/\(request.id)" + (names.isEmpty ? "" : "?letter=\(names.joined(separator: ","))")
  }
}

/// The letters of the act that was just done, on top of the page.
struct LetterOffer: Sendable {
  let request: RegisteredRequest
  /// All letters that the request and its records can produce.
  let letters: [CaseLetter]
  let call: Call<SignedIn>

  var html: HTML {
    let names = (call.query["letter"] ?? "").split(separator: ",").map(String.init)
    let letters = letters.filter { names.contains($0.name) }
    guard !letters.isEmpty else { return .nothing }
    return panel(call.words("casework.letterOffer"), .info) {
      tag("ul") { for letter in letters { tag("li") { LetterPanel.link(letter, "/cases/\(request.id)", call.words) } } }
    }
  }
}
