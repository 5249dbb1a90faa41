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

  /// The bytes in one piece, however they were kept.
  private static func array(_ bytes: some DataProtocol) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: bytes.count) { space, count in
      for region in bytes.regions {
        let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(space)[count...])
        region.withUnsafeBytes { rest.copyMemory(from: $0) }
        count += region.count
      }
    }
  }

  /// The text, as bytes of ASCII.
  public static func encode(_ bytes: some DataProtocol) -> Data { Data(encoded(array(bytes))) }

  private static func encoded(_ bytes: [UInt8]) -> [UInt8] {
    let whole = bytes.count / 3 * 3
    return [UInt8](unsafeUninitializedCapacity: (bytes.count * 4 + 2) / 3) { out, count in
      alphabet.withUnsafeBufferPointer { alphabet in
        bytes.withUnsafeBufferPointer { bytes in
          var place = 0
          func put(_ group: UInt32, _ characters: Int) {
            for index in 0..<characters {
              out[count] = alphabet[Int(group >> (18 - 6 * UInt32(index)) & 63)]
              count += 1
            }
          }
          while place < whole {
            put(UInt32(bytes[place]) << 16 | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]), 4)
            place += 3
          }
          switch bytes.count - whole {
          case 1: put(UInt32(bytes[place]) << 16, 2)
          case 2: put(UInt32(bytes[place]) << 16 | UInt32(bytes[place + 1]) << 8, 3)
          default: break
          }
        }
      }
    }
  }

  /// The text.
  public static func text(_ bytes: some DataProtocol) -> String { String(decoding: encode(bytes), as: UTF8.self) }

  /// The bytes that a text stands for; `nil` when it is not in its canonical spelling.
  public static func decode(_ text: some DataProtocol) -> Data? { decoded(array(text)).map { Data($0) } }

  private static func decoded(_ text: [UInt8]) -> [UInt8]? {
    guard text.count % 4 != 1 else { return nil }
    var isCanonical = true
    let out = [UInt8](unsafeUninitializedCapacity: text.count * 3 / 4) { out, count in
      values.withUnsafeBufferPointer { values in
        text.withUnsafeBufferPointer { text in
          // What is no character has the value 0xFF, whose high bits no value of a character has.
          var seen: UInt8 = 0
          var place = 0
          while place + 4 <= text.count {
            let (a, b, c, d) = (
              values[Int(text[place])], values[Int(text[place + 1])], values[Int(text[place + 2])], values[Int(text[place + 3])]
            )
            seen |= a | b | c | d
            out[count] = a << 2 | b >> 4
            out[count + 1] = b << 4 | c >> 2
            out[count + 2] = c << 6 | d
            count += 3
            place += 4
          }
          // The bits that are left over at the end say nothing, and must be zero.
          if text.count - place >= 2 {
            let (a, b) = (values[Int(text[place])], values[Int(text[place + 1])])
            out[count] = a << 2 | b >> 4
            count += 1
            seen |= a | b
            if text.count - place == 3 {
              let c = values[Int(text[place + 2])]
              out[count] = b << 4 | c >> 2
              count += 1
              seen |= c
              isCanonical = c & 3 == 0
            } else {
              isCanonical = b & 15 == 0
            }
          }
          if seen & 0xC0 != 0 { isCanonical = false }
        }
      }
    }
    return isCanonical ? out : nil
  }

  /// The bytes that a text stands for; `nil` when it is not in its canonical spelling.
  public static func decode(_ text: String) -> Data? { decode(Data(text.utf8)) }
}
