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

    /// States limits.
    public init(entries: Int, directory: Int) {
      self.entries = entries
      self.directory = directory
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
  }

  /// Reads some bytes from an offset on: as many as were asked for, fewer at the end alone.
  public typealias Source = @Sendable (_ offset: Int, _ count: Int) async throws -> Data

  /// The files, in the order in which they stand there.
  public let entries: [Entry]

  private static let endLength = 22
  private static let lineLength = 46
  private static let headLength = 30

  /// Reads the directory and what stands in front of each file.
  /// - Throws: ``Fault``, and what the source throws.
  public init(length: Int, limits: Limits, from source: Source) async throws {
    guard length >= Self.endLength else { throw Fault.notWhole }
    let end = try await Self.read(length - Self.endLength, Self.endLength, source)
    guard end.little32(0) == 0x0605_4B50, end.little16(20) == 0 else { throw Fault.notWhole }
    let (count, size, start) = (Int(end.little16(10)), Int(end.little32(12)), Int(end.little32(16)))
    guard end.little16(4) == 0, end.little16(6) == 0, Int(end.little16(8)) == count else { throw Fault.notPlain }
    guard count <= limits.entries, size <= limits.directory else { throw Fault.tooLarge }
    guard start + size + Self.endLength == length else { throw Fault.notWhole }
    let directory = try await Self.read(start, size, source)
    var entries: [Entry] = []
    var names: Set<String> = []
    var (place, next) = (0, 0)
    for _ in 0..<count {
      let line = try Self.line(directory, &place)
      guard names.insert(line.name.lowercased()).inserted else { throw Fault.nameTwice }
      guard line.offset == next else { throw Fault.notInOrder }
      let head = try await Self.read(next, Self.headLength + line.path.count, source)
      guard head.little32(0) == 0x0403_4B50, head[4..<Self.headLength] == line.told, head[Self.headLength...] == line.path else {
        throw Fault.notInOrder
      }
      let content = next + Self.headLength + line.path.count
      entries.append(Entry(name: line.name, length: line.length, checkSum: line.checkSum, offset: content))
      next = content + line.length
      guard next <= start else { throw Fault.notInOrder }
    }
    guard place == size, next == start else { throw Fault.notInOrder }
    self.entries = entries
  }

  private struct Line {
    let name: String
    let path: Data
    let length: Int
    let checkSum: UInt32
    let offset: Int
    /// What must stand in front of the file as well.
    let told: Data
  }

  private static func line(_ directory: Data, _ place: inout Int) throws -> Line {
    guard place + lineLength <= directory.count else { throw Fault.notInOrder }
    let line = Data(directory[place..<place + lineLength])
    let nameEnd = place + lineLength + Int(line.little16(28))
    guard line.little32(0) == 0x0201_4B50, nameEnd <= directory.count else { throw Fault.notInOrder }
    // Bit 11, the name in UTF-8, is the only flag of a plain file; no method, no extra field, no comment, no other disk.
    guard line.little16(8) & ~0x0800 == 0, line.little16(10) == 0, line.little32(20) == line.little32(24), line.little16(30) == 0,
      line.little16(32) == 0, line.little16(34) == 0
    else { throw Fault.notPlain }
    let path = Data(directory[place + lineLength..<nameEnd])
    guard let name = String(validating: path, as: UTF8.self), ZipFile.allows(name), !name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
    else { throw Fault.badName }
    place = nameEnd
    return Line(
      name: name, path: path, length: Int(line.little32(24)), checkSum: line.little32(16), offset: Int(line.little32(42)),
      told: Data(line[6..<32]))
  }

  private static func read(_ offset: Int, _ count: Int, _ source: Source) async throws -> Data {
    guard count > 0 else { return Data() }
    let bytes = Data(try await source(offset, count))
    guard bytes.count == count else { throw Fault.notWhole }
    return bytes
  }
}

extension Data {
  /// Two bytes as a number; the data begins at 0.
  fileprivate func little16(_ place: Int) -> UInt16 { UInt16(self[place]) | UInt16(self[place + 1]) << 8 }

  /// Four bytes as a number; the data begins at 0.
  fileprivate func little32(_ place: Int) -> UInt32 { UInt32(little16(place)) | UInt32(little16(place + 2)) << 16 }
}
