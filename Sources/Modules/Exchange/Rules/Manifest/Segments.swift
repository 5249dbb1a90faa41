// SPDX-License-Identifier: Apache-2.0

/// How long the pieces are in which a sealed file is fetched.
public enum SegmentLength: Int64, Hashable, Sendable, CaseIterable, Codable {
  /// 16 MiB: files up to 64 GiB.
  case short = 16_777_216
  /// 64 MiB: files up to 256 GiB.
  case medium = 67_108_864
  /// 256 MiB: files up to 1 TiB.
  case long = 268_435_456

  /// The shortest pieces with which a sealed file of this length stays within the limit; `nil` when it is too long for the profile.
  public static func suitable(for length: Int64) -> SegmentLength? {
    allCases.first { Segments(of: length, each: $0) != nil }
  }
}

/// The pieces of a sealed file: how many there are, where each begins and ends.
public struct Segments: Hashable, Sendable {
  /// So many pieces a file has at most.
  public static let limit = 4_096

  /// The length of the whole sealed file in bytes.
  public let length: Int64
  /// The length of each piece but the last.
  public let each: SegmentLength

  /// Divides a file; `nil` when it has no bytes or more than ``limit`` pieces.
  public init?(of length: Int64, each: SegmentLength) {
    guard length > 0, length <= each.rawValue * Int64(Self.limit) else { return nil }
    self.length = length
    self.each = each
  }

  /// How many pieces there are.
  public var count: Int { Int((length - 1) / each.rawValue) + 1 }

  /// The bytes of one piece, counted from the beginning of the file; `nil` when there is no such piece.
  public func bytes(of number: Int) -> Range<Int64>? {
    guard (0..<count).contains(number) else { return nil }
    let start = Int64(number) * each.rawValue
    return start..<min(start + each.rawValue, length)
  }
}
