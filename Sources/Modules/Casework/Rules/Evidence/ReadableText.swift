// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// What a person reads in a file that is text, piece by piece: plain text, CSV, JSON, XML, HTML and e-mail.
///
/// What is scanned, drawn, packed or sealed cannot be read so: a photograph of a page, a PDF, an archive, the file of a word processor.
public struct ReadableText: Sendable {
  /// How many bytes are looked at at once.
  public static let length = 1 << 20
  /// How many bytes of the piece before are looked at again, so that no phrase falls between two pieces.
  public static let overlap = 1 << 12
  /// How many bytes of a file are looked at; of a longer one the beginning.
  public static let most = 64 << 20

  private enum Coding {
    case utf8
    case utf16(isBigEndian: Bool)
    /// One byte a letter, in one of the alphabets that have such a coding.
    case eightBit
  }

  private let coding: Coding

  /// Looks at the beginning of a file; `nil` when it is no text.
  /// - Parameters:
  ///   - name: the name of the file, which may say that it is text where its bytes leave that open.
  ///   - mediaType: what the file was said to be, which may say so too.
  public init?(beginning: Data, name: String = "", mediaType: String = "") {
    let bytes = [UInt8](beginning.prefix(8 << 10))
    let zeros = bytes.indices.filter { bytes[$0] == 0 }
    let odd = zeros.count { !$0.isMultiple(of: 2) }
    switch true {
    case bytes.isEmpty: return nil
    case bytes.starts(with: [0xFE, 0xFF]): coding = .utf16(isBigEndian: true)
    case bytes.starts(with: [0xFF, 0xFE]): coding = .utf16(isBigEndian: false)
    // Of Latin letters in UTF-16 every other byte is zero, and no other text has any.
    case !zeros.isEmpty && odd == zeros.count && zeros.count * 4 > bytes.count: coding = .utf16(isBigEndian: false)
    case !zeros.isEmpty && odd == 0 && zeros.count * 4 > bytes.count: coding = .utf16(isBigEndian: true)
    case !zeros.isEmpty: return nil
    case Self.isUTF8(bytes): coding = .utf8
    case Self.saysText(name, mediaType): coding = .eightBit
    default: return nil
    }
  }

  /// What can be read in a piece: as it stands, and with that in letters which formats of text write otherwise.
  /// - Parameter isFirst: whether the file begins with it; any other piece may begin within a line.
  public func readings(of piece: Data, isFirst: Bool = true) -> [String] {
    let bytes = [UInt8](piece)
    let read = decoded(bytes).flatMap(Self.written)
    guard case .utf16 = coding else {
      // The parts of a message that travel as something else.
      let quoted = Self.unquoted(bytes).map { [Self.eitherWay($0)] } ?? []
      let packed = Self.unpacked(bytes, isFirst: isFirst).compactMap { part in
        ReadableText(beginning: part).map { $0.decoded([UInt8](part)) }
      }
      return read + (quoted + packed).flatMap(\.self).flatMap(Self.written)
    }
    return read
  }

  private static func isUTF8(_ bytes: [UInt8]) -> Bool {
    // The last letter may be cut off.
    (0...3).contains { String(validating: bytes.dropLast($0), as: UTF8.self) != nil }
  }

  private static func saysText(_ name: String, _ mediaType: String) -> Bool {
    let ending = name.split(separator: ".").last.map { $0.lowercased() } ?? ""
    let type = mediaType.lowercased()
    return ["txt", "csv", "tsv", "json", "xml", "html", "htm", "eml", "md", "log"].contains(ending) || type.hasPrefix("text/")
      || ["json", "xml", "rfc822"].contains { type.contains($0) }
  }

  private func decoded(_ bytes: [UInt8]) -> [String] {
    switch coding {
    case .utf8: return [String(decoding: bytes, as: UTF8.self)]
    case .eightBit: return Self.eightBit(bytes)
    case .utf16(let isBigEndian):
      let units = stride(from: 0, to: bytes.count - 1, by: 2).map { place in
        let (one, two) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
        return isBigEndian ? one << 8 | two : two << 8 | one
      }
      return [String(decoding: units, as: UTF16.self)]
    }
  }

  private static func eightBit(_ bytes: [UInt8]) -> [String] {
    [String.Encoding.windowsCP1252, .windowsCP1251].compactMap { String(data: Data(bytes), encoding: $0) }
      + [String(bytes.map { Character(Unicode.Scalar($0)) })]
  }

  private static func eitherWay(_ bytes: [UInt8]) -> [String] {
    String(validating: bytes, as: UTF8.self).map { [$0] } ?? eightBit(bytes)
  }

