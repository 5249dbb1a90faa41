// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// Any element: `tag("p", .css("hint")) { "Text" }`.
///
/// An attribute given as `nil` is left out.
public func tag(
  _ name: StaticString, _ attributes: Attribute?..., @HTMLBuilder content: () -> [HTML] = { [] }
) -> HTML {
  HTML.element(name, attributes.compactMap { $0 }, void: false, content())
}

/// An element that has no content and no end: `void("br")`.
public func void(_ name: StaticString, _ attributes: Attribute?...) -> HTML {
  HTML.element(name, attributes.compactMap { $0 }, void: true, [])
}

/// A link.
public func link(_ url: String, _ text: String, _ attributes: Attribute?...) -> HTML {
  HTML.element("a", [.href(url)] + attributes.compactMap { $0 }, void: false, [HTML(text)])
}

/// A text in a language that may differ from the page's, marked so that fonts and readers get it right.
///
/// - Parameter pageLanguage: the page's own language; the mark is left out where it is the same.
public func foreign(_ text: String, _ language: Language, on pageLanguage: Language) -> HTML {
  guard language != pageLanguage else { return HTML(text) }
  return tag("span", .lang(language.htmlCode), .dir(language.direction.rawValue)) { text }
}

/// A text in several languages: the best version for the reader, marked with its language.
public func localText(_ text: LocalText, on pageLanguage: Language) -> HTML {
  guard let best = text.best(for: pageLanguage) else { return .nothing }
  return foreign(best.text, best.language, on: pageLanguage)
}

/// Text typed by a person: any language, its own direction, its line breaks kept.
public func typedText(_ text: String) -> HTML {
  tag("span", .css("typed"), .dir("auto")) { text }
}

/// One row of key facts: a label with its value, or with nothing to say.
public typealias FactRow = (label: String, value: HTML?)

/// A definition list of key facts; rows without a value are left out.
public func facts(_ rows: [FactRow]) -> HTML {
  tag("dl", .css("facts")) {
    for row in rows {
      if let value = row.value, !value.isEmpty {
        tag("div") {
          tag("dt") { row.label }
          tag("dd") { value }
        }
      }
    }
  }
}

/// What colour a mark carries besides its words.
public enum Tone: String, Sendable, Hashable {
  /// Nothing special.
  case plain
  /// Done, ready, in force.
  case ok
  /// Somebody should look.
  case attention
  /// Refused, blocked, expired.
  case refused
  /// For information.
  case info
}

/// A short mark in words and colour.
public func badge(_ text: String, _ tone: Tone = .plain) -> HTML {
  tag("span", .css("badge \(tone.rawValue)")) { text }
}

/// A boxed message with a heading.
public func panel(_ heading: String, _ tone: Tone = .info, @HTMLBuilder content: () -> [HTML]) -> HTML {
  tag("section", .css("panel \(tone.rawValue)")) {
    tag("h2") { heading }
    content()
  }
}

/// An empty list: what would be here, why it is empty, the one next action.
public func emptyState(_ text: String, action: (label: String, url: String)? = nil) -> HTML {
  tag("div", .css("empty")) {
    tag("p") { text }
    if let action { tag("p") { link(action.url, action.label, .css("button secondary")) } }
  }
}

extension Language {
  /// The language as HTML wants it, with the script for Chinese.
  public var htmlCode: String { self == .zh ? "zh-Hans" : rawValue }
}
