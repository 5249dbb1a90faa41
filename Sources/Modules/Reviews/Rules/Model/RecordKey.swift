// SPDX-License-Identifier: Apache-2.0

/// The five kinds of record that the results of reviews are kept as.
public enum RecordKind: String, Codable, Hashable, Sendable, CaseIterable {
  /// The review of one State in one cycle.
  case review
  /// One result of a review.
  case finding
  /// What a State did about a finding.
  case action
  /// A need for technical assistance.
  case need
  /// A difficulty that central authorities meet in practice.
  case challenge
}

/// The stable name of a record among those of its kind: the same in files, addresses and on every node.
///
/// Small Latin letters, digits, hyphens and dots, at most 64 of them.
public struct RecordKey: Hashable, Sendable, CustomStringConvertible, Comparable {
  /// The name.
  public let text: String

  /// Reads a name; `nil` when it has other characters or none.
  public init?(_ text: some StringProtocol) {
    let isName = text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 46 }
    guard isName, (1...64).contains(text.utf8.count), let first = text.utf8.first, first != 45, first != 46 else { return nil }
    self.text = String(text)
  }

  /// The name.
  public var description: String { text }

  /// In the order of the letters.
  public static func < (left: RecordKey, right: RecordKey) -> Bool { left.text < right.text }
}

extension RecordKey: Codable {
  /// Reads the name.
  /// - Throws: `DecodingError` when it is none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let key = RecordKey(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "1 to 64 of a-z, 0-9, hyphen and dot")
    }
    self = key
  }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
