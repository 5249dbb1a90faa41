// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// An archive that is written piece by piece, whatever its length: files as they are, without compression.
///
/// The length and the check sum of a file stand in front of it, so both are known before its first byte.
/// - Source: PKWARE APPNOTE 6.3.10, sections 4.3 to 4.4
public struct ZipStream {
  /// Content that is not as long as it was said to be.
  public struct WrongLength: Error, Hashable, Sendable {}

  private let put: (Data) throws -> Void
  private var offset = 0
  private var directory = Data()
  private var names: Set<String> = []
  private var left = 0

  /// An archive whose bytes are given to `put`, in order.
  public init(into put: @escaping (Data) throws -> Void) { self.put = put }

  /// How many bytes of files an archive has room for, names and the rest besides.
  public static let largest = Int(UInt32.max) - (64 << 20)

  /// Begins a file; its content follows with ``write(_:)``.
  /// - Parameter name: the path within the archive, with slashes.
  /// - Throws: `ZipFile.Fault`, ``WrongLength`` when the file before it is not complete.
  public mutating func begin(_ name: String, length: Int, checkSum: UInt32) throws {
    guard left == 0 else { throw WrongLength() }
    guard ZipFile.allows(name) else { throw ZipFile.Fault.badName(name) }
    guard names.insert(name).inserted else { throw ZipFile.Fault.nameTwice(name) }
    let path = Data(name.utf8)
    guard names.count < 0xFFFF, length >= 0, offset + directory.count + length + 2 * path.count + 256 < Int(UInt32.max) else {
      throw ZipFile.Fault.tooLarge
    }
    let head = ZipFile.head(path, length: length, checkSum: checkSum)
    directory += ZipFile.line(head, offset: UInt32(offset)) + path
    var local = Data()
    local.append(little: UInt32(0x0403_4B50))
    try give(local + head + path)
    left = length
  }

  /// Goes on with the file that was begun last.
  /// - Throws: ``WrongLength`` when it would be longer than was said.
  public mutating func write(_ piece: Data) throws {
    guard piece.count <= left else { throw WrongLength() }
    left -= piece.count
    try give(piece)
  }

  /// Puts a short file into it.
  /// - Throws: as ``begin(_:length:checkSum:)``.
  public mutating func add(_ name: String, _ content: Data) throws {
    try begin(name, length: content.count, checkSum: CRC32.of(content))
    try write(content)
  }

  /// Ends the archive.
  /// - Throws: ``WrongLength`` when the last file is not complete.
  public mutating func finish() throws {
    guard left == 0 else { throw WrongLength() }
    try put(directory + ZipFile.end(entries: names.count, directory: directory.count, at: offset))
  }

  private mutating func give(_ bytes: Data) throws {
    try put(bytes)
    offset += bytes.count
  }
}

/// The check sum of a file that is read piece by piece.
/// - Source: ISO 3309
public struct ZipCheckSum: Sendable {
  private var sum = UInt32.max

  /// That of no bytes.
  public init() {}

  /// Takes the next bytes.
  public mutating func take(_ bytes: Data) {
    let table = CRC32.table
    var sum = sum
    table.withUnsafeBufferPointer { table in
      bytes.withUnsafeBytes { bytes in for byte in bytes { sum = table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) } }
    }
    self.sum = sum
  }

  /// That of all bytes so far.
  public var value: UInt32 { sum ^ UInt32.max }
}
