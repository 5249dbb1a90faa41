// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Which pieces of a sealed file are here, which are being fetched, which were bad.
///
/// What is being fetched is not kept: after a restart those pieces are missing again, whatever part of them had come.
public struct SegmentMap: Hashable, Sendable {
  /// So many pieces are fetched from one node at a time.
  public static let parallelLimit = 4
  /// So often one piece may come wrong before the file is given up.
  public static let badLimit = 5

  /// How many pieces the file has.
  public let count: Int
  /// One bit for each piece, the first piece the lowest bit of the first byte.
  private var bits: [UInt8]
  /// The pieces that are being fetched.
  public private(set) var underway: Set<Int> = []
  /// How often each piece came wrong.
  public private(set) var bad: [Int: Int]

  /// Nothing is here.
  public init(count: Int) {
    self.count = max(0, count)
    self.bits = Array(repeating: 0, count: (self.count + 7) / 8)
    self.bad = [:]
  }

  /// The map as it was kept; `nil` when it is not of a file with so many pieces.
  public init?(count: Int, kept: Data, bad: [Int: Int] = [:]) {
    self.init(count: count)
    guard kept.count == bits.count, bad.allSatisfy({ (0..<count).contains($0.key) && $0.value > 0 }) else { return nil }
    bits = Array(kept)
    // Bits beyond the last piece would count as pieces.
    if count % 8 != 0, let tail = bits.last, tail >> (count % 8) != 0 { return nil }
    self.bad = bad
  }

  /// What is kept of it: one bit for each piece.
  public var kept: Data { Data(bits) }

  /// Whether a piece is here, verified.
  public func has(_ number: Int) -> Bool {
    (0..<count).contains(number) && bits[number / 8] >> (number % 8) & 1 == 1
  }

  /// The pieces that are not here, in order, those that are being fetched included.
  public var missing: [Int] { (0..<count).filter { !has($0) } }

  /// The first piece that is not here; `nil` when all are.
  public var firstMissing: Int? { (0..<count).first { !has($0) } }

  /// Whether every piece is here.
  public var isWhole: Bool { bits.reduce(0) { $0 + $1.nonzeroBitCount } == count }

  /// Takes the next pieces to be fetched, while no more than ``parallelLimit`` are fetched from the node.
  ///
  /// - Parameter elsewhere: how many pieces of other files are being fetched from the same node.
  public mutating func begin(elsewhere: Int = 0) -> [Int] {
    var room = Self.parallelLimit - underway.count - max(0, elsewhere)
    var begun: [Int] = []
    for number in 0..<count where room > 0 && !has(number) && !underway.contains(number) {
      begun.append(number)
      underway.insert(number)
      room -= 1
    }
    return begun
  }

  /// A piece came and is what the tree says; one that is here already changes nothing.
  public mutating func arrived(_ number: Int) {
    guard (0..<count).contains(number) else { return }
    underway.remove(number)
    bits[number / 8] |= 1 << (number % 8)
  }

  /// A piece came and is not what the tree says; returns whether it may be fetched again.
  public mutating func wasBad(_ number: Int) -> Bool {
    guard (0..<count).contains(number) else { return true }
    underway.remove(number)
    bad[number, default: 0] += 1
    return bad[number, default: 0] < Self.badLimit
  }

  /// The connection broke before a piece was here; that says nothing about the piece.
  public mutating func wasLost(_ number: Int) { underway.remove(number) }
}
