// SPDX-License-Identifier: Apache-2.0
public import Foundation

extension ZipFile {
  /// The entries of an archive that this type has written, in their order.
  ///
  /// Of other archives nothing is read: two readers of a ZIP file may find different things in it, of these bytes there is one reading.
  /// - Throws: ``Fault``: the name that may not be or stands there twice, or ``Fault/notAsWritten``.
  public static func entries(of file: Data) throws(Fault) -> [(name: String, content: Data)] {
    var reader = LittleReader(file)
    var archive = ZipFile()
    var entries: [(name: String, content: Data)] = []
    while reader.next(4) == Data([0x50, 0x4B, 0x03, 0x04]) {
      // Versions, flags, method and time are compared with the whole at the end.
      guard reader.next(14) != nil, let stored = reader.number(), let length = reader.number(), stored == length,
        let nameLength = reader.short(), reader.short() == 0, let path = reader.next(nameLength), let content = reader.next(length),
        let name = String(data: path, encoding: .utf8)
      else { throw .notAsWritten }
      try archive.add(name, content)
      entries.append((name, content))
    }
    guard archive.data == file else { throw .notAsWritten }
    return entries
  }
}

/// Reads numbers with the smallest byte first.
private struct LittleReader {
  private let bytes: Data
  private var place: Int

  init(_ bytes: Data) {
    self.bytes = bytes
    place = bytes.startIndex
  }

  mutating func next(_ count: Int) -> Data? {
    guard count <= bytes.endIndex - place else { return nil }
    defer { place += count }
    return Data(bytes[place..<place + count])
  }

  mutating func number() -> Int? { next(4).map { $0.reversed().reduce(0) { $0 << 8 | Int($1) } } }
  mutating func short() -> Int? { next(2).map { $0.reversed().reduce(0) { $0 << 8 | Int($1) } } }
}
