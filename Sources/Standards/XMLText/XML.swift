// SPDX-License-Identifier: Apache-2.0

/// Markup that is safe to send: the only way to make it from text is to escape the text.
/// - Source: Extensible Markup Language (XML) 1.0, fifth edition; Namespaces in XML 1.0
public struct XML: Sendable, Hashable {
  /// The markup, without a declaration.
  public private(set) var markup: String
  /// The prefixes it uses, which its file has to declare.
  public private(set) var prefixes: Set<String>

  /// Nothing.
  public static let nothing = XML(trusted: "", prefixes: [])

  private init(trusted markup: String, prefixes: Set<String>) {
    self.markup = markup
    self.prefixes = prefixes
  }

  /// Text, with everything that could be markup escaped and every character that XML forbids shown as U+FFFD.
  public init(_ text: String) {
    markup = ""
    prefixes = []
    markup.reserveCapacity(text.utf8.count + 16)
    Self.escape(text, isAttribute: false, into: &markup)
  }

  /// Several pieces, one after the other.
  public init(_ parts: [XML]) {
    var all = ""
    all.reserveCapacity(parts.reduce(0) { $0 + $1.markup.utf8.count })
    for part in parts { all += part.markup }
    self.init(trusted: all, prefixes: parts.reduce(into: []) { $0.formUnion($1.prefixes) })
  }

  /// Pieces built one by one.
  public init(@XMLBuilder _ content: () -> [XML]) { self.init(content()) }

  /// Whether there is nothing to write.
  public var isEmpty: Bool { markup.isEmpty }

  /// An element with what it contains; an attribute that is `nil` is left out, one that was already given too.
  public static func element(
    _ name: StaticString, _ attributes: [XMLAttribute?] = [], @XMLBuilder _ content: () -> [XML] = { [] }
  ) -> XML {
    element(name, declarations: [], attributes.compactMap(\.self), content())
  }

  static func element(_ name: StaticString, declarations: [XMLNamespace], _ attributes: [XMLAttribute], _ content: [XML]) -> XML {
    let name = "\(name)"
    assert(isName(name), "not a name: \(name)")
    let parts = XML(content)
    var prefixes = parts.prefixes
    var markup = "<\(name)"
    markup.reserveCapacity(parts.markup.utf8.count + 2 * name.utf8.count + 64)
    for declaration in declarations { declaration.write(into: &markup) }
    var written: Set<String> = []
    for attribute in attributes where written.insert(attribute.name).inserted { attribute.write(into: &markup) }
    for used in written.union([name]) { if let prefix = prefix(of: used) { prefixes.insert(prefix) } }
    markup += parts.isEmpty ? "/>" : ">\(parts.markup)</\(name)>"
    return XML(trusted: markup, prefixes: prefixes)
  }

  private static func prefix(of name: String) -> String? {
    name.firstIndex(of: ":").map { String(name[..<$0]) }
  }

  static func isName(_ name: String) -> Bool {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    return (1...2).contains(parts.count)
      && parts.allSatisfy { part in
        guard let first = part.unicodeScalars.first, first.properties.isXIDStart || first == "_" else { return false }
        return part.unicodeScalars.allSatisfy { $0.properties.isXIDContinue || $0 == "-" || $0 == "." }
      }
  }

  static func escape(_ text: String, isAttribute: Bool, into out: inout String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"" where isAttribute: out += "&quot;"
      // A parser makes a space of these within an attribute, and a line feed of a bare CR, unless they are written as references.
      case "\t" where isAttribute: out += "&#9;"
      case "\n" where isAttribute: out += "&#10;"
      case "\r": out += "&#13;"
      case "\t", "\n": out.unicodeScalars.append(scalar)
      default: out.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF ? "\u{FFFD}" : scalar)
      }
    }
  }
}

/// One attribute of an element.
public struct XMLAttribute: Sendable, Hashable {
  let name: String
  let value: String

  /// An attribute with a value; the value is escaped.
  public init(_ name: StaticString, _ value: String) {
    self.name = "\(name)"
    self.value = value
    assert(XML.isName(self.name) && !self.name.hasPrefix("xmlns"), "not a name: \(name)")
  }

  /// The language of what an element contains.
  public static func language(_ tag: String) -> XMLAttribute { XMLAttribute("xml:lang", tag) }

  func write(into out: inout String) {
    out += " \(name)=\""
    XML.escape(value, isAttribute: true, into: &out)
    out += "\""
  }
}

/// A namespace and the prefix that stands for it in one file.
public struct XMLNamespace: Sendable, Hashable {
  let prefix: String?
  let address: String

  /// The namespace of names without a prefix.
  public init(_ address: String) {
    prefix = nil
    self.address = address
  }

  /// The namespace of names with a prefix.
  public init(_ prefix: StaticString, _ address: String) {
    self.prefix = "\(prefix)"
    self.address = address
  }

  func write(into out: inout String) {
    out += prefix.map { " xmlns:\($0)=\"" } ?? " xmlns=\""
    XML.escape(address, isAttribute: true, into: &out)
    out += "\""
  }
}

/// Collects pieces of a file.
@resultBuilder public enum XMLBuilder {
  /// Joins lines.
  public static func buildBlock(_ parts: [XML]...) -> [XML] { parts.flatMap { $0 } }
  /// Takes a piece.
  public static func buildExpression(_ part: XML) -> [XML] { [part] }
  /// Takes pieces.
  public static func buildExpression(_ parts: [XML]) -> [XML] { parts }
  /// Takes text, escaped.
  public static func buildExpression(_ text: String) -> [XML] { [XML(text)] }
  /// Takes a piece that may not be there.
  public static func buildExpression(_ part: XML?) -> [XML] { part.map { [$0] } ?? [] }
  /// Takes what stands under an `if`.
  public static func buildOptional(_ parts: [XML]?) -> [XML] { parts ?? [] }
  /// Takes the first branch.
  public static func buildEither(first parts: [XML]) -> [XML] { parts }
  /// Takes the second branch.
  public static func buildEither(second parts: [XML]) -> [XML] { parts }
  /// Takes a loop.
  public static func buildArray(_ parts: [[XML]]) -> [XML] { parts.flatMap { $0 } }
}
