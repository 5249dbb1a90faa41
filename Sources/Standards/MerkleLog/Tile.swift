// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// A file of a published log: up to 256 hashes of one level of tiles.
///
/// The hashes of the tiles of level L are the roots of complete subtrees of 256^L entries.
/// - Source: C2SP tlog-tiles
public struct Tile: Hashable, Sendable {
  /// 0 for hashes of entries.
  public let level: Int
  /// Its place in its level, from 0.
  public let number: Int
  /// How many hashes it has, 1 to 256; fewer at the right edge alone.
  public let width: Int

  /// How many hashes a full tile has, and how many levels of the tree it spans as a power of two.
  public static let fullWidth = 256
  /// The levels of the tree that one level of tiles spans.
  public static let height = 8

  /// Names a tile.
  public init(level: Int, number: Int, width: Int = Tile.fullWidth) {
    self.level = level
    self.number = number
    self.width = width
  }

  /// All tiles of a log with so many entries, from the entries upwards.
  public static func all(of size: Int) -> [Tile] {
    var tiles: [Tile] = []
    var (level, count) = (0, size)
    while count > 0 {
      for number in 0..<(count + fullWidth - 1) / fullWidth {
        tiles.append(Tile(level: level, number: number, width: min(fullWidth, count - number * fullWidth)))
      }
      level += 1
      count >>= height
    }
    return tiles
  }

  /// The path of the tile's file.
  public var path: String { "tile/\(level)/\(Self.name(number, width))" }

  /// The path of the file with the entries of a tile of level 0.
  public var entriesPath: String { "tile/entries/\(Self.name(number, width))" }

  /// The positions of its hashes in their level of the tree, which is ``level`` times eight.
  public var positions: Range<Int> { number * Self.fullWidth..<number * Self.fullWidth + width }

  private static func name(_ number: Int, _ width: Int) -> String {
    func digits(_ value: Int) -> String { String(String(1000 + value).suffix(3)) }
    var name = digits(number % 1000)
    var rest = number / 1000
    while rest > 0 {
      name = "x\(digits(rest % 1000))/\(name)"
      rest /= 1000
    }
    return width == fullWidth ? name : "\(name).p/\(width)"
  }

  /// The bytes of a file of entries: each with its length before it, two bytes, the larger first.
  /// - Throws: ``EntryTooLong``.
  public static func bundle(_ entries: [Data]) throws(EntryTooLong) -> Data {
    var bundle = Data()
    for (place, entry) in entries.enumerated() {
      guard let length = UInt16(exactly: entry.count) else { throw EntryTooLong(place: place) }
      bundle += [UInt8(length >> 8), UInt8(length & 255)] + entry
    }
    return bundle
  }
}

/// The layout has no room for an entry of more than 65,535 bytes.
public struct EntryTooLong: Error, Hashable, Sendable {
  /// Its place among those given.
  public let place: Int
  /// Names the place.
  public init(place: Int) { self.place = place }
}
