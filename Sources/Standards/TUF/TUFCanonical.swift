// SPDX-License-Identifier: Apache-2.0
public import Foundation
public import StrictJSON

/// The canonical bytes over which TUF signs and names keys ("OLPC canonical JSON"): not those of RFC 8785.
///
/// Members stand in the order of their names' code points, only the quotation mark and the backslash are escaped, and there are no fractions.
public enum TUFCanonical {
  /// The canonical bytes of a value.
  /// - Throws: ``TUFFault/malformed(_:)`` for a number that is not whole, has a second form or goes beyond 2^53 - 1.
  /// - Source: TUF 1.0, 4.1 "Metaformat"
  public static func bytes(_ value: JSONValue) throws(TUFFault) -> Data {
    var out = Data()
    try write(value, into: &out)
    return out
  }

  private static func write(_ value: JSONValue, into out: inout Data) throws(TUFFault) {
    switch value.content {
    case .null: out.append(contentsOf: "null".utf8)
    case .boolean(let flag): out.append(contentsOf: (flag ? "true" : "false").utf8)
    case .number(let text):
      guard isWhole(text) else { throw .malformed("a number that is not whole or too large") }
      out.append(contentsOf: text.utf8)
    case .string(let text): write(text, into: &out)
    case .array(let elements):
      out.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        try write(element, into: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let members):
      out.append(UInt8(ascii: "{"))
      // The order of UTF-8 bytes is that of code points.
      let ordered = members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
      for (index, member) in ordered.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        write(member.name, into: &out)
        out.append(UInt8(ascii: ":"))
        try write(member.value, into: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ text: String, into out: inout Data) {
    out.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { out.append(UInt8(ascii: "\\")) }
      out.append(byte)
    }
    out.append(UInt8(ascii: "\""))
  }

  /// Whether every reader holds the number as it is written: whole, within 2^53, and nought without a sign.
  private static func isWhole(_ text: String) -> Bool {
    guard text != "-0", let number = Int(text) else { return false }
    return number.magnitude < 1 << 53
  }
}
