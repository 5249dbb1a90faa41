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

  /// Reads an identifier from text; `nil` when it is not a UUID.
  public init?(_ text: some StringProtocol) {
    guard let uuid = UUID(uuidString: String(text)) else { return nil }
    self.uuid = uuid
  }

  /// The lower-case form of the UUID.
  public var description: String { uuid.uuidString.lowercased() }
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
