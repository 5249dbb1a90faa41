// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Writes JSON so that the same value always has the same bytes (RFC 8785), for digests and signatures.
public enum CanonicalJSON {
  /// The canonical bytes of a value.
  public static func bytes(_ value: JSONValue) -> Data {
    var out = ""
    write(value, into: &out)
    return Data(out.utf8)
  }

  /// The canonical bytes of something that can be encoded.
  /// - Throws: `EncodingError` when it cannot be encoded as JSON.
  public static func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return bytes(try StrictJSON.parse(try encoder.encode(value), limits: StrictLimits(bytes: .max, depth: 512)))
  }

  private static func write(_ value: JSONValue, into out: inout String) {
    switch value.content {
    case .null: out += "null"
    case .boolean(let flag): out += flag ? "true" : "false"
    case .number(let text): out += number(text)
    case .string(let text): write(text, into: &out)
    case .array(let elements):
      out += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { out += "," }
        write(element, into: &out)
      }
      out += "]"
    case .object(let members):
      out += "{"
      // RFC 8785 orders names by their UTF-16 code units, which differs from Unicode order above the basic plane.
      let ordered = members.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
      for (index, member) in ordered.enumerated() {
        if index > 0 { out += "," }
        write(member.name, into: &out)
        out += ":"
        write(member.value, into: &out)
      }
      out += "}"
    }
  }

  private static func write(_ text: String, into out: inout String) {
    out += "\""
    // Nearly every text has nothing to escape and goes out as it is.
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
      out += text
      out += "\""
      return
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\u{8}": out += "\\b"
      case "\u{C}": out += "\\f"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      default:
        if scalar.value < 0x20 {
          let digits = String(scalar.value, radix: 16)
          out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        } else {
          out.unicodeScalars.append(scalar)
        }
      }
    }
    out += "\""
  }

  /// A number as ECMAScript writes it.
  private static func number(_ text: String) -> String {
    if let whole = Int(text), whole.magnitude < 1 << 53 { return String(whole) }
    guard let value = Double(text), value.isFinite else { return text }
    if value == 0 { return "0" }
    let (digits, exponent) = decimal(abs(value))
    let sign = value < 0 ? "-" : ""
    let count = digits.count
    if count <= exponent, exponent <= 21 { return sign + digits + String(repeating: "0", count: exponent - count) }
    if 0 < exponent, exponent <= 21 { return sign + digits.prefix(exponent) + "." + digits.dropFirst(exponent) }
    if -6 < exponent, exponent <= 0 { return sign + "0." + String(repeating: "0", count: -exponent) + digits }
    let power = exponent - 1
    let mantissa = count == 1 ? digits : "\(digits.prefix(1)).\(digits.dropFirst())"
    return sign + mantissa + "e" + (power < 0 ? "-" : "+") + String(abs(power))
  }

  /// The shortest digits that name the number and the place of its decimal point: 0.digits times ten to the exponent.
  private static func decimal(_ value: Double) -> (digits: String, exponent: Int) {
    let parts = "\(value)".lowercased().split(separator: "e")
    let halves = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let whole = String(halves[0])
    let fraction = halves.count > 1 ? String(halves[1]) : ""
    var digits = Substring(whole + fraction)
    var exponent = whole.count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    while digits.hasPrefix("0"), digits.count > 1 {
      digits = digits.dropFirst()
      exponent -= 1
    }
    while digits.hasSuffix("0"), digits.count > 1 { digits = digits.dropLast() }
    return (String(digits), exponent)
  }
}
