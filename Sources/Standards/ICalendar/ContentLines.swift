// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Content lines as they are built: escaped, folded at 75 octets, ended with CR LF.
/// - Source: RFC 5545, sections 3.1 and 3.3.11; RFC 6868
struct ContentLines {
  private(set) var bytes: [UInt8] = []
  private var column = 0

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  // MARK: Whole properties

  mutating func plain(_ name: StaticString, _ value: String) {
    begin(name)
    self.value(value)
  }

  mutating func text(_ name: StaticString, _ text: CalendarText) {
    begin(name)
    language(text.language)
    escaped(text.text)
    end()
  }

  mutating func text(_ name: StaticString, _ text: String) {
    begin(name)
    escaped(text)
    end()
  }

  mutating func moment(_ name: StaticString, _ moment: CalendarMoment) {
    begin(name)
    switch moment {
    case .utc(let instant): value(LocalTime(instant, offset: 0).basic + "Z")
    case .zoned(let instant, let zone):
      parameter("TZID", zone.identifier)
      value(LocalTime(instant, offset: zone.secondsFromGMT(for: instant)).basic)
    case .day(let year, let month, let day):
      parameter("VALUE", "DATE")
      value(LocalTime.padded(year, 4) + LocalTime.padded(month, 2) + LocalTime.padded(day, 2))
    }
  }

  // MARK: Parts of a property

  mutating func begin(_ name: StaticString) {
    column = 0
    name.withUTF8Buffer { append($0) }
  }

  /// A value that the program itself has made.
  mutating func value(_ value: String) {
    append(":".utf8)
    append(value.utf8)
    end()
  }

  /// What stands before a member of a list.
  mutating func separator(_ mark: StaticString) { mark.withUTF8Buffer { append($0) } }

  mutating func parameter(_ name: StaticString, _ value: String) { parameter(name, list: [value]) }

  mutating func parameter(_ name: StaticString, list: [String]) {
    append(";".utf8)
    name.withUTF8Buffer { append($0) }
    append("=".utf8)
    for (index, value) in list.enumerated() {
      if index > 0 { append(",".utf8) }
      quoted(value)
    }
  }

  /// The language of what follows; anything that is no language tag is left out.
  mutating func language(_ tag: String?) {
    guard let tag, !tag.isEmpty, tag.utf8.count <= 35 else { return }
    let isTag = tag.utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
    if isTag { parameter("LANGUAGE", tag) }
  }

  /// A URI, which is not escaped as text is: octets that could end the line become percent signs and figures.
  mutating func address(_ url: URL) {
    append(":".utf8)
    for byte in url.absoluteString.utf8 {
      if (0x21...0x7E).contains(byte), byte != UInt8(ascii: "\"") {
        append(CollectionOfOne(byte))
      } else {
        append(("%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)).utf8)
      }
    }
    end()
  }

  mutating func escaped(_ text: String) {
    append(":".utf8)
    member(text)
  }

  /// Text without the colon, one member of a list.
  mutating func member(_ text: String) {
    var afterReturn = false
    for scalar in text.unicodeScalars {
      let wasAfterReturn = afterReturn
      afterReturn = scalar == "\r"
      switch scalar {
      case "\\", ";", ",":
        append([UInt8(ascii: "\\"), UInt8(scalar.value)])
      case "\n" where wasAfterReturn: continue
      case "\r", "\n", "\u{85}", "\u{2028}", "\u{2029}": append("\\n".utf8)
      default: append(shown(scalar))
      }
    }
  }

  mutating func end() {
    bytes += [0x0D, 0x0A]
    column = 0
  }

  private mutating func quoted(_ value: String) {
    let needsQuotes = value.utf8.contains { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ",") || $0 == 0x20 }
    if needsQuotes { append("\"".utf8) }
    for scalar in value.unicodeScalars {
      switch scalar {
      case "^": append("^^".utf8)
      case "\"": append("^'".utf8)
      case "\r": continue
      case "\n", "\u{85}", "\u{2028}", "\u{2029}": append("^n".utf8)
      default: append(shown(scalar))
      }
    }
    if needsQuotes { append("\"".utf8) }
  }

  private func shown(_ scalar: Unicode.Scalar) -> String.UTF8View {
    let isControl = (scalar.value < 0x20 && scalar != "\t") || (0x7F...0x9F).contains(scalar.value)
    return (isControl ? "\u{FFFD}" : String(scalar)).utf8
  }

  private func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }

  /// Octets of whole characters, folded before the character that would not fit.
  private mutating func append(_ octets: some Collection<UInt8>) {
    for octet in octets {
      let length =
        switch octet {
        case 0xF0...: 4
        case 0xE0...: 3
        case 0xC0...: 2
        case 0x80...: 0
        default: 1
        }
      if column + length > 75 {
        bytes += [0x0D, 0x0A, 0x20]
        column = 1
      }
      bytes.append(octet)
      column += length
    }
  }

  /// A duration in the form of the standard, for example `PT1H`.
  static func duration(_ seconds: Int64) -> String {
    let total = max(0, seconds)
    if total % 86_400 == 0, total > 0 { return "P\(total / 86_400)D" }
    let parts = [(total / 3600, "H"), (total % 3600 / 60, "M"), (total % 60, "S")].filter { $0.0 > 0 }
    // Minutes may not be left out between hours and seconds.
    if parts.count == 2, parts[0].1 == "H", parts[1].1 == "S" { return "PT\(parts[0].0)H0M\(parts[1].0)S" }
    return parts.isEmpty ? "PT0S" : "PT" + parts.map { "\($0.0)\($0.1)" }.joined()
  }
}
