// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// An identifier that cannot be mistaken for another kind of identifier.
///
/// In text, tables and JSON it is the lower-case form of a UUID.
public struct ID<Owner>: Hashable, Sendable, CustomStringConvertible {
  /// The identifier as a UUID.
  public let uuid: UUID

  /// Wraps a known identifier, or makes a new random one.
  public init(_ uuid: UUID = UUID()) {
    self.uuid = uuid
  }

  /// Reads an identifier from text; `nil` when it is not a UUID as RFC 9562 writes it, in small letters or capitals.
  public init?(_ text: some StringProtocol) {
    // Foundation's reading of a UUID passes over spaces and signs among the digits: one identifier would have many texts.
    guard isWritten(text.utf8), let uuid = UUID(uuidString: String(text)) else { return nil }
    self.uuid = uuid
  }

  /// The lower-case form of the UUID.
  public var description: String { uuid.uuidString.lowercased() }
}

/// Whether bytes are hexadecimal digits in groups of 8, 4, 4, 4 and 12 with hyphens between.
private func isWritten(_ bytes: some Collection<UInt8>) -> Bool {
  guard bytes.count == 36 else { return false }
  return bytes.enumerated().allSatisfy { place, byte in
    switch (place, byte) {
    case (8, let mark), (13, let mark), (18, let mark), (23, let mark): mark == UInt8(ascii: "-")
    case (_, 0x30...0x39), (_, 0x41...0x46), (_, 0x61...0x66): true
    default: false
    }
  }
}

extension ID: Comparable {
  /// Orders identifiers by their text, so that lists without another order are stable.
  public static func < (left: ID, right: ID) -> Bool { left.description < right.description }
}

extension ID: Codable {
  /// Reads the identifier from its text.
  /// - Throws: `DecodingError.dataCorrupted` when the text is not a UUID.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let id = ID(text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a UUID")
    }
    self = id
  }

  /// Writes the identifier as text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
