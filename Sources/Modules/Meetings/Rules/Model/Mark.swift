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
    // Lists of thousands are sorted by it: bytes are compared where they stand, and nothing is copied.
    var (a, b) = (left.utf8[...], right.utf8[...])
    while !a.isEmpty, !b.isEmpty {
      let (one, other) = (piece(&a), piece(&b))
      if one.elementsEqual(other) { continue }
      if let first = number(one), let second = number(other), first != second { return first < second }
      return one.lexicographicallyPrecedes(other)
    }
    return a.isEmpty != b.isEmpty ? a.isEmpty : left < right
  }

  /// Takes the next run of digits, or of anything else, off the beginning.
  private static func piece(_ text: inout Substring.UTF8View) -> Substring.UTF8View {
    let isNumber = text.first.map(isDigit)
    let end = text.firstIndex { isDigit($0) != isNumber } ?? text.endIndex
    defer { text = text[end...] }
    return text[..<end]
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  /// The value of a run of digits; `nil` for anything else and for what is too large.
  private static func number(_ piece: Substring.UTF8View) -> Int? {
    guard let first = piece.first, isDigit(first) else { return nil }
    var value = 0
    for byte in piece {
      let (product, isLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, isLarger) = product.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      if isLarge || isLarger { return nil }
      value = sum
    }
    return value
  }
}
