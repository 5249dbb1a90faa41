// SPDX-License-Identifier: Apache-2.0

/// A State, or the European Union, by its ISO 3166-1 alpha-2 code.
public struct StateCode: Hashable, Sendable, CustomStringConvertible {
  /// Two capital letters.
  public let code: String

  /// Reads a code of two letters A to Z, of either case; `nil` for anything else.
  public init?(_ text: some StringProtocol) {
    // Letters are looked at before they are made capital: Unicode's capital of "ß" would be the code SS.
    let letters = Array(text.utf8.prefix(3))
    guard letters.count == 2, letters.allSatisfy({ (0x41...0x5A).contains($0 & 0xDF) }) else { return nil }
    self.code = String(decoding: letters.map { $0 & 0xDF }, as: UTF8.self)
  }

  private init(known code: String) { self.code = code }

  /// Stands for a State that is not known yet, for example of a message that nobody has read; ISO never gives this code to anybody.
  public static let notKnown = StateCode(known: "ZZ")

  /// Whether ISO leaves the code to its users: such States are fictional here and stand in no count.
  ///
  /// AA, QM to QZ, XA to XZ and ZZ.
  public var isFictional: Bool {
    switch code {
    case "AA", "ZZ": true
    default: code.hasPrefix("X") || (code.hasPrefix("Q") && code >= "QM")
    }
  }

  /// The code.
  public var description: String { code }
}

extension StateCode: Comparable {
  /// Orders codes by the alphabet.
  public static func < (left: StateCode, right: StateCode) -> Bool { left.code < right.code }
}

extension StateCode: Codable {
  /// Reads the code from text.
  /// - Throws: `DecodingError.dataCorrupted` when it is not two letters.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let state = StateCode(text), state.code == text else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a State code of two capital letters")
    }
    self = state
  }

  /// Writes the code as text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(code)
  }
}
