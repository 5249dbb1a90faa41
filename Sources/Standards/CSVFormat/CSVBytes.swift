// SPDX-License-Identifier: Apache-2.0

/// Walks over the fields of comma-separated values (RFC 4180) where they lie in memory, without making a text of any.
///
/// For files of many million fields: what ``CSVFile`` reads whole, it reads in parts side by side, as strictly.
@frozen public struct CSVBytes {
  /// One field by its place among the bytes.
  @frozen public struct Field {
    /// The first byte, after a quotation mark.
    public let start: Int
    /// The byte after the last, before a quotation mark.
    public let end: Int
    /// Whether the row ends with it.
    public let endsRow: Bool
    /// Whether it stands in quotation marks; one that is doubled inside is still doubled.
    public let isQuoted: Bool

    @inlinable init(start: Int, end: Int, endsRow: Bool, isQuoted: Bool) {
      self.start = start
      self.end = end
      self.endsRow = endsRow
      self.isQuoted = isQuoted
    }
  }

  @usableFromInline let bytes: UnsafeRawBufferPointer
  @usableFromInline let end: Int
  /// The byte that is read next.
  public var position: Int
  /// The line that is read next, from 1 where this part begins.
  public var line = 1

  /// Begins to read a part of a file; the bytes must live as long as the reader.
  /// - Parameter range: a part that begins and ends where rows do, see ``parts(_:count:)``.
  @inlinable public init(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// Whether nothing is left.
  @inlinable public var isAtEnd: Bool { position >= end }

  /// The next field; `nil` where a quotation mark stands that may not, or one is not closed, or a carriage return stands alone.
  @inlinable public mutating func next() -> Field? {
    let start = position
    guard start < end else { return Field(start: start, end: start, endsRow: true, isQuoted: false) }
    guard bytes[start] != 0x22 else { return quoted() }
    var place = start
    while place < end {
      let byte = bytes[place]
      // The three that end a field and the one that may not stand in it are all small.
      if byte <= 0x2C {
        if byte == 0x2C {
          position = place + 1
          return Field(start: start, end: place, endsRow: false, isQuoted: false)
        }
        if byte == 0x0A || byte == 0x0D { return endOfRow(start: start, at: place, isQuoted: false) }
        if byte == 0x22 { return nil }
      }
      place += 1
    }
    position = end
    return Field(start: start, end: end, endsRow: true, isQuoted: false)
  }

  @inlinable mutating func endOfRow(start: Int, at place: Int, isQuoted: Bool) -> Field? {
    var next = place + 1
    if bytes[place] == 0x0D {
      guard next < end, bytes[next] == 0x0A else { return nil }
      next += 1
    }
    position = next
    line += 1
    return Field(start: start, end: isQuoted ? place - 1 : place, endsRow: true, isQuoted: isQuoted)
  }

  @usableFromInline mutating func quoted() -> Field? {
    let start = position + 1
    var place = start
    while place < end {
      let byte = bytes[place]
      if byte == 0x0A { line += 1 }
      guard byte == 0x22 else {
        place += 1
        continue
      }
      let after = place + 1
      guard after < end else {
        position = end
        return Field(start: start, end: place, endsRow: true, isQuoted: true)
      }
      switch bytes[after] {
      case 0x22: place += 2
      case 0x2C:
        position = after + 1
        return Field(start: start, end: place, endsRow: false, isQuoted: true)
      case 0x0A, 0x0D: return endOfRow(start: start, at: after, isQuoted: true)
      default: return nil
      }
    }
    return nil
  }
}

extension CSVBytes {
  /// Parts of a file that can be read side by side: each begins where a row does.
  ///
  /// In a file that follows the standard quotation marks come in pairs, so that an even number of them stands before every row. In one that
  /// does not, the parts may be cut wrongly, but never before the fault: reading them in order finds it first.
  /// - Parameter count: how many at most.
  public static func parts(_ bytes: UnsafeRawBufferPointer, from start: Int = 0, count: Int) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var begin = start
    var isInQuotes = false
    for part in 1..<max(count, 1) {
      let aim = max(begin, start + (bytes.count - start) / count * part)
      isInQuotes = (quotationMarks(bytes, begin..<aim) % 2 == 1) != isInQuotes
      var cut = aim
      while cut < bytes.count, isInQuotes || cut == begin || bytes[cut - 1] != 0x0A {
        if bytes[cut] == 0x22 { isInQuotes.toggle() }
        cut += 1
      }
      guard cut < bytes.count else { break }
      if cut > begin { parts.append(begin..<cut) }
      begin = cut
    }
    return begin < bytes.count ? parts + [begin..<bytes.count] : parts
  }

  /// How many quotation marks stand in a part; eight bytes at a time, since all of the file is looked at.
  private static func quotationMarks(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    var count = 0
    var place = range.lowerBound
    while place + 8 <= range.upperBound {
      let marks = base.loadUnaligned(fromByteOffset: place, as: UInt64.self) ^ 0x2222_2222_2222_2222
      // The highest bit of each byte that is zero now, and of no other: exact, since nothing is carried from byte to byte.
      let low = (marks & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7F7F_7F7F_7F7F_7F7F
      count += (~(low | marks | 0x7F7F_7F7F_7F7F_7F7F)).nonzeroBitCount
      place += 8
    }
    while place < range.upperBound {
      if bytes[place] == 0x22 { count += 1 }
      place += 1
    }
    return count
  }
}
