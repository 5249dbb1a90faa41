// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Writes JSON so that the same value always has the same bytes (RFC 8785), for digests and signatures.
public enum CanonicalJSON {
  /// The canonical bytes of a value.
  public static func bytes(_ value: JSONValue) -> Data {
    var out: [UInt8] = []
    write(value, into: &out)
    return Data(out)
  }

  /// The canonical bytes of something that can be encoded.
  /// - Throws: `EncodingError` when it cannot be encoded as JSON.
  public static func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return bytes(try StrictJSON.parse(try encoder.encode(value), limits: StrictLimits(bytes: .max, depth: 512)))
  }

  private static func write(_ value: JSONValue, into out: inout [UInt8]) {
    switch value.content {
    case .null: out += "null".utf8
    case .boolean(let flag): out += (flag ? "true" : "false").utf8
    case .number(let text): out += number(text).utf8
    case .string(let text): write(text, into: &out)
    case .array(let elements):
      out.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        write(element, into: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let members):
      out.append(UInt8(ascii: "{"))
      for (index, member) in ordered(members).enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        write(member.name, into: &out)
        out.append(UInt8(ascii: ":"))
        write(member.value, into: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  /// RFC 8785 orders names by their UTF-16 code units, which differs from Unicode order above the basic plane; in ASCII all orders are one.
  private static func ordered(_ members: [JSONValue.Member]) -> [JSONValue.Member] {
    guard members.count > 1 else { return members }
    if members.allSatisfy({ $0.name.utf8.allSatisfy { $0 < 0x80 } }) { return members.sorted { $0.name < $1.name } }
    return members.sorted { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
  }

  private static func write(_ text: String, into out: inout [UInt8]) {
    var text = text
    out.append(UInt8(ascii: "\""))
    text.withUTF8 { bytes in
      // Nearly every byte goes out as it is, and what is between two that do not goes out at once.
      var plain = 0
      for place in 0..<bytes.count {
        let byte = bytes[place]
        guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
        out.append(contentsOf: bytes[plain..<place])
        out += escape(byte).utf8
        plain = place + 1
      }
      out.append(contentsOf: bytes[plain...])
    }
    out.append(UInt8(ascii: "\""))
  }

  private static func escape(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\""): return "\\\""
    case UInt8(ascii: "\\"): return "\\\\"
    case 0x08: return "\\b"
    case 0x0C: return "\\f"
    case 0x0A: return "\\n"
    case 0x0D: return "\\r"
    case 0x09: return "\\t"
    default:
      let digits = String(byte, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
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
