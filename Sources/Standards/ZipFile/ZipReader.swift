// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// Reads an archive that came from outside, and believes it only when it is as plain as it can be.
///
/// Files without compression, one behind the other without gaps from the first byte to the directory, the directory to the end, and both saying the
/// same of each: nothing is hidden, nothing overlaps, nothing grows when it is unpacked.
/// - Source: PKWARE APPNOTE 6.3.10, sections 4.3 to 4.4
public struct ZipReader: Sendable {
  /// How much is read of somebody else's archive.
  public struct Limits: Hashable, Sendable {
    /// How many files it may have.
    public let entries: Int
    /// How long its directory may be, in bytes.
    public let directory: Int
    /// How long it may be as a whole, in bytes.
    public let length: Int

    /// States limits.
    public init(entries: Int, directory: Int, length: Int = Int(UInt32.max)) {
      self.entries = entries
      self.directory = directory
      self.length = length
    }
  }

  /// A file of an archive.
  public struct Entry: Hashable, Sendable {
    /// Its path within the archive.
    public let name: String
    /// Its length in bytes.
    public let length: Int
    /// The check sum of its content, as the archive has it.
    public let checkSum: UInt32
    /// Where its content begins.
    public let offset: Int
  }

  /// Why an archive is not read.
  public enum Fault: Error, Hashable, Sendable {
    /// Its end is not where it must be: it is none, was cut short, or something stands behind it.
    case notWhole
    /// It is compressed, encrypted, in parts or has fields that a plain one does not have.
    case notPlain
    /// Files overlap, leave gaps, or are told of differently in front of them and in the directory.
    case notInOrder
    /// A name that leads out of the archive or is no UTF-8.
    case badName
    /// A name that stands there twice, capitals or not.
    case nameTwice
    /// Beyond the limits.
    case tooLarge
    /// Content that has another check sum than the archive says.
    case notAsSummed
  }

  /// Reads some bytes from an offset on: as many as were asked for, fewer at the end alone.
  public typealias Source = @Sendable (_ offset: Int, _ count: Int) async throws -> Data

  /// The files, in the order in which they stand there.
  public let entries: [Entry]

  /// Reads the directory and what stands in front of each file.
  /// - Throws: ``Fault``, and what the source throws.
  public init(length: Int, limits: Limits, from source: Source) async throws {
    func read(_ range: Range<Int>) async throws -> Data {
      guard !range.isEmpty else { return Data() }
      let bytes = Data(try await source(range.lowerBound, range.count))
      guard bytes.count == range.count else { throw Fault.notWhole }
      return bytes
    }
    let end = try ZipEnd(try await read(ZipEnd.range(of: length)), length: length, limits: limits)
    let lines = try end.lines(try await read(end.directory))
    for line in lines { try line.check(try await read(line.head)) }
    entries = lines.map(\.entry)
  }

  /// Reads an archive that is in memory, or mapped into it.
  /// - Throws: ``Fault``.
  public init(_ file: Data, limits: Limits) throws(Fault) {
    func read(_ range: Range<Int>) throws(Fault) -> Data {
      guard range.upperBound <= file.count else { throw .notWhole }
      return Data(file[file.startIndex + range.lowerBound..<file.startIndex + range.upperBound])
    }
    let end = try ZipEnd(try read(ZipEnd.range(of: file.count)), length: file.count, limits: limits)
    let lines = try end.lines(try read(end.directory))
    for line in lines { try line.check(try read(line.head)) }
    entries = lines.map(\.entry)
  }

  /// The content of a file of an archive in memory.
  /// - Throws: ``Fault/notAsSummed``.
  public static func content(of entry: Entry, in file: Data) throws(Fault) -> Data {
    let start = file.startIndex + entry.offset
    guard start + entry.length <= file.endIndex else { throw .notWhole }
    let content = Data(file[start..<start + entry.length])
    var sum = ZipCheckSum()
    sum.take(content)
    guard sum.value == entry.checkSum else { throw .notAsSummed }
    return content
  }
}

