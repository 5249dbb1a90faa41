// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Base64url without padding, in its one canonical spelling.
///
/// Foundation ignores the bits that are left over at the end: with it, one signed text would have several spellings.
/// - Source: RFC 4648, sections 3.5 and 5; RFC 7515, section 2
public enum Base64URL {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  /// The text, as bytes of ASCII.
  public static func encode(_ bytes: some DataProtocol) -> Data {
    let bytes = Array(bytes)
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count * 4 + 2) / 3)
    var place = 0
    while place < bytes.count {
      let taken = min(3, bytes.count - place)
      var group: UInt32 = 0
      for index in 0..<3 { group = group << 8 | (index < taken ? UInt32(bytes[place + index]) : 0) }
      for index in 0...taken { out.append(alphabet[Int(group >> (18 - 6 * UInt32(index)) & 63)]) }
      place += taken
    }
    return Data(out)
  }

  /// The text.
  public static func text(_ bytes: some DataProtocol) -> String { String(decoding: encode(bytes), as: UTF8.self) }

  /// The bytes that a text stands for; `nil` when it is not in its canonical spelling.
  public static func decode(_ text: some DataProtocol) -> Data? {
    let text = Array(text)
    guard text.count % 4 != 1 else { return nil }
    var out: [UInt8] = []
    out.reserveCapacity(text.count * 3 / 4)
    var group: UInt32 = 0
    var bits: UInt32 = 0
    for character in text {
      let value = values[Int(character)]
      guard value != 0xFF else { return nil }
      group = group << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        out.append(UInt8(truncatingIfNeeded: group >> bits))
        group &= (1 << bits) - 1
      }
    }
    return group == 0 ? Data(out) : nil
  }

  /// The bytes that a text stands for; `nil` when it is not in its canonical spelling.
  public static func decode(_ text: String) -> Data? { decode(Data(text.utf8)) }
}
