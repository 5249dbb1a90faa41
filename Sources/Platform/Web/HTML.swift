// SPDX-License-Identifier: Apache-2.0

/// Markup that is safe to send: the only way to make it from text is to escape the text.
public struct HTML: Sendable, Hashable {
  /// The markup, without a document type.
  public private(set) var markup: String

  /// Nothing.
  public static let nothing = HTML(trusted: "")

  private init(trusted markup: String) { self.markup = markup }

  /// Text, with everything that could be markup escaped and every control character but tab and line feed shown as U+FFFD.
  public init(_ text: String) {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count + 16)
    Self.escape(text, into: &escaped)
    markup = escaped
  }

  /// Several pieces, one after the other.
  public init(_ parts: [HTML]) {
    var all = ""
    all.reserveCapacity(parts.reduce(0) { $0 + $1.markup.utf8.count })
    for part in parts { all += part.markup }
    markup = all
  }

  /// Pieces built with the element functions.
  public init(@HTMLBuilder _ content: () -> [HTML]) { self.init(content()) }

  /// A style sheet within a page that stands alone; nothing but the program's own sheets may be given.
  public static func style(_ sheet: String) -> HTML {
    // The one sequence that would end the element early.
    HTML(trusted: "<style>" + sheet.replacing("</", with: "<\\/") + "</style>")
  }

  /// Whether there is nothing to show.
  public var isEmpty: Bool { markup.isEmpty }

  static func element(_ name: StaticString, _ attributes: [Attribute], void: Bool, _ content: [HTML]) -> HTML {
    var markup = "<\(name)"
    for attribute in attributes { attribute.write(into: &markup) }
    markup += ">"
    if !void {
      for part in content { markup += part.markup }
      markup += "</\(name)>"
    }
    return HTML(trusted: markup)
  }

  static func document(_ html: HTML) -> String { "<!doctype html>\n" + html.markup + "\n" }

  static func escape(_ text: String, into out: inout String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      case "\t", "\n": out.unicodeScalars.append(scalar)
      case "\r": continue
      default:
        let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
        out.unicodeScalars.append(isControl ? "\u{FFFD}" : scalar)
      }
    }
  }
}

/// One attribute of an element.
public struct Attribute: Sendable, Hashable {
  let name: String
  let value: String?

  /// Any attribute with a value; the value is escaped.
  public init(_ name: StaticString, _ value: String) {
    self.name = "\(name)"
    self.value = value
  }

  private init(flag name: StaticString) {
    self.name = "\(name)"
    self.value = nil
  }

  /// An attribute that is there or not, for example `required`; `nil` leaves it out.
  public static func flag(_ name: StaticString, _ isSet: Bool = true) -> Attribute? {
    isSet ? Attribute(flag: name) : nil
  }

  func write(into out: inout String) {
    out += " \(name)"
    guard let value else { return }
    out += "=\""
    HTML.escape(value, into: &out)
    out += "\""
  }

  /// The style sheet's class.
  public static func css(_ name: String) -> Attribute { Attribute("class", name) }
  /// The element's id, the target of links and labels.
  public static func id(_ id: String) -> Attribute { Attribute("id", id) }
  /// Where a link leads.
  public static func href(_ url: String) -> Attribute { Attribute("href", url) }
  /// The language of a fragment; fonts and screen readers depend on it.
  public static func lang(_ code: String) -> Attribute { Attribute("lang", code) }
  /// The direction of a fragment's text.
  public static func dir(_ direction: String) -> Attribute { Attribute("dir", direction) }
}

/// Collects pieces of a page.
@resultBuilder public enum HTMLBuilder {
  /// Joins lines.
  public static func buildBlock(_ parts: [HTML]...) -> [HTML] { parts.flatMap { $0 } }
  /// Takes a piece.
  public static func buildExpression(_ part: HTML) -> [HTML] { [part] }
  /// Takes pieces.
  public static func buildExpression(_ parts: [HTML]) -> [HTML] { parts }
  /// Takes text, escaped.
  public static func buildExpression(_ text: String) -> [HTML] { [HTML(text)] }
  /// Takes a piece that may not be there.
  public static func buildExpression(_ part: HTML?) -> [HTML] { part.map { [$0] } ?? [] }
  /// Takes what stands under an `if`.
  public static func buildOptional(_ parts: [HTML]?) -> [HTML] { parts ?? [] }
  /// Takes the first branch.
  public static func buildEither(first parts: [HTML]) -> [HTML] { parts }
  /// Takes the second branch.
  public static func buildEither(second parts: [HTML]) -> [HTML] { parts }
  /// Takes a loop.
  public static func buildArray(_ parts: [[HTML]]) -> [HTML] { parts.flatMap { $0 } }
}
