// SPDX-License-Identifier: Apache-2.0

/// A name of a service or of a schema on the wire, such as `urn:comity:mla:1`.
public struct WireURN: Hashable, Sendable, CustomStringConvertible {
  /// The name.
  public let text: String

  /// Reads a name; `nil` unless it is `urn:` with parts of small letters, digits, points and hyphens, at most 128 characters.
  public init?(_ text: some StringProtocol) {
    var text = String(text)
    guard text.withUTF8(Self.isURN) else { return nil }
    self.text = text
  }

  private static func isURN(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard (5...128).contains(bytes.count), bytes.starts(with: "urn:".utf8) else { return false }
    var (parts, length) = (1, 0)
    for byte in bytes {
      if byte == UInt8(ascii: ":") {
        guard length > 0 else { return false }
        (parts, length) = (parts + 1, 0)
      } else {
        guard isPart(byte) else { return false }
        length += 1
      }
    }
    return parts >= 3 && length > 0
  }

  private static func isPart(_ byte: UInt8) -> Bool { isSmall(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") }

  /// The name.
  public var description: String { text }
}

/// What a message does within its service, such as `request`.
public struct ActName: Hashable, Sendable, CustomStringConvertible {
  /// The name.
  public let text: String

  /// Reads a name; `nil` unless it is small letters, digits and hyphens, at most 64, beginning with a letter.
  public init?(_ text: some StringProtocol) {
    guard (1...64).contains(text.utf8.count), let first = text.utf8.first, isSmall(first), first > UInt8(ascii: "9"),
      text.utf8.allSatisfy({ isSmall($0) || $0 == UInt8(ascii: "-") })
    else { return nil }
    self.text = String(text)
  }

  /// The name.
  public var description: String { text }
}

/// A media type without parameters, such as `application/pdf`.
/// - Source: IETF RFC 6838 section 4.2
public struct MediaType: Hashable, Sendable, CustomStringConvertible {
  /// The type in small letters.
  public let text: String

  /// Reads a type; `nil` when it is none, has parameters, or has capital letters, so that there is one way to write it.
  public init?(_ text: some StringProtocol) {
    let halves = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard halves.count == 2, halves.allSatisfy({ Self.isName($0) }) else { return nil }
    self.text = String(text)
  }

  private static func isName(_ name: some Collection<UInt8>) -> Bool {
    guard (1...127).contains(name.count), let first = name.first, isSmall(first) else { return false }
    return name.allSatisfy { isSmall($0) || "!#$&-^_.+".utf8.contains($0) }
  }

  /// The type.
  public var description: String { text }
}

/// Whether a byte is a small letter or a digit.
func isSmall(_ byte: UInt8) -> Bool {
  (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
}
