// SPDX-License-Identifier: Apache-2.0

/// Writes a value as YAML in block style that every reader understands as it was meant.
///
/// Text stands without quotes only where no reader of YAML 1.1 or 1.2 could take it for anything else: `no`, times, days and numbers are quoted.
public enum YAMLText {
  /// The value as a file, members in the order that is given.
  public static func text(_ value: JSONValue) -> String {
    var out = ""
    switch value.content {
    case .object(let members) where !members.isEmpty: write(members, indent: 0, into: &out)
    case .array(let elements) where !elements.isEmpty: write(elements, indent: 0, into: &out)
    default: out += inline(value) + "\n"
    }
    return out
  }

  private static func write(_ members: [JSONValue.Member], indent: Int, into out: inout String, firstIsPlaced: Bool = false) {
    for (index, member) in members.enumerated() {
      if index > 0 || !firstIsPlaced { out += String(repeating: " ", count: indent) }
      out += key(member.name, indent: indent)
      write(below: member.value, indent: indent, into: &out)
    }
  }

  /// A name with its colon.
  ///
  /// Readers look for the colon within 1,024 characters (YAML 1.2, 7.4.2), so a long name says that it is one.
  private static func key(_ name: String, indent: Int) -> String {
    let written = scalar(name)
    guard written.unicodeScalars.count > longestSimpleKey else { return written + ":" }
    return "? \(written)\n" + String(repeating: " ", count: indent) + ":"
  }

  private static let longestSimpleKey = 1_000

  private static func write(below value: JSONValue, indent: Int, into out: inout String) {
    switch value.content {
    case .object(let members) where !members.isEmpty:
      out += "\n"
      write(members, indent: indent + 2, into: &out)
    case .array(let elements) where !elements.isEmpty:
      out += "\n"
      write(elements, indent: indent + 2, into: &out)
    default: out += " \(inline(value))\n"
    }
  }

  private static func write(_ elements: [JSONValue], indent: Int, into out: inout String, firstIsPlaced: Bool = false) {
    for (index, element) in elements.enumerated() {
      if index > 0 || !firstIsPlaced { out += String(repeating: " ", count: indent) }
      out += "- "
      switch element.content {
      case .object(let members) where !members.isEmpty: write(members, indent: indent + 2, into: &out, firstIsPlaced: true)
      case .array(let below) where !below.isEmpty: write(below, indent: indent + 2, into: &out, firstIsPlaced: true)
      default: out += "\(inline(element))\n"
      }
    }
  }

  /// A value without parts in a line of its own.
  private static func inline(_ value: JSONValue) -> String {
    switch value.content {
    case .null: "null"
    case .boolean(let flag): flag ? "true" : "false"
    case .number(let text): text
    case .string(let text): scalar(text)
    case .array: "[]"
    case .object: "{}"
    }
  }

  private static let words: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity"]

  private static func scalar(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

  /// Letters first, then letters, digits and marks that mean nothing in YAML; no word of YAML 1.1, no space at the end.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first, first.properties.isAlphabetic, text.last != " " else { return false }
    guard !words.contains(text.lowercased()) else { return false }
    return text.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || ("0"..."9").contains($0) || " _-/.()".unicodeScalars.contains($0)
    }
  }

  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\r": out += "\\r"
      case _ where isUnseen(scalar):
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let width = scalar.value > 0xFFFF ? 8 : 4
        out += (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  /// Whether a reader might drop or refuse it, or an editor hide it.
  private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFFE, 0xFFFF: true
    default: false
    }
  }
}
