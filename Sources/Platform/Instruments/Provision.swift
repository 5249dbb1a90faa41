// SPDX-License-Identifier: Apache-2.0

/// The short name of a legal instrument, as citations begin: `UNCAC`.
public struct InstrumentCode: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
  /// The short name.
  public let rawValue: String
  /// Makes a code from its short name.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// Makes a code from a literal.
  public init(stringLiteral value: String) { self.rawValue = value }

  /// The United Nations Convention against Corruption.
  public static let uncac: InstrumentCode = "UNCAC"
}

/// A place in an instrument: an article, or a paragraph of it, or a point of that.
///
/// Written as it is cited: `UNCAC 46(15)(c)`.
public struct Provision: Hashable, Sendable, CustomStringConvertible {
  /// The instrument.
  public let instrument: InstrumentCode
  /// The article's number.
  public let article: Int
  /// The paragraph's number, if a paragraph is meant.
  public let paragraph: Int?
  /// The point's letter, if a point is meant.
  public let point: String?

  /// Names a place in an instrument.
  public init(_ instrument: InstrumentCode, _ article: Int, _ paragraph: Int? = nil, _ point: String? = nil) {
    self.instrument = instrument
    self.article = article
    self.paragraph = paragraph
    self.point = point
  }

  /// Reads a citation such as `UNCAC 46(15)(c)`; `nil` when it is not one.
  public init?(_ text: some StringProtocol) {
    let halves = String(text).split(separator: " ", maxSplits: 1)
    guard halves.count == 2 else { return nil }
    let parts = halves[1].split(separator: "(", omittingEmptySubsequences: false)
    guard let article = Self.number(parts[0]), parts.count <= 3 else { return nil }
    var numbers: [Substring] = []
    for part in parts.dropFirst() {
      guard part.hasSuffix(")"), part.count > 1 else { return nil }
      numbers.append(Substring(part.dropLast()))
    }
    var paragraph: Int?
    var point: String?
    if let first = numbers.first {
      if let number = Self.number(first) {
        paragraph = number
        point = numbers.count > 1 ? String(numbers[1]) : nil
      } else {
        guard numbers.count == 1 else { return nil }
        point = String(first)
      }
    }
    if let point, !point.allSatisfy({ $0.isASCII && $0.isLowercase }) { return nil }
    self.init(InstrumentCode(rawValue: String(halves[0])), article, paragraph, point)
  }

  /// A number as citations write it: digits alone, no leading zero.
  private static func number(_ text: Substring) -> Int? {
    guard text.first != "0", text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    return Int(text)
  }

  /// The place without its instrument: `46(15)(c)`.
  public var place: String {
    "\(article)" + (paragraph.map { "(\($0))" } ?? "") + (point.map { "(\($0))" } ?? "")
  }

  /// The citation: `UNCAC 46(15)(c)`.
  public var description: String { "\(instrument.rawValue) \(place)" }
}

extension Provision: Comparable {
  /// Orders as the instruments do: by name, article, paragraph, point.
  public static func < (left: Provision, right: Provision) -> Bool {
    (left.instrument.rawValue, left.article, left.paragraph ?? 0, left.point ?? "")
      < (right.instrument.rawValue, right.article, right.paragraph ?? 0, right.point ?? "")
  }
}

extension Provision: Codable {
  /// Reads the citation.
  /// - Throws: `DecodingError.dataCorrupted` when the text is no citation.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let provision = Provision(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a citation such as UNCAC 46(15)(c)")
    }
    self = provision
  }

  /// Writes the citation.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
