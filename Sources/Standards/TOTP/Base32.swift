// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Bytes as capital letters and the digits 2 to 7 (RFC 4648, section 6), without padding.
public enum Base32 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

  /// The text for some bytes.
  public static func encode(_ bytes: Data) -> String {
    var text = ""
    var held: UInt64 = 0
    var bits = 0
    for byte in bytes {
      held = held << 8 | UInt64(byte)
      bits += 8
      while bits >= 5 {
        bits -= 5
        text.append(alphabet[Int(held >> UInt64(bits) & 31)])
      }
      held &= (1 << UInt64(bits)) - 1
    }
    if bits > 0 { text.append(alphabet[Int(held << UInt64(5 - bits) & 31)]) }
    return text
  }

  /// The bytes of a text; small letters, spaces and padding are allowed.
  /// - Returns: `nil` when another character stands in it.
  public static func decode(_ text: String) -> Data? {
    var bytes = Data()
    var held: UInt64 = 0
    var bits = 0
    for character in text.uppercased() where !character.isWhitespace && character != "=" {
      guard let value = alphabet.firstIndex(of: character) else { return nil }
      held = held << 5 | UInt64(value)
      bits += 5
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(held >> UInt64(bits) & 255))
      }
      held &= (1 << UInt64(bits)) - 1
    }
    return bytes
  }
}
