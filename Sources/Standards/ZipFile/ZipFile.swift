// SPDX-License-Identifier: Apache-2.0
public import Foundation

/// An archive of files as they are, without compression.
///
/// The same entries give the same bytes: nothing in it depends on the clock or on the machine.
/// - Source: PKWARE APPNOTE 6.3.10, sections 4.3 to 4.4
public struct ZipFile: Sendable {
  /// The media type of ``data``.
  public static let mediaType = "application/zip"

  /// Why an entry was refused.
  public enum Fault: Error, Hashable, Sendable {
    /// The name is empty, longer than 65535 bytes, begins with a slash, has a backslash or leads out of the archive.
    case badName(String)
    /// The name stands in the archive already.
    case nameTwice(String)
    /// The archive would be longer than the plain form can say: 4 GiB, or 65535 entries.
    case tooLarge
  }

  private var body = Data()
  private var directory = Data()
  private var names: Set<String> = []

  /// An empty archive.
  public init() {}

  /// Puts a file into it.
  /// - Parameter name: the path within the archive, with slashes: `en/index.html`.
  /// - Throws: ``Fault``.
  public mutating func add(_ name: String, _ content: Data) throws(Fault) {
    let path = Data(name.utf8)
    guard Self.allows(name) else { throw .badName(name) }
    guard names.insert(name).inserted else { throw .nameTwice(name) }
    guard names.count < 0xFFFF, body.count + directory.count + content.count + 2 * path.count + 256 < Int(UInt32.max) else {
      throw .tooLarge
    }
    let offset = UInt32(body.count)
    let head = Self.head(path, length: content.count, checkSum: CRC32.of(content))
    body.append(little: UInt32(0x0403_4B50))
    body += head + path + content
    directory += Self.line(head, offset: offset)
    directory += path
  }

  /// The archive in its bytes.
  public var data: Data {
    body + directory + Self.end(entries: names.count, directory: directory.count, at: body.count)
  }

  /// What stands in front of a file and in the directory alike; the name follows.
  static func head(_ path: Data, length: Int, checkSum: UInt32) -> Data {
    var head = Data()
    head.append(little: UInt16(20))
    // Bit 11: the name is UTF-8.
    head.append(little: UInt16(0x0800))
    head.append(little: UInt16(0))
    // Midnight of 1 January 1980, the first instant that the format knows.
    head.append(little: UInt16(0))
    head.append(little: UInt16(0x0021))
    head.append(little: checkSum)
    head.append(little: UInt32(length))
    head.append(little: UInt32(length))
    head.append(little: UInt16(path.count))
    head.append(little: UInt16(0))
    return head
  }

  /// The line of the directory about a file; the name follows.
  static func line(_ head: Data, offset: UInt32) -> Data {
    var line = Data()
    line.append(little: UInt32(0x0201_4B50))
    // Made by version 2.0 on a system with the names of MS-DOS: no rights are claimed for the files.
    line.append(little: UInt16(20))
    line += head
    line.append(little: UInt16(0))
    line.append(little: UInt16(0))
    line.append(little: UInt16(0))
    line.append(little: UInt32(0))
    line.append(little: offset)
    return line
  }

  /// What stands at the end of an archive.
  static func end(entries: Int, directory: Int, at offset: Int) -> Data {
    var end = Data()
    end.append(little: UInt32(0x0605_4B50))
    end.append(little: UInt16(0))
    end.append(little: UInt16(0))
    end.append(little: UInt16(entries))
    end.append(little: UInt16(entries))
    end.append(little: UInt32(directory))
    end.append(little: UInt32(offset))
    end.append(little: UInt16(0))
    return end
  }

  /// Whether an entry may have a name: neither empty nor beyond 65535 bytes, no backslash, nothing that leads out of the archive.
  static func allows(_ name: String) -> Bool {
    let steps = name.split(separator: "/", omittingEmptySubsequences: false)
    return !name.isEmpty && name.utf8.count <= 0xFFFF && !name.contains("\\") && steps.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
  }
}

extension Data {
  mutating func append<Number: FixedWidthInteger>(little number: Number) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }
}

/// The check sum of an archive's files.
/// - Source: ISO 3309
enum CRC32 {
  static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
  }

  static func of(_ data: Data) -> UInt32 {
    data.reduce(UInt32.max) { sum, byte in table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) } ^ UInt32.max
  }
}
