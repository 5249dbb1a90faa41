// SPDX-License-Identifier: Apache-2.0
import Foundation
import ICalendar
import Kernel
import Localisation
import MeetingsRules
import Web
import ZipFile

/// A meeting to take along without a network: its page in six languages, calendars, agenda markup, data.
struct MeetingBundle: Sendable {
  static let mediaType = ZipFile.mediaType

  let dossier: MeetingDossier
  /// The version for the calendars; `nil` for a meeting of a file, which has none.
  let dated: DatedMeeting?
  let words: @Sendable (Kernel.Language) -> Words
  let publicAddress: String

  /// - Parameter dossier: any dossier; its public part alone is told.
  init(
    _ dossier: MeetingDossier, dated: DatedMeeting?, words: @escaping @Sendable (Kernel.Language) -> Words, publicAddress: String
  ) {
    self.dossier = dossier.publicPart
    self.dated = dated
    self.words = words
    self.publicAddress = publicAddress
  }

  /// The archive in its bytes, the same for the same meeting.
  /// - Throws: `ZipFile.Fault`, `EncodingError`, `XMLFile.Fault`; none of them happens.
  func data() throws -> Data {
    var archive = ZipFile()
    try archive.add("index.html", Data(index.utf8))
    try archive.add("style.css", Assets.style)
    for language in Language.allCases {
      let words = words(language)
      try archive.add("\(language.rawValue)/index.html", Data(page(words).utf8))
      try archive.add("\(language.rawValue)/agenda.akn.xml", Data(try MeetingMarkup(dossier, words: words).agenda().utf8))
      if let dated {
        try archive.add(
          "\(language.rawValue)/event.ics", MeetingCalendar(words: words, publicAddress: publicAddress).calendar(of: dated).data)
      }
    }
    let file = MeetingFile(dossier)
    try archive.add("meeting.json", try file.json())
    try archive.add("meeting.yaml", try file.yaml())
    try archive.add("event.jsonld", MeetingLinkedData(dossier, publicAddress: publicAddress).data)
    return archive.data
  }

  /// The door: each language by its own name.
  private var index: String {
    let title = MeetingText.plainName(of: dossier.meeting, body: dossier.body(dossier.meeting.body), words(.en))
    return Self.document(.en, title, styleSheet: "style.css") {
      tag("h1") { title }
      languages(from: "")
    }
  }

  private func page(_ words: Words) -> String {
    let page = MeetingPage.draw(dossier, words)
    let markup = Self.document(words.language, page.title, styleSheet: "../style.css") {
      tag("nav", Attribute("aria-label", words("meetings.exports.languages"))) { languages(from: "../") }
      tag("h1") { page.title }
      page.body
      tag("ul") {
        if dated != nil { tag("li") { link("event.ics", words("meetings.exports.form.calendar")) } }
        tag("li") { link("agenda.akn.xml", words("meetings.exports.form.akn")) }
        tag("li") { link("../meeting.yaml", words("meetings.exports.form.yaml")) }
      }
      tag("p") {
        link("\(publicAddress)/meetings/\(dossier.meeting.mark)?lang=\(words.language.rawValue)", words("meetings.exports.online"))
      }
    }
    // What the page links to is on the node; without a network such a link does no harm.
    return markup.replacing("href=\"/", with: "href=\"\(publicAddress)/")
  }

  private func languages(from folder: String) -> HTML {
    tag("ul") {
      for language in Language.allCases {
        tag("li") {
          tag("a", .href("\(folder)\(language.rawValue)/index.html"), .lang(language.htmlCode), .dir(language.direction.rawValue)) {
            language.ownName
          }
        }
      }
    }
  }

  private static func document(_ language: Language, _ title: String, styleSheet: String, @HTMLBuilder _ content: () -> [HTML]) -> String {
    let html = tag("html", .lang(language.htmlCode), .dir(language.direction.rawValue)) {
      tag("head") {
        void("meta", Attribute("charset", "utf-8"))
        tag("title") { title }
        void("meta", Attribute("name", "viewport"), Attribute("content", "width=device-width, initial-scale=1"))
        void("link", Attribute("rel", "stylesheet"), .href(styleSheet))
      }
      tag("body") { tag("main", .id("main")) { HTML(content()) } }
    }
    return "<!doctype html>\n\(html.markup)\n"
  }
}
