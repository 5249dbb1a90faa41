// SPDX-License-Identifier: Apache-2.0
import StatisticsRules

/// Finds the place of a code among a breakdown's codes from its bytes, without making a text of them.
struct CodeTable: Sendable {
  private let slots: [Int16]
  private let keys: [UInt8]
  private let starts: [Int]
  private let mask: Int

  init(_ variable: Codebook.Variable?) {
    let codes = (variable?.codes ?? []).map { Array($0.code.utf8) }
    var size = 16
    while size < codes.count * 4 { size *= 2 }
    mask = size - 1
    var slots = [Int16](repeating: -1, count: size)
    for (place, code) in codes.enumerated() {
      var slot = code.withUnsafeBytes { Int(truncatingIfNeeded: Self.hash($0, 0, $0.count)) } & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int16(place)
    }
    self.slots = slots
    keys = codes.flatMap { $0 }
    starts = codes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
  }

  /// The place of the code that these bytes are; `nil` when there is no such code.
  @inline(__always) func place(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int? {
    var slot = Int(truncatingIfNeeded: Self.hash(bytes, start, end)) & mask
    while slots[slot] >= 0 {
      let place = Int(slots[slot])
      if isCode(place, bytes, start, end) { return place }
      slot = (slot + 1) & mask
    }
    return nil
  }

  @inline(__always) private func isCode(_ place: Int, _ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
    let first = starts[place]
    guard starts[place + 1] - first == end - start else { return false }
    for offset in 0..<(end - start) where keys[first + offset] != bytes[start + offset] { return false }
    return true
  }

  /// A number of 64 bits from some bytes: eight at a time, mixed so that near texts are far apart.
  @inline(__always) static func hash(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: end - start) &* 0x9E37_79B9_7F4A_7C15
    var place = start
    while place + 8 <= end {
      hash = (hash ^ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)) &* 0xBF58_476D_1CE4_E5B9
      hash ^= hash >> 29
      place += 8
    }
    var rest: UInt64 = 0
    while place < end {
      rest = rest << 8 | UInt64(bytes[place])
      place += 1
    }
    hash = (hash ^ rest) &* 0x94D0_49BB_1331_11EB
    return hash ^ hash >> 31
  }
}
