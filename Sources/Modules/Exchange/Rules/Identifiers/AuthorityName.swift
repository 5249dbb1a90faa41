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
    // Looked at byte by byte: a name is read several times for every row of a table.
    var text = String(text)
    guard let stop = text.utf8.firstIndex(of: UInt8(ascii: ".")) else { return nil }
    let code = text[..<stop]
    let isWritten = text.withUTF8 { bytes in
      Self.isLabel(UnsafeBufferPointer(rebasing: bytes[(code.utf8.count + 1)...]))
    }
    guard isWritten, let state = StateCode(code), state.code == code else { return nil }
    self.state = state
    self.label = String(text.utf8.suffix(text.utf8.count - code.utf8.count - 1)) ?? ""
  }

  private static func isLabel(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard (1...labelLimit).contains(bytes.count) else { return false }
    // A hyphen stands between two others that are none.
    var wasHyphen = true
    for byte in bytes {
      let isHyphen = byte == UInt8(ascii: "-")
      guard isHyphen ? !wasHyphen : isSmall(byte) else { return false }
      wasHyphen = isHyphen
    }
    return !wasHyphen
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
