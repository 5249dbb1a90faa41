// SPDX-License-Identifier: Apache-2.0
import Kernel
import Localisation
import MeetingsRules
import Web

/// How documents and their language versions are written on pages.
enum DocumentText {
  static func kind(_ kind: MeetingDocument.Kind, _ words: Words) -> String { words("meetings.documents.kind.\(kind.rawValue)") }

  static func distribution(_ distribution: MeetingDocument.Distribution, _ words: Words) -> String {
    words("meetings.documents.distribution.\(distribution.rawValue)")
  }

  static func language(_ language: Language, _ words: Words) -> String { words("meetings.language.\(language.rawValue)") }

  /// `Original`, `Rev.1`: what follows a symbol is the same in all languages.
  static func edition(_ edition: DocumentExpression.Edition, _ words: Words) -> HTML {
    switch edition {
    case .original: HTML(words("meetings.documents.edition.original"))
    case .reissue(let number): HTML(words("meetings.documents.edition.reissue", ["number": .integer(number)]))
    case .revision(let number): MeetingText.symbol("Rev.\(number)")
    case .corrigendum(let number): MeetingText.symbol("Corr.\(number)")
    }
  }

  /// The same as plain text, for choices.
  static func plainEdition(_ edition: DocumentExpression.Edition, _ words: Words) -> String {
    switch edition {
    case .original: words("meetings.documents.edition.original")
    case .reissue(let number): words("meetings.documents.edition.reissue", ["number": .integer(number)])
    case .revision(let number): "Rev.\(number)"
    case .corrigendum(let number): "Corr.\(number)"
    }
  }

  /// What a document is called in a list: its symbol or the name it is cited by, or its short name.
  static func citation(_ document: MeetingDocument, _ words: Words) -> HTML {
    if let symbol = document.symbol { return MeetingText.symbol(symbol) }
    if document.resolutionNumber != nil { return HTML(plainCitation(document, words) ?? "") }
    guard let alias = document.alias else { return MeetingText.symbol(document.mark.text) }
    return tag("bdi", .lang("en"), .dir("ltr")) { alias }
  }

  /// The same as plain text, a resolution by its number in the reader's language; `nil` when it has neither symbol nor other name.
  static func plainCitation(_ document: MeetingDocument, _ words: Words) -> String? {
    guard document.symbol == nil, let number = document.resolutionNumber else { return document.citation }
    return words("meetings.documents.resolution", ["number": .text(number)])
  }

  /// A link to the document's page by what it is called.
  static func citationLink(_ document: MeetingDocument, _ words: Words) -> HTML {
    tag("a", .href(url(document))) { citation(document, words) }
  }

  static func url(_ document: MeetingDocument) -> String { "\(DocumentTools.url)/\(document.id)" }

  /// A link to a file with its form and size, in the language that it is in.
  static func file(_ file: DocumentExpression.Attachment, of document: MeetingDocument, _ language: Language, _ words: Words) -> HTML {
    let form = file.name.split(separator: ".").count > 1 ? file.name.split(separator: ".").last.map { $0.uppercased() } : nil
    return HTML([
      tag("a", .href("\(url(document))/files/\(file.sha256)"), Attribute("hreflang", language.htmlCode)) {
        tag("bdi") { file.name }
      },
      HTML(" (\([form, words.bytes(file.size)].compactMap(\.self).joined(separator: ", ")))"),
    ])
  }

  /// The meeting's name as a link.
  static func meeting(_ meeting: some NamedMeeting, _ shelf: DocumentShelf, _ words: Words) -> HTML {
    tag("a", .href("\(MeetingListPage.url)/\(meeting.mark)")) { MeetingText.name(of: meeting, body: shelf.bodies[meeting.body], words) }
  }
}
