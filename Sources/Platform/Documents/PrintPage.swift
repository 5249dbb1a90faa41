// SPDX-License-Identifier: Apache-2.0
public import Foundation
import Kernel
import Web

/// An official document as a complete HTML page for print; every text of it is escaped.
public struct PrintPage: Sendable {
  /// How the page gets its style sheet.
  public enum Style: Sendable {
    /// From an address, as the site's policy asks.
    case linked(String)
    /// Within the page, for a file that stands alone.
    case embedded
  }

  /// The style sheet of letters, with the number of each printed page in the words of both languages.
  /// - Parameter pages: the pattern with `{number}` and `{count}`; a browser counts pages in its style sheet alone.
  public static func styleSheet(pages pattern: OfficialDocument.Pair) -> Data {
    let one = counted(pattern.primary)
    let number = pattern.primary == pattern.secondary ? one : "\(one) \" · \" \(counted(pattern.secondary))"
    return fixedStyles + Data("@media print { @page { @bottom-center { content: \(number); } } }\n".utf8)
  }

  private static let fixedStyles: Data = {
    let url = Bundle.module.bundleURL.appending(path: "Styles").appending(path: "letter.css")
    return (try? Data(contentsOf: url)) ?? Data()
  }()

  /// A pattern as the value of `content`; each language keeps its own direction.
  private static func counted(_ pattern: String) -> String {
    let quoted = pattern.filter { !$0.isNewline && !"\\\"<".contains($0) }
    return "\"\u{2068}\(quoted)\u{2069}\"".replacing("{number}", with: "\" counter(page) \"").replacing(
      "{count}", with: "\" counter(pages) \"")
  }

  let document: OfficialDocument

  /// Draws a document.
  public init(_ document: OfficialDocument) { self.document = document }

  /// The complete page.
  public func markup(style: Style) -> String {
    let sheet: HTML
    switch style {
    case .linked(let url): sheet = void("link", Attribute("rel", "stylesheet"), .href(url))
    case .embedded: sheet = .style(String(decoding: Self.styleSheet(pages: document.pagePattern), as: UTF8.self))
    }
    return "<!doctype html>\n" + page(sheet).markup + "\n"
  }

  private func page(_ sheet: HTML) -> HTML {
    tag("html", .lang(document.primary.htmlCode), .dir(document.primary.direction.rawValue)) {
      tag("head") {
        void("meta", Attribute("charset", "utf-8"))
        tag("title") { document.title.primary }
        void("meta", Attribute("name", "viewport"), Attribute("content", "width=device-width, initial-scale=1"))
        sheet
      }
      tag("body") {
        if document.classification != nil || document.runningHead != nil {
          tag("header", .css("top")) {
            if let head = document.runningHead { tag("p", .css("running")) { tag("code", .dir("ltr")) { head } } }
            if let mark = document.classification { tag("p", .css("mark")) { inline(mark) } }
          }
        }
        tag("main") {
          header
          for (index, part) in document.parts.enumerated() { section(part, number: index + 1) }
          if !document.closing.isEmpty { tag("div", .css("closing")) { for block in document.closing { draw(block) } } }
        }
        tag("footer") {
          if let mark = document.classification { tag("p", .css("mark")) { inline(mark) } }
          tag("p") { inline(document.digestLabel) }
          tag("p") { tag("code", .dir("ltr")) { document.digest } }
        }
      }
    }
  }

  private var header: HTML {
    tag("header") {
      if let banner = document.banner { tag("p", .css("banner")) { inline(banner) } }
      pair(document.title, as: "h1")
      pair(document.subtitle, as: "p")
      rows(document.head)
    }
  }

  private func section(_ part: OfficialDocument.Part, number: Int) -> HTML {
    tag("section") {
      tag("div", .css(isInOneLanguage ? "heading" : "pair heading")) {
        tag("h2") {
          "\(number). " + part.title.primary
          if let source = part.source { tag("span", .css("source"), .dir("ltr")) { source } }
        }
        if !isInOneLanguage { tag("p", .css("h2"), secondaryLanguage, secondaryDirection) { "\(number). " + part.title.secondary } }
      }
      for block in part.blocks { draw(block) }
    }
  }

  private func draw(_ block: OfficialDocument.Block) -> HTML {
    switch block {
    case .heading(let words): pair(words, as: "h3")
    case .paragraph(let words): pair(words, as: "p")
    case .narrative(let text, let language): narrative(text, language)
    case .rows(let list): rows(list)
    case .table(let columns, let lines): table(columns, lines)
    case .signature(let label, let name, let function):
      tag("div", .css("signature")) {
        tag("p", .css("line")) { inline(label) }
        tag("p", .dir("auto")) { name }
        tag("p", .dir("auto")) { function }
      }
    }
  }

  private func narrative(_ text: String, _ language: Language?) -> HTML {
    guard let label = document.translationLabel else { return typed(text, language) }
    return tag("div", .css("pair narrative")) {
      typed(text, language)
      tag("div", .css("translation")) { tag("p", .css("hint")) { inline(label) } }
    }
  }

  private func typed(_ text: String, _ language: Language?) -> HTML {
    tag("div", language.map { .lang($0.htmlCode) }, .dir(language?.direction.rawValue ?? "auto")) {
      for paragraph in text.split(separator: "\n", omittingEmptySubsequences: true) { tag("p", .css("typed")) { String(paragraph) } }
    }
  }

  private func rows(_ list: [OfficialDocument.Row]) -> HTML {
    tag("dl") {
      for row in list {
        tag("div") {
          tag("dt") { inline(row.label) }
          tag("dd") { value(row.value) }
        }
      }
    }
  }

  private func table(_ columns: [OfficialDocument.Column], _ lines: [[OfficialDocument.Value]]) -> HTML {
    tag("table") {
      tag("thead") { tag("tr") { for column in columns { tag("th", Attribute("scope", "col")) { inline(column.heading) } } } }
      tag("tbody") { for line in lines { tag("tr") { for cell in line { tag("td") { value(cell) } } } } }
    }
  }

  private func value(_ value: OfficialDocument.Value) -> HTML {
    switch value {
    case .pair(let words): inline(words)
    case .text(let text, let language):
      tag("span", .css("typed"), language.map { .lang($0.htmlCode) }, .dir(language?.direction.rawValue ?? "auto")) { text }
    case .narrative(let text, let language): narrative(text, language)
    case .code(let text): tag("code", .dir("ltr")) { text }
    }
  }

  private func pair(_ words: OfficialDocument.Pair, as name: StaticString) -> HTML {
    guard !isInOneLanguage else { return tag(name) { words.primary } }
    return tag("div", .css("pair")) {
      tag(name) { words.primary }
      // A second heading of the same rank would double the outline that screen readers offer.
      tag("p", .css("\(name)"), secondaryLanguage, secondaryDirection) { words.secondary }
    }
  }

  private func inline(_ words: OfficialDocument.Pair) -> HTML {
    HTML {
      tag("span", .css("one")) { words.primary }
      if !isInOneLanguage, words.secondary != words.primary {
        tag("span", .css("other"), secondaryLanguage, secondaryDirection) { words.secondary }
      }
    }
  }

  private var isInOneLanguage: Bool { document.primary == document.secondary }
  private var secondaryLanguage: Attribute { .lang(document.secondary.htmlCode) }
  private var secondaryDirection: Attribute { .dir(document.secondary.direction.rawValue) }
}