/// What stands at the end of an archive: where its directory is.
private struct ZipEnd {
  let count: Int
  let directory: Range<Int>

  private static let length = 22

  static func range(of length: Int) throws(ZipReader.Fault) -> Range<Int> {
    guard length >= Self.length else { throw .notWhole }
    return length - Self.length..<length
  }

  init(_ end: Data, length: Int, limits: ZipReader.Limits) throws(ZipReader.Fault) {
    guard end.little32(0) == 0x0605_4B50, end.little16(20) == 0 else { throw .notWhole }
    count = Int(end.little16(10))
    let (size, start) = (Int(end.little32(12)), Int(end.little32(16)))
    guard end.little16(4) == 0, end.little16(6) == 0, Int(end.little16(8)) == count else { throw .notPlain }
    guard length <= limits.length, count <= limits.entries, size <= limits.directory else { throw .tooLarge }
    guard start + size + Self.length == length else { throw .notWhole }
    directory = start..<start + size
  }

  /// The lines of the directory: one file behind the other from the first byte to the directory, no name twice.
  func lines(_ bytes: Data) throws(ZipReader.Fault) -> [ZipLine] {
    var lines: [ZipLine] = []
    var names: Set<String> = []
    var (place, next) = (0, 0)
    for _ in 0..<count {
      let line = try ZipLine(bytes, &place)
      guard names.insert(line.entry.name.lowercased()).inserted else { throw .nameTwice }
      next = line.entry.offset + line.entry.length
      guard line.head.lowerBound == lines.last.map({ $0.entry.offset + $0.entry.length }) ?? 0, next <= directory.lowerBound else {
        throw .notInOrder
      }
      lines.append(line)
    }
    guard place == bytes.count, next == directory.lowerBound else { throw .notInOrder }
    return lines
  }
}

/// A line of an archive's directory.
private struct ZipLine {
  let entry: ZipReader.Entry
  /// Where the file's head and name stand.
  let head: Range<Int>
  private let path: Data
  /// What must stand in front of the file as well.
  private let told: Data

  private static let lineLength = 46
  private static let headLength = 30

  init(_ directory: Data, _ place: inout Int) throws(ZipReader.Fault) {
    guard place + Self.lineLength <= directory.count else { throw .notInOrder }
    let line = Data(directory[place..<place + Self.lineLength])
    let nameEnd = place + Self.lineLength + Int(line.little16(28))
    guard line.little32(0) == 0x0201_4B50, nameEnd <= directory.count else { throw .notInOrder }
    // Bit 11, the name in UTF-8, is the only flag of a plain file; no method, no extra field, no comment, no other disk.
    guard line.little16(8) & ~0x0800 == 0, line.little16(10) == 0, line.little32(20) == line.little32(24), line.little16(30) == 0,
      line.little16(32) == 0, line.little16(34) == 0
    else { throw .notPlain }
    path = Data(directory[place + Self.lineLength..<nameEnd])
    guard let name = String(validating: path, as: UTF8.self), ZipFile.allows(name), !name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
    else { throw .badName }
    place = nameEnd
    let offset = Int(line.little32(42))
    head = offset..<offset + Self.headLength + path.count
    entry = ZipReader.Entry(name: name, length: Int(line.little32(24)), checkSum: line.little32(16), offset: head.upperBound)
    told = Data(line[6..<32])
  }

  /// What stands in front of the file must say the same.
  func check(_ bytes: Data) throws(ZipReader.Fault) {
    guard bytes.count == head.count, bytes.little32(0) == 0x0403_4B50, bytes[4..<Self.headLength] == told,
      bytes[Self.headLength...] == path
    else { throw .notInOrder }
  }
}

extension Data {
  /// Two bytes as a number; the data begins at 0.
  fileprivate func little16(_ place: Int) -> UInt16 { UInt16(self[place]) | UInt16(self[place + 1]) << 8 }

  /// Four bytes as a number; the data begins at 0.
  fileprivate func little32(_ place: Int) -> UInt32 { UInt32(little16(place)) | UInt32(little16(place + 2)) << 16 }
}
