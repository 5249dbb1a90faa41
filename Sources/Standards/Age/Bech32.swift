// SPDX-License-Identifier: Apache-2.0
import Foundation

/// Bytes as text with a checksum that finds mistyped letters.
/// - Source: BIP 173, without its limit of 90 characters
enum Bech32 {
  private static let letters = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
  private static let generator: [UInt32] = [0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3]

  private static func checksum(_ values: [UInt8]) -> UInt32 {
    values.reduce(UInt32(1)) { sum, value in
      let top = sum >> 25
      let shifted = (sum & 0x1FF_FFFF) << 5 ^ UInt32(value)
      return generator.enumerated().reduce(shifted) { (top >> UInt32($1.offset)) & 1 == 1 ? $0 ^ $1.element : $0 }
    }
  }

  private static func expanded(_ prefix: String) -> [UInt8] { prefix.utf8.map { $0 >> 5 } + [0] + prefix.utf8.map { $0 & 31 } }

  /// The text of some bytes, in small letters.
  static func encode(_ bytes: Data, prefix: String) -> String {
    var values: [UInt8] = []
    var held: UInt32 = 0
    var bits = 0
    for byte in bytes {
      held = (held << 8 | UInt32(byte)) & 0xFFF
      bits += 8
      while bits >= 5 {
        bits -= 5
        values.append(UInt8(held >> UInt32(bits) & 31))
      }
    }
    if bits > 0 { values.append(UInt8(held << UInt32(5 - bits) & 31)) }
    let sum = checksum(expanded(prefix) + values + [UInt8](repeating: 0, count: 6)) ^ 1
    values += (0..<6).map { UInt8(sum >> UInt32(5 * (5 - $0)) & 31) }
    return prefix + "1" + String(decoding: values.map { letters[Int($0)] }, as: UTF8.self)
  }

  /// The bytes of a text that is in small letters or in capital letters, never in both.
  /// - Throws: ``AgeFault/malformedKey``.
  static func decode(_ text: String, prefix: String) throws(AgeFault) -> Data {
    guard text.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), text == text.lowercased() || text == text.uppercased() else { throw .malformedKey }
    let small = text.lowercased()
    guard small.hasPrefix(prefix + "1") else { throw .malformedKey }
    var values: [UInt8] = []
    for letter in small.utf8.dropFirst(prefix.utf8.count + 1) {
      guard let value = letters.firstIndex(of: letter) else { throw .malformedKey }
      values.append(UInt8(value))
    }
    guard values.count >= 6, checksum(expanded(prefix) + values) == 1 else { throw .malformedKey }
    var bytes = Data()
    var held: UInt32 = 0
    var bits = 0
    for value in values.dropLast(6) {
      held = (held << 5 | UInt32(value)) & 0xFFF
      bits += 5
      guard bits >= 8 else { continue }
      bits -= 8
      bytes.append(UInt8(held >> UInt32(bits) & 255))
    }
    // Left-over bits must be zero, or two texts would mean the same key.
    guard bits < 5, held & ((1 << UInt32(bits)) - 1) == 0 else { throw .malformedKey }
    return bytes
  }
}
