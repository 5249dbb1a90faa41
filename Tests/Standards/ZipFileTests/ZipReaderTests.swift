// SPDX-License-Identifier: Apache-2.0
import Foundation
import TestKit
import Testing

@testable import ZipFile

@Suite("ZIP archives of others") struct ZipReaderTests {
  private func read(_ archive: Data, entries: Int = 10) async throws -> ZipReader {
    try await ZipReader(length: archive.count, limits: .init(entries: entries, directory: 4_096)) { offset, count in
      Data(archive.dropFirst(offset).prefix(count))
    }
  }

  private func made(_ files: [(String, Data)]) throws -> Data {
    var bytes = Data()
    var archive = ZipStream { bytes += $0 }
    for (name, content) in files { try archive.add(name, content) }
    try archive.finish()
    return bytes
  }

  /// Has Python write an archive.
  private func python(_ program: String) async throws -> Data {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).zip")
    defer { try? FileManager.default.removeItem(at: file) }
    let ran = try await RanProgram("/usr/bin/python3", ["-W", "ignore", "-c", "import sys, zipfile\n\(program)", file.path])
    try #require(ran.code == 0, "\(String(decoding: ran.errors, as: UTF8.self))")
    return try Data(contentsOf: file)
  }

  @Test("Written piece by piece it is the same as written at once")
  func pieces() throws {
    var whole = ZipFile()
    let content = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0) })
    try whole.add("a/b.bin", content)
    try whole.add("empty", Data())
    var bytes = Data()
    var sum = ZipCheckSum()
    for start in stride(from: 0, to: content.count, by: 777) { sum.take(content[start..<min(content.count, start + 777)]) }
    var archive = ZipStream { bytes += $0 }
    try archive.begin("a/b.bin", length: content.count, checkSum: sum.value)
    for start in stride(from: 0, to: content.count, by: 333) { try archive.write(content[start..<min(content.count, start + 333)]) }
    try archive.add("empty", Data())
    try archive.finish()
    #expect(bytes == whole.data)
  }

  @Test("Content that is shorter or longer than was said is refused when it is written")
  func wrongLength() throws {
    var archive = ZipStream { _ in }
    try archive.begin("a", length: 2, checkSum: 0)
    #expect(throws: ZipStream.WrongLength()) { try archive.write(Data(count: 3)) }
    try archive.write(Data(count: 1))
    #expect(throws: ZipStream.WrongLength()) { try archive.begin("b", length: 0, checkSum: 0) }
    #expect(throws: ZipStream.WrongLength()) { try archive.finish() }
  }

  @Test("What is written here and what Python stores are read, each file where it begins")
  func plain() async throws {
    let own = try made([("a", Data("one".utf8)), ("b/c", Data("two".utf8))])
    let others = try await python(
      "z = zipfile.ZipFile(sys.argv[1], 'w'); z.writestr('a', 'one'); z.writestr('b/c', 'two'); z.close()")
    for archive in [own, others] {
      let entries = try await read(archive).entries
      #expect(entries.map(\.name) == ["a", "b/c"])
      #expect(entries.map { String(decoding: archive[$0.offset..<$0.offset + $0.length], as: UTF8.self) } == ["one", "two"])
      #expect(entries.map(\.checkSum) == [CRC32.of(Data("one".utf8)), CRC32.of(Data("two".utf8))])
    }
  }

  @Test(
    "Archives that are not plain are refused: compressed, with a comment, with extra fields, with something before or behind, names twice",
    arguments: [
      ("z.writestr('a', 'x' * 1000, zipfile.ZIP_DEFLATED); z.close()", ZipReader.Fault.notPlain),
      ("z.writestr('a', 'x'); z.comment = b'hidden'; z.close()", .notWhole),
      ("i = zipfile.ZipInfo('a'); i.extra = b'\\x01\\x00\\x00\\x00'; z.writestr(i, 'x'); z.close()", .notPlain),
      ("i = zipfile.ZipInfo('a'); i.comment = b'x'; z.writestr(i, 'x'); z.close()", .notPlain),
      ("z.writestr('a', 'x'); z.close(); open(sys.argv[1], 'ab').write(b'x')", .notWhole),
      ("z.writestr('a', 'x'); z.close(); d = open(sys.argv[1], 'rb').read(); open(sys.argv[1], 'wb').write(b'MZ' + d)", .notWhole),
      ("z.writestr('a', 'x'); z.writestr('a', 'y'); z.close()", .nameTwice),
      ("z.writestr('A', 'x'); z.writestr('a', 'y'); z.close()", .nameTwice),
      ("z.writestr('../a', 'x'); z.close()", .badName), ("z.writestr('/a', 'x'); z.close()", .badName),
      ("z.writestr('a/', ''); z.close()", .badName), ("z.writestr('a\\x01', ''); z.close()", .badName),
      ("[z.writestr(str(n), '') for n in range(11)]; z.close()", .tooLarge),
    ])
  func refused(program: String, fault: ZipReader.Fault) async throws {
    let archive = try await python("z = zipfile.ZipFile(sys.argv[1], 'w'); \(program)")
    await #expect(throws: fault) { try await read(archive) }
  }

  @Test("An archive that is cut short anywhere, or has another byte in a head, is refused")
  func changed() async throws {
    let archive = try made([("a", Data("one".utf8)), ("b", Data("two".utf8))])
    for length in 0..<archive.count { await #expect(throws: ZipReader.Fault.self) { try await read(archive.prefix(length)) } }
    let (first, second) = (try await read(archive).entries[0], try await read(archive).entries[1])
    let heads = Array(0..<first.offset) + Array(first.offset + first.length..<second.offset)
    for place in heads {
      var other = archive
      other[place] ^= 0x01
      await #expect(throws: ZipReader.Fault.self, "\(place)") { try await read(other) }
    }
  }

  @Test("Files that overlap are refused, however small what they unfold from is")
  func overlapping() async throws {
    // Both lines of the directory lead to the first file, as in an archive that unfolds to more than it is.
    var archive = try made([("a", Data("one".utf8)), ("b", Data("two".utf8))])
    let directory = archive.count - 22 - 2 * 47
    archive.replaceSubrange(directory + 47 + 42..<directory + 47 + 46, with: [0, 0, 0, 0])
    await #expect(throws: ZipReader.Fault.notInOrder) { try await read(archive) }
  }

  @Test("In memory the same is read and refused as by ranges, and content that has another check sum is no content")
  func inMemory() async throws {
    let archive = try made([("a", Data("one".utf8)), ("empty", Data()), ("long", Data(repeating: 7, count: 70_000))])
    let limits = ZipReader.Limits(entries: 10, directory: 4_096)
    let (ranged, whole) = (try await read(archive), try ZipReader(archive, limits: limits))
    #expect(whole.entries == ranged.entries)
    #expect(try whole.entries.map { try ZipReader.content(of: $0, in: archive).count } == [3, 0, 70_000])
    // A part of a longer run of bytes has other indices.
    let part = (Data(count: 5) + archive).dropFirst(5)
    #expect(try ZipReader.content(of: ZipReader(part, limits: limits).entries[0], in: part) == Data("one".utf8))
    var other = archive
    other[whole.entries[0].offset] ^= 1
    #expect(throws: ZipReader.Fault.notAsSummed) { try ZipReader.content(of: whole.entries[0], in: other) }
    for length in stride(from: 0, to: archive.count, by: 97) {
      #expect(throws: ZipReader.Fault.self) { try ZipReader(archive.prefix(length), limits: limits) }
    }
    #expect(throws: ZipReader.Fault.tooLarge) { try ZipReader(archive, limits: .init(entries: 2, directory: 4_096)) }
    #expect(throws: ZipReader.Fault.tooLarge) { try ZipReader(archive, limits: .init(entries: 10, directory: 4_096, length: 70_000)) }
    #expect(throws: ZipReader.Fault.tooLarge) { try ZipReader(archive, limits: .init(entries: 10, directory: 20)) }
  }
}
