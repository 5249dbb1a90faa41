// SPDX-License-Identifier: Apache-2.0
public import Kernel

/// The name by which an authority is known between nodes, such as `XA.central`: its State, a point, a label.
///
/// The directory says which keys and which node stand behind it.
public struct AuthorityName: Hashable, Sendable, CustomStringConvertible {
  /// The State that it belongs to.
  public let state: StateCode
  /// What tells the authorities of one State apart: small letters, digits and single hyphens between them.
  public let label: String

  /// So many characters a label has at most; a name of the domain name system is as long.
  public static let labelLimit = 63

  /// Reads a name; `nil` when it is not written exactly so.
  ///
  /// There is one way to write a name, since names are compared and signed: another case is another name, and none.
  public init?(_ text: some StringProtocol) {
    let parts = String(text).split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let state = StateCode(parts[0]), state.code == parts[0], Self.isLabel(parts[1]) else { return nil }
    self.state = state
    self.label = String(parts[1])
  }

  private static func isLabel(_ text: Substring) -> Bool {
    guard (1...labelLimit).contains(text.utf8.count) else { return false }
    let pieces = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    return pieces.allSatisfy { piece in
      !piece.isEmpty
        && piece.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
  }

  /// The name as it is written.
  public var description: String { "\(state.code).\(label)" }
}

extension AuthorityName: Comparable {
  /// Orders by State, then by label.
  public static func < (left: AuthorityName, right: AuthorityName) -> Bool { left.description < right.description }
}

extension AuthorityName: Codable {
  /// Reads the name from text.
  /// - Throws: `DecodingError.dataCorrupted` when it is not written as names are.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let name = AuthorityName(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an authority such as XA.central")
    }
    self = name
  }

  /// Writes the name as text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