  /// A text as it stands, and with the signs in letters that JSON, markup and the heads of messages write otherwise.
  private static func written(_ text: String) -> [String] {
    let bytes = [UInt8](text.utf8)
    var read = [text]
    if bytes.contains(UInt8(ascii: "\\")) { read.append(unescaped(bytes)) }
    if bytes.contains(UInt8(ascii: "<")) || bytes.contains(UInt8(ascii: "&")) {
      // A word may go on through a mark, and two words may have nothing but a mark between them; in HTML the mark's name tells which.
      read += [
        withoutMarkup(bytes) { _ in "" }, withoutMarkup(bytes) { _ in " " }, withoutMarkup(bytes) { inline.contains($0) ? "" : " " },
      ]
    }
    if text.contains("=?") { read.append(MessageHead.withWordsDecoded(text)) }
    return read
  }
}

extension ReadableText {
  /// - Source: IETF RFC 8259 section 7
  private static func unescaped(_ bytes: [UInt8]) -> String {
    var plain: [UInt16] = []
    var rest = String(decoding: bytes, as: UTF8.self).utf16[...]
    while let unit = rest.popFirst() {
      guard unit == 0x5C, let next = rest.popFirst() else {
        plain.append(unit)
        continue
      }
      switch UnicodeScalar(next) {
      case "u":
        if let code = String(rest.prefix(4)).flatMap({ UInt16($0, radix: 16) }) {
          plain.append(code)
          rest = rest.dropFirst(4)
        }
      case "n", "r", "t", "b", "f": plain.append(0x20)
      default: plain.append(next)
      }
    }
    return String(decoding: plain, as: UTF16.self)
  }

  /// The elements of HTML through which a word goes on.
  private static let inline: Set<String> = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q", "s", "samp", "small",
    "span",
    "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr",
  ]

  /// - Parameter gap: what stands for a mark, given the name of its element in small letters.
  /// - Source: W3C XML 1.0 sections 2.4 and 4.1
  private static func withoutMarkup(_ bytes: [UInt8], gap: (String) -> String) -> String {
    var plain: [UInt8] = []
    var place = 0
    while place < bytes.count {
      let end: UInt8? =
        switch bytes[place] {
        case UInt8(ascii: "<"): UInt8(ascii: ">")
        case UInt8(ascii: "&"): UInt8(ascii: ";")
        default: nil
        }
      // A sign that begins no mark stands for itself.
      let reach = bytes[place] == UInt8(ascii: "&") ? min(place + 12, bytes.count) : bytes.count
      guard let end, let last = bytes[place..<reach].firstIndex(of: end) else {
        plain.append(bytes[place])
        place += 1
        continue
      }
      let mark = String(decoding: bytes[(place + 1)..<last], as: UTF8.self)
      plain += (bytes[place] == UInt8(ascii: "&") ? entity(mark) : gap(element(mark))).utf8
      place = last + 1
    }
    return String(decoding: plain, as: UTF8.self)
  }

  private static func element(_ mark: String) -> String {
    mark.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }.lowercased()
  }

  private static func entity(_ name: String) -> String {
    if name.hasPrefix("#") {
      let digits = name.dropFirst()
      let code = digits.lowercased().hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      return code.flatMap { UnicodeScalar($0) }.map(String.init) ?? " "
    }
    // A letter with a mark is named by the letter: words are compared without marks.
    let marks = ["acute", "grave", "circ", "uml", "tilde", "cedil", "ring", "caron", "slash"]
    return marks.contains(String(name.dropFirst())) ? String(name.prefix(1)) : " "
  }

  /// The bytes that quoted-printable text stands for; `nil` when there is none in it.
  /// - Source: IETF RFC 2045 section 6.7
  private static func unquoted(_ bytes: [UInt8]) -> [UInt8]? {
    var plain: [UInt8] = []
    var place = 0
    var found = false
    while place < bytes.count {
      let rest = bytes[(place + 1)...].prefix(2)
      if bytes[place] != UInt8(ascii: "=") {
        plain.append(bytes[place])
      } else if let first = rest.first, first == 0x0A || rest.elementsEqual([0x0D, 0x0A]) {
        place += first == 0x0A ? 1 : 2
        found = true
      } else if rest.count == 2, let byte = UInt8(String(decoding: rest, as: UTF8.self), radix: 16) {
        plain.append(byte)
        place += 2
        found = true
      } else {
        plain.append(bytes[place])
      }
      place += 1
    }
    return found ? plain : nil
  }

  /// What runs of lines in base64 stand for.
  /// - Source: IETF RFC 2045 section 6.8
  private static func unpacked(_ bytes: [UInt8], isFirst: Bool) -> [Data] {
    var parts: [Data] = []
    var run: [UInt8] = []
    func end() {
      if run.count >= 8, run.count.isMultiple(of: 4), let part = Data(base64Encoded: Data(run)) { parts.append(part) }
      run = []
    }
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropFirst(isFirst ? 0 : 1) {
      let line = line.last == 0x0D ? line.dropLast() : line
      if !line.isEmpty, line.allSatisfy(isBase64) { run += line } else { end() }
    }
    end()
    return parts
  }

  private static func isBase64(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
      true
    default: false
    }
  }
}
