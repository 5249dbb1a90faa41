// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// What the head of an e-mail says of itself; nobody has checked it, so it is only a beginning for the fields of a form.
public struct MessageHead: Hashable, Sendable {
  /// How many bytes of a message are looked at.
  public static let length = 64 << 10

  /// Whom it says it is from.
  public let from: String?
  /// What it says it is about.
  public let subject: String?

  /// Reads the head of a message; `nil` when the bytes do not begin with one.
  /// - Source: IETF RFC 5322 section 2.2, RFC 2047 section 2
  public init?(_ bytes: Data) {
    let text = String(decoding: bytes.prefix(Self.length), as: UTF8.self).replacing("\r\n", with: "\n")
    var fields: [(name: String, value: String)] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard !line.isEmpty else { break }
      if line.first == " " || line.first == "\t" {
        guard !fields.isEmpty else { return nil }
        fields[fields.count - 1].value += " " + line.drop { $0 == " " || $0 == "\t" }
      } else {
        guard let colon = line.firstIndex(of: ":"), line[..<colon].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
        else { return nil }
        fields.append((line[..<colon].lowercased(), String(line[line.index(after: colon)...])))
      }
    }
    func value(_ name: String) -> String? { fields.first { $0.name == name }.flatMap { Self.read($0.value) } }
    from = value("from")
    subject = value("subject")
    if from == nil && subject == nil { return nil }
  }

  /// A field as a person reads it: encoded words decoded, no signs that cannot be seen, not longer than a line.
  private static func read(_ written: String) -> String? {
    let decoded = withWordsDecoded(written)
    let unseen: Set<Unicode.GeneralCategory> = [.control, .format]
    let line = String(decoded.unicodeScalars.filter { !unseen.contains($0.properties.generalCategory) }).trimmingCharacters(
      in: .whitespaces)
    return line.isEmpty ? nil : String(line.prefix(200))
  }

  /// A text with its encoded words decoded.
  static func withWordsDecoded(_ written: String) -> String {
    // White space between two encoded words is no part of the text.
    let joined = written.replacing(/\?=\s+=\?/) { _ in "?==?" }
    return joined.replacing(/=\?([A-Za-z0-9-]+)(?:\*[A-Za-z-]+)?\?([BbQq])\?([^? ]*)\?=/) { match in
      word(String(match.3), isBase64: match.2.lowercased() == "b", charset: match.1.lowercased()) ?? String(match.0)
    }
  }

  private static func word(_ text: String, isBase64: Bool, charset: String) -> String? {
    guard let data = isBase64 ? Data(base64Encoded: text) : quoted(text) else { return nil }
    switch charset {
    case "utf-8", "us-ascii": return String(validating: data, as: UTF8.self)
    case "iso-8859-1": return String(data: data, encoding: .isoLatin1)
    case "windows-1251": return String(data: data, encoding: .windowsCP1251)
    case "windows-1252": return String(data: data, encoding: .windowsCP1252)
    default: return nil
    }
  }

  /// - Source: IETF RFC 2047 section 4.2
  private static func quoted(_ text: String) -> Data? {
    var bytes = Data()
    var rest = Substring(text)
    while let sign = rest.popFirst() {
      if sign == "=" {
        // A sign before a digit would be read as part of the number.
        guard rest.count >= 2, rest.prefix(2).allSatisfy(\.isHexDigit), let byte = UInt8(rest.prefix(2), radix: 16) else { return nil }
        bytes.append(byte)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(contentsOf: (sign == "_" ? " " : String(sign)).utf8)
      }
    }
    return bytes
  }
}
