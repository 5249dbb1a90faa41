// SPDX-License-Identifier: Apache-2.0

/// The short name of an item within its request, as the letter prints it: `i1`.
public struct ItemID: RawRepresentable, Hashable, Sendable, Comparable, CustomStringConvertible, ExpressibleByStringLiteral {
  /// The short name.
  public let rawValue: String
  /// Takes a short name.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// Takes a literal.
  public init(stringLiteral value: String) { rawValue = value }
  /// The short name.
  public var description: String { rawValue }
  /// Orders by length first, so that `i10` comes after `i9`.
  public static func < (left: ItemID, right: ItemID) -> Bool {
    (left.rawValue.count, left.rawValue) < (right.rawValue.count, right.rawValue)
  }
}

extension ItemID: Codable {
  /// Reads the short name.
  public init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(String.self) }
  /// Writes the short name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}
