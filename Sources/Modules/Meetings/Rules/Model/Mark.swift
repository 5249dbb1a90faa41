// SPDX-License-Identifier: Apache-2.0

/// The short name by which a file and the secretariat call a thing: `eg1-7`, `m01`, `d3`.
///
/// 1 to 64 small letters, digits and hyphens, beginning with a letter or digit; ordered as people count, `m2` before `m10`.
public struct Mark: Hashable, Sendable, CustomStringConvertible {
  /// The name.
  public let text: String

  /// Reads a short name; `nil` for any other form.
  public init?(_ text: some StringProtocol) {
    let bytes = text.utf8
    guard (1...64).contains(bytes.count), bytes.first != UInt8(ascii: "-") else { return nil }
    let isPlain = bytes.allSatisfy {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        || $0 == UInt8(ascii: "-")
    }
    guard isPlain else { return nil }
    self.text = String(text)
  }

  /// The name.
  public var description: String { text }

  /// The next free name with the same letters: after `m01` … `m12` comes `m13`.
  /// - Parameter prefix: the letters, for example `m`; lower case ASCII.
  public static func next(after taken: some Sequence<Mark>, prefix: String) -> Mark {
    let numbers = taken.compactMap { $0.text.hasPrefix(prefix) ? Int($0.text.dropFirst(prefix.count)) : nil }
    let number = (numbers.max() ?? 0) + 1
    return Mark("\(prefix)\(number < 10 ? "0" : "")\(number)") ?? Mark(unchecked: "x\(number)")
  }

  private init(unchecked text: String) { self.text = text }
}

extension Mark: Comparable {
  /// Orders as people count.
  public static func < (left: Mark, right: Mark) -> Bool { NaturalOrder.isBefore(left.text, right.text) }
}

extension Mark: Codable {
  /// Reads the name.
  /// - Throws: `DecodingError.dataCorrupted` for any other form.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let mark = Mark(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "a short name of small letters, digits and hyphens")
    }
    self = mark
  }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// Compares texts as people count: runs of digits by their value, everything else by its code points.
enum NaturalOrder {
  static func isBefore(_ left: String, _ right: String) -> Bool {
    let (a, b) = (pieces(left), pieces(right))
    for (one, other) in zip(a, b) where one != other {
      if let first = Int(one), let second = Int(other), first != second { return first < second }
      return one < other
    }
    return a.count != b.count ? a.count < b.count : left < right
  }

  private static func pieces(_ text: String) -> [Substring] {
    var pieces: [Substring] = []
    var start = text.startIndex
    while start < text.endIndex {
      let isDigit = text[start].isASCII && text[start].isNumber
      let end = text[start...].firstIndex { ($0.isASCII && $0.isNumber) != isDigit } ?? text.endIndex
      pieces.append(text[start..<end])
      start = end
    }
    return pieces
  }
}
