// SPDX-License-Identifier: Apache-2.0

/// A SHA-256 digest that cannot be mistaken for the digest of something else.
///
/// In text, tables and JSON it is 64 hexadecimal digits with small letters. Computing one is not the business of rules.
public struct DigestOf<Subject>: Hashable, Sendable, CustomStringConvertible {
  /// The digest as 64 hexadecimal digits.
  public let hex: String

  /// Reads a digest; `nil` unless it is 64 hexadecimal digits with small letters.
  public init?(_ text: some StringProtocol) {
    // One kind of text is looked at faster than any; a digest is read for every row of a table.
    var text = String(text)
    guard text.utf8.count == 64, text.withUTF8(Self.areDigits) else { return nil }
    self.hex = text
  }

  private static func areDigits(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    for place in 0..<bytes.count {
      let byte = bytes[place]
      guard byte &- 0x30 < 10 || byte &- 0x61 < 6 else { return false }
    }
    return true
  }

  /// Takes the 32 bytes of a digest; `nil` when there are more or fewer.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    self.hex = Self.hex(Array(bytes))
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    String(unsafeUninitializedCapacity: 2 * bytes.count) { space in
      func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }
      for place in bytes.indices { (space[2 * place], space[2 * place + 1]) = (digit(bytes[place] >> 4), digit(bytes[place] & 15)) }
      return 2 * bytes.count
    }
  }

  /// The 64 hexadecimal digits.
  public var description: String { hex }
}

extension DigestOf: Comparable {
  /// Orders by the digits, so that what has no other order has one.
  public static func < (left: DigestOf, right: DigestOf) -> Bool { left.hex < right.hex }
}

extension DigestOf: Codable {
  /// Reads the digest from its text.
  /// - Throws: `DecodingError.dataCorrupted` when the text is no digest.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let digest = DigestOf(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a SHA-256 digest in small hexadecimal digits")
    }
    self = digest
  }

  /// Writes the digest as text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }
}

/// A message as it was signed: the bytes of the JWS.
public enum SignedMessage {}
/// A message as it travels: the bytes of the JWE, which may be made anew for a later try and identify nothing.
public enum SealedMessage {}
/// A file as it was before it was sealed.
public enum PlainFile {}
/// A file as it is stored and travels: the bytes of the age file.
public enum SealedFile {}
/// The tree over the segments of a sealed file (RFC 9162).
public enum SegmentTree {}
/// A public key, by its thumbprint (RFC 7638).
public enum PublicKey {}

/// Names a sealed file by its content: the digest of its bytes.
public typealias BlobID = DigestOf<SealedFile>
