// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// An identifier that both nodes use and that tells when it was made: a UUID of version 7.
///
/// It names, it does not protect: whoever knows one may not read anything for that.
/// - Source: IETF RFC 9562 section 5.7
public struct TimedID<Owner>: Hashable, Sendable, CustomStringConvertible {
  /// The identifier as a UUID.
  public let uuid: UUID

  /// The last instant that fits into the 48 bits of an identifier, in milliseconds since 1970.
  static var lastMillisecond: UInt64 { (1 << 48) - 1 }

  /// Makes an identifier for an instant; of the random bits the lower 74 are used.
  ///
  /// Instants before 1970 count as 1970.
  public init(at instant: Date, random: UInt128) {
    let milliseconds = UInt64(min(max(0, (instant.timeIntervalSince1970 * 1000).rounded(.down)), Double(Self.lastMillisecond)))
    let first = milliseconds << 16 | 0x7000 | UInt64(truncatingIfNeeded: random >> 62) & 0x0FFF
    let second = 0x8000_0000_0000_0000 | UInt64(truncatingIfNeeded: random) & 0x3FFF_FFFF_FFFF_FFFF
    func byte(_ word: UInt64, _ place: Int) -> UInt8 { UInt8(truncatingIfNeeded: word >> (56 - 8 * place)) }
    self.uuid = UUID(
      uuid: (
        byte(first, 0), byte(first, 1), byte(first, 2), byte(first, 3), byte(first, 4), byte(first, 5), byte(first, 6), byte(first, 7),
        byte(second, 0), byte(second, 1), byte(second, 2), byte(second, 3), byte(second, 4), byte(second, 5), byte(second, 6),
        byte(second, 7)
      ))
  }

  /// Reads an identifier; `nil` unless it is the lower-case form of a UUID of version 7.
  public init?(_ text: some StringProtocol) {
    // One kind of text is read faster than any; an identifier is read for every row of a table.
    var text = String(text)
    guard let uuid = text.withUTF8(Self.read), uuid.6 >> 4 == 7, uuid.8 >> 6 == 2 else { return nil }
    self.uuid = UUID(uuid: uuid)
  }

  /// Reads the one spelling; Foundation reads more.
  private static func read(_ text: UnsafeBufferPointer<UInt8>) -> uuid_t? {
    func digit(_ character: UInt8) -> UInt8? {
      if character &- 0x30 < 10 { return character &- 0x30 }
      return character &- 0x61 < 6 ? character &- 0x57 : nil
    }
    guard text.count == 36 else { return nil }
    var uuid: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    let isRead = withUnsafeMutableBytes(of: &uuid) { bytes in
      var place = 0
      for index in 0..<bytes.count {
        if index == 4 || index == 6 || index == 8 || index == 10 {
          guard text[place] == UInt8(ascii: "-") else { return false }
          place += 1
        }
        guard let high = digit(text[place]), let low = digit(text[place + 1]) else { return false }
        bytes[index] = high << 4 | low
        place += 2
      }
      return true
    }
    return isRead ? uuid : nil
  }

  /// When it says that it was made, in whole milliseconds.
  public var madeAt: Date {
    let bytes = uuid.uuid
    let milliseconds = [bytes.0, bytes.1, bytes.2, bytes.3, bytes.4, bytes.5].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Date(timeIntervalSince1970: Double(milliseconds) / 1000)
  }

  /// The lower-case form of the UUID.
  public var description: String {
    withUnsafeBytes(of: uuid.uuid) { bytes in
      String(unsafeUninitializedCapacity: 36) { space in
        func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
        var count = 0
        for (place, byte) in bytes.enumerated() {
          if place == 4 || place == 6 || place == 8 || place == 10 {
            space[count] = UInt8(ascii: "-")
            count += 1
          }
          (space[count], space[count + 1]) = (digit(byte >> 4), digit(byte & 15))
          count += 2
        }
        return count
      }
    }
  }
}

extension TimedID: Comparable {
  /// Orders by the time of making.
  public static func < (left: TimedID, right: TimedID) -> Bool { left.number < right.number }

  private var number: UInt128 { withUnsafeBytes(of: uuid.uuid) { $0.reduce(0) { $0 << 8 | UInt128($1) } } }
}

extension TimedID: Codable {
  /// Reads the identifier from its text.
  /// - Throws: `DecodingError.dataCorrupted` when the text is no UUID of version 7.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let id = TimedID(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a UUID of version 7")
    }
    self = id
  }

  /// Writes the identifier as text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// Names one message; the pair of it and the authority that signed is unique.
public typealias MessageID = TimedID<Manifest>

/// What a conversation is: all messages of two authorities about one matter.
public enum Conversation {}

/// Names one conversation.
public typealias ConversationID = TimedID<Conversation>
