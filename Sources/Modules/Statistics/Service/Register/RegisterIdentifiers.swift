// SPDX-License-Identifier: Apache-2.0

/// Finds identifiers that stand twice in a register.
enum RegisterIdentifiers {
  /// An identifier by a number made of its bytes, and where it stands.
  struct Entry: Sendable {
    let hash: UInt64
    /// Where it begins, and in the lowest 16 bits how long it is.
    private let packed: UInt64

    var start: Int { Int(packed >> 16) }
    var length: Int { Int(packed & 0xFFFF) }

    /// Stands where there is none: no identifier begins where the file does.
    static let none = Entry()

    private init() { (hash, packed) = (0, 0) }

    init(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) {
      hash = CodeTable.hash(bytes, start, end)
      packed = UInt64(start) << 16 | UInt64(min(end - start, 0xFFFF))
    }
  }

  /// The places at which an identifier begins that stood before, in the order of the file.
  /// - Parameters:
  ///   - share: which of the shares to look at; identifiers are divided among them by their numbers, so that tasks can look side by side.
  static func repeated(_ parts: [[Entry]], share: UInt64, of shares: UInt64, in bytes: UnsafeRawBufferPointer) -> [Int] {
    let count = parts.reduce(0) { $0 + $1.count }
    var size = 1024
    while size < count / Int(shares) * 3 / 2 { size *= 2 }
    let mask = size - 1
    var slots = [Entry](repeating: .none, count: size)
    var found: [Int] = []
    for part in parts {
      for entry in part where entry.hash >> 32 % shares == share {
        var slot = Int(truncatingIfNeeded: entry.hash) & mask
        var isNew = true
        while slots[slot].start > 0 {
          let other = slots[slot]
          // Two numbers can be the same by chance: the bytes decide.
          if other.hash == entry.hash, isSame(other, entry, bytes) {
            isNew = false
            break
          }
          slot = (slot + 1) & mask
        }
        if isNew { slots[slot] = entry } else { found.append(entry.start) }
      }
    }
    return found
  }

  private static func isSame(_ left: Entry, _ right: Entry, _ bytes: UnsafeRawBufferPointer) -> Bool {
    guard left.length == right.length else { return false }
    for offset in 0..<left.length where bytes[left.start + offset] != bytes[right.start + offset] { return false }
    return true
  }
}
